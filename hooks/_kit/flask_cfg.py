"""Files for ``app.config.from_pyfile``: they end in ``.cfg`` and hold Python."""

from __future__ import annotations

from .source import Source

FLASK_CFG = r"(?:^|/)(?:app|application|config|flask|instance|settings)\.cfg$"


def is_flask_cfg(source: Source) -> bool:
    """Is it Python for ``from_pyfile``, and no INI file of the same ending?"""
    return source.path.endswith(".cfg") and not any(line.startswith("[") for line in source.lines)
