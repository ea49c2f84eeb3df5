"""What a Python file sends to its clients: what routes, error handlers and resources return, and error pages."""

from __future__ import annotations

from .._kit import git
from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.flow import arguments, function_around
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.scope import assignments, imports
from .._kit.source import Source
from .._kit.truth import last_name, text_of
from .._kit.typed import NamedTuple
from .exception_classes import ancestors, is_builtin, is_error_status

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Response(NamedTuple):
    """A value that leaves for the client.

    ``opens``: calls of unknown helpers are looked into, as what they are given may leave too.
    ``error``: it leaves if the exception that is made of it is an API's.
    ``template``: it is handed to a template, which picks from it.
    ``text``: of an exception the text is sent, while Flask takes none as the answer of a view.
    """

    value: ast.expr
    opens: bool = False
    error: ast.Call | None = None
    template: bool = False
    text: bool = False


_ROUTE_DECORATORS = frozenset("route get post put patch delete expose".split())
_HANDLER_DECORATORS = frozenset(["errorhandler", "app_errorhandler"])
_METHODS = frozenset("get post put patch delete head options dispatch_request".split())
_RESOURCE_ENDINGS = ("Resource", "View", "API", "Api", "Handler", "Endpoint", "Controller")
TEMPLATES = frozenset(["render", "render_template", "render_template_string"])
_SENDERS = TEMPLATES - {"render"} | {"abort", "flash", "jsonify", "make_response", "redirect", "Response"}
_MAILS = frozenset("email emails mail mails".split())  # `render_template("email/failed.html")` is a letter
_FOREIGN_SENDERS = frozenset("os click fabric invoke requests responses".split())
_STREAMS = frozenset("Response stream_with_context".split())
_RESPONSE_WORDS = frozenset("response jsonify jsonified".split())
_RESPONSE_HELPERS = frozenset(
    (
        "internal_server_error server_error problem bad_request unprocessable_entity unauthorized forbidden not_found "
        "gone conflict precondition_failed precondition_required service_unavailable"
    ).split()
)
_SOCKETS = frozenset("socketio sio".split())
# `app.register_error_handler(OSError, errors.failed)`, `app.errorhandler(OSError)(errors.failed)`
_REGISTRATION = rb"(?:register_error_handler\(\s*|errorhandler\()([A-Za-z_]\w*)\s*(?:,|\)\()(.*)"
REGISTRATIONS = ("errorhandler(", "register_error_handler(")
_HANDLER_WORDS = frozenset("error errors exception exceptions handle handler".split())


def responses(source: Source) -> list[Response]:
    """Every value of the file that goes to a client."""
    return source.once(_responses)


def _responses(source: Source) -> list[Response]:
    return list(_found(source))


def _found(source: Source) -> Iterator[Response]:
    for statement in source.walk(ast.Return):
        if statement.value is not None and is_answer(source, statement):
            yield Response(statement.value, opens=True)
        elif isinstance(statement.value, ast.Tuple):
            # `return False, bad_request(...)`, for whoever called to return the second
            made = (each for each in statement.value.elts if isinstance(each, ast.Call) and _is_response(source, each))
            yield from (Response(each, opens=True) for each in made)
    for part in source.walk(ast.Yield):
        function = function_around(source, part)
        if part.value is not None and function and function.name in source.once(_streamed):
            yield Response(part.value, opens=True)
    for call in source.walk(ast.Call):
        if sends(source, call):
            template, aborts = last_name(call.func) in TEMPLATES, last_name(call.func) == "abort"
            yield from (Response(argument, template=template, text=aborts) for argument in arguments(call))
        elif last_name(call.func)[:1].isupper() and _is_in_except(source, call):
            alone = len(arguments(call)) == 1  # the text of `ApiError(error)` is that of the other
            opens = not is_builtin(last_name(call.func))
            yield from (Response(argument, opens=opens, error=call, text=alone) for argument in arguments(call))
    for target, value, _ in assignments(source):
        if isinstance(target, ast.Attribute) and target.attr == "data" and "resp" in last_name(target.value):
            yield Response(value)


def is_answer(source: Source, statement: ast.Return) -> bool:
    """Does what is returned there go to a client, by its shape or by whose function it ends?"""
    if statement.value is not None and _is_response(source, statement.value):
        return True
    return ends_view(source, statement)


def ends_view(source: Source, node: ast.AST) -> bool:
    """Does a node stand in a function that answers clients: a route, an error handler, a method of a resource?"""
    function = function_around(source, node)
    return function is not None and _answers(source, function, source.once(_registered))


def handled_class(source: Source, function: Function) -> ast.expr | None:
    """The classes, or the status, that a function is the error handler of, as this file or another says."""
    handled: list[ast.expr] = []
    for decorator in function.decorator_list:
        name = last_name(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if name in _HANDLER_DECORATORS:
            given = decorator.args if isinstance(decorator, ast.Call) else []
            handled += given[:1] or [ast.Name("Exception", ast.Load())]  # flask-restx: without one, for everything
    if handled:
        return handled[0] if len(handled) == 1 else ast.Tuple(handled, ast.Load())
    return source.once(_registered).get(function.name) or _handled_elsewhere(function)


def _handled_elsewhere(function: Function) -> ast.expr | None:
    """The class for which another file registers a function that looks like an error handler."""
    if _HANDLER_WORDS.isdisjoint(words(function.name)) or not 0 < len(function.args.args) <= 2:
        return None
    for path in git.files_with_text(REGISTRATIONS, "*.py") or ():
        text = Source(path).data
        if function.name.encode() in text:
            for kind, registered in re.findall(_REGISTRATION, text):
                if function.name.encode() in re.findall(rb"\w+", registered):
                    return ast.Name(kind.decode(), ast.Load())
    return None


def _answers(source: Source, function: Function, registered: dict[str, ast.expr]) -> bool:
    """Is it a route, an error handler, or the method of a resource or view?"""
    if function.name in registered or _handled_elsewhere(function) is not None:
        return True
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call):
            name = last_name(decorator.func)
            path = text_of(decorator.args[0]) if decorator.args else None
            if name in _HANDLER_DECORATORS or (
                name in _ROUTE_DECORATORS and (name == "route" or (path is not None and path.startswith("/")))
            ):
                return True
    around = next(source.ancestors(function), None)
    if not isinstance(around, ast.ClassDef) or function.name not in _METHODS:
        return False
    routed = any(isinstance(each, ast.Call) and last_name(each.func) == "route" for each in around.decorator_list)
    names = (name for base in around.bases for name in (last_name(base), *ancestors(source, base)))
    return routed or any(name.endswith(_RESOURCE_ENDINGS) for name in names)


def _is_in_except(source: Source, call: ast.Call) -> bool:
    return any(isinstance(around, ast.ExceptHandler) for around in source.ancestors(call))


def _is_response(source: Source, value: ast.expr) -> bool:
    """Does the shape say that it is one: ``(body, 500)``, ``error_response(...)``?"""
    if isinstance(value, ast.Tuple) and len(value.elts) > 1:
        body, status = value.elts[:2]
        return is_error_status(status) and not (isinstance(body, ast.Constant) and not isinstance(body.value, str))
    if not isinstance(value, ast.Call):
        return False
    name = last_name(value.func)
    if _is_other_response(source, value.func):
        return False
    return not _RESPONSE_WORDS.isdisjoint(words(name)) or name in _RESPONSE_HELPERS


def sends(source: Source, call: ast.Call) -> bool:
    """``abort(500, text)``, ``flash(text)``, ``jsonify(text)``: does the call send what it is given?"""
    name = last_name(call.func)
    if name == "emit":
        return _is_socket(source, call.func)
    if name not in _SENDERS or _is_other_response(source, call.func):
        return False
    if name in TEMPLATES and call.args and not _MAILS.isdisjoint(words(text_of(call.args[0]) or "")):
        return False
    root = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return imports(source).get(last_name(root), "").partition(".")[0] not in _FOREIGN_SENDERS


def _is_other_response(source: Source, function: ast.expr) -> bool:
    """``from .handlers import HandlerResponse as Response``: a class of the project under the name of Flask's."""
    origin = imports(source).get("Response", "Response") if last_name(function) == "Response" else "Response"
    return isinstance(function, ast.Name) and origin.rpartition(".")[2] != "Response"


def _is_socket(source: Source, function: ast.expr) -> bool:
    """``socketio.emit(...)``, or the ``emit`` of Flask-SocketIO, which answers who has sent an event."""
    if isinstance(function, ast.Attribute):
        return not _SOCKETS.isdisjoint(words(last_name(function.value)))
    return imports(source).get("emit") == "flask_socketio.emit"


def _streamed(source: Source) -> frozenset[str]:
    """The generators that the file makes responses of: ``Response(stream_with_context(lines()))``."""
    makers = (call for call in source.walk(ast.Call) if last_name(call.func) in _STREAMS)
    given = (each for call in makers for each in call.args if isinstance(each, ast.Call))
    return frozenset(last_name(each.func) for each in given if isinstance(each.func, ast.Name))


def _registered(source: Source) -> dict[str, ast.expr]:
    """Functions that the file registers: error handlers with what they handle, views with a status that tells nothing.

    Of several registrations the one for a class counts.
    """
    found: dict[str, ast.expr] = {}
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if name == "register_error_handler" and len(call.args) > 1:
            _register(found, call.args[1], call.args[0])
        elif isinstance(call.func, ast.Call) and last_name(call.func.func) in _HANDLER_DECORATORS and call.args:
            _register(found, call.args[0], next(iter(call.func.args), ast.Name("Exception", ast.Load())))
        elif name == "add_url_rule":
            for view in (*call.args[2:3], *(word.value for word in call.keywords if word.arg == "view_func")):
                found.setdefault(last_name(view), ast.Constant(404))
    if b"error_handler_spec" in source.data:
        for target, function, _ in assignments(source):
            # https://flask.palletsprojects.com/en/stable/api/#flask.Flask.error_handler_spec
            if isinstance(target, ast.Subscript) and _hangs_on(target, "error_handler_spec"):
                _register(found, function, target.slice)
    found.pop("", None)
    return found


def _hangs_on(target: ast.Subscript, field: str) -> bool:
    """``app.error_handler_spec[None][None][OSError]``: is it a place in a field of that name?"""
    below: ast.expr = target
    while isinstance(below, ast.Subscript):
        below = below.value
    return last_name(below) == field


def _register(found: dict[str, ast.expr], function: ast.expr, handled: ast.expr) -> None:
    if last_name(handled)[:1].isupper() or last_name(function) not in found:
        found[last_name(function)] = handled
