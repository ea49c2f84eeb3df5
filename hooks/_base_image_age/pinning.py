"""How a reference names its image: with a version or without, at a place that is still kept, or not at all."""

from __future__ import annotations

from datetime import date

from .._kit import regex as re
from .._kit.finding import NotChecked
from .._kit.image_claims import DOCKER_HUB, UNKNOWN, Reference, claims, parse, product_of, rows
from .._kit.image_references import BUILT_FROM, ImageReference, say_build_arg
from .._kit.light import Iterator
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .support import newest

_DISTRIBUTIONS = frozenset(("alpine-linux", "debian", "ubuntu"))
# Words for the series that is kept long, where another is newer.
_LASTING = frozenset(("lts", "stable"))
_TEMPLATE = r"\{\{|\{%|<%|%\(|^\[\[|@[A-Z_]+@"


class Abandoned(NamedTuple):
    """The day of an image's last update, and what to take instead."""

    day: str
    successor: str


def abandoned(image: ImageReference) -> Abandoned | None:
    """Is the image in the table of those that get no updates any more?"""
    reference = parse(image.text)
    if not reference or image.kind == "syntax":
        return None
    if any(claim.product == "centos-stream" for claim in claims(image.text)):  # the name lives on
        return None
    path = _known_as(reference)
    for name, day, successor in (row.split(" ", 2) for row in rows("abandoned")):
        if name == path or (name.endswith("/*") and path.startswith(name[:-1])):
            return Abandoned(day, successor)
    return None


def tag_of(image: ImageReference) -> str:
    """The tag of a reference, empty where there is none."""
    reference = parse(image.text)
    return reference.tag if reference else ""


def pinned_example(image: ImageReference, today: date) -> str | None:
    """How to name a version, for a reference that floats from one version to the next; ``None`` for one that does not.

    Judged are images that something is built from, and elsewhere those of known products: which image of
    its own a team deploys is not a question of age.
    """
    reference = parse(image.text)
    if not reference or reference.digest or not _names_no_version(reference, image.text):
        return None
    product = product_of(reference)
    name = image.text.partition("@")[0].removesuffix(f":{reference.tag}")
    words = reference.tag.split("-")
    variants = [word for word in words if _is_variant(word)]
    if product:
        return f"{name}:{'-'.join([newest(product, today, not _LASTING.isdisjoint(words)), *variants])}"
    is_local = reference.host == DOCKER_HUB and reference.path.startswith("library/")
    return None if image.kind not in BUILT_FROM or is_local else f"{name}:VERSION, or a digest"


def not_a_reference(source: Source, image: ImageReference) -> Iterator[NotChecked]:
    """What docker would not take for an image; in YAML anything may stand beside `image:`."""
    if image.kind != "from" or (parse(image.text) and not image.unset) or re.search(_TEMPLATE, image.text):
        return
    line = image.place.line
    if image.unset:
        names = ", ".join(image.unset)
        reason = f"FROM {image.text} has no value for {names} (line {line})"
        remedy = f"give the ARG a default before FROM, or {say_build_arg(image.unset[0])}"
        yield NotChecked(source.path, reason, remedy)
    else:
        yield NotChecked(
            source.path, f"FROM {image.text} is no image (line {line})", "mend the name; docker refuses it"
        )


def _known_as(reference: Reference) -> str:
    """The path at Docker Hub, without `library/`; the host before it elsewhere."""
    before, found, name = reference.path.rpartition("library/")
    if found and (not before or before.endswith("/")):
        return name
    return reference.path if reference.host == DOCKER_HUB else f"{reference.host}/{reference.path}"


def _names_no_version(reference: Reference, text: str) -> bool:
    """Are all words of the tag such as ``latest``, ``slim``, ``alpine3.20``, and does the path claim nothing?"""
    if UNKNOWN in reference.tag or UNKNOWN in reference.path:
        return False
    untagged = text.removesuffix(f":{reference.tag}") if reference.tag else text
    own = product_of(reference)
    if claims(untagged) or any(claim.product == own for claim in claims(text)):
        return False
    floating = _listed("floating")
    return all(word in floating or _is_variant(word) for word in reference.tag.split("-") if word)


def _is_variant(word: str) -> bool:
    """``slim``, ``alpine3.20``, ``bookworm``: a part of a tag that says nothing of the product's version."""
    return word in _listed("variants") or any(claim.product in _DISTRIBUTIONS for claim in claims(f"any:{word}"))


def _listed(key: str) -> frozenset[str]:
    return frozenset(word for row in rows(key) for word in row.split())
