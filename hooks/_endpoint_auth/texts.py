"""The Python files of the repository as texts: which may declare a route, and which may hang a guard before some.

Git is asked, until all have been read: for one question it is as fast, the census asks several. What its words say of
a text is remembered by its digest, as to look for some thirty words takes longer than to read a file.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.digest import digest
from .._kit.finding import NotChecked
from .._kit.git import files_named, files_naming, files_with_text
from .._kit.routes import WORDS
from .._kit.source import Source, source_of
from .._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .._kit.light import Collection, Mapping

    # Of a text: whether it may declare a route, whether it may hang a guard, the names of what may be view classes,
    # and what classes inherit from.
    Said = tuple[bool, bool, tuple[str, ...], tuple[str, ...]]

# One of these stands in every file that declares a route.
ROUTE_TEXTS = (
    ".route .get .post .put .patch .delete .resource @route @get @post @put @patch @delete @resource @expose "
    ".endpoint .websocket add_api _resource add_url_rule view_func as_view .add_view View Resource"
).split()
# One of these stands in every file that hangs something before requests, or one object on another.
HOOK_TEXTS = (
    "before_request before_app_request url_value_preprocessor register_blueprint add_namespace init_app Flask("
).split()
_ROUTE_BYTES = tuple(text.encode() for text in ROUTE_TEXTS)
# Connexion makes routes of a specification there.
_SPECIFIED = b"add_api"
_HOOK_BYTES = tuple(text.encode() for text in HOOK_TEXTS)
_CLASS = rb"class\s+(\w+)\s*(?:\[[^\n]*?\]\s*)?\(([^:]*)"


class Texts:
    """The texts of one run; ``said`` is what is known of texts by their digests."""

    def __init__(self) -> None:
        self.said: dict[bytes, Said] = {}
        self.is_new = False
        self._read: dict[str, bytes] = {}
        self._of: dict[str, Said] = {}
        self._changed: Mapping[str, bytes | None] = {}

    def as_of(self, changed: Mapping[str, bytes | None]) -> Texts:
        """The same, where other texts of these files are asked, which may say anything; with those of deleted ones."""
        other = Texts()
        other.said, other._read, other._of = self.said, self._read, self._of
        other._changed = changed
        return other

    def read_all(self, said: dict[bytes, Said]) -> None:
        """Read every file; those that cannot be read are left out. Raises ``UsageError`` outside a repository."""
        for path in files_named("*.py"):
            try:
                data = Source(path).data
            except NotChecked:
                continue
            key = digest(data)
            self._read[path] = data
            self._of[path] = self.said[key] = said[key] if key in said else _said(path, data)
        self.is_new = not self.said.keys() <= said.keys()

    def declaring(self) -> list[str]:
        """Files that may declare a route, after all have been read, sorted."""
        return [path for path, said in self._of.items() if said[0]]

    def hanging(self) -> list[str]:
        """Files that may hang something before requests, or one object on another, sorted."""
        if not self._of:
            return self._with_changed(files_with_text(HOOK_TEXTS, "*.py") or [])
        return self._with_changed([path for path, said in self._of.items() if said[1]])

    def view_classes(self, path: str) -> tuple[str, ...]:
        """The names of what may be view classes in a file, after all have been read."""
        return self._of[path][2]

    def inheriting(self, names: Collection[str]) -> list[str]:
        """Files with a class that inherits from one of these, after all have been read, sorted."""
        wanted = set(names)
        return [path for path, said in self._of.items() if not wanted.isdisjoint(said[3])]

    def naming(self, name: str) -> list[str] | None:
        """Files that hold a name as a word of its own, sorted; ``None`` outside a repository."""
        if not self._read:
            found = files_naming([name], "*.py")
            return None if found is None else self._with_changed(found)
        word = name.encode("utf-8", "replace")
        holds = re.compile(rb"(?<!\w)%s(?!\w)" % re.escape(word)).search
        return self._with_changed([path for path, data in self._read.items() if word in data and holds(data)])

    def _with_changed(self, paths: list[str]) -> list[str]:
        return sorted({*paths, *self._changed})

    def source(self, path: str) -> Source:
        """The file, which is not read again."""
        data = self._read.get(path, self._changed.get(path))
        return Source(path) if data is None else source_of(path, data)


def _said(path: str, data: bytes) -> Said:
    hangs = any(text in data for text in _HOOK_BYTES)
    bases = tuple(_bases(data))
    if not any(text in data for text in _ROUTE_BYTES):
        return False, hangs, (), bases
    source = source_of(path, data)
    try:
        declares = _SPECIFIED in data or source.mentions(WORDS)
    except NotChecked:
        declares = True  # which is said when its routes are asked for
    return declares, hangs, tuple(_view_classes(data)), bases


def _view_classes(data: bytes) -> list[str]:
    if b"View" not in data and b"Resource" not in data:
        return []
    made = compiled(_CLASS).findall(data)
    return [name.decode("ascii", "replace") for name, bases in made if b"View" in bases or b"Resource" in bases]


def _bases(data: bytes) -> list[str]:
    if b"class" not in data:
        return []
    listed = b" ".join(bases for _, bases in compiled(_CLASS).findall(data))
    return sorted({name.decode("ascii", "replace") for name in compiled(rb"[A-Za-z_]\w*").findall(listed)})
