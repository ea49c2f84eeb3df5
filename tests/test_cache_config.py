"""Caches shared between users, and caches that each worker keeps for itself."""

from __future__ import annotations

import pytest

from .conftest import Run

SHARED = "cache-shared-page a cached {}, so all get one user's copy; give it a key by user"
BACKEND = "cache-backend {} {}; use RedisCache or MemcachedCache in production"
OWN = "is a cache of its own in each worker"

VIEW = '@app.route("/")\n@cache.cached({})\ndef index():\n    return render({})\n'
FLASK = "from flask import g, request, session\nfrom flask_login import current_user\n"


@pytest.mark.parametrize(
    "read",
    ["current_user", "session", "g.user", "request.cookies", "request.authorization", "get_jwt_identity()"],
)
def test_view_that_reads_the_user(run: Run, read: str):
    line = f"app.py:4:2: {SHARED.format(f'view reads {read}')}"
    assert run("cache-config", {"app.py": FLASK + VIEW.format("timeout=60", read)}) == (1, [line])


def test_function_that_reads_the_user(run: Run):
    text = FLASK + "@cache.memoize(60)\ndef permissions(area):\n    return load(current_user.id, area)\n"
    line = f"app.py:3:2: {SHARED.format('function reads current_user')}"
    assert run("cache-config", {"app.py": text}) == (1, [line])


@pytest.mark.parametrize(
    "text",
    [
        FLASK + VIEW.format("key_prefix=key_of_user", "current_user"),
        FLASK + VIEW.format("60, key_of_user", "current_user"),
        FLASK + VIEW.format("make_cache_key=key_of_user", "current_user"),
        FLASK + VIEW.format("unless=lambda: current_user.is_authenticated", "current_user"),
        FLASK + VIEW.format("**options", "current_user"),
        FLASK + VIEW.format("query_string=True", "request.args"),
        FLASK + VIEW.format("60", "g.locale"),
        # a database session and a parameter are nobody's login
        "from db import session\n" + VIEW.format("60", "session.query(User)"),
        FLASK + "@cache.memoize()\ndef card(current_user):\n    return current_user.name\n",
        # caches of other packages
        "import cachetools\n" + FLASK + "@cachetools.cached(cache={})\ndef f():\n    return current_user\n",
        FLASK + "import cachetools\ncache = cachetools\n" + "@stock.cached()\ndef f():\n    return current_user\n",
        # read outside of what is cached
        FLASK
        + '@app.route("/")\ndef index():\n    return page(current_user)\n\n@cache.cached()\ndef f():\n    return 1\n',
    ],
)
def test_views_that_pass(run: Run, text: str):
    assert run("cache-config", {"app.py": text}) == (0, [])


def test_cache_above_guard(run: Run):
    text = '@app.route("/")\n@cache.cached(60)\n@login_required\ndef index():\n    return "x"\n'
    message = "cache-above-guard cached pages pass by @login_required (line 3); put the cache below the guard"
    assert run("cache-config", {"app.py": text}) == (1, [f"app.py:2:2: {message}"])


def test_cache_below_guard_passes(run: Run):
    text = '@app.route("/")\n@login_required\n@cache.cached(60)\ndef index():\n    return "x"\n'
    assert run("cache-config", {"app.py": text}) == (0, [])


def test_cache_above_route(run: Run):
    text = '@cache.cached(60)\n@app.route("/")\ndef index():\n    return "x"\n'
    message = "cache-above-route @cache.cached above the route caches nothing; put it below the route"
    assert run("cache-config", {"app.py": text}) == (1, [f"app.py:1:2: {message}"])


@pytest.mark.parametrize(
    ("text", "place", "shown", "effect"),
    [
        ('class Config:\n    CACHE_TYPE = "simple"\n', "2:5", "Config.CACHE_TYPE = 'simple'", OWN),
        (
            'class ProdConfig:\n    CACHE_TYPE = "flask_caching.backends.NullCache"\n',
            "2:5",
            "ProdConfig.CACHE_TYPE = 'flask_caching.backends.NullCache'",
            "keeps nothing",
        ),
        ('app.config["CACHE_TYPE"] = "SimpleCache"\n', "1:1", "CACHE_TYPE = 'SimpleCache'", OWN),
        ('cache = Cache(app, config={"CACHE_TYPE": "SimpleCache"})\n', "1:28", "CACHE_TYPE = 'SimpleCache'", OWN),
        ('cache.init_app(app, config={"CACHE_TYPE": "null"})\n', "1:29", "CACHE_TYPE = 'null'", "keeps nothing"),
        (
            'if url:\n    cache.init_app(app, config={"CACHE_TYPE": "null"})\n',
            "2:33",
            "CACHE_TYPE = 'null'",
            "keeps nothing",
        ),
        (
            'class DevConfig:\n    CACHE_TYPE = "simple"\n\nclass ProdConfig(DevConfig):\n    pass\n',
            "4:1",
            "ProdConfig.CACHE_TYPE (from DevConfig, app.py:2) = 'simple'",
            OWN,
        ),
    ],
)
def test_backends(run: Run, text: str, place: str, shown: str, effect: str):
    assert run("cache-config", {"app.py": text}) == (1, [f"app.py:{place}: {BACKEND.format(shown, effect)}"])


def test_settings_module(run: Run):
    line = f"settings.py:1:1: {BACKEND.format('CACHE_TYPE = ' + repr('SimpleCache'), OWN)}"
    assert run("cache-config", {"settings.py": 'CACHE_TYPE = "SimpleCache"\n'}) == (1, [line])


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.py", 'class DevConfig:\n    CACHE_TYPE = "simple"\n'),
        ("config.py", 'class TestingConfig(Config):\n    CACHE_TYPE = "NullCache"\n'),
        (
            "config.py",
            'class Config:\n    CACHE_TYPE = "simple"\n\nclass ProdConfig(Config):\n    CACHE_TYPE = "RedisCache"\n',
        ),
        ("config.py", 'CACHE_TYPE = "FileSystemCache"\n'),
        ("config.py", 'CACHE_TYPE = os.environ.get("CACHE_TYPE", "SimpleCache")\n'),
        ("settings_dev.py", 'CACHE_TYPE = "SimpleCache"\n'),
        ("tests/settings.py", 'CACHE_TYPE = "SimpleCache"\n'),
        ("app.py", 'if app.testing:\n    app.config["CACHE_TYPE"] = "NullCache"\n'),
        ("app.py", 'if url or not app.testing:\n    pass\nelse:\n    app.config["CACHE_TYPE"] = "NullCache"\n'),
        (
            "app.py",
            'if app.config["CACHING"]:\n    cache.init_app(app, config={"CACHE_TYPE": "RedisCache"})\n'
            'else:\n    cache.init_app(app, config={"CACHE_TYPE": "null"})\n',
        ),
        ("app.py", '"""CACHE_TYPE = \'SimpleCache\'"""\n'),
    ],
)
def test_backends_that_pass(run: Run, path: str, text: str):
    assert run("cache-config", {path: text}) == (0, [])


def test_backend_counts_where_flask_caching_reads_it(run_in_repository: Run):
    files = {"settings.py": 'CACHE_TYPE = "SimpleCache"\n', "ext.py": "from flask_login import LoginManager\n"}
    assert run_in_repository("cache-config", files) == (0, [])
    assert run_in_repository("cache-config", {**files, "ext.py": "from flask_caching import Cache\n"})[0] == 1


def test_unparsable_file_is_not_checked(run: Run):
    assert run("cache-config", {"app.py": "@cache.cached(\n"})[0] == 3
