"""The tests on the route of a request: on its endpoint, path or blueprint, or on a mark of its view.

A hook may refuse on some routes only. Each such test is a bit: a run through its body takes one outcome of all
of them, and each test keeps the texts that it names, to be compared with a route later.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Callable, Iterator
from .._kit.nodes import walk
from .._kit.truth import dotted, is_true, last_name, text_of
from .._kit.typed import NamedTuple
from .facts import Kind
from .identities import plain

_ROUTE_PARTS = frozenset("endpoint path blueprint blueprints url_rule full_path url base_url".split())
# Whose attributes no other module holds
_OBJECTS = ("request", "flask", "self", "cls", "g", "session", "app", "current_app")
_ROUTE_NAMES = ("path", "url", "endpoint", "blueprint", "route")
_PATHS = frozenset(["path", "name", "url_prefix"])
_CUTTING = frozenset("strip lstrip rstrip split rsplit partition rpartition replace count join".split())
# What holds the parts of an address: https://flask.palletsprojects.com/en/stable/api/#flask.Request.view_args
_VARIABLES = ("values", "view_args", "request.view_args")
_MATCHING = frozenset("match search fullmatch".split())
_MATCHED = frozenset("path endpoint blueprint".split())
MOST_TESTS = 7
_HOPS = 3


class Module(NamedTuple):
    """What a body takes from its module: what names stand for that are bound once, and which are true of everybody.

    ``taken`` tells whose parameter a name is of a function around the body: ``register_guard(skip)``.
    """

    value_of: Callable[[ast.Name], ast.expr | None]
    never_empty: frozenset[str]
    taken: Callable[[ast.expr], str]


class RouteTests:
    """The tests that the runs through one body have met, and how they come out in this run."""

    def __init__(self, module: Module, tests: dict[int, tuple[str, ...]], outcome: int, kind: Kind) -> None:
        self.constant = module.value_of
        self.taken = module.taken
        self.never_empty = module.never_empty
        self.tests = tests
        self.outcome = outcome
        self.marks = kind in (Kind.HOOK, Kind.DECORATOR)
        self.values: dict[str, ast.expr] = {}

    def told(self, node: ast.expr) -> bool | None:
        """A test on the endpoint, path or blueprint of the request, or on a mark of the view."""
        hit = False
        if self.marks and (methods := self.methods(node)):
            return False if methods == {"OPTIONS"} else self.outcome_of(node, {f"%{each}" for each in methods})
        if self.marks and (variable := _variable(node)):
            return self.outcome_of(node, {f"${variable}"})
        if _is_prefix_of_all(node):
            return True
        for part in walk(node):
            if isinstance(part, ast.Attribute):
                hit = hit or (part.attr in _ROUTE_PARTS and last_name(part.value) == "request")
            elif isinstance(part, ast.Name):
                hit = hit or (part.id in ("endpoint", "path", "blueprint") and self.may_be_of_request(part))
                hit = hit or (part.id.endswith(_ROUTE_NAMES) and self.is_of_route(part))
            elif isinstance(part, ast.Call) and last_name(part.func) in ("getattr", "hasattr") and len(part.args) > 1:
                hit = hit or (self.marks and self.is_mark(part))
        if not hit or (isinstance(node, ast.Attribute | ast.Name)):
            return True if hit else None
        texts = _unmarked_is_true(node) or _contained(node) or {*self.strings(node), *self.listed(node)}
        texts |= {f"&{taken}" for taken in map(self.taken, self.handed(node)) if taken}
        if asked := _asked_by_pattern(node):
            texts = {f"^{asked}:{text}" for text in texts}
        return self.outcome_of(node, texts)

    def switched(self, name: ast.Name) -> bool | None:
        """How a switch of the module stands: ``REQUIRE_LOGIN = False``."""
        match self.constant(name):
            case ast.Constant(value=bool(value)):
                return value
        return None

    def outcome_of(self, node: ast.expr, texts: set[str]) -> bool:
        """How a test that names these texts comes out in this run."""
        if id(node) not in self.tests:
            if len(self.tests) == MOST_TESTS:
                return False
            self.tests[id(node)] = tuple(sorted(texts))
        return bool(self.outcome >> list(self.tests).index(id(node)) & 1)

    def may_be_of_request(self, name: ast.Name, depth: int = 0) -> bool:
        """``path`` of ``path = request.path``, also by way of others; in a view not ``path = Page.path_of(3)``.

        ``endpoint`` is what ``url_value_preprocessor`` hands over.
        """
        value = self.values.get(name.id) if depth < _HOPS else None
        if value is None and name.id == "endpoint" and not depth:
            return self.marks
        if value is None or self.marks:
            return value is not None
        parts = [part for part in walk(value) if isinstance(part, ast.Name | ast.Attribute)]
        return any(last_name(part) == "request" for part in parts) or any(
            part.id != name.id and self.may_be_of_request(part, depth + 1)
            for part in parts
            if isinstance(part, ast.Name)
        )

    def is_of_route(self, name: ast.Name, depth: int = 0) -> bool:
        """``url_path`` of ``url_path = urlparse(url).path``, with ``url = request.base_url``; not ``next_url``."""
        value = self.values.get(name.id) if depth < _HOPS else None
        parts = [part for part in walk(value) if isinstance(part, ast.Name | ast.Attribute)] if value else []
        return any(
            (part.attr in _ROUTE_PARTS and last_name(part.value) == "request")
            if isinstance(part, ast.Attribute)
            else part.id != name.id and self.is_of_route(part, depth + 1)
            for part in parts
        )

    def methods(self, node: ast.expr) -> set[str]:
        """The methods of which a test asks whether the request is one: ``request.method in ("POST", "PUT")``."""
        if not isinstance(node, ast.Compare):
            return set()
        match node:
            case ast.Compare(
                left=ast.Attribute(attr="method") as left,
                ops=[ast.Eq() | ast.NotEq() | ast.In() | ast.NotIn()],
                comparators=[right],
            ):
                return set(map(str.upper, self.strings(right))) if dotted(left) == "request.method" else set()
        return set()

    def is_mark(self, asked: ast.Call) -> bool:
        """``getattr(view, "is_public", False)``: is it an attribute of the view that is asked for?"""
        mark, on = text_of(asked.args[1]), asked.args[0]
        if not mark or any(word in mark for word in ("public", "exempt", "anonym", "guest", "auth", "login")):
            return bool(mark)
        value = self.values.get(on.id, on) if isinstance(on, ast.Name) else on
        return any(isinstance(part, ast.Attribute) and part.attr == "view_functions" for part in walk(value))

    def looped(self, node: ast.expr) -> list[str] | None:
        """``any(request.path.startswith(f"/api{space.path}") for space in GUARDED)``: the objects, as ``@orders``."""
        for part in (each for each in walk(node) if isinstance(each, ast.GeneratorExp | ast.ListComp)):
            first, listed = part.generators[0].target, part.generators[0].iter
            paths = (each.value for each in walk(part.elt) if isinstance(each, ast.Attribute) and each.attr in _PATHS)
            if not isinstance(first, ast.Name) or first.id not in map(last_name, paths):
                continue
            if isinstance(listed, ast.Name):
                listed = self.values.get(listed.id) or self.constant(listed) or listed
            if isinstance(listed, ast.List | ast.Tuple | ast.Set):
                return [f"@{name}" for each in listed.elts if (name := dotted(each))]
        return None

    def listed(self, node: ast.expr) -> set[str]:
        """``&settings.OPEN`` of ``request.path in settings.OPEN``, which another module holds."""
        match node:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name) as where]):
                known = name in self.values or self.constant(where) is not None
                return set() if known else {f"&{name}"}
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute() as where]):
                name = dotted(where)
                return {f"&{name}"} if name and name.partition(".")[0] not in (*self.values, *_OBJECTS) else set()
        return set()

    def handed(self, node: ast.expr) -> list[ast.expr]:
        """What in a test may be handed to a function around: ``skip`` and ``self.skip``."""
        if not self.marks:
            return []
        parts = [part for part in walk(node) if isinstance(part, ast.Name | ast.Attribute)]
        return [
            part
            for part in parts
            if (part.id not in self.values if isinstance(part, ast.Name) else last_name(part.value) == "self")
        ]

    def strings(self, node: ast.expr, depth: int = 0) -> Iterator[str]:
        """The texts in an expression; a name stands for its value, and for something unknown without one."""
        if (looped := self.looped(node)) is not None:
            yield from looped
            return
        for part in walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield from [] if part.value == "/" and _is_cut_at(node, part) else [part.value]
            elif (
                isinstance(part, ast.Name)
                and depth < 3
                and part.id not in ("request", "any", "all", "getattr", "hasattr")
            ):
                value = self.values.get(part.id) or self.constant(part)
                if value is not None and value is not node:
                    yield from self.strings(value, depth + 1)


def _unmarked_is_true(node: ast.expr) -> set[str]:
    """``!guarded`` of ``getattr(view, "guarded", True)``: a test that is true of the views without the mark."""
    match node:
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(mark)), default]):
            return {f"!{mark}"} if is_true(default) else set()
    return set()


def _is_prefix_of_all(node: ast.expr) -> bool:
    """``request.path.startswith("/")``: is it true of every address?"""
    if not isinstance(node, ast.Call):
        return False
    match node:
        case ast.Call(func=ast.Attribute(value=on, attr="startswith"), args=[ast.Constant(value=prefix)]):
            prefixes = [prefix]
        case ast.Call(func=ast.Attribute(value=on, attr="startswith"), args=[ast.Tuple(elts=parts)]):
            prefixes = [text_of(each) for each in parts]
        case _:
            return False
    return dotted(on) == "request.path" and not {"", "/"}.isdisjoint(prefixes)


def _is_cut_at(node: ast.expr, text: ast.Constant) -> bool:
    """``"/"`` of ``request.path.rstrip("/")``, which names no address."""
    calls = (part for part in walk(node) if isinstance(part, ast.Call) and text in part.args)
    return any(isinstance(call.func, ast.Attribute) and call.func.attr in _CUTTING for call in calls)


def _variable(node: ast.expr) -> str:
    """``order_id`` of ``values.get("order_id")`` and ``"order_id" in request.view_args``: a part of some addresses."""
    match node:
        case ast.Call(func=ast.Attribute(value=on, attr="get" | "pop"), args=[ast.Constant(value=str(name)), *_]):
            pass
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn()], comparators=[on]):
            pass
        case _:
            return ""
    on = on.values[0] if isinstance(on, ast.BoolOp) else on  # `request.view_args or {}`
    return name if plain(on) in _VARIABLES else ""


def _asked_by_pattern(node: ast.expr) -> str:
    """``match:path`` of ``re.match(OPEN, request.path)``, ``search:endpoint`` of ``OPEN.search(request.endpoint)``."""
    for call in (each for each in walk(node) if isinstance(each, ast.Call) and last_name(each.func) in _MATCHING):
        for part in call.args:
            name = last_name(part)
            if name in _MATCHED and (isinstance(part, ast.Name) or dotted(part) == f"request.{name}"):
                return f"{last_name(call.func)}:{name}"
    return ""


def _contained(node: ast.expr) -> set[str]:
    """``*admin`` of ``"admin" in request.path``: what stands anywhere in an address; ``<login static`` the other way.

    Behind that of ``request.url`` anybody may write ``?admin``.
    """
    match node:
        case ast.Compare(left=ast.Constant(value=str(text)), ops=[ast.In() | ast.NotIn()], comparators=[right]):
            return {"request.path": {f"*{text}"}, "request.url": {"?"}, "request.full_path": {"?"}}.get(
                dotted(right), set()
            )
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[ast.Constant(value=str(text))]):
            return {f"<{text}"} if dotted(left) in ("request.endpoint", "request.path") else set()
    return set()
