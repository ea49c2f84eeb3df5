"""Every container image that a file names: Dockerfiles, compose files, CI configurations, Kubernetes manifests.

YAML files are told apart by what they hold. Import light: PyYAML comes in for a YAML file only.
Source: https://docs.docker.com/reference/dockerfile/ (scope of ARG, names of stages).
"""

from __future__ import annotations

from . import dockerfile
from . import regex as re
from .dockerfile_words import WordError, expand
from .finding import NotChecked, Place
from .image_claims import parse
from .image_files import DOCKERFILE, WORDS
from .light import Iterator, Mapping, Sequence
from .source import Source
from .typed import NamedTuple

# Kinds of references that something is built from.
BUILT_FROM = ("from", "copy", "mount")
# Their values depend on the platform that is built for, perhaps on several.
PLATFORM_ARGUMENTS = tuple(
    f"{side}{part}"
    for side in ("BUILD", "TARGET")
    for part in ("PLATFORM", "OS", "OSVERSION", "ARCH", "VARIANT", "STAGE")
)


class ImageReference(NamedTuple):
    """An image that a file names.

    ``text`` has the variables filled in; one that gets its value only later stays, as ``${NAME}``. ``kind`` is
    ``from``, ``copy``, ``mount`` or ``syntax`` in a Dockerfile, else ``compose``, ``ci`` or ``kubernetes``.
    ``platform`` is what ``--platform`` says. ``unset`` names the ARGs without which BuildKit has no valid
    reference here.
    """

    text: str
    place: Place
    kind: str
    platform: str = ""
    unset: tuple[str, ...] = ()


def say_build_arg(name: str) -> str:
    """How to give an ARG its value, in words that hold whichever way the hook is started."""
    return f'say build-arg = ["{name}=VALUE"] in [tool.flask-upkeep.base-image-age]'


def images(source: Source, arguments: Mapping[str, str] | None = None) -> Iterator[ImageReference]:
    """The images that a file names; ``arguments`` are build arguments. Raises ``NotChecked``."""
    if re.search(DOCKERFILE, source.path):
        yield from images_of_dockerfile(source, arguments or {})
    elif source.mentions(WORDS):
        try:
            from .image_references_yaml import images_of_yaml
        except ImportError as error:
            remedy = "`additional_dependencies` replaced this hook's own: add PyYAML to it"
            raise NotChecked(source.path, "PyYAML is missing from the hook's environment", remedy) from error
        yield from images_of_yaml(source)


def images_as_built(source: Source, arguments: Mapping[str, str]) -> list[ImageReference]:
    """``images``, with the build arguments of a compose file near by where a Dockerfile cannot do without."""
    found = list(images(source, arguments))
    if not any(reference.unset for reference in found):
        return found
    try:
        from .image_references_yaml import build_arguments
    except ImportError:  # the compose file could not be read: what is unset stays so, and that is said
        return found
    return list(images(source, {**build_arguments(source.path), **arguments}))


def images_of_dockerfile(source: Source, arguments: Mapping[str, str]) -> Iterator[ImageReference]:
    """The images of a Dockerfile's stages, copies and mounts, and that of its ``# syntax=``."""
    if syntax := dockerfile.directives(source).get("syntax"):
        column = source.lines[syntax.line - 1].rfind(syntax.value) + 1
        yield ImageReference(syntax.value.partition(" ")[0], Place(syntax.line, column), "syntax")
    escape = dockerfile.escape_character(source)
    head, stages = dockerfile.stages(source)
    known = global_arguments(source, head, arguments)
    all_names = {stage.name.lower() for stage in stages if stage.name}
    earlier: set[str] = set()
    for stage in stages:
        reference = _base(source, stage, known, escape)
        if reference.text.lower() not in earlier and reference.text != "scratch":
            yield reference
        earlier |= {stage.name.lower()} - {""}
        for instruction in stage.instructions:
            yield from _copied(source, instruction, escape, all_names)


def global_arguments(
    source: Source, head: Sequence[dockerfile.Instruction], arguments: Mapping[str, str]
) -> dict[str, str]:
    """The values of the ``ARG`` before the first ``FROM``. Raises ``NotChecked``."""
    escape = dockerfile.escape_character(source)
    known = {name: arguments.get(name, f"${{{name}}}") for name in PLATFORM_ARGUMENTS}
    for instruction in head:
        for word in dockerfile.quoted_words(instruction.argument, escape) if instruction.keyword == "ARG" else ():
            name, equals, value = word.partition("=")
            if name in arguments:
                known[name] = arguments[name]
            elif equals:
                known[name] = _filled(source, value, known, escape, instruction.first)[0]
    return known


def _filled(source: Source, word: str, known: Mapping[str, str], escape: str, line: int) -> tuple[str, tuple[str, ...]]:
    """The word with its variables filled in, and those that have no value. Raises ``NotChecked``."""
    try:
        expansion = expand(word, known, escape)
    except WordError as error:
        remedy = f"mend it, or {say_build_arg('NAME')}"
        raise NotChecked(source.path, f"BuildKit refuses {word} (line {line}: {error})", remedy) from error
    return expansion.text, tuple(expansion.unset)


def _base(source: Source, stage: dockerfile.Stage, known: Mapping[str, str], escape: str) -> ImageReference:
    """What ``FROM`` names; where BuildKit's empty text for an unset ARG leaves no reference, the ARG stays."""
    platform = "".join(stage.start.flag("platform"))
    place = stage.start.place_of(source, stage.base)
    text, unset = _filled(source, stage.base, known, escape, stage.start.first)
    if unset and not parse(text):
        text, _ = _filled(source, stage.base, {**known, **{name: f"${{{name}}}" for name in unset}}, escape, place.line)
        return ImageReference(text, place, "from", platform, unset)
    return ImageReference(text, place, "from", platform)


def _copied(
    source: Source, instruction: dockerfile.Instruction, escape: str, stages: set[str]
) -> Iterator[ImageReference]:
    """Images that ``COPY --from=`` and ``RUN --mount=from=`` name; variables stay, as BuildKit expands none there."""
    inner = dockerfile.triggered(instruction, escape) or instruction
    named = {"COPY": "copy", "ADD": "copy", "RUN": "mount"}.get(inner.keyword, "")
    values = inner.flag("from") if named == "copy" else _mounted(inner) if named == "mount" else ()
    for value in values:
        if value and not value.isdecimal() and value.lower() not in stages and value != "scratch":
            prefix = "--from=" if named == "copy" else "from="
            place = inner.place_of(source, prefix + value)
            is_there = source.lines[place.line - 1].startswith(prefix, place.col - 1)
            start = place.col + len(prefix) * is_there
            yield ImageReference(value, Place(place.line, start), named)


def _mounted(instruction: dockerfile.Instruction) -> Iterator[str]:
    """The values of ``from`` in mounts: fields stand between commas, their keys in any case."""
    for mount in instruction.flag("mount"):
        for field in mount.split(","):
            key, _, value = field.partition("=")
            if key.strip().lower() == "from":
                yield value
