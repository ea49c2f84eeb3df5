"""Complete verdicts without a flaw, kept for a while, so that unchanged versions are not asked about again."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace
from collections.abc import Sequence

from ..._kit.audit import Answers, Question


def kept_or_asked(asked: Sequence[Question], options: Namespace) -> Answers:
    """The verdict of before if it is fresh enough, else a new one. Raises as ``service.answers``."""
    path = _path(asked, options)
    if _is_fresh(path, options.cache_hours):
        return dict.fromkeys(asked, ())
    from .service import answers

    found = answers(asked, options)
    if options.cache_hours > 0 and all(answer == () for answer in found.values()):
        _keep(path)
    return found


def _path(asked: Sequence[Question], options: Namespace) -> str:
    """A file that is named for all that the verdict depends on; the environment stands for the versions of all."""
    from hashlib import sha256

    # pip-audit's own variable for the address counts where nobody typed another.
    parts = [sys.prefix, options.service, options.osv_url or os.environ.get("PIP_AUDIT_OSV_URL", "")]
    parts += [f"{name}=={version}" for name, version in asked]
    digest = sha256("\n".join(parts).encode()).hexdigest()
    return os.path.join(_folder(), f"{digest}.clean")


def _folder() -> str:
    """https://specifications.freedesktop.org/basedir-spec/latest/, and its like on Windows."""
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # A relative folder would be one of the repository, which could bring verdicts along.
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "flask-upkeep", "pip-audit")


def _is_fresh(path: str, hours: float) -> bool:
    try:
        age = time.time() - os.stat(path).st_mtime
    except OSError:
        return False
    return 0 <= age < hours * 3600


def _keep(path: str) -> None:
    """Write the file. A folder that cannot be written costs time, never a verdict."""
    from ..._kit.files import write_atomically

    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_atomically(path, b"")
    except OSError:
        return
