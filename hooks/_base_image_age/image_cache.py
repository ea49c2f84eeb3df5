"""What registries have said, kept on disk: a digest's build for ever, a tag's digest for hours.

Keys are digests of names, and the content holds no login. Two processes may write at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from datetime import date

from .._kit.files import write_atomically
from .._kit.typed import NamedTuple

TAG_SECONDS = 6 * 3600
# How long after an outage began the last answer is still worth telling.
STALE_SECONDS = 30 * 86400


class OldDigest(NamedTuple):
    """A tag's digest as it was on a day."""

    digest: str
    day: str


class Cache(NamedTuple):
    """A folder of answers. What cannot be read or written is no answer."""

    folder: str

    def digest_of(self, label: str) -> str | None:
        """The digest that a tag had within the last hours."""
        found = self._read(label, TAG_SECONDS)
        return str(found["digest"]) if found and "digest" in found else None

    def old_digest_of(self, label: str) -> OldDigest | None:
        """The digest that a tag had when its registry last answered."""
        found = self._read(label, STALE_SECONDS)
        if not found or "digest" not in found:
            return None
        return OldDigest(str(found["digest"]), date.fromtimestamp(os.path.getmtime(self._path(label))).isoformat())

    def build_of(self, name: str, digest: str, platform: str) -> tuple[date | None, str, str] | None:
        """The day of a build, who says so, and its platform."""
        found = self._read(f"{name}@{digest} {platform}", None)
        try:
            if not found:
                return None
            day = date.fromisoformat(found["day"]) if found["day"] else None
            return day, str(found["says"]), str(found["platform"])
        except (KeyError, TypeError, ValueError):
            return None

    def keep_digest(self, label: str, digest: str) -> None:
        """Remember a tag's digest."""
        self._write(label, {"digest": digest})

    def keep_build(self, name: str, digest: str, platform: str, build: tuple[date | None, str, str]) -> None:
        """Remember a digest's build."""
        day, says, of = build
        self._write(
            f"{name}@{digest} {platform}", {"day": day.isoformat() if day else "", "says": says, "platform": of}
        )

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, f"{hashlib.sha256(key.encode()).hexdigest()}.json")

    def _read(self, key: str, seconds: float | None) -> dict[str, str] | None:
        try:
            if seconds is not None and not 0 <= time.time() - os.path.getmtime(self._path(key)) < seconds:
                return None
            with open(self._path(key), "rb") as file:
                found = json.load(file)
        except (OSError, ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def _write(self, key: str, value: dict[str, str]) -> None:
        try:
            os.makedirs(self.folder, exist_ok=True)
            write_atomically(self._path(key), json.dumps(value).encode())
        except OSError:  # a full or read-only disk costs time, not the answer
            return
