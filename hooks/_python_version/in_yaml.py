"""Versions in YAML: by keys that mean Python, as text with style, so that ``3.10`` stays what was written."""

from __future__ import annotations

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.finding import Place
from .._kit.light import Iterator
from .._kit.source import Source
from .._kit.yaml_nodes import items, pairs, place_of, scalar
from .claims import Claim, Kind
from .versions import of_range

# `python-version`, `PYTHON_VERSION`, `pythonVersions`, `python.version`, `min_py_ver`; no tool's own version
_VERSION_KEY = compiled(r"(?:\w+_)?(?:python|py)_?ver(?:sion)?s?(?:_(?!file)\w+)?")
_BARE_KEYS = frozenset(("python", "pythons", "py"))
_MISREAD = compiled(r"\d+\.\d*[1-9]0+")
_EXPRESSION = compiled(r"\$\{\{|\$\(|<<|\$\w|\$\[")
_IN_EXPRESSION = compiled(r"""(?<![=!]=)(?<![=!]= )["'](\d[\w.]*)["']""")


def is_version_key(key: str) -> bool:
    """Does the key mean a version of Python, whatever its value is?"""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key)
    return _VERSION_KEY.fullmatch(re.sub(r"[-. ]", "_", words.lower())) is not None


def nodes(*roots: Node) -> Iterator[Node]:
    """The nodes of documents in their order, each once, less what a matrix excludes."""
    pending, seen = list(reversed(roots)), set[int]()
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        pending += reversed(items(node))
        if isinstance(node, MappingNode):
            pending += reversed([value for key, value in pairs(node) if key.value != "exclude"])


def mappings(*roots: Node) -> Iterator[dict[str, Node]]:
    """The mappings among the nodes."""
    for node in nodes(*roots):
        if isinstance(node, MappingNode):
            yield {str(key.value): value for key, value in pairs(node)}


def keyed_claims(source: Source, root: Node, kind: Kind, more: frozenset[str] = frozenset()) -> Iterator[Claim]:
    """The claims of all keys that mean Python, ``more`` among them."""
    for node in nodes(root):
        for item in items(node):
            yield from _assigned(source, item, kind)
    for mapping in mappings(root):
        yield from _named_pair(source, mapping, kind)
        for key, value in mapping.items():
            if is_version_key(key) or key.lower() in _BARE_KEYS or key in more:
                yield from value_claims(source, value, kind, key)


def value_claims(source: Source, node: Node, kind: Kind, key: str) -> Iterator[Claim]:
    """The claims of one value: a text, several lines of text, a list, or a mapping with a default."""
    if isinstance(node, SequenceNode):
        # In a list of pairs, such as ["3.12", "312"], only one half is a version.
        for item in nodes(node):
            yield from value_claims(source, item, kind, key) if isinstance(item, ScalarNode) else ()
    elif isinstance(node, MappingNode):
        for inner, value in pairs(node):
            if inner.value in ("default", "value") and isinstance(value, ScalarNode):
                yield from value_claims(source, value, kind, key)
    elif (text := scalar(node)) is not None:
        for written, place in _lines(source, node, text):
            if _EXPRESSION.search(written):
                yield from _expression_claims(source, place, kind, key, written)
            else:
                claim = version_claim(source, node, place, kind, key, written)
                if claim.versions or is_version_key(key):
                    yield claim


def version_claim(source: Source, node: Node, place: Place, kind: Kind, key: str, written: str) -> Claim:
    """A claim that remembers which number YAML makes of it."""
    is_number = str(node.tag).endswith(":float") and _MISREAD.fullmatch(written)
    return Claim(source.path, place, kind, key, written, of_range(written), written.rstrip("0") if is_number else "")


def _lines(source: Source, node: Node, text: str) -> Iterator[tuple[str, Place]]:
    if "\n" not in text:
        yield text.strip(), place_of(node)
        return
    number = node.start_mark.line
    for line in filter(None, map(str.strip, text.split("\n"))):
        while number < len(source.lines) - 1 and line not in source.lines[number]:
            number += 1
        yield line, Place(number + 1, source.lines[number].find(line) + 1)


def _expression_claims(source: Source, place: Place, kind: Kind, key: str, written: str) -> Iterator[Claim]:
    """The versions in quotes that an expression chooses from; without one its value is open."""
    found = [of_range(match[1]) for match in _IN_EXPRESSION.finditer(written)]
    known = [versions for versions in found if versions]
    for versions in known:
        yield Claim(source.path, place, kind, key, written, versions)
    if not known and "matrix." not in written:
        yield Claim(source.path, place, kind, key, written, frozenset())


def _assigned(source: Source, item: Node, kind: Kind) -> Iterator[Claim]:
    """``- PYTHON_VERSION=3.8`` in a list of variables."""
    name, equals, value = (scalar(item) or "").partition("=")
    if equals and is_version_key(name) and (versions := of_range(value)):
        yield Claim(source.path, place_of(item), kind, name, value, versions)


def _named_pair(source: Source, pair: dict[str, Node], kind: Kind) -> Iterator[Claim]:
    """``name: PYTHON_VERSION`` beside ``value: "3.8"``, as platforms write variables."""
    name = scalar(pair.get("name")) or scalar(pair.get("key"))
    if name and is_version_key(name):
        for key in ("value", "default"):
            if (value := pair.get(key)) is not None:
                yield from value_claims(source, value, kind, name)
