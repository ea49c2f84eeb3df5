"""The report as files in a folder that git does not see."""

from __future__ import annotations

import os
from contextlib import suppress

from .._kit.files import write_atomically
from .._kit.run_records import common_folder
from .report import Report

FOLDER = "upkeep-report"
PAGE = "report.html"


def write_report(report: Report, folder: str, log: str = "") -> bytes:
    """Write the report in all its forms, each file in one step, and return it as JSON. Raises ``OSError``."""
    from .in_html import html
    from .in_json import json
    from .in_markdown import markdown, step_summary
    from .in_sarif import sarif

    document = _encoded(json(report))
    files = {
        PAGE: _encoded(html(report)),
        "report.json": document,
        "report.md": _encoded(markdown(report)),
        "report.sarif": _encoded(sarif(report)),
        **({"runner.txt": _encoded(log)} if log else {}),
    }
    os.makedirs(folder, exist_ok=True)
    if not os.listdir(folder):  # or there are files of others, which are theirs to ignore
        _hide(folder)
    for name, data in files.items():
        write_atomically(os.path.join(folder, name), data)
    # Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "ab") as file:
            file.write(_encoded(step_summary(report)))
    return document


def _hide(folder: str) -> None:
    """Let git ignore all of the folder, in one step: a release beside this one must not see half of it as a change."""
    aside = os.path.join(common_folder(), f"upkeep-ignore-{os.urandom(6).hex()}")
    target = os.path.join(folder, ".gitignore")
    try:
        with open(aside, "xb") as file:
            file.write(b"*\n")
        os.replace(aside, target)
    except OSError:  # on another file system, or where git's folder is not to be written
        with suppress(OSError):
            os.unlink(aside)
        write_atomically(target, b"*\n")


def _encoded(text: str) -> bytes:
    """UTF-8, in which a name of other bytes is escaped."""
    return text.encode("utf-8", "backslashreplace")
