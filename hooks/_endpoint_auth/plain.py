"""Facts as lists and dicts, and back; JSON knows no tuples."""

from __future__ import annotations

from typing import Any

from .facts import Applied, ClassFacts, Facts, Hung, Made, Mounted, Passed, RouteFacts, Taken, Verdict, Verdicts


def to_plain(facts: Facts) -> list[Any]:
    """The facts as a list that JSON can hold."""
    return list(facts)


def from_plain(plain: list[Any]) -> Facts:
    """The facts that ``to_plain`` gave. Raises ``TypeError`` or ``ValueError`` for anything else."""
    known, stars, routes, classes, functions, hung, mounted, made, aliases, passed, marked = plain
    return Facts(
        imports=dict(known),
        stars=tuple(stars),
        routes=tuple(_route(row) for row in routes),
        classes={name: _class(row) for name, row in classes.items()},
        functions={name: _applied(rows) for name, rows in functions.items()},
        hung=tuple(_hung(row) for row in hung),
        mounted=tuple(Mounted(*row) for row in mounted),
        made={name: _made(row) for name, row in made.items()},
        aliases=dict(aliases),
        passed=tuple(_passed(row) for row in passed),
        marked={name: tuple(marks) for name, marks in marked.items()},
    )


def _hung(row: list[Any]) -> Hung:
    hung = Hung(*row)
    return hung._replace(taken=Taken(*hung.taken) if hung.taken else None)


def _passed(row: list[Any]) -> Passed:
    passed = Passed(*row)
    return passed._replace(taken=Taken(*passed.taken) if passed.taken else None)


def _applied(rows: list[Any]) -> tuple[Applied, ...]:
    return tuple(Applied(*row) for row in rows)


def verdict_from_plain(row: list[Any]) -> Verdict:
    """The verdict that ``list`` made plain. Raises as ``from_plain``."""
    tests, refused, hinges, asks, always, marks, empty = row
    listed = tuple(tuple(each) for each in tests)
    return Verdict(listed, tuple(refused), tuple(hinges), tuple(asks), always, tuple(marks), empty)


def verdicts_from_plain(row: list[Any]) -> Verdicts:
    """The verdicts that ``list`` made plain. Raises as ``from_plain``."""
    hook, helper, decorator = row
    of_decorator = verdict_from_plain(decorator) if decorator else None
    return Verdicts(verdict_from_plain(hook), verdict_from_plain(helper), of_decorator)


def _route(row: list[Any]) -> RouteFacts:
    route = RouteFacts(*row)
    return route._replace(
        methods=tuple(route.methods),
        decorators=_applied(list(route.decorators)),
        above=_applied(list(route.above)),
    )


def _class(row: list[Any]) -> ClassFacts:
    found = ClassFacts(*row)
    return found._replace(
        bases=tuple(found.bases),
        decorators=None if found.decorators is None else _applied(list(found.decorators)),
        by_method={name: _applied(list(rows)) for name, rows in found.by_method.items()},
        dispatch=verdict_from_plain(list(found.dispatch)) if found.dispatch else None,
        verbs=tuple(found.verbs),
    )


def _made(row: list[Any]) -> Made:
    made = Made(*row)
    return made._replace(decorators=_applied(list(made.decorators)))
