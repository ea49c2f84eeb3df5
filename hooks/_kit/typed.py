"""Names of ``typing`` for use at run time, without ``typing``: to import it takes a third of a bare interpreter's time.

Type checkers see the real ones. A record is what ``typing.NamedTuple`` would make of the same class: a tuple with
names, defaults, properties and methods. Python's own maker compiles a text for each class, and a commit needs sixty.
"""

from __future__ import annotations

from .light import TYPE_CHECKING as TYPE_CHECKING
from .light import cache

try:
    from _collections import _tuplegetter as field_getter  # type: ignore[import-not-found] # as `collections.namedtuple` has it
except ImportError:
    from operator import itemgetter

    def field_getter(place: int, doc: str) -> object:
        """A property that reads one place of a tuple."""
        return property(itemgetter(place), doc=doc)


if TYPE_CHECKING:
    from types import CodeType
    from typing import NamedTuple as NamedTuple
    from typing import cast as cast
else:
    FunctionType = type(lambda: None)

    class _Record(type):
        def __new__(cls: type, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> type:
            if not bases:
                return type.__new__(cls, name, bases, namespace)
            annotations = namespace.pop("__annotations__", None)
            if annotations is None:  # Python 3.14 works them out when asked
                annotations = type(name, (), dict(namespace)).__annotations__
            fields = tuple(annotations)
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            made = {
                **{field: field_getter(place, field) for place, field in enumerate(fields)},
                "__slots__": (),
                "__match_args__": fields,
                "__annotations__": dict(annotations),
                "_fields": fields,
                "_field_defaults": defaults,
                "__new__": _maker(fields, tuple(defaults.values())),
                **namespace,
            }
            return type(name, (_Fields,), made)

    class _Fields(tuple):
        """What records have in common, as the documentation of ``collections.namedtuple`` says it."""

        __slots__ = ()
        _fields: tuple[str, ...] = ()

        @classmethod
        def _make(cls, values: object) -> tuple[object, ...]:
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, **changed: object) -> tuple[object, ...]:
            made = self._make(map(changed.pop, self._fields, self))
            if changed:
                raise ValueError(f"Got unexpected field names: {list(changed)!r}")
            return made

        def _asdict(self) -> dict[str, object]:
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({shown})"

        def __getnewargs__(self) -> tuple[object, ...]:
            return tuple(self)

    def _maker(fields: tuple[str, ...], defaults: tuple[object, ...]) -> FunctionType:
        """``__new__`` of a record: the one for as many fields, with the names of these."""
        code = _maker_of(len(fields)).replace(co_varnames=("_cls", *fields), co_name="__new__", co_qualname="__new__")
        return FunctionType(code, {"new": tuple.__new__}, "__new__", defaults)

    @cache
    def _maker_of(number: int) -> CodeType:
        names = "".join(f"_{place}, " for place in range(number))
        return eval(f"lambda _cls, {names}: new(_cls, ({names}))").__code__  # noqa: S307 - of numbers only

    class NamedTuple(metaclass=_Record):
        """A record."""

    def cast(_kind: object, value: object) -> object:
        """The value as it is; what kind it is of only type checkers ask."""
        return value
