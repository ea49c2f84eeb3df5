"""The age of images whose names do not tell it: asked of their registries, or estimated from git."""

from __future__ import annotations

from datetime import date

from .._kit import git
from .._kit import regex as re
from .._kit.finding import Advice, NotChecked
from .._kit.image_claims import DOCKER_HUB, UNKNOWN, Reference, claims, parse, product_of
from .._kit.image_dates import built_on
from .._kit.image_references import BUILT_FROM, ImageReference
from .._kit.light import Iterator, Sequence
from .._kit.namespace import Namespace
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .._kit.user_cache import cache_folder
from . import wording
from .image_cache import Cache
from .registry import Built, Settings, built
from .support import names_a_patch
from .transport import UnavailableError

_AT_ONCE = 8
_PATCH = re.compile(r"(?<![\d.])\d+\.\d+\.\d+")


class Age(NamedTuple):
    """The day an image is of, and who says so."""

    reference: ImageReference
    day: date
    says: str


def asked(
    source: Source, references: Sequence[ImageReference], options: Namespace, today: date
) -> Iterator[Age | NotChecked | Advice]:
    """The ages of the images as their registries tell, several at a time."""
    from concurrent.futures import ThreadPoolExecutor

    cache = None if options.no_cache else Cache(cache_folder("images"))
    questions = [(one, question) for one in references if (question := _question(one, options))]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = [pool.submit(_answer, *question, options, cache) for _, question in questions]
    for (reference, (parts, platform)), answer in zip(questions, answers, strict=True):
        result = answer.result()
        if isinstance(result, UnavailableError):
            yield _unavailable(source, reference, parts, str(result), options)
        else:
            yield from _told(source, reference, parts, platform, result, today)


def by_lines(source: Source, references: Sequence[ImageReference]) -> Iterator[Age]:
    """The ages of lines that name an exact version or a digest: since then nobody has taken a newer one."""
    exact = [reference for reference in references if _is_exact(reference)]
    days = git.line_days(source.path, [reference.place.line for reference in exact]) if exact else {}
    for reference in exact:
        if day := days.get(reference.place.line):
            yield Age(reference, day, "git says of this line")


def _question(image: ImageReference, options: Namespace) -> tuple[Reference, str] | None:
    """The reference and platform to ask for; ``None`` where a part of them is not known, or nobody's business."""
    platform = options.platform if not image.platform or "$" in image.platform else image.platform
    text = image.text
    for name, value in _platform_values(platform).items():
        text = text.replace(f"${{{name}}}", value)
    reference = parse(text)
    if not reference or UNKNOWN in "".join(reference):
        return None
    return (reference, platform) if image.kind in BUILT_FROM or product_of(reference) else None


def _platform_values(platform: str) -> dict[str, str]:
    system, _, rest = platform.partition("/")
    machine, _, variant = rest.partition("/")
    values = {"PLATFORM": platform, "OS": system, "ARCH": machine, "VARIANT": variant}
    return {f"{side}{part}": value for side in ("BUILD", "TARGET") for part, value in values.items()}


def _answer(reference: Reference, platform: str, options: Namespace, cache: Cache | None) -> Built | UnavailableError:
    settings = Settings(options.timeout, reference.host in options.insecure, cache)
    try:
        return built(reference, platform, settings)
    except UnavailableError as error:
        return error


def _told(
    source: Source, image: ImageReference, reference: Reference, platform: str, result: Built, today: date
) -> Iterator[Age | Advice]:
    """An age, and what weakens it."""
    name = wording.shown(image.text)
    if result.stale:
        text = f"{name}: its registry does not answer; judged by its answer of {result.stale}"
        yield Advice(source.path, *image.place, text)
    if result.platform != platform and not result.platform.startswith(f"{platform}/"):
        text = f"{name} is not offered for {platform}; judged by {result.platform or 'what there is'}"
        yield Advice(source.path, *image.place, text)
    if day := result.day or built_on(reference.tag, today):
        yield Age(image, day, result.says or "its tag says")
    else:
        text = f"{name}: age unknown, as it is a reproducible build that carries no day"
        yield Advice(source.path, *image.place, text)


def _unavailable(
    source: Source, image: ImageReference, reference: Reference, reason: str, options: Namespace
) -> NotChecked | Advice:
    name = wording.shown(image.text)
    is_official = reference.host == DOCKER_HUB and reference.path.startswith("library/")
    if is_official and not reference.tag and not reference.digest and not product_of(reference) and "(40" in reason:
        return Advice(source.path, *image.place, f"{name}: {reason}; taken for an image that is built here")
    if options.on_unavailable == "warn":
        return Advice(source.path, *image.place, f"{name}: age unknown, as {reason}")
    remedy = "try again, `docker login`, or say --on-unavailable=warn"
    return NotChecked(source.path, f"age of {name} (line {image.place.line}): {reason}", remedy)


def _is_exact(image: ImageReference) -> bool:
    """Does it mean the same image for ever: a digest, or a version with its patch?"""
    reference = parse(image.text)
    if not reference or UNKNOWN in "".join(reference):
        return False
    return bool(reference.digest or _PATCH.search(reference.tag)) or any(map(names_a_patch, claims(image.text)))
