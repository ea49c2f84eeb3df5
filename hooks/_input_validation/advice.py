"""What deserves a look without being certain: JSON without a schema, whole models from a request, endless uploads."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import Finding
from .._kit.git import files_with_text
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.routes import Function, functions_of, routes_of
from .._kit.source import Source
from .._kit.truth import last_name, text_of
from .client import Kind, client_of
from .flow import calls_of
from .rules import MASS, UNCHECKED, UPLOAD

VALIDATOR_WORDS = frozenset(
    (
        "arguments expect form forms jsonschema kwargs marshmallow parse parser pydantic schema schemas serializer "
        "validate validated validates validation validator verify webargs"
    ).split()
)
VALIDATING_NAMES = VALIDATOR_WORDS | frozenset("dto input payload request".split())


def findings(source: Source) -> Iterator[Finding]:
    """Everything of this module."""
    views = {route.view for route in routes_of(source)}
    for function in functions_of(source):
        if function in views and not _validates(function):
            yield from _unchecked_findings(source, function)
        yield from _mass_findings(source, function)
    yield from _upload_findings(source)


def _validates(function: Function) -> bool:
    """Does a decorator, an annotation or the body name a validator, or catch the missing key?"""
    for node in walk(function):
        if isinstance(node, ast.Name | ast.Attribute):
            if VALIDATOR_WORDS.intersection(words(last_name(node))):
                return True
        elif isinstance(node, ast.ExceptHandler) and node.type is not None and "KeyError" in ast.unparse(node.type):
            return True
    typed = (each.annotation for each in (*function.args.args, *function.args.kwonlyargs) if each.annotation)
    return any(last_name(annotation)[:1].isupper() for annotation in typed)


def _unchecked_findings(source: Source, function: Function) -> Iterator[Finding]:
    """The first ``request.json["key"]`` of a view."""
    bodies: set[str] = set()
    for statement in walk(function):
        if isinstance(statement, ast.Assign) and _is_json(source, statement.value):
            bodies.update(target.id for target in statement.targets if isinstance(target, ast.Name))
    for node in walk(function):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and text_of(node.slice) is not None:
            named = isinstance(node.value, ast.Name) and node.value.id in bodies
            if named or _is_json(source, node.value):
                yield UNCHECKED.at(source, node, read=ast.unparse(node))
                return


def _is_json(source: Source, node: ast.expr) -> bool:
    client = client_of(source, node, {})
    return client is not None and client.kind is Kind.TEXT and client.read.endswith((".json", ".get_json()"))


def _mass_findings(source: Source, function: Function) -> Iterator[Finding]:
    """``Model(**request.json)`` and ``setattr(model, key, value)`` with the client's keys."""
    for call, known in calls_of(source, function):
        name = last_name(call.func)
        if name == "setattr" and len(call.args) == 3:
            client = client_of(source, call.args[1], known)
        elif name[:1].isupper() and not VALIDATING_NAMES.intersection(words(name)):
            spread = (word.value for word in call.keywords if word.arg is None and not isinstance(word.value, ast.Dict))
            client = next((found for value in spread if (found := client_of(source, value, known))), None)
        else:
            continue
        if client is not None and client.kind is Kind.TEXT:
            yield MASS.at(source, call, read=client.read)


def _upload_findings(source: Source) -> Iterator[Finding]:
    """The first upload a file saves, in a project that never names MAX_CONTENT_LENGTH."""
    for function in functions_of(source):
        for call, known in calls_of(source, function):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "save":
                client = client_of(source, call.func.value, known)
                if client is not None and client.kind is Kind.FILE:
                    if b"MAX_CONTENT_LENGTH" not in source.data and not files_with_text(["MAX_CONTENT_LENGTH"]):
                        yield UPLOAD.at(source, call)
                    return
