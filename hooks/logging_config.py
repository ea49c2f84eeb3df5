"""Logging that production cannot live with: DEBUG, files that only grow, loggers switched off.

At level DEBUG libraries write out what requests carry. A ``FileHandler`` fills the disk one day. And
``disable_existing_loggers`` is true unless it is set: every logger that a module made before is silent
from then on, without a word. Python is read, and the files for ``dictConfig`` and ``fileConfig``.

Bad::

    import logging

    logging.basicConfig(level=logging.DEBUG)

Bad::

    LOGGING = {
        "version": 1,
        "handlers": {"file": {"class": "logging.FileHandler", "filename": "app.log"}},
        "root": {"handlers": ["file"], "level": "INFO"},
    }

Good::

    import logging

    logging.basicConfig(level=logging.INFO)

Good::

    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["console"], "level": "INFO"},
    }

Logging to stdout is fine. What is named for developers or tests, migrations, and scripts without an
application are left out. A logger at DEBUG is fine where no handler lets DEBUG through.

Source: https://docs.python.org/3/library/logging.config.html#dictionary-schema-details
Source: https://docs.python.org/3/library/logging.handlers.html#rotatingfilehandler
Source: https://flask.palletsprojects.com/en/stable/logging/
"""

from __future__ import annotations

from ._kit import regex as re
from ._kit.compiled import compiled
from ._kit.finding import Finding
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words
from ._logging_config.rules import RULES

FILES = r"\.pyw?$|\.(?:ini|cfg|conf)$|(?i:(?:^|/)[^/]*log[^/]*\.(?:ya?ml|json)$)"

# Where none of these stands, nothing can be found, and the file need not be parsed.
WORDS = Words(
    plain=[b"disable_existing_loggers", b"fileConfig", b"FileHandler", b"logging.disable"],
    shapes=[
        (b"disable", rb"import[^\n]{0,200}\bdisable\b|\.disabled\s*="),
        (b"DEBUG", rb"(?:[Ll]evel|LEVEL)[^\n]{0,200}\n?[^\n]{0,200}DEBUG"),
        (b"basicConfig", rb"basicConfig\s*\([^)]{0,500}(?:DEBUG|filename)"),
        (b"version", rb"version(?:(?<=[\"']version)[\"']\s*:|(?<!\wversion)\s*=)\s*1\b"),
    ],
)
_LOG = compiled(rb"[Ll][Oo][Gg]")  # far cheaper than the words, none of which comes without it
_INI_WORDS = compiled(rb"^\[loggers\]", re.MULTILINE)
_MIGRATION_WORDS = compiled(rb"^\[alembic\]", re.MULTILINE)
_YAML_WORDS = compiled(rb"disable_existing_loggers|handlers")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what is wrong with the logging of files that serve production."""
    names = Names.of(options)
    for source in sources:
        if names.is_production(source.path):
            yield from _findings(source, names)


def _findings(source: Source, names: Names) -> Iterator[Finding]:
    if source.is_python:
        if source.mentions(_LOG) and source.mentions(WORDS):
            from ._logging_config import in_python

            yield from in_python.findings(source, names)
    elif source.path.endswith((".ini", ".cfg", ".conf")):
        if source.mentions(_INI_WORDS) and not source.mentions(_MIGRATION_WORDS):
            yield from _file_findings(source, is_ini=True)
    elif source.mentions(_YAML_WORDS):
        yield from _file_findings(source, is_ini=False)


def _file_findings(source: Source, *, is_ini: bool) -> Iterator[Finding]:
    from ._logging_config import entries, in_document

    # For `fileConfig` the call decides about existing loggers, not the file.
    for config in (entries.ini_entry(source),) if is_ini else entries.yaml_entries(source):
        yield from in_document.findings(source, config)
        if not is_ini:
            yield from in_document.existing_findings(source, config)


main = Hook("logging-config", __doc__, FILES, RULES, check)

if __name__ == "__main__":
    raise SystemExit(main())
