"""What a function does to a caller whom nobody knows: refuse, or let in.

Its body is run once for each outcome of its tests on the route. Of a decorator that is the function around the
view; what it hands to other decorators is asked of them.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.routes import Function
from .._kit.truth import dotted, is_true, last_name
from .by_default import asks_nothing, defaults_of
from .expressions import called, no_callers, own_nodes, parameter_names, reaches, text_or_true
from .facts import Kind, Verdict
from .presence import keys_only_asked_for
from .refusals import is_lost, leaves, serves_nobody
from .route_tests import MOST_TESTS, Module, RouteTests
from .runs import End, Run

_RIGHTS = (["role"], ["roles"], ["scope"], ["scopes"], ["permission"], ["permissions"])


def verdict_of(
    function: Function | ast.Lambda, kind: Kind, module: Module, handed: frozenset[str] = frozenset()
) -> Verdict:
    """The verdict on a function that is asked as ``kind``; ``module`` is what it takes from around it.

    ``handed`` are the parameters of a view by which its decorators tell who calls.
    """
    if kind is Kind.DECORATOR:
        return _of_decorator(function, module)
    body = function.body if isinstance(function.body, list) else [ast.Return(function.body)]
    if kind is Kind.GATE:
        from .rewritten import as_hook

        return _verdict(as_hook(body), Kind.HOOK, module, frozenset())._replace(always=_says_yes(body))
    if kind is Kind.VIEW and serves_nobody(body):
        return Verdict(refused=(0,))
    if kind is Kind.STEP:
        from .rewritten import without_answers

        body = without_answers(body)
    # `check_role(role)` is told a right, which says nothing of who calls
    taken = parameter_names(function) if isinstance(function, Function) and kind not in (Kind.VIEW, Kind.STEP) else []
    told = frozenset(name for name in taken if words(name)[-1:] in _RIGHTS) | (no_callers(function) - handed)
    verdict = _verdict(body, kind, module, frozenset(), handed, told, frozenset(taken))
    marks = tuple(sorted(_marks(function))) if isinstance(function, Function) else ()
    return verdict._replace(marks=marks) if marks else verdict


def verdict_when_told_no(function: Function, module: Module) -> Verdict:
    """What a function does that is told no: ``require(is_staff)``, where ``require`` ends what is not so."""
    run = Run(Kind.HELPER, RouteTests(module, {}, 0, Kind.HELPER), frozenset())
    listed = function.args.vararg
    first = [name for name in parameter_names(function) if name not in ("self", "cls")][:1]
    run.caller.known = dict.fromkeys(first, (False, True))
    run.caller.no_in = listed.arg if listed and not first else ""
    return Verdict(refused=(0,) if run.run(function.body) is End.REFUSED else ())


def is_decorator(function: ast.AST) -> bool:
    """Does a function take a function and return another, or hand it to a decorator: ``return staff_only(f)``?"""
    if not isinstance(function, Function):
        return False
    parts = [inner for statement in function.body for inner in walk(statement)]
    return any(isinstance(inner, Function | ast.Lambda) for inner in parts) or any(
        isinstance(inner, ast.Return) and _hands_over(inner.value, function) for inner in parts
    )


def returns_what_it_takes(function: Function) -> bool:
    """Does a decorator leave a view as it is: ``return f``, whatever it has made beside it?"""
    last = function.body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Name):
        return False
    taken = parameter_names(function)[:1]
    returned = [part.value for each in function.body for part in own_nodes(each) if isinstance(part, ast.Return)]
    return all(isinstance(each, ast.Name) and each.id in taken for each in returned)


def _hands_over(value: ast.expr | None, function: Function) -> bool:
    taken = parameter_names(function)
    return len(taken) == 1 and isinstance(value, ast.Call) and any(dotted(each) == taken[0] for each in value.args)


def _verdict(
    body: Sequence[ast.stmt],
    kind: Kind,
    module: Module,
    views: frozenset[str],
    handed: frozenset[str] = frozenset(),
    told: frozenset[str] = frozenset(),
    taken: frozenset[str] = frozenset(),
    set_to: Mapping[str, bool] | None = None,
) -> Verdict:
    tests: dict[int, tuple[str, ...]] = {}
    refused: list[int] = []
    hinges: dict[str, None] = {}
    asks: dict[str, list[int]] = {}
    steps: dict[str, None] = {}
    outcome = 0
    known = {
        **dict.fromkeys(module.never_empty, (True, True)),
        **dict.fromkeys(handed, (None, True)),
        **dict.fromkeys(told, (None, False)),
        **{name: (is_set, False) for name, is_set in (set_to or {}).items()},
    }
    made_up: frozenset[str] | None = None
    while outcome < 1 << len(tests) and outcome < 1 << MOST_TESTS:
        run = Run(Kind.VIEW if kind is Kind.STEP else kind, RouteTests(module, tests, outcome, kind), views)
        run.caller.is_step = kind is Kind.STEP
        run.caller.known = dict(known)
        run.caller.told, run.caller.taken = told, taken
        run.caller.made_up = made_up
        end = run.run(body)
        if end is End.REFUSED and run.caller.sees_key and made_up is None:
            made_up = keys_only_asked_for(body, run.kind, views)
            if made_up is not None:
                continue
        if end is End.REFUSED:
            refused.append(outcome)
            hinges.update(dict.fromkeys(run.caller.hinges))
        for name in dict.fromkeys(run.caller.asks):
            asks.setdefault(name, []).append(outcome)
        steps.update(dict.fromkeys(run.steps))
        outcome += 1
        if outcome == 1 and not tests:
            break
    if tests and len(refused) == 1 << len(tests):
        tests, refused = {}, [0]
    empty = all(_is_nothing(each, views) for each in body)
    return Verdict(
        tuple(tests.values()),
        tuple(refused),
        tuple(hinges),
        tuple(asks),
        _says_yes(body),
        (),
        empty,
        _ends(body),
        tuple(steps),
        when=tuple(map(tuple, asks.values())) if tests else (),
    )


def _of_decorator(function: Function | ast.Lambda, module: Module) -> Verdict:
    if isinstance(function, ast.Lambda):
        return Verdict()
    marks = tuple(sorted(_marks(function)))
    if returns_what_it_takes(function):
        return Verdict(marks=marks, empty=True)
    found = _wrapper(function, (frozenset(parameter_names(function)),))
    delegates = tuple(f"@{name}" for name in _delegates(function) if name)
    if found is None:
        return Verdict(asks=delegates, marks=marks)
    wrapper, views = found
    verdict = _verdict(wrapper.body, Kind.DECORATOR, module, views)
    off = not delegates and _is_off(function, verdict, wrapper, module, views)
    return verdict._replace(asks=(*verdict.asks, *delegates), marks=marks, off=off)


def _is_off(
    function: Function, verdict: Verdict, wrapper: Function, module: Module, views: frozenset[str]
) -> bool:  # fmt: skip
    """Does a decorator refuse nobody as its defaults have it: ``def secured(required=False)``?"""
    if not (defaults := defaults_of(function)):
        return False
    if asks_nothing(wrapper, views, defaults):
        return True
    if not verdict.refused and not verdict.asks:
        return False
    set_to = {name: bool(value.value) for name, value in defaults.items()}
    by_default = _verdict(wrapper.body, Kind.DECORATOR, module, views, set_to=set_to)
    return not (by_default.refused or by_default.asks)


def _wrapper(function: Function, taken: tuple[frozenset[str], ...]) -> tuple[Function, frozenset[str]] | None:
    """The innermost function that calls a parameter of a function around it, and the parameters it may call.

    These are ``taken``, of the nearest function first: what stands further out, as ``right`` of ``require(right)``, is
    called only where nothing of the nearer is.
    """
    for inner in (each for statement in function.body for each in walk(statement)):
        if isinstance(inner, Function) and inner is not function:
            own = parameter_names(inner)
            deeper = _wrapper(inner, (frozenset(own), *taken))
            if deeper:
                return deeper
            for each in taken:
                views = each - set(own)
                if any(reaches(statement, views) for statement in inner.body):
                    return inner, views
    own_views = frozenset(parameter_names(function)[:1])
    wrapped = any("decorator" in dotted(each).lower() for each in function.decorator_list)
    return (function, own_views) if wrapped else None


def _delegates(function: Function) -> Iterator[str]:
    """Decorators that a decorator hands its work to: ``return login_required(f)``, also of or over its wrapper."""
    taken: set[str] = set(parameter_names(function))
    for statement in function.body:
        for node in walk(statement):
            if isinstance(node, Function):
                taken.update([node.name, *parameter_names(node)[:1]])
                yield from (name for each in node.decorator_list if (name := called(each)) not in ("", "wraps"))
    for statement in function.body:
        for node in walk(statement):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                call = node.value
                if any(isinstance(each, ast.Name) and each.id in taken for each in call.args):
                    yield called(call.func)


def mark_of(name: str, value: ast.expr) -> str:
    """An attribute of a view that is set, ``!name`` where it is set to no."""
    return name if text_or_true(value) else f"!{name}"


def _marks(function: Function) -> Iterator[str]:
    names = set(parameter_names(function)[:1])
    for statement in function.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Attribute) and last_name(target.value) in names:
                    yield mark_of(target.attr, statement.value)
        match statement:
            case ast.Expr(value=ast.Call(func=ast.Name(id="setattr"), args=[on, ast.Constant(value=str(name)), value])):
                yield from [mark_of(name, value)] if dotted(on) in names else []


def _says_yes(body: Sequence[ast.stmt]) -> bool:
    """Does every way through a body return ``True``?"""
    if not isinstance(body[-1], ast.Return) or not is_true(body[-1].value):
        return False
    returns = (node for statement in body for node in own_nodes(statement) if isinstance(node, ast.Return))
    return all(is_true(each.value) for each in returns)


def _is_nothing(statement: ast.stmt, views: frozenset[str]) -> bool:
    """Is it a statement that turns nobody away: ``pass``, ``return f(*args)``, one that forgets what it catches?"""
    if isinstance(statement, ast.Try) and is_lost(statement, views):
        return not any(map(leaves, ([each] for each in (*statement.orelse, *statement.finalbody))))
    return isinstance(statement, ast.Pass) or _hands_nothing_on(statement, views) or _is_text(statement)


def _hands_nothing_on(statement: ast.stmt, views: frozenset[str]) -> bool:
    """``return f(*args)``, ``return f``; but a call of something else may do something."""
    if not isinstance(statement, ast.Return):
        return False
    return not isinstance(statement.value, ast.Call) or reaches(statement.value, views)


def _ends(body: Sequence[ast.stmt]) -> bool:
    """Is there no way out of a body but an ``abort`` or an exception?"""
    returns = (node for statement in body for node in own_nodes(statement) if isinstance(node, ast.Return))
    return _never_goes_on(body) and all(each.value is not None and _aborts(each.value) for each in returns)


def _never_goes_on(body: Sequence[ast.stmt]) -> bool:
    """Does nothing behind a body run?"""
    match body[-1] if body else None:
        case ast.Raise():
            return True
        case ast.Return(value=value):
            return value is not None and _aborts(value)
        case ast.Expr(value=value):
            return _aborts(value)
        case ast.If(body=first, orelse=second):
            return _never_goes_on(first) and _never_goes_on(second)
        case ast.Try(body=tried, handlers=handlers, finalbody=last):
            arms = (tried, *(each.body for each in handlers))
            return _never_goes_on(last) or all(map(_never_goes_on, arms))
        case ast.With(body=inner):
            return _never_goes_on(inner)
    return False


def _aborts(value: ast.expr) -> bool:
    """``abort(404)``, ``flask_abort(404)``"""
    return isinstance(value, ast.Call) and "abort" in last_name(value.func).lower()


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
