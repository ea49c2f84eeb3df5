"""What git knows of the working folder; git is started only where a question needs it."""

from __future__ import annotations

import os

from .finding import NotChecked, UsageError
from .light import Iterable, Sequence
from .typed import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

# So much a pipe takes before anybody reads.
_PIPE = 4096
# How to grep in files that git tracks, and in those it does not ignore.
_FURTHER: tuple[tuple[str, ...], ...] = ((), ("--untracked",))

_BY_NAME = ("--no-renames", "--relative", "--name-status", "-z")

_answers: dict[tuple[str, ...], bytes | None] = {}
_found: dict[tuple[str, ...], list[str] | None] = {}
_texts: dict[str, bytes] = {}
_bases: list[str] = []
# Processes that were begun and not heard yet: the id of each, and the pipe it writes to.
_begun: dict[tuple[str, ...], tuple[int, int]] = {}
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begun.clear)  # they answer to the process that began them


def begin_tracked_files() -> None:
    """Let git work on the answer of ``tracked_files`` while we do something else."""
    begin(*_listing_below("."))


def tracked_files(folder: str = ".") -> list[str]:
    """Regular files that git tracks below ``folder``, relative to the working folder, sorted.

    Links and submodules are left out: what they point to is checked where it stands.
    Raises ``UsageError`` where git knows of no file, ``NotChecked`` where it fails.
    """
    where = "here" if folder == "." else f"in {folder}"
    # Not `-C folder` at first: with GIT_DIR set, as in a hook, git takes that folder for the root of the work tree.
    listing, root = _git(*_listing_below(folder)), "."
    if not listing:
        listing, root = _git("-C", folder, "ls-files", "-z", "--stage"), folder
    if listing is None:
        raise UsageError(f"git lists no files {where}; run this in a git repository, or name files")
    names = _names_in(listing)
    # Seen from the working folder git's paths are normal already; what is above it begins with dots.
    if root != "." or os.sep != "/":
        names = [os.path.normpath(os.path.join(root, name)) for name in names]
    # Nearly all are there, and to hear that takes half as long as to ask for a link that leads nowhere.
    there, exists, link_exists = os.F_OK, os.access, os.path.lexists
    present = sorted([path for path in dict.fromkeys(names) if exists(path, there) or link_exists(path)])
    if not present:
        raise UsageError(f"git tracks no file {where} yet; `git add` some")
    return present


def _listing_below(folder: str) -> tuple[str, ...]:
    return "ls-files", "-z", "--stage", "--", folder


def files_named(pathspec: str) -> list[str]:
    """Regular files of such names that git tracks below the working folder, sorted; some may be missing on the disk.

    Raises ``UsageError`` outside a repository, ``NotChecked`` where git fails.
    """
    listing = _git(*_listing_of(pathspec))
    if listing is None:
        raise UsageError("git lists no files here; run this in a git repository")
    return sorted(set(_names_in(listing)))


def _names_in(listing: bytes) -> list[str]:
    """The regular files of what `git ls-files -z --stage` says, in its order; those in a conflict several times."""
    entries = os.fsdecode(listing).split("\0")
    return [entry.partition("\t")[2] for entry in entries if entry.startswith("100")]


def begin_files_named(pathspec: str) -> None:
    """Let git work on the answer of ``files_named`` while we do something else."""
    begin(*_listing_of(pathspec))


def _listing_of(pathspec: str) -> tuple[str, ...]:
    return ("ls-files", "-z", "--stage", "--", pathspec)


def is_tracked(path: str) -> bool:
    """Does git track this file? Outside a repository it does not."""
    return bool(_git("ls-files", "-z", "--", f":(literal){path}"))


def matching_lines(pattern: str, *pathspecs: str) -> list[str] | None:
    """Lines of tracked files that match an extended regular expression; ``None`` outside a repository."""
    return _lines(_grep(("-h", "-E"), [pattern], pathspecs))


def lines_naming(name: str, *pathspecs: str) -> list[str] | None:
    """Lines of tracked files that hold ``name`` as a word of its own; ``None`` outside a repository."""
    return _lines(_grep(("-h", "-F", "-w"), [name], pathspecs))


def files_with(pattern: str, *pathspecs: str, text: str = "", untracked: bool = False) -> list[str] | None:
    """Tracked files with a line that matches an extended regular expression; ``None`` outside a repository.

    ``files_with_text`` and ``files_naming`` are up to ten times as fast, and so is this where it is told a ``text``
    that every match holds: then git looks for that, and the expression is tried on the lines that hold it.
    With ``untracked``, those too that git may come to track, as nothing tells it to ignore them.
    """
    if untracked or not text:
        return _paths(_grep((*_FURTHER[untracked], "-lz", "-E"), [pattern], pathspecs))
    question = (pattern, text, *pathspecs)
    if question not in _found:
        files = files_with_text([text], *pathspecs)
        _found[question] = None if files is None else [path for path in files if _matches(path, pattern, text)]
    return _found[question]


def _matches(path: str, pattern: str, text: str) -> bool:
    """Does a line of the file that holds the text match? Raises ``NotChecked`` for a file that cannot be read."""
    from . import regex as re
    from .source import Source

    matches, held = re.compile(pattern.encode()).search, text.encode()
    return any(held in line and matches(line) for line in Source(path).data.split(b"\n"))


def files_with_text(texts: Iterable[str], *pathspecs: str) -> list[str] | None:
    """Tracked files that hold one of the texts, as they stand; ``None`` outside a repository."""
    return _paths(_grep(("-lz", "-F"), texts, pathspecs))


def files_naming(names: Iterable[str], *pathspecs: str, untracked: bool = False) -> list[str] | None:
    """Tracked files that hold one of the names as a word of its own; ``None`` outside a repository.

    With ``untracked``, as in ``files_with``.
    """
    return _paths(_grep((*_FURTHER[untracked], "-lz", "-F", "-w"), names, pathspecs))


def committed(path: str, beside: Iterable[str] = ()) -> bytes | None:
    """The text of a file before the change; ``None`` where it had none, or outside a repository.

    That is at the last commit, and where a runner compares two (a push, ``--from-ref``) at the one where they part.
    One process of git answers for the file and for those ``beside`` it, which are likely to be asked for next.
    """
    if path not in _texts:
        asked = _as_many_as_fit([path, *(each for each in beside if each not in _texts)])
        _texts.update(_committed(asked))
    if path not in _texts:
        _texts[path] = _git("show", f"{_base()}:./{path}", no_match=128) or b""
    return _texts[path] or None


def begin_changed() -> None:
    """Let git work on the answer of ``changed`` while we do something else."""
    begin(*_change())


def changed() -> dict[str, str]:
    """The files that the change adds (``A``), deletes (``D``) or modifies (``M``), against what ``committed`` says.

    A file that was renamed is deleted under its old name and added under the new one. Nothing outside a repository,
    and where there is no commit yet.
    """
    parts = os.fsdecode(_git(*_change(), no_match=128) or b"").split("\0")
    return dict(zip(parts[1::2], parts[::2], strict=False))


def _change() -> tuple[str, ...]:
    if between := _compared():
        return ("diff-tree", "-r", *_BY_NAME, _base(), between[1], "--")
    return ("diff-index", "--cached", *_BY_NAME, "HEAD", "--")


def _compared() -> tuple[str, str] | None:
    """The commits that a runner compares.

    Source: https://pre-commit.com/#pre-push and https://prek.j178.dev/reference/environment-variables/
    """
    first, last = (os.environ.get(f"PRE_COMMIT_{end}_REF", "") for end in ("FROM", "TO"))
    return (first, last) if first and last else None


def _base() -> str:
    """The commit that the change begins at: the last one, or where the two that are compared part."""
    if not _bases:
        between = _compared()
        parted = _git("merge-base", *between, no_match=1) if between else b"HEAD"
        _bases.append(os.fsdecode(parted or b"").strip() or (between or ("HEAD",))[0])
    return _bases[0]


def line_days(path: str, lines: Sequence[int]) -> dict[int, date]:
    """The days on which lines of a file were last changed; what is not committed yet has none.

    Raises ``NotChecked`` in a shallow clone, which does not know.
    """
    from datetime import UTC, datetime

    if (_git("rev-parse", "--is-shallow-repository", no_match=128) or b"").strip() == b"true":
        reason = "the clone is shallow, so git does not know when a line was changed"
        raise NotChecked(path, reason, "fetch all of its history (`fetch-depth: 0`)")
    ranges = [f"-L{line},{line}" for line in sorted(set(lines))]
    blamed = _git("blame", "--porcelain", "--root", *ranges, "--", path, no_match=128) or b""
    times: dict[bytes, int] = {}
    found: dict[int, bytes] = {}
    commit = b""
    for line in blamed.splitlines():
        words = line.split(b" ")
        if len(words[0]) >= 40 and len(words) in (3, 4):  # a commit opens each block: commit, old line, new line
            commit = words[0]
            found[int(words[2])] = commit
        elif words[0] == b"author-time":
            times[commit] = int(words[1])
    known = {line: times.get(commit) for line, commit in found.items() if commit.strip(b"0")}
    return {line: datetime.fromtimestamp(time, UTC).date() for line, time in known.items() if time is not None}


def output(*arguments: str, no_match: int = 0) -> bytes | None:
    """What a git command prints, as it is; ``None`` outside a repository, and exit code ``no_match`` is an answer too.

    Raises ``NotChecked`` where git fails.
    """
    return _git(*arguments, no_match=no_match)


def begin(*arguments: str) -> None:
    """Start a command whose ``output`` is asked for later, so that it works while we do."""
    command = ("git", *arguments)
    if command not in _begun and (started := _started(command, plain_environment())):
        _begun[command] = started


def forget() -> None:
    """Forget what was answered: a run asks each question once, the next one anew."""
    _answers.clear()
    _found.clear()
    _texts.clear()
    _bases.clear()
    while _begun:
        process, pipe = _begun.popitem()[1]
        os.close(pipe)
        os.waitpid(process, 0)


def _as_many_as_fit(paths: Sequence[str]) -> list[str]:
    """Those that one process can be asked for by the names it reads; the next one is asked for the rest."""
    fitting: list[str] = []
    room = _PIPE
    for path in paths:
        room -= len(os.fsencode(path)) + len(f"{_base()}:./\n")
        if room <= 0 or "\n" in path:
            break
        fitting.append(path)
    return fitting


def _lines(found: bytes | None) -> list[str] | None:
    return None if found is None else found.decode("utf-8", "replace").splitlines()


def _paths(found: bytes | None) -> list[str] | None:
    return None if found is None else sorted(os.fsdecode(path) for path in found.split(b"\0") if path)


def _grep(how: Sequence[str], patterns: Iterable[str], pathspecs: Sequence[str]) -> bytes | None:
    """Nothing that a user has configured for his own eyes, such as colours, may change the answer."""
    plain = ("--no-color", "--no-line-number", "--no-column", "--no-recurse-submodules", "--text")
    wanted = (word for pattern in patterns for word in ("-e", pattern))
    question = ("grep", *plain, *how, *wanted, "--", *pathspecs)
    if question not in _answers:
        _answers[question] = _git(*question, no_match=1)
    return _answers[question]


def _git(*arguments: str, no_match: int = 0) -> bytes | None:
    """Output of git, or ``None`` outside a repository; exit code ``no_match`` is an answer too.

    Raises ``NotChecked`` where there is a repository and git cannot say what is in it.
    """
    command = ("git", *arguments)
    plain = plain_environment()
    answer = _answer_of(command, plain)
    if answer is not None and answer[0] in (0, no_match):
        return answer[1]
    import subprocess  # takes longer to import than git to answer, so only to hear what is wrong

    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=plain, check=False)  # noqa: S603
    except OSError as error:
        from .git_index import repository_root

        if not repository_root("."):
            return None
        raise _failed(f"git cannot be started: {error.strerror}") from error
    if done.returncode in (0, no_match):
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
    if any("not a git repository" in line for line in said):  # the last one may speak of a mount point
        return None
    raise _failed(said[0])


def _committed(paths: Sequence[str]) -> dict[str, bytes]:
    """The texts of files at the last commit, empty for those that have none; nothing where git cannot be asked."""
    question = "".join(f"{_base()}:./{path}\n" for path in paths)
    answer = _answer_of(("git", "cat-file", "--batch"), plain_environment(), os.fsencode(question))
    if answer is None:
        return {}
    found, rest = dict.fromkeys(paths, b""), answer[1]
    for path in paths:
        said, _, rest = rest.partition(b"\n")  # an id, `blob` and a size, or that the name is missing
        *_, kind, size = b"", *said.split(b" ")
        if size.isdigit():
            found[path] = rest[: int(size)] if kind == b"blob" else b""
            rest = rest[int(size) + 1 :]
    return found


def plain_environment() -> dict[str, str]:
    """In English, and of commits as they are: what `git replace` puts in their place is on this machine only."""
    return {**os.environ, "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"}


def _answer_of(
    command: tuple[str, ...], environment: dict[str, str], question: bytes = b""
) -> tuple[int, bytes] | None:
    """Exit code and output of a process, which reads a short ``question``; ``None`` where it cannot be started so."""
    started = _begun.pop(command, None) or _started(command, environment, question)
    if started is None:
        return None
    process, reading = started
    with open(reading, "rb") as pipe:
        output = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), output


def _started(command: tuple[str, ...], environment: dict[str, str], question: bytes = b"") -> tuple[int, int] | None:
    """A process whose complaints nobody hears, and the pipe it writes to; ``None`` where it cannot be started so."""
    if not hasattr(os, "posix_spawnp"):
        return None
    reading, writing = os.pipe()
    asked, asking = os.pipe()
    os.write(asking, question)
    os.close(asking)
    streams = [
        (os.POSIX_SPAWN_DUP2, writing, 1),
        (os.POSIX_SPAWN_DUP2, asked, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        return os.posix_spawnp(command[0], command, environment, file_actions=streams), reading
    except OSError:
        os.close(reading)
        return None
    finally:
        os.close(writing)
        os.close(asked)


def _failed(reason: str) -> NotChecked:
    return NotChecked(".", f"git does not say what else is in the repository ({reason})", "mend that first")
