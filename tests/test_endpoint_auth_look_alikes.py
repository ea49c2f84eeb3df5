# ruff: noqa: E501 - the bodies of small programs
"""endpoint-auth: what looks like a guard and lets strangers in, each beside what is one."""

from __future__ import annotations

import pytest

from .conftest import Run

HEAD = (
    "from flask import Blueprint, Flask, abort, g, redirect, request, session\n"
    "from flask_login import current_user, login_required\napp = Flask(__name__)\n"
)
ASKS = "if not current_user.is_authenticated:\n        abort(401)\n"
CHECK = f"def check(number=0):\n    {ASKS}"
VIEW = "@app.route('/orders/<int:number>', methods=['GET', 'POST'])\n{applied}def order(number):\n    {body}return Order.by(number)\n"


def found(run: Run, text: str, **others: str) -> int:
    """How many routes no guard reaches."""
    files = {"app.py": text, **{f"{name}.py": content for name, content in others.items()}}
    return sum(" route-no-guard " in line for line in run("endpoint-auth", files)[1])


def hooked(body: str, applied: str = "") -> str:
    return f"{HEAD}{CHECK}@app.before_request\ndef first():\n    {body}\n{VIEW.format(applied=applied, body='')}"


def decorated(wrapper: str, rest: str = "    return wrapper\n") -> str:
    text = f"def known(f):\n    @wraps(f)\n    def wrapper(*args):\n        {wrapper}\n{rest}"
    return HEAD + CHECK + text + VIEW.format(applied="@known\n", body="")


def calling(body: str, *helpers: str) -> str:
    return HEAD + "".join(helpers) + VIEW.format(applied="", body=body + "\n    ")


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("if request.args.get('preview'):\n        return\n    " + ASKS, True),
        ("if 'preview' in request.args or request.form['x'] == '1':\n        return\n    " + ASKS, True),
        ("if request.args.get('token') == TOKEN:\n        return\n    " + ASKS, False),
        ("if not request.args.get('number'):\n        abort(400)\n    " + ASKS, False),
        ("if request.headers.get('X-Cron'):\n        return\n    " + ASKS, True),
        ("if 'X-Internal' in request.headers:\n        return\n    " + ASKS, True),
        ("if request.headers.get('X-Appengine-Cron'):\n        return\n    " + ASKS, False),
        ("if not request.headers.get('X-Forwarded-User'):\n        abort(401)", False),
        ("if request.is_json:\n        return\n    " + ASKS, True),
        ("if request.is_json and not current_user.is_authenticated:\n        abort(401)", True),
        ("if 'bot' in request.user_agent.string:\n        return\n    " + ASKS, True),
        ("if request.user_agent.browser in BROWSERS:\n        return\n    " + ASKS, True),
        ("if request.headers['User-Agent'].startswith('probe'):\n        return\n    " + ASKS, True),
        ("if request.headers.get('X-Requested-With') == 'XMLHttpRequest':\n        return\n    " + ASKS, True),
        ("if request.accept_mimetypes.best_match(KINDS) == 'text/html' and not current_user.is_authenticated:\n        abort(401)", True),
        ("if not current_user.is_authenticated:\n        if request.is_json:\n            return {}, 401\n        return redirect('/login')", False),
        ("if request.is_json:\n        if not current_user.is_authenticated:\n            return {}, 401\n    else:\n        check()", False),
        ("if request.is_json:\n        return check_token()\n    " + ASKS, False),
        ("if not current_user.is_authenticated:\n        if request.is_json:\n            return None\n        abort(401)", True),
        ("if not current_user.is_authenticated:\n        if request.is_json:\n            return None\n        else:\n            abort(401)", True),
        ("if request.args.get('x'):\n        check()", True),
        ("if request.args.get('user') != 'admin':\n        abort(401)", True),
        ("if 'user' not in request.cookies:\n        return redirect('/login')", True),
        ("if 'session' not in request.cookies:\n        return redirect('/login')", False),
        ("if 'Authorization' not in request.headers:\n        abort(401)", True),
        ("if request.view_args.get('number') is None:\n        abort(401)", True),
        ("if request.method == 'POST' and not current_user.is_authenticated:\n        abort(401)", True),
        ("if request.method in ('GET', 'HEAD'):\n        return\n    " + ASKS, True),
        ("if request.method == 'POST':\n        check()", True),
        ("if request.method == 'OPTIONS':\n        return\n    " + ASKS, False),
        ("if request.method != 'OPTIONS' and not current_user.is_authenticated:\n        abort(401)", False),
        ("if request.method in ('GET', 'POST') and not current_user.is_authenticated:\n        abort(401)", False),
        ("if Order.all().are_closed and request.method == 'POST':\n        abort(403)", True),
        ("if request.endpoint in ['order']:\n        return\n    check()", True),
        ("if request.endpoint in ['login']:\n        return\n    check()", False),
        ("if request.path.startswith('/'):\n        return\n    " + ASKS, True),
        ("if request.path.startswith(('/static', '')):\n        return\n    " + ASKS, True),
        ("if request.path.startswith('/static'):\n        return\n    " + ASKS, False),
        ("if 'order' in request.path:\n        return\n    " + ASKS, True),
        ("if 'static' in request.path:\n        return\n    " + ASKS, False),
        ("if 'static' in request.full_path:\n        return\n    " + ASKS, True),
        ("if request.endpoint in 'login order static':\n        return\n    " + ASKS, True),
        ("if request.endpoint in 'login logout static':\n        return\n    " + ASKS, False),
        ("if re.match('.*', request.path):\n        return\n    " + ASKS, True),
        ("if re.match('/(login|orders)', request.path):\n        return\n    " + ASKS, True),
        ("if re.fullmatch(r'/orders/\\d+', request.path):\n        return\n    " + ASKS, True),
        ("if re.compile('der').search(request.endpoint):\n        return\n    " + ASKS, True),
        ("if any(re.match(each, request.path) for each in ('/static', '/ord')):\n        return\n    " + ASKS, True),
        ("if re.match('/(login|static)', request.path):\n        return\n    " + ASKS, False),
        ("if re.match('orders', request.path):\n        return\n    " + ASKS, False),
        ("if re.match('/orders', request.path) and not current_user.is_authenticated:\n        abort(401)", False),
        ("if re.match('(', request.path):\n        return\n    " + ASKS, False),
        ("if app.debug and not current_user.is_authenticated:\n        abort(401)", True),
        ("if not app.debug and not current_user.is_authenticated:\n        abort(401)", False),
        ("if not (current_user.is_authenticated, True):\n        abort(401)", True),
    ],
)  # fmt: skip
def test_hooks(run: Run, body: str, is_open: bool):
    assert found(run, hooked(body)) == is_open


def test_a_hook_that_asks_at_one_method_reaches_the_routes_of_that_method(run: Run):
    text = hooked("if request.method == 'POST':\n        check()").replace("['GET', 'POST']", "['POST']")
    assert found(run, text) == 0


@pytest.mark.parametrize(
    ("mark", "default", "is_open"),
    [("False", "False", True), ("True", "False", False), ("False", "True", True), ("True", "True", False)],
)
def test_marks_that_a_hook_reads(run: Run, mark: str, default: str, is_open: bool):
    body = f"view = app.view_functions[request.endpoint]\n    if getattr(view, 'guarded', {default}):\n        check()"
    marking = f"def marked(f):\n    f.guarded = {mark}\n    return f\n"
    assert found(run, hooked(body, "@marked\n").replace("@app.route", marking + "@app.route")) == is_open


@pytest.mark.parametrize(
    ("wrapper", "rest", "is_open"),
    [
        ("check()\n        return f(*args)", "    return wrapper\n", False),
        ("check()\n        return f(*args)", "    return f\n", True),
        ("check()\n        return f(*args)", "    if app.testing:\n        return f\n    return wrapper\n", False),
        ("if request.method in ('GET', 'HEAD'):\n            return f(*args)\n        check()\n        return f(*args)", "    return wrapper\n", True),
        ("if request.method == 'OPTIONS':\n            return f(*args)\n        check()\n        return f(*args)", "    return wrapper\n", False),
        ("user = request.json.get('username')\n        if not user:\n            abort(401)\n        return f(*args)", "    return wrapper\n", True),
        ("user = verify(request.json.get('token'))\n        if not user:\n            abort(401)\n        return f(*args)", "    return wrapper\n", False),
        ("try:\n            check()\n        except Exception:\n            return f(*args)\n        return f(*args)", "    return wrapper\n", True),
        ("try:\n            check()\n        except Exception:\n            abort(403)\n        return f(*args)", "    return wrapper\n", False),
    ],
)  # fmt: skip
def test_decorators(run: Run, wrapper: str, rest: str, is_open: bool):
    assert found(run, decorated(wrapper, rest)) == is_open


@pytest.mark.parametrize(
    ("test", "is_open"),
    [
        ("not session.get('user', 'guest')", True),
        ("not session.setdefault('user', {'name': 'guest'})", True),
        ("not getattr(g, 'user', True)", True),
        ("not session.get('user', None)", False),
        ("not session.get('user', {})", False),
        ("session.get('role', 'guest') != 'admin'", False),
    ],
)
def test_what_is_read_where_nobody_is_known(run: Run, test: str, is_open: bool):
    assert found(run, decorated(f"if {test}:\n            abort(401)\n        return f(*args)")) == is_open


@pytest.mark.parametrize(
    ("switch", "body", "is_open"),
    [
        ("REQUIRE_LOGIN = False", "if REQUIRE_LOGIN:\n        check()", True),
        ("REQUIRE_LOGIN = True", "if REQUIRE_LOGIN:\n        check()", False),
        ("REQUIRE_LOGIN = os.environ.get('REQUIRE_LOGIN')", "if REQUIRE_LOGIN:\n        check()", False),
        ("IS_OPEN = True", "if IS_OPEN:\n        return\n    check()", True),
        ("IS_OPEN = False", "if IS_OPEN:\n        return\n    check()", False),
    ],
)
def test_switches_of_the_module(run: Run, switch: str, body: str, is_open: bool):
    assert found(run, hooked(body).replace("@app.before_request", f"{switch}\n@app.before_request")) == is_open


@pytest.mark.parametrize(
    ("verifier", "is_open"),
    [
        ("@auth.verify_password\ndef verify(name, password):\n    return True\n", True),
        ("@auth.verify_password\ndef verify(name, password):\n    return known(name, password)\n", False),
        ("@auth.verify_password\ndef verify(name, password):\n    return name\n", True),
        ("@auth.verify_token\ndef verify(token):\n    return token or None\n", True),
        ("@auth.verify_token\ndef verify(token):\n    if token:\n        return {'token': token}\n", True),
        ("@auth.verify_token\ndef verify(token):\n    g.caller = token\n    return g.caller\n", False),
        ("@auth.verify_token\ndef verify(token):\n    user = token\n    log.info(user)\n    return user\n", True),
        ("@auth.verify_token\ndef verify(token):\n    if token == TOKEN:\n        return token\n", False),
        ("@auth.verify_token\ndef verify(token):\n    if token in TOKENS:\n        return token\n", False),
        (
            "@auth.verify_password\ndef verify(name, password):\n    if not known(name):\n        return None\n    return name\n",
            False,
        ),
        ("@auth.verify_password\ndef verify(name, password):\n    return None\n", False),
        ("@other.verify_password\ndef verify(name, password):\n    return True\n", False),
        ("", False),
    ],
)
def test_a_verifier_that_says_yes_to_everybody(run: Run, verifier: str, is_open: bool):
    there = f"from flask_httpauth import HTTPBasicAuth\nauth = HTTPBasicAuth()\nother = HTTPBasicAuth()\n{verifier}"
    view = VIEW.format(applied="@auth.login_required\n", body="")
    assert found(run, HEAD + there + view) == is_open
    assert found(run, f"{HEAD}from people import auth\n{view}", people=there) == is_open


@pytest.mark.parametrize(("said", "is_open"), [("token", True), ("User.by(token)", False)])
def test_a_verifier_in_another_file(run_in_repository: Run, said: str, is_open: bool):
    auth = "from flask_httpauth import HTTPTokenAuth\nauth = HTTPTokenAuth()\n"
    verifier = f"from auth import auth\n@auth.verify_token\ndef verify(token):\n    return {said}\n"
    view = f"{HEAD}from auth import auth\n{VIEW.format(applied='@auth.login_required' + chr(10), body='')}"
    assert found(run_in_repository, view, auth=auth, verifier=verifier) == is_open


@pytest.mark.parametrize(
    ("taken", "test", "made", "is_open"),
    [
        ("required=False", "required and not current_user.is_authenticated", "", True),
        ("required=False", "required and not current_user.is_authenticated", "True", False),
        ("required=True", "required and not current_user.is_authenticated", "", False),
        ("*, optional=True", "not optional and not current_user.is_authenticated", "", True),
        ("level=None", "not current_user.is_authenticated", "", False),
        ("role=None", "role and not current_user.has_role(role)", "", True),
        ("role=None", "role is not None and not current_user.has_role(role)", "", True),
        ("role=None", "role and not current_user.has_role(role)", "'staff'", False),
        ("role='staff'", "role and not current_user.has_role(role)", "", False),
        ("role=None", "not current_user.is_authenticated or role and not current_user.has_role(role)", "", False),
    ],
)
def test_a_decorator_that_its_default_switches_off(run: Run, taken: str, test: str, made: str, is_open: bool):
    inner = f"        def wrapper(*args):\n            if {test}:\n                abort(401)\n            return f(*args)\n"
    page = f"def secured({taken}):\n    def outer(f):\n{inner}        return wrapper\n    return outer\n"
    assert found(run, HEAD + page + VIEW.format(applied=f"@secured({made})\n", body="")) == is_open


SENT = "sent = request.headers.get('Authorization')\n        "


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("if not request.headers.get('Authorization'):\n            abort(401)", True),
        ("if 'X-Api-Key' not in request.headers:\n            return {'error': 'no key'}, 401", True),
        ("if request.authorization is None:\n            raise Unauthorized('who?')", True),
        ("if not request.cookies.get('token'):\n            return redirect(url_for('login'))", True),
        (SENT + "if not sent or not sent.startswith('Bearer '):\n            log.info('none')\n            abort(401)", True),
        (SENT + "if not sent.split(' ')[-1]:\n            abort(401)", True),
        ("sent = None\n        if 'X-Token' in request.headers:\n            sent = request.headers['X-Token']\n        if not sent:\n            abort(401)", True),
        ("if request.headers.get('X-Api-Key'):\n            return f(*args)\n        abort(401)", True),
        (SENT + "if not sent:\n            abort(401)\n        if not User.of(sent):\n            abort(401)", False),
        (SENT + "if not sent:\n            abort(401)\n        g.sent = sent", False),
        (SENT + "if not sent or sent != app.config['API_KEY']:\n            abort(401)", False),
        ("if 'X-Token' not in request.headers:\n            abort(401)\n        jwt.decode(request.headers['X-Token'], KEY)", False),
        ("if 'X-Token' not in request.headers:\n            abort(401)\n        service.validate()", False),
        ("if not request.authorization:\n            abort(401)\n        service.validate(request)", False),
        ("auth = request.authorization\n        if not auth or not known(auth.username, auth.password):\n            abort(401)", False),
        ("if not request.headers.get('X-Forwarded-User'):\n            abort(401)", False),
        ("if not request.args.get('token'):\n            abort(401)", True),
        ("sent = request.args.get('token') or request.headers.get('X-Token', 'x')\n        if not sent:\n            abort(401)", True),
        ("if 'token' not in request.args and not current_user.is_authenticated:\n            abort(401)", True),
        ("if request.form.get('api_key') or current_user.is_authenticated:\n            return f(*args)\n        abort(401)", True),
        (SENT + "if len(sent) < 10 or not sent.isalnum():\n            abort(401)", True),
        (SENT + "if not sent or not re.match('[a-z]+$', sent):\n            abort(401)", True),
        ("sent = request.args.get('token') or request.headers.get('X-Token')\n        if sent not in TOKENS:\n            abort(401)", False),
        (SENT + "if len(sent) < 10 or sent != KEY:\n            abort(401)", False),
        ("rows = User.query.filter_by(token=request.headers.get('X-Token')).all()\n        if len(rows) == 0:\n            abort(401)", False),
        ("if request.args.get('token') == TOKEN or current_user.is_authenticated:\n            return f(*args)\n        abort(401)", False),
    ],
)  # fmt: skip
def test_a_key_that_is_only_there_is_nobodys(run: Run, body: str, is_open: bool):
    assert found(run, decorated(f"{body}\n        return f(*args)")) == is_open


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("if not request.headers.get('Authorization'):\n        abort(401)", True),
        ("sent = request.headers.get('Authorization')\n    if not sent:\n        abort(401)\n    number = opened(sent)", False),
        ("if not request.headers.get('Authorization'):\n        abort(401)\n    user = get_user()", False),
        ("if not request.args.get('token'):\n        abort(401)", True),
        ("sent = request.args.get('token')\n    if not sent:\n        abort(401)\n    user = verify_token(sent)\n    if not user:\n        abort(401)", False),
    ],
)  # fmt: skip
def test_a_view_that_asks_whether_a_key_is_there(run: Run, body: str, is_open: bool):
    assert found(run, calling(body)) == is_open


@pytest.mark.parametrize(
    ("bound", "is_open"),
    [
        ("def login_required(f):\n    try:\n        verify_jwt_in_request()\n    except Exception:\n        pass\n    return f\n", True),
        ("def login_required(f):\n    return f\n", True),
        ("login_required = lambda f: f\n", True),
        ("login_required = nothing\n", True),
        ("login_required = counted(login_required)\n", False),
        ("if app.testing:\n    login_required = lambda f: f\n", False),
        ("login_required = lambda f: f\nfrom flask_login import login_required\n", False),
    ],
)  # fmt: skip
def test_the_last_binding_of_a_name_counts(run: Run, bound: str, is_open: bool):
    nothing = "def nothing(f):\n    return f\n"
    assert found(run, HEAD + nothing + bound + VIEW.format(applied="@login_required\n", body="")) == is_open


@pytest.mark.parametrize(
    ("bound", "is_open"),
    [
        ("def abort(code):\n    log(code)\n", True),
        ("def abort(code):\n    raise Refused(code)\n", False),
        ("from werkzeug.exceptions import abort as ending\ndef abort(code):\n    try:\n        ending(code)\n    except HTTPException as error:\n        error.data = {}\n        raise\n", False),
        ("from errors import abort\n", False),
        ("from silent import abort\n", True),
        ("from elsewhere import abort\n", False),
        ("abort = print\n", True),
    ],
)  # fmt: skip
def test_an_abort_of_the_projects_own(run: Run, bound: str, is_open: bool):
    text = HEAD + bound + VIEW.format(applied="", body=f"{ASKS}    ")
    silent = "def abort(code):\n    if code != 401:\n        raise Refused(code)\n"
    assert found(run, text, errors="def abort(code):\n    raise Refused(code)\n", silent=silent) == is_open


def test_an_abort_that_a_view_binds_itself(run: Run):
    assert found(run, calling(f"abort = print\n    {ASKS}")) == 1


@pytest.mark.parametrize(
    ("body", "helper", "is_open"),
    [
        ("check(number)", CHECK, False),
        ("check(number)", CHECK + "    yield number\n", True),
        ("check(number)", CHECK + "    def rows():\n        yield 1\n", False),
        ("check(number)", "async " + CHECK, True),
        ("asyncio.run(check(number))", "import asyncio\nasync " + CHECK, False),
        ("if not is_logged_in():\n        abort(401)", "async def is_logged_in():\n    return current_user.is_authenticated\n", True),
        ("if not is_logged_in():\n        abort(401)", "def is_logged_in():\n    return current_user.is_authenticated\n", False),
        ("may = lambda: current_user.is_authenticated\n    if not may:\n        abort(401)", "", True),
        ("try:\n        check(number)\n    finally:\n        return Order.by(number)", CHECK, True),
        ("try:\n        check(number)\n    finally:\n        log(number)", CHECK, False),
        ("if session.get('cart') is None:\n        abort(401)", "", True),
        ("if 'lang' not in session:\n        abort(401)", "", True),
        ("if 'user_id' not in session:\n        abort(401)", "", False),
        ("if request.args.get('format') == 'raw':\n        return Order.raw(number)\n    check(number)", CHECK, True),
        ("if request.args.get('format') == 'raw':\n        return {'error': 'no such format'}\n    check(number)", CHECK, False),
    ],
)  # fmt: skip
def test_views_and_what_they_call(run: Run, body: str, helper: str, is_open: bool):
    assert found(run, calling(body, helper)) == is_open


WHO = "if not {}:\n        abort(401)"


@pytest.mark.parametrize(
    ("imported", "body", "is_open"),
    [
        ("from flask_login import current_user\n", WHO.format("current_user"), True),
        ("from flask_login import current_user\n", "if current_user is None:\n        abort(401)", True),
        ("from flask_login import current_user as me\n", WHO.format("me"), True),
        ("from flask_security import current_user\n", WHO.format("current_user._get_current_object()"), True),
        ("import flask_login\n", WHO.format("flask_login.current_user"), True),
        ("from flask_login import current_user\n", WHO.format("(current_user and current_user.is_active)"), False),
        ("from flask_login import current_user\n", WHO.format("current_user.get_id()"), False),
        ("from flask_login import current_user\n", "if current_user not in Order.members(number):\n        abort(403)", False),
        ("from flask_jwt_extended import current_user\n", WHO.format("current_user"), False),
        ("from shop.people import current_user\n", WHO.format("current_user"), False),
    ],
)  # fmt: skip
def test_the_anonymous_user_is_somebody(run: Run, imported: str, body: str, is_open: bool):
    head = f"{imported}from flask import Flask, abort\napp = Flask(__name__)\n"
    assert found(run, head + VIEW.format(applied="", body=f"{body}\n    ")) == is_open


def test_whose_user_it_is_may_change_with_the_import_alone(run: Run):
    text = "from {} import current_user\n" + "from flask import Flask, abort\napp = Flask(__name__)\n"
    body = VIEW.format(applied="", body=f"{WHO.format('current_user')}\n    ")
    assert [found(run, text.format(each) + body) for each in ("flask_jwt_extended", "flask_login")] == [0, 1]


def test_a_coroutine_that_a_view_awaits(run: Run):
    text = calling("await check(number)", "async " + CHECK).replace("\ndef order", "\nasync def order")
    assert found(run, text) == 0


@pytest.mark.parametrize(
    ("refusal", "body", "is_open"),
    [
        ("return 'no', 401", "super().get()\n        return Order.all()", True),
        ("return 'no', 401", "return super().get()", False),
        ("return 'no', 401", "answer = super().get()\n        answer.headers['X'] = 1\n        return answer", False),
        ("return 'no', 401", "answer = super().get()\n        return Order.all()", True),
        ("abort(401)", "super().get()\n        return Order.all()", False),
    ],
)
def test_the_answer_of_a_base_class(run: Run, refusal: str, body: str, is_open: bool):
    base = f"class Base(MethodView):\n    def get(self):\n        if not current_user.is_authenticated:\n            {refusal}\n"
    text = f"class Orders(Base):\n    def get(self):\n        {body}\napp.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n"
    assert found(run, HEAD + base + text) == is_open


@pytest.mark.parametrize(("second", "is_open"), [("decorators = [cached]", True), ("decorators += [cached]", False)])
def test_decorators_of_a_class_that_are_assigned_twice(run: Run, second: str, is_open: bool):
    text = f"class Orders(MethodView):\n    decorators = [login_required]\n    {second}\n    def get(self):\n        return 1\n"
    assert found(run, f"{HEAD}{text}app.add_url_rule('/o', view_func=Orders.as_view('o'))\n") == is_open


@pytest.mark.parametrize(
    ("calls", "is_open"),
    [
        ("super().dispatch_request(*args)", False),
        ("Staff.dispatch_request(self, *args)", False),
        ("timed(super().dispatch_request)(*args)", False),
        ("MethodView.dispatch_request(self, *args)", True),
        ("getattr(self, request.method.lower())(*args)", True),
    ],
)
def test_a_gate_that_hides_the_inherited_one(run: Run, calls: str, is_open: bool):
    base = f"class Staff(MethodView):\n    def dispatch_request(self, *args):\n        {ASKS.replace('        ', ' ' * 12)}"
    base += "        return super().dispatch_request(*args)\n"
    text = f"class Orders(Staff):\n    def dispatch_request(self, *args):\n        log()\n        return {calls}\n"
    text += "    def get(self):\n        return Order.all()\napp.add_url_rule('/o', view_func=Orders.as_view('o'))\n"
    assert found(run, HEAD + base + text) == is_open


@pytest.mark.parametrize(
    ("answer", "is_open"),
    [
        ("return request.args.get('admin')", True),
        ("return current_user.is_admin", False),
        ("try:\n            return current_user.is_admin\n        except Exception:\n            return True", True),
        ("try:\n            return current_user.is_admin\n        except Exception:\n            return False", False),
    ],
)
def test_gates_of_flask_admin(run: Run, answer: str, is_open: bool):
    text = f"from flask_admin import BaseView, expose\nclass Orders(BaseView):\n    def is_accessible(self):\n        {answer}\n"
    assert (
        found(run, f"{HEAD}{text}    @expose('/orders')\n    def index(self):\n        return Order.all()\n") == is_open
    )


PULLED = "number = values.pop('number', None)\n    if number:\n        {}if not session.get('user'):\n            raise Redirect('/login')\n"


@pytest.mark.parametrize(
    ("rule", "body", "is_open"),
    [
        ("/orders/<int:number>", PULLED.format(""), False),
        ("/orders/<number>", PULLED.format(""), False),
        ("/orders", PULLED.format(""), True),
        ("/orders/<other_number>", PULLED.format(""), True),
        ("/orders/<number>", PULLED.format("if endpoint == 'order':\n            return\n        "), True),
        ("/orders/<number>", PULLED.format("if endpoint == 'login':\n            return\n        "), False),
        ("/orders", "if 'number' in request.view_args:\n        check()", True),
        ("/orders/<number>", "if 'number' in request.view_args:\n        check()", False),
        ("/orders", "if (request.view_args or {}).get('number') is None:\n        check()", False),
    ],
)
def test_hooks_before_addresses_with_a_part(run: Run, rule: str, body: str, is_open: bool):
    hook = f"@app.url_value_preprocessor\ndef first(endpoint, values):\n    {body}\n"
    assert (
        found(run, f"{HEAD}{CHECK}{hook}@app.route('{rule}')\ndef order(number=0):\n    return Order.all()\n")
        == is_open
    )


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("order = find(g.session, number)\n    if order is None:\n        abort(404)\n    ", True),
        ("if not g.session.get('user'):\n        abort(404)\n    ", False),
        ("order = get_authorized_order(number)\n    if order is None:\n        abort(404)\n    ", True),
        ("user = get_authorized_user(number)\n    if user is None:\n        abort(401)\n    ", False),
        ("order = ORDERS[number]\n    if order.is_closed() and not current_user.is_staff:\n        abort(403)\n    ", True),
        ("site = ORDERS[number]\n    if site.config.get('CLOSED') and not current_user.is_staff:\n        abort(403)\n    ", False),
        ("check_order(find(number))\n    ", True),
        ("check_all(find(number))\n    ", False),
        ("if current_user.name == number:\n        if not users.check_password(number):\n            abort(403)\n    else:\n        abort(403)\n    ", False),
        ("if users.check_password(number):\n        return 'in'\n    abort(403)\n    ", True),
    ],
)  # fmt: skip
def test_views_that_show_some_things_to_all(run: Run, body: str, is_open: bool):
    helpers = (
        "def get_authorized_order(number):\n    order = find(number)\n"
        "    if order.is_closed and not current_user.is_staff:\n        return None\n    return order\n"
        "def check_order(order):\n    if order.is_closed and not current_user.is_staff:\n        abort(403)\n"
        "def check_all(order):\n    if settings.is_closed and not current_user.is_staff:\n        abort(403)\n"
    )
    assert found(run, HEAD + helpers + VIEW.format(applied="", body=body)) == is_open


GUARD = "def guard(app, kind='', *, {taken}):\n    @app.before_request\n    def first():\n        if {test}:\n            return\n        check()\n"
HELD = (
    "class Guard:\n    def __init__(self, app, skip=()):\n        self.skip = list(skip)\n        app.before_request(self.first)\n"
    "    def first(self):\n        if request.path in self.skip:\n            return\n        check()\n"
)


@pytest.mark.parametrize(
    ("taken", "test", "called", "is_open"),
    [
        ("skip=()", "request.path in skip", "guard(app, skip=['/', '/login'])", True),
        ("skip=()", "request.path in skip", "guard(app, skip=['/login'])", False),
        ("skip=()", "request.path in skip", "OPEN = ['/', '/login']\nguard(app, skip=OPEN)", True),
        ("skip=()", "request.path.rstrip('/') in ('/login', *skip)", "guard(app)", False),
        ("skip=('/',)", "request.path in skip", "guard(app)", True),
        ("skip=('/',)", "request.path in skip", "guard(app, skip=[])", False),
        ("skip=()", "any(request.endpoint == each for each in skip)", "guard(app, skip=['home'])", True),
        ("skip=()", "any(request.endpoint == each for each in skip)", "guard(app, skip=['login'])", False),
        ("skip=None", "request.endpoint in (skip or [])", "guard(app, 'api', skip=['home'])", True),
    ],
)
def test_lists_of_open_addresses_that_are_handed_over(
    run: Run, run_in_repository: Run, taken: str, test: str, called: str, is_open: bool
):
    helper = f"{HEAD}{CHECK}{GUARD.format(taken=taken, test=test)}"
    view = "@app.route('/')\ndef home():\n    return Order.all()\n"
    assert found(run, f"{helper}{called}\n{view}") == is_open
    there = helper.replace("app = Flask(__name__)\n", "")
    assert found(run_in_repository, f"{HEAD}from guards import guard\n{called}\n{view}", guards=there) == is_open


@pytest.mark.parametrize(("given", "is_open"), [("['/', '/login']", True), ("['/login']", False), ("()", False)])
def test_lists_of_open_addresses_that_an_object_keeps(run: Run, given: str, is_open: bool):
    view = "@app.route('/')\ndef home():\n    return Order.all()\n"
    assert found(run, f"{HEAD}{CHECK}{HELD}Guard(app, {given})\n{view}") == is_open


@pytest.mark.parametrize(
    ("base", "methods", "guards", "is_open"),
    [
        ("ResourceDetail", "", ["PATCH,DELETE"], True),
        ("ResourceDetail", "", ["GET,PATCH,DELETE"], False),
        ("ResourceDetail", "", ["GET", "PATCH,DELETE"], False),
        ("ResourceList", "", ["POST"], True),
        ("ResourceList", "", ["GET,POST"], False),
        ("ResourceList", "methods = ['POST']", ["POST"], False),
        ("ResourceList", "methods = ['GET']", ["POST"], True),
        ("ResourceRelationship", "", ["PATCH"], True),
        ("ResourceDetail", "", ["token"], False),
    ],
)
def test_guards_that_are_told_their_methods(run: Run, base: str, methods: str, guards: list[str], is_open: bool):
    listed = ", ".join(f"api.has_permission('staff', methods='{each}')" for each in guards)
    view = f"class Orders({base}):\n    decorators = ({listed},)\n    {methods}\n"
    text = f"{HEAD}from flask_rest_jsonapi import Api, {base}\napi = Api(app)\n{view}api.route(Orders, 'orders', '/orders')\n"
    assert found(run, text) == is_open


@pytest.mark.parametrize(
    ("methods", "guards", "is_open"),
    [
        ("['GET', 'POST']", ["['POST']"], True),
        ("['GET', 'POST']", ["['GET']", "['POST']"], False),
        ("['POST']", ["['POST']"], False),
        ("['POST']", ["['basic', 'token']"], False),
    ],
)
def test_decorators_that_are_told_their_methods(run: Run, methods: str, guards: list[str], is_open: bool):
    applied = "".join(f"@auth_required(methods={each})\n" for each in guards)
    text = f"{HEAD}from guards import auth_required\n@app.route('/orders', methods={methods})\n{applied}def orders():\n    return Order.all()\n"
    assert found(run, text) == is_open


LOADER = (
    "def load_user(required=True, optional=False, scopes=()):\n    user = session.get('user')\n"
    "    if user is None and required and not optional:\n        abort(401)\n    return user\n"
)


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("user = load_user()", False),
        ("user = load_user(scopes=['read'])", False),
        ("user = load_user(required=True)", False),
        ("user = load_user(optional=True)", True),
        ("user = load_user(optional=IS_OPEN)", True),
        ("user = load_user(required=False)", True),
        ("try:\n        user = authorize(number)\n    except Unauthorized:\n        abort(401)", False),
        ("try:\n        user = authorize(optional=True)\n    except Unauthorized:\n        abort(401)", True),
    ],
)
def test_checks_that_are_told_to_let_strangers_in(run: Run, body: str, is_open: bool):
    assert found(run, calling(body, LOADER)) == is_open


PERMITS = "from flask_principal import Permission, RoleNeed\nadmin = Permission(RoleNeed('admin'))\nlock = Lock()\n"


@pytest.mark.parametrize("place", ["here", "elsewhere"])
@pytest.mark.parametrize(
    ("applied", "body", "is_open"),
    [
        ("@admin.require(403)\n", "", False),
        ("@admin.require()\n", "", False),
        ("@lock.require(403)\n", "", True),
        ("", "with admin.require(403):\n        return Order.by(number)\n    ", False),
        ("", "with Permission(RoleNeed('admin')).require(http_exception=403):\n        return Order.by(number)\n    ", False),
        ("", "with lock.require():\n        return Order.by(number)\n    ", True),
        ("", "admin.test()\n    ", False),
        ("", "lock.test()\n    ", True),
        ("", "with suppress(Exception):\n        with admin.require(403):\n            log(number)\n    ", True),
        ("", "if request.args.get('x'):\n        with admin.require(403):\n            log(number)\n    ", True),
    ],
)  # fmt: skip
def test_permissions_of_flask_principal(run_in_repository: Run, place: str, applied: str, body: str, is_open: bool):
    view = VIEW.format(applied=applied, body=body)
    named = "from rights import Permission, RoleNeed, admin, lock\n" if place == "elsewhere" else PERMITS
    assert found(run_in_repository, f"{HEAD}{named}{view}", rights=PERMITS) == is_open


DENY = "def deny():\n    if current_user.is_authenticated:\n        return None\n    return redirect('/login')\ndef look():\n    return pages.get(request.path)\n"


@pytest.mark.parametrize(
    ("wrapper", "is_open"),
    [
        ("answer = deny()\n        if answer is not None:\n            return answer", False),
        ("answer = deny()\n        if answer:\n            log(answer)\n            return answer", False),
        ("if (answer := deny()) is not None:\n            return answer", False),
        ("if access_denied():\n            return redirect('/login')", False),
        ("if not access_denied():\n            return redirect('/login')", True),
        ("answer = look()\n        if answer is not None:\n            return answer", True),
        ("answer = deny()\n        if answer is None:\n            return answer", True),
        ("answer = deny()\n        if answer is not None:\n            return pages[number]", True),
    ],
)  # fmt: skip
def test_decorators_that_hand_on_what_a_helper_answers(run: Run, wrapper: str, is_open: bool):
    assert found(run, DENY + decorated(wrapper + "\n        return f(*args)")) == is_open


HEADER = "request.headers.get('X-Internal')"


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        (f"if {HEADER} != current_app.config['KEY']:\n        abort(403)\n    ", False),
        (f"if {HEADER} != settings.INTERNAL_KEY:\n        abort(404)\n    ", False),
        (f"if {HEADER} != settings.CRON:\n        abort(403)\n    ", False),
        (f"if {HEADER} != CRON_KEY:\n        return 'no', 403\n    ", False),
        (f"if {HEADER} == app.config['KEY']:\n        return Order.by(number)\n    abort(403)\n    ", False),
        (f"sent = {HEADER}\n    if sent is None or sent != os.environ['CRON']:\n        abort(401)\n    ", False),
        (f"if not hmac.compare_digest({HEADER}, settings.CRON):\n        abort(403)\n    ", False),
        (f"if {HEADER} != settings.CRON:\n        abort(400)\n    ", True),
        (f"if {HEADER} != settings.CRON and number:\n        abort(403)\n    ", True),
        (f"if {HEADER} == settings.CRON:\n        abort(403)\n    ", True),
        (f"if {HEADER} != request.args.get('key'):\n        abort(403)\n    ", True),
        (f"if {HEADER} != 'true':\n        abort(403)\n    ", True),
        (f"if {HEADER} != app.config['PUBLIC_KEY'] and number:\n        abort(404)\n    ", True),
        ("if request.headers.get('X-Kind') != Kinds.PAPER:\n        abort(403)\n    ", True),
        ("if request.headers.get('X-Event') != settings.EVENT:\n        abort(403)\n    ", True),
        ("if request.headers.get('X-Version') != settings.VERSION:\n        abort(403)\n    ", True),
        ("if request.headers.get('X-Forwarded-For') != settings.OFFICE:\n        abort(403)\n    ", True),
        ("if request.headers.get('Host') != app.config['HOST']:\n        abort(403)\n    ", True),
    ],
)
def test_a_header_of_the_project_against_a_setting(run: Run, body: str, is_open: bool):
    assert found(run, calling(body)) == is_open


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("if current_user.is_authenticated:\n        return Order.by(number)\n    return '', 204", False),
        ("if current_user.is_authenticated:\n        return Order.by(number)\n    return {}", False),
        ("if current_user.is_authenticated:\n        return Order.by(number)\n    else:\n        pass", False),
        ("if current_user.is_authenticated:\n        return Order.by(number)", False),
        ("order = Order()\n    if session.get('user'):\n        return order.by(number)", False),
        ("if current_user.is_authenticated:\n        return Order.by(number)\n    return 'hello'", True),
        ("if current_user.is_authenticated:\n        return Order.by(number)\n    Order.pay(number)", True),
        ("if current_user.is_authenticated:\n        return redirect('/')\n    return Order.new()", True),
        ("if current_user.is_authenticated:\n        log(current_user)\n    return ''", True),
        ("if number:\n        return Order.by(number)", True),
        ("if number:\n        if current_user.is_authenticated:\n            return 'in'\n    else:\n        return Order.by(1)", True),
    ],
)  # fmt: skip
def test_views_wholly_below_a_test_of_who_calls(run: Run, body: str, is_open: bool):
    text = VIEW.replace("return Order.by(number)\n", "").format(applied="", body=body)
    assert found(run, f"{HEAD}{text}\n") == is_open


def test_what_a_view_calls_may_answer_strangers_with_nothing(run: Run):
    helper = "def mine():\n    if current_user.is_authenticated:\n        return find(current_user)\n    return None\n"
    assert found(run, calling("number = mine()", helper)) == 1


@pytest.mark.parametrize(
    ("arms", "is_open"),
    [
        (["check()", "check()", "check()"], False),
        (["check()", "check()", "pass"], True),
        (["check()", "pass", "check()"], True),
        (["with admin_permission.require(403):\n            log()", "check()", "log()"], True),
        (["check()", "with suppress(Exception):\n            check()", "check()"], True),
    ],
)
def test_what_only_some_arms_of_a_chain_ask(run: Run, arms: list[str], is_open: bool):
    tests = ("if request.form['do'] == 'a':", "elif request.form['do'] == 'b':", "else:")
    body = "\n    ".join(f"{test}\n        {arm}" for test, arm in zip(tests, arms, strict=True))
    assert found(run, calling(body, CHECK.replace("check(number=0)", "check()"))) == is_open


@pytest.mark.parametrize("place", ["here", "elsewhere"])
@pytest.mark.parametrize(
    ("methods", "is_open"),
    [
        ("    @login_required\n    def get(self):\n        return Order.all()\n", False),
        (f"    def get(self):\n        {ASKS.replace('        ', '            ')}        return Order.all()\n", False),
        ("    def get(self):\n        return Order.all()\n", True),
        (
            "    @login_required\n    def get(self):\n        return 1\n    def post(self):\n        return Order.new()\n",
            True,
        ),
    ],
)
def test_view_classes_that_inherit_all_their_methods(run_in_repository: Run, place: str, methods: str, is_open: bool):
    base = f"class Listed(MethodView):\n    kind = 'all'\n{methods}"
    named = "from lists import Listed\n" if place == "elsewhere" else base
    view = "class Orders(Listed):\n    kind = 'open'\napp.add_url_rule('/orders', view_func=Orders.as_view('orders'))\n"
    text = f"from flask.views import MethodView\n{HEAD}{named}{view}"
    other = f"from flask.views import MethodView\n{HEAD.replace('app = Flask(__name__)', '')}{base}"
    assert (found(run_in_repository, text, lists=other) > 0) == is_open


@pytest.mark.parametrize(
    ("body", "is_open"),
    [
        ("token = sent.split(' ')[1]\n    if not token:\n        abort(401)", True),
        ("token = sent.split(' ')[1]\n    if not token:\n        abort(401)\n    load(token)", False),
        ("kind, token = sent.split(' ')\n    if not sent:\n        abort(401)\n    load(token)", False),
        ("if sent.startswith('token '):\n        token = sent.split(' ')[1]\n    else:\n        token = request.args.get('token')\n    if not token:\n        abort(401)", True),
    ],
)  # fmt: skip
def test_a_part_of_a_key_that_only_has_to_be_there(run: Run, body: str, is_open: bool):
    assert found(run, calling(f"sent = request.headers.get('Authorization')\n    {body}")) == is_open


@pytest.mark.parametrize(
    ("test", "is_open"),
    [
        ("not order.is_visible_to(current_user)", True),
        ("not order.is_public_for(user)", True),
        ("not order.is_owned_by(current_user)", False),
        ("not order.can_be_edited_by(user)", False),
        ("not current_user.can_see(order)", False),
    ],
)
def test_whom_a_thing_is_shown_to(run: Run, test: str, is_open: bool):
    body = f"user = session.get('user')\n    order = Order.by(number)\n    if {test}:\n        abort(403)\n    "
    assert found(run, calling(body)) == is_open


@pytest.mark.parametrize(
    ("taken", "is_open"),
    [
        ("request", False),
        ("request: Request", False),
        ("request: flask.Request", False),
        ("request: 'Request'", False),
        ("request: NewOrder", True),
        ("request: requests.Response", True),
    ],
)
def test_what_is_named_request_and_is_none(run: Run, taken: str, is_open: bool):
    helper = f"def place({taken}):\n    if not request.user:\n        raise Unauthorized()\n"
    assert found(run, calling("place(load(number))", helper)) == is_open


def test_a_method_named_test_is_judged_by_no_body(run: Run):
    rule = "class Rule:\n    def test(self):\n        if not current_user.is_staff:\n            abort(403)\n"
    hook = "if request.endpoint.split(':')[0] == 'x':\n        Rule(number()).test()\n"
    assert found(run, hooked(hook).replace("app = Flask", f"{rule}app = Flask")) == 1
