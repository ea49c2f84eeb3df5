"""Values that stand for a secret and are none."""

from __future__ import annotations

import re

_SAMPLE = re.compile(
    rb"example|sample|dummy|placeholder|redacted|changeme|your[_-]|xxxx|\*\*\*\*|\.\.\.\.|0{8}|1234567890|abcdefgh",
    re.IGNORECASE,
)


def is_sample(secret: bytes) -> bool:
    """Does a token of a provider's shape say of itself that it is an example?

    Few distinct characters, or a long sequence, never come from a generator.
    """
    return _SAMPLE.search(secret) is not None or len(set(secret)) < 6
