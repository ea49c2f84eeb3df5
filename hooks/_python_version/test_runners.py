"""tox and nox: the Pythons that the tests are run on."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.compiled import compiled
from .._kit.finding import Place
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING
from .claims import Claim, Kind
from .documents import bound_value, ini, toml, toml_place
from .versions import of_name

if TYPE_CHECKING:
    from typing import Any

# The factors of a tox environment's name: https://tox.wiki/en/latest/config.html#base_python
_FACTOR = compiled(r"(?:py|cpython|python)\d\.?\d{1,2}|\d\.\d{1,2}")
_BRACES = compiled(r"\{([^{}]*)\}")
_MOST_ENVIRONMENTS = 2000


def claims(source: Source) -> Iterator[Claim]:
    """The claims of a ``tox.ini``, ``tox.toml`` or ``noxfile.py``."""
    if source.path.endswith(".ini"):
        yield from tox_ini_claims(source)
    elif source.path.endswith(".toml"):
        yield from tox_toml_claims(source, toml(source), ())
    else:
        yield from _nox_claims(source)


def tox_ini_claims(source: Source) -> Iterator[Claim]:
    """The environment list, sections and ``basepython`` of a ``tox.ini`` or ``setup.cfg``."""
    for entry in ini(source):
        section = entry.section.removeprefix("tox:")
        if section == "tox" and entry.key in ("envlist", "env_list"):
            yield from tox_envlist(source, entry.lines)
        elif section.startswith("testenv") and entry.key in ("basepython", "base_python"):
            for number, line in entry.lines:
                yield from _factors(source, number, line, re.finditer(r"[\w.]+", line))
        elif section in ("gh-actions", "gh") and entry.key == "python":
            for number, line in entry.lines:
                yield from _factors(source, number, line, re.finditer(r"^\s*([\d.]+)(?=\s*[:=])", line))


def tox_envlist(source: Source, lines: Sequence[tuple[int, str]]) -> Iterator[Claim]:
    """The Pythons of an environment list, each once, at the word that names it."""
    known: set[str] = set()
    for number, line in lines:
        text = line.partition(" #")[0]
        for word in re.finditer(r"(?:\{[^{}]*\}|[^\s,{}])+", text):
            for name in _expanded(word[0]):
                for factor in name.split("-"):
                    if _FACTOR.fullmatch(factor) and factor not in known:
                        known.add(factor)
                        yield _claim(source, Place(number, word.start() + 1), factor)


def tox_toml_claims(source: Source, table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[Claim]:
    """``env_list`` and the environments' ``base_python``. https://tox.wiki/en/latest/config.html#toml-native"""
    listed = table.get("env_list")
    known: set[str] = set()
    for text in _texts(listed if isinstance(listed, list) else []):
        factors = [factor for factor in text.split("-") if _FACTOR.fullmatch(factor) and factor not in known]
        known.update(factors)
        yield from (_claim(source, toml_place(source, (*path, "env_list"), text), factor) for factor in factors)
    environments = table.get("env")
    shared = {"env_run_base": table.get("env_run_base")}
    for name, settings in {**shared, **(environments if isinstance(environments, dict) else {})}.items():
        where = (*path, name) if name in shared else (*path, "env", str(name))
        given = settings.get("base_python") if isinstance(settings, dict) else None
        for text in _texts(given):
            if _FACTOR.fullmatch(text):
                yield _claim(source, toml_place(source, (*where, "base_python"), text), text)


def _nox_claims(source: Source) -> Iterator[Claim]:
    """``python=`` of the session decorators, as a literal or a name of the module.

    https://nox.thea.codes/en/stable/config.html#configuring-a-session-s-virtualenv
    """
    for function in source.walk(ast.FunctionDef):
        for decorator in function.decorator_list:
            if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith("session"):
                continue
            for given in decorator.keywords:
                if given.arg in ("python", "py"):
                    yield from _nox_values(source, given.value)


def _nox_values(source: Source, value: ast.expr) -> Iterator[Claim]:
    bound = bound_value(source, value)
    items = bound.elts if isinstance(bound, ast.List | ast.Tuple | ast.Set) else [bound]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            yield _claim(source, source.place(item), item.value)
        elif not isinstance(item, ast.Constant):
            yield Claim(source.path, source.place(item), Kind.TESTS, "python", ast.unparse(item)[:40], frozenset())


def _factors(source: Source, number: int, line: str, words: Iterator[re.Match[str]]) -> Iterator[Claim]:
    for word in words:
        text = word[0].strip()
        if _FACTOR.fullmatch(text):
            yield _claim(source, Place(number, word.end() - len(text) + 1), text)


def _claim(source: Source, place: Place, written: str) -> Claim:
    return Claim(source.path, place, Kind.TESTS, "python", written, of_name(written))


def _expanded(text: str) -> list[str]:
    """``py{37,38}-a{1,2}`` as the names it stands for."""
    names = [text]
    while len(names) < _MOST_ENVIRONMENTS and (braces := _BRACES.search(names[0])):
        choices = [choice.strip() for choice in braces[1].split(",")]
        names = [name.replace(braces[0], choice, 1) for name in names for choice in choices]
    return names


def _texts(value: object) -> list[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
