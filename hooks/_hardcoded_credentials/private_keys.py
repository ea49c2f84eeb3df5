"""Private keys: PEM in all its wrappings, PuTTY's files, JSON Web Keys.

A PEM block is found as a file of its own, within other text, with escaped line ends in a string, line by line in
quotes that are added together, on one line, and as base64 of the whole (`client-key-data` of a kubeconfig). That a
text only names the first line, as code that looks for keys does, is no key: behind it the key itself has to come.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy
from .structure import is_random

_RULE = "private-key"
_LONGEST = 16_384  # an RSA key of 8,192 bits has about 6,400 characters
_BEGIN = lazy(
    rb"-{4,5} ?BEGIN (?:[A-Z0-9]{2,12} ){0,3}(?:PRIVATE KEY(?: BLOCK)?|OpenVPN Static key V1) ?-{4,5}", re.IGNORECASE
)
_END = lazy(rb"-{4,5} ?END ", re.IGNORECASE)
# What wraps a key's lines: ends of lines as they are or escaped, quotes, operators, signs of comments, indentation.
_WRAPPING = lazy(
    rb"(?:\\{1,4}[nrt\"'/]|&#(?:10|13|xA|xD);|<br ?/?>|(?<=[\"'`\s])\+(?=[\"'`\s])|[\s\"'`,.;\\*#|>&()\[\]]){1,400}"
)
_HEADER = lazy(rb"(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash): ?[^\n\\]{1,80}", re.IGNORECASE)
_LINE = lazy(rb"[0-9A-Za-z+/=]{20,16384}\Z")
# An elliptic key of 256 bits; Ed25519 has 64 in PKCS #8, where it begins with the same bytes always (RFC 8410).
_SHORTEST = 100
# In these the key is a sequence of ASN.1, whose first byte comes to an M (https://datatracker.ietf.org/doc/html/rfc7468).
_ASN1 = lazy(rb"(?i)BEGIN (?:(?:RSA|EC|DSA) )?PRIVATE KEY ?-")
_PROTECTED = lazy(rb"4, ?ENCRYPTED|ENCRYPTED PRIVATE KEY")
# Its fields for the cipher and the way from a passphrase to its key are "none"
# (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key).
_UNPROTECTED = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"
_PUTTY = lazy(rb"PuTTY-User-Key-File-[23]: [\w-]{3,40}\s")
_PRIVATE_LINES = lazy(rb"Private-Lines: \d{1,4}\s{1,2}(?P<body>[0-9A-Za-z+/=\s]{20,8000})")
# https://datatracker.ietf.org/doc/html/rfc7518#section-6
_JWK_SIGN = rb"\\{0,3}[\"']?"
_JWK = lazy(rb"kty%b\s{0,4}(?::|=>?)\s{0,4}%b(?P<type>RSA|EC|OKP|oct)\b" % (_JWK_SIGN, _JWK_SIGN))
_JWK_PRIVATE = lazy(
    rb"(?<![0-9A-Za-z_])(?P<name>d|k)%b\s{0,4}(?::|=>?)\s{0,4}%b(?P<secret>[0-9A-Za-z_-]{20,4000})(?![0-9A-Za-z_-])"
    % (_JWK_SIGN, _JWK_SIGN)
)
_BASE64 = lazy(rb"[0-9A-Za-z+/]{40,16384}={0,2}")


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The private keys of a file, each from its first line on."""
    done = -1
    for at in starts:
        if at < done:
            continue
        for candidate in (
            _pem(text.path, text.data, at) or _putty(text.data, at) or _jwk(text.data, at) or _encoded(text.data, at)
        ):
            done = candidate.end
            yield candidate


def _pem(path: str, data: bytes, at: int) -> list[Candidate]:
    begin = _BEGIN.search(data, max(at - 50, 0), at + 40)
    if begin is None:
        return []
    end = _END.search(data, begin.end(), begin.end() + _LONGEST)
    body = data[begin.end() : end.start() if end else begin.end() + 400]
    stop = end.end() if end else begin.end() + 60
    first = b"M" if _ASN1.search(begin[0]) and not _PROTECTED.search(body[:100]) else b""
    why = "" if _is_key(body, whole=end is not None, first=first) else "no-key-behind"
    return [Candidate(begin.start(), stop, _RULE, why or _is_test_with_passphrase(path, begin[0] + body[:200]))]


def _is_test_with_passphrase(path: str, key: bytes) -> str:
    """A key that opens nothing without its passphrase is made for the test it stands in."""
    if not (_PROTECTED.search(key) or (b"OPENSSH" in key and _UNPROTECTED not in _WRAPPING.sub(b"", key))):
        return ""
    from .surroundings import TESTS, surroundings

    return TESTS if surroundings(path) == TESTS else ""


def _is_key(body: bytes, *, whole: bool, first: bytes = b"") -> bool:
    """Does a line of a key come first, or a remark and then one, whatever they are wrapped in?

    Of a ``whole`` body the length tells, too: documentation shows the first line. A key that begins with ``first``
    always is made up where it does not.
    """
    if b"..." in body:  # documentation leaves out the rest
        return False
    plain = _WRAPPING.sub(b" ", _HEADER.sub(b" ", body))
    lines = plain.split(None, 3)[:3]
    if whole and len(plain.replace(b" ", b"")) < (_SHORTEST if b"MC4CAQ" not in plain else 60):
        return False
    key = next((line for line in lines if _LINE.match(line) and len(set(line)) > 10 and is_random(line[:600])), b"")
    return key != b"" and key.startswith(first)


def _putty(data: bytes, at: int) -> list[Candidate]:
    first = _PUTTY.match(data, at)
    lines = first and _PRIVATE_LINES.search(data, first.end(), first.end() + _LONGEST)
    return [Candidate(first.start(), lines.end("body"), _RULE)] if first and lines else []


def _jwk(data: bytes, at: int) -> list[Candidate]:
    """Only private keys and symmetric ones hold these members; they stand in the same object, in any order."""
    first = _JWK.match(data, at)
    if first is None:
        return []
    begin = max(data.rfind(b"{", max(at - 4096, 0), at), 0)
    end = data.find(b"}", at, at + 8192)
    wanted = b"k" if first["type"] == b"oct" else b"d"
    for member in _JWK_PRIVATE.finditer(data, begin, end if end >= 0 else at + 4096):
        if member["name"] == wanted:
            return [Candidate(*member.span("secret"), _RULE)]
    return []


def _encoded(data: bytes, at: int) -> list[Candidate]:
    from binascii import a2b_base64

    text = _BASE64.match(data, at)
    if text is None:
        return []
    whole = text[0][: len(text[0]) // 4 * 4]
    decoded = a2b_base64(whole).lstrip()
    first = _BEGIN.match(decoded)
    if first is None or not _is_key(decoded[first.end() : first.end() + 400], whole=False):
        return []
    return [Candidate(text.start(), text.end(), _RULE)]
