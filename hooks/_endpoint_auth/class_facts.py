"""What one class tells: its bases, the decorators of its views, and the method that they pass first."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.routes import HTTP_METHODS, Function, bases_of, texts
from .._kit.scope import value_of
from .._kit.source import Source
from .._kit.truth import dotted, is_true, last_name, text_of
from .expressions import called, text_or_true
from .facts import Applied, ClassFacts, Kind, Verdict
from .renamed import verdict_in
from .words import admits_strangers

# Flask's, Flask-RESTful's and Coaster's.
_DECORATOR_LISTS = frozenset(["decorators", "method_decorators", "__decorators__"])
# Flask's, that of Flask-Classful and Coaster, Flask-Admin's.
_GATES = frozenset(["dispatch_request", "before_request", "is_accessible"])
_OF_FLASK = frozenset(["View", "MethodView"])
_VERBS = frozenset("get post put patch delete dispatch_request".split())
# What the classes of Flask-REST-JSONAPI answer: https://flask-rest-jsonapi.readthedocs.io/en/latest/resource_manager.html
_ANSWERS = {
    "ResourceList": ("GET", "POST"),
    "ResourceDetail": ("GET", "PATCH", "DELETE"),
    "ResourceRelationship": ("GET", "POST", "PATCH", "DELETE"),
}
# The options by which a guard is switched off at one view.
_OPENING = frozenset("optional allow_anonymous anonymous no_auth public is_public".split())
_CLOSING = frozenset(
    "auth authenticated auth_required require_auth requires_auth login_required require_login required".split()
)
_RIGHTS = frozenset("scope scopes permission permissions role roles right rights privilege privileges".split())


def applied(node: ast.expr) -> Applied:
    """A decorator as it is applied."""
    optional = False
    right = isinstance(node, ast.Call) and any(map(_is_right, node.args))
    bare = isinstance(node, ast.Call) and not node.args and not node.keywords
    methods = _methods_given(node) if isinstance(node, ast.Call) and node.keywords else ()
    while isinstance(node, ast.Call):
        optional = optional or any(map(_lets_in, node.keywords)) or any(map(_says_nobody, node.args))
        by_place = last_name(node.func) == "jwt_required" and any(map(is_true, node.args[:1]))
        optional = optional or by_place  # https://flask-jwt-extended.readthedocs.io/en/stable/api/
        node = node.func
    return Applied(called(node), optional, right, bare, methods)


def _methods_given(call: ast.Call) -> tuple[str, ...]:
    """``PATCH`` and ``DELETE`` of ``@has_permission("edit", methods="PATCH,DELETE")``; of other methods none."""
    given = [each.value for each in call.keywords if each.arg == "methods"]
    if not given:
        return ()
    listed = texts(given[0]) or [text_of(given[0]) or ""]
    named = [word.strip().upper() for text in listed for word in text.split(",")]
    return tuple(named) if {name.lower() for name in named}.issubset(HTTP_METHODS) else ()


def _lets_in(given: ast.keyword) -> bool:
    """``optional=True``, ``auth_required=False``, ``auth=NO_AUTH``: does an option of a decorator let strangers in?"""
    if given.arg in _OPENING:
        return text_or_true(given.value)
    said = isinstance(given.value, ast.Constant) and given.value.value in (False, None)
    return (said and given.arg in _CLOSING) or _says_nobody(given.value)


def _says_nobody(node: ast.expr) -> bool:
    """``NO_AUTH_INFO``, ``Access.PUBLIC``"""
    if not isinstance(node, ast.Name | ast.Attribute) or not last_name(node).isupper():
        return False
    return admits_strangers(last_name(node).lower()) or last_name(node) in ("PUBLIC", "ANONYMOUS", "EVERYONE")


def _is_right(node: ast.expr) -> bool:
    """``auth.scopes.EDIT``, ``Permission.ADMIN``"""
    if not isinstance(node, ast.Attribute) or not node.attr.isupper():
        return False
    return not _RIGHTS.isdisjoint(words(last_name(node.value)))


def applied_list(node: ast.expr) -> tuple[tuple[Applied, ...], bool]:
    """The decorators of a list, and whether it adds to an inherited one."""
    keeps = any(isinstance(part, ast.Attribute) and part.attr in _DECORATOR_LISTS for part in walk(node))
    items = [item for part in walk(node) if isinstance(part, ast.List | ast.Tuple | ast.Set) for item in part.elts]
    return tuple(applied(item) for item in items if not isinstance(item, ast.Starred)), keeps


def class_facts(source: Source, node: ast.ClassDef) -> ClassFacts:
    """The facts of a class."""
    decorators: tuple[Applied, ...] | None = None
    by_method: dict[str, tuple[Applied, ...]] = {}
    keeps = False
    gate, dispatch, hides = _gate(source, node)
    for statement in node.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        if _DECORATOR_LISTS.isdisjoint(last_name(target) for target in targets):
            continue
        value = statement.value
        if isinstance(value, ast.Name):
            value = value_of(source, value) or value
        if isinstance(value, ast.Dict):
            for key, items in zip(value.keys, value.values, strict=True):
                by_method[(text_of(key) or "").lower()] = applied_list(items)[0]
        else:
            listed, keeps = applied_list(value)
            before = () if isinstance(statement, ast.Assign) and not keeps else decorators or ()
            decorators = (*before, *listed)
    methods = [each.name for each in node.body if isinstance(each, Function)]
    verbs = tuple(name for name in methods if name in _VERBS) or _before_all(node, methods)
    bases = tuple(name for base in bases_of(node) if (name := dotted(base)))
    is_told = any(each.methods for each in decorators or ())
    answers = tuple(_listed_methods(node) or _of_base(bases)) if is_told else ()
    return ClassFacts(bases, decorators, by_method, keeps, gate, dispatch, hides, verbs, answers, node.lineno)


def _of_base(bases: Sequence[str]) -> Sequence[str]:
    return next((_ANSWERS[name] for each in bases if (name := each.rpartition(".")[2]) in _ANSWERS), ())


def _before_all(node: ast.ClassDef, methods: Sequence[str]) -> tuple[str, ...]:
    """``before_post`` of ``methods = ["POST"]``: what Flask-REST-JSONAPI calls before all that it answers by."""
    before = tuple(f"before_{name.lower()}" for name in _listed_methods(node))
    return before if set(before) <= set(methods) else ()


def _listed_methods(node: ast.ClassDef) -> Sequence[str]:
    """``methods = ["GET", "POST"]``"""
    listed = (each for each in node.body if isinstance(each, ast.Assign) and "methods" in map(last_name, each.targets))
    return next((texts(each.value) for each in listed), None) or ()


def _gate(source: Source, node: ast.ClassDef) -> tuple[str, Verdict | None, bool]:
    """The method that every view of a class passes first, what it does, and whether it hides the inherited one.

    Of several it is the last. Flask-Admin's `_handle_view` asks `is_accessible`; one of a project that refuses without
    asking stands for both.
    """
    gate: tuple[str, Verdict | None, bool] = "", None, False
    for method in (each for each in node.body if isinstance(each, Function)):
        if method.name in _GATES:
            kind = Kind.GATE if method.name == "is_accessible" else Kind.HOOK
            gate = method.name, verdict_in(source, method, kind), not _asks_inherited(method)
        elif method.name == "_handle_view" and "is_accessible" not in words_in(method, whole=True):
            handled = verdict_in(source, method, Kind.HOOK)
            if handled.refused:
                return method.name, handled, False
    return gate


def _asks_inherited(method: Function) -> bool:
    """``super().dispatch_request()``, ``Staff.dispatch_request(self)``; what Flask itself has there asks nobody."""
    named = (each for each in walk(method) if isinstance(each, ast.Attribute) and each.attr == method.name)
    return any(last_name(each.value) not in _OF_FLASK for each in named)
