"""The interpreter of the environment that is looked at: which markers hold there, which versions satisfy.

``packaging`` knows all rules, and takes as long to import as the rest of a run. So what needs no rules, equal
texts and comparisons of one variable with one literal, is answered here, and the rest by ``packaging``.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Mapping
from functools import cache
from typing import NamedTuple

from .._kit.requirements import canonical

_TERM = re.compile(r"""\(?\s*([a-z_]+)\s*(==|!=|<=|>=|<|>)\s*(?:"([^"']*)"|'([^"']*)')\s*\)?""")
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
    """The answer where comparisons of what is known here, joined by ``and``, give it; else ``None``."""
    if " or " in marker or "'or" in marker or '"or' in marker or " in " in marker:
        return None
    unknown = False
    for term in re.split(r"\band\b", marker):
        match = _TERM.fullmatch(term.strip())
        if match is None:
            return None
        name, operator, literal = match[1], match[2], match[3] if match[3] is not None else match[4]
        held = _held(name, operator, literal, target, extras)
        if held is False:
            return False
        unknown = unknown or held is None
    return None if unknown else True


def _held(name: str, operator: str, literal: str, target: Target, extras: Collection[str]) -> bool | None:
    if name == "extra" and operator == "==":
        return canonical(literal) in extras
    if name == "python_version" and re.fullmatch(r"\d+\.\d+", literal):
        mine, other = (tuple(map(int, text.split("."))) for text in (target.minor, literal))
        return _compared(mine, operator, other)
    value = _plain(target).get(name)
    if value is None or operator not in ("==", "!="):
        return None
    return (value == literal) is (operator == "==")


def _compared(mine: tuple[int, ...], operator: str, other: tuple[int, ...]) -> bool:
    answers = {
        "==": mine == other,
        "!=": mine != other,
        "<": mine < other,
        ">": mine > other,
        "<=": mine <= other,
        ">=": mine >= other,
    }
    return answers[operator]


@cache
def _plain(target: Target) -> Mapping[str, str]:
    known = {"sys_platform": sys.platform, "os_name": os.name, "implementation_name": target.implementation}
    if sys.platform in _SYSTEMS:
        known["platform_system"] = _SYSTEMS[sys.platform]
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
