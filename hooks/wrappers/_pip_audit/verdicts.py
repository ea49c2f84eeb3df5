"""Complete verdicts without a flaw, kept for a while, so that unchanged versions are not asked about again."""

from __future__ import annotations

import os
import sys
import time
from argparse import Namespace

from ..._kit.audit import Answers, Question
from ..._kit.light import Sequence
from ..._kit.user_cache import cache_folder


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
    return os.path.join(cache_folder("pip-audit"), f"{digest}.clean")


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
