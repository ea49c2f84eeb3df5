"""Images whose runtime or distribution has ended, that float, or that nobody maintains.

A tag such as ``python:3.13-slim-bullseye`` names two products: Python 3.13 is fine, Debian 11 gets no more
security fixes. Both are looked up in a table of release cycles that comes with the hook, so a commit needs
no network. Read are Dockerfiles (``FROM`` with its ``ARG``, ``COPY --from``, ``RUN --mount``), compose files, CI
configurations and Kubernetes manifests.

Bad::

    # Dockerfile
    FROM python:3.8-slim-buster

Bad::

    # Dockerfile
    FROM python:latest

Good::

    # Dockerfile
    ARG PYTHON=3.14
    FROM python:${PYTHON}-slim-trixie

Good::

    # Dockerfile
    FROM registry.example/team/base:2026.7

Options::

    --soon DAYS              advise of an end within so many days (default 180)
    --grace-days DAYS        an end counts so many days later (default 0)
    --max-age DAYS           a build that its tag dates may be so old (default 365)
    --lts-only fail          Debian under long term support only is a finding (default: advice)
    --floating advise        a tag without a version is advice (default: a finding)
    --build-arg NAME=VALUE   the value of an ARG, as in `docker build`
    --registry               ask registries when the images were built, and judge by --max-age; needs the network
    --line-age               judge exact versions and digests by when git says the line was written

With ``--registry``::

    --platform OS/ARCH       the platform to ask for (default linux/amd64)
    --timeout SECONDS        wait so long for an answer (default 5)
    --insecure HOST          speak plain HTTP to this registry; localhost is spoken to that way anyway
    --no-cache               do not remember what registries said
    --on-unavailable warn    no answer is advice (default: NOT CHECKED, exit 3)

What the table does not know, or what is newer than the table, is never a finding. Logins are those that
`docker login` has left.

Source: https://endoflife.date/
Source: https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image
Source: https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ._base_image_age import wording
from ._base_image_age.pinning import abandoned, not_a_reference, pinned_example, tag_of
from ._base_image_age.support import ENDS_SOON, HAS_ENDED, LTS_ONLY_NOW, Support, support_of
from ._kit import end_of_life
from ._kit.finding import Advice, Finding, NotChecked, Place, Rule, UsageError
from ._kit.hook import Hook
from ._kit.image_claims import claims
from ._kit.image_dates import built_on
from ._kit.image_files import FILES
from ._kit.image_references import ImageReference, images_as_built
from ._kit.source import Source

if TYPE_CHECKING:
    from datetime import date

    from ._base_image_age.ages import Age

ENDED = Rule("image-ended", "{image}: {ended}; take {instead} [{table}]")
LTS_ONLY = Rule(
    "image-lts-only", "{image}: {product} gets long term support only, until {end}; take {instead} [{table}]"
)
ABANDONED = Rule("image-abandoned", "{image} gets no updates since {day}; take {successor}")
DATED = Rule(
    "image-old", "{image} was built {when}, {says}; take a newer build, or raise --max-age above {max_age} days"
)
FLOATING = Rule("image-floating", "{image} names no version, so any build may bring another; write {example}")
UNCHANGED = Rule("image-unchanged", "{image} stands here since {when}, {says}; take a newer release of it")
VARIABLE = Rule(
    "image-variable", "{image}: docker expands no variable in `from=`; name a stage: FROM {image} AS name, from=name"
)

_STALE_AFTER_DAYS = 180


def arguments(parser: ArgumentParser) -> None:
    """Add the days and policies."""
    add = parser.add_argument
    add("--soon", type=_days, default=180, metavar="DAYS", help="advise of an end within so many days")
    add("--grace-days", type=_days, default=0, metavar="DAYS", help="an end counts so many days later")
    add("--max-age", type=_days, default=365, metavar="DAYS", help="a build that its tag dates may be so old")
    add("--lts-only", choices=("fail", "advise"), default="advise", help="what long term support only of Debian is")
    add("--floating", choices=("fail", "advise"), default="fail", help="what a tag without a version is")
    add("--registry", action="store_true", default=False, help="ask registries when the images were built")
    add(
        "--line-age", action="store_true", default=False, help="judge exact versions and digests by the age of the line"
    )
    add("--platform", default="linux/amd64", metavar="OS/ARCH", help="the platform to ask for (default: linux/amd64)")
    add("--timeout", type=_seconds, default=5.0, metavar="SECONDS", help="wait so long for an answer (default: 5)")
    add("--insecure", action="append", default=[], metavar="HOST", help="speak plain HTTP to this registry")
    add("--no-cache", action="store_true", default=False, help="do not remember what registries said")
    add("--on-unavailable", choices=("fail", "warn"), default="fail", help="what no answer of a registry is")
    add("--build-arg", action="append", default=[], metavar="NAME=VALUE", help="the value of an ARG")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Judge every image that the files name."""
    given = dict(_named_value(argument) for argument in options.build_arg)
    for source in sources:
        references = [one for one in images_as_built(source, given) if one.kind != "syntax"]
        if references:
            yield from _of_table(source, references[0].place, options)
        undated: list[ImageReference] = []
        for reference in references:
            judged = list(_of_image(source, reference, options))
            yield from judged
            found = {item.rule for item in judged if isinstance(item, Finding)}
            if not found:
                yield from not_a_reference(source, reference)
            if found <= {FLOATING.id, LTS_ONLY.id} and not reference.unset:
                undated.append(reference)
        yield from _of_age(source, undated, options)


def _days(text: str) -> int:
    days = int(text)
    if not 0 <= days <= 36_500:
        raise ValueError(text)
    return days


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 600:
        raise ValueError(text)
    return seconds


def _named_value(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    if not name or not equals:
        raise UsageError(f"--build-arg {argument}: write NAME=VALUE")
    return name, value


def _today(options: Namespace) -> date:
    from datetime import date

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
    from ._base_image_age import ages

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


RULES = (ENDED, LTS_ONLY, ABANDONED, DATED, FLOATING, UNCHANGED, VARIABLE)
main = Hook("base-image-age", __doc__, FILES, RULES, check, arguments)

if __name__ == "__main__":
    raise SystemExit(main())
