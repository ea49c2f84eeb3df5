"""TOML files as values."""

from __future__ import annotations

from .finding import NotChecked
from .source import Source
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def toml_document(source: Source, remedy: str, text: str | None = None) -> dict[str, Any]:
    """What a TOML file holds, or what its ``text`` does that somebody shortened.

    Raises ``NotChecked`` with the ``remedy`` where it is not valid.
    """
    import tomllib

    try:
        return tomllib.loads(source.text if text is None else text)
    except (ValueError, RecursionError) as error:
        reason = f"it is not valid TOML ({str(error) or type(error).__name__})"
        raise NotChecked(source.path, reason, remedy) from error
