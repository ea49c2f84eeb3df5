"""What the code around takes a secret's name for: a record with a text of its own, the name of a file, an id."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.flow import Carriers, carried, definitions, function_around
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.scope import imports, parameters
from .._kit.source import Source
from .._kit.truth import last_name
from .secret_names import is_secret

# Where a form field, a cookie or a token keeps its text.
VALUE_ATTRIBUTES = frozenset(["data", "value", "plaintext"])
_TEXT_ATTRIBUTES = frozenset(name for kind in (str, bytes, dict, list) for name in dir(kind)) | VALUE_ATTRIBUTES
_OF_FILES = frozenset("Path PurePath isfile exists is_file open load_cert_chain".split())
_CUTS = frozenset("split rsplit splitlines findall finditer tokenize".split())
_PLAIN_TYPES = frozenset(["Any", "Optional", "Union", "Dict", "List", "Mapping", "Text"])


def is_object(source: Source, node: ast.expr) -> bool:
    """Is it a record or other object, by what the function or class around does with it? Its text is its own."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef if isinstance(node, ast.Name) else ast.ClassDef
    around = next((each for each in source.ancestors(node) if isinstance(each, kinds)), None)
    if isinstance(node, ast.Name) and (
        any(map(_is_instance, definitions(source, node))) or _is_declared_object(around, node.id)
    ):
        return True
    same = ast.unparse(node)
    for each in walk(around) if around else ():
        match each:
            case ast.Attribute(value=owner, attr=attribute) if attribute not in _TEXT_ATTRIBUTES:
                if type(owner) is type(node) and ast.unparse(owner) == same:
                    return True
            case ast.Call(func=ast.Attribute(value=session, attr="add" | "delete" | "merge"), args=[argument]):
                if last_name(session) == "session" and ast.unparse(argument) == same:
                    return True
    return False


def is_file_name(source: Source, node: ast.expr, name: str) -> bool:
    """``Path(f"certificates/{PRIVATE_KEY}").is_file()``: is a key the name of its file, as the code around uses it?"""
    if words(name)[-1:] != ["key"]:
        return False
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module
    around = next((each for each in source.ancestors(node) if isinstance(each, kinds)), None)
    calls = (each for each in walk(around) if isinstance(each, ast.Call)) if around else ()
    given = (each for call in calls if last_name(call.func) in _OF_FILES for each in call.args)
    same = ast.unparse(node)
    return any(type(part) is type(node) and ast.unparse(part) == same for each in given for part in walk(each))


def is_id(source: Source, node: ast.Name) -> bool:
    """``delete(key_id=access_key)``: does the function around use a key as the id of one?"""
    function = function_around(source, node) if words(node.id)[-1:] == ["key"] else None
    calls = (each for each in walk(function) if isinstance(each, ast.Call)) if function else ()
    given = (word for call in calls for word in call.keywords if words(word.arg or "")[-1:] == ["id"])
    return any(isinstance(word.value, ast.Name) and word.value.id == node.id for word in given)


def is_place_in_mapping(source: Source, node: ast.Name) -> bool:
    """``auths.update({auth_key: entry})``: is a key what the function around puts something under in a mapping?"""
    function = function_around(source, node) if words(node.id)[-1:] == ["key"] else None
    keys = (key for each in walk(function) for key in _keys_in(each)) if function else ()
    return any(isinstance(key, ast.Name) and key.id == node.id for key in keys)


def _keys_in(node: ast.AST) -> list[ast.expr]:
    """``{key: entry}``, ``entries[key] = entry``"""
    match node:
        case ast.Dict(keys=keys):
            return [key for key in keys if key is not None]
        case ast.Subscript(slice=key, ctx=ast.Store() | ast.Del()):
            return [key]
    return []


def is_name_of_variable(source: Source, node: ast.Name) -> bool:
    """``load(setting_name=DATABASE_URL)``: does the file use a constant of another as the name of a variable?"""
    if not node.id.isupper() or node.id not in imports(source):
        return False
    calls = list(source.walk(ast.Call))
    given = [word.value for call in calls for word in call.keywords if words(word.arg or "")[-1:] == ["name"]]
    given += [each for call in calls if last_name(call.func) == "getenv" for each in call.args[:1]]
    return any(isinstance(each, ast.Name) and each.id == node.id for each in given)


def is_given_as_secret(source: Source, node: ast.expr, name: str) -> bool:
    """``set_api_key(config["MAPS_KEY"])``: does the function around hand a key of some name on as a secret?"""
    function = function_around(source, node) if words(name)[-1:] == ["key"] else None
    calls = [each for each in walk(function) if isinstance(each, ast.Call)] if function else []
    given = [word.value for call in calls for word in call.keywords if is_secret(word.arg or "")]
    for call in calls:
        before, _, what = last_name(call.func).partition("_")
        given += call.args if before == "set" and is_secret(what) else []
    same = ast.unparse(node)
    return any(type(each) is type(node) and ast.unparse(each) == same for each in given)


def is_piece(source: Source, node: ast.expr) -> bool:
    """``for token in text.split(",")``: is it one of the pieces of a text?"""
    names = (each for each in carried(source, node, Carriers()) if isinstance(each, ast.Name))
    return any(
        isinstance(around, ast.For) and _method(around.iter) in _CUTS and last_name(around.target) == name.id
        for name in names
        for around in source.ancestors(name)
    )


def _method(call: ast.expr) -> str:
    return last_name(call.func) if isinstance(call, ast.Call) else ""


def _is_instance(value: ast.expr | None) -> bool:
    """``PersonalToken(...)``, ``PersonalToken.query.first()``"""
    if not isinstance(value, ast.Call):
        return False
    queries = (node for node in walk(value.func) if isinstance(node, ast.Attribute))
    return last_name(value.func)[:1].isupper() or any(node.attr in ("query", "objects") for node in queries)


def _is_declared_object(function: ast.AST | None, name: str) -> bool:
    """``def revoke(token: PersonalToken)``"""
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    declared = [each.annotation for each in parameters(function) if each.arg == name and each.annotation is not None]
    return any(last_name(each)[:1].isupper() and last_name(each) not in _PLAIN_TYPES for each in declared)
