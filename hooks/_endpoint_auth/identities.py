"""What single names and calls tell of who calls, and what they tell of something else."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.compiled import compiled
from .._kit.light import Mapping, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import dotted, last_name
from .words import LOOSE, PROVIDERS, SIGNING_IN, STRICT

# `has_access("editor")`, `has_edit_access(order)`, whose names say whose access only in part
_HOLDING = frozenset("has have check can may".split())
_RIGHTS = frozenset("access role roles scope scopes right rights privilege privileges".split())
_SETTINGS = frozenset("settings config conf app current_app request".split())
_FETCHING = (["get"], ["load"], ["fetch"], ["find"])
_ALLOWED = (["authorized"], ["authorised"])
WHO = frozenset("user account identity caller member principal".split())
# What a hook puts on `g` to say who calls; `g.settings` and `g.db` are nobody.
OF_G = LOOSE | frozenset(
    "me current viewer person client employee customer caller committer collaborator maintainer moderator".split()
)
_OF_RIGHTS = (["role"], ["roles"], ["scope"], ["scopes"], ["permissions"], ["rank"], ["level"])
_SENT_IN = ("request.headers", "request.cookies")
# The parts of the address as a decorator is handed them, and what says of one that it tells who calls.
_ADDRESSES = frozenset("kwargs kw kwds view_args values".split())
_TELLING = STRICT | frozenset("token key apikey secret signature cookie header headers uid code hash digest".split())
_FLASKS = frozenset(["request", "g", "session", "current_user"])
_HOPS = 3
_PACKAGE = compiled(
    r"^flask(?:_login|_security|_jwt_extended|_principal)?\.|^flask_?(?=g\.)|^(?:login|auth|security|extensions)\.(?=current_user\b)"
)
# A session with a database is nobody's: `db.session.query(...)`, `session.execute(...)`.
_DATABASE = (
    r"(?:^|\.)(?:\w*db|database|orm|sa|models?|store)\.session(?:\.|$)"
    r"|(?:^|\.)session\.(?:query|execute|scalars?|add|add_all|commit|merge|delete|flush|rollback|refresh|begin|close)\b"
)


def first_name(node: ast.expr) -> str:
    """``config`` of ``config["auth"]["kind"]``"""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_switch(test: ast.expr) -> bool:
    """``settings.LOGIN``, ``not app.config.get("OPEN")``: is it only the settings that a test asks?"""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    bare = [part.operand if isinstance(part, ast.UnaryOp) else part for part in parts]
    return all(
        is_setting(part) if isinstance(part, ast.Attribute | ast.Subscript)
        else (isinstance(part, ast.Compare | ast.Call) and asks_settings(part))
        or (isinstance(part, ast.Name) and part.id.isupper())
        for part in bare
    )  # fmt: skip


def finds_caller(call: ast.Call) -> bool:
    """``get_user()``, ``current_account()``: of nobody else, as nothing says of whom; ``get_current_user_id(sent)``."""
    said = words(last_name(call.func))
    if any(first == "current" and second in WHO for first, second in zip(said, said[1:], strict=False)):  # noqa: RUF007
        return len(said) > 2
    asks = said[:1] in (["get"], ["current"], ["load"], ["fetch"], ["find"]) and said[-1] in WHO
    return asks and not call.args and not call.keywords


def fetches_thing(call: ast.Call) -> bool:
    """``get_authorized_order(number)``: something that is looked up, and of the caller no more than its body says."""
    said = words(last_name(call.func))
    return said[:1] in _FETCHING and said[1:2] in _ALLOWED and said[-1] not in LOOSE | WHO and len(said) > 2


def authenticates(call: ast.Call) -> bool:
    """``authenticate(request)``, ``check_login()``: does its name say that it finds out who calls?"""
    return not STRICT.isdisjoint(words(last_name(call.func))) and last_name(call.func) not in SIGNING_IN


def asks_right(said: Sequence[str]) -> bool:
    """Do the words ask for a right, as of ``has_edit_access``?"""
    return len(said) > 1 and said[0] in _HOLDING and said[-1] in _RIGHTS


def asks_of_somebody(name: str) -> bool:
    """``me.is_staff``, ``me.can_edit``: what may be asked of one whom nobody knows, who is and has nothing."""
    said = words(name.rpartition(".")[2])
    return name.count(".") == 1 and (said[:1] in (["is"], ["has"], ["can"], ["may"]) or not STRICT.isdisjoint(said))


def is_hung_on_request(name: str) -> bool:
    """``request.user.is_staff``: what a hook hangs on the request to say who calls; ``request.user_data`` is sent."""
    root, _, rest = name.partition(".")
    said = words(rest.partition(".")[0])
    return root == "request" and bool(said) and said != ["id"] and (OF_G | {"id"}).issuperset(said)


def is_authorized(name: str) -> bool:
    """``github.authorized``, ``blueprint.session.authorized``, as Flask-Dance says that somebody has come by OAuth.

    Source: https://flask-dance.readthedocs.io/en/latest/quickstart.html
    """
    on, _, said = name.rpartition(".")
    return said == "authorized" and (on in PROVIDERS or on.endswith(".session"))


def is_named_right(node: ast.Name | ast.Attribute) -> bool:
    """``Role``, ``SystemRole.admin.value``: one of the rights that there are, and nobody's."""
    root = dotted(node).partition(".")[0]
    return root[:1].isupper() and words(root)[-1:] in _OF_RIGHTS


def is_sent(node: ast.Compare) -> bool:
    """``"Authorization" in request.headers``: does the request bring what says who calls?"""
    asked = isinstance(node.ops[0], ast.In | ast.NotIn)
    return asked and plain(node.comparators[0]) in _SENT_IN and not LOOSE.isdisjoint(words_in(node.left))


def is_setting(node: ast.Attribute | ast.Subscript) -> bool:
    """``settings.LOGIN``, ``app.config["LOGIN"]``, ``request.is_json``: no property of what a view shows."""
    on = node.value if isinstance(node, ast.Subscript) else node
    parts = dotted(on).split(".")
    return parts[-1].isupper() or not _SETTINGS.isdisjoint(parts)


def is_for_developers(node: ast.expr) -> bool:
    """``app.debug``, ``current_app.config["TESTING"]``: what is off where strangers call."""
    match node:
        case ast.Attribute(attr=name, value=ast.Name(id="app" | "current_app")):
            return name in ("debug", "testing")
        case ast.Subscript(value=on, slice=ast.Constant(value=name)):
            pass
        case ast.Call(func=ast.Attribute(value=on, attr="get"), args=[ast.Constant(value=name), *_]):
            pass
        case _:
            return False
    return last_name(on) == "config" and name in ("DEBUG", "TESTING")


def asks_settings(node: ast.Compare | ast.Call) -> bool:
    """``app.config.get("LOGIN")``, ``os.getenv("LOGIN") == "1"``; what the client sends is none."""
    reads = [part.func for part in walk(node) if isinstance(part, ast.Call)]
    reads += [part.value for part in walk(node) if isinstance(part, ast.Subscript)]
    parts = {part for read in reads for part in dotted(read).split(".")}
    return not parts.isdisjoint((_SETTINGS | {"getenv", "environ"}) - {"request"})


def plain(node: ast.expr) -> str:
    """A dotted name as one writes it after ``from flask import ...``: ``g.user`` of ``flask.g.user``."""
    return _PACKAGE.sub("", dotted(node))


def is_of_database(node: ast.AST) -> bool:
    """Is it a part of a session with a database: ``db.session.query``?"""
    if not isinstance(node, ast.Attribute):
        return False
    name = dotted(node)
    return "session" in name and is_in_database(name)


def databases_handed(call: ast.Call) -> list[ast.expr]:
    """``g.session`` of ``find(g.session, number)``: what is handed over like that is a session with a database."""
    given = [*call.args, *(each.value for each in call.keywords)]
    return [each for each in given if isinstance(each, ast.Attribute) and plain(each) == "g.session"]


def is_looked_up(node: ast.AST, values: Mapping[str, ast.expr]) -> bool:
    """``User.query.get(user_id)``: is it a model's row for a part of the address, whoever calls?

    ``values`` tell what names stand for; of what else is handed over nobody knows whether it says who calls.
    """
    if not isinstance(node, ast.Call) or not first_name(node)[:1].isupper():
        return False
    given: list[ast.expr] = []
    call: ast.AST = node
    while isinstance(call, ast.Call | ast.Attribute):
        if isinstance(call, ast.Call):
            given += [*call.args, *(each.value for each in call.keywords)]
            call = call.func
        else:
            call = call.value
    return any(map(_has_name, given)) and all(_is_of_address(each, values) for each in given)


def _has_name(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Name) and not part.id[:1].isupper() for part in walk(node))


def _is_of_address(node: ast.AST, values: Mapping[str, ast.expr], depth: int = 0) -> bool:
    """``user_id``, ``User.id == kwargs.get("user_id")``: are there only parts of the address and columns in it?"""
    match node:
        case ast.Constant() | ast.operator() | ast.cmpop() | ast.expr_context():
            return not (isinstance(node, ast.Constant) and _TELLING & set(words(str(node.value))))
        case ast.Name(id=name):
            if name in values and depth < _HOPS:
                return _is_of_address(values[name], values, depth + 1)
            return name not in values and name not in _FLASKS and _TELLING.isdisjoint(words(name))
        case ast.Attribute(value=value, attr=attr):
            root = first_name(value)
            return root[:1].isupper() and isinstance(value, ast.Name) and _TELLING.isdisjoint(words(attr))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=on), attr="get" | "pop"), args=args):
            return on in _ADDRESSES and all(_is_of_address(each, values, depth) for each in args)
        case ast.Call(func=ast.Name(id="int" | "str"), args=[given], keywords=[]):
            return _is_of_address(given, values, depth)
        case ast.Subscript(value=ast.Name(id=on), slice=key):
            return on in _ADDRESSES and _is_of_address(key, values, depth)
        case ast.Compare(left=left, comparators=[right]):
            return _is_of_address(left, values, depth) and _is_of_address(right, values, depth)
    return False


def holds_nothing(node: ast.expr) -> bool:
    """``(None, False)`` and the like."""
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(
        isinstance(each, ast.Constant) and not each.value for each in node.elts
    )


def has_true_default(call: ast.Call) -> bool:
    """``session.get("user", "guest")``, ``getattr(g, "user", True)``: is it true where nobody is known?"""
    match call:
        case ast.Call(func=ast.Attribute(attr="get" | "setdefault", value=on), args=[_, default]):
            return plain(on) in ("g", "session") and _is_something(default)
        case ast.Call(func=ast.Name(id="getattr"), args=[on, _, default]):
            return plain(on) in ("g", "session") and _is_something(default)
    return False


def _is_something(node: ast.expr) -> bool:
    """Is it a literal that is true?"""
    filled = getattr(node, "keys", None) or getattr(node, "elts", None)
    return bool(filled) or (isinstance(node, ast.Constant) and bool(node.value))


def is_in_database(name: str) -> bool:
    """Is a dotted name a session with a database?"""
    return re.search(_DATABASE, name) is not None
