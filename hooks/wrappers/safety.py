"""Dependencies with known vulnerabilities, found by safety.

safety wants an account. With one (`SAFETY_API_KEY`) its service is asked. Without one, it is given a local database:
its own, or the index of advisories that `flask-upkeep advisories build` makes. With neither the dependencies are NOT
CHECKED; [pip-audit] answers the same question for everybody, and safety is for teams that have one or the other.

Bad::

    # requirements.txt
    flask==0.12

Good::

    # requirements.txt
    click==8.1.7

The same files are read as by `pip-audit`, and every version comes back judged or is NOT CHECKED by name and line:
safety itself passes over requirements without a version, and calls every pre-release clean. The database has to know
a flaw that it itself lists. No telemetry that can be switched off is sent.

Flaws that are accepted for a while stand in `upkeep/allowed-flaws.toml`, as for `pip-audit`.

Options::

    --db PATH                     safety's database (a folder), or an index of advisories (a file)
    --max-db-age DAYS             an older database is NOT CHECKED
    --timeout SECONDS             for safety's service (default: 60)
    --allow FILE                  the allowed flaws (default: upkeep/allowed-flaws.toml)
    --internal PATTERN            packages of your own, which nobody else knows
    --unpinned fail|warn          what a requirement without a version is (default: fail)
    --on-unavailable fail|warn    what a service that cannot be asked is (default: fail)

Source: https://docs.safetycli.com/safety-docs
"""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace

from .._kit.allowed_flaws import RULES
from .._kit.audit import FLAW_ID, Answers, Question, add_options, audited
from .._kit.finding import Advice, Finding, NotChecked
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.pins import FILES
from .._kit.source import Source

KEY = "SAFETY_API_KEY"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    add = parser.add_argument
    add("--db", metavar="PATH", help="safety's database (a folder), or an index of advisories (a file)")
    add("--max-db-age", type=int, metavar="DAYS", help="an older database is not believed")
    add("--timeout", type=float, default=60.0, metavar="SECONDS", help="for safety's service (default: 60)")
    add_options(parser)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield the known flaws of what the files pin, and what could not be asked about."""
    yield from audited(sources, options, lambda asked: _answers(asked, options), main.reads)


def _answers(asked: Sequence[Question], options: Namespace) -> Answers:
    if options.db:
        from ._safety.local import answers

        return answers(asked, options.db, options.max_db_age, options.today)
    if not os.environ.get(KEY):
        reason = f"safety needs an account ({KEY}) or a local database (--db PATH)"
        raise NotChecked(".", reason, "give it one, or use pip-audit, which needs neither")
    from ._safety import account

    return account.answers(asked, options.timeout)


main = Hook(
    "safety",
    __doc__,
    FILES,
    RULES,
    check,
    arguments,
    on_commit=False,
    together=True,
    is_reproducible=False,
    foreign_rules=FLAW_ID,
)

if __name__ == "__main__":
    raise SystemExit(main())
