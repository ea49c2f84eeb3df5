"""Origins that calls give: ``CORS``, ``init_app``, ``cross_origin``, ``SocketIO`` and ``crossdomain``."""

from __future__ import annotations

from .._kit import git
from .._kit import syntax as ast
from .._kit.finding import Finding
from .._kit.flask_app import is_for_developers, mapping_items, named_arguments
from .._kit.flow import function_around
from .._kit.light import Iterator
from .._kit.modules import imported_value
from .._kit.names import Names, Profile, words
from .._kit.scope import imports, origin_of, value_of
from .._kit.source import Source
from .._kit.truth import is_true, last_name, text_of
from .origins import Policy, any_origin, credentials_elsewhere, policy_findings
from .public import is_public_by_design
from .rules import ORDER

CONFIGURED = ("CORS_ORIGINS", "CORS_RESOURCES")
_CONFIGURING_FILES = ("*.py", "*.cfg", "*.toml", "*.json", "*.yml", "*.yaml", "*.env*", "*Dockerfile*", "*.sh")
_CORS_PACKAGES = ("flask_cors", "flask.ext.cors", "flaskext.cors")
_CALLS = frozenset(["CORS", "init_app", "cross_origin", "SocketIO", "crossdomain"])
_ROUTE_DECORATORS = frozenset("route get post put patch delete".split())

Options = dict[str, ast.expr]


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every call of this module that lets strangers in."""
    for call in source.walk(ast.Call):
        name = last_name(call.func)
        if name in _CALLS and not is_for_developers(source, call, names):
            yield from _call_findings(source, call, name, names)


def is_cors_start(source: Source, call: ast.Call) -> bool:
    """Does the call give an app to Flask-CORS: ``CORS(app)`` or ``cors.init_app(app)``?"""
    if last_name(call.func) == "CORS":
        return is_flask_cors(source, call.func) and _has_app(call)
    if last_name(call.func) != "init_app" or not isinstance(call.func, ast.Attribute):
        return False
    return "cors" in words(last_name(call.func.value)) and _made(source, call.func.value) is not None


def is_flask_cors(source: Source, function: ast.expr) -> bool:
    """Is the called name one of Flask-CORS?"""
    if imports(source).get("*", "").startswith(_CORS_PACKAGES) and isinstance(function, ast.Name):
        return function.id in ("CORS", "cross_origin")
    return origin_of(source, function).startswith(_CORS_PACKAGES)


def credentials_of(options: Options) -> str:
    """``supports_credentials=True`` where the options say so, else nothing."""
    return "supports_credentials=True" if is_true(options.get("supports_credentials")) else ""


def _call_findings(source: Source, call: ast.Call, name: str, names: Names) -> Iterator[Finding]:
    options = named_arguments(source, call)
    if options is None:
        return
    if "cors_allowed_origins" in options:
        # https://flask-socketio.readthedocs.io/en/latest/api.html: cookies are accepted unless cors_credentials=False
        refused = options.get("cors_credentials")
        credentials = "" if isinstance(refused, ast.Constant) and not refused.value else "cookies, its default,"
        value = options["cors_allowed_origins"]
        policy = Policy("cors_allowed_origins", value, call, source, credentials)
        yield from policy_findings(source, policy, names, patterns=False)
    elif name == "crossdomain" and (origin := options.get("origin", call.args[0] if call.args else None)):
        policy = Policy("crossdomain origin", origin, call, source)
        yield from policy_findings(source, policy, names, patterns=False)
    elif name == "cross_origin" and is_flask_cors(source, call.func):
        yield from _decorator_findings(source, call, options, names)
    elif (name == "CORS" and is_flask_cors(source, call.func)) or is_cors_start(source, call):
        yield from _policies_of(source, call, options, names, bare_counts=is_cors_start(source, call))


def _decorator_findings(source: Source, call: ast.Call, options: Options, names: Names) -> Iterator[Finding]:
    function = next(source.ancestors(call), None)
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and call in function.decorator_list:
        below = function.decorator_list[function.decorator_list.index(call) + 1 :]
        if any(isinstance(each, ast.Call) and last_name(each.func) in _ROUTE_DECORATORS for each in below):
            remedy = "move it below, next to the function"
            yield ORDER.at(source, call, what="@cross_origin above the route decorator", remedy=remedy)
            return
        if is_public_by_design(function) and not credentials_of(options):
            return
    yield from _policies_of(source, call, options, names, bare_counts=True)


def _policies_of(
    source: Source, call: ast.Call, options: Options, names: Names, *, bare_counts: bool
) -> Iterator[Finding]:
    """One policy for each path of ``resources=``, else one for all paths; none where these are made at run time."""
    bare: list[Options] = []
    resources = _resources(source, options)
    for merged in [options | entry for entry in resources] if resources is not None else [options]:
        if "origins" in merged:
            policy = Policy("origins", merged["origins"], call, source, credentials_of(merged))
            yield from policy_findings(source, policy, names)
        else:
            bare.append(merged)
    if bare and bare_counts and not _is_configured(source, call, names):
        credentials = next(filter(None, map(credentials_of, bare)), "") or credentials_elsewhere(source)
        yield any_origin(source, call, _bare_text(call, bare[0]), credentials)


def _resources(source: Source, options: Options) -> list[Options] | None:
    """The options of each path that can be read; ``None`` where no path has its own."""
    if "resources" not in options:
        return None
    value = _made_by(source, options["resources"])
    match value:
        case ast.Dict():
            entries = [_made_by(source, each) for each in value.values]
        case ast.DictComp():
            entries = [_made_by(source, value.value)]
        case ast.Constant() | ast.List() | ast.Tuple():
            return None  # paths alone
        case _:
            return []
    return [{item.key: item.value for item in mapping_items(source, each)} for each in entries if _is_mapping(each)]


def _made_by(source: Source, value: ast.expr) -> ast.expr:
    """What a name stands for, or the only thing that a function of the file returns."""
    if isinstance(value, ast.Name):
        value = value_of(source, value) or value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        made = [each for each in source.walk(ast.FunctionDef) if each.name == value.func.id]
        returned = [each.value for each in source.walk(ast.Return) if function_around(source, each) in made]
        if len(made) == len(returned) == 1 and returned[0] is not None:
            return _made_by(source, returned[0]) if isinstance(returned[0], ast.Name) else returned[0]
    return value


def _is_mapping(value: ast.expr) -> bool:
    return isinstance(value, ast.Dict) or (isinstance(value, ast.Call) and last_name(value.func) == "dict")


def _bare_text(call: ast.Call, options: Options) -> str:
    called = ast.unparse(call.func)
    if "origin" in options:
        return f"{called}(origin=...) instead of origins="
    return f"{called}() without origins"


def _is_configured(source: Source, call: ast.Call, names: Names) -> bool:
    """Are the origins given elsewhere: by the constructor, or by CORS_ORIGINS in any file?"""
    if last_name(call.func) == "init_app" and _constructor_has_origins(source, call):
        return True
    if b"CORS_ORIGINS" in source.data or b"CORS_RESOURCES" in source.data:
        return True
    return source.once(_some_file_configures)


def _some_file_configures(source: Source) -> bool:
    files = git.files_with_text(CONFIGURED, *_CONFIGURING_FILES) or ()
    return any(Names().of_path(path) not in (Profile.TEST, Profile.CI) for path in files)


def _constructor_has_origins(source: Source, call: ast.Call) -> bool:
    """Does the ``CORS(...)`` that made the object know its origins? They are judged there."""
    made = _made(source, call.func.value) if isinstance(call.func, ast.Attribute) else None
    if made is None:
        return False
    home, constructor = made
    options = named_arguments(home, constructor)
    if options is None or "origins" in options:
        return True
    entries = _resources(home, options)
    return entries is not None and all("origins" in entry for entry in entries)


def _made(source: Source, node: ast.expr) -> tuple[Source, ast.Call] | None:
    """The ``CORS(...)`` that made an object, here or in the module it is imported from, and that file."""
    value = value_of(source, node) if isinstance(node, ast.Name) else None
    found = (source, value) if value is not None else imported_value(source, origin_of(source, node))
    if found and isinstance(found[1], ast.Call) and is_flask_cors(found[0], found[1].func):
        return found[0], found[1]
    return None


def _has_app(call: ast.Call) -> bool:
    first = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "app")][:1]
    return bool(first) and not (isinstance(first[0], ast.Constant) and text_of(first[0]) is None)
