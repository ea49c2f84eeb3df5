"""Routes of other files that a changed guard no longer reaches.

A commit hands over the files it changes. Where one of them defines a guard, the routes that relied on it stand in
files that nobody handed over; they are judged with the committed text of the guard and with the new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .._kit.finding import NotChecked
from .._kit.git import committed
from .._kit.source import Source
from .census import Census, Standing, route_files
from .facts import Facts
from .guards import Guard, Guards
from .tree import Tree


class Lost(NamedTuple):
    """A route of another file that is open now, and the guard that reached it before."""

    standing: Standing
    guard: Guard


def lost_routes(source: Source, census: Census) -> Iterator[Lost]:
    """The routes of other files that were guarded by what this file said when it was last committed."""
    if (before := _before(source)) is None:
        return
    tree = census.guards.tree
    if _of_guards(before) == _of_guards(tree.cache.facts_of(source)):
        return
    guards = Guards(Tree(tree.cache.as_of(source.path, before)), census.guards.judge.own, census.names)
    for path in route_files():
        if path == source.path:
            continue
        for standing in _open_routes(path, census):
            if (guard := guards.of(path, standing.route)) is not None:
                yield Lost(standing, guard)


def _before(source: Source) -> Facts | None:
    """The facts of the committed text; ``None`` where there is none, or it is the same."""
    from .reading import facts_of

    data = committed(source.path)
    if data is None or data == source.data:
        return None
    old = Source(source.path)
    old.data = data
    try:
        return facts_of(old)
    except NotChecked:
        return None  # what nobody could read guarded nothing that is known


def _of_guards(facts: Facts) -> Facts:
    """The facts without those that guard nothing: where things stand, and the file's own routes."""
    classes = {name: each._replace(line=0) for name, each in facts.classes.items()}
    hung = tuple(each._replace(line=0) for each in facts.hung)
    return facts._replace(routes=(), classes=classes, hung=hung)


def _open_routes(path: str, census: Census) -> Iterator[Standing]:
    try:
        for route in census.routes(Source(path)):
            standing = census.standing(path, route)
            if standing.guard is None and standing.reason is None:
                yield standing
    except NotChecked:
        return  # said where that file is checked itself
