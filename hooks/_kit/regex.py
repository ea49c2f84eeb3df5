"""Regular expressions without ``re``, as far as their code is known from an earlier run.

``from .._kit import regex as re`` reads as if ``re`` had been imported. Its functions take expressions that stand in
the source, which are kept compiled from run to run; one that is made of the text of a file goes through ``compile``.
What is missing here comes from ``re`` when it is first asked for.
"""

from __future__ import annotations

from .light import TYPE_CHECKING

if TYPE_CHECKING:
    from re import *  # noqa: F403
else:
    from .compiled import compiled

    AnyStr = str | bytes
    ASCII, DOTALL, IGNORECASE, MULTILINE, VERBOSE = 256, 16, 2, 8, 64

    _SPECIAL = {ord(each): f"\\{each}" for each in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}

    def escape(pattern: AnyStr) -> AnyStr:
        """As ``re.escape``."""
        if isinstance(pattern, str):
            return pattern.translate(_SPECIAL)
        return str(pattern, "latin1").translate(_SPECIAL).encode("latin1")

    def search(pattern: AnyStr, string: AnyStr, flags: int = 0) -> object:
        """As ``re.search``."""
        return compiled(pattern, flags).search(string)

    def match(pattern: AnyStr, string: AnyStr, flags: int = 0) -> object:
        """As ``re.match``."""
        return compiled(pattern, flags).match(string)

    def fullmatch(pattern: AnyStr, string: AnyStr, flags: int = 0) -> object:
        """As ``re.fullmatch``."""
        return compiled(pattern, flags).fullmatch(string)

    def sub(pattern: AnyStr, repl: object, string: AnyStr, count: int = 0, flags: int = 0) -> AnyStr:
        """As ``re.sub``."""
        return compiled(pattern, flags).sub(repl, string, count)

    def split(pattern: AnyStr, string: AnyStr, maxsplit: int = 0, flags: int = 0) -> list[AnyStr]:
        """As ``re.split``."""
        return compiled(pattern, flags).split(string, maxsplit)

    def findall(pattern: AnyStr, string: AnyStr, flags: int = 0) -> list[AnyStr]:
        """As ``re.findall``."""
        return compiled(pattern, flags).findall(string)

    def finditer(pattern: AnyStr, string: AnyStr, flags: int = 0) -> object:
        """As ``re.finditer``."""
        return compiled(pattern, flags).finditer(string)

    def __getattr__(name: str) -> object:
        import re

        globals()[name] = found = getattr(re, name)
        return found
