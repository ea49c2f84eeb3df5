"""``cors-policy``: which websites may read the answers."""

from __future__ import annotations

import pytest

from flask_upkeep._cors_policy.patterns import accepts_all, foreign_origin

from .conftest import Run, write_files

CORS = "from flask import Flask, request\nfrom flask_cors import CORS, cross_origin\napp = Flask(__name__)\n"
ANY = "lets every website read the answers; name the origins that may"
COOKIES = "lets every website act as the logged-in user; name the origins that may"


def found(run: Run, text: str, path: str = "app.py", *options: str) -> list[str]:
    """The findings of one file, without its path; of imports and app only the lines below."""
    code, lines = run("cors-policy", {path: CORS + text + "\n"}, *options)
    assert code == (1 if lines else 0), lines
    return [line.removeprefix(f"{path}:") for line in lines]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("CORS(app)", f"4:1: cors-any-origin CORS() without origins {ANY}"),
        ("cors = CORS()\ncors.init_app(app)", f"5:1: cors-any-origin cors.init_app() without origins {ANY}"),
        ("CORS(app, resources=r'/api/*')", f"4:1: cors-any-origin CORS() without origins {ANY}"),
        ("CORS(app, resources={'/api/*': {}})", f"4:1: cors-any-origin CORS() without origins {ANY}"),
        ("CORS(app, origin='http://a.example')", f"4:1: cors-any-origin CORS(origin=...) instead of origins= {ANY}"),
        ("CORS(app, origins='*')", f'4:19: cors-any-origin origins = "*" {ANY}'),
        ("CORS(app, origins=['https://a.example', '*'])", f'4:41: cors-any-origin origins = "*" {ANY}'),
        ("CORS(origins='.*')", f'4:14: cors-any-origin origins = ".*" {ANY}'),
        ("WHO = '*'\nCORS(app, origins=WHO)", f'4:7: cors-any-origin origins = "*" {ANY}'),
        ("options = {'origins': '*'}\nCORS(app, **options)", f'4:23: cors-any-origin origins = "*" {ANY}'),
        ("CORS(app, resources={'/*': {'origins': '*'}})", f'4:40: cors-any-origin origins = "*" {ANY}'),
        (
            "import os\nCORS(app, origins=os.environ.get('ORIGINS', '*').split(','))",
            f'5:45: cors-any-origin origins = "*" when ORIGINS is unset {ANY}',
        ),
        (
            "import os\nCORS(app, origins=os.getenv('ORIGINS') or '*')",
            f'5:43: cors-any-origin origins = "*" when ORIGINS is unset {ANY}',
        ),
        (
            "CORS(app, supports_credentials=True)",
            f"4:1: cors-any-origin-credentials CORS() without origins with supports_credentials=True {COOKIES}",
        ),
        (
            "def paths():\n    return {'/*': {'origins': '*'}}\nCORS(app, resources=paths())",
            f'5:31: cors-any-origin origins = "*" {ANY}',
        ),
        ("CORS(app, resources={p: {'origins': '*'} for p in paths})", f'4:37: cors-any-origin origins = "*" {ANY}'),
        ("shop = {}\nCORS(app, resources={'/api/*': shop})", f"5:1: cors-any-origin CORS() without origins {ANY}"),
        ("CORS(app, resources=['/api/*'])", f"4:1: cors-any-origin CORS() without origins {ANY}"),
        (
            "CORS(app, supports_credentials=True, resources={'/api/*': {'origins': '*'}})",
            f'4:71: cors-any-origin-credentials origins = "*" with supports_credentials=True {COOKIES}',
        ),
        (
            "@app.route('/')\n@cross_origin()\ndef view(): ...",
            f"5:2: cors-any-origin cross_origin() without origins {ANY}",
        ),
        (
            "@app.route('/')\n@cross_origin(origins='*', supports_credentials=True)\ndef view(): ...",
            f'5:23: cors-any-origin-credentials origins = "*" with supports_credentials=True {COOKIES}',
        ),
        (
            "app.config['CORS_SUPPORTS_CREDENTIALS'] = True\napp.config['CORS_ORIGINS'] = ['*']\nCORS(app)",
            f'5:31: cors-any-origin-credentials CORS_ORIGINS = "*" with CORS_SUPPORTS_CREDENTIALS {COOKIES}',
        ),
        (
            "app.config['CORS_RESOURCES'] = {'/api/*': {'origins': '*'}}\nCORS(app)",
            f'4:55: cors-any-origin CORS_RESOURCES origins = "*" {ANY}',
        ),
        (
            "from flask_socketio import SocketIO\nSocketIO(app, cors_allowed_origins='*')",
            f'5:36: cors-any-origin-credentials cors_allowed_origins = "*" with cookies, its default, {COOKIES}',
        ),
        (
            "from flask_socketio import SocketIO\nSocketIO(app, cors_allowed_origins='*', cors_credentials=False)",
            f'5:36: cors-any-origin cors_allowed_origins = "*" {ANY}',
        ),
        (
            "import os\nCORS_ALLOWED_ORIGINS = os.getenv('ORIGINS', '*')\nCORS(app, origins=CORS_ALLOWED_ORIGINS)",
            f'5:45: cors-any-origin origins = "*" when ORIGINS is unset {ANY}',
        ),
        ("ALLOWED_ORIGINS = ['*']", f'4:20: cors-any-origin ALLOWED_ORIGINS = "*" {ANY}'),
        ("from flask_cors import *\nCORS(app)", f"5:1: cors-any-origin CORS() without origins {ANY}"),
        ("@crossdomain(origin='*')\ndef view(): ...", f'4:21: cors-any-origin crossdomain origin = "*" {ANY}'),
        (
            "CORS(app, origins=['null'])",
            '4:20: cors-null-origin the origin "null" is every sandboxed frame and local file; leave it out',
        ),
        (
            "CORS(app, origins='null', supports_credentials=True)",
            '4:19: cors-null-origin the origin "null" is every sandboxed frame and local file, which may then use '
            "a user's cookies; leave it out",
        ),
    ],
)
def test_calls_and_settings_that_admit_everybody(run: Run, text: str, line: str):
    assert found(run, text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "CORS(app, origins=['https://a.example', 'http://localhost:3000'])",
        "CORS(app, origins='https://a.example', supports_credentials=True)",
        "CORS(app, resources={'/api/*': {'origins': ['https://a.example']}})",
        "CORS(app, origins=['https://a.example'], resources={'/api/*': {}})",
        "import os\nCORS(app, origins=os.environ['ORIGINS'].split(','))",
        "import os\nCORS(app, origins=os.environ.get('ORIGINS', '').split(','))",
        "CORS(app, origins=[])",
        "CORS(app, **settings)",
        "CORS(app, resources=make_resources())",
        "CORS(app, resources=settings.RESOURCES)",
        "CORS(app, resources=app.config['PATHS'])",
        "CORS(app, resources={'/api/*': options_of('api')})",
        "def paths():\n    return {'/*': {'origins': ['https://a.example']}}\nCORS(app, resources=paths())",
        "cors = CORS(resources=make_resources())\ncors.init_app(app)",
        "CORS(app, origins=settings.ORIGINS)",
        "cors = CORS()",
        "cors = CORS()\ncors.init_app(app, origins=['https://a.example'])",
        "cors = CORS(origins=['https://a.example'])\ncors.init_app(app)",
        "app.config['CORS_ORIGINS'] = ['https://a.example']\nCORS(app)",
        "app.config['CORS_ORIGINS'] = ['https://a.example']\n@app.route('/')\n@cross_origin()\ndef view(): ...",
        "if app.debug:\n    CORS(app)",
        "CORS(app, origins='*' if app.debug else ['https://a.example'])",
        "app.config['CORS_ORIGINS'] = get_config('CORS_ORIGINS', default=[], type=list)",
        "from udata import cors\ncors.init_app(app)",
        "# CORS(app)\ntext = 'CORS(app)'",
        "@app.route('/.well-known/jwks.json')\n@cross_origin()\ndef keys(): ...",
        "app.config['CORS_ALLOW_HEADERS'] = '*'\nCORS(app, origins=['https://a.example'], methods='*')",
    ],
)
def test_calls_and_settings_that_pass(run: Run, text: str):
    assert found(run, text) == []


def test_other_libraries_pass(run: Run):
    fastapi = (
        "from fastapi.middleware.cors import CORSMiddleware\napp.add_middleware(CORSMiddleware, allow_origins=['*'])"
    )
    assert run("cors-policy", {"main.py": fastapi, "a.py": "from cors import CORS\nCORS(app)\n"}) == (0, [])


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "CORS(app)\napp.config['CORS_ORIGINS'] = ['https://a.example']",
            ["5:1: cors-order CORS_ORIGINS set after CORS() (line 4) has no effect; set it before"],
        ),
        (
            "class Config:\n    CORS_ORIGINS = ['https://a.example']\nCORS(app)\napp.config.from_object(Config)",
            ["7:1: cors-order CORS_ORIGINS (app.py:5) set after CORS() (line 6) has no effect; set it before"],
        ),
        (
            "@cross_origin(origins=['https://a.example'])\n@app.route('/')\ndef view(): ...",
            [
                "4:2: cors-order @cross_origin above the route decorator has no effect; "
                "move it below, next to the function"
            ],
        ),
        ("app.config['CORS_ORIGINS'] = ['https://a.example']\nCORS(app)", []),
        ("def f():\n    CORS(app)\ndef g():\n    app.config['CORS_ORIGINS'] = ['https://a.example']", []),
    ],
)
def test_order(run: Run, text: str, lines: list[str]):
    assert found(run, text) == lines


@pytest.mark.parametrize(
    ("pattern", "foreign"),
    [
        (r"https?://\w*\.?local\.alerta\.io:?\d*/?.*", "http://local.alerta.io.evil.example"),
        (r"https://.*\.a\.com", "https://x.a.com.evil.example"),
        (r"https://.*example\.com$", "https://xexample.com"),
        ("https://*.a.example", "https://xaxexample.evil.example"),
        ("http://localhost:*", "http://localhost.evil.example"),
        ("^https://app.example.com$", "https://appxexample.com"),
        (r"^https://[a-z]+\.(com|org)$", "https://a.com"),
        (r"^https://.*\.co\.uk$", "https://x.co.uk"),
    ],
)
def test_patterns_that_accept_strangers(pattern: str, foreign: str):
    assert not accepts_all(pattern)
    assert foreign_origin(pattern) == foreign


@pytest.mark.parametrize(
    "pattern",
    [
        r"^https://[a-z0-9-]+\.example\.com$",
        r"https://.*\.example\.com$",
        r"^https?://(.+\.)?example\.com(:\d+)?$",
        r"^https://(app|www)\.example\.(com|org)$",
        r"https://example[.]co[.]uk\Z",
        r"http://localhost:\d+",
        r"^http://192\.168\.\d+\.\d+(:\d+)?$",
        r".*\.example\.com$",
        "https://(?!x)foo",
        "(",
    ],
)
def test_patterns_that_pass(pattern: str):
    assert not accepts_all(pattern)
    assert foreign_origin(pattern) is None


def test_pattern_finding_says_what_to_write(run: Run):
    text = "CORS(app, origins=[r'https://.*\\.a\\.com', r'^https://app.a.com$', 'https://*.a.com'])"
    assert found(run, text) == [
        r"4:20: cors-origin-pattern the pattern https://.*\.a\.com also accepts https://x.a.com.evil.example; "
        "end it with $",
        r"4:43: cors-origin-pattern the pattern ^https://app.a.com$ also accepts https://appxa.com; "
        r"escape its dots and put \. before the domain",
        "4:67: cors-origin-pattern the pattern https://*.a.com also accepts https://xaxcom.evil.example; "
        r"it is a regular expression, so write r'https://[a-z0-9-]+\.example\.com$'",
    ]


HEADER = "Access-Control-Allow-Origin"
STAR = f'cors-any-origin {HEADER} "*" {ANY}'
REFLECTED = f"cors-reflected-origin {HEADER} sends back any Origin; compare it with a list of origins first"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            "r.headers['Access-Control-Allow-Origin'] = '*'",
            f"5:5: {STAR}",
        ),
        (
            "r.headers.add('access-control-allow-origin', '*')",
            f"5:5: {STAR}",
        ),
        ("r.access_control_allow_origin = '*'", f"5:5: {STAR}"),
        (
            "return '', 200, {'Access-Control-Allow-Origin': '*'}",
            f"5:22: {STAR}",
        ),
        (
            "return '', 200, [('Access-Control-Allow-Origin', '*')]",
            f"5:22: {STAR}",
        ),
        ("r.headers['Access-Control-Allow-Origin'] = request.headers.get('Origin')", f"5:5: {REFLECTED}"),
        ("r.headers['Access-Control-Allow-Origin'] = request.headers.get('Origin', '*')", f"5:5: {REFLECTED}"),
        ("r.headers['Access-Control-Allow-Origin'] = request.environ['HTTP_ORIGIN'] or '*'", f"5:5: {REFLECTED}"),
        (
            "o = request.headers.get('Origin')\n    if o:\n        r.headers.set('Access-Control-Allow-Origin', o)",
            f"7:9: {REFLECTED}",
        ),
        (
            "if 'Origin' in request.headers:\n        o = request.origin\n"
            "        r.headers['Access-Control-Allow-Origin'] = o\n"
            "        r.headers['Access-Control-Allow-Credentials'] = 'true'",
            "7:9: cors-any-origin-credentials Access-Control-Allow-Origin, any Origin sent back, with "
            f"Access-Control-Allow-Credentials (line 8) {COOKIES}",
        ),
        (
            "r.headers['Access-Control-Allow-Origin'] = 'null'",
            '5:5: cors-null-origin the origin "null" is every sandboxed frame and local file; leave it out',
        ),
    ],
)
def test_headers_by_hand(run: Run, body: str, line: str):
    assert found(run, f"def after(r):\n    {body}") == [line]


@pytest.mark.parametrize(
    "body",
    [
        "r.headers[H] = 'https://a.example'",
        "r.headers['Access-Control-Allow-Methods'] = '*'",
        "assert r.headers[H] == '*'",
        "if request.headers.get('Origin') in ALLOWED:\n        r.headers[H] = request.origin",
        "o = request.origin\n    if is_allowed(o):\n        r.headers[H] = o",
        "o = request.origin\n    if o not in ALLOWED:\n        return r\n    r.headers[H] = o",
        "ok = request.origin in ALLOWED\n    if ok:\n        r.headers[H] = request.origin",
        "if re.match(r'https://a\\.example$', request.origin):\n        r.headers[H] = request.origin",
        "r.headers[H] = request.origin if request.origin in ALLOWED else ALLOWED[0]",
        "requests.get(url, headers={'Access-Control-Allow-Origin': '*'})",
        "headers = {'Access-Control-Allow-Origin': '*'}\n    requests.post(url, headers=headers)",
        "if app.debug:\n        r.headers[H] = '*'",
    ],
)
def test_headers_that_pass(run: Run, body: str):
    body = body.replace("[H]", f"['{HEADER}']")
    assert found(run, f"def after(r):\n    {body}") == []


def test_origin_in_a_set_without_a_name(run: Run):
    """As redash compares: the set of both against the allowed ones."""
    text = """\
def add(headers):
    if "Origin" in request.headers:
        origin = request.headers["Origin"]
        if set(["*", origin]) & ALLOWED:
            headers["Access-Control-Allow-Origin"] = origin
"""
    assert found(run, text) == []


def test_other_framework_passes(run: Run):
    text = "from django.http import HttpResponse\nr['x'] = 1\nr.headers['Access-Control-Allow-Origin'] = '*'\n"
    assert run("cors-policy", {"views.py": text}) == (0, [])


@pytest.mark.parametrize("path", ["tests/test_app.py", "app_dev.py", "examples/../example.py", "conftest.py"])
def test_tests_and_development_pass(run: Run, path: str):
    assert found(run, "CORS(app)", path) == []


def test_any_origin_policy_speaks_for_apis_without_cookies(run: Run):
    text = "CORS(app)\n@app.route('/')\n@cross_origin(supports_credentials=True)\ndef view(): ..."
    assert found(run, text, "app.py", "--any-origin", "a public read-only API") == [
        f"6:2: cors-any-origin-credentials cross_origin() without origins with supports_credentials=True {COOKIES}"
    ]


def test_any_origin_policy_in_settings(run: Run, tmp_path):
    write_files(tmp_path, {"pyproject.toml": '[tool.flask-upkeep.cors-policy]\nany-origin = "an open data API"\n'})
    assert found(run, "CORS(app)") == []


def test_any_origin_policy_needs_a_reason(run: Run):
    code, lines = run("cors-policy", {"app.py": CORS}, "--any-origin", " ")
    assert (code, lines) == (2, ["flask-upkeep cors-policy: argument --any-origin: a reason is missing"])


APP = {"app.py": f"{CORS}@app.route('/')\n@cross_origin()\ndef view(): ...\n"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("conf/settings.py", "CORS_ORIGINS = ['https://a.example']\n"),
        ("conf/config.py", "class Config:\n    CORS_ORIGINS = ['https://a.example']\n"),
        (".env.example", "FLASK_CORS_ORIGINS=https://a.example\n"),
    ],
)
def test_origins_in_another_file_count(run_in_repository: Run, path: str, text: str):
    assert run_in_repository("cors-policy", {**APP, path: text}) == (0, [])


def test_origins_in_a_test_do_not_count(run_in_repository: Run):
    files = {**APP, "tests/conftest.py": "app.config['CORS_ORIGINS'] = []\n"}
    assert run_in_repository("cors-policy", files) == (
        1,
        [f"app.py:5:2: cors-any-origin cross_origin() without origins {ANY}"],
    )


def test_the_constructor_in_another_file(run_in_repository: Run):
    files = {
        "shop/ext.py": "from flask_cors import CORS\ncors = CORS(origins=['https://a.example'])\nopen_cors = CORS()\n",
        "shop/app.py": "from .ext import cors, open_cors\ncors.init_app(app)\nopen_cors.init_app(app)\n",
    }
    assert run_in_repository("cors-policy", files) == (
        1,
        [f"shop/app.py:3:1: cors-any-origin open_cors.init_app() without origins {ANY}"],
    )


def test_credentials_in_another_file_are_named(run_in_repository: Run):
    files = {
        "settings.py": "import os\nCORS_ORIGINS = os.getenv('ORIGINS', '*').split(',')\n",
        "app.py": f"{CORS}CORS(app, origins=settings.CORS_ORIGINS,\n     supports_credentials=True)\n",
    }
    assert run_in_repository("cors-policy", files) == (
        1,
        [
            'settings.py:2:37: cors-any-origin-credentials CORS_ORIGINS = "*" when ORIGINS is unset with '
            f"supports_credentials (app.py:5) {COOKIES}"
        ],
    )


def test_a_dead_default_passes(run_in_repository: Run):
    files = {
        "settings.py": "class Config:\n    CORS_WHITELIST = ['https://a.example']\n",
        "app.py": f"{CORS}CORS(app, origins=app.config.get('CORS_WHITELIST', '*'))\n",
        "other.py": f"{CORS}CORS(app, origins=app.config.get('CORS_OTHER', '*'))\n",
    }
    assert run_in_repository("cors-policy", files) == (
        1,
        [f'other.py:4:48: cors-any-origin origins = "*" when CORS_OTHER is unset {ANY}'],
    )


def test_classes(run: Run):
    text = """\
class Config:
    CORS_ORIGINS = "*"
class DevelopmentConfig(Config):
    CORS_ORIGINS = "*"
class ProductionConfig(Config):
    CORS_ORIGINS = ["https://a.example"]
"""
    assert run("cors-policy", {"config.py": text}) == (0, [])
    inherits = text + "class LiveConfig(DevelopmentConfig): ...\n"
    assert run("cors-policy", {"config.py": inherits})[1] == [
        f'config.py:2:20: cors-any-origin Config.CORS_ORIGINS = "*" {ANY}',
        f'config.py:7:1: cors-any-origin LiveConfig.CORS_ORIGINS (from DevelopmentConfig, config.py:4) = "*" {ANY}',
    ]


def test_deployment(run_in_repository: Run):
    files = {
        "settings.py": "import os\nALLOWED = os.environ['CORS_ORIGINS']\n",
        "Dockerfile": "FROM python:3.13\nENV CORS_ORIGINS=* ALLOWED_ORIGINS=*\n",
        "compose.yml": "services:\n  web:\n    environment:\n      CORS_ORIGINS: https://a.example\n",
        "compose.dev.yml": "services:\n  web:\n    environment:\n      CORS_ORIGINS: '*'\n",
    }
    assert run_in_repository("cors-policy", files) == (1, [f"Dockerfile:2:5: cors-any-origin CORS_ORIGINS=* {ANY}"])


def test_what_cannot_be_parsed_is_not_checked(run: Run):
    code, lines = run("cors-policy", {"app.py": "from flask_cors import CORS\nCORS(app\n"})
    assert code == 3
    assert lines[0].startswith("app.py: NOT CHECKED: ")


CROSSDOMAIN = (
    "def crossdomain({parameters}):\n    def decorator(f):\n        def wrapped():\n            r = make(f())\n"
    "            r.headers['Access-Control-Allow-Origin'] = origin\n            return r\n"
    "        return wrapped\n    return decorator\n"
)


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ("origin='*', methods=None", 1),
        ("methods, origin='*'", 1),
        ("*, origin='*'", 1),
        ("origin", 0),
        ("origin=None, methods='*'", 0),
        ("origin='https://a.example'", 0),
        ("methods='*', origin=None", 0),
    ],
)
def test_a_helper_that_allows_any_origin_by_default(run: Run, parameters: str, code: int):
    answer, lines = run("cors-policy", {"app.py": CROSSDOMAIN.format(parameters=parameters)})
    assert (answer, [line.split()[:2] for line in lines]) == (code, [["app.py:5:13:", "cors-any-origin"]] * code)
