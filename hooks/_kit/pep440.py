"""Versions of Python packages.

Source: https://packaging.python.org/en/latest/specifications/version-specifiers/
"""

from __future__ import annotations

from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version


def parsed_version(text: str) -> Version | None:
    """A version by PEP 440, or ``None`` for one of before."""
    from packaging.version import InvalidVersion, Version

    try:
        return Version(text)
    except InvalidVersion:
        return None
