"""Which file is read by which family of readers; a family is imported for its first file only."""

from __future__ import annotations

from .._kit.finding import NotChecked
from .._kit.light import Callable, Iterable
from .._kit.names import Names, Profile
from .._kit.source import Source, Words
from .claims import Claim, Kind
from .files import family_of

Reader = Callable[[Source], Iterable[Claim | NotChecked]]

# Where none of these stands there is no claim; but `.python-version` and the environments of tox may be numbers.
_WORDS = Words(plain=[b"ython", b"YTHON", b"py2", b"py3", b"py{", b"py-"])
_SETUP_WORDS = Words(plain=[b"python_requires", b"python-requires", b"Programming Language"])
_VERSIONS = Words(plain=[], shapes=[(b"3", rb"3\.\d|[np]y?-?3\d"), (b"2.", rb"2\.\d"), (b"27", rb"[np]y?-?27")])
# In a folder for tests these say what the tests run on; the rest there is data.
_RUN_TESTS = frozenset(("docker", "images", "platforms", "test runners"))


def claims_of(source: Source, names: Names) -> list[Claim | NotChecked]:
    """Everything a file claims, and what of it cannot be read. Raises ``NotChecked`` where the file cannot."""
    profile = names.of_path(source.path)
    families = [
        family
        for family in (family_of(source.path), _images_in(source.path))
        if family and (profile is not Profile.TEST or family in _RUN_TESTS) and _may_claim(source, family)
    ]
    try:
        return [_in_profile(item, profile) for family in families for item in _reader(family)(source)]
    except ImportError as error:
        remedy = f"`additional_dependencies` replaced this hook's own: add {error.name} to it"
        raise NotChecked(source.path, f"{error.name} is missing from the hook's environment", remedy) from error
    except NotChecked:
        if "{{" in source.path:  # a template is a file of its kind only when it has been filled in
            return []
        raise


def _images_in(path: str) -> str:
    return "images" if path.endswith((".yml", ".yaml")) or family_of(path) == "docker" else ""


def _may_claim(source: Source, family: str) -> bool:
    name = source.path.rpartition("/")[2]
    if name.startswith((".python-version", "tox.")):
        return True
    words = _SETUP_WORDS if name == "setup.py" else _WORDS
    return source.mentions(words) and (family not in ("platforms", "images") or source.mentions(_VERSIONS))


def _in_profile(item: Claim | NotChecked, profile: Profile) -> Claim | NotChecked:
    """What runs in a file for tests or CI is what the tests run on."""
    if isinstance(item, Claim) and item.kind is Kind.RUNS and profile in (Profile.TEST, Profile.CI):
        return item._replace(kind=Kind.TESTS)
    return item


def _reader(family: str) -> Reader:
    match family:
        case "pyproject":
            from .pyproject import claims as reader
        case "setup":
            from .setup_files import claims as reader
        case "version files":
            from .version_files import claims as reader
        case "locks":
            from .locks import claims as reader
        case "test runners":
            from .test_runners import claims as reader
        case "ci":
            from .ci import claims as reader
        case "platforms":
            from .platforms import claims as reader
        case "docker":
            from .docker import claims as reader
        case _:
            from .images import claims as reader
    return reader
