"""Bodies that look whether a key is sent and at no key, so that whoever makes one up is let in."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Sequence
from .._kit.names import words
from .._kit.nodes import below, walk, words_in
from .._kit.truth import dotted, last_name
from .facts import Kind
from .identities import plain
from .refusals import Strength, strength_of
from .words import LOOSE

# What is sent to be looked at; `X-Forwarded-User` is the word of a proxy, to which no stranger speaks.
_KEYS = frozenset("authorization authentication auth bearer key apikey token jwt secret signature".split())
_SENT_IN = (
    "request.headers", "request.cookies", "request.args", "request.form", "request.values", "request.json"
)  # fmt: skip
_HARMLESS = frozenset(
    "info debug warning error exception log print flash wraps jsonify make_response url_for dumps".split()
)
_OF_SHAPE = frozenset("isalnum isalpha isdigit isnumeric isdecimal isascii startswith endswith".split())
_OF_TEXT = frozenset("split strip partition replace lower removeprefix".split())


def told_to_sender(node: ast.AST, named: frozenset[str]) -> bool | None:
    """How a test of a key comes out for whoever makes one up, as far as it asks whether one is there.

    ``named`` are the names of such keys: ``sent``, ``sent is None``, ``sent.startswith("Bearer ")``. Who makes one up
    makes it as long as it has to be: ``len(sent) < 10``.
    """
    match node:
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn() as operator], comparators=[on]):
            there = plain(on) in _SENT_IN and _names_key(key)
            return isinstance(operator, ast.In) if there else None
        case ast.Compare(left=key, ops=[operator], comparators=[ast.Constant(value=None | "")]) if is_key(key, named):
            return isinstance(operator, ast.IsNot | ast.NotEq)
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[key]), ops=[operator], comparators=[ast.Constant()]
        ) if is_key(key, named):
            return isinstance(operator, ast.Gt | ast.GtE | ast.Eq)
        case ast.Call(func=ast.Attribute(value=key, attr=name), args=[] | [ast.Constant()]) if name in _OF_SHAPE:
            return True if is_key(key, named) else None
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re")), args=[ast.Constant(), key]) if is_key(key, named):
            return True
    return True if is_key(node, named) else None


def is_key(node: ast.AST, named: frozenset[str] = frozenset()) -> bool:
    """``request.headers.get("Authorization")``, ``request.authorization``, ``sent.split(" ")[1]`` of one named so."""
    match node:
        case ast.Name(id=name):
            return name in named
        case ast.Attribute():
            return plain(node) == "request.authorization"
        case ast.Subscript(value=on, slice=key) | ast.Call(func=ast.Attribute(value=on, attr="get"), args=[key, *_]):
            is_read = plain(on) in _SENT_IN and _names_key(key)
            return is_read or (isinstance(node, ast.Subscript) and is_key(on, named))
        case ast.Call(func=ast.Attribute(value=on, attr=name)):
            return name in _OF_TEXT and is_key(on, named)
        case ast.BoolOp(op=ast.Or(), values=parts):
            keys = [each for each in parts if not isinstance(each, ast.Constant)]
            return bool(keys) and all(is_key(each, named) for each in keys)
    return False


def _names_key(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) and not _KEYS.isdisjoint(words_in(key))


def keys_only_asked_for(body: Sequence[ast.stmt], kind: Kind, views: frozenset[str]) -> frozenset[str] | None:
    """The names of the keys of a request that are tested for being there; ``None`` where something may look at them.

    What is called may do so by itself, but for the view, refusals and the log.
    """
    assigned = [node for statement in body for node in walk(statement) if isinstance(node, ast.Assign)]
    named = _given(assigned, _given(assigned, frozenset()))
    parts = (each for statement in body for each in _used(statement, named))
    return None if any(_may_look(each, named, kind, views) for each in parts) else named


def _given(assigned: Sequence[ast.Assign], named: frozenset[str]) -> frozenset[str]:
    """The names that a key gets, also a part of one that has a name: ``token`` of ``token = sent.split(" ")[1]``."""
    keys = (each for each in assigned if is_key(each.value, named))
    return named.union(target.id for each in keys for target in each.targets if isinstance(target, ast.Name))


def _used(statement: ast.stmt, named: frozenset[str]) -> Iterator[ast.AST]:
    """The nodes of a statement without tests of presence, and without what gives a key its name."""
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        tests: Sequence[ast.AST] = ()
        match node:
            case ast.Assign(targets=[ast.Name()], value=value) if is_key(value, named):
                continue
            case ast.Assign(value=value) if is_key(value):
                continue
            case ast.If(test=test) | ast.IfExp(test=test) | ast.UnaryOp(op=ast.Not(), operand=test):
                tests = [test]
            case ast.BoolOp(values=values):
                tests = values
        yield node
        left_out = [id(each) for each in tests if is_key(each, named)]
        further = (each for each in below(node) if id(each) not in left_out)
        pending += [each for each in further if is_key(each, named) or told_to_sender(each, named) is None]


def _may_look(node: ast.AST, named: frozenset[str], kind: Kind, views: frozenset[str]) -> bool:
    """May a part of a body look at what is sent?"""
    if isinstance(node, ast.Name):
        return node.id in named and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Attribute):
        return is_key(node) or plain(node) in _SENT_IN
    if not isinstance(node, ast.Call):
        return is_key(node)
    if is_key(node) or any(isinstance(each, ast.Name) and each.id == "request" for each in node.args):
        return True
    name = last_name(node.func)
    if kind is Kind.VIEW:
        return not LOOSE.isdisjoint(words(dotted(node.func)))
    if name in _HARMLESS or name in views or name[:1].isupper():
        return False
    return strength_of(node) is Strength.NONE
