"""The one ``git log`` of all records: asked before anything else is imported, as git takes the longest to answer."""

from __future__ import annotations

import os

from . import git
from .light import Sequence

POLICY = "upkeep/checklist.toml"
FOLDER = "upkeep/attestations"
PATHS = (FOLDER, POLICY)
_POLICY_QUESTION = ("ls-tree", "-z", "HEAD", "--", POLICY)

# Name, time, author, signature, and those who stand beside the author, each behind a NUL, which no commit can hold.
_FIELDS = "%x00%H%x00%cI%x00%aN%x00%aE%x00{signature}%x00{beside}%x00%D%x00"
_BESIDE = "%(trailers:key=Co-authored-by,key=Reviewed-by,key=Approved-by,valueonly,only)"
FIELD_COUNT = 8


def begin_log() -> None:
    """Let git begin, where there is a policy."""
    if os.path.isfile(POLICY):
        git.begin(*question(PATHS, may_need_signatures()))
        git.begin(*_POLICY_QUESTION)


def policy_blob() -> str:
    """The id of the policy's content at the last commit; empty where it is in none. Raises ``NotChecked``."""
    entry = (git.output(*_POLICY_QUESTION, no_match=128) or b"").decode("utf-8", "replace").partition("\t")[0]
    return entry.split()[-1] if entry else ""


def may_need_signatures() -> bool:
    """Does the policy hold the word? Its check takes git some milliseconds for each commit."""
    try:
        with open(POLICY, "rb") as file:
            return b"signed" in file.read()
    except OSError:  # which is told when it is read
        return False


def question(paths: Sequence[str], signatures: bool) -> tuple[str, ...]:
    """The git command that asks for every commit of some paths."""
    form = _FIELDS.format(signature="%G?" if signatures else "", beside=_BESIDE)
    plain = ("--no-color", "--no-show-signature", "--no-notes", "--no-ext-diff", "--no-textconv", "--no-renames")
    how = ("--decorate=full", "--root", "-c", "--raw", "--numstat", "--no-abbrev", "--relative")
    # Names as the commit has them, or its `.mailmap`: not as this machine would have them.
    ours = ("-c", "mailmap.file=", "-c", "mailmap.blob=")
    return (*ours, "log", *plain, *how, f"--format={form}", "--", *paths)
