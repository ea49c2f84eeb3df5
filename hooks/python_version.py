"""The Pythons a repository names: ended ones, and those that contradict each other.

An ended Python gets no security fixes, and the libraries on it soon none either. A repository names its
Python in many places: what runs (images, `.python-version`, `runtime.txt`, `.tool-versions`, mise, Pipfile, conda and
platform files), what is tested (tox, nox, CI), what is admitted (`requires-python`, lock files) and listed
(classifiers). Each is judged by a dated table that comes with the hook, without a network. Files of one
project are compared: the Python that runs has to be admitted, the same everywhere, and tested.

Bad::

    # pyproject.toml
    [project]
    name = "shop"
    requires-python = ">=3.8"

Bad::

    # .github/workflows/tests.yml
    jobs:
      tests:
        strategy:
          matrix:
            python-version: [3.10, 3.13]

Good::

    # pyproject.toml
    [project]
    name = "shop"
    requires-python = ">=3.14"

Good::

    # .github/workflows/tests.yml
    jobs:
      tests:
        strategy:
          matrix:
            python-version: ["3.14"]

A library may admit and test old versions on purpose: `--kind library` leaves `requires-python` and classifiers that
admit ended versions beside supported ones alone, and the tests of what it admits. Versions newer than the table, ranges
of CI systems with a supported version, PyPy and what cannot be known beforehand are never findings.

Options::

    --kind library        the project is a library (default: application)
    --grace-days 90       call a version ended so many days after its last day (default: 0)
    --soon 30             advise of versions that end within so many days (default: 180); never a failure
    --today 2026-01-31    judge as on this day

Source: https://endoflife.date/python
Source: https://devguide.python.org/versions/
Source: https://packaging.python.org/en/latest/specifications/version-specifiers/
"""

from __future__ import annotations

from ._kit.finding import Advice, Finding, NotChecked
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence, cache
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING
from ._python_version.files import FILES
from ._python_version.rules import RULES

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from ._python_version.repository import Repository


def arguments(parser: ArgumentParser) -> None:
    """Add the options for libraries and for the calendar."""
    add = parser.add_argument
    add("--kind", choices=("application", "library"), default="application", help="what the project is")
    add("--soon", type=int, default=180, metavar="N", help="advise of versions that end within N days (default: 180)")
    add("--grace-days", type=int, default=0, metavar="N", help="days from its last day until a version counts as ended")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield claims of ended versions, and contradictions with other files of the repository."""
    from ._python_version.claims import Claim
    from ._python_version.readers import claims_of

    for source in sources:
        found = claims_of(source, Names.of(options))
        yield from (item for item in found if isinstance(item, NotChecked))
        if claims := [item for item in found if isinstance(item, Claim)]:
            from ._python_version import contradictions, judge
            from ._python_version.calendar import Calendar

            repository: Repository = options.shared()
            repository.remember(source.path, claims)
            is_library = options.kind == "library"
            judged = repository.first_hand(source.path, claims, is_library=is_library)
            yield from judge.findings(source, judged, Calendar.of(options), is_library=is_library)
            yield from contradictions.findings(source.path, claims, repository)


def shared(options: Namespace) -> Iterator[object]:
    """What the checks of one run know of the repository; made when first asked for."""

    @cache
    def repository() -> Repository:
        from ._python_version.repository import Repository

        return Repository(Names.of(options))

    yield repository


main = Hook("python-version", __doc__, FILES, RULES, check, arguments, shared=shared)

if __name__ == "__main__":
    raise SystemExit(main())
