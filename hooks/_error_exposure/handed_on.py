"""Texts of exceptions that a function returns to its caller, which sends them: ``return False, str(error)``."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.finding import NotChecked
from .._kit.flow import definitions, function_around
from .._kit.light import Iterator, suppress
from .._kit.nodes import walk
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import NamedTuple
from .calls import MOST_FILES, called, calls, is_call_of, may_call
from .exposed import Exposed, contents, judged
from .responses import Function, Response, ends_view, is_answer, responses

_MOST_HOPS = 3  # helpers between the exception and the answer
_MOST_READ = 200  # files to look for a text in


class Told(NamedTuple):
    """A text that a function returns: by itself, or at a place of a tuple beside the flag that says that it failed."""

    home: Source
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
    found: set[ast.expr] = set()
    for _ in range(_MOST_HOPS):
        if not told:
            return
        callers = _callers(told)
        for each in told:
            sent = (where for caller in callers if (where := _sent_by(source, caller, each)) is not None)
            where = next(sent, None)
            if where is not None and each.exposed.node not in found:
                found.add(each.exposed.node)
                yield each.exposed._replace(where=where)
        left = [each for each in told if each.exposed.node not in found]
        told = [further for each in left for caller in callers for further in _handed_further(caller, each)]


def _told(source: Source) -> Iterator[Told]:
    """The texts that functions return which answer no client themselves."""
    seen: set[ast.AST] = set()
    traces = b"format_exc" in source.data
    for statement in source.walk(ast.Return):
        function = function_around(source, statement)
        if statement.value is None or function is None or is_answer(source, statement):
            continue
        if not any(isinstance(each, ast.ExceptHandler) and (each.name or traces) for each in walk(function)):
            continue
        for place, value in _parts(statement.value):
            for node in contents(source, Response(value, opens=True)):
                found = judged(source, node, statement.value)
                if found is not None and found.node not in seen:
                    seen.add(found.node)
                    yield Told(source, function, found, place, _flag(statement.value))


def _parts(value: ast.expr) -> list[tuple[int | None, ast.expr]]:
    return list(enumerate(value.elts)) if isinstance(value, ast.Tuple) else [(None, value)]


def _flag(value: ast.expr) -> int | None:
    """The place of ``False`` or ``None`` in what is returned."""
    parts = value.elts if isinstance(value, ast.Tuple) else []
    return next((at for at, part in enumerate(parts) if isinstance(part, ast.Constant) and not part.value), None)


def _callers(told: list[Told]) -> list[Source]:
    """The files of functions that tell a text, and those of the project that call one of them."""
    homes = {each.home.path: each.home for each in told}
    names = sorted({each.function.name for each in told})
    files = git.files_with_text([f"{name}{end}" for name in names for end in ("(", " as ")], "*.py") or []
    if len(files) > 2 * MOST_FILES and (by_class := sorted({each for one in told for each in _calls_by_class(one)})):
        files = _holding(files, by_class)
    others = [Source(path) for path in files if path not in homes] if len(files) <= 2 * MOST_FILES else []
    callers = [each for each in others if any(calls(each, name) for name in names)]
    return [*homes.values(), *(callers if len(callers) <= MOST_FILES else ())]


def _holding(files: list[str], texts: list[str]) -> list[str]:
    """Those of the files that hold one of the texts; to read some takes less time than to ask git again."""
    if len(files) > _MOST_READ:
        return git.files_with_text(texts, "*.py") or []
    wanted = [text.encode() for text in texts]
    found: list[str] = []
    for path in files:
        with suppress(NotChecked):  # which is said where it is checked itself
            data = Source(path).data
            found += [path] if any(text in data for text in wanted) else []
    return found


def _calls_by_class(told: Told) -> list[str]:
    """How a method is called by the name of its class: ``Mails.send(``, ``Mails().send(``."""
    owner = next(told.home.ancestors(told.function), None)
    owners = [owner.name, f"{owner.name}()"] if isinstance(owner, ast.ClassDef) else []
    return [f"{each}.{told.function.name}(" for each in owners]


def _sent_by(source: Source, caller: Source, told: Told) -> str | None:
    """Where a file sends what the function returns, as path and line."""
    if not may_call(caller, told.home, told.function):
        return None
    for result, use, line in caller.once(_sent_results):
        if _is_result(caller, told, result, use):
            return f"line {line}" if caller is source else f"{caller.path}:{line}"
    return None


def _handed_further(caller: Source, told: Told) -> Iterator[Told]:
    """The functions of a file that return what another one has returned to them, and answer no client themselves."""
    if not may_call(caller, told.home, told.function):
        return
    calls = (each for each in caller.walk(ast.Call) if called(caller, each) == told.function.name)
    further = {function_around(caller, each) for each in calls} - {told.function}
    for statement in caller.walk(ast.Return) if further else ():
        function = function_around(caller, statement)
        if statement.value is None or function is None or function not in further or is_answer(caller, statement):
            continue
        for place, result, use in _returned_results(caller, statement.value):
            if _is_result(caller, told, result, use):
                whole = place is None and use is result.call
                flag = told.flag if whole else _flag(statement.value)
                yield Told(caller, function, told.exposed, told.place if whole else place, flag)


def _returned_results(caller: Source, returned: ast.expr) -> Iterator[tuple[int | None, Result, ast.expr]]:
    """The results of calls in what a function returns, each with its place in a tuple and what stands for it."""
    for place, value in _parts(returned):
        for node in contents(caller, Response(value, opens=True)):
            yield from ((place, result, node) for result in _results(caller, node))


def _sent_results(caller: Source) -> list[tuple[Result, ast.expr, int]]:
    """The results of calls that a file sends: with the expression that stands for them, and the line of the answer."""
    sent = (each for each in responses(caller) if each.error is None)
    return [
        (result, node, response.value.lineno)
        for response in sent
        for node in contents(caller, response)
        for result in _results(caller, node)
        # that `super().get_response()` is called so makes it no answer
        if result.call is not response.value or ends_view(caller, response.value)
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


def _is_result(caller: Source, told: Told, result: Result, use: ast.expr) -> bool:
    if result.names and (result.place != told.place or told.place is None):
        return False
    flag = result.names[told.flag] if told.flag is not None and told.flag < len(result.names) else ""
    if flag and _is_where_it_worked(caller, flag, use):
        return False
    return is_call_of(caller, told.home, told.function, result.call)


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
