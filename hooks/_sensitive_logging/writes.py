"""Where a Python file writes something down: loggers, prints, and the texts of exceptions."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.flow import function_around
from .._kit.light import Enum, Iterator
from .._kit.names import words
from .._kit.scope import is_main_guard, value_of
from .._kit.source import Source
from .._kit.truth import last_name
from .._kit.typed import NamedTuple


class Way(Enum):
    """How something is written down."""

    LOG = "log"
    PRINT = "print"
    EXCEPTION = "exception"


class Write(NamedTuple):
    """A call that writes, and the expressions it writes."""

    way: Way
    node: ast.AST
    values: list[ast.expr]


_LEVELS = frozenset("debug info warning warn error critical exception fatal log msg success trace".split())
_LOG_METHODS = frozenset(f"log_{level}" for level in _LEVELS)  # `self.log_error(...)`
_SHORT_LEVELS = frozenset("d i w e c".split())  # `LOG.d(...)`, as short names of the levels
_LOGS = frozenset("log logs logger logging loguru".split())
_LOGGER_MAKERS = frozenset(["getLogger", "get_logger", "bind", "opt"])
_REPORTERS = frozenset(["capture_message", "syslog"])
_PRINTERS = frozenset(["print", "pprint", "pp"])
_NO_TEXT = frozenset("exc_info stack_info stacklevel level file sep end flush".split())
# Modules and files whose prints are read by the person who started them.
_SCRIPT_WORDS = frozenset(
    "script scripts scripting bin cli manage command commands tool tools setup console migrations".split()
)
_READS_COMMAND_LINE = rb"\bsys\.argv\b|\bargparse\b|\bdocopt\b|\bgetpass\b"
_IS_SERVED = rb"(?i:flask)|\bapp\b|\brequest\b"
_COMMANDS = frozenset("command cli_command option argument group".split())


def writes(source: Source) -> Iterator[Write]:
    """Every place of the file that writes something down."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if _writes_log(source, call, name):
            yield Write(Way.LOG, call, _arguments(call))
        elif _is_print(call, name) and not _is_for_its_user(source, call):
            yield Write(Way.PRINT, call, _arguments(call))
    for statement in source.walk(ast.Raise):
        if isinstance(statement.exc, ast.Call):
            texts = [value for value in _arguments(statement.exc) if _is_text(value)]
            yield Write(Way.EXCEPTION, statement, texts)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg not in _NO_TEXT)]


def _writes_log(source: Source, call: ast.Call, name: str) -> bool:
    if name in _REPORTERS or name in _LOG_METHODS or (name in _LEVELS and _is_log(source, call)):
        return True
    return _is_short_log(call, name) or _is_log_function(call, name)


def _is_log(source: Source, call: ast.Call) -> bool:
    """``logger.info``, ``current_app.logger.info``, ``logging.getLogger().info``, or a name that stands for one."""
    if not isinstance(call.func, ast.Attribute):
        return False
    owner = call.func.value
    if isinstance(owner, ast.Name) and _LOGS.isdisjoint(words(owner.id)):
        owner = value_of(source, owner) or owner
    if isinstance(owner, ast.Call):
        return last_name(owner.func) in _LOGGER_MAKERS or not _LOGS.isdisjoint(words(last_name(owner.func)))
    return not _LOGS.isdisjoint(words(last_name(owner))) or last_name(owner).endswith("logger")


def _is_short_log(call: ast.Call, name: str) -> bool:
    """``LOG.d``, ``logger.w``: a log by its own name, for other objects may have such methods too."""
    if name not in _SHORT_LEVELS or not isinstance(call.func, ast.Attribute):
        return False
    return last_name(call.func.value).lower() in _LOGS


def _is_log_function(call: ast.Call, name: str) -> bool:
    """``logger(logging.INFO, "text", value)``: a log that is told its level."""
    if name not in _LOGS or len(call.args) < 2:
        return False
    level = call.args[0]
    return isinstance(level, ast.Attribute) and last_name(level.value) == "logging" and level.attr.lower() in _LEVELS


def _is_print(call: ast.Call, name: str) -> bool:
    if isinstance(call.func, ast.Name) or last_name(getattr(call.func, "value", call.func)) == "pprint":
        return name in _PRINTERS
    return (
        name == "write" and isinstance(call.func, ast.Attribute) and last_name(call.func.value) in ("stdout", "stderr")
    )


def _is_for_its_user(source: Source, call: ast.Call) -> bool:
    """Does a command or a script print this for the person who started it?"""
    if source.mentions(_READS_COMMAND_LINE):
        return True
    if function_around(source, call) is None and not source.mentions(_IS_SERVED):
        return True
    if any(not _SCRIPT_WORDS.isdisjoint(words(part)) for part in source.path.split("/")):
        return True
    for around in source.ancestors(call):
        if is_main_guard(around):
            return True
        if isinstance(around, ast.ClassDef) and any(last_name(base).endswith("Command") for base in around.bases):
            return True
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = {
                last_name(each.func if isinstance(each, ast.Call) else each) for each in around.decorator_list
            }
            if decorators & _COMMANDS or around.name == "main":
                return True
    return False


def _is_text(value: ast.expr) -> bool:
    """Is it put together here? What an exception is only handed, it need not show."""
    match value:
        case ast.JoinedStr() | ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format")):
            return True
    return False
