"""The runner's configuration: which hooks it lists, for which files, and whether at the manual stage.

Source: https://pre-commit.com/#adding-pre-commit-plugins-to-your-project
Source: https://prek.j178.dev/configuration/
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from .. import hook_ids
from .._kit.finding import UsageError
from .._kit.run_records import CONFIGURATIONS, VARIANTS
from .._kit.runner_configuration import configuration_here, listed_hooks, read_tables

MANUAL = "manual"
# The command, the module behind `-m`, or what the manifest gives to `-c`.
_STARTS = r"(?:^|[/\\])flask[_-]upkeep$|^from flask_upkeep\.__main__ import run; run\(\)$"


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
    path = configuration_here(paths)
    if path is None:
        raise UsageError(f"there is no {paths[0]} here; change to the root of the repository, or write one")
    held = read_tables(path)
    stages = held.get("default_stages")
    hooks = tuple(_listed(repo, hook, stages) for repo, hook in listed_hooks(held["repos"]))
    return Configuration(path, hooks, _pattern(held.get("files")), _pattern(held.get("exclude")))


def ours() -> frozenset[str]:
    """The ids of our manifest."""
    return frozenset((*hook_ids(), *VARIANTS))


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
    started = next((place for place, word in enumerate(words) if re.search(_STARTS, word)), -1)
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
