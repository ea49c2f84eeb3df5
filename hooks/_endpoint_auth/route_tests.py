"""The tests on the route of a request: on its endpoint, path or blueprint, or on a mark of its view.

A hook may refuse on some routes only. Each such test is a bit: a run through its body takes one outcome of all
of them, and each test keeps the texts that it names, to be compared with a route later.
"""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Callable, Iterator
from .._kit.nodes import walk
from .._kit.truth import dotted, is_true, last_name, text_of
from .facts import Kind

_ROUTE_PARTS = frozenset("endpoint path blueprint blueprints url_rule full_path url base_url".split())
_PATHS = frozenset(["path", "name", "url_prefix"])
MOST_TESTS = 7
_HOPS = 3

Constant = Callable[[ast.Name], ast.expr | None]


class RouteTests:
    """The tests that the runs through one body have met, and how they come out in this run."""

    def __init__(self, constant: Constant, tests: dict[int, tuple[str, ...]], outcome: int, kind: Kind) -> None:
        self.constant = constant
        self.tests = tests
        self.outcome = outcome
        self.marks = kind in (Kind.HOOK, Kind.DECORATOR)
        self.values: dict[str, ast.expr] = {}

    def told(self, node: ast.expr) -> bool | None:
        """A test on the endpoint, path or blueprint of the request, or on a mark of the view."""
        hit = False
        for part in walk(node):
            if isinstance(part, ast.Attribute):
                hit = hit or (part.attr in _ROUTE_PARTS and last_name(part.value) == "request")
            elif isinstance(part, ast.Name):
                hit = hit or (part.id in ("endpoint", "path", "blueprint") and self.may_be_of_request(part))
            elif isinstance(part, ast.Call) and last_name(part.func) in ("getattr", "hasattr") and len(part.args) > 1:
                mark = text_of(part.args[1])
                if mark and any(word in mark for word in ("public", "exempt", "anonym", "guest", "auth", "login")):
                    hit = hit or self.marks
        if not hit or (isinstance(node, ast.Attribute | ast.Name)):
            return True if hit else None
        if id(node) not in self.tests:
            if len(self.tests) == MOST_TESTS:
                return False
            self.tests[id(node)] = tuple(sorted(_unmarked_is_true(node) or set(self.strings(node))))
        return bool(self.outcome >> list(self.tests).index(id(node)) & 1)

    def may_be_of_request(self, name: ast.Name, depth: int = 0) -> bool:
        """``path`` of ``path = request.path``, also by way of others; in a view not ``path = Page.path_of(3)``."""
        value = self.values.get(name.id) if depth < _HOPS else None
        if value is None or self.marks:
            return value is not None
        parts = [part for part in walk(value) if isinstance(part, ast.Name | ast.Attribute)]
        return any(last_name(part) == "request" for part in parts) or any(
            part.id != name.id and self.may_be_of_request(part, depth + 1)
            for part in parts
            if isinstance(part, ast.Name)
        )

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

    def strings(self, node: ast.expr, depth: int = 0) -> Iterator[str]:
        """The texts in an expression; a name stands for its value, and for something unknown without one."""
        if (looped := self.looped(node)) is not None:
            yield from looped
            return
        for part in walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
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
