"""Routes that Connexion makes of an OpenAPI file: what the file's ``security`` and the views behind it ask for.

Connexion hangs a view on each operation and calls the checks that ``security`` names before it; an operation
without one is open, unless its view refuses.
Source: https://connexion.readthedocs.io/en/stable/security.html
Source: https://spec.openapis.org/oas/v3.0.3#operation-object
"""

from __future__ import annotations

import os

from .._kit import syntax as ast
from .._kit.git import tracked_files
from .._kit.light import Iterator
from .._kit.nodes import walk
from .._kit.routes import HTTP_METHODS, keyword
from .._kit.scope import value_of
from .._kit.source import Source
from .._kit.truth import text_of
from .._kit.typed import NamedTuple
from .guards import Guards
from .tree import Target

_WORDS = (b"add_api", b"connexion")
_SPECIFICATION = (".yml", ".yaml", ".json")


class Operation(NamedTuple):
    """An operation without ``security``: its method and path, and the dotted name of its view."""

    what: str
    view: str


class Specified(NamedTuple):
    """A call that makes routes of a specification: what is open there, or why nobody can tell."""

    call: ast.Call
    what: str
    remedy: str


def adds_routes(source: Source) -> bool:
    """Does a file hand a specification to Connexion?"""
    return all(word in source.data for word in _WORDS) and bool(_calls(source))


def specified(source: Source, guards: Guards) -> Iterator[Specified]:
    """The specifications that a file hands to Connexion and that do not guard all they describe."""
    if not adds_routes(source) or _is_hooked(source, guards):
        return
    for call in _calls(source):
        files = _files(source, call)
        if not files:
            what = "Connexion's routes stand in an OpenAPI file that is not known here"
            yield Specified(call, what, "see to its `security`, then say so in an ignore")
        for path in files:
            is_open = [each for each in _open_operations(Source(path)) if not _is_guarded(source, each, guards)]
            if is_open:
                more = f" and {len(is_open) - 1} more" if len(is_open) > 1 else ""
                what = f"{path} asks for no `security` at {is_open[0].what}{more}"
                yield Specified(call, what, "add it there, or say in an ignore why they are open")


def _calls(source: Source) -> list[ast.Call]:
    return [
        call
        for call in source.walk(ast.Call)
        if isinstance(call.func, ast.Attribute) and call.func.attr == "add_api" and (call.args or call.keywords)
    ]


def _is_hooked(source: Source, guards: Guards) -> bool:
    """Does a hook of the same file stand before all routes of the app, and refuse strangers everywhere?"""
    for hung in guards.tree.cache.facts_of(source).hung:
        found = guards.judge.helper(source.path, hung.function)
        verdict = guards.tree.verdicts(found).hook if found else None
        if found and verdict and not verdict.tests and guards.judge.refuses(found.path, verdict, 0):
            return True
    return False


def _files(source: Source, call: ast.Call) -> list[str]:
    """The tracked files that a call names: ``add_api("api.yml")``, ``add_api(join(here, "swagger", "api.yml"))``."""
    given = call.args[0] if call.args else keyword(call, "specification")
    value = value_of(source, given) if isinstance(given, ast.Name) else given
    texts = [text for node in walk(value) if isinstance(node, ast.expr) and (text := text_of(node))] if value else []
    names = {os.path.basename(text) for text in texts if text.endswith(_SPECIFICATION)}
    folder = os.path.dirname(source.path)
    found = [path for path in tracked_files() if os.path.basename(path) in names]
    near = [path for path in found if not folder or path.startswith(f"{folder}/")]
    return near if {os.path.basename(path) for path in near} == names else []


def _is_guarded(source: Source, operation: Operation, guards: Guards) -> bool:
    """Does a decorator of the view refuse strangers?"""
    module, _, name = operation.view.rpartition(".")
    path = guards.tree.module(source.path, module) if module else None
    found = guards.tree.defined(path, name) if path else None
    if found is None:
        return False
    target = Target(found[0].path, found[0].name)
    applied = guards.tree.decorators_of(target) if target.name in found[1].functions else ()
    return any(guards.judge.is_guard(target.path, each) for each in applied)


def _open_operations(specification: Source) -> Iterator[Operation]:
    """The operations that no ``security`` stands before. Raises ``NotChecked`` for a file that is no YAML."""
    from yaml import MappingNode

    from .._kit.yaml_nodes import documents, pairs, scalar

    def inside(node: object) -> dict[str, object]:
        return {key.value: value for key, value in pairs(node)} if isinstance(node, MappingNode) else {}

    for root in documents(specification):
        whole = inside(root)
        for path, item in inside(whole.get("paths")).items():
            shared = inside(item)
            for method in HTTP_METHODS:
                if method not in shared:
                    continue
                operation = inside(shared[method])
                if _asks(operation.get("security", whole.get("security"))):
                    continue
                router = operation.get("x-openapi-router-controller") or operation.get("x-swagger-router-controller")
                view = ".".join(text for each in (router, operation.get("operationId")) if (text := scalar(each)))
                yield Operation(f"{method.upper()} {path}", view)


def _asks(security: object) -> bool:
    """Does a ``security`` name a check, and none of its choices nothing at all?"""
    from yaml import MappingNode

    from .._kit.yaml_nodes import items

    listed = items(security)
    return bool(listed) and all(isinstance(each, MappingNode) and each.value for each in listed)
