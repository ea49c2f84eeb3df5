"""Credentials by the shape that their provider gives them."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Iterator, Sequence, cache
from .candidate import Candidate, Text
from .provider_rule import BEFORE, BEHIND, SHAPE, TOKEN, ProviderRule, expression
from .table import ROWS

# Between a provider's name and a value that has no form of its own, one of these says that it is a credential.
_ANNOUNCED = (
    *b"key token secret pass auth cred pwd bearer login api access private".split(),
    *(b"pat =", b"pat=", b"pat:", b'pat"', b"pat'"),
)

# Shorter prefixes are the begin of much else.
_PREFIX_LENGTHS = range(20, 3, -1)

# A word of `near` stands so far before the secret at most, or so far behind it.
_NEAR_BEFORE, _NEAR_BEHIND = 160, 48


def find(number: int, text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """What the rule of that row matches around the places where its literals begin."""
    data = text.data
    rule = _rule(number)
    pattern = _compiled(number)
    near = _ANNOUNCED if rule.kind == SHAPE else rule.near
    group = "secret" if "secret" in pattern.groupindex else 0
    for match in _matches(pattern, rule.anchored, data, starts):
        start, stop = match.span(group)
        in_shape = rule.anchored and match.start() < start
        nearest = match.start() if in_shape else max(start - _NEAR_BEFORE, 0)
        around = data[nearest:start] + b"\n" + data[stop : _end_of(rule, data, stop)]
        if start >= 0 and (not near or _is_near(near, around)):
            yield Candidate(start, stop, rule.id, _stopped_by(rule, text, start, stop))


def shortest(value: str) -> int:
    """How long the shortest token is that a provider's prefix at the begin of ``value`` announces; 0 without one."""
    for length in _PREFIX_LENGTHS:
        if known := _shortest_by_prefix().get(value[:length].encode()):
            return known
    return 0


@cache
def _shortest_by_prefix() -> dict[bytes, int]:
    known: dict[bytes, int] = {}
    for row in ROWS:
        rule = ProviderRule(*row)
        for prefix in rule.literals if rule.kind == TOKEN else ():
            known[prefix] = min(rule.shortest, known.get(prefix, rule.shortest))
    return known


def _matches(
    pattern: re.Pattern[bytes], anchored: bool, data: bytes, starts: Sequence[int]
) -> Iterator[re.Match[bytes]]:
    if anchored:
        yield from filter(None, (pattern.match(data, start) for start in starts))
        return
    for begin, end in windows(starts, len(data), BEFORE, BEHIND):
        yield from pattern.finditer(data, begin, end)


def windows(starts: Sequence[int], size: int, before: int, behind: int) -> Iterator[tuple[int, int]]:
    """Stretches around the hits; those that overlap are one, so that no byte is searched twice."""
    begin, end = -1, -1
    for start in starts:
        if start - before > end:
            if end >= 0:
                yield begin, end
            begin = max(start - before, 0)
        end = min(start + behind, size)
    if end >= 0:
        yield begin, end


def _end_of(rule: ProviderRule, data: bytes, stop: int) -> int:
    """Up to where a word speaks for the secret that stops there: the next line names the next value of a provider."""
    end = stop + _NEAR_BEHIND
    line_end = data.find(b"\n", stop, end) if rule.kind == SHAPE else -1
    return end if line_end < 0 else line_end


def _is_near(words: Sequence[bytes], around: bytes) -> bool:
    lowered = around.lower()
    return any(word in lowered for word in words)


def _stopped_by(rule: ProviderRule, text: Text, start: int, stop: int) -> str:
    from . import checksums, placeholders, structure
    from .surroundings import surroundings

    secret = text.data[start:stop]
    if placeholders.is_published(text.data, start):
        return "published"
    if structure.is_within_base64(text.data, start):
        return "within-base64"
    if rule.verify and not structure.holds(rule.verify, secret):
        return "structure"
    if rule.checksum and checksums.holds(rule.checksum, secret):
        return ""
    prefix = next((literal for literal in rule.literals if secret.startswith(literal)), b"")
    if placeholders.is_sample(secret[len(prefix) :], typed=not text.everywhere):
        return "placeholder"
    # What has no right checksum was made up; outside of tests and documentation somebody may have mistyped it.
    return "checksum" if rule.checksum and not text.everywhere and surroundings(text.path) else ""


@cache
def _rule(number: int) -> ProviderRule:
    return ProviderRule(*ROWS[number])


@cache
def _compiled(number: int) -> re.Pattern[bytes]:
    rule = _rule(number)
    return compiled(expression(rule.kind, rule.pattern, rule.literals))
