"""Where answers of services are kept for one user.

Source: https://specifications.freedesktop.org/basedir-spec/latest/
"""

from __future__ import annotations

import os
import sys


def cache_folder(name: str) -> str:
    """The folder of that name among the user's caches, on Windows among the local data of programs."""
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # A relative folder would be one of the repository, which could bring verdicts along.
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "flask-upkeep", name)
