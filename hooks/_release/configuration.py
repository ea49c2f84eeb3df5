"""The runner's configuration: which hooks it lists, for which files, and whether at the manual stage.

Source: https://pre-commit.com/#adding-pre-commit-plugins-to-your-project
Source: https://prek.j178.dev/configuration/
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .. import hook_ids
from .._kit.finding import UsageError
from .._kit.run_records import CONFIGURATIONS, VARIANTS
from .._kit.source import Source

MANUAL = "manual"


class Listed(NamedTuple):
    """A hook as the configuration lists it.

    ``hook`` is the id in our manifest, empty for a hook of others. ``files`` is ``None`` where the manifest's holds,
    the other patterns and types are empty where they leave nothing out.
    """

    id: str
    hook: str
    files: str | None
    exclude: str
    types: frozenset[str]
    types_or: frozenset[str]
    exclude_types: frozenset[str]
    is_manual: bool

    def takes(self, path: str, tags: Collection[str]) -> bool:
        """Does what the configuration says of it leave the file in?"""
        return (
            (self.files is None or _is_like(self.files, path))
            and not (self.exclude and _is_like(self.exclude, path))
            and self.types.issubset(tags)
            and (not self.types_or or not self.types_or.isdisjoint(tags))
            and self.exclude_types.isdisjoint(tags)
        )


class Configuration(NamedTuple):
    """The file, its hooks in their order, and the patterns that hold for all of them."""

    path: str
    hooks: tuple[Listed, ...]
    files: str = ""
    exclude: str = ""

    def of(self, hook: str) -> tuple[Listed, ...]:
        """The places where a hook of ours is listed for the manual stage."""
        return tuple(listed for listed in self.hooks if listed.hook == hook and listed.is_manual)

    def takes(self, path: str) -> bool:
        """Is the file left in for all hooks?"""
        return _is_like(self.files, path) and not (self.exclude and _is_like(self.exclude, path))


def read_configuration(paths: Sequence[str] = CONFIGURATIONS) -> Configuration:
    """The first of the files that is there. Raises ``UsageError`` where there is none, or none that can be read."""
    path = next((path for path in paths if os.path.isfile(path)), None)
    if path is None:
        raise UsageError(f"there is no {paths[0]} here; change to the root of the repository, or write one")
    held = _toml(path) if path.endswith(".toml") else _yaml(path)
    if not isinstance(held, dict) or not isinstance(held.get("repos"), list):
        raise UsageError(f"{path}: it has to hold a list of repos; mend it")
    stages = held.get("default_stages")
    hooks = tuple(_listed(repo, hook, stages) for repo, hook in _tables(held["repos"]))
    return Configuration(path, hooks, _pattern(held.get("files")), _pattern(held.get("exclude")))


def ours() -> frozenset[str]:
    """The ids of our manifest."""
    return frozenset((*hook_ids(), *VARIANTS))


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


def _tables(repos: Sequence[object]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Pairs of a repository and a hook of it."""
    for repo in repos:
        hooks = repo.get("hooks") if isinstance(repo, dict) else None
        for hook in hooks if isinstance(hooks, list) else ():
            if isinstance(hook, dict) and isinstance(hook.get("id"), str):
                assert isinstance(repo, dict)  # noqa: S101 - or it would have no hooks
                yield repo, hook


def _listed(repo: Mapping[str, Any], hook: Mapping[str, Any], stages: object) -> Listed:
    # What a manifest says of stages goes before the default for all; a local hook has no manifest.
    said = hook.get("stages", stages if repo.get("repo") == "local" else None)
    return Listed(
        id=str(hook["id"]),
        hook=_ours(repo, hook),
        files=_pattern(hook["files"]) if "files" in hook else None,
        exclude=_pattern(hook.get("exclude")),
        types=_words(hook.get("types")),
        types_or=_words(hook.get("types_or")),
        exclude_types=_words(hook.get("exclude_types")),
        is_manual=not isinstance(said, list) or MANUAL in said or not said,
    )


def _ours(repo: Mapping[str, Any], hook: Mapping[str, Any]) -> str:
    """The id in our manifest: that of the hook, or what a local one starts."""
    if repo.get("repo") != "local":
        return hook["id"] if hook["id"] in ours() else ""
    try:
        words = [*shlex.split(str(hook.get("entry", ""))), *map(str, hook.get("args") or ())]
    except (ValueError, TypeError):
        return ""
    started = next((place for place, word in enumerate(words) if re.search(r"(?:^|[/\\])flask[_-]upkeep$", word)), -1)
    if started < 0 or len(words) < started + 2 or words[started + 1] not in hook_ids():
        return ""
    name, options = words[started + 1], words[started + 2 :]
    variants = (each for each, (module, extra) in VARIANTS.items() if module == name and set(extra) <= set(options))
    return next(variants, name)


def _pattern(value: object) -> str:
    """A regular expression; of another form, such as prek's globs, none, so that no file counts as left out."""
    if not isinstance(value, str):
        return ""
    try:
        re.compile(value)
    except (re.error, RecursionError):
        return ""
    return value


def _is_like(pattern: str, path: str) -> bool:
    return re.search(pattern, path) is not None


def _words(value: object) -> frozenset[str]:
    return frozenset(word for word in value if isinstance(word, str)) if isinstance(value, list) else frozenset()
