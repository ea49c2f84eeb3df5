"""Names of the files that say what a project depends on."""

REQUIREMENTS = (
    r"(?:^|/)[^/]*requirements[^/]*\.(?:txt|in|pip)$|(?:^|/)requirements/(?:[^/]+/)*[^/]+\.(?:txt|in|pip)$"
    r"|(?:^|/)(?:[^/]*[_.-])?(?:requirement|reqs?|constraints)(?:[_.-][^/]*)?\.(?:txt|in|pip)$"
)
LOCKS = r"(?:^|/)(?:uv\.lock|poetry\.lock|Pipfile\.lock|pylock(?:\.[\w-]+)?\.toml)$"
PROJECTS = r"(?:^|/)(?:pyproject\.toml|Pipfile)$"
FILES = f"{REQUIREMENTS}|{LOCKS}|{PROJECTS}"


def is_lock(path: str) -> bool:
    """Is it a lock file?"""
    name = path.rpartition("/")[2]
    is_pylock = name.startswith("pylock.") and name.endswith(".toml") and name.count(".") <= 2
    return is_pylock or name in ("uv.lock", "poetry.lock", "Pipfile.lock")


def is_project(path: str) -> bool:
    """Is it a file in which a project declares its dependencies?"""
    return path.rpartition("/")[2] in ("pyproject.toml", "Pipfile")
