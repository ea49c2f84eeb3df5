"""What one file hangs before requests, what it mounts on what, and which apps and blueprints it hands to functions."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator
from .._kit.nodes import walk
from .._kit.routes import Function, functions_of, keyword
from .._kit.scope import value_of
from .._kit.source import Source
from .._kit.truth import dotted, last_name, text_of
from .expressions import called, parameter_names
from .facts import Hung, Mounted, Passed, Taken
from .local_apps import function_in, name_in

# How a function is hung before the views, and whether it then guards the whole app.
EVENTS = {
    "before_request": False,
    "url_value_preprocessor": False,
    "before_app_request": True,
    "app_url_value_preprocessor": True,
}
_MOUNTING = frozenset(["register_blueprint", "add_namespace", "register_blueprints", "init_app"])
# The ends of what is handed to a function that hangs something on it.
_HANDED = ("app", "application", "flask", "server", "blueprint", "bp", "api")
# Asked of every argument of every call, before anything else is.
_NAMES = (ast.Name, ast.Attribute)


def hung_in(source: Source) -> Iterator[Hung]:
    for function in functions_of(source):
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Attribute) and decorator.attr in EVENTS:
                on, event = decorator.value, EVENTS[decorator.attr]
                yield Hung(
                    _hung_on(source, on),
                    function_in(source, function.name, decorator),
                    event,
                    function.lineno,
                    _taken(source, on),
                )
    for call in source.walk(ast.Call):
        if not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        if call.func.attr in EVENTS:
            taken = _taken(source, call.func.value)
            for name in _each(source, call.func.value):
                yield Hung(name, _function_name(source, call.args[0]), EVENTS[call.func.attr], call.lineno, taken)
        elif call.func.attr in ("append", "insert", "extend") and any(
            "before_request_funcs" in (last_name(part), text_of(part))
            for part in walk(call.func.value)
            if isinstance(part, ast.expr)
        ):
            yield Hung(_root(call.func), _function_name(source, call.args[-1]), True, call.lineno, None)


def _hung_on(source: Source, node: ast.expr) -> str:
    """The name of what something is hung on; of ``self`` all objects of the class around, as ``Staff()``."""
    if isinstance(node, ast.Name) and node.id == "self":
        return next((f"{each.name}()" for each in source.ancestors(node) if isinstance(each, ast.ClassDef)), "self")
    return name_in(source, node)


def _taken(source: Source, node: ast.expr) -> Taken | None:
    """Whose parameter a name is; ``None`` for one that is assigned to, or is no parameter."""
    if not isinstance(node, ast.Name):
        return None
    for around in source.ancestors(node):
        if not isinstance(around, Function):
            continue
        taken = parameter_names(around)
        owner = next(iter(source.ancestors(around)), None)
        prefix = f"{owner.name}." if isinstance(owner, ast.ClassDef) else ""
        if node.id in taken:
            given = [each for each in taken if each not in ("self", "cls")] if prefix else taken
            return Taken(f"{prefix}{around.name}", given.index(node.id)) if node.id in given else None
        if any(
            isinstance(each, ast.Name) and each.id == node.id and isinstance(each.ctx, ast.Store)
            for each in walk(around)
        ):
            return None
    return None


def passed_in(source: Source) -> Iterator[Passed]:
    """The apps and blueprints that are handed to functions, by their names."""
    for call in source.walk(ast.Call):
        for place, value in enumerate(call.args):
            if value.__class__ in _NAMES and _may_be_handed(value):
                yield Passed(dotted(call.func), place, "", name_in(source, value), _taken(source, value))
        for each in call.keywords:
            if each.value.__class__ in _NAMES and _may_be_handed(each.value):
                yield Passed(
                    dotted(call.func), -1, each.arg or "", name_in(source, each.value), _taken(source, each.value)
                )


def _may_be_handed(node: ast.expr) -> bool:
    return last_name(node).endswith(_HANDED)


def _function_name(source: Source, node: ast.expr) -> str:
    """The dotted name of a function; of ``auth.login_required(f)`` that of the decorator; of a lambda its call's."""
    if isinstance(node, ast.Name) and isinstance(value := value_of(source, node), ast.Call | ast.Lambda):
        node = value
    if isinstance(node, ast.Lambda):
        node = node.body
    if isinstance(node, ast.Call) and last_name(node.func) == "partial" and node.args:
        node = node.args[0]
    return function_in(source, node.id, node) if isinstance(node, ast.Name) else called(node)


def _root(node: ast.expr) -> str:
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        else:
            return ""
    return node.id


def _each(source: Source, node: ast.expr) -> list[str]:
    """The names an expression stands for: of a loop's variable every item of the list that is looped over."""
    name = _hung_on(source, node)
    if isinstance(node, ast.Name):
        for around in source.ancestors(node):
            if isinstance(around, ast.For) and isinstance(around.target, ast.Name | ast.Tuple):
                targets = [around.target] if isinstance(around.target, ast.Name) else around.target.elts
                place = next((number for number, each in enumerate(targets) if last_name(each) == node.id), None)
                if place is not None:
                    return _items(source, around.iter, place) or [name]
    return [name] if name else []


def _items(source: Source, listed: ast.expr, place: int) -> list[str]:
    if isinstance(listed, ast.Name):
        listed = value_of(source, listed) or listed
    if not isinstance(listed, ast.List | ast.Tuple | ast.Set):
        return []
    items = [
        item.elts[place] if isinstance(item, ast.Tuple) and place < len(item.elts) else item for item in listed.elts
    ]
    return [found for item in items if (found := dotted(item))]


def mounted_in(source: Source) -> Iterator[Mounted]:
    for call in source.walk(ast.Call):
        if not isinstance(call.func, ast.Attribute):
            continue
        name = call.func.attr
        if name not in _MOUNTING:
            continue
        on = name_in(source, call.func.value)
        if name in ("register_blueprint", "add_namespace", "register_blueprints") and call.args:
            where = (
                keyword(call, "url_prefix") or keyword(call, "path") or (call.args[1] if len(call.args) > 1 else None)
            )
            for child in _each(source, call.args[0]):
                yield Mounted(on, child, text_of(where) or "")
        elif name == "init_app" and call.args and (parent := dotted(call.args[0])) and not parent.endswith("app"):
            yield Mounted(parent, on, "")
