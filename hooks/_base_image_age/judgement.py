"""The judgement of each image that a file names, by its name and, where that is asked for, by its age."""

from __future__ import annotations

from datetime import date

from .._kit import end_of_life
from .._kit.finding import Advice, Finding, NotChecked, Place, Rule
from .._kit.image_claims import claims
from .._kit.image_dates import built_on
from .._kit.image_references import ImageReference, images_as_built
from .._kit.light import Iterator, Mapping, Sequence
from .._kit.namespace import Namespace
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING
from . import wording
from .pinning import abandoned, not_a_reference, pinned_example, tag_of
from .rules import ABANDONED, DATED, ENDED, FLOATING, LTS_ONLY, UNCHANGED, VARIABLE
from .support import ENDS_SOON, HAS_ENDED, LTS_ONLY_NOW, Support, support_of

if TYPE_CHECKING:
    from .ages import Age

_STALE_AFTER_DAYS = 180


def judged(
    source: Source, build_arguments: Mapping[str, str], options: Namespace
) -> Iterator[Finding | NotChecked | Advice]:
    """What is to be said of the images that a file names. Raises ``NotChecked``."""
    references = [one for one in images_as_built(source, build_arguments) if one.kind != "syntax"]
    if references:
        yield from _of_table(source, references[0].place, options)
    undated: list[ImageReference] = []
    for reference in references:
        said = list(_of_image(source, reference, options))
        yield from said
        found = {item.rule for item in said if isinstance(item, Finding)}
        if not found:
            yield from not_a_reference(source, reference)
        if found <= {FLOATING.id, LTS_ONLY.id} and not reference.unset:
            undated.append(reference)
    yield from _of_age(source, undated, options)


def _today(options: Namespace) -> date:
    return options.today or date.today()


def _of_table(source: Source, place: Place, options: Namespace) -> Iterator[Advice]:
    """Advice on the table itself, beside the first image that is judged by it."""
    age = (_today(options) - end_of_life.table_date()).days
    if age > _STALE_AFTER_DAYS:
        text = f"the table of release cycles is {age} days old ({end_of_life.table_date()}); update flask-upkeep"
        yield Advice(source.path, *place, text)


def _of_image(source: Source, reference: ImageReference, options: Namespace) -> Iterator[Finding | Advice]:
    """The worst that is to be said of one image, and advice."""
    today, image, place = _today(options), wording.shown(reference.text), reference.place
    if reference.kind in ("copy", "mount") and "$" in reference.text[:-1]:
        yield VARIABLE.at(source, place, image=image)
    elif gone := abandoned(reference):
        yield ABANDONED.at(source, place, image=image, day=gone.day, successor=gone.successor)
    else:
        supports = [support_of(claim, today, options.grace_days, options.soon) for claim in claims(reference.text)]
        ended = sorted((one for one in supports if one.verdict == HAS_ENDED), key=lambda one: str(one.end or ""))
        if ended:
            words = {"ended": wording.ended(ended, today), "instead": wording.instead(ended, today)}
            yield ENDED.at(source, place, image=image, table=_table(), **words)
            return
        yield from _of_ends(source, reference, supports, options)
        yield from _of_tag(source, reference, options)


def _of_ends(
    source: Source, reference: ImageReference, supports: Sequence[Support], options: Namespace
) -> Iterator[Finding | Advice]:
    """Ends that are near, and Debian's long term support."""
    today, image = _today(options), wording.shown(reference.text)
    for one in supports:
        product = wording.named(one)
        if one.verdict == LTS_ONLY_NOW:
            found = LTS_ONLY.at(
                source, reference.place, image=image, product=product, end=one.end,
                instead=wording.instead([one], today), table=_table(),
            )  # fmt: skip
            yield found if options.lts_only == "fail" else Advice(*found[:3], found.message)
        elif one.verdict == ENDS_SOON and one.end:
            days = (one.end - today).days
            when = f"ends in {days} days" if days >= 0 else f"ended {wording.ago(one.end, today)}"
            text = f"{image}: {product} {when}, on {one.end} [{_table()}]"
            yield Advice(source.path, *reference.place, text)


def _of_tag(source: Source, reference: ImageReference, options: Namespace) -> Iterator[Finding | Advice]:
    """A tag that tells the day of an old build, or no version at all."""
    today, image = _today(options), wording.shown(reference.text)
    built = built_on(tag_of(reference), today)
    if built and (today - built).days > options.max_age:
        when = f"{wording.ago(built, today)} ({built})"
        yield DATED.at(source, reference.place, image=image, when=when, says="its tag says", max_age=options.max_age)
    elif example := pinned_example(reference, today):
        found = FLOATING.at(source, reference.place, image=image, example=example)
        yield found if options.floating == "fail" else Advice(*found[:3], found.message)


def _of_age(
    source: Source, references: Sequence[ImageReference], options: Namespace
) -> Iterator[Finding | NotChecked | Advice]:
    """What registries or git say of the age of images whose names do not."""
    if not references or not (options.registry or options.line_age):
        return
    from . import ages

    today = _today(options)
    if options.registry:
        for item in ages.asked(source, references, options, today):
            yield from _aged(source, DATED, item, options)
    if options.line_age:
        for age in ages.by_lines(source, references):
            yield from _aged(source, UNCHANGED, age, options)


def _aged(
    source: Source, rule: Rule, item: Age | NotChecked | Advice, options: Namespace
) -> Iterator[Finding | NotChecked | Advice]:
    """An age as a finding, if it is above the limit."""
    if isinstance(item, NotChecked | Advice):
        yield item
    elif (_today(options) - item.day).days > options.max_age:
        when = f"{wording.ago(item.day, _today(options))} ({item.day})" if rule is DATED else item.day
        words = {"image": wording.shown(item.reference.text), "when": when, "says": item.says}
        yield rule.at(source, item.reference.place, max_age=options.max_age, **words)


def _table() -> str:
    """The source of a verdict and its day, for sources disagree by days."""
    return f"{end_of_life.source().removeprefix('https://')}, {end_of_life.table_date()}"
