"""Routes of other files that a changed guard no longer reaches.

A commit hands over the files it changes. Where one of them defines a guard, the routes that relied on it stand in
files that nobody handed over; they are judged with the committed text of the guard and with the new one. Of the
functions only those whose texts have changed are read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._kit.finding import NotChecked
from .._kit.git import committed
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .cache import Cache
from .census import Census, Standing, route_files
from .facts import Facts, Verdict, Verdicts
from .guards import Guard, Guards
from .tree import Tree


class Lost(NamedTuple):
    """A route of another file that is open now, and the guard that reached it before."""

    standing: Standing
    guard: Guard


def lost_routes(source: Source, beside: Sequence[str], census: Census) -> Iterator[Lost]:
    """The routes of other files that were guarded by what this file said when it was last committed.

    Files ``beside`` it are those of the same commit.
    """
    data = committed(source.path, beside)
    if data is None or data == source.data:
        return
    old = Source(source.path)
    old.data = data
    cache = census.guards.tree.cache
    if (before := _facts_before(old, cache)) is None:
        return
    now = cache.facts_of(source)
    changed = _changed(before, now)
    said = _said(old, before, changed)
    if said == _said(source, now, changed) and _of_guards(before) == _of_guards(now):
        return
    guards = Guards(Tree(cache.as_of(source, before, said)), census.guards.judge.own, census.names)
    for path in route_files():
        if path == source.path:
            continue
        for standing in _open_routes(path, census):
            if (guard := guards.of(path, standing.route)) is not None:
                yield Lost(standing, guard)


def _facts_before(old: Source, cache: Cache) -> Facts | None:
    try:
        return cache.facts_of_text(old)
    except NotChecked:
        return None  # what nobody could read guarded nothing that is known


def _changed(before: Facts, now: Facts) -> list[str]:
    """The functions, of before and of now, that may say something else."""
    if (before.outside, before.imports) != (now.outside, now.imports):
        return sorted({*before.functions, *now.functions})
    names = sorted({*before.functions, *now.functions})
    return [name for name in names if before.bodies.get(name) != now.bodies.get(name)]


def _said(source: Source, facts: Facts, names: Sequence[str]) -> dict[str, Verdicts | Verdict]:
    """What those of the named functions say that a text has, in the words of the cache."""
    from .reading import verdict_of_named_view, verdicts_of

    known = [name for name in names if name in facts.functions]
    as_views = {f"view {name}": verdict_of_named_view(source, name) for name in known}
    return {**{name: verdicts_of(source, name) for name in known}, **as_views}


def _of_guards(facts: Facts) -> Facts:
    """The same without what guards nothing: where things stand, the texts, and the file's own routes."""
    classes = {name: each._replace(line=0) for name, each in facts.classes.items()}
    hung = tuple(each._replace(line=0) for each in facts.hung)
    return facts._replace(routes=(), classes=classes, hung=hung, bodies={}, outside=b"")


def _open_routes(path: str, census: Census) -> Iterator[Standing]:
    try:
        for route in census.routes(Source(path)):
            standing = census.standing(path, route)
            if standing.guard is None and standing.reason is None:
                yield standing
    except NotChecked:
        return  # said where that file is checked itself
