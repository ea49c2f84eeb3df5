"""Secrets in messages: nobody who reads a report may learn one from it."""


def shown(secret: str | bytes) -> str:
    """At most four characters of a secret, fewer of a short one, and its length: its owner knows it again."""
    text = secret.decode("utf-8", "replace") if isinstance(secret, bytes) else secret
    begin = text[: min(4, len(text) // 4)].encode("ascii", "backslashreplace").decode()
    return f'"{begin}..." ({len(text)} characters)'
