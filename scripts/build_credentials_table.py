"""Write `hooks/_hardcoded_credentials/table.py` from `hooks/data/credentials.toml`.

Parsing TOML takes longer than a whole run on one file may, so the rules are loaded as Python's compiled tuples.
A test proves that the table is up to date. Run this after every change of the rules:

    python scripts/build_credentials_table.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_upkeep._hardcoded_credentials.detectors import DETECTORS  # type: ignore[import-not-found]
from flask_upkeep._hardcoded_credentials.provider_rule import (  # type: ignore[import-not-found]
    REGEX,
    SHAPE,
    TOKEN,
    ProviderRule,
    expression,
)

ROOT = Path(__file__).parent.parent
RULES = ROOT / "hooks" / "data" / "credentials.toml"
TABLE = ROOT / "hooks" / "_hardcoded_credentials" / "table.py"

_HEAD = '''"""The rules of `data/credentials.toml`, written by `scripts/build_credentials_table.py`; do not edit.

Nothing but constants, which Python loads as they are: every commit waits for this.
"""

from __future__ import annotations

# The fields of a `ProviderRule`.
ROWS: tuple[tuple[str, str, str, tuple[bytes, ...], str, tuple[bytes, ...], bytes, str, str, int], ...] = (
'''


def table(document: Mapping[str, Any]) -> str:
    """The text of the module. Raises ``ValueError`` for a rule that the engine could not run."""
    rows = [row(rule) for rule in document["rule"]]
    owners = literal_owners(rows)
    return "".join(
        [
            _HEAD,
            *(f"    {tuple(fields)!r},\n" for fields in rows),
            ")\n\n# All that is looked for, in lower case; its first three characters; and for whom: a detector's\n",
            "# name or the number of a row, with the spelling where case matters.\n",
            f"LITERALS: tuple[bytes, ...] = {tuple(owners)!r}\n",
            f"TRIGRAMS: tuple[tuple[int, ...], ...] = {tuple(tuple(literal[:3]) for literal in owners)!r}\n",
            f"OWNERS: tuple[tuple[tuple[str | int, bytes], ...], ...] = {tuple(map(tuple, owners.values()))!r}\n",
        ]
    )


def row(rule: Mapping[str, Any]) -> ProviderRule:
    """One rule as the tuple of its fields. Raises ``ValueError``, ``re.error``."""
    kind = next(kind for kind in (TOKEN, SHAPE, REGEX) if kind in rule)
    literals = tuple(literal.encode() for literal in rule["literals"])
    if not literals or min(map(len, literals)) < 3:
        raise ValueError(f"{rule['id']}: literals of three characters at least")
    if kind == SHAPE or rule.get("ignore_case", False):
        literals = tuple(literal.lower() for literal in literals)
    pattern = rule[kind].encode()
    re.compile(expression(kind, pattern, literals))
    near = tuple(word.lower().encode() for word in rule.get("near", ()))
    verify, checksum = rule.get("verify", ""), rule.get("checksum", "")
    fields = (rule["id"], rule["what"], rule["provider"], literals, kind, near, pattern, verify, checksum)
    return ProviderRule(*fields, shortest(pattern))


def shortest(pattern: bytes) -> int:
    """How many bytes a pattern takes at least; only the parser of the standard library knows, and keeps it private."""
    from re import _parser  # type: ignore[attr-defined]

    return int(_parser.parse(pattern).getwidth()[0])


def literal_owners(rows: Sequence[ProviderRule]) -> dict[bytes, list[tuple[str | int, bytes]]]:
    """Each literal in lower case with those that look for it, and how they want it written."""
    owners: dict[bytes, list[tuple[str | int, bytes]]] = {}
    for name, literals in DETECTORS.items():
        for literal in literals:
            owners.setdefault(literal, []).append((name, b""))
    for number, rule in enumerate(rows):
        for literal in rule.literals:
            exact = b"" if literal.islower() and (rule.kind == SHAPE or b"(?i:" in rule.pattern) else literal
            owners.setdefault(literal.lower(), []).append((number, exact))
    return owners


def main() -> int:
    """Write the table where it has changed; exit code 1 says that it had."""
    text = table(tomllib.loads(RULES.read_text()))
    if TABLE.exists() and TABLE.read_text() == text:
        return 0
    TABLE.write_text(text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
