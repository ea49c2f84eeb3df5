"""Routes of other files that a changed guard no longer reaches.

A commit hands over the files it changes. Where one of them defines a guard, the routes that relied on it stand in
files that nobody handed over; they are judged with the committed text of the guard and with the new one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._kit.finding import NotChecked
from .._kit.git import committed
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .census import Census, Standing, route_files
from .facts import Facts, Verdicts
from .guards import Guard, Guards
from .tree import Tree


class Said(NamedTuple):
    """All that a text says of guards: its facts, and what its functions do to strangers."""

    facts: Facts
    verdicts: dict[str, Verdicts]


class Lost(NamedTuple):
    """A route of another file that is open now, and the guard that reached it before."""

    standing: Standing
    guard: Guard


def lost_routes(source: Source, beside: Sequence[str], census: Census) -> Iterator[Lost]:
    """The routes of other files that were guarded by what this file said when it was last committed.

    Files ``beside`` it are those of the same commit.
    """
    if (before := _before(source, beside)) is None:
        return
    tree = census.guards.tree
    now = Said(tree.cache.facts_of(source), _verdicts(source))
    if _of_guards(before) == _of_guards(now):
        return
    cache = tree.cache.as_of(source.path, before.facts, before.verdicts)
    guards = Guards(Tree(cache), census.guards.judge.own, census.names)
    for path in route_files():
        if path == source.path:
            continue
        for standing in _open_routes(path, census):
            if (guard := guards.of(path, standing.route)) is not None:
                yield Lost(standing, guard)


def _before(source: Source, beside: Sequence[str]) -> Said | None:
    """What the committed text says; ``None`` where there is none, or it is the same."""
    from .reading import facts_of

    data = committed(source.path, beside)
    if data is None or data == source.data:
        return None
    old = Source(source.path)
    old.data = data
    try:
        return Said(facts_of(old), _verdicts(old))
    except NotChecked:
        return None  # what nobody could read guarded nothing that is known


def _verdicts(source: Source) -> dict[str, Verdicts]:
    from .reading import facts_of, verdicts_of

    return {name: verdicts_of(source, name) for name in facts_of(source).functions}


def _of_guards(said: Said) -> Said:
    """The same without what guards nothing: where things stand, and the file's own routes."""
    classes = {name: each._replace(line=0) for name, each in said.facts.classes.items()}
    hung = tuple(each._replace(line=0) for each in said.facts.hung)
    return said._replace(facts=said.facts._replace(routes=(), classes=classes, hung=hung))


def _open_routes(path: str, census: Census) -> Iterator[Standing]:
    try:
        for route in census.routes(Source(path)):
            standing = census.standing(path, route)
            if standing.guard is None and standing.reason is None:
                yield standing
    except NotChecked:
        return  # said where that file is checked itself
