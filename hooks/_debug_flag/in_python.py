"""Debugging switched on by Python statements: ``app.run``, settings, environment, left-over debuggers."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import Finding
from .._kit.flask_app import (
    ConfigItem,
    config_items,
    is_app,
    is_for_developers,
    is_settings_module,
    mapping_items,
    module_settings,
)
from .._kit.light import Iterator, partial
from .._kit.names import Names, words
from .._kit.scope import assignments, is_defined, origin_of, value_of
from .._kit.source import Source
from .._kit.truth import On, is_environment, last_name, read_name, switched_on, text_of, written
from .rules import DEPLOYMENT, ENV, FAMILY, FAMILY_EFFECTS, LEFT, RUN, SETTING
from .through_functions import behind, handed_switches

STARTS = "starts the debugger"
WHEN = {On.UNSET: "when the variable is unset", On.ANY_TEXT: 'for every text, "false" and "0" too'}
ATTRIBUTES = {"debug": "DEBUG", "testing": "TESTING"}
SWITCH_TEXTS = frozenset("true false 1 0 yes no on off".split())
# What `FLASK_DEBUG` takes for off: flask.helpers.get_debug_flag
FLASK_OFF = frozenset(("", "0", "false", "no"))

# Position of an argument of werkzeug.serving.run_simple, and of Flask.run
POSITIONS = {"run_simple": {"use_reloader": 3, "use_debugger": 4}, "run": {"debug": 2}}
SWITCHES = {
    "run": ("debug", "use_debugger"),
    "run_server": ("debug", "use_debugger"),
    "run_simple": ("use_debugger", "use_reloader"),
    "Server": ("use_debugger",),
}

DEBUGGER_MODULES = frozenset("bdb celery ipdb pdb pudb remote_pdb rpdb trepan wdb web_pdb".split())
DEBUGGER_CALLS = frozenset(["set_trace", "post_mortem"])
REMOTE_DEBUGGERS = {
    "debugpy": ("listen", "connect", "breakpoint"),
    "pydevd": ("settrace",),
    "ptvsd": ("enable_attach",),
}


def debugging_runs(source: Source, names: Names) -> Iterator[Finding]:
    """Calls that start a server with the debugger on."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if name not in SWITCHES or not _starts_server(source, call, name) or is_for_developers(source, call, names):
            continue
        for item in _switches(source, call, name):
            yield from _run_finding(source, item, names)
    for keyword, where in handed_switches(source, names):
        what = f"{keyword.arg}={written(keyword.value)}, which is handed on to an application ({where}),"
        yield RUN.at(source, keyword, what=what, does=STARTS)


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Everything of this module that production would see."""
    yield from debugging_runs(source, names)
    for item in (*config_items(source), *_attributes(source), *_module_items(source, names)):
        if not is_for_developers(source, item.node, names):
            yield from setting_finding(source, item, item.key)
    yield from _environment_writes(source, names)
    yield from _debuggers_left(source, names)
    yield from _gunicorn_findings(source, names)


def setting_finding(source: Source, item: ConfigItem, shown: str) -> Iterator[Finding]:
    """The finding for a key that is given a value, ``shown`` as the user wrote it."""
    on = switched_on(item.value, partial(value_of, source))
    if on is None or (isinstance(item.value, ast.Constant) and not _is_switch(item.value)):
        return
    if item.key in FAMILY_EFFECTS and on is not On.ANY_TEXT:
        yield FAMILY.at(source, item.node, key=item.key, effect=FAMILY_EFFECTS[item.key])
    elif item.key == "DEBUG" and on in WHEN:
        yield ENV.at(source, item.node, what=shown, when=WHEN[on], name=read_name(item.value) or "DEBUG")
    elif item.key == "DEBUG":
        why = f"{shown} = {written(item.value)}" if isinstance(item.value, ast.Constant) else shown
        yield SETTING.at(source, item.node, what=why)


def _starts_server(source: Source, call: ast.Call, name: str) -> bool:
    """``app.run``, ``socketio.run``, ``run_simple``, and flask-script's ``Server``."""
    if name in ("run", "run_server"):
        return isinstance(call.func, ast.Attribute) and is_app(source, call.func.value)
    return True


def _switches(source: Source, call: ast.Call, name: str) -> Iterator[ConfigItem]:
    """The switches among the arguments: by keyword, by position, or inside ``**options``."""
    wanted = SWITCHES[name]
    for keyword in call.keywords:
        if keyword.arg in wanted:
            yield ConfigItem(str(keyword.arg), keyword.value, keyword)
        elif keyword.arg is None:
            for item in mapping_items(source, keyword.value):
                if item.key in wanted:
                    yield item._replace(node=keyword)
    if not any(isinstance(argument, ast.Starred) for argument in call.args):
        for switch, position in POSITIONS.get(name, {}).items():
            if position < len(call.args) and not (call.args and _is_app_argument(source, call.args[0], name)):
                yield ConfigItem(switch, call.args[position], call.args[position])


def _is_app_argument(source: Source, argument: ast.expr, name: str) -> bool:
    """``socketio.run(app, host, port)`` has no third switch."""
    return name == "run" and is_app(source, argument)


def _run_finding(source: Source, item: ConfigItem, names: Names) -> Iterator[Finding]:
    on = switched_on(item.value, partial(value_of, source))
    what = f"{item.key}={written(item.value)}"
    if on in WHEN:
        yield ENV.at(source, item.node, what=what, when=WHEN[on], name=read_name(item.value) or "DEBUG")
    elif item.key == "use_reloader" and on is not None:
        yield RUN.at(source, item.node, what=what, does="reloads the code whenever a file changes")
    elif on is On.TEXT:
        yield RUN.at(source, item.node, what=f"{what} is a text, so it is true and", does=STARTS)
    elif on is None and (option := _option_that_is_on(source, item.value)):
        unless = f"{what}, which is on when nobody types the option (line {option.lineno}),"
        yield RUN.at(source, item.node, what=unless, does=STARTS)
    elif on is None and (found := behind(source, item.value, names)):
        if found.on in WHEN:
            what, name = f"{what}, {found.where},", read_name(found.value) or "DEBUG"
            yield ENV.at(source, item.node, what=what, when=WHEN[found.on], name=name)
        else:
            yield RUN.at(source, item.node, what=f"{what}, {found.where},", does=STARTS)
    elif on is On.LITERAL:
        value = value_of(source, item.value) if isinstance(item.value, ast.Name) else None
        where = f" (line {value.lineno})" if value is not None else ""
        yield RUN.at(source, item.node, what=f"{what}{where}", does=STARTS)


def _option_that_is_on(source: Source, value: ast.expr) -> ast.Call | None:
    """The ``add_argument("--debug", default=True)`` behind ``arguments.debug``."""
    if not isinstance(value, ast.Attribute):
        return None
    option = f"--{value.attr.replace('_', '-')}"
    for call in source.walk(ast.Call):
        if last_name(call.func) == "add_argument" and any(text_of(name) == option for name in call.args):
            defaults = [word.value for word in call.keywords if word.arg == "default"]
            if any(isinstance(one, ast.Constant) and one.value is True for one in defaults):
                return call
    return None


def _attributes(source: Source) -> Iterator[ConfigItem]:
    """``app.debug = True`` and ``app.testing = True``."""
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES and is_app(source, target.value):
            yield ConfigItem(ATTRIBUTES[target.attr], value, statement)


def _module_items(source: Source, names: Names) -> Iterator[ConfigItem]:
    """Settings at the top level of a settings module."""
    if is_settings_module(source):
        settings = module_settings(source, names)
        yield from (item for item in settings if item.key == "DEBUG" or item.key in FAMILY_EFFECTS)


def _environment_writes(source: Source, names: Names) -> Iterator[Finding]:
    """``os.environ["FLASK_DEBUG"] = "1"`` and its spellings."""
    for item in _written_variables(source):
        value = text_of(item.value)
        on = value is not None and value.lower() not in FLASK_OFF
        if item.key == "FLASK_DEBUG" and on and not is_for_developers(source, item.node, names):
            yield SETTING.at(source, item.node, what=f"FLASK_DEBUG={value}")


def _written_variables(source: Source) -> Iterator[ConfigItem]:
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Subscript) and is_environment(target.value):
            yield ConfigItem(text_of(target.slice) or "", value, statement)
    for call in source.walk(ast.Call):
        if not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr in ("setdefault", "putenv") and len(call.args) == 2:
            if call.func.attr == "putenv" or is_environment(call.func.value):
                yield ConfigItem(text_of(call.args[0]) or "", call.args[1], call)
        elif call.func.attr == "update" and is_environment(call.func.value):
            yield from (ConfigItem(word.arg, word.value, word) for word in call.keywords if word.arg)
            for argument in call.args:
                yield from mapping_items(source, argument)


def _debuggers_left(source: Source, names: Names) -> Iterator[Finding]:
    """``breakpoint()`` and its kin, a remote debugger that listens, Werkzeug's debugger as middleware.

    A condition is no excuse for the first two: they stop or open the process wherever it runs.
    """
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        origin = _origin(source, call.func)
        root = origin.partition(".")[0]
        if (origin == "breakpoint" and not is_defined(source, origin)) or (
            name in DEBUGGER_CALLS and root in DEBUGGER_MODULES
        ):
            yield LEFT.at(source, call, what=f"{written(call.func)}() stops the server and waits for a keyboard")
        elif name in REMOTE_DEBUGGERS.get(root, ()):
            yield LEFT.at(source, call, what=f"{written(call.func)}() opens the process to a remote debugger")
        elif name == "DebuggedApplication" and not is_for_developers(source, call, names):
            yield LEFT.at(source, call, what="DebuggedApplication shows tracebacks and their variables to visitors")


def _gunicorn_findings(source: Source, names: Names) -> Iterator[Finding]:
    """``reload = True`` and ``raw_env = ["FLASK_DEBUG=1"]`` in a configuration of gunicorn.

    Source: https://docs.gunicorn.org/en/stable/settings.html#reload
    """
    if "gunicorn" not in words(source.path.rpartition("/")[2]):
        return
    for target, value, statement in assignments(source):
        if is_for_developers(source, statement, names) or _is_asked_for(source, statement):
            continue
        if last_name(target) == "reload" and switched_on(value, partial(value_of, source)) is On.LITERAL:
            yield DEPLOYMENT.at(source, statement, what="reload = True (the code reloader of gunicorn)")
        elif last_name(target) == "raw_env" and isinstance(value, ast.List | ast.Tuple):
            for item in value.elts:
                name, _, text = (text_of(item) or "").partition("=")
                if name == "FLASK_DEBUG" and text.lower() not in FLASK_OFF:
                    yield DEPLOYMENT.at(source, item, what=f"{name}={text}")


def _is_asked_for(source: Source, statement: ast.stmt) -> bool:
    """Does it stand under ``if os.getenv("HOT_RELOAD") == "1":``, which is off unless somebody sets the variable?"""
    return any(
        isinstance(around, ast.If)
        and read_name(around.test) is not None
        and switched_on(around.test, partial(value_of, source)) is None
        for around in source.ancestors(statement)
    )


def _origin(source: Source, function: ast.expr) -> str:
    """What a called name stands for, dotted: ``pdb.set_trace`` also for ``from pdb import set_trace``."""
    inner = function.value if isinstance(function, ast.Attribute) else None
    if isinstance(inner, ast.Call) and last_name(inner.func) in ("__import__", "import_module") and inner.args:
        return f"{text_of(inner.args[0])}.{last_name(function)}"
    return origin_of(source, function)


def _is_switch(constant: ast.Constant) -> bool:
    """A boolean, 0 or 1, or a text that says one: ``DEBUG = 10`` is a logging level."""
    value = constant.value
    return value in (0, 1) if isinstance(value, int) else str(value).lower() in SWITCH_TEXTS
