"""What a commit takes away from routes of files that it does not hand over.

A hook is handed the files that a commit adds or changes. Those that it deletes, or renames, git is asked for: the guard
that stood in one reached routes which nobody handed over either.
"""

from __future__ import annotations

import os

from .._kit.finding import Finding, NotChecked, Place
from .._kit.git import begin_changed, changed, committed
from .._kit.light import Callable, Collection, Iterator, Sequence
from .._kit.names import Profile
from .._kit.namespace import Namespace
from .._kit.source import Source, source_of
from .._kit.typed import TYPE_CHECKING
from .rules import GONE, LIST, NO_GUARD

if TYPE_CHECKING:
    from .census import Census, Standing
    from .changes import Loosened
    from .facts import Facts


class Commit:
    """What one run finds out about the change as a whole, beside the files that it judges one by one."""

    def __init__(self, options: Namespace, census: Callable[[], Census]) -> None:
        self.options = options
        self.census = census
        self._beside = sorted({Source(path).path for path in options.files})
        self._noted: dict[str, Loosened | None] = {}
        self._unread: dict[str, NotChecked] = {}
        begin_changed()  # which answers while the files are judged

    def before(self, path: str) -> bytes | None:
        """The text that a file of the commit had before; ``None`` for one that is new, and for other files."""
        return committed(path, self._beside) if path in self._beside else None

    def note(self, source: Source) -> None:
        """Remember what a file said at the last commit, where it says less now."""
        data = committed(source.path, self._beside) if source.is_python else None
        self._noted[source.path] = None
        if data is not None and data != source.data:
            self._noted[source.path] = self._loosened(source_of(source.path, data), source)

    def findings(self, sources: Sequence[Source]) -> Iterator[Finding | NotChecked]:
        """What the change opens in files that are not checked; ``sources`` are those that are."""
        checked = frozenset(source.path for source in sources)
        for source in sources:
            if source.path not in self._noted:  # which another process was given
                self.note(source)
        states = changed()
        gone = [source_of(path, data) for path, data in self._deleted(states)]
        deleted = [each for old in gone if (each := self._loosened(old, None))]
        if deleted or self._unread or any(self._noted.values()):
            beside = [path for path, state in states.items() if state == "M" and path not in self._noted]
            for path in beside:  # which another process checks: what it said may have led to a guard here
                if path.endswith(".py") and os.path.isfile(path):
                    self.note(Source(path))
            yield from self._lost([*filter(None, self._noted.values()), *deleted], checked)
            yield from self._unknown(checked)
        for old in gone:
            yield from self._rows_gone(old.path)

    def _deleted(self, states: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        """The files of Python that the commit deletes, and their texts."""
        paths = [path for path, state in states.items() if state == "D" and path.endswith((".py", ".pyw"))]
        for path in paths:
            data = committed(path, paths)
            if data is not None:
                yield path, data

    def _loosened(self, old: Source, new: Source | None) -> Loosened | None:
        from .loosened import may_loosen

        if not may_loosen(old, new or source_of(old.path, b"")):
            return None
        names = self.census().names
        if names.of_path(old.path) is Profile.TEST or (before := self._facts_before(old)) is None:
            return None
        from .changes import loosened

        return loosened(old, before, new, self.census().guards.tree.cache)

    def _facts_before(self, old: Source) -> Facts | None:
        try:
            return self.census().guards.tree.cache.facts_of_text(old)
        except NotChecked as item:
            self._unread[old.path] = item
            return None

    def _lost(self, changed: Sequence[Loosened], checked: Collection[str]) -> Iterator[Finding]:
        """Routes of files that are not checked themselves, which a guard reached until these were changed."""
        from .changes import lost_routes

        if not changed:
            return
        paths = [each.path for each in changed]
        what = paths[0] if len(paths) == 1 else f"{', '.join(paths[:-1])} or {paths[-1]}"
        done = "deleted" if all(each.text is not None for each in changed) else "changed"
        for standing, guard in lost_routes(changed, checked, self.census()):
            if not self._is_usually_public(standing):
                remedy = f"{guard.kind} {guard.name} did until {what} was {done}: mend it, or list it in {LIST}"
                place = Place(standing.route.line, standing.route.col)
                yield NO_GUARD.at(Source(standing.path), place, what=standing.shown_route, remedy=remedy)

    def _unknown(self, checked: Collection[str]) -> Iterator[NotChecked]:
        """Committed texts that nobody could read, where routes are open that they may have guarded."""
        from .changes import open_routes

        for path, item in self._unread.items():
            is_open = [each for each in open_routes(path, checked, self.census()) if not self._is_usually_public(each)]
            if is_open:
                more = f" and {len(is_open) - 1} more" if len(is_open) > 1 else ""
                what = f"{is_open[0].shown_route} of {is_open[0].path}{more}"
                reason = f"as it was last committed {item.reason}, so it is not known whether it guarded {what}"
                yield NotChecked(path, reason, f"see to that, and give it a guard or a row in {LIST}")

    def _is_usually_public(self, standing: Standing) -> bool:
        from .words import is_usually_public

        route = standing.route
        return not self.options.strict and is_usually_public(route.hint, route.symbol, route.methods, route.credentials)

    def _rows_gone(self, path: str) -> Iterator[Finding]:
        """Rows that name a view of a file that is deleted."""
        from .public_list import list_above

        public = list_above(path, {})
        for row in public.rows:
            if row.file and not row.complaint and public.path_of(row) == path:
                yield GONE.at(Source(public.path), Place(row.line, 1), what=str(row), key="view or rule")
