"""What the HTML page is made of: elements whose every text stays visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from .._kit.attestations import DUE_SOON, INVALID, MISSING, NOT_APPLICABLE, NOT_COMMITTED, OVERDUE, STALE, UNPROVEN
from .report import FAILED, HARMLESS, NOT_CHECKED, NOT_RUN, PASSED
from .wording import named, visible

# The accent of each state. Beside it there is always the word: colour alone says nothing to many.
_TONES = {
    PASSED: "good",
    DUE_SOON: "soon",
    OVERDUE: "late", STALE: "late", MISSING: "late", NOT_COMMITTED: "late",
    FAILED: "bad", INVALID: "bad",
    NOT_CHECKED: "unknown", NOT_RUN: "unknown", UNPROVEN: "unknown",
    NOT_APPLICABLE: "none",
}  # fmt: skip

# Elements after which a line of the file ends, so that two reports can be compared line by line.
_BLOCKS = frozenset(
    "article body dd details div dl dt footer h1 h2 h3 h4 head header html li link main meta nav ol p section style "
    "summary svg table tbody thead title tr ul".split()
)

Child = Element | str | None


def headed(anchor: str, heading: str, parts: Sequence[Child]) -> Element:
    """A section under its heading."""
    name = f"{anchor}-heading"
    return element("section", element("h2", heading, id=name), *parts, id=anchor, aria_labelledby=name)


def facts_of(facts: Sequence[tuple[str, Sequence[Child]]]) -> Element | None:
    """Names and what they are; nothing where there are none."""
    if not facts:
        return None
    pairs = [element("div", element("dt", name), element("dd", *value)) for name, value in facts]
    return element("dl", *pairs, class_="facts")


def bullets(items: Iterable[Element], class_: str = "") -> Element:
    """A list."""
    return element("ul", *items, class_=class_) if class_ else element("ul", *items)


def state_word(state: str) -> Element:
    """A state as a word with its accent."""
    return element("span", named(state), class_=f"state {tone_of(state)}")


def tone_of(state: str) -> str:
    """The accent; a state that is unknown here is told from a good one all the same."""
    return _TONES.get(state, "good" if state in HARMLESS else "unknown")


def linked(target: str, shown: Element | str) -> Element:
    """A link."""
    return element("a", shown, href=target)


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """An element of children in their order. Every text in the page comes through here, and stays visible."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    for child in children:
        if isinstance(child, Element):
            made.append(child)
        elif child and len(made):
            made[-1].tail = (made[-1].tail or "") + visible(child)
        elif child:
            made.text = (made.text or "") + visible(child)
    if tag in _BLOCKS:
        made.tail = "\n"
    return made
