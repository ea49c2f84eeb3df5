"""The row of the table of providers."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Sequence
from .._kit.typed import NamedTuple

# How a row tells what is looked for.
TOKEN, SHAPE, REGEX = "token", "shape", "regex"

# A token begins where no word goes on: behind an escape in a string and a percent-encoded byte, too.
_BEGIN = rb"(?:(?<![0-9A-Za-z])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
_END = rb"(?![0-9A-Za-z_-])"
# A provider's name begins a word or, in camel case, a part of one: `sqlalchemy` is not Alchemy.
_NAME = rb"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=\\[nrt]))"
# A regular expression is searched so far before a literal and behind it.
BEFORE, BEHIND = 256, 2048
# A shape's secret begins so far behind the name at most.
GAP = 50
# What a hash function's name stands before is a digest: lock files have the names of providers' clients beside them.
_GAP = rb"(?s:.{0,%d}?)(?<![0-9A-Za-z_./+@%%#-])(?<!md5:)(?<!sha1:)(?<!sha256:)" % GAP


class ProviderRule(NamedTuple):
    """What one kind of a provider's credential looks like; the fields are told in `data/credentials.toml`.

    ``pattern`` is what the row's ``kind`` says it is; ``literals`` are in lower case where case does not matter;
    ``shortest`` is how many bytes the pattern takes at least.
    """

    id: str
    what: str
    provider: str
    literals: tuple[bytes, ...]
    kind: str
    near: tuple[bytes, ...]
    pattern: bytes
    verify: str
    checksum: str
    shortest: int

    @property
    def anchored(self) -> bool:
        """Does every match begin with one of the literals?"""
        return self.kind != REGEX


def expression(kind: str, pattern: bytes, literals: Sequence[bytes]) -> bytes:
    """The regular expression of a row, with the borders that go around a token or a shape."""
    if kind == TOKEN:
        return _BEGIN + pattern + _END
    if kind == SHAPE:
        words = b"|".join(map(re.escape, literals))
        return b"%b(?i:%b)%b(?P<secret>%b)%b" % (_NAME, words, _GAP, pattern, _END)
    return pattern
