"""DEBUG in production, files that only grow, loggers switched off."""

from __future__ import annotations

import pytest

from .conftest import Run

LEVEL = "log-level-debug {} in production: DEBUG writes out what requests carry; take INFO there"
FILE = "log-never-rotates {}; log to stdout, or use RotatingFileHandler(maxBytes=..., backupCount=...)"
EXISTING = "log-existing-disabled {} silences every logger made before it; set disable_existing_loggers to False"
DISABLED = "log-disabled {} drops messages of the whole process; set the level of one logger instead"
FOR_EVER = "FileHandler writes one file for ever"
NO_LIMITS = "RotatingFileHandler rolls over only with both maxBytes and backupCount"
LEFT_OUT = "a configuration without disable_existing_loggers"
I = "import logging\n"  # noqa: E741


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("logging.basicConfig(level=logging.DEBUG)\n", "2:1", LEVEL.format("basicConfig with level DEBUG")),
        ('logging.basicConfig(level="DEBUG")\n', "2:1", LEVEL.format("basicConfig with level DEBUG")),
        (
            'logging.basicConfig(level=os.environ.get("LEVEL", "DEBUG"))\n',
            "2:1",
            LEVEL.format("basicConfig with level DEBUG"),
        ),
        ("logging.getLogger().setLevel(logging.DEBUG)\n", "2:1", LEVEL.format("the root logger at level DEBUG")),
        ("log = logging.getLogger()\nlog.setLevel('DEBUG')\n", "3:1", LEVEL.format("the root logger at level DEBUG")),
        ("app.logger.setLevel(logging.DEBUG)\n", "2:1", LEVEL.format("the app's logger at level DEBUG")),
        ('handler = logging.FileHandler("app.log")\n', "2:11", FILE.format(FOR_EVER)),
        ('handler = logging.FileHandler(app.config["LOG_FILE"])\n', "2:11", FILE.format(FOR_EVER)),
        ('handler = logging.FileHandler(os.path.join(folder, "app.log"))\n', "2:11", FILE.format(FOR_EVER)),
        (
            'logging.basicConfig(filename="app.log")\n',
            "2:1",
            FILE.format("basicConfig(filename=...) writes one file for ever"),
        ),
        (
            'from logging.handlers import RotatingFileHandler\nRotatingFileHandler("a.log", maxBytes=9)\n',
            "3:1",
            FILE.format(NO_LIMITS),
        ),
        (
            'from logging.config import fileConfig as configure\nconfigure("logging.ini")\n',
            "3:1",
            EXISTING.format("fileConfig without disable_existing_loggers=False"),
        ),
        ("logging.disable()\n", "2:1", DISABLED.format("logging.disable(...)")),
        ("logging.disable(logging.CRITICAL)\n", "2:1", DISABLED.format("logging.disable(...)")),
        (
            "@app.before_first_request\ndef info():\n    logging.disable(logging.ERROR)\n",
            "4:5",
            DISABLED.format("logging.disable(...)"),
        ),
        ("app.logger.disabled = True\n", "2:1", DISABLED.format("app.logger.disabled = True")),
    ],
)
def test_statements(run: Run, text: str, place: str, message: str):
    assert run("logging-config", {"app.py": I + text}) == (1, [f"app.py:{place}: {message}"])


@pytest.mark.parametrize(
    "text",
    [
        "logging.basicConfig(level=logging.INFO)\n",
        'logging.basicConfig(level=os.environ.get("LEVEL", "INFO"))\n',
        "logging.basicConfig(level=logging.DEBUG if app.debug else logging.INFO)\n",
        "if app.debug:\n    logging.basicConfig(level=logging.DEBUG)\n",
        'if __name__ == "__main__":\n    logging.basicConfig(level=logging.DEBUG)\n    app.run()\n',
        'logging.getLogger("app.forms").setLevel(logging.DEBUG)\n',
        # the handler decides
        "app.logger.setLevel(logging.DEBUG)\nhandler.setLevel(logging.WARNING)\n",
        # another call decides
        "logging.getLogger().setLevel(logging.DEBUG)\nlogging.getLogger().setLevel(level)\n",
        "logging.StreamHandler(sys.stdout)\n",
        'logging.FileHandler("/dev/stdout")\n',
        'logging.FileHandler(f"{job}.log")\n',
        "def log_to(path):\n    return logging.FileHandler(path)\n",
        'from logging.handlers import RotatingFileHandler\nRotatingFileHandler("a.log", "a", 9000, 5)\n',
        'from logging.handlers import RotatingFileHandler\nRotatingFileHandler("a", maxBytes=size, backupCount=5)\n',
        'logging.handlers.WatchedFileHandler("a.log")\n',
        'logging.config.fileConfig("logging.ini", disable_existing_loggers=False)\n',
        'logging.config.fileConfig("logging.ini", None, False)\n',
        "logging.disable(logging.CRITICAL)\nrun()\nlogging.disable(logging.NOTSET)\n",
        "logging.disable(logging.DEBUG)\n",
        "import click\n@click.command()\ndef info():\n    logging.disable(logging.ERROR)\n",
        'logging.getLogger("noise").disabled = True\n',
        "logger.disabled = True\n",
        '"""logging.basicConfig(level=logging.DEBUG)"""\n',
    ],
)
def test_statements_that_pass(run: Run, text: str):
    assert run("logging-config", {"app.py": I + text}) == (0, [])


@pytest.mark.parametrize("path", ["tests/app.py", "dev/app.py", "migrations/env.py", "scripts/fill.py"])
def test_places_that_pass(run: Run, path: str):
    text = I + 'logging.basicConfig(level=logging.DEBUG, filename="a.log")\nlogging.config.fileConfig("a.ini")\n'
    assert run("logging-config", {path: text}) == (0, [])


@pytest.mark.parametrize(("imported", "code"), [("from alembic import context", 0), ("from shop import context", 1)])
def test_the_environment_of_migrations_passes(run: Run, imported: str, code: int):
    text = f"{imported}\nfrom logging.config import fileConfig\n\nfileConfig(context.config.config_file_name)\n"
    assert run("logging-config", {"shop/versions_of_tables/env.py": text})[0] == code


def test_script_without_an_application_passes(run: Run):
    text = I + 'logging.basicConfig(level=logging.DEBUG)\n\nif __name__ == "__main__":\n    main()\n'
    assert run("logging-config", {"fill.py": text}) == (0, [])


@pytest.mark.parametrize(
    ("path", "text", "place", "what"),
    [
        ("config.py", 'class Config:\n    LOG_LEVEL = "DEBUG"\n', "2:5", "Config.LOG_LEVEL is DEBUG"),
        ("settings.py", "LOG_LEVEL = logging.DEBUG\n", "1:1", "LOG_LEVEL is DEBUG"),
        (
            "settings.py",
            'LOG_LEVEL = str(os.environ.get("LOG_LEVEL", "DEBUG"))\n',
            "1:1",
            "LOG_LEVEL is DEBUG when its variable is unset",
        ),
        ("app.py", 'app.config["LOG_LEVEL"] = "DEBUG"\n', "1:1", "LOG_LEVEL is DEBUG"),
    ],
)
def test_level_settings(run: Run, path: str, text: str, place: str, what: str):
    assert run("logging-config", {path: text}) == (1, [f"{path}:{place}: {LEVEL.format(what)}"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.py", 'class DevelopmentConfig(Config):\n    LOG_LEVEL = "DEBUG"\n'),
        ("config.py", 'class Config:\n    LOG_LEVEL = "DEBUG"\n\nclass ProdConfig(Config):\n    LOG_LEVEL = "INFO"\n'),
        ("settings.py", 'LOG_LEVEL = os.environ.get("LOG_LEVEL", "INFO")\n'),
        ("settings.py", 'DEBUG_LEVEL = "DEBUG"\n'),
    ],
)
def test_level_settings_that_pass(run: Run, path: str, text: str):
    assert run("logging-config", {path: text}) == (0, [])


CONFIG = """LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {
        "out": {"class": "logging.StreamHandler", HANDLER},
    },
    "root": {"level": "INFO", "handlers": ["out"]},
}
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("INFO", "DEBUG", "7:23", LEVEL.format("the root logger at level DEBUG")),
        ('"INFO"', "logging.DEBUG", "8:23", LEVEL.format("the root logger at level DEBUG")),
        ("False", "True", "3:33", EXISTING.format("disable_existing_loggers true")),
        ('    "disable_existing_loggers": False,\n', "", "1:11", EXISTING.format(LEFT_OUT)),
        ("StreamHandler", "FileHandler", "5:26", FILE.format(f"handler 'out': {FOR_EVER}")),
        ("StreamHandler", "handlers.RotatingFileHandler", "5:26", FILE.format(f"handler 'out': {NO_LIMITS}")),
        (
            '"root": {',
            '"loggers": {"shop": {"level": "DEBUG"}},\n    "root": {',
            "7:35",
            LEVEL.format("logger 'shop' at level DEBUG"),
        ),
    ],
)
def test_dicts(run: Run, old: str, new: str, place: str, message: str):
    text = "import logging\n" * (old == '"INFO"') + CONFIG.replace(old, new).replace("HANDLER", "")
    assert run("logging-config", {"app.py": text}) == (1, [f"app.py:{place}: {message}"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("INFO", "INFO"),
        ('"INFO"', "LEVEL"),
        ('"version"', '"revision"'),
        ("LOGGING", "LOGGING_DEVELOPMENT"),
        # no handler lets DEBUG through, or none is there
        ("HANDLER", '"level": "INFO"'),
        ("StreamHandler", 'FileHandler", "filename": "/dev/stderr'),
        ("StreamHandler", 'handlers.RotatingFileHandler", "maxBytes": SIZE, "backupCount": 3, "filename": "a'),
        ('"handlers": {\n', '"handlers": {\n        "unused": {"class": "logging.FileHandler"},\n'),
        ('    "disable_existing_loggers": False,\n', "    **BASE,\n"),
        ('    "disable_existing_loggers": False,\n', '    "incremental": True,\n'),
    ],
)
def test_dicts_that_pass(run: Run, old: str, new: str):
    assert run("logging-config", {"app.py": CONFIG.replace(old, new).replace("HANDLER", "")}) == (0, [])


def test_debug_that_no_handler_lets_through_passes(run: Run):
    text = CONFIG.replace('"root": {"level": "INFO"', '"root": {"level": "DEBUG"').replace("HANDLER", '"level": "INFO"')
    assert run("logging-config", {"app.py": text}) == (0, [])


def test_dict_of_gunicorn_is_filled_in_by_gunicorn(run: Run):
    text = CONFIG.replace("LOGGING", "logconfig_dict").replace('    "disable_existing_loggers": False,\n', "")
    assert run("logging-config", {"gunicorn.conf.py": text.replace("HANDLER", "")}) == (0, [])


def test_key_set_later_passes(run: Run):
    text = CONFIG.replace('    "disable_existing_loggers": False,\n', "").replace("HANDLER", "")
    assert run("logging-config", {"app.py": text + 'LOGGING["disable_existing_loggers"] = False\n'}) == (0, [])


INI = """[loggers]
keys=root,shop

[handlers]
keys=console,file

[formatters]
keys=

[logger_root]
level=DEBUG
handlers=console,file

[logger_shop]
level=DEBUG
qualname=shop
handlers=
propagate=0

[handler_console]
class=StreamHandler
args=(sys.stderr,)

[handler_file]
class=FileHandler
args=('app.log', 'a')
"""


def test_ini_file(run: Run):
    lines = [
        f"logging.ini:11:1: {LEVEL.format('the root logger at level DEBUG')}",
        f"logging.ini:25:1: {FILE.format(f'handler {chr(39)}file{chr(39)}: {FOR_EVER}')}",
    ]
    assert run("logging-config", {"logging.ini": INI}) == (1, lines)


def test_ini_files_that_pass(run: Run):
    good = INI.replace("level=DEBUG\nhandlers", "level=INFO\nhandlers").replace(
        "class=FileHandler", "class=handlers.RotatingFileHandler"
    )
    files = {
        "logging.ini": good.replace("'a')", "'a', 100000, 5)"),
        "setup.cfg": "[metadata]\nlevel = DEBUG\n",
        "dev/logging.ini": INI,
        "alembic.ini": f"[alembic]\n{INI}",
        "gunicorn/logging.conf": good.replace("'a')", "'a', 9, 5)")
        .replace("=shop", "=gunicorn.access")
        .replace("handlers=\n", "handlers=console\n"),
    }
    assert run("logging-config", files) == (0, [])


YAML = """version: 1
handlers:
  file:
    class: logging.FileHandler
    filename: app.log
root:
  level: DEBUG
  handlers: [file]
"""


def test_yaml_file(run: Run):
    lines = [
        f"logging.yaml:1:1: {EXISTING.format(LEFT_OUT)}",
        f"logging.yaml:4:5: {FILE.format(f'handler {chr(39)}file{chr(39)}: {FOR_EVER}')}",
        f"logging.yaml:7:3: {LEVEL.format('the root logger at level DEBUG')}",
    ]
    assert run("logging-config", {"logging.yaml": YAML}) == (1, lines)


def test_json_file_and_nested_configuration(run: Run):
    text = '{"logging": {"version": 1, "disable_existing_loggers": true}}'
    line = f"log.json:1:28: {EXISTING.format('disable_existing_loggers true')}"
    assert run("logging-config", {"log.json": text}) == (1, [line])


def test_yaml_files_that_pass(run: Run):
    files = {
        "logging.yaml": "version: 1\ndisable_existing_loggers: false\nhandlers: {out: {class: StreamHandler}}\n",
        "catalog.yaml": "version: 1\nhandlers: [a]\n",
        "blog.json": '{"version": 2, "handlers": {"class": "logging.FileHandler"}}',
    }
    assert run("logging-config", files) == (0, [])


def test_what_cannot_be_parsed_is_not_checked(run: Run):
    assert run("logging-config", {"logging.yaml": "handlers: [\n"})[0] == 3


@pytest.mark.parametrize(
    "text", ["PATH = DIR / PATH\nlogging.FileHandler(PATH)\n", "A = {'version': 1, 'handlers': A}\n"]
)
def test_names_that_stand_for_themselves_end(run: Run, text: str):
    assert run("logging-config", {"app.py": I + text})[0] in (0, 1)
