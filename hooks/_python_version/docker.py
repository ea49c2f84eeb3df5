"""Dockerfiles, beside their images: ``ENV PYTHON_VERSION`` and the Python that a package manager installs."""

from __future__ import annotations

from .._kit.compiled import compiled
from .._kit.dockerfile import Instruction, instructions, pairs
from .._kit.light import Iterator
from .._kit.source import Source
from .claims import Claim, Kind
from .versions import of_name

_INSTALLERS = frozenset(("apt-get", "apt", "apk", "dnf", "microdnf", "yum"))
# `python3.8`, `libpython3.8-dev`, `python3.8=3.8.10-1`; of Red Hat `python38`, `python39-devel`
_PACKAGE = compiled(r"(?:lib)?(python(?:\d\.\d{1,2}|\d{2,3}))(?:-[a-z][\w-]*)?(?:[=~<>].*)?")


def claims(source: Source) -> Iterator[Claim]:
    """The claims of a Dockerfile's own instructions."""
    for instruction in instructions(source):
        if instruction.keyword == "ENV":
            for name, value in pairs(instruction):
                if name == "PYTHON_VERSION" and (versions := of_name(value)):
                    place = instruction.place_of(source, value)
                    yield Claim(source.path, place, Kind.RUNS, name, value, versions)
        elif instruction.keyword == "RUN" and "python" in instruction.argument:
            yield from _installed(source, instruction)


def _installed(source: Source, instruction: Instruction) -> Iterator[Claim]:
    from .._kit import shell

    found: dict[str, str] = {}
    for words in shell.commands(instruction.argument):
        if not any(word.rpartition("/")[2] in _INSTALLERS for word in words) or not {"install", "add"} & set(words):
            continue
        for word in words:
            match = _PACKAGE.fullmatch(word)
            if match:
                found.setdefault(match[1], word)
    # Several beside each other are there for tox or nox to choose from.
    kind = Kind.RUNS if len({of_name(name) for name in found}) == 1 else Kind.TESTS
    for name, word in found.items():
        yield Claim(source.path, instruction.place_of(source, word), kind, "package", word, of_name(name))
