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

# A name that is looked up costs nothing to a commit, a pattern has to be compiled for it.
_BY_NAME = {
    name: family
    for family, names in (
        ("pyproject", "pyproject.toml"),
        ("setup", "setup.py setup.cfg"),
        ("version files", ".python-version .python-versions runtime.txt .tool-versions Pipfile"),
        ("locks", "uv.lock poetry.lock Pipfile.lock"),
        ("test runners", "tox.ini tox.toml noxfile.py"),
    )
    for name in names.split()
}
_PYLOCK = r"(?:^|/)pylock(?:\.[\w-]+)?\.toml$"
_MISE = r"(?:^|/)(?:\.?mise(?:\.[\w-]+)*|\.?mise/config|\.config/mise(?:/config)?)\.toml$"
_CI = (
    r"(?:^|/)\.(?:github/(?:workflows|actions)|circleci|gitlab|azure[-\w]*|woodpecker|semaphore|buildkite)/.*\.ya?ml$"
    r"|(?:^|/)(?:\.travis|\.?gitlab-ci[\w.-]*|\.?azure-pipelines?[\w.-]*|bitbucket-pipelines|\.cirrus|\.drone"
    r"|\.woodpecker|\.?appveyor|cloudbuild[\w.-]*|buildspec[\w.-]*)\.ya?ml$"
)
_PLATFORMS = (
    r"(?:^|/)(?:environment|conda[\w.-]*env|env|app|service|serverless|(?:sam-)?template|render|(?:docker-)?compose)"
    r"[\w.-]*\.ya?ml$"
    r"|(?:^|/)(?:\.?readthedocs|\.pre-commit-config|\.platform\.app|\.upsun/config|\.platform/applications)\.ya?ml$"
)
# An image may stand in any YAML file.
FILES = "|".join((image_files.FILES, f"(?:^|/)(?:{'|'.join(_BY_NAME).replace('.', '[.]')})$", _PYLOCK, _MISE))

# Where none of these stands there is no claim; but `.python-version` and the environments of tox may be numbers.
_WORDS = Words(plain=[b"ython", b"YTHON", b"py2", b"py3", b"py{", b"py-"])
_SETUP_WORDS = Words(plain=[b"python_requires", b"python-requires", b"Programming Language"])
_VERSIONS = Words(plain=[], shapes=[(b"3", rb"3\.\d|[np]y?-?3\d"), (b"2.", rb"2\.\d"), (b"27", rb"[np]y?-?27")])
# In a folder for tests these say what the tests run on; the rest there is data.
_RUN_TESTS = frozenset(("docker", "images", "platforms", "test runners"))


def family_of(path: str) -> str | None:
    """The family of readers for a file by its name; ``None`` for other files, which may name images."""
    name = path.rpartition("/")[2]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.endswith((".yml", ".yaml")):
        families: tuple[tuple[str, str], ...] = (("ci", _CI), ("platforms", _PLATFORMS))
    elif name.endswith(".toml"):
        families = (("locks", _PYLOCK), ("version files", _MISE))
    else:
        families = (("docker", image_files.DOCKERFILE),)
    return next((family for family, pattern in families if re.search(pattern, path)), None)


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
