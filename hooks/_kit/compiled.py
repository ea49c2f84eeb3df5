"""Regular expressions that an earlier run has compiled.

To compile the expressions of a commit takes longer than to judge its files. As Python keeps its modules compiled, so
are they kept, beside the compiled form of this very module: for one interpreter, with a digest, replaced in one step.
A file that is broken, foreign or cannot be written costs time only, and so does a Python whose ``re`` is made
otherwise: what is kept is the code that ``re`` compiles to, which is no public matter.

Source: https://github.com/python/cpython/blob/3.11/Lib/re/_compiler.py, the last lines of ``compile``
"""

from __future__ import annotations

import marshal
import os
import sys

from .digest import sealed, unsealed
from .typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import re
    from typing import Any, AnyStr

    Key = tuple[str | bytes, int]

# Where more gather than the hooks have, something is kept that nobody asks for any more.
_MOST_KEPT = 2000

_made: dict[Key, re.Pattern[Any]] = {}
_new: list[Key] = []
_loaded: list[dict[Key, bytes]] = []


def compiled(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile(pattern, flags)``, remembered from run to run. Raises ``re.error``."""
    key = (pattern, int(flags))
    if key not in _made:
        _made[key] = _from_code(key) or _newly_made(key)
    return _made[key]


def keep() -> None:
    """Keep what was newly compiled for the next run."""
    where = _file()
    if not _new or where is None or sys.dont_write_bytecode or not os.access(os.path.dirname(where), os.W_OK):
        return
    from .files import write_atomically

    made = {key: code for key in _new if (code := _code_of(key)) is not None}
    _new.clear()
    if not made:
        return
    kept = _load()  # anew: another process may have added some
    data = marshal.dumps({**(kept if len(kept) < _MOST_KEPT else {}), **made})
    try:
        write_atomically(where, sealed(_maker(), data), durable=False)
    except OSError:
        return


def _from_code(key: Key) -> re.Pattern[Any] | None:
    """The expression from the code that is kept of it, which ``re`` proves before it takes it."""
    if (code := _kept().get(key)) is None:
        return None
    try:
        from _sre import compile as from_code  # type: ignore[import-not-found]

        return cast("re.Pattern[Any]", from_code(key[0], *marshal.loads(code)))  # noqa: S302 - whole, as its digest says
    except Exception:
        return None


def _newly_made(key: Key) -> re.Pattern[Any]:
    import re

    made: re.Pattern[Any] = re.compile(*key)
    _new.append(key)
    return made


def _code_of(key: Key) -> bytes | None:
    """What ``re`` makes of an expression before it is one; ``None`` where this Python makes it otherwise."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(*key)
        groups = parsed.state.groupdict
        names: list[str | None] = [None] * parsed.state.groups
        for name, number in groups.items():
            names[number] = name
        code = [int(each) for each in _compiler._code(parsed, key[1])]
        flags = key[1] | parsed.state.flags
        return marshal.dumps((int(flags), code, parsed.state.groups - 1, dict(groups), tuple(names)))
    except Exception:
        return None


def _kept() -> dict[Key, bytes]:
    if not _loaded:
        _loaded.append(_load())
    return _loaded[0]


def _load() -> dict[Key, bytes]:
    where = _file()
    if where is None:
        return {}
    data = unsealed(where, _maker())
    # Written here, and whole, as its digest says.
    return cast("dict[Key, bytes]", marshal.loads(data)) if data else {}  # noqa: S302


def _maker() -> bytes:
    """By what the code was made: this interpreter, to the letter."""
    return f"{sys.version}\n{sys.implementation.cache_tag}\n".encode()


def _file() -> str | None:
    """Beside the compiled form of this module; ``None`` where Python keeps none."""
    module = __spec__.cached if __spec__ else None
    return f"{os.path.splitext(module)[0]}.expressions" if module else None
