"""Writing files so that nothing is lost."""

from __future__ import annotations

import os
import stat
import time


def write_atomically(path: str, data: bytes, durable: bool = True) -> None:
    """Replace a file in one step: readers see the old content or the new, never half of it.

    A link is followed, the mode of an existing file is kept. What may be lost with the power of the machine, as a
    cache may, is not ``durable`` and not waited for. Raises ``OSError``.
    """
    target = os.path.realpath(path)
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    # Not by `tempfile`, which imports half of the standard library.
    temporary = os.path.join(os.path.dirname(target), f".upkeep-{os.getpid()}-{time.monotonic_ns()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
