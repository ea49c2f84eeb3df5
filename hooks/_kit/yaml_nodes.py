"""YAML as nodes with places: anchors, merge keys, tags, comments and several documents as the standard has them.

PyYAML composes the nodes and constructs nothing, so that no tag runs anything. Import this module only for
a file that mentions what a hook looks for: PyYAML costs twice the start of a bare interpreter.
Source: https://yaml.org/spec/1.1/ and https://yaml.org/type/merge.html
"""

from __future__ import annotations

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from . import regex as re
from .compiled import compiled
from .finding import NotChecked, Place
from .light import Iterator
from .source import Source

_Loader: type[yaml.SafeLoader] | type[yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A tab ends no token here, and YAML 1.2 knows no line end but CR and LF:
# https://yaml.org/spec/1.2.2/#54-line-break-characters
_BLANKS = dict.fromkeys(map(ord, "\t\x85\u2028\u2029"), " ")
_TEMPLATE_LINE = compiled(r"^[ \t]*(?:\{\{-?.*?-?\}\}|\{%.*?%\})[ \t]*$", re.MULTILINE)
_TEMPLATE = compiled(r"\{\{.{0,500}?\}\}|\{%.{0,500}?%\}")
# JSON writes a character beyond U+FFFF as two escapes, which YAML does not know.
_JSON_PAIR = compiled(r"\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
# The composer recurses in C: a hundred thousand brackets would end the process.
_DEEPEST = 500


def documents(source: Source) -> list[Node]:
    """The root nodes of a file's documents.

    In a chart or playbook template an expression stands for a variable that nobody knows.
    Raises ``NotChecked`` for a file that is no YAML.
    """
    text = _JSON_PAIR.sub(_joined, source.text) if source.path.endswith(".json") else source.text
    try:
        return _composed(source, text)
    except NotChecked:
        if not _TEMPLATE.search(text):
            raise
    blanked = _TEMPLATE_LINE.sub(lambda line: " " * len(line[0]), text)
    return _composed(source, _TEMPLATE.sub(lambda match: "$" + "T" * (len(match[0]) - 1), blanked))


def place_of(node: Node) -> Place:
    """Where a node begins."""
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def scalar(node: object) -> str | None:
    """The text of a scalar; ``None`` for lists, mappings and the empty value."""
    if not isinstance(node, ScalarNode) or (not node.value and not node.style):
        return None
    return str(node.value)


def pairs(mapping: MappingNode) -> Iterator[tuple[ScalarNode, Node]]:
    """The pairs that are in force: a mapping's own, then those it merges with ``<<`` and does not override."""
    known: set[str] = set()
    seen: set[int] = set()
    pending = [mapping]
    while pending:
        current = pending.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        for key, value in current.value:
            if not isinstance(key, ScalarNode):
                continue
            if key.value == "<<" and not key.style:
                merged = value.value if isinstance(value, SequenceNode) else [value]
                pending += [node for node in merged if isinstance(node, MappingNode)]
            elif key.value not in known:
                known.add(key.value)
                yield key, value


def items(node: object) -> list[Node]:
    """The items of a list; of anything else none."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def _composed(source: Source, text: str) -> list[Node]:
    plain = text.translate(_BLANKS)
    try:
        _refuse_depth(plain)
        return [node for node in yaml.compose_all(plain, Loader=_Loader) if node is not None]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1}: {getattr(error, 'problem', '')})" if mark else ""
        remedy = "mend the syntax, or leave the file out with `exclude:`"
        raise NotChecked(source.path, f"it is not valid YAML{where}", remedy) from error


def _refuse_depth(text: str) -> None:
    """Raise ``ValueError`` for nesting that no configuration has; most files show at a glance that they are flat."""
    if sum(map(text.count, ("[", "{", "- ", "? ", ":\n"))) <= _DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")


def _joined(pair: re.Match[str]) -> str:
    return chr(0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + int(pair[2], 16) - 0xDC00)
