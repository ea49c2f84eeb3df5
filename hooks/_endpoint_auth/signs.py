"""What stands for a caller in an expression: ``current_user``, ``session["user"]``, ``is_logged_in()``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import last_name
from .chosen import is_claim, is_of_visit
from .expressions import called
from .facts import Kind
from .identities import (
    OF_G,
    asks_of_somebody,
    asks_right,
    databases_handed,
    fetches_thing,
    finds_caller,
    first_name,
    is_authorized,
    is_hung_on_request,
    is_in_database,
    is_looked_up,
    is_named_right,
    is_of_database,
    is_sent,
    plain,
)
from .presence import is_key, told_to_sender
from .route_tests import RouteTests
from .senders import shares_secret, verifies_sender
from .words import (
    CALLERS,
    LOOSE,
    PASSWORDS,
    SIGNING_IN,
    STRICT,
    names_caller,
)

_CHECKS = frozenset("can allows allow is_allowed has check verify test".split())

# What may stand for a caller, or for a check of one.
_TELLING = (ast.Name, ast.Attribute, ast.Compare, ast.Subscript, ast.Call)
_OF_CALLERS = tuple(f"{name}." for name in CALLERS)


class Signs:
    """What is known of the caller on one run through a body, and what in it stands for one.

    ``known`` says of a name what it is for a stranger, and whether it stands for a caller. ``sees_key`` tells that a
    key was looked for in the request; ``made_up`` are the names of those that the stranger makes up, ``None`` where
    none is sent. ``taken`` are the parameters of a helper, and those in ``told`` are no callers.
    """

    def __init__(self, kind: Kind, route: RouteTests) -> None:
        self.kind = kind
        self.route = route
        self.known: dict[str, tuple[bool | None, bool]] = {}
        self.told: frozenset[str] = frozenset()
        self.taken: frozenset[str] = frozenset()
        self.made_up: frozenset[str] | None = None
        self.sees_key = False
        self.no_in = ""
        self.words = STRICT if kind is Kind.VIEW else LOOSE

    def asks_who(self, node: ast.AST) -> bool:
        """Does an expression ask who is calling?"""
        parts = [each for each in walk(node) if isinstance(each, _TELLING)]
        others = {
            id(part)
            for each in parts
            if is_of_database(each) or is_of_visit(each) or self.is_thing(each)
            for part in walk(each)
        }
        for each in parts:
            if isinstance(each, ast.Call):
                others.update(map(id, databases_handed(each)))
        return any(self.is_identity(each) for each in parts if id(each) not in others)

    def is_thing(self, node: ast.AST) -> bool:
        """Is it a row that a part of the address picks? What a helper is handed may say who calls."""
        return self.kind is Kind.DECORATOR and is_looked_up(node, self.route.values)

    def may_be_named(self, node: ast.AST) -> bool:
        """Does any name or text in an expression sound like a caller, and is no right that the helper is told?"""
        claimed = {id(part) for each in walk(node) if is_claim(each) for part in walk(each)}
        for part in (each for each in walk(node) if id(each) not in claimed):
            if isinstance(part, ast.Name | ast.Attribute):
                said = part.id if isinstance(part, ast.Name) else part.attr
                if said not in self.told and not is_named_right(part) and names_caller(said, LOOSE):
                    return True
            elif isinstance(part, ast.Constant) and isinstance(part.value, str) and names_caller(part.value, LOOSE):
                return True
        return False

    def is_identity(self, node: ast.AST) -> bool:
        """Does a node stand for the identity of the caller, or a check of it? Settings are neither."""
        if self.made_up is not None and told_to_sender(node, self.made_up) is not None:
            return False
        if isinstance(node, ast.Name | ast.Attribute) and is_named_right(node):
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
            return not node.attr.isupper() and self.is_part_of_identity(node)
        if isinstance(node, ast.Compare):
            self.sees_key = self.sees_key or told_to_sender(node, frozenset()) is not None
            return (is_sent(node) and not is_claim(node)) or (
                self.kind is Kind.VIEW and shares_secret(node, self.route.values)
            )
        if isinstance(node, ast.Subscript | ast.Call):
            if is_claim(node) or is_of_visit(node) or self.is_thing(node):
                return self.is_all_told(node)
            fetches = self.kind is Kind.VIEW and isinstance(node, ast.Call) and fetches_thing(node)
            return self.is_all_told(node) or (not fetches and self.reads_identity(node))
        return False

    def is_all_told(self, node: ast.AST) -> bool:
        """``all(told)`` of ``def require(*told)``"""
        if not self.no_in or not isinstance(node, ast.Call):
            return False
        return last_name(node.func) == "all" and [last_name(each) for each in node.args] == [self.no_in]

    def is_part_of_identity(self, node: ast.Attribute) -> bool:
        """``g.user``, ``current_user.id``, ``user.is_staff`` of ``user = current_user``."""
        name = plain(node)
        if name.partition(".")[0] in self.told:
            return False
        if name.startswith(_OF_CALLERS) or name in ("request.authorization", "session"):
            self.sees_key = self.sees_key or name == "request.authorization"
            return True
        if name.startswith("g."):
            return not OF_G.isdisjoint(words(name))
        if is_hung_on_request(name) or is_authorized(name):
            return True
        if self.kind is not Kind.VIEW:
            return names_caller(node.attr, self.words)
        if isinstance(node.value, ast.Call):  # `get_current_user().is_staff`
            return finds_caller(node.value)
        known = self.known.get(name.partition(".")[0])
        return known is not None and known[1] and asks_of_somebody(name)

    def reads_identity(self, node: ast.Subscript | ast.Call) -> bool:
        """``session["user"]``, ``request.headers.get("Authorization")``, ``is_logged_in()``; no password check."""
        on = node.value if isinstance(node, ast.Subscript) else node.func
        name = plain(on)
        if not name and isinstance(on, ast.Attribute) and isinstance(on.value, ast.Call):
            name = f"{called(on.value)}.{on.attr}"  # `AdminPermission().can()`
        said = set(words(name.rpartition(".")[2]))
        arguments = [node.slice] if isinstance(node, ast.Subscript) else [*node.args, *(k.value for k in node.keywords)]
        given = {word for each in arguments for word in words_in(each)}
        if PASSWORDS & (said | given) or (not given and said & {"exist", "exists"}):
            return False  # `admin_exists()` asks for the site, not for who calls
        root = name.partition(".")[0] or first_name(on)
        is_setting_read = last_name(on) == "config" or ".config." in name or root in ("config", "settings", "os")
        if is_setting_read or self.is_other_session(name):
            return False
        if is_in_database(name):
            said -= {"session"}
        elif root in ("session", *CALLERS) or ".session" in name or (root == "g" and OF_G & {*words(name), *given}):
            return True
        if "headers" in name or "cookies" in name:
            self.sees_key = True
            return bool(LOOSE & given)
        self.sees_key = self.sees_key or (root == "request" and is_key(node))
        if self.kind is Kind.VIEW:
            if isinstance(node, ast.Call) and (verifies_sender(node) or finds_caller(node)):
                return True
            if last_name(on) in _CHECKS:  # `permission.can()`
                said |= set(words(name))
            if asks_right(words(last_name(on))):
                return isinstance(node, ast.Call)
            if root in self.known and self.known[root][1] and asks_of_somebody(name):
                return isinstance(node, ast.Call)
            return isinstance(node, ast.Call) and bool(STRICT & said) and not SIGNING_IN & {name.rpartition(".")[2]}
        return bool(self.words & said) or names_caller(root, self.words) or bool(STRICT & given)

    def is_other_session(self, name: str) -> bool:
        """``session.get`` of a ``session`` that is none of Flask's; ``session.pop``, which keeps nobody logged in."""
        is_other = name.partition(".")[0] == "session" and not self.known.get("session", (None, True))[1]
        return is_other or name == "session.pop"
