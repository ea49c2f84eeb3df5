"""Where Poetry, Pipenv, PDM, tox, nox, direnv and pyenv keep a project's environment, by their own rules.

Each was measured against the tool itself, which takes a second to say the same.
"""

from __future__ import annotations

import os
import sys

from .._kit import regex as re
from .._kit.light import Iterator


def candidates(folder: str) -> Iterator[tuple[str, str]]:
    """Environments that belong to the project in ``folder``: how each was found, and its folder, or an empty string."""
    pdm = _line(os.path.join(folder, ".pdm-python"))
    if pdm:
        yield "the .pdm-python file", os.path.dirname(os.path.dirname(pdm))
    if os.path.isfile(os.path.join(folder, "poetry.lock")) or b"tool.poetry" in _head(folder, "pyproject.toml"):
        for prefix in _poetry(folder):
            yield "Poetry", prefix
    if os.path.isfile(os.path.join(folder, "Pipfile")):
        yield "Pipenv", _pipenv(folder)
    for below, pattern in ((".tox", r"py\d*|\.?py3\.\d+"), (".nox", ""), (".direnv", r"python-.*"), (".hatch", "")):
        for name in sorted(_names(os.path.join(folder, below))):
            if re.fullmatch(pattern or ".+", name):
                yield below, os.path.join(folder, below, name)
    version = _line(os.path.join(folder, ".python-version"))
    if version and re.fullmatch(r"[\w.-]+", version):
        root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
        yield "pyenv", os.path.join(root, "versions", version)


def of_git_hook(root: str) -> str:
    """The environment in which the runner was installed that wrote ``.git/hooks/pre-commit``; else an empty string."""
    match = re.search(rb"INSTALL_PYTHON=['\"]?([^'\"\n]+)", _head(root, ".git", "hooks", "pre-commit"))
    return os.path.dirname(os.path.dirname(os.fsdecode(match[1]))) if match else ""


def _poetry(folder: str) -> Iterator[str]:
    """``<name>-<digest of the project's path>-py<X.Y>`` in Poetry's folder (poetry/utils/env/env_manager.py).

    Where several Pythons were used, ``envs.toml`` names the one that is on.
    """
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    store = _poetry_store(folder)
    path = os.path.normcase(os.path.realpath(folder))
    digest = urlsafe_b64encode(sha256(path.encode()).digest()).decode()[:8]
    is_own = re.compile(rf"-{re.escape(digest)}-py[\d.]+$").search
    found = [name for name in sorted(_names(store)) if is_own(name)]
    chosen = ""
    for name in found:
        base = name.rpartition("-py")[0]
        minor = re.compile(rf"\[\"?{re.escape(base)}\"?\][^\[]*?minor\s*=\s*\"([\d.]+)\"")
        switched = minor.search(_head(store, "envs.toml").decode("utf-8", "replace"))
        chosen = f"{base}-py{switched[1]}" if switched else chosen
    for name in sorted(found, key=lambda name: name != chosen):
        yield os.path.join(store, name)


def _poetry_store(folder: str) -> str:
    cache = os.environ.get("POETRY_CACHE_DIR") or _setting(folder, "cache-dir") or _cache("pypoetry")
    stated = os.environ.get("POETRY_VIRTUALENVS_PATH") or _setting(folder, "path")
    return os.path.expanduser(stated.replace("{cache-dir}", cache)) if stated else os.path.join(cache, "virtualenvs")


def _setting(folder: str, key: str) -> str:
    """A path in ``poetry.toml`` of the project or in Poetry's own configuration."""
    homes = [os.environ.get("POETRY_CONFIG_DIR") or _configuration("pypoetry")]
    for text in (_head(folder, "poetry.toml"), *(_head(home, "config.toml") for home in homes)):
        pattern = rf"^\s*(?:virtualenvs\.)?{key}\s*=\s*[\"']([^\"']+)[\"']"
        if match := re.search(pattern, text.decode("utf-8", "replace"), re.MULTILINE):
            return match[1]
    return ""


def _cache(tool: str) -> str:
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA", ""), tool, "Cache")
    if sys.platform == "darwin":
        return os.path.expanduser(f"~/Library/Caches/{tool}")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), tool)


def _configuration(tool: str) -> str:
    if sys.platform == "win32":
        return os.path.join(os.environ.get("APPDATA", ""), tool)
    if sys.platform == "darwin":
        return os.path.expanduser(f"~/Library/Application Support/{tool}")
    return os.path.join(os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config"), tool)


def _pipenv(folder: str) -> str:
    """Every environment under ``WORKON_HOME`` has a ``.project`` file with its project's path."""
    default = "~/.virtualenvs" if sys.platform == "win32" else "~/.local/share/virtualenvs"
    data = os.environ.get("XDG_DATA_HOME")
    default = os.path.join(data, "virtualenvs") if data and sys.platform != "win32" else default
    home = os.path.expanduser(os.environ.get("WORKON_HOME") or default)
    mine = os.path.normcase(os.path.realpath(folder))
    for name in sorted(_names(home)):
        project = _line(os.path.join(home, name, ".project"))
        if project and os.path.normcase(os.path.realpath(project)) == mine:
            return os.path.join(home, name)
    return ""


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _line(path: str) -> str:
    return _head(path).decode("utf-8", "replace").partition("\n")[0].strip()


def _head(*path: str) -> bytes:
    """The first part of a file, empty where there is none."""
    try:
        with open(os.path.join(*path), "rb") as file:
            return file.read(100_000)
    except OSError:
        return b""
