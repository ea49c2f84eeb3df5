"""Texts that something is compared with, what came of it, and what everybody knows: nothing is let in by them."""

from __future__ import annotations

from . import patterns
from .announced import SIGNING, words_of
from .assignments import Assignment
from .kinds import SETTINGS, SHELL, YAML
from .surroundings import TESTS, surroundings

_COMPARE = frozenset((b"==", b"===", b"!=", b"!=="))


def is_asked_for(one: Assignment) -> bool:
    """`if SECRET_KEY == "dev"` and `[ ${PASSWORD:=changeme} = changeme ]` ask whether it is still the first one."""
    if one.kind is SHELL and one.operator in (b":=", b":-"):
        match = patterns.ASKED.match(one.text.data, one.end)
        return match is not None and one.text.data[match.end() :].lstrip(b"\"'").startswith(one.value.encode())
    is_first = patterns.INITIAL.match(one.value) is not None or one.value.lower() in patterns.NAMES_ONLY
    return (one.announced == SIGNING or is_first) and _is_compared(one)


def _is_compared(one: Assignment) -> bool:
    """In a shell `"$PASSWORD" = "..."`, too."""
    if one.operator in _COMPARE:
        return True
    if one.kind is not SHELL or one.operator != b"=":
        return False
    before = one.text.data[max(one.start - 80, 0) : one.start].rpartition(one.name.encode())[0]
    return before.endswith((b"$", b"${"))


def is_outcome(one: Assignment) -> bool:
    """`--- PASS: test_of_login`, `{"pass": "passed", "fail": "failed"}`"""
    name = one.name.rpartition(".")[2]
    if name.lower() != "pass":
        return False
    is_result = one.operator == b":" or (one.operator == b"=" and name == "Pass")
    if not one.quoted and is_result and name != "pass" and one.kind not in (YAML, SETTINGS):
        return True
    return b"fail" in one.text.data[max(one.start - 200, 0) : one.end + 200].lower()


def is_expected(one: Assignment) -> bool:
    return surroundings(one.text.path) == TESTS and "expected" in words_of(one.name)


def is_pattern(one: Assignment) -> bool:
    """`assert_file path, ~r/password: "postgres"/`, `sed "s/SECRET_KEY = '.*'/.../"`: what another file says."""
    before = one.text.data[max(one.start - 120, 0) : one.start]
    if b"sed" in before and (opened := patterns.SUBSTITUTED.search(before)):
        return opened["by"].decode() not in one.value  # else what replaces it belongs to the value
    if one.text.data[one.end + 1 : one.end + 2] != b"/" or not one.quoted:
        return False
    return patterns.OPENS_PATTERN.search(before[-80:]) is not None


def is_of_certificates(one: Assignment) -> bool:
    """`keytool -keystore .../cacerts -storepass changeit`: everybody reads what authorities Java trusts.

    https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html
    """
    return one.value == "changeit" and b"cacerts" in one.text.data[max(one.start - 300, 0) : one.end + 300]
