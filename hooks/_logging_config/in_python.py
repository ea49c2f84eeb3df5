"""Logging set up by Python statements and by dicts for ``dictConfig``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import Finding
from .._kit.flask_app import is_app, is_for_developers
from .._kit.flow import function_around
from .._kit.light import Iterator
from .._kit.names import Names, Profile, words
from .._kit.production_settings import wrong_settings
from .._kit.routes import keyword
from .._kit.scope import assignments, imports, is_main_guard, origin_of, value_of
from .._kit.source import Source
from .._kit.truth import environment_default, is_environment, is_true, last_name, text_of
from .entries import is_configuration, python_entry
from .in_document import existing_findings
from .in_document import findings as document_findings
from .rules import DEVICES, DISABLED, EXISTING, FILE, LEVEL, NEVER_ROTATES, NO_LIMITS, PLAIN_FILE

LEVEL_KEYS = ("LOG_LEVEL", "LOGGING_LEVEL", "LOGLEVEL", "APP_LOG_LEVEL", "ROOT_LOG_LEVEL")
# What runs once and ends: its log file does not grow, and its level is nobody's configuration.
ONE_SHOT_WORDS = frozenset(
    "alembic bin example examples doc docs migration migrations script scripts tool tools".split()
)
_DEPTH = 20
SILENCING = frozenset(("CRITICAL", "FATAL", "ERROR", "WARNING", "WARN"))


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Everything of this module that production would see."""
    yield from _dict_findings(source, names)
    for wrong in wrong_settings(source, names, LEVEL_KEYS, _is_debug):
        unset = " when its variable is unset" if _read_default(wrong.value) is not None else ""
        yield LEVEL.at(source, wrong.node, what=f"{wrong.shown} is DEBUG{unset}")
    if not _is_one_shot(source):
        for call in source.walk(ast.Call):
            found = list(_call_findings(source, call))
            if found and not is_for_developers(source, call, names):
                yield from found
        yield from _disabled_loggers(source, names)


def _dict_findings(source: Source, names: Names) -> Iterator[Finding]:
    """Dicts that ``dictConfig`` takes, wherever they stand: in a call, a name or a class."""
    for node in (*source.walk(ast.Dict), *source.walk(ast.Call)):
        if isinstance(node, ast.Call) and last_name(node.func) != "dict":
            continue
        config = python_entry(source, node)
        target = _assigned_to(source, node)
        if not is_configuration(config) or is_for_developers(source, node, names):
            continue
        if names.of_name(target) is Profile.PRODUCTION:
            yield from document_findings(source, config)
            # gunicorn fills in what its `logconfig_dict` leaves out, with False for existing loggers
            may_be_missing = target == "logconfig_dict" or _sets_existing_later(source)
            yield from existing_findings(source, config, may_be_missing=may_be_missing)


def _assigned_to(source: Source, node: ast.expr) -> str:
    parent = next(iter(source.ancestors(node)), None)
    if isinstance(parent, ast.Assign):
        return last_name(parent.targets[0])
    return last_name(parent.target) if isinstance(parent, ast.AnnAssign) else ""


def _sets_existing_later(source: Source) -> bool:
    """``CONFIG["disable_existing_loggers"] = ...``."""
    key = "disable_existing_loggers"
    return any(
        isinstance(target, ast.Subscript) and text_of(target.slice) == key for target, _, _ in assignments(source)
    )


def _is_one_shot(source: Source) -> bool:
    """Is the file a migration, or a script, which has no application in it?"""
    *folders, _ = source.path.split("/")
    if any(ONE_SHOT_WORDS.intersection(words(folder)) for folder in folders):
        return True
    if any(origin.partition(".")[0] == "alembic" for origin in imports(source).values()):
        return True
    serves = any(isinstance(target, ast.Name) and is_app(source, target) for target, _, _ in assignments(source))
    return not serves and any(is_main_guard(node) for node in source.walk(ast.If))


def _call_findings(source: Source, call: ast.Call) -> Iterator[Finding]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "setLevel":
        yield from _set_level_findings(source, call, call.func.value)
        return
    match origin_of(source, call.func):
        case "logging.FileHandler" | "logging.handlers.RotatingFileHandler" as made:
            yield from _file_findings(source, call, made)
        case "logging.basicConfig":
            yield from _basic_config_findings(source, call)
        case "logging.config.fileConfig":
            given = keyword(call, "disable_existing_loggers") or _argument(call, 2)
            open_ended = any(word.arg is None for word in call.keywords)
            if (given is None and not open_ended) or is_true(given):
                yield EXISTING.at(source, call, what="fileConfig without disable_existing_loggers=False")
        case "logging.disable" if _silences(call) and not _enables_again(source) and not _is_command(source, call):
            yield DISABLED.at(source, call, what="logging.disable(...)")


def _set_level_findings(source: Source, call: ast.Call, logger: ast.expr) -> Iterator[Finding]:
    shown = _leading_logger(source, logger)
    level = _argument(call, 0)
    if shown and level and _is_debug(source, level) and not _is_decided_elsewhere(source, call):
        yield LEVEL.at(source, call, what=f"{shown} at level DEBUG")


def _basic_config_findings(source: Source, call: ast.Call) -> Iterator[Finding]:
    level = keyword(call, "level")
    if level and _is_debug(source, level) and not _is_decided_elsewhere(source, call):
        yield LEVEL.at(source, call, what="basicConfig with level DEBUG")
    filename = keyword(call, "filename")
    if filename and _is_fixed_file(source, filename):
        yield FILE.at(source, call, what="basicConfig(filename=...) writes one file for ever")


def _file_findings(source: Source, call: ast.Call, made: str) -> Iterator[Finding]:
    filename = keyword(call, "filename") or (call.args[0] if call.args else None)
    if filename is None or not _is_fixed_file(source, filename):
        return
    if made == PLAIN_FILE:
        yield FILE.at(source, call, what=NEVER_ROTATES)
    elif not any(word.arg is None for word in call.keywords):
        limits = [keyword(call, "maxBytes") or _argument(call, 2), keyword(call, "backupCount") or _argument(call, 3)]
        if any(limit is None or (isinstance(limit, ast.Constant) and not limit.value) for limit in limits):
            yield FILE.at(source, call, what=NO_LIMITS)


def _argument(call: ast.Call, position: int) -> ast.expr | None:
    return call.args[position] if position < len(call.args) else None


def _is_fixed_file(source: Source, name: ast.expr, depth: int = 0) -> bool:
    """Is it the same file at every start? A name made of a date, a job or an argument is not."""
    if depth > _DEPTH:
        return False
    match name:
        case ast.Constant(value=str(text)):
            return not text.startswith(DEVICES)
        case ast.Name():
            value = value_of(source, name)
            return name.id.isupper() if value is None else _is_fixed_file(source, value, depth + 1)
        case ast.Attribute(attr=attribute):
            return attribute.isupper()
        case ast.Subscript(value=mapping, slice=key):
            return text_of(key) is not None and _holds_settings(mapping)
        case ast.BinOp(op=ast.Add() | ast.Div(), right=right):
            return _is_fixed_file(source, right, depth + 1)
        case ast.Call(func=ast.Attribute(attr="get", value=mapping)):
            return _holds_settings(mapping)
        case ast.Call(func=function, args=[*_, last]) if last_name(function) in ("join", "Path", "str", "abspath"):
            return _is_fixed_file(source, last, depth + 1)
        case ast.Call(func=function):
            return last_name(function) == "getenv"
    return False


def _holds_settings(mapping: ast.expr) -> bool:
    return is_environment(mapping) or last_name(mapping) in ("config", "settings")


def _leading_logger(source: Source, node: ast.expr) -> str:
    """The root logger or the app's, as a person would call it; an empty string for any other."""
    if isinstance(node, ast.Name) and isinstance(value := value_of(source, node), ast.Call | ast.Attribute):
        node = value
    if isinstance(node, ast.Call) and origin_of(source, node.func) == "logging.getLogger":
        return "the root logger" if not node.args or text_of(node.args[0]) in ("", "root") else ""
    if isinstance(node, ast.Attribute) and node.attr == "logger" and is_app(source, node.value):
        return "the app's logger"
    return "the root logger" if isinstance(node, ast.Attribute) and origin_of(source, node) == "logging.root" else ""


def _is_debug(source: Source, level: ast.expr) -> bool:
    """``"DEBUG"``, ``logging.DEBUG``, and reads of the environment that give it when the variable is unset."""
    level = _bare(level)
    if isinstance(level, ast.Name) and isinstance(
        value := value_of(source, level), ast.Constant | ast.Attribute | ast.Call
    ):
        level = _bare(value)
    default = _read_default(level)
    level = level if default is None else default
    text = text_of(level)
    return text.upper() == "DEBUG" if text is not None else origin_of(source, level) == "logging.DEBUG"


def _read_default(level: ast.expr) -> ast.expr | None:
    default = environment_default(_bare(level))
    return None if default is None else _bare(default)


def _bare(level: ast.expr) -> ast.expr:
    """The level inside ``str(...)``, ``....upper()`` and ``getattr(logging, ...)``."""
    match level:
        case ast.Call(func=ast.Name(id="str" | "int"), args=[inner]):
            return _bare(inner)
        case ast.Call(func=ast.Attribute(attr="upper" | "strip", value=inner), args=[]):
            return _bare(inner)
        case ast.Call(func=ast.Name(id="getattr"), args=[_, inner, *_]):
            return _bare(inner)
    return level


def _is_decided_elsewhere(source: Source, call: ast.Call) -> bool:
    """Does the file give the handlers or the logger another level too, or start by hand here?"""
    if any(is_main_guard(around) for around in source.ancestors(call)):
        return True
    for other in source.walk(ast.Call):
        if last_name(other.func) == "setLevel" and isinstance(other.func, ast.Attribute) and other.args:
            on = other.func.value
            decides = _is_handler(source, on) or _leading_logger(source, on) != ""
            if decides and not _is_debug(source, other.args[0]):
                return True
    return False


def _is_handler(source: Source, node: ast.expr) -> bool:
    made = value_of(source, node) if isinstance(node, ast.Name) else None
    named = "handler" in words(last_name(node))
    return named or (isinstance(made, ast.Call) and last_name(made.func).endswith("Handler"))


def _silences(call: ast.Call) -> bool:
    level = _argument(call, 0) or keyword(call, "level")
    return level is None or last_name(level) in SILENCING or text_of(level) in SILENCING


def _is_command(source: Source, call: ast.Call) -> bool:
    """Does it stand in a command, as of click, whose process does nothing else?"""
    around = function_around(source, call)
    return around is not None and any(
        isinstance(each, ast.Call) and last_name(each.func) == "command" for each in around.decorator_list
    )


def _enables_again(source: Source) -> bool:
    """Is there a ``logging.disable`` that lets everything through again?"""
    calls = (call for call in source.walk(ast.Call) if last_name(call.func) == "disable" and call.args)
    return any(not _silences(call) for call in calls)


def _disabled_loggers(source: Source, names: Names) -> Iterator[Finding]:
    """``app.logger.disabled = True``."""
    for target, value, statement in assignments(source):
        if not isinstance(target, ast.Attribute) or target.attr != "disabled" or not is_true(value):
            continue
        if _leading_logger(source, target.value) and not is_for_developers(source, statement, names):
            yield DISABLED.at(source, statement, what=f"{ast.unparse(target)} = True")
