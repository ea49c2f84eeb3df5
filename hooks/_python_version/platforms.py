"""Platforms, and tools beside the application: serverless, App Engine, conda, Read the Docs, pre-commit."""

from __future__ import annotations

from yaml import MappingNode, Node

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.light import Iterator
from .._kit.source import Source
from .._kit.yaml_nodes import documents, items, pairs, place_of, scalar
from .claims import Claim, Kind
from .in_yaml import keyed_claims, mappings, value_claims, version_claim
from .versions import Version, of_name, of_range

_CONDA = compiled(r"(?:[\w./-]+::)?python(?:\[[^\]]*\])?\s*([=<>!~ ].*)")
_RUNTIME = compiled(r"(?i)python[-:@]?\d[\w.]*")


def claims(source: Source) -> Iterator[Claim]:
    """The claims of a platform's or tool's file, by its name. Raises ``NotChecked`` where it is not valid."""
    name = source.path.rpartition("/")[2]
    if "readthedocs" in name:
        yield from _readthedocs_claims(source)
    elif name.startswith(".pre-commit-config"):
        yield from _pre_commit_claims(source)
    elif re.match(r"env|conda", name):
        yield from _conda_claims(source)
    else:
        yield from _runtime_claims(source)


def _runtime_claims(source: Source) -> Iterator[Claim]:
    """``runtime: python39``, ``type: python:3.8`` and variables such as ``PYTHON_VERSION``.

    https://cloud.google.com/appengine/docs/standard/python3/config/appref
    https://www.serverless.com/framework/docs/providers/aws/guide/functions
    """
    for mapping in mappings(*documents(source)):
        for key in ("runtime", "Runtime", "type", "runtime_version"):
            text = (scalar(mapping.get(key)) or "").strip()
            if _RUNTIME.fullmatch(text) or (key == "runtime_version" and text and "operating_system" in mapping):
                yield version_claim(source, mapping[key], place_of(mapping[key]), Kind.RUNS, key, text.lower())
    for root in documents(source):
        yield from keyed_claims(source, root, Kind.RUNS)


def _conda_claims(source: Source) -> Iterator[Claim]:
    """``python=3.8`` among the dependencies.

    https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html#package-match-specifications
    """
    for mapping in mappings(*documents(source)):
        for item in items(mapping.get("dependencies")):
            if match := _CONDA.fullmatch((scalar(item) or "").partition("#")[0].strip()):
                wanted = re.sub(r"^(=?[\d.*]+)=\w*$", r"\1", match[1].strip())  # a build string follows
                yield Claim(source.path, place_of(item), Kind.RUNS, "python", match[0], _conda(wanted))


def _readthedocs_claims(source: Source) -> Iterator[Claim]:
    """``build.tools.python``; before that it was ``python.version``.

    https://docs.readthedocs.com/platform/stable/config-file/v2.html#build-tools-python
    """
    for root in documents(source):
        for path in (("build", "tools", "python"), ("python", "version")):
            if (value := _at(root, path)) is not None:
                yield from value_claims(source, value, Kind.TOOLS, path[-1])


def _pre_commit_claims(source: Source) -> Iterator[Claim]:
    """``default_language_version`` and the hooks' own; a bare number may be another language's.

    https://pre-commit.com/#overriding-language-version
    """
    for root in documents(source):
        if (value := _at(root, ("default_language_version", "python"))) is not None:
            yield from value_claims(source, value, Kind.TOOLS, "python")
    for mapping in mappings(*documents(source)):
        if (scalar(mapping.get("language_version")) or "").startswith("python"):
            yield from value_claims(source, mapping["language_version"], Kind.TOOLS, "language_version")


def _conda(wanted: str) -> frozenset[Version]:
    return of_name(wanted.lstrip("=").strip()) if re.fullmatch(r"={0,2}\s*[\d.]+", wanted) else of_range(wanted)


def _at(node: Node | None, path: tuple[str, ...]) -> Node | None:
    for name in path:
        if not isinstance(node, MappingNode):
            return None
        node = next((value for key, value in pairs(node) if key.value == name), None)
    return node
