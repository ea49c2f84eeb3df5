"""Texts of exceptions that a function of the project is given, which sends them: ``flash_errors(errors)``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.flow import arguments, carried, function_around
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.source import Source
from .._kit.truth import last_name
from .exposed import CARRIERS, Exposed, contents, homes, judged, taken_as
from .responses import Function, Response, responses, sends

_SENDING_WORDS = frozenset(["flash", "abort"])


def given_on(source: Source, known: set[ast.expr]) -> Iterator[Exposed]:
    """What leaves for a client by way of a function whose name says that it flashes or aborts."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if _SENDING_WORDS.isdisjoint(words(name)) or sends(source, call):
            continue
        for argument in arguments(call):
            told = [each for each in _told(source, argument) if each.node not in known]
            if told and _is_sent(source, name, call, argument):
                known = known | {each.node for each in told}
                yield from told


def _told(source: Source, argument: ast.expr) -> Iterator[Exposed]:
    for node in contents(source, Response(argument)):
        found = judged(source, node, argument)
        if found is not None:
            yield found


def _is_sent(source: Source, name: str, call: ast.Call, argument: ast.expr) -> bool:
    """Does a function of that name in the project send what it is given there?"""
    return any(
        function.name == name and _sends_parameter(home, function, taken_as(function, call, argument))
        for home in homes(source, name)
        for function in home.walk(ast.FunctionDef)
    )


def _sends_parameter(home: Source, function: Function, parameter: str | None) -> bool:
    """Does a function send one of its parameters, or each of the things in it?"""
    if parameter is None:
        return False
    loops = (each for each in walk(function) if isinstance(each, ast.For) and _is_named(each.iter, parameter))
    names = {parameter, *(part.id for loop in loops for part in walk(loop.target) if isinstance(part, ast.Name))}
    return not names.isdisjoint(home.once(names_sent).get(function, ()))


def names_sent(source: Source) -> dict[ast.AST | None, set[str]]:
    """The names that are in the responses of each function."""
    found: dict[ast.AST | None, set[str]] = {}
    for response in responses(source):
        if response.error is None:
            sent = found.setdefault(function_around(source, response.value), set())
            sent |= {each.id for each in carried(source, response.value, CARRIERS) if isinstance(each, ast.Name)}
    return found


def _is_named(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
