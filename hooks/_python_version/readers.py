"""Which file is read by which family of readers; a family is imported for its first file only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .._kit import image_files
from .._kit.finding import NotChecked
from .._kit.names import Names, Profile
from .._kit.source import Source, Words
from .claims import Claim, Kind

Reader = Callable[[Source], Iterable[Claim | NotChecked]]

_FAMILIES: tuple[tuple[str, str], ...] = (
    ("pyproject", r"(?:^|/)pyproject\.toml$"),
    ("setup", r"(?:^|/)setup\.(?:py|cfg)$"),
    (
        "version files",
        r"(?:^|/)(?:\.python-versions?|runtime\.txt|\.tool-versions|Pipfile)$"
        r"|(?:^|/)(?:\.?mise(?:\.[\w-]+)*|\.?mise/config|\.config/mise(?:/config)?)\.toml$",
    ),
    ("locks", r"(?:^|/)(?:(?:uv|poetry|Pipfile)\.lock|pylock(?:\.[\w-]+)?\.toml)$"),
    ("test runners", r"(?:^|/)(?:tox\.(?:ini|toml)|noxfile\.py)$"),
    (
        "ci",
        r"(?:^|/)\.(?:github/(?:workflows|actions)|circleci|gitlab|azure[-\w]*|woodpecker|semaphore|buildkite)/.*\.ya?ml$"
        r"|(?:^|/)(?:\.travis|\.?gitlab-ci[\w.-]*|\.?azure-pipelines?[\w.-]*|bitbucket-pipelines|\.cirrus|\.drone"
        r"|\.woodpecker|\.?appveyor|cloudbuild[\w.-]*|buildspec[\w.-]*)\.ya?ml$",
    ),
    (
        "platforms",
        r"(?:^|/)(?:environment|conda[\w.-]*env|env|app|service|serverless|(?:sam-)?template|render|(?:docker-)?compose)"
        r"[\w.-]*\.ya?ml$"
        r"|(?:^|/)(?:\.?readthedocs|\.pre-commit-config|\.platform\.app|\.upsun/config|\.platform/applications)\.ya?ml$",
    ),
    ("docker", image_files.DOCKERFILE),
)
# An image may stand in any YAML file.
_IN_YAML = ("ci", "platforms", "docker")
FILES = "|".join([image_files.FILES, *(pattern for family, pattern in _FAMILIES if family not in _IN_YAML)])

# Where none of these stands there is no claim; but `.python-version` and the environments of tox may be numbers.
_WORDS = Words(plain=[b"ython", b"YTHON", b"py2", b"py3", b"py{", b"py-"])
_SETUP_WORDS = Words(plain=[b"python_requires", b"python-requires", b"Programming Language"])
# In a folder for tests these say what the tests run on; the rest there is data.
_RUN_TESTS = frozenset(("docker", "images", "platforms", "test runners"))


def family_of(path: str) -> str | None:
    """The family of readers for a file by its name, or ``None``."""
    return next((family for family, pattern in _FAMILIES if re.search(pattern, path)), None)


def claims_of(source: Source, names: Names) -> list[Claim | NotChecked]:
    """Everything a file claims, and what of it cannot be read. Raises ``NotChecked`` where the file cannot."""
    profile = names.of_path(source.path)
    readers = [
        _reader(family)
        for family in (family_of(source.path), _images_in(source.path))
        if family and (profile is not Profile.TEST or family in _RUN_TESTS) and _may_claim(source)
    ]
    try:
        return [_in_profile(item, profile) for reader in readers for item in reader(source)]
    except NotChecked:
        if "{{" in source.path:  # a template is a file of its kind only when it has been filled in
            return []
        raise


def _images_in(path: str) -> str:
    return "images" if re.search(image_files.FILES, path) else ""


def _may_claim(source: Source) -> bool:
    name = source.path.rpartition("/")[2]
    words = _SETUP_WORDS if name == "setup.py" else _WORDS
    return name.startswith((".python-version", "tox.")) or source.mentions(words)


def _in_profile(item: Claim | NotChecked, profile: Profile) -> Claim | NotChecked:
    """What runs in a file for tests or CI is what the tests run on."""
    if isinstance(item, Claim) and item.kind is Kind.RUNS and profile in (Profile.TEST, Profile.CI):
        return item._replace(kind=Kind.TESTS)
    return item


def _reader(family: str) -> Reader:
    try:
        return _imported(family)
    except ImportError as error:
        remedy = f"`additional_dependencies` replaced this hook's own: add {error.name} to it"
        raise NotChecked(".", f"{error.name} is missing from the hook's environment", remedy) from error


def _imported(family: str) -> Reader:
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
