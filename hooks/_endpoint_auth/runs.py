"""A body run once in thought, for a request of somebody whom nobody knows.

Arms of a test are taken as far as a stranger reaches them. A refusal counts where the test before it was about
who is asking, or where the refusal says so itself; what a view does before it comes too early.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Enum, Sequence
from .._kit.nodes import walk, words_in
from .._kit.truth import dotted, last_name
from .expressions import called, handed_on, is_done_before, reaches, steps_of
from .facts import Kind
from .identities import is_for_developers, is_switch
from .looks import Look
from .open_tests import comes_with_key, shows_some, told_of_site
from .predicates import asked_predicates
from .refusals import (
    Strength,
    ends,
    is_abort,
    is_clear,
    is_lost,
    leaves,
    says_refusal,
    strength_of,
)
from .route_tests import RouteTests
from .words import STRICT

_MOST_STEPS = 25


class End(Enum):
    """How a list of statements ends for an anonymous caller."""

    REFUSED = "refused"
    PASSED = "passed"
    GOES_ON = "goes on"


class Run(Look):
    """One run through a body; the tests on the route come out as ``route`` says, ``views`` are what it may call."""

    def __init__(self, kind: Kind, route: RouteTests, views: frozenset[str]) -> None:
        super().__init__(kind, route, views)
        self.has_asked = False
        self.skipped: tuple[int, int] | None = None
        self.endings: list[str] = []
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
                stopped = any(isinstance(each, ast.Call) and self.caller.keeps_out(each) for each in asked)
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
        check = handed_on(statement, self.route.values)
        if check is not None and self.caller.stops(check, "="):
            return End.REFUSED
        if self.kind is not Kind.VIEW and (end := self.of_others(statement)) is not None:
            return end
        before = len(self.caller.hinges)
        value = False if is_for_developers(statement.test) else self.caller.truth(statement.test)
        if value is not None:
            arm = statement.body if value else statement.orelse
            others = statement.orelse if value else statement.body
            if self.caller.asks_who(statement.test) and (self.refuses_weakly(arm) or self.gives_nothing(arm, others)):
                return End.REFUSED
            if not (asked := self.caller.asks_who(statement.test)):
                del self.caller.hinges[before:]
            self.has_asked = self.has_asked or (asked and leaves(others))
            end = self.arm(arm, asked)
            self.ask_endings(asked)
            return end
        if self.kind in (Kind.DECORATOR, Kind.VIEW) and self.refuses_unknown(statement):
            return End.REFUSED
        if self.refuses_sender(statement):
            return End.REFUSED
        if self.kind in (Kind.DECORATOR, Kind.HOOK) and self.refuses_failed(statement):
            return End.REFUSED
        if self.refuses_weakly(statement.body):
            self.caller.asks += [f"?{name}" for name in asked_predicates(statement.test, self.caller)]
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
        rest, before = self.rest, self.caller.asked_so_far()
        chosen = self.is_picked(statement.test)
        lets_in = False
        guarded = refused = 0
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
            if end is End.REFUSED and self.kind is Kind.VIEW and self.refuses_weakly((other or rest)[:1]):
                return End.REFUSED  # who picks the other arm gets nothing either
            asks = self.caller.questions > asked
            refused += end is End.REFUSED
            guarded += end is End.REFUSED or asks
            lets_in = lets_in or (chosen and end is End.PASSED and not asks and not self.turns_down(arm))
        of_some = self.kind is Kind.VIEW and not (self.is_about_caller(statement.test) or is_switch(statement.test))
        if guarded < 2 and (of_some or chosen):
            self.caller.forget_since(before)
        if chosen and refused == 2:
            return End.REFUSED
        return End.PASSED if lets_in else End.GOES_ON

    def cases(self, cases: Sequence[ast.match_case]) -> End:
        """The arms of a ``match``: what a view asks in some of them only is no guard."""
        before = self.caller.asked_so_far()
        guarded = 0
        for case in cases:
            asked = self.caller.questions
            guarded += self.arm(case.body) is End.REFUSED or self.caller.questions > asked
        others = any(
            isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None and case.guard is None
            for case in cases
        )
        if self.kind is Kind.VIEW and not (others and guarded == len(cases)):
            self.caller.forget_since(before)
        return End.GOES_ON

    def ask_base(self, call: ast.Call, is_answer: bool) -> None:
        """``super().post()``: every request of a view passes the method of its base class as well."""
        base, _, method = called(call).partition(".")
        if base == "super" and self.kind is Kind.VIEW and not self.depth:
            self.caller.asks.append(f"{'' if is_answer else '-'}super.{method}")

    def ask_endings(self, about_caller: bool) -> None:
        """Have the project asked whether what an arm calls with a 401 or 403 ends the request."""
        self.caller.asks += [f"!{name}" for name in self.endings if about_caller]
        self.endings = []

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

    def attempt(self, statement: ast.Try) -> End:
        """A ``try``: who verifies in its body and refuses in a handler has refused a stranger."""
        if leaves(statement.finalbody):
            return self.run(statement.finalbody)  # which undoes whatever the rest has raised or returned
        end = self.tried(statement)
        if end is End.REFUSED:
            return end
        if self.kind is Kind.VIEW and self.opens_token(statement):
            return End.REFUSED
        verifies = [node for node in self.reached(statement.body) if self.verifies(node)]
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
        before, steps = self.caller.asked_so_far(), len(self.steps)
        end = self.run(statement.body)
        if not is_lost(statement, self.views):
            return end
        self.caller.forget_since(before)
        del self.steps[steps:]
        return End.GOES_ON if end is End.REFUSED else end

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


def _decorator_around(value: ast.expr, views: frozenset[str]) -> str:
    """``login_required`` of ``login_required(f)(*args)``."""
    call = value.func if isinstance(value, ast.Call) else None
    if isinstance(call, ast.Call) and any(isinstance(each, ast.Name) and each.id in views for each in call.args):
        name = called(call.func)
        return "" if name.rpartition(".")[2] in ("ensure_sync", "copy_current_request_context") else name
    return ""
