"""The report as files in a folder that git does not see."""

from __future__ import annotations

import os

from .._kit.files import write_atomically
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
        write_atomically(os.path.join(folder, ".gitignore"), b"*\n")
    for name, data in files.items():
        write_atomically(os.path.join(folder, name), data)
    # Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "ab") as file:
            file.write(_encoded(step_summary(report)))
    return document


def _encoded(text: str) -> bytes:
    """UTF-8, in which a name of other bytes is escaped."""
    return text.encode("utf-8", "backslashreplace")
