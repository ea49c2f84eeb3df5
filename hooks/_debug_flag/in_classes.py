"""Debugging switched on by configuration classes: own, inherited, mapped to ``default``, or hard-wired."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.app_settings import may_configure_production, production_overrides
from .._kit.config_classes import (
    ConfigClass,
    Setting,
    class_named,
    classes_of,
    imported_class,
    own_setting,
    setting,
    subclasses,
)
from .._kit.finding import Finding
from .._kit.flask_app import ConfigItem, is_for_developers, is_settings_module, mapping_items
from .._kit.light import Iterator, partial
from .._kit.names import Names, Profile, words
from .._kit.scope import value_of
from .._kit.source import Source
from .._kit.truth import environment_default, last_name, switched_on, text_of, written
from .in_python import setting_finding
from .rules import CONFIG_CLASS, FAMILY_EFFECTS, SETTING

KEYS = ("DEBUG", *FAMILY_EFFECTS)
CONFIGURATION = frozenset("base common conf config configs configuration default defaults setting settings".split())
TELLING_KEYS = ("SECRET_KEY", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_TRACK_MODIFICATIONS", "SERVER_NAME", "FLASK_ENV")
# `create_app(os.getenv("FLASK_CONFIG") or "default")`, `config_name="default"` and the like
DEFAULT_CHOSEN = (
    r"(getenv|environ).*( or|,) *['\"]default['\"]|['\"]default['\"]\)* *(,|or) *\)"
    r"|(^|[^_[:alnum:]])(config|env|settings)(_[a-z]+)?( *: *str)? *= *['\"]default['\"]"
)


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Everything of this module that production would see."""
    for config in classes_of(source):
        if may_configure_production(config, names) and not _lists_levels(config):
            for key in KEYS:
                yield from _class_findings(config, key, names)
    yield from _default_findings(source, names)
    yield from _from_object_findings(source, names)


def _class_findings(config: ConfigClass, key: str, names: Names) -> Iterator[Finding]:
    own = own_setting(config, key)
    if own is not None:
        if not _looks_like_configuration(config, names):
            return
        item = ConfigItem(key, own.value, own.node)
        found = list(setting_finding(config.source, item, f"{config.name}.{key}"))
        if found and not production_overrides(config, key, names, _is_on):
            yield from (_as_class_rule(config, finding) for finding in found)
    elif names.is_live(config.name):
        inherited = setting(config, key)
        if inherited and _is_on(inherited) and not _reported_at_home(inherited, names):
            yield CONFIG_CLASS.at(config.source, config.node, what=_inherits(config, key, inherited))


def _as_class_rule(config: ConfigClass, finding: Finding) -> Finding:
    """A literal ``DEBUG = True`` of a class is the class rule's; other rules keep their own words."""
    if finding.rule != SETTING.id:
        return finding
    message = CONFIG_CLASS.message.format(what=f"{config.name} has DEBUG on, and production may use it")
    return finding._replace(rule=CONFIG_CLASS.id, message=message)


def _inherits(config: ConfigClass, key: str, inherited: Setting) -> str:
    owner = inherited.owner
    place = f"{owner.source.path}:{inherited.node.lineno}"
    return f"{config.name} inherits {key} = {written(inherited.value)} from {owner.name} ({place})"


def _reported_at_home(found: Setting, names: Names) -> bool:
    """Is the value a finding where it stands, so that the heir need not repeat it?"""
    owner = found.owner
    neutral = names.is_production(owner.source.path) and names.of_name(owner.name) is Profile.PRODUCTION
    return neutral and _looks_like_configuration(owner, names)


def _default_findings(source: Source, names: Names) -> Iterator[Finding]:
    """``{"default": DevelopmentConfig}`` where a missing variable selects it."""
    for node in source.walk(ast.Dict, ast.Call):
        for item in mapping_items(source, node):
            config = class_named(source, item.value) if item.key == "default" else None
            found = setting(config, "DEBUG") if config else None
            if config is None or found is None or not _is_on(found) or is_for_developers(source, item.node, names):
                continue
            if source.once(_default_is_chosen):
                what = f"without a variable the configuration is {config.name} with DEBUG on ({_place(found)})"
                yield CONFIG_CLASS.at(source, item.node, what=what)


def _default_is_chosen(source: Source) -> bool:
    """Does the code fall back to ``"default"``? Where nobody can tell, it does."""
    lines = git.matching_lines(DEFAULT_CHOSEN, "*.py")
    return lines is None or bool(lines)


def _from_object_findings(source: Source, names: Names) -> Iterator[Finding]:
    """``from_object("config.DevelopmentConfig")``, hard-wired or as what a missing variable selects."""
    for call in source.walk(ast.Call):
        if last_name(call.func) != "from_object" or not call.args or is_for_developers(source, call, names):
            continue
        chosen = call.args[0]
        if isinstance(chosen, ast.Name):
            chosen = value_of(source, chosen) or chosen
        chosen = environment_default(chosen) or chosen
        if isinstance(chosen, ast.Call) and not chosen.args:
            chosen = chosen.func
        dotted = text_of(chosen)
        config = imported_class(source, dotted) if dotted else class_named(source, chosen)
        found = setting(config, "DEBUG") if config else None
        if config and found and _is_on(found):
            what = f"every start uses {config.name}, which has DEBUG on ({_place(found)})"
            yield CONFIG_CLASS.at(source, call, what=what)
        elif config is None and dotted and _is_development_class(dotted):
            yield CONFIG_CLASS.at(source, call, what=f"every start uses {dotted}")


def _is_development_class(dotted: str) -> bool:
    """``config.DevelopmentConfig`` by its name, for a class that is not in this repository."""
    name = dotted.rpartition(".")[2]
    return name[:1].isupper() and not {"dev", "development"}.isdisjoint(words(name))


def _is_on(found: Setting) -> bool:
    return switched_on(found.value, partial(value_of, found.owner.source)) is not None


def _place(found: Setting) -> str:
    return f"{found.owner.source.path}:{found.node.lineno}"


def _looks_like_configuration(config: ConfigClass, names: Names) -> bool:
    """By its module, its name or a base's, another key of a configuration, or an heir that production uses."""
    named = [config.name, *(last_name(base) for base in config.node.bases)]
    if is_settings_module(config.source) or any(CONFIGURATION.intersection(words(name)) for name in named):
        return True
    if names.is_live(config.name) or any(own_setting(config, key) for key in TELLING_KEYS):
        return True
    return any(names.is_live(each.name) for each in subclasses(config))


def _lists_levels(config: ConfigClass) -> bool:
    """Is it a list of logging levels, of which DEBUG is one?"""
    return own_setting(config, "INFO") is not None or own_setting(config, "ERROR") is not None
