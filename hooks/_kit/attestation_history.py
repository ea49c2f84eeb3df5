"""Who attested and when, as git knows it: one ``git log`` for all records, one ``git ls-files`` for watched files.

https://git-scm.com/docs/git-log
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date

from . import git
from . import regex as re
from .attestation_log import FIELD_COUNT, FOLDER, question
from .finding import NotChecked
from .light import Collection, Iterable, Iterator, Sequence
from .source import Source
from .typed import NamedTuple

_GOOD = "G"
# So many characters of a digest are kept: enough to tell versions of a file apart, short enough to read.
DIGEST_LENGTH = 12


class Commit(NamedTuple):
    """The last commit that touched a file.

    ``day`` is the committer's own day. ``people`` are names and addresses of its author and of those whom
    the message names beside him, each person a pair. ``signature`` is git's letter (``G`` is good), empty where
    nobody asked. ``is_boundary`` where the clone's history ends there. ``blob`` is the file's id after the commit;
    ``removed`` counts lines of older content that are gone.
    """

    id: str
    day: date
    people: tuple[tuple[str, str], ...]
    signature: str
    is_boundary: bool
    blob: str
    removed: int

    @property
    def is_well_signed(self) -> bool:
        """Does git find the signature good?"""
        return self.signature == _GOOD


def last_commits(paths: Sequence[str], signatures: bool) -> dict[str, Commit]:
    """The last commit of each file below ``paths``, by the file's path.

    Raises ``NotChecked`` where git does not answer, and outside a repository.
    """
    try:
        output = git.output(*question(paths, signatures))
    except NotChecked as missed:
        if "does not have any commits" in missed.reason:
            return {}
        raise
    if output is None:
        raise NotChecked(".", "this is no git repository, so nobody can say who attested what", "run it in a clone")
    parts = output.decode("utf-8", "replace").split("\0")[1:]
    commits: dict[str, Commit] = {}
    merged: set[str] = set()
    for start in range(0, len(parts) - FIELD_COUNT + 1, FIELD_COUNT):
        for path, commit, is_merge in _touched(parts[start : start + FIELD_COUNT]):
            if path not in commits:
                commits[path] = commit
                merged |= {path} if is_merge else set()
            elif path in merged:  # whoever resolved a conflict stands for it beside the one who attested
                commits[path] = commits[path]._replace(people=(*commit.people, *commits[path].people))
                merged.discard(path)
    return commits


def blob_matches(path: str, blob: str) -> bool:
    """Is a file of the work tree what git has under that id? A checkout may have turned its line ends."""
    data = Source(path).data
    return any(_blob_id(content, len(blob)) == blob for content in (data, data.replace(b"\r\n", b"\n")))


def begin_watched(specs: Collection[str]) -> None:
    """Let git begin with what ``watched_digests`` asks."""
    if specs:
        git.begin(*_watch_question(specs))


def watched_digests(specs: Collection[str]) -> dict[str, str]:
    """A digest of what git has staged for each watched path, folder or pattern; none for one that names no file."""
    if not specs:
        return {}
    listing = git.output(*_watch_question(specs))
    entries = [entry.partition("\t") for entry in (listing or b"").decode("utf-8", "replace").split("\0") if entry]
    files = sorted((path, head.split()[1]) for head, _, path in entries)
    paths = [path for path, _ in files]
    found = {spec: _members(files, paths, spec) for spec in specs}
    return {spec: _digest(spec, members) for spec, members in found.items() if members}


def _watch_question(specs: Collection[str]) -> tuple[str, ...]:
    # A record must not make itself stale.
    patterns = (*(f":(glob){spec}" for spec in sorted(specs)), f":(exclude){FOLDER}")
    return ("ls-files", "-z", "--stage", "--", *patterns)


def _touched(fields: Sequence[str]) -> Iterator[tuple[str, Commit, bool]]:
    """The files that one commit touched, as path, commit, and whether it is a merge."""
    name, time, author, address, signature, beside, refs, body = fields
    people = ((author, address), *(_person(row) for row in beside.splitlines() if row.strip()))
    day = date.fromisoformat(time[:10])
    is_boundary = "grafted" in refs.split(", ")
    blobs, removed = _raw(body.splitlines())
    for path, (blob, parents) in blobs.items():
        commit = Commit(name, day, people, signature, is_boundary, blob, removed.get(path, 0))
        yield path, commit, parents > 1


def _raw(rows: Iterable[str]) -> tuple[dict[str, tuple[str, int]], dict[str, int]]:
    """Of ``--raw``: the blob after the commit and the number of parents; of ``--numstat``: lines removed."""
    blobs: dict[str, tuple[str, int]] = {}
    removed: dict[str, int] = {}
    for row in rows:
        if row.startswith(":"):
            head, _, path = row.partition("\t")
            parents = len(head) - len(head.lstrip(":"))
            blobs[path] = (head.split()[2 * parents + 1], parents)
        elif row.count("\t") == 2:
            _, gone, path = row.split("\t")
            removed[path] = int(gone) if gone.isdecimal() else 0
    return blobs, removed


def _person(text: str) -> tuple[str, str]:
    name, _, address = text.strip().partition("<")
    return name.strip(), address.rstrip("> ")


def _members(files: Sequence[tuple[str, str]], paths: Sequence[str], spec: str) -> Sequence[tuple[str, str]]:
    """The files, sorted as their ``paths`` are, that are the one watched, in the folder, or of the pattern."""
    plain = re.split(r"[*?\[]", spec, maxsplit=1)[0]
    start = "" if spec == "." else plain
    near = files[bisect_left(paths, start) : bisect_right(paths, f"{start}\U0010ffff")]
    if near and plain != spec:
        is_like = re.compile(_expression(spec)).match
        return [file for file in near if is_like(file[0])]
    return [file for file in near if start == "" or file[0] == spec or file[0].startswith(f"{spec}/")]


def _expression(spec: str) -> str:
    """A pattern as git reads it: ``*`` and ``?`` stay in a folder, ``**`` between slashes does not.

    What matched more than git does would make the digest of one item depend on what others watch.
    Source: https://git-scm.com/docs/gitglossary#Documentation/gitglossary.txt-glob
    """
    known = {"**/": "(?:.*/)?", "/**": "/.*", "**": "[^/]*", "*": "[^/]*", "?": "[^/]"}
    if spec == "**":
        return ".*"
    tokens = re.findall(r"(?:^|(?<=/))\*\*/|/\*\*$|\*\*|\[!?[\w.-]+\]|.", spec, re.DOTALL)
    parts = (
        known.get(token) or (token.replace("[!", "[^") if token[0] == "[" != token else re.escape(token))
        for token in tokens
    )
    return f"{''.join(parts)}$"


def _digest(spec: str, files: Sequence[tuple[str, str]]) -> str:
    """Of a file its blob's id, so that anybody can look it up; of more the digest of them all."""
    if len(files) == 1 and files[0][0] == spec:
        return files[0][1][:DIGEST_LENGTH]
    text = "".join(f"{path}\0{blob}\n" for path, blob in files)
    return _sha1(text.encode("utf-8", "surrogateescape"))[:DIGEST_LENGTH]


def _blob_id(data: bytes, length: int) -> str:
    """The id that git gives a content: SHA-1, or SHA-256 where its ids are of 64 digits."""
    content = b"blob %d\0%b" % (len(data), data)
    if length == 40:
        return _sha1(content)
    from hashlib import sha256

    return sha256(content).hexdigest()


def _sha1(content: bytes) -> str:
    try:
        from _sha1 import sha1  # type: ignore[import-not-found]  # `hashlib` loads OpenSSL with it
    except ImportError:
        from hashlib import sha1

    digest: str = sha1(content, usedforsecurity=False).hexdigest()
    return digest


def unstaged(specs: Collection[str]) -> list[str]:
    """Watched files that were changed and not staged."""
    listing = git.output("diff", "--name-only", "-z", "--relative", "--", *(f":(glob){spec}" for spec in sorted(specs)))
    return sorted(path for path in (listing or b"").decode("utf-8", "replace").split("\0") if path) if specs else []


def stage(paths: Iterable[str]) -> None:
    """``git add`` files. Raises ``NotChecked`` where git refuses."""
    git.output("add", "--", *(f":(literal){path}" for path in paths))
