"""What the configuration of pre-commit or prek lists."""

from __future__ import annotations

import os

from .finding import UsageError
from .light import Iterator, Mapping, Sequence
from .run_records import CONFIGURATIONS
from .source import Source
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


# Hooks that the manifest runs on every change, with the names of what is left in it: `always_run`.
ALWAYS_RUN = ("commit-checks", "endpoint-auth")


def configuration_here(paths: Sequence[str] = CONFIGURATIONS) -> str | None:
    """The first of the configurations that is there. No runner says whether it was given another with ``--config``."""
    return next((path for path in paths if os.path.isfile(path)), None)


def read_tables(path: str) -> Mapping[str, Any]:
    """The configuration as it stands, with its ``repos``. Raises ``UsageError`` where it cannot be read as one."""
    held = _toml(path) if path.endswith(".toml") else _yaml(path)
    if not isinstance(held, dict) or not isinstance(held.get("repos"), list):
        raise UsageError(f"{path}: it has to hold a list of repos; mend it")
    return held


def listed_hooks(repos: Sequence[object]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Pairs of a repository and a hook of it."""
    for repo in repos:
        hooks = repo.get("hooks") if isinstance(repo, dict) else None
        for hook in hooks if isinstance(hooks, list) else ():
            if isinstance(hook, dict) and isinstance(hook.get("id"), str):
                assert isinstance(repo, dict)  # noqa: S101 - or it would have no hooks
                yield repo, hook


def refuse_to_be_told_nothing() -> None:
    """Raise ``UsageError`` where the runner is told to name no files to a hook that runs on every change.

    A hook that also runs where no file is left to name would look at nothing ever after, and pass.
    """
    path = configuration_here()
    if path is None or b"pass_filenames" not in Source(path).data:
        return
    for _, hook in listed_hooks(read_tables(path)["repos"]):
        words = f"{hook.get('entry', '')} {hook.get('args', '')}"
        if hook["id"] in ALWAYS_RUN and hook.get("pass_filenames") is False and "--all-files" not in words:
            remedy = "take that out, or add `args: [--all-files]`"
            raise UsageError(f"no file is named, as {path} says `pass_filenames: false` of {hook['id']}; {remedy}")


def _yaml(path: str) -> object:
    import yaml

    try:
        return yaml.load(Source(path).data, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no valid YAML ({' '.join(str(error).split())})") from None


def _toml(path: str) -> object:
    import tomllib

    try:
        return tomllib.loads(Source(path).data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no valid TOML ({error})") from None
