"""CI systems: the Pythons that workflows and pipelines set up."""

from __future__ import annotations

from yaml import Node

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.finding import Place
from .._kit.light import Iterator
from .._kit.source import Source
from .._kit.yaml_nodes import documents, scalar
from .claims import Claim, Kind
from .in_yaml import keyed_claims, mappings, value_claims

# What tests on a Python that the file does not name: a container of its own, uv, a workflow of another repository.
_TESTS_ELSEWHERE = compiled(
    r"docker[ -]compose|docker (?:run|exec)|\buv (?:run|sync)|setup-uv|python-version-file"
    r"|uses: +[\w-]+/[\w./-]+\.ya?ml@"
)
_TEST_WORDS = compiled(r"\b(?:py)?tests?\b|unittest|\btox\b|\bnox\b", re.IGNORECASE)


def claims(source: Source) -> Iterator[Claim]:
    """The claims of a workflow or pipeline. Raises ``NotChecked`` where it is not valid."""
    kind = kind_of(source)
    named = _matrix_keys(source.text)
    for root in documents(source):
        yield from keyed_claims(source, root, kind, named)
        yield from _azure_claims(source, root, kind)
    if match := _TESTS_ELSEWHERE.search(source.text):
        place = Place(source.text.count("\n", 0, match.start()) + 1, 1)
        yield Claim(source.path, place, kind, "", match[0], frozenset())


def kind_of(source: Source) -> Kind:
    """A file that never speaks of tests sets up Python for something else, such as a linter or a release."""
    return Kind.TESTS if _TEST_WORDS.search(source.text) else Kind.TOOLS


def _matrix_keys(text: str) -> frozenset[str]:
    """The keys of the matrix that a ``python-version`` is filled from, whatever they are called."""
    expressions = re.findall(r"python-version[\"']?:[ \t]*[\"']?(\$\{\{.{0,300}?\}\})", text)
    found = [re.findall(r"matrix\.([\w-]+)(?![\w-]*\()", expression) for expression in expressions]
    return frozenset(name for names in found for name in names)


def _azure_claims(source: Source, root: Node, kind: Kind) -> Iterator[Claim]:
    """``versionSpec`` of ``UsePythonVersion``; other tasks have an input of that name too."""
    for mapping in mappings(root):
        inputs = mapping.get("inputs")
        if (scalar(mapping.get("task")) or "").startswith("UsePythonVersion@") and inputs is not None:
            for each in mappings(inputs):
                if "versionSpec" in each:
                    yield from value_claims(source, each["versionSpec"], kind, "versionSpec")
