"""Debugging switched on by what deployment files set or start."""

from __future__ import annotations

import os

from .._kit import deployment, git
from .._kit import regex as re
from .._kit.deployment_shell import effects_of_text
from .._kit.effects import Command, Effect, Variable
from .._kit.finding import Finding
from .._kit.light import Iterator, Sequence
from .._kit.names import Names
from .._kit.source import Source
from .in_python import FLASK_OFF, debugging_runs
from .rules import DEPLOYMENT, LEFT

TRUE_TEXTS = frozenset("true 1 yes on y t".split())
# `DEBUG` belongs to everybody: it counts where the repository's Python reads it.
READS_DEBUG = r"(environ|getenv|env|config)[^#]*['\"]DEBUG['\"]"
# FLASK_ENV has no effect from Flask 2.3 on: https://flask.palletsprojects.com/en/stable/changes/#version-2-3-0
PINS_OLD_FLASK = (
    r"(^|[\"' ])[Ff]lask *(\[[a-z, ]*\])? *(|[=~<>!][^#;\"']*)"  # an extra; other conditions
    r"((==|~=|<=|<|= *[\"']) *[~^=]*([01]\.|2\.[0-2])|< *2\.3)"
)
DEPENDENCY_FILES = ("*requirements*.txt", "*requirements*.in", "pyproject.toml", "setup.cfg", "setup.py", "Pipfile")


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Everything in a deployment file that production would see."""
    for effect in deployment.effects(source, names):
        yield from _effect_findings(source, effect, names)


def _effect_findings(source: Source, effect: Effect, names: Names) -> Iterator[Finding]:
    if isinstance(effect, Variable):
        yield from _variable_findings(source, effect)
    else:
        yield from _command_findings(source, effect, names)


def _variable_findings(source: Source, variable: Variable) -> Iterator[Finding]:
    value = variable.value
    if value is None:
        return
    written = f"{variable.name}={value[:40]}"
    match variable.name:
        case "FLASK_DEBUG" if value.lower() not in FLASK_OFF:
            meant_off = "" if value.lower() in TRUE_TEXTS else " (only 0, false and no are off)"
            yield DEPLOYMENT.at(source, variable.place, what=written + meant_off)
        case "FLASK_ENV" if value == "development" and _pins_old_flask():
            yield DEPLOYMENT.at(source, variable.place, what=f"{written} with Flask before 2.3")
        case "DEBUG" if value.lower() in TRUE_TEXTS and source.once(_code_reads_debug):
            yield DEPLOYMENT.at(source, variable.place, what=f"{written}, which the code reads,")
        case "WERKZEUG_DEBUG_PIN" if value == "off":
            yield DEPLOYMENT.at(source, variable.place, what=f"{written} (the debugger asks for no PIN)")
        case "PYTHONBREAKPOINT" if value not in ("", "0"):
            yield LEFT.at(source, variable.place, what=f"{written} makes breakpoint() start a debugger")


def _command_findings(source: Source, command: Command, names: Names) -> Iterator[Finding]:
    words = command.words
    program = next((word for word in words if word not in ("then", "else", "do", "exec")), "")
    if os.path.basename(program) in ("", "echo", "printf"):
        return
    shown = _debugging_command(words)
    if shown:
        yield DEPLOYMENT.at(source, command.place, what=f"`{shown}`")
    for number, word in enumerate(words):
        if word in ("-c", "-lc", "-ec") and number + 1 < len(words):
            for effect in effects_of_text(words[number + 1], command.place, names):
                yield from _effect_findings(source, effect, names)
    if deployment.kind_of(source.path) == "procfile":
        yield from _started_file(source, command, names)


def _debugging_command(words: Sequence[str]) -> str | None:
    """The part of a command that switches debugging on, as the user would know it again."""
    programs = {os.path.basename(word): number for number, word in reversed(list(enumerate(words)))}
    if "flask" in programs:
        rest = words[programs["flask"] + 1 :]
        debug = [word for word in rest if word in ("--debug", "--debugger")]
        if "run" in rest and debug:
            return f"flask run {debug[0]}"
    if "runserver" in programs and (debug := [word for word in words if word in ("--debug", "--debugger")]):
        return f"runserver {debug[0]}"
    if "gunicorn" in programs and "--reload" in words:
        return "gunicorn --reload"
    if "uwsgi" in programs:
        return _uwsgi_reload(words)
    return None


def _uwsgi_reload(words: Sequence[str]) -> str | None:
    """https://uwsgi-docs.readthedocs.io/en/latest/Options.html#py-autoreload: seconds between two looks, 0 is off."""
    for number, word in enumerate(words):
        match = re.fullmatch(r"--(py-auto-?reload|python-auto-?reload)(?:=(\d+))?", word)
        if match:
            following = words[number + 1] if number + 1 < len(words) else ""
            seconds = match[2] or (following if following.isdecimal() else "1")
            return f"uwsgi --{match[1]}" if seconds.strip("0") else None
    return None


def _started_file(source: Source, command: Command, names: Names) -> Iterator[Finding]:
    """``web: python app.py`` where that file starts the debugger, whatever it is named."""
    words = [word for word in command.words if not word.startswith("-") and "=" not in word]
    if len(words) > 1 and re.fullmatch(r"python[\d.]*", os.path.basename(words[0])) and words[1].endswith(".py"):
        path = os.path.join(os.path.dirname(source.path), words[1])
        if os.path.isfile(path):
            started = source.once(_started).setdefault(path, Source(path))
            for run in debugging_runs(started, names):
                what = f"`{words[0]} {words[1]}` starts the debugger ({run.path}:{run.line}), which"
                yield DEPLOYMENT.at(source, command.place, what=what)


def _started(source: Source) -> dict[str, Source]:
    """Python files that were read because this file starts them, by path."""
    return {}


def _code_reads_debug(source: Source) -> bool:
    """Does any Python file read a variable ``DEBUG``? Where nobody can tell, it does."""
    lines = git.matching_lines(READS_DEBUG, "*.py")
    return lines is None or bool(lines)


def _pins_old_flask() -> bool:
    return bool(git.matching_lines(PINS_OLD_FLASK, *DEPENDENCY_FILES))
