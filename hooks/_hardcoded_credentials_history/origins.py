"""Which commit brought a blob first, and at which path."""

from __future__ import annotations

import os
from contextlib import closing

from .._kit.light import Collection, Sequence
from .._kit.typed import NamedTuple
from .objects import piped


class Origin(NamedTuple):
    """A commit and a path in it, as ``git show COMMIT:PATH`` takes them; ``order`` counts commits from the oldest."""

    order: int
    commit: str
    path: str


def origins(wanted: Collection[str], reach: Sequence[str]) -> dict[str, Origin]:
    """The origin of each blob, by its id; a blob that a tag names, and no commit holds, has none.

    The history is walked once, from its oldest commit, and only until all are known.
    """
    left = set(wanted)
    found: dict[str, Origin] = {}
    if not left:
        return found
    commits = ("rev-list", "--date-order", "--reverse", *reach)
    changes = ("diff-tree", "--stdin", "-r", "-c", "--root", "--no-renames", "--no-abbrev", "--raw", "-z")
    with closing(piped(commits, changes)) as records:
        order, commit = 0, ""
        for record in records:
            if not record.startswith(b":"):
                order, commit = order + 1, record.decode("ascii", "replace").strip()
                continue
            path = next(records, b"")
            blob = _new_blob(record)
            if blob in left:
                found[blob] = Origin(order, commit, os.fsdecode(path))
                left.remove(blob)
                if not left:
                    break
    return found


def _new_blob(record: bytes) -> str:
    """The id of the blob that a change leaves: a merge's record has a mode and an id for each parent, then its own."""
    parents = len(record) - len(record.lstrip(b":"))
    return record.split(b" ")[2 * parents + 1].decode("ascii", "replace")
