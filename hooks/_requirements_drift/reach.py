"""What follows from what is listed: the dependencies of installed packages, and theirs."""

from __future__ import annotations

from .._kit.light import Iterable, Mapping
from .._kit.typed import NamedTuple
from .site_packages import Distribution
from .target import Target, applies


class Missing(NamedTuple):
    """A dependency that is not installed: who needs it, and for which extra (empty for none)."""

    by: str
    extra: str
    name: str


class Reached(NamedTuple):
    """Names that listed ones lead to, each with who needs it, and what is missing on the way."""

    needed_by: Mapping[str, str]
    missing: tuple[Missing, ...]


def reach(roots: Iterable[tuple[str, Iterable[str]]], installed: Mapping[str, Distribution], target: Target) -> Reached:
    """Follow ``Requires-Dist`` from the roots, names with their extras, all in their normal form.

    ``needed_by`` holds what some package needs, roots among it only where another one needs them.
    """
    needed_by: dict[str, str] = {}
    missing: dict[Missing, None] = {}
    done: dict[str, set[str]] = {}
    pending = [(key, frozenset(extras)) for key, extras in roots]
    for key, extras in pending:  # which grows meanwhile
        if key not in installed or (key in done and extras <= done[key]):
            continue
        known = done.setdefault(key, set())
        known |= extras
        for dependency in installed[key].dependencies():
            always = applies(dependency.marker, target)
            if not (always or (known and applies(dependency.marker, target, known))):
                continue
            if dependency.key != key:
                needed_by.setdefault(dependency.key, key)
            if dependency.key in installed:
                pending.append((dependency.key, frozenset(dependency.extras)))
            else:
                extra = "" if always else _extra_of(dependency.marker, target, known)
                missing[Missing(key, extra, dependency.key)] = None
    return Reached(needed_by, tuple(missing))


def _extra_of(marker: str, target: Target, extras: set[str]) -> str:
    return next((extra for extra in sorted(extras) if applies(marker, target, (extra,))), "")


def heads(keys: Iterable[str], installed: Mapping[str, Distribution], target: Target) -> dict[str, set[str]]:
    """Of packages that nothing listed needs, those that brought the others, each with what it brought."""
    rest = set(keys)
    brought = {key: set(reach([(key, ())], installed, target).needed_by) & rest - {key} for key in rest}
    heads: dict[str, set[str]] = {}
    for key in sorted(rest, key=lambda key: (-len(brought[key]), key)):
        if not any(key in found for found in heads.values()):
            heads[key] = brought[key]
    return heads
