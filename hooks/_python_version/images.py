"""The Python of the container images that a file names."""

from __future__ import annotations

from .._kit import image_claims, image_references
from .._kit.light import Iterator
from .._kit.source import Source
from .claims import Claim, Kind
from .versions import of_range

# An image that files are copied from, or that is mounted, is a tool's.
_KINDS = {"from": Kind.RUNS, "compose": Kind.RUNS, "kubernetes": Kind.RUNS, "copy": Kind.TOOLS, "mount": Kind.TOOLS}


def claims(source: Source) -> Iterator[Claim]:
    """The claims of a Dockerfile's or YAML file's images. Raises ``NotChecked``."""
    for reference in image_references.images(source):
        kind = _kind_in_ci(source) if reference.kind == "ci" else _KINDS.get(reference.kind)
        for claim in image_claims.claims(reference.text) if kind else ():
            if claim.product == "python" and kind:
                versions = of_range(claim.version)
                yield Claim(source.path, reference.place, kind, "image", reference.text, versions)


def _kind_in_ci(source: Source) -> Kind:
    from .ci import kind_of

    return kind_of(source)
