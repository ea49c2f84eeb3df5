"""Requirements files, read by pip's rules, with the place of every entry.

https://pip.pypa.io/en/stable/reference/requirements-file-format/ and the code behind it
(``pip/_internal/req/req_file.py``) decide; nothing is fetched, nothing is run.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from itertools import accumulate

from . import regex as re
from .compiled import compiled
from .finding import NotChecked, Place
from .light import Iterator
from .source import Source
from .typed import NamedTuple

# The part of a lock or project file that holds its own dependencies; extras and groups have names.
MAIN = ""

_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
# Only `===` takes any text for a version; `${VARIABLE}` may stand in one.
_CLAUSE = r"(?:===[ \t]*[^\s,;()]+|(?:==|~=|!=|<=|>=|<|>)[ \t]*[\w.*+!${}-]+)"
_REQUIREMENT = compiled(
    rf"(?P<name>{_NAME})[ \t]*(?:\[(?P<extras>[^\]]*)\])?[ \t]*"
    rf"(?:@[ \t]*(?P<url>\S+)|\(?[ \t]*(?:(?P<specifier>{_CLAUSE}(?:[ \t]*,[ \t]*{_CLAUSE})*)[ \t]*,?)?[ \t]*\)?)"
    r"[ \t]*(?:;(?P<marker>.*))?"
)
_PIN = compiled(r"(===?)[ \t]*([^\s,;()*]+)")
# Patterns of what is rare are compiled where they are met: that takes longer than reading a file.
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:(?!\\|/[^/])"
_DRIVE = r"[A-Za-z]:[\\/]"
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tar")
# The longer marks first: UTF-32-LE begins with the mark of UTF-16-LE.
_MARKS = (
    (BOM_UTF32_LE, "utf-32-le"),
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF8, "utf-8"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)


class Span(NamedTuple):
    """Part of a text: begin and end, counted in characters from 0."""

    begin: int
    end: int


class Encoding(NamedTuple):
    """How a file's bytes hold its text: the byte order mark, and the name of the codec without it."""

    mark: bytes
    codec: str

    @property
    def is_wide(self) -> bool:
        """UTF-16 or UTF-32: git takes the file for binary and hides its changes from review."""
        return self.codec.startswith(("utf-16", "utf-32"))


class Entry(NamedTuple):
    """One requirement, of a requirements file, a lock file or a project's metadata.

    ``name`` is spelt as in the file, and empty for a path or URL that does not say it. ``pin`` is where the
    version of ``==`` stands in the text, where it can be replaced.
    """

    path: str
    line: int
    col: int
    name: str
    extras: tuple[str, ...] = ()
    specifier: str = ""
    marker: str = ""
    url: str = ""
    editable: bool = False
    hashed: bool = False
    pin: Span | None = None
    whole: Span | None = None

    @property
    def key(self) -> str:
        """The name as names compare (https://peps.python.org/pep-0503/#normalized-names)."""
        return canonical(self.name)

    @property
    def version(self) -> str:
        """The version of an exact pin, else an empty string."""
        match = _PIN.fullmatch(self.specifier)
        return match[2] if match else ""

    @property
    def place(self) -> Place:
        """Where the entry begins."""
        return Place(self.line, self.col)


class Include(NamedTuple):
    """A file that another one reads: ``-r``, or ``-c`` for constraints."""

    path: str
    line: int
    constraint: bool


class RequirementsFile(NamedTuple):
    """One requirements file, without what it includes; ``not_checked`` are lines that pip would refuse, too."""

    path: str
    text: str
    encoding: Encoding
    entries: tuple[Entry, ...]
    includes: tuple[Include, ...]
    not_checked: tuple[NotChecked, ...]

    @property
    def is_template(self) -> bool:
        """Is it text for Jinja or Cookiecutter, from which requirements files are made?"""
        return "{%" in self.text or ("{{" in self.text and re.search(r"(?<!\$)\{\{", self.text) is not None)


class Line(NamedTuple):
    """A logical line: comments cut, continuations joined; ``pieces`` lead back into the text."""

    text: str
    number: int
    pieces: tuple[tuple[int, int], ...]

    def span(self, begin: int, end: int) -> Span | None:
        """The same characters in the file's text; ``None`` where a continuation divides them."""
        if not self.pieces:
            return None
        starts = [start for start, _ in self.pieces]
        first, last = bisect_right(starts, begin) - 1, bisect_right(starts, max(begin, end - 1)) - 1
        if first != last or first < 0:
            return None
        start, offset = self.pieces[first]
        return Span(begin - start + offset, end - start + offset)


def canonical(name: str) -> str:
    """A project's name in its normal form: lower case, ``-`` for each run of ``-``, ``_`` and ``.``."""
    lowered = name.lower().replace("_", "-").replace(".", "-")
    while "--" in lowered:
        lowered = lowered.replace("--", "-")
    return lowered


def read_requirements(source: Source) -> RequirementsFile:
    """Read one file; its lines that are not understood become ``not_checked``. Raises ``NotChecked``."""
    text, encoding = decoded(source)
    entries: list[Entry] = []
    includes: list[Include] = []
    missed: list[NotChecked] = []
    newlines = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    for line in logical_lines(text):
        expanded = line if "${" not in line.text else line._replace(text=_expanded(line.text), pieces=())
        column = _column(newlines, text, line)
        if expanded.text.startswith("-"):
            _read_options(source.path, expanded, column, entries, includes, missed)
        else:
            entry = _entry(source.path, expanded, column)
            if entry is None:
                missed.append(_not_understood(source.path, line.number, expanded.text))
            else:
                entries.append(entry)
    return RequirementsFile(source.path, text, encoding, tuple(entries), tuple(includes), tuple(missed))


def decoded(source: Source) -> tuple[str, Encoding]:
    """The text as pip decodes it: byte order mark, coding comment in the first two lines, UTF-8, else Latin-1.

    pip tries the locale before Latin-1; that would make the verdict depend on the machine.
    """
    data = source.data
    found = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), None)
    cookies = (
        re.search(rb"coding[:=]\s*([-\w.]+)", line)
        for line in data.split(b"\n", 2)[:2]
        if line.startswith(b"#") and b"coding" in line
    )
    cookie = next((match for match in cookies if match), None)
    mark, codec = found or (b"", cookie[1].decode("ascii", "replace") if cookie else "utf-8")
    try:
        return data[len(mark) :].decode(codec), Encoding(mark, codec)
    except (UnicodeError, LookupError, ValueError) as error:
        if found or cookie:
            raise NotChecked(source.path, f"it is not {codec}", "save it as UTF-8") from error
        return data.decode("latin-1"), Encoding(b"", "latin-1")


def logical_lines(text: str) -> Iterator[Line]:
    """Lines joined where they end in a backslash, comments cut, empty ones left out."""
    pending: list[tuple[str, int]] = []
    first = number = offset = 0
    for raw in text.splitlines(keepends=True):
        body = raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        number, begin, offset = number + 1, offset, offset + len(raw)
        comment = body.lstrip().startswith("#")
        first = first if pending else number
        if body.endswith("\\") and not comment:
            pending.append((body.rstrip("\\"), begin))
            continue
        # A blank in front keeps a comment one when it is joined to the line above.
        pending.append((f" {body}", begin - 1) if comment else (body, begin))
        yield from _joined(pending, first)
        pending = []
    yield from _joined(pending, first)


def parse_requirement(path: str, text: str, line: int, col: int) -> Entry | None:
    """The entry of a single requirement (https://peps.python.org/pep-0508/), ``None`` where it is none."""
    return _entry(path, Line(text.strip(), line, ()), col)


def resolved(entry: Entry) -> str:
    """The absolute path that an entry for a local project or archive names, else an empty string."""
    url = entry.url.partition("#")[0]
    if url.startswith("file:"):
        from urllib.parse import unquote, urlsplit

        path = unquote(urlsplit(url).path)
        return os.path.normpath(path[1:] if re.match(_DRIVE, path[1:]) else path)
    if not url or (re.match(_SCHEME, url) and not re.match(_DRIVE, url)):
        return ""
    here, beside = os.path.abspath(url), os.path.abspath(os.path.join(os.path.dirname(entry.path), url))
    return here if os.path.exists(here) or not os.path.exists(beside) else beside


def _joined(pending: list[tuple[str, int]], number: int) -> Iterator[Line]:
    text, pieces = "", []
    for part, offset in pending:
        pieces.append((len(text), offset))
        text += part
    cut = re.sub(r"(^|\s+)#.*$", "", text) if "#" in text else text
    indent = len(cut) - len(cut.lstrip())
    if stripped := cut.strip(" \t\r\n\f\v"):
        yield Line(stripped, number, tuple((start - indent, offset) for start, offset in pieces))


def _column(newlines: list[int], text: str, line: Line) -> int:
    span = line.span(0, 1)
    if span is None:
        return 1
    return span.begin - newlines[bisect_right(newlines, span.begin) - 1] + 1


def _expanded(text: str) -> str:
    return re.sub(r"\$\{([A-Z0-9_]+)\}", lambda match: os.environ.get(match[1]) or match[0], text)


def _read_options(
    path: str, line: Line, column: int, entries: list[Entry], includes: list[Include], missed: list[NotChecked]
) -> None:
    """``-r``, ``-c`` and ``-e``; other options say where packages come from, and need no reading."""
    words = _words(line.text)
    if not words or not re.match(r"--[a-z]|-[rceif]", words[0]):
        missed.append(_not_understood(path, line.number, line.text))
        return
    while words:
        option, value = _option(words.pop(0))
        if option not in ("-r", "-c", "-e"):
            continue
        value = value or (words.pop(0) if words else "")
        while option == "-e" and words and not words[0].startswith("-"):
            value += f" {words.pop(0)}"
        if not value:
            missed.append(_not_understood(path, line.number, line.text))
        elif option == "-e":
            entries.append(_located(path, line.number, column, value, editable=True))
        elif re.match(_SCHEME, value) and not value.startswith("file:") and not re.match(_DRIVE, value):
            reason = f"line {line.number}: it includes a file of the network, which is not fetched"
            missed.append(NotChecked(path, reason, "put a copy of that file into the repository"))
        else:
            value = value.removeprefix("file://")
            target = os.path.normpath(os.path.join(os.path.dirname(path), value)).replace(os.sep, "/")
            includes.append(Include(target, line.number, option == "-c"))


def _words(text: str) -> list[str]:
    if "'" not in text and '"' not in text and "\\" not in text:
        return text.split()
    from shlex import split

    try:
        return split(text)
    except ValueError:
        return text.split()


def _option(word: str) -> tuple[str, str]:
    """The option in its short form and the value written with it: ``--editable=x``, ``-r=x``, ``-rx``."""
    for long, short in (("--requirement", "-r"), ("--constraint", "-c"), ("--editable", "-e")):
        if word == long or word.startswith(f"{long}="):
            return short, word[len(long) + 1 :]
    if word[:2] in ("-r", "-c", "-e"):
        return word[:2], word[2:].removeprefix("=")
    return word, ""


def _entry(path: str, line: Line, column: int) -> Entry | None:
    """The entry of a line that is no option, or ``None`` where pip would refuse it."""
    options = re.search(r"[ \t]+--?[A-Za-z]", line.text)
    text = line.text[: options.start()] if options else line.text
    hashed = options is not None and "--hash" in line.text[options.start() :]
    match = _REQUIREMENT.fullmatch(text)
    if match is None or _is_location(text):
        return _located(path, line.number, column, text)._replace(hashed=hashed) if _is_location(text) else None
    specifier = match["specifier"] or ""
    pin = _PIN.fullmatch(specifier.strip())
    begin = match.start("specifier")
    return Entry(
        path,
        line.number,
        column,
        match["name"],
        _extras(match["extras"]),
        specifier.strip(),
        (match["marker"] or "").strip(),
        match["url"] or "",
        hashed=hashed,
        pin=line.span(begin + pin.start(2), begin + pin.end(2)) if pin else None,
        whole=line.span(match.start("name"), match.end("url")) if match["url"] else None,
    )


def _is_location(text: str) -> bool:
    """Is it a URL or a path rather than a name? pip asks in this order too."""
    bare = text.partition(";")[0].strip().partition("[")[0]
    if not (bare.startswith(".") or bare.endswith(_ARCHIVES) or any(sign in bare for sign in ":/\\")):
        return False
    if "@" in text and _REQUIREMENT.fullmatch(text):
        return False
    if re.match(_SCHEME, bare) or re.match(_DRIVE, bare):
        return True
    if "://" in bare:
        return False
    return bare.startswith(".") or "/" in bare or (os.sep == "\\" and os.sep in bare) or bare.endswith(_ARCHIVES)


def _located(path: str, number: int, column: int, text: str, editable: bool = False) -> Entry:
    """An entry that is a URL or path: its name stands in ``#egg=``, in a wheel's file name, or nowhere."""
    is_url = re.match(_SCHEME, text) is not None
    url, _, marker = (part.strip() for part in text.partition("; " if is_url else ";"))
    named = _REQUIREMENT.fullmatch(text)
    if named and named["url"]:  # -e name @ git+https://...
        marker = (named["marker"] or "").strip()
        return Entry(path, number, column, named["name"], _extras(named["extras"]), "", marker, named["url"], editable)
    extras: tuple[str, ...] = ()
    if not is_url and (bracket := re.fullmatch(r"(.+?)\[([^\]]*)\]", url)):
        url, extras = bracket[1], _extras(bracket[2])
    name = ""
    if egg := re.search(rf"[#&]egg=({_NAME})(?:\[([^\]]*)\])?", url):
        name, extras = egg[1], _extras(egg[2])
    elif (wheel := url.partition("#")[0].rpartition("/")[2]).endswith(".whl"):
        name = wheel.partition("-")[0]
    return Entry(path, number, column, name, extras, "", marker, url, editable)


def _extras(text: str | None) -> tuple[str, ...]:
    return tuple(extra.strip() for extra in (text or "").split(",") if extra.strip())


def _not_understood(path: str, number: int, text: str) -> NotChecked:
    """A line that is no requirement. Its text is not shown: it may hold a password of an index."""
    word = re.match(r"[\w.\-\[\]]{1,40}", text)
    what = f"line {number} ({word[0]} ...)" if word else f"line {number}"
    return NotChecked(path, f"{what} is no requirement that pip would take", "mend the line, or delete it")
