"""By its text alone: may a change of a file take something away that routes of other files rely on?

Most changes do not, and it takes a syntax tree and knowledge of other files to tell for certain. So the texts are
taken apart at the lines that begin a statement of the module, and only what is gone is looked at.
"""

from __future__ import annotations

from .._kit.compiled import compiled
from .._kit.light import Collection, Iterator, Sequence
from .._kit.source import Source, Words

# A file with one of these is made to guard, whatever it changes.
MADE_TO_GUARD = Words(
    plain=(
        b"before_request before_app_request url_value_preprocessor wraps dispatch_request is_accessible decorators"
    ).split(),
)
# One of these stands in what refuses somebody, and where something is mounted on what is guarded.
_GUARDING = Words(
    plain=(
        b"register_blueprint abort 401 403 auth login permission require role forbid denied current_user session "
        b"identity jwt principal signed bearer credential access signature secret token"
    ).split(),
    shapes=[(b"g.", rb"\bg\.")],
    any_case=True,
)
# By one of these a function gets an app or a blueprint to hang something on.
_HANDING = Words(plain=b"(ap (bp (blueprint".split())
_STATEMENTS = rb"\n(?=[^\s#)\]}])"
_BINDS = rb"(?:from|import)\b|[A-Za-z_][\w.]*\s*(?::[^=\n]*)?="
_DEFINED = rb"(?m)^(?:async )?def (\w+)"
_IS_VIEW = rb"@\w[\w.]*\.(?:route|get|post|put|patch|delete)\("


def may_loosen(old: Source, new: Source) -> bool:
    """May routes of other files have relied on what the old text says and the new one does not?"""
    if old.mentions(MADE_TO_GUARD) or new.mentions(MADE_TO_GUARD):
        return True
    if not old.mentions(_GUARDING) and not old.mentions(_HANDING):
        return False
    kept = set(_statements(new.data))
    before = list(_statements(old.data))
    gone = [each for each in before if each not in kept and not compiled(_IS_VIEW).match(each)]
    if not gone:
        return False
    names = _refusing(before)
    return any(
        compiled(_BINDS).match(each) or _GUARDING.search(each) or _HANDING.search(each) or _says(each, names)
        for each in gone
    )


def _refusing(statements: Sequence[bytes]) -> frozenset[bytes]:
    """The functions that may refuse somebody, also by asking another of them."""
    rest = [(match[1], each) for each in statements if (match := compiled(_DEFINED).search(each))]
    names = frozenset(name for name, each in rest if _GUARDING.search(each))
    while more := frozenset(name for name, each in rest if name not in names and _says(each, names)):
        names |= more
    return names


def _says(statement: bytes, names: Collection[bytes]) -> bool:
    return any(name in statement for name in names)


def _statements(data: bytes) -> Iterator[bytes]:
    """The statements of the module, each with its decorators; a line of a long text may pass for one."""
    decorators = b""
    for part in compiled(_STATEMENTS).split(data):
        if part.startswith(b"@"):
            decorators += part + b"\n"
        else:
            yield decorators + _without_remarks(part)
            decorators = b""


def _without_remarks(statement: bytes) -> bytes:
    """A statement without the remarks and blank lines behind it, which belong to nothing or to the next."""
    lines = statement.split(b"\n")
    while lines and (not lines[-1].strip() or lines[-1].startswith(b"#")):
        lines.pop()
    return b"\n".join(lines)
