"""What a team allows on purpose: the tables `allow` of its settings, and the comments of other scanners."""

from __future__ import annotations

from argparse import ArgumentTypeError

from .._kit import regex as re
from .._kit.typed import NamedTuple
from .lazy import lazy

_FIELDS = ("path", "rule", "regex", "reason")

# What other scanners look for in a line that is to be left alone:
# https://github.com/Yelp/detect-secrets#inline-allowlisting
# https://github.com/gitleaks/gitleaks#gitleaksallow
# https://bandit.readthedocs.io/en/latest/config.html#suppressing-individual-lines
# https://docs.astral.sh/ruff/rules/hardcoded-password-string/
_MARKERS = lazy(
    rb"(?i:pragma: ?(?:allow|white)list[ -]secret"
    rb"|(?:gitleaks|betterleaks|kingfisher|trufflehog|credsweeper)[:-] ?(?:allow|ignore)"
    rb"|#\s{0,9}nosec\b|#\s{0,9}noqa: ?[A-Z0-9, ]{0,80}S10[567])"
)
_NEXT_LINE = lazy(rb"(?i:pragma: ?(?:allow|white)list nextline[ -]secret)")


class Allowance(NamedTuple):
    """One entry: a glob of paths, a rule's id, an expression that the secret matches; those given all have to fit."""

    path: re.Pattern[str] | None
    rule: str
    regex: re.Pattern[bytes] | None
    reason: str

    def speaks_for(self, path: str, rule: str, secret: bytes) -> bool:
        """Is this secret allowed?"""
        return (
            (self.path is None or self.path.match(path) is not None)
            and self.rule in ("", rule)
            and (self.regex is None or self.regex.search(secret) is not None)
        )


def allowance(text: str) -> Allowance:
    """An entry from its JSON, as options hold it. Raises ``ArgumentTypeError``."""
    import json
    from fnmatch import translate

    try:
        entry = json.loads(text)
        unknown = sorted(set(entry) - set(_FIELDS))
        if unknown or not all(isinstance(value, str) for value in entry.values()):
            raise ArgumentTypeError(f"has the keys {', '.join(_FIELDS)}, each a text")
        if not entry.get("reason", "").strip():
            raise ArgumentTypeError("say why in `reason`")
        if not set(entry) - {"reason"}:
            raise ArgumentTypeError("name a `path`, a `rule` or a `regex`")
        path, regex = entry.get("path"), entry.get("regex")
        return Allowance(
            re.compile(translate(path)) if path else None,
            entry.get("rule", ""),
            re.compile(regex.encode()) if regex else None,
            entry["reason"],
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise ArgumentTypeError(f"is no object of {', '.join(_FIELDS)}") from error
    except re.error as error:
        raise ArgumentTypeError(f"regex: {error}") from error


def is_marked(data: bytes, start: int) -> bool:
    """Does the line of ``start``, or the one before, hold the mark of another scanner?"""
    begin = data.rfind(b"\n", 0, start) + 1
    end = data.find(b"\n", start)
    before = data.rfind(b"\n", 0, max(begin - 1, 0)) + 1
    line = data[begin : len(data) if end < 0 else end]
    return _MARKERS.search(line) is not None or _NEXT_LINE.search(data, before, begin) is not None
