"""Leaving a record of a run: begun when the process begins, ended when it ends. See ``run_records``."""

from __future__ import annotations

import os

from .. import __version__, wrapper_ids
from .finding import Advice, NotChecked, UsageError
from .git_index import repository_root
from .hook import Hook
from .light import Callable, Iterator, Sequence
from .run_records import (
    SCHEMA,
    VARIANTS,
    Part,
    RunRecord,
    TreeState,
    forget_old,
    runner_id,
    tree_state,
    wanted_folder,
)
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from .examination import Outcome
    from .namespace import Namespace


def recorded(name: str, hooks: Sequence[Hook], given: Sequence[str], examine: Callable[[], Outcome]) -> Outcome:
    """What ``examine`` comes to, with a record of it where one is wanted. Raises what ``examine`` raises."""
    folder = wanted_folder()
    if not folder:
        return examine()
    forget_old(folder)
    begun = _begun(name, hooks, given)
    path = os.path.join(folder, f"{name}-{os.getpid()}-{os.urandom(6).hex()}.json")
    _write(path, begun)
    try:
        outcome = examine()
    except (UsageError, NotChecked) as error:
        _write(path, _ended(begun, 2 if isinstance(error, UsageError) else 3, str(error)))
        raise
    except Exception as error:
        _write(path, _ended(begun, 3, f"it crashed ({type(error).__name__})"))
        raise
    ended = _ended(begun, outcome.exit_code, "", _parts(name, hooks, outcome))
    named = sorted({path for _, options in outcome.options for path in _named_files(options)})
    settings = tuple(map(_from_root(), named))
    _write(path, ended._replace(baselines=outcome.baselines, settings=settings))
    return outcome


def _named_files(options: Namespace) -> Iterator[str]:
    """Files that options name: a configuration, a baseline, what is allowed. Not the tools' data, which is none."""
    for name, value in vars(options).items():
        if name not in ("files", "env", "db", "project"):
            texts = value if isinstance(value, list) else [value]
            yield from (text for text in texts if isinstance(text, str) and text and os.path.isfile(text))


def _begun(name: str, hooks: Sequence[Hook], given: Sequence[str]) -> RunRecord:
    options = [argument for argument in given if argument.startswith("-")]
    variants = [
        variant for variant, (module, extra) in VARIANTS.items() if module == name and set(extra) <= set(options)
    ]
    state = _safe_state()
    return RunRecord(
        id=variants[0] if variants else name,
        name=name,
        options=tuple(sorted({option.partition("=")[0] for option in options if option.startswith("--")})),
        digest=_digest(given),
        versions=_versions(hooks),
        commit=state.commit,
        changed=state.changed,
        baselines=(),
        settings=(),
        runner=runner_id(),
        day=_today(),
        exit_code=None,
        problem="",
        parts=tuple(Part(hook.id, False, False, (), (), (), (), (), ()) for hook in hooks),
    )


def _today() -> str:
    from datetime import date

    return date.today().isoformat()


def _ended(begun: RunRecord, exit_code: int, problem: str, parts: tuple[Part, ...] = ()) -> RunRecord:
    """The record of a process that ended; a tree that was touched on the way is no commit's."""
    state = _safe_state()
    changed = {*begun.changed, *state.changed} | ({"HEAD"} if state.commit != begun.commit else set())
    return begun._replace(
        exit_code=exit_code, problem=problem, changed=tuple(sorted(changed)), parts=parts or begun.parts
    )


def _safe_state() -> TreeState:
    """Where git does not answer, nothing is known of the tree, and nothing counts."""
    try:
        return tree_state()
    except NotChecked as missed:
        return TreeState("", (missed.reason,))


def _parts(name: str, hooks: Sequence[Hook], outcome: Outcome) -> tuple[Part, ...]:
    """A part for each hook; of many, one more for what none of them owns, which is remarks on comments."""
    from_root = _from_root()
    found = []
    for hook in hooks:
        part = _part(hook, outcome, hook.owns if len(hooks) > 1 else _is_any, from_root)
        is_weak = hook.check_commit is not None and hook.id != name and not part.paths
        is_whole = hook.whole_tree and not outcome.paths and from_root(".") == "."
        found.append(part._replace(is_weak=is_weak, is_whole=is_whole))
    if len(hooks) > 1:
        loose = _part(hooks[0], outcome, lambda rule: not any(hook.owns(rule) for hook in hooks), from_root)
        found.append(loose._replace(hook=name, paths=tuple(map(from_root, outcome.paths)), missed=(), advice=()))
    return tuple(found)


def _from_root() -> Callable[[str], str]:
    """What tells a path of the working folder from the root of the repository."""
    prefix = os.path.relpath(".", repository_root(".") or ".")

    def from_root(path: str) -> str:
        return path if prefix == "." else os.path.normpath(os.path.join(prefix, path)).replace(os.sep, "/")

    return from_root


def _is_any(rule: str) -> bool:
    return True


def _part(hook: Hook, outcome: Outcome, is_owned: Callable[[str], bool], from_root: Callable[[str], str]) -> Part:
    def is_said(item: NotChecked | Advice) -> bool:
        said = outcome.said_by.get(str(item))
        return item.path == "." or hook.reads(item.path) if said is None else hook.id in said

    days = {each.today.isoformat() for hook_id, each in outcome.options if hook_id == hook.id and each.today}
    passed_over = {item.path for item in outcome.left_out}
    return Part(
        hook=hook.id,
        is_weak=False,
        is_whole=False,
        days=tuple(sorted(days)),
        paths=tuple(from_root(path) for path in outcome.paths if path not in passed_over and hook.reads(path)),
        left_out=tuple((from_root(item.path), item.by) for item in outcome.left_out),
        findings=tuple(
            found._replace(path=from_root(found.path))
            for found in (*outcome.findings, *outcome.unsaid)
            if is_owned(found.rule)
        ),
        missed=tuple((from_root(item.path), item.reason, item.remedy) for item in outcome.not_checked if is_said(item)),
        advice=tuple(item._replace(path=from_root(item.path)) for item in outcome.advice if is_said(item)),
    )


def _versions(hooks: Sequence[Hook]) -> tuple[str, ...]:
    """Ours, and that of the tool which the hook wraps, if it is a wrapper."""
    own = f"flask-upkeep {__version__}"
    if len(hooks) != 1 or hooks[0].id not in wrapper_ids():
        return (own,)
    from importlib.metadata import PackageNotFoundError, version

    try:
        return own, f"{hooks[0].id} {version(hooks[0].id)}"
    except PackageNotFoundError:
        return (own,)


def _digest(given: Sequence[str]) -> str:
    from hashlib import sha256

    return sha256("\0".join(given).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _write(path: str, record: RunRecord) -> None:
    """Write a record, or none: what is missing reads as not run, and what has no end as not ended."""
    from json import dumps

    from .files import write_atomically
    from .light import suppress

    held: dict[str, Any] = record._asdict()
    paths = sorted({path for part in record.parts for path in part.paths})
    places = {path: place for place, path in enumerate(paths)}
    held["paths"] = paths  # once, as the hooks of a process read much the same
    held["parts"] = [
        {**part._asdict(), "paths": None if len(part.paths) == len(paths) else [places[path] for path in part.paths]}
        for part in record.parts
    ]
    with suppress(OSError):
        write_atomically(path, dumps({"schema": SCHEMA, **held}).encode("ascii"), durable=False)
