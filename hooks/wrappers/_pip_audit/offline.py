"""Verdicts from the local index of advisories."""

from __future__ import annotations

from datetime import date

from ..._kit.advisories import Index, Undecided
from ..._kit.audit import Answer, Answers, Question
from ..._kit.finding import NotChecked
from ..._kit.light import Sequence


def answers(asked: Sequence[Question], path: str, max_age: int | None, today: date | None) -> Answers:
    """The flaws that the index knows. Raises ``UsageError`` without one, ``NotChecked`` for one that is too old."""
    index = Index(path)
    age = ((today or date.today()) - index.date).days
    if max_age is not None and age > max_age:
        reason = f"its newest advisory is of {index.date}, {age} days ago, and --max-db-age is {max_age}"
        raise NotChecked(path, reason, "build it anew with `flask-upkeep advisories build`")
    return {question: _answer(index, question) for question in asked}


def _answer(index: Index, question: Question) -> Answer:
    try:
        return tuple(index.known(*question))
    except Undecided as undecided:
        return str(undecided)
