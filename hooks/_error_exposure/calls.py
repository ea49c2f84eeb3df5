"""Which function of the project a call calls, as far as names tell."""

from __future__ import annotations

import os

from .._kit import git
from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.scope import imports, origin_of, parameters
from .._kit.source import Source
from .._kit.truth import last_name
from .responses import Function

_METHODS = rb"(?m)^[ \t]+(?:async )?def (\w+)\(([^()]*)"
MOST_FILES = 12  # a name that more files speak of says too little


def called(source: Source, call: ast.Call) -> str:
    """The name by which a function was defined, where it is imported under another, too."""
    name = last_name(call.func)
    return imports(source).get(name, name).rpartition(".")[2] if isinstance(call.func, ast.Name) else name


def calls(source: Source, name: str) -> bool:
    """Does a file speak of the function more often than it defines one of that name?"""
    call = f"{name}(".encode()
    return source.data.count(call) > source.data.count(b"def " + call) or f"{name} as ".encode() in source.data


def is_call_of(caller: Source, home: Source, function: Function, call: ast.Call) -> bool:
    """Is it that function which is called: imported, of the same file or class, or the only one of its name?"""
    if called(caller, call) != function.name:
        return False
    owner = next(home.ancestors(function), None)
    if isinstance(owner, ast.ClassDef):
        if not isinstance(call.func, ast.Attribute):
            return False
        on = call.func.value
        named = last_name(on.func if isinstance(on, ast.Call) else on) == owner.name
        own = named or (caller is home and last_name(on) in ("self", "cls"))
        return own or _is_only(home, function)
    if caller is home:
        return isinstance(call.func, ast.Name)
    return origin_of(caller, call.func).split(".")[-2:-1] == [_stem(home)]


def may_call(caller: Source, home: Source, function: Function) -> bool:
    """Can a file call it, as far as its text tells: by its module, or as the only method of that name?"""
    if not calls(caller, function.name):
        return False
    if caller is home:
        return True
    owner = next(home.ancestors(function), None)
    if isinstance(owner, ast.ClassDef):
        return owner.name.encode() in caller.data or _is_only(home, function)
    return _stem(home).encode() in caller.data


def _is_only(source: Source, method: Function) -> bool:
    """Is it the only method of its name in the project, or one of a family of classes?"""
    known = source.once(_only_methods)
    if method.name not in known:
        files = git.files_with_text([f"def {method.name}("], "*.py") or []
        known[method.name] = files == [source.path] or _are_a_family(source, method, files)
    return known[method.name]


def _are_a_family(source: Source, method: Function, files: list[str]) -> bool:
    """Do all files with a method of that name and as many parameters speak of the class that this one comes from?"""
    owner = next(source.ancestors(method), None)
    bases = {last_name(base) for base in owner.bases} if isinstance(owner, ast.ClassDef) else set()
    own = (method.name.encode(), len(parameters(method)) - 1)
    texts = (Source(path).data for path in files) if len(files) <= 2 * MOST_FILES else ()
    homes = [
        text for text in texts if any((name, taken.count(b",")) == own for name, taken in re.findall(_METHODS, text))
    ]
    plain = bases - {"", "object", "ABC"}
    return 0 < len(homes) <= MOST_FILES and any(all(base.encode() in text for text in homes) for base in plain)


def _only_methods(source: Source) -> dict[str, bool]:
    """A notebook of what ``_is_only`` has found out."""
    return {}


def _stem(source: Source) -> str:
    return os.path.splitext(source.path)[0].removesuffix("/__init__").rpartition("/")[2]
