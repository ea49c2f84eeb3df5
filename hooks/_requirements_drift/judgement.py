"""All that is wrong between the files of a project and its environment."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.finding import Advice, NotChecked, Place
from .._kit.light import Collection, Iterable, Iterator, Mapping, Sequence
from .._kit.namespace import Namespace
from .._kit.requirements import Entry, canonical
from . import origins, rules
from .comparison import Verdict, Witness, differences, is_own
from .listing import Closure, Files, Home
from .parts import Part, installed_parts, parts_of
from .reach import Reached, heads, reach
from .target import applies, satisfies

# What installs the others: freezing leaves them out, or does not, by tool and Python. See `pip freeze --all`.
INSTALLERS = frozenset("pip setuptools wheel distribute pkg-resources uv".split())
# What runs this check, and may have been put into the environment for that.
RUNNERS = frozenset("pre-commit prek flask-upkeep".split())
# A file with so many exact pins among its lines, and so much of what they need pinned, too, is frozen.
PINNED, CLOSED = 0.8, 0.5


def judged(
    homes: Sequence[Home], files: Files, witness: Witness, options: Namespace, named: Collection[str]
) -> Iterator[Verdict | NotChecked | Advice]:
    """What differs between what the folders list and the environment that they share."""
    parts = parts_of(homes, witness, named, options.group)
    present = installed_parts(parts, witness)
    if not present:
        return
    yield from softened(_elsewhere(homes, parts, present, witness, named), options)
    for part in present:
        yield from _listed(part, files, witness)
    listed = {entry.key for part in present for entry in part.entries if entry.name}
    for part in present:
        if part.closure and not part.closure.missed:
            yield from _frozen(part, listed, files, witness, options.mode)
        yield from _incomplete(part, listed, files, witness)
    everything = _every_name(homes, parts)
    if _can_tell_extras(homes, files) and not witness.environment.is_of_test_runner:
        yield from _not_needed(homes, present, everything, files, witness, options.allow)
    yield from _doubled(present, files, witness)


def softened(missed: Iterable[NotChecked], options: Namespace) -> Iterator[NotChecked | Advice]:
    """What a missing environment keeps from being judged; as advice where the team has said so."""
    for item in missed:
        is_advice = options.on_no_environment == "skip"
        yield Advice(item.path, 1, 1, f"not checked: {item.reason}; a release needs one") if is_advice else item


def _elsewhere(
    homes: Sequence[Home], parts: Sequence[Part], present: Sequence[Part], witness: Witness, named: Collection[str]
) -> Iterator[NotChecked]:
    """Folders of which nothing fits the environment: services that are installed somewhere else."""
    judged_folders = {part.home for part in present}
    for home in homes:
        lists = any(part.entries for part in parts if part.home == home.folder)
        if lists and home.folder not in judged_folders and not home.is_side:
            reason = f"most of it is not what {witness.shown} holds, so it is installed elsewhere"
            remedy = f'make an environment in {home.folder}, or pass with on-no-environment = "skip" in {rules.TABLE}'
            yield NotChecked(home.path(named), reason, remedy)


def _listed(part: Part, files: Files, witness: Witness) -> Iterator[Verdict | NotChecked]:
    """Each line against its distribution; of several locked versions of a name one has to fit."""
    in_conflict = {entry for one, other in conflicts(part.entries) for entry in (one, other)}
    fitting = _fitting(part, witness) if part.is_exact else frozenset()
    for entry in part.entries:
        if entry in in_conflict or entry.key in fitting:
            continue
        if entry.marker and applies(entry.marker, witness.target) is None:
            reason = f"line {entry.line}: nobody can read its marker"
            yield NotChecked(entry.path, reason, "write it as PEP 508 says")
        elif not (entry.key in INSTALLERS and entry.key not in witness.installed.distributions):
            yield from differences(files.source(entry.path), entry, witness)
    for entry, other in conflicts(part.entries):
        yield conflict(files, entry, other)
    if part.closure:
        yield from _constrained(part.closure, part.entries, files, witness)


def _fitting(part: Part, witness: Witness) -> frozenset[str]:
    """Names locked more than once of which one version is installed."""
    counts: dict[str, int] = {}
    for entry in part.entries:
        counts[entry.key] = counts.get(entry.key, 0) + 1
    several = [entry for entry in part.entries if counts[entry.key] > 1]
    return frozenset(
        entry.key for entry in several if (found := witness.of(entry)) and satisfies(entry.specifier, found.version)
    )


def conflicts(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs of applying lines of one name that no version satisfies, as far as exact pins tell."""
    first: dict[str, list[Entry]] = {}
    found = []
    for entry in entries:
        if not entry.name or entry.url:
            continue
        for other in first.setdefault(entry.key, []):
            if _contradict(entry, other):
                found.append((entry, other))
                break
        first[entry.key].append(entry)
    return found


def _contradict(entry: Entry, other: Entry) -> bool:
    if entry.path == other.path and entry.line == other.line:
        return False
    if entry.version:
        return satisfies(other.specifier, entry.version) is False
    return other.version != "" and satisfies(entry.specifier, other.version) is False


def conflict(files: Files, entry: Entry, other: Entry) -> Verdict:
    """Two lines of which only one can hold."""
    line = f"line {other.line}" if other.path == entry.path else f"{other.path}:{other.line}"
    source = files.source(entry.path)
    return Verdict(
        rules.CONFLICT.at(
            source, entry.place, name=entry.name, stated=entry.specifier, other=other.specifier, line=line
        )
    )


def _constrained(
    closure: Closure, entries: Sequence[Entry], files: Files, witness: Witness
) -> Iterator[Verdict | NotChecked]:
    """Constraints against what is installed, and against the pins of the file."""
    pins = {entry.key: entry for entry in entries if entry.version}
    for constraint in closure.constraints:
        installed = witness.installed.distributions.get(constraint.key)
        if installed is None or not constraint.specifier or applies(constraint.marker, witness.target) is False:
            continue
        pin = pins.get(constraint.key)
        if pin and _contradict(pin, constraint):
            yield conflict(files, pin, constraint)
        elif satisfies(constraint.specifier, installed.version) is False:
            yield Verdict(
                rules.CONSTRAINT.at(
                    files.source(constraint.path),
                    constraint.place,
                    name=constraint.name,
                    version=installed.version,
                    env=witness.shown,
                    stated=constraint.specifier,
                )
            )


def _reached(entries: Sequence[Entry], witness: Witness) -> Reached:
    found = ((witness.of(entry), entry) for entry in entries)
    roots = [(installed.key, tuple(map(canonical, entry.extras))) for installed, entry in found if installed]
    return reach(roots, witness.installed.distributions, witness.target)


def _frozen(part: Part, listed: Collection[str], files: Files, witness: Witness, mode: str | None) -> Iterator[Verdict]:
    """Holes in a file that pins all it needs."""
    closure = part.closure
    assert closure is not None  # noqa: S101 - asked by the caller
    reached = _reached(part.entries, witness)
    pinned = {entry.key for entry in (*part.entries, *closure.constraints) if entry.version}
    if not _is_frozen(part.entries, reached, pinned, witness, mode):
        return
    known = {entry.key for entry in closure.constraints} | set(listed)
    lost = [key for key in reached.needed_by if key not in known and key in witness.own and key not in INSTALLERS]
    for key in sorted(lost):
        by = next((entry for entry in part.entries if entry.key == _listed_ancestor(key, reached, known)), None)
        at = by or part.entries[0]
        installed = witness.installed.distributions[key]
        needer = witness.installed.distributions[reached.needed_by[key]].name
        finding = rules.PIN_LOST.at(
            files.source(at.path),
            at.place,
            by=needer,
            name=installed.name,
            version=installed.version,
            env=witness.shown,
        )
        line = f"{installed.name}=={installed.version}"
        hashes = "the file has hashes, which only the lock tool can add" if at.hashed else ""
        yield Verdict(finding, added="" if hashes else line, refusal=hashes)
    for entry in part.entries:
        unbounded = entry.name and not entry.url and not any(sign in entry.specifier for sign in ("==", "<", "~="))
        installed_one = witness.of(entry) if unbounded else None
        if installed_one and entry.key not in INSTALLERS and entry.key not in pinned:
            yield Verdict(
                rules.NOT_PINNED.at(
                    files.source(entry.path),
                    entry.place,
                    name=entry.name,
                    version=installed_one.version,
                    env=witness.shown,
                )
            )


def _listed_ancestor(key: str, reached: Reached, listed: Collection[str]) -> str:
    """The listed package that leads to ``key``."""
    seen: set[str] = set()
    while key in reached.needed_by and key not in seen:
        seen.add(key)
        key = reached.needed_by[key]
        if key in listed:
            return key
    return key


def _is_frozen(
    entries: Sequence[Entry], reached: Reached, pinned: Collection[str], witness: Witness, mode: str | None
) -> bool:
    if mode:
        return mode == "frozen"
    counted = [entry for entry in entries if entry.name and entry.key not in INSTALLERS]
    if not counted or sum(1 for entry in counted if entry.version or entry.url) < PINNED * len(counted):
        return False
    needed = {key for key in reached.needed_by if key in witness.installed.distributions} - INSTALLERS
    return bool(needed) and sum(1 for key in needed if key in pinned) >= CLOSED * len(needed)


def _incomplete(part: Part, listed: Collection[str], files: Files, witness: Witness) -> Iterator[Verdict]:
    """Dependencies that apply and are not installed; one that is listed is reported where it stands."""
    for missing in _reached(part.entries, witness).missing:
        if missing.name in listed or missing.name in INSTALLERS:
            continue
        at = next((entry for entry in part.entries if entry.key == missing.by), None)
        if at is None:
            at = next((entry for entry in part.entries if _leads(entry, missing.by, witness)), part.entries[0])
        name = witness.installed.distributions[missing.by].name
        rule = rules.EXTRA if missing.extra else rules.DEPENDENCY
        by = f"{name}[{missing.extra}]" if missing.extra else name
        yield Verdict(rule.at(files.source(at.path), at.place, by=by, name=missing.name, env=witness.shown))


def _leads(entry: Entry, key: str, witness: Witness) -> bool:
    return key in _reached([entry], witness).needed_by


def _every_name(homes: Sequence[Home], parts: Sequence[Part]) -> list[Entry]:
    """All that is listed anywhere, whatever its marker and whether it is installed here."""
    entries = [entry for part in parts for entry in part.entries]
    for home in homes:
        entries += [entry for closure in (*home.closures, *home.inputs) for entry in closure.entries]
        entries += [package.entry for lock in home.locks for package in lock.packages]
        entries += [entry for declared in home.declared for found in declared.parts.values() for entry in found]
    return entries


def _can_tell_extras(homes: Sequence[Home], files: Files) -> bool:
    """Only files that list all that is installed can tell what is too much, and only where all of them were read."""
    lists_all = any(home.closures or home.locks for home in homes)
    return (
        lists_all
        and not any(files.missed.values())
        and not any(closure.missed for home in homes for closure in home.closures)
    )


def _not_needed(
    homes: Sequence[Home],
    present: Sequence[Part],
    everything: Sequence[Entry],
    files: Files,
    witness: Witness,
    allowed: Sequence[str],
) -> Iterator[Verdict]:
    """Installed, not listed, not reached: a line nobody wrote, or a package nobody took away."""
    found = witness.installed.distributions
    projects = {canonical(declared.name) for home in homes for declared in home.declared if declared.name}
    projects |= {key for key, each in found.items() if each.origin and is_own(origins.local_path(each.origin.url))}
    roots = {entry.key for entry in everything if entry.name} | INSTALLERS | RUNNERS | projects
    roots |= {canonical(name) for name in allowed}
    extras = {canonical(extra) for entry in everything for extra in entry.extras}
    located = {each.key for entry in everything if not entry.name and (each := witness.of(entry))}
    reached = reach(((key, extras) for key in sorted(roots | located)), found, witness.target)
    # What a project offers as extras of its own may have been installed by them.
    for key in sorted(projects & set(found)):
        mine = {extra for line in found[key].requires for extra in _extras_in(line)}
        more = reach([(key, mine)], found, witness.target)
        reached = Reached({**reached.needed_by, **more.needed_by}, reached.missing)
    rest = [key for key in witness.own if key not in roots | located and key not in reached.needed_by]
    path = _place_of_extras(homes, present)
    for key, brought in heads(rest, found, witness.target).items():
        also = f" (with {len(brought)} that it brought)" if brought else ""
        yield Verdict(
            rules.NOT_NEEDED.at(
                files.source(path),
                Place(1, 1),
                name=found[key].name,
                version=found[key].version,
                brought=also,
                env=witness.shown,
            )
        )


def _extras_in(line: str) -> list[str]:
    return [canonical(name) for name in re.findall(r"""extra\s*==\s*["']([^"']+)""", line)]


def _place_of_extras(homes: Sequence[Home], present: Sequence[Part]) -> str:
    """The file in which what is installed should stand."""
    mains = [part.path for part in present if part.closure and part.is_main] or [part.path for part in present]
    if mains:
        return mains[0]
    return next(
        path for home in homes for path in [*(c.path for c in home.closures), *(lock.path for lock in home.locks)]
    )


def _doubled(present: Sequence[Part], files: Files, witness: Witness) -> Iterator[Verdict]:
    """Two metadata folders of one project: whatever is imported, tools disagree about its version."""
    entries: Mapping[str, Entry] = {entry.key: entry for part in reversed(present) for entry in part.entries}
    for key, doubles in witness.installed.doubled.items():
        entry = entries.get(key)
        path, place = (entry.path, entry.place) if entry else (present[0].path, Place(1, 1))
        versions = " and ".join(each.version for each in doubles)
        yield Verdict(
            rules.TWICE.at(
                files.source(path), place, env=witness.environment.shown, name=doubles[0].name, versions=versions
            )
        )
