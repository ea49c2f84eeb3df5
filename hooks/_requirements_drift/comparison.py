"""One requirement against what is installed under its name."""

from __future__ import annotations

import os

from .._kit import regex as re
from .._kit.dependency_files import is_lock
from .._kit.finding import Finding, NotChecked
from .._kit.light import Iterator
from .._kit.requirements import Entry, Span, resolved
from .._kit.source import Source
from .._kit.typed import NamedTuple
from . import origins, rules
from .environments import Environment
from .site_packages import Distribution, Installed, Origin
from .target import Target, satisfies


class Edit(NamedTuple):
    """Characters of a file to replace."""

    path: str
    span: Span
    text: str


class Verdict(NamedTuple):
    """A finding, and what would mend its file: an edit, or an added line; or why nobody may."""

    finding: Finding
    edit: Edit | None = None
    added: str = ""
    refusal: str = ""


class Witness(NamedTuple):
    """The environment that was looked at."""

    environment: Environment
    installed: Installed
    target: Target
    own: frozenset[str]

    @property
    def shown(self) -> str:
        """How messages name it: where it is, and how it was found."""
        return f"{self.environment.shown} ({self.environment.how})"

    def of(self, entry: Entry) -> Distribution | None:
        """The distribution that an entry means, by name, or by path where it states none."""
        if entry.name:
            return self.installed.distributions.get(entry.key)
        found = self.installed.distributions.values()
        named = (each for each in found if each.origin and each.origin.kind != "vcs")
        return next((each for each in named if each.origin and origins.is_same_path(entry, each.origin)), None)


def differences(source: Source, entry: Entry, witness: Witness) -> Iterator[Verdict | NotChecked]:
    """What differs between a requirement that applies and the environment."""
    installed = witness.of(entry)
    is_local = bool(resolved(entry))
    if entry.name and is_local and (not entry.editable) and entry.whole and _is_unportable(entry):
        yield _unportable(source, entry, installed)
    elif installed is None:
        mend = "lock again" if is_lock(entry.path) else "delete the line"
        yield Verdict(rules.NOT_INSTALLED.at(source, entry.place, name=_name(entry), env=witness.shown, mend=mend))
    elif not entry.url:
        yield from _by_version(source, entry, installed, witness)
    elif origins.is_vcs(entry.url):
        yield from _by_revision(source, entry, installed, witness)
    else:
        yield from _by_location(source, entry, installed, witness)


def _name(entry: Entry) -> str:
    """How messages call an entry."""
    return entry.name or origins.shown(entry.url)


def _by_version(
    source: Source, entry: Entry, installed: Distribution, witness: Witness
) -> Iterator[Verdict | NotChecked]:
    satisfied = satisfies(entry.specifier, installed.version)
    if satisfied is None:
        reason = f"line {entry.line}: {entry.specifier!r} is no version that can be compared"
        yield NotChecked(entry.path, reason, "write it as PEP 440 says")
    elif not satisfied:
        mend = f"write =={installed.version}" if entry.version else "write a range that admits it"
        finding = rules.VERSION.at(
            source,
            entry.place,
            name=entry.name,
            version=installed.version,
            env=witness.shown,
            stated=entry.version or entry.specifier,
            mend="lock again" if is_lock(entry.path) else mend,
        )
        yield _mended(finding, entry, entry.pin, installed.version)
    elif installed.origin and _is_no_release(installed.origin):
        yield _source_differs(source, entry, installed, witness, "an index")


def _is_no_release(origin: Origin) -> bool:
    """Does it come from git, or from a folder of this machine outside the repository?"""
    is_folder = origins.is_of_this_machine(origin) and not is_own(origins.local_path(origin.url))
    return origin.kind == "vcs" or is_folder


def _by_revision(source: Source, entry: Entry, installed: Distribution, witness: Witness) -> Iterator[Verdict]:
    origin = installed.origin
    if origin is None or origin.kind != "vcs":
        # pip installs -e git+... as an editable folder, and records the folder only.
        if origin is None or not origin.editable:
            yield _source_differs(source, entry, installed, witness, origins.shown(entry.url))
        return
    if not origins.is_same_repository(entry.url, origin.url):
        yield _source_differs(source, entry, installed, witness, origins.shown(entry.url))
    elif not origins.is_same_revision(stated := origins.revision_of(entry.url), origin):
        yield Verdict(
            rules.REVISION.at(
                source,
                entry.place,
                name=_name(entry),
                env=witness.shown,
                commit=origin.revision[:12],
                stated=stated[:12],
            )
        )


def _by_location(source: Source, entry: Entry, installed: Distribution, witness: Witness) -> Iterator[Verdict]:
    origin = installed.origin
    wheel = re.match(r"[^-]+-([^-]+)-.*\.whl$", entry.url.partition("#")[0].rpartition("/")[2])
    if wheel and satisfies(f"=={wheel[1].replace('_', '-')}", installed.version) is False:
        yield Verdict(
            rules.VERSION.at(
                source,
                entry.place,
                name=_name(entry),
                version=installed.version,
                env=witness.shown,
                stated=wheel[1],
                mend="name the wheel of that version",
            )
        )
    elif origin is None or origin.kind == "vcs":
        yield _source_differs(source, entry, installed, witness, origins.shown(entry.url))
    elif resolved(entry):
        if not origins.is_same_path(entry, origin):
            yield _source_differs(source, entry, installed, witness, origins.shown(entry.url))
    elif not origins.is_same_archive(entry.url, origin.url):
        yield _source_differs(source, entry, installed, witness, origins.shown(entry.url))


def _source_differs(source: Source, entry: Entry, installed: Distribution, witness: Witness, stated: str) -> Verdict:
    origin = origins.shown(installed.origin.url) if installed.origin else "an index"
    return Verdict(
        rules.SOURCE.at(source, entry.place, name=_name(entry), env=witness.shown, origin=origin, stated=stated)
    )


def _is_unportable(entry: Entry) -> bool:
    """Does ``name @ file:///...`` name what other machines do not have? A path inside the repository they have."""
    path = resolved(entry)
    return not os.path.exists(path) or not is_own(path)


def is_own(path: str) -> bool:
    """Is a path the working folder, the repository that is checked, or does it lie there?"""
    return bool(path) and f"{os.path.realpath(path)}{os.sep}".startswith(f"{os.path.realpath('.')}{os.sep}")


def _unportable(source: Source, entry: Entry, installed: Distribution | None) -> Verdict:
    release = (
        ""
        if installed and installed.origin and origins.is_of_this_machine(installed.origin)
        else (installed.version if installed else "")
    )
    write = f"{entry.name}=={release}" if release else "a release, or a path in the repository"
    finding = rules.UNPORTABLE.at(source, entry.place, url=origins.shown(entry.url), write=write)
    extras = f"[{','.join(entry.extras)}]" if entry.extras else ""
    return _mended(finding, entry, entry.whole, f"{entry.name}{extras}=={release}") if release else Verdict(finding)


def _mended(finding: Finding, entry: Entry, span: Span | None, text: str) -> Verdict:
    if entry.hashed:
        return Verdict(finding, refusal="its hashes belong to the old version; run the lock tool")
    if span is None:
        return Verdict(finding)
    return Verdict(finding, Edit(entry.path, span, text))
