"""Manifests of Kubernetes' Secrets: whatever stands below `data` is one, in base64, below `stringData` as it is.

https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .announced import PASSWORD
from .assignments import Assignment
from .candidate import Candidate, Text
from .filters import FILTERS, SURROUNDINGS
from .kinds import YAML, kind_of
from .lazy import lazy

_KIND = lazy(rb"kind:[ ]?[\"']?(?i:secret)[\"']?[ \t]*(?=\r?$|\r?\n|#)")
_DATA = lazy(rb"(?:^|\n)[ ]{0,9}(?P<kind>data|stringData):[ \t]*\r?(?=\n)")
_ENTRY = lazy(
    rb"\n[ \t]{1,40}(?:#[^\n]{0,500}|[\"']?(?P<name>[\w.-]{1,250})[\"']?:[ \t]*"
    rb"(?:[|>][+-]?[ \t]*\r?\n[ \t]{1,40})?(?P<quote>[\"']?)(?P<value>[^\s\"']{0,4096})(?P=quote)[^\n]{0,500})?"
)
_DOCUMENT = b"\n---"
# What stands beside a secret there, and is none.
_PLAIN = lazy(
    r"(?i)(?:^|[._-])(?:user(?:name)?|login|e?mail|host(?:name)?|port|db|database|namespace|region|url|crt|cert|ssh_?config|known_hosts"
    r"|provider|type|mode|level|version|environment|debug|timeout)$"
)
# Where a server is; behind a longer path may stand what opens it.
_BARE_URL = lazy(rb"[a-z][a-z0-9+.-]{1,20}://[\w.-]{1,200}(?::\d{1,5})?(?:/\w{0,20})?\Z")
_ASKED = ("generated-file", "nothing", "placeholder", "look-up")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The entries of each Secret in a file of YAML."""
    if kind_of(text.path) is not YAML:
        return
    done = -1
    for at in starts:
        if at < done or _KIND.match(text.data, at) is None:
            continue
        begin = max(text.data.rfind(_DOCUMENT, max(done, 0), at), done, 0)
        end = text.data.find(_DOCUMENT, at)
        done = end if end >= 0 else len(text.data)
        yield from _secret(text, begin, done)


def _secret(text: Text, at: int, end: int) -> Iterator[Candidate]:
    """The entries of all that is called data between ``at`` and ``end``."""
    while data := _DATA.search(text.data, at, end):
        at = data.end()
        is_base64 = data["kind"] == b"data"
        while (entry := _ENTRY.match(text.data, at, end)) and entry.end() > at:
            at = entry.end()
            yield from _entry(text, entry, is_base64=is_base64)


def _entry(text: Text, entry: re.Match[bytes], *, is_base64: bool) -> Iterator[Candidate]:
    if entry["value"]:
        name = entry["name"].decode("latin-1")
        value = entry["value"] if not is_base64 else _decoded(entry["value"])
        if value and not _PLAIN.search(name) and (is_base64 or not _opens_text(text.data, entry)):
            start, end = entry.span("value")
            why = _stopped_by(text, value, start, end, _ASKED[:-1] if is_base64 else _ASKED)
            yield Candidate(start, end, "hardcoded-secret", why, name)


def _opens_text(data: bytes, entry: re.Match[bytes]) -> bool:
    """Is it the first word of a file in a block? The other rules look for what that holds."""
    is_block = b"\n" in data[entry.end("name") : entry.start("value")]
    return is_block and data[entry.end("value") : entry.end()].strip() != b""


def _decoded(value: bytes) -> bytes:
    """What the base64 stands for, where it is some; a template is left as it is."""
    from binascii import Error, a2b_base64

    try:
        return a2b_base64(value, strict_mode=True)
    except Error:
        return b""


def _stopped_by(text: Text, value: bytes, start: int, end: int, names: Sequence[str]) -> str:
    if value.lstrip().startswith((b"-----BEGIN CERTIFICATE", b"-----BEGIN PUBLIC KEY")):
        return "public-key"
    if _BARE_URL.match(value.strip()):
        return "url"
    entry = Assignment("password", PASSWORD, b":", value.decode("utf-8", "replace")[:300], True, YAML, text, start, end)
    asked = [each for each in FILTERS if each.name in names]
    filters = asked if text.everywhere else [*asked, *SURROUNDINGS]
    return next((each.name for each in filters if each.stops(entry)), "")
