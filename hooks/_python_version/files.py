"""Which files say something about Python, and the family of readers for each."""

from __future__ import annotations

from .._kit import image_files
from .._kit import regex as re

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
# What these say concerns tools beside the application, so it contradicts no other file.
_OF_TOOLS = (".readthedocs.yml", ".readthedocs.yaml", "readthedocs.yml", ".pre-commit-config.yaml")
# An image may stand in any YAML file.
FILES = "|".join((image_files.FILES, f"(?:^|/)(?:{'|'.join(_BY_NAME).replace('.', '[.]')})$", _PYLOCK, _MISE))


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


def is_of_tools(path: str) -> bool:
    """Does a file speak of the Python of tools only, so that the claims of others can do without it?"""
    return path.endswith(_OF_TOOLS)
