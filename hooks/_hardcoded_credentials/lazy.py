"""Regular expressions that are compiled when somebody asks them: most runs ask few, and compiling takes their time."""

from __future__ import annotations

import re

from .._kit.typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Any, AnyStr


class _Lazy:
    def __init__(self, pattern: Any, flags: int) -> None:  # noqa: ANN401 - str or bytes
        self._made_of = (pattern, flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method of a pattern
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(*self._made_of)
        self.__dict__.update(
            {each: getattr(compiled, each) for each in ("match", "search", "fullmatch", "finditer", "sub")}
        )
        return getattr(compiled, name)


def lazy(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that is compiled at its first use, and looked up no slower than any other after that."""
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags))
