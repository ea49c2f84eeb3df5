"""What is known of client data at each call of a function, in the order the function runs."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.light import Iterable, Iterator, Sequence
from .._kit.nodes import below, walk, words_in
from .._kit.routes import Function, routes_of
from .._kit.source import Source
from .._kit.truth import last_name
from .client import Client, Kind, Known, checked, client_of, is_read

_URL_PART = r"<(?:(\w+)(?:\([^>]*\))?:)?(\w+)>"
_CHECK_WORDS = frozenset("abort assert authorize check ensure require safe validate validated validator verify".split())
_ENDS = frozenset(("abort", "exit", "_exit"))


def calls_of(source: Source, function: Function) -> Iterator[tuple[ast.Call, Known]]:
    """Every call of a function with what is known when it is made; functions inside have their own turn."""
    known = _url_parts(source, function)
    if known or function in source.once(_reading):
        yield from _block(source, function.body, known)


def functions_around(source: Source, nodes: Iterable[ast.AST]) -> set[ast.AST]:
    """The innermost function around each of the nodes that stands in one."""
    found = (next((each for each in source.ancestors(node) if isinstance(each, Function)), None) for node in nodes)
    return {function for function in found if function is not None}


def _reading(source: Source) -> set[ast.AST]:
    """The functions that read something of the request by themselves; in others nothing is the client's."""
    return functions_around(source, (node for node in source.walk(ast.Attribute) if is_read(source, node)))


def _url_parts(source: Source, function: Function) -> Known:
    """The parameters that the route fills with text of the URL."""
    known: Known = {}
    for route in routes_of(source):
        if route.view is function and route.rule:
            for converter, name in re.findall(_URL_PART, route.rule):
                if converter in ("", "string", "path"):
                    kind = Kind.TEXT if converter == "path" else Kind.SEGMENT
                    known[name] = Client(kind, f"the URL's <{name}>", function.lineno)
    return known


def _block(source: Source, statements: Sequence[ast.stmt], known: Known) -> Iterator[tuple[ast.Call, Known]]:
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for expression in _own_expressions(statement):
            yield from _calls(source, expression, known)
        match statement:
            case ast.If(test=test) | ast.While(test=test):
                yield from _branches(source, statement, test, known)
            case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
                _bind(source, target, iterated, known)
                yield from _block(source, statement.body, known)
                yield from _block(source, statement.orelse, known)
            case ast.With(body=body) | ast.AsyncWith(body=body):
                yield from _block(source, body, known)
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
                yield from _block(source, body, known)
                for handler in handlers:
                    yield from _block(source, handler.body, dict(known))
                yield from _block(source, [*orelse, *final], known)
            case ast.Match(cases=cases):
                for case in cases:
                    yield from _block(source, case.body, known)
            case _:
                _after(source, statement, known)


def _branches(
    source: Source, statement: ast.If | ast.While, test: ast.expr, known: Known
) -> Iterator[tuple[ast.Call, Known]]:
    """Both ways of a condition; what it looks at closely is the client's choice no longer."""
    known.update(dict.fromkeys(checked(source, test, known)))
    after: list[Known] = []
    for body in (statement.body, statement.orelse):
        own = dict(known)
        yield from _block(source, body, own)
        if not _leaves(body):
            after.append(own)
    for name in {name for each in after for name in each}:
        values = [each.get(name) for each in after]
        known[name] = next((value for value in values if value is not None), None)


def _after(source: Source, statement: ast.stmt, known: Known) -> None:
    """What a plain statement changes."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _bind(source, target, value, known)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            _bind(source, target, value, known)
        case ast.AugAssign(target=ast.Name(id=name) as target, value=value, op=operator):
            known[name] = client_of(source, ast.BinOp(_loaded(target), operator, value), known)
        case ast.Expr(value=ast.Call() as call) if not _CHECK_WORDS.isdisjoint(words_in(call.func)):
            known.update(dict.fromkeys(checked(source, call, known)))
        case ast.Assert(test=test):
            known.update(dict.fromkeys(checked(source, test, known)))


def _bind(source: Source, target: ast.expr, value: ast.expr, known: Known) -> None:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for part, own in zip(target.elts, value.elts, strict=True):
            _bind(source, part, own, known)
        return
    client = client_of(source, value, known)
    for name in walk(target):
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
            known[name.id] = client


def _loaded(name: ast.Name) -> ast.Name:
    place = {key: getattr(name, key) for key in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    return ast.Name(name.id, ast.Load(), **place)


def _own_expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement that are not inside its blocks."""
    for child in below(statement):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, ast.withitem):
            yield child.context_expr


def _calls(source: Source, expression: ast.expr, known: Known) -> Iterator[tuple[ast.Call, Known]]:
    for node in walk(expression):
        if isinstance(node, ast.NamedExpr):
            _bind(source, node.target, node.value, known)
        elif isinstance(node, ast.Call):
            yield node, known


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Does nothing run after these statements: ``return``, ``raise``, ``abort(...)``?"""
    last = body[-1] if body else None
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call):
        return last_name(last.value.func) in _ENDS
    return isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break)
