"""Write `table.py` and `literals.py` of `hooks/_hardcoded_credentials` from `hooks/data/credentials.toml`.

Parsing TOML takes longer than a whole run on one file may, so the rules are loaded as Python's compiled tuples; and
what a file is searched for apart from them, as most files need no more.
A test proves that both are up to date. Run this after every change of the rules:

    python scripts/build_credentials_table.py
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_upkeep._hardcoded_credentials.detectors import ALPHABETS, DETECTORS
from flask_upkeep._hardcoded_credentials.provider_rule import (
    BEFORE,
    BEHIND,
    GAP,
    REGEX,
    SHAPE,
    TOKEN,
    ProviderRule,
    expression,
)

Stretch = tuple[int, int, int, int]

ROOT = Path(__file__).parent.parent
RULES = ROOT / "hooks" / "data" / "credentials.toml"
FOLDER = ROOT / "hooks" / "_hardcoded_credentials"

_HEAD = '''"""{what} of `data/credentials.toml`, written by `scripts/build_credentials_table.py`; do not edit.

Nothing but constants, which Python loads as they are: {why}.
"""

from __future__ import annotations

'''
_ROWS = """\
# The fields of a `ProviderRule`.
ROWS: tuple[tuple[str, str, str, tuple[bytes, ...], str, tuple[bytes, ...], bytes, str, str, int], ...] = (
"""


def modules(document: Mapping[str, Any]) -> dict[Path, str]:
    """The texts of both modules. Raises ``ValueError`` for a rule that the engine could not run."""
    rows = [row(rule) for rule in document["rule"]]
    stretches = [stretch(rule, told.get("stretch", 0)) for rule, told in zip(rows, document["rule"], strict=True)]
    return {FOLDER / "table.py": table(rows), FOLDER / "literals.py": literals(rows, stretches)}


def table(rows: Sequence[ProviderRule]) -> str:
    """The module with the rules themselves."""
    head = _HEAD.format(what="The rules", why="many commits wait for this")
    return "".join([head, _ROWS, *(f"    {tuple(fields)!r},\n" for fields in rows), ")\n"])


def literals(rows: Sequence[ProviderRule], stretches: Sequence[Stretch]) -> str:
    """The module with what a file is searched for."""
    owners = literal_owners(rows)
    return "".join(
        [
            _HEAD.format(what="The literals of the rules", why="every commit waits for this"),
            "# All that is looked for, in lower case; its first three characters; and for whom: a detector's\n",
            "# name or the number of a row, with the spelling where case matters.\n",
            f"LITERALS: tuple[bytes, ...] = {tuple(owners)!r}\n",
            f"TRIGRAMS: tuple[tuple[int, ...], ...] = {tuple(tuple(literal[:3]) for literal in owners)!r}\n",
            f"OWNERS: tuple[tuple[tuple[str | int, bytes], ...], ...] = {tuple(map(tuple, owners.values()))!r}\n\n",
            "# For each row the length of a stretch, in how many bytes before a literal and from it on, and its\n",
            "# alphabet; 0 for none.\n",
            f"STRETCHES: tuple[tuple[int, int, int, int], ...] = {tuple(stretches)!r}\n",
        ]
    )


def stretch(rule: ProviderRule, told: int) -> Stretch:
    """How many signs, in how many bytes before a literal and from it on, of which alphabet.

    ``told`` is how many a regular expression takes in a row. Raises ``ValueError`` for other signs.
    """
    if rule.kind == REGEX:
        return (told, BEFORE, BEHIND, len(ALPHABETS) - 1) if told else (0, 0, 0, 0)
    shortest, signs = rule.shortest, set(taken(parsed(rule.pattern)))
    alphabet = next((number for number, each in enumerate(ALPHABETS) if signs <= set(each)), None)
    if not shortest or alphabet is None:
        raise ValueError(f"{rule.id}: a token or a shape has a length, and the signs of ALPHABETS")
    return shortest, 0, shortest if rule.kind == TOKEN else max(map(len, rule.literals)) + GAP + shortest, alphabet


def taken(pattern: Iterable[tuple[Any, Any]]) -> Iterator[int]:
    """Each byte that a pattern may take. Raises ``ValueError`` for one that tells what it does not take."""
    for name, argument in pattern:
        match str(name):
            case "LITERAL":
                yield argument
            case "RANGE":
                yield from range(argument[0], argument[1] + 1)
            case "IN":
                yield from taken(argument)
            case "MAX_REPEAT" | "MIN_REPEAT" | "SUBPATTERN":
                yield from taken(argument[-1])
            case "BRANCH":
                for branch in argument[1]:
                    yield from taken(branch)
            case "ASSERT" | "ASSERT_NOT" | "AT":
                pass
            case other:
                raise ValueError(f"{other} in the pattern of a token or a shape")


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
    """How many bytes a pattern takes at least."""
    return int(parsed(pattern).getwidth()[0])


def parsed(pattern: bytes) -> Any:  # noqa: ANN401 - what the standard library keeps private
    """The parts of a pattern."""
    from re import _parser  # type: ignore[attr-defined]

    return _parser.parse(pattern)


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
    """Write what has changed; exit code 1 says that something had."""
    changed = {
        path: text
        for path, text in modules(tomllib.loads(RULES.read_text())).items()
        if not path.exists() or path.read_text() != text
    }
    for path, text in changed.items():
        path.write_text(text)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
