"""How far a long run is, for whoever looks at a terminal."""

from __future__ import annotations

from .._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


# So many file contents between two updates: no clock is asked, and no terminal flooded.
_STEP = 500


class Progress:
    """A line that is written over and over, and gone in the end. To be used with ``with``."""

    def __init__(self, terminal: TextIO | None) -> None:
        self._terminal = terminal if terminal is not None and terminal.isatty() else None
        self._done = self._found = self._shown = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal and self._shown:
            self._write("\r\x1b[K")

    def advance(self, clean: int, found: int) -> None:
        """So many more file contents are clean, so many more credentials were found."""
        self._done += clean
        self._found += found
        if self._terminal and self._done >= self._shown + _STEP:
            self._shown = self._done
            self._write(f"\r\x1b[K{self._done:,} file contents looked through, {self._found:,} credentials so far")

    def _write(self, text: str) -> None:
        if self._terminal:
            self._terminal.write(text)
            self._terminal.flush()
