"""Facts as plain tuples and dicts, and back."""

from __future__ import annotations

import marshal

from .._kit.typed import TYPE_CHECKING
from .facts import Applied, ClassFacts, Facts, Hung, Made, Mounted, Passed, RouteFacts, Taken, Verdict, Verdicts

if TYPE_CHECKING:
    from typing import Any

    Row = tuple[Any, ...]


def to_plain(value: Any) -> Any:  # noqa: ANN401 - tuples and dicts of texts, numbers and such
    """A value of facts, with plain tuples for all records in it."""
    if isinstance(value, tuple):
        return tuple(map(to_plain, value))
    if isinstance(value, dict):
        return {key: to_plain(each) for key, each in value.items()}
    return value


def from_plain(plain: tuple[Any, ...]) -> Facts:
    """The facts that ``to_plain`` was given."""
    known, stars, routes, classes, functions, hung, mounted, made, aliases, passed, marked, bodies, outside = plain
    return Facts(
        imports=known,
        stars=stars,
        routes=tuple(_route(row) for row in routes),
        classes={name: _class(row) for name, row in classes.items()},
        functions={name: _applied(rows) for name, rows in functions.items()},
        hung=tuple(_hung(row) for row in hung),
        mounted=tuple(Mounted(*row) for row in mounted),
        made={name: _made(row) for name, row in made.items()},
        aliases=aliases,
        passed=tuple(_passed(row) for row in passed),
        marked=marked,
        bodies=bodies,
        outside=outside,
    )


def facts_to_keep(facts: Facts) -> bytes:
    """Facts as the cache holds them."""
    return marshal.dumps(to_plain(facts))


def facts_kept(kept: bytes) -> Facts:
    """The facts that ``facts_to_keep`` was given."""
    return from_plain(marshal.loads(kept))  # noqa: S302 - of our own


def verdict_from_plain(row: Row) -> Verdict:
    """The verdict that ``to_plain`` was given."""
    return Verdict(*row)


def verdicts_from_plain(row: Row) -> Verdicts:
    """The verdicts that ``to_plain`` was given."""
    hook, helper, decorator = row
    return Verdicts(Verdict(*hook), Verdict(*helper), Verdict(*decorator) if decorator else None)


def _hung(row: Row) -> Hung:
    hung = Hung(*row)
    return hung._replace(taken=Taken(*hung.taken) if hung.taken else None)


def _passed(row: Row) -> Passed:
    passed = Passed(*row)
    return passed._replace(taken=Taken(*passed.taken) if passed.taken else None)


def _applied(rows: Row) -> tuple[Applied, ...]:
    return tuple(Applied(*row) for row in rows)


def _route(row: Row) -> RouteFacts:
    route = RouteFacts(*row)
    return route._replace(decorators=_applied(route.decorators), above=_applied(route.above))


def _class(row: Row) -> ClassFacts:
    bases, decorators, by_method, keeps, gate, dispatch, hides, verbs, answers, line = row
    return ClassFacts(
        bases,
        None if decorators is None else _applied(decorators),
        {name: _applied(rows) for name, rows in by_method.items()},
        keeps,
        gate,
        Verdict(*dispatch) if dispatch else None,
        hides,
        verbs,
        answers,
        line,
    )


def _made(row: Row) -> Made:
    made = Made(*row)
    return made._replace(decorators=_applied(made.decorators))
