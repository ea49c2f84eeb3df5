"""The rules of ``logging-config``."""

from __future__ import annotations

from .._kit.finding import Rule

LEVEL = Rule("log-level-debug", "{what} in production: DEBUG writes out what requests carry; take INFO there")
FILE = Rule("log-never-rotates", "{what}; log to stdout, or use RotatingFileHandler(maxBytes=..., backupCount=...)")
EXISTING = Rule(
    "log-existing-disabled",
    "{what} silences every logger made before it; set disable_existing_loggers to False",
)
DISABLED = Rule("log-disabled", "{what} drops messages of the whole process; set the level of one logger instead")

RULES = (LEVEL, FILE, EXISTING, DISABLED)

# Files that are no log: https://docs.docker.com/engine/logging/ on stdout and stderr of a container
DEVICES = ("/dev/", "/proc/")
PLAIN_FILE = "logging.FileHandler"
ROTATING_FILE = "logging.handlers.RotatingFileHandler"
NEVER_ROTATES = "FileHandler writes one file for ever"
NO_LIMITS = "RotatingFileHandler rolls over only with both maxBytes and backupCount"
