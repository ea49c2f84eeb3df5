"""A tool that a wrapper runs, from the environment the runner made for it and from nowhere else.

The tool is a process of its own, so that its start, its settings and its crashes stay its own.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace

from . import regex as re
from .finding import NotChecked, UsageError
from .git_index import repository_root
from .light import Callable, Hashable, Iterator, Mapping, Sequence
from .source import Source
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, TypeVar

    Value = TypeVar("Value", bound=Hashable)

# Windows takes 32,767 characters of command line, macOS 1,048,576 bytes with the environment.
_COMMAND_LENGTH = 24_000 if sys.platform == "win32" else 400_000
_ERROR = r"[\w.]+(?:Error|Exception|Timeout): \S"
_LOGIN = r"://[^/\s]*@"
PYTHON = ".".join(map(str, sys.version_info[:2]))  # which also decides what a tool can parse
_TRACEBACK = "Traceback (most recent call last):"


class Option(NamedTuple):
    """An option that a wrapper hands on to its tool. ``kind`` is argparse's action; the last name is handed on."""

    names: tuple[str, ...]
    help: str
    kind: str = "append"

    @property
    def where(self) -> str:
        """The attribute of the parsed options; the kit's own options may have the same name."""
        return "tool_" + self.names[-1].strip("-").replace("-", "_")


class Ran(NamedTuple):
    """What a tool's process left behind: exit code (negative for a signal), both streams."""

    code: int
    out: str
    err: str

    @property
    def crashed(self) -> bool:
        """Did it end by a traceback or a signal?"""
        return self.code < 0 or _TRACEBACK in self.err or _TRACEBACK in self.out

    @property
    def last_words(self) -> str:
        """The last line of its error output that names an error and says more, else the last that holds a word."""
        lines = [line.strip() for line in (self.err or self.out).splitlines()]
        worded = [line for line in lines if any(character.isalnum() for character in line)]
        said = [line for line in worded if re.match(_ERROR, line)] or worded
        return re.sub(_LOGIN, "://...@", said[-1])[:200] if said else f"exit code {self.code}"


class Tool(NamedTuple):
    """A tool by the name of its extra in our package, and the module that Python starts.

    ``package`` is what has to be installed for that, where it is not the module's own.
    """

    name: str
    module: str
    package: str = ""

    def run(
        self,
        arguments: Sequence[str],
        timeout: float | None = None,
        folder: str | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run it to its end, without input and without colour, in ``folder`` or the working folder.

        ``timeout`` is in seconds, ``environment`` adds to the person's own. Raises ``UsageError`` where the tool is
        not installed beside this package, and ``NotChecked`` where it cannot be started or does not end in time.
        """
        import subprocess

        try:
            done = subprocess.run(  # noqa: S603 - the interpreter that runs us, a list, no shell
                self._command(arguments),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=timeout,
                cwd=folder,
                env={**_plain_environment(), **(environment or {})},
            )
        except subprocess.TimeoutExpired:
            raise NotChecked(
                ".", f"{self.name} did not end within {timeout:g} seconds", "try again, or raise the time limit"
            ) from None
        except OSError as error:
            reason = f"{self.name} cannot be started ({error.strerror})"
            raise NotChecked(".", reason, "install the hook anew") from error
        return Ran(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))

    def talk(self, arguments: Sequence[str]) -> int:
        """Run it in the person's terminal and return its exit code. Raises ``UsageError`` where it is missing."""
        import subprocess

        return subprocess.run(self._command(arguments)).returncode  # noqa: S603 - as above

    def _command(self, arguments: Sequence[str]) -> list[str]:
        from importlib.util import find_spec

        if find_spec(self.package or self.module.partition(".")[0]) is None:
            raise UsageError(
                f"{self.name} is not installed in this hook's environment: a list in `additional_dependencies` "
                f"replaces the hook's own; add '.[{self.name}]' to it"
            )
        # -I: a folder of the user's that is named like the tool must not run in its place.
        return [sys.executable, "-I", "-X", "utf8", "-m", self.module, *arguments]

    def crash(self, ran: Ran) -> NotChecked:
        """What to say of a run whose exit code or report makes no sense."""
        return NotChecked(".", f"{self.name} crashed ({ran.last_words})", f"run `{self.name}` by hand to see why")


def add_options(parser: ArgumentParser, options: Sequence[Option]) -> None:
    """Add the options that are handed on."""
    for option in options:
        settings: dict[str, Any] = {"action": option.kind, "dest": option.where, "help": option.help}
        if option.kind == "append":
            settings |= {"default": [], "metavar": option.names[-1].strip("-").replace("-", "_").upper()}
        parser.add_argument(*option.names, **settings)


def handed_on(options: Namespace, known: Sequence[Option]) -> list[str]:
    """The tool's part of the command line."""
    return [argument for option in known for argument in _typed(option, getattr(options, option.where))]


def python_files(sources: Sequence[Source]) -> tuple[list[str], list[NotChecked]]:
    """The paths of Python files; and those of pipes and devices, for which a tool would wait without end."""
    paths = [source.path for source in sources if source.is_python]
    endless = [path for path in paths if os.path.exists(path) and not os.path.isfile(path)]
    missed = [NotChecked(path, "it is no regular file", "leave it out with `exclude:`") for path in endless]
    return [path for path in paths if path not in endless], missed


def batches(paths: Sequence[str]) -> Iterator[list[str]]:
    """Sorted paths in portions that fit into one command line; none of them reads as an option."""
    batch: list[str] = []
    length = 0
    for path in sorted(set(paths)):
        shown = f"./{path}" if path.startswith("-") else path
        if batch and length + len(shown.encode("utf-8", "surrogateescape")) + 1 > _COMMAND_LENGTH:
            yield batch
            batch, length = [], 0
        batch.append(shown)
        length += len(shown.encode("utf-8", "surrogateescape")) + 1
    if batch:
        yield batch


def by_folder(paths: Sequence[str], configuration: Callable[[str], Value]) -> list[tuple[Value, list[str]]]:
    """Paths by what ``configuration`` says of their folder, so that the verdict on a file depends on no other file."""
    known = {folder: configuration(folder) for folder in {os.path.dirname(path) for path in paths}}
    groups: dict[Value, list[str]] = {}
    for path in sorted(paths):
        groups.setdefault(known[os.path.dirname(path)], []).append(path)
    return list(groups.items())


def nearest(folder: str, names: Sequence[str], is_one: Callable[[str], bool]) -> str | None:
    """The first file of ``names`` that ``is_one``, in ``folder`` or the nearest above it in the same repository.

    Outside a repository the working folder is the last that is looked into.
    """
    here = os.path.abspath(folder)
    above = [here, *_above(here)]
    top = repository_root(here) or os.getcwd()
    for each in above[: above.index(top) + 1] if top in above else [here]:
        for name in names:
            path = os.path.join(each, name)
            if os.path.isfile(path):
                path = path if os.path.isabs(folder) else os.path.relpath(path)
                if is_one(path):
                    return path
    return None


def _above(folder: str) -> Iterator[str]:
    while folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        yield folder


def _plain_environment() -> dict[str, str]:
    """The person's environment, without what would colour or mix up a report."""
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "CLICOLOR_FORCE")}
    return {**kept, "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}


def _typed(option: Option, value: object) -> list[str]:
    name = option.names[-1]
    if isinstance(value, list):
        return [f"{name}={item}" for item in value]
    if isinstance(value, int):  # a switch, or one that counts
        return [name] * value
    return []
