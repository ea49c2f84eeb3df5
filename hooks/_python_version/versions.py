"""From text to the Python releases it means: PEP 440, Poetry's constraints, ranges of CI systems, names of runtimes.

A specifier is expanded over the releases there are: of each minor version of the table, and of some above the newest,
the patches 0 to 29. So ``<4``, ``>3.10`` and ``>=3.9,!=3.9.*`` need no rules of their own.

Sources: https://packaging.python.org/en/latest/specifications/version-specifiers/
https://python-poetry.org/docs/dependency-specification/#version-constraints
https://github.com/npm/node-semver#ranges (the ranges of GitHub's setup-python)
"""

from __future__ import annotations

from .._kit import end_of_life
from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Callable, Iterator, Sequence, cache

Minor = tuple[int, int]
Version = tuple[int, int, int]
Test = Callable[[Version], bool]

_PATCHES = range(30)
# So many minor versions above the newest of the table are taken to come.
_TO_COME = 10
# No specifier that somebody wrote is longer.
_LONGEST = 1000

_CLAUSE = compiled(r"(~=|==|!=|<=|>=|<|>)\s*(\d{1,9}(?:\.\d{1,9})*)(\.\*)?")
_CONSTRAINT = compiled(
    r"(\^|~=|~|==|=|!=|<=|>=|<|>)?\s*v?(\d{1,9}(?:\.\d{1,9})*)((?:\.[*xX])+)?(?:-[A-Za-z][\w.]*)?[\s,]*"
)
_HYPHEN = compiled(r"(\d[\w.]*)\s+-\s+(\d[\w.]*)")
_NAMED = compiled(
    r"(?:(?:latest|prefix):)?(?:c?python[-@:]?|cp|py)?(\d)\.(\d{1,2})(?:\.(\d{1,2}|[xX*]))?(?:(?:a|b|rc)\d+)?t?"
    r"(?:-dev|-debug|\+freethreaded|\+debug|/envs/\S+|(?:\+[\w.]+)?-(?:linux|macos|windows)\S*)?"
)
_JOINED = compiled(r"(?:python|cp|py)-?(\d)(\d{1,2})")


@cache
def known_minors() -> tuple[Minor, ...]:
    """The minor versions of the table, oldest first."""
    names = (cycle.name.split(".") for cycle in end_of_life.cycles("python"))
    return tuple(sorted((int(major), int(minor)) for major, minor in names))


@cache
def of_name(text: str) -> frozenset[Version]:
    """``3.8``, ``3.8.12``, ``3.8.x``, ``3.13t-dev``, ``python-3.8.12``, ``python38``, ``cpython-3.9.18-linux-gnu``.

    Empty for what names no minor version, or none of CPython.
    """
    if match := _NAMED.fullmatch(text):
        major, minor, patch = match.groups()
        return _releases(int(major), int(minor), int(patch) if patch and patch.isdecimal() else None)
    if match := _JOINED.fullmatch(text):
        return _releases(int(match[1]), int(match[2]), None)
    return frozenset()


@cache
def minors_of(versions: frozenset[Version]) -> tuple[Minor, ...]:
    """The minor versions of releases, oldest first."""
    return tuple(sorted({(major, minor) for major, minor, _ in versions}))


@cache
def of_specifier(text: str) -> frozenset[Version]:
    """The releases a specifier of PEP 440 admits. Raises ``ValueError`` for one that is wrong or admits none."""
    _refuse_length(text)
    tests = []
    for clause in filter(None, map(str.strip, text.split(","))):
        match = _CLAUSE.fullmatch(clause)
        test = _clause_test(match[1], _numbers(match[2]), bool(match[3])) if match else None
        if test is None:
            return _not_empty(_matching([_by_library(text)]))
        tests.append(test)
    return _not_empty(_matching(tests))


@cache
def of_constraint(text: str, *, bare_is_prefix: bool = False) -> frozenset[Version]:
    """The releases that Poetry's ``^3.8``, ``~3.8``, ``3.8.*`` and ``>=2.7,<3 || ^3.8`` admit.

    With ``bare_is_prefix`` the dialect of conda and of CI systems: ``3.8`` and ``=3.8`` mean every 3.8, and
    ``3.8 - 3.10`` is a range. Raises ``ValueError`` for a constraint that is wrong or admits none.
    """
    _refuse_length(text)
    found: frozenset[Version] = frozenset()
    for alternative in re.split(r"\|\|?", text):
        found |= _matching(list(_constraint_tests(alternative.strip(), bare_is_prefix)))
    return _not_empty(found)


@cache
def of_range(text: str) -> frozenset[Version]:
    """The releases that a name or a range of a CI system means; empty for what it leaves open."""
    text = text.strip()
    if versions := of_name(text):
        return versions
    try:
        return of_constraint(text, bare_is_prefix=True) if re.match(r"[<>=~^\d]", text) else frozenset()
    except ValueError:
        return frozenset()


def _constraint_tests(alternative: str, bare_is_prefix: bool) -> Iterator[Test]:
    if alternative == "*":
        return
    if bare_is_prefix:
        alternative = _HYPHEN.sub(r">=\1 <=\2.*", alternative)
    position = 0
    while position < len(alternative) or not alternative:
        match = _CONSTRAINT.match(alternative, position)
        if match is None:
            raise ValueError(f"{alternative!r} is no version constraint")
        yield _constraint_test(match[1] or "", _numbers(match[2]), bool(match[3]), bare_is_prefix)
        position = match.end()


def _constraint_test(operator: str, numbers: Sequence[int], wildcard: bool, bare_is_prefix: bool) -> Test:
    upper = None
    if operator == "^":
        upper = _raised(numbers, 0)
    elif operator == "~":
        upper = _raised(numbers, min(1, len(numbers) - 1))
    elif operator == "<=" and wildcard:
        operator, upper = "", _raised(numbers, len(numbers) - 1)
    if upper is not None:
        lower = _padded(numbers) if operator else (0, 0, 0)
        return lambda version: lower <= version < upper
    if operator in ("", "="):
        operator, wildcard = "==", wildcard or bare_is_prefix
    elif operator not in ("==", "!="):
        wildcard = False
    test = _clause_test(operator, numbers, wildcard)
    if test is None:
        raise ValueError(f"{operator} needs a minor version")
    return test


def _clause_test(operator: str, numbers: Sequence[int], wildcard: bool) -> Test | None:
    """One clause of PEP 440 as a question to a final release; ``None`` for a clause that is not well formed."""
    release = _padded(numbers)
    prefix = tuple(numbers)
    if wildcard and operator in ("==", "!="):
        wanted = operator == "=="
        return lambda version: (version[: len(prefix)] == prefix) is wanted
    if wildcard:
        return None
    match operator:
        case "~=" if len(numbers) > 1:
            return lambda version: version >= release and version[: len(prefix) - 1] == prefix[:-1]
        case "==":
            return lambda version: version == release
        case "!=":
            return lambda version: version != release
        case "<=":
            return lambda version: version <= release
        case ">=":
            return lambda version: version >= release
        case "<":
            return lambda version: version < release
        case ">":
            return lambda version: version > release
    return None


def _by_library(text: str) -> Test:
    """Pre-releases, ``===``, epochs and the like; raises ``ValueError`` for what is no specifier."""
    from packaging.specifiers import SpecifierSet

    specifier = SpecifierSet(text)
    return lambda version: specifier.contains(".".join(map(str, version)), prereleases=True)


def _matching(tests: Sequence[Test]) -> frozenset[Version]:
    known = known_minors()
    major, newest = known[-1]
    minors = (*known, *((major, newest + step) for step in range(1, _TO_COME)), (major + 1, 0), (major + 1, 1))
    return frozenset(
        version
        for minor in minors
        for version in ((*minor, patch) for patch in _PATCHES)
        if all(test(version) for test in tests)
    )


def _refuse_length(text: str) -> None:
    if len(text) > _LONGEST:
        raise ValueError(f"it has more than {_LONGEST} characters")


def _not_empty(versions: frozenset[Version]) -> frozenset[Version]:
    if not versions:
        raise ValueError("no release satisfies it")
    return versions


def _releases(major: int, minor: int, patch: int | None) -> frozenset[Version]:
    return frozenset((major, minor, number) for number in (_PATCHES if patch is None else (patch,)))


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


def _padded(numbers: Sequence[int]) -> tuple[int, ...]:
    return (*numbers, 0, 0)[: max(3, len(numbers))]


def _raised(numbers: Sequence[int], position: int) -> tuple[int, ...]:
    return _padded((*numbers[:position], numbers[position] + 1))
