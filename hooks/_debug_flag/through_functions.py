"""Switches that functions hand on: what one returns, takes by default, or is called with; also of another file."""

from __future__ import annotations

import os

from .._kit import syntax as ast
from .._kit.flask_app import config_items, is_app, is_for_developers
from .._kit.light import Iterator, partial
from .._kit.modules import imported_value, module_files
from .._kit.names import Names
from .._kit.nodes import walk
from .._kit.scope import assignments, imports, origin_of, parameters, value_of
from .._kit.source import Source
from .._kit.truth import On, last_name, switched_on
from .._kit.typed import NamedTuple

_Function = ast.FunctionDef | ast.AsyncFunctionDef
# A parameter of another name is a switch only of functions that nobody would call with a literal.
PARAMETERS = frozenset(["debug", "debug_mode", "is_debug", "use_debugger", "enable_debug", "debug_enabled"])
STARTERS = frozenset(["run", "run_server", "run_simple"])


class Behind(NamedTuple):
    """Why a switch is on, the expression that says so, and where that stands, as a message names it."""

    on: On
    value: ast.expr
    where: str


def behind(source: Source, value: ast.expr, names: Names) -> Behind | None:
    """What stands behind a name or call that says nothing itself, where it is on."""
    if isinstance(value, ast.Name):
        default = _default_of(source, value)
        if default is not None and switched_on(default, partial(value_of, source)) is On.LITERAL:
            call = _call_without(source, value, names)
            return Behind(On.LITERAL, default, f"which line {call.lineno} leaves at its default") if call else None
        origin = imports(source).get(value.id)
        found = imported_value(source, origin) if origin else None
        return _judged(source, found[0], found[1], names) if found else None
    if isinstance(value, ast.Call) and not value.args and not value.keywords:
        found_function = _function_of(source, value.func)
        if found_function:
            other, function = found_function
            returned = [node.value for node in walk(function) if isinstance(node, ast.Return)]
            if len(returned) == 1 and returned[0] is not None:
                return _judged(source, other, returned[0], names)
    return None


def handed_switches(source: Source, names: Names) -> Iterator[tuple[ast.keyword, str]]:
    """Literal switches handed to a function that starts or configures an app with them, and where it does so."""
    for call in source.walk(ast.Call):
        for keyword in call.keywords:
            if keyword.arg not in PARAMETERS or (last_name(call.func) in STARTERS and _is_known_start(source, call)):
                continue
            if switched_on(keyword.value, partial(value_of, source)) is not On.LITERAL:
                continue
            if is_for_developers(source, call, names):
                continue
            found = _function_of(source, call.func)
            use = _use_of(found[0], found[1], str(keyword.arg), names) if found else None
            if found and use:
                yield keyword, _place(source, found[0], use)


def _is_known_start(source: Source, call: ast.Call) -> bool:
    """Is that a server's own method, which is judged where it stands?"""
    return isinstance(call.func, ast.Attribute) and is_app(source, call.func.value)


def _judged(source: Source, other: Source, value: ast.expr, names: Names) -> Behind | None:
    if other is not source and not names.is_served(other.path):
        return None
    on = switched_on(value, partial(value_of, other))
    return Behind(on, value, f"from {_place(source, other, value)}") if on else None


def _place(source: Source, other: Source, node: ast.AST) -> str:
    line = getattr(node, "lineno", 1)
    return f"line {line}" if other is source else f"{other.path}:{line}"


def _default_of(source: Source, name: ast.Name) -> ast.expr | None:
    """The default of the parameter that a name stands for, where nothing gives it another value."""
    function = next((each for each in source.ancestors(name) if isinstance(each, _Function)), None)
    if function is None or any(isinstance(node, ast.Name) and _is_set(node, name.id) for node in walk(function)):
        return None
    given = function.args
    placed = [*given.posonlyargs, *given.args]
    pairs = [*zip(placed[len(placed) - len(given.defaults) :], given.defaults, strict=True)]
    pairs += [(each, default) for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default]
    return next((default for each, default in pairs if each.arg == name.id), None)


def _call_without(source: Source, name: ast.Name, names: Names) -> ast.Call | None:
    """A call of the function around, in its file and for production, that does not give the parameter."""
    function = next(each for each in source.ancestors(name) if isinstance(each, _Function))
    places = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    position = places.index(name.id) if name.id in places else len(places)
    for call in source.walk(ast.Call):
        given = {keyword.arg for keyword in call.keywords}
        is_given = name.id in given or None in given or position < len(call.args)
        is_clear = not is_given and not any(isinstance(argument, ast.Starred) for argument in call.args)
        is_ours = isinstance(call.func, ast.Name) and call.func.id == function.name
        if is_ours and is_clear and not is_for_developers(source, call, names):
            return call
    return None


def _is_set(node: ast.Name, name: str) -> bool:
    return node.id == name and isinstance(node.ctx, ast.Store)


def _function_of(source: Source, called: ast.expr) -> tuple[Source, _Function] | None:
    """The function of this repository that a call names, at the top level of its file."""
    if isinstance(called, ast.Name) and (own := _top_level(source, called.id)):
        return source, own
    module, _, name = origin_of(source, called).rpartition(".")
    for path in module_files(source, module) if module else ():
        if os.path.isfile(path):
            other = Source(os.path.normpath(path))
            found = _top_level(other, name)
            return (other, found) if found else None
    return None


def _top_level(source: Source, name: str) -> _Function | None:
    found = [node for node in source.tree.body if isinstance(node, _Function) and node.name == name]
    return found[0] if len(found) == 1 and not found[0].decorator_list else None


def _use_of(source: Source, function: _Function, parameter: str, names: Names) -> ast.AST | None:
    """Where a function switches an app on with its parameter: ``app.run(debug=debug)``, ``app.debug = debug``."""
    if parameter not in {each.arg for each in parameters(function)} or not names.is_served(source.path):
        return None
    inside = set(walk(function))
    if any(isinstance(node, ast.Name) and _is_set(node, parameter) for node in inside):
        return None
    uses: list[tuple[ast.expr, ast.AST]] = [
        (keyword.value, keyword)
        for call in source.walk(ast.Call)
        if call in inside and last_name(call.func) in STARTERS
        for keyword in call.keywords
        if keyword.arg in ("debug", "use_debugger")
        and (_is_known_start(source, call) or last_name(call.func) == "run_simple")
    ]
    uses += [
        (value, statement)
        for target, value, statement in assignments(source)
        if isinstance(target, ast.Attribute) and target.attr == "debug" and is_app(source, target.value)
    ]
    uses += [(item.value, item.node) for item in config_items(source) if item.key == "DEBUG"]
    for value, node in uses:
        if isinstance(value, ast.Name) and value.id == parameter and value in inside:
            return None if is_for_developers(source, node, names) else node
    return None
