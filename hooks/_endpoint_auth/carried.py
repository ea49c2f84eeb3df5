"""What the functions of a changed file still say, as their texts and all that they rest on are those of before.

A commit changes a few functions of a file; what the others say was found out when they were.
"""

from __future__ import annotations

from .._kit.light import Mapping
from .._kit.typed import TYPE_CHECKING
from .facts import Facts
from .renamed import resting_on

if TYPE_CHECKING:
    from typing import Any

    # Of a view by what it is judged by: the texts of it, its rule, its methods and its decorators.
    View = tuple[bytes, str, str | None, tuple[str, ...], tuple[Any, ...]]


def still_said(before: Facts, asked: Mapping[str, Any], now: Facts) -> dict[str, Any]:
    """Of what the bodies of a text were ``asked``, by function or by place, that which holds for another text too."""
    if before.outside != now.outside or resting_on(before.imports) != resting_on(now.imports):
        return {}
    same = {name for name, body in now.bodies.items() if before.bodies.get(name) == body}
    found = {what: said for what, said in asked.items() if what.rpartition(" ")[2] in same}
    places = _places(before)
    for view, place in _places(now).items():
        if place and (old := places.get(view)) and old in asked:
            found[place] = asked[old]
    return found


def _places(facts: Facts) -> dict[View, str]:
    """The places of views; none for those that cannot be told apart, and for what does not stand in the file."""
    found: dict[View, str] = {}
    known: set[str] = set()
    for route in facts.routes:
        view = route.body, route.symbol, route.rule, route.methods, route.decorators
        is_the_one = route.body and view not in found and route.place not in known  # the first at a place is judged
        found[view] = route.place if is_the_one else ""
        known.add(route.place)
    return found
