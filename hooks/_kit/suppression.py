"""Inline ignores: ``# upkeep: ignore[rule-id] reason``.

At the end of a line the comment speaks for that line, at the end of a Python statement over several lines for all
of them; alone on a line, for the next one that is no comment. An ignore without a reason, or one that ignores
nothing, is itself a finding.
"""

from __future__ import annotations

from . import regex as re
from .finding import Finding, NotChecked, Place, Rule
from .light import Callable, Collection, Iterable, Iterator, Sequence
from .source import Source, Words
from .typed import NamedTuple

WITHOUT_REASON = Rule("ignore-without-reason", "say why after the bracket: # upkeep: ignore[{rule}] reason")
UNUSED = Rule("ignore-unused", "{rule} finds nothing here any more; delete this comment")
UNKNOWN = Rule("ignore-unknown", "no rule is named {rule!r}, so this comment ignores nothing; mend the id")
RULES = (WITHOUT_REASON, UNUSED, UNKNOWN)

# So many lines of remarks may stand between an ignore and its line.
_REMARKS = 50
_WORD = b"upkeep:"
_MARK = Words(plain=[], shapes=[(_WORD, rb"upkeep:[ \t]*ignore")])
_COMMENT = r"[#;][ \t]*upkeep:[ \t]*ignore(?:\[([^\]\n]*)\])?[ \t]*(.*)"
_LEADING = r"(?:^|(?<=[ \t]))[#;](?:.*[#;])?[ \t]*upkeep:[ \t]*ignore"


class Ignore(NamedTuple):
    """One ignore comment: where it stands, the lines it speaks for (``first`` to ``target``), its rules, its reason."""

    place: Place
    first: int
    target: int
    rules: tuple[str, ...]
    reason: str

    def found_in(self, places: Collection[tuple[int, str]], rule: str) -> bool:
        """Is there a finding of that rule, as line and rule, that the comment speaks for?"""
        return any((line, rule) in places for line in range(self.first, self.target + 1))


def ignores(source: Source) -> list[Ignore]:
    """All ignore comments of a file; nothing is parsed where the words do not occur."""
    if source.is_binary or not source.mentions(_MARK):
        return []
    comments = _python_comments(source) if source.is_python else _line_comments(source)
    found = ((place, first, re.search(_COMMENT, comment)) for place, first, comment in comments)
    return [_ignore(source, place, first, match) for place, first, match in found if match]


def are_likely(source: Source) -> bool:
    """May there be comments that ignore something, or that cannot be read? The cheap question before ``ignores``."""
    try:
        is_absent = not source.may_hold_ignores or _WORD not in source.data
        if is_absent and not source.hides_ascii:
            return False
        return not source.is_binary and source.mentions(_MARK)
    except NotChecked:
        return True


def remaining(comments: Sequence[Ignore], findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no comment speaks for."""
    silenced = {
        (line, rule)
        for comment in comments
        for rule in comment.rules
        for line in range(comment.first, comment.target + 1)
    }
    return [finding for finding in findings if (finding.line, finding.rule) not in silenced]


def complaints(
    source: Source,
    comments: Sequence[Ignore],
    findings: Iterable[Finding],
    is_asked: Callable[[str], bool],
    is_rule: Callable[[str], bool],
    is_varying: Callable[[str], bool],
) -> Iterator[Finding]:
    """Findings about the comments themselves.

    Only a rule that was asked can be called unused, and only one whose verdict is not varying from machine to
    machine; ``is_rule`` is called for an id that was not asked.
    """
    found = {(finding.line, finding.rule) for finding in findings}
    for comment in comments:
        for rule in comment.rules or ("",):
            if is_asked(rule):
                if not comment.found_in(found, rule):
                    if not is_varying(rule):
                        yield UNUSED.at(source, comment.place, rule=rule)
                elif not comment.reason:
                    yield WITHOUT_REASON.at(source, comment.place, rule=rule)
            elif not is_rule(rule):
                yield UNKNOWN.at(source, comment.place, rule=rule)


def _ignore(source: Source, comment: Place, first: int, match: re.Match[str]) -> Ignore:
    place = Place(comment.line, comment.col + match.start())
    rules = tuple(rule.strip() for rule in (match[1] or "").split(",") if rule.strip())
    alone = not source.lines[comment.line - 1][: comment.col - 1].strip()
    target = _next_line(source.lines, place.line) if alone else place.line
    return Ignore(place, target if alone else first, target, rules, match[2].strip())


def _next_line(lines: Sequence[str], line: int) -> int:
    """Number of the first line after ``line`` (counted from 1) that holds more than a comment."""
    following = range(line + 1, min(len(lines), line + _REMARKS) + 1)
    return next((number for number in following if not lines[number - 1].lstrip().startswith(("#", ";"))), line)


def _python_comments(source: Source) -> Iterator[tuple[Place, int, str]]:
    """Comments as Python's own tokenizer sees them, so that a string never silences anything.

    Each with the first line it speaks for: where it ends a statement, the one that begins it.
    """
    import tokenize

    lines = iter([f"{line}\n" for line in source.lines])
    begins, last = 0, None
    try:
        for token in tokenize.generate_tokens(lambda: next(lines, "")):
            if token.type == tokenize.COMMENT:
                last = token
                continue
            if last is not None:
                ends = token.type == tokenize.NEWLINE
                yield Place(last.start[0], last.start[1] + 1), begins if ends else last.start[0], last.string
                last = None
            if token.type == tokenize.NEWLINE:
                begins = 0
            elif not begins and token.type not in (tokenize.NL, tokenize.INDENT, tokenize.DEDENT):
                begins = token.start[0]
    except (SyntaxError, tokenize.TokenError, UnicodeError):  # the parser has said so already, if anybody asked it
        return


def _line_comments(source: Source) -> Iterator[tuple[Place, int, str]]:
    for number, line in enumerate(source.lines, 1):
        if match := re.search(_LEADING, line):
            yield Place(number, match.start() + 1), number, line[match.start() :]
