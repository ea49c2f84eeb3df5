"""Every static hook in one run: what they share is read and parsed once.

The fastest way to run the whole collection on each commit; where there is much to read, two processes share the hooks.
A hook takes part by existing: all those that need neither a network nor another tool. Their settings stay where they
are, in ``[tool.flask-upkeep.HOOK-ID]``. Where two hooks see the same fact, as in a constant ``SECRET_KEY``, the one
that knows more of it tells it, and one ignore is enough.

Options::

    --only debug-flag     run this hook (may be given more than once)
    --skip debug-flag     leave this hook out

Source: https://pre-commit.com/#creating-new-hooks
"""

from __future__ import annotations

from . import load, own_ids
from ._kit.finding import Finding, UsageError
from ._kit.hook import Hook, run
from ._kit.light import Sequence
from ._kit.namespace import Namespace
from ._kit.source import Source
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

ID = "commit-checks"


def arguments(parser: ArgumentParser) -> None:
    """Add the options that pick hooks."""
    parser.add_argument("--only", action="append", default=[], metavar="HOOK", help="run this hook only")
    parser.add_argument("--skip", action="append", default=[], metavar="HOOK", help="leave this hook out")


def static_hooks() -> list[Hook]:
    """All hooks that a commit can wait for, by id, each with the check that is meant for a commit."""
    mains = [load(hook_id).main for hook_id in own_ids() if hook_id != ID]
    hooks = [main for main in mains if isinstance(main, Hook) and main.on_commit]
    return [hook._replace(check=hook.check_commit or hook.check) for hook in hooks]


def chosen(asked: Namespace) -> Sequence[Hook]:
    """The static hooks less those that were not asked for. Raises ``UsageError`` for an unknown id."""
    hooks = static_hooks()
    ids = [hook.id for hook in hooks]
    for name in (*asked.only, *asked.skip):
        if name not in ids:
            raise UsageError(f"{name!r} is no static hook; there are: {', '.join(ids)}")
    picked = [hook for hook in hooks if hook.id not in asked.skip and (not asked.only or hook.id in asked.only)]
    if not picked:
        raise UsageError("--only and --skip leave no hook to run")
    if not any(hook.check_change for hook in picked):
        picked[0] = picked[0]._replace(check_change=_nothing)
    return picked


def _nothing(_sources: Sequence[Source], _options: Namespace) -> Sequence[Finding]:
    """What hooks that read files only have to say where a runner starts them without any."""
    return ()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the static hooks on the command line ``argv`` and return the exit code."""
    return run(ID, __doc__, chosen, argv, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
