"""The routes that calls register, where no decorator stands over the view.

``add_url_rule``, view classes handed to an API or to Flask-Admin, ``app.route("/x")(view)``, what is put into
``view_functions``, and helpers of a project that take a view. Of a loop over a literal table each row is a route.

Source: https://flask.palletsprojects.com/en/stable/api/#flask.Flask.add_url_rule
Source: https://flask-restful.readthedocs.io/en/latest/quickstart.html#resourceful-routing
Source: https://flask-rest-jsonapi.readthedocs.io/en/latest/routing.html
Source: https://flask-admin.readthedocs.io/en/stable/introduction/#authorization-permissions
"""

from __future__ import annotations

from . import syntax as ast
from .light import Iterator, Mapping, Sequence
from .nodes import walk
from .routes import (
    Function,
    Route,
    adds_resource,
    base_of,
    functions_of,
    is_route,
    keyword,
    methods_of,
    of_class,
    rule_argument,
    texts,
)
from .scope import assignments, parameters, value_of
from .source import Source
from .truth import dotted, last_name, text_of
from .typed import NamedTuple

# What the names of a loop stand for in one of its rounds.
Row = Mapping[str, ast.expr]


class Registration(NamedTuple):
    """A call that registers a view: what it says of rule and view, and where it says the rest."""

    rule: ast.expr | None
    view: ast.expr | None
    call: ast.Call


def registered(source: Source) -> Iterator[Route]:
    """The routes that the calls and assignments of a file register."""
    for call in source.walk(ast.Call):
        if (found := _registration(source, call)) is None:
            if isinstance(call.func, ast.Attribute) and call.func.attr in ("add_view", "add_views"):
                yield from _of_administration(source, call, call.func.value)
            continue
        for row in _rounds(source, found):
            rule, view = _in_round(found, row)
            if view is not None and not _passes_on(source, call, view) and not _is_no_class(found.call, view, rule):
                yield from _of_view(source, view, text_of(rule), found.call, row)
    adds_rules = b"view_functions[" in source.data and any(
        word in source.data for word in (b"url_map", b"add_url_rule")
    )
    for target, value, _ in assignments(source) if adds_rules else ():  # without a rule it replaces another view
        if isinstance(target, ast.Subscript) and last_name(target.value) == "view_functions" and dotted(value):
            base = dotted(target.value).rpartition(".")[0]
            function = _function_named(source, dotted(value), value)
            decorators = tuple(function.decorator_list) if function else ()
            if not _passes_on(source, value, value) and not _is_loop_variable(source, value, value):
                yield Route(None, ("GET",), dotted(value), value, function, None, decorators, (), base)


def _registration(source: Source, call: ast.Call) -> Registration | None:
    if isinstance(call.func, ast.Call):
        is_made = len(call.args) == 1 and is_route(source, call.func)
        return Registration(rule_argument(call.func), call.args[0], call.func) if is_made else None
    name = last_name(call.func)
    if name == "add_url_rule":
        view = keyword(call, "view_func") or (call.args[2] if len(call.args) > 2 else None)
        rule = keyword(call, "rule") or (call.args[0] if call.args else None)
    elif adds_resource(name) and len(call.args) > 1 and isinstance(call.func, ast.Attribute):
        view, rule = call.args[0], next((each for each in call.args[1:] if text_of(each)), call.args[1])
    elif name == "route" and _is_of_class(call):
        view, rule = call.args[0], next(each for each in call.args[2:] if _is_path(each))
    elif (view := keyword(call, "view_func")) is not None:
        listed = texts(keyword(call, "routes") or keyword(call, "rules")) or []
        rule = keyword(call, "rule") or next((ast.Constant(text) for text in listed), None)
        rule = rule or next((each for each in call.args if text_of(each) is not None), None)
    else:
        return None
    return Registration(rule, view, call)


def _is_no_class(call: ast.Call, view: ast.expr, rule: ast.expr | None) -> bool:
    """``acl.add_resource(order.id, kind)``, ``api.add_resource(entry.resource, entry.url)``: which class, if any?"""
    is_one = isinstance(view, ast.Attribute) and view.attr[:1].islower()
    return is_one and text_of(rule) is None and adds_resource(last_name(call.func))


def _is_of_class(call: ast.Call) -> bool:
    """``api.route(OrderList, "orders", "/orders")``, as Flask-REST-JSONAPI has it."""
    named = len(call.args) > 2 and bool(dotted(call.args[0])) and text_of(call.args[1]) is not None
    return named and isinstance(call.func, ast.Attribute) and any(map(_is_path, call.args[2:]))


def _is_path(node: ast.expr) -> bool:
    return (text_of(node) or "").startswith("/")


def _rounds(source: Source, found: Registration) -> Sequence[Row]:
    """The rounds of the loop around that says what is registered; one of nothing where there is none, or no literal."""
    asked = {node.id for part in (found.call, found.view) if part for node in walk(part) if isinstance(node, ast.Name)}
    for loop in source.ancestors(found.call):
        if isinstance(loop, ast.For) and asked & {node.id for node in walk(loop.target) if isinstance(node, ast.Name)}:
            rows = [_matched(loop.target, item) for item in _items(source, loop.iter)]
            known = [row for row in rows if row is not None]
            return known if len(known) == len(rows) and rows else [{}]
    return [{}]


def _items(source: Source, listed: ast.expr) -> Sequence[ast.expr]:
    """The items of a literal list, or of a literal dictionary as pairs."""
    pairs = isinstance(listed, ast.Call) and last_name(listed.func) == "items"
    if pairs and isinstance(listed, ast.Call) and isinstance(listed.func, ast.Attribute):
        listed = listed.func.value
    if isinstance(listed, ast.Name):
        listed = value_of(source, listed) or listed
    if pairs and isinstance(listed, ast.Dict):
        both = zip(listed.keys, listed.values, strict=True)
        return [ast.Tuple([key, value], ast.Load()) for key, value in both if key is not None]
    return [] if pairs or not isinstance(listed, ast.List | ast.Tuple | ast.Set) else listed.elts


def _matched(target: ast.expr, item: ast.expr) -> Row | None:
    """What the names of a loop's target stand for at one item; ``None`` where the item does not say."""
    if isinstance(target, ast.Name):
        return {target.id: item}
    if (
        not isinstance(target, ast.Tuple | ast.List)
        or not isinstance(item, ast.Tuple | ast.List)
        or len(target.elts) != len(item.elts)
    ):
        return None
    found: dict[str, ast.expr] = {}
    for part, value in zip(target.elts, item.elts, strict=True):
        row = _matched(part, value)
        if row is None or isinstance(value, ast.Starred):
            return None
        found.update(row)
    return found


def _in_round(found: Registration, row: Row) -> tuple[ast.expr | None, ast.expr | None]:
    """Rule and view of one round; of ``add_url_rule(*entry)`` those that the entry holds."""
    rule, view = (_stands_for(part, row) for part in (found.rule, found.view))
    if isinstance(rule, ast.Starred):
        entry = _stands_for(rule.value, row)
        parts = entry.elts if isinstance(entry, ast.Tuple | ast.List) else []
        rule, view = (parts[0] if parts else None), (parts[2] if len(parts) > 2 else view)
    return rule, view


def _stands_for(node: ast.expr | None, row: Row) -> ast.expr | None:
    return row.get(node.id, node) if isinstance(node, ast.Name) else node


def _of_view(source: Source, view: ast.expr, rule: str | None, call: ast.Call, row: Row) -> Iterator[Route]:
    target, wrappers, is_class = _unwrapped(source, view)
    if (item := _stands_for(target, row)) is not None and item is not target:
        target, inner, is_made = _unwrapped(source, item)
        wrappers, is_class = (*wrappers, *inner), is_class or is_made
    if _is_decorated(source, call, target):
        return  # a decorator of the project's own makes routes of what it stands over
    base = base_of(call) or next((name for each in call.args[:1] if (name := dotted(each))), "")
    is_class = is_class or adds_resource(last_name(call.func)) or _is_of_class(call)
    if isinstance(target, ast.Lambda):
        yield Route(rule, methods_of(call), "<lambda>", call, target, None, wrappers, (), base)
        return
    name = dotted(target)
    if is_class and (_is_loop_variable(source, target, call) or _is_declared_view(source, call, target)):
        return  # the classes it stands for are known by their bases
    owner = _class_named(source, name) if is_class else None
    if owner is not None:
        yield from of_class(owner, rule, call, wrappers, base)
        return
    function = None if is_class else _function_named(source, name, call)
    own = tuple(function.decorator_list) if function else ()
    if name:
        methods = () if _is_of_class(call) else methods_of(call)
        yield Route(rule, methods, name, call, function, None, (*wrappers, *own), (), base)


def _of_administration(source: Source, call: ast.Call, on: ast.expr) -> Iterator[Route]:
    """``admin.add_view(ModelView(User, session))``: pages that Flask-Admin makes, all behind the gate of the class.

    Those of a class with ``@expose`` are told by its methods. Flask-AppBuilder takes the class itself, and guards it.
    """
    if not last_name(on).lower().endswith("admin"):
        return
    for given in call.args:
        made = value_of(source, given) if isinstance(given, ast.Name) else given
        name = dotted(made.func) if isinstance(made, ast.Call) else ""
        if not isinstance(made, ast.Call) or not name.rpartition(".")[2][:1].isupper():
            continue
        owner = _class_named(source, name)
        methods = owner.body if owner else []
        exposed = (each for method in methods if isinstance(method, Function) for each in method.decorator_list)
        if not any(is_route(source, each) for each in exposed):
            yield Route(None, (), name, made, None, owner, (), (), dotted(on))


def _passes_on(source: Source, call: ast.AST, view: ast.expr) -> bool:
    """Is the view a parameter of the function around, or found by it? Then that is a helper that registers many."""
    if not isinstance(view, ast.Name):
        return False
    functions = [around for around in source.ancestors(call) if isinstance(around, Function)]
    return any(each.arg == view.id for around in functions for each in parameters(around)) or any(
        isinstance(each, ast.Assign)
        and view.id in map(last_name, each.targets)
        and isinstance(each.value, ast.Call)
        and last_name(each.value.func) == "getattr"
        for around in functions[:1]
        for each in walk(around)
    )


def _is_decorated(source: Source, call: ast.Call, view: ast.expr) -> bool:
    """``view`` of ``def make(view): ...`` in ``def register(rule): ...``, also as what something else was made of."""
    functions = [around for around in source.ancestors(call) if isinstance(around, Function)]
    is_told = len(functions) > 1 and functions[-1] in source.tree.body
    return is_told and any(each.arg == dotted(view) for each in parameters(functions[0]))


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


def _is_loop_variable(source: Source, view: ast.expr, call: ast.AST) -> bool:
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
