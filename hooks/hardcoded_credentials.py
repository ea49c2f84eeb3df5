"""Passwords, keys and tokens written into files that git tracks.

Whoever can read the repository, a fork or an old backup of it can use them, and git keeps them after they were
deleted: what was committed has to be changed where it opens something. Tokens are found by the shape that their
provider documents, passwords by the name they are assigned to, in code, settings, shell and documentation alike.

Bad::

    DB_PASSWORD = "mG7-qqlpx4vT"

Good::

    DB_PASSWORD = os.environ["DB_PASSWORD"]

Source: https://cwe.mitre.org/data/definitions/798.html
Source: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence

from ._hardcoded_credentials.redaction import shown
from ._hardcoded_credentials.rules import BY_ID, RULES
from ._hardcoded_credentials.scan import scan, scan_everywhere
from ._kit.finding import Finding
from ._kit.hook import Hook
from ._kit.source import Source

FILES = ""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    add = parser.add_argument
    add("--everywhere", action="store_true", default=False, help="passwords in tests, documentation and CI count too")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield each secret of each file, redacted."""
    for source in sources:
        found = source.once(scan_everywhere if options.everywhere else scan)
        for candidate in found.secrets():
            secret = shown(found.data[candidate.start : candidate.end])
            yield BY_ID[candidate.rule].at(source, found.place(candidate), secret=secret, name="")


main = Hook("hardcoded-credentials", __doc__, FILES, RULES, check, arguments)

if __name__ == "__main__":
    raise SystemExit(main())
