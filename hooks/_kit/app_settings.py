"""What an application is configured with in production: items, settings modules and classes in one list.

Answers rest on the file at hand; other files are read only where a class of production inherits from one.
"""

from __future__ import annotations

from . import syntax as ast
from .config_classes import ConfigClass, Setting, classes_of, setting, subclasses
from .flask_app import ConfigItem, config_items, is_for_developers, mapping_items
from .light import Callable, Iterable, Iterator
from .names import Names, Profile
from .scope import assignments
from .source import Source
from .truth import is_true, last_name
from .typed import NamedTuple

Wanted = Callable[[str], bool]


class AppSetting(NamedTuple):
    """A value that production may see, the node to point at, and the key as the user wrote it.

    ``home`` is the file of the value: another one where a class inherits it.
    """

    key: str
    value: ast.expr
    node: ast.AST
    shown: str
    home: Source
    owner: ConfigClass | None = None


def app_settings(source: Source, wanted: Wanted, names: Names) -> Iterator[AppSetting]:
    """Every setting of the file whose key is wanted and that is not for developers or tests.

    Upper-case names of any module count: keys worth asking for are nobody else's names.
    """
    for item in source.once(_items):
        if not wanted(item.key):
            continue
        if not is_for_developers(source, item.node, names) and not _stands_beside_testing(source, item):
            yield AppSetting(item.key, item.value, item.node, item.key, source)
    for config in classes_of(source):
        if may_configure_production(config, names):
            for item in _values_in(config.node.body):
                if wanted(item.key):
                    shown = f"{config.name}.{item.key}"
                    yield AppSetting(item.key, item.value, item.node, shown, source, config)


def inherited_from_developers(source: Source, keys: Iterable[str], names: Names) -> Iterator[AppSetting]:
    """Settings that a class of production inherits from a class that is for developers or tests."""
    for config in classes_of(source):
        if not names.is_live(config.name) or not config.node.bases:
            continue
        for key in keys:
            found = setting(config, key)
            if found is None or found.owner.node is config.node or may_configure_production(found.owner, names):
                continue
            place = f"{found.owner.source.path}:{found.node.lineno}"
            shown = f"{config.name}.{key} (from {found.owner.name}, {place})"
            yield AppSetting(key, found.value, config.node, shown, found.owner.source, config)


def may_configure_production(config: ConfigClass, names: Names) -> bool:
    """Is the class neither an enumeration nor for developers or tests, by its name, file and surroundings?"""
    if any(last_name(base).endswith(("Enum", "Flag")) for base in config.node.bases):
        return False
    if not names.is_production(config.source.path) or names.of_name(config.name) is not Profile.PRODUCTION:
        return False
    return not is_for_developers(config.source, config.node, names)


def production_overrides(config: ConfigClass, key: str, names: Names, is_bad: Callable[[Setting], bool]) -> bool:
    """Do production classes inherit this one, and does none of them end up with a bad value?"""
    if names.is_live(config.name):
        return False
    known = config.source.once(_known_heirs)
    if config.name not in known:
        known[config.name] = list(subclasses(config))
    live = [each for each in known[config.name] if names.is_live(each.name)]
    settings = [setting(each, key) for each in live]
    return bool(live) and not any(found is not None and is_bad(found) for found in settings)


def _known_heirs(source: Source) -> dict[str, list[ConfigClass]]:
    """A notebook of one file: who inherits its classes, by name, so that git is asked once for each."""
    return {}


def _items(source: Source) -> tuple[ConfigItem, ...]:
    named = (item for item in _values_in(source.tree.body) if item.key.isupper())
    return (*config_items(source), *_attributes(source), *named)


def _attributes(source: Source) -> Iterator[ConfigItem]:
    """``app.config.KEY = value`` and ``settings.KEY = value``."""
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Attribute) and target.attr.isupper():
            yield ConfigItem(target.attr, value, statement)


def _values_in(body: list[ast.stmt]) -> list[ConfigItem]:
    """Names assigned by the statements: the last sure value of each, and what a condition may put in its place."""
    values: dict[str, list[ConfigItem]] = {}
    for statement, is_sure in _statements(body):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and statement.value is not None:
                item = ConfigItem(target.id, statement.value, statement)
                values[target.id] = [item] if is_sure else [*values.get(target.id, []), item]
    return [item for items in values.values() for item in items]


def _statements(body: list[ast.stmt], is_sure: bool = True) -> Iterator[tuple[ast.Assign | ast.AnnAssign, bool]]:
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            yield statement, is_sure
        elif isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            inner: list[ast.stmt] = [*statement.body, *getattr(statement, "orelse", [])]
            for handler in getattr(statement, "handlers", []):
                inner += handler.body
            yield from _statements([*inner, *getattr(statement, "finalbody", [])], False)


def _stands_beside_testing(source: Source, item: ConfigItem) -> bool:
    """``config.update(TESTING=True, KEY=value)`` configures a test."""
    around = next((node for node in source.ancestors(item.node) if isinstance(node, ast.Call | ast.Dict)), None)
    if isinstance(around, ast.Call):
        beside = [ConfigItem(word.arg, word.value, word) for word in around.keywords if word.arg]
    else:
        beside = list(mapping_items(source, around)) if around else []
    return any(each.key == "TESTING" and is_true(each.value) for each in beside)
