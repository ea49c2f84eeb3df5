"""Names of ``collections.abc``, ``contextlib``, ``enum`` and ``functools`` for use at run time, without these modules.

Type checkers see the real ones. To import them, and `re` and `ast` (see ``regex`` and ``syntax``), with all that they
import themselves, takes two thirds of the time in which a bare interpreter starts and ends (Python 3.11).
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable as Callable
    from collections.abc import Collection as Collection
    from collections.abc import Generator as Generator
    from collections.abc import Hashable as Hashable
    from collections.abc import Iterable as Iterable
    from collections.abc import Iterator as Iterator
    from collections.abc import Mapping as Mapping
    from collections.abc import Sequence as Sequence
    from contextlib import suppress as suppress
    from enum import Enum as Enum
    from functools import cache as cache
    from functools import cached_property as cached_property
    from functools import lru_cache as lru_cache
    from functools import partial as partial
else:
    from _collections_abc import (
        Callable as Callable,
    )
    from _collections_abc import (
        Collection as Collection,
    )
    from _collections_abc import (
        Generator as Generator,
    )
    from _collections_abc import (
        Hashable as Hashable,
    )
    from _collections_abc import (
        Iterable as Iterable,
    )
    from _collections_abc import (
        Iterator as Iterator,
    )
    from _collections_abc import (
        Mapping as Mapping,
    )
    from _collections_abc import (
        Sequence as Sequence,
    )

    Function = Callable[..., object]

    try:
        from _functools import _lru_cache_wrapper
        from _functools import partial as partial
    except ImportError:
        from functools import cache, lru_cache
        from functools import partial as partial
    else:

        def lru_cache(maxsize: int | None) -> Callable[[Function], Function]:
            """Remember the answers of a function to the last ``maxsize`` questions; to all where it is ``None``."""
            return lambda function: _lru_cache_wrapper(function, maxsize, False, lambda *counts: counts)

        cache = lru_cache(None)

    class cached_property:  # noqa: N801 - the name of the real one
        """What a method returns, asked for once and then an attribute of the instance."""

        def __init__(self, function: Function) -> None:
            self.function = function
            self.__doc__ = function.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: object, owner: type | None = None) -> object:
            if instance is None:
                return self
            value = instance.__dict__[self.name] = self.function(instance)
            return value

    class suppress:  # noqa: N801 - the name of the real one
        """End a block at the first of these exceptions, as if nothing had been raised."""

        def __init__(self, *exceptions: type[BaseException]) -> None:
            self.exceptions = exceptions

        def __enter__(self) -> None:
            return None

        def __exit__(self, kind: type[BaseException] | None, raised: object, traceback: object) -> bool:
            return kind is not None and issubclass(kind, self.exceptions)

    class _EnumType(type):
        def __new__(cls: type, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> type:
            if not bases:
                return type.__new__(cls, name, bases, namespace)
            values = {key: value for key, value in namespace.items() if _is_member(key, value)}
            rest = {key: value for key, value in namespace.items() if key not in values}
            made = type.__new__(cls, name, bases, {**rest, "__slots__": ("name", "value")})
            members = []
            for key, value in values.items():
                member = object.__new__(made)
                object.__setattr__(member, "name", key)
                object.__setattr__(member, "value", value)
                type.__setattr__(made, key, member)
                members.append(member)
            type.__setattr__(made, "_members", tuple(members))
            return made

        def __iter__(cls) -> Iterator[object]:
            return iter(cls._members)

        def __len__(cls) -> int:
            return len(cls._members)

        def __call__(cls, value: object) -> object:
            for member in cls._members:
                if member.value == value:
                    return member
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")

    def _is_member(key: str, value: object) -> bool:
        return not key.startswith("_") and not hasattr(value, "__get__")

    class Enum(metaclass=_EnumType):
        """A closed set of named values, as ``enum.Enum`` makes of the same class: no aliases, no values of its own."""

        __slots__ = ()

        def __repr__(self) -> str:
            return f"<{type(self).__qualname__}.{self.name}: {self.value!r}>"

        def __str__(self) -> str:
            return f"{type(self).__qualname__}.{self.name}"

        def __reduce__(self) -> tuple[object, ...]:
            return type(self), (self.value,)
