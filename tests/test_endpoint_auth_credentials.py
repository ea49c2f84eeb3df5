"""Which files are asked whether their views take a password: all that hold one of the keys, in any spelling."""

from __future__ import annotations

import pytest

from flask_upkeep._endpoint_auth.sign_in import may_take_credentials
from flask_upkeep._endpoint_auth.words import PASSWORDS
from flask_upkeep._kit.source import source_of

SPELLINGS = [
    spelt
    for key in sorted(PASSWORDS)
    for spelt in (key, key.title(), key.upper(), f"user_{key}", f"user{key.title()}", f"{key}Code", f"{key} 1")
]


@pytest.mark.parametrize("key", SPELLINGS)
def test_a_key_is_seen(key: str) -> None:
    assert may_take_credentials(source_of("shop.py", f'name = request.form["{key}"]\n'.encode()))


@pytest.mark.parametrize(
    "text", ["pass", "pass\n", "pass  # later\n", "pass; run()\n", "# passed on\n", "# a Passenger\n"]
)
def test_the_statement_and_other_words_are_none(text: str) -> None:
    assert not may_take_credentials(source_of("shop.py", f"try:\n    {text}".encode()))
