"""What a Python file says about a Flask application: which objects are apps, and what it configures.

Judged by shape: the file that runs an app seldom imports Flask itself.
"""

from __future__ import annotations

from . import syntax as ast
from .light import Iterator
from .names import Names, Profile, words
from .nodes import walk
from .scope import assignments, imports, is_main_guard, value_of
from .source import Source
from .truth import last_name, text_of
from .typed import NamedTuple

_APP_WORDS = frozenset("app application flask socketio sio webapp".split())
_MAKER_WORDS = frozenset("create make build get init new setup".split())
# Frameworks and servers whose objects are often called `app` and run too.
_FOREIGN_PACKAGES = frozenset(
    (
        "aiogram aiohttp blacksheep bottle celery cherrypy discord django falcon fastapi flet kivy litestar microdot "
        "nicegui pyramid pyrogram responder rest_framework robyn sanic starlette streamlit telegram textual tkinter "
        "toga tornado typer uvicorn web wx"
    ).split()
)
_SETTINGS_WORDS = frozenset("settings setting config configs configuration conf cfg defaults".split())
_METHODS = frozenset("get post put patch delete".split())
_LITERAL = (ast.Constant, ast.Tuple, ast.List, ast.Set)


# Methods of a configuration that take keys and values.
_CONFIGURING = frozenset(["setdefault", "update", "from_mapping"])


class ConfigItem(NamedTuple):
    """A configuration key, the value given to it, and the node to point at."""

    key: str
    value: ast.expr
    node: ast.AST


def is_app(source: Source, node: ast.expr) -> bool:
    """Is the expression a Flask application, or an object that wraps one?"""
    if isinstance(node, ast.Call):
        return _makes_app(source, node)
    if isinstance(node, ast.Name):
        value = value_of(source, node)
        if isinstance(value, ast.Call):
            return not _is_foreign(source, value) and (_is_app_name(node.id) or _makes_app(source, value))
        return _is_app_name(node.id) and not _is_foreign_import(source, node.id)
    return isinstance(node, ast.Attribute) and _is_app_name(node.attr)


def is_of_other_framework(source: Source) -> bool:
    """Does the file import another web framework and not Flask?"""
    roots = {origin.partition(".")[0] for origin in imports(source).values()}
    return "flask" not in roots and not _FOREIGN_PACKAGES.isdisjoint(roots)


def config_items(source: Source) -> tuple[ConfigItem, ...]:
    """Every key that the file sets on an app's ``config``, in any spelling."""
    return source.once(_config_items)


def _config_items(source: Source) -> tuple[ConfigItem, ...]:
    return tuple(_configured(source))


def _configured(source: Source) -> Iterator[ConfigItem]:
    for target, value, statement in assignments(source):
        if isinstance(target, ast.Subscript) and _is_config(source, target.value):
            key = text_of(target.slice)
            if key is not None:
                yield ConfigItem(key, value, statement)
    for update in source.walk(ast.AugAssign):
        if isinstance(update.op, ast.BitOr) and _is_config(source, update.target):
            yield from mapping_items(source, update.value)
    for call in source.walk(ast.Call):
        method = call.func
        if isinstance(method, ast.Attribute) and method.attr in _CONFIGURING and _is_config(source, method.value):
            yield from _configured_by(source, method.attr, call)


def mapping_items(source: Source, node: ast.expr) -> Iterator[ConfigItem]:
    """The constant keys of a dict display, a ``dict(...)`` call, or the name of either."""
    if isinstance(node, ast.Name):
        value = value_of(source, node)
        if value is None or isinstance(value, ast.Name):
            return
        node = value
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            text = text_of(key)
            if text is not None and key is not None:
                yield ConfigItem(text, value, key)
    elif isinstance(node, ast.Call) and last_name(node.func) == "dict":
        yield from _keywords(node)


def named_arguments(source: Source, call: ast.Call) -> dict[str, ast.expr] | None:
    """The keywords of a call, those of ``**`` included; ``None`` where they cannot be told."""
    named: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        if keyword.arg:
            named[keyword.arg] = keyword.value
        else:
            items = {item.key: item.value for item in mapping_items(source, keyword.value)}
            if not items:
                return None
            named |= items
    return named


def module_settings(source: Source, names: Names) -> Iterator[ConfigItem]:
    """Upper-case names that a module assigns at its top level, the last value of each outside development."""
    last: dict[str, ConfigItem] = {}
    for target, value, statement in assignments(source):
        if not isinstance(target, ast.Name) or not target.id.isupper() or not _is_top_level(source, statement):
            continue
        if not is_for_developers(source, statement, names):
            last[target.id] = ConfigItem(target.id, value, statement)
    yield from last.values()


def is_settings_module(source: Source) -> bool:
    """Is the module a configuration: by its name or folder, or because it loads itself as one?"""
    *folders, name = source.path.split("/")
    if _SETTINGS_WORDS.intersection(words(name.removesuffix(".py"))):
        return True
    if folders and _SETTINGS_WORDS.intersection(words(folders[-1])):
        return True
    return any(
        last_name(call.func) == "from_object" and any(last_name(argument) == "__name__" for argument in call.args)
        for call in source.walk(ast.Call)
    )


def is_for_developers(source: Source, node: ast.AST, names: Names, *, works: bool = False, named: bool = True) -> bool:
    """Does a node run only in development or tests, by the conditions, functions and classes around it?

    ``works``: the node does something with data, so the name of its function says rather what with.
    ``named``: those names count; where a route is known to call the function, they do not.
    """
    below = node
    verdicts = source.once(_verdicts)
    for around in source.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if named and _is_named_for_developers(around, names, works):
                return True
        elif isinstance(around, ast.If | ast.IfExp) and not is_main_guard(around) and below is not around.test:
            arm = around.body if isinstance(around.body, list) else [around.body]
            if around.test not in verdicts:
                verdicts[around.test] = _says(around.test, names)
            says = verdicts[around.test]
            if says is not None and says is (below in arm):
                return True
        elif isinstance(around, ast.match_case) and below in around.body and _says(around.pattern, names):
            return True
        below = around
    return False


def _is_named_for_developers(
    around: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, names: Names, works: bool
) -> bool:
    """Does the name of a function or class say so? What a route serves is served, whatever it is called."""
    if isinstance(around, ast.ClassDef):
        settings = not _SETTINGS_WORDS.isdisjoint(words(around.name))
        of_class = names.of_data().of_class if works else names.of_class
        profile = names.of_name(around.name) if settings else of_class(around.name)
    elif any(map(_makes_route, around.decorator_list)):
        return False
    else:
        profile = names.of_work(around.name) if works else names.of_function(around.name)
    return profile in (Profile.TEST, Profile.DEVELOPMENT)


def _makes_route(decorator: ast.expr) -> bool:
    """``@app.route("/test")``, ``@app.post("/test")``"""
    if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute) or not decorator.args:
        return False
    rule = text_of(decorator.args[0])
    return decorator.func.attr == "route" or (
        decorator.func.attr in _METHODS and rule is not None and rule.startswith("/")
    )


def _verdicts(source: Source) -> dict[ast.AST, bool | None]:
    """What ``_says`` of the conditions asked so far; the words are the same for all of a file."""
    return {}


def _says(test: ast.AST, names: Names) -> bool | None:
    """Is a condition true for developers (``True``), in production (``False``), or for anybody (``None``)?

    ``debug``, ``env == "development"`` and ``not production`` are true for developers.
    """
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _opposite(_says(operand, names))
        case ast.Call(func=ast.Attribute(attr="isEnabledFor")):
            return None  # the level of a log, which production may have too
        case ast.BoolOp(values=values):
            said = [_says(value, names) for value in values]
            return True if True in said else False if False in said else None
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            constants = [side for side in (left, right) if isinstance(side, _LITERAL)]
            telling = [
                side
                for side in constants
                if _all_words(side) & (names.development | names.test | names.debug | names.production)
            ]
            answer = _words_say(telling[0] if telling else test, names)
            is_off = any(isinstance(side, ast.Constant) and not side.value for side in constants)
            negated = isinstance(operator, ast.NotEq | ast.NotIn | ast.IsNot)
            return _opposite(answer) if negated is not is_off else answer
    return _words_say(test, names)


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _words_say(node: ast.AST, names: Names) -> bool | None:
    said = _all_words(node)
    developers = bool(said & (names.development | names.test | names.debug))
    if isinstance(node, _LITERAL) and developers and said & names.production:
        return None
    return True if developers else False if said & names.production else None


def _all_words(node: ast.AST) -> set[str]:
    return {word for part in walk(node) for word in words(_said(part))}


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return last_name(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def _is_app_name(name: str) -> bool:
    parts = words(name)
    return name == "app" or name.endswith("app") or not _APP_WORDS.isdisjoint((*parts[-1:], "".join(parts[-2:])))


def _makes_app(source: Source, call: ast.Call) -> bool:
    """``Flask(...)``, ``create_app()``, and a wrapper that is given an app."""
    answers = source.once(_answers)
    if call not in answers:
        answers[call] = False  # the answer while it is asked: `x = f(x)` is made of itself
        answers[call] = _is_app_maker(source, call)
    return answers[call]


def _answers(source: Source) -> dict[ast.Call, bool]:
    """What ``_makes_app`` has answered so far."""
    return {}


def _is_app_maker(source: Source, call: ast.Call) -> bool:
    if _is_foreign(source, call):
        return False
    name = last_name(call.func)
    parts = set(words(name))
    if name[:1].isupper() and (name.endswith(("Flask", "App")) or name in ("SocketIO", "Dash")):
        return True
    if parts & _APP_WORDS and (parts & _MAKER_WORDS or "factory" in parts):
        return True
    return any(is_app(source, argument) for argument in call.args if not isinstance(argument, ast.Call))


def _is_foreign(source: Source, call: ast.Call) -> bool:
    root = call.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return isinstance(root, ast.Name) and _is_foreign_import(source, root.id)


def _is_foreign_import(source: Source, name: str) -> bool:
    return imports(source).get(name, "").partition(".")[0] in _FOREIGN_PACKAGES


def _is_config(source: Source, node: ast.expr) -> bool:
    """``app.config``, ``current_app.config``, ``create_app().config``; ``self.config`` inside a Flask class."""
    if isinstance(node, ast.Name):
        value = value_of(source, node)
        return isinstance(value, ast.Attribute) and _is_config(source, value)
    if not isinstance(node, ast.Attribute) or node.attr != "config":
        return False
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        classes = (around for around in source.ancestors(node) if isinstance(around, ast.ClassDef))
        return any(last_name(base).endswith("Flask") for around in classes for base in around.bases)
    return is_app(source, node.value)


def _configured_by(source: Source, method: str, call: ast.Call) -> Iterator[ConfigItem]:
    if method == "setdefault" and len(call.args) == 2:
        key = text_of(call.args[0])
        if key is not None:
            yield ConfigItem(key, call.args[1], call)
    else:
        yield from _keywords(call)
        for argument in call.args:
            yield from mapping_items(source, argument)


def _keywords(call: ast.Call) -> Iterator[ConfigItem]:
    for keyword in call.keywords:
        if keyword.arg:
            yield ConfigItem(keyword.arg, keyword.value, keyword)


def _is_top_level(source: Source, statement: ast.stmt) -> bool:
    return not any(
        isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda)
        for around in source.ancestors(statement)
    )
