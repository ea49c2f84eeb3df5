"""``pyproject.toml``: what installers read, classifiers, the environments of hatch and tox."""

from __future__ import annotations

from .._kit.finding import NotChecked
from .._kit.light import Iterator, Sequence
from .._kit.source import Source
from .claims import Claim, Kind
from .documents import toml, toml_place, within
from .reading import admitted, classified, is_template, versions_of
from .test_runners import tox_envlist, tox_toml_claims
from .versions import of_constraint, of_name, of_specifier

_FLIT = ("tool", "flit", "metadata")
_SPECIFIERS: tuple[tuple[str, ...], ...] = (("project", "requires-python"), (*_FLIT, "requires-python"))
_CLASSIFIERS: tuple[tuple[str, ...], ...] = (
    ("project", "classifiers"),
    ("tool", "poetry", "classifiers"),
    (*_FLIT, "classifiers"),
)


def claims(source: Source) -> Iterator[Claim | NotChecked]:
    """The claims of a ``pyproject.toml``. Raises ``NotChecked`` where it is not valid."""
    document = toml(source)
    for path in _SPECIFIERS:
        written = within(document, *path)
        if isinstance(written, str):
            yield admitted(source, toml_place(source, path, written), path[-1], written, of_specifier)
    yield from _poetry_claims(source, document)
    for path in _CLASSIFIERS:
        listed = within(document, *path)
        yield from classified(source, ((text, toml_place(source, path, text)) for text in versions_of(listed)))
    yield from _hatch_claims(source, document)
    tox = within(document, "tool", "tox")
    if isinstance(tox, dict):
        yield from tox_toml_claims(source, tox, ("tool", "tox"))
        yield from _legacy_tox_claims(source, tox.get("legacy_tox_ini"))


def _poetry_claims(source: Source, document: object) -> Iterator[Claim | NotChecked]:
    path: tuple[str, ...] = ("tool", "poetry", "dependencies", "python")
    written = within(document, *path)
    if isinstance(written, dict):
        path, written = (*path, "version"), written.get("version")
    if isinstance(written, str):
        yield admitted(source, toml_place(source, path, written), "python", written, of_constraint)


def _hatch_claims(source: Source, document: object) -> Iterator[Claim]:
    """https://hatch.pypa.io/latest/config/environment/overview/#python-version"""
    environments = within(document, "tool", "hatch", "envs")
    for name, environment in environments.items() if isinstance(environments, dict) else ():
        path = ("tool", "hatch", "envs", str(name))
        matrix = within(environment, "matrix")
        named: list[tuple[object, tuple[str, ...]]] = [(within(environment, "python"), (*path, "python"))]
        named += [
            (within(row, key), (*path, "matrix", key))
            for row in (matrix if isinstance(matrix, list) else ())
            for key in ("python", "py")
        ]
        for value, where in named:
            for text in _texts(value):
                yield Claim(source.path, toml_place(source, where, text), Kind.TESTS, "python", text, of_name(text))


def _legacy_tox_claims(source: Source, text: object) -> Iterator[Claim]:
    """A whole ``tox.ini`` in a string: what its lines name is looked for where it stands."""
    if not isinstance(text, str) or is_template(text):
        return
    inside = False
    for number, line in enumerate(source.lines, 1):
        inside = inside or "legacy_tox_ini" in line
        if inside and line.lstrip().startswith(("envlist", "env_list")):
            yield from tox_envlist(source, [(number, line)])


def _texts(value: object) -> Sequence[str]:
    return [text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)]
