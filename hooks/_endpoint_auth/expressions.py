"""What an expression says, without asking what it means: the words in it, whom it calls, what it reaches."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.names import words
from .._kit.nodes import below, walk
from .._kit.routes import Function
from .._kit.scope import parameters
from .._kit.truth import dotted, last_name

# What a check is told that is to let strangers in as well, and what it is not told then
_LENIENT = frozenset("optional silent quiet anonymous guest guests".split())
_DEMANDING = frozenset(
    "required require requires mandatory must need needs needed enforce raise raises throw throws abort fail".split()
)
# https://flask.palletsprojects.com/en/stable/api/#flask.Request, and what stands for it
_REQUESTS = frozenset("Request LocalProxy FlaskRequest BaseRequest HttpRequest Any object".split())


def called(node: ast.expr) -> str:
    """The dotted name of what is called, however often: ``require`` of ``require("admin")(view)``.

    Calls on the way are left out: ``manager.has_role`` of ``manager().has_role("admin")(view)``.
    """
    while isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
        before = called(node.value)
        return f"{before}.{node.attr}" if before else ""
    return dotted(node)


def steps_of(statement: ast.stmt) -> Iterator[str]:
    """The dotted names of what a statement calls in any case, whatever its tests say.

    ``~show`` of ``return show(order)``, which answers the request; ``Orders.all`` of ``Orders().all()``.
    """
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign | ast.Return) or statement.value is None:
        return
    pending: list[ast.AST] = [statement.value]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call) and not lets_strangers_in(node) and (name := called(node.func)):
            yield f"~{name}" if isinstance(statement, ast.Return) and node is statement.value else name
        match node:
            case ast.IfExp(test=test):
                pending.append(test)
            case ast.BoolOp(values=[first, *_]):
                pending.append(first)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                pending.append(node.generators[0].iter)
            case ast.Lambda():
                pass
            case _:
                pending.extend(below(node))


def lets_strangers_in(call: ast.Call) -> bool:
    """``load_user(optional=True)``, ``load_user(required=False)``: is a check told to refuse nobody?"""
    for each in call.keywords:
        told = each.value.value if isinstance(each.value, ast.Constant) else None
        if each.arg == "optional":
            if text_or_true(each.value):
                return True
        elif isinstance(told, bool) and not set(words(each.arg or "")).isdisjoint(_LENIENT if told else _DEMANDING):
            return True
    return False


def handed_on(statement: ast.If, values: Mapping[str, ast.expr]) -> ast.Call | None:
    """``problem = check_token()`` of ``if problem: return problem``: the call whose answer is handed on.

    Also of ``if problem is not None: return problem``.
    """
    match statement.test:
        case ast.Compare(left=tested, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
            pass
        case tested:
            pass
    match tested, statement.body:
        case ast.Name(id=name), [*_, ast.Return(value=ast.Name(id=returned))]:
            value = values.get(name)
        case ast.NamedExpr(target=ast.Name(id=name), value=value), [*_, ast.Return(value=ast.Name(id=returned))]:
            pass
        case _:
            return None
    return value if isinstance(value, ast.Call) and name == returned else None


def reaches(node: ast.AST, views: frozenset[str]) -> bool:
    """Is the view called there? Its attributes, such as ``f.__name__``, are not it."""
    if not views:
        return False
    attributes = {id(part.value) for part in walk(node) if isinstance(part, ast.Attribute)}
    return any(isinstance(part, ast.Name) and part.id in views and id(part) not in attributes for part in walk(node))


def own_nodes(statement: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a statement without those of functions inside."""
    pending = [statement]
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            pending.extend(below(node))


def parameter_names(function: Function) -> list[str]:
    """The names of a function's parameters, in their order."""
    return [each.arg for each in parameters(function)]


def no_callers(function: Function | ast.Lambda) -> frozenset[str]:
    """The parameters that are named like what tells who calls, and are something else.

    ``session`` of ``def fetch(url, session: Session)``, ``session=None``: what is handed over is none of Flask's.
    ``request`` of ``def create(request: OrderRequest)``: nor is that.
    """
    taken = function.args
    places = [*taken.posonlyargs, *taken.args]
    defaults = {each.arg for each in places[len(places) - len(taken.defaults) :]}
    defaults |= {each.arg for each, value in zip(taken.kwonlyargs, taken.kw_defaults, strict=True) if value}
    others = (each for each in (*places, *taken.kwonlyargs) if each.annotation or each.arg in defaults)
    return frozenset(
        each.arg
        for each in others
        if each.arg == "session" or (each.arg == "request" and _is_of_another_kind(each.annotation))
    )


def _is_of_another_kind(annotation: ast.expr | None) -> bool:
    """``OrderRequest``, ``requests.Response``; of a text, and of one of several, nobody knows."""
    return isinstance(annotation, ast.Name | ast.Attribute) and last_name(annotation) not in _REQUESTS


def is_done_before(statement: ast.stmt, loop: Sequence[ast.stmt]) -> bool:
    """``if each in seen: continue`` of a loop with ``seen.add(each)``: what is passed over has been looked at."""
    match statement:
        case ast.If(
            test=ast.Compare(ops=[ast.In()], comparators=[ast.Name(id=seen)]), body=[ast.Continue()], orelse=[]
        ):
            return any(_fills(each, seen) for each in loop)
    return False


def _fills(statement: ast.stmt, name: str) -> bool:
    """``seen.add(each)``, ``seen[each] = True``"""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=on), attr="add" | "append"))):
            return on == name
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=on))]):
            return on == name
    return False


def text_or_true(node: ast.expr) -> bool:
    """Is a keyword's value anything but a literal ``False``?"""
    return not (isinstance(node, ast.Constant) and not node.value)
