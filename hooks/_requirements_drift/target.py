"""The interpreter of the environment that is looked at: which markers hold there, which versions satisfy.

``packaging`` knows all rules, and takes as long to import as the rest of a run. So what needs no rules, equal
texts and comparisons of one variable with one literal, is answered here, and the rest by ``packaging``.
"""

from __future__ import annotations

import os
import sys

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Collection, Mapping, Sequence, cache
from .._kit.requirements import canonical
from .._kit.typed import NamedTuple

_TOKEN = compiled(r"""\(|\)|"[^"]*"|'[^']*'|[a-z_]+|[<>=!~]+""")
_DEEPEST = 50
_SYSTEMS = {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}
# `platform.python_implementation()` of an `implementation_name`: https://peps.python.org/pep-0508/#environment-markers
_IMPLEMENTATIONS = {"cpython": "CPython", "pypy": "PyPy"}


class Target(NamedTuple):
    """An interpreter: its full version (``3.11.7``; ``3.11`` where no more is known), and ``cpython`` or ``pypy``."""

    version: str
    implementation: str = "cpython"

    @property
    def minor(self) -> str:
        """``3.11`` of ``3.11.7``."""
        return ".".join(self.version.split(".")[:2])

    @property
    def full(self) -> str:
        """The version with all its three numbers."""
        return self.version if self.version.count(".") > 1 else f"{self.version}.0"


def applies(marker: str, target: Target, extras: Collection[str] = ()) -> bool | None:
    """Does a marker hold for the target, with any of ``extras`` or without? ``None`` where nobody can read it.

    ``extras`` are in their normal form.
    """
    if not marker:
        return True
    if marker.count("(") > _DEEPEST:
        return None
    quick = _quick(marker, target, extras)
    return quick if quick is not None else _by_packaging(marker, target, tuple(sorted(extras)))


def satisfies(specifier: str, version: str) -> bool | None:
    """Does an installed version satisfy a specifier (https://peps.python.org/pep-0440/)? Pre-releases may.

    ``None`` where nobody can read the specifier.
    """
    if not specifier or specifier.replace(" ", "") in (f"=={version}", f"==={version}"):
        return True
    return _satisfies(specifier, version)


def _quick(marker: str, target: Target, extras: Collection[str]) -> bool | None:
    """The answer, where comparisons of what is known here are enough for it; else ``None``."""
    tokens = _TOKEN.findall(marker)
    if _TOKEN.sub("", marker).strip():
        return None
    held, rest = _either(tokens, target, extras)
    return held if not rest else None


def _either(tokens: Sequence[str], target: Target, extras: Collection[str]) -> tuple[bool | None, Sequence[str]]:
    """``a or b``: true where one is, unknown where that hangs on what is unknown. Returns what follows, too."""
    held, rest = _both(tokens, target, extras)
    while rest[:1] == ["or"]:
        other, rest = _both(rest[1:], target, extras)
        held = True if held or other else None if None in (held, other) else False
    return held, rest


def _both(tokens: Sequence[str], target: Target, extras: Collection[str]) -> tuple[bool | None, Sequence[str]]:
    """``a and b``."""
    held, rest = _term(tokens, target, extras)
    while rest[:1] == ["and"]:
        other, rest = _term(rest[1:], target, extras)
        held = False if held is False or other is False else None if None in (held, other) else True
    return held, rest


def _term(tokens: Sequence[str], target: Target, extras: Collection[str]) -> tuple[bool | None, Sequence[str]]:
    """A comparison, or something in brackets."""
    if tokens[:1] == ["("]:
        held, rest = _either(tokens[1:], target, extras)
        return (held, rest[1:]) if rest[:1] == [")"] else (None, ["?"])
    name, operator, literal = tokens[:3] if len(tokens) > 2 else ("", "", "")
    if literal[:1] not in ("'", '"') or name[:1] in ("'", '"'):
        return None, ["?"]
    return _held(name, operator, literal[1:-1], target, extras), tokens[3:]


def _held(name: str, operator: str, literal: str, target: Target, extras: Collection[str]) -> bool | None:
    if name == "extra" and operator == "==":
        return canonical(literal) in extras
    if name in ("python_version", "python_full_version") and re.fullmatch(r"\d+(?:\.\d+){0,2}", literal):
        stated = target.minor if name == "python_version" else target.full
        return _compared(_padded(stated), operator, _padded(literal))
    value = _plain(target).get(name)
    if value is None or operator not in ("==", "!="):
        return None
    return (value == literal) is (operator == "==")


def _padded(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, *[0] * (3 - len(numbers)))


def _compared(mine: tuple[int, ...], operator: str, other: tuple[int, ...]) -> bool | None:
    answers = {
        "==": mine == other,
        "!=": mine != other,
        "<": mine < other,
        ">": mine > other,
        "<=": mine <= other,
        ">=": mine >= other,
    }
    return answers.get(operator)


@cache
def _plain(target: Target) -> Mapping[str, str]:
    known = {"sys_platform": sys.platform, "os_name": os.name, "implementation_name": target.implementation}
    if sys.platform in _SYSTEMS:
        known["platform_system"] = _SYSTEMS[sys.platform]
    if hasattr(os, "uname"):
        known["platform_machine"] = os.uname().machine
    if target.implementation in _IMPLEMENTATIONS:
        known["platform_python_implementation"] = _IMPLEMENTATIONS[target.implementation]
    return known


@cache
def _by_packaging(marker: str, target: Target, extras: tuple[str, ...]) -> bool | None:
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    environment = {
        "python_version": target.minor,
        "python_full_version": target.full,
        "implementation_version": target.full,
        "implementation_name": target.implementation,
        "platform_python_implementation": _IMPLEMENTATIONS.get(target.implementation, target.implementation),
    }
    try:
        read = Marker(marker)
        return any(read.evaluate({**environment, "extra": extra}) for extra in ("", *extras))
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, ValueError):
        return None


@cache
def _satisfies(specifier: str, version: str) -> bool | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet
    from packaging.version import InvalidVersion, Version

    exact = re.fullmatch(r"={2,3}\s*(\S+)", specifier)
    try:
        Version(version)
        return SpecifierSet(specifier).contains(version, prereleases=True)
    except InvalidVersion:
        # A version from before PEP 440 has no order: it can only be the same text.
        return exact is not None and exact[1].lower() == version.lower()
    except InvalidSpecifier:
        return exact[1].lower() == version.lower() if exact else None
