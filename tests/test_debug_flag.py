"""``debug-flag`` by tables of forms: what is found, exactly, and the near misses that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Files, Run, git, write_files

FLASK = "from flask import Flask\napp = Flask(__name__)\n"


def found(lines: list[str]) -> list[str]:
    """The lines without their messages: ``path:line:col: rule``."""
    return [" ".join(line.split(" ", 2)[:2]) for line in lines]


def assert_found(outcome: tuple[int, list[str]], *expected: str) -> None:
    code, lines = outcome
    assert found(lines) == list(expected)
    assert code == (1 if expected else 0)


MESSAGES = {
    "debug-run": (
        "app.py",
        "app.run(debug=True)",
        "app.py:1:9: debug-run debug=True starts the debugger; leave it out and start with `flask run --debug`",
    ),
    "debug-setting": (
        "app.py",
        'app.config["DEBUG"] = True',
        "app.py:1:1: debug-setting DEBUG = True switches debug mode on; leave it out and start with"
        " `flask run --debug`",
    ),
    "debug-env": (
        "app.py",
        'app.run(debug=os.getenv("MY_DEBUG"))',
        'app.py:1:9: debug-env debug=os.getenv(\'MY_DEBUG\') is on for every text, "false" and "0" too;'
        ' compare with one word, as in os.getenv("MY_DEBUG") == "1"',
    ),
    "debug-config-class": (
        "config.py",
        "class Config:\n    DEBUG = True\n",
        "config.py:2:5: debug-config-class Config has DEBUG on, and production may use it; set DEBUG = True in a"
        " development class only",
    ),
    "debug-deployment": (
        "Dockerfile",
        "FROM python\nENV FLASK_DEBUG=1\n",
        "Dockerfile:2:5: debug-deployment FLASK_DEBUG=1 switches debugging on in production; delete it",
    ),
    "debug-family": (
        "app.py",
        'app.config["LOGIN_DISABLED"] = True',
        "app.py:1:1: debug-family LOGIN_DISABLED is on outside development and tests: everybody passes"
        " @login_required; set it there only",
    ),
    "debugger-left": (
        "app.py",
        "breakpoint()",
        "app.py:1:1: debugger-left breakpoint() stops the server and waits for a keyboard; delete it",
    ),
}


@pytest.mark.parametrize("rule", MESSAGES)
def test_messages(run: Run, rule: str) -> None:
    path, text, line = MESSAGES[rule]
    assert run("debug-flag", {path: text}) == (1, [line])


PEERS_MISS: dict[str, tuple[Files, list[str]]] = {
    "python: run(debug=True), flask imported": (
        {"app.py": FLASK + "app.run(debug=True)\n"},
        ["app.py:3:9: debug-run"],
    ),
    "python: run(debug=True), flask not imported": (
        {"run.py": "from shop import app\napp.run(debug=True)\n"},
        ["run.py:2:9: debug-run"],
    ),
    "python: app.debug = True": ({"app.py": FLASK + "app.debug = True\n"}, ["app.py:3:1: debug-setting"]),
    'python: app.config["DEBUG"] = True': (
        {"app.py": FLASK + 'app.config["DEBUG"] = True\n'},
        ["app.py:3:1: debug-setting"],
    ),
    "python: config.update(DEBUG=True)": (
        {"app.py": FLASK + "app.config.update(DEBUG=True)\n"},
        ["app.py:3:19: debug-setting"],
    ),
    "python: run(debug=1)": ({"app.py": FLASK + "app.run(debug=1)\n"}, ["app.py:3:9: debug-run"]),
    "python: run(debug=NAME)": ({"app.py": FLASK + "ON = True\napp.run(debug=ON)\n"}, ["app.py:4:9: debug-run"]),
    'python: run(debug=os.getenv("DEBUG"))': (
        {"app.py": "import os\n" + FLASK + 'app.run(debug=os.getenv("DEBUG"))\n'},
        ["app.py:4:9: debug-env"],
    ),
    "python: ProductionConfig inherits DEBUG": (
        {"config.py": "class DevConfig:\n    DEBUG = True\n\n\nclass ProductionConfig(DevConfig):\n    pass\n"},
        ["config.py:5:1: debug-config-class"],
    ),
    "Dockerfile: ENV FLASK_DEBUG=1": (
        {"Dockerfile": "FROM python:3.13\nENV FLASK_DEBUG=1\n"},
        ["Dockerfile:2:5: debug-deployment"],
    ),
    "compose: environment": (
        {"compose.yml": "services:\n  web:\n    environment:\n      FLASK_DEBUG: 1\n"},
        ["compose.yml:4:7: debug-deployment"],
    ),
    "env file: .env.production": ({".env.production": "FLASK_DEBUG=1\n"}, [".env.production:1:1: debug-deployment"]),
    "Kubernetes: env": (
        {"k8s.yaml": "containers:\n  - name: web\n    env:\n      - name: FLASK_DEBUG\n        value: 'true'\n"},
        ["k8s.yaml:4:9: debug-deployment"],
    ),
    "Procfile: flask run --debug": ({"Procfile": "web: flask run --debug\n"}, ["Procfile:1:6: debug-deployment"]),
    "systemd: Environment=FLASK_DEBUG=1": (
        {"shop.service": "[Service]\nEnvironment=FLASK_DEBUG=1\n"},
        ["shop.service:2:1: debug-deployment"],
    ),
    "shell: gunicorn --reload": (
        {"start.sh": "#!/bin/sh\nexec gunicorn --reload shop:app\n"},
        ["start.sh:2:1: debug-deployment"],
    ),
}


@pytest.mark.parametrize("form", PEERS_MISS)
def test_forms_that_peers_miss(run: Run, form: str) -> None:
    files, lines = PEERS_MISS[form]
    assert_found(run("debug-flag", files), *lines)


RUNS = [
    "app.run(debug=True)",
    "app.run(host='0.0.0.0', port=80, debug=True, threaded=True)",
    "app.run('0.0.0.0', 80, True)",
    "app.run(\n    '0.0.0.0',\n    80,\n    True,\n)",
    "app.run(\n    os.getenv('HOST'),\n    int(port),\n    True,\n)",
    "app.run(os.getenv('HOST'), int(port), True)",
    "app.run(debug='False')",
    "app.run(debug='0')",
    "app.run(use_debugger=True)",
    "application.run(debug=True)",
    "if __name__ == '__main__':\n    app.run(debug=True)",
    "def main():\n    app.run(debug=True)",
    "def main(app):\n    app.run(debug=True)",
    "server = Flask(__name__)\nserver.run(debug=True)",
    "server = flask.Flask(__name__)\nserver.run(debug=True)",
    "shop = create_app()\nshop.run(debug=True)",
    "shop = make_app('x')\nshop.run(debug=True)",
    "api = connexion.FlaskApp(__name__)\napi.run(debug=True)",
    "server = Talisman(app)\nserver.run(debug=True)",
    "create_app().run(debug=True)",
    "shop.create_app().run(debug=True)",
    "flask.Flask(__name__).run(debug=True)",
    "self.app.run(debug=True)",
    "socketio.run(app, debug=True)",
    "from shop import socket_io\nsocket_io.run(app, debug=True)",
    "socketIO.run(app, debug=True)",
    "socketio = SocketIO(app)\nsocketio.run(app, host='0.0.0.0', debug=True)",
    "dash = Dash(__name__)\ndash.run_server(debug=True)",
    "parser.add_argument('--debug', default=True, type=bool)\nargs = parser.parse_args()\napp.run(debug=args.debug)",
    "app.run(**{'debug': True})",
    "app.run(**dict(debug=True))",
    "options = {'port': 80, 'debug': True}\napp.run(**options)",
    "options = dict(debug=True)\napp.run(**options)",
    "DEBUG = True\napp.run(debug=DEBUG)",
    "DEBUG: bool = True\napp.run(debug=DEBUG)",
    "A = True\nB = A\napp.run(debug=B)",
    "def main():\n    debug = 1\n    app.run(debug=debug)",
    "DEBUG = True\ndef main():\n    app.run(debug=DEBUG)",
    "DEBUG = True\nclass Other:\n    DEBUG = False\napp.run(debug=DEBUG)",
    "if not prod:\n    pass\napp.run(debug=True)",
    "if production:\n    app.run(debug=True)",
    "if app.env != 'development':\n    app.run(debug=True)",
    "if os.name in ('development', 'production'):\n    app.run(debug=True)",
    "run_simple('0.0.0.0', 80, app, use_debugger=True)",
    "run_simple('0.0.0.0', 80, app, use_reloader=True)",
    "werkzeug.serving.run_simple('0.0.0.0', 80, app, False, True)",
    "manager.add_command('run', Server(use_debugger=True))",
]


@pytest.mark.parametrize("text", RUNS)
def test_servers_with_the_debugger_are_found(run: Run, text: str) -> None:
    code, lines = run("debug-flag", {"app.py": text})
    assert (code, [line.split(" ")[1] for line in lines]) == (1, ["debug-run"])


def test_a_run_is_reported_where_its_argument_stands(run: Run) -> None:
    assert_found(run("debug-flag", {"app.py": "app.run(\n    port=80,\n    debug=True,\n)\n"}), "app.py:3:5: debug-run")
    assert_found(run("debug-flag", {"app.py": "app.run('', 80,\n  True)\n"}), "app.py:2:3: debug-run")
    assert_found(
        run("debug-flag", {"app.py": "run_simple('', 1, app, True, True)\n"}),
        *(f"app.py:1:{col}: debug-run" for col in (24, 30)),
    )


def test_a_name_is_shown_with_the_line_that_sets_it(run: Run) -> None:
    message = "debug=ON (line 1) starts the debugger; leave it out and start with `flask run --debug`"
    assert run("debug-flag", {"app.py": "ON = True\napp.run(debug=ON)\n"}) == (1, [f"app.py:2:9: debug-run {message}"])


def test_a_reloader_is_called_a_reloader(run: Run) -> None:
    what = "use_reloader=True reloads the code whenever a file changes"
    outcome = run("debug-flag", {"app.py": "run_simple('', 80, app, use_reloader=True)\n"})
    assert outcome == (1, [f"app.py:1:25: debug-run {what}; leave it out and start with `flask run --debug`"])


@pytest.mark.parametrize(
    "text",
    [
        "app.run()",
        "app.run(debug=False)",
        "app.run(debug=None)",
        "app.run(debug=0)",
        "app.run(debug='')",
        "app.run('0.0.0.0', 80)",
        "app.run('0.0.0.0', 80, False)",
        "app.run(*arguments)",
        "app.run('0.0.0.0', *rest, True)",
        "app.run(debug=not False)",
        "app.run(debug=settings.DEBUG)",
        "app.run(debug=app.config['DEBUG'])",
        "app.run(debug=app.config.get('DEBUG', True))",
        "app.run(debug=app.debug)",
        "app.run(debug=args.debug)",
        "app.run(debug=is_debug())",
        "app.run(debug=DEBUG)",
        "from settings import DEBUG\napp.run(debug=DEBUG)",
        "app.run(**options)",
        "app.run(**get_options())",
        "app.run(**{'debug': False})",
        "options = {'debug': False}\napp.run(**options)",
        "def main(debug=True):\n    app.run(debug=debug)",
        "debug = True\nlambda debug: app.run(debug=debug)",
        "def f():\n    debug = True\napp.run(debug=debug)",
        "debug = True\ndebug = False\napp.run(debug=debug)",
        "debug = True\nif os.getenv('X'):\n    debug = False\napp.run(debug=debug)",
        "debug = True\ndef main():\n    global debug\n    debug = False\napp.run(debug=debug)",
        "debug = True\ndebug &= False\napp.run(debug=debug)",
        "debug = True\nfrom settings import debug\napp.run(debug=debug)",
        "debug = True\ndef debug(): return False\napp.run(debug=debug)",
        "for debug in (True, False):\n    app.run(debug=debug)",
        "class C:\n    debug = True\n    def go(self):\n        app.run(debug=debug)",
        "bot.run(debug=True)",
        "client.run(debug=True)",
        "self.run(debug=True)",
        "runner().run(debug=True)",
        "run(debug=True)",
        "def run(debug): pass\nrun(debug=True)",
        "subprocess.run(['x'], True, debug=True)",
        "asyncio.run(main(), debug=True)",
        "uvicorn.run('x:y', debug=True)",
        "uvicorn.run(app, debug=True)",
        "bottle.run(debug=True)",
        "from bottle import run\nrun(debug=True)",
        "from bottle import Bottle\napp = Bottle()\napp.run(debug=True)",
        "import bottle\napp = bottle.Bottle()\napp.run(debug=True)",
        "from sanic import Sanic\napp = Sanic('x')\napp.run(debug=True)",
        "from celery import Celery\napp = Celery()\napp.run(debug=True)",
        "from bottle import app\napp.run(debug=True)",
        "app.start(debug=True)",
        "app.run_job(debug=True)",
        "app.running(True, True, True)",
        "scheduler.run(1, 2, True)",
        "parser.add_argument('--debug', action='store_true')\napp.run(debug=parser.parse_args().debug)",
        "parser.add_argument('--debug', default=False)\nparser.add_argument('--fast', default=True)\n"
        "app.run(debug=args.debug)",
        "socketio.run(app, '0.0.0.0', 80)",
        "socketio.run(app, '0.0.0.0', True)",
        "run_simple('0.0.0.0', 80, app, use_debugger=False, use_reloader=False)",
        "run_simple('0.0.0.0', 80, app, False, False)",
        "run_simple('0.0.0.0', 80, app, use_reloader=reload)",
        "Server(use_debugger=False)",
        "Server(debug=True)",
        "# app.run(debug=True)",
        "'app.run(debug=True)'",
        '"""Start with\n\napp.run(debug=True)\n"""',
        "print('app.run(debug=True)')",
        "HELP = f'''app.run(debug=True) {x}'''",
        "if args.debug:\n    app.run(debug=True)",
        "if debug:\n    app.run(debug=True)",
        "if os.getenv('FLASK_ENV') == 'development':\n    app.run(debug=True)",
        "if os.getenv('FLASK_ENV', 'production') == 'development':\n    app.run(debug=True)",
        "if not production:\n    app.run(debug=True)",
        "if env != 'production':\n    app.run(debug=True)",
        "if production:\n    pass\nelse:\n    app.run(debug=True)",
        "if env == 'production':\n    serve()\nelif env == 'dev':\n    app.run(debug=True)",
        "if env in ('dev', 'test'):\n    app.run(debug=True)",
        "if x and env == 'dev':\n    app.run(debug=True)",
        "match env:\n    case 'development':\n        app.run(debug=True)",
        "serve() if production else app.run(debug=True)",
        "def run_dev():\n    app.run(debug=True)",
        "def develop(host):\n    app.run(host, debug=True)",
        "def test_it():\n    app.run(debug=True)",
        "class LocalServer:\n    def start(self):\n        app.run(debug=True)",
    ],
)
def test_other_runs_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"app.py": text}) == (0, [])


READS_ON = [
    "os.getenv('DEBUG')",
    "os.getenv('DEBUG', False)",
    "os.getenv('DEBUG', 'False')",
    "os.environ.get('DEBUG')",
    "os.environ.get('DEBUG', False)",
    "os.environ.get('DEBUG', default=False)",
    "environ.get('DEBUG')",
    "getenv('DEBUG')",
    "os.environ['DEBUG']",
    "os.environ['DEBUG'] or False",
    "os.environ['DEBUG'] or True",
    "bool(os.getenv('DEBUG'))",
    "bool(os.getenv('FLASK_DEBUG'))",
    "bool(os.getenv('DEBUG', 'False'))",
    "bool(os.environ.get('DEBUG', ''))",
    "str(os.getenv('DEBUG'))",
    "os.getenv('DEBUG').lower()",
    "os.getenv('DEBUG') is not None",
    "os.getenv('DEBUG') != '1'",
    "True if os.getenv('DEBUG') else False",
    "os.environ.get('DEBUG', True)",
    "os.environ.get('DEBUG', default=True)",
    "os.getenv('FLASK_DEBUG', 'True') == 'True'",
    "os.getenv('FLASK_DEBUG', 'true').lower() == 'true'",
    "os.getenv('DEBUG', '1') in ('1', 'true')",
    "os.getenv('DEBUG', '1').lower() in ['1', 'true']",
    "os.getenv('DEBUG', '').lower() not in ('false', '0')",
    "int(os.getenv('DEBUG', 1))",
    "int(os.getenv('DEBUG', '1'))",
    "bool(int(os.getenv('DEBUG', '1')))",
    "strtobool(os.getenv('DEBUG', 'true'))",
    "distutils.util.strtobool(os.getenv('DEBUG', 'yes'))",
    "os.getenv('FLASK_ENV', 'development') == 'development'",
    "os.getenv('FLASK_ENV') != 'production'",
    "env.bool('DEBUG', True)",
    "env.bool('DEBUG', default=True)",
    "bool_env('DEBUG', True)",
    "config('DEBUG', default=True, cast=bool)",
    "settings.get('DEBUG', True)",
]
READS_OFF = [
    "os.getenv('DEBUG') == 'True'",
    "os.getenv('DEBUG') == '1'",
    "'1' == os.getenv('DEBUG')",
    "os.getenv('DEBUG', '0') == '1'",
    "os.getenv('DEBUG', 'False') == 'True'",
    "os.getenv('DEBUG', 'false').lower() == 'true'",
    "os.getenv('DEBUG', '').strip().lower() == 'true'",
    "os.getenv('DEBUG') in ('1', 'true')",
    "os.getenv('DEBUG', 'False').lower() in ['1', 'true', 'yes']",
    "os.getenv('DEBUG', 'f').lower() in {'1', 'true'}",
    "os.getenv('DEBUG', '').lower() not in ('', 'false', '0')",
    "int(os.getenv('DEBUG', '0'))",
    "int(os.getenv('DEBUG', 0))",
    "int(os.environ['DEBUG'])",
    "bool(int(os.getenv('DEBUG', '0')))",
    "strtobool(os.getenv('DEBUG', 'false'))",
    "bool(strtobool(os.getenv('DEBUG', 'no')))",
    "strtobool(os.environ['DEBUG'])",
    "bool_env('DEBUG', False)",
    "bool_env('DEBUG')",
    "env.bool('DEBUG')",
    "env.bool('DEBUG', False)",
    "env.bool('DEBUG', default=False)",
    "config('DEBUG', default=False, cast=bool)",
    "json.loads(os.getenv('DEBUG', 'false'))",
    "ast.literal_eval(os.getenv('DEBUG', 'False'))",
    "os.getenv('FLASK_ENV', 'production') == 'development'",
    "os.getenv('FLASK_ENV') == 'development'",
    "os.environ['FLASK_ENV'] == 'development'",
    "get_debug_flag()",
    "parse(os.getenv('DEBUG'))",
    "not os.getenv('PRODUCTION')",
]


@pytest.mark.parametrize("read", READS_ON)
def test_variables_that_switch_on_by_mistake_are_found(run: Run, read: str) -> None:
    files = {
        "a.py": f"app.run(debug={read})",
        "b.py": f"app.config['DEBUG'] = {read}",
        "c.py": f"app.debug = {read}",
        "config.py": f"DEBUG = {read}",
        "settings/base.py": f"class Config:\n    DEBUG = {read}",
        "f.py": f"DEBUG = {read}\napp.run(debug=DEBUG)",
    }
    assert_found(
        run("debug-flag", files),
        "a.py:1:9: debug-env",
        "b.py:1:1: debug-env",
        "c.py:1:1: debug-env",
        "config.py:1:1: debug-env",
        "f.py:2:9: debug-env",
        "settings/base.py:2:5: debug-env",
    )


@pytest.mark.parametrize("read", READS_OFF)
def test_variables_that_are_parsed_rightly_pass(run: Run, read: str) -> None:
    files = {
        "a.py": f"app.run(debug={read})",
        "b.py": f"app.config['DEBUG'] = {read}",
        "config.py": f"DEBUG = {read}",
        "settings/base.py": f"class Config:\n    DEBUG = {read}",
    }
    assert run("debug-flag", files) == (0, [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("app.debug = True", "1:1"),
        ("app.debug = 1", "1:1"),
        ("self.app.debug = True", "1:1"),
        ("current_app.debug = True", "1:1"),
        ("server = Flask(__name__)\nserver.debug = True", "2:1"),
        ("app.config['DEBUG'] = True", "1:1"),
        ("app.config['DEBUG'] = 'False'", "1:1"),
        ("app.config['DEBUG'] = 'off'", "1:1"),
        ("app.config['DEBUG'] = 1", "1:1"),
        ("current_app.config['DEBUG'] = True", "1:1"),
        ("create_app().config['DEBUG'] = True", "1:1"),
        ("config = app.config\nconfig['DEBUG'] = True", "2:1"),
        ("x = app.config['DEBUG'] = True", "1:1"),
        ("app.config.update(DEBUG=True)", "1:19"),
        ("app.config.update({'DEBUG': True})", "1:20"),
        ("app.config.update(dict(DEBUG=True))", "1:24"),
        ("app.config.update(\n    A=1,\n    DEBUG=True,\n)", "3:5"),
        ("app.config.from_mapping(DEBUG=True)", "1:25"),
        ("app.config.from_mapping({'DEBUG': True})", "1:26"),
        ("app.config |= {'DEBUG': True}", "1:16"),
        ("app.config.setdefault('DEBUG', True)", "1:1"),
        ("defaults = {'DEBUG': True}\napp.config.update(defaults)", "1:13"),
        ("class Shop(Flask):\n    def __init__(self):\n        self.config['DEBUG'] = True", "3:9"),
        ("os.environ['FLASK_DEBUG'] = '1'", "1:1"),
        ("os.environ['FLASK_DEBUG'] = 'off'", "1:1"),
        ("environ['FLASK_DEBUG'] = 'true'", "1:1"),
        ("os.environ.setdefault('FLASK_DEBUG', '1')", "1:1"),
        ("os.environ.update(FLASK_DEBUG='1')", "1:19"),
        ("os.environ.update({'FLASK_DEBUG': '1'})", "1:20"),
        ("os.putenv('FLASK_DEBUG', '1')", "1:1"),
        ("if not app.debug and not app.testing:\n    app.config['DEBUG'] = True", "2:5"),
    ],
)
def test_settings_are_found(run: Run, text: str, place: str) -> None:
    assert_found(run("debug-flag", {"app.py": text}), f"app.py:{place}: debug-setting")


@pytest.mark.parametrize(
    "text",
    [
        "app.debug = False",
        "app.debug = settings.DEBUG",
        "app.debug = options.debug",
        "app.debug = None",
        "logger.debug = True",
        "parser.debug = True",
        "debug = True",
        "def f():\n    debug = True\n    return debug",
        "app.config['DEBUG'] = False",
        "app.config['DEBUG'] = 0",
        "app.config['DEBUG'] = ''",
        "app.config['X_DEBUG'] = True",
        "app.config['DEBUG_TB_INTERCEPT_REDIRECTS'] = True",
        "app.config['DEBUG_LEVEL'] = 1",
        "app.config[key] = True",
        "app.config.update(DEBUG=False)",
        "app.config.from_mapping(X_DEBUG=True)",
        "app.config.get('DEBUG', True)",
        "config['DEBUG'] = True",
        "celery.conf.update(DEBUG=True)",
        "x = {'DEBUG': True}",
        "levels = {'DEBUG': 10, 'INFO': 20}",
        "context.update(DEBUG=True)",
        "DEBUG = True",
        "X_DEBUG = True",
        "class Parser:\n    DEBUG = True",
        "class Walker(Visitor):\n    DEBUG = 1\n    TESTING = True",
        "from flask_debugtoolbar import DebugToolbarExtension\ntoolbar = DebugToolbarExtension(app)",
        "DebugToolbarExtension()",
        "TEMPLATE = '''DEBUG = True'''",
        "app.config['DEBUG'] = True if env == 'dev' else False",
        "os.environ['FLASK_DEBUG'] = '0'",
        "os.environ['FLASK_DEBUG'] = 'False'",
        "os.environ['FLASK_DEBUG'] = str(debug)",
        "os.environ['FLASK_ENV'] = 'development'",
        "os.environ['X_FLASK_DEBUG'] = '1'",
        "os.environ.pop('FLASK_DEBUG', None)",
        "os.environ.get('FLASK_DEBUG', '1')",
        "if testing:\n    app.config['TESTING'] = True",
        "if app.config['ENV'] == 'development':\n    app.config['DEBUG'] = True",
        "if config_name == 'testing':\n    app.config.update(TESTING=True, DEBUG=True)",
        "def create_test_app():\n    app.config['TESTING'] = True\n    app.debug = True",
        "if app.debug:\n    app.config['TEMPLATES_AUTO_RELOAD'] = True",
        "app.config['TEMPLATES_AUTO_RELOAD'] = app.debug",
    ],
)
def test_other_settings_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"app.py": text}) == (0, [])


FAMILY = (
    "DEBUG_TB_ENABLED",
    "EXPLAIN_TEMPLATE_LOADING",
    "LOGIN_DISABLED",
    "PROPAGATE_EXCEPTIONS",
    "SQLALCHEMY_ECHO",
    "SQLALCHEMY_RECORD_QUERIES",
    "TEMPLATES_AUTO_RELOAD",
    "TESTING",
    "TRAP_BAD_REQUEST_ERRORS",
    "TRAP_HTTP_EXCEPTIONS",
)


@pytest.mark.parametrize("key", FAMILY)
def test_the_family_of_debug(run: Run, key: str) -> None:
    files = {
        "a.py": f"app.config['{key}'] = True",
        "b.py": f"app.config.update({key}=True)",
        "config.py": f"class Config:\n    {key} = True\n\n\nclass DevConfig(Config):\n    {key} = True\n",
        "d.py": f"app.config['{key}'] = False\nx = {{'{key}': True}}\n{key} = True",
        "settings.py": f"{key} = True",
        "tests/config.py": f"{key} = True",
    }
    assert_found(
        run("debug-flag", files),
        "a.py:1:1: debug-family",
        "b.py:1:19: debug-family",
        "config.py:2:5: debug-family",
        "settings.py:1:1: debug-family",
    )


def test_app_testing_is_the_setting_testing(run: Run) -> None:
    assert_found(run("debug-flag", {"app.py": "app.testing = True"}), "app.py:1:1: debug-family")
    assert_found(run("debug-flag", {"app.py": "app.testing = False\nself.testing = True"}))


@pytest.mark.parametrize(
    "path", ["settings.py", "config.py", "shop/config/base.py", "production_settings.py", "conf.py", "settings.cfg"]
)
def test_settings_modules_are_found(run: Run, path: str) -> None:
    assert_found(run("debug-flag", {path: "DEBUG = True\n"}), f"{path}:1:1: debug-setting")


def test_a_module_that_loads_itself_is_a_settings_module(run: Run) -> None:
    text = "DEBUG = True\napp.config.from_object(__name__)\n"
    assert_found(run("debug-flag", {"shop.py": text}), "shop.py:1:1: debug-setting")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("DEBUG = True\nDEBUG = False\n", []),
        ("DEBUG = False\nDEBUG = True\n", [2]),
        ("DEBUG = True\nif os.getenv('PRODUCTION'):\n    DEBUG = False\n", []),
        ("DEBUG = False\nif os.getenv('ENV') == 'development':\n    DEBUG = True\n", []),
        ("DEBUG = True\nif os.getenv('ENV') == 'test':\n    DEBUG = False\n", [1]),
        ("if os.getenv('ENV') == 'production':\n    DEBUG = False\nelse:\n    DEBUG = True\n", []),
        ("if os.getenv('ENV') == 'production':\n    DEBUG = True\n", [2]),
        ("if ENV != 'production':\n    DEBUG = True\n", []),
        ("if not PRODUCTION:\n    DEBUG = True\n", []),
        ("if DEBUG is False:\n    TESTING = False\n", []),
        ("def load():\n    DEBUG = True\n", []),
        ("DEBUG = True\ntry:\n    from local_settings import *\nexcept ImportError:\n    pass\n", [1]),
        ("DEBUG = 10\nINFO = 20\n", []),
        ("debug = True\n", []),
        ("MAIL_DEBUG = True\n", []),
    ],
)
def test_the_value_of_a_settings_module_that_production_sees(run: Run, text: str, lines: list[int]) -> None:
    outcome = run("debug-flag", {"settings.py": text})
    assert [int(line.split(":")[1]) for line in outcome[1]] == lines


CLASSES = {
    "base on": ("class Config:\n    DEBUG = True\n", ["2:5"]),
    "base on, annotated": ("class Config:\n    DEBUG: bool = True\n", ["2:5"]),
    "base on, production inherits": (
        "class Config:\n    DEBUG = True\n\n\nclass ProductionConfig(Config):\n    X = 1\n",
        ["2:5"],
    ),
    "base on, one of two productions overrides": (
        "class Config:\n    DEBUG = True\nclass ProdConfig(Config):\n    DEBUG = False\nclass StagingConfig(Config):\n"
        "    X = 1\n",
        ["2:5"],
    ),
    "production on": ("class ProductionConfig:\n    DEBUG = True\n", ["2:5"]),
    "production inherits development": (
        "class DevelopmentConfig:\n    DEBUG = True\n\n\nclass ProductionConfig(DevelopmentConfig):\n    pass\n",
        ["5:1"],
    ),
    "grandchild": (
        "class DevConfig:\n    DEBUG = True\nclass Middle(DevConfig):\n    DEBUG = False\nclass Local(DevConfig):\n"
        "    pass\nclass LiveConfig(Local):\n    pass\n",
        ["7:1"],
    ),
    "text": ("class Config:\n    DEBUG = 'False'\n", ["2:5"]),
    "number": ("class Config:\n    DEBUG = 1\n", ["2:5"]),
    "other key tells": ("class Shop:\n    SECRET_KEY = KEY\n    DEBUG = True\n", ["3:5"]),
    "last value counts": ("class Config:\n    DEBUG = False\n    DEBUG = True\n", ["3:5"]),
}


@pytest.mark.parametrize("case", CLASSES)
def test_configuration_classes_are_found(run_in_repository: Run, case: str) -> None:
    text, places = CLASSES[case]
    outcome = run_in_repository("debug-flag", {"shop.py": text})
    assert_found(outcome, *(f"shop.py:{place}: debug-config-class" for place in places))


@pytest.mark.parametrize(
    "text",
    [
        "class Config:\n    DEBUG = False\n",
        "class DevelopmentConfig:\n    DEBUG = True\n    TESTING = True\n    ASSETS_DEBUG = True\n",
        "class DevConfig(Config):\n    DEBUG = True\n",
        "class Development(Config):\n    DEBUG = True\n",
        "class Test(Development):\n    TESTING = True\n",
        "class TestingConfig(Config):\n    TESTING = True\n    DEBUG = True\n",
        "class LocalConfig(Config):\n    DEBUG = True\n",
        "class DebugConfig(Config):\n    DEBUG = True\n",
        "class Config:\n    DEBUG = True\nclass ProductionConfig(Config):\n    DEBUG = False\n",
        "class Config:\n    DEBUG = True\nclass Middle(Config):\n    DEBUG = False\n"
        "class ProdConfig(Middle):\n    X = 1\n",
        "class DevConfig:\n    DEBUG = True\nclass ProdConfig(DevConfig):\n    DEBUG = False\n",
        "class DevConfig:\n    DEBUG = True\nclass CIConfig(DevConfig):\n    pass\n",
        "class Safe:\n    DEBUG = False\nclass DevConfig:\n    DEBUG = True\n"
        "class ProdConfig(Safe, DevConfig):\n    pass\n",
        "class Config:\n    DEBUG = True\n    DEBUG = False\n",
        "class Config:\n    class Inner:\n        pass\n    def debug(self):\n        DEBUG = True\n",
        "class Level(IntEnum):\n    DEBUG = 1\n",
        "class LevelConfig:\n    DEBUG = 0\n    INFO = 1\n",
        "class LogSettings:\n    DEBUG = 1\n    INFO = 2\n",
        "class ProductionConfig(Unknown):\n    pass\n",
        "class ProductionConfig(ProductionConfig):\n    pass\n",
        "if testing:\n    class Config:\n        DEBUG = True\n",
    ],
)
def test_other_classes_pass(run_in_repository: Run, text: str) -> None:
    assert run_in_repository("debug-flag", {"config.py": text}) == (0, [])


def test_production_inherits_across_files(run_in_repository: Run) -> None:
    files = {
        "conf/__init__.py": "",
        "conf/dev.py": "class DevelopmentConfig:\n    DEBUG = True\n",
        "conf/prod.py": "from .dev import DevelopmentConfig\n\n\nclass ProductionConfig(DevelopmentConfig): pass\n",
    }
    message = "ProductionConfig inherits DEBUG = True from DevelopmentConfig (conf/dev.py:2)"
    expected = f"conf/prod.py:4:1: debug-config-class {message}; set DEBUG = True in a development class only"
    assert run_in_repository("debug-flag", files) == (1, [expected])


@pytest.mark.parametrize(
    ("line", "base"),
    [
        ("from conf.dev import DevConfig", "DevConfig"),
        ("from conf.dev import DevConfig as Base", "Base"),
        ("from conf import dev", "dev.DevConfig"),
        ("import conf.dev", "conf.dev.DevConfig"),
        ("from conf import DevConfig", "DevConfig"),
        ("from .dev import DevConfig", "DevConfig"),
        ("from . import dev", "dev.DevConfig"),
    ],
)
def test_every_way_to_import_a_base_class(run_in_repository: Run, line: str, base: str) -> None:
    files = {
        "conf/__init__.py": "from .dev import DevConfig\n",
        "conf/dev.py": "class DevConfig:\n    DEBUG = True\n",
        "conf/live.py": f"{line}\nclass LiveConfig({base}): pass\n",
    }
    assert_found(run_in_repository("debug-flag", files), "conf/live.py:2:1: debug-config-class")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("class LiveConfig(Config):\n    DEBUG = (\n", 3),
        ("class LiveSettings(Other):\n    DEBUG = (\n", 0),
    ],
)
def test_a_production_class_that_cannot_be_read_may_be_the_one(run: Run, tmp_path: Path, other: str, code: int) -> None:
    files = {
        "conf/base.py": "class Config:\n    DEBUG = True\n",
        "conf/prod.py": "from .base import Config\nclass ProductionConfig(Config):\n    DEBUG = False\n",
        "conf/live.py": other,
    }
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    answer, lines = run("debug-flag", {"conf/base.py": files["conf/base.py"]})
    assert answer == code
    assert [line.partition(":")[0] for line in lines] == (["conf/live.py"] if code else [])


def test_production_overrides_in_another_file(run_in_repository: Run) -> None:
    files = {
        "conf/base.py": "class Config:\n    DEBUG = True\n",
        "conf/prod.py": "from .base import Config\nclass ProductionConfig(Config):\n    DEBUG = False\n",
    }
    assert run_in_repository("debug-flag", files) == (0, [])


def test_production_inherits_a_base_of_another_file_that_is_reported_there(run_in_repository: Run) -> None:
    files = {
        "conf/base.py": "class Config:\n    DEBUG = True\n",
        "conf/prod.py": "from .base import Config\nclass ProductionConfig(Config):\n    pass\n",
    }
    assert_found(run_in_repository("debug-flag", files), "conf/base.py:2:5: debug-config-class")


CONFIG = "class DevelopmentConfig:\n    DEBUG = True\nclass ProductionConfig:\n    DEBUG = False\n"


@pytest.mark.parametrize(
    ("start", "is_found"),
    [
        ("app = create_app(os.getenv('FLASK_CONFIG') or 'default')", True),
        ("app = create_app(os.getenv('FLASK_CONFIG', 'default'))", True),
        ("app = create_app(os.environ.get('FLASK_CONFIG', 'default'))", True),
        ("def create_app(config_name='default'): ...", True),
        ("def create_app(config: str = 'default'): ...", True),
        ("app = create_app(os.environ['FLASK_CONFIG'])", False),
        ("app = create_app(os.getenv('FLASK_CONFIG') or 'production')", False),
        ("theme = app.config.get('THEME', 'default')", False),
        ("app.config['THEME'] = 'default'", False),
    ],
)
def test_the_default_of_the_configuration_map(run_in_repository: Run, start: str, is_found: bool) -> None:
    files = {
        "config.py": CONFIG + "config = {\n    'production': ProductionConfig,\n    'default': DevelopmentConfig,\n}\n",
        "manage.py": start + "\n",
    }
    lines = ["config.py:7:5: debug-config-class"] if is_found else []
    assert_found(run_in_repository("debug-flag", files), *lines)


def test_the_map_may_stand_in_a_file_of_its_own(run_in_repository: Run) -> None:
    files = {
        "conf/dev.py": "class Development:\n    DEBUG = True\n",
        "conf/__init__.py": "from .dev import Development\nconfigs = {\n    'default': Development,\n}\n",
        "wsgi.py": "app = create_app(os.getenv('FLASK_CONFIG', 'default'))\n",
    }
    assert_found(run_in_repository("debug-flag", files), "conf/__init__.py:3:5: debug-config-class")


def test_a_safe_default_of_the_map_passes(run_in_repository: Run) -> None:
    files = {
        "config.py": CONFIG
        + "config = {\n    'development': DevelopmentConfig,\n    'default': ProductionConfig,\n}\n",
        "manage.py": "app = create_app(os.getenv('FLASK_CONFIG') or 'default')\n",
    }
    assert run_in_repository("debug-flag", files) == (0, [])


@pytest.mark.parametrize(
    ("argument", "is_found"),
    [
        ("'config.DevelopmentConfig'", True),
        ("DevelopmentConfig", True),
        ("DevelopmentConfig()", True),
        ("config.DevelopmentConfig", True),
        ("os.getenv('APP_SETTINGS', 'config.DevelopmentConfig')", True),
        ("os.environ.get('APP_SETTINGS') or 'config.DevelopmentConfig'", True),
        ("'elsewhere.DevelopmentConfig'", True),
        ("'config.ProductionConfig'", False),
        ("ProductionConfig", False),
        ("os.environ['APP_SETTINGS']", False),
        ("os.getenv('APP_SETTINGS', 'config.ProductionConfig')", False),
        ("DevelopmentConfig if get_debug_flag() else ProductionConfig", False),
        ("f'config.{name}'", False),
        ("config_by_name[name]", False),
        ("'elsewhere.config'", False),
        ("'shop.development.settings'", False),
    ],
)
def test_a_configuration_wired_into_the_code(run_in_repository: Run, argument: str, is_found: bool) -> None:
    imports = "import config\nfrom config import DevelopmentConfig, ProductionConfig\n"
    files = {"config.py": CONFIG, "app.py": f"{imports}app.config.from_object({argument})\n"}
    assert_found(run_in_repository("debug-flag", files), *["app.py:3:1: debug-config-class"] * is_found)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("breakpoint()", "1:1"),
        ("import pdb; pdb.set_trace()", "1:13"),
        ("from pdb import set_trace\nset_trace()", "2:1"),
        ("from pdb import set_trace as stop\nimport pdb\npdb.post_mortem()", "3:1"),
        ("import ipdb\nipdb.set_trace()", "2:1"),
        ("import pudb as p\np.set_trace()", "2:1"),
        ("__import__('pdb').set_trace()", "1:1"),
        ("from celery.contrib import rdb\nrdb.set_trace()", "2:1"),
        ("import debugpy\ndebugpy.listen(('0.0.0.0', 5678))", "2:1"),
        ("import pydevd\npydevd.settrace('x')", "2:1"),
        ("import ptvsd\nptvsd.enable_attach()", "2:1"),
        ("if app.debug:\n    breakpoint()", "2:5"),
        ("app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)", "1:16"),
        ("from werkzeug import debug\napp.wsgi_app = debug.DebuggedApplication(app.wsgi_app)", "2:16"),
    ],
)
def test_debuggers_left_behind_are_found(run: Run, text: str, place: str) -> None:
    assert_found(run("debug-flag", {"app.py": text}), f"app.py:{place}: debugger-left")


@pytest.mark.parametrize(
    "text",
    [
        "import pdb",
        "conn.set_trace_callback(print)",
        "sys.settrace(tracer)",
        "tracer.set_trace()",
        "code.interact(local=locals())",
        "debugger.breakpoint()",
        "def breakpoint(): pass\nbreakpoint()",
        "from layout import breakpoint\nbreakpoint('md')",
        "# breakpoint()",
        "'breakpoint()'",
        "breakpoint",
        "import debugpy\ndebugpy.log_to('x')",
        "if app.debug:\n    app.wsgi_app = DebuggedApplication(app.wsgi_app)",
        "from werkzeug.debug import DebuggedApplication",
        "class Mine(DebuggedApplication):\n    pass",
    ],
)
def test_other_calls_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"app.py": text}) == (0, [])


@pytest.mark.parametrize(
    "path",
    [
        "tests/app.py",
        "shop/tests/config.py",
        "test_app.py",
        "app_test.py",
        "conftest.py",
        "tests.py",
        "settings_dev.py",
        "conf/dev.py",
        "dev/app.py",
        "development/config.py",
        "config/local.py",
        "dev-server/app.py",
        "config.example.py",
        ".github/app.py",
    ],
)
def test_python_files_for_developers_pass(run: Run, path: str) -> None:
    text = "DEBUG = True\napp.run(debug=True)\napp.config['TESTING'] = True\nclass Config:\n    DEBUG = True\n"
    assert run("debug-flag", {path: text}) == (0, [])


@pytest.mark.parametrize(
    "path", ["examples/app.py", "latest.py", "contest.py", "device.py", "debug.py", "dev/prod.py", "sub/dir/app.py"]
)
def test_python_files_that_only_look_like_it_are_found(run: Run, path: str) -> None:
    assert_found(run("debug-flag", {path: "app.run(debug=True)"}), f"{path}:1:9: debug-run")


def test_words_of_the_project(run: Run) -> None:
    files = {"playpen/app.py": "app.run(debug=True)", "local/app.py": "app.run(debug=True)"}
    assert_found(run("debug-flag", files), "playpen/app.py:1:9: debug-run")
    assert_found(run("debug-flag", files, "--development", "playpen"))
    options = ("--development", "playpen", "--production", "local")
    assert_found(run("debug-flag", files, *options), "local/app.py:1:9: debug-run")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xef\xbb\xbfapp.run(debug=True)\n", "app.py:1:9: debug-run"),
        (b"x = 1\r\napp.run(debug=True)\r\n", "app.py:2:9: debug-run"),
        (b"x = 1\rapp.run(debug=True)\r", "app.py:2:9: debug-run"),
        (b"# coding: latin-1\nx = '\xe9'; app.run(debug=True)\n", "app.py:2:18: debug-run"),
        ("x = 'é'; app.run(debug=True)\n".encode(), "app.py:1:18: debug-run"),
    ],
)
def test_encodings_of_python(run: Run, data: bytes, line: str) -> None:
    assert_found(run("debug-flag", {"app.py": data}), line)


VALUES_ON = ["1", "true", "True", "on", "yes", "off", "n", "f", "disabled", "2"]
VALUES_OFF = ["0", "false", "False", "FALSE", "no", "No"]


@pytest.mark.parametrize("value", VALUES_ON)
def test_values_that_flask_takes_for_on(run: Run, value: str) -> None:
    files = {
        ".env": f"FLASK_DEBUG={value}\n",
        "Dockerfile": f"FROM python\nENV FLASK_DEBUG={value}\n",
        "Procfile": f"web: FLASK_DEBUG={value} gunicorn shop:app\n",
        "compose.yml": f"services:\n  web:\n    environment:\n      - FLASK_DEBUG={value}\n",
        "k8s.yml": f"env:\n- name: FLASK_DEBUG\n  value: '{value}'\n",
        "run.sh": f"export FLASK_DEBUG={value}\n",
        "shop.service": f"[Service]\nEnvironment=FLASK_DEBUG={value}\n",
        "uwsgi.ini": f"[uwsgi]\nenv = FLASK_DEBUG={value}\n",
    }
    code, lines = run("debug-flag", files)
    assert code == 1
    assert [line.split(":")[0] for line in lines] == sorted(files)
    assert {line.split(" ")[1] for line in lines} == {"debug-deployment"}
    means_off = " (only 0, false and no are off)" if value in ("off", "n", "f", "disabled", "2") else ""
    assert all(f" FLASK_DEBUG={value}{means_off} switches debugging on" in line for line in lines)


@pytest.mark.parametrize("value", VALUES_OFF)
def test_values_that_flask_takes_for_off(run: Run, value: str) -> None:
    files = {
        ".env": f"FLASK_DEBUG={value}\n",
        "Dockerfile": f"FROM python\nENV FLASK_DEBUG={value}\n",
        "Procfile": f"web: FLASK_DEBUG={value} gunicorn shop:app\n",
        "compose.yml": f"services:\n  web:\n    environment:\n      FLASK_DEBUG: {value}\n",
        "k8s.yml": f"env:\n- name: FLASK_DEBUG\n  value: '{value}'\n",
        "run.sh": f"export FLASK_DEBUG={value}\n",
        "shop.service": f"[Service]\nEnvironment=FLASK_DEBUG={value}\n",
        "uwsgi.ini": f"[uwsgi]\nenv = FLASK_DEBUG={value}\n",
    }
    assert run("debug-flag", files) == (0, [])


DOCKERFILES = {
    "equals": ("FROM python\nENV FLASK_DEBUG=1\n", ["2:5"]),
    "quoted": ('FROM python\nENV FLASK_DEBUG="1"\n', ["2:5"]),
    "space": ("FROM python\nENV FLASK_DEBUG 1\n", ["2:5"]),
    "small letters": ("from python\nenv FLASK_DEBUG=1\n", ["2:5"]),
    "several": ("FROM python\nENV A=1 FLASK_DEBUG=1 B=2\n", ["2:9"]),
    "continued": ("FROM python\nENV A=1 \\\n    FLASK_DEBUG=1 \\\n    B=2\n", ["3:5"]),
    "continued over a comment": ("FROM python\nENV A=1 \\\n# why\n\n    FLASK_DEBUG=1\n", ["5:5"]),
    "CRLF": ("FROM python\r\nENV A=1 \\\r\n    FLASK_DEBUG=1\r\n", ["3:5"]),
    "escape directive": ("# escape=`\nFROM python\nENV A=1 `\n    FLASK_DEBUG=1\n", ["4:5"]),
    "argument": ("FROM python\nARG D=1\nENV FLASK_DEBUG=$D\n", ["3:5"]),
    "argument in braces": ("FROM python\nARG D=1\nENV FLASK_DEBUG=${D}\n", ["3:5"]),
    "global argument": ("ARG D=1\nFROM python\nARG D\nENV FLASK_DEBUG=${D}\n", ["4:5"]),
    "default": ("FROM python\nENV FLASK_DEBUG=${D:-1}\n", ["2:5"]),
    "variable": ("FROM python\nENV D=1\nENV FLASK_DEBUG=$D\n", ["3:5"]),
    "later ENV wins": ("FROM python\nENV FLASK_DEBUG=0\nENV FLASK_DEBUG=1\n", ["3:5"]),
    "base stage": ("FROM python AS base\nENV FLASK_DEBUG=1\nFROM base\nRUN x\n", ["2:5"]),
    "base of base": (
        "FROM python AS base\nENV FLASK_DEBUG=1\nFROM base AS b\nFROM node AS dev\nENV FLASK_DEBUG=1\nFROM B\n",
        ["2:5"],
    ),
    "base by argument": ("ARG BASE=live\nFROM python AS live\nENV FLASK_DEBUG=1\nFROM ${BASE}\n", ["3:5"]),
    "platform": ("FROM --platform=linux/amd64 python AS base\nENV FLASK_DEBUG=1\nFROM base\n", ["2:5"]),
    "last is for developers": (
        "FROM python AS production\nENV FLASK_DEBUG=1\nFROM production AS dev\nENV A=1\n",
        ["2:5"],
    ),
    "CMD exec": ('FROM python\nCMD ["flask", "run", "--debug"]\n', ["2:1"]),
    "CMD exec, before run": ('FROM python\nCMD ["flask", "--app", "shop", "--debug", "run"]\n', ["2:1"]),
    "CMD module": ('FROM python\nCMD ["python", "-m", "flask", "run", "--debug"]\n', ["2:1"]),
    "CMD shell": ("FROM python\nCMD flask --app shop run --host 0.0.0.0 --debug\n", ["2:1"]),
    "CMD chained": ("FROM python\nCMD flask db upgrade && flask run --debug\n", ["2:1"]),
    "CMD sh -c": ('FROM python\nCMD ["sh", "-c", "flask db upgrade && exec flask run --debug"]\n', ["2:1"]),
    "CMD variable": ("FROM python\nCMD FLASK_DEBUG=1 flask run\n", ["2:1"]),
    "CMD sh -c variable": ('FROM python\nCMD ["sh", "-c", "FLASK_DEBUG=1 flask run"]\n', ["2:1"]),
    "CMD of the stage below": ("FROM python AS b\nCMD flask run --debug\nFROM b\n", ["2:1"]),
    "CMD with a path": ('FROM python\nCMD ["/venv/bin/flask", "run", "--debug"]\n', ["2:1"]),
    "CMD debugger": ('FROM python\nCMD ["flask", "run", "--debugger"]\n', ["2:1"]),
    "ENTRYPOINT exec": ('FROM python\nENTRYPOINT ["flask", "run", "--debug"]\n', ["2:1"]),
    "ENTRYPOINT and CMD": ('FROM python\nENTRYPOINT ["flask"]\nCMD ["run", "--debug"]\n', ["3:1"]),
    "ENTRYPOINT shell": ("FROM python\nENTRYPOINT gunicorn --reload shop:app\n", ["2:1"]),
    "gunicorn": ('FROM python\nCMD ["gunicorn", "--bind", ":80", "--reload", "shop:app"]\n', ["2:1"]),
    "uwsgi": ('FROM python\nCMD ["uwsgi", "--py-autoreload", "1"]\n', ["2:1"]),
    "pin": ("FROM python\nENV WERKZEUG_DEBUG_PIN=off\n", ["2:5"]),
    "DEBUG": ("FROM python\nENV DEBUG=true\n", ["2:5"]),
    "BOM": ("\ufeffFROM python\nENV FLASK_DEBUG=1\n", ["2:5"]),
}


@pytest.mark.parametrize("case", DOCKERFILES)
def test_dockerfiles_are_found(run: Run, case: str) -> None:
    text, places = DOCKERFILES[case]
    assert_found(run("debug-flag", {"Dockerfile": text}), *(f"Dockerfile:{p}: debug-deployment" for p in places))


@pytest.mark.parametrize(
    "text",
    [
        "FROM python\nENV FLASK_DEBUG=0\n",
        "FROM python\nENV FLASK_DEBUG 0\n",
        'FROM python\nENV FLASK_DEBUG "0"\n',
        "FROM python\nENV FLASK_DEBUG=\n",
        'FROM python\nENV FLASK_DEBUG=""\n',
        "FROM python\nENV X_FLASK_DEBUG=1\n",
        "FROM python\nENV A='FLASK_DEBUG=1'\n",
        "FROM python\n# ENV FLASK_DEBUG=1\n",
        "FROM python\nENV A=1 \\\n# FLASK_DEBUG=1 \\\n    B=2\n",
        "FROM python\nENV FLASK_DEBUG=1\nENV FLASK_DEBUG=0\n",
        "FROM python\nARG FLASK_DEBUG=1\n",
        "FROM python\nARG D\nENV FLASK_DEBUG=$D\n",
        "FROM python\nARG D=0\nENV FLASK_DEBUG=$D\n",
        "ARG D=1\nFROM python\nENV FLASK_DEBUG=${D:-0}\n",
        "FROM python AS dev\nENV FLASK_DEBUG=1\nFROM python\nCOPY --from=dev /x /x\n",
        "FROM python AS base\nFROM base AS debug\nENV FLASK_DEBUG=1\nCMD flask run --debug\nFROM base AS live\n",
        "FROM python AS base\nENV FLASK_DEBUG=1\nFROM base\nENV FLASK_DEBUG=0\n",
        "FROM python AS production\nFROM production AS development\nENV FLASK_DEBUG=1\n",
        "FROM python\nRUN FLASK_DEBUG=1 flask db upgrade\n",
        "FROM python\nRUN <<EOF\nENV FLASK_DEBUG=1\nCMD flask run --debug\nEOF\n",
        "FROM python\nCOPY <<EOF /x\nENV FLASK_DEBUG=1\nEOF\n",
        "FROM python\nCMD flask run --debug\nCMD gunicorn shop:app\n",
        "FROM python AS b\nCMD flask run --debug\nFROM b\nCMD gunicorn shop:app\n",
        'FROM python AS b\nCMD ["flask", "run", "--debug"]\nFROM b\nENTRYPOINT ["gunicorn", "shop:app"]\n',
        'FROM python\nCMD ["flask", "run", "--no-debug"]\n',
        'FROM python\nCMD ["flask", "--debug", "shell"]\n',
        'FROM python\nCMD ["other", "run", "--debug"]\n',
        'FROM python\nCMD ["gunicorn", "--reload-engine", "poll"]\n',
        'FROM python\nCMD ["echo", "flask run --debug"]\n',
        "FROM python\nHEALTHCHECK CMD flask run --debug\n",
        "FROM python\nLABEL FLASK_DEBUG=1\n",
        "FROM python\nENV FLASK_ENV=development\n",
        "FROM python\nENV PYTHONBREAKPOINT=0\n",
        "FROM python\nENV DEBUG=app:*\n",
        "ENV FLASK_DEBUG=1\n",
        "FROM python\nENV \\\n",
        "",
    ],
)
def test_other_dockerfiles_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"Dockerfile": text}) == (0, [])


@pytest.mark.parametrize(
    "path", ["Dockerfile", "dockerfile", "web/Dockerfile-src", "prod.dockerfile", "Dockerfile.prod", "Containerfile"]
)
def test_names_of_dockerfiles(run: Run, path: str) -> None:
    assert_found(run("debug-flag", {path: "FROM x\nENV FLASK_DEBUG=1\n"}), f"{path}:2:5: debug-deployment")


COMPOSE = "services:\n  web:\n"
YAML_FILES = {
    "map": ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: 1\n", ["4:7"]),
    "map, quoted": ("compose.yml", COMPOSE + "    environment:\n      'FLASK_DEBUG': \"1\"\n", ["4:7"]),
    "map, flow": ("compose.yml", COMPOSE + "    environment: {A: 1, FLASK_DEBUG: true}\n", ["3:25"]),
    "list": ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG=1\n", ["4:9"]),
    "list, quoted": ("compose.yml", COMPOSE + "    environment:\n      - 'FLASK_DEBUG=1'\n", ["4:9"]),
    "default": ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG=${FLASK_DEBUG:-1}\n", ["4:9"]),
    "default without colon": ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: ${D-true}\n", ["4:7"]),
    "CRLF": ("compose.yml", "services:\r\n  web:\r\n    environment:\r\n      FLASK_DEBUG: 1\r\n", ["4:7"]),
    "latin-1": ("compose.yml", b"# caf\xe9\nweb:\n  environment:\n    FLASK_DEBUG: 1\n", ["4:5"]),
    "BOM": ("compose.yml", "\ufeffweb:\n  environment:\n    FLASK_DEBUG: 1\n", ["3:5"]),
    "command": ("compose.yml", COMPOSE + "    command: flask run --host 0.0.0.0 --debug\n", ["3:14"]),
    "command, list": ("compose.yml", COMPOSE + "    command: [flask, --debug, run]\n", ["3:14"]),
    "command, folded": ("compose.yml", COMPOSE + "    command: >\n      flask run\n      --debug\n", ["3:14"]),
    "command, sh -c": (
        "compose.yml",
        COMPOSE + "    command: sh -c 'flask db upgrade && flask run --debug'\n",
        ["3:14"],
    ),
    "command, script": (
        "compose.yml",
        COMPOSE + "    command:\n      - sh\n      - -c\n      - |\n        flask db upgrade  # don't\n"
        "        flask run --debug\n",
        ["4:7"],
    ),
    "entrypoint": ("compose.yml", COMPOSE + "    entrypoint: gunicorn --reload shop:app\n", ["3:17"]),
    "anchored environment": (
        "compose.yml",
        "x-env: &env\n  FLASK_DEBUG: 1\nservices:\n  web:\n    environment: *env\n",
        ["2:3"],
    ),
    "merged environment": (
        "compose.yml",
        "x-env: &env\n  FLASK_DEBUG: 1\nservices:\n  web:\n    environment:\n      <<: *env\n      A: 1\n",
        ["2:3"],
    ),
    "merged service": (
        "compose.yml",
        "x-web: &web\n  environment:\n    FLASK_DEBUG: 1\nservices:\n  web:\n    <<: *web\n",
        ["3:5"],
    ),
    "merged list": (
        "compose.yml",
        "x-a: &a\n  A: 1\nx-b: &b\n  FLASK_DEBUG: 1\nservices:\n  web:\n    environment:\n      <<: [*a, *b]\n",
        ["4:3"],
    ),
    "alias of a service for developers": (
        "compose.yml",
        "services:\n  dev:\n    environment: &env\n      FLASK_DEBUG: 1\n  web:\n    environment: *env\n",
        ["4:7"],
    ),
    "alias first met elsewhere": (
        "compose.yml",
        "common: &env\n  DEBUG: 1\nservices:\n  web:\n    environment: *env\n",
        ["2:3"],
    ),
    "stage of everybody": (
        "compose.yml",
        COMPOSE + "    build: {target: backend, dockerfile: dev/Dockerfile}\n    environment:\n      FLASK_DEBUG: 1\n",
        ["5:7"],
    ),
    "profile of everybody": (
        "compose.yml",
        COMPOSE + "    profiles: [dev, live]\n    environment:\n      FLASK_DEBUG: 1\n",
        ["5:7"],
    ),
    "Deployment": (
        "k8s/web.yaml",
        "kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          env:\n"
        "            - name: FLASK_DEBUG\n              value: '1'\n",
        ["8:15"],
    ),
    "value first": ("web.yaml", "env:\n  - value: '1'\n    name: FLASK_DEBUG\n", ["3:5"]),
    "ConfigMap": ("web.yaml", "kind: ConfigMap\ndata:\n  FLASK_DEBUG: 'true'\n", ["3:3"]),
    "ConfigMap, DEBUG": ("web.yaml", "kind: ConfigMap\ndata:\n  DEBUG: 'true'\n", ["3:3"]),
    "Secret": ("web.yaml", "kind: Secret\nstringData:\n  FLASK_DEBUG: '1'\n", ["3:3"]),
    "second document": ("web.yaml", "kind: Service\n---\nkind: ConfigMap\ndata:\n  FLASK_DEBUG: '1'\n", ["5:3"]),
    "command and args": (
        "web.yaml",
        "containers:\n  - name: web\n    command: [flask]\n    args: [run, --debug]\n",
        ["3:14"],
    ),
    "args alone": ("web.yaml", "containers:\n  - name: web\n    args: [flask, run, --debug]\n", ["3:11"]),
    "chart": (
        "templates/web.yaml",
        "{{- if .Values.web }}\nkind: Deployment\nspec:\n  template:\n    name: {{ .Values.name }}\n    env:\n"
        "      - name: FLASK_DEBUG\n        value: '1'\n{{- end }}\n",
        ["7:9"],
    ),
    "app engine": ("app.yaml", "runtime: python313\nenv_variables:\n  FLASK_DEBUG: '1'\n", ["3:3"]),
    "app engine, entrypoint": ("app.yaml", "entrypoint: gunicorn --reload main:app\n", ["1:13"]),
    "render": ("render.yaml", "services:\n  - envVars:\n      - key: FLASK_DEBUG\n        value: 1\n", ["3:9"]),
    "serverless": ("serverless.yml", "provider:\n  environment:\n    FLASK_DEBUG: 1\n", ["3:5"]),
    "playbook": ("site.yml", "- hosts: web\n  tasks:\n    - environment:\n        FLASK_DEBUG: '1'\n", ["4:9"]),
    "breakpoint": ("web.yaml", "env:\n  - name: WERKZEUG_DEBUG_PIN\n    value: 'off'\n", ["2:5"]),
    "app.json": ("app.json", '{"env": {"FLASK_DEBUG": {"value": "1"}}}\n', ["1:10"]),
    "app.json, plain": ("app.json", '{\n\t"env": {\n\t\t"FLASK_DEBUG": "1"\n\t}\n}\n', ["3:3"]),
    "vercel.json": ("vercel.json", '{"env": {"FLASK_DEBUG": "1"}}\n', ["1:10"]),
    "task definition": (
        "task-definition.json",
        '{"containerDefinitions": [{"environment": [{"name": "FLASK_DEBUG", "value": "1"}]}]}\n',
        ["1:45"],
    ),
    "zappa": ("zappa_settings.json", '{"production": {"environment_variables": {"FLASK_DEBUG": "1"}}}\n', ["1:43"]),
}


@pytest.mark.parametrize("case", YAML_FILES)
def test_yaml_and_json_are_found(run: Run, case: str) -> None:
    path, text, places = YAML_FILES[case]
    assert_found(run("debug-flag", {path: text}), *(f"{path}:{place}: debug-deployment" for place in places))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: 0\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: false\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG:\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: ''\n"),
        ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG\n"),
        ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG=\n"),
        ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG=${FLASK_DEBUG}\n"),
        ("compose.yml", COMPOSE + "    environment:\n      - FLASK_DEBUG=${FLASK_DEBUG:-0}\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: ${FLASK_DEBUG:-}\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_DEBUG: ${FLASK_DEBUG:?say so}\n"),
        ("compose.yml", COMPOSE + "    environment:\n      # FLASK_DEBUG: 1\n      A: 1 # FLASK_DEBUG: 1\n"),
        ("compose.yml", COMPOSE + "    environment:\n      NOTE: |\n        FLASK_DEBUG: 1\n"),
        ("compose.yml", COMPOSE + "    environment:\n      X_FLASK_DEBUG: 1\n      DEBUG_LEVEL: 1\n"),
        ("compose.yml", COMPOSE + "    environment:\n      FLASK_ENV: development\n"),
        ("compose.yml", COMPOSE + "    labels:\n      DEBUG: 1\n"),
        ("compose.yml", COMPOSE + "    command: flask run\n"),
        ("compose.yml", COMPOSE + "    command: [echo, flask, run, --debug]\n"),
        ("compose.yml", COMPOSE + "    command: |\n      flask run\n      tool --debug\n"),
        (
            "compose.yml",
            COMPOSE + "    build: {dockerfile: web/Dockerfile-dev}\n    environment:\n      FLASK_DEBUG: 1\n",
        ),
        ("compose.yml", COMPOSE + "    build: {target: backend-dev}\n    environment:\n      FLASK_DEBUG: 1\n"),
        ("compose.yml", COMPOSE + "    profiles: [dev]\n    environment:\n      FLASK_DEBUG: 1\n"),
        ("compose.yml", COMPOSE + "    profiles:\n      - dev\n      - test\n    command: flask run --debug\n"),
        ("compose.yml", "services:\n  web-dev:\n    environment:\n      FLASK_DEBUG: 1\n"),
        ("compose.yml", "services:\n  tests:\n    command: flask run --debug\n"),
        (
            "compose.yml",
            "x-env: &env\n  FLASK_DEBUG: 1\nservices:\n  dev:\n    environment: *env\n  web:\n    image: x\n",
        ),
        (
            "compose.yml",
            "x-env: &env\n  FLASK_DEBUG: 1\nservices:\n  web:\n    environment:\n      <<: *env\n"
            "      FLASK_DEBUG: 0\n",
        ),
        (
            "compose.yml",
            "services:\n  web: &web\n    image: x\n  dev:\n    <<: *web\n    environment:\n      FLASK_DEBUG: 1\n",
        ),
        ("web.yaml", "env:\n  - name: FLASK_DEBUG\n    value: '0'\n"),
        ("web.yaml", "env:\n  - name: FLASK_DEBUG\n    valueFrom:\n      configMapKeyRef: {name: x, key: y}\n"),
        ("web.yaml", "env:\n  - name: FLASK_DEBUG\n    value: {{ .Values.debug | quote }}\n"),
        ("web.yaml", "env:\n  - name: FLASK_DEBUG\n    value: '{{ .Values.debug }}'\n"),
        ("web.yaml", "env:\n  - name: FLASK_DEBUG\n  - value: '1'\n"),
        ("web.yaml", "kind: ConfigMap\ndata:\n  app.py: |\n    FLASK_DEBUG: 1\n    app.run(debug=True)\n"),
        ("web.yaml", "kind: ConfigMap\nmetadata:\n  namespace: dev\ndata:\n  FLASK_DEBUG: '1'\n"),
        ("web.yaml", "kind: ConfigMap\nmetadata:\n  name: shop-development\ndata:\n  FLASK_DEBUG: '1'\n"),
        ("openapi.yaml", "parameters:\n  - name: debug\n    default: true\n"),
        ("k8s/dev/web.yaml", "env:\n  - name: FLASK_DEBUG\n    value: '1'\n"),
        ("k8s/overlays/local/web.yaml", "data:\n  FLASK_DEBUG: '1'\n"),
        ("docker-compose.dev.yml", "web:\n  environment:\n    FLASK_DEBUG: 1\n"),
        ("docker-compose.override.yml", "web:\n  environment:\n    FLASK_DEBUG: 1\n"),
        ("docker-compose.debug.yml", "web:\n  environment:\n    FLASK_DEBUG: 1\n"),
        ("docker-compose.test.yml", "web:\n  environment:\n    FLASK_DEBUG: 1\n"),
        ("docker-compose.local.yml", "web:\n  environment:\n    FLASK_DEBUG: 1\n"),
        (".github/workflows/ci.yml", "env:\n  FLASK_DEBUG: 1\n"),
        (".circleci/config.yml", "environment:\n  FLASK_DEBUG: 1\n"),
        (".travis.yml", "env:\n  FLASK_DEBUG: 1\n"),
        (".gitlab-ci.yml", "variables:\n  FLASK_DEBUG: 1\n"),
        ("app.json", '{"env": {"FLASK_DEBUG": {"description": "on or off", "required": false}}}\n'),
        ("app.json", '{"environments": {"test": {"env": {"FLASK_DEBUG": "1"}}}}\n'),
        ("zappa_settings.json", '{"dev": {"environment_variables": {"FLASK_DEBUG": "1"}}}\n'),
        ("a.yml", "FLASK_DEBUG\n"),
        ("a.yml", "- FLASK_DEBUG\n"),
        ("a.yml", "# FLASK_DEBUG: 1\n"),
    ],
)
def test_other_yaml_and_json_pass(run: Run, path: str, text: str) -> None:
    assert run("debug-flag", {path: text}) == (0, [])


def test_broken_yaml_is_not_checked(run: Run) -> None:
    code, lines = run("debug-flag", {"compose.yml": "web: [\nFLASK_DEBUG: 1\n"})
    assert code == 3
    assert [line.partition(":")[0] for line in lines] == ["compose.yml"]
    assert "NOT CHECKED: it is not valid YAML" in lines[0]


ENV_FILES = {
    "plain": ("FLASK_DEBUG=1\n", ["1:1"]),
    "export": ("export FLASK_DEBUG=1\n", ["1:8"]),
    "quoted": ("FLASK_DEBUG='1'  # on\n", ["1:1"]),
    "spaces": ("  FLASK_DEBUG = true\n", ["1:3"]),
    "comment behind": ("FLASK_DEBUG=1 # on\n", ["1:1"]),
    "default": ("FLASK_DEBUG=${D:-1}\n", ["1:1"]),
    "last counts": ("FLASK_DEBUG=0\nFLASK_DEBUG=1\n", ["2:1"]),
    "DEBUG": ("DEBUG=True\n", ["1:1"]),
    "CRLF": ("A=1\r\nFLASK_DEBUG=1\r\n", ["2:1"]),
    "BOM": ("\ufeffFLASK_DEBUG=1\n", ["1:1"]),
    "latin-1": (b"# caf\xe9\nFLASK_DEBUG=1\n", ["2:1"]),
    "blank before the zero": ("FLASK_DEBUG=' 0'\n", ["1:1"]),
}


@pytest.mark.parametrize("case", ENV_FILES)
@pytest.mark.parametrize("path", [".env", ".env.production", "prod.env", "deploy/shop.env"])
def test_env_files_are_found(run: Run, path: str, case: str) -> None:
    text, places = ENV_FILES[case]
    assert_found(run("debug-flag", {path: text}), *(f"{path}:{place}: debug-deployment" for place in places))


@pytest.mark.parametrize(
    "text",
    [
        "FLASK_DEBUG=0\n",
        "FLASK_DEBUG=\n",
        "FLASK_DEBUG=''\n",
        'FLASK_DEBUG="0"\n',
        "FLASK_DEBUG=0 # never 1\n",
        "FLASK_DEBUG= # off\n",
        "FLASK_DEBUG='false' # off\n",
        "FLASK_DEBUG=$DEBUG\n",
        "FLASK_DEBUG=${DEBUG:-0}\n",
        "FLASK_DEBUG=1\nFLASK_DEBUG=0\n",
        "# FLASK_DEBUG=1\n",
        "#FLASK_DEBUG=1\n",
        "X_FLASK_DEBUG=1\n",
        "NOTE='FLASK_DEBUG=1'\n",
        "DEBUG=express:*\n",
        "DEBUG=10\n",
        "DEBUG=off\n",
        "FLASK_ENV=development\n",
    ],
)
def test_other_env_files_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {".env": text}) == (0, [])


@pytest.mark.parametrize(
    "path",
    [
        ".flaskenv",
        ".env.example",
        ".env.sample",
        ".env.template",
        ".env.dist",
        "example.env",
        ".env.dev",
        ".env.model",
        ".env.development",
        ".env.local",
        ".env.test",
        "dev.env",
        "config/development/shop.env",
        "tests/.env",
        ".github/x.env",
    ],
)
def test_env_files_for_developers_pass(run: Run, path: str) -> None:
    assert run("debug-flag", {path: "FLASK_DEBUG=1\nDEBUG=true\n"}) == (0, [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ENVIRONMENT=devel", 0),
        ("APP_ENV='development'", 0),
        ("ENVIRONMENT=production", 1),
        ("FLASK_ENV=development", 1),
    ],
)
def test_an_env_file_that_says_whom_it_serves(run: Run, line: str, code: int) -> None:
    assert run("debug-flag", {".env": f"FLASK_DEBUG=1\n{line}\n"})[0] == code


def test_debug_counts_where_the_code_reads_it(run_in_repository: Run) -> None:
    files = {".env": "DEBUG=1\n", "app.py": "app.config['X'] = os.getenv('DEBUG') == '1'\n"}
    assert_found(run_in_repository("debug-flag", files), ".env:1:1: debug-deployment")


def test_debug_of_another_program_passes(run_in_repository: Run) -> None:
    files = {".env": "DEBUG=1\n", "Dockerfile": "FROM node\nENV DEBUG=1\n", "app.py": "# DEBUG\napp.run()\n"}
    assert run_in_repository("debug-flag", files) == (0, [])


@pytest.mark.parametrize(
    ("path", "line", "is_old"),
    [
        ("requirements.txt", "flask==2.2.5", True),
        ("requirements.txt", "Flask==1.1.4", True),
        ("requirements.txt", "Flask[async] ~= 2.0", True),
        ("requirements.txt", "Flask>=1.0,<2.3", True),
        ("requirements/prod.txt", "flask<2.0", True),
        ("pyproject.toml", 'dependencies = ["flask==2.2.5"]', True),
        ("pyproject.toml", 'Flask = "^1.1"', True),
        ("requirements.txt", "flask==2.3.0", False),
        ("requirements.txt", "flask>=3.0,<4", False),
        ("requirements.txt", "Flask>=2.2", False),
        ("requirements.txt", "flask-cors==1.0", False),
        ("requirements.txt", "xflask==1.0", False),
        ("pyproject.toml", 'flask = "^3.1"', False),
        ("README.md", "flask==1.0", False),
    ],
)
def test_flask_env_counts_before_flask_2_3(run_in_repository: Run, path: str, line: str, is_old: bool) -> None:
    files = {"Dockerfile": "FROM python\nENV FLASK_ENV=development\n", path: f"{line}\n"}
    outcome = run_in_repository("debug-flag", files)
    findings = [line for line in outcome[1] if "NOT CHECKED" not in line]
    assert found(findings) == ["Dockerfile:2:5: debug-deployment"] * is_old


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("web: flask run --debug\n", "1:6"),
        ("web: flask --app shop --debug run\n", "1:6"),
        ("web:flask run --debug\n", "1:5"),
        ("release: flask db upgrade\nweb: gunicorn --reload shop:app\n", "2:6"),
        ("web: FLASK_DEBUG=1 gunicorn shop:app\n", "1:6"),
        ("web: env FLASK_DEBUG=1 gunicorn shop:app\n", "1:6"),
        ("web: python manage.py runserver --debug\n", "1:6"),
        ("web: gunicorn -e FLASK_DEBUG=1 shop:app\n", "1:6"),
        ("web: gunicorn --env=FLASK_DEBUG=1 shop:app\n", "1:6"),
    ],
)
def test_procfiles_are_found(run: Run, text: str, place: str) -> None:
    assert_found(run("debug-flag", {"Procfile": text}), f"Procfile:{place}: debug-deployment")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Procfile", "web: gunicorn shop:app\n"),
        ("Procfile", "# web: flask run --debug\n"),
        ("Procfile", "dev: flask run --debug\n"),
        ("Procfile", "web: gunicorn shop:app # --reload\n"),
        ("Procfile", "web: echo 'flask run --debug'\n"),
        ("Procfile", "web: FLASK_DEBUG=0 gunicorn shop:app\n"),
        ("Procfile", "web: gunicorn shop:app FLASK_DEBUG=1\n"),
        ("Procfile", "web: python missing.py\n"),
        ("Procfile", 'web: bash -c "if [ $ENV = dev ]; then flask run --debug; else gunicorn shop:app; fi"\n'),
        ("Procfile.dev", "web: flask run --debug\n"),
        ("Procfile.local", "web: flask run --debug\n"),
    ],
)
def test_other_procfiles_pass(run: Run, path: str, text: str) -> None:
    assert run("debug-flag", {path: text}) == (0, [])


@pytest.mark.parametrize("command", ["python app.py", "python3 -u app.py", "PORT=80 python3.13 app.py"])
def test_a_procfile_that_starts_a_file_with_the_debugger(run: Run, command: str) -> None:
    files = {"srv/Procfile": f"web: {command}\n", "srv/app.py": "app.run(debug=True)\n"}
    outcome = run("debug-flag", files)
    assert_found(outcome, "srv/Procfile:1:6: debug-deployment", "srv/app.py:1:9: debug-run")
    assert "starts the debugger (srv/app.py:1), which switches debugging on" in outcome[1][0]


def test_a_procfile_that_starts_an_honest_file_passes(run: Run) -> None:
    files = {"Procfile": "web: python app.py\n", "app.py": "if args.debug:\n    app.run(debug=True)\n"}
    assert run("debug-flag", files) == (0, [])


def test_a_procfile_that_starts_a_file_named_for_developers(run: Run) -> None:
    files = {"Procfile": "web: python dev.py\n", "dev.py": "app.run(debug=True)\n"}
    assert_found(run("debug-flag", files), "Procfile:1:6: debug-deployment")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("export FLASK_DEBUG=1\n", "1:1"),
        ("FLASK_DEBUG=1\nexport FLASK_DEBUG\n", "1:1"),
        ("FLASK_DEBUG=1 flask run\n", "1:1"),
        ("export A=1 FLASK_DEBUG=1\n", "1:1"),
        ("exec env FLASK_DEBUG=1 flask run\n", "1:1"),
        ("docker run -e A=1 -e FLASK_DEBUG=1 shop\n", "1:1"),
        ("docker run --env FLASK_DEBUG=1 shop\n", "1:1"),
        ("docker run --env=FLASK_DEBUG=1 shop\n", "1:1"),
        ("export FLASK_DEBUG=${FLASK_DEBUG:-1}\n", "1:1"),
        ('export FLASK_DEBUG="${FLASK_DEBUG:-true}"\n', "1:1"),
        ("flask run --debug\n", "1:1"),
        ("exec flask --debug run\n", "1:1"),
        ("python -m flask run --debug\n", "1:1"),
        ("set -e; flask db upgrade && flask run --debug\n", "1:1"),
        ("flask run \\\n  --host 0.0.0.0 \\\n  --debug\n", "1:1"),
        ("bash -c 'flask run --debug'\n", "1:1"),
        ("gunicorn --reload shop:app &\n", "1:1"),
        ("uwsgi --py-autoreload=1\n", "1:1"),
        ("uwsgi --http :80 --py-autoreload 2\n", "1:1"),
        ('cat <<< "text"\nflask run --debug\n', "2:1"),
        ("n=$((1<<2))\nflask run --debug\n", "2:1"),
        ("cat <<EOF\nx\nEOF\nflask run --debug\n", "4:1"),
        ("# see <<EOF\nflask run --debug\n", "2:1"),
        ("if [ -f x ]; then\n  flask run --debug\nfi\n", "2:3"),
        ('if [ "$ENV" = dev ]; then\n  x\nelse\n  flask run --debug\nfi\n', "4:3"),
        ('if [ "$ENV" = dev ]; then x; fi\nflask run --debug\n', "2:1"),
        ('if [ "$ENV" = production ]; then\n  flask run --debug\nfi\n', "2:3"),
        ("case $1 in\n  dev)\n    x\n    ;;\n  web)\n    flask run --debug\n    ;;\nesac\n", "6:5"),
        ("case $1 in\n  dev) x ;;\n  *) flask run --debug ;;\nesac\n", "3:3"),
        ("dev() {\n  x\n}\nflask run --debug\n", "4:1"),
        ("serve() { flask run --debug; }\n", "1:1"),
        ("serve()\n{\n  flask run --debug\n}\n", "3:3"),
        ("#!/bin/sh\r\nflask run --debug\r\n", "2:1"),
    ],
)
def test_shell_scripts_are_found(run: Run, text: str, place: str) -> None:
    assert_found(run("debug-flag", {"start.sh": text}), f"start.sh:{place}: debug-deployment")


@pytest.mark.parametrize(
    "text",
    [
        "export FLASK_DEBUG=0\n",
        "export FLASK_DEBUG=\n",
        "export FLASK_DEBUG\n",
        "export FLASK_DEBUG=$DEBUG\n",
        "export FLASK_DEBUG=$(cat debug)\n",
        "export FLASK_DEBUG=`cat debug`\n",
        "export FLASK_DEBUG=${FLASK_DEBUG:-0}\n",
        "# export FLASK_DEBUG=1\n",
        "x=1 # FLASK_DEBUG=1 flask run --debug\n",
        "echo FLASK_DEBUG=1\n",
        "echo 'run: export FLASK_DEBUG=1'\n",
        'printf "flask run --debug"\n',
        "grep FLASK_DEBUG=1 .env\n",
        "unset FLASK_DEBUG\n",
        "docker run -e FLASK_DEBUG shop\n",
        "docker run -e FLASK_DEBUG=0 shop\n",
        "flask run\n",
        "flask run --no-debug\n",
        "flask --debug shell\n",
        "flask run; tool --debug\n",
        "gunicorn shop:app\n",
        "pytest --debug run flaskr\n",
        "uwsgi --py-autoreload=0\n",
        "cat > .env.example <<EOF\nFLASK_DEBUG=1\nflask run --debug\nEOF\n",
        "cat <<-'EOF'\n\tflask run --debug\n\tEOF\n",
        "case $1 in\n  dev)\n    flask run --debug\n    ;;\nesac\n",
        "case $1 in\n  dev) flask run --debug ;;\n  *) gunicorn shop:app ;;\nesac\n",
        'case "$1" in\n  "dev"|"local")\n    export FLASK_DEBUG=1\n    exec flask run --debug\n    ;;\nesac\n',
        "dev() { flask run --debug; }\n",
        "if true; then echo flask run --debug; fi\n",
        "echo -e FLASK_DEBUG=1 > .env\n",
        "grep -e FLASK_DEBUG=1 .env\n",
        "sed -i -e FLASK_DEBUG=1 .env\n",
        "dev_server() {\n  export FLASK_DEBUG=1\n  exec flask run --debug\n}\n",
        "function dev {\n  case $1 in\n    a) x ;;\n  esac\n  flask run --debug\n}\n",
        'if [ "$FLASK_ENV" = "development" ]; then\n  flask run --debug\nelse\n  gunicorn shop:app\nfi\n',
        'if [ "$ENV" = production ]; then\n  gunicorn shop:app\nelse\n  flask run --debug\nfi\n',
        'if [ "$ENV" = production ]; then\n  x\nelif [ "$ENV" = dev ]; then\n  flask run --debug\nfi\n',
        'if [ "$ENV" != "production" ]; then\n  flask run --debug\nfi\n',
        'if [ -n "$DEBUG" ]; then flask run --debug; else flask run; fi\n',
        'if [ -z "$PRODUCTION" ]; then\n  gunicorn --reload shop:app\nfi\n',
        '[ "$ENV" = dev ] && flask run --debug\n',
        '[[ "$ENV" == production ]] || flask run --debug\n',
        'test -n "$DEBUG" && export FLASK_DEBUG=1\n',
    ],
)
def test_other_shell_scripts_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"start.sh": text}) == (0, [])


@pytest.mark.parametrize("path", [
    "start.sh", "bin/boot", "docker-entrypoint", "scripts/serve", "deploy/run.bash",
    "device.sh", "devops.sh", "prod-tsdev.sh", "run_contests.sh"])  # fmt: skip
def test_names_of_shell_scripts(run: Run, path: str) -> None:
    assert_found(run("debug-flag", {path: "#!/bin/sh\nflask run --debug\n"}), f"{path}:2:1: debug-deployment")


@pytest.mark.parametrize("path", [
    "run_dev.sh", "run_locally_with_docker.sh", "dev/run.sh", "run_tests.sh", "tsdev.sh", "rundev.sh",
    "run-devserver.sh", "runfrontendtests.sh",
])  # fmt: skip
def test_shell_scripts_for_developers_pass(run: Run, path: str) -> None:
    assert run("debug-flag", {path: "flask run --debug\n"}) == (0, [])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Environment=FLASK_DEBUG=1\n", "2:1"),
        ('Environment="FLASK_DEBUG=1"\n', "2:1"),
        ("Environment=A=1 FLASK_DEBUG=1\n", "2:1"),
        ('Environment="A=x y" "FLASK_DEBUG=1"\n', "2:1"),
        ("Environment=FLASK_DEBUG=0\nEnvironment=FLASK_DEBUG=1\n", "3:1"),
        ("ExecStart=/srv/venv/bin/flask run --debug\n", "2:1"),
        ("ExecStart=-/srv/venv/bin/gunicorn \\\n    --reload shop:app\n", "2:1"),
        ("ExecStart=/bin/sh -c 'exec flask run --debug'\n", "2:1"),
        ("ExecStart=/usr/bin/env FLASK_DEBUG=1 /srv/venv/bin/gunicorn shop:app\n", "2:1"),
    ],
)
def test_units_are_found(run: Run, text: str, place: str) -> None:
    outcome = run("debug-flag", {"shop.service": f"[Service]\n{text}"})
    assert_found(outcome, f"shop.service:{place}: debug-deployment")


@pytest.mark.parametrize(
    "text",
    [
        "Environment=FLASK_DEBUG=0\n",
        "#Environment=FLASK_DEBUG=1\n",
        "; Environment=FLASK_DEBUG=1\n",
        "Environment=FLASK_DEBUG=1\nEnvironment=FLASK_DEBUG=0\n",
        "Environment=FLASK_DEBUG=1\nEnvironment=\n",
        "Description=FLASK_DEBUG=1\n",
        "PassEnvironment=FLASK_DEBUG\n",
        "ExecStart=/srv/venv/bin/gunicorn shop:app\n",
        "ExecStart=/bin/echo flask run --debug\n",
        "ExecStart=/srv/bin/tool run --debug\n",
    ],
)
def test_other_units_pass(run: Run, text: str) -> None:
    assert run("debug-flag", {"shop.service": f"[Service]\n{text}"}) == (0, [])


SERVERS = {
    "uwsgi env": ("uwsgi.ini", "[uwsgi]\nenv = FLASK_DEBUG=1\n", "2:1"),
    "uwsgi second env": ("uwsgi.ini", "[uwsgi]\nenv = A=1\nenv = FLASK_DEBUG=1\n", "3:1"),
    "uwsgi py-autoreload": ("conf/uwsgi.ini", "[uwsgi]\npy-autoreload = 1\n", "2:1"),
    "uwsgi py-auto-reload": ("shop-uwsgi.ini", "[uwsgi]\npy-auto-reload=3\n", "2:1"),
    "uwsgi python-autoreload": ("uwsgi.ini", "[uwsgi]\npython-autoreload=3\n", "2:1"),
    "supervisor": ("supervisord.conf", '[program:web]\nenvironment=A="1",FLASK_DEBUG="1"\n', "2:1"),
    "supervisor, continued": (
        "supervisord.conf",
        '[program:web]\nenvironment=\n    A="1",\n    FLASK_DEBUG="1"\ncommand=gunicorn shop:app\n',
        "4:5",
    ),
    "supervisor command": ("supervisor/web.conf", "[program:web]\ncommand=flask run --debug\n", "2:1"),
    "circus": ("circus.ini", "[watcher:web]\ncmd = gunicorn --reload shop:app\n", "2:1"),
    "circus env": ("circus.ini", "[env:web]\nFLASK_DEBUG = 1\n", "2:1"),
    "gunicorn reload": ("gunicorn.conf.py", "workers = 2\nreload = True\n", "2:1"),
    "gunicorn, on unless told": ("gunicorn.conf.py", "if os.getenv('HOT', '1') == '1':\n    reload = True\n", "2:5"),
    "gunicorn, other name": ("conf/gunicorn_config.py", "reload = True\n", "1:1"),
    "gunicorn raw_env": ("gunicorn.conf.py", "raw_env = ['A=1', 'FLASK_DEBUG=1']\n", "1:19"),
    "fly.toml": ("fly.toml", '[env]\n  FLASK_DEBUG = "1"\n', "2:3"),
}


@pytest.mark.parametrize("case", SERVERS)
def test_server_configurations_are_found(run: Run, case: str) -> None:
    path, text, place = SERVERS[case]
    assert_found(run("debug-flag", {path: text}), f"{path}:{place}: debug-deployment")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("uwsgi.ini", "[uwsgi]\nenv = FLASK_DEBUG=0\n"),
        ("uwsgi.ini", "[uwsgi]\n; env = FLASK_DEBUG=1\n# py-autoreload = 1\n"),
        ("uwsgi.ini", "[uwsgi]\npy-autoreload = 0\n"),
        ("uwsgi.ini", "[uwsgi]\ntouch-reload = /srv/DEBUG\n"),
        ("uwsgi-dev.ini", "[uwsgi]\npy-autoreload = 1\n"),
        ("supervisord.conf", '[program:web]\nenvironment=FLASK_DEBUG="0"\n;environment=FLASK_DEBUG="1"\n'),
        ("supervisord.conf", "[program:web]\ncommand=gunicorn shop:app\n"),
        ("gunicorn.conf.py", "reload = False\n"),
        ("gunicorn.conf.py", "# reload = True\n"),
        ("gunicorn.conf.py", "if debug:\n    reload = True\n"),
        ("gunicorn.conf.py", "if os.getenv('HOT', 'false') == 'true':\n    reload = True\n"),
        ("gunicorn.conf.py", "reload = os.getenv('RELOAD') == '1'\n"),
        ("gunicorn.conf.py", "raw_env = ['FLASK_DEBUG=0']\n"),
        ("gunicorn_dev.conf.py", "reload = True\n"),
        ("loader.py", "reload = True\n"),
    ],
)
def test_other_server_configurations_pass(run: Run, path: str, text: str) -> None:
    assert run("debug-flag", {path: text}) == (0, [])


def test_a_debugger_named_in_the_environment_is_found(run: Run) -> None:
    files = {
        "Dockerfile": "FROM python\nENV PYTHONBREAKPOINT=pdb.set_trace\n",
        "compose.yml": "web:\n  environment:\n    PYTHONBREAKPOINT: ipdb.set_trace\n",
    }
    assert_found(run("debug-flag", files), "Dockerfile:2:5: debugger-left", "compose.yml:3:5: debugger-left")


def test_flask_cfg_files_are_python_and_others_are_not(run: Run) -> None:
    files = {"instance/application.cfg": "DEBUG = True\n", "settings.cfg": "[tool]\nDEBUG = True\n"}
    code, lines = run("debug-flag", files)
    assert (code, found(lines)) == (1, ["instance/application.cfg:1:1: debug-setting"])


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("devserver.py", 0),
        ("run_devserver.py", 0),
        ("netdev.py", 1),
        ("_devbase.py", 0),
        ("devconfig.py", 0),
        ("device.py", 1),
        ("dev_prod.py", 1),
        ("example_production.py", 0),
        ("devenv/run.py", 0),
        ("devservices/shop/run.py", 0),
        ("devices/run.py", 1),
        ("devenv/prod/run.py", 1),
    ],
)
def test_developer_scripts_in_one_word(run: Run, path: str, found: int) -> None:
    assert run("debug-flag", {path: "app.run(debug=True)\n"})[0] == found


FROM_FILE = "app.config.from_file('settings.yaml', load=yaml.safe_load)\n"
UPDATE = 'app.config.update(yaml.safe_load(open(here / "settings.yaml")))\n'


@pytest.mark.parametrize(
    ("text", "files", "lines"),
    [
        ("DEBUG: true\n", {"app.py": FROM_FILE}, ["1:1: debug-setting"]),
        ("A: 1\nDEBUG: Yes  # now\nTESTING: on\n", {"app.py": FROM_FILE}, ["2:1: debug-setting", "3:1: debug-family"]),
        ("DEBUG: true\r\n", {"app.py": UPDATE}, ["1:1: debug-setting"]),
        ("DEBUG: true\n", {"app.py": FROM_FILE.replace("'settings", "'default_settings")}, []),
        ("DEBUG: false\n", {"app.py": FROM_FILE}, []),
        ("dev:\n  DEBUG: true\n", {"app.py": FROM_FILE}, []),
        ("DEBUG: true\n", {"app.py": "load('settings.yaml')\n"}, []),
        ("DEBUG: true\n", {"app.py": "app.config.from_file('other_settings.yaml.j2', load=yaml.safe_load)\n"}, []),
        ("DEBUG: true\n", {"tests/conftest.py": FROM_FILE}, []),
    ],
)  # fmt: skip
def test_yaml_that_a_configuration_is_filled_from(
    run_in_repository: Run, text: str, files: dict[str, str], lines: list[str]
):
    _, found = run_in_repository("debug-flag", {"settings.yaml": text, **files})
    assert [line.removeprefix("settings.yaml:").rpartition(" ")[0].split(" ")[:2] for line in found] == [
        line.split(" ") for line in lines
    ]


START = "def start(app, debug=False):\n    app.run(debug=debug)\n"
CALL = "from shop import app\nfrom start import start\n"
RUNS = FLASK + "from flags import is_on\napp.run(debug=is_on())\n"
THROUGH_FUNCTIONS: dict[str, tuple[Files, list[str]]] = {
    "default of a parameter": (
        {"a.py": "def start(app, debug=True):\n    app.run(debug=debug)\nstart(x)\n"},
        ["a.py:2:13: debug-run"],
    ),
    "keyword's default": (
        {"a.py": "def start(app, *, debug=True):\n    app.run(debug=debug)\nstart(x)\n"},
        ["a.py:2:13: debug-run"],
    ),
    "handed on in a file": ({"a.py": f"{FLASK}{START}start(app, debug=True)\n"}, ["a.py:5:12: debug-run"]),
    "handed on to another": ({"start.py": START, "a.py": f"{CALL}start(app, debug=True)\n"}, ["a.py:3:12: debug-run"]),
    "by way of the module": (
        {"lib/start.py": START, "a.py": "from lib import start\nstart.start(x, debug=1)\n"},
        ["a.py:2:16: debug-run"],
    ),
    "to a factory": (
        {
            "shop/__init__.py": "def create_app(debug=False):\n    app = Flask(__name__)\n    app.debug = debug\n",
            "wsgi.py": "from shop import create_app\napp = create_app(debug=True)\n",
        },
        ["wsgi.py:2:18: debug-run"],
    ),
    "to a factory's config": (
        {
            "shop.py": "def make(debug):\n    app = Flask(__name__)\n    app.config['DEBUG'] = debug\n",
            "wsgi.py": "from shop import make\napp = make(debug=True)\n",
        },
        ["wsgi.py:2:12: debug-run"],
    ),
    "what a function returns": (
        {"flags.py": "def is_on():\n    return True\n", "a.py": RUNS},
        ["a.py:4:9: debug-run"],
    ),
    "what a function reads": (
        {"flags.py": "def is_on():\n    return os.getenv('DEBUG', '1')\n", "a.py": RUNS},
        ["a.py:4:9: debug-env"],
    ),
    "an imported value": (
        {"flags.py": "VERBOSE = True\n", "a.py": f"{FLASK}from flags import VERBOSE\napp.run(debug=VERBOSE)\n"},
        ["a.py:4:9: debug-run"],
    ),
    # near misses
    "off by default": ({"a.py": f"{START}start(app)\n"}, []),
    "on by default, and every call says": (
        {"a.py": "def start(app, debug=True):\n    app.run(debug=debug)\nstart(x, False)\nstart(*x)\n"},
        [],
    ),
    "handed on off": ({"start.py": START, "a.py": f"{CALL}start(app, debug=False)\n"}, []),
    "handed on by a test": ({"start.py": START, "tests/test_a.py": f"{CALL}start(app, debug=True)\n"}, []),
    "handed on under a condition": (
        {"start.py": START, "a.py": f"{CALL}if app.debug:\n    start(app, debug=True)\n"},
        [],
    ),
    "set before it is used": (
        {"a.py": f"{FLASK}def start(debug):\n    debug = False\n    app.run(debug=debug)\nstart(debug=True)\n"},
        [],
    ),
    "used for something else": ({"a.py": f"{FLASK}def log(debug):\n    print(debug)\nlog(debug=True)\n"}, []),
    "used for developers": (
        {"a.py": f"{FLASK}def run_dev(debug):\n    app.run(debug=debug)\nrun_dev(debug=True)\n"},
        [],
    ),
    "of a package": ({"a.py": "from rich import start\nstart(debug=True)\n"}, []),
    "returns what is off": ({"flags.py": "def is_on():\n    return False\n", "a.py": RUNS}, []),
    "returns two things": (
        {"flags.py": "def is_on():\n    if x:\n        return True\n    return False\n", "a.py": RUNS},
        [],
    ),
    "reads and compares": ({"flags.py": "def is_on():\n    return os.getenv('DEBUG') == '1'\n", "a.py": RUNS}, []),
}


@pytest.mark.parametrize(("files", "places"), THROUGH_FUNCTIONS.values(), ids=THROUGH_FUNCTIONS)
def test_switches_through_functions(run: Run, files: Files, places: list[str]) -> None:
    assert_found(run("debug-flag", files), *places)


def test_where_a_switch_comes_from_is_told(run: Run) -> None:
    files: Files = {"start.py": START, "a.py": f"{CALL}start(app, debug=True)\n"}
    assert run("debug-flag", files)[1] == [
        "a.py:3:12: debug-run debug=True, which is handed on to an application (start.py:2), starts the debugger; "
        "leave it out and start with `flask run --debug`"
    ]
