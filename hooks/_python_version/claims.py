"""What a file says about the Python of its repository."""

from __future__ import annotations

from .._kit.finding import Place
from .._kit.light import Enum, Sequence
from .._kit.typed import NamedTuple
from .versions import Minor, Version, minors_of

_SHOWN = 60


class Kind(Enum):
    """What follows from a claim."""

    RUNS = "runs"  # the Python that serves or that developers start: images, runtime.txt, .python-version
    TESTS = "tests"  # a Python that the tests are run on: tox, nox, CI
    ADMITS = "admits"  # what an installer lets in: requires-python
    LOCKS = "locks"  # the copy of it in a lock file
    LISTS = "lists"  # what the package's description names: classifiers
    TOOLS = "tools"  # the Python of a tool beside the application: documentation, hooks


class Claim(NamedTuple):
    """One claim: where it stands, what it is, how it is written and which releases that means.

    ``versions`` is empty where the file leaves it open, as ``3``, ``pypy3.9`` and ``${{ inputs.python }}`` do.
    ``misread`` is the number that YAML makes of a version without quotes, such as 3.1 of ``3.10``.
    """

    path: str
    place: Place
    kind: Kind
    key: str
    written: str
    versions: frozenset[Version]
    misread: str = ""

    @property
    def minors(self) -> tuple[Minor, ...]:
        """The minor versions it means, oldest first."""
        return minors_of(self.versions)

    @property
    def quoted(self) -> str:
        """What is written, as long as a message may show it."""
        return self.written if len(self.written) <= _SHOWN else f"{self.written[:_SHOWN]}..."

    @property
    def where(self) -> str:
        """File and line, to be named beside another place."""
        return f"{self.path}:{self.place.line}"


def shown(minors: Sequence[Minor]) -> str:
    """``3.8``, ``3.8 and 3.9``, ``3.7, 3.8 and 3.9``; of more than four the first and the last."""
    names = [f"{major}.{minor}" for major, minor in minors]
    if len(names) > 4:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
