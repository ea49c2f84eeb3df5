"""What is wrong in a logging configuration, in any syntax."""

from __future__ import annotations

from .._kit.finding import Finding
from .._kit.light import Iterator
from .._kit.source import Source
from .entries import UNKNOWN, Entry
from .rules import DEVICES, EXISTING, FILE, LEVEL, NEVER_ROTATES, NO_LIMITS, PLAIN_FILE, ROTATING_FILE


def findings(source: Source, config: Entry) -> Iterator[Finding]:
    """Levels and handlers that production should not have."""
    yield from _handler_findings(source, config)
    yield from _level_findings(source, config)


def existing_findings(source: Source, config: Entry, *, may_be_missing: bool = False) -> Iterator[Finding]:
    """``disable_existing_loggers`` true or left out, which is true as well."""
    given = config.get("disable_existing_loggers")
    incremental = config.get("incremental")
    if incremental and incremental.value is not False:
        return  # the key is not read then
    if given is None:
        if not may_be_missing and config.get("**") is None:
            yield EXISTING.at(source, config.place, what="a configuration without disable_existing_loggers")
    elif given.value is True:
        yield EXISTING.at(source, given.place, what="disable_existing_loggers true")


def _handler_findings(source: Source, config: Entry) -> Iterator[Finding]:
    used = _used_handlers(config)
    for name, handler in (config.get("handlers") or config).items():
        made = handler.get("class")
        if made is None or (used is not None and name not in used) or not config.get("handlers"):
            continue
        filename = handler.get("filename")
        if filename and isinstance(filename.value, str) and filename.value.startswith(DEVICES):
            continue
        if made.value == PLAIN_FILE:
            yield FILE.at(source, made.place, what=f"handler {name!r}: {NEVER_ROTATES}")
        elif made.value == ROTATING_FILE and not _has_limits(handler):
            yield FILE.at(source, made.place, what=f"handler {name!r}: {NO_LIMITS}")


def _level_findings(source: Source, config: Entry) -> Iterator[Finding]:
    """Loggers at DEBUG with a handler that lets DEBUG through."""
    root = config.get("root")
    named = config.get("loggers")
    loggers = [("root", root)] if root else []
    loggers += [(name or "root", entry) for name, entry in named.items()] if named else []
    for name, logger in loggers:
        level = logger.get("level")
        # An access log has one level only, so its logger may have any.
        is_debug = level is not None and str(level.value).upper() in ("DEBUG", "10") and not name.endswith(".access")
        if level and is_debug and _is_heard(config, logger, root):
            shown = "the root logger" if name == "root" else f"logger {name!r}"
            yield LEVEL.at(source, level.place, what=f"{shown} at level DEBUG")


def _is_heard(config: Entry, logger: Entry, root: Entry | None) -> bool:
    """Does a handler of the logger, or of the root it passes its records to, let DEBUG through?"""
    own = logger.get("handlers")
    propagate = logger.get("propagate")
    lists = [own] if own else []
    if root and root is not logger and (propagate is None or propagate.value is not False):
        lists += [found] if (found := root.get("handlers")) else []
    defined = config.get("handlers")
    for listed in lists:
        names = listed.texts()
        if names is None or defined is None:
            return True
        if any(_lets_debug_through(defined.get(name)) for name in names):
            return True
    return False


def _lets_debug_through(handler: Entry | None) -> bool:
    if handler is None:
        return False
    level = handler.get("level")
    return level is None or str(level.value).upper() in ("DEBUG", "NOTSET", "10", "0", "")


def _used_handlers(config: Entry) -> set[str] | None:
    """The names that loggers and handlers give; ``None`` where one cannot be told."""
    named = config.get("loggers")
    handlers = config.get("handlers")
    root = config.get("root")
    users = [entry for part in (named, handlers) if part for _, entry in part.items()] + ([root] if root else [])
    used: set[str] = set()
    for user in users:
        for listed in (user.get("handlers"), user.get("target")):
            if listed is not None:
                names = [listed.value] if isinstance(listed.value, str) else listed.texts()
                if names is None:
                    return None
                used.update(map(str, names))
    return used


def _has_limits(handler: Entry) -> bool:
    if handler.get("**"):
        return True
    limits = [handler.get("maxBytes"), handler.get("backupCount")]
    return all(limit is not None and (limit.value is UNKNOWN or limit.value not in (0, None)) for limit in limits)
