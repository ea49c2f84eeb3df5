"""From a blob to the credentials in it that nobody has accepted."""

from __future__ import annotations

import os
from hashlib import blake2b

from .._hardcoded_credentials.judgement import identity, judged
from .._hardcoded_credentials.scan import SIZE_LIMIT
from .._kit import suppression
from .._kit.baseline import Baseline
from .._kit.finding import Finding, NotChecked
from .._kit.light import Iterator, Sequence
from .._kit.namespace import Namespace
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .objects import Blob, Reader


class Terms(NamedTuple):
    """What decides which credentials count: the options of `hardcoded-credentials`, and what was accepted.

    ``root`` is the root of the work tree as seen from the working folder.
    """

    root: str
    options: Namespace
    baseline: Baseline | None


class Credential(NamedTuple):
    """One credential of a blob: where, which rule, what it is (redacted), and a digest that tells equal ones."""

    blob: str
    path: str
    line: int
    col: int
    rule: str
    what: str
    digest: bytes


class Verdict(NamedTuple):
    """What was found in a few blobs: those that are clean, the credentials of the others, what was not checked."""

    clean: tuple[Blob, ...]
    credentials: tuple[Credential, ...]
    not_checked: tuple[NotChecked, ...]


class BlobSource(Source):
    """A blob as the file that it was."""

    def __init__(self, path: str, data: bytes) -> None:
        super().__init__(path)
        self.data = data

    @property
    def size(self) -> int:
        """The size of the blob, whatever has its path today."""
        return len(self.data)


def verdict(blobs: Sequence[Blob], reader: Reader, terms: Terms) -> Verdict:
    """Judge some blobs."""
    clean: list[Blob] = []
    credentials: list[Credential] = []
    missed: list[NotChecked] = []
    for blob in blobs:
        try:
            found = _credentials(blob, reader, terms)
        except NotChecked as item:
            missed.append(NotChecked(f"{blob.id[:12]}:{blob.path}", item.reason, item.remedy))
            continue
        if found is None:
            clean.append(blob)
        else:
            credentials += found
    return Verdict(tuple(clean), tuple(credentials), tuple(missed))


def _credentials(blob: Blob, reader: Reader, terms: Terms) -> list[Credential] | None:
    """The credentials of a blob that count; ``None`` where there is none of any kind. Raises ``NotChecked``."""
    if blob.size > SIZE_LIMIT:
        reason = f"it is larger than {SIZE_LIMIT // 1_000_000} MB"
        raise NotChecked(blob.path, reason, f"look into it with `git show {blob.id[:12]}`")
    source = BlobSource(os.path.normpath(os.path.join(terms.root, blob.path)), reader.read(blob))
    if not any(_found(source, Namespace(everywhere=terms.options.everywhere, allow=[], heed_markers=False))):
        return None
    found = dict(_found(source, terms.options))
    return [
        Credential(
            blob.id, blob.path, kept.line, kept.col, kept.rule, kept.message.partition(";")[0], _digest(found[kept])
        )
        for kept in _not_accepted(source, list(found), terms.baseline)
    ]


def _found(source: Source, options: Namespace) -> Iterator[tuple[Finding, bytes]]:
    """Findings with their secrets; what is in the history was tracked."""
    return judged(source, options, is_tracked=lambda _: True)


def _digest(secret: bytes) -> bytes:
    return blake2b(secret, digest_size=16).digest()


def _not_accepted(source: Source, findings: list[Finding], baseline: Baseline | None) -> Iterator[Finding]:
    """Findings that no comment in the file speaks for, and that the baseline does not know."""
    comments = suppression.ignores(source)
    for finding in suppression.remaining(comments, findings):
        # However often a line was accepted: every commit that moved it brought it again.
        if baseline is None or baseline.entry(source, finding, identity) not in baseline.counts:
            yield finding
