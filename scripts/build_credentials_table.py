"""Write `hooks/_hardcoded_credentials/table.py` from `hooks/data/credentials.toml`.

Parsing TOML takes longer than a whole run on one file may, so the rules are loaded as Python's compiled tuples.
A test proves that the table is up to date. Run this after every change of the rules:

    python scripts/build_credentials_table.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RULES = ROOT / "hooks" / "data" / "credentials.toml"
TABLE = ROOT / "hooks" / "_hardcoded_credentials" / "table.py"

_HEAD = '''"""The rules of `data/credentials.toml`, written by `scripts/build_credentials_table.py`; do not edit."""

from __future__ import annotations

from .provider_rule import ProviderRule

# Between a provider's name and a value that has no form of its own, one of these says that it is a credential.
ANNOUNCED = tuple(b"key token secret pass auth cred pwd bearer login api".split())
RULES: tuple[ProviderRule, ...] = (
'''

# A token begins where no word goes on: behind an escape in a string and a percent-encoded byte, too.
_BEGIN = r"(?:(?<![0-9A-Za-z])|(?<=\\[nrt])|(?<=%[0-9A-F]{2}))"
_END = r"(?![0-9A-Za-z_-])"
# A provider's name begins a word or, in camel case, a part of one: `sqlalchemy` is not Alchemy.
_NAME = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=\\[nrt]))"
_GAP = r"(?s:.{0,50}?)(?<![0-9A-Za-z_./+@%#-])"


def table(document: Mapping[str, Any]) -> str:
    """The text of the module. Raises ``ValueError`` for a rule that the engine could not run."""
    rows = []
    for rule in document["rule"]:
        literals = tuple(literal.encode() for literal in rule["literals"])
        ignore_case = rule.get("ignore_case", False)
        pattern = expression(rule).encode()
        re.compile(pattern)
        if not literals or min(map(len, literals)) < 3:
            raise ValueError(f"{rule['id']}: literals of three characters at least")
        fields = (
            repr(rule["id"]),
            repr(rule["what"]),
            repr(rule["provider"]),
            repr(tuple(literal.lower() for literal in literals) if ignore_case else literals),
            repr("regex" not in rule),
            "ANNOUNCED" if "shape" in rule else repr(tuple(word.lower().encode() for word in rule.get("near", ()))),
            repr(pattern),
            repr(rule.get("verify", "")),
            repr(rule.get("checksum", "")),
        )
        rows.append(f"    ProviderRule({', '.join(fields)}),\n")
    return f"{_HEAD}{''.join(rows)})\n"


def expression(rule: Mapping[str, Any]) -> str:
    """The regular expression of a row, with the borders that go around a token or a shape."""
    if "token" in rule:
        return f"{_BEGIN}{rule['token']}{_END}"
    if "shape" in rule:
        words = "|".join(re.escape(word) for word in rule["literals"])
        return f"{_NAME}(?i:{words}){_GAP}(?P<secret>{rule['shape']}){_END}"
    regex: str = rule["regex"]
    return regex


def main() -> int:
    """Write the table where it has changed; exit code 1 says that it had."""
    text = table(tomllib.loads(RULES.read_text()))
    if TABLE.exists() and TABLE.read_text() == text:
        return 0
    TABLE.write_text(text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
