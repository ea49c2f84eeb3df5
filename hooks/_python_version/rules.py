"""The rules of ``python-version``."""

from __future__ import annotations

from .._kit.finding import Rule

ENDED = Rule("python-ended", "{what}Python {minors} {end}; write {instead} ({data})")
ADMITS_ENDED = Rule("python-admits-ended", "{what} Python {minors}, which {end}; {instead} ({data})")
UNQUOTED = Rule("python-unquoted", '{key}: {written} is the number {number} to YAML; write "{written}"')
NOT_ADMITTED = Rule("python-not-admitted", "Python {minors} is outside {key} {written!r} ({where}); make them agree")
DIFFERS = Rule("python-differs", "Python {minors} here, but {others} in {where}; make them agree")
NOT_TESTED = Rule("python-not-tested", "Python {minors} is tested nowhere ({where} tests {others}); add it there")
LOCK_STALE = Rule("python-lock-stale", "made for {written!r}, but {where} says {others!r}; lock again")

RULES = (ENDED, ADMITS_ENDED, UNQUOTED, NOT_ADMITTED, DIFFERS, NOT_TESTED, LOCK_STALE)
