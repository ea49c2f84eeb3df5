"""The routes of the repository, each with the guard that reaches it."""

from __future__ import annotations

from .._kit.finding import NotChecked
from .._kit.light import Iterable, Iterator, Sequence
from .._kit.names import Names
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .facts import REGISTERS, REGISTERS_AS_IT_IS, RouteFacts
from .guards import Guard, Guards
from .public_list import PublicList, list_above
from .specifications import adds_routes
from .texts import ROUTE_TEXTS


class Standing(NamedTuple):
    """A route and how it stands: guarded, listed with a reason, or open."""

    path: str
    route: RouteFacts
    rule: str
    guard: Guard | None
    reason: str | None

    @property
    def methods(self) -> str:
        """The methods in one word."""
        return ",".join(self.route.methods) or "any"

    @property
    def shown_route(self) -> str:
        """The route itself: its view, methods and rule."""
        rule = f" {self.rule}" if self.rule else ""
        return f"`{self.route.symbol}` ({self.methods}{rule})"

    @property
    def shown(self) -> str:
        """The guard, the reason, or that there is neither."""
        if self.guard:
            return str(self.guard)
        return f"public: {self.reason}" if self.reason is not None else "NONE"


class Census:
    """What one run knows: guards, lists, and the routes of files."""

    def __init__(self, guards: Guards, names: Names) -> None:
        self.guards = guards
        self.names = names
        self.lists: dict[str, PublicList] = {}

    def routes(self, source: Source) -> list[RouteFacts]:
        """The routes that a file declares, less what turns out to be none."""
        if not source.is_python or not self.names.has_live_views(source):
            return []
        from .._kit.routes import WORDS

        if not source.mentions(WORDS):
            return []
        facts = self.guards.tree.cache.facts_of(source)
        return [route for route in facts.routes if self.guards.is_route(source.path, route)]

    def standing(self, path: str, route: RouteFacts) -> Standing:
        """How a route stands. Raises ``NotChecked`` for a list that cannot be read."""
        guard = self.guards.of(path, route)
        public = list_above(path, self.lists)
        rule = "" if route.rule is None else route.rule
        if guard:
            return Standing(path, route, rule, guard, None)
        full = self.guards.surroundings.full_rules(path, route) if any(row.rule for row in public.rows) else []
        reason = next(
            (row.reason for row in public.rows if not row.complaint and public.matches(row, path, route, full)), None
        )
        return Standing(path, route, rule, None, reason)

    def everything(self) -> Iterator[Standing | NotChecked]:
        """Every route of the repository, by file and line; what only the project's own decorators make comes last."""
        texts = self.guards.tree.texts
        self.guards.tree.cache.read_all()
        paths = [path for path in texts.declaring() if self._may_serve(path)]
        if names := {name for path in paths for name in texts.view_classes(path)}:
            self.guards.tree.expect_views(names, paths)
        yield from self._of_files(paths)
        known = [facts for facts in map(self.guards.tree.facts, paths) if facts]
        kinds = (REGISTERS, REGISTERS_AS_IT_IS)
        own = {name for facts in known for name, made in facts.made.items() if made.kind in kinds}
        further = {path for name in own for path in texts.naming(name) or () if self._may_serve(path)}
        yield from self._of_files(sorted(further.difference(paths)))
        yield from texts.unread

    def _may_serve(self, path: str) -> bool:
        try:
            return self.names.is_production(path) or self.names.has_live_views(self.guards.tree.texts.source(path))
        except NotChecked:
            return True  # and is said to be unreadable where its routes are asked for

    def _of_files(self, paths: Iterable[str]) -> Iterator[Standing | NotChecked]:
        for path in paths:
            try:
                source = self.guards.tree.texts.source(path)
                for route in self.routes(source):
                    standing = self.standing(path, route)
                    yield standing._replace(rule=self.full_rule(path, route))
                if adds_routes(source):
                    remedy = "read it beside this list; its `security` is looked at on commits"
                    yield NotChecked(path, "Connexion makes further routes of an OpenAPI file", remedy)
            except NotChecked as item:
                yield item
            except RecursionError:
                yield NotChecked(path, "it nests too deeply", "split what nests, or leave it out with `exclude:`")

    def full_rule(self, path: str, route: RouteFacts) -> str:
        """The rule with the prefixes of its blueprints; of several the first."""
        return next(iter(self.guards.surroundings.full_rules(path, route)), route.rule or "")


def route_files() -> Sequence[str]:
    """Files git tracks that may declare a route. Raises ``UsageError`` outside a repository."""
    from .._kit.git import files_with_text, tracked_files

    found = files_with_text((*ROUTE_TEXTS, '("/', "('/"), "*.py")
    return [path for path in tracked_files() if path.endswith(".py")] if found is None else found


def table(standings: Iterable[Standing]) -> str:
    """The census as columns."""
    rows = [
        (each.methods, each.rule or "?", f"{each.path}:{each.route.line}", each.route.symbol, each.shown)
        for each in standings
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    lines = [
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]]) for row in rows
    ]
    unguarded = sum(row[4] == "NONE" for row in rows)
    listed = sum(row[4].startswith("public: ") for row in rows)
    return "\n".join(
        [
            *lines,
            f"{len(rows)} routes: {len(rows) - unguarded - listed} guarded, {listed} public, {unguarded} neither",
        ]
    )


def as_json(standings: Iterable[Standing], missed: Iterable[NotChecked]) -> str:
    """The census as JSON."""
    import json

    rows = [
        {
            "path": each.path,
            "line": each.route.line,
            "rule": each.rule or None,
            "methods": each.route.methods,
            "view": each.route.symbol,
            "guard": each.guard._asdict() if each.guard else None,
            "reason": each.reason,
        }
        for each in standings
    ]
    items = [{"path": item.path, "reason": item.reason, "remedy": item.remedy} for item in missed]
    return json.dumps({"routes": rows, "not_checked": items}, indent=1)
