"""``setup.py`` and ``setup.cfg``."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.finding import NotChecked, Place
from .._kit.light import Iterator
from .._kit.source import Source
from .claims import Claim
from .documents import bound_value, ini
from .reading import admitted, classified
from .test_runners import tox_ini_claims
from .versions import of_specifier


def claims(source: Source) -> Iterator[Claim | NotChecked]:
    """The claims of the packaging; a ``setup.cfg`` may configure tox as well."""
    if source.path.endswith(".py"):
        yield from _setup_py_claims(source)
    else:
        yield from _setup_cfg_claims(source)
        yield from tox_ini_claims(source)


def _setup_py_claims(source: Source) -> Iterator[Claim | NotChecked]:
    """The literal ``python_requires`` and ``classifiers`` of a ``setup(...)``; what is computed stays open."""
    for call in source.walk(ast.Call):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name != "setup":
            continue
        for given in call.keywords:
            value = bound_value(source, given.value)
            if given.arg == "python_requires" and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield admitted(source, source.place(value), "python_requires", value.value, of_specifier)
            elif given.arg == "classifiers" and isinstance(value, ast.List | ast.Tuple):
                texts = [item for item in value.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
                yield from classified(source, [(str(item.value), source.place(item)) for item in texts])


def _setup_cfg_claims(source: Source) -> Iterator[Claim | NotChecked]:
    """``python_requires`` and ``classifiers``; ``python-requires`` is the old spelling."""
    for entry in ini(source):
        number, text = entry.lines[0]
        key = (entry.section, entry.key.replace("-", "_"))
        if key == ("options", "python_requires"):
            number, text = next(((number, text) for number, text in entry.lines if text.strip()), entry.lines[0])
            if written := text.strip():
                place = Place(number, text.index(written) + 1)
                yield admitted(source, place, "python_requires", written, of_specifier)
        elif key in (("metadata", "classifiers"), ("metadata", "classifier")):
            found = [(text.strip(), Place(number, _column(text))) for number, text in entry.lines]
            yield from classified(source, found)


def _column(text: str) -> int:
    return len(text) - len(text.lstrip()) + 1
