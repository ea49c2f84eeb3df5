"""``hardcoded-credentials``: what is found, and above all what is not."""

from __future__ import annotations

import importlib.util
import random
import tomllib
from pathlib import Path

from flask_upkeep._hardcoded_credentials import engine

ROOT = Path(__file__).parent.parent


def test_table_is_up_to_date():
    """Else run `python scripts/build_credentials_table.py`."""
    spec = importlib.util.spec_from_file_location("build", ROOT / "scripts" / "build_credentials_table.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    assert build.TABLE.read_text() == build.table(tomllib.loads(build.RULES.read_text()))


def test_every_way_of_searching_comes_to_the_same_hits():
    search = engine.automaton()
    assert search, "ahocorasick-rs belongs to the extra `test`"
    chosen = random.Random(7)
    texts = [b"", b"a", b"ab", b"".join(engine.LITERALS)]
    texts += [b"".join(chosen.choices([*engine.LITERALS, b" ", b"x", b"\n", b"\xff"], k=200)) for _ in range(200)]
    for text in texts:
        assert sorted(search(text)) == sorted(engine.by_trigrams(text))
