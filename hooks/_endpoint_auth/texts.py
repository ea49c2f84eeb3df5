"""The Python files of the repository as texts: which of them hold a word. Git is asked, until all have been read.

For one question git is as fast as reading; the census of all routes asks several, and reads most files anyway.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._kit.finding import NotChecked
from .._kit.git import files_named, files_with_text
from .._kit.source import Source


class Texts:
    """The texts of one run."""

    def __init__(self) -> None:
        self._read: dict[str, bytes] = {}

    def read_all(self) -> None:
        """Read every file; those that cannot be read are left out. Raises ``UsageError`` outside a repository."""
        for path in files_named("*.py"):
            try:
                self._read[path] = Source(path).data
            except NotChecked:
                continue

    def holding(self, texts: Iterable[str]) -> list[str]:
        """Files that hold one of the texts, sorted."""
        if not self._read:
            return files_with_text(texts, "*.py") or []
        wanted = [text.encode() for text in texts]
        return [path for path, data in self._read.items() if any(text in data for text in wanted)]

    def source(self, path: str) -> Source:
        """The file, which is not read again."""
        source = Source(path)
        if path in self._read:
            source.data = self._read[path]
        return source
