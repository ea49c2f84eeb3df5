"""The calls that client data must not reach as it is."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import Rule
from .._kit.light import Callable
from .._kit.names import words
from .._kit.routes import keyword
from .._kit.scope import origin_of
from .._kit.source import Source
from .._kit.truth import last_name, text_of
from .client import Client, Kind, Known, client_of
from .rules import CODE, PATH, REDIRECT, SHELL, SQL, TEMPLATE, UNPICKLE

Danger = Callable[[Source, ast.Call, Known], Client | None]

_EXECUTES = frozenset("execute executemany executescript exec_driver_sql read_sql read_sql_query".split())
_DATABASES = frozenset("conn connection cur cursor database db engine session".split())
_SHELL_FUNCTIONS = frozenset(
    (
        "os.system os.popen subprocess.getoutput subprocess.getstatusoutput commands.getoutput "
        "commands.getstatusoutput asyncio.create_subprocess_shell"
    ).split()
)
_RUNS = frozenset(f"subprocess.{name}" for name in "run call check_call check_output Popen".split())
_SHELLS = frozenset("sh bash zsh dash ksh cmd cmd.exe powershell".split())
_OPENS = frozenset("open io.open codecs.open os.remove os.unlink flask.send_file".split())
_LOADERS = frozenset(
    (
        "pickle.loads pickle.load _pickle.loads cPickle.loads cPickle.load dill.loads dill.load cloudpickle.loads "
        "cloudpickle.load marshal.loads marshal.load jsonpickle.decode jsonpickle.loads yaml.unsafe_load "
        "yaml.unsafe_load_all joblib.load pandas.read_pickle"
    ).split()
)
_UNSAFE_YAML = frozenset(("Loader", "CLoader", "UnsafeLoader", "CUnsafeLoader"))
_EVALUATES = frozenset(("eval", "exec", "builtins.eval"))
_TEMPLATES = frozenset(("flask.render_template_string", "jinja2.Template"))
_REDIRECTS = frozenset(("flask.redirect", "werkzeug.utils.redirect", "werkzeug.redirect"))
_YAML = frozenset(("yaml.load", "yaml.load_all"))

# By one of these a rule knows a call that it asks about: by the last part of its name, or by what that stands for.
_ASKED_LAST = _EXECUTES | {"text", "save"}
_ASKED = _RUNS | _SHELL_FUNCTIONS | _EVALUATES | _TEMPLATES | _OPENS | _REDIRECTS | _YAML | _LOADERS


def is_asked_about(source: Source, call: ast.Call) -> bool:
    """May a call break a rule, whatever it is given? One look, where ``danger`` takes one for each rule."""
    return last_name(call.func) in _ASKED_LAST or origin_of(source, call.func) in _ASKED


def danger(source: Source, call: ast.Call, known: Known) -> tuple[Rule, Client] | None:
    """The rule a call breaks, and the client data that breaks it."""
    for rule, finds in _DANGERS:
        client = finds(source, call, known)
        if client is not None:
            return rule, client
    return None


def _in_sql(source: Source, call: ast.Call, known: Known) -> Client | None:
    name = last_name(call.func)
    is_text = name == "text" and origin_of(source, call.func).startswith(("sqlalchemy.", "db.", "sa."))
    if not is_text and not (name in _EXECUTES and isinstance(call.func, ast.Attribute)):
        return None
    client = client_of(source, _first(call, "statement", "sql", "query", "text"), known)
    if client is None or client.kind is Kind.FILE:
        return None
    on = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    on = on.func if isinstance(on, ast.Call) else on
    whole = not client.is_inner and bool(_DATABASES.intersection(words(last_name(on))))
    return client if client.is_sql or whole else None


def _in_shell(source: Source, call: ast.Call, known: Known) -> Client | None:
    name = origin_of(source, call.func)
    command = _first(call, "args", "cmd", "command")
    if name in _RUNS:
        shell = keyword(call, "shell")
        if isinstance(command, ast.List | ast.Tuple):
            program = text_of(command.elts[0]) if command.elts else None
            if program is None or program.rpartition("/")[2] not in _SHELLS or len(command.elts) < 3:
                return None
            command = command.elts[2]
        elif not (isinstance(shell, ast.Constant) and shell.value):
            return None
    elif name not in _SHELL_FUNCTIONS:
        return None
    return client_of(source, command, known)


def _in_code(source: Source, call: ast.Call, known: Known) -> Client | None:
    if not isinstance(call.func, ast.Name) or origin_of(source, call.func) not in _EVALUATES:
        return None
    return client_of(source, _first(call), known)


def _in_template(source: Source, call: ast.Call, known: Known) -> Client | None:
    if origin_of(source, call.func) not in _TEMPLATES:
        return None
    return client_of(source, _first(call, "source"), known)


def _in_path(source: Source, call: ast.Call, known: Known) -> Client | None:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "save":
        target = client_of(source, _first(call, "dst"), known)
        on = client_of(source, call.func.value, known)
        uploads = on is not None and on.kind is Kind.FILE
        return target if target and (target.kind is Kind.FILENAME or (uploads and target.kind is Kind.TEXT)) else None
    if origin_of(source, call.func) not in _OPENS:
        return None
    client = client_of(source, _first(call, "file", "path_or_file", "filename"), known)
    return client if client and client.kind in (Kind.TEXT, Kind.FILENAME) else None


def _in_redirect(source: Source, call: ast.Call, known: Known) -> Client | None:
    if origin_of(source, call.func) not in _REDIRECTS:
        return None
    client = client_of(source, _first(call, "location"), known)
    if client is None or ".cookies" in client.read:
        return None  # nobody sends a visitor here with a cookie of his own
    return client if client.kind is Kind.TEXT and not client.is_inner else None


def _in_loader(source: Source, call: ast.Call, known: Known) -> Client | None:
    name = origin_of(source, call.func)
    if name in _YAML:
        loader = keyword(call, "Loader") or (call.args[1] if len(call.args) > 1 else None)
        if loader is not None and last_name(loader) not in _UNSAFE_YAML:
            return None
    elif name not in _LOADERS:
        return None
    return client_of(source, _first(call), known)


def _first(call: ast.Call, *keywords: str) -> ast.expr | None:
    if call.args:
        return call.args[0]
    return next((found for name in keywords if (found := keyword(call, name)) is not None), None)


_DANGERS: tuple[tuple[Rule, Danger], ...] = (
    (SQL, _in_sql),
    (SHELL, _in_shell),
    (CODE, _in_code),
    (TEMPLATE, _in_template),
    (PATH, _in_path),
    (REDIRECT, _in_redirect),
    (UNPICKLE, _in_loader),
)
