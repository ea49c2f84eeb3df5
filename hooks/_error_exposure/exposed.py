"""Exceptions and tracebacks that are in what goes to the client."""

from __future__ import annotations

import builtins

from .._kit import git
from .._kit import syntax as ast
from .._kit.flow import Carriers, arguments, carried, carried_on, definitions, function_around
from .._kit.light import Enum, Iterator
from .._kit.nodes import walk
from .._kit.scope import origin_of, parameters
from .._kit.settings import holds_everything
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import NamedTuple
from .calls import called
from .exception_classes import has_description, is_api_error, is_builtin, is_kept_back, is_telling
from .responses import REGISTRATIONS, TEMPLATES, Function, Response, handled_class, responses


class Kind(Enum):
    """How it came to the client."""

    TEXT = "text"  # caught by an `except`
    HANDLER = "handler"  # handed to an error handler
    TRACEBACK = "traceback"
    SETTINGS = "settings"  # all of them at once


class Exposed(NamedTuple):
    """The expression that holds an exception or traceback, and the value that leaves with it.

    ``where``: the path and line, or the line, of the caller that sends what a function hands to it.
    """

    kind: Kind
    node: ast.expr
    shown: str
    response: ast.expr
    where: str = ""


class Weighed(NamedTuple):
    """What a file sends of failures, and what it makes errors of that are no response by themselves."""

    sent: list[Exposed]
    raised: list[tuple[ast.Call, Exposed]]


class Replacement(NamedTuple):
    """A name that stands for nothing but the class ``left`` after the line ``end`` of a function."""

    function: ast.AST
    name: str
    end: int
    left: ast.expr


CARRIERS = Carriers(
    attributes=frozenset(
        (
            "message msg args orig statement params strerror stderr stdout output reason detail pgerror "
            "original_exception error info __cause__ __dict__ response text content body data error_message"
        ).split()
    ),
    # `json` and `read` of what another service has answered
    methods=frozenset("json read get_message get_data get_description get_details get_error getMessage".split()),
    functions=TEMPLATES | {"jsonify", "make_response", "Response", "url_for"},
    slices=True,
)
_PLAIN_CARRIERS = CARRIERS._replace(attributes=frozenset(), functions=CARRIERS.functions - TEMPLATES)
_MOST_HOMES = 4  # a helper's name that many files define says too little
_OF_PYTHON = frozenset(dir(builtins))
_TRACEBACKS = frozenset("format_exc format_tb format_exception format_exception_only exc_info".split())


def exposed(source: Source) -> list[Exposed]:
    """Everything of the file that tells the client of a failure in words that nobody wrote for it."""
    return source.once(_weighed).sent


def raised(source: Source) -> list[tuple[ast.Call, Exposed]]:
    """What errors are made of that become no response by themselves."""
    return source.once(_weighed).raised


def _weighed(source: Source) -> Weighed:
    seen: set[tuple[Kind, int, str]] = set()
    weighed = Weighed([], [])
    for sent in responses(source):
        response = sent._replace(text=True) if _is_kept_in_error(source, sent) else sent
        for found in (*_failures_in(source, response), *_settings_in(source, response)):
            same = (found.kind, found.node.lineno, found.shown)
            if same in seen:
                continue
            if response.error is None or is_answered(source, response.error, response.value):
                seen.add(same)
                weighed.sent.append(found)
            else:
                weighed.raised.append((response.error, found))
    return weighed


def _is_kept_in_error(source: Source, response: Response) -> bool:
    """``raise NotSaved("...", error)``: who catches it finds the other error in one of its fields."""
    if response.error is None or response.text or not isinstance(response.value, ast.Name):
        return False
    caught = handler_of(source, response.value)
    return isinstance(caught, ast.ExceptHandler) and not is_answered(source, response.error, response.value)


def _failures_in(source: Source, response: Response) -> Iterator[Exposed]:
    """Exceptions and tracebacks."""
    for node in contents(source, response):
        found = judged(source, node, response.value)
        if found is not None:
            yield found


def _settings_in(source: Source, response: Response) -> Iterator[Exposed]:
    """All settings at once. A template sees the configuration anyhow, and picks from it."""
    if response.error is None and not response.template:
        for node in carried(source, response.value, _PLAIN_CARRIERS):
            if holds_everything(source, node):
                yield Exposed(Kind.SETTINGS, node, ast.unparse(node), response.value)


def contents(source: Source, response: Response) -> Iterator[ast.expr]:
    """What is in a response; of a helper's arguments the texts, and the exceptions whose text it answers with."""
    if isinstance(response.value, ast.Name) and not response.text and handler_of(source, response.value) is not None:
        return  # `return error` sends an HTTP exception, Flask refuses anything else

    def further(node: ast.expr) -> list[ast.expr]:
        if not response.opens or not isinstance(node, ast.Call):
            return []
        inside = _is_within(source, node, response.value)
        return [each for each in arguments(node) if _is_text_for(source, node, each, inside)]

    yield from carried_on(source, response.value, CARRIERS, further)


def _is_text_for(source: Source, call: ast.Call, given: ast.expr, inside: bool) -> bool:
    """Is it a text that a helper of the response is given, or an exception whose text any helper gives back?"""
    if not isinstance(given, ast.Name):
        return inside or _is_given_back(source, call, given)
    if handler_of(source, given) is not None:
        return _is_sent_by(source, call, given)
    behind = (each for each in definitions(source, given) if isinstance(each, ast.Name))
    return inside and all(handler_of(source, each) is None for each in behind)


def _is_given_back(source: Source, call: ast.Call, given: ast.expr) -> bool:
    """``found.append(shown(name, error=str(e)))``: does a function of the file return what it is given there?"""
    if not isinstance(call.func, ast.Name) or not isinstance(given, ast.Call | ast.JoinedStr | ast.BinOp):
        return False
    functions = source.once(_functions).get(call.func.id, [])
    return any((name := taken_as(each, call, given)) and name in _returned(source, each) for each in functions)


def _functions(source: Source) -> dict[str, list[ast.FunctionDef]]:
    """The functions of a file by their names."""
    found: dict[str, list[ast.FunctionDef]] = {}
    for each in source.walk(ast.FunctionDef):
        found.setdefault(each.name, []).append(each)
    return found


def _returned(source: Source, function: ast.FunctionDef) -> set[str]:
    """The names that are in what a function returns."""
    values = (each.value for each in walk(function) if isinstance(each, ast.Return) and each.value is not None)
    return {node.id for value in values for node in carried(source, value, CARRIERS) if isinstance(node, ast.Name)}


def _is_sent_by(source: Source, call: ast.Call, error: ast.Name) -> bool:
    """Does a helper of the project, in this file or another, answer with the text of the exception it is given?"""
    name, handler = called(source, call), handler_of(source, error)
    if isinstance(handler, ast.ExceptHandler):
        kind = handler.type
    else:
        kind = handled_class(source, handler) if handler is not None else None
    if kind is None or not is_telling(source, kind):
        return False
    if name[:1].isupper() or (isinstance(call.func, ast.Name) and call.func.id in _OF_PYTHON):
        return False
    return any(
        function.name == name and _answers_with(home, function, call, error)
        for home in homes(source, name)
        for function in home.walk(ast.FunctionDef)
    )


def homes(source: Source, name: str) -> list[Source]:
    """The file itself, and those of the project that define a function of that name."""
    files = git.files_with_text([f"def {name}("], "*.py") or ()
    return [source, *(Source(path) for path in files if path != source.path)][:_MOST_HOMES]


def _answers_with(source: Source, function: ast.FunctionDef, call: ast.Call, error: ast.Name) -> bool:
    parameter = taken_as(function, call, error)
    returned = (each.value for each in source.walk(ast.Return) if function_around(source, each) is function)
    return any(
        isinstance(node, ast.Name) and node.id == parameter and _narrowed(source, node) is None
        for value in returned
        if value is not None
        for part in (value, *_texts_in(value))
        for node in carried_on(source, part, CARRIERS, lambda _: [])
    )


def taken_as(function: ast.FunctionDef, call: ast.Call, argument: ast.expr) -> str | None:
    """The name under which a function knows what a call gives it."""
    taken = [each.arg for each in parameters(function)]
    taken = taken[1:] if taken[:1] in (["self"], ["cls"]) else taken
    by_place = dict(zip(map(id, call.args), taken, strict=False))
    by_name = {id(each.value): each.arg for each in call.keywords}
    return {**by_place, **by_name}.get(id(argument))


def _texts_in(response: ast.expr) -> list[ast.expr]:
    """What a response is made of: ``json.dumps(error)`` of ``Response(json.dumps(error), 500)``."""
    return [each for node in walk(response) if isinstance(node, ast.Call) for each in arguments(node)]


def is_answered(source: Source, error: ast.Call, argument: ast.expr) -> bool:
    """Does what an error is made of reach the client: is the error an API's, or does its handler send it?"""
    if is_kept_back(source, error, argument):
        return False
    return is_api_error(source, error) or (
        not is_builtin(last_name(error.func)) and any(_handlers_that_send(source, last_name(error.func)))
    )


def _handlers_that_send(source: Source, name: str) -> Iterator[bool]:
    """For each file that registers a handler of errors of that class: does it send their text?"""
    for path in git.files_with_text(REGISTRATIONS, "*.py") or ():
        other = source if path == source.path else Source(path)
        if name.encode() not in other.data:
            continue
        nodes = (node for response in responses(other) for node in contents(other, response))
        yield any(isinstance(node, ast.Name) and _is_handled_as(other, node, name) for node in nodes)


def _is_handled_as(source: Source, node: ast.Name, name: str) -> bool:
    handler = handler_of(source, node)
    if handler is None or isinstance(handler, ast.ExceptHandler):
        return False
    handled = handled_class(source, handler)
    return handled is not None and name in {last_name(each) for each in walk(handled) if isinstance(each, ast.expr)}


def judged(source: Source, node: ast.expr, response: ast.expr) -> Exposed | None:
    """What an expression of a response tells that it should not, if it does."""
    if isinstance(node, ast.Call) and _is_traceback(source, node):
        return Exposed(Kind.TRACEBACK, node, f"{ast.unparse(node.func)}()", response)
    if _is_of_future(node):
        return Exposed(Kind.TEXT, node, f"the text of `{_short(node)}`", response)
    if isinstance(node, ast.Attribute) and node.attr == "original_exception":
        return Exposed(Kind.HANDLER, node, f"`{_short(node)}`", response)
    if not isinstance(node, ast.Name):
        return None
    handler = handler_of(source, node)
    if isinstance(handler, ast.ExceptHandler):
        kind = _narrowed(source, node) or handler.type
        if kind is not None and is_telling(source, kind) and not has_description(handler):
            return Exposed(Kind.TEXT, node, f"the text of `{node.id}` (except {_short(kind)})", response)
    elif handler is not None:
        kind = _narrowed(source, node) or handled_class(source, handler)
        if kind is not None and is_telling(source, kind):
            return Exposed(Kind.HANDLER, node, f"`{node.id}` of the handler of {_short(kind)}", response)
    return None


def _is_traceback(source: Source, call: ast.Call) -> bool:
    """``traceback.format_exc()``, and no method of that name of the project's own object."""
    if last_name(call.func) not in _TRACEBACKS:
        return False
    return isinstance(call.func, ast.Name) or origin_of(source, call.func).partition(".")[0] in ("traceback", "sys")


def _is_of_future(node: ast.expr) -> bool:
    """``future.exception()``, which is what the work behind it has raised; a logger's method needs a message."""
    match node:
        case ast.Call(func=ast.Attribute(attr="exception"), args=[], keywords=[]):
            return True
    return False


def handler_of(source: Source, name: ast.Name) -> ast.ExceptHandler | Function | None:
    """The ``except`` clause or the function that a name gets its exception from."""
    for around in source.ancestors(name):
        if isinstance(around, ast.ExceptHandler) and around.name == name.id:
            return around
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters = [*around.args.posonlyargs, *around.args.args]
            if parameters and parameters[0].arg == "self":
                parameters = parameters[1:]
            return around if parameters and parameters[0].arg == name.id else None
    return None


def _narrowed(source: Source, name: ast.Name) -> ast.expr | None:
    """The class that ``if isinstance(error, Class):`` around a use leaves, or one before it that replaces others."""
    below: ast.AST = name
    if (replaced := _replaced(source, name)) is not None:
        return replaced
    for around in source.ancestors(name):
        if isinstance(around, ast.If | ast.IfExp):
            taken = around.body if isinstance(around.body, list) else [around.body]
            match around.test:
                case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), kind]) if tested == name.id:
                    if below in taken:
                        return kind
        below = around
    return None


def _replaced(source: Source, name: ast.Name) -> ast.expr | None:
    """The class that ``if not isinstance(error, Class): error = Other()`` leaves to what comes after it."""
    before = [each for each in source.once(_replacements) if each.name == name.id and each.end < name.lineno]
    function = function_around(source, name) if before else None
    return next((each.left for each in before if each.function is function), None)


def _replacements(source: Source) -> list[Replacement]:
    found: list[Replacement] = []
    for each in source.walk(ast.If):
        match each:
            case ast.If(
                test=ast.UnaryOp(
                    op=ast.Not(),
                    operand=ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), kind]),
                ),
                body=[*_, ast.Assign(targets=[ast.Name(id=given)])],
            ) if tested == given and (function := function_around(source, each)):
                found.append(Replacement(function, tested, each.end_lineno or 0, kind))
    return found


def _is_within(source: Source, node: ast.AST, outer: ast.AST) -> bool:
    return node is outer or outer in source.ancestors(node)


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else f"{text[:37]}..."
