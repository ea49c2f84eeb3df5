"""The facts of one file, read from its tree: its routes, classes and functions, and what hangs on what.

What the body of a function says is read when it is asked for: ``verdicts_of`` and ``verdict_of_view``.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator
from .._kit.nodes import walk
from .._kit.routes import Function, Route, functions_of, keyword
from .._kit.scope import assignments
from .._kit.source import Source
from .._kit.truth import dotted, last_name, text_of
from .bodies import body_of, outside_of
from .bound_twice import imports_that_hold, lambdas, rebound
from .by_method import at_methods
from .class_facts import applied, applied_list, class_facts
from .facts import REGISTERS, REGISTERS_AS_IT_IS, Facts, Kind, Made, RouteFacts, Verdict, Verdicts
from .hanging import hung_in, mounted_in, passed_in
from .local_apps import local_name, name_in, namesakes
from .own_decorators import all_routes, registering
from .predicates import answers_later, is_generator, predicate_of
from .renamed import in_own_words, module_of, verdict_in
from .sign_in import handed_callers, may_take_credentials, signs_in, takes_credentials
from .verdicts import is_decorator, mark_of, returns_what_it_takes, verdict_when_told_no


def facts_of(source: Source) -> Facts:
    """Read the facts of a file. Raises ``NotChecked`` for a file that is no Python."""
    return source.once(_facts)


def said_of(source: Source, what: str) -> Verdict | Verdicts:
    """What a body says, asked in the words of the cache: ``12:5`` for a view, ``kind name`` or ``name`` for a function.

    Raises ``KeyError`` where there is none.
    """
    kind, _, name = what.rpartition(" ")
    if kind:
        return _ASKED[kind](source, name)
    line, is_place, col = what.partition(":")
    return verdict_of_view(source, int(line), int(col)) if is_place else verdicts_of(source, what)


def verdicts_of(source: Source, name: str) -> Verdicts:
    """What is said of the function or method of that name. Raises ``KeyError`` where there is none."""
    function = source.once(_functions)[name]
    hook = verdict_in(source, function, Kind.HOOK)
    helper = verdict_in(source, function, Kind.HELPER) if hook.refused or hook.asks else hook
    if _is_generator(source, function):
        helper = Verdict()  # a call of it does nothing
    refuses = bool(hook.refused or hook.asks)  # as a `method_decorator` of Flask-RESTX may, before each request
    is_bare = isinstance(function, Function) and not refuses and returns_what_it_takes(function)
    wraps = is_decorator(function) or is_bare
    return Verdicts(hook, helper, verdict_in(source, function, Kind.DECORATOR) if wraps else None)


def verdict_of_view(source: Source, line: int, col: int) -> Verdict:
    """What is said of the view whose route points there."""
    route = source.once(_views).get((line, col))
    if route is None or route.view is None or signs_in(route.view) or _is_generator(source, route.view):
        return Verdict()
    view = route.view
    if b"request.method" in source.data and isinstance(view, Function):
        view = at_methods(view, _methods_of(source, view))
    return verdict_in(source, view, Kind.VIEW, handed_callers(route))


def _methods_of(source: Source, view: Function) -> set[str]:
    """The methods by which any route of a file reaches a view; none where one of them does not tell."""
    reached = [set(route.methods) for route in source.once(all_routes) if route.view is view]
    return set().union(*reached) if all(reached) else set()


def _is_generator(source: Source, function: Function | ast.Lambda) -> bool:
    return b"yield" in source.data and is_generator(function)


def _views(source: Source) -> dict[tuple[int, int], Route]:
    """The routes by the places that they point to; of several at a place the first counts."""
    return {source.place(route.place): route for route in reversed(source.once(all_routes))}


def verdict_of_step(source: Source, name: str) -> Verdict:
    """What the function of that name says as one that a view calls. Raises ``KeyError`` where there is none."""
    step = in_own_words(source, source.once(_functions)[name])
    return Verdict() if signs_in(step) or _is_generator(source, step) else verdict_in(source, step, Kind.STEP)


def predicate(source: Source, name: str) -> Verdict:
    """What the function of that name says as one that says yes or no. Raises ``KeyError`` where there is none."""
    asked = in_own_words(source, source.once(_functions)[name])
    return Verdict() if answers_later(asked) else predicate_of(asked, source.once(module_of))


def verdict_when_told_no_of(source: Source, name: str) -> Verdict:
    """What the function of that name does that is told no. Raises ``KeyError`` where there is none."""
    told = in_own_words(source, source.once(_functions)[name])
    if isinstance(told, ast.Lambda) or answers_later(told):
        return Verdict()
    return verdict_when_told_no(told, source.once(module_of))


def verifier(source: Source, name: str) -> Verdict:
    """What the function of that name refuses as a verifier of Flask-HTTPAuth. Raises ``KeyError`` where there is none.

    ``always`` tells that it lets everybody in; whether another checks well is not asked.
    """
    from .verifiers import checks_nothing  # which few files ask for

    lets_in = checks_nothing(source.once(_functions)[name])
    return Verdict(always=True) if lets_in else Verdict(refused=(0,))


def verdict_of_named_view(source: Source, name: str) -> Verdict:
    """What is said of the function of that name as a view. Raises ``KeyError`` where there is none."""
    view = in_own_words(source, source.once(_functions)[name])
    return Verdict() if signs_in(view) or _is_generator(source, view) else verdict_in(source, view, Kind.VIEW)


_ASKED = {
    "view": verdict_of_named_view,
    "step": verdict_of_step,
    "predicate": predicate,
    "told": verdict_when_told_no_of,
    "verifier": verifier,
}


def _facts(source: Source) -> Facts:
    listed = source.once(all_routes)
    return Facts(
        imports=dict(imports_that_hold(source)),
        stars=tuple(_star_modules(source)),
        routes=tuple(_route(source, route) for route in listed),
        classes={node.name: class_facts(source, node) for node in source.walk(ast.ClassDef)},
        functions={
            name: tuple(applied(each) for each in getattr(function, "decorator_list", []))
            for name, function in source.once(_functions).items()
        },
        hung=tuple(hung_in(source)),
        mounted=tuple(mounted_in(source)),
        made=dict(_made(source)),
        aliases=dict(_aliases(source)),
        passed=tuple(passed_in(source)),
        marked=_marked(source),
        bodies={name: body_of(source, function) for name, function in source.once(_functions).items()},
        outside=outside_of(source),
    )


def _route(source: Source, route: Route) -> RouteFacts:
    place = source.place(route.place)
    owner = route.owner.name if route.owner else ""
    return RouteFacts(
        route.rule,
        route.methods,
        route.symbol,
        place.line,
        place.col,
        route.view is not None or route.owner is not None,
        owner,
        tuple(applied(each) for each in route.decorators),
        tuple(applied(each) for each in route.above),
        _hangs_on(source, route),
        route.node is not route.owner,
        _hint(route),
        takes_credentials(route.view) if route.view is not None and source.once(may_take_credentials) else "",
        route.by,
        body_of(source, route.view) if isinstance(route.view, Function) else b"",
    )


def _hangs_on(source: Source, route: Route) -> str:
    call = route.node
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and dotted(call.func.value) == route.hangs_on
    ):
        return name_in(source, call.func.value)
    return route.hangs_on


def _hint(route: Route) -> str:
    """The rule, or the text a computed rule is made from: ``/login`` of ``@x.route(prefixed("/login"))``."""
    if route.rule is not None or not isinstance(route.node, ast.Call):
        return route.rule or ""
    given = (node for each in route.node.args for node in walk(each))
    return next((text for node in given if isinstance(node, ast.expr) and (text := text_of(node))), "")


def _functions(source: Source) -> dict[str, Function | ast.Lambda]:
    """The functions by name, methods as ``Class.method``; of equal names the last, and each as ``maker.name``."""
    found: dict[str, Function | ast.Lambda] = {}
    for function in functions_of(source):
        around = next(source.ancestors(function), None)
        found[f"{around.name}.{function.name}" if isinstance(around, ast.ClassDef) else function.name] = function
    for of_several in source.once(namesakes).values():
        found.update((local_name(function, around), function) for around, function in of_several.items())
    anew = source.once(rebound)
    kept = {name: each for name, each in found.items() if not isinstance(anew.get(name), ast.Assign | ast.AnnAssign)}
    return kept | {name: each for name, each in lambdas(source) if name not in kept}


def _star_modules(source: Source) -> Iterator[str]:
    for member in source.walk(ast.ImportFrom):
        if any(alias.name == "*" for alias in member.names):
            yield "." * member.level + (member.module or "")


def _marked(source: Source) -> dict[str, tuple[str, ...]]:
    """The attributes that are set on functions by name: ``view.is_public = True``, in a class body too."""
    found: dict[str, tuple[str, ...]] = {}
    functions = source.once(_functions)
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and isinstance(value, ast.Constant):
            around = next(source.ancestors(statement), None)
            name = f"{around.name}.{target.value.id}" if isinstance(around, ast.ClassDef) else target.value.id
            if name in functions:
                found[name] = (*found.get(name, ()), mark_of(target.attr, value))
    return found


def _made(source: Source) -> Iterator[tuple[str, Made]]:
    """Blueprints and their like, by the name they are assigned to."""
    for target, call, _ in assignments(source):
        kind = last_name(call.func) if isinstance(call, ast.Call) else ""
        if not kind.endswith(("Blueprint", "Api", "Namespace", "namespace", "Flask", "API")):
            continue
        if not isinstance(call, ast.Call) or not (variable := name_in(source, target)):
            continue
        prefix = keyword(call, "url_prefix") or keyword(call, "prefix") or keyword(call, "path")
        listed = keyword(call, "decorators")
        on = dotted(call.func.value) if kind == "namespace" and isinstance(call.func, ast.Attribute) else ""
        first = call.args[0] if call.args else keyword(call, "app") or keyword(call, "name")
        name = text_of(first) or ""
        if first is not None and not name and not on:
            on = name_in(source, first)
        path = text_of(prefix) or ""
        if prefix is None and kind.endswith(("Namespace", "namespace")) and name and not name.startswith("/"):
            path = f"/{name}"  # as Flask-RESTX has it
        made = Made(
            kind,
            name,
            path,
            applied_list(listed)[0] if listed else (),
            "" if on == "__name__" else on,
            dotted(call.func),
        )
        yield variable, made
    found: dict[str, Made] = {}
    for each in registering(source):
        kind = REGISTERS_AS_IT_IS if each.as_it_is else REGISTERS
        wrappers = tuple(map(applied, each.wrappers))
        if each.name in found:  # which registers at several addresses: what stands around the view at all of them
            wrappers = tuple(wrapper for wrapper in wrappers if wrapper in found[each.name].decorators)
        found[each.name] = Made(kind, "", "", wrappers, each.on, "")
    yield from found.items()


def _aliases(source: Source) -> Iterator[tuple[str, str]]:
    """What makes the names of a module: ``admin = require(Role.ADMIN)``, ``admin = partial(require, "admin")``."""
    of_module, last_bound = frozenset(source.tree.body), source.once(rebound)
    for target, value, statement in assignments(source):
        if (
            statement in of_module
            and isinstance(target, ast.Name)
            and last_bound.get(target.id, statement) is statement
            and isinstance(value, ast.Call | ast.Name | ast.Attribute)
        ):
            if isinstance(value, ast.Call) and applied(value).optional:
                continue
            made_by: ast.expr = value
            while isinstance(made_by, ast.Call):
                partial_of = last_name(made_by.func) == "partial" and made_by.args
                made_by = made_by.args[0] if partial_of else made_by.func
            if name := dotted(made_by):
                yield target.id, name
