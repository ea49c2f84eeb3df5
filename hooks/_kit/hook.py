"""The life of every hook: from arguments to findings to exit code.

A hook is a value of a few parts and a check. The check yields; everything else happens here, so every
hook has the same options, settings, suppression, baseline, formats and exit codes:

0. looked, and found nothing
1. findings
2. wrong usage or configuration
3. NOT CHECKED: something could not be judged; what was found is printed all the same
"""

from __future__ import annotations

import os
import sys

from . import regex as re
from .compiled import compiled, keep
from .finding import Advice, Finding, LeftOut, NotChecked, Rule, UsageError
from .light import Callable, Iterable, Iterator, Mapping, Sequence
from .namespace import Namespace
from .options import Arguments, typed_options
from .source import Source
from .typed import NamedTuple

# How ``files`` begins for a hook that reads Python among others.
PYTHON = r"\.pyw?$"

Shared = Callable[[Namespace], Iterator[object]]
Command = Callable[[Namespace, Namespace], tuple[str, int] | None]
Check = Callable[[Sequence[Source], Namespace], Iterable[Finding | NotChecked | Advice | LeftOut]]

# Names the folder in which every run leaves a record of what it came to, for a release to count.
RECORDS = "FLASK_UPKEEP_RECORDS"


class Hook(NamedTuple):
    """One hook.

    ``files`` is the regular expression of the manifest's ``files:``. ``check`` gets one source at a time,
    so that it cannot depend on how a runner shards its files; with ``together`` it gets all that were named in
    one call, as a tool that starts slowly needs it, and with ``whole_tree`` nothing has to be named at all.
    ``foreign_rules`` matches the ids that a wrapped tool gives its own rules.
    ``identity`` says what a finding is known by in a baseline where the text of its line says too much or too little.
    ``arguments`` adds the hook's own options. ``on_commit`` hooks are static, without network or clock:
    ``commit-checks`` runs them. What the calls of ``check`` in one run share, such as knowledge of other files,
    ``shared`` yields before the first call, as ``options.shared``, to clean up after the last.
    What takes its time whatever the files are, ``get_ready`` does while git lists them.
    ``check_change`` is asked once, after all files that the hook reads and with these, of the change as a whole: also
    where a runner names none, as of a commit that only deletes some.
    ``check_commit`` is what ``commit-checks`` runs in the place of ``check``, where a commit is asked less.
    What is not ``is_reproducible`` depends on the machine, so an ignore that silences nothing here is no finding.
    A ``command`` that an option asks for runs in the place of the check: it returns the text to print and the
    exit code, or ``None`` where nobody asked. The findings of a hook that is ``final`` name no files of the working
    folder, such as those of older commits; its check has heeded comments and the baseline itself.
    One that ``is_long`` at work is begun first where two processes share the hooks of a commit.
    One that judges files ``by_project`` is called once for each project of the repository, with its settings, and says
    what concerns the files of ``options.project`` only.
    ``covers`` names, for a rule, those of more general hooks that say less of the same place: where both are asked,
    a fact is told once, and one ignore is enough.
    """

    id: str
    manual: str | None
    files: str
    rules: Sequence[Rule]
    check: Check
    arguments: Arguments | None = None
    whole_tree: bool = False
    on_commit: bool = True
    shared: Shared | None = None
    is_reproducible: bool = True
    check_commit: Check | None = None
    command: Command | None = None
    together: bool = False
    foreign_rules: str | None = None
    identity: Callable[[Source, Finding], str] | None = None
    final: bool = False
    check_change: Check | None = None
    by_project: bool = False
    is_long: bool = False
    covers: Mapping[str, Sequence[str]] | None = None
    get_ready: Callable[[Namespace], None] | None = None

    def __call__(self, argv: Sequence[str] | None = None) -> int:
        """Run on the command line ``argv`` and return the exit code."""
        return run(self.id, self.manual, lambda _: (self,), argv, self.arguments, self.command)

    def reads(self, path: str) -> bool:
        """Does this hook read files of that name?"""
        if path.endswith((".py", ".pyw")) and self.files.startswith(PYTHON):
            return True  # and the expression, which is long, need not be compiled
        return not self.files or compiled(self.files).search(path) is not None

    def owns(self, rule: str) -> bool:
        """Is that one of the hook's rules, or of the tool that it wraps?"""
        named = any(rule == own.id for own in self.rules)
        return named or (self.foreign_rules is not None and re.fullmatch(self.foreign_rules, rule) is not None)


def run(
    name: str,
    manual: str | None,
    select: Callable[[Namespace], Sequence[Hook]],
    argv: Sequence[str] | None = None,
    arguments: Arguments | None = None,
    command: Command | None = None,
) -> int:
    """Run the hooks that ``select`` picks, print what they find, return the exit code; nothing is raised."""
    program = f"flask-upkeep {name}"
    try:
        given = [_told_apart(argument) for argument in (sys.argv[1:] if argv is None else argv)]
        typed, asked = typed_options(name, arguments, given)
        return _done(name, manual, select(asked), typed, asked, given, command)
    except UsageError as error:
        from .formats import printable

        print(f"{program}: {printable(' '.join(str(error).split()))}", file=sys.stderr)
        return 2
    except NotChecked as missed:
        write(str(missed))
        return 3
    except SystemExit as stop:  # argparse ends --help this way
        return int(stop.code or 0)
    except Exception as error:
        if "--debug" in (sys.argv if argv is None else argv):
            raise
        what = f"crashed ({type(error).__name__}); run it again with --debug and report what it prints"
        print(f"{program}: {what}", file=sys.stderr)
        return 3
    finally:
        keep()


def write(text: str) -> None:
    """Print a text; characters the terminal cannot show are escaped, a closed pipe is no error."""
    if not text:
        return
    if sys.stdout is None:
        raise UsageError("standard output is closed, so nothing can be said; open it")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"the result cannot be written ({error.strerror}); make room for it") from error


def _done(
    name: str,
    manual: str | None,
    hooks: Sequence[Hook],
    typed: Namespace,
    asked: Namespace,
    given: Sequence[str],
    command: Command | None,
) -> int:
    """Do what was asked for, the manual, a hook's own command, or the checks, and return the exit code."""
    if asked.explain:
        write(_explanation(manual, hooks))
        return 0
    from .examination import examine, project_options
    from .git import forget

    forget()
    if command and (done := command(project_options(hooks[0], asked, typed), typed)):
        write(done[0])
        return done[1]
    if _is_record_wanted():
        from .recording import recorded

        outcome = recorded(name, hooks, given, lambda: examine(hooks, typed, asked))
    else:
        outcome = examine(hooks, typed, asked)
    write(outcome.rendered(sys.stdout is not None and sys.stdout.isatty() and _wants_colour()))
    return outcome.exit_code


def _is_record_wanted() -> bool:
    """Might a release ask for a record? One look, and no import, where it does not: ``run_records`` knows the rest."""
    if RECORDS in os.environ:
        return True
    # In a commit, whose tree is not that of any commit yet, and in a push, which looks at a part.
    if "GIT_INDEX_FILE" in os.environ or "PRE_COMMIT_TO_REF" in os.environ:
        return False
    try:
        os.lstat(".git/flask-upkeep/records")
    except NotADirectoryError:  # a worktree or submodule: the folder is elsewhere
        return True
    except OSError:
        return "PRE_COMMIT" in os.environ
    return True


def _told_apart(argument: str) -> str:
    """A file in the repository's root may be named like an option, and runners put no ``--`` before file names."""
    return os.path.join(".", argument) if argument.startswith("-") and os.path.lexists(argument) else argument


def _explanation(manual: str | None, hooks: Sequence[Hook]) -> str:
    rules = [rule for hook in hooks for rule in hook.rules]
    return "\n".join([(manual or "").strip(), "", "Rules::", "", *(f"    {rule.id}: {rule.message}" for rule in rules)])


def _wants_colour() -> bool:
    """https://no-color.org: any value but the empty one switches colour off."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
