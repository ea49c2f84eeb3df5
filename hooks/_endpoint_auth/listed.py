"""The texts of lists that a test on the route takes from another module: ``request.path in settings.OPEN``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import NotChecked
from .._kit.light import Sequence
from .._kit.names import Names
from .._kit.nodes import walk
from .tree import Target, Tree

# What stands in a test's texts before the name of a list of another module.
LISTED = "&"


def with_listed(tree: Tree, names: Names, path: str, tests: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """The tests of a function of a file, with the texts of the lists that they name."""
    if not any(text.startswith(LISTED) for texts in tests for text in texts):
        return tests
    return [[each for text in texts for each in _meant(tree, names, path, text)] for texts in tests]


def _meant(tree: Tree, names: Names, path: str, text: str) -> Sequence[str]:
    if not text.startswith(LISTED):
        return [text]
    if text.endswith(")"):
        from .handed import texts_handed

        return tree.once(("handed", path, text), lambda: texts_handed(tree, names, path, text.removeprefix(LISTED)))
    target = tree.resolve(path, text.removeprefix(LISTED))
    return tree.once(("listed", *target), lambda: _texts(tree, target)) if target else ()


def _texts(tree: Tree, target: Target) -> Sequence[str]:
    """The texts in what a module assigns to a name; none where that cannot be read."""
    try:
        body = tree.texts.source(target.path).tree.body
    except NotChecked:
        return ()
    values = [
        each.value for each in body if isinstance(each, ast.Assign | ast.AnnAssign) and target.name in _named(each)
    ]
    parts = (part for value in values if value for part in walk(value))
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def _named(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [each.id for each in targets if isinstance(each, ast.Name)]
