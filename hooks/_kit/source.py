"""A file that is read once and parsed at most once, however many checks ask about it."""

from __future__ import annotations

import os
import stat
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from posixpath import normpath

from . import regex as re
from .compiled import compiled
from .finding import Encrypted, NotChecked, Place
from .light import Callable, Iterator, Sequence, cached_property
from .typed import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from typing import TypeVar

    from . import syntax as ast

    Node = TypeVar("Node", bound=ast.AST)
    Value = TypeVar("Value")

# The longer marks first: UTF-32-LE begins with the mark of UTF-16-LE.
_BYTE_ORDER_MARKS = (
    (BOM_UTF32_LE, "utf-32"),
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF8, "utf-8-sig"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
_MARKS = tuple(mark for mark, _ in _BYTE_ORDER_MARKS)
_CODING = rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"  # https://peps.python.org/pep-0263/
_LIKE_ASCII = ("utf-8", "utf8", "ascii", "us-ascii", "latin", "iso-8859", "iso8859", "cp125", "windows-125")
_BLANK_OR_COMMENT = rb"[ \t\f]*(?:#|$)"

# How a file begins that is locked. Source: https://github.com/AGWA/git-crypt/blob/master/commands.cpp
_GIT_CRYPT = b"\0GITCRYPT\0"

# A tree takes about 60 times the room of its text, so this bounds memory at about 600 MB.
SIZE_LIMIT = 10_000_000
_LARGE = 1 << 24


class Words(NamedTuple):
    """What has to stand in a file for a hook to find anything there.

    Plain words are the fast way, as each is one search of memory. A shape is a word, and the regular
    expression that is tried only where the word stands. With ``any_case`` all of them are in lower case.
    """

    plain: Sequence[bytes]
    shapes: Sequence[tuple[bytes, bytes]] = ()
    any_case: bool = False

    def search(self, data: bytes) -> bool:
        """Does any of the words or shapes stand in ``data``?"""
        if self.any_case:
            data = data.lower()
        # Every file comes by: a generator takes longer to make than most files to search.
        for word in self.plain:
            if word in data:
                return True
        likely = [shape for word, shape in self.shapes if word in data]
        return bool(likely) and any(compiled(shape).search(data) is not None for shape in likely)

    @property
    def texts(self) -> list[str]:
        """One of these stands in every file of interest: the plain words, and those before the shapes."""
        return [word.decode() for word in (*self.plain, *(word for word, _ in self.shapes))]


def word(begin: bytes, rest: bytes = b"") -> tuple[bytes, bytes]:
    r"""A shape that begins with a word of its own: as ``\bbegin`` and the rest.

    That expression would be tried at each place of a text; this one is searched for as a plain word is.
    """
    return begin, begin + rb"(?<!\w" + begin + rb")" + rest


class Source:
    """One file: its bytes, text, lines and syntax tree, each made when first asked for.

    Every property raises ``NotChecked`` when the file cannot be read, decoded or parsed. Whoever has searched all bytes
    for the word of our comments, and found none, says so in ``may_hold_ignores``.
    """

    may_hold_ignores = True

    def __init__(self, path: str) -> None:
        self.path = normpath(path.replace("\\", "/")) if sys.platform == "win32" else normpath(path)
        self._built: dict[object, object] = {}

    @cached_property
    def size(self) -> int:
        """The size of the file in bytes, which is known without reading it."""
        try:
            found = os.stat(self.path)
        except (OSError, ValueError) as error:
            raise self._not_read(getattr(error, "strerror", None) or str(error)) from error
        if not stat.S_ISREG(found.st_mode):
            raise self._not_read("no regular file")  # a pipe would wait for ever, a device never end
        return found.st_size

    @cached_property
    def data(self) -> bytes:
        """The file's bytes."""
        size = self.size  # refuses what is no file
        try:
            return _content(self.path, size)
        except (OSError, ValueError) as error:
            raise self._not_read(getattr(error, "strerror", None) or str(error)) from error

    def mentions(self, words: Words | re.Pattern[bytes] | bytes) -> bool:
        """Is there a match in the file? The cheap question to ask before any parsing.

        A regular expression that few files are asked about is best handed over as it is written.

        Bytes are searched as they are, except where the encoding may hide ASCII words.
        """
        data = self.text.encode("utf-8", "replace") if self.hides_ascii else self.data
        return bool((compiled(words) if isinstance(words, bytes) else words).search(data))

    @property
    def is_binary(self) -> bool:
        """Does the file hold NUL bytes without a byte order mark that explains them?"""
        return b"\0" in self.data and self._mark is None

    @property
    def is_python(self) -> bool:
        """Is the file Python by its name or, where the name has no ending, by its first line?"""
        name = self.path.rpartition("/")[2]
        if name.endswith((".py", ".pyw", ".pyi")):
            return True
        return "." not in name and self.data[:2] == b"#!" and b"python" in self.data[:128].partition(b"\n")[0]

    @cached_property
    def encoding(self) -> str:
        """The encoding by byte order mark or coding comment, else UTF-8 (PEP 263)."""
        if self._mark:
            return self._mark
        return self._coding_comment or "utf-8"

    @cached_property
    def text(self) -> str:
        """The decoded text without byte order mark; line endings are kept as they are.

        Python has to be in the encoding it declares. In other files bytes that are not UTF-8
        are read as Latin-1: a remark in another encoding does not change what a setting says.
        """
        if len(self.data) > SIZE_LIMIT:
            raise self._not_parsed(f"it is larger than {SIZE_LIMIT // 1_000_000} MB", "leave it out with `exclude:`")
        if self.is_binary and self.is_python and not self.data.startswith(_GIT_CRYPT):
            raise self._not_parsed("it holds NUL bytes", "save it as UTF-8 text")
        if self.data.startswith(_GIT_CRYPT):
            raise Encrypted(self.path)
        if self.is_binary:
            raise NotChecked(self.path, "it is a binary file", "leave it out with `exclude:`")
        try:
            return self.data.decode(self.encoding)
        except LookupError as error:
            raise self._not_parsed(f"unknown encoding {self.encoding!r}", "name a known one") from error
        except (UnicodeError, ValueError) as error:
            if self.is_python or self._mark:
                raise self._not_parsed(
                    f"it is not {self.encoding}", "save it as UTF-8 or declare its encoding"
                ) from error
            return self.data.decode("latin-1")

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their endings; a form feed or U+2028 does not end a line."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of a Python file."""
        import warnings

        from . import syntax as ast

        if self._mark and self._mark != "utf-8-sig":
            raise self._not_parsed(f"it is {self._mark}, which Python does not read", "save it as UTF-8")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                # As `ast.parse` calls it, and without what this very module asks of its own text.
                tree = compile(self.text, self.path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
                return cast("ast.Module", tree)
        except SyntaxError as error:
            python = ".".join(map(str, sys.version_info[:2]))
            reason = f"Python {python} cannot parse it (line {error.lineno or 1}: {error.msg})"
            remedy = "mend the syntax, or set `language_version` to a Python that reads it"
            raise self._not_parsed(reason, remedy) from error
        except (ValueError, RecursionError, MemoryError) as error:
            raise self._not_parsed(
                f"its syntax tree cannot be built ({type(error).__name__})", "leave it out with `exclude:`"
            ) from error

    @property
    def is_parsed(self) -> bool:
        """Is the syntax tree at hand already?"""
        return "tree" in vars(self)

    def walk(self, *types: type[Node]) -> Iterator[Node]:
        """Nodes of the given types, in one order for ever (the tree is walked once for all checks)."""
        nodes = self._index[0]
        if len(types) == 1:
            return iter(nodes.get(types[0], ()))  # type: ignore[arg-type]
        return iter([node for kind in types for node in nodes.get(kind, ())])  # type: ignore[misc]

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around ``node``, from the nearest outwards."""
        parent = self._index[1].get(node)
        while parent is not None:
            yield parent
            parent = self._index[1].get(parent)

    def once(self, build: Callable[[Source], Value]) -> Value:
        """``build(self)``, computed once for this file, however many checks ask for it."""
        if build not in self._built:
            self._built[build] = build(self)
        return cast("Value", self._built[build])

    def place(self, node: ast.AST) -> Place:
        """Where a node begins; the tree counts columns in UTF-8 bytes, people count characters."""
        line: int = getattr(node, "lineno", 1)
        col: int = getattr(node, "col_offset", 0)
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if text.isascii():
            return Place(line, col + 1)
        return Place(line, len(text.encode("utf-8", "surrogatepass")[:col].decode("utf-8", "replace")) + 1)

    @property
    def _mark(self) -> str | None:
        if not self.data.startswith(_MARKS):
            return None
        return next(name for mark, name in _BYTE_ORDER_MARKS if self.data.startswith(mark))

    @property
    def _coding_comment(self) -> str | None:
        head = self.data[:1024]
        if b"coding" not in head or not self.is_python:
            return None
        first, _, rest = head.partition(b"\n")
        second = rest.partition(b"\n")[0]
        found = re.match(_CODING, first) or (re.match(_CODING, second) if re.match(_BLANK_OR_COMMENT, first) else None)
        return found[1].decode("ascii", "replace") if found else None

    @cached_property
    def hides_ascii(self) -> bool:
        """May ASCII words stand in the file's text that do not stand in its bytes?"""
        data = self.data  # of every file that is read
        if b"\0" in data or (data.startswith(_MARKS) and self._mark != "utf-8-sig"):
            return True
        if b"coding" not in data[:1024]:
            return False
        return self._coding_comment is not None and not self.encoding.lower().replace("_", "-").startswith(_LIKE_ASCII)

    @cached_property
    def _index(self) -> tuple[dict[type[ast.AST], list[ast.AST]], dict[ast.AST, ast.AST]]:
        """All nodes by type in source order, and the parent of each: one walk, without recursion, for both."""
        from .nodes import FIELDS

        nodes: dict[type[ast.AST], list[ast.AST]] = {}
        parents: dict[ast.AST, ast.AST] = {}
        known: dict[type[ast.AST], tuple[Callable[[ast.AST], None], tuple[str, ...]]] = {}
        pending: list[ast.AST] = [self.tree]
        while pending:  # a node at a time, some thousands in a file: the innermost loop of a run
            node = pending.pop()
            kind = node.__class__
            if kind not in known:
                nodes[kind] = []
                known[kind] = nodes[kind].append, FIELDS[kind][::-1]
            keep, fields = known[kind]
            keep(node)
            for name in fields:
                value = getattr(node, name, None)
                if value is None:
                    continue
                if value.__class__ is not list:
                    parents[value] = node
                    pending.append(value)
                    continue
                for child in reversed(value):
                    if child is not None:
                        parents[child] = node
                        pending.append(child)
        return nodes, parents

    def _not_read(self, reason: str) -> NotChecked:
        remedy = "make it readable or leave it out with `exclude:`"
        return NotChecked(self.path, f"cannot be read ({reason})", remedy)

    def _not_parsed(self, reason: str, remedy: str) -> NotChecked:
        return NotChecked(self.path, reason, remedy)


def source_of(path: str, data: bytes) -> Source:
    """A file whose bytes are known, such as those it had before a change; it is not read."""
    source = Source(path)
    source.data = data
    return source


def _content(path: str, size: int) -> bytes:
    """What is in a file that was of ``size`` bytes; a file object takes longer to make than most files to read."""
    if size < _LARGE:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            data = os.read(descriptor, size + 1)
        finally:
            os.close(descriptor)
        if len(data) == size:  # asked for one byte more, so this is all
            return data
    with open(path, "rb") as file:
        return file.read()
