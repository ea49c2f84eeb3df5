"""Names of ``typing`` for use at run time, without ``typing``: to import it takes a third of a bare interpreter's time.

Type checkers see the real ones. A record is what ``typing.NamedTuple`` would make of the same class: a
``collections.namedtuple`` with the defaults, properties and methods of the class.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
    from typing import cast as cast
else:

    class _Record(type):
        def __new__(cls: type, name: str, bases: tuple[type, ...], namespace: dict[str, object]) -> type:
            if not bases:
                return type.__new__(cls, name, bases, namespace)
            annotations = namespace.pop("__annotations__", None)
            if annotations is None:  # Python 3.14 works them out when asked
                annotations = type(name, (), dict(namespace)).__annotations__
            defaults = [namespace.pop(field) for field in annotations if field in namespace]
            made = namedtuple(name, annotations, defaults=defaults, module=namespace["__module__"])
            made.__annotations__ = dict(annotations)
            for attribute, value in namespace.items():
                if attribute != "__module__":
                    setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Record):
        """A record."""

    def cast(_kind: object, value: object) -> object:
        """The value as it is; what kind it is of only type checkers ask."""
        return value
