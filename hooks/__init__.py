"""Pre-commit hooks for the maintenance checklist of a Flask backend.

One module is one hook: the id ``debug-flag`` is the module ``debug_flag``.
"""

from importlib import import_module
from os import scandir
from types import ModuleType

__version__ = "0.1.0"

_FOLDER = __path__[0]


def hook_ids() -> tuple[str, ...]:
    """Ids of all hooks, sorted: one for each module of this folder that does not begin with ``_``."""
    with scandir(_FOLDER) as entries:
        names = sorted(entry.name for entry in entries)
    return tuple(name[:-3].replace("_", "-") for name in names if name.endswith(".py") and not name.startswith("_"))


def load(hook_id: str) -> ModuleType:
    """Import the one module that is the hook ``hook_id``, and no other.

    Raises ``LookupError`` when there is no such hook.
    """
    if hook_id not in hook_ids():
        raise LookupError(hook_id)
    return import_module(f"{__name__}.{hook_id.replace('-', '_')}")
