"""What an expression holds of the data a client sent.

A value stays the client's through text operations, containers and decoders. A number, a check, and any
call that is not listed here end it: what a function of the project does to a value is its own business.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.light import Callable, Enum, Iterator
from .._kit.nodes import walk
from .._kit.scope import assignments, origin_of
from .._kit.source import Source
from .._kit.truth import last_name, text_of
from .._kit.typed import NamedTuple


class Kind(Enum):
    """What sort of data it is, as the dangerous places differ."""

    TEXT = "text"
    FILE = "file"  # an uploaded file
    FILENAME = "filename"  # the name a client gave to it
    SEGMENT = "segment"  # a part of the URL without slashes
    HEADER = "header"  # or the URL: free text, but no path and no target of its own


class Client(NamedTuple):
    """Data of the client: its sort, the expression that read it, and what stands around it."""

    kind: Kind
    read: str
    line: int
    is_sql: bool = False  # inside a text that is SQL
    is_inner: bool = False  # behind a beginning that the program chose


# The names that hold client data; `None` for a read that has been checked.
Known = dict[str, Client | None]

READS = {
    **dict.fromkeys("args form values json data query_string cookies get_json get_data stream".split(), Kind.TEXT),
    "files": Kind.FILE,
    **dict.fromkeys("headers url base_url full_path path referrer user_agent".split(), Kind.HEADER),
}
_METHODS = frozenset(
    (
        "capitalize casefold copy decode encode expandtabs format get get_json getlist getvalue items join keys "
        "lower lstrip partition pop popitem read readline readlines removeprefix removesuffix replace rpartition "
        "rsplit rstrip setdefault split splitlines strip swapcase title to_dict translate upper values"
    ).split()
)
_SPLITS = frozenset("partition rpartition rsplit split splitext".split())
_FUNCTIONS = frozenset(
    (
        "str bytes bytearray list tuple dict set sorted reversed enumerate iter next zip loads b64decode a85decode "
        "b32decode b16decode b85decode urlsafe_b64decode standard_b64decode unhexlify fromhex decompress unquote "
        "unquote_plus unescape join abspath normpath realpath expanduser expandvars Path PurePath dedent fsdecode"
    ).split()
)
_SQL = (
    r"(?is)\bselect\b.{1,2000}?\bfrom\b|\binsert\s+into\b|\bupdate\b.{1,500}?\bset\b|\bdelete\s+from\b"
    r"|\bwhere\b.{0,500}?[=<>]|\border\s+by\b|\bdrop\s+table\b|\bvalues\s*\("
    r"|\b(?:create|alter)\s+(?:table|user|role|database)\b"
)
_TEXT_PLACE = r"%(?:\(\w+\))?[-#0 +]*[\d*.]*[sra]"
_DEPTH = 30


def client_of(source: Source, node: ast.expr | None, known: Known, depth: int = 0) -> Client | None:
    """The client data in an expression, or ``None``."""
    if node is None or depth > _DEPTH:
        return None
    read = _read(source, node)
    if read is not None:
        text = ast.unparse(node)
        return known.get(text, Client(read, text, getattr(node, "lineno", 1)))
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Call):
        return _unless_checked(node, _call(source, node, known, depth), known)

    def inside(part: ast.expr | None) -> Client | None:
        return client_of(source, part, known, depth + 1)

    match node:
        case ast.Subscript(value=value):
            return _unless_checked(node, _item(inside(value), node), known)
        case ast.Attribute(value=value, attr=attribute):
            return _attribute(inside(value), attribute)
        case ast.JoinedStr() | ast.BinOp():
            return _joined(source, _pieces(node), inside, node)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            narrowed = {**known, **dict.fromkeys(checked(source, test, known))}
            return client_of(source, body, narrowed, depth + 1) or client_of(source, orelse, narrowed, depth + 1)
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
            return _comprehension(source, node, known, depth)
    return next((found for part in _members(node) if (found := inside(part))), None)


def _unless_checked(node: ast.expr, found: Client | None, known: Known) -> Client | None:
    """What was found, unless a condition before has looked at this very expression."""
    return known.get(ast.unparse(node), found) if found else None


def _pieces(node: ast.JoinedStr | ast.BinOp) -> list[ast.expr]:
    """What a text is put together from, in its order; nothing where only numbers fit in."""
    if isinstance(node, ast.JoinedStr):
        return [part for part in node.values if not _is_number_format(part)]
    if isinstance(node.op, ast.Mod):
        template = text_of(node.left)
        return [] if template is not None and not re.search(_TEXT_PLACE, template) else [node.left, node.right]
    return [node.left, node.right] if isinstance(node.op, ast.Add | ast.Div) else []


def _members(node: ast.expr) -> list[ast.expr]:
    """The parts that an expression passes on as they are."""
    match node:
        case ast.FormattedValue(value=value) | ast.Starred(value=value) | ast.Await(value=value):
            return [value]
        case ast.NamedExpr(value=value):
            return [value]
        case ast.BoolOp(values=parts) | ast.Dict(values=parts):
            return parts
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return parts
    return []


def _item(on: Client | None, node: ast.Subscript) -> Client | None:
    """A file or text under a key keeps its kind; the key belongs to how it was read."""
    if on is None or isinstance(node.slice, ast.Slice):
        return on
    return on._replace(read=f"{on.read}[{ast.unparse(node.slice)}]") if on.read.startswith("request.") else on


def checked(source: Source, test: ast.expr, known: Known) -> set[str]:
    """The names and reads that a condition looks at closely: compared, searched, or handed to a function.

    Whether there is a value at all is no check, and an allowed ending says nothing of the path before it.
    """
    found: set[str] = set()
    for node in walk(test):
        if isinstance(node, ast.Compare):
            looked_at = _compared(node)
        elif isinstance(node, ast.Call) and last_name(node.func) not in ("len", "isinstance", "bool", "hasattr"):
            looked_at = [*node.args, *(word.value for word in node.keywords)]
            looked_at += [node.func.value] if isinstance(node.func, ast.Attribute) else []
            if _read(source, node) is not None or last_name(node.func) in ("get", "getlist"):
                looked_at = []  # the read itself, in `if request.args.get("x"):`
        else:
            continue
        for part in (inner for each in looked_at for inner in walk(each) if isinstance(inner, ast.expr)):
            client = client_of(source, part, known)
            if client and (client.kind not in (Kind.FILE, Kind.FILENAME) or _is_about_paths(test)):
                found.add(part.id if isinstance(part, ast.Name) else ast.unparse(part))
    return found


def _compared(node: ast.Compare) -> list[ast.expr]:
    sides = [node.left, *node.comparators]
    if any(isinstance(each, ast.Constant) and each.value in (None, "", b"") for each in sides):
        return []
    return [node.left] if isinstance(node.ops[0], ast.In | ast.NotIn) and text_of(node.left) is not None else sides


def _is_about_paths(test: ast.expr) -> bool:
    said = ast.unparse(test).lower()
    return any(word in said for word in ("'..", "'/'", "safe", "secure", "travers", "path"))


def _read(source: Source, node: ast.expr) -> Kind | None:
    """``request.args``, ``request.get_json()`` and their kin, the key included: ``request.args["q"]``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("get_json", "get_data"):
            return _read(source, node.func)
        return None
    return READS[node.attr] if isinstance(node, ast.Attribute) and is_read(source, node) else None


def is_read(source: Source, node: ast.Attribute) -> bool:
    """Is it ``request.args`` or its kin, with nothing behind?"""
    return node.attr in READS and origin_of(source, node.value) == "flask.request"


def _attribute(client: Client | None, attribute: str) -> Client | None:
    if client is None or client.kind is not Kind.FILE:
        return None
    if attribute == "filename":
        return client._replace(kind=Kind.FILENAME, read=f"{client.read}.filename")
    return client if attribute in ("stream", "file") else None


def _call(source: Source, call: ast.Call, known: Known, depth: int) -> Client | None:
    name = last_name(call.func)
    arguments = [*call.args, *(word.value for word in call.keywords)]
    if isinstance(call.func, ast.Attribute) and name in _METHODS:
        on = client_of(source, call.func.value, known, depth + 1)
        if on is not None:
            return _after_method(on, call, name)
        if name in ("format", "join") and not origin_of(source, call.func).startswith(("os.", "posixpath.")):
            parts = [call.func.value, *arguments]
            return _joined(source, parts, lambda part: client_of(source, part, known, depth + 1), call)
    if name not in _FUNCTIONS:
        return None
    return next((found for each in arguments if (found := client_of(source, each, known, depth + 1))), None)


def _after_method(on: Client, call: ast.Call, name: str) -> Client | None:
    converter = next((word.value for word in call.keywords if word.arg == "type"), None)
    if converter is not None and last_name(converter) != "str":
        return None
    if on.kind is Kind.FILENAME and name in _SPLITS:
        return None
    if on.kind is Kind.FILE and name == "read":
        return on._replace(kind=Kind.TEXT)
    if name in ("get", "getlist", "pop") and call.args and on.read.endswith((".args", ".form", ".values", ".json")):
        return on._replace(read=f"{on.read}[{ast.unparse(call.args[0])}]")
    return on


def _joined(
    source: Source, parts: list[ast.expr], inside: Callable[[ast.expr], Client | None], node: ast.expr
) -> Client | None:
    found = [inside(part) for part in parts]
    client = next((each for each in found if each is not None), None)
    if client is None:
        return None
    is_sql = client.is_sql or re.search(_SQL, " ".join(_literals(source, node))) is not None
    return client._replace(is_sql=is_sql, is_inner=client.is_inner or found[0] is None)


def _literals(source: Source, node: ast.expr) -> Iterator[str]:
    """The texts of an expression, and those that the file assigns to its names."""
    for part in walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
        elif isinstance(part, ast.Name):
            values = (value for target, value, _ in assignments(source) if last_name(target) == part.id)
            yield from (text for value in values if (text := text_of(value)) is not None)


def _is_number_format(part: ast.expr) -> bool:
    """``{x:d}`` is a number or an error."""
    spec = part.format_spec if isinstance(part, ast.FormattedValue) else None
    return spec is not None and ast.unparse(spec).rstrip("'\"").endswith(("d", "f", "x"))


def _comprehension(
    source: Source, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, known: Known, depth: int
) -> Client | None:
    inner = dict(known)
    for generator in node.generators:
        client = client_of(source, generator.iter, inner, depth + 1)
        for name in walk(generator.target):
            if isinstance(name, ast.Name):
                inner[name.id] = client
        for test in generator.ifs:
            inner.update(dict.fromkeys(checked(source, test, inner)))
    return client_of(source, node.elt, inner, depth + 1)
