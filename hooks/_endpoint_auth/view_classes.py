"""View classes of the repository: what they inherit from, whether Flask is at the end of it, whether they serve."""

from __future__ import annotations

from .._kit.light import Iterator
from .facts import ClassFacts
from .tree import Target, Tree

_VIEW_PACKAGES = ("flask", "apiflask", "quart")


Ancestor = tuple[str, str, ClassFacts]


def lineage(tree: Tree, path: str, name: str) -> list[Ancestor]:
    """A class and its ancestors in the repository, nearest first, with their files and names."""
    return tree.once(("lineage", path, name), lambda: list(_lineage(tree, path, name)))


def _lineage(tree: Tree, path: str, name: str) -> Iterator[Ancestor]:
    pending = [(path, name)]
    seen: set[Target] = set()
    while pending and len(seen) < 30:
        at = pending.pop(0)
        if (defined := tree.defined(*at)) is None:
            continue
        target, facts = defined
        found = facts.classes.get(target.name)
        if found is None or target in seen:
            continue
        seen.add(target)
        yield target.path, target.name, found
        pending += [(target.path, base) for base in found.bases]


def is_flask_view(tree: Tree, path: str, name: str) -> bool:
    """Do the bases of a class lead to Flask, as far as they can be followed?"""
    open_end = False
    for file, _, found in lineage(tree, path, name):
        facts = tree.facts(file)
        for base in found.bases:
            origin = facts.imports.get(base.partition(".")[0], "") if facts else ""
            if origin.startswith(_VIEW_PACKAGES):
                return True
            followed = base == "object" or tree.class_of(file, base) is not None
            open_end = open_end or (not followed and (not origin or origin.startswith(".")))
    return open_end


def is_only_a_base(tree: Tree, path: str, name: str) -> bool:
    """Is a view class nowhere registered, but a base of others?"""
    uses = tree.uses_of_views(path)
    return name in uses.bases and name not in uses.registered
