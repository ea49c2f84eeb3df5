"""Texts that errors of the project carry to an ``except`` which sends them: ``raise NotSaved(str(error))``."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.config_classes import ConfigClass, bases, class_named
from .._kit.flow import function_around
from .._kit.light import Iterator
from .._kit.nodes import walk
from .._kit.scope import parameters
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import NamedTuple
from .calls import is_call_of
from .exception_classes import ancestors, is_builtin, is_kept_back
from .exposed import Exposed, contents, handler_of, is_answered, raised
from .responses import Function, responses

_MOST_HOPS = 2  # errors between the exception and the answer
_MOST_FILES = 12  # a name that more files catch says too little
_WHOLE = frozenset(["", "args"])  # `str(error)`, which makes its text of what the error was made with
_CATCH_ALLS = frozenset(["", "object", "Exception", "BaseException"])


class Catch(NamedTuple):
    """What a file sends of an error of some class: a field, or all of it where that is empty; and the line.

    ``onward``: it is not sent there, but another error is made of it: the call, and what that is given.
    """

    kind: str
    field: str
    line: int
    handler: ast.ExceptHandler
    onward: tuple[ast.Call, ast.expr] | None


def raised_on(source: Source, known: set[ast.expr]) -> Iterator[Exposed]:
    """What leaves for a client by way of an error that another ``except`` catches, beside ``known``."""
    for error, told in raised(source):
        if told.node in known or is_kept_back(source, error, told.response):
            continue
        found = _sent_at(source, error, told.response)
        if found is not None:
            other, line = found
            yield told._replace(where=f"line {line}" if other is source else f"{other.path}:{line}")


def _sent_at(source: Source, error: ast.Call, given: ast.expr, hops: int = 0) -> tuple[Source, int] | None:
    """Where the project sends what an error is given there: the file and the line."""
    place = _place_of(error, given)
    for other, catch in _catches(source, error):
        config = class_named(source, error.func)
        field = _behind(config, catch.field) if config is not None and catch.field else catch.field
        if not (_carries(config, place, field) if config is not None else field in _WHOLE):
            continue
        if catch.onward is None:
            return other, catch.line
        if hops < _MOST_HOPS and (further := _sent_at(other, *catch.onward, hops + 1)) is not None:
            return further
    return None


def _catches(source: Source, error: ast.Call) -> Iterator[tuple[Source, Catch]]:
    """Who catches an error: one of Python's own the ``except`` around it, one of the project's all that name it."""
    name = last_name(error.func)
    if is_builtin(name):
        yield from _catches_of_builtin(source, error, name) if name not in _CATCH_ALLS else ()
    elif class_named(source, error.func) is not None:
        names = {name, *ancestors(source, error.func)} - _CATCH_ALLS
        texts = sorted(f"{each}{end} as " for each in names for end in ("", ")"))
        files = git.files_with_text(texts, "*.py") or []
        for path in files if len(files) <= _MOST_FILES else ():
            other = source if path == source.path else Source(path)
            yield from ((other, catch) for catch in other.once(_caught) if catch.kind in names)


def _catches_of_builtin(source: Source, error: ast.Call, name: str) -> Iterator[tuple[Source, Catch]]:
    """The ``except`` around it, or around a call of the function that it ends, in this file or another."""
    around = [each for each in source.ancestors(error) if isinstance(each, ast.Try)]
    function = function_around(source, error)
    near = [catch for catch in source.once(_caught) if catch.kind == name]
    yield from ((source, catch) for catch in near if any(catch.handler in each.handlers for each in around))
    if function is None or any(name in _kinds(handler) for each in around for handler in each.handlers):
        return
    files = git.files_with_text([f"{function.name}(", f"{function.name} as "], "*.py") or [source.path]
    for path in files if len(files) <= _MOST_FILES else [source.path]:
        other = source if path == source.path else Source(path)
        if name.encode() in other.data:
            for catch in other.once(_caught):
                if catch.kind == name and _tries(other, catch.handler, source, function):
                    yield other, catch


def _kinds(handler: ast.ExceptHandler) -> set[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {last_name(each) for each in kinds if each is not None}


def _tries(source: Source, handler: ast.ExceptHandler, home: Source, function: Function) -> bool:
    """Does what the handler guards call that function: of the same file, or imported from its own?"""
    tried = next((each for each in source.ancestors(handler) if isinstance(each, ast.Try)), None)
    calls = (each for statement in (tried.body if tried else ()) for each in walk(statement))
    return any(isinstance(each, ast.Call) and is_call_of(source, home, function, each) for each in calls)


def _caught(source: Source) -> list[Catch]:
    """What a file sends of the errors that it catches, or makes others of."""
    found: list[Catch] = []
    for response in responses(source):
        onward = None
        if response.error is not None and not is_answered(source, response.error, response.value):
            onward = response.error, response.value
        for node in contents(source, response):
            caught = handler_of(source, node) if isinstance(node, ast.Name) else None
            if isinstance(caught, ast.ExceptHandler) and caught.type is not None:
                around = next(source.ancestors(node), None)
                field = around.attr if isinstance(around, ast.Attribute) else ""
                kinds = caught.type.elts if isinstance(caught.type, ast.Tuple) else [caught.type]
                line = response.value.lineno
                found += [Catch(last_name(kind), field, line, caught, onward) for kind in kinds]
    return found


def _place_of(call: ast.Call, given: ast.expr) -> int | str | None:
    """The place, or the name, under which a call is given something."""
    if given in call.args:
        return call.args.index(given)
    return next((word.arg for word in call.keywords if word.value is given), None)


def _behind(config: ConfigClass, field: str, hops: int = 0) -> str:
    """``_data`` for a method ``get_data`` that returns ``self._data``, of the class or one above it."""
    for each in config.node.body:
        if isinstance(each, ast.FunctionDef) and each.name == field:
            returned = [part.value for part in walk(each) if isinstance(part, ast.Return)]
            return next((value.attr for value in returned if isinstance(value, ast.Attribute)), field)
    above = bases(config) if hops < 3 else ()
    return next((found for each in above if (found := _behind(each, field, hops + 1)) != field), field)


def _carries(config: ConfigClass, place: int | str | None, field: str, hops: int = 0) -> bool:
    """Does an error of that class have in a field, or in its text, what it is given at that place?"""
    own = {each.name: each for each in config.node.body if isinstance(each, ast.FunctionDef)}
    above = list(bases(config)) if hops < 3 else []
    if field == "" and "__str__" in own:
        return False
    made = own.get("__init__")
    if made is None:
        return any(_carries(each, place, field, hops + 1) for each in above) if above else field in _WHOLE
    taken = [each.arg for each in (*parameters(made)[1:], *made.args.kwonlyargs)]
    name = taken[place] if isinstance(place, int) and place < len(taken) else place
    handed = [call for call in walk(made) if isinstance(call, ast.Call) and last_name(call.func) == "__init__"]
    if field in _WHOLE and not handed:
        return True  # what an error is made with is its `args`, until a class says otherwise
    if any(_speaks_of(value, name) for target, value in _fields(made) if target == field):
        return True
    given = [(call, each) for call in handed for each in (*call.args, *(word.value for word in call.keywords))]
    places = [_place_of(call, each) for call, each in given if _speaks_of(each, name)]
    return any(_carries(each, at, field, hops + 1) for each in above for at in places) or (
        not above and bool(places) and field in _WHOLE
    )


def _fields(made: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """``self.message = text``"""
    for each in walk(made):
        match each:
            case ast.Assign(targets=[ast.Attribute(attr=name)], value=value):
                yield name, value


def _speaks_of(value: ast.expr, name: int | str | None) -> bool:
    return any(isinstance(part, ast.Name) and part.id == name for part in walk(value))
