"""``argparse``'s bag of options without ``argparse``, whose import takes longer than reading a changed file."""

from __future__ import annotations

from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace as Namespace
    from typing import Any
else:

    class Namespace:
        """Options as attributes; ``argparse`` fills it as it fills its own."""

        def __init__(self, **values: Any) -> None:  # noqa: ANN401 - whatever options hold
            self.__dict__.update(values)

        def __contains__(self, name: str) -> bool:
            return name in self.__dict__
