"""What deployment files that are read line by line put into force: env files, Procfiles, units, INI files."""

from __future__ import annotations

from . import regex as re
from . import shell
from .compiled import compiled
from .deployment_shell import effects_of_line
from .effects import Command, Effect, Variable
from .finding import Place
from .light import Iterator
from .names import Names, Profile
from .source import Source

_ENV_LINE = compiled(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)")
# Variables that name what a file is for. `FLASK_ENV=development` may be the very mistake.
_PROFILE_NAMES = ("ENVIRONMENT", "APP_ENV", "APP_ENVIRONMENT", "DEPLOYMENT_ENVIRONMENT")
_QUOTED = compiled(r"""(["'])(.*?)\1""")


def effects_of_env_file(source: Source, names: Names) -> Iterator[Effect]:
    """The last line of a name counts. A file that says it is for developers or tests puts nothing into force."""
    variables: dict[str, Variable] = {}
    for number, line in enumerate(source.lines, 1):
        match = _ENV_LINE.match(line)
        if match:
            variables[match[1]] = Variable(match[1], _env_value(match[2]), Place(number, match.start(1) + 1))
    said = (variables[name].value or "" for name in _PROFILE_NAMES if name in variables)
    if not any(names.of_name(value) in (Profile.DEVELOPMENT, Profile.TEST) for value in said):
        yield from variables.values()


def _env_value(text: str) -> str | None:
    """The value as dotenv readers take it: quotes removed, a comment after a blank cut off."""
    quoted = _QUOTED.match(text)
    value = quoted[2] if quoted else re.split(r"(?:^|(?<=\s))#", text, maxsplit=1)[0].strip()
    return shell.expanded(value, {}) if "$" in value else value


def effects_of_procfile(source: Source, names: Names) -> Iterator[Effect]:
    """What the production processes of a Procfile do."""
    for number, line in enumerate(source.lines, 1):
        process, colon, command = line.partition(":")
        if colon and re.fullmatch(r"[\w-]+", process) and names.of_name(process) is Profile.PRODUCTION:
            place = Place(number, len(process) + 3 if command.startswith(" ") else len(process) + 2)
            yield from effects_of_line(command, place)


def effects_of_unit(source: Source, names: Names) -> Iterator[Effect]:
    """https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#Environment="""
    variables: dict[str, Variable] = {}
    for number, line in _unit_lines(source):
        key, equals, value = line.partition("=")
        key, place = key.strip(), Place(number, 1)
        if equals and key == "Environment":
            settings = [word.partition("=") for words in shell.commands(value) for word in words]
            if not settings:
                variables.clear()  # the empty assignment resets the list
            variables |= {name: Variable(name, setting, place) for name, eq, setting in settings if eq}
        elif equals and key.startswith("Exec"):
            yield from effects_of_line(value.strip().lstrip("@-:+!"), place)
    yield from variables.values()


def _unit_lines(source: Source) -> Iterator[tuple[int, str]]:
    """Lines with their continuations, each with the number of its first; comments end none."""
    held, first = "", 1
    for number, line in enumerate(source.lines, 1):
        if line.lstrip().startswith(("#", ";")):
            continue
        first = first if held else number
        held += line.rstrip()
        if held.endswith("\\"):
            held = held[:-1] + " "
            continue
        yield first, held
        held = ""


def effects_of_ini(source: Source, names: Names) -> Iterator[Effect]:
    """uWSGI's ``env`` and ``py-autoreload``, supervisor's and circus' ``environment`` and ``command``."""
    section, held = "", ""
    for number, line in enumerate(source.lines, 1):
        if header := re.match(r"\s*\[([^\]]*)\]", line):
            section, held = header[1].partition(":")[0], ""
        match = re.match(r"\s*([\w-]+)\s*=\s*(.*)", line)
        if match is None:
            held = re.sub(r"\W", "", line.lower()) if re.fullmatch(r"environment\s*=\s*", line) else held
            continue
        key, value, place = match[1].lower(), match[2].strip(), Place(number, match.start(1) + 1)
        if line[:1].isspace() and held == "environment":
            key, value = held, line.strip()
        held = key
        if key in ("env", "environment"):
            yield from _ini_variables(value, place)
        elif section == "env":
            yield Variable(match[1], value, place)
        elif key in ("command", "cmd"):
            yield from effects_of_line(value, place)
        elif re.fullmatch(r"(py|python)-auto-?reload", key):
            yield Command(["uwsgi", f"--{key}={value}"], place)


def _ini_variables(value: str, place: Place) -> Iterator[Variable]:
    """``A=1,B="2"``, as supervisor has it."""
    for part in re.split(r",(?=\s*\w+=)", value.rstrip(",")):
        name, _, setting = part.strip().partition("=")
        yield Variable(name.strip(), setting.strip().strip("\"'"), place)
