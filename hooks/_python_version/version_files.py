"""Files that pick the Python of a folder: ``.python-version``, ``runtime.txt``, ``.tool-versions``, mise, Pipfile."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.finding import NotChecked, Place
from .._kit.light import Iterator
from .._kit.source import Source
from .claims import Claim, Kind
from .documents import toml, toml_place, within
from .reading import admitted
from .versions import of_name, of_range, of_specifier


def claims(source: Source) -> Iterator[Claim | NotChecked]:
    """The claims of a file by its name."""
    name = source.path.rpartition("/")[2]
    if name.startswith(".python-version"):
        yield from _python_version_claims(source)
    elif name == "runtime.txt":
        yield from _runtime_txt_claims(source)
    elif name == ".tool-versions":
        yield from _tool_versions_claims(source)
    elif name == "Pipfile":
        yield from _pipfile_claims(source)
    else:
        yield from _mise_claims(source)


def _python_version_claims(source: Source) -> Iterator[Claim | NotChecked]:
    """A version a line: the first is started, tox picks the later ones. Names of environments are passed over.

    https://github.com/pyenv/pyenv#understanding-python-version-selection
    https://docs.astral.sh/uv/concepts/python-versions/#python-version-files
    """
    started = not source.path.endswith("s")
    for number, line in enumerate(source.lines, 1):
        words = line.partition("#")[0].strip()
        if not words:
            continue
        if words[0] in "<>=~!":
            yield admitted(source, Place(number, 1), ".python-version", words, of_specifier, Kind.RUNS)
        else:
            indent = line.index(words[0])
            for match in re.finditer(r"\S+", words):
                kind = Kind.RUNS if started else Kind.TESTS
                place = Place(number, indent + match.start() + 1)
                yield Claim(source.path, place, kind, ".python-version", match[0], of_name(match[0]))
                started = False
        started = False


def _runtime_txt_claims(source: Source) -> Iterator[Claim]:
    """https://devcenter.heroku.com/articles/python-runtimes"""
    for number, line in enumerate(source.lines, 1):
        if match := re.match(r"\s*(python-\S+)", line):
            place = Place(number, match.start(1) + 1)
            yield Claim(source.path, place, Kind.RUNS, "runtime", match[1], of_name(match[1]))
            return


def _tool_versions_claims(source: Source) -> Iterator[Claim]:
    """``python 3.11.4 3.10.2``: the first is started. https://asdf-vm.com/manage/configuration.html#tool-versions"""
    for number, line in enumerate(source.lines, 1):
        words = list(re.finditer(r"\S+", line.partition("#")[0]))
        for order, word in enumerate(words[1:] if words and words[0][0] == "python" else ()):
            kind = Kind.TESTS if order else Kind.RUNS
            yield Claim(source.path, Place(number, word.start() + 1), kind, "python", word[0], of_name(word[0]))


def _mise_claims(source: Source) -> Iterator[Claim]:
    """A text, a table or a list of them. https://mise.jdx.dev/configuration.html#tools-dev-tools"""
    tools = within(toml(source), "tools")
    for name in ("python", "core:python"):
        value = within(tools, name)
        for order, item in enumerate(value if isinstance(value, list) else [value]):
            written = within(item, "version") if isinstance(item, dict) else item
            if isinstance(written, str | float) and not isinstance(written, bool):
                place = toml_place(source, ("tools", name), str(written))
                kind = Kind.TESTS if order else Kind.RUNS
                yield Claim(source.path, place, kind, "python", str(written), of_name(str(written)))


def _pipfile_claims(source: Source) -> Iterator[Claim]:
    """``requires.python_version`` and ``python_full_version``; ``*`` is any."""
    requires = within(toml(source), "requires")
    for key in ("python_version", "python_full_version"):
        written = within(requires, key)
        if isinstance(written, str):
            place = toml_place(source, ("requires", key), written)
            yield Claim(source.path, place, Kind.RUNS, key, written, of_range(written))
