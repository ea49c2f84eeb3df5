"""What a lock file holds, whichever tool wrote it: packages, and the edges that lead to them."""

from __future__ import annotations

from .light import Callable, Iterable, Mapping, Sequence
from .requirements import Entry, canonical
from .typed import NamedTuple

Applies = Callable[[str, Sequence[str]], bool]


class Edge(NamedTuple):
    """The way to a package: its name in its normal form, the extras, the marker.

    ``version`` tells packages apart where several of one name are locked.
    """

    key: str
    extras: tuple[str, ...] = ()
    marker: str = ""
    version: str = ""


class Package(NamedTuple):
    """One locked package: as a requirement, with its edges, and those of each of its extras.

    ``is_installed`` is false for a project that exists only to hold dependencies together.
    """

    entry: Entry
    edges: tuple[Edge, ...] = ()
    extras: Mapping[str, tuple[Edge, ...]] = {}  # noqa: RUF012 - only read
    is_installed: bool = True


class Lock(NamedTuple):
    """A lock file: its packages, and the edges into each part; ``""`` is the project's own dependencies.

    ``stated`` are the requirements that the lock says it was made from, by part, if it says so.
    """

    path: str
    tool: str
    packages: tuple[Package, ...]
    parts: Mapping[str, tuple[Edge, ...]]
    stated: Mapping[str, tuple[Entry, ...]] | None = None

    def entries(self, part: str, applies: Applies) -> list[Entry]:
        """What a part installs where ``applies(marker, extras)`` holds, each package once, in the lock's order."""
        by_key: dict[str, list[Package]] = {}
        for package in self.packages:
            by_key.setdefault(package.entry.key, []).append(package)
        reached: set[tuple[int, str]] = set()
        chosen: set[int] = set()
        pending = list(self.parts.get(part, ()))
        while pending:
            edge = pending.pop()
            if not applies(edge.marker, ()):
                continue
            for package in by_key.get(edge.key, []):
                if edge.version and package.entry.version != edge.version:
                    continue
                if not applies(package.entry.marker, ()):
                    continue
                here = id(package)
                if here not in chosen:
                    chosen.add(here)
                    pending += package.edges
                for extra in edge.extras:
                    if (here, extra) not in reached:
                        reached.add((here, extra))
                        pending += package.extras.get(extra, ())
        return [package.entry for package in self.packages if id(package) in chosen and package.is_installed]


def locked(path: str, line: int, name: str, version: str, url: str = "", marker: str = "") -> Entry:
    """A package at its version, as a requirement. Raises ``TypeError`` for what is no text."""
    if not isinstance(name, str) or not isinstance(version, str):
        raise TypeError(name)
    return Entry(path, line, 1, name, (), f"=={version}" if version and not url else "", marker, url)


def edges_of(entries: Iterable[Entry]) -> tuple[Edge, ...]:
    """The ways to what is required."""
    return tuple(Edge(entry.key, tuple(map(canonical, entry.extras)), entry.marker) for entry in entries)
