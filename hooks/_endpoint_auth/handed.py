"""Lists of open addresses that a function around a hook is handed: ``register_guard(app, skip=["/login"])``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import NotChecked
from .._kit.light import Iterator, Sequence
from .._kit.names import Names, Profile
from .._kit.nodes import walk
from .._kit.routes import Function, functions_of
from .._kit.scope import parameters, value_of
from .._kit.source import Source
from .._kit.truth import dotted, last_name
from .tree import Target, Tree

_INIT = ".__init__"


def taken_from(source: Source, node: ast.expr) -> str:
    """``register_guard(skip)`` of ``skip``, where a function around has that parameter; ``Guard.__init__(skip)`` of
    ``self.skip``, where a method of the class around sets it to one; else empty.
    """
    around = list(source.ancestors(node))
    if isinstance(node, ast.Name):
        inner = [each for each in around if isinstance(each, Function)][1:]
        owner = next((each for each in inner if node.id in (one.arg for one in parameters(each))), None)
        return f"{_named(source, owner)}({node.id})" if owner else ""
    of_class = next((each for each in around if isinstance(each, ast.ClassDef)), None)
    for method in (each for each in of_class.body if isinstance(each, Function)) if of_class else ():
        for statement in walk(method):
            if isinstance(statement, ast.Assign) and dotted(node) in map(dotted, statement.targets):
                given = {part.id for part in walk(statement.value) if isinstance(part, ast.Name)}
                taken = next((each.arg for each in parameters(method) if each.arg in given), "")
                return f"{_named(source, method)}({taken})" if taken else ""
    return ""


def _named(source: Source, function: Function) -> str:
    owner = next(iter(source.ancestors(function)), None)
    return f"{owner.name}.{function.name}" if isinstance(owner, ast.ClassDef) else function.name


def texts_handed(tree: Tree, names: Names, path: str, taken: str) -> Sequence[str]:
    """The texts that the callers of a function of a file hand over for a parameter, or that are its default."""
    function, _, parameter = taken.removesuffix(")").partition("(")
    last = function.removesuffix(_INIT).rpartition(".")[2]
    target = Target(path, function.removesuffix(_INIT))
    found: list[str] = []
    for file in tree.texts.naming(last) or [path]:
        if names.of_path(file) is Profile.TEST:
            continue
        try:
            source = tree.texts.source(file)
            place, default = _declared(tree.texts.source(path), function, parameter)
            for call in source.walk(ast.Call):
                if last_name(call.func) == last and tree.resolve(file, dotted(call.func)) in (target, None):
                    found += _texts(source, _given(call, parameter, place) or default)
        except NotChecked:
            continue  # which is said where that file is checked itself
    return found


def _declared(source: Source, function: str, parameter: str) -> tuple[int, ast.expr | None]:
    """The place of a parameter, ``self`` not counted, -1 where it has none, and its default."""
    for each in functions_of(source):
        if _named(source, each) == function:
            taken = each.args
            places = [*taken.posonlyargs, *taken.args]
            defaults = dict(zip(reversed([one.arg for one in places]), reversed(taken.defaults), strict=False))
            defaults |= {
                one.arg: value for one, value in zip(taken.kwonlyargs, taken.kw_defaults, strict=True) if value
            }
            counted = [one.arg for one in places if one.arg not in ("self", "cls")]
            return counted.index(parameter) if parameter in counted else -1, defaults.get(parameter)
    return -1, None


def _given(call: ast.Call, parameter: str, place: int) -> ast.expr | None:
    named = next((each.value for each in call.keywords if each.arg == parameter), None)
    return named or (call.args[place] if 0 <= place < len(call.args) else None)


def _texts(source: Source, value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Name):
        value = value_of(source, value)
    for part in walk(value) if value else ():
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
