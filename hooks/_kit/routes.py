"""The routes that one file declares: judged by shape, from this file alone.

Flask's own decorators and ``add_url_rule``, view classes, and what Flask-RESTful, Flask-RESTX, flask-smorest,
APIFlask, Flask-Classful, Flask-Admin, Flask-AppBuilder, Coaster and helpers of a project make of them. What a name
stands for in another file is not followed here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from .nodes import walk
from .scope import imports, parameters, value_of
from .source import Source, Words
from .truth import dotted, last_name, text_of
from .typed import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Where none of these stands, the file declares no route and need not be parsed. A method such as `.get(...)` makes
# one as a decorator only, on the line of its `@` or at the head of one below.
WORDS = Words(
    plain=[b"add_url_rule", b"view_func", b"as_view"],
    shapes=[
        (b"@", rb"@(?:[^\n]*\.)?(?:route|get|post|put|patch|delete|resource|expose)\s*\("),
        (b"@", rb"(?m)^[ \t\])}]*\.(?:route|get|post|put|patch|delete|resource)\s*\("),
        (b"resource", rb"add_\w*resource"),
        (b"class", rb"class\s+\w+\s*\([^)]*(?:View|Resource)\b"),
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
_OVER_METHODS = frozenset(["route", "expose"])


class Route(NamedTuple):
    """One view of the file and how a request gets to it.

    ``rule`` is the text of the URL rule as written, without any prefix; ``None`` where it is computed, or where
    a view class is registered in another file. ``methods`` are upper-case, empty where they are computed.
    ``view`` is the function or method that answers, ``None`` where it does not stand in this file (``symbol``
    then is the dotted name as written) and where a class inherits its methods (``owner`` then is the class).
    ``decorators`` take effect on the view, outermost first; ``above`` stand over the registration and do not.
    ``hangs_on`` is the app, blueprint, API or namespace as written: ``bp``, ``self.app``, or nothing.
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
    return [*source.walk(ast.FunctionDef), *source.walk(ast.AsyncFunctionDef)]


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def texts(node: ast.expr | None) -> list[str] | None:
    """The strings of a literal list, tuple or set; ``None`` where one of them is computed."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return None
    found = [text_of(item) for item in node.elts]
    return None if None in found else [text for text in found if text is not None]


def _routes(source: Source) -> list[Route]:
    if not source.mentions(WORDS):
        return []
    found: list[Route] = []
    for function in functions_of(source):
        found += _decorated_function(source, function)
    found += [*_decorated_classes(source), *_registered(source), *_classful(source)]
    by_class = {route.owner for route in found}
    for owner in source.walk(ast.ClassDef):
        if owner not in by_class and any(last_name(base).endswith(("View", "Resource")) for base in owner.bases):
            found += _of_class(owner, None, owner, (), "") if _answering(owner) else []
    return sorted(found, key=lambda route: (getattr(route.place, "lineno", 0), getattr(route.node, "lineno", 0)))


def _decorated_function(source: Source, function: Function) -> Iterator[Route]:
    listed = function.decorator_list
    for number, decorator in enumerate(listed):
        if isinstance(decorator, ast.Call) and _makes_route(source, decorator):
            below = tuple(each for each in listed[number + 1 :] if not _is_route(source, each))
            above = tuple(each for each in listed[:number] if not _is_route(source, each))
            rule, methods, base = _rule(decorator), _methods(decorator), _base(decorator)
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
            return (_rule(decorator) or "").rstrip("/")
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
    for owner in source.walk(ast.ClassDef):
        if not any(last_name(base) == "FlaskView" for base in owner.bases):
            continue
        for method in owner.body:
            if isinstance(method, Function) and _is_classful(source, method):
                verbs = (method.name.upper(),) if method.name in _VERBS else ("GET",)
                rule = _class_rule(owner) or None if method.name == "index" else None
                symbol, decorators = f"{owner.name}.{method.name}", tuple(method.decorator_list)
                yield Route(rule, verbs, symbol, method, method, owner, decorators, (), "")


def _is_classful(source: Source, method: Function) -> bool:
    hidden = method.name.startswith(("_", "before_", "after_"))
    other = {last_name(each) for each in method.decorator_list} & {"staticmethod", "classmethod", "property"}
    return not hidden and not other and not any(_is_route(source, each) for each in method.decorator_list)


def _decorated_classes(source: Source) -> Iterator[Route]:
    """``@ns.route("/x")`` and ``@api.resource("/x")`` over a class; what stands below has made the class it takes."""
    for owner in source.walk(ast.ClassDef):
        for number, decorator in enumerate(owner.decorator_list):
            if isinstance(decorator, ast.Call) and _makes_route(source, decorator, over_class=True):
                below = [each for each in owner.decorator_list[number + 1 :] if not _is_route(source, each)]
                yield from _of_class(owner, _rule(decorator), decorator, below, _base(decorator))


def _registered(source: Source) -> Iterator[Route]:
    """``add_url_rule``, ``add_resource`` and helpers that take a ``view_func``."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if name == "add_url_rule":
            view = keyword(call, "view_func") or (call.args[2] if len(call.args) > 2 else None)
            rule = text_of(keyword(call, "rule") or (call.args[0] if call.args else None))
        elif re.match(_ADD_RESOURCE, name) and len(call.args) > 1 and isinstance(call.func, ast.Attribute):
            view, rule = call.args[0], next((text for each in call.args[1:] if (text := text_of(each))), None)
        elif (view := keyword(call, "view_func")) is not None:
            listed = keyword(call, "routes") or keyword(call, "rules")
            strings = texts(listed) or [text for each in call.args if (text := text_of(each)) is not None]
            rule = text_of(keyword(call, "rule")) or (strings[0] if strings else None)
        else:
            continue
        if view is not None and not _passes_on(source, call, view) and not _is_no_class(name, view, rule):
            yield from _of_view(source, view, rule, call)


def _is_no_class(name: str, view: ast.expr, rule: str | None) -> bool:
    """``acl.add_resource(order.id, kind)``, ``api.add_resource(entry.resource, entry.url)``: which class, if any?"""
    is_one = isinstance(view, ast.Attribute) and view.attr[:1].islower()
    return is_one and rule is None and re.match(_ADD_RESOURCE, name) is not None


def _of_view(source: Source, view: ast.expr, rule: str | None, call: ast.Call) -> Iterator[Route]:
    target, wrappers, is_class = _unwrapped(source, view)
    base = _base(call) or next((name for each in call.args[:1] if (name := dotted(each))), "")
    is_class = is_class or re.match(_ADD_RESOURCE, last_name(call.func)) is not None
    if isinstance(target, ast.Lambda):
        yield Route(rule, _methods(call), "<lambda>", call, target, None, wrappers, (), base)
        return
    name = dotted(target)
    if is_class and (_is_loop_variable(source, target, call) or _is_declared_view(source, call, target)):
        return  # the classes it stands for are known by their bases
    owner = _class_named(source, name) if is_class else None
    if owner is not None:
        yield from _of_class(owner, rule, call, wrappers, base)
        return
    function = None if is_class else _function_named(source, name, call)
    own = tuple(function.decorator_list) if function else ()
    if name:
        yield Route(rule, _methods(call), name, call, function, None, (*wrappers, *own), (), base)


def _of_class(
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


def _is_route(source: Source, decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _makes_route(source, decorator)


def _makes_route(source: Source, call: ast.Call, over_class: bool = False) -> bool:
    """Is it ``@x.route(...)``, or ``@x.get("/...")`` with a rule; over a method also ``@route("...")``?"""
    if isinstance(call.func, ast.Name):
        if over_class or call.func.id not in _OVER_METHODS or text_of(_rule_argument(call)) is None:
            return False
        method = next(iter(source.ancestors(call)))
        return _class_around(source, method) is not None and not _is_foreign(source, call.func)
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    rule = text_of(_rule_argument(call))
    if name in _VERBS:
        named = rule is not None and (rule == "" or rule.startswith(("/", "<")))
    elif name == "resource":
        named = rule is not None and rule.startswith("/")
    else:
        named = name == "route" and _rule_argument(call) is not None
    return named and not _is_foreign(source, call.func.value)


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


def _rule_argument(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else keyword(call, "rule")


def _rule(call: ast.Call) -> str | None:
    return text_of(_rule_argument(call))


def _methods(call: ast.Call) -> tuple[str, ...]:
    """The methods of a registration; Flask's default is GET."""
    name = last_name(call.func)
    if name in _VERBS:
        return (name.upper(),)
    listed = keyword(call, "methods")
    if listed is None:
        return () if re.match(_ADD_RESOURCE, name) else ("GET",)
    return tuple(sorted({text.upper() for text in texts(listed) or ()} - {"HEAD", "OPTIONS"}))


def _base(call: ast.Call) -> str:
    return dotted(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _passes_on(source: Source, call: ast.Call, view: ast.expr) -> bool:
    """Is the view a parameter of the function around, or found by it? Then that is a helper that registers many."""
    if not isinstance(view, ast.Name):
        return False
    for around in source.ancestors(call):
        if isinstance(around, Function):
            return any(each.arg == view.id for each in parameters(around)) or any(
                isinstance(each, ast.Assign)
                and view.id in map(last_name, each.targets)
                and isinstance(each.value, ast.Call)
                and last_name(each.value.func) == "getattr"
                for each in walk(around)
            )
    return False


def _is_declared_view(source: Source, call: ast.Call, view: ast.expr) -> bool:
    """``def add(resource: type[Resource], url)``: is it a parameter that says which view classes it takes?"""
    functions = (around for around in source.ancestors(call) if isinstance(around, Function))
    around = next(functions, None)
    taken = parameters(around) if around and isinstance(view, ast.Name) else []
    declared = (each.annotation for each in taken if each.arg == dotted(view) and each.annotation)
    return any(
        last_name(part).endswith(("View", "Resource"))
        for each in declared
        for part in walk(each)
        if isinstance(part, ast.expr)
    )


def _is_loop_variable(source: Source, view: ast.expr, call: ast.Call) -> bool:
    """Is it one of many that a loop around goes through, also by way of ``rule, view = entry``?"""
    loops = [each for each in source.ancestors(call) if isinstance(each, ast.For)]
    names = {part.id for loop in loops for part in walk(loop.target) if isinstance(part, ast.Name)}
    for loop in loops:
        for each in walk(loop):
            if isinstance(each, ast.Assign) and isinstance(each.value, ast.Name) and each.value.id in names:
                names |= {part.id for target in each.targets for part in walk(target) if isinstance(part, ast.Name)}
    return isinstance(view, ast.Name) and view.id in names


def _unwrapped(source: Source, view: ast.expr) -> tuple[ast.expr, tuple[ast.expr, ...], bool]:
    """What is registered below its wrappers, the wrappers outermost first, and whether it is a class."""
    wrappers: list[ast.expr] = []
    for _ in range(10):
        if isinstance(view, ast.Name) and isinstance(value := value_of(source, view), ast.Call):
            view = value
        elif isinstance(view, ast.Call) and isinstance(view.func, ast.Attribute) and view.func.attr == "as_view":
            return view.func.value, tuple(wrappers), True
        elif isinstance(view, ast.Call) and view.args:
            wrappers.append(view.func)
            view = view.args[0]
        else:
            break
    return view, tuple(wrappers), False


def _class_named(source: Source, name: str) -> ast.ClassDef | None:
    return next((each for each in source.walk(ast.ClassDef) if each.name == name), None)


def _function_named(source: Source, name: str, near: ast.AST) -> Function | None:
    """The function of that name: ``self.method`` in the class around, else one that is no method."""
    last = name.rpartition(".")[2]
    around = next((each for each in source.ancestors(near) if isinstance(each, ast.ClassDef)), None)
    if name not in (last, f"self.{last}"):
        return None
    for function in functions_of(source):
        owner = next(iter(source.ancestors(function)), None)
        of_class = owner if isinstance(owner, ast.ClassDef) else None
        if function.name == last and of_class is (around if name.startswith("self.") else None):
            return function
    return None
