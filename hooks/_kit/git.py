"""What git knows of the working folder; git is started only where a question needs it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from .finding import UsageError


def tracked_files(folder: str = ".") -> list[str]:
    """Regular files that git tracks below ``folder``, relative to the working folder, sorted.

    Links and submodules are left out: what they point to is checked where it stands.
    Raises ``UsageError`` where there is no git, or no repository.
    """
    listing = _git("-C", folder, "ls-files", "-z", "--stage")
    where = "here" if folder == "." else f"in {folder}"
    if listing is None:
        raise UsageError(f"git lists no files {where}; run this in a git repository, or name files")
    paths = set()
    for entry in listing.split(b"\0"):
        mode, _, path = entry.partition(b"\t")
        if mode.startswith(b"100"):
            paths.add(os.path.normpath(os.path.join(folder, os.fsdecode(path))))
    if not paths:
        raise UsageError(f"git tracks no file {where} yet; `git add` some")
    return sorted(path for path in paths if os.path.lexists(path))


def matching_lines(pattern: str, *pathspecs: str) -> list[str] | None:
    """Lines of tracked files that match an extended regular expression; ``None`` outside a repository."""
    found = _git("grep", "-hIE", "-e", pattern, "--", *pathspecs, no_match=1)
    return None if found is None else found.decode("utf-8", "replace").splitlines()


def files_with(pattern: str, *pathspecs: str) -> list[str] | None:
    """Tracked files with a line that matches an extended regular expression; ``None`` outside a repository."""
    found = _git("grep", "-lzIE", "-e", pattern, "--", *pathspecs, no_match=1)
    return None if found is None else sorted(os.fsdecode(path) for path in found.split(b"\0") if path)


def _git(*arguments: str, no_match: int = 0) -> bytes | None:
    """Output of git, or ``None`` where it fails; exit code ``no_match`` is an answer too."""
    import subprocess

    command: Sequence[str] = ("git", *arguments)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout if done.returncode in (0, no_match) else None
