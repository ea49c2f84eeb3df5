"""No input makes a hook crash, hang the output's form, or depend on the order of the files.

Seed documents, one of each kind and each full of findings, are damaged in many ways with fixed random
numbers. A failure names the input: it is the bytes that the assertion shows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from flask_upkeep import load
from flask_upkeep._debug_flag.rules import RULES
from flask_upkeep._kit import suppression

from .conftest import write_files

EACH = 150  # mutants of each seed document
BATCH = 30  # files in one run
SETTINGS_EACH = 250  # mutants of pyproject.toml, and of a baseline

APP = '''\
#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""An application: \u00e9 \u4e2d \U0001f680 app.run(debug=True)."""
import os, pdb
from os import getenv
import debugpy
from flask import Flask, current_app
from config import ProductionConfig
from werkzeug.debug import DebuggedApplication
from werkzeug.serving import run_simple

app = Flask(__name__)
wsgi = DebuggedApplication(app, evalex=True)
OPTIONS = {"debug": True, "port": int(os.getenv("PORT", "5000"))}
app.config["DEBUG"] = os.getenv("DEBUG", "False")
app.config.update(TESTING=True, SQLALCHEMY_ECHO=1, **{"DEBUG": True})
app.config.from_mapping({"PROPAGATE_EXCEPTIONS": True})
app.config |= dict(TRAP_HTTP_EXCEPTIONS=True)
app.config.from_object("config.DevelopmentConfig")
app.config.from_object(os.getenv("APP_SETTINGS", "config.DevelopmentConfig"))
configs = {"default": ProductionConfig, "dev": "config.Dev"}
os.environ["FLASK_DEBUG"] = "1"; os.environ.setdefault("FLASK_DEBUG", "true")
app.debug = app.testing = True

def create_app(name="default", *, debug: bool = bool(getenv("FLASK_DEBUG"))):
    made = Flask(name)
    if os.getenv("ENV") == "development":
        made.debug = True
    elif debug:
        breakpoint()
    else:
        pdb.set_trace()  # upkeep: ignore[debugger-left] a reason
    debugpy.listen(5678)  # upkeep: ignore[debugger-left]
    match name:
        case {"debug": True}: made.run(debug=f"{name!r:>{10}}")
        case _: return made

if __name__ == "__main__":
    # upkeep: ignore[debug-run, no-such-rule] why
    app.run("0.0.0.0", 5000, True)
    app.run(**OPTIONS)
    create_app().run(debug=getenv("A") or getenv("B", "1") in ("1", "true"), use_debugger=1)
    run_simple("localhost", 1, app, use_reloader=True, use_debugger=not False)
    text = "upkeep: ignore[x]"  # upkeep: ignore[debug-run] nothing is here
'''

CONFIG = """\
import os
from enum import Enum
from .app import Base as Imported

class Config:
    DEBUG = True
    TESTING: bool = False
    SQLALCHEMY_ECHO = os.environ.get("ECHO", True)

class Middle(Config, Imported): LOGIN_DISABLED = True
class ProductionConfig(Middle):
    '''The live one.'''
class StagingConfig(ProductionConfig): DEBUG = os.environ.get("DEBUG") or False
class DevelopmentConfig(Config):
    DEBUG = True
class Kind(Enum):
    DEBUG = 1
config = {"default": DevelopmentConfig, "production": ProductionConfig}
DEBUG = "true"
TEMPLATES_AUTO_RELOAD = True
"""

CFG = """\
# read by app.config.from_pyfile
DEBUG = True  # upkeep: ignore[debug-setting] a trial
TESTING = 1
SECRET_KEY = 'x' 'y'
PROPAGATE_EXCEPTIONS = True
"""

COMPOSE = """\
%YAML 1.1
---
x-env: &env
  FLASK_DEBUG: "1"
  FLASK_ENV: development
x-more: &more {<<: *env, PYTHONBREAKPOINT: ipdb.set_trace}
services:
  web:
    image: "app:${TAG:-latest}"
    environment:
      <<: [*env, *more]
      DEBUG: true
    command: ["flask", "run", "--debug"]  # upkeep: ignore[debug-deployment] a trial
  worker:
    environment: [FLASK_DEBUG=1, 'WERKZEUG_DEBUG_PIN=off', 'A=${B:+c}']
    entrypoint: sh -c "flask --debug run && gunicorn --reload app:app"
    profiles: [dev]
...
---
spec:
  containers:
    - name: web
      env:
        - name: FLASK_DEBUG
          value: "true"
        - {name: DEBUG, value: "{{ .Values.debug }}"}
      command:
        - /bin/sh
        - -c
      args: !!seq ["exec gunicorn --reload 'app:app'"]
  script: |-
    flask run --debug
  folded: >+
    FLASK_DEBUG=1
  ? complex
  : !!binary aGVsbG8=
{{- if .Values.debug }}
  FLASK_DEBUG: 1
{{- end }}
"""

APP_JSON = """\
{"name": "app", "description": "\\u00e9 a\\/b", "env": {
\t"FLASK_DEBUG": {"description": "d", "value": "1"}, "DEBUG": "true", "PYTHONBREAKPOINT": "x.y",
\t"NUMBER": -1.5e10, "NOTHING": null, "LIST": [1, [true, {"a": []}]]},
 "formation": {"web": {"command": "flask run --debug"}}, "scripts": {"cmd": ["gunicorn", "--reload"]}}
"""

ENV = """\
# settings
export FLASK_DEBUG=1
DEBUG=true # upkeep: ignore[debug-deployment] a trial
FLASK_ENV = "development"
WERKZEUG_DEBUG_PIN='off'
PYTHONBREAKPOINT=${X:-ipdb.set_trace}
A=$B${C}${D:+e}`f`$(g)
# upkeep: ignore[debugger-left]
PYTHONBREAKPOINT=web_pdb.set_trace
"""

DOCKERFILE = """\
# syntax=docker/dockerfile:1
# escape=\\
ARG MODE=1 BASE="python:3.13"
FROM --platform=linux/amd64 ${BASE} AS base
ARG MODE
ENV FLASK_DEBUG=${MODE:-1} \\
    # a remark
    DEBUG="true" A='b c' D=e\\ f \\

    WERKZEUG_DEBUG_PIN=off
ENV PYTHONBREAKPOINT ipdb.set_trace
RUN <<EOF cat <<-"END" > x
FLASK_DEBUG=1
EOF
  flask run --debug
END
FROM base AS dev
ENV FLASK_DEBUG=0
FROM base
# upkeep: ignore[debug-deployment] a trial
ENTRYPOINT ["flask", "run"]
CMD ["--debug", "--port=80"]
HEALTHCHECK CMD curl localhost
"""

SCRIPT = """\
#!/bin/bash
set -euo pipefail
export FLASK_DEBUG=1 DEBUG=true PYTHONBREAKPOINT=ipdb.set_trace
case "$1" in
  dev|local) flask run --debug ;;
  web)
    exec flask --app app run --debug --host=0.0.0.0  # upkeep: ignore[debug-deployment]
    ;;
esac
serve() {
  FLASK_DEBUG=1 gunicorn --reload 'app:create_app("x")' && echo "done; $(date)" | tee log
}
cat <<'EOF' > file
FLASK_DEBUG=1
EOF
uwsgi --http :80 \\
  --py-autoreload=1 --module "app:app"
bash -lc 'python manage.py runserver --debug'
"""

PROCFILE = """\
web: FLASK_DEBUG=1 gunicorn --reload app:app
release: flask run --debug
dev: flask run --debug
worker: sh -c "uwsgi --py-autoreload 2 --ini x"
clock: python app.py --debug
"""

UNIT = """\
[Service]
Environment="FLASK_DEBUG=1" 'DEBUG=true' PYTHONBREAKPOINT=x
Environment=WERKZEUG_DEBUG_PIN=off
ExecStartPre=-/bin/true
ExecStart=@/usr/bin/env flask run --debug
; upkeep: ignore[debug-deployment] a trial
ExecStart=/usr/bin/gunicorn --reload app:app
"""

INI = """\
[uwsgi]
env = FLASK_DEBUG=1
py-autoreload = 2
python-autoreload=1  ; upkeep: ignore[debug-deployment] a trial
[program:web]
command = flask run --debug
environment = A="b,c",FLASK_DEBUG="1",DEBUG='true'
"""

SEEDS: dict[str, str] = {
    "app.py": APP,
    "config.py": CONFIG,
    "instance/config.cfg": CFG,
    "docker-compose.yml": COMPOSE,
    "app.json": APP_JSON,
    ".env": ENV,
    "Dockerfile": DOCKERFILE,
    "run.sh": SCRIPT,
    "Procfile": PROCFILE,
    "web.service": UNIT,
    "uwsgi.ini": INI,
    "bin/start": SCRIPT,
    "gunicorn_conf.py": "import os\nreload = True\nraw_env = ['FLASK_DEBUG=1']\n" + APP,
    "task-definition.json": APP_JSON.replace("formation", "containerDefinitions"),
    "deploy/values.yaml": COMPOSE.replace("%YAML 1.1\n", ""),
}

PYPROJECT = """\
[project]
name = "shop"
[tool.flask-upkeep]
development = ["demo", "kiosk"]
production = "canary"
format = "text"
today = 2026-01-31
[tool.flask-upkeep.debug-flag]
development = ["lab"]
"""

BASELINE = """\
{
 "version": 1,
 "salt": "00ff",
 "findings": [
  {"path": "app.py", "rule": "debug-run", "line": "fe2a1c", "count": 1},
  {"path": "b/\\u00e9.py", "rule": "debug-run", "line": "00", "count": 2}
 ]
}
"""

# Text that has upset a parser somewhere.
SPLINTERS: tuple[bytes, ...] = (
    *(b"\0", b"\r", b"\r\n", b"\n\r", b"\f", b"\v", b"\x1a", b"\x1b[31m", b"\x7f", b"\x85", b"\xa0", b"\xff", b"\xc3"),
    *(b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xc0\x80", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xe2\x80\xae"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xf0\x9f\x9a\x80", b"\xcc\x81"),
    *(
        b"{{ x }}",
        b"{% if x %}",
        b"{{",
        b"}}",
        b"{%",
        b"<%= x %>",
        b"${",
        b"${A:-",
        b"$(",
        b"`",
        b"$$",
        b"{{{{",
        b"{{-",
    ),
    *(
        b"'",
        b'"',
        b"'''",
        b'"""',
        b"\\",
        b"\\\n",
        b"\\\r\n",
        b"#",
        b";",
        b"<<",
        b"<<EOF",
        b"<<-'",
        b"<<<",
        b"&&",
        b"||",
    ),
    *(b"&a", b"*a", b"<<: *env", b"&env [*env]", b"!!python/object:os.system", b"!!int", b"%TAG ! x", b"---", b"..."),
    *(
        b"|",
        b">",
        b"- ",
        b": ",
        b"\t",
        b" " * 200,
        b"\t" * 50,
        b"(",
        b")",
        b"[",
        b"]",
        b"{",
        b"}",
        b"[[",
        b",",
        b"=",
        b"?",
    ),
    *(b"# upkeep: ignore[", b"# upkeep: ignore[debug-run]", b"; upkeep:ignore", b"# upkeep: ignore[{}] y"),
    *(b"# coding: utf-7\n", b"# coding: utf-16\n", b"# coding: rot13\n", b"# coding: nope\n", b"# coding: cp500\n"),
    *(
        b"0" * 500,
        b"9" * 4400,
        b"0x" + b"f" * 4000,
        b"1e999",
        b"-1",
        b"NaN",
        b"\\ud800",
        b"\\u0000",
        b"\\x00",
        b"\xc2\xb2",
    ),
    *(b"lambda: ", b"async ", b"await ", b"yield ", b"del ", b"print 1", b":= ", b"f'{", b"def f[T](): ", b"except* "),
    *(b"FROM ", b"ONBUILD ", b"ARG ", b"ENV ", b"CMD ", b"CMD [", b"AS dev", b"--mount=type=x", b"[Service]", b"web:"),
    *(b"app.run(debug=True)", b"--debug", b"FLASK_DEBUG=1", b"DEBUG: 1", b"breakpoint()", b"app = wrap(app)"),
)
BRACKETS: tuple[tuple[bytes, bytes], ...] = (
    *((b"[", b"]"), (b"(", b")"), (b"{a: ", b"}"), (b"{", b"}"), (b"{{", b"}}"), (b"f(", b")"), (b"$(", b")")),
    *((b"- ", b""), (b"-", b""), (b"not ", b""), (b"lambda:", b""), (b".b", b""), (b"()", b""), (b"\\", b"")),
    *((b"1+", b"1"), (b"${a:-", b"}"), (b"sh -c '", b"'"), (b"x if y else ", b"z"), (b"elif a: b\n", b"")),
)
ENDINGS = (b"\r\n", b"\r", b"\f\n", b"\n\f", b"\v", b"\xe2\x80\xa8", b"\xc2\x85", b"\n\r", b"\0\n", b" \n")
CODECS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1", "utf-7", "cp500")
MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")

# Mutations ------------------------------------------------------------------------------------------------

Mutation = Callable[[random.Random, bytes], bytes]


def flip(dice: random.Random, data: bytes) -> bytes:
    """A few bytes have one bit wrong."""
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 8))):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def overwrite(dice: random.Random, data: bytes) -> bytes:
    """A few bytes are any bytes."""
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 3, 20))):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def truncate(dice: random.Random, data: bytes) -> bytes:
    """The end is missing, or the beginning."""
    at = dice.randrange(len(data))
    return data[:at] if dice.random() < 0.8 else data[at:]


def insert(dice: random.Random, data: bytes) -> bytes:
    """A splinter stands somewhere."""
    at = dice.randrange(len(data) + 1)
    return data[:at] + dice.choice(SPLINTERS) + data[at:]


def replace_token(dice: random.Random, data: bytes) -> bytes:
    """A word or mark has become a splinter."""
    tokens = _TOKEN.findall(data)
    tokens[dice.randrange(len(tokens))] = dice.choice(SPLINTERS)
    return b"".join(tokens)


def swap_token(dice: random.Random, data: bytes) -> bytes:
    """A word or mark comes from another document, or stands elsewhere in this one."""
    tokens = _TOKEN.findall(data)
    others = _TOKEN.findall(other_document(dice)) if dice.random() < 0.7 else tokens
    for _ in range(dice.choice((1, 2, 5))):
        tokens[dice.randrange(len(tokens))] = dice.choice(others)
    return b"".join(tokens)


def shuffle_lines(dice: random.Random, data: bytes) -> bytes:
    """Lines are there twice, gone, or elsewhere."""
    lines = data.splitlines(keepends=True)
    for _ in range(dice.choice((1, 2, 4))):
        at = dice.randrange(len(lines))
        lines[at:at] = [dice.choice((lines[at], dice.choice(lines)))] * dice.choice((1, 1, 2, 10))
        if dice.random() < 0.5:
            del lines[dice.randrange(len(lines))]
    return b"".join(lines)


def splice(dice: random.Random, data: bytes) -> bytes:
    """Half of this document, half of another."""
    other = other_document(dice)
    return data[: dice.randrange(len(data))] + other[dice.randrange(len(other)) :]


def newlines(dice: random.Random, data: bytes) -> bytes:
    """Lines end in some other way, all or some."""
    ending = dice.choice(ENDINGS)
    share = dice.choice((0.3, 1.0))
    return b"".join(line + (ending if dice.random() <= share else b"\n") for line in data.split(b"\n"))


def encode(dice: random.Random, data: bytes) -> bytes:
    """Another encoding, with its mark, without one, or with one that lies."""
    mark = dice.choice((b"", b"", b"\xef\xbb\xbf", *MARKS))
    return mark + data.decode("utf-8", "replace").encode(dice.choice(CODECS), "replace")


def nest(dice: random.Random, data: bytes) -> bytes:
    """Something nests deeply, and may never be closed."""
    opened, closed = dice.choice(BRACKETS)
    depth, at = dice.choice((5, 50, 199, 500, 1500)), dice.randrange(len(data))
    return data[:at] + opened * depth + closed * (depth if dice.random() < 0.7 else 0) + data[at:]


def unicode_noise(dice: random.Random, data: bytes) -> bytes:
    """Random characters of all planes stand somewhere."""
    planes = ((0, 0x300), (0, 0xD800), (0x10000, 0x110000))
    noise = "".join(chr(dice.randrange(*dice.choice(planes))) for _ in range(12))
    at = dice.randrange(len(data))
    return data[:at] + noise.encode() + data[at:]


MUTATIONS: tuple[Mutation, ...] = (
    *(flip, overwrite, truncate, insert, insert, replace_token, replace_token, swap_token, swap_token),
    *(shuffle_lines, splice, newlines, encode, nest, unicode_noise),
)


def other_document(dice: random.Random) -> bytes:
    return dice.choice([*SEEDS.values()]).encode()


def mutant(name: str, number: int, seed: str) -> bytes:
    """The damaged document of this number, the same on every machine."""
    dice = random.Random(f"{name} {number}")
    data = seed.encode()
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        data = dice.choice(MUTATIONS)(dice, data or b"\n")
    return data


# What every output has to be ------------------------------------------------------------------------------

_FINDING_LINE = re.compile(r"(?P<path>.+?):(?P<line>\d+):(?P<col>\d+): (?P<rule>[a-z]+(?:-[a-z]+)*) \S.*")
_MISSED_LINE = re.compile(r"(?P<path>.+?): NOT CHECKED: \S.*; \S.*")
_USAGE_LINE = re.compile(r"flask-upkeep [a-z-]+: \S.*")


def faults(code: int, lines: Sequence[str], files: Mapping[str, bytes]) -> Iterator[str]:
    """What is wrong with an output, whatever the input was."""
    places: list[tuple[str, int, int, str]] = []
    missed: list[str] = []
    usage: list[str] = []
    for line in lines:
        if "Traceback" in line or " crashed (" in line or not line.isprintable():
            yield line
        if found := _MISSED_LINE.fullmatch(line):
            missed.append(found["path"])
        elif found := _FINDING_LINE.fullmatch(line):
            place = found["path"], int(found["line"]), int(found["col"]), found["rule"]
            places.append(place)
            if not _is_inside(files.get(place[0], b""), place[1], place[2]):
                yield f"outside the file: {line}"
        elif _USAGE_LINE.fullmatch(line):
            usage.append(line)
        else:
            yield f"not of the form: {line}"
    if len({*lines}) != len(lines) or places != sorted(places) or missed != sorted(missed):
        yield "not sorted, or there twice"
    if code != (2 if usage else 3 if missed else 1 if places else 0) or (usage and len(lines) > 1):
        yield f"exit code {code}"


def _is_inside(data: bytes, line: int, col: int) -> bool:
    """Has the file such a line, and the line such a column? Measured in bytes, which is generous."""
    codec = next((name for mark, name in MARKS.items() if data.startswith(mark)), "latin-1")
    lines = re.split(r"\r\n|\r|\n", data.decode(codec, "replace"))
    return 1 <= line <= len(lines) and 1 <= col <= len(lines[line - 1]) + 1


Check = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """``check(paths, *options)``: run the hook in the test's folder, on a machine without git."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))  # to start git takes longer than to judge a file

    def check_files(paths: Sequence[str], *options: str) -> tuple[int, list[str]]:
        code = load("commit-checks").main([*options, *paths])
        captured = capsys.readouterr()
        # Not `splitlines`: for whoever reads the output, the line feed alone ends a line.
        return code, [line for stream in captured for line in stream.split("\n") if line]

    return check_files


def test_seeds_find_every_rule(check: Check, tmp_path: Path) -> None:
    write_files(tmp_path, SEEDS)
    code, lines = check([*SEEDS])
    found = [match for line in lines if (match := _FINDING_LINE.fullmatch(line))]
    assert {match["rule"] for match in found} >= {rule.id for rule in (*RULES, *suppression.RULES)}
    assert {match["path"] for match in found} == {*SEEDS}
    assert code == 1, lines


@pytest.mark.parametrize("name", SEEDS)
def test_damaged_file(name: str, check: Check, tmp_path: Path) -> None:
    mutants = {f"n{number:03}/{name}": mutant(name, number, SEEDS[name]) for number in range(EACH)}
    write_files(tmp_path, mutants)
    paths = [*mutants]
    failures: list[str] = []
    for start in range(0, EACH, BATCH):
        failures += _failures(check, {path: mutants[path] for path in paths[start : start + BATCH]})
    assert not failures, _shown(failures)


@pytest.mark.parametrize(
    ("name", "seed", "option"),
    [("pyproject.toml", PYPROJECT, "--format=text"), ("old.json", BASELINE, "--baseline={}/old.json")],
)
def test_damaged_settings(
    name: str, seed: str, option: str, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = b"app.run(debug=True)\n"
    failures: list[str] = []
    for number in range(SETTINGS_EACH):
        data = mutant(name, number, seed)
        folder = tmp_path / f"n{number:03}"
        write_files(folder, {name: data, "app.py": app})
        monkeypatch.chdir(folder)
        if wrong := _problem(check, {"app.py": app}, option.format(folder)):
            failures.append(f"{number}: {wrong}\n    {data!r}")
    assert not failures, _shown(failures)


def test_there_are_two_thousand_inputs() -> None:
    assert len(SEEDS) * EACH + 2 * SETTINGS_EACH >= 2_000


def _failures(check: Check, files: Mapping[str, bytes]) -> list[str]:
    """The inputs that fail, each with what is wrong: all at once, and one by one where something is."""
    together = _problem(check, files)
    if not together:
        return []
    alone = [(path, _problem(check, {path: data})) for path, data in files.items()]
    return [f"{path}: {wrong}\n    {files[path]!r}" for path, wrong in alone if wrong] or [f"together: {together}"]


def _problem(check: Check, files: Mapping[str, bytes], *options: str) -> str:
    """What is wrong with the output for these files, in either order."""
    try:
        forwards, backwards = check([*files], *options), check([*reversed(files)], *options)
    except Exception as error:
        return f"raised {error!r:.200}"
    wrong = [*faults(*forwards, files)]
    return "; ".join(wrong[:3]) or ("" if forwards == backwards else "depends on the order of the files")


def _shown(failures: Sequence[str]) -> str:
    return f"{len(failures)} inputs:\n" + "\n".join(failures[:5])
