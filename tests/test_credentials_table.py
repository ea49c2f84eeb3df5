"""Every row of `data/credentials.toml` is a rule with its proof: what it must find, and near misses to pass over."""

from __future__ import annotations

import base64
import datetime
import random
import re
import string
import tomllib
import uuid
from pathlib import Path

import pytest

from flask_upkeep._hardcoded_credentials import checksums, engine, providers, structure
from flask_upkeep._hardcoded_credentials.candidate import Candidate, Text
from flask_upkeep._hardcoded_credentials.provider_rule import ProviderRule, expression
from flask_upkeep._hardcoded_credentials.table import ROWS

from .test_credential_checksums import with_crc

ROOT = Path(__file__).parent.parent
DOCUMENT = tomllib.loads((ROOT / "hooks" / "data" / "credentials.toml").read_text())
RULES = {row[0]: ProviderRule(*row) for row in ROWS}
NUMBERS = {row[0]: number for number, row in enumerate(ROWS)}

BASE = string.ascii_letters + string.digits
ALPHABETS = {
    "alnum": BASE,
    "azure": BASE + "_.~-",
    "base32": string.ascii_uppercase + "234567",
    "base58": "".join(sorted(set(BASE) - set("0OIl"))),
    "base64": BASE + "+/",
    "base64url": BASE + "_-",
    "b32low": string.ascii_lowercase + "234567",
    "bech32": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
    "crockford": "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    "digit": string.digits,
    "dotted": BASE + "_.-",
    "ext": BASE + "_=-",
    "ext64": BASE + "+/_=-",
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "letter": string.ascii_letters,
    "lower": string.ascii_lowercase,
    "lownum": string.ascii_lowercase + string.digits,
    "lowurl": string.ascii_lowercase + string.digits + "_-",
    "nonzero": "123456789",
    "pct": BASE + "%_-",
    "upnum": string.ascii_uppercase + string.digits,
    "upper": string.ascii_uppercase,
    "word": BASE + "_",
    "xhex": "0123456789abcdefABCDEF",
}
FIELDS = set(
    "id provider what literals ignore_case near token shape regex stretch verify checksum"
    " source checked documented bad good".split()
)
# What a page may tell of the form of a credential.
DOCUMENTED = {"prefix", "length", "alphabet", "checksum", "example"}
PLACE = re.compile(r"\{(uuid|\w+:[0-9]+)\}")


def filled(template: str, chosen: random.Random) -> str:
    """The example with random characters in its places; the same for the same generator.

    The ends of a place are letters or digits, as a token is told from what stands around it, and every fourth is a
    digit where digits occur: random letters alone fall into words now and then. {id64:17} is a number in Base64.
    """

    def fill(match: re.Match[str]) -> str:
        if match[1] == "uuid":
            return str(uuid.UUID(int=chosen.getrandbits(128), version=4))
        name, _, length = match[1].partition(":")
        if name == "id64":
            number = chosen.randrange(10 ** (int(length) - 1), 10 ** int(length))
            return base64.b64encode(str(number).encode()).decode().rstrip("=")
        alphabet = ALPHABETS[name]
        plain = [char for char in alphabet if char.isalnum()]
        chars = [*chosen.choices(alphabet, k=int(length))]
        chars[0], chars[-1] = chosen.choice(plain), chosen.choice(plain)
        if len(chars) > 9 and any(map(str.isdigit, plain)) and any(map(str.isalpha, plain)):
            chars[2::4] = chosen.choices([char for char in plain if char.isdigit()], k=len(chars[2::4]))
            chars[3] = chosen.choice([char for char in plain if char.isalpha()])
        return "".join(chars)

    return PLACE.sub(fill, template)


def examples(kind: str) -> list[object]:
    chosen = random.Random(kind)
    return [
        pytest.param(row["id"], [filled(template, chosen) for template in row[kind]], id=row["id"])
        for row in DOCUMENT["rule"]
    ]


def found(rule: str, line: str) -> list[str]:
    """What the engine's way finds of ``rule`` alone, filters applied."""
    data = line.encode()
    plausible = engine.plausible(data, all_starts(rule, data), NUMBERS[rule])
    return [
        line[candidate.start : candidate.end]
        for candidate in providers.find(NUMBERS[rule], Text("settings.py", data), plausible)
        if candidate.stopped_by in ("", "placeholder")
    ]


def all_starts(rule: str, data: bytes) -> list[int]:
    """Where a literal of the rule begins, in any case."""
    lowered = data.lower()
    return sorted({start for literal in RULES[rule].literals for start in engine._places(literal.lower(), lowered)})


@pytest.mark.parametrize(("rule", "lines"), examples("bad"))
def test_is_found(rule, lines):
    for line in lines:
        assert found(rule, line), f"{RULES[rule].pattern!r} does not see {line!r}"


@pytest.mark.parametrize(("rule", "lines"), examples("good"))
def test_is_passed_over(rule, lines):
    for line in lines:
        assert found(rule, line) == []


def test_what_the_letters_of_a_secret_happen_to_spell_announces_nothing():
    secret = "BQ" + filled("{base58:39}", random.Random(1)) + "Key" + filled("{base58:39}", random.Random(2))
    assert found("spotify-token", f'spotify_revision = "{secret}"') == []
    assert found("spotify-token", f'spotify_token = "{secret}"') == [secret]


@pytest.mark.parametrize(("rule", "lines"), examples("bad"))
def test_what_is_not_plausible_matches_nowhere(rule, lines):
    """Whatever stands before the rule's literals: a letter, a digit, a sign, an escape, a percent-encoded byte."""
    borders = [before.encode() for before in ("", "x", "X", "7", "-", "_", " ", "\\n", "\\t", "\\x", "%2F", "%2f", "%")]
    data = b"\n".join(before + line[at:].encode() for line in lines for at in parts(rule, line) for before in borders)
    starts, number, text = all_starts(rule, data), NUMBERS[rule], Text("settings.py", data)
    plausible = engine.plausible(data, starts, number)
    assert [*providers.find(number, text, plausible)] == [*providers.find(number, text, starts)]


def parts(rule: str, line: str) -> list[int]:
    """Where the literals of a rule begin in a line, and where the line does."""
    return sorted({0, *all_starts(rule, line.encode())})


def test_every_way_of_searching_comes_to_the_same_verdicts(monkeypatch: pytest.MonkeyPatch):
    chosen = random.Random(11)
    lines = [filled(template, chosen) for row in DOCUMENT["rule"] for template in (*row["bad"], *row["good"])]
    text = Text("settings.py", "\n".join(lines).encode())

    def verdicts(search: engine.Search | None) -> list[Candidate]:
        assert search, "ahocorasick-rs belongs to the extra `test`"
        monkeypatch.setattr(engine._Searching, "of", lambda size: search)
        return engine.candidates(text)

    expected = verdicts(engine.by_trigrams)
    assert len(expected) > len(DOCUMENT["rule"])
    assert verdicts(engine.automaton()) == expected
    assert verdicts(engine.automaton(fast=True)) == expected


def test_a_value_is_announced_from_outside():
    value = "{digit:1}:Mk3key-token_Secret4{base64url:34}"
    for line, count in ((f'optimizely_revision = "{value}"', 0), (f'optimizely_token = "{value}"', 1)):
        assert len(found("optimizely-token", filled(line, random.Random(5)))) == count
    assert found("azure-devops-token", filled('ado_pat = "{b32low:52}"', random.Random(5)))
    assert not found("azure-devops-token", filled('ado_path = "{b32low:52}"', random.Random(5)))


@pytest.mark.parametrize(
    ("body", "sample"),
    [("7777777" + "b3" * 5 + "c1f9" * 5 + "9d2", True), ("7777773" + "b3" * 5 + "c1f9" * 5 + "9d2", False)],
)
def test_a_sign_seven_times_was_typed(body, sample):
    line = f'TOKEN = "sgp_{body}"'.encode()
    stopped = [each.stopped_by for each in engine.candidates(Text("app.py", line)) if each.rule == "sourcegraph-token"]
    assert stopped == ["placeholder" if sample else ""]


def test_rows_are_sorted_and_told_apart():
    ids = [row["id"] for row in DOCUMENT["rule"]]
    assert ids == sorted(set(ids))


def test_every_row_has_its_proof():
    for row in DOCUMENT["rule"]:
        assert row["source"].startswith("https://"), row["id"]
        assert isinstance(row.get("checked", DOCUMENT["checked"]), datetime.date), row["id"]
        assert len({"regex", "token", "shape"} & set(row)) == 1, row["id"]
        assert row["bad"], row["id"]
        assert row["good"], row["id"]
        assert row["what"].startswith(("a ", "an ", "Sidekiq", "FastSpring")), row["id"]
        assert row.get("verify", "random") in structure.CHECKS, row["id"]
        assert row.get("checksum", "crc") in checksums.CHECKSUMS, row["id"]
        assert set(row) <= FIELDS, row["id"]


def test_what_was_compared_says_with_what():
    for row in DOCUMENT["rule"]:
        assert ("documented" in row) == ("checked" in row), row["id"]
        assert set(row.get("documented", ())) <= DOCUMENTED, row["id"]
        assert row.get("checked", DOCUMENT["checked"]) <= DOCUMENT["checked"], row["id"]


def test_tokens_begin_with_a_literal():
    """They are tried nowhere else."""
    for row in DOCUMENT["rule"]:
        if "token" in row:
            for example in (filled(template, random.Random(1)) for template in row["bad"]):
                assert any(literal in example for literal in row["literals"]), row["id"]


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
def test_what_a_hash_function_names_is_a_digest(run, name):
    """Lock files have the names of providers' clients beside the digests of what follows."""
    digest = filled("{hex:64}", random.Random(2))
    lock = "    #   sentry-sdk  (auth)\nflask-login==0.6.3 --hash=%s:%s\n"
    assert run("hardcoded-credentials", {"requirements.txt": lock % (name, digest)}) == (0, [])
    assert found("sentry-token", f"SENTRY_AUTH_TOKEN: {digest}")


def test_the_next_line_does_not_announce_this_one():
    """An id stands above its secret as a rule, and looks like one."""
    id_, secret = (filled("{hex:32}", random.Random(number)) for number in (4, 5))
    assert found("spotify-secret", f'SPOTIFY_CLIENT_ID = "{id_}"\nSPOTIFY_CLIENT_SECRET = "{secret}"\n') == [secret]


def test_expressions_are_bounded():
    """No repetition without an end, and none within another: such a pattern is slow on some text."""
    for rule in RULES.values():
        regex = expression(rule.kind, rule.pattern, rule.literals)
        assert_bounded(re._parser.parse(regex), inside=False)  # type: ignore[attr-defined]


def assert_bounded(pattern, inside):
    for name, argument in pattern:
        match str(name):
            case "MAX_REPEAT" | "MIN_REPEAT":
                _, most, inner = argument
                assert most < 5_000
                assert not (inside and most > 1), "a repetition within a repetition"
                assert_bounded(inner, inside or most > 1)
            case "SUBPATTERN":
                assert_bounded(argument[-1], inside)
            case "BRANCH":
                for branch in argument[1]:
                    assert_bounded(branch, inside)
            case "ASSERT" | "ASSERT_NOT":
                assert_bounded(argument[1], inside)


@pytest.mark.parametrize(
    "unit",
    [
        b"a",
        b"A",
        b"0",
        b"a0",
        b"A0_",
        b"\n",
        b" ",
        b"=",
        b"key",
        b"token: ",
        b"-",
        b"a-",
        b"a.",
        b"eyJ",
        b"0a/",
        b"AAAA",
    ],
)
def test_no_expression_hangs(unit):
    """Each rule over its literals among what its own alphabet might be; a hang is what this would show, not a time."""
    for rule in RULES.values():
        data = b"".join(literal + unit * (120 // len(unit)) for literal in rule.literals for _ in range(2))
        starts = sorted({place for literal in rule.literals for place in engine._places(literal, data)})
        found_here = providers.find(NUMBERS[rule.id], Text("settings.py", data), starts)
        assert all(candidate.rule == rule.id for candidate in found_here)
    text = Text("settings.py", b"".join(literal + unit for literal in engine.LITERALS))
    assert isinstance(engine.candidates(text), list)


@pytest.mark.parametrize(
    "secret",
    [
        b"a8Xk29dLq0Zm",
        b"7f3kq9x2m1b8c4v6n0s5d7g2",
        b"kR8_xQ2-mm31kf0aVQh1",
        b"0a1b2c3d4e5f6a7b8c9d0e1f2a3b4c",
        b"fHFpghsAxCTAEByn",
    ],
)
def test_random(secret):
    assert structure.holds("random", secret)
    assert structure.holds("random-no-digest", secret)


@pytest.mark.parametrize(
    "secret",
    [
        b"get_the_access_token_of_v2",
        b"authenticationProviderName",
        b"0123456789012345",
        b"your-secret-key-goes-here-1",
        b"0x477bC8d23c634C154061869478bce96BE6045D12",
        b"",
    ],
)
def test_not_random(secret):
    assert not structure.holds("random", secret)


@pytest.mark.parametrize("secret", [b"d41d8cd98f00b204e9800998ecf8427e", b"da39a3ee5e6b4b0d3255bfef95601890afd80709"])
def test_digest(secret):
    assert structure.holds("random", secret)
    assert not structure.holds("random-no-digest", secret)


@pytest.mark.parametrize("path", ["tests/test_github.py", "docs/tokens.md"])
def test_a_right_checksum_counts_everywhere_and_a_wrong_one_only_in_earnest(run, path):
    made_up = "ghp_" + "".join(random.Random(3).choices(BASE, k=36))
    assert run("hardcoded-credentials", {path: f'SENT = "{made_up}"\n'}) == (0, [])
    assert run("hardcoded-credentials", {"app.py": f'SENT = "{made_up}"\n'})[0] == 1
    assert run("hardcoded-credentials", {path: f'SENT = "{with_crc("ghp_")}"\n'})[0] == 1
