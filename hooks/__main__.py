"""The command line: ``flask-upkeep ID [ARG...]`` runs a hook, ``flask-upkeep COMMAND [ARG...]`` a command.

Every entry of the manifest starts with ``run``: what ``python -m`` imports on its way here takes half as long as the
bare interpreter takes to start.
"""

import gc
import os
import sys

from . import __version__, hook_ids, imported, load
from ._kit.light import Mapping, Sequence, suppress

# Before more is imported: what is imported stays, and syntax trees are given up as a whole, so there is no garbage.
gc.set_threshold(50_000, 20, 20)

COMMANDS = {
    "advisories": "build the local index of advisories, for audits without a network",
    "attest": "record that an item of the checklist was done, with evidence; staged for your commit",
    "baseline": "accept today's findings, so that only new ones fail; or prune what is mended",
    "demo": "run the hooks on a small, deliberately careless Flask application",
    "due": "list what people have to attest, by date",
    "init": "write a first upkeep/checklist.toml for this repository",
    "release": "run every hook over all files, judge every line of the checklist, write the report, tag",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one hook or command and return its exit code: 0 clean, 1 findings, 2 usage, 3 not checked."""
    name, *rest = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    if name in ("-h", "--help"):
        print(overview())
        return 0
    if name in ("-V", "--version"):
        print(f"flask-upkeep {__version__}")
        return 0
    if name in COMMANDS:
        module = imported(f"flask_upkeep.commands.{name}")
    else:
        hook_id, given = (name, ()) if name in hook_ids() else _variants().get(name, ("", ()))
        if not hook_id:
            print(f"flask-upkeep: no hook or command is named {name!r}; see `flask-upkeep --help`", file=sys.stderr)
            return 2
        module, rest = load(hook_id), [*given, *rest]
    try:
        return int(module.main(rest))
    except KeyboardInterrupt:
        return 130


def _variants() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The ids of the manifest that are another hook with options of its own."""
    from ._kit.run_records import VARIANTS

    return VARIANTS


def overview() -> str:
    """Text of ``--help``: commands and hooks, a line each."""
    titles = {hook_id: (load(hook_id).__doc__ or "").partition("\n")[0] for hook_id in hook_ids()}
    titles |= {name: " ".join((hook_id, *given)) for name, (hook_id, given) in _variants().items()}
    titles = dict(sorted(titles.items()))
    width = max(map(len, [*titles, *COMMANDS]))
    lines = [
        "usage: flask-upkeep HOOK [--all-files | FILE...]",
        "       flask-upkeep COMMAND [ARG...]",
        "",
        "hooks (`flask-upkeep HOOK --explain` prints the manual, `--help` the options):",
        *(f"  {hook_id:{width}}  {title}" for hook_id, title in titles.items()),
        "",
        "commands:",
        *(f"  {command:{width}}  {does}" for command, does in COMMANDS.items()),
        "",
        "exit codes: 0 looked, found nothing; 1 findings; 2 usage or configuration; 3 something was not checked",
    ]
    return "\n".join(lines)


def run() -> None:
    """Run what the command line says and end the process with its exit code."""
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, at the start or since
            stream.flush()
    os._exit(status)  # to take the trees and modules down one by one takes a twentieth of a run


if __name__ == "__main__":
    run()
