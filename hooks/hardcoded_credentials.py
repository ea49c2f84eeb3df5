"""Passwords, keys and tokens written into files that git tracks.

Whoever can read the repository, a fork or an old backup of it can use them, and git keeps them after they were
deleted: what was committed has to be changed where it opens something. Tokens are found by the shape that their
provider documents, private keys and addresses with passwords by theirs, all other secrets by the name they are
assigned to, in code, settings, shell and documentation alike; and files that only exist to keep secrets by theirs.

Bad::

    DB_PASSWORD = "mG7-qqlpx4vT"

Bad::

    SECRET_KEY = os.environ.get("SECRET_KEY") or "you-will-never-guess"

Good::

    DB_PASSWORD = os.environ["DB_PASSWORD"]

Good::

    DB_PASSWORD = "<password>"

A name is not enough: filters with names ask about its value and its place, and `--explain-finding PATH:LINE` says
which were asked. What tests, documentation, docstrings and CI assign is taken for made up, unless it has the shape of a
real token; `--everywhere` takes it for real. Binary files are passed over.

Options and settings::

    --everywhere                  passwords in tests, documentation and CI count too
    --heed-markers                comments of other scanners count: gitleaks:allow, pragma: allowlist secret, nosec
    --explain-finding app.py:12   which rule fired in this line, and which filters were asked
    --allow JSON                  a secret that is allowed on purpose; in pyproject.toml a table of its own:

    [[tool.flask-upkeep.hardcoded-credentials.allow]]
    path = "demo/*"
    rule = "hardcoded-password"
    regex = "^demo-"
    reason = "the demonstration is reset each night"

Source: https://cwe.mitre.org/data/definitions/798.html
Source: https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
"""

from __future__ import annotations

from ._hardcoded_credentials import engine, judgement
from ._hardcoded_credentials.judgement import identity
from ._hardcoded_credentials.rules import RULES
from ._kit.finding import Finding
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

FILES = ""
_MANY = 100


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    judgement.arguments(parser)
    explain = "say which rule fired in a line, and which filters were asked"
    parser.add_argument("--explain-finding", metavar="PATH:LINE", help=explain)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield each secret of each file, redacted."""
    for source in sources:
        for finding, _ in judgement.judged(source, options):
            yield finding


def get_ready(options: Namespace) -> None:
    """What many files have in common is made before the first is judged: processes inherit it."""
    if options.all_files or len(options.files) > _MANY:
        engine.make_ready()


def command(options: Namespace, typed: Namespace) -> tuple[str, int] | None:
    """Explain the findings of one line, if somebody asked."""
    if not options.explain_finding:
        return None
    from ._hardcoded_credentials.explanation import explained, place_of

    path, line = place_of(options.explain_finding)
    found = judgement.scanned_in_full(Source(path), options)
    return explained(options.explain_finding, found, line, everywhere=options.everywhere), 0


main = Hook(
    "hardcoded-credentials",
    __doc__,
    FILES,
    RULES,
    check,
    arguments,
    command=command,
    identity=identity,
    get_ready=get_ready,
)

if __name__ == "__main__":
    raise SystemExit(main())
