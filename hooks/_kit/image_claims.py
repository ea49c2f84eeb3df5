"""What the name of an image claims: which products it holds, in which version.

``python:3.8-slim-buster`` claims Python 3.8 and Debian 10, ``ubi8/python-38`` RHEL 8 and Python 3.8. Names and
words stand in ``data/images.toml``, code names in the table of release cycles.
Source: https://github.com/distribution/reference (the grammar of a reference).
"""

from __future__ import annotations

import os

from . import end_of_life
from . import regex as re
from .compiled import compiled
from .light import Iterator, lru_cache
from .typed import NamedTuple

TABLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "images.toml")
DOCKER_HUB = "docker.io"

# What stands for a part that nobody knows before the build: `${TAG}`, `${{ matrix.tag }}`, a template's field.
UNKNOWN = "\ufffd"
_PLAIN = compiled(r"[\w.:/@-]+")
_VARIABLE = r"\$\{\{.*?\}\}|\$\{[^{}]*\}|\{\{.*?\}\}|\$\w+|\$\([^()]*\)|<[<%].*?[%>]>|\{%.*?%\}|%\([^()]*\)s"
_COMPONENT = compiled(rf"[a-z0-9{UNKNOWN}]+(?:(?:\.|__?|-+)[a-z0-9{UNKNOWN}]+)*")
_HOST = rf"[\w.{UNKNOWN}-]+(?::[\d{UNKNOWN}]+)?|\[[0-9a-fA-F:]+\](?::\d+)?"
_TAG = compiled(rf"[\w{UNKNOWN}][\w.{UNKNOWN}-]{{0,127}}", re.ASCII)
_DIGEST = rf"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{{32,}}|[\w:{UNKNOWN}]*{UNKNOWN}[\w:{UNKNOWN}]*"
_HUB_NAMES = (DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")

_LEADING_VERSION = compiled(rf"v?(\d+(?:\.\d+)*)(?![\w{UNKNOWN}]|\.[\d{UNKNOWN}])", re.ASCII)
# The own version of a development container stands before the version of its language.
_OWN_VERSION = r"(?:dev-)?\d+(?:\.\d+)*-(?=\d+\.)"
_EDGE, _END = r"(?<![A-Za-z0-9])", rf"(?![A-Za-z0-9{UNKNOWN}]|\.[\d{UNKNOWN}])"
# Their tags write two numbers as one: `python-38`, `php81`.
_COMPACT = ("php", "python", "ruby")
# Abbreviations take no dash: `node-2` may be the second node of something.
_ABBREVIATIONS = ("al", "cp", "deb", "el", "node", "ol", "pg", "py", "stream")
# Code names of older releases are words of every day, such as `woody`.
_CODENAMES_SINCE = 2009
# Docker Hub's official images, built for one architecture.
_ARCHITECTURES = frozenset("amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 mips64le ppc64le riscv64 s390x".split())
# In the tag of an image that has only the name of an official one, the sign of a mirror.
_VARIANT = r"-(?:slim|alpine)(?:$|[-\d])"


class Reference(NamedTuple):
    """The parts of a reference; ``tag`` and ``digest`` are empty where there is none.

    ``path`` has the ``library/`` of Docker Hub's official images. What nobody knows yet is ``UNKNOWN``.
    """

    host: str
    path: str
    tag: str
    digest: str

    @property
    def name(self) -> str:
        """The last component of the path."""
        return self.path.rpartition("/")[2]


class Claim(NamedTuple):
    """A product by its name at endoflife.date, its version as far as the reference goes, and the part that says so."""

    product: str
    version: str
    part: str


def parse(text: str) -> Reference | None:
    """The parts of a reference, or ``None`` for what is none."""
    if not _PLAIN.fullmatch(text):
        text = re.sub(rf"^{UNKNOWN}(?=[a-z])", f"{UNKNOWN}/", re.sub(_VARIABLE, UNKNOWN, text))
    name, at, digest = text.partition("@")
    head, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        head, colon, tag = name, "", ""
    host, slash, path = head.partition("/")
    if not slash or not (re.search(r"[.:\[]", host) or host == "localhost"):
        host, path = DOCKER_HUB, head
    valid = (
        (host == DOCKER_HUB or re.fullmatch(_HOST, host))
        and all(map(_COMPONENT.fullmatch, path.split("/")))
        and (not colon or _TAG.fullmatch(tag))
        and (not at or re.fullmatch(_DIGEST, digest))
    )
    if not valid:
        return None
    if host in _HUB_NAMES:
        host = DOCKER_HUB
        path = path if "/" in path or path == UNKNOWN else f"library/{path}"
    return Reference(host, path, tag, digest)


def claims(text: str) -> tuple[Claim, ...]:
    """What a reference claims, the product that its name stands for first; nothing for what is no reference."""
    reference = parse(text)
    if not reference:
        return ()
    found: dict[tuple[str, str], Claim] = {}
    for claim in (*_of_name(reference), *_of_words(reference), *_of_codenames(reference)):
        found.setdefault((claim.product, claim.version), claim)
    return tuple(found.values())


def product_of(reference: Reference) -> str | None:
    """The product whose version the tag begins with, for the images that are known."""
    known = dict(map(str.split, rows("products")))
    parts = reference.path.split("/")
    publisher = "".join(parts[-2:-1])
    if publisher == "library" or publisher in _ARCHITECTURES:  # Docker Hub, and most of its mirrors
        return known.get(parts[-1])
    last_two = "/".join(parts[-2:]) if publisher else ""
    return known.get(f"{reference.host}/{reference.path}") or known.get(last_two)


@lru_cache(maxsize=128)
def rows(key: str) -> tuple[str, ...]:
    """The lines of a list in the table of images.

    They are read as text: ``tomllib`` alone costs as much as starting an interpreter.
    """
    with open(TABLE, encoding="utf-8") as file:
        return tuple(file.read().partition(f'\n{key} = """\n')[2].partition('"""')[0].splitlines())


def _of_name(reference: Reference) -> Iterator[Claim]:
    tag = reference.tag
    if "devcontainers/" in reference.path:
        tag = re.sub(_OWN_VERSION, "", tag)
    match = _LEADING_VERSION.match(tag)
    if match and (product := product_of(reference) or _mirrored(reference, match[0])):
        yield Claim(product, match[1], match[0])


def _mirrored(reference: Reference, version: str) -> str | None:
    """The product of an official image's name at somebody's registry, if its tag is one that the image has."""
    product = dict(map(str.split, rows("products"))).get(reference.name)
    is_official = reference.path in (reference.name, f"{UNKNOWN}/{reference.name}") or re.search(
        _VARIANT, reference.tag
    )
    if not product or not (is_official or any(word in _codenames() for word in _words(reference.tag))):
        return None
    has_row = any(f"{version}.".startswith(f"{cycle.name}.") for cycle in end_of_life.cycles(product))
    return product if has_row else None


def _of_words(reference: Reference) -> Iterator[Claim]:
    products = dict(map(str.split, rows("words")))
    words = "|".join(word if word in _ABBREVIATIONS else f"{word}-?" for word in products)
    pattern = rf"{_EDGE}({words})(\d+(?:\.\d+)*){_END}"
    for text in (*reference.path.split("/"), reference.tag):
        for match in re.finditer(pattern, text):
            product = products[match[1].rstrip("-")]
            yield Claim(product, _dotted(product, match[2]), match[0])


def _dotted(product: str, version: str) -> str:
    if "." in version or len(version) == 1:
        return version
    if product in _COMPACT:
        return f"{version[0]}.{version[1:]}"
    if product == "ubuntu" and len(version) == 4:
        return f"{version[:2]}.{version[2:]}"
    return version


def _of_codenames(reference: Reference) -> Iterator[Claim]:
    known = _codenames()
    named = _words(reference.name)  # `python3-bookworm`; an image called `buster` alone may hold anything
    products = {row.split()[0] for row in rows("words")} if not known.keys().isdisjoint(named) else set[str]()
    of_name = named if any(word.rstrip("0123456789") in products for word in named) else []
    for word in (*_words(reference.tag), *of_name):
        if word in known:
            product, version = known[word]
            yield Claim(product, version, word)


def _words(text: str) -> list[str]:
    return re.split(r"[^a-z0-9]+", text)


@lru_cache(maxsize=128)
def _codenames() -> dict[str, tuple[str, str]]:
    return {
        cycle.codename: (product, cycle.name)
        for product in ("debian", "ubuntu")
        for cycle in end_of_life.cycles(product)
        if cycle.codename and cycle.released and cycle.released.year >= _CODENAMES_SINCE
    }
