"""Texts of exceptions that a function returns to its caller, which sends them: ``return False, str(error)``."""

from __future__ import annotations

import os

from .._kit import git
from .._kit import syntax as ast
from .._kit.flow import definitions, function_around
from .._kit.light import Iterator
from .._kit.nodes import walk
from .._kit.scope import origin_of
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import NamedTuple
from .exposed import Exposed, contents, judged
from .responses import Function, Response, is_answer, responses

_MOST_FILES = 12  # a name that more files speak of says too little


class Told(NamedTuple):
    """A text that a function returns: by itself, or at a place of a tuple beside the flag that says that it failed."""

    function: Function
    exposed: Exposed
    place: int | None
    flag: int | None


class Result(NamedTuple):
    """The call behind a name, and the places of a tuple that it takes apart: ``flag, text = work()``."""

    call: ast.Call
    place: int | None
    names: list[str]


def handed_on(source: Source, known: set[ast.expr]) -> Iterator[Exposed]:
    """What leaves for a client by way of a caller, in this file or another of the project, beside what is known."""
    told = [each for each in _told(source) if each.exposed.node not in known]
    if not told:
        return
    callers = [source, *_callers(source, {each.function.name for each in told})]
    for each in told:
        sent = (found for caller in callers if (found := _sent_by(source, caller, each)) is not None)
        where = next(sent, None)
        if where is not None:
            yield each.exposed._replace(where=where)


def _told(source: Source) -> Iterator[Told]:
    """The texts that functions return which answer no client themselves."""
    seen: set[ast.AST] = set()
    for statement in source.walk(ast.Return):
        function = function_around(source, statement)
        if statement.value is None or function is None or is_answer(source, statement):
            continue
        if not any(isinstance(each, ast.ExceptHandler) and each.name for each in walk(function)):
            continue
        for place, value in _parts(statement.value):
            for node in contents(source, Response(value, opens=True)):
                found = judged(source, node, statement.value)
                if found is not None and found.node not in seen:
                    seen.add(found.node)
                    yield Told(function, found, place, _flag(statement.value))


def _parts(value: ast.expr) -> list[tuple[int | None, ast.expr]]:
    return list(enumerate(value.elts)) if isinstance(value, ast.Tuple) else [(None, value)]


def _flag(value: ast.expr) -> int | None:
    """The place of ``False`` or ``None`` in what is returned."""
    parts = value.elts if isinstance(value, ast.Tuple) else []
    return next((at for at, part in enumerate(parts) if isinstance(part, ast.Constant) and not part.value), None)


def _callers(source: Source, names: set[str]) -> list[Source]:
    """Other files of the project that call one of the functions."""
    files = git.files_with_text(sorted(f"{name}(" for name in names), "*.py") or []
    others = [Source(path) for path in files if path != source.path]
    return others if len(others) <= _MOST_FILES else []


def _sent_by(source: Source, caller: Source, told: Told) -> str | None:
    """Where a file sends what the function returns, as path and line."""
    if f"{told.function.name}(".encode() not in caller.data or not _may_call(source, caller, told.function):
        return None
    for result, use, line in caller.once(_sent_results):
        if _is_result(source, caller, told, result, use):
            return f"line {line}" if caller is source else f"{caller.path}:{line}"
    return None


def _may_call(source: Source, caller: Source, function: Function) -> bool:
    """Can another file call it, as far as its text tells: by its module, or as the only method of that name?"""
    if caller is source:
        return True
    if isinstance(next(source.ancestors(function), None), ast.ClassDef):
        return _is_only(source, function.name)
    return _stem(source).encode() in caller.data


def _is_only(source: Source, name: str) -> bool:
    """Is a method the only one of its name in the project?"""
    known = source.once(_only_methods)
    if name not in known:
        known[name] = git.files_with_text([f"def {name}("], "*.py") == [source.path]
    return known[name]


def _only_methods(source: Source) -> dict[str, bool]:
    """A notebook of what ``_is_only`` has found out."""
    return {}


def _stem(source: Source) -> str:
    return os.path.splitext(source.path)[0].removesuffix("/__init__").rpartition("/")[2]


def _sent_results(caller: Source) -> list[tuple[Result, ast.expr, int]]:
    """The results of calls that a file sends: with the expression that stands for them, and the line of the answer."""
    sent = (each for each in responses(caller) if each.error is None)
    return [
        (result, node, response.value.lineno)
        for response in sent
        for node in contents(caller, response)
        for result in _results(caller, node)
    ]


def _results(caller: Source, node: ast.expr) -> Iterator[Result]:
    """The calls whose results an expression of a response is, or is a part of."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() as inner, attr="get")):
            yield from _results(caller, inner)
        case ast.Call():
            yield Result(node, None, [])
        case ast.Subscript(value=ast.Name() | ast.Call() as inner):
            yield from _results(caller, inner)
        case ast.Name():
            yield from (Result(each, None, []) for each in definitions(caller, node) if isinstance(each, ast.Call))
            scope = function_around(caller, node)
            for assigned, result in caller.once(_unpacked):
                is_before = assigned.lineno <= node.lineno and function_around(caller, assigned) is scope
                if is_before and node.id in result.names:
                    yield result._replace(place=result.names.index(node.id))


def _unpacked(source: Source) -> list[tuple[ast.Assign, Result]]:
    """Every ``flag, text = work()`` of a file."""
    found: list[tuple[ast.Assign, Result]] = []
    for each in source.walk(ast.Assign):
        match each:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Call() as call):
                found.append((each, Result(call, None, [last_name(target) for target in targets])))
    return found


def _is_result(source: Source, caller: Source, told: Told, result: Result, use: ast.expr) -> bool:
    if result.names and (result.place != told.place or told.place is None):
        return False
    flag = result.names[told.flag] if told.flag is not None and told.flag < len(result.names) else ""
    if flag and _is_where_it_worked(caller, flag, use):
        return False
    return _is_call_of(source, caller, told.function, result.call)


_ENDS = (ast.Return, ast.Raise)


def _is_where_it_worked(caller: Source, flag: str, use: ast.expr) -> bool:
    """Does the use stand under ``if flag:``, or after an ``if not flag:`` that ends the function?"""
    below: ast.AST = use
    for around in caller.ancestors(use):
        if isinstance(around, ast.If):
            fine, failed = _sides(around, flag)
            if below in fine:
                return True
            if below in failed:
                return False
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            before = (each for each in walk(around) if isinstance(each, ast.If) and each.lineno < use.lineno)
            return any((failed := _sides(each, flag)[1]) and isinstance(failed[-1], _ENDS) for each in before)
        below = around
    return False


def _sides(test: ast.If, flag: str) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """What runs where the flag is set, and where it is not."""
    match test.test:
        case ast.Name(id=name) if name == flag:
            return test.body, test.orelse
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if name == flag:
            return test.orelse, test.body
    return [], []


def _is_call_of(source: Source, caller: Source, function: Function, call: ast.Call) -> bool:
    """Is it that function which is called: imported, of the same file or class, or the only one of its name?"""
    if last_name(call.func) != function.name:
        return False
    owner = next(source.ancestors(function), None)
    if isinstance(owner, ast.ClassDef):
        if not isinstance(call.func, ast.Attribute):
            return False
        own = caller is source and last_name(call.func.value) in ("self", "cls", owner.name)
        return own or _is_only(source, function.name)
    if caller is source:
        return isinstance(call.func, ast.Name)
    return origin_of(caller, call.func).split(".")[-2:-1] == [_stem(source)]
