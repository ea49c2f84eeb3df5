"""Routes that a project's own decorator makes: ``@register("/orders")``, where ``register`` calls ``add_url_rule``.

Which decorators do so stands in one file, and what they decorate in others: both are told as facts, and compared when
somebody asks.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Sequence
from .._kit.nodes import walk
from .._kit.routes import (
    HTTP_METHODS,
    Function,
    Route,
    adds_resource,
    base_of,
    functions_of,
    is_route,
    keyword,
    methods_of,
    routes_of,
)
from .._kit.scope import parameters, value_of
from .._kit.source import Source
from .._kit.truth import dotted, last_name, text_of
from .._kit.typed import NamedTuple

# What makes a route by itself, or is no matter of Flask's.
_OF_FLASK = frozenset((*HTTP_METHODS, "route", "resource", "expose", "endpoint", "websocket"))
_REGISTERING = frozenset((*HTTP_METHODS, "route", "add_url_rule"))


class Registering(NamedTuple):
    """A function that registers what it is given or decorates: on what, and behind which wrappers.

    ``as_it_is`` tells that it registers the view that it is given, and no function of its own around that.
    """

    name: str
    on: str
    wrappers: tuple[ast.expr, ...]
    as_it_is: bool


def all_routes(source: Source) -> list[Route]:
    """The routes of a file, and what may be some by a decorator of the project's own."""
    found, further = routes_of(source), list(_candidates(source))
    return sorted([*found, *further], key=lambda route: source.place(route.place)) if further else found


def _candidates(source: Source) -> Iterator[Route]:
    for function in functions_of(source):
        if isinstance(next(iter(source.ancestors(function)), None), ast.ClassDef):
            continue
        listed = function.decorator_list
        for number, decorator in enumerate(listed):
            if not isinstance(decorator, ast.Call) or last_name(decorator.func) in _OF_FLASK:
                continue
            rule, by = (
                text_of(decorator.args[0] if decorator.args else keyword(decorator, "rule")),
                dotted(decorator.func),
            )
            if by and rule and rule.startswith("/"):
                below, above = tuple(listed[number:]), tuple(listed[:number])
                yield Route(rule, methods_of(decorator), function.name, decorator, function, None, below, above, by, by)


def registering(source: Source) -> Iterator[Registering]:
    """The functions of a module that make decorators which register what they decorate."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if name not in _REGISTERING and not adds_resource(name):
            continue
        above = next(iter(source.ancestors(call)))
        if name in HTTP_METHODS and getattr(above, "func", None) is not call and not isinstance(above, Function):
            continue  # `cache.get(key)`
        if name in _OF_FLASK and not is_route(source, call):
            continue
        around = [each for each in source.ancestors(call) if isinstance(each, Function)]
        if len(around) > 1 or (around and isinstance(above, ast.Return)):
            wrappers = _wrappers(source, call, around) if around[-1] in source.tree.body else None
            if wrappers is not None:
                yield Registering(around[-1].name, base_of(call), wrappers, _takes_as_it_is(call, above, around))


def _takes_as_it_is(call: ast.Call, above: ast.AST, around: Sequence[Function]) -> bool:
    """Is it the view itself that a call registers: no function that it decorates, nor a name that is bound anew?"""
    if isinstance(above, Function) and call in above.decorator_list:
        return False
    nodes = (node for statement in around[-1].body for node in walk(statement))
    bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return bound.isdisjoint(_taken(around))


def _wrappers(source: Source, call: ast.Call, around: Sequence[Function]) -> tuple[ast.expr, ...] | None:
    """What stands around the view that a call registers, where that is taken by a function around; else ``None``."""
    above = next(iter(source.ancestors(call)))
    if isinstance(above, Function) and call in above.decorator_list:
        below = above.decorator_list[above.decorator_list.index(call) + 1 :]
        calls = (node for statement in above.body for node in walk(statement) if isinstance(node, ast.Call))
        return tuple(below) if any(last_name(each.func) in _taken(around[1:]) for each in calls) else None
    if not is_route(source, call):
        place = 2 if last_name(call.func) == "add_url_rule" else 0
        view = keyword(call, "view_func") or (call.args[place] if len(call.args) > place else None)
    elif isinstance(above, ast.Call) and above.func is call:
        view = above.args[0] if above.args else None  # `app.route(rule)(view)`
    else:
        return () if isinstance(above, ast.Return) else None  # where it is Flask's own decorator that is returned
    wrappers: list[ast.expr] = []
    if isinstance(view, ast.Name) and view.id not in _taken(around):
        view = value_of(source, view)
    while isinstance(view, ast.Call) and view.args:
        wrappers += [] if is_route(source, view.func) else [view.func]
        view = view.args[0]
    return tuple(wrappers) if isinstance(view, ast.Name) and view.id in _taken(around) else None


def _taken(functions: Sequence[Function]) -> frozenset[str]:
    return frozenset(each.arg for function in functions for each in parameters(function))
