"""Routes of other files that a changed guard no longer reaches.

A commit hands over the files it changes. Where one of them defined a guard, or what a guard asks, the routes that
relied on it stand in files that nobody handed over; they are judged with the committed text and with the new one. Of
the functions only those whose texts have changed are read again, and other files only where those say less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .._kit.finding import NotChecked
from .._kit.git import committed
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, NamedTuple
from .cache import Cache
from .census import Census, Standing, route_files
from .facts import ClassFacts, Facts, Verdict, Verdicts
from .guards import Guard, Guards
from .loosened import MADE_TO_GUARD
from .tree import Tree

if TYPE_CHECKING:
    Said = dict[str, Verdicts | Verdict]


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
    changed = _helpers(_changed(before, now), before)
    said, says = _said(old, before, changed), _said(source, now, changed)
    if any(each.mentions(MADE_TO_GUARD) for each in (old, source)):
        if said == says and _of_guards(before) == _of_guards(now):
            return
    elif _checks(said, before) == _checks(says, before) and not _lets_go(before, now):
        return
    others = [path for path in route_files() if path != source.path]
    now_open = [standing for path in others for standing in _open_routes(path, census)]
    guards = Guards(Tree(cache.as_of(source, before, said)), census.guards.judge.own, census.names)
    for standing in now_open:  # whose files the cache knows by now, before it is asked as of then
        if (guard := guards.of(standing.path, standing.route)) is not None:
            yield Lost(standing, guard)


def _facts_before(old: Source, cache: Cache) -> Facts | None:
    try:
        return cache.facts_of_text(old)
    except NotChecked:
        return None  # what nobody could read guarded nothing that is known


def _changed(before: Facts, now: Facts) -> list[str]:
    """The functions, of before and of now, that may say something else."""
    names = sorted({*before.functions, *now.functions})
    if before.outside != now.outside:
        return names
    return [name for name in names if before.bodies.get(name) != now.bodies.get(name)]


def _helpers(names: Sequence[str], facts: Facts) -> list[str]:
    """The functions that may be called from elsewhere: those that are no views."""
    views = {route.symbol for route in facts.routes if route.here}
    return [name for name in names if name not in views]


def _checks(said: Said, before: Facts) -> dict[str, tuple[object, ...]]:
    """What functions say that may turn strangers away, by themselves or by what they ask; the rest guards nothing."""
    found: dict[str, tuple[object, ...]] = {}
    for name, each in said.items():
        verdicts = each if isinstance(each, Verdicts) else (each,)
        checks = tuple(_check(verdict, before, name.startswith("view ")) for verdict in verdicts if verdict)
        if any(map(any, checks)):
            found[name] = checks
    return found


def _check(verdict: Verdict, before: Facts, is_view: bool) -> tuple[object, ...]:
    """Of what is asked, a view's verdict names what sounds like a check only, the others all that is called."""
    asks = tuple(each for each in verdict.asks if is_view or each.lstrip("=@~!") in before.functions)
    return verdict.tests, verdict.refused, verdict.hinges, asks, verdict.ends


def _lets_go(before: Facts, now: Facts) -> bool:
    """Does a name stand for something else now, or is something no longer mounted, or other than before?"""
    return (
        _differs(before.imports, now.imports)
        or _differs(before.aliases, now.aliases)
        or _differs(before.functions, now.functions)
        or _differs(_classes(before), _classes(now))
        or not {*before.mounted, *before.passed} <= {*now.mounted, *now.passed}
        or before.stars != now.stars
    )


def _differs(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    return any(now.get(name, each) != each for name, each in before.items())


def _classes(facts: Facts) -> dict[str, ClassFacts]:
    return {name: each._replace(line=0, verbs=()) for name, each in facts.classes.items()}


def _said(source: Source, facts: Facts, names: Sequence[str]) -> Said:
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
