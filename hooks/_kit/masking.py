"""Secrets in messages: nobody who reads a report may learn one from it."""


def shown(secret: str | bytes) -> str:
    """A secret so that its owner knows it again and nobody else learns it."""
    text = secret.decode("latin-1") if isinstance(secret, bytes) else secret
    begin = text[: min(4, len(text) // 3)].encode("ascii", "backslashreplace").decode()
    return f'"{begin}..." ({len(text)} characters)'
