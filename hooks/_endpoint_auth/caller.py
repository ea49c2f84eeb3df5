"""What is known of a caller whom nobody knows, while a body runs.

What asks for an identity is empty, a check of one says no, a name stands for what it was given, and what cannot
be known stays open. Helpers that may stop the request are noted, for the project to be asked later.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import dotted, is_true, last_name
from .chosen import is_chosen, is_claim, is_of_visit
from .expressions import called, lets_strangers_in
from .facts import Kind
from .identities import (
    WHO,
    asks_settings,
    authenticates,
    finds_caller,
    has_true_default,
    holds_nothing,
    is_for_developers,
    is_sent,
    is_setting,
    plain,
)
from .presence import told_to_sender
from .route_tests import RouteTests
from .senders import shares_secret
from .signs import Signs
from .words import (
    ANONYMOUS,
    ANONYMOUS_USERS,
    LOOSE,
    OTHER_REASONS,
    STOPPING,
    STOPPING_UNSEEN,
    STRICT,
    is_guard_name,
)

_CHECKING = (["check"], ["require"], ["ensure"], ["authorize"], ["enforce"])
# `no_user`, `not_logged_in()`, `is_access_denied()`
_SAYING_NO = frozenset(("no", "not", "denied"))
_MOST_ASKED = 30
_HARMLESS_CALLS = frozenset(
    "info debug warning error exception log print flash append add update set get pop wraps commit rollback".split()
)


class Caller(Signs):
    """A stranger on one run through a body; ``hinges`` are the checks that say no, ``asks`` the helpers to ask."""

    def __init__(self, kind: Kind, route: RouteTests) -> None:
        super().__init__(kind, route)
        self.failing: set[str] = set()
        self.is_step = False
        self.hinges: list[str] = []
        self.asks: list[str] = []
        self.questions = 0

    def assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> bool:
        """Remember what names stand for; a helper that stops the request has refused."""
        stopped = isinstance(value, ast.Call) and self.stops(value)
        known = (self.truth(value), self.asks_who(value) and not _makes_form(value))
        for target in targets:
            if isinstance(target, ast.Name):
                self.known[target.id] = known
                self.route.values[target.id] = value
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
                self.answered(target.elts, value)
        return stopped

    def answered(self, parts: Sequence[ast.expr], call: ast.Call) -> None:
        """``user, problem = authenticate(request)``: of a stranger there is no user, and something of a problem."""
        asks = authenticates(call)
        for part in parts:
            if isinstance(part, ast.Name):
                empty = asks and not WHO.isdisjoint(words(part.id))
                self.known[part.id] = (False if empty else None, asks)
                self.route.values.pop(part.id, None)
                self.failing |= {part.id} if asks else set()

    def stops(self, call: ast.Call, sign: str = "") -> bool:
        """Does a call stop every stranger? Known ones do; of others the project is asked later."""
        name = plain(call.func)
        last = name.rpartition(".")[2]
        if lets_strangers_in(call):
            return False
        if last == "verify_jwt_in_request" and call.args and is_true(call.args[0]):
            return False  # `optional` by its place
        if last in STOPPING or (last in ("require", "test") and "permission" in name.lower()):
            return True
        checks = is_guard_name(name) or finds_caller(call) or (not self.is_step and words(last)[:1] in _CHECKING)
        if self.kind is Kind.VIEW and not checks:
            return False
        if name and last not in _HARMLESS_CALLS and len(self.asks) < _MOST_ASKED:
            self.questions += 1
            self.asks += [] if sign + name in self.asks else [sign + name]
        return False

    def asked_so_far(self) -> tuple[int, int]:
        """How many helpers are to be asked, and how often they were met."""
        return len(self.asks), self.questions

    def forget_since(self, before: tuple[int, int]) -> None:
        """Ask none of the helpers met since then, as strangers may pass them by."""
        asks, self.questions = before
        del self.asks[asks:]

    def keeps_out(self, call: ast.Call) -> bool:
        """``with admin.require(403):``: does what is entered keep strangers out? A permission of Flask-Principal does.

        Source: https://pythonhosted.org/Flask-Principal/#protecting-access-to-resources
        """
        self.ask_permission(call, "require")
        return self.stops(call)

    def ask_permission(self, call: ast.Call, method: str) -> None:
        """Have the project asked whether it is a permission whose method is called."""
        if last_name(call.func) == method and (name := called(call.func)):
            self.questions += 1
            self.asks.append(f"&{name}")

    def ask_lost(self, call: ast.Call) -> None:
        """What is called for its effect: ``check_logged_in()``, or told no: ``require(current_user.is_staff)``."""
        if last_name(call.func) in STOPPING_UNSEEN:
            self.asks.append(f"^{plain(call.func)}")
        self.ask_permission(call, "test")
        first = call.args[0] if call.args else None
        if not isinstance(first, ast.Attribute | ast.Call | ast.Name) or len(self.asks) >= _MOST_ASKED:
            return
        if last_name(first) == "session" or not (name := plain(call.func)):
            return  # `find(g.session, number)` is handed a database
        if self.truth(first) is False and self.asks_who(first):
            self.asks.append(f"%{name}")

    def truth(self, node: ast.expr) -> bool | None:
        """What an expression is for a stranger; ``None`` where that is open."""
        if self.made_up is not None and (told := told_to_sender(node, self.made_up)) is not None:
            return told
        match node:
            case ast.Constant() | ast.Lambda() | ast.Tuple(elts=[_, *_]):
                return bool(getattr(node, "value", True))
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
            case ast.Await(value=value) | ast.Call(func=ast.Name(id="bool"), args=[value], keywords=[]):
                return self.truth(value)
            case ast.Name(id=name) if name in self.known or name.isupper():
                return self.known[name][0] if name in self.known else self.route.switched(node)
            case ast.Dict() | ast.List() | ast.Tuple() | ast.IfExp() | ast.JoinedStr():
                return None
        if (route := self.route.told(node)) is not None:
            return route
        if isinstance(node, ast.Call) and last_name(node.func) in ("any", "all", "len", "int", "isinstance", "str"):
            return False if self.is_all_told(node) else True if ANONYMOUS & set(words_in(node)) else None
        return self.of_identity(node) if isinstance(node, ast.Call | ast.Attribute | ast.Name | ast.Subscript) else None

    def of_identity(self, node: ast.Call | ast.Attribute | ast.Name | ast.Subscript) -> bool | None:
        """An identity is empty for a stranger, a check of it says no; ``is_anonymous`` says yes."""
        said = node.func if isinstance(node, ast.Call) else node
        own = set(words(last_name(said))) if isinstance(said, ast.Name | ast.Attribute) else set()
        if ANONYMOUS & own or (not _SAYING_NO.isdisjoint(own) and LOOSE & own):
            return True
        if last_name(said) == "current_user" and not isinstance(node, ast.Call):
            return True if dotted(said) in ANONYMOUS_USERS else None  # a function of that name may be empty
        if last_name(said) == "_get_current_object" and isinstance(said, ast.Attribute):
            return self.truth(said.value)
        if isinstance(node, ast.Call) and has_true_default(node):
            return True
        if OTHER_REASONS & own and not STRICT & own:
            return None
        if not self.is_identity(node):
            return None
        if isinstance(node, ast.Call) and (name := plain(node.func)) and name not in self.hinges:
            self.hinges.append(name)
        return False

    def joined(self, is_and: bool, values: Sequence[ast.expr]) -> bool | None:
        """``and`` and ``or``; an open part beside a sure one is a switch, and taken as on.

        In a view it is what the view shows, unless it is a setting: ``order.is_private and not current_user.is_staff``.
        """
        if is_and and any(map(is_for_developers, values)):
            return False
        parts = [self.truth(each) for each in values]
        if is_and and False not in parts and (self.is_of_some(values) or self.is_for_some(parts, values)):
            return None
        if is_and:
            sure = any(part and not self.is_always_true(each) for part, each in zip(parts, values, strict=True))
            return False if False in parts else True if sure or None not in parts else None
        return True if True in parts else None if None in parts else False

    def is_for_some(self, parts: Sequence[bool | None], values: Sequence[ast.expr]) -> bool:
        """Does a stranger pick himself whether a test is true: ``not request.is_json and current_user is None``?"""
        open_parts = (each for part, each in zip(parts, values, strict=True) if part is None)
        return any(is_chosen(each, self.route.values) for each in open_parts)

    def is_always_true(self, node: ast.expr) -> bool:
        """``current_user`` of Flask-Login, ``request.method == "POST"``: is a test beside it no switch?"""
        never_empty = isinstance(node, ast.Name) and node.id in self.route.never_empty
        return never_empty or bool(self.route.methods(node))

    def is_of_some(self, values: Sequence[ast.expr]) -> bool:
        """Does a view ask for a property of what it shows as well, so that it refuses some things only?

        A decorator or hook does so for what it has looked up: ``order.is_private`` of ``order = Order.by_id(number)``.
        """
        if self.kind is not Kind.VIEW:
            return any(map(self.is_of_found, _parts(values)))
        values = [each.operand if isinstance(each, ast.UnaryOp) else each for each in values]
        compared = (each.left for each in values if isinstance(each, ast.Compare) and not self.asks_who(each))
        things = (each for each in (*values, *compared) if isinstance(each, ast.Attribute | ast.Subscript))
        named = (self.route.values.get(each.id) for each in values if isinstance(each, ast.Name))
        if any(map(self.is_asked_of_thing, values)):
            return True
        return any(not is_setting(each) and not self.is_identity(each) for each in things) or any(
            isinstance(each, ast.Compare | ast.Call) and not asks_settings(each) and not self.asks_who(each)
            for each in named
        )

    def is_asked_of_thing(self, node: ast.expr) -> bool:
        """``plugin.is_protected()`` of ``plugin = plugins[0]``: is it asked of what a view shows?"""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        on = node.func.value
        is_kept = isinstance(on, ast.Name) and on.id in self.route.values
        return is_kept and not self.is_identity(on) and not self.asks_who(node) and not asks_settings(node)

    def is_of_found(self, node: ast.expr) -> bool:
        """Is it a property of something that was looked up, or handed over, of neither the caller nor the settings?"""
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name) or is_setting(node):
            return False
        found = self.route.values.get(node.value.id)
        return (
            (_is_looked_up(found) if found is not None else node.value.id in self.taken)
            and not self.is_identity(node)
            and not self.is_identity(node.value)
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
        if isinstance(operator, ast.In | ast.NotIn) and holds_nothing(right):
            return None if self.truth(left) is None else negative is not (self.truth(left) is False)
        if self.kind is Kind.VIEW and shares_secret(node, self.route.values):
            return negative
        if is_of_visit(node) or is_claim(node):
            return None
        if is_sent(node):
            self.sees_key = True
            return negative
        said = set(words_in(node))
        if OTHER_REASONS & said and not STRICT & said:
            return None
        if any(self.truth(side) is False and self.asks_who(side) for side in (left, right)) or (
            isinstance(operator, ast.In | ast.NotIn) and self.is_identity(right)
        ):
            return negative
        return None


def _makes_form(node: ast.expr) -> bool:
    """``OrderForm(meta={"csrf_context": session})``: a form is nobody, whatever it is made with."""
    return isinstance(node, ast.Call) and words(last_name(node.func))[-1:] == ["form"]


def _parts(values: Sequence[ast.expr]) -> Iterator[ast.expr]:
    """What ``and``, ``or`` and ``not`` join."""
    for each in values:
        if isinstance(each, ast.UnaryOp | ast.BoolOp):
            yield from _parts([each.operand] if isinstance(each, ast.UnaryOp) else each.values)
        else:
            yield each


def _is_looked_up(node: ast.expr) -> bool:
    """``Order.query.filter_by(number=number).first()``: is one of many asked for?"""
    calls = [part for part in walk(node) if isinstance(part, ast.Call)] if isinstance(node, ast.Call) else []
    given = (each for call in calls for each in (*call.args, *(keyword.value for keyword in call.keywords)))
    return any(not isinstance(each, ast.Constant) for each in given)
