"""Regular expressions that are compiled when somebody asks them: most runs ask few, and compiling takes their time."""

from __future__ import annotations

from .._kit.compiled import compiled
from .._kit.typed import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Any, AnyStr

    from .._kit import regex as re
    from .._kit.light import Sequence


class _Lazy:
    def __init__(self, pattern: Any, flags: int, words: Sequence[str]) -> None:  # noqa: ANN401 - str or bytes
        self._made_of = (pattern, flags)
        if words:
            self.search = self._search
            self._search_all: Any = None
        self._words = words

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any method of a pattern
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._compiled(), name)

    def _compiled(self) -> re.Pattern[Any]:
        made = compiled(*self._made_of)
        asked = ("match", "fullmatch", "findall", "finditer", "sub", *(() if self._words else ("search",)))
        self.__dict__.update({each: getattr(made, each) for each in asked})
        return made

    def _search(self, text: str) -> re.Match[Any] | None:
        if text.isascii():
            lowered = text.lower()
            for word in self._words:  # each file of a large tree comes by: a generator would take three times as long
                if word in lowered:
                    break
            else:
                return None
        if self._search_all is None:
            self._search_all = self._compiled().search
        found: re.Match[Any] | None = self._search_all(text)
        return found


def lazy(pattern: AnyStr, flags: int = 0, words: Sequence[str] = ()) -> re.Pattern[AnyStr]:
    """A pattern that is compiled at its first use, and looked up no slower than any other after that.

    With ``words``, of which one stands in lower case in all ASCII that it matches, ``search`` passes over what has
    none: that need not be compiled for it, and is sooner done.
    """
    return cast("re.Pattern[AnyStr]", _Lazy(pattern, flags, words))
