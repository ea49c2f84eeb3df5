"""Writing the environment's versions into requirements files, and nothing else."""

from __future__ import annotations

from .._kit import suppression
from .._kit.finding import Finding, NotChecked
from .._kit.light import Iterator, Sequence
from .._kit.requirements import RequirementsFile, canonical
from . import rules
from .comparison import Verdict
from .listing import Files


def mended(verdicts: Sequence[Verdict], files: Files) -> Iterator[Finding | NotChecked]:
    """Mend what can be mended; findings that an inline ignore speaks for are left alone.

    Yields all findings, with what was done about each.
    """
    by_path: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_path.setdefault(verdict.finding.path, []).append(verdict)
    for path, found in sorted(by_path.items()):
        ours = [verdict for verdict in found if _is_mendable(verdict)]
        ignored = _ignored(files, path, [verdict.finding for verdict in ours])
        chosen = [verdict for verdict in ours if verdict.finding not in ignored]
        wrong = _written(path, chosen, files)
        if wrong:
            yield wrong
        for verdict in found:
            finding = verdict.finding
            if verdict in chosen and not wrong:
                finding = finding._replace(message=f"mended, stage the file: {finding.message}")
            elif verdict.refusal:
                finding = finding._replace(message=f"{finding.message} (not mended: {verdict.refusal})")
            yield finding


def _is_mendable(verdict: Verdict) -> bool:
    return bool(verdict.edit or verdict.added or verdict.finding.rule == rules.ENCODING.id)


def _ignored(files: Files, path: str, findings: Sequence[Finding]) -> set[Finding]:
    try:
        comments = suppression.ignores(files.source(path))
    except NotChecked:
        return set()
    return set(findings) - set(suppression.remaining(comments, findings))


def _written(path: str, verdicts: Sequence[Verdict], files: Files) -> NotChecked | None:
    """Write the edits of one file in one step."""
    from .._kit.files import write_atomically

    found = files.requirements(path)
    if not verdicts or found is None:
        return None
    edits = {verdict.edit for verdict in verdicts if verdict.edit}
    added = sorted({verdict.added for verdict in verdicts if verdict.added}, key=canonical)
    text = found.text
    spots = [(edit.span.begin, edit.span.end, edit.text) for edit in edits]
    spots += [(position, position, line) for position, line in (_added(found, line) for line in added)]
    for begin, end, new in sorted(spots, key=lambda spot: (spot[0], canonical(spot[2])), reverse=True):
        text = text[:begin] + new + text[end:]
    is_wide = found.encoding.is_wide
    codec, mark = ("utf-8", b"") if is_wide else (found.encoding.codec, found.encoding.mark)
    try:
        data = mark + text.encode(codec)
        if data != files.source(path).data:
            write_atomically(path, data)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "a character does not exist in its encoding"
        return NotChecked(path, f"it cannot be written ({reason})", "make it writable")
    return None


def _added(found: RequirementsFile, line: str) -> tuple[int, str]:
    """Where a new line belongs, and its text: in its place where the file is sorted, else at the end."""
    newline = "\r\n" if "\r\n" in found.text else "\n"
    named = [entry for entry in found.entries if entry.name and not entry.editable]
    keys = [entry.key for entry in named]
    key = canonical(line.partition("==")[0])
    following = next((entry for entry in named if entry.key > key), None) if keys == sorted(keys) else None
    if following:
        starts = [0]
        for text in found.text.splitlines(keepends=True):
            starts.append(starts[-1] + len(text))
        return starts[following.line - 1], line + newline
    ends_in_newline = found.text.endswith(("\n", "\r")) or not found.text
    return len(found.text), f"{line}{newline}" if ends_in_newline else f"{newline}{line}"
