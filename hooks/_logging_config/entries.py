"""A logging configuration as a tree of values with places, whatever syntax it is written in."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.compiled import compiled
from .._kit.finding import Place
from .._kit.light import Iterator
from .._kit.scope import origin_of, value_of
from .._kit.source import Source
from .._kit.truth import text_of
from .._kit.typed import NamedTuple

_SECTION = compiled(r"\s*\[([^\]]+)\]")
_OPTION = compiled(r"([\w.-]+)\s*[=:]\s*(.*)")
_DEPTH = 20
_LEVELS = frozenset("CRITICAL FATAL ERROR WARNING WARN INFO DEBUG NOTSET".split())


class _Unknown:
    """The text does not tell the value."""


UNKNOWN = _Unknown()


class Entry(NamedTuple):
    """A text, number, truth value, ``None``, mapping or list of entries; or ``UNKNOWN``."""

    value: object
    place: Place

    def get(self, key: str) -> Entry | None:
        """The entry of a mapping."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found if isinstance(found, Entry) else None

    def items(self) -> list[tuple[str, Entry]]:
        """The pairs of a mapping; of anything else none."""
        return list(self.value.items()) if isinstance(self.value, dict) else []

    def texts(self) -> list[str] | None:
        """The texts of a list; ``None`` where one of them is unknown."""
        if not isinstance(self.value, list):
            return None
        found = [item.value for item in self.value]
        return [str(text) for text in found] if all(isinstance(text, str) for text in found) else None


def python_entry(source: Source, node: ast.expr, depth: int = 0) -> Entry:
    """What an expression says. The keys of ``**other`` are unknown: they stand under the key ``**``."""
    place = source.place(node)
    if depth > _DEPTH:
        return Entry(UNKNOWN, place)

    def inside(part: ast.expr) -> Entry:
        return python_entry(source, part, depth + 1)

    match node:
        case ast.Name() if isinstance(value := value_of(source, node), ast.expr):
            return inside(value)._replace(place=place)
        case ast.Dict(keys=keys, values=values):
            pairs = [("**" if key is None else text_of(key), value) for key, value in zip(keys, values, strict=True)]
            return Entry({key: inside(value) for key, value in pairs if key is not None}, place)
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=words):
            return Entry({word.arg or "**": inside(word.value) for word in words}, place)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return Entry([inside(item) for item in items], place)
        case ast.Constant(value=constant):
            return Entry(constant, place)
    level = origin_of(source, node).removeprefix("logging.")
    return Entry(level if level in _LEVELS else UNKNOWN, place)


def yaml_entries(source: Source) -> Iterator[Entry]:
    """Every mapping of a YAML or JSON file that is a configuration for ``dictConfig``."""
    from .._kit.yaml_nodes import documents

    pending = [_yaml_entry(document, 0) for document in documents(source)]
    while pending:
        entry = pending.pop(0)
        if is_configuration(entry):
            yield entry
        else:
            pending += [item for _, item in entry.items()]


def _yaml_entry(node: object, depth: int) -> Entry:
    from yaml import MappingNode, Node, SequenceNode

    from .._kit.yaml_nodes import items, pairs, place_of, scalar

    place = place_of(node) if isinstance(node, Node) else Place(1, 1)
    if depth > _DEPTH:
        return Entry(UNKNOWN, place)
    if isinstance(node, MappingNode):
        # Where a pair begins is where a person looks, not where its value does.
        found = {key.value: _yaml_entry(value, depth + 1)._replace(place=place_of(key)) for key, value in pairs(node)}
        return Entry(found, place)
    if isinstance(node, SequenceNode):
        return Entry([_yaml_entry(item, depth + 1) for item in items(node)], place)
    text = scalar(node)
    plain = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
    if text is None or getattr(node, "style", None):
        return Entry(text, place)
    return Entry(int(text) if text.isdecimal() else plain.get(text.lower(), text), place)


def ini_entry(source: Source) -> Entry:
    """A file for ``fileConfig`` as the mapping that ``dictConfig`` would get.

    Source: https://docs.python.org/3/library/logging.config.html#configuration-file-format
    """
    handlers: dict[str, Entry] = {}
    loggers: dict[str, Entry] = {}
    for name, (place, options) in _sections(source).items():
        kind, _, own = name.partition("_")
        if kind == "handler":
            handlers[own] = Entry(_handler(options), place)
        elif kind == "logger":
            qualname = options.get("qualname")
            loggers[own if own == "root" or qualname is None else str(qualname.value)] = Entry(_logger(options), place)
    start = Place(1, 1)
    root = loggers.pop("root", Entry({}, start))
    return Entry({"handlers": Entry(handlers, start), "loggers": Entry(loggers, start), "root": root}, start)


def is_configuration(entry: Entry) -> bool:
    """Is the mapping one for ``dictConfig``: version 1, with handlers or a word about existing loggers?"""
    version = entry.get("version")
    if version is None or version.value != 1 or isinstance(version.value, bool):
        return False
    parts = [entry.get(key) for key in ("handlers", "loggers", "formatters")]
    return entry.get("disable_existing_loggers") is not None or any(part and part.items() for part in parts)


def _sections(source: Source) -> dict[str, tuple[Place, dict[str, Entry]]]:
    sections: dict[str, tuple[Place, dict[str, Entry]]] = {}
    options: dict[str, Entry] = {}
    for number, line in enumerate(source.lines, 1):
        if section := _SECTION.match(line):
            options = {}
            sections[section[1].strip()] = (Place(number, 1), options)
        elif option := _OPTION.match(line):
            options[option[1].lower()] = Entry(option[2].strip(), Place(number, 1))
    return sections


def _logger(options: dict[str, Entry]) -> dict[str, Entry]:
    found = dict(options)
    if "handlers" in found:
        place = found["handlers"].place
        listed = str(found["handlers"].value).split(",")
        found["handlers"] = Entry([Entry(name.strip(), place) for name in listed if name.strip()], place)
    if "propagate" in found:
        found["propagate"] = Entry(str(found["propagate"].value) != "0", found["propagate"].place)
    return found


def _handler(options: dict[str, Entry]) -> dict[str, Entry]:
    """``class``, ``args`` and ``kwargs`` as the keywords that ``dictConfig`` would take."""
    found = {key: entry for key, entry in options.items() if key in ("level", "class")}
    name = found.get("class")
    if name and not str(name.value).startswith("logging."):
        found["class"] = name._replace(value=f"logging.{name.value}")
    for key, parameters in (("args", ("filename", "mode", "maxBytes", "backupCount")), ("kwargs", ())):
        if key in options:
            written = _literal(str(options[key].value))
            values = zip(parameters, written, strict=False) if isinstance(written, tuple) else ()
            pairs = written.items() if isinstance(written, dict) else values
            found |= {str(parameter): Entry(value, options[key].place) for parameter, value in pairs}
            if written is UNKNOWN:
                found["**"] = options[key]
    return found


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return UNKNOWN
