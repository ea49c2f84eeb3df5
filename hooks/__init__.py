"""Pre-commit hooks for the maintenance checklist of a Flask backend.

One module is one hook: the id ``debug-flag`` is the module ``debug_flag``, and ``bandit``, which wraps the tool of
that name, is ``wrappers.bandit``.
"""

from __future__ import annotations

import sys
from os import scandir

from ._kit.light import TYPE_CHECKING, cache

if TYPE_CHECKING:
    from types import ModuleType

__version__ = "0.1.0"

_FOLDER = __path__[0]


def hook_ids() -> tuple[str, ...]:
    """Ids of all hooks, sorted: our own and the wrappers."""
    return tuple(sorted((*own_ids(), *wrapper_ids())))


def own_ids() -> tuple[str, ...]:
    """Ids of the hooks that need no tool beside them: one for each module of this folder without a leading ``_``."""
    return _ids(_FOLDER)


def wrapper_ids() -> tuple[str, ...]:
    """Ids of the hooks that run a tool of the same name."""
    return _ids(f"{_FOLDER}/wrappers")


def load(hook_id: str) -> ModuleType:
    """Import the one module that is the hook ``hook_id``, and no other.

    Raises ``LookupError`` when there is no such hook.
    """
    module = hook_id.replace("-", "_")
    if hook_id in own_ids():
        return imported(f"{__name__}.{module}")
    if hook_id in wrapper_ids():
        return imported(f"{__name__}.wrappers.{module}")
    raise LookupError(hook_id)


def imported(name: str) -> ModuleType:
    """The module ``name``, whole and with its package: ``importlib.import_module`` without ``importlib``."""
    __import__(name)
    return sys.modules[name]


@cache  # a run that loads twenty hooks asks forty times
def _ids(folder: str) -> tuple[str, ...]:
    with scandir(folder) as entries:
        names = sorted(entry.name for entry in entries)
    return tuple(name[:-3].replace("_", "-") for name in names if name.endswith(".py") and not name.startswith("_"))
