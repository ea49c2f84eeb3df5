"""Checksums of credentials: the examples that the issuers give, and tokens summed up here by another way."""

from __future__ import annotations

import random
import string
import zlib
from base64 import b32encode, urlsafe_b64encode
from binascii import crc_hqx

import pytest

from flask_upkeep._hardcoded_credentials import checksums

BASE_62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE_36 = string.digits + string.ascii_lowercase


def drawn(length, alphabet=BASE_62):
    return "".join(random.Random(length).choices(alphabet, k=length))


def in_base(alphabet, number, width):
    return "".join(alphabet[number // len(alphabet) ** place % len(alphabet)] for place in reversed(range(width)))


def with_crc(prefix, length=30):
    """A token as GitHub and npm make them."""
    body = "".join(random.Random(prefix).choices(BASE_62, k=length))
    return prefix + body + in_base(BASE_62, zlib.crc32(body.encode()), 6)


def with_crc_of_all(rest):
    """As Synapse makes them."""
    return f"{rest}_{in_base(BASE_62, zlib.crc32(rest.encode()), 6)}"


def routable(prefix):
    """A token as GitLab makes them: the length of its first part, and a checksum, in base 36."""
    rest = f"{prefix}{drawn(30)}.01.0u"
    return rest + in_base(BASE_36, zlib.crc32(rest.encode()), 7)


def of_a_service_account():
    """A token as Grafana makes them."""
    rest = f"glsa_{drawn(32)}"
    number = zlib.crc32(rest.encode())
    return f"{rest}_" + "".join(f"{number >> shift & 255:02x}" for shift in (0, 8, 16, 24))


def of_private_packagist():
    rest = "packagist_uut_" + drawn(60, "0123456789abcdef")
    return f"{rest}{zlib.crc32(rest.encode()):08x}"


def seed():
    """An account's seed as NATS makes them: 36 bytes, of which base 32 shows 58 characters."""
    raw = bytes([18 << 3 | 0, 0]) + random.Random(7).randbytes(32)
    return b32encode(raw + crc_hqx(raw, 0).to_bytes(2, "little")).decode().rstrip("=")


def short_lived_of_crates():
    body, folded = drawn(31), 0
    for char in body.encode():
        folded ^= char
    return f"cio_tp_{body}{(string.ascii_letters[26:] + string.ascii_letters[:26] + string.digits)[folded % 62]}"


def macaroon(caveat=b"{}"):
    """A token as PyPI makes them: version, location, identifier, caveats, signature."""
    size = len(caveat)
    length = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
    caveats = b"\2" + length + caveat + b"\0\0"
    raw = b"\2\1\x08pypi.org\2\x24" + b"0" * 36 + b"\0" + caveats + b"\6\x20" + random.Random(8).randbytes(32)
    return "pypi-" + urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    ("check", "token"),
    [
        *(("crc", with_crc(prefix)) for prefix in ("ghp_", "gho_", "ghu_", "ghs_", "npm_")),
        ("crc", with_crc("polar_oat_", 37)),
        # An example of NetBird's tests.
        ("crc", "nbp_" + "apTmlmUXHSC4PKmHwtIZ" + "NaGr8eqcVI2gMURp"),
        ("crc-of-all", with_crc_of_all(f"syt_{drawn(8)}_{drawn(20)}")),
        # Examples of the authentication service's documentation.
        ("crc-backwards", "mpt_" + "FM44zJN5qePGMLvv" + "MXC4Ds1A3lCWc6_bJ9Wj1"),
        ("crc-backwards", "mpt_" + "6cq7FqNSYoosbXl3" + "bbpfh9yNy9NzuR_0vOV2O"),
        ("crc-base36", routable("glpat-")),
        ("crc-base36", routable("glrt-t1_")),
        # The example of Confluent's page.
        ("crc-base64", "cflt" + "T8d8RzkNseTMEDKcjNM1BZTFPHqRn/dQm9q7w6" + "SjzZ12wZfwjaJdipHZtDjw"),
        ("crc-hex", of_a_service_account()),
        ("crc-hex-end", of_private_packagist()),
        ("crc-seed", seed()),
        ("crates", short_lived_of_crates()),
        ("crates", "cio_tp_" + "0" * 31 + "w"),  # of the tests of crates.io
        # The examples of age's specification.
        ("bech32", "AGE-SECRET-KEY-1GFPYYSJZ" + "GFPYYSJZ" * 5 + "GFPQ4EGAEX"),
        ("bech32", "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0" + "CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"),
        # Examples of Microsoft's library, and the one of NuGet's gallery.
        ("azure", "d" * 44 + "AzFu" + "182vhA=="),
        ("azure", "e" * 42 + "+ACR" + "CTB7t/"),
        ("annotated", "a" * 52 + "JQQJ99" + "ALN5Z0000LZENeS003NUGT3OrW"),
    ],
)
def test_checksum(check, token):
    assert checksums.holds(check, token.encode())
    place = len(token) // 2
    for broken in (
        token[:place] + ("7" if token[place] != "7" else "6") + token[place + 1 :],
        token[:-6] + ("B" if token[-6] != "B" else "D") + token[-5:],
        token[:-3],
    ):
        assert not checksums.holds(check, broken.encode())


@pytest.mark.parametrize("caveat", [b"{}", b"[0, [" + b"1," * 90 + b"]]"])
def test_macaroon(caveat):
    token = macaroon(caveat).encode()
    assert checksums.holds("macaroon", token)
    assert not checksums.holds("macaroon", token[:-4])
    assert not checksums.holds("macaroon", token[:60] + token[:20])


@pytest.mark.parametrize("check", sorted(checksums.CHECKSUMS))
def test_anything_may_be_asked(check):
    chosen = random.Random(check)
    for length in (0, 1, 2, 5, 40, 84):
        text = "".join(chosen.choices(BASE_62 + "_-+/.=", k=length)).encode()
        assert checksums.holds(check, text) in (True, False)
