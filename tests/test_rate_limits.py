"""Logins without a limit, and limits that limit nothing."""

from __future__ import annotations

import pytest

from .conftest import Run

MISSING = 'rate-limit-missing {} has no rate limit{}; add @limiter.limit("10/minute") below the route'
MEMORY = "rate-limit-memory {} counts in each worker apart; take redis:// or memcached:// in production"
OFF = "rate-limit-off {} switches every rate limit off; set it in development and tests only"
INERT = "rate-limit-inert {0} is bound to no app, so it limits nothing; call {0}.init_app(app)"
ORDER = "rate-limit-order @limiter.limit above the route limits nothing; put it below the route"

LIMITER = "from flask_limiter import Limiter\nlimiter = Limiter(key, app=app)\n"
VIEW = "def view():\n    return sign_in()\n"


@pytest.mark.parametrize(
    "rule",
    [
        "/login", "/auth/sign-in", "/signup", "/users/register", "/reset_password_request", "/reset-password/<token>",
        "/password/reset", "/api/v1/token", "/login/<provider>", "/2fa/otp", "/account/verify-otp",
    ],
)  # fmt: skip
def test_route_without_limit(run: Run, rule: str):
    text = f'{LIMITER}@app.route("{rule}", methods=["GET", "POST"])\n{VIEW}'
    assert run("rate-limits", {"app.py": text}) == (1, [f"app.py:3:2: {MISSING.format('POST ' + rule, '')}"])


def test_class_without_limit(run: Run):
    text = f"{LIMITER}class UserLogin(Resource):\n    def post(self):\n        return sign_in()\n"
    assert run("rate-limits", {"app.py": text}) == (1, [f"app.py:4:5: {MISSING.format('POST to UserLogin.post', '')}"])


@pytest.mark.parametrize(
    "text",
    [
        f'@app.route("/login", methods=["POST"])\n@limiter.limit("5/minute")\n{VIEW}',
        f'@app.route("/login", methods=["POST"])\n@ratelimit(5)\n{VIEW}',
        f'@app.route("/login")\n{VIEW}',
        f'@app.route("/login/callback", methods=["POST"])\n{VIEW}',
        f'@app.route("/devices/register", methods=["POST"])\n{VIEW}',
        f'@app.route("/tokens/<int:id>", methods=["POST"])\n{VIEW}',
        f'@app.route("/orders/reset", methods=["POST"])\n{VIEW}',
        f'@app.route("/login-history", methods=["POST"])\n{VIEW}',
        # who asks is known already
        f'@app.route("/tokens", methods=["POST"])\n@login_required\n{VIEW}',
        f'@app.route("/users/<int:id>/reset-password", methods=["POST"])\n@require_api_key_or_session\n{VIEW}',
        '@app.route("/login", methods=["POST"])\ndef view():\n    login_limiter.hit()\n    return sign_in()\n',
        f'@app.before_request\ndef slow():\n    throttle()\n\n@app.route("/login", methods=["POST"])\n{VIEW}',
        "class Login(MethodView):\n    decorators = [limiter.limit('5/day')]\n    def post(self):\n        return x\n",
        f'@bp.route("/login", methods=["POST"])\n{VIEW}\nlimiter.limit("5/minute")(bp)\n',
    ],
)
def test_routes_that_pass(run_in_repository: Run, text: str):
    assert run_in_repository("rate-limits", {"app.py": LIMITER + text}) == (0, [])


def test_token_by_basic_authentication_is_a_login(run: Run):
    text = f'{LIMITER}@app.route("/tokens", methods=["POST"])\n@basic_auth.login_required\n{VIEW}'
    assert run("rate-limits", {"app.py": text}) == (1, [f"app.py:3:2: {MISSING.format('POST /tokens', '')}"])


LOGIN = f'@bp.route("/login", methods=["POST"])\n{VIEW}'


def test_limiter_in_another_file(run_in_repository: Run):
    files = {"views.py": LOGIN, "extensions.py": LIMITER}
    line = f"views.py:1:2: {MISSING.format('POST /login', ', though extensions.py:1 imports Flask-Limiter')}"
    assert run_in_repository("rate-limits", files) == (1, [line])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "extensions.py",
            'from flask_limiter import Limiter\nlimiter = Limiter(key, app=app, default_limits=["9/hour"])\n',
        ),
        ("config.py", 'import flask_limiter\nclass Config:\n    RATELIMIT_DEFAULT = "9/hour"\n'),
        ("factory.py", LIMITER + 'limiter.limit("9/hour")(bp)\n'),
        ("factory.py", LIMITER + 'for each in blueprints:\n    limiter.limit("9/hour")(each)\n'),
        ("tests/app.py", LIMITER),
        ("extensions.py", ""),
    ],
)
def test_limits_in_another_file(run_in_repository: Run, path: str, text: str):
    assert run_in_repository("rate-limits", {"views.py": LOGIN, path: text}) == (0, [])


def test_empty_default_limits_are_none(run_in_repository: Run):
    files = {"app.py": LIMITER.replace("app=app", "app=app, default_limits=[]") + LOGIN}
    assert run_in_repository("rate-limits", files) == (1, [f"app.py:3:2: {MISSING.format('POST /login', '')}"])


def test_require_asks_without_flask_limiter(run: Run):
    line = f"views.py:1:2: {MISSING.format('POST /login', '')}"
    assert run("rate-limits", {"views.py": LOGIN}) == (0, [])
    assert run("rate-limits", {"views.py": LOGIN}, "--require") == (1, [line])


def test_enforced_elsewhere(run: Run):
    text = LIMITER + LOGIN
    assert run("rate-limits", {"app.py": text}, "--enforced-by", "nginx: limit_req on /login") == (0, [])
    code, lines = run("rate-limits", {"app.py": text}, "--enforced-by", "nginx")
    message = '--enforced-by has to say who and how, as in "nginx: limit_req on /login"'
    assert (code, lines) == (2, [f"flask-upkeep rate-limits: {message}"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f'@app.post("/login")\n@limiter.exempt\n{VIEW}', "4:2"),
        (
            "class Login(MethodView):\n    decorators = [limiter.exempt]\n    def post(self):\n        return x\n",
            "4:19",
        ),
    ],
)
def test_exempt(run: Run, text: str, place: str):
    code, lines = run("rate-limits", {"app.py": LIMITER + text})
    assert code == 1
    assert [line.partition(" rate-limit-exempt")[0] for line in lines] == [f"app.py:{place}:"]


def test_limit_above_the_route(run: Run):
    text = f'@limiter.limit("5/minute")\n@app.route("/pay")\n{VIEW}'
    assert run("rate-limits", {"app.py": text}) == (1, [f"app.py:1:2: {ORDER}"])


def test_limit_below_the_route_passes(run: Run):
    text = f'@csrf.exempt\n@app.route("/pay")\n@limiter.limit("5/minute")\n{VIEW}'
    assert run("rate-limits", {"app.py": text}) == (0, [])


UNBOUND = "from flask_limiter import Limiter\nlimiter = Limiter(key)\n"


def test_limiter_without_app(run_in_repository: Run):
    files = {"ext.py": UNBOUND, "views.py": f'from ext import limiter\n\n@limiter.limit("1/day")\n{VIEW}'}
    assert run_in_repository("rate-limits", files) == (1, [f"ext.py:2:11: {INERT.format('limiter')}"])


@pytest.mark.parametrize(
    "files",
    [
        {"ext.py": UNBOUND, "app.py": "from ext import limiter\nlimiter.init_app(app)\n"},
        {"ext.py": UNBOUND, "app.py": "import ext\next.limiter.init_app(app)\n"},
        {
            "ext.py": UNBOUND,
            "app.py": "from ext import db, limiter\nfor each in (db, limiter):\n    each.init_app(app)\n",
        },
        {"ext.py": UNBOUND, "app.py": "from ext import limiter as limits\nlimits.init_app(app)\n"},
        {"ext.py": UNBOUND + "limiter.init_app(app)\n"},
        {"ext.py": UNBOUND.replace("(key)", "(app, key)")},
        {"ext.py": UNBOUND.replace("(key)", "(key, **options)")},
        {"ext.py": UNBOUND.replace("flask_limiter", "other")},
    ],
)
def test_limiters_that_may_have_an_app(run_in_repository: Run, files: dict[str, str]):
    assert run_in_repository("rate-limits", files) == (0, [])


def test_limiter_outside_a_repository_is_not_judged(run: Run):
    assert run("rate-limits", {"ext.py": UNBOUND}) == (0, [])


@pytest.mark.parametrize(
    ("path", "text", "place", "message"),
    [
        (
            "config.py",
            "class Config:\n    RATELIMIT_ENABLED = False\n",
            "2:5",
            OFF.format("Config.RATELIMIT_ENABLED = False"),
        ),
        ("app.py", 'app.config["RATELIMIT_ENABLED"] = False\n', "1:1", OFF.format("RATELIMIT_ENABLED = False")),
        (
            "app.py",
            "from flask_limiter import Limiter\nlimiter = Limiter(key, app=app, enabled=False)\n",
            "2:41",
            OFF.format("Limiter(enabled=False)"),
        ),
        (
            "config.py",
            'class ProdConfig:\n    RATELIMIT_STORAGE_URL = "memory://"\n',
            "2:5",
            MEMORY.format("ProdConfig.RATELIMIT_STORAGE_URL = 'memory://'"),
        ),
        (
            "app.py",
            'from flask_limiter import Limiter\nlimiter = Limiter(key, app=app, storage_uri="memory://")\n',
            "2:45",
            MEMORY.format("storage_uri='memory://'"),
        ),
    ],
)
def test_settings(run: Run, path: str, text: str, place: str, message: str):
    assert run("rate-limits", {path: text}) == (1, [f"{path}:{place}: {message}"])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.py", "class TestConfig:\n    RATELIMIT_ENABLED = False\n"),
        ("config.py", 'class DevConfig:\n    RATELIMIT_STORAGE_URI = "memory://"\n'),
        ("config.py", 'class Config:\n    RATELIMIT_STORAGE_URI = REDIS_URL or "memory://"\n'),
        ("config.py", 'class Config:\n    RATELIMIT_ENABLED = os.environ.get("RATELIMIT", "1") == "1"\n'),
        ("tests/conftest.py", 'app.config["RATELIMIT_ENABLED"] = False\n'),
        ("app.py", 'if app.testing:\n    app.config["RATELIMIT_ENABLED"] = False\n'),
    ],
)
def test_settings_that_pass(run: Run, path: str, text: str):
    assert run("rate-limits", {path: text}) == (0, [])


def test_limits_that_cannot_be_read_are_not_checked(run_in_repository: Run):
    files = {
        "app.py": f'@app.route("/login", methods=["POST"])\n{VIEW}',
        "limits.py": "# für alle\n".encode("latin-1") + LIMITER.encode(),
    }
    code, lines = run_in_repository("rate-limits", files)
    assert code == 3
    assert any(line.startswith("limits.py: NOT CHECKED: it is not utf-8") for line in lines)
