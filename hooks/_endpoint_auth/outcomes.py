"""How the tests of a hook or decorator come out at a route: what they name it by, and the marks that it bears."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Collection, Sequence
from .facts import Made, RouteFacts
from .listed import with_listed
from .surroundings import Surroundings
from .tree import Target, Tree

# What a route of no methods of its own may be asked by.
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Outcomes:
    """Answers, for one run, how tests come out."""

    def __init__(self, tree: Tree, surroundings: Surroundings) -> None:
        self.tree = tree
        self.surroundings = surroundings

    def of(
        self,
        where: str,
        path: str,
        route: RouteFacts,
        tests: Sequence[Sequence[str]],
        around: Sequence[tuple[Target, Made | None]],
    ) -> set[int]:
        """How the tests of a hook may come out at a route, as bits: by each method, where one is asked for."""
        fixed = 0
        tests = with_listed(self.tree, self.surroundings.names, where, tests)
        for number, texts in enumerate(tests):
            marked = any(self.is_marked(path, route, text) != text.startswith("!") for text in texts)
            named = {self.tree.resolve(where, text[1:]) for text in texts if text.startswith("@")}
            marked = marked or any(target in named for target, _ in around)
            if marked or self._names_route(path, texts, route, around):
                fixed |= 1 << number
        found = {fixed}
        if any(text.startswith("%") for texts in tests for text in texts):
            found = {fixed | _outcome_of_method(method, tests) for method in route.methods or METHODS}
        for number in (number for number, texts in enumerate(tests) if "?" in texts):
            found |= {each | 1 << number for each in found}
        return found

    def _names_route(
        self, path: str, texts: Sequence[str], route: RouteFacts, around: Sequence[tuple[Target, Made | None]]
    ) -> bool:
        """Does one of the texts of a hook's test name a route: by endpoint, blueprint or path?"""
        function = route.owner or route.symbol.rpartition(".")[2]
        blueprints = {made.name for _, made in around if made and made.name}
        rules = self.surroundings.full_rules(path, route)
        endpoints = [f"{each}.{function}" for each in blueprints] or [function]
        for text in texts:
            if text.startswith(("^", "<")):
                asked = (
                    _matches(text, rules, endpoints, blueprints) if text[0] == "^" else _is_in(text, rules, endpoints)
                )
                if asked:
                    return True
                continue
            if text.startswith("$"):
                if any(f"{before}{text[1:]}>" in rule for rule in rules for before in "<:"):
                    return True
                continue
            if text.startswith("*"):
                if any(text[1:] in rule for rule in rules):
                    return True
                continue
            if text.startswith("/"):
                if any(rule == text or (len(text) > 1 and rule.startswith(text)) for rule in rules):
                    return True
                continue
            blueprint, _, endpoint = text.rstrip(".").rpartition(".")
            if text.rstrip(".") in blueprints or any(
                rule.strip("/").partition("/")[0] == text for rule in rules if text
            ):
                return True
            if endpoint == function and (not blueprint or not blueprints or blueprint in blueprints):
                return True
        return False

    def is_marked(self, path: str, route: RouteFacts, mark: str) -> bool:
        """Has the route the attribute that the hook asks for, set by name or by a decorator; ``!name`` set to no?"""
        facts = self.tree.facts(path)
        if facts and mark in facts.marked.get(route.symbol, ()):
            return True
        for applied in route.decorators:
            found = self.tree.function_of(path, applied.name)
            if found is not None:
                said = self.tree.verdicts(found)
                if any(mark in verdict.marks for verdict in (said.hook, said.decorator) if verdict):
                    return True
        return False


def _outcome_of_method(method: str, tests: Sequence[Sequence[str]]) -> int:
    """The bits of the tests that name a method of the request."""
    return sum(1 << number for number, texts in enumerate(tests) if f"%{method}" in texts)


def _is_in(text: str, rules: Sequence[str], endpoints: Sequence[str]) -> bool:
    """``<login orders static``: does a text hold the name of a route, as a part of a word too?"""
    return any(each in text[1:] for each in (*rules, *endpoints))


def _matches(text: str, rules: Sequence[str], endpoints: Sequence[str], blueprints: Collection[str]) -> bool:
    """``^match:path:/orders/\\d+``: does a pattern say yes to the address of a route, or to a name of it?"""
    how, part, pattern = text[1:].split(":", 2)
    addresses = [re.sub(r"<[^>]*>", "1", rule) for rule in rules]
    try:
        asked = re.compile(pattern)
    except re.error:
        return False
    of_part = {"path": addresses, "endpoint": endpoints, "blueprint": blueprints}
    return any(getattr(asked, how)(each) for each in of_part[part])
