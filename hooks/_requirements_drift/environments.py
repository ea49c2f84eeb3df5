"""Finding the environment that a project is installed in, without starting anything.

A runner starts hooks in an environment of their own: it overwrites ``VIRTUAL_ENV`` and puts that
environment's programs first on ``PATH``. What the user had activated is still on ``PATH``, behind them.
"""

from __future__ import annotations

import os
import sys

from .._kit import regex as re
from .._kit.finding import UsageError
from .._kit.light import Iterator, Sequence
from .._kit.typed import NamedTuple
from .site_packages import holds_project, names_in
from .target import Target

FOLDERS = (".venv", "venv", "env", ".env", "virtualenv")
SCRIPTS = ("bin", "Scripts")
# What pre-commit and prek write into the environments that they make for hooks.
_RUNNERS_OWN = (".install_state_v1", ".install_state_v2", ".prek-hook.json")
# What share of the listed names an environment holds to be taken at once: one that the project points to,
# and one that is merely activated, which may be another project's; where there is no other, half will do there too.
ENOUGH = {True: 0.5, False: 0.9}
HALF = 0.5


class Environment(NamedTuple):
    """An environment: its folder, how it was found, and whether a file or folder of the project says it is its own.

    ``is_above`` marks one that a folder above the project's points to, which may be that of others.
    """

    prefix: str
    how: str
    bound: bool
    is_above: bool = False

    @property
    def shown(self) -> str:
        """The folder as the user would write it."""
        relative = os.path.relpath(self.prefix)
        home = os.path.expanduser("~")
        if not relative.startswith(".."):
            return relative.replace(os.sep, "/")
        return f"~{self.prefix[len(home) :]}" if self.prefix.startswith(home + os.sep) else self.prefix

    @property
    def is_of_test_runner(self) -> bool:
        """tox and nox install what their own files say, too."""
        return self.how in (".tox", ".nox", ".hatch")

    @property
    def settings(self) -> dict[str, str]:
        """The content of ``pyvenv.cfg`` (https://docs.python.org/3/library/venv.html)."""
        return _settings(self.prefix)

    def site_packages(self) -> list[str]:
        """The folders that hold what is installed, the environment's own first, each once."""
        own = _folders(self.prefix, _minor(self.settings))
        base = self.settings.get("home", "")
        # Without the line the base is seen: Lib/site.py of CPython.
        if not base or self.settings.get("include-system-site-packages", "true").lower() != "true":
            return own
        prefix = os.path.dirname(base) if os.path.basename(base) in SCRIPTS else base
        return own + [folder for folder in _folders(prefix, _minor(self.settings)) if folder not in own]

    def target(self) -> Target:
        """The interpreter, by ``pyvenv.cfg`` or the folders' names."""
        settings = self.settings
        stated = re.match(r"\d+\.\d+(?:\.\d+)?", settings.get("version_info") or settings.get("version") or "")
        folders = self.site_packages()
        pypy = "pypy" in settings.get("implementation", "").lower() or any("pypy" in folder for folder in folders)
        named = (re.search(r"[/\\](?:python|pypy)(\d+\.\d+)t?[/\\]", folder) for folder in folders)
        found = next((match[1] for match in named if match), "")
        version = stated[0] if stated else _conda_version(self.prefix) or found
        return Target(version or ".".join(map(str, sys.version_info[:3])), "pypy" if pypy else "cpython")


class Looked(NamedTuple):
    """The environment that was chosen, if any; whether it holds nothing that is listed; where one was looked for."""

    chosen: Environment | None
    holds_none: bool
    places: tuple[str, ...]


def named_environment(path: str) -> Environment:
    """The environment of ``--env``: its folder, its interpreter, or its site-packages. Raises ``UsageError``."""
    prefix = os.path.abspath(os.path.expanduser(path))
    if os.path.isfile(prefix):
        prefix = os.path.dirname(os.path.dirname(prefix))
    elif os.path.basename(prefix) in ("site-packages", "dist-packages"):
        above = os.path.dirname(os.path.dirname(prefix))
        prefix = os.path.dirname(above) if os.path.basename(above).lower().startswith("lib") else above
    if not _folders(prefix, ""):
        raise UsageError(f"--env {path}: no environment is there; name its folder, such as .venv")
    return Environment(prefix, "--env", bound=True)


def find_environment(folder: str, listed: frozenset[str]) -> Looked:
    """The environment of the project in ``folder`` whose files list those names.

    The first that holds enough of them, else the one that holds most.
    """
    best: tuple[float, Environment] | None = None
    places: list[str] = []
    seen: set[tuple[str, bool]] = set()
    for candidate in _candidates(folder, places):
        real = os.path.realpath(candidate.prefix)
        folders = [] if (real, candidate.bound) in seen or _is_runners(real) else _usable(candidate)
        seen.add((real, candidate.bound))
        if not folders:
            continue
        if listed:
            held = len(listed & names_in(folders)) / len(listed)
        else:  # as of a lone `-e .`: then only what the project is installed in, or points to, is its own
            held = 1.0 if candidate.bound or holds_project(folders, folder) else 0.0
        if held >= ENOUGH[candidate.bound] or candidate.how == _EXPLICIT:
            return Looked(candidate, False, tuple(places))
        # What this program runs in may be an environment of its own.
        is_near = candidate.bound and not candidate.is_above
        is_likely = is_near or (held >= HALF and real != os.path.realpath(sys.prefix))
        if is_likely and (best is None or held > best[0]):
            best = (held, candidate)
    return Looked(best[1], best[0] == 0, tuple(places)) if best else Looked(None, False, tuple(places))


def _usable(candidate: Environment) -> list[str]:
    """The candidate's site-packages, none where it is no environment."""
    return candidate.site_packages() if is_environment(candidate.prefix) else []


def is_environment(prefix: str) -> bool:
    """A bare interpreter is none: it belongs to no project."""
    return os.path.isfile(os.path.join(prefix, "pyvenv.cfg")) or os.path.isdir(os.path.join(prefix, "conda-meta"))


_EXPLICIT = "UV_PROJECT_ENVIRONMENT"


def _candidates(folder: str, places: list[str]) -> Iterator[Environment]:
    above = list(_upwards(folder))
    if path := os.environ.get(_EXPLICIT):
        places.append(f"${_EXPLICIT}")
        yield Environment(os.path.join(above[-1], os.path.expanduser(path)), _EXPLICIT, bound=True)
    places.append("$VIRTUAL_ENV")
    if path := os.environ.get("VIRTUAL_ENV"):
        yield Environment(path, "activated", bound=False)
    places.append("$PATH")
    for entry in os.environ.get("PATH", "").split(os.pathsep):
        prefix, name = os.path.split(entry.rstrip("/\\"))
        prefix = prefix if name in SCRIPTS else entry  # conda on Windows puts the folder itself on PATH
        if prefix and is_environment(prefix) and not _is_conda_base(prefix):
            yield Environment(prefix, "activated", bound=False)
    for place in above:
        yield from (each._replace(is_above=place != above[0]) for each in _in_folder(place, places))
    places.append("$CONDA_PREFIX")
    conda = os.environ.get("CONDA_PREFIX")
    if conda and not _is_conda_base(conda):
        yield Environment(conda, "CONDA_PREFIX", bound=False)
    from . import tool_environments

    if path := tool_environments.of_git_hook(above[-1]):
        yield Environment(path, "the environment of pre-commit", bound=False)


def _in_folder(folder: str, places: list[str]) -> Iterator[Environment]:
    places.append(" ".join(FOLDERS) + f" in {os.path.relpath(folder)}")
    for name in FOLDERS:
        path = os.path.join(folder, name)
        if os.path.isdir(path):
            yield Environment(path, "in the project", bound=True)
        elif name == ".venv" and os.path.isfile(path):
            yield Environment(os.path.join(folder, _first_line(path)), "by the .venv file", bound=True)
    from . import tool_environments

    for how, prefix in tool_environments.candidates(folder):
        places.append(how)
        if prefix:
            yield Environment(prefix, how, bound=True)


def _upwards(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the root of the repository."""
    here = os.path.abspath(folder)
    while True:
        yield here
        parent = os.path.dirname(here)
        if os.path.lexists(os.path.join(here, ".git")) or parent == here:
            return
        here = parent


def _is_runners(prefix: str) -> bool:
    """Has a runner made it for a hook? By its marks and its caches, never by a word in the path."""
    if any(os.path.exists(os.path.join(prefix, name)) for name in _RUNNERS_OWN):
        return True
    return any(prefix.startswith(root + os.sep) for root in _runner_caches())


def _runner_caches() -> Sequence[str]:
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    roots = [
        os.environ.get("PRE_COMMIT_HOME") or os.path.join(cache, "pre-commit"),
        os.environ.get("PREK_HOME") or os.path.join(cache, "prek"),
    ]
    return [os.path.realpath(root) for root in roots]


def _is_conda_base(prefix: str) -> bool:
    return os.path.isdir(os.path.join(prefix, "condabin"))


def _conda_version(prefix: str) -> str:
    try:
        names = os.listdir(os.path.join(prefix, "conda-meta"))
    except OSError:
        return ""
    found = (re.match(r"python-(\d+\.\d+\.\d+)-", name) for name in names)
    return next((match[1] for match in found if match), "")


def _settings(prefix: str) -> dict[str, str]:
    try:
        with open(os.path.join(prefix, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
            pairs = [line.partition("=") for line in file if "=" in line]
    except OSError:
        return {}
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _minor(settings: dict[str, str]) -> str:
    match = re.match(r"\d+\.\d+", settings.get("version_info") or settings.get("version") or "")
    return match[0] if match else ""


def _folders(prefix: str, minor: str) -> list[str]:
    """Site-packages of a prefix; of two left by an upgrade of Python the one of ``minor``."""
    found: dict[str, str] = {}
    for library in ("lib", "lib64", "Lib"):
        base = os.path.join(prefix, library)
        inner = [name for name in _listed(base) if re.match(r"(?:python|pypy)\d", name)]
        if minor and f"python{minor}" in inner:
            inner = [name for name in inner if name.rstrip("t") == f"python{minor}" or not name.startswith("python")]
        for name in ["", *sorted(inner, key=_number, reverse=True)]:
            for packages in ("site-packages", "dist-packages"):
                path = os.path.join(base, name, packages)
                if os.path.isdir(path):
                    found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def _number(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", name))


def _listed(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().strip() or "."
    except OSError:
        return "."
