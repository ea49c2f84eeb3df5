"""A body run once in thought, for a request of somebody whom nobody knows.

Arms of a test are taken as far as a stranger reaches them. A refusal counts where the test before it was about
who is asking, or where the refusal says so itself; what a view does before it comes too early.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Enum, Iterator, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import dotted, last_name
from .caller import Caller
from .chosen import is_chosen
from .expressions import called, handed_on, is_done_before, reaches, steps_of
from .facts import Kind
from .identities import is_for_developers, is_switch
from .open_tests import comes_with_key, shows_some, told_of_site
from .predicates import asked_predicate
from .refusals import (
    TOKENS,
    Strength,
    ends,
    ends_request,
    is_abort,
    is_clear,
    is_lost,
    leaves,
    refuses_strongly,
    says_bad_token,
    says_not_found,
    says_refusal,
    strength_of,
)
from .route_tests import RouteTests
from .senders import before_opening, decodes_jwt, is_of_token, may_open_token
from .words import OTHER_REASONS, STRICT

_KEYS = frozenset("key apikey token secret".split())
_MOST_STEPS = 25
# Of what is returned where a request is no good
_FAULTS = frozenset("error errors bad invalid missing required fail failed failure fault problem wrong found".split())
_EFFECTS = frozenset("commit execute delete save create insert send post put patch".split())


class End(Enum):
    """How a list of statements ends for an anonymous caller."""

    REFUSED = "refused"
    PASSED = "passed"
    GOES_ON = "goes on"


class Run:
    """One run through a body; the tests on the route come out as ``route`` says, ``views`` are what it may call."""

    def __init__(self, kind: Kind, route: RouteTests, views: frozenset[str]) -> None:
        self.kind = kind
        self.route = route
        self.views = views
        self.caller = Caller(kind, route)
        self.depth = 0
        self.asked = 0
        self.has_asked = False
        self.clear = False
        self.skipped: tuple[int, int] | None = None
        self.endings: list[str] = []
        self.rest: Sequence[ast.stmt] = ()
        self.steps: list[str] = []

    def run(self, body: Sequence[ast.stmt]) -> End:
        """How the statements end."""
        for number, statement in enumerate(body, 1):
            self.rest = body[number:]
            end = self.step(statement)
            if end is not End.GOES_ON:
                return end
        return End.GOES_ON

    def step(self, statement: ast.stmt) -> End:
        """How one statement ends."""
        if self.kind is Kind.VIEW and not self.depth and len(self.steps) < _MOST_STEPS:
            self.steps += map(self.of_class, steps_of(statement))
        match statement:
            case ast.If():
                return self.branch(statement)
            case ast.Try():
                return self.attempt(statement)
            case ast.With() | ast.AsyncWith():
                asked = (item.context_expr for item in statement.items)
                stopped = any(isinstance(each, ast.Call) and self.caller.stops(each) for each in asked)
                return self.tried(statement) if is_lost(statement, self.views) or not stopped else End.REFUSED
            case ast.Match(cases=cases):
                return self.cases(cases)
            case ast.For(iter=ast.Name(id=name), target=ast.Name(id=each)) if name == self.caller.no_in:
                self.caller.known[each] = (False, True)
                return self.run(statement.body)
            case ast.For() | ast.While() | ast.AsyncFor():
                return self.loop(statement.body)
            case ast.Continue() | ast.Break():
                self.skipped = self.skipped or (len(self.caller.asks), len(self.steps))
            case ast.Return() | ast.Raise():
                return self.leave(statement)
            case ast.Expr(value=value):
                return self.expression(value)
            case ast.Assign() | ast.AnnAssign(value=ast.expr()):
                return self.assignment(statement)
        return End.PASSED if self.views and reaches(statement, self.views) else End.GOES_ON

    def loop(self, body: Sequence[ast.stmt]) -> End:
        """A loop refuses by its body, unless a round of it may end before: ``if not token: continue``."""
        outer, self.skipped = self.skipped, None
        end, skipped = self.run([each for each in body if not is_done_before(each, body)]), self.skipped
        self.skipped = outer
        if skipped is not None:
            asks, steps = skipped
            del self.caller.asks[asks:], self.steps[steps:]
        return End.REFUSED if end is End.REFUSED and skipped is None else End.GOES_ON

    def of_class(self, name: str) -> str:
        """``Page.show`` for ``page.show`` of ``page = Page(path)``."""
        sign = "~" if name.startswith("~") else ""
        root, dot, rest = name.removeprefix("~").partition(".")
        made = self.route.values.get(root)
        maker = dotted(made.func) if dot and isinstance(made, ast.Call) else ""
        return f"{sign}{maker}.{rest}" if maker.rpartition(".")[2][:1].isupper() else name

    def assignment(self, statement: ast.Assign | ast.AnnAssign) -> End:
        """An assignment, plain or annotated; what its call does may already be an effect."""
        value = statement.value
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if isinstance(value, ast.Call):
            self.ask_base(value, is_answer=called(value).startswith("super.") and self.is_returned(targets))
        if value is None or (isinstance(value, ast.Call) and self.has_effect(value)):
            return End.PASSED
        if self.caller.assigned(targets, value):
            return End.REFUSED
        return End.PASSED if self.views and reaches(statement, self.views) else End.GOES_ON

    def branch(self, statement: ast.If) -> End:
        """Both arms of an ``if``, as far as a stranger reaches them."""
        check = handed_on(statement, self.route.values) if self.kind is Kind.VIEW else None
        if check is not None and self.caller.stops(check, "="):
            return End.REFUSED
        if self.kind is not Kind.VIEW and (end := self.of_others(statement)) is not None:
            return end
        before = len(self.caller.hinges)
        value = False if is_for_developers(statement.test) else self.caller.truth(statement.test)
        if value is not None:
            arm = statement.body if value else statement.orelse
            if self.caller.asks_who(statement.test) and self.refuses_weakly(arm):
                return End.REFUSED
            if not (asked := self.caller.asks_who(statement.test)):
                del self.caller.hinges[before:]
            self.has_asked = self.has_asked or (asked and leaves(statement.orelse if value else statement.body))
            end = self.arm(arm, asked)
            self.ask_endings(asked)
            return end
        if self.kind in (Kind.DECORATOR, Kind.VIEW) and self.refuses_unknown(statement):
            return End.REFUSED
        if self.kind in (Kind.DECORATOR, Kind.HOOK) and self.refuses_failed(statement):
            return End.REFUSED
        if self.refuses_weakly(statement.body) and (name := asked_predicate(statement.test, self.caller)):
            self.caller.asks.append(f"?{name}")
        if self.is_of_some(statement.test):
            return End.GOES_ON
        if self.kind is Kind.VIEW and self.refuses_either_way(statement):
            return End.REFUSED
        return self.either_arm(statement)

    def of_others(self, statement: ast.If) -> End | None:
        """How a test ends that is one of the site, or of who sends a key; ``None`` for any other."""
        if (in_use := told_of_site(statement.test, self.route.values)) is not None:
            return self.arm(statement.body if in_use else statement.orelse)
        by_key = not statement.orelse and comes_with_key(statement.test, self.route.values)
        return End.GOES_ON if by_key else None

    def either_arm(self, statement: ast.If) -> End:
        """Both arms of a test that is open: a refusal in one counts where the test was about the caller.

        So does what an arm of a view asks of a helper, unless the other arm does so too, or the test is a switch.
        """
        rest, before = self.rest, len(self.caller.asks)
        chosen = is_chosen(statement.test, self.route.values)
        lets_in = False
        guarded = 0
        for arm, other in ((statement.body, statement.orelse), (statement.orelse, statement.body)):
            self.clear = False
            asked = self.caller.questions
            if self.asked and self.refuses_weakly(arm) and self.refuses_weakly(other or rest):
                return End.REFUSED
            end = self.arm(arm)
            if (
                end is End.PASSED
                and self.kind is Kind.VIEW
                and not self.depth
                and shows_some(statement.test, arm, self.route.values)
            ):
                return End.PASSED
            self.ask_endings(bool(self.endings) and self.is_about_caller(statement.test))
            if end is End.REFUSED and self.is_about_caller(statement.test):
                calls = [node for node in walk(statement.test) if isinstance(node, ast.Call)]
                self.caller.hinges += [name for call in calls if (name := dotted(call.func))]
                return End.REFUSED
            guarded += end is End.REFUSED or self.caller.questions > asked
            lets_in = lets_in or (chosen and end is End.PASSED and not self.turns_down(arm))
        of_some = self.kind is Kind.VIEW and not (self.is_about_caller(statement.test) or is_switch(statement.test))
        if guarded < 2 and (of_some or chosen):
            del self.caller.asks[before:]
        return End.PASSED if lets_in else End.GOES_ON

    def turns_down(self, arm: Sequence[ast.stmt]) -> bool:
        """Does an arm end the request, whatever it says: ``return error("no such page")``?"""
        said = [each.value for each in arm if isinstance(each, ast.Return) and each.value is not None]
        if self.kind is Kind.VIEW and any(not any(map(_is_called, walk(value))) for value in said):
            return True  # ``return "OK"``, which shows nothing
        return self.refuses_weakly(arm) or any(not _FAULTS.isdisjoint(words_in(value)) for value in said)

    def cases(self, cases: Sequence[ast.match_case]) -> End:
        """The arms of a ``match``: what a view asks in some of them only is no guard."""
        before = len(self.caller.asks)
        guarded = 0
        for case in cases:
            asked = self.caller.questions
            guarded += self.arm(case.body) is End.REFUSED or self.caller.questions > asked
        others = any(
            isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
            for case in cases
        )
        if self.kind is Kind.VIEW and not (others and guarded == len(cases)):
            del self.caller.asks[before:]
        return End.GOES_ON

    def ask_base(self, call: ast.Call, is_answer: bool) -> None:
        """``super().post()``: every request of a view passes the method of its base class as well."""
        base, _, method = called(call).partition(".")
        if base == "super" and self.kind is Kind.VIEW and not self.depth:
            self.caller.asks.append(f"{'' if is_answer else '-'}super.{method}")

    def is_returned(self, targets: Sequence[ast.expr]) -> bool:
        """Does the view return what is assigned to one of these later on?"""
        names = {each.id for each in targets if isinstance(each, ast.Name)}
        returned = (node.value for each in self.rest for node in walk(each) if isinstance(node, ast.Return))
        return any(isinstance(part, ast.Name) and part.id in names for each in returned if each for part in walk(each))

    def ask_endings(self, about_caller: bool) -> None:
        """Have the project asked whether what an arm calls with a 401 or 403 ends the request."""
        self.caller.asks += [f"!{name}" for name in self.endings if about_caller]
        self.endings = []

    def is_of_some(self, test: ast.expr) -> bool:
        """Is it ``order.is_private and not current_user.is_staff``? Then the view refuses some things only."""
        return isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and self.caller.is_of_some(test.values)

    def refuses_unknown(self, statement: ast.If) -> bool:
        """``if not node: return ...`` of ``node = Node.by_key(sent_key)``: who has no key reaches no view.

        In a view itself a token or secret has to be what is looked up, and the refusal has to say so.
        """
        match statement.test:
            case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
                value = self.route.values.get(name)
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
                value = self.route.values.get(name)
            case _:
                return False
        if not isinstance(value, ast.Call):
            return False
        given = {word for part in walk(value) if isinstance(part, ast.keyword) for word in words(part.arg or "")}
        given |= {word for each in value.args for word in words_in(each)}
        if self.kind is Kind.VIEW:
            return not TOKENS.isdisjoint(given) and (
                refuses_strongly(statement.body)
                or (self.refuses_weakly(statement.body) and any(map(says_bad_token, statement.body)))
            )
        return not _KEYS.isdisjoint(given) and self.refuses_weakly(statement.body)

    def refuses_failed(self, statement: ast.If) -> bool:
        """``if problem: return problem`` of ``user, problem = authenticate(request)``, before the view is called."""
        named = {part.id for part in walk(statement.test) if isinstance(part, ast.Name)}
        return not named.isdisjoint(self.caller.failing) and self.refuses_weakly(statement.body)

    def refuses_either_way(self, statement: ast.If) -> bool:
        """``if token: <checked> else: <login asked for>``: does a view refuse strangers in both arms?"""
        arms = (statement.body, statement.orelse)
        return all(arm and any(isinstance(each, ast.If) for each in arm) for arm in arms) and all(
            self.arm(arm) is End.REFUSED for arm in arms
        )

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
        if is_chosen(test, self.route.values):
            return False
        if self.kind is Kind.VIEW:
            return self.caller.asks_who(test)
        open_parts = [part for part in getattr(test, "values", [test]) if self.caller.truth(part) is None]
        said = {word for part in open_parts for word in words_in(part)}
        if said & OTHER_REASONS and not said & STRICT:
            return False
        if self.clear or any(self.caller.asks_who(part) for part in open_parts):
            return True
        return any(map(self.caller.may_be_named, open_parts))

    def refuses_weakly(self, arm: Sequence[ast.stmt]) -> bool:
        """Does an arm end the request? Only after a test that asked who is calling."""
        return ends_request(arm, self.kind, self.views)

    def attempt(self, statement: ast.Try) -> End:
        """A ``try``: who verifies in its body and refuses in a handler has refused a stranger."""
        if leaves(statement.finalbody):
            return self.run(statement.finalbody)  # which undoes whatever the rest has raised or returned
        end = self.tried(statement)
        if end is End.REFUSED:
            return end
        if self.kind is Kind.VIEW and self.opens_token(statement):
            return End.REFUSED
        verifies = [node for node in self.reached(statement.body) if self.caller.is_identity(node)]
        if verifies:
            strict = any(not STRICT.isdisjoint(words_in(node)) for node in verifies)
            for handler in statement.handlers:
                if self.refuses_in_handler(handler.body, strict):
                    return End.REFUSED
                if self.run(handler.body) is not End.GOES_ON and end is End.GOES_ON and ends(handler.body):
                    return End.PASSED
        if end is End.GOES_ON:
            end = self.run(statement.orelse)
        return self.run(statement.finalbody) if end is End.GOES_ON else end

    def tried(self, statement: ast.Try | ast.With | ast.AsyncWith) -> End:
        """The body of a ``try`` or ``with``: a refusal that is caught and forgotten refuses nobody."""
        asks, steps = len(self.caller.asks), len(self.steps)
        end = self.run(statement.body)
        if not is_lost(statement, self.views):
            return end
        del self.caller.asks[asks:], self.steps[steps:]
        return End.GOES_ON if end is End.REFUSED else end

    def reached(self, body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
        """The nodes of a body that a stranger may come to: not those of ``if current_user.is_authenticated: ...``."""
        for statement in body:
            told = self.caller.truth(statement.test) if isinstance(statement, ast.If) else None
            if not isinstance(statement, ast.If) or told is None:
                yield from walk(statement)
            elif told:
                yield from (*walk(statement.test), *self.reached(statement.body))
            else:
                yield from self.reached(statement.orelse)

    def opens_token(self, statement: ast.Try) -> bool:
        """Does a view refuse whoever sends a token that no key opens, before it does anything?"""
        body = statement.body
        decodes = decodes_jwt(body)
        if not (decodes or may_open_token(body)) or any(map(self.does_something, before_opening(body))):
            return False
        return any((decodes or is_of_token(each)) and self.refuses_weakly(each.body) for each in statement.handlers)

    def does_something(self, statement: ast.stmt) -> bool:
        """Is there an effect anywhere in a statement?"""
        return any(isinstance(node, ast.Call) and self.has_effect(node) for node in walk(statement))

    def refuses_in_handler(self, body: Sequence[ast.stmt], strict: bool) -> bool:
        """Does a handler refuse who could not be verified? ``strict`` where what was tried says so by itself."""
        if not self.refuses_weakly(body) or not (strict or not says_not_found(body)):
            return False
        return self.kind is not Kind.VIEW or refuses_strongly(body)

    def leave(self, statement: ast.Return | ast.Raise) -> End:
        """A ``return`` or ``raise`` outside any test that was about the caller."""
        if isinstance(statement, ast.Raise):
            return self.ended(statement.exc)
        value = statement.value
        if value is None:
            return End.PASSED
        if self.views and reaches(value, self.views):
            if decorator := _decorator_around(value, self.views):
                self.caller.asks.append(f"@{decorator}")
            return End.PASSED
        if self.kind is Kind.DECORATOR and self.has_asked and not self.depth:
            return End.REFUSED  # known callers have been let in above
        if (
            isinstance(value, ast.Call)
            and self.kind is not Kind.VIEW
            and not is_abort(value)
            and self.caller.stops(value, "=")
        ):
            return End.REFUSED
        if self.kind is Kind.HELPER and not is_abort(value):
            return End.PASSED
        if isinstance(value, ast.Name) and value.id in self.route.values:
            value = self.route.values[value.id]
        if self.kind is Kind.VIEW and isinstance(value, ast.Call):
            if "redirect" in last_name(value.func).lower():
                return End.PASSED  # where a view ends by itself, as a logout does
            self.ask_base(value, is_answer=True)
            if not self.depth and (name := dotted(value.func)):
                self.caller.asks.append(f"~{name}")
        return self.ended(value)

    def ended(self, value: ast.expr | None) -> End:
        """The request ends with a value: refused, where that says so; a view that always does shows a page."""
        if value is not None and is_abort(value) and self.has_asked and not self.depth:
            return End.REFUSED  # known callers have been answered above
        if (
            value is None
            or strength_of(value) is not Strength.STRONG
            or (self.kind is Kind.VIEW and not self.depth and not self.has_asked)
        ):
            return End.PASSED
        self.clear = self.clear or is_clear(value)
        return End.REFUSED

    def expression(self, value: ast.expr) -> End:
        """A call for its effect: an ``abort``, the view, or a helper that may stop the request."""
        value = value.value if isinstance(value, ast.Await) else value
        if self.views and reaches(value, self.views):
            return End.PASSED
        if isinstance(value, ast.Call):
            self.ask_base(value, is_answer=False)
            if is_abort(value):
                return self.ended(value)
            if self.caller.stops(value):
                return End.REFUSED
            self.caller.ask_lost(value)
            if says_refusal(value) and (name := dotted(value.func)):
                self.endings.append(name)
            if self.has_effect(value):
                return End.PASSED
        return End.GOES_ON

    def has_effect(self, call: ast.Call) -> bool:
        """Does a view change something with a call? A refusal after it comes too late."""
        of_cache = isinstance(call.func, ast.Attribute) and "cache" in words(last_name(call.func.value))
        return self.kind is Kind.VIEW and last_name(call.func) in _EFFECTS and not of_cache


def _is_called(node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Name)


def _decorator_around(value: ast.expr, views: frozenset[str]) -> str:
    """``login_required`` of ``login_required(f)(*args)``."""
    call = value.func if isinstance(value, ast.Call) else None
    if isinstance(call, ast.Call) and any(isinstance(each, ast.Name) and each.id in views for each in call.args):
        name = called(call.func)
        return "" if name.rpartition(".")[2] in ("ensure_sync", "copy_current_request_context") else name
    return ""
