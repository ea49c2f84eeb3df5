"""Images whose runtime or distribution has ended, that float, or that nobody maintains.

A tag such as ``python:3.13-slim-bullseye`` names two products: Python 3.13 is fine, Debian 11 gets no more
security fixes. Both are looked up in a table of release cycles that comes with the hook, so a commit needs
no network. Read are Dockerfiles (``FROM`` with its ``ARG``, ``COPY --from``, ``RUN --mount``), compose files, CI
configurations, Kubernetes manifests and values of Helm charts.

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

from ._base_image_age.rules import COVERED, RULES
from ._kit.finding import Advice, Finding, NotChecked, UsageError
from ._kit.hook import Hook
from ._kit.image_files import FILES, may_name_images
from ._kit.light import Iterator, Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser


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
    build_arguments = dict(_named_value(argument) for argument in options.build_arg)
    for source in sources:
        if may_name_images(source):
            from ._base_image_age.judgement import judged

            yield from judged(source, build_arguments, options)


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


main = Hook("base-image-age", __doc__, FILES, RULES, check, arguments, covers=COVERED)

if __name__ == "__main__":
    raise SystemExit(main())
