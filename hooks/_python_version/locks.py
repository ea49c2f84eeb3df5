"""Lock files: the copy of ``requires-python`` that the lock was made for.

They are written by tools and may be large, so the line is cut out of the text. Only where it is not found the
file is parsed as a whole, to tell a file without that line from a broken one.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.finding import NotChecked, Place
from .._kit.light import Iterator
from .._kit.source import Source
from .claims import Claim, Kind
from .documents import json, toml, within
from .reading import admitted
from .versions import of_constraint, of_range, of_specifier


def claims(source: Source) -> Iterator[Claim | NotChecked]:
    """The claims of a lock file by its name."""
    if source.path.endswith("poetry.lock"):
        yield from _poetry_lock_claims(source)
    elif source.path.endswith("Pipfile.lock"):
        yield from _pipfile_lock_claims(source)
    else:
        yield from _uv_lock_claims(source)


def _uv_lock_claims(source: Source) -> Iterator[Claim | NotChecked]:
    """``requires-python`` before the first table; ``pylock.toml`` has it there as well."""
    head = source.text.partition("\n[")[0]
    if not (match := re.search(r"^requires-python = \"([^\"\n]*)\"", head, re.MULTILINE)):
        toml(source)
        return
    yield admitted(source, _place(source.text, match), "requires-python", match[1], of_specifier, Kind.LOCKS)


def _poetry_lock_claims(source: Source) -> Iterator[Claim | NotChecked]:
    """``python-versions`` of the table ``metadata``; the packages have keys of that name too."""
    start = max(source.text.rfind("\n[metadata]"), 0)
    table = source.text[start:].lstrip("\n").partition("\n[")[0]
    match = re.search(r"^python-versions = \"([^\"\n]*)\"", table, re.MULTILINE)
    if not table.startswith("[metadata]") or not match:
        toml(source)
        return
    place = _place(source.text, match, source.text.index(table, start))
    yield admitted(source, place, "python-versions", match[1], of_constraint, Kind.LOCKS)


def _pipfile_lock_claims(source: Source) -> Iterator[Claim]:
    """``_meta.requires``, a copy of the Pipfile's table."""
    requires = within(json(source), "_meta", "requires")
    for key in ("python_version", "python_full_version"):
        written = within(requires, key)
        match = re.search(rf'"{key}"\s*:\s*"([^"]*)"', source.text)
        if isinstance(written, str) and match:
            yield Claim(source.path, _place(source.text, match), Kind.LOCKS, key, written, of_range(written))


def _place(text: str, match: re.Match[str], offset: int = 0) -> Place:
    position = offset + match.start(1)
    return Place(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))
