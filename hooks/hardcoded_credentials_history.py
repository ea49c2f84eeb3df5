"""Passwords, keys and tokens in older commits, on every branch and tag.

A credential that was deleted is still in the history, for whoever can clone the repository. This hook applies the
rules of `hardcoded-credentials` to every file content that a commit, tag or stash ever held, each content once. It
names the commit that brought a credential first: `git show COMMIT:PATH` shows it.

Bad::

    DB_PASSWORD = "mG7-qqlpx4vT"

Good::

    DB_PASSWORD = os.environ["DB_PASSWORD"]

The same credential is reported once, where it came first. Exchange it before anything else: it has been published.
Then rewrite the history if you must, or accept it.

The settings of `hardcoded-credentials` count here too: what its table `allow` allows, what a comment in the file
ignored, and what the baseline accepted at that path. What is clean is remembered below git's own folder, so that a
run that was stopped goes on where it was, and the next one looks at new commits only. A shallow clone, a clone
without all objects and a file that git cannot read are NOT CHECKED. Submodules are repositories of their own.

Options::

    --since v1.0     only what cannot be reached from this commit, tag or branch
    --shard 2/4      the second quarter of all file contents, for a CI matrix
    --everywhere     passwords in tests, documentation and CI count too
    --heed-markers   comments of other scanners count
    --allow JSON     a secret that is allowed on purpose; see the manual of `hardcoded-credentials`

Source: https://cwe.mitre.org/data/definitions/798.html
Source: https://git-scm.com/docs/git-rev-list
"""

from __future__ import annotations

import sys

from ._hardcoded_credentials import judgement
from ._kit.finding import Finding, NotChecked, Rule
from ._kit.hook import Hook
from ._kit.light import Iterable, Iterator, Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ._hardcoded_credentials_history.judge import Credential, Terms
    from ._hardcoded_credentials_history.objects import Blob, Repository

IN_HISTORY = Rule("credential-in-history", "{rule}: {what}; the history keeps it, so revoke it and make a new one")
FILES = ""
SIBLING = "hardcoded-credentials"


class Shard(NamedTuple):
    """The ``number``-th of so many parts of all blobs, counted from 1."""

    number: int
    parts: int

    def holds(self, blob: Blob) -> bool:
        """Does the blob belong to this part? Its id alone decides."""
        return int(blob.id[:8], 16) % self.parts == self.number - 1


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    judgement.arguments(parser)
    add = parser.add_argument
    add("--since", metavar="REF", help="leave out what this commit, tag or branch reaches")
    add("--shard", metavar="I/N", type=_shard, default=Shard(1, 1), help="look at one of N parts of all file contents")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked]:
    """Yield each credential of the history, once, at the commit that brought it first."""
    from ._hardcoded_credentials_history import objects

    repository = objects.repository()
    reach = objects.revisions(options.since)
    if repository.is_shallow:
        yield NotChecked(".", "a shallow clone has no older commits", "run `git fetch --unshallow` first")
    credentials: list[Credential] = []
    for item in _judged(repository, reach, options):
        if isinstance(item, NotChecked):
            yield item
        else:
            credentials.append(item)
    yield from _first_of_each(credentials, reach)


def _judged(repository: Repository, reach: Sequence[str], options: Namespace) -> Iterator[Credential | NotChecked]:
    """What is in the blobs of this shard that were not known to be clean."""
    from ._hardcoded_credentials_history import objects
    from ._hardcoded_credentials_history.progress import Progress
    from ._hardcoded_credentials_history.seen import Seen
    from ._hardcoded_credentials_history.walk import verdicts

    terms = _terms(repository, options)
    seen = Seen(repository.folder, everywhere=terms.options.everywhere)
    unlisted: list[NotChecked] = []

    def wanted(blobs: Iterable[Blob | NotChecked]) -> Iterator[Blob]:
        for blob in blobs:
            if isinstance(blob, NotChecked):
                unlisted.append(blob)
            elif options.shard.holds(blob) and blob not in seen:
                yield blob

    with Progress(sys.stderr) as progress:
        try:
            for verdict in verdicts(wanted(objects.blobs(reach)), terms):
                for blob in verdict.clean:
                    seen.add(blob)
                progress.advance(len(verdict.clean), len(verdict.credentials))
                yield from verdict.credentials
                yield from verdict.not_checked
        except KeyboardInterrupt:
            yield NotChecked(".", "it was interrupted", "run it again; it goes on where it was")
        finally:
            seen.save()
    yield from unlisted


def _terms(repository: Repository, options: Namespace) -> Terms:
    """What counts: the options of this hook on top of the settings of its sibling for the root of the repository."""
    import os

    from . import hook_ids
    from ._hardcoded_credentials_history.judge import Terms
    from ._kit.baseline import load_baseline
    from ._kit.config import project_of
    from ._kit.options import settled

    project = project_of(os.path.join(repository.root, "pyproject.toml"), {})
    known = settled(SIBLING, judgement.arguments, project, Namespace(), Namespace(), hook_ids())
    both = Namespace(
        everywhere=options.everywhere or known.everywhere,
        heed_markers=options.heed_markers or known.heed_markers,
        allow=[*known.allow, *options.allow],
    )
    return Terms(repository.root, both, load_baseline(options.baseline) if options.baseline else None)


def _first_of_each(credentials: Sequence[Credential], reach: Sequence[str]) -> Iterator[Finding]:
    """A finding for each secret and rule, at the oldest of its places."""
    from ._hardcoded_credentials_history.origins import Origin, origins

    known = origins({credential.blob for credential in credentials}, reach)
    nowhere = Origin(sys.maxsize, "", "")

    def age(credential: Credential) -> tuple[int, str, int, int]:
        return (known.get(credential.blob, nowhere).order, credential.path, credential.line, credential.col)

    reported = set()
    for credential in sorted(credentials, key=age):
        key = (credential.rule, credential.digest)
        if key not in reported:
            reported.add(key)
            origin = known.get(credential.blob)
            path = f"{origin.commit[:12]}:{origin.path}" if origin else f"{credential.blob[:12]}:{credential.path}"
            message = IN_HISTORY.message.format(rule=credential.rule, what=credential.what)
            yield Finding(path, credential.line, credential.col, IN_HISTORY.id, message)


def _shard(text: str) -> Shard:
    number, _, parts = text.partition("/")
    if not (number.isdecimal() and parts.isdecimal() and 1 <= int(number) <= int(parts)):
        from argparse import ArgumentTypeError

        raise ArgumentTypeError("is no I/N with I from 1 to N, such as 2/4")
    return Shard(int(number), int(parts))


main = Hook(
    "hardcoded-credentials-history",
    __doc__,
    FILES,
    (IN_HISTORY,),
    check,
    arguments,
    whole_tree=True,
    on_commit=False,
    final=True,
)

if __name__ == "__main__":
    raise SystemExit(main())
