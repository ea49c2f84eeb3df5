"""What a function does to a caller whom nobody knows: refuse, or let in.

The body is run once in thought, for an anonymous request: what asks for an identity is empty, what cannot be
known stays open. A refusal is a 401, a 403, a redirect to the login, an exception that says so; and anything
that ends the request where the test itself was about who is asking.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from .._kit.names import words
from .._kit.routes import Function, dotted
from .._kit.truth import last_name, text_of
from .words import (
    ANONYMOUS,
    LOOSE,
    OTHER_REASONS,
    PASSWORDS,
    REFUSING,
    SIGNING_IN,
    STOPPING,
    STRICT,
    is_guard_name,
    is_login_place,
)

_CHECKS = frozenset("can allows allow is_allowed has check verify test".split())
_CHECKING = (["check"], ["require"], ["ensure"], ["authorize"], ["enforce"])
_MOST_ASKED = 12
_MOST_TESTS = 5
_REFUSING_CODES = frozenset((401, 403))
_ROUTE_PARTS = frozenset("endpoint path blueprint blueprints url_rule full_path url base_url".split())
_HARMLESS_CALLS = frozenset(
    "info debug warning error exception log print flash append add update set get pop wraps commit rollback".split()
)

_EFFECTS = frozenset("commit execute delete save create insert send post put patch".split())


class Kind(Enum):
    """How a function is asked: around a view, before it, or being the view itself."""

    DECORATOR = "decorator"
    HOOK = "hook"
    HELPER = "helper"  # called for its effect: what it returns is lost
    VIEW = "view"


class End(Enum):
    """How a list of statements ends for an anonymous caller."""

    REFUSED = "refused"
    PASSED = "passed"
    GOES_ON = "goes on"


class Strength(Enum):
    """How plainly a statement refuses."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


class Verdict(NamedTuple):
    """What a function does to strangers.

    It asks the route ``tests``, each the endpoints, paths or blueprints it names; ``refused`` are the outcomes of the
    tests, as bits, for which it refuses by itself: ``(0,)`` without a test. That rests on the truth of the helpers in
    ``hinges``. Where it does not refuse by itself, the helpers in ``asks`` may: ``=name`` where its returned value
    counts, ``@name`` for a decorator. ``always`` tells that it returns yes to everybody, ``marks`` are the attributes
    that it sets on a view, ``empty`` tells that there is nothing in it.
    """

    tests: tuple[tuple[str, ...], ...] = ()
    refused: tuple[int, ...] = ()
    hinges: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    always: bool = False
    marks: tuple[str, ...] = ()
    empty: bool = False


Constant = Callable[[ast.Name], ast.expr | None]


def verdict_of(function: Function | ast.Lambda, kind: Kind, constant: Constant) -> Verdict:
    """The verdict on a function that is asked as ``kind``; ``constant`` gives the value of a module's name."""
    if kind is Kind.DECORATOR:
        return _of_decorator(function, constant)
    body = function.body if isinstance(function.body, list) else [ast.Return(function.body)]
    verdict = _verdict(body, kind, constant, frozenset())
    marks = tuple(sorted(_marks(function))) if isinstance(function, Function) else ()
    return verdict._replace(marks=marks) if marks else verdict


def is_decorator(function: ast.AST) -> bool:
    """Does a function take a function and return another?"""
    return isinstance(function, Function) and any(
        isinstance(inner, Function | ast.Lambda) for statement in function.body for inner in ast.walk(statement)
    )


def _verdict(body: Sequence[ast.stmt], kind: Kind, constant: Constant, views: frozenset[str]) -> Verdict:
    tests: dict[int, tuple[str, ...]] = {}
    refused: list[int] = []
    hinges: dict[str, None] = {}
    asks: dict[str, None] = {}
    outcome = 0
    while outcome < 1 << len(tests) and outcome < 1 << _MOST_TESTS:
        run = _Run(kind, constant, views, tests, outcome)
        if run.run(body) is End.REFUSED:
            refused.append(outcome)
            hinges.update(dict.fromkeys(run.hinges))
        asks.update(dict.fromkeys(run.asks))
        outcome += 1
        if outcome == 1 and not tests:
            break
    if tests and len(refused) == 1 << len(tests):
        tests, refused = {}, [0]
    empty = all(isinstance(each, ast.Pass | ast.Return) or _is_text(each) for each in body)
    return Verdict(tuple(tests.values()), tuple(refused), tuple(hinges), tuple(asks), _says_yes(body), (), empty)


def _of_decorator(function: Function | ast.Lambda, constant: Constant) -> Verdict:
    if isinstance(function, ast.Lambda):
        return Verdict()
    found = _wrapper(function, frozenset(_parameter_names(function)))
    marks = tuple(sorted(_marks(function)))
    delegates = tuple(f"@{name}" for name in _delegates(function) if name)
    if found is None:
        return Verdict(asks=delegates, marks=marks)
    wrapper, views = found
    verdict = _verdict(wrapper.body, Kind.DECORATOR, constant, views)
    return verdict._replace(asks=(*verdict.asks, *delegates), marks=marks)


def _wrapper(function: Function, taken: frozenset[str]) -> tuple[Function, frozenset[str]] | None:
    """The innermost function that calls a parameter of a function around it, and the parameters it may call."""
    for inner in (each for statement in function.body for each in ast.walk(statement)):
        if isinstance(inner, Function) and inner is not function:
            own = _parameter_names(inner)
            deeper = _wrapper(inner, taken | set(own))
            if deeper:
                return deeper
            views = taken - set(own)
            if any(_reaches(statement, views) for statement in inner.body):
                return inner, views
    own_views = frozenset(_parameter_names(function)[:1])
    wrapped = any("decorator" in dotted(each).lower() for each in function.decorator_list)
    return (function, own_views) if wrapped else None


def _delegates(function: Function) -> Iterator[str]:
    """Decorators that a decorator hands its work to: ``return login_required(f)``, or one over its wrapper."""
    taken: set[str] = set(_parameter_names(function))
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, Function):
                taken.update(_parameter_names(node)[:1])
                yield from (name for each in node.decorator_list if (name := _called(each)) not in ("", "wraps"))
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                call = node.value
                if any(isinstance(each, ast.Name) and each.id in taken for each in call.args):
                    yield _called(call.func)


def _marks(function: Function) -> Iterator[str]:
    names = set(_parameter_names(function)[:1])
    for statement in function.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Attribute) and last_name(target.value) in names:
                    yield target.attr


class _Run:
    """One run through a body; the tests on the route come out as the bits of ``outcome`` say."""

    def __init__(
        self, kind: Kind, constant: Constant, views: frozenset[str], tests: dict[int, tuple[str, ...]], outcome: int
    ) -> None:
        self.kind = kind
        self.constant = constant
        self.views = views
        self.tests = tests
        self.outcome = outcome
        self.depth = 0
        self.asked = 0
        self.has_asked = False
        self.clear = False
        self.known: dict[str, tuple[bool | None, bool]] = {}
        self.values: dict[str, ast.expr] = {}
        self.hinges: list[str] = []
        self.asks: list[str] = []
        self.words = STRICT if kind is Kind.VIEW else LOOSE

    def run(self, body: Sequence[ast.stmt]) -> End:
        """How the statements end."""
        for statement in body:
            end = self.step(statement)
            if end is not End.GOES_ON:
                return end
        return End.GOES_ON

    def step(self, statement: ast.stmt) -> End:
        """How one statement ends."""
        match statement:
            case ast.If():
                return self.branch(statement)
            case ast.Try():
                return self.attempt(statement)
            case ast.With() | ast.AsyncWith():
                asked = (item.context_expr for item in statement.items)
                stopped = any(isinstance(each, ast.Call) and self.stops(each) for each in asked)
                return End.REFUSED if stopped else self.run(statement.body)
            case ast.For() | ast.While() | ast.AsyncFor():
                return End.REFUSED if self.run(statement.body) is End.REFUSED else End.GOES_ON
            case ast.Return() | ast.Raise():
                return self.leave(statement)
            case ast.Expr(value=value):
                return self.expression(value)
            case ast.Assign(value=ast.Call() as call) if self.has_effect(call):
                return End.PASSED
            case ast.Assign(targets=targets, value=value):
                if self.assigned(targets, value):
                    return End.REFUSED
        return End.PASSED if self.views and _reaches(statement, self.views) else End.GOES_ON

    def branch(self, statement: ast.If) -> End:
        """Both arms of an ``if``, as far as a stranger reaches them."""
        before = len(self.hinges)
        value = self.truth(statement.test)
        if value is not None:
            arm = statement.body if value else statement.orelse
            if self.asks_who(statement.test) and self.refuses_weakly(arm):
                return End.REFUSED
            if not (asked := self.asks_who(statement.test)):
                del self.hinges[before:]
            self.has_asked = self.has_asked or asked
            return self.arm(arm, asked)
        for arm in (statement.body, statement.orelse):
            self.clear = False
            if self.asked and self.refuses_weakly(arm):
                return End.REFUSED
            if self.arm(arm) is End.REFUSED and self.is_about_caller(statement.test):
                calls = [node for node in ast.walk(statement.test) if isinstance(node, ast.Call)]
                self.hinges += [name for call in calls if (name := dotted(call.func))]
                return End.REFUSED
        return End.GOES_ON

    def arm(self, body: Sequence[ast.stmt], asked: bool = False) -> End:
        """Run an arm of a test: what is refused there is refused to some; after ``asked`` to all strangers."""
        self.depth += 1
        self.asked += asked
        end = self.run(body)
        self.asked -= asked
        self.depth -= 1
        return end

    def is_about_caller(self, test: ast.expr) -> bool:
        """May an open test be one of the caller? It says so, or the refusal does; in a view it has to."""
        if self.asked:
            return True
        if self.kind is Kind.VIEW:
            return self.asks_who(test)
        open_parts = [part for part in getattr(test, "values", [test]) if self.truth(part) is None]
        said = {word for part in open_parts for word in _words(part)}
        if said & OTHER_REASONS and not said & STRICT:
            return False
        return self.clear or bool(said & LOOSE) or any(self.asks_who(part) for part in open_parts)

    def refuses_weakly(self, arm: Sequence[ast.stmt]) -> bool:
        """Does an arm end the request? Only after a test that asked who is calling."""
        for statement in arm:
            if isinstance(statement, ast.Raise):
                return True
            if isinstance(statement, ast.Return):
                return self.ends_weakly(statement.value)
            if isinstance(statement, ast.Expr) and _is_abort(statement.value):
                return True
            if not isinstance(statement, ast.Expr | ast.Assign):
                return False
            if _reaches(statement, self.views):
                return False
        return False

    def ends_weakly(self, value: ast.expr | None) -> bool:
        """Is a returned value an end without the view?"""
        if self.kind is Kind.HELPER:
            return _is_abort(value) if value else False
        if self.kind is Kind.DECORATOR:
            return value is None or not _reaches(value, self.views)
        if value is None or (isinstance(value, ast.Constant) and value.value is None):
            return False
        if self.kind is Kind.HOOK:
            return not (isinstance(value, ast.Constant) and value.value is True)
        return _strength(value) is not Strength.NONE

    def attempt(self, statement: ast.Try) -> End:
        """A ``try``: who verifies in its body and refuses in a handler has refused a stranger."""
        end = self.run(statement.body)
        if end is End.REFUSED:
            return end
        verifies = [node for each in statement.body for node in ast.walk(each) if self.is_identity(node)]
        if verifies:
            for handler in statement.handlers:
                if self.refuses_weakly(handler.body) and (self.kind is not Kind.VIEW or _is_strong(handler.body)):
                    return End.REFUSED
                if self.run(handler.body) is not End.GOES_ON and end is End.GOES_ON and _ends(handler.body):
                    return End.PASSED
        if end is End.GOES_ON:
            end = self.run(statement.orelse)
        return self.run(statement.finalbody) if end is End.GOES_ON else end

    def leave(self, statement: ast.Return | ast.Raise) -> End:
        """A ``return`` or ``raise`` outside any test that was about the caller."""
        if isinstance(statement, ast.Raise):
            return self.ended(statement.exc)
        value = statement.value
        if value is None:
            return End.PASSED
        if self.views and _reaches(value, self.views):
            if decorator := _decorator_around(value, self.views):
                self.asks.append(f"@{decorator}")
            return End.PASSED
        if self.kind is Kind.DECORATOR and self.has_asked and not self.depth:
            return End.REFUSED  # known callers have been let in above
        if (
            isinstance(value, ast.Call)
            and self.kind is not Kind.VIEW
            and not _is_abort(value)
            and self.stops(value, "=")
        ):
            return End.REFUSED
        if self.kind is Kind.HELPER and not _is_abort(value):
            return End.PASSED
        if isinstance(value, ast.Name) and value.id in self.values:
            value = self.values[value.id]
        if self.kind is Kind.VIEW and isinstance(value, ast.Call) and "redirect" in last_name(value.func).lower():
            return End.PASSED  # where a view ends by itself, as a logout does
        return self.ended(value)

    def ended(self, value: ast.expr | None) -> End:
        """The request ends with a value: refused, where that says so; a view that always does shows a page."""
        if (
            value is None
            or _strength(value) is not Strength.STRONG
            or (self.kind is Kind.VIEW and not self.depth and not self.has_asked)
        ):
            return End.PASSED
        self.clear = self.clear or _is_clear(value)
        return End.REFUSED

    def expression(self, value: ast.expr) -> End:
        """A call for its effect: an ``abort``, the view, or a helper that may stop the request."""
        value = value.value if isinstance(value, ast.Await) else value
        if self.views and _reaches(value, self.views):
            return End.PASSED
        if isinstance(value, ast.Call):
            if _is_abort(value):
                return self.ended(value)
            if self.stops(value):
                return End.REFUSED
            if self.has_effect(value):
                return End.PASSED
        return End.GOES_ON

    def has_effect(self, call: ast.Call) -> bool:
        """Does a view change something with a call? A refusal after it comes too late."""
        return self.kind is Kind.VIEW and last_name(call.func) in _EFFECTS

    def assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> bool:
        """Remember what names stand for; a helper that stops the request has refused."""
        stopped = isinstance(value, ast.Call) and self.stops(value)
        known = (self.truth(value), self.asks_who(value))
        for target in targets:
            if isinstance(target, ast.Name):
                self.known[target.id] = known
                self.values[target.id] = value
        return stopped

    def stops(self, call: ast.Call, sign: str = "") -> bool:
        """Does a call stop every stranger? Known ones do; of others the project is asked later."""
        name = dotted(call.func)
        last = name.rpartition(".")[2]
        if any(each.arg == "optional" and text_or_true(each.value) for each in call.keywords):
            return False
        if last in STOPPING or (last in ("require", "test") and "permission" in name.lower()):
            return True
        if self.kind is Kind.VIEW and not is_guard_name(name) and words(last)[:1] not in _CHECKING:
            return False
        if name and last not in _HARMLESS_CALLS and sign + name not in self.asks and len(self.asks) < _MOST_ASKED:
            self.asks.append(sign + name)
        return False

    def asks_who(self, node: ast.AST) -> bool:
        """Does an expression ask who is calling?"""
        return any(self.is_identity(each) for each in ast.walk(node))

    def is_identity(self, node: ast.AST) -> bool:
        """Does a node stand for the identity of the caller, or a check of it? Settings are neither."""
        if isinstance(node, ast.Name | ast.Attribute) and last_name(node).isupper():
            return False
        if isinstance(node, ast.Name):
            if node.id in self.known:
                return self.known[node.id][1]
            if self.kind is Kind.VIEW:
                return node.id in ("session", "current_user", "current_identity")
            return bool(self.words.intersection(words(node.id))) or node.id == "current_user"
        if isinstance(node, ast.Attribute):
            name = dotted(node)
            if name.startswith(("g.", "current_user.")) or name == "request.authorization":
                return True
            return bool(self.words.intersection(words(node.attr))) and self.kind is not Kind.VIEW
        if isinstance(node, ast.Subscript | ast.Call):
            return self.reads_identity(node)
        return False

    def reads_identity(self, node: ast.Subscript | ast.Call) -> bool:
        """``session["user"]``, ``request.headers.get("Authorization")``, ``is_logged_in()``; no password check."""
        on = node.value if isinstance(node, ast.Subscript) else node.func
        name = dotted(on)
        if not name and isinstance(on, ast.Attribute) and isinstance(on.value, ast.Call):
            name = f"{_called(on.value)}.{on.attr}"  # `AdminPermission().can()`
        said = set(words(name.rpartition(".")[2]))
        arguments = [node.slice] if isinstance(node, ast.Subscript) else [*node.args, *(k.value for k in node.keywords)]
        given = {word for each in arguments for word in _words(each)}
        if PASSWORDS & (said | given):
            return False
        root = name.partition(".")[0]
        if last_name(on) == "config" or ".config." in name or root in ("config", "settings", "os"):
            return False
        if root in ("session", "current_user") or name.startswith("g.") or ".session" in name:
            return True
        if "headers" in name or "cookies" in name:
            return bool(LOOSE & given)
        if self.kind is Kind.VIEW:
            if last_name(on) in _CHECKS:  # `permission.can()`
                said |= set(words(name))
            return isinstance(node, ast.Call) and bool(STRICT & said) and not SIGNING_IN & {name.rpartition(".")[2]}
        return bool(self.words & (said | set(words(root)))) or bool(STRICT & given)

    def truth(self, node: ast.expr) -> bool | None:
        """What an expression is for a stranger; ``None`` where that is open."""
        match node:
            case ast.Constant(value=value):
                return bool(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                value = self.truth(operand)
                return None if value is None else not value
            case ast.BoolOp(op=operator, values=values):
                return self.joined(isinstance(operator, ast.And), [self.truth(each) for each in values])
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
        if (route := self.named_routes(node)) is not None:
            return route
        if isinstance(node, ast.Call) and last_name(node.func) in ("any", "all", "len", "int", "isinstance", "str"):
            return True if ANONYMOUS & set(_words(node)) else None
        if isinstance(node, ast.Call | ast.Attribute | ast.Name | ast.Subscript):
            return self.of_identity(node)
        return None

    def of_identity(self, node: ast.Call | ast.Attribute | ast.Name | ast.Subscript) -> bool | None:
        """An identity is empty for a stranger, a check of it says no; ``is_anonymous`` says yes."""
        said = node.func if isinstance(node, ast.Call) else node
        own = set(words(last_name(said))) if isinstance(said, ast.Name | ast.Attribute) else set()
        if ANONYMOUS & own or ("no" in own and LOOSE & own) or ("not" in own and LOOSE & own):
            return True
        if last_name(said) == "current_user":
            return None
        if OTHER_REASONS & own and not STRICT & own:
            return None
        if not self.is_identity(node):
            return None
        if isinstance(node, ast.Call) and (name := dotted(node.func)) and name not in self.hinges:
            self.hinges.append(name)
        return False

    def joined(self, is_and: bool, parts: list[bool | None]) -> bool | None:
        """``and`` and ``or``; an open part beside a sure one is a switch, and taken as on."""
        if is_and:
            return False if False in parts else True if True in parts else None
        return True if True in parts else None if None in parts else False

    def compared(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool | None:
        """A comparison with an identity: it equals nothing and is in no list."""
        negative = isinstance(operator, ast.NotEq | ast.NotIn | ast.IsNot)
        if (route := self.named_routes(node)) is not None:
            return route is not negative
        if not isinstance(operator, ast.Eq | ast.NotEq | ast.In | ast.NotIn | ast.Is | ast.IsNot):
            return None
        if isinstance(right, ast.Constant) and not isinstance(operator, ast.In | ast.NotIn) and not right.value:
            value = self.truth(left)
            return None if value is None else value is negative
        if isinstance(operator, ast.In | ast.NotIn) and _holds_nothing(right):
            return None if self.truth(left) is None else negative is not (self.truth(left) is False)
        said = set(_words(node))
        if OTHER_REASONS & said and not STRICT & said:
            return None
        if any(self.truth(side) is False and self.asks_who(side) for side in (left, right)) or (
            isinstance(operator, ast.In | ast.NotIn) and self.is_identity(right)
        ):
            return negative
        return None

    def named_routes(self, node: ast.expr) -> bool | None:
        """A test on the endpoint, path or blueprint of the request, or on a mark of the view."""
        hit = False
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute):
                hit = hit or (part.attr in _ROUTE_PARTS and last_name(part.value) == "request")
            elif isinstance(part, ast.Name):
                hit = hit or (part.id in ("endpoint", "path", "blueprint") and part.id in self.values)
            elif isinstance(part, ast.Call) and last_name(part.func) in ("getattr", "hasattr") and len(part.args) > 1:
                mark = text_of(part.args[1])
                if mark and any(word in mark for word in ("public", "exempt", "anonym", "guest", "auth", "login")):
                    hit = hit or self.kind is Kind.HOOK
        if not hit or (isinstance(node, ast.Attribute | ast.Name)):
            return True if hit else None
        if id(node) not in self.tests:
            if len(self.tests) == _MOST_TESTS:
                return False
            self.tests[id(node)] = tuple(sorted(set(self.strings(node))))
        return bool(self.outcome >> list(self.tests).index(id(node)) & 1)

    def strings(self, node: ast.expr, depth: int = 0) -> Iterator[str]:
        """The texts in an expression; a name stands for its value, and for something unknown without one."""
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
            elif (
                isinstance(part, ast.Name)
                and depth < 3
                and part.id not in ("request", "any", "all", "getattr", "hasattr")
            ):
                value = self.values.get(part.id) or self.constant(part)
                if value is not None and value is not node:
                    yield from self.strings(value, depth + 1)


def text_or_true(node: ast.expr) -> bool:
    """Is a keyword's value anything but a literal ``False``?"""
    return not (isinstance(node, ast.Constant) and not node.value)


def signs_in(function: Function | ast.Lambda) -> bool:
    """Does a view admit a stranger by his credentials? Then its refusals guard nothing."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if last_name(node.func) in SIGNING_IN or {"check", "password"} <= set(words(last_name(node.func))):
                return True
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Subscript) and "session" in dotted(target.value).rpartition(".")[2]:
                    key = set(words(text_of(target.slice) or ""))
                    if key & {
                        "user",
                        "username",
                        "userid",
                        "id",
                        "uid",
                        "logged",
                        "loggedin",
                        "email",
                        "admin",
                        "auth",
                    }:
                        return True
    return False


def _strength(value: ast.expr) -> Strength:
    """How plainly a returned, raised or aborted expression refuses."""
    if isinstance(value, ast.Tuple):
        codes = {code for each in value.elts if (code := _code(each)) is not None}
        if codes & _REFUSING_CODES:
            return Strength.STRONG
        return Strength.WEAK if any(code >= 300 for code in codes) else Strength.NONE
    if isinstance(value, ast.Name | ast.Attribute):
        return Strength.STRONG if REFUSING & set(words(last_name(value))) else Strength.NONE
    if not isinstance(value, ast.Call):
        return Strength.NONE
    name = last_name(value.func)
    codes = {code for each in (*value.args, *(k.value for k in value.keywords)) if (code := _code(each)) is not None}
    if codes & _REFUSING_CODES or REFUSING & set(words(name)):
        return Strength.STRONG
    if "redirect" in name.lower():
        said = " ".join(_words(value, whole=True))
        return Strength.STRONG if is_login_place(said) else Strength.WEAK
    if _is_abort(value) or any(400 <= code < 600 for code in codes):
        return Strength.WEAK
    return Strength.NONE


def _code(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value
    return (
        {"UNAUTHORIZED": 401, "FORBIDDEN": 403}.get(last_name(node))
        if isinstance(node, ast.Attribute | ast.Name)
        else None
    )


def _is_clear(value: ast.expr) -> bool:
    """Does a refusal say by itself that it is one of the caller? A 403 may have many reasons."""
    codes = {code for part in ast.walk(value) if isinstance(part, ast.expr) and (code := _code(part)) is not None}
    return 401 in codes or 403 not in codes


def _decorator_around(value: ast.expr, views: frozenset[str]) -> str:
    """``login_required`` of ``login_required(f)(*args)``."""
    call = value.func if isinstance(value, ast.Call) else None
    if isinstance(call, ast.Call) and any(isinstance(each, ast.Name) and each.id in views for each in call.args):
        name = _called(call.func)
        return "" if name.rpartition(".")[2] in ("ensure_sync", "copy_current_request_context") else name
    return ""


def _is_abort(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and last_name(value.func) == "abort"


def _is_strong(body: Sequence[ast.stmt]) -> bool:
    for statement in body:
        value = statement.exc if isinstance(statement, ast.Raise) else getattr(statement, "value", None)
        if (
            isinstance(value, ast.expr)
            and not isinstance(statement, ast.Assign)
            and _strength(value) is Strength.STRONG
        ):
            return True
    return False


def _ends(body: Sequence[ast.stmt]) -> bool:
    return any(isinstance(each, ast.Return) for each in body)


def _reaches(node: ast.AST, views: frozenset[str]) -> bool:
    """Is the view called there? Its attributes, such as ``f.__name__``, are not it."""
    if not views:
        return False
    attributes = {id(part.value) for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return any(
        isinstance(part, ast.Name) and part.id in views and id(part) not in attributes for part in ast.walk(node)
    )


def _words(node: ast.AST, whole: bool = False) -> Iterator[str]:
    for part in ast.walk(node):
        text = (
            part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute)
            else part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else ""
        )  # fmt: skip
        yield from [text] if whole else words(text)


def _own_nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement without those of functions inside."""
    pending = [statement]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(node))


def _says_yes(body: Sequence[ast.stmt]) -> bool:
    """Does every way through a body return ``True``?"""
    if not isinstance(body[-1], ast.Return) or not _is_yes(body[-1].value):
        return False
    returns = (node for statement in body for node in _own_nodes(statement) if isinstance(node, ast.Return))
    return all(_is_yes(each.value) for each in returns)


def _is_yes(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Constant):
        return value.value is True
    return False


def _holds_nothing(node: ast.expr) -> bool:
    """``(None, False)`` and the like."""
    return isinstance(node, ast.Tuple | ast.List | ast.Set) and all(
        isinstance(each, ast.Constant) and not each.value for each in node.elts
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _called(node: ast.expr) -> str:
    while isinstance(node, ast.Call):
        node = node.func
    return dotted(node)


def _parameter_names(function: Function) -> list[str]:
    arguments = function.args
    return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
