"""Requirements files and locks that no longer say what is installed.

`pip freeze > requirements.txt`, kept true. The files that are committed are judged, with the project's
environment as the witness, read from its folders: nothing is started, nothing is fetched. A file that pins
all it needs is held to that; of a file that lists the top level only, each line has to hold, and what is
installed has to follow from it. Locks are also compared with what they are made from.

Bad::

    # requirements.txt
    Flask==2.0.0

Bad::

    # requirements.txt
    Flask
    gunicorn==23.0.0

Bad::

    # requirements.txt
    Flask==3.1.0
    click @ file:///croot/click_1698129812380/work

Good::

    # requirements.txt
    Flask >= 3, < 4 ; python_version >= "3.9"
    pywin32==306 ; sys_platform == "no such platform"

These are judged beside an environment that holds Flask 3.1.0 and click 8.1.7.

Files: `requirements*.txt`, `*.in`, files in `requirements/`, `uv.lock`, `poetry.lock`, `Pipfile.lock`,
`pylock.toml`; `pyproject.toml` and `Pipfile` where no other file lists what is installed. Files for tests,
documentation and the like, and groups and extras of locks, are judged where most of what only they list
is installed. Where a runner starts the hook, the activated environment is found behind the runner's own.

Options::

    --env PATH                    the environment: its folder, its interpreter or its site-packages
    --on-no-environment skip      pass where no environment is found (default: NOT CHECKED)
    --mode frozen                 every package has to be pinned; `top-level`: none has to (default: by content)
    --group dev                   a group or extra that is always installed (--extra does the same)
    --allow ipython               a package that may be installed although nothing lists it
    --requirements deps.txt       a requirements file of another name
    --encoding fail               UTF-16, as PowerShell writes it, is a finding, not only advice
    --fix                         write the installed versions into requirements files

Source: https://pip.pypa.io/en/stable/reference/requirements-file-format/
Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
Source: https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from __future__ import annotations

from ._kit.dependency_files import FILES
from ._kit.finding import Advice, Finding, NotChecked
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING
from ._requirements_drift.rules import RULES

if TYPE_CHECKING:
    from argparse import ArgumentParser


def arguments(parser: ArgumentParser) -> None:
    """Add the options of this hook."""
    add = parser.add_argument
    add("--env", metavar="PATH", help="the environment: its folder, its interpreter or its site-packages")
    add("--on-no-environment", choices=("fail", "skip"), default="fail", help="what to do without (default: fail)")
    add("--mode", choices=("frozen", "top-level"), help="what the files list (default: decided by content)")
    add("--group", "--extra", action="append", default=[], metavar="NAME", help="a group or extra that is installed")
    add("--allow", action="append", default=[], metavar="NAME", help="a package that needs no listing")
    add("--requirements", action="append", default=[], metavar="FILE", help="a requirements file of another name")
    add("--encoding", choices=("fail", "pass"), default="pass", help="what UTF-16 is (default: pass)")
    add("--fix", action="store_true", default=False, help="write the installed versions into requirements files")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """Yield what differs: for the files that were named, or all that git tracks."""
    from ._requirements_drift.project import all_findings

    typed = {Source(path).path for path in options.files}
    only = [source.path for source in sources if source.path in typed]
    yield from all_findings(sources, only, options)


def check_commit(sources: Sequence[Source], options: Namespace) -> Iterator[Finding | NotChecked | Advice]:
    """The same for all files, where one of them is part of the commit."""
    if sources:
        from ._requirements_drift.project import all_findings

        yield from all_findings(sources, [], options, is_commit=True)


main = Hook(
    "requirements-drift",
    __doc__,
    FILES,
    RULES,
    check,
    arguments,
    whole_tree=True,
    is_reproducible=False,
    check_commit=check_commit,
    by_project=True,
)

if __name__ == "__main__":
    raise SystemExit(main())
