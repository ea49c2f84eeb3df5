"""Checksums inside credentials, each as its issuer computes it: a token with a right one is no made-up example.

Where an issuer tells how is named at each function.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, crc32, crc_hqx

from .._kit.light import Callable

_BASE_32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_BASE_36 = b"0123456789abcdefghijklmnopqrstuvwxyz"
_BASE_62 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CRATES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BECH_32 = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
_BECH_32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What Azure's services start the checksums of their keys with: the number that these letters spell.
_AZURE_SEEDS = (
    b"Default0 UsrPwd00 Access00 AbAcct00 Classic0 ACRDflt0 Query000 PAdmin00 Master00 System00 Functi00 SysAll00 "
    b"Resour00 MastRO00 SystRO00 Encryp00 MastRW00 SystRW00 Unknown0 Send0000 Manage00 Listen00 IoTHub00 DpsKey00 "
    b"Device00 Tenant00 Gatewy00 GitKey00"
).split()
_ANNOTATED_SEED = b"Default0"
_WORD = 0xFFFFFFFF


def holds(check: str, secret: bytes) -> bool:
    """Has ``secret`` the checksum that its issuer would give it? Raises ``KeyError`` for one that does not exist."""
    return CHECKSUMS[check](secret)


def crc_in_base_62(secret: bytes) -> bool:
    """Behind the prefix, are the last six characters the CRC-32 of those before them (GitHub, npm, NetBird, Polar)?

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    https://github.com/netbirdio/netbird/blob/HEAD/management/server/types/personal_access_token.go
    https://github.com/polarsource/polar/blob/HEAD/server/polar/kit/crypto.py
    """
    body = secret.rpartition(b"_")[2]
    return body[-6:] == _digits(crc32(body[:-6]), _BASE_62, 6)


def crc_of_all_in_base_62(secret: bytes) -> bool:
    """Is the part behind the last ``_`` the CRC-32 of all before it (Matrix, by Synapse)?

    https://github.com/element-hq/synapse/blob/HEAD/synapse/handlers/auth.py
    """
    rest, _, digits = secret.rpartition(b"_")
    return digits == _digits(crc32(rest), _BASE_62, 6)


def crc_of_all_backwards(secret: bytes) -> bool:
    """Is the part behind the last ``_`` the CRC-32 of all before it, its last digit first (Matrix, by its service)?

    https://github.com/element-hq/matrix-authentication-service/blob/HEAD/crates/data-model/src/tokens.rs
    """
    rest, _, digits = secret.rpartition(b"_")
    return digits == _digits(crc32(rest), _BASE_62, 1)[::-1].rjust(6, b"0")


def crc_in_base_36(secret: bytes) -> bool:
    """Are the last seven characters the CRC-32 of all before them (GitLab's routable tokens)?

    https://github.com/gitlabhq/gitlabhq/blob/HEAD/lib/authn/token_field/generator/routable_token.rb
    """
    return secret[-7:] == _digits(crc32(secret[:-7]), _BASE_36, 7)


def crc_at_the_end_in_hex(secret: bytes) -> bool:
    """Are the last eight characters the CRC-32 of all before them (Private Packagist)?

    https://github.com/packagist/private-packagist-docs/blob/HEAD/docs/composer-authentication.md
    """
    return secret[-8:] == b"%08x" % crc32(secret[:-8])


def crc_in_hex(secret: bytes) -> bool:
    """Is the part behind the last ``_`` the CRC-32 of all before it, its lowest byte first (Grafana)?

    https://github.com/grafana/grafana/blob/HEAD/pkg/components/satokengen/tokengen.go
    """
    rest, _, digits = secret.rpartition(b"_")
    return digits == crc32(rest).to_bytes(4, "little").hex().encode()


def crc_in_base_64(secret: bytes) -> bool:
    """Behind the prefix of four, are the last six characters the CRC-32 of those before them (Confluent)?

    https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
    """
    return _raw(secret[-6:]) == crc32(secret[4:-6]).to_bytes(4, "little")


def crc_of_a_seed(secret: bytes) -> bool:
    """Do the last two bytes hold the CRC-16 of those before them (NATS)?

    https://github.com/nats-io/nkeys/blob/HEAD/strkey.go
    """
    number = 0
    for char in secret:
        number = number << 5 | _BASE_32.find(char) & 31
    raw = (number >> len(secret) * 5 % 8).to_bytes(len(secret) * 5 // 8, "big")
    return crc_hqx(raw[:-2], 0).to_bytes(2, "little") == raw[-2:]


def crates(secret: bytes) -> bool:
    """Does the last character stand for the exclusive or of those behind the prefix (short-lived, of crates.io)?

    https://github.com/rust-lang/crates.io/blob/HEAD/crates/crates_io_trustpub/src/access_token.rs
    """
    folded = 0
    for char in secret.rpartition(b"_")[2][:-1]:
        folded ^= char
    return secret[-1:] == _CRATES[folded % 62 :][:1]


def bech32(secret: bytes) -> bool:
    """Do the last six characters check a Bech32 string (the keys of age)?

    https://github.com/C2SP/C2SP/blob/HEAD/age.md
    """
    name, _, data = secret.rpartition(b"1")
    name = name.lower()
    sum_ = 1
    for value in (*(char >> 5 for char in name), 0, *(char & 31 for char in name), *map(_BECH_32.find, data)):
        top, sum_ = sum_ >> 25, (sum_ & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_BECH_32_GENERATOR):
            sum_ ^= generator if top >> place & 1 else 0
    return sum_ == 1


def macaroon(secret: bytes) -> bool:
    """Is it whole: fields of a kind, a length and so many bytes, the last of them a signature (PyPI)?

    https://github.com/rescrv/libmacaroons/blob/HEAD/doc/format.txt
    """
    raw = _raw(secret.removeprefix(b"pypi-"))
    place, kind, size = 1, 0, 0
    while place + 1 < len(raw):
        kind, size, place = raw[place], 0, place + 1
        if kind == 0:
            continue
        for shift in (0, 7):
            size |= (raw[place] & 0x7F) << shift
            place += 1
            if raw[place - 1] < 0x80 or place == len(raw):
                break
        place += size
    return kind == 6 and size == 32 and place == len(raw)


def azure(secret: bytes) -> bool:
    """Do the last four bytes hold the Marvin hash of those before them, by the seed of one of Azure's services?

    https://github.com/microsoft/security-utilities
    """
    raw = _raw(secret)
    return any(marvin(raw[:-4], seed) == raw[-4:] for seed in _AZURE_SEEDS)


def annotated(secret: bytes) -> bool:
    """Do three or four bytes behind the signature hold the Marvin hash of those before them (Azure, NuGet)?

    https://github.com/microsoft/security-utilities
    """
    raw = _raw(secret)
    plain = marvin(raw[:60], _ANNOTATED_SEED)
    base_62 = _raw(_digits(int.from_bytes(plain, "big"), _BASE_62, 1).ljust(6, b"0"))
    return len(raw) > 62 and raw[60:] in (plain[: len(raw) - 60], base_62[: len(raw) - 60])


def marvin(data: bytes, seed: bytes) -> bytes:
    """The 32-bit Marvin hash of ``data``, its lowest byte first.

    https://github.com/microsoft/SymCrypt/blob/HEAD/lib/marvin32.c
    """
    high, low = int.from_bytes(seed[:4], "big"), int.from_bytes(seed[4:], "big")
    padded = data + b"\x80" + bytes(-(len(data) + 1) % 4)
    words = [int.from_bytes(padded[place : place + 4], "little") for place in range(0, len(padded), 4)]
    for word in (*words, 0):
        low, high = _mixed((low + word) & _WORD, high)
    return (low ^ high).to_bytes(4, "little")


def _mixed(low: int, high: int) -> tuple[int, int]:
    high ^= low
    low = _rotated(low, 20) + high & _WORD
    high = _rotated(high, 9) ^ low
    low = _rotated(low, 27) + high & _WORD
    return low, _rotated(high, 19)


def _rotated(word: int, places: int) -> int:
    return (word << places | word >> 32 - places) & _WORD


def _raw(text: bytes) -> bytes:
    """What base64 of either alphabet says, padded or not; nothing where it says nothing."""
    try:
        return a2b_base64(text.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=") + b"==")
    except Error:
        return b""


def _digits(number: int, alphabet: bytes, width: int) -> bytes:
    digits = b""
    while number:
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit : digit + 1] + digits
    return digits.rjust(width, alphabet[:1])


CHECKSUMS: dict[str, Callable[[bytes], bool]] = {
    "annotated": annotated,
    "azure": azure,
    "bech32": bech32,
    "crates": crates,
    "crc": crc_in_base_62,
    "crc-backwards": crc_of_all_backwards,
    "crc-base36": crc_in_base_36,
    "crc-base64": crc_in_base_64,
    "crc-hex": crc_in_hex,
    "crc-hex-end": crc_at_the_end_in_hex,
    "crc-of-all": crc_of_all_in_base_62,
    "crc-seed": crc_of_a_seed,
    "macaroon": macaroon,
}
