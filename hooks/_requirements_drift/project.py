"""From files to findings: what is listed where, which environment belongs to it, what differs."""

from __future__ import annotations

import os

from .._kit.config import Project, project_of
from .._kit.dependency_files import FILES
from .._kit.finding import Advice, Finding, NotChecked, Place
from .._kit.git_index import listed_files
from .._kit.light import Callable, Collection, Iterator, Sequence, partial
from .._kit.namespace import Namespace
from .._kit.source import Source
from .._kit.typed import NamedTuple
from . import rules
from .comparison import Verdict, Witness
from .environments import Environment, find_environment, named_environment
from .judgement import conflict, conflicts, judged, softened
from .listing import Files, Home, homes
from .site_packages import read_installed
from .target import applies


def all_findings(
    sources: Sequence[Source], only: Sequence[str], options: Namespace, is_commit: bool = False
) -> Iterator[Finding | NotChecked | Advice]:
    """Judge ``only`` some files, or all that git tracks and those that ``--requirements`` names."""
    files = Files(sources)
    named = [*only, *(Source(path).path for path in options.requirements)]
    # A folder named `{{cookiecutter.name}}` is a template as a whole.
    tracked = (path for path in listed_files(FILES) if "{{" not in path and "{%" not in path)
    paths = sorted({*tracked, *named})
    found = [home for home in homes(files, paths, named) if _lists(home)]
    if not found and not any(files.missed.values()):
        reason = "no requirements file, lock or pyproject.toml lists anything here"
        remedy = f'name one with requirements = ["FILE"] in {rules.TABLE}, or leave this hook out'
        if is_commit:
            yield Advice(sources[0].path, 1, 1, f"not checked: {reason}; {remedy}")
        else:
            yield NotChecked(".", reason, remedy)
        return
    verdicts: list[Verdict] = []
    missed: list[NotChecked | Advice] = [item for items in files.missed.values() for item in items]
    for item in _judged(found, files, options, named):
        if isinstance(item, Verdict):
            verdicts.append(item)
        else:
            missed.append(item)
    missed += [item for home in found for closure in (*home.closures, *home.inputs) for item in closure.missed]
    wanted = _wanted(found, only, options.project)
    verdicts = [verdict for verdict in verdicts if wanted(verdict.finding.path)]
    missed = [item for item in missed if item.path == "." or wanted(item.path)]
    yield from missed
    if options.fix:
        from .fixing import mended

        yield from mended(verdicts, files)
    else:
        yield from (verdict.finding for verdict in verdicts)


def _lists(home: Home) -> bool:
    return bool(home.closures or home.inputs or home.locks or home.declared)


def _wanted(found: Sequence[Home], only: Sequence[str], project: str) -> Callable[[str], bool]:
    """Is a file one of those that were asked for, and of the project whose settings these are?"""
    known: dict[str, Project] = {}
    named = _with_includes(found, only)
    return lambda path: (not only or path in named) and project_of(path, known).path == project


def _with_includes(found: Sequence[Home], named: Collection[str]) -> set[str]:
    closures = [closure for home in found for closure in (*home.closures, *home.inputs)]
    included = {path for closure in closures if closure.path in named for path in closure.files}
    return included | set(named)


def _judged(
    found: Sequence[Home], files: Files, options: Namespace, named: Sequence[str]
) -> Iterator[Verdict | NotChecked | Advice]:
    groups, homeless = _by_environment(found, options)
    for environment, members in groups:
        try:
            witness = _witness(environment)
        except OSError as error:
            reason = f"the environment {environment.shown} cannot be read ({error.strerror})"
            yield NotChecked(members[0].path(), reason, f'name another with env = "PATH" in {rules.TABLE}')
            continue
        holds = partial(_holds, witness)
        kept = [_without_left_over(home, files, holds) for home in members]
        yield from judged([home for home, _ in kept], files, witness, options, named)
        for home, left_over in kept:
            yield from left_over
            yield from _outdated(home, files, holds)
    for home, _ in homeless:
        yield from _without_environment(home, files)
    yield from softened(_missed(homeless, bool(groups), named), options)
    yield from _badly_encoded(found, files, options)


def _without_left_over(home: Home, files: Files, holds: Callable[[str], bool]) -> tuple[Home, list[Verdict]]:
    if len(home.locks) < 2:
        return home, []
    from .staleness import without_left_over

    return without_left_over(home, files, holds)


def _outdated(home: Home, files: Files, holds: Callable[[str], bool]) -> Iterator[Verdict]:
    if home.inputs or home.declared:
        from .staleness import outdated

        yield from outdated(home, files, holds)


def _holds(witness: Witness, marker: str) -> bool:
    return applies(marker, witness.target) is not False


class Grouped(NamedTuple):
    """Folders by the environment that they share, and those without one, each with what went wrong."""

    groups: list[tuple[Environment, list[Home]]]
    homeless: list[tuple[Home, str]]


def _by_environment(found: Sequence[Home], options: Namespace) -> Grouped:
    if options.env:
        return Grouped([(named_environment(options.env), list(found))], [])
    groups: dict[str, tuple[Environment, list[Home]]] = {}
    homeless: list[tuple[Home, str]] = []
    for home in found:
        looked = find_environment(home.folder, home.names())
        if looked.chosen is None:
            places = ", ".join(dict.fromkeys(looked.places))
            homeless.append((home, f"no environment of this project was found (looked at {places})"))
        elif looked.holds_none:
            reason = f"{looked.chosen.shown} ({looked.chosen.how}) holds none of the packages that are listed"
            homeless.append((home, reason))
        else:
            real = os.path.realpath(looked.chosen.prefix)
            groups.setdefault(real, (looked.chosen, []))[1].append(home)
    return Grouped(list(groups.values()), homeless)


def _witness(environment: Environment) -> Witness:
    folders = environment.site_packages()
    installed = read_installed(folders)
    prefix = os.path.realpath(environment.prefix) + os.sep
    own = frozenset(
        key
        for key, each in installed.distributions.items()
        if os.path.realpath(os.path.dirname(each.metadata)).startswith(prefix)
    )
    return Witness(environment, installed, environment.target(), own)


def _without_environment(home: Home, files: Files) -> Iterator[Verdict]:
    """What can be said of the files alone; a marker may be false, so lines that have one are left out."""
    for closure in home.closures:
        plain = [entry for entry in closure.entries if not entry.marker]
        for entry, other in conflicts(plain):
            yield conflict(files, entry, other)
    kept, left_over = _without_left_over(home, files, lambda marker: not marker)
    yield from left_over
    yield from _outdated(kept, files, lambda marker: not marker)


def _missed(homeless: Sequence[tuple[Home, str]], others: bool, named: Collection[str]) -> Iterator[NotChecked]:
    """One line for each folder without an environment; side folders only where there is nothing else."""
    main = [(home, reason) for home, reason in homeless if not home.is_side]
    for home, reason in main or ([] if others else homeless):
        name_it = "install them, name another" if "holds none" in reason else "name it"
        remedy = f'{name_it} with env = "PATH", or pass with on-no-environment = "skip", in {rules.TABLE}'
        yield NotChecked(home.path(named), reason, remedy)


def _badly_encoded(found: Sequence[Home], files: Files, options: Namespace) -> Iterator[Verdict | Advice]:
    """UTF-16 and UTF-32: no drift, so advice, unless it is asked for, or mended."""
    paths = {path for home in found for closure in (*home.closures, *home.inputs) for path in closure.files}
    for path in sorted(paths):
        read = files.requirements(path)
        if read and read.encoding.is_wide:
            finding = rules.ENCODING.at(files.source(path), Place(1, 1), codec=read.encoding.codec.upper())
            is_finding = options.encoding == "fail" or options.fix
            yield Verdict(finding) if is_finding else Advice(path, 1, 1, finding.message)
