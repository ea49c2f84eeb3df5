"""Routes that no authentication guard reaches and nobody declared public.

A view without a guard is open to the whole internet, and nothing fails when one is forgotten. Each route is
looked up with all that may stand before it: its decorators (below the route: above it they guard nothing),
`decorators` and `method_decorators` of its class and base classes, `before_request` hooks of its blueprints
and its app, also hung in other files, and a refusal at the head of the view itself, or in what it always calls.

Bad::

    @app.route("/invoices")
    def invoices():
        return Invoice.all()

Bad::

    @login_required
    @app.route("/invoices")
    def invoices():
        return Invoice.all()

Good::

    @app.route("/invoices")
    @login_required
    def invoices():
        return Invoice.all()

Good::

    @app.before_request
    def check():
        if not current_user.is_authenticated:
            abort(401)

    @app.route("/invoices")
    def invoices():
        return Invoice.all()

A route that is open on purpose stands with its reason in `upkeep/public-routes.toml`::

    [[route]]
    rule = "/pricing"
    methods = ["GET"]
    view = "shop/pages.py:pricing"
    reason = "shows the price list, which is no secret"

Routes that are open by their nature (login, logout, register, reset, health, static, docs, favicon, robots)
are no finding on a commit unless `--strict` asks for them. Decorators of the repository are judged by their
bodies, others by their names, and by what `--guard` and `--not-guard` say.

Options::

    --list-routes              print every route with the guard that reaches it
    --write-public-routes      add the routes that are open today to the list
    --guard member_only        a decorator, hook or base class that admits known callers only
    --not-guard check_token    one that sounds so and does not
    --strict                   report routes that are open by their names too

Source: https://flask.palletsprojects.com/en/stable/patterns/viewdecorators/
Source: https://flask.palletsprojects.com/en/stable/views/#view-decorators
Source: https://flask-login.readthedocs.io/en/latest/#flask_login.login_required
"""

from __future__ import annotations

from ._endpoint_auth.commit import Commit
from ._endpoint_auth.rules import GONE, LIST, NO_GUARD, NO_REASON, OPEN_BY_NAME, RULES, SPECIFIED
from ._kit.finding import Finding, NotChecked, Place, UsageError
from ._kit.hook import Hook
from ._kit.light import Callable, Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.routes import WORDS
from ._kit.source import Source, Words
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ._endpoint_auth.census import Census, Standing
    from ._endpoint_auth.public_list import PublicList, Row

# What makes routes of an OpenAPI file.
SPECIFICATIONS = Words(plain=[b"add_api"], shapes=[])
FILES = r"\.pyw?$|(?:^|/)upkeep/public-routes\.toml$"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    add = parser.add_argument
    add("--guard", action="append", default=[], metavar="NAME", help="a name that admits known callers only")
    add("--not-guard", action="append", default=[], metavar="NAME", help="a name that sounds so and does not")
    add("--strict", action="store_true", default=False, help="report routes that are open by their names too")
    add("--list-routes", action="store_true", default=False, help="print every route with its guard, check nothing")
    add("--write-public-routes", action="store_true", default=False, help=f"add today's open routes to {LIST}")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked]:
    """Yield routes that are neither guarded nor listed, and rows of the list that hold no more."""
    for source in sources:
        if source.path.endswith(".toml"):
            yield from _list_findings(source, options.shared.census())
            continue
        if not options.all_files:
            options.shared.commit.note(source)
        if source.mentions(SPECIFICATIONS):
            yield from _specified_findings(source, options.shared.census())
        if source.mentions(WORDS):
            census = options.shared.census()
            yield from _route_findings(source, census, options.strict)
            yield from _rows_gone(source, census)
            # A guard may stand in a file that was looked into for these routes and could not be read.
            yield from census.guards.tree.cache.unread


def check_change(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked]:
    """Yield routes of other files that a guard reached until these were changed, or others deleted."""
    if not options.all_files:
        yield from options.shared.commit.findings([each for each in sources if each.is_python])


class Shared:
    """What the checks of one run know: of the repository, as soon as one asks, and of the commit."""

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._census: Census | None = None
        self.commit = Commit(options, self.census)

    def census(self) -> Census:
        """The routes of the repository and their guards; made when first asked for, kept for the next run."""
        self._census = self._census or _census(self._options, self.commit.before)
        return self._census

    def save(self) -> None:
        """Keep what was found out."""
        if self._census:
            self._census.guards.tree.cache.save()


def shared(options: Namespace) -> Iterator[Shared]:
    """What the checks of one run share."""
    made = Shared(options)
    yield made
    made.save()


def _census(options: Namespace, before: Callable[[str], bytes | None] | None = None) -> Census:
    from ._endpoint_auth.cache import Cache
    from ._endpoint_auth.census import Census
    from ._endpoint_auth.guards import Guards
    from ._endpoint_auth.judge import Own
    from ._endpoint_auth.tree import Tree

    own = Own(frozenset(options.guard), frozenset(options.not_guard))
    names = Names.of(options)
    return Census(Guards(Tree(Cache(before)), own, names), names)


def _route_findings(source: Source, census: Census, strict: bool) -> Iterator[Finding]:
    from ._endpoint_auth.words import is_usually_public

    for route in census.routes(source):
        standing = census.standing(source.path, route)
        if standing.guard or standing.reason is not None:
            continue
        place = Place(route.line, route.col)
        above = census.guards.guard_above(source.path, route)
        if not above and is_usually_public(route.hint, route.symbol, route.methods, route.credentials):
            if strict:
                yield OPEN_BY_NAME.at(source, place, what=standing.shown_route, list=LIST)
            continue
        remedy = f"add one, or list it with its reason in {LIST}"
        if above:
            remedy = f"`{above}` stands above the route, where it guards nothing: move it below"
        yield NO_GUARD.at(source, place, what=standing.shown_route, remedy=remedy)


def _specified_findings(source: Source, census: Census) -> Iterator[Finding]:
    """OpenAPI files handed to Connexion that leave routes open."""
    from ._endpoint_auth.specifications import specified

    if census.names.has_live_views(source):
        for each in specified(source, census.guards):
            yield SPECIFIED.at(source, each.call, what=each.what, remedy=each.remedy)


def _rows_gone(source: Source, census: Census) -> Iterator[Finding]:
    """Rows that name a view of this file which it no longer has."""
    from ._endpoint_auth.public_list import list_above

    public = list_above(source.path, census.lists)
    routes = None
    for row in public.rows:
        if row.file and not row.complaint and public.path_of(row) == source.path:
            routes = census.routes(source) if routes is None else routes
            known = [census.guards.surroundings.full_rules(source.path, route) if row.rule else [] for route in routes]
            if not any(public.names(row, source.path, route, full) for route, full in zip(routes, known, strict=True)):
                yield GONE.at(Source(public.path), Place(row.line, 1), what=str(row), key="view or rule")


def _list_findings(source: Source, census: Census) -> Iterator[Finding | NotChecked]:
    """What is wrong with the list itself: rows without a reason, rows whose route is gone."""
    from ._endpoint_auth.public_list import read_list

    public = read_list(source.path)
    open_rows = [row for row in public.rows if not row.complaint]
    for row in public.rows:
        if row.complaint:
            remedy = "a row needs a view or a rule, and a reason; methods are optional"
            yield NO_REASON.at(source, Place(row.line, 1), what=row.complaint, remedy=remedy)
    if not open_rows:
        return
    seen: set[int] = set()
    for path in _files_to_ask(public, open_rows):
        try:
            for route in census.routes(Source(path)):
                full = census.guards.surroundings.full_rules(path, route)
                seen.update(row.line for row in open_rows if public.names(row, path, route, full))
        except NotChecked as item:
            yield item
    for row in open_rows:
        if row.line not in seen:
            yield GONE.at(source, Place(row.line, 1), what=str(row), key="view or rule")


def _files_to_ask(public: PublicList, rows: Sequence[Row]) -> Sequence[str]:
    """The files that rows name; every file that may declare a route where one names only a rule."""
    from os.path import isfile

    from ._endpoint_auth.census import route_files

    if not all(row.file for row in rows):
        return route_files()
    return sorted({path for row in rows if isfile(path := public.path_of(row))})


def command(options: Namespace, typed: Namespace) -> tuple[str, int] | None:
    """Print the census, or write the list; ``None`` where neither was asked for.

    Both look at the whole repository and check nothing, so neither can be a setting, nor go with file names.
    """
    if "list_routes" not in typed and "write_public_routes" not in typed:
        if options.list_routes or options.write_public_routes:
            raise UsageError("list-routes and write-public-routes are commands, no settings; delete them there")
        return None
    if options.files:
        raise UsageError("--list-routes and --write-public-routes take no file names")
    from ._kit.git import begin_files_named

    begin_files_named("*.py")  # which answers while all this is imported
    from ._endpoint_auth.census import as_json, table

    census = _census(options)
    found = list(census.everything())
    census.guards.tree.cache.save()
    missed = [item for item in found if isinstance(item, NotChecked)]
    standings = [item for item in found if not isinstance(item, NotChecked)]
    if options.write_public_routes:
        text = _write_list(standings, census)
    elif options.format == "json":
        return as_json(standings, missed), 3 if missed else 0
    else:
        text = table(standings)
    return "\n".join([text, *map(str, missed)]), 3 if missed else 0


def _write_list(standings: Sequence[Standing], census: Census) -> str:
    from ._endpoint_auth.public_list import list_above

    missing = [each for each in standings if not each.guard and each.reason is None]
    if not missing:
        return f"every open route is listed in {LIST} already"
    by_list: dict[str, list[Standing]] = {}
    for each in missing:
        by_list.setdefault(list_above(each.path, census.lists).path, []).append(each)
    for path, routes in sorted(by_list.items()):
        _add_rows(path, routes)
    return f"{len(missing)} open routes added to {', '.join(sorted(by_list))}; give each its own reason, or a guard"


def _add_rows(path: str, missing: Sequence[Standing]) -> None:
    """Write the open routes into the list that is nearest above them, the root's where there is none."""
    import os

    from ._endpoint_auth.public_list import PublicList, written
    from ._kit.files import write_atomically

    folder = os.path.dirname(os.path.dirname(path))
    try:
        existing = ""
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as file:
                existing = file.read()
        os.makedirs(os.path.dirname(path), exist_ok=True)
        rows = [(each.path, each.route, each.rule) for each in missing]
        write_atomically(path, written(rows, existing, PublicList(path, folder, [])).encode())
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); make it writable") from error
    except UnicodeError as error:
        raise UsageError(f"{path}: a file's name or the list itself is not UTF-8; rename or mend it") from error


main = Hook(
    "endpoint-auth", __doc__, FILES, RULES, check, arguments, shared=shared, command=command, check_change=check_change
)

if __name__ == "__main__":
    raise SystemExit(main())
