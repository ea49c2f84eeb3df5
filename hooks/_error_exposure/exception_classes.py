"""Whose words are an exception's text: the application's, written for the client, or somebody else's?"""

from __future__ import annotations

import builtins
import os

from .._kit import git
from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.config_classes import ConfigClass, bases, class_named
from .._kit.flow import arguments
from .._kit.light import Iterator
from .._kit.names import words
from .._kit.nodes import walk
from .._kit.scope import imports, origin_of, parameters, value_of
from .._kit.source import Source
from .._kit.truth import dotted, last_name

# `class Denied(Exception):`, and `Denied = AccessRestricted` too.
_MADE = r" *class +(\w+)|(\w+) *= *[A-Z]\w+ *(?:#|$)"
_CATCH_ALLS = frozenset(["Exception", "BaseException"])
# What speaks of files, addresses and code; the others speak of a value: https://docs.python.org/3/library/exceptions.html
_TELLING_BUILTINS = frozenset(
    (
        "OSError IOError EnvironmentError RuntimeError AttributeError SystemError ImportError "
        "ModuleNotFoundError ConnectionError ConnectionRefusedError ConnectionResetError TimeoutError BrokenPipeError "
        "FileNotFoundError FileExistsError PermissionError IsADirectoryError NotADirectoryError MemoryError "
        "RecursionError InterruptedError ChildProcessError"
    ).split()
)
# Libraries whose exceptions are answers to the client, or judge what the client sent.
_INPUT_PACKAGES = frozenset(
    (
        "apiflask attr attrs authlib base64 binascii cattrs cerberus colander croniter csv dateutil "
        "decimal email_validator flask flask_jwt_extended flask_jwt_oidc flask_limiter flask_restful flask_restplus "
        "flask_restx flask_smorest flask_wtf ipaddress iso8601 itsdangerous jose json jsonschema jwt marshmallow "
        "oauthlib phonenumbers pydantic pytz re schema uuid voluptuous webargs werkzeug wtforms zoneinfo"
    ).split()
)
_INPUT_WORDS = frozenset(
    (
        "validation invalid unknown schema parse parser parsing decode malformed unprocessable signature syntax "
        "expired jwt required"
    ).split()
)
# Their words are statements, parameters and addresses, whatever the class is called.
_DATABASES = frozenset(
    (
        "asyncpg boto boto3 botocore cassandra cx_Oracle elasticsearch flask_sqlalchemy ldap ldap3 mysql neo4j "
        "oracledb peewee psycopg psycopg2 pymongo pymysql pyodbc redis sqlalchemy sqlite3 MySQLdb"
    ).split()
)
# Words that packages of different authors begin with: `flask_app` is no sister of `flask_jwt`.
_SHARED = frozenset("flask python py django google azure aws amazon open my app web test api async sql db".split())
# What a class speaks of whose errors become responses.
_ANSWER_WORDS = frozenset("code dict error errors headers http json payload problem response status title".split())
_API_WORDS = frozenset("api http rest abort problem".split())
# Whose `ApiException` is an answer that a client has got: https://github.com/kubernetes-client/python
_CLIENTS = frozenset("kubernetes kubernetes_asyncio openshift".split())
# Errors of extensions that answer with their text: https://flask-healthz.readthedocs.io
_ANSWERS = ("werkzeug.exceptions", "flask_healthz.HealthError", "connexion.exceptions.")


def is_telling(source: Source, kind: ast.expr, hops: int = 0) -> bool:
    """Does an ``except`` of that class, or one of these classes, catch what nobody wrote for the client?"""
    if isinstance(kind, ast.Tuple):
        return any(is_telling(source, each, hops) for each in kind.elts)
    if isinstance(kind, ast.Name):
        value = value_of(source, kind)
        if value is not None and hops < 3:
            return is_telling(source, value, hops + 1)
    if not isinstance(kind, ast.Name | ast.Attribute):
        return False
    origin = origin_of(source, kind)
    name, package = last_name(kind), origin.partition(".")[0]
    if name.islower() and origin == name:
        return False  # a variable that nobody knows
    if is_builtin(origin) and class_named(source, kind) is None:
        return origin in _CATCH_ALLS or (origin in _TELLING_BUILTINS and not _is_raised_here(source, origin))
    if package in _DATABASES:
        return "Validation" not in name
    if _is_sister(source, origin) or package in _INPUT_PACKAGES or not _INPUT_WORDS.isdisjoint(words(name)):
        return False
    return not _is_own(source, kind)


def has_description(handler: ast.ExceptHandler) -> bool:
    """Is it an HTTP exception of a library, whose ``description`` the handler reads? Its words are for the client."""
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    if any(kind is None or is_builtin(last_name(kind)) for kind in kinds):
        return False
    fields = (part for part in walk(handler) if isinstance(part, ast.Attribute) and part.attr == "description")
    return any(isinstance(each.value, ast.Name) and each.value.id == handler.name for each in fields)


def is_api_error(source: Source, call: ast.Call) -> bool:
    """Does the call make an error that becomes a response: by its name, its status, or what it is derived from?"""
    name = last_name(call.func)
    if not name[:1].isupper() or not isinstance(call.func, ast.Name | ast.Attribute):
        return False
    if any(is_error_status(argument) for argument in arguments(call)):
        return True
    if origin_of(source, call.func).startswith(_ANSWERS):
        return True
    if _is_client(source) or origin_of(source, call.func).partition(".")[0] in _CLIENTS:
        return False
    if not any(map(_says_api, (name, *ancestors(source, call.func)))):
        return False
    config = class_named(source, call.func)
    return config is None or _becomes_answer(config)


def is_kept_back(source: Source, call: ast.Call, argument: ast.expr) -> bool:
    """Does the class of the error keep an argument for itself: in a field that no method of its own reads?"""
    config = class_named(source, call.func)
    methods = {each.name: each for each in config.node.body if isinstance(each, ast.FunctionDef)} if config else {}
    made = methods.pop("__init__", None)
    if made is None:
        return False
    taken = dict(zip(call.args, (each.arg for each in parameters(made)[1:]), strict=False))
    taken.update({each.value: each.arg for each in call.keywords if each.arg})
    fields = {
        target.attr
        for target, value in _given_to_fields(made)
        if isinstance(value, ast.Name) and value.id == taken.get(argument)
    }
    handed_up = (each for part in walk(made) if isinstance(part, ast.Call) for each in arguments(part))
    if any(isinstance(each, ast.Name) and each.id == taken.get(argument) for each in handed_up):
        return False
    read = {part.attr for method in methods.values() for part in walk(method) if isinstance(part, ast.Attribute)}
    own = {target.attr for target, _ in _given_to_fields(made)}
    return bool(fields) and not own.isdisjoint(read) and fields.isdisjoint(read)


def _given_to_fields(made: ast.FunctionDef) -> Iterator[tuple[ast.Attribute, ast.expr]]:
    """``self.text = text``"""
    for each in walk(made):
        match each:
            case ast.Assign(targets=[ast.Attribute() as target], value=value):
                yield target, value


def is_builtin(name: str) -> bool:
    """Is it an exception of Python's own?"""
    return isinstance(getattr(builtins, name, None), type) and name[:1].isupper()


def _is_raised_here(source: Source, name: str) -> bool:
    """Does the file raise it itself, with words of its own?"""
    return any(
        isinstance(statement.exc, ast.Call) and last_name(statement.exc.func) == name
        for statement in source.walk(ast.Raise)
    )


def is_error_status(node: ast.expr) -> bool:
    """``400`` to ``599``, ``HTTPStatus.BAD_REQUEST``, ``status.HTTP_500_INTERNAL_SERVER_ERROR``."""
    if isinstance(node, ast.Constant):
        return type(node.value) is int and 400 <= node.value <= 599
    return isinstance(node, ast.Attribute) and (
        last_name(node.value) == "HTTPStatus" or re.fullmatch(r"HTTP_[45]\d\d_\w+", node.attr) is not None
    )


def _says_api(name: str) -> bool:
    return not _API_WORDS.isdisjoint(words(name)) and name.endswith(("Error", "Exception", "Abort", "Problem"))


def _is_client(source: Source) -> bool:
    """Does the file send requests by the means of a client, so that an API error there is one of the other side?"""
    return any(origin.partition(".")[0] == "urllib3" for origin in imports(source).values())


def _becomes_answer(config: ConfigClass, hops: int = 0) -> bool:
    """Is anything there to make a response of such an error: a status, a method, a base that nobody knows, a handler?

    Where nothing is, Flask answers with a constant text: https://flask.palletsprojects.com/en/stable/errorhandling/
    """
    parts = (part for each in config.node.body for part in walk(each))
    said = (word for part in parts for word in words(_name_in(part)))
    if not _ANSWER_WORDS.isdisjoint(said):
        return True
    found = {each.name: each for each in bases(config)} if hops < 3 else {}
    unknown = {last_name(base) for base in config.node.bases} - found.keys() - _CATCH_ALLS
    if any(not is_builtin(name) for name in unknown) or any(_becomes_answer(each, hops + 1) for each in found.values()):
        return True
    registered = git.files_with_text(["errorhandler(", "error_handler("], "*.py") or ()
    return any(config.name.encode() in Source(path).data for path in registered)


def _name_in(part: ast.AST) -> str:
    """The name of a field, a parameter or a method."""
    match part:
        case ast.FunctionDef(name=name) | ast.arg(arg=name) | ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def ancestors(source: Source, reference: ast.expr) -> Iterator[str]:
    """The names of the classes that a class is derived from, three steps up at most."""
    config = class_named(source, reference)
    level = [config] if config else []
    for _ in range(3):
        for each in level:
            yield from (last_name(base) for base in each.node.bases)
        level = [base for each in level for base in bases(each)]


def _is_own(source: Source, kind: ast.expr) -> bool:
    """Is the class written in this repository? Where nobody can tell, it is."""
    if class_named(source, kind) is not None:
        return True
    origin = origin_of(source, kind)
    name = last_name(kind)
    imported = origin.startswith(".") or dotted(kind).partition(".")[0] in imports(source)
    if imported and not origin.startswith(".") and not _is_here(source, origin.partition(".")[0]):
        return False
    lines = git.lines_naming(name, "*.py")
    made = (re.match(_MADE, line) for line in lines or ())
    return lines is None or any(match and name in match.groups() for match in made)


def _is_sister(source: Source, origin: str) -> bool:
    """``shop_core.NotInStock`` in a file of ``shop_api``: the same project's, and written for its clients."""
    root, _, rest = origin.partition(".")[0].partition("_")
    own = (part.partition("_") for part in source.path.split("/")[:-1])
    return bool(rest) and root not in _SHARED and any(stem == root and more for stem, _, more in own)


def _is_here(source: Source, package: str) -> bool:
    """Is there a module of that name in the working folder, or in a folder above the file?"""
    folder = os.path.dirname(source.path)
    roots = ["", "src"]
    while folder:
        roots.append(folder)
        folder = os.path.dirname(folder) if os.path.dirname(folder) != folder else ""
    stems = [os.path.join(root, package) for root in roots]
    return any(os.path.isdir(stem) or os.path.isfile(f"{stem}.py") for stem in stems)
