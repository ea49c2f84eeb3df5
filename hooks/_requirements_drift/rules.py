"""What can be wrong between what is listed and what is installed."""

from .._kit.finding import Rule

# Where a setting of this hook stands, which holds whichever way it is started.
TABLE = "[tool.flask-upkeep.requirements-drift]"

NOT_INSTALLED = Rule("not-installed", "{name} is not installed in {env}; install this file, or {mend}")
VERSION = Rule("version-differs", "{name} {version} is installed in {env}, not {stated}; install this file, or {mend}")
NOT_NEEDED = Rule(
    "not-needed", "{name} {version}{brought} is installed in {env}, but nothing listed needs it; list or uninstall it"
)
PIN_LOST = Rule(
    "pin-lost", "{by} needs {name}, which is not pinned although the rest is; add {name}=={version} as in {env}"
)
NOT_PINNED = Rule("not-pinned", "{name} is not pinned although the rest is; write {name}=={version} as in {env}")
DEPENDENCY = Rule("dependency-missing", "{by} needs {name}, which is not installed in {env}; install this file again")
EXTRA = Rule(
    "extra-incomplete", "{by} needs {name}, which is not installed in {env}; install this file, or delete the extra"
)
SOURCE = Rule(
    "source-differs", "{name} in {env} comes from {origin}, not from {stated}; install this file, or write that"
)
REVISION = Rule(
    "revision-differs", "{name} in {env} is commit {commit}, not {stated}; write @{commit}, or install this file"
)
CONSTRAINT = Rule(
    "constraint-broken",
    "{name} {version} is installed in {env}, which {stated} excludes; install this file, or mend it",
)
CONFLICT = Rule("pins-conflict", "{name}{stated} contradicts {name}{other} in {line}; keep one of them")
UNPORTABLE = Rule("path-unportable", "{url} is a path of one machine; write {write}")
TWICE = Rule(
    "metadata-twice", "{env} holds {name} twice, as {versions}; reinstall it: pip install --force-reinstall {name}"
)
ENCODING = Rule(
    "file-encoding", "it is {codec}, which git takes for binary and hides in reviews; save it as UTF-8 (--fix)"
)
OUTDATED = Rule("lock-outdated", "{what}; lock again: {command}")
LEFT_OVER = Rule(
    "lock-left-over",
    "{count} of {path} are not in it as they stand, while {fresh} holds them all; delete it, or lock again: {command}",
)

RULES = (
    NOT_INSTALLED,
    VERSION,
    NOT_NEEDED,
    PIN_LOST,
    NOT_PINNED,
    DEPENDENCY,
    EXTRA,
    SOURCE,
    REVISION,
    CONSTRAINT,
    CONFLICT,
    UNPORTABLE,
    TWICE,
    ENCODING,
    OUTDATED,
    LEFT_OVER,
)
