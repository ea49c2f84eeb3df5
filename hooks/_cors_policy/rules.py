"""The rules of ``cors-policy``."""

from __future__ import annotations

from .._kit.finding import Rule

ANY = Rule("cors-any-origin", "{what} lets every website read the answers; name the origins that may")
CREDENTIALS = Rule(
    "cors-any-origin-credentials", "{what} lets every website act as the logged-in user; name the origins that may"
)
PATTERN = Rule("cors-origin-pattern", "the pattern {what} also accepts {foreign}; {remedy}")
NULL = Rule("cors-null-origin", 'the origin "null" is every sandboxed frame and local file{more}; leave it out')
REFLECTED = Rule("cors-reflected-origin", "{what} sends back any Origin; compare it with a list of origins first")
ORDER = Rule("cors-order", "{what} has no effect; {remedy}")

RULES = (ANY, CREDENTIALS, PATTERN, NULL, REFLECTED, ORDER)
