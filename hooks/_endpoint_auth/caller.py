"""What is known of a caller whom nobody knows, while a body runs.

What asks for an identity is empty, a check of one says no, a name stands for what it was given, and what cannot
be known stays open. Helpers that may stop the request are noted, for the project to be asked later.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from .._kit.compiled import compiled
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.truth import dotted, last_name
from .expressions import called, text_or_true, words_in
from .facts import Kind
from .route_tests import RouteTests
from .senders import shares_secret, verifies_sender
from .words import (
    ANONYMOUS,
    CALLERS,
    LOOSE,
    OTHER_REASONS,
    PASSWORDS,
    SIGNING_IN,
    STOPPING,
    STRICT,
    is_guard_name,
    names_caller,
)

_CHECKS = frozenset("can allows allow is_allowed has check verify test".split())
_CHECKING = (["check"], ["require"], ["ensure"], ["authorize"], ["enforce"])
# `has_access("editor")`, whose name says whose access only in part
_ASKS_RIGHT = [[verb, right] for verb in ("has", "check") for right in ("access", "role", "roles", "scope", "scopes")]
_SETTINGS = frozenset("settings config conf app current_app request".split())
_WHO = frozenset("user account identity caller member principal".split())
# What a hook puts on `g` to say who calls; `g.settings` and `g.db` are nobody.
_OF_G = LOOSE | frozenset(
    "me current viewer person client employee customer caller committer collaborator maintainer moderator".split()
)
_OF_RIGHTS = (["role"], ["roles"], ["scope"], ["scopes"], ["permissions"], ["rank"], ["level"])
_SENT_IN = ("request.headers", "request.cookies")
_MOST_ASKED = 30
_HARMLESS_CALLS = frozenset(
    "info debug warning error exception log print flash append add update set get pop wraps commit rollback".split()
)

_PACKAGE = compiled(
    r"^flask(?:_login|_security|_jwt_extended|_principal)?\.|^(?:login|auth|security|extensions)\.(?=current_user\b)"
)
# A session with a database is nobody's: `db.session.query(...)`, `session.execute(...)`.
_DATABASE = (
    r"(?:^|\.)(?:\w*db|database|orm|sa|models?|store)\.session(?:\.|$)"
    r"|(?:^|\.)session\.(?:query|execute|scalars?|add|add_all|commit|merge|delete|flush|rollback|refresh|begin|close)\b"
)
# What may stand for a caller, or for a check of one.
_TELLING = (ast.Name, ast.Attribute, ast.Compare, ast.Subscript, ast.Call)
_OF_CALLERS = tuple(f"{name}." for name in CALLERS)


class Caller:
    """A stranger on one run through a body; ``hinges`` are the checks that say no, ``asks`` the helpers to ask."""

    def __init__(self, kind: Kind, route: RouteTests) -> None:
        self.kind = kind
        self.route = route
        self.known: dict[str, tuple[bool | None, bool]] = {}
        self.told: frozenset[str] = frozenset()
        self.hinges: list[str] = []
        self.asks: list[str] = []
        self.questions = 0
        self.words = STRICT if kind is Kind.VIEW else LOOSE

    def assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> bool:
        """Remember what names stand for; a helper that stops the request has refused."""
        stopped = isinstance(value, ast.Call) and self.stops(value)
        known = (self.truth(value), self.asks_who(value))
        for target in targets:
            if isinstance(target, ast.Name):
                self.known[target.id] = known
                self.route.values[target.id] = value
        return stopped

    def stops(self, call: ast.Call, sign: str = "") -> bool:
        """Does a call stop every stranger? Known ones do; of others the project is asked later."""
        name = _plain(call.func)
        last = name.rpartition(".")[2]
        if any(each.arg == "optional" and text_or_true(each.value) for each in call.keywords):
            return False
        if last in STOPPING or (last in ("require", "test") and "permission" in name.lower()):
            return True
        checks = is_guard_name(name) or words(last)[:1] in _CHECKING or _finds_caller(call)
        if self.kind is Kind.VIEW and not checks:
            return False
        if name and last not in _HARMLESS_CALLS and len(self.asks) < _MOST_ASKED:
            self.questions += 1
            self.asks += [] if sign + name in self.asks else [sign + name]
        return False

    def asks_who(self, node: ast.AST) -> bool:
        """Does an expression ask who is calling?"""
        parts = [each for each in walk(node) if isinstance(each, _TELLING)]
        of_database = {id(part) for each in parts if _is_of_database(each) for part in walk(each)}
        return any(self.is_identity(each) for each in parts if id(each) not in of_database)

    def may_be_named(self, node: ast.AST) -> bool:
        """Does any name or text in an expression sound like a caller, and is no right that the helper is told?"""
        for part in walk(node):
            if isinstance(part, ast.Name | ast.Attribute):
                said = part.id if isinstance(part, ast.Name) else part.attr
                if said not in self.told and not _is_named_right(part) and names_caller(said, LOOSE):
                    return True
            elif isinstance(part, ast.Constant) and isinstance(part.value, str) and names_caller(part.value, LOOSE):
                return True
        return False

    def is_identity(self, node: ast.AST) -> bool:
        """Does a node stand for the identity of the caller, or a check of it? Settings are neither."""
        if isinstance(node, ast.Name | ast.Attribute) and _is_named_right(node):
            return False
        if isinstance(node, ast.Name):
            if node.id.isupper():
                return False
            if node.id in self.known:
                return self.known[node.id][1]
            if self.kind is Kind.VIEW:
                return node.id in ("session", *CALLERS)
            return names_caller(node.id, self.words) or node.id == "current_user"
        if isinstance(node, ast.Attribute):
            if node.attr.isupper():
                return False
            name = _plain(node)
            if name.startswith(_OF_CALLERS) or name == "request.authorization":
                return True
            if name.startswith("g."):
                return not _OF_G.isdisjoint(words(name))
            return names_caller(node.attr, self.words) and self.kind is not Kind.VIEW
        if isinstance(node, ast.Compare):
            return _is_sent(node) or (self.kind is Kind.VIEW and shares_secret(node))
        if isinstance(node, ast.Subscript | ast.Call):
            return self.reads_identity(node)
        return False

    def reads_identity(self, node: ast.Subscript | ast.Call) -> bool:
        """``session["user"]``, ``request.headers.get("Authorization")``, ``is_logged_in()``; no password check."""
        on = node.value if isinstance(node, ast.Subscript) else node.func
        name = _plain(on)
        if not name and isinstance(on, ast.Attribute) and isinstance(on.value, ast.Call):
            name = f"{called(on.value)}.{on.attr}"  # `AdminPermission().can()`
        said = set(words(name.rpartition(".")[2]))
        arguments = [node.slice] if isinstance(node, ast.Subscript) else [*node.args, *(k.value for k in node.keywords)]
        given = {word for each in arguments for word in words_in(each)}
        if PASSWORDS & (said | given) or (not given and said & {"exist", "exists"}):
            return False  # `admin_exists()` asks for the site, not for who calls
        root = name.partition(".")[0] or _first_name(on)
        if last_name(on) == "config" or ".config." in name or root in ("config", "settings", "os"):
            return False
        if re.search(_DATABASE, name):
            said -= {"session"}
        elif root in ("session", *CALLERS) or ".session" in name or (root == "g" and _OF_G & {*words(name), *given}):
            return True
        if "headers" in name or "cookies" in name:
            return bool(LOOSE & given)
        if self.kind is Kind.VIEW:
            if isinstance(node, ast.Call) and (verifies_sender(node) or _finds_caller(node)):
                return True
            if last_name(on) in _CHECKS:  # `permission.can()`
                said |= set(words(name))
            if words(last_name(on)) in _ASKS_RIGHT:
                return isinstance(node, ast.Call)
            return isinstance(node, ast.Call) and bool(STRICT & said) and not SIGNING_IN & {name.rpartition(".")[2]}
        return bool(self.words & said) or names_caller(root, self.words) or bool(STRICT & given)

    def truth(self, node: ast.expr) -> bool | None:
        """What an expression is for a stranger; ``None`` where that is open."""
        match node:
            case ast.Constant(value=value):
                return bool(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                value = self.truth(operand)
                return None if value is None else not value
            case ast.BoolOp(op=operator, values=values):
                return self.joined(isinstance(operator, ast.And), values)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                return self.compared(node, left, operator, right)
            case ast.NamedExpr(target=target, value=value):
                self.assigned([target], value)
                return self.truth(value)
            case ast.Await(value=value):
                return self.truth(value)
            case ast.Name(id=name) if name in self.known:
                return self.known[name][0]
            case ast.Dict() | ast.List() | ast.Tuple() | ast.IfExp() | ast.JoinedStr():
                return None
        if (route := self.route.told(node)) is not None:
            return route
        if isinstance(node, ast.Call) and last_name(node.func) in ("any", "all", "len", "int", "isinstance", "str"):
            return True if ANONYMOUS & set(words_in(node)) else None
        if isinstance(node, ast.Call | ast.Attribute | ast.Name | ast.Subscript):
            return self.of_identity(node)
        return None

    def of_identity(self, node: ast.Call | ast.Attribute | ast.Name | ast.Subscript) -> bool | None:
        """An identity is empty for a stranger, a check of it says no; ``is_anonymous`` says yes."""
        said = node.func if isinstance(node, ast.Call) else node
        own = set(words(last_name(said))) if isinstance(said, ast.Name | ast.Attribute) else set()
        if ANONYMOUS & own or ("no" in own and LOOSE & own) or ("not" in own and LOOSE & own):
            return True
        if last_name(said) == "current_user" and not isinstance(node, ast.Call):
            return None  # Flask-Login's is never empty; a function of that name may be
        if OTHER_REASONS & own and not STRICT & own:
            return None
        if not self.is_identity(node):
            return None
        if isinstance(node, ast.Call) and (name := _plain(node.func)) and name not in self.hinges:
            self.hinges.append(name)
        return False

    def joined(self, is_and: bool, values: Sequence[ast.expr]) -> bool | None:
        """``and`` and ``or``; an open part beside a sure one is a switch, and taken as on.

        In a view it is what the view shows, unless it is a setting: ``order.is_private and not current_user.is_staff``.
        """
        parts = [self.truth(each) for each in values]
        if is_and and False not in parts and self.is_of_some(values):
            return None
        if is_and:
            return False if False in parts else True if True in parts else None
        return True if True in parts else None if None in parts else False

    def is_of_some(self, values: Sequence[ast.expr]) -> bool:
        """Does a view ask for a property of what it shows as well, so that it refuses some things only?"""
        if self.kind is not Kind.VIEW:
            return False
        compared = (each.left for each in values if isinstance(each, ast.Compare) and not self.asks_who(each))
        things = (each for each in (*values, *compared) if isinstance(each, ast.Attribute | ast.Subscript))
        named = (self.route.values.get(each.id) for each in values if isinstance(each, ast.Name))
        return any(not _is_setting(each) and not self.is_identity(each) for each in things) or any(
            isinstance(each, ast.Compare | ast.Call) and not _asks_settings(each) and not self.asks_who(each)
            for each in named
        )

    def compared(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool | None:
        """A comparison with an identity: it equals nothing and is in no list."""
        negative = isinstance(operator, ast.NotEq | ast.NotIn | ast.IsNot)
        if (route := self.route.told(node)) is not None:
            return route is not negative
        if not isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is | ast.IsNot):
            return None
        if isinstance(right, ast.Constant) and not isinstance(operator, ast.In | ast.NotIn) and not right.value:
            value = self.truth(left)
            return None if value is None else value is negative
        if isinstance(operator, ast.In | ast.NotIn) and _holds_nothing(right):
            return None if self.truth(left) is None else negative is not (self.truth(left) is False)
        if self.kind is Kind.VIEW and shares_secret(node):
            return negative
        if _is_sent(node):
            return negative
        said = set(words_in(node))
        if OTHER_REASONS & said and not STRICT & said:
            return None
        if any(self.truth(side) is False and self.asks_who(side) for side in (left, right)) or (
            isinstance(operator, ast.In | ast.NotIn) and self.is_identity(right)
        ):
            return negative
        return None


def _first_name(node: ast.expr) -> str:
    """``config`` of ``config["auth"]["kind"]``"""
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def is_switch(test: ast.expr) -> bool:
    """``settings.LOGIN``, ``not app.config.get("OPEN")``: is it only the settings that a test asks?"""
    parts = test.values if isinstance(test, ast.BoolOp) else [test]
    bare = [part.operand if isinstance(part, ast.UnaryOp) else part for part in parts]
    return all(
        _is_setting(part) if isinstance(part, ast.Attribute | ast.Subscript)
        else (isinstance(part, ast.Compare | ast.Call) and _asks_settings(part))
        or (isinstance(part, ast.Name) and part.id.isupper())
        for part in bare
    )  # fmt: skip


def _finds_caller(call: ast.Call) -> bool:
    """``get_user()``, ``current_account()``: of nobody else, as nothing says of whom."""
    said = words(last_name(call.func))
    asks = said[:1] in (["get"], ["current"], ["load"], ["fetch"], ["find"]) and said[-1] in _WHO
    return asks and not call.args and not call.keywords


def _is_named_right(node: ast.Name | ast.Attribute) -> bool:
    """``Role``, ``SystemRole.admin.value``: one of the rights that there are, and nobody's."""
    root = dotted(node).partition(".")[0]
    return root[:1].isupper() and words(root)[-1:] in _OF_RIGHTS


def _is_sent(node: ast.Compare) -> bool:
    """``"Authorization" in request.headers``: does the request bring what says who calls?"""
    asked = isinstance(node.ops[0], ast.In | ast.NotIn)
    return asked and _plain(node.comparators[0]) in _SENT_IN and not LOOSE.isdisjoint(words_in(node.left))


def _is_setting(node: ast.Attribute | ast.Subscript) -> bool:
    """``settings.LOGIN``, ``app.config["LOGIN"]``, ``request.is_json``: no property of what a view shows."""
    on = node.value if isinstance(node, ast.Subscript) else node
    parts = dotted(on).split(".")
    return parts[-1].isupper() or not _SETTINGS.isdisjoint(parts)


def _asks_settings(node: ast.Compare | ast.Call) -> bool:
    """``app.config.get("LOGIN")``, ``os.getenv("LOGIN") == "1"``; what the client sends is none."""
    reads = [part.func for part in walk(node) if isinstance(part, ast.Call)]
    reads += [part.value for part in walk(node) if isinstance(part, ast.Subscript)]
    parts = {part for read in reads for part in dotted(read).split(".")}
    return not parts.isdisjoint((_SETTINGS | {"getenv", "environ"}) - {"request"})


def _plain(node: ast.expr) -> str:
    """A dotted name as one writes it after ``from flask import ...``: ``g.user`` of ``flask.g.user``."""
    return _PACKAGE.sub("", dotted(node))


def _is_of_database(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    name = dotted(node)
    return "session" in name and re.search(_DATABASE, name) is not None


def _holds_nothing(node: ast.expr) -> bool:
    """``(None, False)`` and the like."""
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(
        isinstance(each, ast.Constant) and not each.value for each in node.elts
    )
