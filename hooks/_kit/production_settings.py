"""Configuration keys with a wrong value where production would use it.

Asked by hooks that judge one key each. A base class whose every heir for production has a better value is
left out, and what production inherits from a class for developers is said at the heir.
"""

from __future__ import annotations

from . import syntax as ast
from .app_settings import AppSetting, app_settings, inherited_from_developers, production_overrides
from .config_classes import Setting
from .light import Callable, Iterator, Sequence
from .names import Names
from .source import Source

IsWrong = Callable[[Source, ast.expr], bool]


def wrong_settings(source: Source, names: Names, keys: Sequence[str], is_wrong: IsWrong) -> Iterator[AppSetting]:
    """Every place of the file where production would get a wrong value for one of the keys."""

    def is_bad(found: Setting) -> bool:
        return is_wrong(found.owner.source, found.value)

    for found in app_settings(source, keys.__contains__, names):
        if not is_wrong(source, found.value):
            continue
        if found.owner is None or not production_overrides(found.owner, found.key, names, is_bad):
            yield found
    for found in inherited_from_developers(source, keys, names):
        if is_wrong(found.home, found.value):
            yield found
