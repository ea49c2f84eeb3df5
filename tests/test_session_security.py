"""``session-security``: keys, cookies and the CSRF check."""

from __future__ import annotations

from pathlib import Path

import pytest

from flask_upkeep._kit.masking import shown
from flask_upkeep._session_security.secrets import is_key_name, is_secret

from .conftest import Run, git, write_files

APP = "import os, secrets, jwt, hmac\nfrom flask import Flask\napp = Flask(__name__)\n"
KNOWN = "known to every reader of the code; read it with os.environ"
STOPS = "which stops instead"
SECRET = '"ch..." (8 characters)'


def found(run: Run, text: str, path: str = "app.py") -> list[str]:
    """The findings of one file, without its path; the text begins in line 4."""
    code, lines = run("session-security", {path: APP + text + "\n"})
    assert code == (1 if lines else 0), lines
    return [line.removeprefix(f"{path}:") for line in lines]


# Keys


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "app.config['SECRET_KEY'] = 'changeme'",
            f'4:29: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        ("app.secret_key = 'changeme'", f'4:19: secret-key-constant app.secret_key is {SECRET}, {KNOWN}["SECRET_KEY"]'),
        (
            "app.secret_key = b'changeme'",
            f'4:20: secret-key-constant app.secret_key is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "app.config.SECRET_KEY = 'changeme'",
            f'4:26: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "app.config.from_mapping(SECRET_KEY='changeme')",
            f'4:37: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "app.config.update({'JWT_SECRET_KEY': 'changeme'})",
            f'4:39: secret-key-constant JWT_SECRET_KEY is {SECRET}, {KNOWN}["JWT_SECRET_KEY"]',
        ),
        (
            "KEY = 'changeme'\napp.secret_key = KEY",
            f'4:8: secret-key-constant app.secret_key (line 5) is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "SECRET_KEY = 'changeme'\napp.secret_key = SECRET_KEY\njwt.encode(claims, SECRET_KEY)",
            f'4:15: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        ("SECRET_KEY = 'changeme'", f'4:15: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]'),
        (
            "SECRET_KEY = os.environ.get('SHOP_KEY', 'changeme')",
            f"4:42: secret-key-default SECRET_KEY is {SECRET} when SHOP_KEY is unset; "
            f'use os.environ["SHOP_KEY"], {STOPS}',
        ),
        (
            "app.secret_key = os.getenv('SHOP_KEY') or 'changeme'",
            f"4:44: secret-key-default app.secret_key is {SECRET} when SHOP_KEY is unset; "
            f'use os.environ["SHOP_KEY"], {STOPS}',
        ),
        (
            "class Config:\n    SECRET_KEY = config('SHOP_KEY', default='changeme')",
            f"5:46: secret-key-default Config.SECRET_KEY is {SECRET} when SHOP_KEY is unset; "
            f'use os.environ["SHOP_KEY"], {STOPS}',
        ),
        (
            "class Config:\n    if os.environ.get('K'):\n        SECRET_KEY = os.environ['K']\n    else:\n"
            "        SECRET_KEY = 'changeme'",
            f'8:23: secret-key-constant Config.SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "class Settings(BaseSettings):\n    SECRET_KEY: str = 'changeme'",
            f'5:24: secret-key-constant Settings.SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "jwt.encode(claims, 'changeme', algorithm='HS256')",
            f'4:21: secret-key-constant the key of jwt.encode() is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "key = 'changeme'\ndef f():\n    jwt.decode(token, key)\n    jwt.encode(claims, key)",
            f'4:8: secret-key-constant the key of jwt.decode() (line 6) is {SECRET}, {KNOWN}["KEY"]',
        ),
        (
            "from cryptography.fernet import Fernet\nFernet(b'changeme')",
            f'5:10: secret-key-constant the key of Fernet() is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "from itsdangerous import URLSafeTimedSerializer as Tokens\nTokens('changeme', salt='mail')",
            f'5:9: secret-key-constant the key of Tokens() is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "hmac.new('changeme'.encode(), body, 'sha256')",
            f'4:11: secret-key-constant the key of hmac.new() is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ),
        (
            "app.secret_key = secrets.token_hex(16)",
            "4:1: secret-key-at-import app.secret_key differs in every worker and after every restart, "
            "which ends sessions; read it from the environment",
        ),
        (
            "import uuid\napp.secret_key = uuid.uuid4().hex",
            "5:1: secret-key-at-import app.secret_key differs in every worker and after every restart, "
            "which ends sessions; read it from the environment",
        ),
        (
            "app.config['SECRET_KEY'] = str(os.urandom(24))",
            "4:1: secret-key-at-import SECRET_KEY differs in every worker and after every restart, "
            "which ends sessions; read it from the environment",
        ),
    ],
)
def test_keys_that_are_known_or_new(run: Run, text: str, line: str):
    assert found(run, text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "app.config['SECRET_KEY'] = os.environ['SECRET_KEY']",
        "app.config['SECRET_KEY'] = os.environ.get('SECRET_KEY')",
        "app.secret_key = os.getenv('SECRET_KEY') or secrets.token_hex()",
        "app.secret_key = ''",
        "app.secret_key = None",
        "app.secret_key = open('key', 'rb').read()",
        "key = secrets.token_hex()\nopen('key', 'w').write(key)\napp.secret_key = key",
        "jwt.encode(claims, current_app.config['SECRET_KEY'])",
        "jwt.decode(token, options={'verify_signature': False})",
        "jwt.decode(token, '-----BEGIN PUBLIC KEY-----\\nMIIB...')",
        "hmac.new(b'WebAppData', token, 'sha256')",
        "hmac.compare_digest('changeme', other)",
        "SECRET_KEY = '{flask_secret_key}'",
        "SECRET_KEY = '${SECRET_KEY}'",
        "SECRET_KEY = 'SECRET_KEY'",
        'TEMPLATE = """\nSECRET_KEY = \'changeme\'\n"""',
        "# app.secret_key = 'changeme'",
        "STRIPE_SECRET_KEY = 'changeme'",
        "app.config['JWT_AUTH_USERNAME_KEY'] = 'email'",
        "app.config['JWT_ALGORITHM'] = 'HS256'",
        "app.config.update(TESTING=True, SECRET_KEY='test')",
        "if app.debug:\n    app.secret_key = 'changeme'",
        "app.secret_key = 'changeme' if app.debug else os.environ['K']",
        "class DevelopmentConfig:\n    SECRET_KEY = 'changeme'",
        "class TestConfig:\n    SECRET_KEY = 'changeme'",
        "import enum\nclass Names(enum.Enum):\n    SECRET_KEY = 'key'",
        "SECRET_KEY = os.getenv('K', 'changeme')\nif SECRET_KEY == 'changeme':\n    raise RuntimeError('set K')",
        "SECRET_KEY = os.getenv('K', 'changeme')\nassert os.getenv('K') != 'changeme'",
    ],
)
def test_keys_that_pass(run: Run, text: str):
    assert found(run, text) == []


@pytest.mark.parametrize(
    "path", ["tests/app.py", "conftest.py", "config_dev.py", ".github/app.py", ".ci/app.py", "settings.example.py"]
)
def test_tests_and_development_pass(run: Run, path: str):
    assert found(run, "app.secret_key = 'changeme'\napp.config['WTF_CSRF_ENABLED'] = False", path) == []


def test_classes_that_production_does_better(run: Run):
    text = """\
class Config:
    SECRET_KEY = "changeme"
    SESSION_COOKIE_SECURE = False
class ProductionConfig(Config):
    SECRET_KEY = os.environ["SECRET_KEY"]
    SESSION_COOKIE_SECURE = True
"""
    assert run("session-security", {"config.py": text}) == (0, [])


def test_classes_of_production_that_inherit(run_in_repository: Run):
    files = {
        "conf/dev.py": "class DevelopmentConfig:\n    SECRET_KEY = 'changeme'\n    WTF_CSRF_ENABLED = False\n",
        "conf/prod.py": "from .dev import DevelopmentConfig\nclass ProductionConfig(DevelopmentConfig): ...\n",
    }
    assert run_in_repository("session-security", files) == (
        1,
        [
            "conf/prod.py:2:1: csrf-off ProductionConfig.WTF_CSRF_ENABLED (from DevelopmentConfig, conf/dev.py:3) "
            "= False lets every site post forms in a user's name; delete it, or set it in a test configuration only",
            "conf/prod.py:2:1: secret-key-constant ProductionConfig.SECRET_KEY (from DevelopmentConfig, conf/dev.py:2) "
            f'is {SECRET}, {KNOWN}["SECRET_KEY"]',
        ],
    )


@pytest.mark.parametrize(
    "test",
    [
        "not SECRET_KEY",
        "SECRET_KEY == 'changeme'",
        "SECRET_KEY in ('changeme', '')",
        "'K' not in os.environ or SECRET_KEY is None",
        "app.config['SECRET_KEY'] == 'changeme' and not app.debug",
        "SECRET_KEY == DEFAULT_KEY",
    ],
)
def test_a_placeholder_that_is_refused_passes(run: Run, test: str):
    assert found(run, f"SECRET_KEY = os.getenv('K', 'changeme')\nif {test}:\n    raise RuntimeError('set K')") == []


@pytest.mark.parametrize("test", ["token != SECRET_KEY", "request.args['key'] != app.config['SECRET_KEY']", "debug"])
def test_a_key_that_visitors_are_asked_for_is_not_refused(run: Run, test: str):
    text = f"SECRET_KEY = 'changeme'\ndef view():\n    if {test}:\n        raise Unauthorized"
    assert found(run, text) == [f'4:15: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]']


def test_a_dead_default_passes(run_in_repository: Run):
    files = {
        "app.py": "import jwt\njwt.encode(claims, current_app.config.get('JWT_KEY', 'changeme'))\n",
        "settings.py": "import os\nJWT_KEY = os.environ['JWT_KEY']\n",
    }
    assert run_in_repository("session-security", files) == (0, [])


def test_flask_cfg(run: Run):
    assert run("session-security", {"instance.cfg": "SECRET_KEY = 'changeme'\n"})[1] == [
        f'instance.cfg:1:15: secret-key-constant SECRET_KEY is {SECRET}, {KNOWN}["SECRET_KEY"]'
    ]


DEPLOYED = "kept in the repository; hand it over at start, from a secret store"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (
            "Dockerfile",
            "FROM a\nENV SECRET_KEY=changeme\n",
            f"2:16: secret-key-deployment SECRET_KEY is {SECRET}, {DEPLOYED}",
        ),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      - JWT_SECRET_KEY=changeme\n",
            f"4:24: secret-key-deployment JWT_SECRET_KEY is {SECRET}, {DEPLOYED}",
        ),
        (".env", "SECRET_KEY=changeme\n", f"1:12: secret-key-deployment SECRET_KEY is {SECRET}, {DEPLOYED}"),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      SECRET_KEY: ${KEY:-changeme}\n",
            f"4:26: secret-key-deployment SECRET_KEY is {SECRET}, {DEPLOYED}",
        ),
    ],
)
def test_deployment(run: Run, path: str, text: str, line: str):
    assert run("session-security", {path: text}) == (1, [f"{path}:{line}"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM a\nARG SECRET_KEY\nENV SECRET_KEY=$SECRET_KEY OTHER=1\n"),
        ("Dockerfile", "FROM a AS dev\nENV SECRET_KEY=changeme\nFROM a\nCMD x\n"),
        ("compose.yml", "services:\n  web:\n    environment:\n      SECRET_KEY: ${SECRET_KEY}\n"),
        ("compose.yml", "services:\n  web:\n    environment:\n      SECRET_KEY: ${SECRET_KEY:?missing}\n"),
        ("compose.yml", "services:\n  web:\n    environment:\n      SECRET_KEY: ~\n"),
        ("compose.yml", "services:\n  web:\n    environment:\n      SECRET_KEY: null\n"),
        ("compose.dev.yml", "services:\n  web:\n    environment:\n      SECRET_KEY: changeme\n"),
        ("compose.yml", "services:\n  db:\n    environment:\n      MINIO_SECRET_KEY: changeme\n"),
        (".env.example", "SECRET_KEY=changeme\n"),
        (".flaskenv", "SECRET_KEY=changeme\n"),
        (".env", "SECRET_KEY=\n"),
        (".env", "SECRET_KEY=<your key>\n"),
    ],
)
def test_deployment_that_passes(run: Run, path: str, text: str):
    assert run("session-security", {path: text}) == (0, [])


def test_deployment_of_a_variable_that_the_code_makes_the_key(run_in_repository: Run):
    files = {
        "settings.py": "import os\nSECRET_KEY = os.environ['SHOP_SECRET']\n",
        "Dockerfile": "FROM a\nENV SHOP_SECRET=changeme MINIO_SECRET=changeme\n",
    }
    assert run_in_repository("session-security", files) == (
        1,
        [f"Dockerfile:2:17: secret-key-deployment SHOP_SECRET is {SECRET}, {DEPLOYED}"],
    )


@pytest.mark.parametrize(
    ("secret", "text"),
    [("a", '"..." (1 characters)'), ("changeme", '"ch..." (8 characters)'), (b"x" * 40, '"xxxx..." (40 characters)')],
)
def test_a_secret_is_never_shown(secret: str | bytes, text: str):
    assert shown(secret) == text


def test_names_of_keys():
    ours = (
        "SECRET_KEY FLASK_SECRET_KEY SECRET_KEY_HMAC JWT_SECRET JWT_SECRET_KEY WTF_CSRF_SECRET_KEY LEMUR_TOKEN_SECRET "
        "ITSDANGEROUSKEY"
    )
    others = (
        "AWS_SECRET_KEY STRIPE_SECRET_KEY JWT_PUBLIC_KEY JWT_AUTH_HEADER_KEY SESSION_KEY CSRF_TOKEN SECRET_KEY_PATH"
    )
    assert [name for name in ours.split() if not is_key_name(name)] == []
    assert [name for name in others.split() if is_key_name(name)] == []
    assert not is_secret("{{ secret_key }}")


# Cookies


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "app.config['SESSION_COOKIE_SECURE'] = False",
            "4:1: cookie-flag SESSION_COOKIE_SECURE = False sends the cookie over plain HTTP; "
            "set SESSION_COOKIE_SECURE = True",
        ),
        (
            "class Config:\n    REMEMBER_COOKIE_HTTPONLY = False",
            "5:5: cookie-flag Config.REMEMBER_COOKIE_HTTPONLY = False lets scripts read the cookie; "
            "set REMEMBER_COOKIE_HTTPONLY = True",
        ),
        (
            "app.config.update(SESSION_COOKIE_SAMESITE='None')",
            "4:19: cookie-flag SESSION_COOKIE_SAMESITE = 'None' sends the cookie with requests of every site; "
            'set SESSION_COOKIE_SAMESITE = "Lax"',
        ),
        (
            "r.set_cookie('a', b)",
            '4:1: cookie-set-flags set_cookie without secure=True, httponly=True, samesite="Lax"; add them',
        ),
        (
            "r.set_cookie('a', b, secure=False, httponly=False, samesite=None)",
            '4:1: cookie-set-flags set_cookie without secure=True, httponly=True, samesite="Lax"; add them',
        ),
        (
            "r.set_cookie(key='a', value=b, secure=True, httponly=True)",
            '4:1: cookie-set-flags set_cookie without samesite="Lax"; add it',
        ),
        (
            "r.set_cookie('a', b, secure=True, httponly=True, samesite='None')",
            '4:1: cookie-set-flags set_cookie without samesite="Lax"; add it',
        ),
        (
            "flags = {'secure': True}\nr.set_cookie('a', b, **flags)",
            '5:1: cookie-set-flags set_cookie without httponly=True, samesite="Lax"; add them',
        ),
        (
            "r.set_cookie('csrf_token', b, samesite='Lax')",
            "4:1: cookie-set-flags set_cookie without secure=True; add it",
        ),
        (
            "def answer():\n    name = settings.XSRF_COOKIE_NAME\n    r.set_cookie(name, b, samesite='Lax')",
            "6:5: cookie-set-flags set_cookie without secure=True; add it",
        ),
        (
            "def test_view():\n    r.set_cookie('a', b, secure=True, samesite='Strict')",
            "5:5: cookie-set-flags set_cookie without httponly=True; add it",
        ),
    ],
)
def test_cookies(run: Run, text: str, line: str):
    assert found(run, text) == [line]


@pytest.mark.parametrize(
    "text",
    [
        "app.config['SESSION_COOKIE_SECURE'] = True",
        "app.config['SESSION_COOKIE_SECURE'] = os.environ.get('HTTPS') == '1'",
        "app.config['SESSION_COOKIE_SAMESITE'] = 'Lax'",
        "app.config['SESSION_COOKIE_SAMESITE'] = None",
        "app.config.update(TESTING=True, SESSION_COOKIE_SECURE=False)",
        "class DevConfig:\n    SESSION_COOKIE_SECURE = False",
        "if app.debug:\n    app.config['SESSION_COOKIE_SECURE'] = False",
        "r.set_cookie('a', b, secure=True, httponly=True, samesite='Lax')",
        "r.set_cookie('a', b, None, None, '/', None, True, True, 'Strict')",
        "r.set_cookie('a', b, secure=app.config['S'], httponly=not app.debug, samesite=settings.SAMESITE)",
        "r.set_cookie('a', '', expires=0)",
        "r.set_cookie('a', b, max_age=0)",
        "r.set_cookie('a', expires='Thu, 01 Jan 1970 00:00:00 GMT')",
        "r.set_cookie('a', b, **options)",
        "r.set_cookie(*arguments)",
        "r.delete_cookie('a')",
        "jar.set_cookie(cookie)",
        "client.set_cookie('localhost', 'a', 'b')",
        "set_cookie('a', b)",
        "r.set_cookie('XSRF-TOKEN', b, secure=True, samesite='Lax')",
    ],
)
def test_cookies_that_pass(run: Run, text: str):
    assert found(run, text) == []


def test_a_flag_that_the_start_switches_on_passes(run_in_repository: Run):
    files = {
        "settings.py": "SESSION_COOKIE_SECURE = False\n",
        "app.py": "if https:\n    app.config['SESSION_COOKIE_SECURE'] = True\n",
    }
    assert run_in_repository("session-security", files) == (0, [])


@pytest.mark.parametrize(
    ("base", "body", "missing"),
    [
        ("Response", "options['secure'] = is_https()\n        options['samesite'] = 'Lax'", "httponly=True"),
        ("flask.Response", "super().set_cookie(*given, httponly=True, **options)", 'secure=True, samesite="Lax"'),
        ("Response", "options.setdefault('secure', True)", 'httponly=True, samesite="Lax"'),
        ("Response", "log('secure')", 'secure=True, httponly=True, samesite="Lax"'),
        ("Jar", "options['secure'] = True", 'secure=True, httponly=True, samesite="Lax"'),
    ],
)
def test_flags_that_an_own_response_sets(run_in_repository: Run, base: str, body: str, missing: str):
    own = f"class Own({base}):\n    def set_cookie(self, *given, **options):\n        {body}\n"
    _, lines = run_in_repository("session-security", {"own.py": own, "app.py": "response.set_cookie('a', b)\n"})
    assert [line.partition(" without ")[2].partition(";")[0] for line in lines if line.startswith("app.py")] == [
        missing
    ]


def test_cookies_of_another_framework_pass(run: Run):
    assert run("session-security", {"v.py": "from django import http\nresponse.set_cookie('a', b)\n"}) == (0, [])


# CSRF

OFF = "lets every site post forms in a user's name; delete it, or set it in a test configuration only"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("app.config['WTF_CSRF_ENABLED'] = False", "4:1"),
        ("app.config.WTF_CSRF_ENABLED = False", "4:1"),
        ("settings.WTF_CSRF_ENABLED = False", "4:1"),
        ("app.config.update(WTF_CSRF_ENABLED=False, TESTING=False)", "4:19"),
        ("app.config.from_mapping({'WTF_CSRF_ENABLED': False})", "4:26"),
        ("WTF_CSRF_ENABLED = False\napp.config.from_object(__name__)", "4:1"),
    ],
)
def test_csrf(run: Run, text: str, place: str):
    assert found(run, text) == [f"{place}: csrf-off WTF_CSRF_ENABLED = False {OFF}"]


@pytest.mark.parametrize(
    "text",
    [
        "app.config['WTF_CSRF_ENABLED'] = True",
        "app.config['WTF_CSRF_ENABLED'] = settings.CSRF",
        "app.config.update(WTF_CSRF_ENABLED=False, TESTING=True)",
        "class TestingConfig:\n    WTF_CSRF_ENABLED = False",
        "app.config['WTF_CSRF_CHECK_DEFAULT'] = False\ncsrf.protect()",
        "app.config['WTF_CSRF_CHECK_DEFAULT'] = False\napp.config['SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS'] = True",
        "app.config['JWT_COOKIE_CSRF_PROTECT'] = False",
        "app.config['WTF_CSRF_TIME_LIMIT'] = None",
    ],
)
def test_csrf_that_passes(run: Run, text: str):
    assert found(run, text) == []


def test_csrf_of_token_cookies(run: Run):
    text = "app.config['JWT_TOKEN_LOCATION'] = ['cookies']\napp.config['JWT_COOKIE_CSRF_PROTECT'] = False"
    assert found(run, text) == [
        "5:1: csrf-off JWT_COOKIE_CSRF_PROTECT = False lets every site send requests with a user's token cookie; "
        "delete it, or set it in a test configuration only"
    ]


def test_what_cannot_be_parsed_is_not_checked(run: Run):
    code, lines = run("session-security", {"app.py": "SECRET_KEY = \n"})
    assert code == 3
    assert lines[0].startswith("app.py: NOT CHECKED: ")


EXEMPT = "from flask_login import login_required\nfrom shop import csrf, limiter\n"
VIEW = "@app.route('/x', methods=['POST'])\n{above}@login_required\ndef x():\n    {body}\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (VIEW.format(above="@csrf.exempt\n", body="save()"), "4:2"),
        (VIEW.format(above="", body="save()") + "csrf.exempt(x)\n", "7:1"),
        (VIEW.format(above="@csrf_protect.exempt\n", body="save()"), "4:2"),
        ("@csrf.exempt\n" + VIEW.format(above="", body="save()"), "3:2"),
        ("class X(MethodView):\n    decorators = [csrf.exempt, login_required]\n    def post(self): ...\n", "4:19"),
        ("class X(MethodView):\n    decorators = [csrf.exempt, login_required]\n    def get(self): ...\n", None),
        ("class X(MethodView):\n    decorators = [csrf.exempt]\n    def post(self): ...\n", None),
        (
            "class X(MethodView):\n    decorators = [csrf.exempt]\n    @login_required\n    def post(self): ...\n",
            "4:19",
        ),
        (
            "class X(MethodView):\n    decorators = [csrf.exempt, login_required]\n    def get(self): ...\n"
            "    def post(self): ...\n    def put(self): ...\n",
            "4:19",
        ),
        (VIEW.replace("login_required", "auth_token").format(above="@csrf.exempt\n", body="save()"), None),
        (VIEW.replace("POST", "GET").format(above="@csrf.exempt\n", body="save()"), None),
        (VIEW.format(above="@limiter.exempt\n", body="save()"), None),
        (VIEW.format(above="@csrf.exempt\n", body="form.validate()"), None),
        (VIEW.format(above="@csrf.exempt\n", body="csrf_checked()"), None),
        (VIEW.format(above="@csrf.exempt\n", body="save()").replace("@login_required", ""), None),
    ],
)
def test_exempt_views(run: Run, text: str, place: str | None):
    code, lines = run("session-security", {"app.py": EXEMPT + text})
    shown = [" ".join(line.split()[:2]) for line in lines]
    assert (code, shown) == ((1, [f"app.py:{place}: csrf-exempt"]) if place else (0, []))


def test_an_exempt_view_of_another_file(run: Run):
    view = "from flask_login import login_required\n" + VIEW.format(above="", body="save()")
    files = {"views.py": view, "app.py": "import views\ncsrf.exempt(views.x)\ncsrf.exempt(views.unknown)\n"}
    assert [line.split()[0] for line in run("session-security", files)[1]] == ["app.py:2:1:"]


FORM = "from flask_login import login_required\n" + VIEW.format(above="", body="save(request.form['a'])")


@pytest.mark.parametrize(
    ("view", "others", "code"),
    [
        (FORM, {}, 1),
        (FORM + FORM, {}, 1),
        (FORM.replace("@login_required", "").replace("save(", "save(session['user'], "), {}, 1),
        (FORM.replace("@login_required", "").replace("save(", "save(current_user, "), {}, 1),
        (FORM.replace("@login_required", "").replace("save(", "current_user = by_token(); save(current_user, "), {}, 0),
        (FORM.replace("@login_required", ""), {}, 0),
        (FORM.replace("POST", "GET"), {}, 0),
        (FORM.replace("request.form", "request.json"), {}, 0),
        (FORM.replace("save(", "login_user(user, "), {}, 0),
        (FORM, {"app.py": "CSRFProtect(app)\n"}, 0),
        (FORM, {"form.html": "<input name='csrf_token'>"}, 0),
        (FORM, {"app.py": "app.config['SESSION_COOKIE_SAMESITE'] = 'Lax'\n"}, 0),
        ("from sanic import Sanic\napp = Sanic()\n" + FORM, {}, 0),
    ],
)
def test_forms_that_nothing_checks(run: Run, tmp_path: Path, view: str, others: dict[str, str], code: int):
    write_files(tmp_path, {"views.py": view, **others})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    answer, lines = run("session-security", {"views.py": view})
    assert (answer, ["csrf-missing" in line for line in lines]) == (code, [True] * code)


def test_forms_outside_a_repository_pass(run: Run):
    assert run("session-security", {"views.py": FORM}) == (0, [])


@pytest.mark.parametrize(
    ("path", "code"), [("docs/compose/.env", 0), ("doc/.env", 0), ("compose/.env", 1), ("docsite/.env", 1)]
)
def test_what_documentation_shows_passes(run: Run, path: str, code: int):
    assert run("session-security", {path: "SECRET_KEY=ChangeMeChangeMe\n"})[0] == code


def test_code_below_docs_is_code(run: Run):
    assert run("session-security", {"docs/app.py": "app.secret_key = 'changeme'\n"})[0] == 1


def test_a_base_of_the_same_name_in_another_program_is_another_one(run: Run, tmp_path: Path):
    base = "class _Config:\n    SECRET_KEY = 'a secret'\n"
    files = {
        "api/config.py": base + "class ProdConfig(_Config):\n    SECRET_KEY = os.environ['KEY']\n",
        "jobs/config.py": base + "class ProdConfig(_Config):\n    NAME = 'jobs'\n",
    }
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    code, lines = run("session-security", files)
    assert (code, [line.split(":")[0] for line in lines]) == (1, ["jobs/config.py"])
