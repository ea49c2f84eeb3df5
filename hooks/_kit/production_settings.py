"""Configuration keys with a wrong value where production would use it.

Asked by hooks that judge one key each: on an app's ``config``, in a settings module, in a configuration
class, or inherited by the class for production. Classes and branches for developers and tests are left
out, and so is a base class whose every heir for production has a better value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .config_classes import ConfigClass, Setting, classes_of, own_setting, setting, subclasses
from .flask_app import config_items, is_for_developers, is_settings_module, module_settings
from .names import Names, Profile
from .source import Source

IsWrong = Callable[[Source, ast.expr], bool]


class WrongSetting(NamedTuple):
    """A key, its value, the node to point at, and how to name it: ``ProductionConfig.CACHE_TYPE``."""

    key: str
    value: ast.expr
    node: ast.AST
    shown: str


def wrong_settings(source: Source, names: Names, keys: Sequence[str], is_wrong: IsWrong) -> Iterator[WrongSetting]:
    """Every place of the file where production would get a wrong value for one of the keys."""
    module_items = module_settings(source, names) if is_settings_module(source) else ()
    for item in (*config_items(source), *module_items):
        if item.key in keys and is_wrong(source, item.value) and not is_for_developers(source, item.node, names):
            yield WrongSetting(item.key, item.value, item.node, item.key)
    for config in classes_of(source):
        if not _is_for_developers(config, names):
            for key in keys:
                yield from _of_class(config, key, names, is_wrong)


def _of_class(config: ConfigClass, key: str, names: Names, is_wrong: IsWrong) -> Iterator[WrongSetting]:
    own = own_setting(config, key)
    if own is not None:
        if is_wrong(config.source, own.value) and not _every_heir_overrides(config, key, names, is_wrong):
            yield WrongSetting(key, own.value, own.node, f"{config.name}.{key}")
    elif names.is_live(config.name):
        inherited = setting(config, key)
        if inherited and is_wrong(inherited.owner.source, inherited.value) and not _said_at_home(inherited, names):
            place = f"{inherited.owner.source.path}:{inherited.node.lineno}"
            shown = f"{config.name}.{key}, inherited from {inherited.owner.name} ({place}),"
            yield WrongSetting(key, inherited.value, config.node, shown)


def _every_heir_overrides(config: ConfigClass, key: str, names: Names, is_wrong: IsWrong) -> bool:
    """Do production classes inherit this one, and does each have a better value?"""
    if names.is_live(config.name):
        return False
    live = [each for each in subclasses(config) if names.is_live(each.name)]
    values = [setting(each, key) for each in live]
    return bool(live) and not any(found and is_wrong(found.owner.source, found.value) for found in values)


def _said_at_home(found: Setting, names: Names) -> bool:
    """Is the value a finding where it stands, so that the heir need not repeat it?"""
    return names.is_production(found.owner.source.path) and not _is_for_developers(found.owner, names)


def _is_for_developers(config: ConfigClass, names: Names) -> bool:
    return names.of_name(config.name) is not Profile.PRODUCTION or is_for_developers(config.source, config.node, names)
