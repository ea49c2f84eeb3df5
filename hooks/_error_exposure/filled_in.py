"""Texts of exceptions that a function puts into a list of its caller, which sends it: ``errors.append(str(error))``."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.flow import function_around
from .._kit.light import Iterator
from .._kit.scope import parameters
from .._kit.source import Source
from .calls import MOST_FILES, is_call_of
from .exposed import Exposed, contents, judged
from .given_on import names_sent
from .responses import Function, Response

_GROWING = frozenset("append extend insert add appendleft".split())


def filled_in(source: Source, known: set[ast.expr]) -> Iterator[Exposed]:
    """What leaves for a client by way of a list that a function is given to fill."""
    for call in source.walk(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=[*_, given]) if (
                method in _GROWING and (function := function_around(source, call)) and _takes(function, name)
            ):
                told = [each for each in _told(source, given) if each.node not in known]
                if told and (where := _sent_at(source, function, name)):
                    yield from (each._replace(where=where) for each in told)


def _takes(function: Function, name: str) -> bool:
    return any(each.arg == name for each in parameters(function))


def _told(source: Source, given: ast.expr) -> Iterator[Exposed]:
    for node in contents(source, Response(given)):
        found = judged(source, node, given)
        if found is not None:
            yield found


def _sent_at(source: Source, function: Function, name: str) -> str:
    """Where a caller sends what it has given the function under that name, as the line, or path and line."""
    files = git.files_with_text([f"{function.name}(", f"{function.name} as "], "*.py") or [source.path]
    for path in files if len(files) <= MOST_FILES else [source.path]:
        caller = source if path == source.path else Source(path)
        for call in caller.walk(ast.Call):
            if is_call_of(caller, source, function, call):
                given = _given_as(function, call, name)
                sent = caller.once(names_sent).get(function_around(caller, call), ())
                if isinstance(given, ast.Name) and given.id in sent:
                    return f"line {call.lineno}" if caller is source else f"{caller.path}:{call.lineno}"
    return ""


def _given_as(function: Function, call: ast.Call, name: str) -> ast.expr | None:
    """What a call gives the function under a name."""
    taken = [each.arg for each in parameters(function)]
    taken = taken[1:] if taken[:1] in (["self"], ["cls"]) else taken
    by_name = {each.arg: each.value for each in call.keywords}
    return by_name.get(name, dict(zip(taken, call.args, strict=False)).get(name))
