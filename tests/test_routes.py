"""The room that reads the routes of one file."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from flask_upkeep._kit.routes import dotted, routes_of
from flask_upkeep._kit.source import Source


def routes(tmp_path: Path, text: str) -> list[tuple[str | None, str, str, str]]:
    path = tmp_path / "app.py"
    path.write_text(text)
    return [(each.rule, ",".join(each.methods), each.symbol, each.hangs_on) for each in routes_of(Source(str(path)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@app.route('/a')\ndef f(): ...", [("/a", "GET", "f", "app")]),
        ("@app.route(rule='/a')\nasync def f(): ...", [("/a", "GET", "f", "app")]),
        ("@bp.route('/a', methods=['POST', 'get'])\ndef f(): ...", [("/a", "GET,POST", "f", "bp")]),
        ("@bp.route(prefix + '/a')\ndef f(): ...", [(None, "GET", "f", "bp")]),
        ("@self.app.delete('/a')\ndef f(): ...", [("/a", "DELETE", "f", "self.app")]),
        ("@bp.route('/a')\n@bp.route('/b')\ndef f(): ...", [("/a", "GET", "f", "bp"), ("/b", "GET", "f", "bp")]),
        ("def f(): ...\napp.add_url_rule('/a', 'f', f)", [("/a", "GET", "f", "app")]),
        ("def f(): ...\napp.add_url_rule('/a', view_func=auth(f), methods=['PUT'])", [("/a", "PUT", "f", "app")]),
        ("from views import f\napp.add_url_rule('/a', view_func=f)", [("/a", "GET", "f", "app")]),
        ("class V(MethodView):\n    def get(self): ...\n    def post(self): ...",
         [(None, "GET", "V.get", ""), (None, "POST", "V.post", "")]),
        ("class V(View):\n    methods = ['POST']\n    def dispatch_request(self): ...\n"
         "app.add_url_rule('/a', view_func=V.as_view('v'))", [("/a", "POST", "V.dispatch_request", "app")]),
        ("class R(Resource):\n    def get(self): ...\napi.add_resource(R, '/a')", [("/a", "GET", "R.get", "api")]),
        ("class R(Resource):\n    def get(self): ...\napi.add_org_resource(R, '/a')", [("/a", "GET", "R.get", "api")]),
        ("@ns.route('/a')\nclass R(Resource):\n    def get(self): ...", [("/a", "GET", "R.get", "ns")]),
        ("class V(MethodView):\n    def get(self): ...\nregister_view(bp, routes=['/a'], view_func=V.as_view('v'))",
         [("/a", "GET", "V.get", "bp")]),
        ("class V(BaseView):\n    @expose('/')\n    def index(self): ...", [("/", "GET", "V.index", "")]),
        ("class V(BaseView):\n    @expose('/d')\n    def delete(self): ...", [("/d", "GET", "V.delete", "")]),
        ("class V(FabView):\n    route_base = '/v'\n    @expose('/a/', methods=['POST'])\n    def f(self): ...",
         [("/v/a/", "POST", "V.f", "")]),
        ("@route('/me', init_app=app)\nclass V(ClassView):\n    @route('')\n    def f(self): ...\n"
         "    @route('mail')\n    def g(self): ...", [("/me", "GET", "V.f", "app"), ("/me/mail", "GET", "V.g", "app")]),
        ("class V(FlaskView):\n    route_base = '/v'\n    def index(self): ...\n    def post(self): ...\n"
         "    def _own(self): ...\n    def before_index(self): ...\n    @route('/x')\n    def f(self): ...",
         [("/v", "GET", "V.index", ""), (None, "POST", "V.post", ""), ("/v/x", "GET", "V.f", "")]),
        ("class Base(FlaskView): ...\nclass V(Base):\n    def index(self): ...", [(None, "GET", "V.index", "")]),
        ("from flask_classful import route\nfrom base import OwnView\nclass V(OwnView):\n    def index(self): ...",
         [(None, "GET", "V.index", "")]),
        ("@bp.get('a')\ndef f(): ...", [("a", "GET", "f", "bp")]),
        ("x = APIBlueprint('x')\n@x.post('a')\ndef f(): ...", [("a", "POST", "f", "x")]),
        ("@app.get(PREFIX + '/a')\ndef f(): ...", [(None, "GET", "f", "app")]),
        ("@app.post(f'{PREFIX}/a')\ndef f(): ...", [(None, "POST", "f", "app")]),
        ("RULE = '/a'\n@app.post(RULE)\ndef f(): ...", [(None, "POST", "f", "app")]),
        ("@app.websocket('/a')\nasync def f(): ...", [("/a", "GET", "f", "app")]),
        ("app.url_map.add(Rule('/a', endpoint='f'))\n@app.endpoint('f')\ndef f(): ...", [(None, "GET", "f", "app")]),
        ("def f(): ...\napp.url_map.add(Rule('/a', endpoint='f'))\napp.view_functions['f'] = f",
         [(None, "GET", "f", "app")]),
        ("def f(): ...\napp.route('/a', methods=['POST'])(auth(f))", [("/a", "POST", "f", "app")]),
        ("from views import f\nbp.route('/a')(f)", [("/a", "GET", "f", "bp")]),
        ("class R(ResourceList): ...\napi.route(R, 'r', '/a', '/b')", [("/a", "", "R", "api")]),
        ("from views import R\napi.route(R, 'r', '/a')", [("/a", "", "R", "api")]),
        ("class V(ModelView): ...\nadmin.add_view(V(User, session))", [(None, "", "V", "admin")]),
        ("admin.add_view(sqla.ModelView(User, session))", [(None, "", "sqla.ModelView", "admin")]),
        ("view = ModelView(User, session)\nself.admin.add_views(view)", [(None, "", "ModelView", "self.admin")]),
        ("class V(BaseView):\n    @expose('/a')\n    def f(self): ...\nadmin.add_view(V())",
         [("/a", "GET", "V.f", "")]),
        ("class R(Resource[T]):\n    def get(self): ...", [(None, "GET", "R.get", "")]),
        ("for rule, view in [('/a', f), ('/b', auth(views.g))]:\n    app.add_url_rule(rule, view_func=view)",
         [("/a", "GET", "f", "app"), ("/b", "GET", "views.g", "app")]),
        ("TABLE = {'/a': f}\nfor rule, view in TABLE.items():\n    app.add_url_rule(rule, view_func=auth(view))",
         [("/a", "GET", "f", "app")]),
        ("for entry in (('/a', 'a', f), ('/b', 'b', g)):\n    app.add_url_rule(*entry)",
         [("/a", "GET", "f", "app"), ("/b", "GET", "g", "app")]),
        ("class A(Resource):\n    def get(self): ...\n"
         "for each, rule in [(A, '/a'), (B, '/b')]:\n    api.add_resource(each, rule)",
         [("/a", "GET", "A.get", "api"), ("/b", "", "B", "api")]),
        ("for rule, view in TABLE:\n    app.add_url_rule(rule, view_func=view)", [(None, "GET", "view", "app")]),
    ],
)  # fmt: skip
def test_routes(tmp_path: Path, text: str, expected: list[tuple[str | None, str, str, str]]):
    assert routes(tmp_path, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "@mock.patch('app.x')\ndef f(): ...",
        "@cache.get('key')\ndef f(): ...",
        "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a')\ndef f(): ...",
        "from bottle import route, app\n@app.route('/a')\ndef f(): ...",
        "class V(Base):\n    def get(self): ...",
        "def add(rule, view):\n    app.add_url_rule(rule, view_func=view)",
        "for rule, view in URLS:\n    app.add_url_rule(rule, view_func=view.as_view('v'))",
        "for each in URLS:\n    rule, view = each\n    app.add_url_rule(rule, view_func=view.as_view('v'))",
        "requests.get('/a')",
        "@expose('/a')\ndef f(): ...",
        "appbuilder.add_view(V, 'v')",
        "config.add_view(View(), 'v')",
        "admin.add_view(make_view(User))",
        "@cache.get(key)\ndef f(): ...",
        "@cache.get(f'orders {key}')\ndef f(): ...",
        "@client.endpoint('f')\ndef f(): ...",
        "api.route('a', 'b', '/a')",
        "def f(): ...\napp.view_functions['login'] = f",
        "app.view_functions['f'] = auth(app.view_functions['f'])",
        "for name, view in bp.view_functions.items():\n    app.view_functions[name] = view",
        "def make(rule, view):\n    return app.route(rule)(view)",
        "class V:\n    @expose\n    def f(self): ...",
        "from odoo.http import route\nclass V(Controller):\n    @route('/a')\n    def f(self): ...",
    ],
)
def test_no_routes(tmp_path: Path, text: str):
    assert routes(tmp_path, text) == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="the syntax is of Python 3.12")
def test_a_class_with_parameters_of_types(tmp_path: Path):
    text = "class R[T: (int, str)](Base[T], Resource):\n    def get(self): ..."
    assert routes(tmp_path, text) == [(None, "GET", "R.get", "")]


def test_what_takes_effect(tmp_path: Path):
    path = tmp_path / "app.py"
    path.write_text("@above\n@app.route('/a')\n@below\ndef f(): ...\n")
    (route,) = routes_of(Source(str(path)))
    assert [dotted(each) for each in route.decorators] == ["below"]
    assert [dotted(each) for each in route.above] == ["above"]
    assert isinstance(route.view, ast.FunctionDef)
    assert route.place is route.node
