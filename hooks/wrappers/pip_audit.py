"""Dependencies with known vulnerabilities, found by pip-audit or in a local index of advisories.

Every version that the dependency files name is asked about, and comes back judged or is NOT CHECKED by name and line;
pip-audit itself passes over what it cannot resolve, and calls clean whatever a service that knows nothing calls clean.

Bad::

    # requirements.txt
    flask==0.12

Good::

    # requirements.txt
    click==8.1.7

Read are requirements files (with what they include), uv.lock, pylock.toml, poetry.lock, pdm.lock, Pipfile.lock, and
pyproject.toml, in whose place the lock beside it is read where there is one (or that of its workspace). The id
`pip-audit` asks the service of the package index at the pre-push and manual stages. `pip-audit-offline` asks an index
of advisories that `flask-upkeep advisories build` makes, at every stage and without a network.

A service is believed only if it knows that an old version with known flaws has them; an answer that is none, an error
and silence are NOT CHECKED. Complete verdicts without a flaw are kept for a day.

Flaws that are accepted for a while stand in `upkeep/allowed-flaws.toml`, each with id (or CVE), reason and the day on
which that ends; an entry that has expired, says no reason, or matches nothing is a finding and allows nothing.

Options::

    --service pypi|osv|offline    whom to ask (default: pypi)
    --osv-url URL                 another address of the service osv
    --db FILE                     the index of advisories (default: upkeep/advisories.sqlite)
    --max-db-age DAYS             an older index is NOT CHECKED
    --timeout SECONDS             for one answer of a service (default: 15)
    --cache-hours HOURS           how long a clean verdict is kept (default: 24, 0: not at all)
    --allow FILE                  the allowed flaws (default: upkeep/allowed-flaws.toml)
    --internal PATTERN            packages of your own, which nobody else knows
    --unpinned fail|warn          what a requirement without a version is (default: fail)
    --on-unavailable fail|warn    what a service that cannot be asked is (default: fail)

Source: https://pypi.org/project/pip-audit/
Source: https://google.github.io/osv.dev/post-v1-query/
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from .._kit.advisories import INDEX
from .._kit.allowed_flaws import RULES
from .._kit.audit import FLAW_ID, Answers, Question, add_options, audited
from .._kit.finding import Advice, Finding, NotChecked
from .._kit.hook import Hook
from .._kit.light import Iterator, Sequence
from .._kit.pins import FILES
from .._kit.source import Source


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    add = parser.add_argument
    add("--service", choices=("pypi", "osv", "offline"), default="pypi", help="whom to ask (default: pypi)")
    add("--osv-url", metavar="URL", help="another address of the service osv")
    add("--db", metavar="FILE", default=INDEX, help=f"the index of advisories (default: {INDEX})")
    add("--max-db-age", type=int, metavar="DAYS", help="an older index is not believed")
    add("--timeout", type=float, default=15.0, metavar="SECONDS", help="for one answer of a service (default: 15)")
    add(
        "--cache-hours",
        type=float,
        default=24.0,
        metavar="HOURS",
        help="how long clean verdicts are kept (default: 24)",
    )
    add_options(parser)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield the known flaws of what the files pin, and what could not be asked about."""
    yield from audited(sources, options, lambda asked: _answers(asked, options), main.reads)


def _answers(asked: Sequence[Question], options: Namespace) -> Answers:
    """The flaws of each version. Raises ``NotChecked`` where nobody can be asked, ``UsageError`` without an index."""
    if options.service == "offline":
        from ._pip_audit.offline import answers

        return answers(asked, options.db, options.max_db_age, options.today)
    from ._pip_audit.verdicts import kept_or_asked

    return kept_or_asked(asked, options)


main = Hook(
    "pip-audit",
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
