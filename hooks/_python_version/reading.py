"""Making claims of texts, in the ways that several kinds of files share."""

from __future__ import annotations

from .._kit.compiled import compiled
from .._kit.finding import NotChecked, Place
from .._kit.light import Callable, Iterable, Iterator
from .._kit.source import Source
from .claims import Claim, Kind
from .versions import Version, of_name

_CLASSIFIER = compiled(r"Programming Language :: Python :: (\d\.\d{1,2})")


def admitted(
    source: Source,
    place: Place,
    key: str,
    written: str,
    read: Callable[[str], frozenset[Version]],
    kind: Kind = Kind.ADMITS,
) -> Claim | NotChecked:
    """What an installer lets in; ``NotChecked`` for what ``read`` refuses. A template's placeholder is left open."""
    if is_template(written):
        return Claim(source.path, place, kind, key, written, frozenset())
    try:
        return Claim(source.path, place, kind, key, written, read(written))
    except ValueError as error:
        reason = f'{key} "{written[:60]}" in line {place.line} cannot be read ({error})'
        return NotChecked(source.path, reason, "write it as in >=3.12")
    except ImportError:
        remedy = "`additional_dependencies` replaced this hook's own: add packaging to it"
        return NotChecked(source.path, "packaging is missing from the hook's environment", remedy)


def versions_of(listed: object) -> list[str]:
    """The classifiers of a list that name a minor version, each once."""
    texts = listed if isinstance(listed, list) else []
    return list(dict.fromkeys(text for text in texts if isinstance(text, str) and _CLASSIFIER.fullmatch(text.strip())))


def classified(source: Source, texts: Iterable[tuple[str, Place]]) -> Iterator[Claim]:
    """The classifiers among the texts that name a minor version."""
    for text, place in texts:
        if match := _CLASSIFIER.fullmatch(text.strip()):
            yield Claim(source.path, place, Kind.LISTS, "classifiers", text, of_name(match[1]))


def is_template(text: str) -> bool:
    """Is there a placeholder that cookiecutter, Jinja or the like fills in?"""
    return "{{" in text or "{%" in text or "@@" in text or "<%" in text
