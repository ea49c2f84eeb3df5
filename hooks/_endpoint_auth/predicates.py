"""Helpers that say yes or no: does one say no to every caller whom nobody knows?

``if not may_edit(order): abort(404)`` refuses strangers where ``may_edit`` says no to them all, and only there: one
that says yes to some things lets them in.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Sequence
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.truth import dotted
from .caller import Caller
from .expressions import no_callers, own_nodes
from .facts import Kind, Verdict
from .route_tests import Module, RouteTests
from .words import OTHER_REASONS, STRICT

Known = dict[str, tuple[bool | None, bool]]


def predicate_of(function: Function | ast.Lambda, module: Module) -> Verdict:
    """What a predicate says to strangers: ``refused`` where that is no, if those in ``steps`` say no as well."""
    run = _Predicate(module)
    run.caller.known.update(dict.fromkeys(no_callers(function), (None, False)))
    body = function.body if isinstance(function.body, list) else [ast.Return(function.body)]
    says_no = run.says_no(body)
    return Verdict(refused=(0,) if says_no else (), steps=tuple(dict.fromkeys(run.others)))


def answers_later(function: Function | ast.Lambda) -> bool:
    """Is what a call of it gives a generator or a coroutine, which is true of everybody?"""
    return isinstance(function, ast.AsyncFunctionDef) or is_generator(function)


def is_generator(function: Function | ast.Lambda) -> bool:
    """Does nothing of a body happen when the function is called, only when somebody asks for what it yields?"""
    statements = function.body if isinstance(function.body, list) else []
    return any(isinstance(part, ast.Yield | ast.YieldFrom) for each in statements for part in own_nodes(each))


def asked_predicates(test: ast.expr, caller: Caller) -> list[str]:
    """The predicates of which each has to say yes for a request to go on: ``may_edit`` of ``if not may_edit(order)``.

    ``may_edit|may_see`` of ``if not (may_edit(order) or may_see(order))``, where either may, and both of
    ``if not (may_edit(order) and may_see(order))``; what says no to strangers by itself, as ``current_user.is_staff``,
    is left out.
    """
    if isinstance(test, ast.BoolOp):
        parts = test.values if isinstance(test.op, ast.Or) else []
        return next((names for part in parts if (names := asked_predicates(part, caller))), [])
    if not isinstance(test, ast.UnaryOp) or not isinstance(test.op, ast.Not):
        return []
    asked = test.operand
    if isinstance(asked, ast.BoolOp) and isinstance(asked.op, ast.Or):
        named = [_predicate_named(part, caller) for part in asked.values if caller.truth(part) is not False]
        return ["|".join(named)] if all(named) else []
    each = asked.values if isinstance(asked, ast.BoolOp) else [asked]
    return [name for part in each if (name := _predicate_named(part, caller))]


def _predicate_named(asked: ast.expr | None, caller: Caller) -> str:
    if isinstance(asked, ast.Name):
        asked = caller.route.values.get(asked.id)
    name = dotted(asked.func) if isinstance(asked, ast.Call) else ""
    said = words(name)
    return "" if not OTHER_REASONS.isdisjoint(said) and STRICT.isdisjoint(said) else name


class _Predicate:
    """One look at the ways through a predicate; ``others`` are the predicates whose answer it gives."""

    def __init__(self, module: Module) -> None:
        self.caller = Caller(Kind.VIEW, RouteTests(module, {}, 0, Kind.VIEW))
        self.caller.known = dict.fromkeys(module.never_empty, (True, True))
        self.others: list[str] = []

    def says_no(self, body: Sequence[ast.stmt]) -> bool:
        """Is there no way through the statements on which a stranger gets a yes?"""
        for statement in body:
            if isinstance(statement, ast.Return | ast.Raise):
                return isinstance(statement, ast.Raise) or self.is_no(statement.value)
            if isinstance(statement, ast.If) and (told := self.caller.truth(statement.test)) is not None:
                arm = statement.body if told else statement.orelse
                if not self.says_no(arm):
                    return False
                if arm and isinstance(arm[-1], ast.Return | ast.Raise):
                    return True
            elif not self.each_says_no(statement):
                return False
            if isinstance(statement, ast.Assign):
                self.caller.assigned(statement.targets, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                self.caller.assigned([statement.target], statement.value)
        return True

    def each_says_no(self, statement: ast.stmt) -> bool:
        """Do all parts of a statement, of which any may be run? A name is known after it where all leave it the same.

        What ``for``, ``with`` and ``+=`` bind is never known.
        """
        before = self.caller.known
        after: list[Known] = []
        for part in filter(None, _parts(statement)):
            self.caller.known = dict(before)
            if not self.says_no(part):
                return False
            after.append(self.caller.known)
        self.caller.known = _in_common([before, *after] if _may_be_skipped(statement) else after, before)
        self.caller.known.update(dict.fromkeys(_bound_by(statement), (None, False)))
        return True

    def is_no(self, value: ast.expr | None) -> bool:
        """Is a returned value no, or what another predicate says?"""
        if value is None or self.caller.truth(value) is False:
            return True
        if isinstance(value, ast.Call) and (name := dotted(value.func)):
            self.others.append(name)
            return True
        return False


def _in_common(several: Sequence[Known], before: Known) -> Known:
    """What is known after any of several ways; ``None`` for what a name is that is not the same after all of them."""
    common = dict(before)
    for name in {name: None for known in several for name in known}:
        told = [known[name] for known in several if name in known]
        same = all(truth is told[0][0] for truth, _ in told)
        common[name] = (told[0][0] if same else None, any(asks for _, asks in told))
    return common


def _may_be_skipped(statement: ast.stmt) -> bool:
    """May none of the parts that bind names be run?"""
    return not isinstance(statement, ast.Try | ast.With | ast.AsyncWith)


def _bound_by(statement: ast.stmt) -> list[str]:
    """The names that a statement binds itself, other than by ``=``."""
    match statement:
        case ast.For(target=target) | ast.AsyncFor(target=target) | ast.AugAssign(target=target):
            bound: list[ast.expr | None] = [target]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            bound = [each.optional_vars for each in items]
        case _:
            return []
    return [part.id for each in bound if each for part in walk(each) if isinstance(part, ast.Name)]


def _parts(statement: ast.stmt) -> list[Sequence[ast.stmt]]:
    """The lists of statements in a statement, of which any may be run."""
    if isinstance(statement, ast.Match):
        return [case.body for case in statement.cases]
    handlers: list[ast.ExceptHandler] = getattr(statement, "handlers", [])
    named = (getattr(statement, name, []) for name in ("body", "orelse", "finalbody"))
    inner = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return [] if inner else [*named, *(each.body for each in handlers)]
