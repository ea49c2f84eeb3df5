"""Names of the files that say what a project depends on."""

REQUIREMENTS = (
    r"(?:^|/)[^/]*requirements[^/]*\.(?:txt|in|pip)$|(?:^|/)requirements/(?:[^/]+/)*[^/]+\.(?:txt|in|pip)$"
    r"|(?:^|/)(?:[^/]*[_.-])?(?:requirement|reqs?|constraints)(?:[_.-][^/]*)?\.(?:txt|in|pip)$"
)
LOCKS = r"(?:^|/)(?:uv\.lock|poetry\.lock|Pipfile\.lock|pylock(?:\.[\w-]+)?\.toml)$"
PROJECTS = r"(?:^|/)(?:pyproject\.toml|Pipfile)$"
FILES = f"{REQUIREMENTS}|{LOCKS}|{PROJECTS}"
