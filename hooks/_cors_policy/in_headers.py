"""``Access-Control-Allow-Origin`` written by hand."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import Finding
from .._kit.flask_app import is_for_developers, is_of_other_framework, mapping_items
from .._kit.light import Iterator
from .._kit.names import Names
from .._kit.nodes import walk
from .._kit.possible_values import is_configured, possible_values
from .._kit.scope import assignments, imports, parameters
from .._kit.source import Source
from .._kit.truth import is_true, last_name, text_of
from .._kit.typed import NamedTuple
from .origins import any_origin
from .public import is_public_by_design
from .rules import CREDENTIALS, NULL, REFLECTED

ORIGIN = "access-control-allow-origin"
ALLOW_CREDENTIALS = "access-control-allow-credentials"
HEADERS = (ORIGIN, ALLOW_CREDENTIALS)
_WRITERS = frozenset("add set setdefault add_header set_header append".split())
# Calls that send a request: their headers are no answer of this application.
_REQUEST_VERBS = frozenset("get post put patch delete head options request send Request fetch".split())

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Header(NamedTuple):
    """A header's name in small letters, its value, and the node to point at."""

    name: str
    value: ast.expr
    node: ast.AST


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every header that lets strangers in."""
    if is_of_other_framework(source):
        return
    headers = [header for header in _written(source) if header.name in HEADERS]
    for header in headers:
        if header.name == ORIGIN and not is_for_developers(source, header.node, names):
            function = _function(source, header.node)
            beside = [other for other in headers if _function(source, other.node) is function]
            credentials = next((_said(other) for other in beside if _accepts_cookies(other)), "")
            yield from _header_findings(source, header, function, credentials, names)


def _header_findings(
    source: Source, header: Header, function: Function | None, credentials: str, names: Names
) -> Iterator[Finding]:
    if _is_reflected(source, header.value, function) and not _is_compared(source, header, function):
        what = "Access-Control-Allow-Origin"
        if credentials:
            yield CREDENTIALS.at(source, header.node, what=f"{what}, any Origin sent back, with {credentials}")
        else:
            yield REFLECTED.at(source, header.node, what=what)
        return
    if _is_any_by_default(source, header.value):
        yield any_origin(source, header.node, 'Access-Control-Allow-Origin "*" when the caller names none', "")
        return
    for possible in possible_values(source, header.value, names):
        if possible.of_config and possible.variable and is_configured(possible.variable):
            continue
        if possible.node.value == "*" and not (function and is_public_by_design(function) and not credentials):
            when = f" when {possible.variable} is unset" if possible.variable else ""
            # Browsers refuse "*" together with cookies: https://fetch.spec.whatwg.org/#http-access-control-allow-origin
            yield any_origin(source, header.node, f'Access-Control-Allow-Origin "*"{when}', "")
            return
        if possible.node.value == "null":
            yield NULL.at(source, header.node, more=", which may then use a user's cookies" if credentials else "")


def _is_any_by_default(source: Source, value: ast.expr) -> bool:
    """Is it a parameter that stands for any origin, as in ``def crossdomain(origin="*")``?"""
    if not isinstance(value, ast.Name):
        return False
    for around in source.ancestors(value):
        if isinstance(around, Function) and any(each.arg == value.id for each in parameters(around)):
            declared = around.args
            named = [*declared.posonlyargs, *declared.args]
            defaults = dict(zip([each.arg for each in reversed(named)], reversed(declared.defaults), strict=False))
            defaults |= {
                each.arg: given
                for each, given in zip(declared.kwonlyargs, declared.kw_defaults, strict=True)
                if given is not None
            }
            return text_of(defaults.get(value.id)) == "*"
    return False


def _written(source: Source) -> Iterator[Header]:
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Subscript) and (name := text_of(target.slice)):
            yield Header(name.lower(), value, statement)
        elif isinstance(target, ast.Attribute) and target.attr.startswith("access_control_allow_"):
            yield Header(target.attr.replace("_", "-"), value, statement)
    for call in source.walk(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _WRITERS and len(call.args) == 2:
            yield Header((text_of(call.args[0]) or "").lower(), call.args[1], call)
    if _imports_flask(source):
        yield from _in_displays(source)


def _imports_flask(source: Source) -> bool:
    """A dict with such a key may be the answer of anything; beside an import of Flask it is one of this application."""
    return any(origin.startswith(("flask", "werkzeug")) for origin in imports(source).values())


def _in_displays(source: Source) -> Iterator[Header]:
    for pair in source.walk(ast.Tuple):
        if len(pair.elts) == 2 and (name := text_of(pair.elts[0])):
            yield Header(name.lower(), pair.elts[1], pair)
    for display in source.walk(ast.Dict):
        for item in mapping_items(source, display):
            if item.key.lower() in HEADERS and not _is_of_request(source, display):
                yield Header(item.key.lower(), item.value, item.node)


def _is_of_request(source: Source, display: ast.Dict) -> bool:
    """Is the dict what ``requests.get(url, headers=...)`` sends, there or by its name?"""
    names = {last_name(target) for target, value, _ in assignments(source) if value is display}
    for call in source.walk(ast.Call):
        if last_name(call.func) in _REQUEST_VERBS:
            for keyword in call.keywords:
                if keyword.arg == "headers" and (keyword.value is display or last_name(keyword.value) in names - {""}):
                    return True
    return False


def _function(source: Source, node: ast.AST) -> Function | None:
    return next((around for around in source.ancestors(node) if isinstance(around, Function)), None)


def _accepts_cookies(header: Header) -> bool:
    value = header.value
    return header.name == ALLOW_CREDENTIALS and ((text_of(value) or "").lower() == "true" or is_true(value))


def _said(header: Header) -> str:
    return f"Access-Control-Allow-Credentials (line {getattr(header.node, 'lineno', 1)})"


def _is_reflected(source: Source, value: ast.expr, function: Function | None) -> bool:
    """Is it the request's ``Origin``, directly or through a variable of the same function?"""
    if isinstance(value, ast.BoolOp):
        return any(_is_reflected(source, part, function) for part in value.values)
    if isinstance(value, ast.IfExp):
        return any(_is_reflected(source, part, function) for part in (value.body, value.orelse))
    if isinstance(value, ast.JoinedStr):
        parts = [part.value for part in value.values if isinstance(part, ast.FormattedValue)]
        return len(value.values) == 1 and any(_is_reflected(source, part, function) for part in parts)
    if isinstance(value, ast.Name) and function is not None:
        return any(_is_request_origin(given) for given in _given(source, value.id, function))
    return _is_request_origin(value)


def _given(source: Source, name: str, function: Function) -> list[ast.expr]:
    """Everything that the function assigns to a name."""
    found = [
        value
        for target, value, statement in assignments(source)
        if isinstance(target, ast.Name) and target.id == name and _function(source, statement) is function
    ]
    walrus = [
        node.value for node in walk(function) if isinstance(node, ast.NamedExpr) and last_name(node.target) == name
    ]
    return [*found, *walrus]


def _is_request_origin(value: ast.expr) -> bool:
    """``request.headers.get("Origin")``, ``request.environ["HTTP_ORIGIN"]``, ``request.origin``."""
    if isinstance(value, ast.BoolOp):
        return any(map(_is_request_origin, value.values))
    if isinstance(value, ast.Call) and last_name(value.func) == "get" and value.args:
        return isinstance(value.func, ast.Attribute) and _reads_origin(value.func.value, value.args[0])
    if isinstance(value, ast.Subscript):
        return _reads_origin(value.value, value.slice)
    return isinstance(value, ast.Attribute) and value.attr == "origin" and last_name(value.value) == "request"


def _reads_origin(mapping: ast.expr, key: ast.expr) -> bool:
    return last_name(mapping) in ("headers", "environ") and (text_of(key) or "").lower() in ("origin", "http_origin")


def _is_compared(source: Source, header: Header, function: Function | None) -> bool:
    """Does the function compare the origin with something, or ask another function about it?

    That it is there at all (``if origin:``, ``"Origin" in request.headers``) compares nothing.
    """
    names = {last_name(part) for part in walk(header.value) if isinstance(part, ast.Name)} - {"request"}
    questions = _questions(function if function is not None else source.tree)
    return any(_is_origin(part, names) for question in questions for part in walk(question))


def _questions(around: ast.AST) -> Iterator[ast.expr]:
    """What is compared anywhere, and what is handed to a call that decides something."""
    for node in walk(around):
        match node:
            case ast.Compare() if not _asks_presence(node):
                yield from (node.left, *node.comparators)
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) | ast.Assert(test=test):
                yield from _asked(test)
            case ast.Assign(value=decided) | ast.GeneratorExp(elt=decided):
                yield from _asked(decided)
            case ast.comprehension(ifs=tests):
                yield from (part for test in tests for part in _asked(test))


def _asked(decision: ast.expr) -> Iterator[ast.expr]:
    for node in walk(decision):
        if isinstance(node, ast.Call) and not _is_request_origin(node):
            yield from node.args
            if isinstance(node.func, ast.Attribute):
                yield node.func.value


def _is_origin(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.expr) and _is_request_origin(node)


def _asks_presence(node: ast.Compare) -> bool:
    """``origin is None``, ``origin != ""``, ``"Origin" in request.headers``."""
    sides = [node.left, *node.comparators]
    if any(isinstance(side, ast.Constant) and side.value in (None, "", "null") for side in sides):
        return True
    return text_of(node.left) is not None and last_name(node.comparators[0]) in ("headers", "environ")
