"""The routes that one file declares: judged by shape, from this file alone.

Flask's own decorators and ``add_url_rule``, view classes, and what Flask-RESTful, Flask-RESTX, flask-smorest,
APIFlask, Flask-Classful, Flask-Admin, Flask-AppBuilder, Coaster and helpers of a project make of them. What a name
stands for in another file is not followed here.
"""

from __future__ import annotations

from . import regex as re
from . import syntax as ast
from .light import Iterator, Sequence
from .nodes import walk
from .scope import imports, value_of
from .source import Source, Words
from .truth import dotted, last_name, text_of
from .typed import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Where none of these stands, the file declares no route and need not be parsed. A method such as `.get(...)` makes
# one as a decorator only, on the line of its `@` or at the head of one below. (A shape that begins with a line's end
# takes a fifth of the time of one that begins with `^`.)
WORDS = Words(
    plain=[b"add_url_rule", b"view_func", b"as_view", b".add_view"],
    shapes=[
        (b"@", rb"@(?:[^\n]*\.)?(?:route|get|post|put|patch|delete|resource|expose|endpoint|websocket)\s*\("),
        (b"@", rb"\n[ \t\])}]*\.(?:route|get|post|put|patch|delete|resource)\s*\("),
        (b"@", rb"@[\w.]+\(\s*[\"']/"),
        (b".route", rb"\n[^@#\n]*\w\.route\s*\("),
        (b"resource", rb"add_\w*resource"),
        (b"class", rb"class\s+\w+\s*(?:\[[^\n]*?\]\s*)?\([^)]*(?:View|Resource)\b"),
    ],
)
HTTP_METHODS = ("get", "post", "put", "patch", "delete")
_VERBS = frozenset(HTTP_METHODS)
_ADD_RESOURCE = r"add_(?:\w+_)?resource$"
# Web frameworks whose objects have `.route` or `.get` too.
_FOREIGN = frozenset(
    (
        "aiohttp blacksheep bottle chalice cherrypy falcon fastapi litestar microdot nameko odoo robyn sanic starlette "
        "tg tornado turbogears"
    ).split()
)
# Of these a project's own package of helpers is named: `common.fastapi.APIRouter`.
_FASTAPI = frozenset(["fastapi", "starlette"])
# Decorators by their bare names over the methods of a class:
# https://flask-admin.readthedocs.io/en/stable/introduction/#adding-your-own-views
# https://flask-appbuilder.readthedocs.io/en/latest/views.html
# https://flask-classful.readthedocs.io/en/latest/ and https://coaster.readthedocs.io/en/latest/views/
# How what an endpoint hangs on ends; other things have endpoints too.
_APPS = ("app", "application", "bp", "blueprint")
_BLUEPRINTS = ("bp", "blueprint")
_OVER_METHODS = frozenset(["route", "expose"])


class Route(NamedTuple):
    """One view of the file and how a request gets to it.

    ``rule`` is the text of the URL rule as written, without any prefix; ``None`` where it is computed, or where
    a view class is registered in another file. ``methods`` are upper-case, empty where they are computed.
    ``view`` is the function or method that answers, ``None`` where it does not stand in this file (``symbol``
    then is the dotted name as written) and where a class inherits its methods (``owner`` then is the class).
    ``decorators`` take effect on the view, outermost first; ``above`` stand over the registration and do not.
    ``hangs_on`` is the app, blueprint, API or namespace as written: ``bp``, ``self.app``, or nothing.
    ``by`` is the decorator of the project's own that may make it a route, as written.
    """

    rule: str | None
    methods: tuple[str, ...]
    symbol: str
    node: ast.AST
    view: Function | ast.Lambda | None
    owner: ast.ClassDef | None
    decorators: tuple[ast.expr, ...]
    above: tuple[ast.expr, ...]
    hangs_on: str
    by: str = ""

    @property
    def place(self) -> ast.AST:
        """The node to point at: the method of a class, the decorator that makes the route, or the function."""
        if self.owner is not None:
            return self.view or self.owner
        if isinstance(self.view, Function) and self.node not in self.view.decorator_list:
            return self.view
        return self.node


def routes_of(source: Source) -> list[Route]:
    """The routes a file declares, in the order of their places. Raises ``NotChecked`` for a file that is no Python."""
    return source.once(_routes)


def functions_of(source: Source) -> list[Function]:
    """Every function and method of a file."""
    return source.once(_functions)


def _functions(source: Source) -> list[Function]:
    return [*source.walk(ast.FunctionDef), *source.walk(ast.AsyncFunctionDef)]


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    for each in call.keywords:
        if each.arg == name:
            return each.value
    return None


def adds_resource(name: str) -> bool:
    """Is it the name of a method that registers a view class: ``add_resource``, ``add_org_resource``?"""
    return name[:4] == "add_" and re.match(_ADD_RESOURCE, name) is not None


def bases_of(owner: ast.ClassDef) -> list[ast.expr]:
    """The base classes as they are named: ``Crud`` of ``class Orders(Crud[Order])``."""
    return [base.value if isinstance(base, ast.Subscript) else base for base in owner.bases]


def texts(node: ast.expr | None) -> list[str] | None:
    """The strings of a literal list, tuple or set; ``None`` where one of them is computed."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return None
    found = [text_of(item) for item in node.elts]
    return None if None in found else [text for text in found if text is not None]


def _routes(source: Source) -> list[Route]:
    if not source.mentions(WORDS):
        return []
    from .registered_routes import registered

    found: list[Route] = []
    for function in functions_of(source):
        found += _decorated_function(source, function)
    found += [*_decorated_classes(source), *registered(source), *_classful(source)]
    by_class = {route.owner for route in found}
    for owner in source.walk(ast.ClassDef):
        if owner not in by_class and any(last_name(base).endswith(("View", "Resource")) for base in bases_of(owner)):
            found += of_class(owner, None, owner, (), "") if _answering(owner) else []
    return sorted(found, key=lambda route: (getattr(route.place, "lineno", 0), getattr(route.node, "lineno", 0)))


def _decorated_function(source: Source, function: Function) -> Iterator[Route]:
    listed = function.decorator_list
    for number, decorator in enumerate(listed):
        if isinstance(decorator, ast.Call) and makes_route(source, decorator):
            below = tuple(each for each in listed[number + 1 :] if not is_route(source, each))
            above = tuple(each for each in listed[:number] if not is_route(source, each))
            rule, methods, base = rule_of(decorator), methods_of(decorator), base_of(decorator)
            if isinstance(decorator.func, ast.Attribute) or (owner := _class_around(source, function)) is None:
                yield Route(rule, methods, function.name, decorator, function, None, below, above, base)
                continue
            joined = f"{_class_rule(owner)}/{rule.lstrip('/')}" if rule else _class_rule(owner) or "/"
            symbol, decorators = f"{owner.name}.{function.name}", (*below, *above)
            yield Route(joined, methods, symbol, decorator, function, owner, decorators, (), _class_app(owner))


def _class_around(source: Source, function: ast.AST) -> ast.ClassDef | None:
    around = next(iter(source.ancestors(function)), None)
    return around if isinstance(around, ast.ClassDef) else None


def _class_rule(owner: ast.ClassDef) -> str:
    """The prefix of a class's rules: of its own ``@route("/x")``, or ``route_base``."""
    for decorator in owner.decorator_list:
        if isinstance(decorator, ast.Call) and dotted(decorator.func) == "route":
            return (rule_of(decorator) or "").rstrip("/")
    for statement in owner.body:
        if isinstance(statement, ast.Assign) and any(last_name(target) == "route_base" for target in statement.targets):
            return (text_of(statement.value) or "").rstrip("/")
    return ""


def _class_app(owner: ast.ClassDef) -> str:
    """The app of ``@route("/x", init_app=app)`` over a class."""
    calls = (each for each in owner.decorator_list if isinstance(each, ast.Call))
    given = (keyword(call, "init_app") for call in calls)
    return next((dotted(app) for app in given if app is not None), "")


def _classful(source: Source) -> Iterator[Route]:
    """Flask-Classful: each method of a ``FlaskView`` that has no rule of its own gets one from its name."""
    known = _classful_classes(source)
    for owner in source.walk(ast.ClassDef):
        if owner.name not in known:
            continue
        for method in owner.body:
            if isinstance(method, Function) and _is_classful(source, method):
                verbs = (method.name.upper(),) if method.name in _VERBS else ("GET",)
                rule = _class_rule(owner) or None if method.name == "index" else None
                symbol, decorators = f"{owner.name}.{method.name}", tuple(method.decorator_list)
                yield Route(rule, verbs, symbol, method, method, owner, decorators, (), "")


def _classful_classes(source: Source) -> set[str]:
    """The names of classes that are views of Flask-Classful, also by way of another class or of another file's."""
    imported = imports(source)
    is_used = any(origin.startswith(("flask_classful", "flask_classy")) for origin in imported.values())
    known: set[str] = set()
    for owner in source.walk(ast.ClassDef):
        names = [last_name(base) for base in bases_of(owner)]
        of_others = (
            each for each in names if each.endswith("View") and not imported.get(each, "flask").startswith("flask")
        )
        if "FlaskView" in names or not known.isdisjoint(names) or (is_used and any(of_others)):
            known.add(owner.name)
    return known


def _is_classful(source: Source, method: Function) -> bool:
    hidden = method.name.startswith(("_", "before_", "after_"))
    other = {last_name(each) for each in method.decorator_list} & {"staticmethod", "classmethod", "property"}
    return not hidden and not other and not any(is_route(source, each) for each in method.decorator_list)


def _decorated_classes(source: Source) -> Iterator[Route]:
    """``@ns.route("/x")`` and ``@api.resource("/x")`` over a class; what stands below has made the class it takes."""
    for owner in source.walk(ast.ClassDef):
        for number, decorator in enumerate(owner.decorator_list):
            if isinstance(decorator, ast.Call) and makes_route(source, decorator, over_class=True):
                below = [each for each in owner.decorator_list[number + 1 :] if not is_route(source, each)]
                yield from of_class(owner, rule_of(decorator), decorator, below, base_of(decorator))


def of_class(
    owner: ast.ClassDef, rule: str | None, node: ast.AST, wrappers: Sequence[ast.expr], base: str
) -> Iterator[Route]:
    answering = _answering(owner)
    for method in answering:
        verbs = (method.name.upper(),) if method.name in _VERBS else _class_methods(owner)
        symbol = f"{owner.name}.{method.name}"
        decorators = (*wrappers, *method.decorator_list)
        yield Route(rule, verbs, symbol, node, method, owner, decorators, (), base)
    if not answering:
        yield Route(rule, (), owner.name, node, None, owner, tuple(wrappers), (), base)


def _answering(owner: ast.ClassDef) -> list[Function]:
    """The methods that answer requests: the HTTP verbs, else ``dispatch_request``."""
    methods = [each for each in owner.body if isinstance(each, Function)]
    verbs = [each for each in methods if each.name in _VERBS]
    return verbs or [each for each in methods if each.name == "dispatch_request"]


def _class_methods(owner: ast.ClassDef) -> tuple[str, ...]:
    for statement in owner.body:
        if isinstance(statement, ast.Assign) and any(last_name(target) == "methods" for target in statement.targets):
            return tuple(sorted(text.upper() for text in texts(statement.value) or ()))
    return ("GET",)


def is_route(source: Source, decorator: ast.expr) -> bool:
    """Is it a call that makes a route of what it decorates?"""
    return isinstance(decorator, ast.Call) and makes_route(source, decorator)


def makes_route(source: Source, call: ast.Call, over_class: bool = False) -> bool:
    """Is it ``@x.route(...)``, or ``@x.get("/...")`` with a rule; over a method also ``@route("...")``?"""
    if isinstance(call.func, ast.Name):
        if over_class or call.func.id not in _OVER_METHODS or text_of(rule_argument(call)) is None:
            return False
        method = next(iter(source.ancestors(call)))
        return _class_around(source, method) is not None and not _is_foreign(source, call.func)
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    rule = text_of(rule_argument(call))
    if name in _VERBS:
        named = rule is None and _is_computed_path(source, rule_argument(call))
        named = named or (rule is not None and (rule == "" or rule.startswith(("/", "<"))))
        named = named or (rule is not None and _is_blueprint(source, call.func.value))
    elif name == "resource":
        named = rule is not None and rule.startswith("/")
    elif name == "endpoint":
        named = rule is not None and base_of(call).endswith(_APPS)
    else:
        named = name in ("route", "websocket") and rule_argument(call) is not None
    return named and not _is_foreign(source, call.func.value)


def _is_blueprint(source: Source, on: ast.expr) -> bool:
    """Is it a blueprint, whose rules may begin without a slash, as its prefix ends before one: ``@bp.get("orders")``?

    Source: https://flask.palletsprojects.com/en/stable/api/#flask.Blueprint
    """
    made = value_of(source, on) if isinstance(on, ast.Name) else None
    is_made = isinstance(made, ast.Call) and last_name(made.func).endswith("Blueprint")
    return is_made or last_name(on).lower().endswith(_BLUEPRINTS)


def _is_computed_path(source: Source, rule: ast.expr | None) -> bool:
    """``PREFIX + "/orders"``, ``f"{PREFIX}/orders"``, or a name of such: is it made of what a path is made of?"""
    if isinstance(rule, ast.Name):
        rule = value_of(source, rule)
        if (text_of(rule) or "").startswith("/"):
            return True
    if not isinstance(rule, ast.JoinedStr | ast.BinOp):
        return False
    return any(
        "/" in part.value for part in walk(rule) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _is_foreign(source: Source, on: ast.expr) -> bool:
    """Does the object belong to another framework? Where it comes from decides, else what the file imports."""
    known = imports(source)
    name = dotted(on).partition(".")[0]
    value = value_of(source, on) if isinstance(on, ast.Name) else None
    made = dotted(value.func).partition(".")[0] if isinstance(value, ast.Call) else name
    origin = known.get(made, "").partition(".")[0]
    if origin in _FOREIGN or not _FASTAPI.isdisjoint(known.get(made, "").split(".")):
        return True
    return origin.partition("_")[0] != "flask" and source.once(_is_of_another)


def _is_of_another(source: Source) -> bool:
    """Does the file import another framework, and nothing of Flask?"""
    roots = {origin.partition(".")[0] for origin in imports(source).values() if not origin.startswith(".")}
    return bool(roots & _FOREIGN) and not any("flask" in root for root in roots)


def rule_argument(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else keyword(call, "rule")


def rule_of(call: ast.Call) -> str | None:
    """The text of the rule; ``@app.endpoint("orders")`` names none."""
    rule = text_of(rule_argument(call))
    return None if rule and last_name(call.func) == "endpoint" and not rule.startswith("/") else rule


def methods_of(call: ast.Call) -> tuple[str, ...]:
    """The methods of a registration; Flask's default is GET."""
    name = last_name(call.func)
    if name in _VERBS:
        return (name.upper(),)
    listed = keyword(call, "methods")
    if listed is None:
        return () if adds_resource(name) else ("GET",)
    return tuple(sorted({text.upper() for text in texts(listed) or ()} - {"HEAD", "OPTIONS"}))


def base_of(call: ast.Call) -> str:
    return dotted(call.func.value) if isinstance(call.func, ast.Attribute) else ""
