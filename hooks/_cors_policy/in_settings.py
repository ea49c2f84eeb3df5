"""Origins that the configuration gives: CORS_ORIGINS, CORS_RESOURCES, their order, and deployment files."""

from __future__ import annotations

from .._kit import deployment, git
from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.app_settings import AppSetting, app_settings, inherited_from_developers, production_overrides
from .._kit.config_classes import Setting, class_named, imported_class, setting
from .._kit.effects import Variable
from .._kit.finding import Finding
from .._kit.flask_app import ConfigItem, config_items, is_for_developers, mapping_items, named_arguments
from .._kit.light import Iterator
from .._kit.names import Names
from .._kit.scope import Scope
from .._kit.source import Source
from .._kit.truth import is_true, last_name, text_of
from .in_calls import credentials_of, is_cors_start
from .origins import Policy, any_origin, credentials_elsewhere, policy_findings
from .rules import ORDER

KEYS = ("CORS_ORIGINS", "CORS_RESOURCES", "CORS_SUPPORTS_CREDENTIALS")
# Flask-CORS reads the first; others are what projects call the list that they hand over.
_LIST_NAME = r"(?:\w+_)?CORS_(?:\w+_)?ORIGINS?|(?:\w+_)?ALLOWED_ORIGINS|CORS_ORIGIN_(?:WHITE|ALLOW)LIST"


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every setting of this file that lets strangers in or comes too late."""
    late = list(_late_settings(source, names))
    yield from late
    lines = {finding.line for finding in late}
    items = [*app_settings(source, _is_wanted, names)]
    items += inherited_from_developers(source, KEYS[:1], names)
    credentials = next((item.shown for item in items if item.key == KEYS[2] and is_true(item.value)), "")
    for item in items:
        if item.key != KEYS[2] and source.place(item.node).line not in lines:
            yield from _item_findings(source, item, credentials, names)


def _is_wanted(key: str) -> bool:
    return key in KEYS or re.fullmatch(_LIST_NAME, key) is not None


def deployment_findings(source: Source, names: Names) -> Iterator[Finding]:
    """``CORS_ORIGINS=*`` in an image, compose or env file, where the code reads that variable."""
    for effect in deployment.effects(source, names):
        if isinstance(effect, Variable) and re.fullmatch(_LIST_NAME, effect.name) and effect.value:
            everybody = "*" in [part.strip(" []'\"") for part in effect.value.split(",")]
            if everybody and git.files_with(rf"['\"]{effect.name.removeprefix('FLASK_')}['\"]", "*.py"):
                yield any_origin(source, effect.place, f"{effect.name}={effect.value[:40]}", "")


def _item_findings(source: Source, item: AppSetting, credentials: str, names: Names) -> Iterator[Finding]:
    values = _origins_in(item.home, item)
    plain = [Policy(shown, value, item.node, item.home) for shown, value in values]
    if not any(list(policy_findings(source, policy, names)) for policy in plain):
        return
    if item.owner and production_overrides(item.owner, item.key, names, lambda found: _is_bad(found, names)):
        return
    accepted = credentials or _credentials_of_calls(source) or credentials_elsewhere(source)
    for policy in plain:
        yield from policy_findings(source, policy._replace(credentials=accepted), names)


def _origins_in(source: Source, item: AppSetting | ConfigItem) -> list[tuple[str, ast.expr]]:
    if item.key != "CORS_RESOURCES":
        return [(getattr(item, "shown", item.key), item.value)]
    entries = [inner.value for inner in mapping_items(source, item.value)]
    inner = [each for entry in entries for each in mapping_items(source, entry) if each.key == "origins"]
    return [("CORS_RESOURCES origins", each.value) for each in inner]


def _is_bad(found: Setting, names: Names) -> bool:
    policy = Policy("", found.value, found.node, found.owner.source)
    return bool(list(policy_findings(found.owner.source, policy, names)))


def _credentials_of_calls(source: Source) -> str:
    for call in source.walk(ast.Call):
        if is_cors_start(source, call) and (said := credentials_of(named_arguments(source, call) or {})):
            return f"{said} (line {call.lineno})"
    return ""


def _late_settings(source: Source, names: Names) -> Iterator[Finding]:
    """Settings that follow ``CORS(app)`` in the same function or module."""
    starts = [call for call in source.walk(ast.Call) if is_cors_start(source, call)]
    if not starts:
        return
    late: list[tuple[ast.AST, str]] = []
    late += [(item.node, item.key) for item in config_items(source) if item.key in KEYS]
    late += _loaded_settings(source)
    for node, shown in late:
        scope = _scope(source, node)
        beside = [call for call in starts if _scope(source, call) is scope]
        before = [call for call in beside if call.lineno < source.place(node).line]
        if before and before == beside and not is_for_developers(source, node, names):
            what = f"{shown} set after {ast.unparse(before[0].func)}() (line {before[0].lineno})"
            yield ORDER.at(source, node, what=what, remedy="set it before")


def _loaded_settings(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """``app.config.from_object(Config)`` where that class has CORS settings."""
    for call in source.walk(ast.Call):
        if last_name(call.func) == "from_object" and call.args:
            chosen = call.args[0]
            dotted = text_of(chosen)
            config = imported_class(source, dotted) if dotted else class_named(source, chosen)
            found = setting(config, "CORS_ORIGINS") if config else None
            if found:
                yield call, f"CORS_ORIGINS ({found.owner.source.path}:{found.node.lineno})"


def _scope(source: Source, node: ast.AST) -> ast.AST | None:
    return next((around for around in source.ancestors(node) if isinstance(around, Scope)), None)
