# ruff: noqa: E501 - the bodies of small programs
"""endpoint-auth: which route is guarded, which is not, and the list of those that are open on purpose."""

from __future__ import annotations

import json
import marshal
import tomllib
from pathlib import Path

import pytest

from flask_upkeep import load
from flask_upkeep._endpoint_auth.carried import still_said
from flask_upkeep._endpoint_auth.loosened import may_loosen
from flask_upkeep._endpoint_auth.reading import facts_of
from flask_upkeep._endpoint_auth.words import is_usually_public
from flask_upkeep._kit import git as kit_git
from flask_upkeep._kit.source import Source, source_of

from .conftest import Run, git, write_files

LIST = "upkeep/public-routes.toml"
HEAD = "from flask import Flask, abort, g, redirect, request, session, url_for\napp = Flask(__name__)\n"
VIEW = "@app.route('/orders')\n{decorators}def orders():\n    return Order.all()\n"
REFUSING = "if not current_user.is_authenticated:\n            abort(401)\n        "


def found(run: Run, files: dict[str, str], *options: str) -> list[str]:
    """``path:line rule`` of every finding."""
    _, lines = run("endpoint-auth", files, *options)
    return [f"{line.split(':')[0]}:{line.split(':')[1]} {line.split()[1]}" for line in lines]


def decorator(body: str, name: str = "only_known") -> str:
    """The text of a decorator whose wrapper has a body."""
    return f"def {name}(f):\n    @wraps(f)\n    def wrapper(*args, **kwargs):\n        {body}\n    return wrapper\n"


def guarded_by(text: str, applied: str = "@only_known\n") -> str:
    return HEAD + text + VIEW.format(decorators=applied)


def test_message_and_place(run: Run):
    text = HEAD + VIEW.format(decorators="")
    line = (
        "app.py:3:2: route-no-guard no guard reaches `orders` (GET /orders); "
        f"add one, or list it with its reason in {LIST}"
    )
    assert run("endpoint-auth", {"app.py": text}) == (1, [line])


def test_guard_above_the_route_guards_nothing(run: Run):
    code, lines = run("endpoint-auth", {"app.py": HEAD + "@login_required\n" + VIEW.format(decorators="")})
    assert code == 1
    assert lines[0].endswith("`login_required` stands above the route, where it guards nothing: move it below")


@pytest.mark.parametrize(
    "applied",
    [
        "@login_required", "@flask_login.login_required", "@jwt_required()", "@jwt_required", "@auth.login_required(role='x')",
        "@roles_required('admin')", "@token_required", "@requires_auth", "@require_oauth('profile')",
        "@admin_permission_required", "@app.auth_required(auth)", "@api.has_permission('editor')",
        "@editors_permission.require(403)", "@Permissions.STATUS.require(403)", "@oauth.required()", "@Permission(RoleNeed('x')).require()", "@cached\n@login_required",
    ],
)  # fmt: skip
def test_guards_by_name(run: Run, applied: str):
    assert found(run, {"app.py": HEAD + VIEW.format(decorators=applied + "\n")}) == []


@pytest.mark.parametrize(
    "applied",
    [
        "@jwt_required(optional=True)", "@jwt_optional", "@auth.login_required(optional=True)", "@anonymous_required",
        "@limiter.limit('1/s')", "@csrf.exempt", "@requires_no_auth", "@cache.cached()", "@talisman()", "@cross_origin()",
        "@version.require('2')", "@parameters.require()",
        "@oauth.optional()", "@maybe.login_optional",
    ],
)  # fmt: skip
def test_look_alikes(run: Run, applied: str):
    assert found(run, {"app.py": HEAD + VIEW.format(decorators=applied + "\n")}) == ["app.py:3 route-no-guard"]


@pytest.mark.parametrize(
    "body",
    [
        "if g.user is None:\n            return redirect(url_for('auth.login'))\n        return f(*args, **kwargs)",
        "if 'user' not in session:\n            abort(401)\n        return f(*args, **kwargs)",
        "if current_user.is_authenticated:\n            return f(*args, **kwargs)\n        return redirect('/')",
        "if is_admin():\n            return f(*args)\n        else:\n            if request.is_json:\n"
        "                abort(403)\n            return redirect('/')",
        "token = request.headers.get('Authorization')\n        if not known(token):\n            return {}, 401\n        return f()",
        "try:\n            data = jwt.decode(token, KEY)\n        except Exception:\n            return {}, 401\n        return f()",
        "if not settings.USE_AUTH:\n            return f()\n        if not session.get('id'):\n            abort(403)\n"
        "        return f()",
        "verify_jwt_in_request()\n        return f()",
        "check()\n        return f()",
        "if 'Authorization' in flask.request.headers:\n            problem = check_token()\n            if problem:\n"
        "                return problem\n        elif request.remote_addr not in KNOWN:\n            abort(403)\n"
        "        return f()",
        "return login_required(f)(*args, **kwargs)",
        "return f()\n    return login_required(wrapper)\n    def wrapper():\n        pass",
        "with admin_permission.require(403):\n            return f()",
        "raise ApiError('Missing token', 401)",
    ],
)
def test_decorators_by_their_bodies(run: Run, body: str):
    helper = "def check():\n    if not session.get('user'):\n        raise Unauthorized()\n"
    text = helper + decorator(body).replace("raise ApiError", "if key:\n            return f()\n        raise ApiError")
    assert found(run, {"app.py": guarded_by(text)}) == []


@pytest.mark.parametrize(
    "body",
    [
        "return f(*args, **kwargs)",
        "if current_user.is_authenticated:\n            return redirect('/')\n        return f()",
        "if current_user.is_authenticated and not current_user.confirmed:\n            abort(403)\n        return f()",
        "g.user = session.get('user')\n        return f()",
        "if 'Authorization' in request.headers:\n            g.user = load()\n        return f()",
        "if 'Accept' in request.headers:\n            g.user = load()\n        elif request.remote_addr not in KNOWN:\n"
        "            abort(403)\n        return f()",
        "is_logged_in()\n        return f()",
        "if not admin_exists():\n            return redirect('/setup')\n        return f()",
        "if not request.is_secure:\n            abort(403)\n        return f()",
        "if request.remote_addr in BLOCKED:\n            abort(403)\n        return f()",
        "if maintenance():\n            return 'later', 503\n        return f()",
        "result = f()\n        if not session.get('user'):\n            abort(401)\n        return result",
        "if not always():\n            abort(401)\n        return f()",
    ],
)
def test_decorators_that_let_strangers_in(run: Run, body: str):
    helper = "def always():\n    return True\ndef is_logged_in():\n    return 'user' in session\n"
    text = guarded_by(helper + decorator(body))
    assert [each.split()[1] for each in found(run, {"app.py": text})] == ["route-no-guard"]


def test_decorator_that_does_nothing_is_no_guard_by_its_name(run: Run):
    text = guarded_by(decorator("return f(*args)", "login_required"), "@login_required\n")
    assert [each.split()[1] for each in found(run, {"app.py": text})] == ["route-no-guard"]


@pytest.mark.parametrize(
    ("body", "code"), [("return self.require_oauth(*given)", 0), ("return given[0]", 1), ("return None", 1)]
)
def test_a_method_that_makes_a_guard_of_another_package(run: Run, body: str, code: int):
    made = f"class Own(Provider):\n    def required(self, *given):\n        {body}\noauth = Own()\n"
    assert run("endpoint-auth", {"app.py": guarded_by(made, "@oauth.required()\n")})[0] == code


def test_decorator_of_a_factory_in_another_file(run_in_repository: Run):
    guards = (
        "def require(role):\n    def outer(f):\n        def wrapper(*args):\n            if role not in current_user.roles:\n"
        "                abort(403)\n            return f(*args)\n        return wrapper\n    return outer\nstaff = require('s')\n"
    )
    app = HEAD + "from shop.guards import staff\n" + VIEW.format(decorators="@staff\n")
    assert found(run_in_repository, {"shop/guards.py": guards, "shop/app.py": app}) == []


# Classes


@pytest.mark.parametrize(
    ("body", "open_lines"),
    [
        ("    decorators = [login_required]\n    def get(self): ...\n", []),
        ("    method_decorators = [login_required]\n    def get(self): ...\n", []),
        ("    method_decorators = {'get': [login_required]}\n    def get(self): ...\n    def post(self): ...\n", [6]),
        ("    decorators = []\n    def get(self): ...\n", [5]),
        ("    @login_required\n    def get(self): ...\n    def post(self): ...\n", [6]),
        ("    def get(self): ...\n", [4]),
    ],
)
def test_classes(run: Run, body: str, open_lines: list[int]):
    text = f"{HEAD}class Orders(MethodView):\n{body}app.add_url_rule('/orders', view_func=Orders.as_view('o'))\n"
    assert found(run, {"app.py": text}) == [f"app.py:{line} route-no-guard" for line in open_lines]


def test_base_class_in_another_file(run_in_repository: Run):
    base = "class Base(Resource):\n    method_decorators = [login_required]\n"
    views = (
        "from base import Base\nclass A(Base):\n    def get(self): ...\n"
        "class B(Base):\n    method_decorators = []\n    def get(self): ...\n"
        "api.add_resource(A, '/a')\napi.add_resource(B, '/b')\n"
    )
    assert found(run_in_repository, {"base.py": base, "views.py": views}) == ["views.py:6 route-no-guard"]


@pytest.mark.parametrize("bases", ["", "(object)", "(base.Root)"])
def test_classes_named_like_views_are_followed_to_their_end(run_in_repository: Run, bases: str):
    base = f"import base\nclass Root: ...\nclass BaseResource{bases}:\n    def fetch(self): ...\n"
    client = "from . import base\nclass Story(base.BaseResource):\n    def delete(self): ...\n"
    assert found(run_in_repository, {"client/base.py": base, "client/story.py": client}) == []


def test_a_base_that_nobody_knows_may_be_a_view(run_in_repository: Run):
    client = "from .gone import BaseResource\nclass Story(BaseResource):\n    def delete(self): ...\n"
    assert found(run_in_repository, {"client/story.py": client}) == ["client/story.py:3 route-no-guard"]


def test_project_classes_that_check_in_a_method(run_in_repository: Run):
    base = (
        "class Page:\n    def _check_access(self):\n        self._require_user()\n"
        "    def _require_user(self):\n        if session.user is None:\n            raise Forbidden\n"
        "class Mine(Page):\n    def _process(self): ...\n"
        "class Public(Page):\n    def _check_access(self):\n        pass\n"
        "    def _require_user(self):\n        pass\n"
    )
    urls = "from pages import Mine, Public\nbp.add_url_rule('/a', 'a', Mine)\nbp.add_url_rule('/b', 'b', Public)\n"
    assert found(run_in_repository, {"pages.py": base, "urls.py": urls}) == ["urls.py:3 route-no-guard"]


def test_a_helper_that_registers_the_view_class_it_is_given_is_no_route(run: Run):
    helper = "def add({}, url):\n    view = resource.as_view('x')\n    app.add_url_rule(url, view_func=view)\n"
    view = "class Orders(MethodView):\n    def get(self): ...\nadd(Orders, '/orders')\n"
    declared = HEAD + helper.format("resource: type[MethodView]")
    assert found(run, {"app.py": declared}) == []
    assert found(run, {"app.py": declared + view}) == ["app.py:7 route-no-guard"]
    assert found(run, {"app.py": HEAD + helper.format("resource")}) == ["app.py:5 route-no-guard"]


@pytest.mark.parametrize(
    ("check", "code"), [("if not valid_signature(request):\n        return 'no', 403", 0), ("pass", 1)]
)
def test_refusal_in_a_view_that_another_file_registers(run_in_repository: Run, check: str, code: int):
    files = {
        "hooks.py": f"def received():\n    {check}\n    return store(request.json)\n",
        "app.py": f"{HEAD}import hooks\napp.add_url_rule('/orders', view_func=hooks.received, methods=['POST'])\n",
    }
    assert run_in_repository("endpoint-auth", files)[0] == code


@pytest.mark.parametrize(
    ("above", "below", "code"),
    [
        ("", "@api.login_required(scopes=['orders'])\n", 0),
        ("", "@login_required\n", 0),
        ("@login_required\n", "", 1),
        ("", "@api.doc(id='orders')\n", 1),
        ("", "@api.route('/again')\n", 1),
    ],
)
def test_what_stands_over_a_class(run: Run, above: str, below: str, code: int):
    text = f"api = Namespace('x')\n{above}@api.route('/x')\n{below}class Orders(Resource):\n    def get(self): ...\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


def test_wrapped_view_func(run: Run):
    text = HEAD + "def f(): ...\napp.add_url_rule('/f', view_func=login_required(f))\n"
    assert found(run, {"app.py": text}) == []


# Hooks


@pytest.mark.parametrize(
    ("hook", "lines"),
    [
        ("if not session.get('user'):\n        abort(401)", []),
        ("return check()", []),
        ("g.user = session.get('user')", ["route-no-guard"]),
        ("if request.endpoint != 'orders' and not g.user:\n        abort(401)", ["route-no-guard"]),
        ("if request.endpoint in PUBLIC:\n        return\n    if not g.user:\n        abort(401)", []),
        ("if request.path.startswith('/admin') and not g.user:\n        abort(401)", ["route-no-guard"]),
        ("if request.path.startswith('/ord') and not g.user:\n        abort(401)", []),
        (
            "if current_user.is_authenticated and not current_user.confirmed:\n        return redirect('/x')",
            ["route-no-guard"],
        ),
        ("if setup_missing():\n        return redirect('/setup')", ["route-no-guard"]),
        ("if importing():\n        return 'Import in progress', 403", ["route-no-guard"]),
        ("pass", ["route-no-guard"]),
    ],
)
def test_app_hooks(run: Run, hook: str, lines: list[str]):
    text = (
        f"{HEAD}PUBLIC = ['login', 'static']\ndef check():\n    if not g.user:\n        return redirect('/login')\n"
        f"@app.before_request\ndef hook():\n    {hook}\n{VIEW.format(decorators='')}"
    )
    assert [each.split()[1] for each in found(run, {"app.py": text})] == lines


@pytest.mark.parametrize(("body", "lines"), [("if not session.get('user'):\n            abort(401)", 0), ("pass", 1)])
def test_hook_that_is_a_method(run: Run, body: str, lines: int):
    text = (
        f"{HEAD}class Server:\n    def __init__(self):\n        self.app = app\n"
        f"        self.app.before_request(self.first)\n    def first(self):\n        {body}\n{VIEW.format(decorators='')}"
    )
    assert len(found(run, {"app.py": text})) == lines


def test_hook_with_many_exemptions(run: Run):
    exempt = "".join(f"    if request.endpoint == '{name}':\n        return\n" for name in "a b c d e orders".split())
    hook = f"@app.before_request\ndef hook():\n{exempt}    if not session.get('user'):\n        abort(401)\n"
    view = "@app.route('/g')\ndef g(): ...\n" + VIEW.format(decorators="")
    assert found(run, {"app.py": HEAD + hook + view}) == ["app.py:21 route-no-guard"]


def test_hook_with_an_exempting_decorator(run: Run):
    text = (
        f"{HEAD}def public(f):\n    f.is_public = True\n    return f\n@app.before_request\ndef hook():\n"
        "    view = app.view_functions[request.endpoint]\n    if getattr(view, 'is_public', False):\n        return\n"
        "    if not session.get('user'):\n        abort(401)\n"
        "@app.route('/a')\n@public\ndef a(): ...\n@app.route('/b')\ndef b(): ...\n"
    )
    assert found(run, {"app.py": text}) == ["app.py:13 route-no-guard"]


MARKED = (
    f"{HEAD}@app.before_request\ndef hook():\n    view = app.view_functions[request.endpoint]\n"
    "    if getattr(view, 'is_public', False):\n        return\n    if not session.get('user'):\n        abort(401)\n"
    "class A(MethodView):\n    def get(self): ...\n    get.is_public = {}\n    def post(self): ...\n"
    "@app.route('/b')\ndef b(): ...\nb.{} = True\n"
)


@pytest.mark.parametrize(
    ("value", "mark", "lines"),
    [
        ("True", "is_public", ["app.py:11 route-no-guard", "app.py:14 route-no-guard"]),
        ("False", "is_hidden", []),
        ("True", "is_hidden", ["app.py:11 route-no-guard"]),
    ],
)
def test_views_that_are_marked_by_name(run: Run, value: str, mark: str, lines: list[str]):
    assert found(run, {"app.py": MARKED.format(value, mark)}) == lines


MAKER = (
    "def permissions(handler):\n    def call(f, args):\n        if not handler(args):\n            {refuse}\n"
    "        return f(*args)\n    if handler.__code__.co_argcount > 1:\n        def decorator(*given):\n"
    "            def inner(f):\n                def wrapper(*args):\n                    return call(f, args)\n"
    "                return {done}(wrapper)\n            return inner\n        return decorator\n"
    "    def decorator(f):\n        def wrapper(*args):\n            return call(f, args)\n"
    "        return {done}(wrapper)\n    return decorator\n"
    "@permissions\ndef staff(args):\n    return current_user.is_staff\n"
)


@pytest.mark.parametrize(
    ("handed", "code"),
    [
        ("return needs('staff')(func)", 0),
        ("return login_required(func)", 0),
        ("return audited('staff')(func)", 1),
    ],
)
def test_a_guard_that_hands_the_view_to_another(run: Run, handed: str, code: int):
    needs = (
        "def needs(role):\n    def decorator(f):\n        def wrapper():\n            if role not in current_user.roles:\n"
        "                return forbidden()\n            return f()\n        return login_required(wrapper)\n"
        "    return decorator\ndef audited(what):\n    def decorator(f):\n        def wrapper():\n"
        "            log(what)\n            return f()\n        return wrapper\n    return decorator\n"
    )
    text = f"{HEAD}{needs}def staff(func):\n    {handed}\n@app.route('/x')\n@staff\ndef x(): ...\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(("refuse", "code"), [("abort(401)", 0), ("pass", 1)])
def test_a_decorator_that_is_a_class(run: Run, refuse: str, code: int):
    text = (
        f"{HEAD}@registered\nclass staff:\n    def __init__(self, f):\n        self.f = f\n    def __call__(self, f):\n"
        f"        def wrapper():\n            if not session.get('user'):\n                {refuse}\n            return f()\n"
        "        return wrapper\n@app.route('/x')\n@staff\ndef x(): ...\n"
    )
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(("done", "code"), [("flask_login.login_required", 0), ("login_required", 0), ("audited", 1)])
def test_a_function_that_a_decorator_makes_a_guard(run: Run, done: str, code: int):
    text = HEAD + MAKER.format(refuse="abort(403)", done=done) + "@app.route('/x')\n@staff\ndef x(): ...\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


BLUEPRINT = "from flask import Blueprint\n{name} = Blueprint('{name}', __name__)\n@{name}.route('/x')\ndef x(): ...\n"
HOOKED = {
    "shop/auth.py": "def check():\n    if not session.get('user'):\n        raise AuthError('no', 401)\ndef nothing():\n    pass\n",
    "shop/a.py": BLUEPRINT.format(name="a"),
    "shop/b.py": BLUEPRINT.format(name="b"),
    "shop/c.py": BLUEPRINT.format(name="c"),
    "shop/__init__.py": (
        "from flask import Flask\nfrom .a import a\nfrom .auth import check, nothing\nfrom .b import b as other\nfrom .c import c\n"
        "def create_app():\n    app = Flask(__name__)\n    a.before_request(check)\n    other.before_request(nothing)\n"
        "    a.register_blueprint(c, url_prefix='/c')\n    app.register_blueprint(a, url_prefix='/a')\n"
        "    app.register_blueprint(other)\n    return app\n"
    ),
}


def test_blueprint_hooks_in_another_file_and_nested(run_in_repository: Run):
    assert found(run_in_repository, HOOKED) == ["shop/b.py:3 route-no-guard"]


def test_one_file_is_judged_like_all(run_in_repository: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    run_in_repository("endpoint-auth", HOOKED)
    kept = tmp_path / ".git/flask-upkeep/endpoint-auth.cache"
    whole = kept.read_bytes()
    version, _, rest = whole.partition(b"\n")
    digest, data = rest[:16], rest[16:]
    entries, _ = marshal.loads(data)
    assert len(entries) == len(HOOKED)
    foreign = b"1" + whole
    swapped = version + b"\n" + digest[::-1] + data
    for broken in (
        None,
        b"",
        b"[]",
        version,
        whole[:60],
        whole[:-1],
        whole + b"\0",
        whole[:-9] + b"\xff" * 9,
        foreign,
        swapped,
    ):
        if broken is not None:
            kept.write_bytes(broken)
        assert [load("endpoint-auth").main([f"shop/{name}.py"]) for name in "abc"] == [0, 1, 0]
    capsys.readouterr()


TWO_APPS = {
    "staff.py": "from flask import Flask\nfrom security import init\n"
    "app = Flask(__name__)\n{staff}\n@app.route('/staff')\ndef staff(): ...\n",
    "shop.py": "from flask import Flask\nfrom security import init\n"
    "app = Flask(__name__)\n{shop}\n@app.route('/shop')\ndef shop(): ...\n",
    "security.py": "def check():\n    if not session.get('user'):\n        abort(401)\n"
    "{helper}\ndef init(app):\n    {hang}\n",
}
HANG = "app.before_request(check)"
STAFF, SHOP = "staff.py:5 route-no-guard", "shop.py:5 route-no-guard"


@pytest.mark.parametrize(
    ("staff", "shop", "helper", "hang", "lines"),
    [
        ("init(app)", "", "", HANG, [SHOP]),
        ("init(app=app)", "", "", HANG, [SHOP]),
        ("", "init(app)", "", HANG, [STAFF]),
        ("init(app)", "init(app)", "", HANG, []),
        ("", "", "", HANG, [SHOP, STAFF]),
        ("init(app)", "", "def hang(to, app):\n    app.before_request(check)", "hang(1, app)", [SHOP]),
        ("init(app)", "", "", "@app.before_request\n    def hook():\n        check()", [SHOP]),
    ],
)
def test_a_hook_stands_before_the_app_that_is_handed_over(
    run_in_repository: Run, staff: str, shop: str, helper: str, hang: str, lines: list[str]
):
    texts = {"{staff}": staff, "{shop}": shop, "{helper}": helper, "{hang}": hang}
    files = dict(TWO_APPS)
    for name, text in files.items():
        for key, value in texts.items():
            text = text.replace(key, value)
        files[name] = text
    if not staff and not shop:
        files = {name: text.replace("from security import init", "") for name, text in files.items()}
    assert sorted(found(run_in_repository, files)) == lines


def test_a_blueprint_that_is_handed_over(run_in_repository: Run):
    files = {
        "guards.py": "def guard(bp):\n    @bp.before_request\n    def hook():\n        if not g.user:\n            abort(401)\n",
        "a.py": "from guards import guard\nbp = Blueprint('a', __name__)\nguard(bp)\n@bp.route('/a')\ndef a(): ...\n",
        "b.py": "bp = Blueprint('b', __name__)\n@bp.route('/b')\ndef b(): ...\n",
        "app.py": "import a, b\napp = Flask()\napp.register_blueprint(a.bp)\napp.register_blueprint(b.bp)\n",
    }
    assert found(run_in_repository, files) == ["b.py:2 route-no-guard"]


def test_two_apps_of_one_file(run: Run):
    hook = "@admin_app.before_request\ndef hook():\n    if not session.get('user'):\n        abort(401)\n"
    apps = "admin_app = Flask('a')\npublic_app = Flask('b')\n"
    views = "@admin_app.route('/a')\ndef a(): ...\n@public_app.route('/b')\ndef b(): ...\n"
    assert found(run, {"app.py": apps + hook + views}) == ["app.py:9 route-no-guard"]


FACTORY = "def make_{name}():\n    app = Flask('{name}')\n{hook}    @app.route('/{name}')\n    def {name}(): ...\n    return app\n"
IN_FACTORY = "    @app.before_request\n    def check():\n        if not session.get('user'):\n            abort(401)\n"


@pytest.mark.parametrize(
    ("hook", "lines"),
    [
        (IN_FACTORY, ["app.py:12 route-no-guard"]),
        ("    app.before_request(known)\n", ["app.py:9 route-no-guard"]),
        ("    hang(app)\n", ["app.py:9 route-no-guard"]),
    ],
)
def test_two_factories_of_one_file(run_in_repository: Run, hook: str, lines: list[str]):
    text = FACTORY.format(name="a", hook=hook) + FACTORY.format(name="b", hook="")
    known = "def known():\n    if not session.get('user'):\n        abort(401)\n"
    known += "def hang(server):\n    server.before_request(known)\n"
    assert found(run_in_repository, {"app.py": text + known}) == lines


LOADS = IN_FACTORY.replace("abort(401)", "g.user = None")
CALLED = "    app.before_request(check)\n"


@pytest.mark.parametrize(
    ("first", "second", "lines"),
    [
        (IN_FACTORY, LOADS, ["app.py:17 route-no-guard"]),
        (LOADS, IN_FACTORY, ["app.py:8 route-no-guard"]),
        (LOADS.replace("    @app.before_request\n", "") + CALLED, IN_FACTORY, ["app.py:8 route-no-guard"]),
        (IN_FACTORY.replace("    @app.before_request\n", "") + CALLED, LOADS, ["app.py:17 route-no-guard"]),
        (IN_FACTORY, IN_FACTORY, []),
    ],
)
def test_hooks_of_one_name_in_two_factories(run_in_repository: Run, first: str, second: str, lines: list[str]):
    files = {
        "app.py": HEAD.partition("app =")[0]
        + FACTORY.format(name="a", hook=first)
        + FACTORY.format(name="b", hook=second)
    }
    assert found(run_in_repository, files) == lines


def test_blueprints_of_two_factories(run_in_repository: Run):
    pages = "{name} = Blueprint('{name}', __name__)\n@{name}.route('/{name}')\ndef {name}_page(): ...\n"
    text = FACTORY.format(name="x", hook=IN_FACTORY + "    app.register_blueprint(one)\n")
    text += FACTORY.format(name="y", hook="    app.register_blueprint(two)\n")
    files = {"pages.py": pages.format(name="one") + pages.format(name="two"), "app.py": "from pages import *\n" + text}
    assert found(run_in_repository, files) == ["app.py:15 route-no-guard", "pages.py:5 route-no-guard"]


def test_hook_of_another_app_of_the_repository(run_in_repository: Run):
    hook = "@app.before_request\ndef hook():\n    if not session.get('user'):\n        abort(401)\n"
    files = {"one/app.py": HEAD + hook + VIEW.format(decorators=""), "two/app.py": HEAD + VIEW.format(decorators="")}
    assert found(run_in_repository, files) == ["two/app.py:3 route-no-guard"]


@pytest.mark.parametrize(
    "made", ["Namespace('o', decorators=[login_required])", "Api(app, decorators=[login_required])"]
)
def test_decorators_of_a_namespace(run: Run, made: str):
    text = f"{HEAD}ns = {made}\n@ns.route('/o')\nclass Orders(Resource):\n    def get(self): ...\n"
    assert found(run, {"app.py": text}) == []


# The view itself


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("if 'user' not in session:\n        return redirect('/in')\n    return all_orders()", False),
        (
            "if not verify_jwt(request.headers.get('Authorization')):\n        return {}, 403\n    return all_orders()",
            False,
        ),
        ("if not current_user.is_authenticated:\n        abort(401)\n    return all_orders()", False),
        (
            "permission = AdminPermission(name)\n    if permission.can():\n        return all_orders()\n    raise Unauthorized()",
            False,
        ),
        ("if AdminPermission().can():\n        return all_orders()\n    raise Unauthorized()", False),
        ("db.session.commit()\n    if 'user' not in session:\n        abort(401)\n    return all_orders()", True),
        ("if not form.validate():\n        abort(403)\n    return all_orders()", True),
        ("if has_access('editor', id):\n        return all_orders()\n    raise ForbiddenError()", False),
        (
            "if not has_access('editor', id):\n        return abort(make_response('no', 403))\n    return all_orders()",
            False,
        ),
        ("if not current_user():\n        return redirect('/')\n    return all_orders()", False),
        ("user = current_user()\n    if not user:\n        return redirect('/')\n    return all_orders()", False),
        ("if current_user():\n        return next_after_login()\n    return all_orders()", True),
        ("if not current_user:\n        return redirect('/')\n    return all_orders()", True),
        ("if not has_items():\n        return abort(make_response('no', 403))\n    return all_orders()", True),
        ("if not login.current_user.is_authenticated:\n        return redirect('/')\n    return all_orders()", False),
        ("if not login.current_price.is_known:\n        return redirect('/')\n    return all_orders()", True),
        ("if 'user' in session:\n        name = session['user']\n    return all_orders(name)", True),
        ("return render('x'), 403", True),
        ("if request.headers.get('X-Hook') != config.HOOK_SECRET:\n        return 'no', 400\n    return take()", False),
        (
            "if SWITCH and request.form.get('password') not in (A_SECRET, B_SECRET):\n        return 'no', 401\n    return take()",
            False,
        ),
        ("if request.args.get('page') != FIRST_PAGE:\n        return 'no', 400\n    return take()", True),
        ("if request.args['hook'] != app.config['HOOK_SECRET']:\n        return 'no', 400\n    return take()", False),
        (
            "token = request.json['a']\n    if token != app.config.get('API_TOKEN'):\n        return 'no', 400\n    return take()",
            False,
        ),
        ("if sent_token != API_TOKEN:\n        return 'no', 400\n    return take()", False),
        (
            "sent = request.json['token']\n    if token_kind != API_TOKEN:\n        return 'no', 400\n    return take()",
            True,
        ),
        (
            "token = request.json['a']\n    if token != app.config['TOKEN_KIND']:\n        return 'no', 400\n    return take()",
            True,
        ),
        (
            "token = request.json['a']\n    if token != texts['API_TOKEN']:\n        return 'no', 400\n    return take()",
            True,
        ),
        (
            "token = request.json['a']\n    if token != app.config.get('API_TOKEN', ''):\n        return 'no', 400\n    return take()",
            True,
        ),
        ("if request.args['hook'] != app.config['HOOK']:\n        return 'no', 400\n    return take()", True),
        ("if MODE != HOOK_SECRET:\n        return 'no', 400\n    return take()", True),
        ("if request.args.get('a') != HOOK_SECRET:\n        note()\n    return take()", True),
        ("if not pay.verify_incoming_request(dict(request.form)):\n        return 'no', 400\n    return take()", False),
        ("if not is_valid_signature(request.data):\n        abort(400)\n    return take()", False),
        ("if not validate_request(request.json):\n        abort(400)\n    return take()", True),
        ("user: User = session.get('user')\n    if not user:\n        abort(401)\n    return take()", False),
        ("row: Row = db.save(1)\n    if 'user' not in session:\n        abort(401)\n    return take()", True),
        (
            "try:\n        jwt.decode(sent(), key=KEY)\n    except DecodeError:\n        return 'no', 400\n    return take()",
            False,
        ),
        ("try:\n        jwt.decode(sent(), key=KEY)\n    except DecodeError:\n        pass\n    return take()", True),
        (
            "if not check_password(request.form['password']):\n        abort(401)\n    login_user(u)\n    return ''",
            True,
        ),
    ],
)
def test_refusal_in_the_view(run: Run, body: str, is_open: bool):
    text = f"{HEAD}@app.route('/orders')\ndef orders():\n    {body}\n"
    assert bool(found(run, {"app.py": text})) is is_open


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if request.args.get('all'):\n        require_login()\n    return take()", 1),
        ("if request.args.get('all'):\n        problem = check_login()\n        if problem:\n            return problem\n"
         "    return take()", 1),
        ("if request.method == 'POST':\n        check_login()\n    return take()", 1),
        ("if app.config['LOGIN']:\n        check_login()\n    return take()", 0),
        ("if LOGIN:\n        check_login()\n    return take()", 0),
        ("if request.args.get('all'):\n        check_login()\n    else:\n        check_login()\n    return take()", 0),
        ("if request.args.get('all'):\n        check_login()\n    else:\n        abort(401)\n    return take()", 0),
        ("check_login()\n    return take()", 0),
    ],
)  # fmt: skip
def test_a_helper_that_a_view_asks_on_some_requests(run: Run, body: str, code: int):
    helper = "def check_login():\n    if not current_user.is_authenticated:\n        abort(401)\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}{helper}@app.route('/x')\ndef x():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(("found_by", "code"), [("getattr(self, name)", 0), ("views()[name]", 1), ("self.view", 1)])
def test_a_helper_that_registers_what_it_finds(run: Run, found_by: str, code: int):
    text = f"def register(app, self, name):\n    f = {found_by}\n    app.add_url_rule('/x', view_func=f)\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("handed_to", "code"),
    [
        ("manager().has_one_of_roles(roles)(f)(*args)", 0),
        ("manager().jwt().requires_roles(roles)(f)(*args)", 0),
        ("manager().cached(roles)(f)(*args)", 1),
    ],
)
def test_a_guard_of_what_a_call_gives(run: Run, handed_to: str, code: int):
    made = f"def any_of(roles):\n    def around(f):\n        def wrapper(*args):\n            return {handed_to}\n"
    text = f"{HEAD}{made}        return wrapper\n    return around\n" + VIEW.format(decorators="@any_of(['a'])\n")
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("hook", "code"),
    [
        ("user_agent = request.user_agent\n    if not user_agent.string:\n        raise Forbidden('no agent')", 1),
        ("agent = request.headers.get('User-Agent')\n    if agent in BLOCKED:\n        raise Forbidden()", 1),
        ("if not session.get('user'):\n        raise Forbidden()", 0),
    ],
)
def test_a_hook_that_asks_for_a_browser(run: Run, hook: str, code: int):
    text = f"{HEAD}@app.before_request\ndef check():\n    {hook}\n{VIEW.format(decorators='')}"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("hook", "code"),
    [
        ("if 'api_key' in request.args:\n        load(request.args['api_key'])", 1),
        ("key = request.args.get('api_key')\n    if key:\n        load(key)", 1),
        ("if request.values.get('token', None) is not None:\n        load(request.values['token'])", 1),
        (
            "token = request.args.get('token')\n    if token:\n        if lookup(token) is None:\n            abort(401)",
            1,
        ),
        ("token = request.args.get('token')\n    if not token:\n        abort(401)\n    load(token)", 0),
        ("key = request.args.get('api_key')\n    if key:\n        load(key)\n    else:\n        abort(401)", 0),
        ("if 'page' in request.args:\n        count(request.args['page'])\n    load(request.args['token'])", 0),
    ],
)
def test_a_hook_that_looks_only_at_what_is_sent(run: Run, hook: str, code: int):
    helper = "def load(key):\n    g.user = User.by_key(key)\n    if g.user is None:\n        raise Unauthorized()\n"
    text = f"{HEAD}{helper}@app.before_request\ndef check():\n    {hook}\n{VIEW.format(decorators='')}"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("hook", "code"),
    [
        ("if not admin_exists():\n        return redirect(url_for('auth.create_admin'))", 1),
        ("if User.query.count() == 0:\n        return redirect(url_for('auth.setup'))", 1),
        ("if User.query.filter_by(role='admin').first() is None:\n        return redirect(url_for('auth.setup'))", 1),
        ("users = User.query.count()\n    if users < 1:\n        return redirect(url_for('auth.setup'))", 1),
        ("if not User.query.first():\n        return redirect('/login')", 1),
        ("if User.query.count() > 0:\n        if not g.user:\n            abort(401)", 0),
        ("if not admin_exists():\n        return redirect('/setup')\n    if not g.user:\n        abort(401)", 0),
        ("if User.query.filter_by(key=request.headers.get('X-Key')).first() is None:\n        abort(401)", 0),
        ("user = User.query.filter_by(id=session.get('id')).first()\n    if not user:\n        abort(401)", 0),
        ("if not user_exists(session):\n        abort(401)", 0),
    ],
)  # fmt: skip
def test_a_hook_that_asks_whether_there_is_a_user(run: Run, hook: str, code: int):
    text = f"{HEAD}@app.before_request\ndef check():\n    {hook}\n{VIEW.format(decorators='')}"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("key = request.values.get('api_key')\n        if key is not None:\n            user = User.by_key(key)\n"
         "            if user is not None:\n                return f()\n        raise Api401Error('a key is required')", 0),
        ("if not known(key):\n            raise Api401Error('a key is required')\n        return f()", 0),
        ("if not known(key):\n            raise errors.Http403('no')\n        return f()", 0),
        ("if not found(key):\n            raise Api404Error('no such thing')\n        return f()", 1),
        ("if not found(key):\n            raise Api4011Error('no such thing')\n        return f()", 1),
        ("if log(Api401Error):\n            return f()\n        return f()", 1),
    ],
)  # fmt: skip
def test_a_status_in_the_name_of_an_exception(run: Run, body: str, code: int):
    assert run("endpoint-auth", {"app.py": guarded_by(decorator(body))})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if current_user.is_authenticated:\n            account = current_user.get()\n        read(account)", 1),
        ("if not current_user.is_anonymous:\n            account = current_user.id\n        else:\n            read()", 1),
        ("if current_user.is_authenticated:\n            read()\n        check(session['user'])", 0),
        ("if g.user is None:\n            raise Refused()\n        read()", 0),
        ("account = session['user']\n        read(account)", 0),
    ],
)  # fmt: skip
def test_what_strangers_come_to_before_an_exception(run: Run, body: str, code: int):
    view = f"def x():\n    try:\n        {body}\n    except Refused:\n        abort(403)\n    return page()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\n{view}"})[0] == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("require(current_user.is_staff)", 0),
        ("require(current_user.is_staff, order.is_open)", 0),
        ("require(request.authz.can(order.id, 'edit'))", 0),
        ("need(current_user.is_staff, 'staff only')", 0),
        ("need_all(current_user.is_staff)", 0),
        ("authz.need(current_user.is_staff)", 0),
        ("require(order.is_open)", 1),
        ("need(g.session)", 1),
        ("require(not current_user.is_staff)", 1),
        ("require(current_user.is_staff or order.is_open)", 1),
        ("require(request.user.is_anonymous)", 1),
        ("need(order, current_user.is_staff)", 1),
        ("need_any(current_user.is_staff)", 1),
        ("note(current_user.is_staff)", 1),
        ("refuse_if(current_user.is_blocked)", 1),
    ],
)
def test_a_helper_that_is_told_no(run: Run, asked: str, code: int):
    helpers = (
        "def require(*told):\n    for each in told:\n        if not each:\n            raise Forbidden()\n"
        "def need(told, why=''):\n    if not told:\n        abort(400)\n"
        "def need_all(*told):\n    if not all(told):\n        abort(400)\n"
        "def need_any(*told):\n    if not any(told):\n        abort(403)\n"
        "def note(*told):\n    for each in told:\n        if not each:\n            log('no')\n"
        "def refuse_if(told):\n    if told:\n        raise Forbidden()\n"
        "class Authz:\n    def need(self, told):\n        if not told:\n            abort(400)\nauthz = Authz()\n"
    )
    view = f"@app.route('/x')\ndef x():\n    {asked}\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": HEAD + helpers + view})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if not github.authorized:\n        return redirect(url_for('github.login'))", 0),
        ("if not staff.session.authorized:\n        return redirect(url_for('index'))", 0),
        ("if not request.user:\n        abort(401)", 0),
        ("if not request.user.is_staff:\n        abort(403)", 0),
        ("if not request.auth['staff']:\n        abort(403)", 0),
        ("if not payment.authorized:\n        return redirect(url_for('login'))", 1),
        ("if not payment.source.authorized:\n        abort(403)", 1),
        ("if not request.user_agent:\n        abort(403)", 1),
        ("if not request.access_control_request_headers:\n        abort(403)", 1),
        ("if not request.json:\n        abort(403)", 1),
        ("if not request.user_data:\n        abort(403)", 1),
        ("if not request.remote_user_agent:\n        abort(403)", 1),
        ("if not request.id:\n        abort(403)", 1),
        ("if not order.user:\n        abort(403)", 1),
        ("check_logged_in()", 0),
        ("users.require_logged_in()", 0),
        ("known = check_logged_in()", 1),
        ("if not check_not_logged_in():\n        count()", 1),
        ("check_logged_in_today()", 1),
    ],
)
def test_who_calls_by_other_names(run: Run, body: str, code: int):
    view = f"@app.route('/x')\ndef x():\n    {body}\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": HEAD + "from elsewhere import *\n" + view})[0] == code


@pytest.mark.parametrize(
    ("early", "code"),
    [
        ("if order.is_open:\n        return page(order)", 1),
        ("if order.is_open():\n        return page(order)", 1),
        ("if not order.is_hidden:\n        return page(order)", 1),
        (
            "if order.is_open:\n        try:\n            return page(order)\n        except ValueError:\n            abort(500)",
            1,
        ),
        ("if order.is_gone:\n        return page(order), 410", 0),
        ("if order.is_gone:\n        return redirect('/')", 0),
        ("if order.is_open:\n        note(order)", 0),
        ("if not order.is_valid():\n        return page(order)", 0),
        ("if not form.is_open:\n        return page(form)", 0),
        ("given = Given.load(request.args)\n    if given.short:\n        return page(given)", 0),
        ("if settings.OPEN:\n        return page(order)", 0),
        ("if request.is_json:\n        return page(order)", 1),
    ],
)
def test_some_things_that_are_shown_before_the_refusal(run: Run, early: str, code: int):
    refusal = "if not current_user.is_authenticated:\n        abort(401)"
    body = f"order = Order.by_number(7)\n    form = OrderForm()\n    {early}\n    {refusal}\n    return page(order)"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(
    ("early", "code"),
    [
        ("if order.is_open():\n        return order", 1),
        ("if order.is_open():\n        note(order)", 0),
        ("note(order)", 0),
    ],
)
def test_some_things_that_a_step_of_a_view_lets_pass(run: Run, early: str, code: int):
    body = f"order = Order.by_number(7)\n    {early}\n    if not current_user.is_authenticated:\n        abort(401)"
    view = "@app.route('/x')\ndef x():\n    order = load()\n    return page(order)\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}def load():\n    {body}\n    return order\n{view}"})[0] == code


def test_a_check_that_can_be_read_is_not_judged_by_its_name(run: Run):
    check = "def check_logged_in():\n    if not session.get('user'):\n        log('a stranger')\n"
    view = "@app.route('/x')\ndef x():\n    check_logged_in()\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": HEAD + check + view})[0] == 1


@pytest.mark.parametrize(
    ("rule", "view", "is_open"),
    [
        ("/reset", "reset", True),
        ("/account/reset/<token>", "f", True),
        ("/reset_password", "reset_request", True),
        ("/reset-user-password", "f", True),
        ("/x", "ResetPasswordView", True),
        ("/x", "init_reset_pw", True),
        ("/2fa/lost", "ResetTwoFactorSecret", True),
        ("/reset-filter", "reset_filter", False),
        ("/settings/factory-reset", "factory_reset_page", False),
        ("/reset_users", "f", False),
    ],
)
def test_what_is_reset_without_a_login(rule: str, view: str, is_open: bool):
    assert is_usually_public(rule, view, ("POST",)) is is_open


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if has_access('a'):\n        return all_orders()\n    abort(403)", 0),
        ("if has_access('a'):\n        count()\n    abort(403)", 1),
    ],
)
def test_an_end_after_a_test_that_lets_nobody_in(run: Run, body: str, code: int):
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("found = cache.get(KEY(token))\n    cache.delete(KEY(token))\n    if not found:\n"
         "        raise BadRequest('valid token required')\n    return send(found)", 0),
        ("found = Link.query.filter_by(token=token).first()\n    if not found:\n"
         "        return 'invalid token', 400\n    return send(found)", 0),
        ("found = cache.get(KEY(token))\n    if not found:\n        raise BadRequest('gone')\n    return send(found)", 1),
        ("found = cache.get(KEY(name))\n    if not found:\n        raise BadRequest('valid token required')\n"
         "    return send(found)", 1),
        ("found = cache.get(KEY(token))\n    store.delete(token)\n    if not found:\n"
         "        raise BadRequest('valid token required')\n    return send(found)", 1),
    ],
)  # fmt: skip
def test_a_token_for_one_download(run: Run, body: str, code: int):
    text = f"{HEAD}@app.route('/file')\ndef file():\n    token = request.args.get('token')\n    {body}\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("role not in ROLES", 1),
        ("role not in [Role.admin.value, Role.staff.value]", 1),
        ("role is None", 1),
        ("current_user.role != role", 0),
        ("not current_user.has(role)", 0),
        ("role not in session['roles']", 0),
    ],
)
def test_a_helper_that_is_told_a_role(run: Run, test: str, code: int):
    helper = f"def check_role(role):\n    if {test}:\n        abort(403)\n"
    view = "def x():\n    check_role(request.json['role'])\n    return save()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}{helper}@app.post('/x')\n{view}"})[0] == code


METHODS = "class Orders(Base):\n{guard}    def get(self): ...\n    @login_required\n    def post(self): ...\n"
BASE = "class Base(Resource):\n    def put(self): ...\n"


@pytest.mark.parametrize(
    ("guard", "options", "code"),
    [
        ("    @login_required\n", ", methods=['GET', 'POST']", 0),
        ("", ", methods=['GET', 'POST']", 1),
        ("", ", methods=['POST']", 0),
        ("    @login_required\n", "", 1),  # the inherited `put` answers too
    ],
)
def test_methods_of_a_class_registered_elsewhere(run_in_repository: Run, guard: str, options: str, code: int):
    files = {
        "base.py": "from flask_restful import Resource\n" + BASE,
        "orders.py": "from base import Base\n" + METHODS.format(guard=guard),
        "app.py": f"from orders import Orders\nfrom shop import api\napi.add_resource(Orders, '/orders'{options})\n",
    }
    assert [each.split(":")[0] for each in found(run_in_repository, files) if each.startswith("app.py")] == [
        "app.py"
    ] * code


@pytest.mark.parametrize(
    ("guard", "body", "code"),
    [
        ("@jwt_required()", "super().get()\n        return 1", 0),
        ("@login_required", "super().get()\n        return 1", 1),  # its redirect to the login is lost
        ("@login_required", "answer = super(Orders, self).get()\n        return answer", 0),
        ("@login_required", "return super().get()", 0),
        ("@cached", "return super().get()", 1),
        ("@login_required", "return super().post()", 1),
        ("@login_required", "if request.args:\n            super().get()\n        return 1", 1),
    ],
)
def test_a_method_that_calls_the_one_of_its_base(run: Run, guard: str, body: str, code: int):
    base = f"class Base(MethodView):\n    {guard}\n    def get(self): ...\n    def post(self): ...\n"
    text = f"{HEAD}class Orders(Base):\n    def get(self):\n        {body}\n"
    registered = "app.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n"
    lines = found(run, {"app.py": text.replace("class Orders", base + "class Orders") + registered})
    assert len([each for each in lines if each.startswith("app.py:8 ")]) == code


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("order.state != 0 and not current_user.is_admin()", 1),
        ("order['state'] != 0 and not current_user.is_admin()", 1),
        ("config.mode != 'open' and not current_user.is_authenticated", 0),
        ("not current_user.is_admin()", 0),
        ("not current_user.is_admin() and not order.has_public_parts", 1),
    ],
)
def test_a_refusal_of_some_things_only(run: Run, test: str, code: int):
    view = f"def x(id):\n    order = load(id)\n    if {test}:\n        return redirect('/')\n    return order\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x/<id>')\n{view}"})[0] == code


@pytest.mark.parametrize(
    ("refusal", "looked_up", "code"),
    [
        ("raise OrderNotFound(name)", "Order.of(user_name, name)", 1),
        ("abort(404)", "Order.of(user_name, name)", 1),
        ("raise NoSuchOrder(name)", "Order.of(user_name, name)", 1),
        ("abort(401)", "User.by_token(token)", 0),
        ("raise UserNotFound()", "User.get(session['user_id'])", 0),
    ],
)
def test_a_decorator_that_loads_a_thing(run: Run, refusal: str, looked_up: str, code: int):
    body = f"try:\n            order = {looked_up}\n        except LookupError:\n            {refusal}\n        return f(order)"
    assert run("endpoint-auth", {"app.py": guarded_by(decorator(body))})[0] == code


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("project.webhook_secret != uuid", 0),
        ("request.args.get('key') != project.hook_secret", 0),
        ("project.webhook_secret != 'x'", 1),
        ("project.name != uuid", 1),
    ],
)
def test_a_secret_of_one_thing(run: Run, test: str, code: int):
    view = f"def x(id, uuid):\n    project = load(id)\n    if {test}:\n        raise BadHook('no')\n    return build(project)\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.post('/x/<int:id>/<uuid>')\n{view}"})[0] == code


@pytest.mark.parametrize(
    ("secret", "sent", "code"),
    [
        ("app.config['API_KEY']", "request.args.get('key')", 0),
        ("app.config['shop']['access_key']", "value_of(request, 'key')", 0),
        ("current_app.config.get('HOOK_TOKEN')", "request.form['token']", 0),
        ("configuration.get('bot_api_token')", "request.form.get('api_token', None)", 0),
        ("os.environ['HOOK_SECRET']", "flask.request.args['secret']", 0),
        ("os.getenv('API_TOKEN')", "request.json.get('token')", 0),
        ("app.config['PUBLIC_KEY']", "request.args.get('key')", 1),
        ("app.config['CSRF_TOKEN']", "request.form.get('csrf')", 1),
        ("app.config['PAGE']", "request.args.get('number')", 1),
        ("app.config['API_KEY']", "app.config['OLD_KEY']", 1),
        ("app.config['API_KEY']", "order.number", 1),
        ("orders['api_key']", "request.args.get('key')", 1),
        ("request.json['api_key']", "request.args.get('key')", 1),
    ],
)
@pytest.mark.parametrize("place", ["view", "helper", "names"])
def test_a_secret_of_the_settings_that_is_sent(run: Run, place: str, secret: str, sent: str, code: int):
    refuse = f"if {secret} != {sent}:\n        abort(401)"
    if place == "names":
        refuse = f"mine = {secret}\n    given = {sent}\n    if not given or given != mine:\n        abort(401)"
    helper = f"def right_key(req):\n    {refuse}\n".replace("request", "req") if place == "helper" else ""
    asked = "right_key(request)" if helper else refuse
    text = f"import flask, os\n{HEAD}{helper}@app.post('/x')\ndef x():\n    order = load()\n    {asked}\n    return take()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if request.args.get('key') == app.config['API_KEY']:\n        return take()\n    abort(403)", 0),
        ("if request.args.get('key') == app.config['API_KEY']:\n        count()\n    return take()", 1),
        ("if request.args.get('key') != app.config['API_KEY']:\n        count()\n    return take()", 1),
        ("if request.args.get('key') == app.config['API_KEY']:\n        abort(401)\n    return take()", 1),
    ],
)
def test_what_comes_of_a_secret_that_is_sent(run: Run, body: str, code: int):
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.post('/x')\ndef x():\n    {body}\n"})[0] == code


HOOK_EVENT = "try:\n        event = stripe.Webhook.construct_event(request.data, sent, KEY)\n    except {kind}:\n        {then}\n    "


@pytest.mark.parametrize(
    ("kind", "then", "code"),
    [
        ("stripe.error.SignatureVerificationError", "return 'no', 400", 0),
        ("stripe.SignatureVerificationError as error", "abort(400)", 0),
        ("(ValueError, stripe.SignatureVerificationError)", "return jsonify(ok=False), 400", 0),
        ("WebhookVerificationError", "return ('', 400)", 0),
        ("stripe.error.SignatureVerificationError", "pass", 1),
        ("stripe.error.SignatureVerificationError", "return jsonify(ok=True)", 1),
        ("ValueError", "return 'no', 400", 1),
    ],
)
def test_a_signature_of_who_calls_back(run: Run, kind: str, then: str, code: int):
    view = f"@app.post('/hook')\ndef hook():\n    {HOOK_EVENT.format(kind=kind, then=then)}return take(event)\n"
    assert run("endpoint-auth", {"app.py": HEAD + view})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("abort(404)\n    return dump()", 0),
        ('"""Switched off."""\n    return abort(410)', 0),
        ("abort(HTTPStatus.NOT_FOUND)\n    return dump()", 1),
        ("abort(make_response('shown', 200))\n    return dump()", 1),
        ("abort(302)", 1),
        ("if not order:\n        abort(404)\n    return dump()", 1),
        ("count()\n    abort(404)", 1),
        ("return 'no', 404", 1),
    ],
)
def test_a_view_that_is_switched_off(run: Run, body: str, code: int):
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.post('/x')\ndef x():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(
    ("looked_up", "code"),
    [
        ("User.query.get(kwargs['user_id'])", 1),
        ("User.query.filter_by(id=kwargs.get('user_id')).first()", 1),
        ("Role.query.join(Team).filter(Role.id == kwargs['role_id'], Team.id == number).first()", 1),
        ("Member.get(int(number))", 1),
        ("User.query.get(session['user_id'])", 0),
        ("User.query.get(g.user_id)", 0),
        ("User.query.filter_by(token=request.args['token']).first()", 0),
        ("User.query.filter_by(token=kwargs['token']).first()", 0),
        ("User.by_key(request.headers['X-Key'])", 0),
        ("User.query.get(opened(request))", 0),
        ("User.query.get(sent)", 0),
        ("User.of_request()", 0),
        ("Account.query.filter_by(uid=uid).first()", 0),
    ],
)
@pytest.mark.parametrize("refusal", ["abort(404)", "return 'no such thing', 404"])
def test_a_decorator_that_loads_somebody_else(run: Run, looked_up: str, refusal: str, code: int):
    body = f"number = kwargs['number']\n        sent = signer.loads(request.args['sent'])\n        user = {looked_up}\n"
    body += f"        if user is None:\n            {refusal}\n        return f(*args, **kwargs)"
    assert run("endpoint-auth", {"app.py": guarded_by(decorator(body))})[0] == code


def test_a_helper_that_is_told_who_calls(run: Run):
    helper = "def check_user(user_id):\n    user = User.query.get(user_id)\n    if not user:\n        abort(404)\n"
    view = "@app.route('/x')\ndef x():\n    check_user(session['user_id'])\n    return take()\n"
    assert found(run, {"app.py": HEAD + helper + view}) == []


PREDICATES = (
    "def may_edit(order):\n    return current_user.is_authenticated and order.owner == current_user\n"
    "def may_see(order):\n    if not session.get('user'):\n        return False\n    return order.is_shown\n"
    "def is_shown(order):\n    return order.is_shown\n"
)


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("not (may_edit(order) or may_see(order))", 0),
        ("not (may_edit(order) or current_user.is_staff)", 0),
        ("not (may_edit(order) or may_see(order) or session.get('admin'))", 0),
        ("not (may_edit(order) or is_shown(order))", 1),
        ("not (is_shown(order) or may_see(order))", 1),
        ("not (may_edit(order) or order.is_shown)", 1),
        ("not (may_edit(order) or True)", 1),
        ("not (may_edit(order) and may_see(order))", 0),
        ("not (order and may_see(order))", 0),
        ("not (is_shown(order) and unread(order))", 1),
        ("may_edit(order) or may_see(order)", 1),
        ("not (may_edit(order) or unread(order))", 1),
    ],
)
def test_one_of_several_predicates(run: Run, test: str, code: int):
    view = (
        f"def x(number):\n    order = Order.get(number)\n    if {test}:\n        abort(404)\n    return show(order)\n"
    )
    assert run("endpoint-auth", {"app.py": f"{HEAD}{PREDICATES}@app.route('/x/<number>')\n{view}"})[0] == code


LOOPED = (
    "from flask import Flask, abort, request, session\nfrom flask_restx import Api\nimport config\nimport spaces as at\n"
    "from spaces import orders, pages as site\n"
    "app = Flask(__name__)\napi = Api(app, prefix='/api')\nGUARDED = [{guarded}]\napi.add_namespace(orders)\n"
    "api.add_namespace(site)\n@app.before_request\ndef check():\n    kind = config['auth']['kind']\n"
    "    if any(request.path.startswith(f'/api{{each.path}}') for each in GUARDED) and "
    "(kind == 'session' and not session.get('user')):\n        abort(401)\n"
)


@pytest.mark.parametrize(
    ("guarded", "lines"),
    [
        ("orders", ["spaces.py:9 route-no-guard"]),
        ("orders, site", []),
        ("at.orders, at.pages", []),
        ("", ["spaces.py:6 route-no-guard", "spaces.py:9 route-no-guard"]),
    ],
)
def test_hook_before_some_namespaces(run_in_repository: Run, guarded: str, lines: list[str]):
    made = "".join(f"{name} = Namespace('{name}')\n" for name in ("orders", "pages"))
    view = "@{0}.route('/')\nclass X{0}(Resource):\n    def get(self): ...\n"
    views = view.format("orders") + view.format("pages")
    files = {
        "spaces.py": "from flask_restx import Namespace, Resource\n" + made + views,
        "app.py": LOOPED.format(guarded=guarded),
    }
    assert [each for each in found(run_in_repository, files) if each.startswith("spaces")] == lines


ERROR = "def error(code, text):\n    {end}\n"
HANDING = "from shop import handing\n"


@pytest.mark.parametrize(
    ("end", "view", "code"),
    [
        ("abort(make_response(text, code))", "def x(token, id):\n    if not token:\n        error(401, 'who?')\n    return 1", 0),
        ("abort(make_response(text, code))", "def x(user, id):\n    if user is None:\n        error(403, 'who?')\n    return 1", 0),
        ("raise Problem(code, text)", "def x(token, id):\n    if not token:\n        error(401, 'who?')\n    return 1", 0),
        ("abort(code)", "def x(id):\n    if not current_user.is_authenticated:\n        error(401, '')\n    return 1", 0),
        ("log(code, text)", "def x(token, id):\n    if not token:\n        error(401, 'who?')\n    return 1", 1),
        ("if code < 500:\n        return\n    abort(code)", "def x(token):\n    if not token:\n        error(401, '')\n    return 1", 1),
        ("abort(code)", "def x(token, id):\n    if not token:\n        error(404, 'gone')\n    return 1", 1),
        ("abort(code)", "def x(token=None):\n    if not token:\n        error(401, 'who?')\n    return 1", 1),
        ("abort(code)", "def x(order, id):\n    if not order:\n        error(403, 'none')\n    return 1", 1),
        ("abort(code)", "def x(token):\n    if token is None:\n        return {'known': False}\n    return 1", 1),
    ],
)  # fmt: skip
def test_a_caller_whom_a_decorator_hands_over(run: Run, end: str, view: str, code: int):
    text = f"{HANDING}{HEAD}{ERROR.format(end=end)}@app.route('/x/<int:id>')\n@handing\n{view}\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("rule", "decorator"), [("/x/<user>", "@handing\n"), ("/x", ""), ("/x", "@use_args({'user': Str()})\n")]
)
def test_no_caller_of_the_address_or_the_body(run: Run, rule: str, decorator: str):
    view = "def x(user):\n    if not user:\n        abort(401)\n    return 1\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('{rule}')\n{decorator}{view}"})[0] == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return answer()", 0),
        ("try:\n        return answer()\n    except KeyError:\n        return 'no', 400", 0),
        ("save()\n    return answer()", 1),
        ("return other()", 1),
        ("return jsonify(1)", 1),
    ],
)
def test_a_view_that_only_hands_on_what_another_answers(run: Run, body: str, code: int):
    answer = (
        "def answer():\n    sent = request.headers.get('X-Token')\n    if sent is None:\n        return 'no', 403\n"
        "    return take(sent)\ndef other():\n    return take()\n"
    )
    assert run("endpoint-auth", {"app.py": f"{HEAD}{answer}@app.route('/x')\ndef x():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(("key", "code"), [("cart_id", 0), ("page", 0), ("user_id", 1), ("id", 1), ("account", 1)])
def test_what_a_login_puts_into_the_session(run: Run, key: str, code: int):
    body = f"if not current_user.is_authenticated:\n        abort(401)\n    session['{key}'] = 1\n    return ''"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body}\n"})[0] == code


# What is public by its name, and by the list


@pytest.mark.parametrize(
    ("path", "made", "code"),
    [
        ("app/local_auth.py", "Blueprint('x', __name__)", 1), ("app/auth/local.py", "Blueprint('x', __name__)", 1),
        ("app/v2/post_template.py", "Blueprint('x', __name__)", 1), ("app/samples.py", "Blueprint('x', __name__)", 1),
        ("app/sandbox.py", "get_app()", 1), ("playground.py", "Flask(__name__)", 0), ("template.py", "Flask(__name__)", 0),
        ("local/views.py", "Blueprint('x', __name__)", 1), ("dev_local.py", "Blueprint('x', __name__)", 0),
        ("app/sample_api.py", "Blueprint('x', __name__)", 1), ("tests/local_auth.py", "Blueprint('x', __name__)", 0),
        ("app/local_mock.py", "Blueprint('x', __name__)", 0),
    ],
)  # fmt: skip
def test_modules_named_for_what_their_views_deal_with(
    run_in_repository: Run, capsys: pytest.CaptureFixture[str], path: str, made: str, code: int
):
    files = {path: f"app = {made}\n" + VIEW.format(decorators="")}
    assert run_in_repository("endpoint-auth", files)[0] == code
    assert load("endpoint-auth").main(["--list-routes"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{code} routes")


@pytest.mark.parametrize(
    "rule",
    ["/login", "/auth/callback", "/users/register", "/reset/<token>", "/healthz", "/static/<path:p>", "/docs",
     "/favicon.ico", "/robots.txt", "/log_in", "/status", "/js/<path:file>"],
)  # fmt: skip
def test_open_by_name(run: Run, rule: str):
    files = {"app.py": f"{HEAD}@app.route('{rule}')\ndef f(): ...\n"}
    assert found(run, files) == []
    assert found(run, files, "--strict") == ["app.py:3 route-open-by-name"]


@pytest.mark.parametrize("rule", ["/orders/<int:id>/status", "/", "/js/<name>", "/users"])
def test_not_open_by_name(run: Run, rule: str):
    assert found(run, {"app.py": f"{HEAD}@app.route('{rule}')\ndef f(): ...\n"}) == ["app.py:3 route-no-guard"]


OPEN = {"app.py": HEAD + VIEW.format(decorators="")}


def test_the_list_of_the_root_holds_for_who_stands_in_a_folder(
    run_in_repository: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    row = '[[route]]\nview = "{view}"\nreason = "known"\n'
    rows = row.format(view="svc/api/app.py:orders") + row.format(view="svc/api/app.py:gone")
    run_in_repository("endpoint-auth", {LIST: rows, "svc/api/app.py": HEAD + VIEW.format(decorators="")})
    monkeypatch.chdir(tmp_path / "svc")
    capsys.readouterr()
    assert load("endpoint-auth").main(["--all-files"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{tmp_path}/{LIST}:4:1: public-route-gone")


@pytest.mark.parametrize(
    ("row", "lines"),
    [
        ("view = 'app.py:orders'\nreason = 'prices'", []),
        ("rule = '/orders'\nreason = 'prices'", []),
        ("rule = '/orders'\nmethods = ['GET']\nview = 'app.py:orders'\nreason = 'prices'", []),
        ("view = 'app.py:orders'", ["app.py:3 route-no-guard", f"{LIST}:1 public-route-unclear"]),
        ("reason = 'x'", ["app.py:3 route-no-guard", f"{LIST}:1 public-route-unclear"]),
        (
            "view = 'app.py:orders'\nreason = 'x'\nwhy = ''",
            ["app.py:3 route-no-guard", f"{LIST}:1 public-route-unclear"],
        ),
        ("view = 'app.py:orders'\nmethods = ['POST']\nreason = 'x'", ["app.py:3 route-no-guard"]),
        ("view = 'app.py:gone'\nreason = 'x'", ["app.py:3 route-no-guard", f"{LIST}:1 public-route-gone"]),
        ("view = 'gone.py:f'\nreason = 'x'", ["app.py:3 route-no-guard", f"{LIST}:1 public-route-gone"]),
    ],
)
def test_list(run_in_repository: Run, row: str, lines: list[str]):
    assert found(run_in_repository, {**OPEN, LIST: f"[[route]]\n{row}\n"}) == lines


def test_a_row_is_gone_also_where_only_the_view_changed(run: Run, capsys: pytest.CaptureFixture[str]):
    run("endpoint-auth", {**OPEN, LIST: "[[route]]\nview = 'app.py:gone'\nreason = 'x'\n"})
    assert load("endpoint-auth").main(["app.py"]) == 1
    assert f"{LIST}:1:1: public-route-gone" in capsys.readouterr().out


def test_unreadable_list_is_not_checked(run: Run):
    code, lines = run("endpoint-auth", {**OPEN, LIST: "[[route]\n"})
    assert code == 3
    assert all("NOT CHECKED: it is not valid TOML" in line for line in lines)


def test_names_of_the_project(run: Run):
    files = {
        "app.py": HEAD + VIEW.format(decorators="@members\n"),
        "b.py": HEAD + VIEW.format(decorators="@check_token\n"),
    }
    assert found(run, files) == ["app.py:3 route-no-guard"]
    assert found(run, files, "--guard", "members", "--not-guard", "check_token") == ["b.py:3 route-no-guard"]


def test_ignore_speaks_for_the_line(run: Run):
    text = OPEN["app.py"].replace("('/orders')", "('/orders')  # upkeep: ignore[route-no-guard] price list")
    assert run("endpoint-auth", {"app.py": text}) == (0, [])


def test_ignore_at_the_end_of_a_decorator_over_several_lines(run: Run):
    decorator = "@app.route(\n    '/orders',\n    methods=['GET'],\n)  # upkeep: ignore[route-no-guard] price list\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}{decorator}def orders(): ...\n"}) == (0, [])


GATE = "class Base(ModelView):\n    def is_accessible(self):\n        {body}\n\n"
EXPOSED = "class Orders(Base):\n    {own}\n    @expose('/orders')\n    def orders(self):\n        return dump()\n"


@pytest.mark.parametrize(
    "body",
    [
        "return current_user.is_authenticated and current_user.is_admin",
        "if not current_user.is_authenticated:\n            return False\n        return current_user.has_role('staff')",
        "if current_user.is_authenticated:\n            if current_user.id in ADMINS:\n                return True\n"
        "        return False",
        "return session.get('logged_in')",
        "return is_admin()\n\ndef is_admin():\n    return current_user.is_authenticated and current_user.admin",
    ],
)
def test_gate_of_an_admin_view(run: Run, body: str):
    assert found(run, {"app.py": HEAD + GATE.format(body=body) + EXPOSED.format(own="")}) == []


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("return True", ""),
        ("return current_app.config['ADMIN_ON']", ""),
        ("return current_user.is_admin", "def is_accessible(self):\n        return True"),
    ],
)
def test_gate_that_lets_strangers_in(run: Run, body: str, own: str):
    lines = found(run, {"app.py": HEAD + GATE.format(body=body) + EXPOSED.format(own=own)})
    assert [line.split()[1] for line in lines] == ["route-no-guard"]


@pytest.mark.parametrize(
    ("methods", "refuses", "lines"),
    [
        ("['POST']", "raise ForbiddenError()", []),
        ("['POST']", "count()", ["api.py:4"]),
        ("['POST', 'GET']", "raise ForbiddenError()", ["api.py:4"]),
        ("METHODS", "raise ForbiddenError()", ["api.py:4"]),
    ],
)
def test_what_is_called_before_the_methods_of_a_resource(
    run_in_repository: Run, methods: str, refuses: str, lines: list[str]
):
    asked = f"def before_post(self, args, kwargs, data):\n        if not has_access('staff'):\n            {refuses}\n"
    orders = f"from flask_rest_jsonapi import ResourceList\nclass Orders(ResourceList):\n    methods = {methods}\n    {asked}"
    api = "from flask_rest_jsonapi import Api\nfrom orders import Orders\napi = Api(app)\napi.route(Orders, 'orders', '/orders')\n"
    found_there = found(run_in_repository, {"orders.py": orders, "api.py": api})
    assert [line.partition(" ")[0] for line in found_there] == lines


HANDLES = "def _handle_view(self, name, **given):\n        if not current_user.is_authenticated:\n            return redirect(url_for('login'))\n"

ASKS = HANDLES.replace("current_user.is_authenticated", "self.is_accessible()")


@pytest.mark.parametrize(
    ("body", "view", "lines"),
    [
        ("def is_accessible(self):\n        return current_user.is_authenticated\n", "Orders(Order, session)", []),
        (HANDLES, "Orders(Order, session)", []),
        (f"def is_accessible(self):\n        return True\n    {HANDLES}", "Orders(Order, session)", []),
        (ASKS, "Orders(Order, session)", ["admin.py:4"]),
        (f"def is_accessible(self):\n        return True\n    {ASKS}", "Orders(Order, session)", ["admin.py:4"]),
        (
            f"def is_accessible(self):\n        return current_user.is_authenticated\n    {ASKS}",
            "Orders(Order, session)",
            [],
        ),
        ("def is_accessible(self):\n        return True\n", "Orders(Order, session)", ["admin.py:4"]),
        ("pages = 3\n", "Orders(Order, session)", ["admin.py:4"]),
        (HANDLES, "ModelView(Order, session)", ["admin.py:4"]),
        (HANDLES, "Orders", []),
    ],
)
def test_views_of_an_administration(run_in_repository: Run, body: str, view: str, lines: list[str]):
    """Flask-Admin asks `_handle_view`, which asks `is_accessible`."""
    of_base = f"from flask_admin.contrib.sqla import ModelView\nclass Base(ModelView):\n    {body}"
    views = "from base import Base\nclass Orders(Base):\n    can_edit = False\n"
    admin = f"from flask_admin import Admin\nfrom views import Orders\nadmin = Admin(app)\nadmin.add_view({view})\n"
    found_there = found(run_in_repository, {"base.py": of_base, "views.py": views, "admin.py": admin})
    assert [line.partition(" ")[0] for line in found_there] == lines


@pytest.mark.parametrize(
    ("made", "mounted", "rule"),
    [
        ("Namespace('orders', description='all')", "orders", "/api/orders/<id>"),
        ("Namespace('orders', path='/all')", "orders", "/api/all/<id>"),
        ("Namespace('orders', path='/')", "orders", "/api/<id>"),
        ("Namespace('orders')", "orders, path='/new'", "/api/new/<id>"),
        ("api.namespace('orders')", "", "/api/orders/<id>"),
    ],
)
def test_where_a_namespace_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], made: str, mounted: str, rule: str
):  # fmt: skip
    """As executed with Flask-RESTX 1.3."""
    text = f"{HEAD}api = Api(app, prefix='/api')\norders = {made}\n@orders.route('/<id>')\nclass One(Resource):\n    def get(self): ...\n"
    census(tmp_path, monkeypatch, {"app.py": text + (f"api.add_namespace({mounted})\n" if mounted else "")})
    assert load("endpoint-auth").main(["--list-routes"]) == 0
    assert capsys.readouterr().out.split()[:2] == ["GET", rule]


@pytest.mark.parametrize(
    ("before", "codes"),
    [
        ("@has_access\n    ", []),
        ("@login_required\n    ", []),
        ("@event_logger.log_this\n    ", ["route-no-guard"]),
    ],
)
def test_decorators_of_a_method(run: Run, before: str, codes: list[str]):
    text = f"class Orders(BaseView):\n    @expose('/orders')\n    {before}def orders(self):\n        return dump()\n"
    assert [line.split()[1] for line in found(run, {"app.py": HEAD + text})] == codes


def test_hook_and_decorators_of_a_class_view(run: Run):
    hook = "def before_request(self, name):\n        if not current_user.is_authenticated:\n            abort(401)"
    view = "class V{n}(FlaskView):\n    {guard}\n    def index(self):\n        return dump()\n"
    guards = [hook, "decorators = [login_required]", "__decorators__ = [requires_login]", "x = 1"]
    text = HEAD + "".join(view.format(n=n, guard=guard) for n, guard in enumerate(guards))
    assert [line.split()[1] for line in found(run, {"app.py": text})] == ["route-no-guard"]


def test_decorator_that_is_a_method_of_an_object(run: Run):
    body = "if not known(request.headers.get('Authorization')):\n            abort(401)\n        return f()"
    method = decorator(body, "member").replace("\n", "\n    ").replace("member(f)", "member(self, f)")
    files = {"registry.py": f"class Registry:\n    {method}\nregistry = Registry()\n"}
    route = "@app.route('/a')\n@registry.member\ndef a():\n    return dump()\n"
    assert found(run, {**files, "app.py": "from registry import registry\n" + HEAD + route}) == []
    files["registry.py"] = files["registry.py"].replace("abort(401)", "count()")
    assert found(run, {**files, "app.py": "from registry import registry\n" + HEAD + route}) == [
        "app.py:4 route-no-guard"
    ]


@pytest.mark.parametrize("asked", ["db.session.query(Order).first()", "session.execute(select(Order)).scalar()"])
def test_a_session_with_the_database_is_nobody(run: Run, asked: str):
    view = f"    if not {asked}:\n        return redirect(url_for('index'))\n    return dump()\n"
    assert found(run, {"app.py": HEAD + "@app.route('/a')\ndef a():\n" + view}) == ["app.py:3 route-no-guard"]


@pytest.mark.parametrize("path", ["tests/app.py", "conftest.py", "dev_server.py", "devtest.py"])
def test_tests_and_development_are_left_out(run: Run, path: str):
    assert found(run, {path: OPEN["app.py"]}) == []


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("shop/get_template.py", 1), ("shop/generated_examples.py", 1), ("settings/developer.py", 1), ("local/views.py", 1),
        ("sandbox/orders.py", 1), ("tests/get_template.py", 0), ("test_template.py", 0), ("dev_template.py", 0),
    ],
)  # fmt: skip
def test_a_file_of_views_is_named_for_what_they_deal_with(run_in_repository: Run, path: str, lines: int):
    files = {path: f"from shop import shop\n{ORDERS}", "app.py": MAIN}
    expected = [f"{path}:2 route-no-guard"] * lines
    assert found(run_in_repository, files) == expected
    _, listed = run_in_repository("endpoint-auth", {}, "--list-routes")
    assert [line.split()[2] for line in listed if "NONE" in line] == [f"{path}:2"] * lines


@pytest.mark.parametrize("path", ["example.py", "local/app.py", "sandbox/sample_login.py"])
def test_an_app_for_developers_is_left_out(run: Run, path: str):
    assert found(run, {path: OPEN["app.py"]}) == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("for token in sent():\n        if not token:\n            continue\n        try:\n            signer.loads(token)\n"
         "        except BadSignature:\n            return 'no', 400", 1),
        ("for item in items():\n        if item.is_open:\n            break\n        check_login()", 1),
        ("for item in items():\n        check_login()\n        if item.is_open:\n            break", 0),
        ("seen = set()\n    for item in items():\n        if item in seen:\n            continue\n        check_login()\n"
         "        seen.add(item)", 0),
        ("seen = {}\n    for item in items():\n        if item.id in seen:\n            continue\n        check_login()\n"
         "        seen[item.id] = item", 0),
        ("seen = known()\n    for item in items():\n        if item in seen:\n            continue\n        check_login()", 1),
        ("seen = set()\n    for item in items():\n        if item not in seen:\n            continue\n        check_login()\n"
         "        seen.add(item)", 1),
        ("for right in rights():\n        if not current_user.can(right):\n            abort(403)", 0),
        ("for right in rights():\n        if current_user.can(right):\n            continue\n        else:\n"
         "            abort(403)", 0),
        ("for token in sent():\n        try:\n            signer.loads(token)\n        except BadSignature:\n"
         "            return 'no', 400", 0),
    ],
)  # fmt: skip
def test_a_loop_that_refuses(run: Run, body: str, code: int):
    helper = "def check_login():\n    if not current_user.is_authenticated:\n        abort(401)\n"
    text = f"{HEAD}{helper}@app.route('/x')\ndef x():\n    {body}\n    return take()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("taken", "body", "code"),
    [
        ("url, session=None", "if not session:\n        session = requests\n    sent = session.get(url)", 1),
        ("url, session: Session", "sent = session.get(url)", 1),
        ("url, *, session=None", "sent = session.get(url)", 1),
        ("url", "session = requests\n    sent = session.get(url)", 1),
        ("url", "sent = session.get('user')", 0),
        ("url", "session = flask.session\n    sent = session.get('user')", 0),
        ("session", "sent = session.get('user')", 0),
    ],
)
def test_a_session_that_is_none_of_flask(run: Run, taken: str, body: str, code: int):
    helper = f"def fetched({taken}):\n    {body}\n    if sent.status != 200:\n        return None\n    return sent\n"
    view = "@app.route('/x')\ndef x():\n    if not fetched(session):\n        return render_template('x.html')\n    return take()\n"
    assert run("endpoint-auth", {"app.py": HEAD + helper + view})[0] == code


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("session.pop('number', None)", 1),
        ("flask.session.pop('user')", 1),
        ("session.get('number')", 0),
        ("session['user']", 0),
    ],
)
def test_what_is_taken_out_of_the_session_keeps_nobody_logged_in(run: Run, asked: str, code: int):
    view = f"    number = {asked}\n    if not number:\n        return redirect('/')\n    return show(number)\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n{view}"})[0] == code


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("request.path", [3]), ("flask.request.path.lower()", [3]), ("url.rstrip('/')", [3]),
        ("Page.path_of(number)", []), ("'/open'", []),
    ],
)  # fmt: skip
def test_a_view_that_refuses_at_some_routes(run: Run, path: str, lines: list[int]):
    view = f"    url = request.path\n    path = {path}\n    if path == '/open':\n        return page()\n"
    text = f"{HEAD}@app.route('/open')\n@app.route('/orders')\ndef orders():\n{view}    if not session.get('user'):\n        abort(401)\n"
    assert found(run, {"app.py": text}) == [f"app.py:{line} route-no-guard" for line in lines]


# Commands


def census(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> None:
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)


def test_list_routes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    census(tmp_path, monkeypatch, HOOKED)
    assert load("endpoint-auth").main(["--list-routes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["GET", "/a/x", "shop/a.py:3", "x", "before_request", "check", "(shop/__init__.py:8)"],
        ["GET", "/x", "shop/b.py:3", "x", "NONE"],
        ["GET", "/a/c/x", "shop/c.py:3", "x", "before_request", "check", "(shop/__init__.py:8)"],
        ["3", "routes:", "2", "guarded,", "0", "public,", "1", "neither"],
    ]


VIEWS_APART = {
    "base.py": "from flask.views import MethodView\n\nclass Base(MethodView):\n    def get(self):\n        return 1\n",
    "more.py": "from base import Base\n\nclass Orders(Base):\n    pass\n",
    "alone.py": (
        "from flask.views import MethodView\n\nclass Alone(MethodView):\n    def get(self):\n        return 1\n"
    ),
    "app.py": HEAD + "from more import Orders\napp.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n",
    "setup.py": "def init(app):\n    app.before_request(check)\n\ndef check():\n    if not session.get('user'):\n        abort(401)\n",
    "run.py": "from app import app\nfrom setup import init\ninit(app)\n",
}  # fmt: skip


def test_the_census_tells_of_views_what_a_commit_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Which class is only a base, and who hands the app over, the census reads itself, and a commit asks git."""
    census(tmp_path, monkeypatch, VIEWS_APART)
    main = load("endpoint-auth").main
    assert main(["--list-routes", "--format", "json"]) == 0
    routes = json.loads(capsys.readouterr().out)["routes"]
    open_routes = {each["path"] for each in routes if not each["guard"]}
    assert {each["path"] for each in routes} == {"alone.py", "app.py"}
    main(["--strict", *VIEWS_APART])
    found = {line.partition(":")[0] for line in capsys.readouterr().out.splitlines() if "route-no-guard" in line}
    assert found == open_routes


def test_list_routes_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    census(tmp_path, monkeypatch, {**OPEN, "broken.py": "@app.route('/x'\n"})
    assert load("endpoint-auth").main(["--list-routes", "--format", "json"]) == 3
    document = json.loads(capsys.readouterr().out)
    assert document["routes"] == [
        {"path": "app.py", "line": 3, "rule": "/orders", "methods": ["GET"], "view": "orders", "guard": None, "reason": None}
    ]  # fmt: skip
    assert [item["path"] for item in document["not_checked"]] == ["broken.py"]


def test_write_public_routes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    kept = "# ours\n[[route]]\nview = 'shop/a.py:x'  # a remark\nreason = 'shown to all'\n"
    census(tmp_path, monkeypatch, {**HOOKED, **OPEN, LIST: kept})
    main = load("endpoint-auth").main
    assert main(["--write-public-routes"]) == 0
    text = (tmp_path / LIST).read_text()
    assert text.startswith(kept)
    assert [row["view"] for row in tomllib.loads(text)["route"]] == ["shop/a.py:x", "app.py:orders", "shop/b.py:x"]
    assert "TODO" not in text
    assert main(["--write-public-routes"]) == 0
    assert (tmp_path / LIST).read_text() == text
    assert main(["--all-files"]) == 0
    capsys.readouterr()


def test_rows_go_to_the_nearest_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    nested = f"shop/{LIST}"
    census(tmp_path, monkeypatch, {**OPEN, "shop/a.py": OPEN["app.py"], nested: "# ours\n"})
    main = load("endpoint-auth").main
    assert main(["--write-public-routes"]) == 0
    assert "added to shop/upkeep/public-routes.toml, upkeep/public-routes.toml" in capsys.readouterr().out
    assert [row["view"] for row in tomllib.loads((tmp_path / nested).read_text())["route"]] == ["a.py:orders"]
    assert [row["view"] for row in tomllib.loads((tmp_path / LIST).read_text())["route"]] == ["app.py:orders"]
    assert main(["--all-files"]) == 0


def test_bases_over_several_lines_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    view = "from flask.views import MethodView\nclass A(\n    Mixin,\n    MethodView,\n):\n    def get(self):\n        return dump()\n"
    census(tmp_path, monkeypatch, {"app.py": view})
    assert load("endpoint-auth").main(["--list-routes"]) == 0
    assert "A.get" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "methods", "is_open"),
    [
        ("/login", ("GET", "POST"), True),
        ("/auth/github", ("GET",), True),
        ("/reset/<token>", ("POST",), True),
        ("/static/<path:name>", ("GET",), True),
        ("/robots.txt", ("GET",), True),
        ("/auth/users", ("GET",), False),
        ("/auth/users/<int:number>", ("DELETE",), False),
        ("/orders/<int:number>/confirm", ("POST",), False),
        ("/docs/<int:number>", ("DELETE",), False),
        ("/assets/<int:number>/owner", ("POST",), False),
        ("/users/export.txt", ("GET",), False),
        ("/tokens/<token>", ("DELETE",), False),
    ],
)
def test_only_the_end_of_a_rule_says_that_it_is_open(rule: str, methods: tuple[str, ...], is_open: bool):
    assert is_usually_public(rule, "view", methods) is is_open


EITHER = (
    "token = request.args.get('token')\n    if token:\n        found = File.by_token(token)\n"
    "        if not found:\n            {by_token}\n    else:\n        if not g.user:\n            {by_login}"
)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if not flask.g.user:\n        flask.abort(403)", 0),
        ("if not flask.session.get('user_id'):\n        return flask.redirect(flask.url_for('login'))", 0),
        ("if order.hidden and not flask.g.user:\n        flask.abort(404)", 1),
        ("if order.hidden and not current_user.is_staff:\n        abort(404)", 1),
        ("if order['limit'] and not is_logged_in():\n        raise Refused('known only', 403)", 1),
        ("if not g.me:\n        return redirect(url_for('index'))", 0),
        ("if not current_user.is_anonymous:\n        return page()\n    return abort(404)", 0),
        ("if not current_user.is_anonymous:\n        track()\n    if not order:\n        abort(404)", 1),
        ("if not order.is_open:\n        return page()\n    return abort(404)", 1),
        (
            "try:\n        sent = read(request.json['token'])\n    except jwt.InvalidTokenError:\n        return 'no', 400",
            0,
        ),
        ("try:\n        sent = read(request.json['token'])\n    except ValueError:\n        return 'no', 400", 1),
        ("if get_user() is None:\n        return 'who are you?', 403", 0),
        ("if not get_user():\n        return redirect('/login')", 0),
        ("if get_user(order.user_id) is None:\n        return 'gone', 403", 1),
        ("if get_order() is None:\n        return 'gone', 403", 1),
        ("only = request.args.get('only') == '1'\n    if only and not g.user:\n        abort(403)", 1),
        ("only = asked(request.args)\n    if only and not g.user:\n        abort(403)", 1),
        ("only = app.config.get('LOGIN')\n    if only and not g.user:\n        abort(403)", 0),
        ("only = os.environ['LOGIN'] == '1'\n    if only and not g.user:\n        abort(403)", 0),
        ("problem = check_secret()\n    if problem:\n        return problem", 0),
        ("if problem := check_secret():\n        return problem", 0),
        ("problem = check_secret()\n    if problem:\n        log(problem)", 1),
        ("problem = check_page()\n    if problem:\n        return problem", 1),
        ("if not g.repo_committer:\n        abort(403)", 0),
        ("if not g.settings:\n        return redirect(url_for('index'))", 1),
        (
            "if not flask_login.current_user.is_anonymous and flask_login.current_user.ok:\n        return ''\n"
            "    return flask.abort(403)",
            0,
        ),
        ("if not other.current_user.is_anonymous:\n        return ''\n    return flask.abort(404)", 1),
        ("me = get_user()", 0),
        ("if not hmac.compare_digest(expected, request.args['digest']):\n        return 'no', 403", 0),
        ("me = get_user(order.user_id)", 0),
        ("me = get_account(order.user_id)", 1),
        ("me = get_order()", 1),
        (
            "if config.CHECK and (sent.get('key') is None or sent['key'] != config.HOOK_SECRET):\n        return 'no', 401",
            0,
        ),
        ("if settings.PRIVATE and not current_user.is_authenticated:\n        abort(404)", 0),
        ("if app.config['PRIVATE'] and not current_user.is_authenticated:\n        abort(404)", 0),
        ("found = File.by_token(sent['token'])\n    if not found:\n        raise Forbidden('expired')", 0),
        ("found = User.verify(request.args['token'])\n    if found is None:\n        abort(403)", 0),
        ("found = User.verify(request.args['token'])\n    if found is None:\n        abort(404)", 1),
        ("found = Tag.by_name(sent['name'])\n    if found is None:\n        abort(403)", 1),
        (EITHER.format(by_token="abort(403)", by_login="abort(401)"), 0),
        (EITHER.format(by_token="abort(403)", by_login="pass"), 1),
        (EITHER.format(by_token="pass", by_login="abort(401)"), 1),
    ],
)
def test_refusal_in_a_view(run: Run, body: str, code: int):
    helper = (
        "def get_user(id=None):\n    if session.get('user'):\n        return load(session)\n    raise Refused('unknown', 401)\n"
        "def check_secret():\n    sent = request.headers.get('X-Secret')\n    if not sent or sent != SECRET:\n"
        "        return {'message': 'no'}, 401\n    return None\n"
        "def check_page():\n    if not request.args.get('page'):\n        return {'message': 'no'}, 400\n    return None\n"
    )
    text = f"import flask\n{HEAD}{helper}@app.route('/orders')\ndef orders():\n    {body}\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("node = Node.query.filter_by(node_key=data['node_key']).first()\n        if not node:\n"
         "            return jsonify(node_invalid=True)\n        return f()", 0),
        ("project = Project.query.filter_by(id=data['id']).first()\n        if project is None:\n"
         "            return jsonify(gone=True)\n        return f()", 1),
        ("if is_logged_in() and is_admin():\n            return f()\n        elif now() < start():\n"
         "            raise Refused('not begun', 422)\n        return f()", 1),
        ("if not current_user.is_authenticated:\n            if request.is_json:\n                abort(400)\n"
         "            return redirect('/')\n        return f()", 0),
        ("if settings().first_run and (user_manager is None or not user_manager.has_users()):\n"
         "            abort(403)\n        return f()", 1),
        ("if server.user_store is None:\n            abort(403)\n        return f()", 1),
        ("if not user_manager.is_authenticated():\n            abort(403)\n        return f()", 0),
        ("if not auth_manager.knows(request):\n            abort(403)\n        return f()", 0),
    ],
)  # fmt: skip
def test_decorators_that_ask_for_a_key_or_a_time(run: Run, body: str, code: int):
    assert run("endpoint-auth", {"app.py": guarded_by(decorator(body))})[0] == code


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("order.is_private and not current_user.is_authenticated", 1),
        ("(not order.is_public or not shown) and (not current_user.is_authenticated or not known)", 1),
        ("not order.is_public and g.user is None", 1),
        ("settings.private and not current_user.is_authenticated", 0),
        ("app.config['PRIVATE'] and not current_user.is_authenticated", 0),
        ("site.is_private and not current_user.is_authenticated", 0),
        ("member.is_old and not current_user.is_authenticated", 0),
        ("order.is_private or not current_user.is_authenticated", 0),
    ],
)
def test_a_decorator_that_refuses_some_things_only(run: Run, test: str, code: int):
    found = (
        "order = Order.query.filter_by(number=kwargs['number']).first()\n        settings = load(PATH)\n        site = Site.only()\n"
        "        member = Member.by_id(session['member'])\n"
    )
    body = f"{found}        if {test}:\n            abort(403)\n        return f(*args, **kwargs)"
    assert run("endpoint-auth", {"app.py": guarded_by(decorator(body))})[0] == code


def test_an_invitation_below_one_of_many_is_guarded_like_others(run: Run):
    view = "    if not current_user.is_authenticated:\n        abort(403)\n    return send()\n"
    text = f"{HEAD}@app.route('/groups/<int:group>/invite', methods=['POST'])\ndef invite(group):\n{view}"
    assert run("endpoint-auth", {"app.py": text}) == (0, [])


def test_hook_made_by_partial(run: Run):
    hook = "def known(realm):\n    if not session.get('user'):\n        abort(401)\n\n"
    hung = "check = partial(known, realm='shop')\napp.before_request(check)\n"
    assert found(run, {"app.py": HEAD + hook + hung + VIEW.format(decorators="")}) == []


def test_helper_of_a_hook_that_refuses_on_some_routes(run: Run):
    hook = (
        "@app.before_request\ndef before():\n    load()\n    check_api()\n\n"
        "def check_api():\n    if request.path.startswith('/api/'):\n        if not current_user.is_authenticated:\n"
        "            raise AccessDenied()\n"
    )
    views = "@app.route('/api/a')\ndef a():\n    return dump()\n@app.route('/b')\ndef b():\n    return dump()\n"
    assert [line.split()[1] for line in found(run, {"app.py": HEAD + hook + views})] == ["route-no-guard"]


CHECKED = "key = api.keygen(data['username'], data['password'])\n    return jsonify(key=key) if key else ({}, 403)"
GIVEN = "store(User(data['username'], hashed(data['password'])))\n    return 'made'"


@pytest.mark.parametrize(
    ("rule", "body", "code"),
    [
        ("/key", CHECKED, 0),
        ("/register/customer", GIVEN, 0),
        ("/customers", GIVEN, 1),
        ("/register/customer", f"role = data['role']\n    {GIVEN}", 1),
        ("/admin/key", CHECKED, 1),
        ("/orders/<int:number>/key", CHECKED, 1),
        ("/key", "return jsonify(api.keygen(data['username'], data['color']))", 1),
        ("/key", "return jsonify(api.create_key(data['username'], data['password']))", 1),
    ],
)
def test_a_view_that_takes_credentials_is_a_login(run: Run, rule: str, body: str, code: int):
    text = f"@app.route('{rule}', methods=['POST'])\ndef made():\n    data = request.get_json()\n    {body}\n"
    assert run("endpoint-auth", {"app.py": HEAD + text})[0] == code
    assert found(run, {"app.py": HEAD + text.replace("POST", "DELETE")}) == ["app.py:3 route-no-guard"]


@pytest.mark.parametrize(
    "row",
    ['view = 5\nrule = "/x"', 'view = "app.py:x"\nmethods = "GET"', 'view = "app.py:x"\nmethods = []', 'rule = ["/x"]'],
)
def test_a_row_of_wrong_types_opens_nothing(run_in_repository: Run, row: str):
    text = f'[[route]]\n{row}\nreason = "open to all"\n'
    files = {"app.py": '@app.post("/x")\ndef x():\n    return orders()\n', "upkeep/public-routes.toml": text}
    code, lines = run_in_repository("endpoint-auth", files)
    assert code == 1
    assert {line.split()[1] for line in lines} == {"route-no-guard", "public-route-unclear"}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("store.add_resource(orders)", []),
        ("store.add_resource(orders, '/orders')", ["app.py:2:1: route-no-guard no guard reaches `orders`"]),
    ],
)
def test_what_is_added_without_an_address_is_no_route(run_in_repository: Run, call: str, expected: list[str]):
    code, lines = run_in_repository("endpoint-auth", {"app.py": f"from shop import orders, store\n{call}\n"})
    assert (code, [line.partition(" (")[0] for line in lines]) == (int(bool(expected)), expected)


def test_commands_are_no_settings(run_in_repository: Run):
    files = {
        "app.py": '@app.post("/x")\ndef x():\n    return orders()\n',
        "pyproject.toml": "[tool.flask-upkeep.endpoint-auth]\nlist-routes = true\n",
    }
    code, lines = run_in_repository("endpoint-auth", files)
    assert (code, len(lines)) == (2, 1)
    assert "are commands, no settings" in lines[0]


def test_a_guard_that_cannot_be_read_is_not_checked(run_in_repository: Run):
    files = {
        "auth.py": "def login_required(f:\n    return f\n",
        "app.py": 'from auth import login_required\n\n@app.post("/x")\n@login_required\ndef x():\n    return orders()\n',
    }
    code, lines = run_in_repository("endpoint-auth", files)
    assert code == 3
    assert any(line.startswith("auth.py: NOT CHECKED: Python 3.") for line in lines)


# Decorators of the project's own

PLAIN = "app.add_url_rule(rule, view_func=view)\n        return view"
AT_TWO = "first = {first}\n        {last}\n        return view"
AROUND = "@app.route(rule)\n        def shown(*given):\n            {check}\n            return view(*given)\n        return view"
HOOKING = "def check():\n    if not session.get('user'):\n        abort(401)\n"
KNOW = "if not session.get('user'):\n                abort(401)"


@pytest.mark.parametrize(
    ("body", "hook", "used", "code"),
    [
        (PLAIN, "", "@register('/x')", 1),
        (PLAIN, "", "@register('/x')\n@login_required", 0),
        (PLAIN, "", "@login_required\n@register('/x')", 1),
        (PLAIN, "", "@register('/login')", 0),
        (PLAIN, f"@app.before_request\n{HOOKING}", "@register('/x')", 0),
        (PLAIN.replace("=view)", "=login_required(view))"), "", "@register('/x')", 0),
        (PLAIN.replace("return view", "return login_required(view)"), "", "@register('/x')", 1),
        (f"view = login_required(view)\n        {PLAIN.replace('return view', 'return login_required(view)')}", "", "@register('/x')", 0),
        (PLAIN.replace("app.", "shop."), f"shop = Blueprint('shop', __name__)\n@shop.before_request\n{HOOKING}", "@register('/x')", 0),
        ("return app.route(rule)(view)", "", "@register('/x')", 1),
        ("return app.route(rule)(login_required(view))", "", "@register('/x')", 0),
        (AROUND.format(check=KNOW), "", "@register('/x')", 0),
        (AROUND.format(check=KNOW), "", "@register('/x', require_auth=False)", 1),
        (AROUND.format(check=KNOW), "", "@register('/x', login=LOGIN)", 0),
        ("count(view)\n        return view", "", "@register('/x')", 0),
        (PLAIN, "", "@register('x')", 0),
        (AT_TWO.format(first="app.route('/old' + rule)(view)", last="app.route(rule)(first)"), "", "@register('/x')", 1),
        (AT_TWO.format(first="login_required(view)", last="app.route(rule)(first)"), "", "@register('/x')", 0),
        (AT_TWO.format(first="cached(view)", last="app.add_url_rule(rule, view_func=first)"), "", "@register('/x')", 1),
        (AT_TWO.format(first="app.route('/old' + rule)(view)", last="app.route(rule)(login_required(view))"), "", "@register('/x')", 1),
        (AT_TWO.format(first="app.route('/old' + rule)(login_required(view))", last="app.route(rule)(view)"), "", "@register('/x')", 1),
    ],
)  # fmt: skip
def test_a_decorator_of_the_project_that_makes_routes(
    run_in_repository: Run, capsys: pytest.CaptureFixture[str], body: str, hook: str, used: str, code: int
):
    files = {
        "main.py": f"{HEAD}{hook}\ndef register(rule):\n    def make(view):\n        {body}\n    return make\n",
        "views.py": f"from main import register\n{used}\ndef x():\n    return dump()\n",
    }
    assert run_in_repository("endpoint-auth", files)[0] == code
    load("endpoint-auth").main(["--list-routes"])
    shown = [line for line in capsys.readouterr().out.splitlines() if " views.py:" in line]
    assert len(shown) == ("count" not in body and "'/" in used)
    assert any(line.endswith("NONE") for line in shown) is (code == 1 or "login'" in used)


def test_a_function_that_hands_on_the_decorator_of_flask(run_in_repository: Run):
    files = {
        "main.py": f"{HEAD}def register(rule):\n    return app.route(rule, strict_slashes=False)\n",
        "views.py": "import main\n@main.register('/x')\ndef x():\n    return dump()\n",
    }
    code, lines = run_in_repository("endpoint-auth", files)
    assert (code, [line.partition(" no ")[0] for line in lines]) == (1, ["views.py:2:2: route-no-guard"])


# A guard that changes


GUARDED = {
    "auth.py": "from functools import wraps\n" + decorator("if not session.get('user'):\n            abort(401)\n        return f()"),
    "app.py": "from auth import only_known\n" + HEAD + VIEW.format(decorators="@only_known\n") + "@app.route('/b')\ndef b():\n    return 1\n",
    "hooks.py": HEAD + "@app.before_request\ndef check():\n    pass\n",
}  # fmt: skip


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    census(tmp_path, monkeypatch, GUARDED)
    git(tmp_path, "commit", "-qm", "guarded")
    return tmp_path


def test_a_guard_that_guards_no_more(committed: Path, capsys: pytest.CaptureFixture[str]):
    main = load("endpoint-auth").main
    (committed / "auth.py").write_text(GUARDED["auth.py"].replace("abort(401)", "count()"))
    assert main(["auth.py"]) == 1
    line = (
        "app.py:4:2: route-no-guard no guard reaches `orders` (GET /orders); decorator only_known did until auth.py was"
    )
    (found_line,) = capsys.readouterr().out.splitlines()[:1]
    assert found_line.startswith(line)
    assert main(["auth.py", "app.py"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [each.partition(" ")[0] for each in lines if "route-no-guard" in each] == ["app.py:4:2:", "app.py:8:2:"]


@pytest.mark.parametrize(
    "text", [GUARDED["auth.py"], f"# a remark\n{GUARDED['auth.py']}", GUARDED["auth.py"] + "x = 1\n"]
)
def test_a_guard_that_still_guards(committed: Path, text: str):
    (committed / "auth.py").write_text(text)
    assert load("endpoint-auth").main(["auth.py"]) == 0


# What is known of a text and holds for the next one

BEFORE = (
    "from flask import Flask, abort, session\nLIMIT = 1\napp = Flask(__name__)\ndef check():\n    abort(401)\n"
    "@app.route('/a')\ndef a():\n    return check()\n@app.route('/b')\ndef b():\n    return check()\n"
)
TWICE = "def make(one, two):\n" + "".join(
    f"    @{on}.route('/x')\n    def index():\n        return {on}\n" for on in ("one", "two")
)
LATER = "def a():\n    return 1\ndef make(app):\n    app.add_url_rule('/a', view_func=a, methods=['POST'])\n"
ALL = ["a", "b", "check", "view check"]


@pytest.mark.parametrize(
    ("before", "now", "kept"),
    [
        (BEFORE, f"# a remark\nimport json\n{BEFORE}", ALL),
        (BEFORE, BEFORE + "@app.route('/c')\ndef c():\n    return check()\n", ALL),
        (BEFORE, BEFORE.replace("'/a'", "'/c'"), ["b", "check", "view check"]),
        (
            BEFORE,
            BEFORE.replace("def b():\n    return check()", "def b():\n    return 1"),
            ["a", "check", "view check"],
        ),
        (BEFORE, BEFORE.replace("abort(401)", "count()"), ["a", "b"]),
        (BEFORE, BEFORE.replace("LIMIT = 1", "LIMIT = 2"), []),
        (BEFORE, BEFORE.replace("session", "session as known"), []),
        (BEFORE, f"{BEFORE}def abort(code):\n    count(code)\n", []),
        (BEFORE, BEFORE.replace("def b", "def a"), ["a", "check", "view check"]),
        (TWICE, f"# a remark\n{TWICE}", []),
        (LATER, f"# a remark\n{LATER}", ["a"]),
        (LATER, LATER.replace("POST", "GET"), []),
    ],
)
def test_what_functions_still_say_after_a_change(before: str, now: str, kept: list[str]):
    old, new = (facts_of(source_of("views.py", text.encode())) for text in (before, now))
    asked = {"check": "check", "view check": "view check", **{each.place: each.symbol for each in old.routes}}
    assert sorted(still_said(old, asked, new).values()) == kept


def test_views_that_were_known_are_judged_by_what_they_say_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    checked = "@app.route('/{0}')\ndef {0}():\n    if not session.get('user'):\n        abort(401)\n    return dump()\n"
    text = HEAD + checked.format("a") + checked.format("b")
    census(tmp_path, monkeypatch, {"views.py": text})
    git(tmp_path, "commit", "-qm", "checked")
    main = load("endpoint-auth").main
    assert main(["views.py"]) == 0
    (tmp_path / "views.py").write_text("# a remark\n" + text.replace("abort(401)", "count()", 1))
    capsys.readouterr()
    assert main(["views.py"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [each.partition(" (")[0] for each in lines if "route-no-guard" in each] == [
        f"views.py:{HEAD.count(chr(10)) + 2}:2: route-no-guard no guard reaches `a`"
    ]


MAIN = "from flask import Flask, abort, session\nfrom views import shop\napp = Flask(__name__)\napp.register_blueprint(shop)\n"
CHECK = "def check_user():\n    if not session.get('user'):\n        abort(401)\n"
TOLD = "def check_user(told):\n    if not told:\n        raise Forbidden()\n"
MAY = "def check_user():\n    return current_user.is_staff\n"
MAY_BY = MAY.replace("check_user", "know") + "def other():\n    return True\ndef check_user():\n    return know()\n"
HUNG = f"@app.before_request\n{CHECK}"
SHOP = "from flask import Blueprint\nshop = Blueprint('shop', __name__)\n"
ORDERS = "@shop.route('/orders')\ndef orders():\n    return dump()\n"
ASKED = "from auth import check_user\n" + SHOP + ORDERS.replace("return", "check_user()\n    return")
NO_WORD = "from flask import abort, session\n"
BY_ALL = "OPEN = ['login']\n@app.before_request\ndef check():\n    if request.endpoint in OPEN:\n        return\n    if not session.get('user'):\n        abort(401)\n"
LOADING = "from a import check_user as check_login\ndef load():\n    check_login()\n    return Order.all()\n"
LOADS = "from auth import load\n" + SHOP + ORDERS.replace("return dump()", "return show(load())")
MAY_EDIT = "from flask import g\ndef may_edit(order):\n    return g.me is not None and g.me.owns(order)\n"
EDITS = (
    "from auth import may_edit\n"
    + SHOP
    + ORDERS.replace("return", "if not may_edit(1):\n        abort(404)\n    return")
)
PARENT = MAIN.replace("app.register", "parent.register") + HUNG.replace("@app", "@parent")
VERIFIED = "auth = HTTPTokenAuth()\n@auth.verify_token\ndef verify(token):\n    return User.by(token)\n"
BASED = "class Known(MethodView):\n    decorators = [login_required]\nclass Other(MethodView):\n    tries = 3\n"


@pytest.mark.parametrize(
    ("imported", "called"),
    [("init_app", "init_app"), ("init_app as start", "start"), ("(init_app\n    as start)", "start"), ("(init_app  # it\n  as start)", "start")],
)  # fmt: skip
def test_an_app_that_is_handed_over_by_another_name(run_in_repository: Run, imported: str, called: str):
    hung = "def init_app(web):\n    @web.before_request\n    def check():\n        if not session.get('user'):\n            abort(401)\n"
    files = {
        "setting.py": f"from flask import abort, session\n{hung}",
        "app.py": HEAD + f"from setting import {imported}\nfrom views import shop\n{called}(app)\napp.register_blueprint(shop)\n",
        "other.py": "from flask import Flask\nother = Flask(__name__)\n",
        "views.py": SHOP + ORDERS,
    }  # fmt: skip
    assert run_in_repository("endpoint-auth", files) == (0, [])


@pytest.mark.parametrize(
    ("path", "old", "new", "views"),
    [
        ("main.py", MAIN + HUNG, MAIN, SHOP + ORDERS),
        ("main.py", MAIN + HUNG, MAIN + CHECK, SHOP + ORDERS),
        ("main.py", MAIN + HUNG, MAIN + HUNG.replace("abort(401)", "pass"), SHOP + ORDERS),
        ("main.py", MAIN + BY_ALL, MAIN + BY_ALL.replace("'login'", "'login', 'shop.orders'"), SHOP + ORDERS),
        ("main.py", PARENT, PARENT.replace("parent.register", "app.register"), SHOP + ORDERS),
        ("shop.py", SHOP + HUNG.replace("@app", "@shop"), SHOP, "from shop import shop\n" + ORDERS),
        ("auth.py", NO_WORD + CHECK, NO_WORD + CHECK.replace("abort(401)", "pass"), ASKED),
        ("auth.py", f"from a import check_user\n{NO_WORD}", f"from b import check_user\n{NO_WORD}", ASKED),
        ("auth.py", f"{NO_WORD}def check_user():\n    know()\n{CHECK.replace('check_user', 'know')}",
         f"{NO_WORD}def check_user():\n    pass\n{CHECK.replace('check_user', 'know')}", ASKED),
        ("auth.py", decorator("if not session.get('user'):\n            abort(401)\n        return f()"), "only_known = lambda f: f\n",
         "from auth import only_known\n" + SHOP + ORDERS.replace("def", "@only_known\ndef")),
        ("auth.py", NO_WORD + TOLD, NO_WORD + TOLD.replace("raise Forbidden()", "return"),
         ASKED.replace("check_user()", "check_user(current_user.is_staff)")),
        ("auth.py", NO_WORD + MAY, NO_WORD + MAY.replace("current_user.is_staff", "True"),
         ASKED.replace("check_user()", "if not check_user():\n        abort(404)")),
        ("auth.py", NO_WORD + MAY_BY, NO_WORD + MAY_BY.replace("return know", "return other"),
         ASKED.replace("check_user()", "if not check_user():\n        abort(404)")),
        ("auth.py", LOADING, LOADING.replace("    check_login()\n", ""), LOADS),
        ("auth.py", LOADING, "def load():\n    return Order.all()\n", LOADS),
        ("auth.py", f"{NO_WORD}def load():\n    if not session.get('user'):\n        abort(401)\n", "def load():\n    pass\n", LOADS),
        ("auth.py", MAY_EDIT, "def may_edit(order):\n    return order > 3\n", EDITS),
        ("auth.py", MAY_EDIT, MAY_EDIT.replace("return", "if order.is_open:\n        return True\n    return"), EDITS),
        ("auth.py", BASED, "class Known(MethodView):\n    tries = 3\nclass Other(MethodView):\n    decorators = [login_required]\n",
         "from auth import Known\nclass Orders(Known):\n    def get(self):\n        return dump()\napp.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n"),
        ("auth.py", VERIFIED, VERIFIED.replace("User.by(token)", "token or None"),
         "from auth import auth\n" + SHOP + ORDERS.replace("def", "@auth.login_required\ndef")),
    ],
)  # fmt: skip
def test_a_change_that_opens_routes_of_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], path: str, old: str, new: str, views: str
):  # fmt: skip
    main = load("endpoint-auth").main
    census(
        tmp_path,
        monkeypatch,
        {path: old, "views.py": views, "a.py": NO_WORD + CHECK, "b.py": "def check_user(): pass\n"},
    )
    git(tmp_path, "commit", "-qm", "guarded")
    capsys.readouterr()
    assert main(["views.py"]) == 0
    (tmp_path / path).write_text(new)
    assert main([path]) == 1
    assert f" did until {path} was changed: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CHECK, CHECK.replace("abort", "log()\n        abort")),
        (CHECK, f"{CHECK}def more():\n    return 1\n"),
        (f"import os\n{CHECK}", CHECK),
        (f"def more():\n    log()\n{CHECK}", f"def more():\n    count()\n{CHECK}"),
    ],
)
def test_a_change_that_opens_nothing_looks_at_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
):
    census(tmp_path, monkeypatch, {"auth.py": NO_WORD + old, "views.py": ASKED})
    git(tmp_path, "commit", "-qm", "guarded")
    (tmp_path / "auth.py").write_text(NO_WORD + new)
    monkeypatch.setattr("flask_upkeep._endpoint_auth.changes.route_files", lambda: pytest.fail("asked for all files"))
    assert load("endpoint-auth").main(["auth.py"]) == 0


def test_a_guard_that_was_none(committed: Path):
    (committed / "hooks.py").write_text(GUARDED["hooks.py"].replace("pass", "return None"))
    assert load("endpoint-auth").main(["hooks.py"]) == 0


INSTALL = f"from flask import abort, session\ndef install(app):\n    app.before_request(check_user)\n{CHECK}"
INSTALLED = MAIN.replace("\napp", "\nfrom hooks import install\napp", 1) + "install(app)\n"
KNOWN = "from flask.views import MethodView\nclass Known(MethodView):\n    decorators = [login_required]\n"
OF_KNOWN = "from base import Known\nclass Orders(Known):\n    def get(self):\n        return dump()\nshop.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n"
ONLY_KNOWN = "from functools import wraps\nfrom flask import abort, session\n" + decorator(
    "check_user()\n        return f()"
)
BY_ONLY_KNOWN = "from auth import only_known\n" + SHOP + ORDERS.replace("def", "@only_known\ndef")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [  # what is deleted stands there as nothing
        ({"main.py": MAIN, "hooks.py": f"from main import app\n{HUNG}", "views.py": SHOP + ORDERS}, {"hooks.py": ""},
         "before_request check_user did until hooks.py was deleted: "),
        ({"main.py": INSTALLED, "hooks.py": INSTALL, "views.py": SHOP + ORDERS}, {"hooks.py": "", "main.py": MAIN},
         "before_request check_user did until main.py or hooks.py was changed: "),
        ({"main.py": INSTALLED, "hooks.py": INSTALL, "views.py": SHOP + ORDERS}, {"main.py": MAIN},
         "before_request check_user did until main.py was changed: "),
        ({"main.py": MAIN, "auth.py": KNOWN, "base.py": "from auth import Known\n", "views.py": SHOP + OF_KNOWN},
         {"auth.py": "", "base.py": "from flask.views import MethodView as Known\n"},
         "base class Known.decorators did until base.py or auth.py was changed: "),
        ({"main.py": MAIN, "auth.py": f"from help import check_user\n{ONLY_KNOWN}", "help.py": NO_WORD + CHECK, "views.py": BY_ONLY_KNOWN},
         {"help.py": "", "auth.py": f"{ONLY_KNOWN}def check_user(): pass\n"},
         "decorator only_known did until auth.py or help.py was changed: "),
        ({"main.py": f"from auth import check_user\n{MAIN}app.before_request(check_user)\n", "auth.py": NO_WORD + CHECK, "views.py": SHOP + ORDERS},
         {"main.py": MAIN, "auth.py": "def check_user(): pass\n"},
         "before_request check_user did until auth.py or main.py was changed: "),
        ({"main.py": MAIN, "tests/hooks.py": f"from main import app\n{HUNG}", "views.py": SHOP + ORDERS}, {"tests/hooks.py": ""}, ""),
        ({"main.py": INSTALLED, "hooks.py": INSTALL, "views.py": SHOP + ORDERS},
         {"hooks.py": "", "hook.py": INSTALL, "main.py": INSTALLED.replace("from hooks", "from hook")}, ""),
        ({"main.py": MAIN, "models.py": "class Role: ...\n", "views.py": SHOP + ORDERS}, {"models.py": ""}, ""),
        ({"main.py": MAIN, "hooks.py": HUNG.replace("abort(401)", "count()"), "views.py": SHOP + ORDERS}, {"hooks.py": ""}, ""),
    ],
)  # fmt: skip
def test_a_commit_that_deletes_what_guarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    before: dict[str, str], after: dict[str, str], said: str,
):  # fmt: skip
    census(tmp_path, monkeypatch, before)
    git(tmp_path, "commit", "-qm", "guarded")
    write_files(tmp_path, after)
    for path in (path for path, text in after.items() if not text):
        (tmp_path / path).unlink()
    git(tmp_path, "add", "-A")
    monkeypatch.setenv("PRE_COMMIT", "1")
    main, named = load("endpoint-auth").main, [path for path, text in after.items() if text]
    code, lines = main(named), capsys.readouterr().out.splitlines()
    assert (code, len(lines)) == ((1, 1) if said else (0, 0))
    assert all(line.startswith("views.py:") and said in line for line in lines)
    assert main(["--list-routes"]) == 0
    assert capsys.readouterr().out.splitlines()[-2].endswith(" NONE") is (said != "" or "hook.py" not in after)


USING = "from auth import name\n" + SHOP + ORDERS
GUARDED_BY = USING.replace("def", "@login_required\ndef")


@pytest.mark.parametrize(
    ("old", "new", "views", "is_known"),
    [
        (f"{CHECK}print 1\n", "name = 1\n", USING, False),
        (f"{CHECK}print 1\n", "name = 1\n", GUARDED_BY, True),
        (f"{CHECK}print 1\n", "name = 1\n", USING.replace("'/orders'", "'/login'"), True),
        (f"{CHECK}print 1\n", "name = 1\n", SHOP + ORDERS, True),
        (f"{CHECK}print 1\n", "", SHOP + ORDERS, False),
        (f"{CHECK}print 1\n", f"{CHECK}name = 1\n", USING, True),
        ("print 1\n", "name = 1\n", USING, True),
    ],
)
def test_a_committed_text_that_cannot_be_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], old: str, new: str, views: str, is_known: bool
):  # fmt: skip
    census(tmp_path, monkeypatch, {"main.py": MAIN, "auth.py": old, "views.py": views})
    git(tmp_path, "commit", "-qm", "of another Python")
    (tmp_path / "auth.py").write_text(new)
    if not new:
        git(tmp_path, "rm", "-q", "-f", "auth.py")
        monkeypatch.setenv("PRE_COMMIT", "1")
    code, lines = load("endpoint-auth").main(["auth.py"] if new else []), capsys.readouterr().out.splitlines()
    assert (code, len(lines)) == ((0, 0) if is_known else (3, 1))
    for line in lines:
        assert line.startswith("auth.py: NOT CHECKED: as it was last committed Python 3.")
        assert "(GET /orders) of views.py; " in line


def test_a_commit_of_nothing_but_a_deletion_in_one_process_of_all_hooks(
    committed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    git(committed, "rm", "-q", "auth.py")
    assert load("commit-checks").main([]) == 2
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert load("commit-checks").main([]) == 1
    assert capsys.readouterr().out.startswith("app.py:4:2: route-no-guard no guard reaches `orders` (GET /orders); ")
    assert load("debug-flag").main([]) == 2
    assert load("commit-checks").main(["--skip", "endpoint-auth"]) == 0


@pytest.mark.parametrize("hook_id", ["endpoint-auth", "commit-checks"])
def test_a_push_is_compared_with_where_its_branch_began(
    committed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], hook_id: str
):
    """And not with what is staged meanwhile, nor with what the other branch came to."""
    monkeypatch.setenv("PRE_COMMIT", "1")
    git(committed, "branch", "theirs")
    for name, text in (("readme.txt", "a"), ("notes.txt", "b")):
        write_files(committed, {name: text})
        git(committed, "add", "-A")
        git(committed, "commit", "-qm", name)
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "theirs")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "HEAD")
    kit_git.forget()
    assert load(hook_id).main([]) == 0
    git(committed, "rm", "-q", "auth.py")
    kit_git.forget()
    assert load(hook_id).main([]) == 0
    git(committed, "commit", "-qm", "no guard")
    kit_git.forget()
    assert load(hook_id).main([]) == 1
    assert capsys.readouterr().out.startswith("app.py:4:2: route-no-guard no guard reaches `orders` (GET /orders); ")
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", "no-such-commit")
    kit_git.forget()
    assert load(hook_id).main([]) == 3


def test_a_row_is_gone_with_its_file(
    committed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_files(
        committed, {"pages.py": OPEN["app.py"], LIST: "[[route]]\nview = 'pages.py:orders'\nreason = 'for all'\n"}
    )
    git(committed, "add", "-A")
    git(committed, "commit", "-qm", "listed")
    git(committed, "rm", "-q", "pages.py")
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert load("endpoint-auth").main([]) == 1
    assert capsys.readouterr().out.startswith(f"{LIST}:1:1: public-route-gone pages.py:orders is listed but no longer")


def test_a_new_guard_in_a_repository_without_a_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    census(tmp_path, monkeypatch, GUARDED)
    assert load("endpoint-auth").main(["auth.py"]) == 0


# Connexion

API = """openapi: 3.0.0
paths:
  /orders:
    parameters: []
    get: {operationId: views.orders%s}
    post: {operationId: views.order, security: [{token: []}]}
"""
CONNEXION = "import connexion\napp = connexion.App(__name__)\n{hook}app.add_api({file})\n"


def of_app(run: Run, folder: Path, files: dict[str, str]) -> tuple[int, list[str]]:
    """What is said of ``app.py`` where the others stand beside it."""
    write_files(folder, files)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return run("endpoint-auth", {"app.py": files["app.py"]})


REFUSES = "@app.app.before_request\ndef check():\n    if not session.get('user'):\n        abort(401)\n"


@pytest.mark.parametrize(
    ("file", "hook", "security", "view", "code"),
    [
        ("'api.yml'", "", "", "def orders(): ...", 1),
        ("'api.yml'", "", ", security: [{token: []}]", "def orders(): ...", 0),
        ("'api.yml'", "", ", security: []", "def orders(): ...", 1),
        ("'api.yml'", "", ", security: [{}, {token: []}]", "def orders(): ...", 1),
        ("'api.yml'", "", "", "@login_required\ndef orders(): ...", 0),
        ("'api.yml'", REFUSES, "", "def orders(): ...", 0),
        ("'api.yml'", REFUSES.replace("abort(401)", "g.known = False"), "", "def orders(): ...", 1),
        ("os.path.join(here, 'swagger', 'api.yml')", "", "", "@login_required\ndef orders(): ...", 0),
        ("specification", "", ", security: [{token: []}]", "@login_required\ndef orders(): ...", 1),
    ],
)
def test_connexion(run: Run, tmp_path: Path, file: str, hook: str, security: str, view: str, code: int):
    files = {"app.py": CONNEXION.format(hook=hook, file=file), "views.py": view, "swagger/api.yml": API % security}
    answer, lines = of_app(run, tmp_path, files)
    assert answer == code
    assert all(line.startswith(f"app.py:{3 + hook.count(chr(10))}:1: specification-no-guard") for line in lines)


def test_connexion_says_which_operation(run: Run, tmp_path: Path):
    files = {
        "app.py": CONNEXION.format(hook="", file="'api.yml'"),
        "api.yml": "security: [{a: []}]\n" + API % ", security: []",
    }
    code, lines = of_app(run, tmp_path, files)
    assert (code, lines[0]) == (
        1,
        "app.py:3:1: specification-no-guard api.yml asks for no `security` at GET /orders; "
        "add it there, or say in an ignore why they are open",
    )


@pytest.mark.parametrize("text", ["app.add_api('api.yml')\n", "import connexion\nadd_api('api.yml')\n"])
def test_other_apis_are_no_specifications(run: Run, tmp_path: Path, text: str):
    assert of_app(run, tmp_path, {"app.py": text, "api.yml": API % ""}) == (0, [])


def test_a_specification_that_is_no_yaml_is_not_checked(run: Run, tmp_path: Path):
    files = {"app.py": CONNEXION.format(hook="", file="'api.yml'"), "api.yml": "paths: [\n"}
    code, lines = of_app(run, tmp_path, files)
    assert code == 3
    assert lines[0].startswith("api.yml: NOT CHECKED")


def test_the_census_says_what_it_does_not_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    census(tmp_path, monkeypatch, {"app.py": CONNEXION.format(hook="", file="'api.yml'"), "api.yml": API % ""})
    assert load("endpoint-auth").main(["--list-routes"]) == 3
    assert "app.py: NOT CHECKED: Connexion makes further routes" in capsys.readouterr().out


def test_the_census_names_files_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    census(tmp_path, monkeypatch, {"app.py": "", "other.py": "", "gone.py": ""})
    (tmp_path / "gone.py").unlink()
    (tmp_path / "other.py").unlink()
    (tmp_path / "other.py").mkdir()
    assert load("endpoint-auth").main(["--list-routes"]) == 3
    missed = [line for line in capsys.readouterr().out.splitlines() if "NOT CHECKED" in line]
    assert [line.split(":")[0] for line in missed] == ["other.py"]


REFUSING = "def check():\n    if not known():\n        abort(401)\n"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (REFUSING, False),
        (REFUSING + "\n\n# a remark\n#another\n", False),
        ("# a remark\n" + REFUSING, False),
        (REFUSING + "# a remark\n\n\ndef more():\n    pass\n", False),
        ("def check():\n    pass\n# abort(401)\n", True),
        ("def check():\n    if not known():\n        # abort(401)\n        pass\n", True),
        ("# nothing is left\n", True),
    ],
)
def test_what_a_change_may_take_away_is_seen_by_its_text(new: str, expected: bool):
    old, now = Source("auth.py"), Source("auth.py")
    old.data, now.data = REFUSING.encode(), new.encode()
    assert may_loosen(old, now) is expected


# What a team keeps its checks in


STAFF_BLUEPRINT = (
    "from flask import Blueprint\nfrom checks import check\nclass StaffBlueprint(Blueprint):\n    def __init__(self, *args):\n"
    "        super().__init__(*args)\n        {hang}\n"
)


@pytest.mark.parametrize(
    ("hang", "kind", "lines"),
    [
        ("self.before_request(check)", "StaffBlueprint", []),
        ("self.before_app_request(check)", "StaffBlueprint", []),
        ("self.before_request(note)", "StaffBlueprint", ["pages.py:5 route-no-guard"]),
        ("self.after_request(check)", "StaffBlueprint", ["pages.py:5 route-no-guard"]),
        ("self.before_request(check)", "PlainBlueprint", ["pages.py:5 route-no-guard"]),
    ],
)
def test_a_blueprint_whose_class_hangs_a_hook(run_in_repository: Run, hang: str, kind: str, lines: list[str]):
    files = {
        "checks.py": "def check():\n    if not session.get('user'):\n        abort(401)\n",
        "kinds.py": STAFF_BLUEPRINT.format(hang=hang) + "class PlainBlueprint(Blueprint): ...\n",
        "pages.py": f"from kinds import *\ndef make():\n    bp = {kind}('a', __name__)\n    return bp\n"
        "@bp.route('/orders')\ndef orders(): ...\n",
    }
    assert found(run_in_repository, files) == lines


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("cls._assert_known()", 0),
        ("self.assert_known()", 0),
        ("cls._note()", 1),
        ("pass", 1),
    ],
)
def test_a_check_of_an_object_that_a_module_keeps(run_in_repository: Run, body: str, code: int):
    methods = "    def {name}(cls):\n        if context() is None:\n            raise Unauthorized('who are you?')\n"
    known = methods.format(name="_assert_known") + methods.format(name="assert_known")
    files = {
        "rules.py": f"class Enforcer:\n    @classmethod\n    def enforce_call(cls, action):\n        {body}\n{known}",
        "app.py": f"import rules\n{HEAD}ENFORCER = rules.Enforcer\n@app.route('/x')\ndef x():\n"
        "    ENFORCER.enforce_call('read')\n    return take()\n",
    }
    assert run_in_repository("endpoint-auth", files)[0] == code


@pytest.mark.parametrize(
    ("body", "helpers", "code"),
    [
        ("order = load(id)\n    return show(order)", "def load(id):\n    known()\n    return Order.get(id)\n", 0),
        ("return show(load(id))", "def load(id):\n    known()\n    return Order.get(id)\n", 0),
        ("for id in ids:\n        load(id)\n    return ''", "def load(id):\n    known()\n", 0),
        ("load(id)\n    return ''", "def load(id):\n    return refuse_strangers(id)\ndef refuse_strangers(id):\n    known()\n", 0),
        ("load(id)\n    return ''", "def load(id):\n    match id:\n        case 1:\n            check_login()\n        case _:\n"
         "            check_login()\n", 0),
        ("load(id)\n    return ''", "def load(id):\n    match id:\n        case 1:\n            check_login()\n", 1),
        ("load(id)\n    return ''", "def load(id):\n    match id:\n        case 1:\n            check_login()\n"
         "        case _ if id > 2:\n            check_login()\n", 1),
        ("if id:\n        load(id)\n    return ''", "def load(id):\n    known()\n", 1),
        ("return show(load(id) if id else None)", "def load(id):\n    known()\n", 1),
        ("order = id and load(id)\n    return show(order)", "def load(id):\n    known()\n", 1),
        ("later = lambda: load(id)\n    return show(later)", "def load(id):\n    known()\n", 1),
        ("db.session.commit()\n    load(id)\n    return ''", "def load(id):\n    known()\n", 1),
        ("load(id)\n    return ''", "def load(id):\n    if id:\n        known()\n    return Order.get(id)\n", 1),
        ("load(id)\n    return ''", "def load(id):\n    if not current_user.is_authenticated:\n        return 'no', 403\n", 1),
        ("load(id)\n    return ''", "def load(user):\n    if not user.is_paid:\n        abort(404)\n", 1),
        ("load(id)\n    return ''", "def load(id):\n    def later():\n        known()\n    return later\n", 1),
    ],
)  # fmt: skip
def test_what_a_view_calls_refuses(run: Run, body: str, helpers: str, code: int):
    known = "def known():\n    if not current_user.is_authenticated:\n        abort(401)\n"
    known += known.replace("known", "check_login")
    text = f"{HEAD}{known}{helpers}@app.route('/x')\ndef x():\n    {body}\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


def test_the_name_of_what_a_view_calls_stands_in_the_census(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    helper = "def load(id):\n    if not current_user.is_authenticated:\n        abort(401)\n    return Order.get(id)\n"
    view = f"from orders import load\n{HEAD}@app.route('/x')\ndef x():\n    return show(load(id))\n"
    census(tmp_path, monkeypatch, {"app.py": view, "orders.py": helper})
    assert load("endpoint-auth").main(["--list-routes"]) == 0
    assert "called by the view load (orders.py)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("test", "helpers", "code"),
    [
        ("not may_edit(order)", "def may_edit(order):\n    return current_user.is_admin\n", 0),
        ("order is None or not may_edit(order)", "def may_edit(order):\n    return current_user.is_admin\n", 0),
        ("not allowed", "def may_edit(order):\n    return current_user.id == order.user_id\n", 0),
        ("not may_edit(order)", "def may_edit(order):\n    return is_staff()\ndef is_staff():\n    return g.user.is_staff\n", 0),
        ("not may_edit(order)", "def may_edit(order):\n    if not g.user:\n        return False\n    return order.is_new\n", 0),
        ("not may_edit(order)", "def may_edit(order):\n    if order.is_public:\n        return True\n"
         "    return current_user.is_admin\n", 1),
        ("not may_edit(order)", "def may_edit(order):\n    return order.is_new\n", 1),
        ("not may_edit(order)", "def may_edit(order):\n    return is_new(order)\ndef is_new(order):\n    return order.is_new\n", 1),
        ("not may_edit(order)", "def may_edit(order):\n    try:\n        return current_user.id in order.users\n"
         "    except KeyError:\n        return True\n", 1),
        ("not may_edit(order)", "def may_edit(order):\n    for each in order.parts:\n        if each.is_new:\n"
         "            return True\n    return False\n", 1),
        ("not may_edit(order)", "from elsewhere import may_edit\n", 1),
        ("may_edit(order)", "def may_edit(order):\n    return current_user.is_admin\n", 1),
        ("not may_edit(order) and order.is_new", "def may_edit(order):\n    return current_user.is_admin\n", 1),
        ("not has_edit_access(order)", "", 0),
        ("not can_use_privileges(order)", "", 0),
        ("not has_stock(order)", "", 1),
        ("not me.is_staff", "", 0),
        ("not me.can_edit(order)", "", 0),
        ("not get_current_user().is_staff", "", 0),
        ("not app.config['OPEN'] and not get_current_user().is_staff", "", 0),
        ("not order.is_open and not get_current_user().is_staff", "", 1),
        ("not get_order().is_open", "", 1),
        ("not order.can_be_edited()", "", 1),
        ("not order.is_new", "", 1),
    ],
)  # fmt: skip
def test_a_view_that_asks_a_predicate(run: Run, test: str, helpers: str, code: int):
    body = "me = get_current_user_object()\n    order = Order.first()\n    allowed = may_edit(order)\n"
    text = f"{HEAD}{helpers}@app.route('/x')\ndef x():\n    {body}    if {test}:\n        abort(404)\n    return show(order)\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("ok = False\n    if current_user.is_admin:\n        ok = True\n    return ok", 0),
        ("try:\n        ok = current_user.is_admin\n    except KeyError:\n        ok = False\n    return ok", 0),
        ("ok: bool = current_user.is_admin\n    return ok", 0),
        ("ok = True\n    if order.is_new:\n        ok = False\n    return ok", 1),
        ("ok = False\n    for each in order.parts:\n        ok = each.is_new\n    return ok", 1),
        ("ok = False\n    for ok in order.parts:\n        pass\n    return ok", 1),
        ("ok = False\n    ok |= order.is_new\n    return ok", 1),
        ("ok = None\n    ok: bool = order.is_new\n    return ok", 1),
        ("ok = None\n    with order.lock() as ok:\n        pass\n    return ok", 1),
        ("ok = False\n    try:\n        ok = order.is_new\n    except KeyError:\n        pass\n    return ok", 1),
        ("yield current_user.is_admin", 1),
    ],
)
def test_what_a_predicate_keeps_in_a_name(run: Run, body: str, code: int):
    text = f"{HEAD}def may_edit(order):\n    {body}\n@app.route('/x')\ndef x():\n    order = Order.first()\n"
    text += "    if not may_edit(order):\n        abort(404)\n    return show(order)\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


MARKING = "def {name}(f):\n    setattr(f, '{mark}', {value})\n    @wraps(f)\n    def wrapper(*a):\n        return f(*a)\n    return wrapper\n"
ASKING = "if {test}:\n            return f(*args)\n        if not session.get('user'):\n            abort(401)\n        return f(*args)"


@pytest.mark.parametrize(
    ("test", "mark", "value", "lines"),
    [
        ("not getattr(f, 'authenticated', True)", "authenticated", "False", ["a.py:22"]),
        ("getattr(f, 'is_public', False)", "is_public", "True", ["a.py:22"]),
        ("getattr(f, 'is_public', False)", "is_big", "True", []),
    ],
)
def test_a_mark_that_a_decorator_of_the_class_asks_for(run: Run, test: str, mark: str, value: str, lines: list[str]):
    views = (
        "class Base(Resource):\n    method_decorators = [only_known]\nclass Orders(Base):\n    @marked\n    def get(self):\n"
        "        return dump()\n    def post(self):\n        return dump()\napi.add_resource(Orders, '/orders')\n"
    )
    text = HEAD + decorator(ASKING.format(test=test)) + MARKING.format(name="marked", mark=mark, value=value) + views
    opened = found(run, {"a.py": text})
    assert [each.partition(" ")[0] for each in opened] == lines


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("check_login(right)\n            return f(*args)", 0),
        ("if right:\n                check_login(right)\n            return f(*args)", 0),
        ("note(right)\n            return f(*args)", 1),
        ("run(right, f)\n            check_login(right)", 1),
    ],
)
def test_a_decorator_that_is_made_for_a_right(run: Run, body: str, code: int):
    made = f"def only(right):\n    def decorate(f):\n        @wraps(f)\n        def wrapper(*args):\n            {body}\n        return wrapper\n    return decorate\n"
    helper = "def check_login(right):\n    if not current_user.can(right):\n        abort(403)\n"
    assert run("endpoint-auth", {"app.py": guarded_by(helper + made, "@only('a')\n")})[0] == code


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        ("if current_execution and current_execution.is_late:\n            raise ForbiddenWhileLate()", 1),
        ("if order.is_late:\n            raise ForbiddenWhileLate()", 1),
        ("if order.is_late:\n            raise PermissionDenied()", 1),
        ("if not current_account:\n            raise ForbiddenWhileLate()", 0),
        ("if not context():\n            raise Unauthorized()", 0),
    ],
)
def test_a_decorator_that_forbids_for_another_reason(run: Run, refusal: str, code: int):
    text = guarded_by(decorator(f"{refusal}\n        return f(*args)"))
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("head", "applied", "code"),
    [
        ("from arxiv.users import auth\n", "@auth.decorators.scoped(auth.scopes.EDIT, authorizer=is_owner)\n", 0),
        ("from corp_security import allowed\n", "@allowed(Permission.EDIT)\n", 0),
        ("from corp_security import allowed\n", "@allowed('a')\n", 1),
        ("from corp_audit import noted\n", "@noted(Permission.EDIT)\n", 1),
    ],
)
def test_a_decorator_of_another_package_that_is_given_a_right(run: Run, head: str, applied: str, code: int):
    assert run("endpoint-auth", {"app.py": head + HEAD + VIEW.format(decorators=applied)})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("user, status = authenticate(request)\n        if status != 200:\n            return user, status\n", 0),
        ("user, problem = check_login()\n        if problem:\n            return problem\n", 0),
        ("user, problem = authenticate(request)\n        if user:\n            return redirect('/')\n", 1),
        ("user, problem = authenticate(request)\n        if problem:\n            note(problem)\n", 1),
        ("page, problem = parse(request)\n        if problem:\n            return problem\n", 1),
    ],
)
def test_a_decorator_that_hands_on_a_problem(run: Run, body: str, code: int):
    text = guarded_by(decorator(f"{body}        return f(*args, **kwargs)"))
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("error", "end", "code"),
    [
        ("BadSignature", "abort(400)", 0),
        ("itsdangerous.BadData", "return redirect('/')", 0),
        ("(SignatureExpired, BadSignature)", "abort(404)", 0),
        ("BadSignature", "order = None", 1),
        ("ValueError", "abort(400)", 1),
    ],
)
def test_a_signed_token(run: Run, error: str, end: str, code: int):
    body = f"try:\n        order = serializer.loads(request.args['t'])\n    except {error}:\n        {end}\n    return show(order)\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/upload')\ndef upload():\n    {body}"})[0] == code


@pytest.mark.parametrize(
    ("body", "error", "code"),
    [
        ("order = read_token(request.args['t'])", "BadSignature", 0),
        ("order = serializer.loads(request.args['t'])\n        order.save()", "BadSignature", 0),
        ("sent = serializer.dumps(request.args['t'])", "BadSignature", 1),
        ("_, order = serializer.loads_unsafe(request.args['t'])", "BadSignature", 1),
        ("order.delete()\n        serializer.loads(request.args['t'])", "BadSignature", 1),
        ("jwt.decode(request.args['t'], KEY)", "jwt.PyJWTError", 0),
        ("jwt.decode(request.args['t'], options={'verify_signature': False})", "jwt.PyJWTError", 1),
        ("jwt.decode(request.args['t'], verify=False)", "DecodeError", 1),
        ("jwt.encode({}, KEY)", "jwt.PyJWTError", 1),
    ],
)
def test_what_opens_a_token(run: Run, body: str, error: str, code: int):
    view = f"try:\n        {body}\n    except {error}:\n        abort(400)\n    return show()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/upload')\ndef upload():\n    {view}"})[0] == code


@pytest.mark.parametrize(
    ("kind", "end", "code"),
    [
        ("Exception", "pass", 1),
        ("", "logger.info('nobody')", 1),
        ("(ValueError, NoAuthorizationError)", "g.user = None", 1),
        ("Forbidden", "pass", 1),
        ("ForbiddenWhileLocked", "pass", 0),
        ("HTTPException", "return 'no', 500", 0),
        ("Exception", "fail()", 0),
        ("KeyError", "pass", 0),
    ],
)
@pytest.mark.parametrize(
    "check", ["verify_jwt_in_request()", "known()", "if not current_user.is_authenticated:\n            abort(401)"]
)
def test_a_refusal_that_is_caught_and_forgotten(run: Run, check: str, kind: str, end: str, code: int):
    known = "def known():\n    if not current_user.is_authenticated:\n        abort(401)\n"
    body = f"    try:\n        {check}\n    except {kind}:\n        {end}\n    return dump()\n".replace(
        "except :", "except:"
    )
    assert run("endpoint-auth", {"app.py": f"{HEAD}{known}@app.route('/x')\ndef x():\n{body}"})[0] == code
    hook = f"{HEAD}{known}@app.before_request\ndef first():\n{body.replace('return dump()', 'return None')}"
    assert run("endpoint-auth", {"app.py": f"{hook}@app.route('/x')\ndef x():\n    return dump()\n"})[0] == code


def test_a_refusal_in_a_try_that_is_returned_refuses(run: Run):
    body = "try:\n        if not session.get('user'):\n            return 'no', 401\n    except Exception:\n        pass\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body}"})[0] == 0


@pytest.mark.parametrize(("given", "code"), [("", 0), ("False", 0), ("True", 1), ("optional=True", 1)])
def test_a_token_that_may_be_missing(run: Run, given: str, code: int):
    body = f"verify_jwt_in_request({given})\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body}"})[0] == code
    applied = f"{HEAD}@app.route('/x')\n@jwt_required({given})\ndef x():\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": applied})[0] == code


def test_a_refusal_that_is_suppressed(run: Run):
    body = "with suppress({}):\n        verify_jwt_in_request()\n    return dump()\n"
    for kind, code in (("Exception", 1), ("KeyError", 0)):
        assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\ndef x():\n    {body.format(kind)}"})[0] == code


@pytest.mark.parametrize(
    ("given", "code"),
    [("jwt_required(optional=True)", 1), ("partial(login_required, optional=True)", 1), ("jwt_required()", 0)],
)
def test_a_name_for_a_guard_that_is_switched_off(run: Run, given: str, code: int):
    text = f"{HEAD}maybe = {given}\n@app.route('/x')\n@maybe\ndef x():\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("bases", "own", "code"),
    [
        ("MethodView", "    def load(self):\n        return 1\n", 1),
        ("Checked, MethodView", "", 0),
        ("Checked, MethodView", "    def load(self):\n        return 1\n", 1),
    ],
)
@pytest.mark.parametrize("call", ["self.load()\n        return dump()", "return self.load()"])
def test_methods_of_one_name_in_two_classes(run: Run, call: str, bases: str, own: str, code: int):
    checked = (
        "class Checked:\n    def load(self):\n        if not current_user.is_authenticated:\n            abort(403)\n"
    )
    view = f"class Orders({bases}):\n{own}    def get(self):\n        {call}\n"
    text = f"{HEAD}{checked}{view}app.add_url_rule('/x', view_func=Orders.as_view('x'))\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


PAGE = "class Page:\n    def show(self):\n        if not current_user.is_authenticated:\n            return 'no', 403\n        return 'page'\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("page = Page(path)\n    return page.show()", 0),
        ("page = Page(path)\n    page.show()\n    return ''", 1),
        ("page = Page(path)\n    return render(page.show())", 1),
        ("page = Page(path)\n    return page.hide()", 1),
        ("page = find(path)\n    return page.show()", 1),
    ],
)
def test_a_thing_that_answers_in_place_of_the_view(run_in_repository: Run, body: str, code: int):
    files = {"pages.py": PAGE, "app.py": f"from pages import Page\n{HEAD}@app.route('/x')\ndef x():\n    {body}\n"}
    assert run_in_repository("endpoint-auth", files)[0] == code


@pytest.mark.parametrize(
    ("line", "test", "code"),
    [
        ("from flask import g as own_g", "not own_g.user", 0),
        ("from flask import session as kept", "'user' not in kept", 0),
        ("from flask_login import current_user as me", "not me.is_authenticated", 0),
        ("from boxes import g as own_g", "not own_g.user", 1),
        ("from flask import request as asked", "not asked.user", 0),
        ("from flask import request as asked", "not asked.user_data", 1),
        ("from boxes import request as asked", "not asked.user", 1),
    ],
)
def test_what_flask_has_under_another_name(run: Run, line: str, test: str, code: int):
    text = f"{line}\n{HEAD}@app.route('/x')\ndef x():\n    if {test}:\n        abort(404)\n    return dump()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("auth=OWN", 0),
        ("auth=NO_AUTH_INFO", 1),
        ("Access.PUBLIC", 1),
        ("auth_required=False", 1),
        ("auth=None", 1),
        ("no_auth=True", 1),
        ("no_auth=False", 0),
        ("public=True", 1),
        ("level=None", 0),
    ],
)
def test_a_guard_that_is_switched_off_at_one_view(run: Run, options: str, code: int):
    made = "def endpoint(**k):\n    def decorate(f):\n        @requires_auth\n        def wrapper(*a):\n            return f(*a)\n        return wrapper\n    return decorate\n"
    assert run("endpoint-auth", {"app.py": guarded_by(made, f"@endpoint({options})\n")})[0] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("k['tenant'] = Tenant.by_name(g.tenant)", 1),
        ("k['tenant'] = elsewhere(g.tenant)", 0),
        ("k['tenant'] = authenticate()", 0),
    ],
)
def test_a_loader_that_sounds_like_a_guard(run: Run, body: str, code: int):
    known = (
        "class Tenant:\n    def by_name(name):\n        return query(name)\ndef authenticate():\n    return query(1)\n"
    )
    text = decorator(f"{body}\n        return f(*args, **k)", "ensure_tenant_access")
    assert run("endpoint-auth", {"app.py": guarded_by(known + text, "@ensure_tenant_access\n")})[0] == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("render_template('index.html', version=VERSION)", 0),
        ("render_template('index.html', orders=orders)", 1),
        ("render_template('index.html', orders=Order.all())", 1),
        ("reply(status_code=StatusCodes.HTTP_UNAUTHORIZED)", 0),
        ("reply(status.HTTP_403_FORBIDDEN)", 0),
        ("reply(StatusCodes.HTTP_OK)", 1),
    ],
)
def test_what_a_stranger_is_shown(run: Run, answer: str, code: int):
    body = f"if not session.get('logged_in'):\n        return {answer}\n    return dump()"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/orders')\ndef orders():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(("called", "code"), [("Orders().all()", 0), ("Orders().some()", 1), ("orders().all()", 1)])
def test_a_service_that_checks(run_in_repository: Run, called: str, code: int):
    service = "class Orders:\n    @staticmethod\n    def all():\n        check_login()\n    def some(self): ...\n"
    files = {
        "service.py": f"{service}def check_login():\n    if not current_user.is_authenticated:\n        abort(401)\n"
    }
    files["app.py"] = f"from service import Orders\n{HEAD}@app.route('/x')\ndef x():\n    return dump({called})\n"
    assert run_in_repository("endpoint-auth", files)[0] == code


@pytest.mark.parametrize(
    ("asked", "code"), [("verify_jwt_in_request(refresh=True)", 0), ("check_password(user, sent)", 1), ("note()", 1)]
)
def test_a_view_that_renews_a_token(run: Run, asked: str, code: int):
    body = f"{asked}\n    return {{'token': create_access_token(get_jwt_identity())}}"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/orders/renew')\ndef renew():\n    {body}\n"})[0] == code


@pytest.mark.parametrize(
    ("checked", "code"), [("known(data['username'], data['password'])", 1), ("note(data['username'])", 0)]
)
def test_a_login_that_calls_what_refuses(run: Run, checked: str, code: int):
    helper = "def rights(user):\n    if not session.get('tree'):\n        abort(403)\n    return user\n"
    body = f"data = request.get_json()\n    if not {checked}:\n        abort(400)\n    return make(rights(data))\n"
    text = f"{HEAD}{helper}@app.route('/orders/begin')\ndef begin():\n    {body}"
    assert run("endpoint-auth", {"app.py": text}, "--strict")[0] == code


@pytest.mark.parametrize(
    ("methods", "test", "code"),
    [
        ("'DELETE'", "request.method == 'DELETE'", 0),
        ("'PUT', 'PATCH'", "flask.request.method in ('PUT', 'PATCH')", 0),
        ("'POST'", "request.method != 'GET'", 0),
        ("'GET'", "request.method in ('GET', 'HEAD')", 0),
        ("'GET'", "request.method == 'GET'", 1),  # which strangers ask by HEAD
        ("'GET', 'POST'", "request.method == 'POST'", 1),
        ("'POST'", "request.method != 'POST'", 1),
        ("'POST'", "request.method == method", 1),
        ("'POST'", "order.method == 'POST'", 1),
    ],
)
def test_a_test_on_the_only_method_of_a_route(run: Run, methods: str, test: str, code: int):
    view = f"def x():\n    if {test}:\n        if not current_user.is_authenticated:\n            return 'no', 401\n"
    text = f"{HEAD}@app.route('/x', methods=[{methods}])\n{view}    return take()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(("other", "code"), [("'POST'", 0), ("'GET'", 1), ("*OTHERS", 1)])
def test_a_test_on_the_method_of_two_routes(run: Run, other: str, code: int):
    view = "def x():\n    if request.method == 'POST':\n        if not current_user.is_authenticated:\n            abort(401)\n"
    routes = "".join(
        f"app.add_url_rule('/{n}', view_func=x, methods=[{each}])\n" for n, each in enumerate(("'POST'", other))
    )
    assert run("endpoint-auth", {"app.py": f"{HEAD}{view}    return take()\n{routes}"})[0] == code


FLAGGED = (
    "def wrap(f):\n    @wraps(f)\n    def inner(*args, **kwargs):\n        try:\n            check()\n"
    "            return f(*args, **kwargs)\n        except Exception as e:\n            return str(e), 500\n    return inner\n"
    "def check():\n    is_open = False\n    url = request.base_url\n    url_path = urlparse(url).path\n    if {test}:\n"
    "        is_open = True\n    if not (is_open or bool(request.authorization and known(request.authorization))):\n"
    "        raise Unauthorized()\n"
)


@pytest.mark.parametrize(
    ("test", "routes"),
    [
        ("url_path.startswith('/a')", ["a"]),
        ("url_path in OPEN", ["a"]),
        ("url_path in lists.OPEN", ["a"]),
        ("url_path in lists.ANY", []),
        ("request.path in OPEN or url_path == '/b'", ["a", "b"]),
        ("next_url in OPEN", ["a", "b"]),  # of which nobody knows what it is
    ],
)
def test_a_flag_for_open_addresses(run: Run, test: str, routes: list[str]):
    head = f"{HEAD}import lists\nfrom lists import OPEN\n"
    views = "".join(f"@app.route('/{name}')\n@wrap\ndef {name}():\n    return take()\n" for name in "ab")
    files = {"app.py": head + FLAGGED.format(test=test) + views, "lists.py": "OPEN = ['/a']\nANY = read('addresses')\n"}
    assert [line.split("`")[1] for line in run("endpoint-auth", files)[1] if "route-no-guard" in line] == routes


@pytest.mark.parametrize(
    ("part", "listed", "lines"),
    [
        ("path", "OPEN = ('/x',)", ["app.py:10 route-no-guard"]),
        ("endpoint", "OPEN = frozenset({'x'})", ["app.py:10 route-no-guard"]),
        ("path", "OPEN: list[str] = ['/y']", []),
        ("path", "SHUT = ['/x']", []),
        ("path", "OPEN = (", ["lists.py: NOT CHECKED NOT"]),
    ],
)
def test_open_routes_that_another_module_lists(run: Run, part: str, listed: str, lines: list[str]):
    head = f"{HEAD}from lists import OPEN\n@app.before_request\ndef check():\n    if request.{part} in OPEN:\n"
    hook = "        return\n    if not current_user.is_authenticated:\n        abort(401)\n"
    view = "@app.route('/x')\ndef x():\n    return take()\n"
    assert found(run, {"app.py": head + hook + view, "lists.py": f"{listed}\n"}) == lines


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if not current_user.check_password(request.form['old']):\n        abort(400)\n", 0),
        ("if not check_password_hash(g.user.password, request.form['old']):\n        abort(400)\n", 0),
        ("if not find(request.form['name']).check_password(request.form['old']):\n        abort(400)\n", 1),
    ],
)
def test_a_view_that_checks_a_password(run: Run, body: str, code: int):
    view = f"def x():\n    if not current_user.is_authenticated:\n        abort(401)\n    {body}    return take()\n"
    text = f"{HEAD}@app.route('/x', methods=['POST'])\n{view}"
    assert run("endpoint-auth", {"app.py": text})[0] == code


KNOWN_ONLY = "if 'username' not in session:\n        return redirect('/login')\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"{KNOWN_ONLY}    session['username'] = request.form['username']\n", 0),
        (
            f"{KNOWN_ONLY.replace('in session', 'in request.form')}    session['username'] = request.form['username']\n",
            1,
        ),
        (f"session['username'] = request.form['username']\n    {KNOWN_ONLY}", 1),
        ("if not session.get('user'):\n        abort(401)\n    session['user'] = request.form['username']\n", 0),
        ("if not session.get('cart'):\n        abort(401)\n    session['user'] = request.form['username']\n", 1),
        ("if session.get('user'):\n        return redirect('/')\n    session['user'] = request.form['username']\n", 1),
    ],
)
def test_a_view_that_fills_the_session_anew(run: Run, body: str, code: int):
    text = f"{HEAD}@app.route('/x', methods=['POST'])\ndef x():\n    {body}    return take()\n"
    assert run("endpoint-auth", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("other", "code"),
    [("return 'bad', 400", 0), ("abort(400)", 0), ("return take()", 1), ("take()\n    return 'bad', 400", 1)],
)
def test_a_refusal_beside_which_nothing_is_done(run: Run, other: str, code: int):
    test = "request.json['token'] == app.config['API_TOKEN']"
    inner = f"if {test}:\n            return take()\n        else:\n            return 'no', 403"
    view = f"def x():\n    if request.is_json:\n        {inner}\n    {other}\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x', methods=['POST'])\n{view}"})[0] == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("return views.order(number)", 0),
        ("return views.show(number)", 1),
        ("views.order(number)\n    return take()", 1),  # a redirect to the login is lost
        ("return views.order", 1),
    ],
)
def test_a_view_that_another_one_answers_for(run_in_repository: Run, answer: str, code: int):
    other = f"{HEAD}@bp.route('/orders/<number>')\n@login_required\ndef order(number):\n    return show(number)\n"
    other += "def show(number):\n    return Order.get(number)\n"
    view = f"@app.route('/old/<number>')\ndef old(number):\n    {answer}\n"
    assert run_in_repository("endpoint-auth", {"app.py": f"{HEAD}import views\n{view}", "views.py": other})[0] == code


@pytest.mark.parametrize(
    ("applied", "code"),
    [
        ("auth.require_custom", 0),
        ("jwt.require_any('editor')", 0),
        ("auth.require_https", 1),
        ("params.require_custom", 1),
        ("auth.requirements", 1),
    ],
)
def test_what_something_is_required_of(run: Run, applied: str, code: int):
    assert run("endpoint-auth", {"app.py": HEAD + VIEW.format(decorators=f"@{applied}\n")})[0] == code


@pytest.mark.parametrize(
    ("rule", "symbol", "code"),
    [
        ("/status", "orders_today", 0),
        ("/api_version", "x", 0),
        ("/", "server_status", 0),
        ("/change_status", "change_status", 1),
        ("/status_types", "get_status_types", 1),
        ("/orders/status", "x", 1),
    ],
)
def test_what_tells_of_the_server(run: Run, rule: str, symbol: str, code: int):
    view = f"@app.route('{rule}')\ndef {symbol}():\n    return take()\n"
    assert run("endpoint-auth", {"app.py": HEAD + view})[0] == code


@pytest.mark.parametrize(("made", "code"), [("OrderForm(meta={'csrf_context': session})", 1), ("user_of(session)", 0)])
def test_a_form_is_nobody(run: Run, made: str, code: int):
    view = f"def x():\n    made = {made}\n    if not made.is_active:\n        abort(403)\n    return take()\n"
    assert run("endpoint-auth", {"app.py": f"{HEAD}@app.route('/x')\n{view}"})[0] == code
