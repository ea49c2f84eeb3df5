"""What the other files of the repository claim: those in git's index, read from the disk once a run."""

from __future__ import annotations

import os

from .._kit import regex as re
from .._kit.finding import NotChecked, Place
from .._kit.git_index import listed_files
from .._kit.light import cached_property
from .._kit.names import Names
from .._kit.source import Source
from .claims import Claim, Kind
from .files import FILES, family_of, is_of_tools
from .readers import claims_of
from .versions import Minor, Version

# A folder that holds one of these is a project of its own, as in a monorepo.
_MARKERS = frozenset(
    "pyproject.toml setup.py setup.cfg Pipfile requirements.txt requirements.in environment.yml runtime.txt "
    ".python-version uv.lock poetry.lock".split()
)
_REQUIREMENTS = r"(?:^|/)requirements\.(?:txt|in)$"
_LEADING = ("docker", "platforms", "version files")


class Repository:
    """The tracked files with their claims. A file that cannot be read claims nothing here.

    That it cannot is said when it is checked itself.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._claims: dict[str, list[Claim]] = {}

    def project_of(self, path: str) -> str:
        """The folder of the project a file belongs to: the nearest that holds a marker, else its own."""
        folder = os.path.dirname(path)
        while folder and folder not in self._project_folders:
            folder = os.path.dirname(folder)
        return folder if folder in self._project_folders else os.path.dirname(path)

    def project_claims(self, folder: str) -> list[Claim]:
        """The claims of a project's files, in the order of their paths; CI files belong to none."""
        files = (path for path in self._files if family_of(path) != "ci" and self.project_of(path) == folder)
        return [claim for path in files for claim in self.claims_of(path)]

    def ci_claims(self) -> list[Claim]:
        """The claims of all CI files."""
        return [claim for path in self._files if family_of(path) == "ci" for claim in self.claims_of(path)]

    def ci_speaks_of(self, minor: Minor) -> bool:
        """Does a CI file name that minor version outside of comments?

        Then nobody need know where: it spares the reading of YAML, which takes longer than all the rest.
        """
        named = re.compile(rf"^[^#\n]*(?<![\d.]){minor[0]}\.{minor[1]}(?!\d)", re.MULTILINE)
        return any(named.search(_text(path)) for path in self._files if family_of(path) == "ci")

    def remember(self, path: str, claims: list[Claim]) -> None:
        """Spare a second reading of a file that is checked."""
        self._claims[path] = claims

    def first_hand(self, path: str, claims: list[Claim], *, is_library: bool) -> list[Claim]:
        """The claims to judge by themselves: no copy in a lock file beside its original.

        A library tests on purpose what it admits.
        """
        if all(claim.kind is not Kind.LOCKS and not (is_library and claim.kind is Kind.TESTS) for claim in claims):
            return claims
        folders = self.projects if family_of(path) == "ci" else [self.project_of(path)]
        beside = [claim for folder in folders for claim in self.project_claims(folder)]
        admitted = frozenset(version for claim in beside if claim.kind is Kind.ADMITS for version in claim.versions)
        return [claim for claim in claims if not _is_second_hand(claim, beside, admitted, is_library)]

    def precedence(self, claim: Claim) -> tuple[bool, int, str, Place]:
        """Of files that differ, the one that production is made from leads."""
        family = family_of(claim.path)
        rank = _LEADING.index(family) if family in _LEADING else len(_LEADING)
        return not self._names.is_production(claim.path), rank, claim.path, claim.place

    @cached_property
    def projects(self) -> list[str]:
        """The folders of all projects that claim something."""
        return sorted({self.project_of(path) for path in self._files if family_of(path) != "ci"})

    def claims_of(self, path: str) -> list[Claim]:
        """The claims of one file, as far as they can be read and matter to others."""
        if path not in self._claims and is_of_tools(path):
            self._claims[path] = []  # spares the import of a parser of YAML
        if path not in self._claims:
            try:
                found = claims_of(Source(path), self._names)
            except NotChecked:
                found = []
            self._claims[path] = [item for item in found if isinstance(item, Claim)]
        return self._claims[path]

    @cached_property
    def _listed(self) -> list[str]:
        return listed_files(f"{FILES}|{_REQUIREMENTS}")

    @cached_property
    def _files(self) -> list[str]:
        return [path for path in self._listed if not re.search(_REQUIREMENTS, path)]

    @cached_property
    def _project_folders(self) -> frozenset[str]:
        return frozenset(os.path.dirname(path) for path in self._listed if _marks_project(path))


def _text(path: str) -> str:
    try:
        return Source(path).text
    except NotChecked:
        return ""


def _is_second_hand(claim: Claim, beside: list[Claim], admitted: frozenset[Version], is_library: bool) -> bool:
    if claim.kind is Kind.LOCKS:
        is_pipfile = claim.path.endswith("Pipfile.lock")
        return any(each.path.endswith("Pipfile") if is_pipfile else each.kind is Kind.ADMITS for each in beside)
    return is_library and claim.kind is Kind.TESTS and not admitted.isdisjoint(claim.versions)


def _marks_project(path: str) -> bool:
    """A ``setup.py`` inside a package is a module of that name."""
    folder, name = os.path.split(path)
    return name in _MARKERS and not (name == "setup.py" and os.path.exists(os.path.join(folder, "__init__.py")))
