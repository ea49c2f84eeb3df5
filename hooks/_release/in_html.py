"""The report as one HTML page, for people: no script, nothing from elsewhere, and of a bounded size.

The page is a tree of elements, in which a text can be nothing but a text, and is written as HTML at the very end.
Its policy (https://www.w3.org/TR/CSP3/) lets nothing in but its own style sheet, by its digest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, tostring

from .._kit.attestations import DUE_SOON, INVALID, MISSING, NOT_APPLICABLE, NOT_COMMITTED, OVERDUE, STALE, UNPROVEN
from .report import FAILED, HARMLESS, NOT_CHECKED, NOT_RUN, PASSED, Attested, HookRun, Report, Row
from .wording import (
    FIRST,
    SHOWN,
    Spot,
    address,
    all_runs,
    blockers,
    changes,
    counted,
    in_order,
    name_of,
    named,
    pieces,
    reason_of,
    sections,
    spots_of_row,
    spots_of_run,
    summary,
    title,
    verdict,
    visible,
    web_address,
)

STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "report.css")

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

_Child = Element | str | None
_ROWS = "line-{}"
_HOOKS = "hook-{}"


def html(report: Report) -> str:
    """The page; the same for the same report, to the byte."""
    anchors = {run.hook: _HOOKS.format(position) for position, run in enumerate(all_runs(report), 1)}
    main = _of(
        "main",
        _blockers(report),
        _checklist(report, anchors),
        _hooks(report, anchors),
        _trend(report),
    )
    page = _of(
        "html",
        _head(report),
        _of("body", _header(report), _of("div", _contents(report), main, class_="columns"), _footer()),
        lang="en",
    )
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html")


def _head(report: Report) -> Element:
    from base64 import b64encode
    from hashlib import sha256

    with open(STYLE, encoding="utf-8") as file:
        sheet = file.read()
    style = _of("style")
    style.text = sheet
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return _of(
        "head",
        _of("meta", charset="utf-8"),
        _of("meta", http_equiv="Content-Security-Policy", content=policy),
        _of("meta", name="referrer", content="no-referrer"),
        _of("meta", name="viewport", content="width=device-width, initial-scale=1"),
        _of("meta", name="color-scheme", content="light dark"),
        _of("title", f"{verdict(report)[0]}: {title(report)}"),
        style,
    )


def _header(report: Report) -> Element:
    word, sentence = verdict(report)
    return _of(
        "header",
        _of("p", "Release report", class_="kind"),
        _of("h1", title(report)),
        _of(
            "div",
            _of("p", word, class_="word"),
            _of("p", sentence),
            class_=f"verdict {'bad' if report.is_blocked else 'good'}",
        ),
        _bar(report.rows),
        _tiles(report),
        _facts([("Commit", [_of("code", report.commit or "unknown")]), ("Day", [report.day.isoformat()])]),
    )


def _tiles(report: Report) -> Element:
    """How many lines stand in each state that there is."""
    states = in_order([*report.counts, PASSED])
    tiles = [_of("li", _of("b", str(report.counts[s])), " ", _of("span", named(s)), class_=_tone(s)) for s in states]
    return _of("ul", *tiles, class_="tiles", aria_label="Lines in each state")


def _bar(rows: Sequence[Row]) -> Element | None:
    """The shares of the states as a picture of what the tiles say."""
    if not rows:
        return None
    parts, start = [], 0
    states = [row.state for row in rows]
    for state in in_order(states):
        width = states.count(state)
        parts.append(_of("rect", x=str(start), y="0", width=str(width), height="1", class_=_tone(state)))
        start += width
    box = f"0 0 {len(rows)} 1"
    return _of("svg", *parts, viewBox=box, preserveAspectRatio="none", class_="bar", aria_hidden="true")


def _contents(report: Report) -> Element:
    """Where to go on this page; where there is little room, the style sheet leaves the sections out."""
    listed = [_of("li", _link("#blockers", "What keeps it back")), _of("li", _link("#checklist", "Checklist"))]
    for number, (section, rows) in enumerate(sections(report).items(), 1):
        link = _link(f"#section-{number}", section or "Lines")
        listed.append(_of("li", link, " ", _tally([row for _, row in rows]), class_="part"))
    listed.append(_of("li", _link("#hooks", "Hooks")))
    if report.earlier:
        listed.append(_of("li", _link("#trend", "Since the last release")))
    return _of("nav", _of("ol", *listed), aria_label="Contents")


def _tally(rows: Sequence[Row]) -> Element:
    """How many lines of a section are open, in words."""
    count = sum(row.is_blocking for row in rows)
    return _of("span", f"{count} open" if count else "done", class_="tally open" if count else "tally")


def _blockers(report: Report) -> Element:
    """What has to be done before this release: obstacles, lines, and hooks that no line speaks for."""
    parts: list[_Child] = []
    if report.obstacles:
        parts += [_of("h3", "No line can count yet"), _list(_of("li", *_prose(said)) for said in report.obstacles)]
    if rows := blockers(report):
        listed = [_blocker(report, position, row) for position, row in rows]
        parts += [_of("h3", counted(len(rows), "line")), _list(listed, class_="cards")]
    if report.blocking_runs:
        listed = [_blocking_run(report, run) for run in report.blocking_runs]
        parts += [_of("h3", "Hooks that decide no line by themselves"), _list(listed, class_="cards")]
    if not parts:
        parts.append(_of("p", verdict(report)[1] if report.is_blocked else "Nothing."))
    return _section("blockers", "What keeps it back", parts)


def _blocker(report: Report, position: int, row: Row) -> Element:
    spots = spots_of_row(row)
    said = [*_prose(row.reason), f" · {row.owner}" if row.owner else None]
    if len(spots) == 1 and spots[0].text == "":  # a place is all that there is to add
        said += [" · ", _place(report, spots[0])]
        spots = []
    return _of(
        "li",
        _state(row.state),
        _of("h4", _link(f"#{_ROWS.format(position)}", name_of(row))),
        _of("p", *said, class_="reason"),
        _spots(report, spots, FIRST),
        class_=f"card {_tone(row.state)}",
    )


def _blocking_run(report: Report, run: HookRun) -> Element:
    return _of(
        "li",
        _state(run.state),
        _of("h4", _of("code", run.hook)),
        _of("p", *_prose(summary(run)), class_="reason"),
        _spots(report, list(spots_of_run(run)), FIRST),
        class_=f"card {_tone(run.state)}",
    )


def _checklist(report: Report, anchors: dict[str, str]) -> Element:
    """Every line, in the order of the checklist."""
    parts: list[_Child] = []
    for number, (section, rows) in enumerate(sections(report).items(), 1):
        heading = _of("h3", section or "Lines", " ", _tally([row for _, row in rows]))
        listed = [_row(report, position, row, anchors) for position, row in rows]
        parts.append(_of("section", heading, _list(listed, class_="rows"), id=f"section-{number}"))
    return _section("checklist", "Checklist", parts or [_of("p", "There is no line in this report.")])


def _row(report: Report, position: int, row: Row, anchors: dict[str, str]) -> Element:
    facts: list[tuple[str, Sequence[_Child]]] = [("Owner", [row.owner])] if row.owner else []
    if row.runs:
        facts.append(("Hooks", [_list(_run_in_short(run, row, anchors) for run in row.runs)]))
    if row.attested:
        facts.append(("Attested", _attested(report, row, row.attested)))
    return _of(
        "li",
        _of("span", str(row.number) if row.number else "+", class_="number"),
        _of("h4", name_of(row), " ", _of("code", row.id)),
        _state(row.state),
        _of("p", *_prose(row.reason), class_="reason"),
        _facts(facts),
        id=_ROWS.format(position),
    )


def _run_in_short(run: HookRun, row: Row, anchors: dict[str, str]) -> Element:
    name = _link(f"#{anchors[run.hook]}", _of("code", run.hook))
    return _of("li", name, " ", _state(run.state), " ", *_prose(reason_of(run, row)))


def _attested(report: Report, row: Row, attested: Attested) -> list[_Child]:
    """State, reason unless it is the line's, who, when again, on what evidence, and where that is written."""
    parts: list[list[_Child]] = [[_state(attested.state)]]
    if attested.reason and attested.reason != row.reason:
        parts.append(_prose(attested.reason))
    if attested.by:
        parts.append([attested.by])
    if attested.due:
        parts.append(["due ", _of("time", attested.due.isoformat())])
    if attested.evidence:
        target = web_address(attested.evidence)
        parts.append(["evidence: ", _link(target, attested.evidence) if target else attested.evidence])
    if attested.path:
        parts.append([_place(report, Spot(attested.path, attested.line, "", ""))])
    return [child for part in parts for child in (" · ", *part)][1:]


def _hooks(report: Report, anchors: dict[str, str]) -> Element:
    """Every hook with what it found, those first that decide a line."""
    beside = {run.hook for run in report.beside}
    groups = (
        ("Hooks that decide lines", [run for run in all_runs(report) if run.hook not in beside]),
        ("Hooks that decide no line", [run for run in all_runs(report) if run.hook in beside]),
    )
    parts: list[_Child] = []
    for heading, runs in groups:
        listed = [_run(report, run, anchors[run.hook]) for run in runs]
        parts += [_of("h3", heading), _list(listed, class_="rows") if listed else _of("p", "None.")]
    return _section("hooks", "Hooks", parts)


def _run(report: Report, run: HookRun, anchor: str) -> Element:
    missed = [Spot(item.path, 1, "", f"{item.reason}; {item.remedy}") for item in run.missed]
    found = [Spot(item.path, item.line, item.rule, item.message) for item in run.findings]
    advice = [Spot(item.path, item.line, "", item.message) for item in run.advice]
    return _of(
        "li",
        _of("h4", _of("code", run.hook)),
        _state(run.state),
        _of("p", *_prose(summary(run)), class_="reason"),
        _folded(report, "finding", found),
        _folded(report, "thing not checked", missed, "things not checked"),
        _folded(report, "piece of advice", advice, "pieces of advice"),
        id=anchor,
    )


def _folded(report: Report, noun: str, spots: Sequence[Spot], plural: str = "") -> Element | None:
    if not spots:
        return None
    heading = f"{len(spots):,} {plural}" if plural and len(spots) > 1 else counted(len(spots), noun)
    return _of("details", _of("summary", heading), _spots(report, spots, SHOWN))


def _spots(report: Report, spots: Sequence[Spot], limit: int) -> Element | None:
    """The first of them, and how many more there are."""
    if not spots:
        return None
    listed = [_of("li", *_spot(report, spot)) for spot in spots[:limit]]
    if len(spots) > limit:
        listed.append(_of("li", f"and {len(spots) - limit:,} more, all in the JSON form of this report", class_="more"))
    return _list(listed, class_="spots")


def _spot(report: Report, spot: Spot) -> list[_Child]:
    return [_place(report, spot), " ", _of("b", spot.rule) if spot.rule else None, " ", *_prose(spot.text)]


def _prose(text: str) -> list[_Child]:
    """A sentence in which what stands between backticks is code."""
    return [_of("code", piece) if is_code else piece for piece, is_code in pieces(text)]


def _place(report: Report, spot: Spot) -> Element:
    shown, target = _of("code", spot.place), address(report.link, spot.path, spot.line)
    return _link(target, shown) if target else shown


def _trend(report: Report) -> Element | None:
    """The states then and now."""
    if report.earlier is None:
        return None
    heads = ("State", f"{report.earlier.tag} ({report.earlier.day.isoformat()})", "Now", "Change")
    rows = [
        _of("tr", _of("th", _state(s), scope="row"), _of("td", str(a)), _of("td", str(b)), _of("td", _change(b - a)))
        for s, a, b in changes(report)
    ]
    table = _of(
        "table",
        _of("thead", _of("tr", *(_of("th", head, scope="col") for head in heads))),
        _of("tbody", *rows),
    )
    return _section("trend", "Since the last release", [table])


def _change(by: int) -> str:
    return f"+{by}" if by > 0 else f"\u2212{-by}" if by else "0"


def _footer() -> Element:
    return _of("footer", _of("p", "Made by flask-upkeep. The JSON form of this report leaves nothing out."))


def _section(anchor: str, heading: str, parts: Sequence[_Child]) -> Element:
    name = f"{anchor}-heading"
    return _of("section", _of("h2", heading, id=name), *parts, id=anchor, aria_labelledby=name)


def _facts(facts: Sequence[tuple[str, Sequence[_Child]]]) -> Element | None:
    if not facts:
        return None
    pairs = [_of("div", _of("dt", name), _of("dd", *value)) for name, value in facts]
    return _of("dl", *pairs, class_="facts")


def _list(items: Iterable[Element], class_: str = "") -> Element:
    return _of("ul", *items, class_=class_) if class_ else _of("ul", *items)


def _state(state: str) -> Element:
    return _of("span", named(state), class_=f"state {_tone(state)}")


def _tone(state: str) -> str:
    """The accent; a state that is unknown here is told from a good one all the same."""
    return _TONES.get(state, "good" if state in HARMLESS else "unknown")


def _link(target: str, shown: Element | str) -> Element:
    return _of("a", shown, href=target)


def _of(tag: str, *children: _Child, **attributes: str) -> Element:
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
