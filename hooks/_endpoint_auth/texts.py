"""The Python files of the repository as texts: which may declare a route, and which may hang a guard before some.

Git is asked, until all have been read: for one question it is as fast, the census asks several. What its words say of
a text is remembered by its digest, as to look for some thirty words takes longer than to read a file.
"""

from __future__ import annotations

from os.path import lexists

from .._kit.compiled import compiled
from .._kit.digest import digest
from .._kit.finding import NotChecked
from .._kit.git import files_named, files_naming, files_with_text
from .._kit.routes import WORDS
from .._kit.source import Source, Words, source_of
from .._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from .._kit.light import Collection, Iterator, Mapping

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
# What stands before another name, if not behind a remark or on the next line; and how far it may stand from the first.
_RENAMING = (b"as", b"\\", b"#")
_FAR = 80
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_NAME = rb"[A-Za-z_]\w*"
_CLASS = rb"class\s+(\w+)\s*(?:\[[^\n]*?\]\s*)?\(([^:]*)"


class Texts:
    """The texts of one run; ``said`` is what is known of texts by their digests."""

    def __init__(self) -> None:
        self.said: dict[bytes, Said] = {}
        self.is_new = False
        self.unread: list[NotChecked] = []
        self._read: dict[str, bytes] = {}
        self._of: dict[str, Said] = {}
        self._held: dict[Words, dict[str, bool]] = {}
        self._changed: Mapping[str, bytes | None] = {}

    def as_of(self, changed: Mapping[str, bytes | None]) -> Texts:
        """The same, where other texts of these files are asked, which may say anything; with those of deleted ones."""
        other = Texts()
        other.said, other._read, other._of = self.said, self._read, self._of
        other._changed = changed
        return other

    def read_all(self, said: dict[bytes, Said]) -> None:
        """Read every file; those that cannot be read are ``unread``. Raises ``UsageError`` outside a repository."""
        for path in files_named("*.py"):
            try:
                data = Source(path).data
            except NotChecked as item:
                if lexists(path):  # what has been deleted declares nothing
                    self.unread.append(item)
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
        return self._with_changed([path for path, data in self._read.items() if holds(data, word)])

    def _with_changed(self, paths: list[str]) -> list[str]:
        return sorted({*paths, *self._changed})

    def may_hold(self, path: str, words: Words) -> bool:
        """May a file hold one of these? One that is asked in another text than it has now may."""
        if path in self._changed:
            return True
        known = self._held.setdefault(words, {})
        if path not in known:
            try:
                known[path] = self.source(path).mentions(words)
            except NotChecked:
                known[path] = True  # which is said when somebody asks for more
        return known[path]

    def may_rename(self, path: str, name: str) -> bool:
        """May a file import what has that name under another: ``from .setup import init_app as start``?"""
        return path in self._changed or _may_rename(self.source(path), name)

    def source(self, path: str) -> Source:
        """The file, which is not read again."""
        data = self._read.get(path, self._changed.get(path))
        return Source(path) if data is None else source_of(path, data)


def holds(data: bytes, word: bytes) -> bool:
    """Does a text hold a word as a word of its own?"""
    return next(_places(data, word), None) is not None


def holds_once(data: bytes, word: bytes) -> bool:
    """Does a text hold a word as a word of its own in one place only?"""
    places = _places(data, word)
    return next(places, None) is not None and next(places, None) is None


def _may_rename(source: Source, name: str) -> bool:
    word = name.encode("utf-8", "replace")
    try:
        data = source.data
    except NotChecked:
        return True  # which is said when somebody asks for more
    ends = (at + len(word) for at in _places(data, word))
    return any(data[end : end + _FAR].lstrip().startswith(_RENAMING) for end in ends)


def _places(data: bytes, word: bytes) -> Iterator[int]:
    """Where a word stands alone; to search for it is faster than an expression that has to be compiled first."""
    at = data.find(word)
    while at >= 0:
        around = (*data[max(at - 1, 0) : at], *data[at + len(word) : at + len(word) + 1])
        if _LETTERS.isdisjoint(around):
            yield at
        at = data.find(word, at + 1)


def _said(path: str, data: bytes) -> Said:
    hangs = any(text in data for text in _HOOK_BYTES)
    made = compiled(_CLASS).findall(data) if b"class" in data else []
    listed = b" ".join(bases for _, bases in made)
    bases = tuple(sorted({name.decode("ascii", "replace") for name in compiled(_NAME).findall(listed)}))
    views = [name.decode("ascii", "replace") for name, bases in made if b"View" in bases or b"Resource" in bases]
    try:
        declares = _SPECIFIED in data or source_of(path, data).mentions(WORDS)
    except NotChecked:
        declares = True  # which is said when its routes are asked for
    # The words that git can search for are more than those, and are asked of the few files that are left.
    declares = declares and any(text in data for text in _ROUTE_BYTES)
    return declares, hangs, tuple(views) if declares else (), bases
