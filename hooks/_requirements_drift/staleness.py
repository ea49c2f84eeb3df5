"""Locks against what they are made from: `requirements.in`, `pyproject.toml`, `Pipfile`."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.finding import Place
from .._kit.light import Callable, Iterator, Mapping, Sequence
from .._kit.locked_packages import Lock
from .._kit.pipfile_lock import pipfile_digests
from .._kit.project_file import Declared, extra_part
from .._kit.requirements import MAIN, Entry, canonical
from . import rules
from .comparison import Verdict
from .listing import Closure, Files, Home
from .target import satisfies

Holds = Callable[[str], bool]

_HEADER = compiled(r"^#\s+((?:uv pip compile|pip-compile)\b.*)", re.MULTILINE)
_VIA = compiled(r"#\s+(?:via\b)?\s*(.*)")
_COMMANDS = {"uv lock": "uv lock", "poetry lock": "poetry lock", "pipenv lock": "pipenv lock"}


def outdated(home: Home, files: Files, holds: Holds) -> Iterator[Verdict]:
    """What was changed in the sources of a folder's locks and not in the locks; ``holds`` answers for markers."""
    for source in home.inputs:
        compiled = next((each for each in home.closures if each.path == f"{source.path.removesuffix('.in')}.txt"), None)
        if compiled and not source.missed and not compiled.missed:
            command = _command(files, compiled)
            yield from _not_locked(source.entries, compiled.path, compiled.entries, files, holds, command)
            yield from _orphaned(source, compiled, files, command)
    for declared in home.declared:
        for lock in home.locks:
            yield from _lock_outdated(declared, lock, files, holds)
        for compiled in home.closures:
            header = _HEADER.search(_text(files, compiled))
            if header and re.search(r"\bpyproject\.toml\b", header[1]) and not declared.is_dynamic:
                entries = declared.parts.get(MAIN, ())
                yield from _not_locked(entries, compiled.path, compiled.entries, files, holds, header[1])


def without_left_over(home: Home, files: Files, holds: Holds) -> tuple[Home, list[Verdict]]:
    """The folder without locks of another tool that nobody keeps any more, and a finding for each of them.

    That is a lock that does not hold what the project lists, beside one that does.
    """
    found = {lock.path: _against_projects(home, lock, files, holds) for lock in home.locks}
    fresh = next((lock for lock in home.locks if found[lock.path] == []), None)
    old = [lock for lock in home.locks if fresh and found[lock.path] and lock.tool != fresh.tool]
    return home._replace(locks=tuple(lock for lock in home.locks if lock not in old)), [
        _left_over(lock, found[lock.path] or [], fresh.path, files) for lock in old if fresh
    ]


def _against_projects(home: Home, lock: Lock, files: Files, holds: Holds) -> list[Verdict] | None:
    """What the folder's projects list and the lock does not hold; ``None`` where nobody can tell."""
    judged = [declared for declared in home.declared if _is_made_from(lock, declared)]
    found = [verdict for declared in judged for verdict in _lock_outdated(declared, lock, files, holds)]
    return found if judged else None


def _is_made_from(lock: Lock, declared: Declared) -> bool:
    if declared.path.endswith("Pipfile"):
        return lock.tool == "pipenv lock"
    return lock.tool == "poetry lock" or bool(lock.tool == "uv lock" and lock.stated and not declared.is_dynamic)


def _left_over(lock: Lock, found: Sequence[Verdict], fresh: str, files: Files) -> Verdict:
    count = f"{len(found)} requirement{'s' * (len(found) > 1)}"
    source = files.source(lock.path)
    path = found[0].finding.path
    return Verdict(rules.LEFT_OVER.at(source, Place(1, 1), count=count, path=path, fresh=fresh, command=lock.tool))


def _text(files: Files, closure: Closure) -> str:
    found = files.requirements(closure.path)
    return found.text if found else ""


def _command(files: Files, compiled: Closure) -> str:
    header = _HEADER.search(_text(files, compiled))
    return header[1].strip() if header else f"pip-compile {compiled.path.removesuffix('.txt')}.in"


def _not_locked(
    wanted: Sequence[Entry], path: str, locked: Sequence[Entry], files: Files, holds: Holds, command: str
) -> Iterator[Verdict]:
    """Requirements that the lock does not hold, or holds in a version that they exclude."""
    by_key: dict[str, list[Entry]] = {}
    for entry in locked:
        by_key.setdefault(entry.key, []).append(entry)
    for entry in wanted:
        if not entry.name or not holds(entry.marker):
            continue
        found = by_key.get(entry.key, [])
        pins = [each.version for each in found if each.version]
        what = ""
        if not found:
            what = f"{entry.name} is not in {path}"
        elif len(pins) == len(found) and not entry.url and not any(satisfies(entry.specifier, pin) for pin in pins):
            what = f"{path} has {entry.name} {pins[0]}, which {entry.specifier} excludes"
        if what:
            yield Verdict(rules.OUTDATED.at(files.source(entry.path), entry.place, what=what, command=command))


def _orphaned(source: Closure, compiled: Closure, files: Files, command: str) -> Iterator[Verdict]:
    """Pins whose ``# via`` comment names only the source, which does not list them any more."""
    wanted = {entry.key for entry in (*source.entries, *source.constraints)}
    found = files.requirements(compiled.path)
    if any(not entry.name for entry in source.entries) or found is None:
        return
    lines = found.text.splitlines()
    for entry, following in zip(found.entries, [*found.entries[1:], None], strict=True):
        end = following.line - 1 if following else len(lines)
        comments = (line.partition("#")[1] + line.partition("#")[2] for line in lines[entry.line - 1 : end])
        via = [match[1].strip() for comment in comments if (match := _VIA.match(comment)) and match[1].strip()]
        is_source = re.compile(rf"-r (?:\S*/)?{re.escape(_base(source.path))}").fullmatch
        names_source = [name for name in via if is_source(name)]
        if via and len(via) == len(names_source) and entry.key not in wanted and entry.name:
            what = f"{source.path} no longer lists {entry.name}"
            yield Verdict(rules.OUTDATED.at(files.source(entry.path), entry.place, what=what, command=command))


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _lock_outdated(declared: Declared, lock: Lock, files: Files, holds: Holds) -> Iterator[Verdict]:
    if not _is_made_from(lock, declared):
        return
    if lock.tool == "pipenv lock":
        yield from _pipfile_outdated(declared, lock, files)
    elif lock.stated and lock.tool == "uv lock":
        yield from _uv_outdated(declared, lock.stated, lock, files)
    else:
        entries = [entry for part, listed in declared.parts.items() if part != extra_part("any") for entry in listed]
        locked = [package.entry for package in lock.packages]
        yield from _not_locked(entries, lock.path, locked, files, holds, lock.tool)


def _pipfile_outdated(declared: Declared, lock: Lock, files: Files) -> Iterator[Verdict]:
    match = re.search(r'"sha256"\s*:\s*"([0-9a-f]{64})"', files.source(lock.path).text)
    if match and match[1] not in pipfile_digests(declared.document):
        what = f"{declared.path} was changed after {lock.path} was made"
        yield Verdict(rules.OUTDATED.at(files.source(lock.path), Place(1, 1), what=what, command=lock.tool))


def _uv_outdated(
    declared: Declared, stated: Mapping[str, tuple[Entry, ...]], lock: Lock, files: Files
) -> Iterator[Verdict]:
    """uv records what it locked for: the requirements themselves are compared, name by name."""
    locked: dict[tuple[str, str], list[Entry]] = {}
    for part, entry in _by_part(stated):
        locked.setdefault((part, entry.key), []).append(entry)
    wanted = [(part, entry) for part, listed in declared.parts.items() for entry in listed if entry.name]
    for part, entry in wanted:
        found = locked.get((part, entry.key), [])
        what = ""
        if not found:
            what = f"{entry.name} is not in {lock.path}" + (f" for {part}" if part else "")
        elif not any(_same_requirement(entry, each) for each in found):
            what = f"{lock.path} was made for {entry.name}{found[0].specifier or ' of any version'}"
        if what and entry.key != canonical(declared.name):
            yield Verdict(rules.OUTDATED.at(files.source(entry.path), entry.place, what=what, command=lock.tool))
    kept = {(part, entry.key) for part, entry in wanted}
    for (part, key), (entry, *_) in locked.items():
        if part in declared.parts and (part, key) not in kept and key != canonical(declared.name):
            what = f"{declared.path} no longer lists {entry.name}"
            yield Verdict(rules.OUTDATED.at(files.source(lock.path), entry.place, what=what, command=lock.tool))


def _by_part(stated: Mapping[str, tuple[Entry, ...]]) -> Iterator[tuple[str, Entry]]:
    """``requires-dist`` holds the extras too, told apart by their markers."""
    for part, entries in stated.items():
        for entry in entries:
            extra = re.search(r"""extra == ["']([^"']+)["']""", entry.marker) if part == MAIN else None
            yield (extra_part(extra[1]) if extra else part), entry


def _same_requirement(entry: Entry, other: Entry) -> bool:
    """Do they ask for the same versions? Where one names a source instead, nobody compares."""
    return bool(entry.url or other.url) or _same_specifier(entry.specifier, other.specifier)


def _same_specifier(one: str, other: str) -> bool:
    clauses = [{clause.replace(" ", "") for clause in text.split(",") if clause} for text in (one, other)]
    if clauses[0] == clauses[1]:
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(one) == SpecifierSet(other)
    except InvalidSpecifier:
        return False
