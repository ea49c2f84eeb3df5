"""Routes of other files that a commit's guards no longer reach.

A commit hands over the files it changes, and tells git which it deletes. Where one of them defined a guard, or what a
guard asks, the routes that relied on it stand in files that nobody handed over; they are judged with the committed
texts and with the new ones. Of the functions only those whose texts have changed are read again, and other files only
where those say less.
"""

from __future__ import annotations

import os

from .._kit.finding import NotChecked
from .._kit.light import Collection, Iterator, Mapping, Sequence
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, NamedTuple
from .cache import Cache
from .census import Census, Standing, route_files
from .facts import ClassFacts, Facts, Verdict, Verdicts, names_asked
from .guards import Guard, Guards
from .loosened import MADE_TO_GUARD
from .tree import Tree
from .words import VERIFIERS

if TYPE_CHECKING:
    Said = dict[str, Verdicts | Verdict]

_NO_VERDICT = Verdict()
# What a deleted file says.
_NOTHING = Facts({}, (), (), {}, {}, (), (), {}, {}, (), {}, {}, b"")


class Loosened(NamedTuple):
    """A file that guards less than at the last commit, with what it said then; ``text`` is that of a deleted one."""

    path: str
    facts: Facts
    said: Said
    text: bytes | None


class Lost(NamedTuple):
    """A route of another file that is open now, and the guard that reached it before."""

    standing: Standing
    guard: Guard


def loosened(old: Source, before: Facts, new: Source | None, cache: Cache) -> Loosened | None:
    """What a committed text said, where the new one, or that there is none any more, may guard less.

    Raises ``NotChecked`` for a new text that cannot be judged.
    """
    now = cache.facts_of(new) if new else _NOTHING
    changed = _helpers(_changed(before, now), before)
    said, says = _said(old, before, changed, now), _said(new, now, changed, before) if new else {}
    called, calls = _said_when_called(old, before, changed), _said_when_called(new, now, changed) if new else {}
    if any(_says_less(each, calls.get(name, _NO_VERDICT), before) for name, each in called.items()):
        return Loosened(old.path, before, {**said, **called}, None if new else old.data)
    if any(each.mentions(MADE_TO_GUARD) for each in (old, new) if each):
        if said == says and _of_guards(before) == _of_guards(now):
            return None
    elif _checks(said, before) == _checks(says, before) and not _lets_go(before, now):
        return None
    return Loosened(old.path, before, {**said, **called}, None if new else old.data)


def lost_routes(changed: Sequence[Loosened], checked: Collection[str], census: Census) -> Iterator[Lost]:
    """The routes of files that are not checked themselves, which were guarded when these files said what they said."""
    others = [path for path in route_files() if path not in checked]
    now_open = [standing for path in others for standing in _open_routes(path, census)]
    guards = census.guards
    deleted = frozenset(each.path for each in changed if each.text is not None)
    tree = Tree(guards.tree.cache.as_of(changed), deleted, frozenset(each.path for each in changed))
    before = Guards(tree, guards.judge.own, census.names)
    for standing in now_open:  # whose files the cache knows by now, before it is asked as of then
        if (guard := before.of(standing.path, standing.route)) is not None:
            yield Lost(standing, guard)


def open_routes(file: str, checked: Collection[str], census: Census) -> Iterator[Standing]:
    """The open routes of files that are not checked themselves, and that use this file, or that it may stand before."""
    tree = census.guards.tree
    stands_before = file in census.guards.surroundings.hook_files() or not os.path.isfile(file)
    for path in route_files():
        if path not in checked:
            is_open = list(_open_routes(path, census))
            if is_open and (stands_before or tree.imports_from(path, file)):
                yield from is_open


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
    asks = tuple(
        each for each in verdict.asks if is_view or any(name in before.functions for name in names_asked(each))
    )
    others = () if is_view or not verdict.refused else verdict.steps  # those that have to say no as well
    return verdict.tests, verdict.refused, verdict.hinges, asks, verdict.when, verdict.ends, others


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


def _said(source: Source, facts: Facts, names: Sequence[str], other: Facts) -> Said:
    """What those of the named functions say that a text has, in the words of the cache."""
    from .reading import verdict_of_named_view, verdict_when_told_no_of, verdicts_of

    known = [name for name in names if name in facts.functions]
    as_views = {f"view {name}": verdict_of_named_view(source, name) for name in known}
    kept = [name for name in known if name in other.functions]  # what is gone says nothing else, it fails
    told_no = {f"told {name}": verdict_when_told_no_of(source, name) for name in kept}
    return {**{name: verdicts_of(source, name) for name in known}, **as_views, **told_no}


def _said_when_called(source: Source, facts: Facts, names: Sequence[str]) -> dict[str, Verdict]:
    """What those functions say to the views that call them, for their effect or for a yes or no."""
    from .reading import predicate, verdict_of_step, verifier

    known = [name for name in names if name in facts.functions]
    steps = {f"step {name}": verdict_of_step(source, name) for name in known}
    verifiers = [name for name in known if any(each.name.endswith(VERIFIERS) for each in facts.functions[name])]
    return {
        **steps,
        **{f"predicate {name}": predicate(source, name) for name in known},
        **{f"verifier {name}": verifier(source, name) for name in verifiers},
    }


def _says_less(before: Verdict, now: Verdict, known: Facts) -> bool:
    """Does a function that a view calls refuse for less, or call less of what may refuse?"""
    of_project = {*known.functions, *known.imports}
    asked = {name for name in (*before.asks, *before.steps) if name.lstrip("=@~!?&").partition(".")[0] in of_project}
    return not set(before.refused) <= set(now.refused) or not asked <= {*now.asks, *now.steps}


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
