"""The report as one HTML page, for people: no script, nothing from elsewhere, and of a bounded size.

The page is a tree of elements, in which a text can be nothing but a text, and is written as HTML at the very end.
Its policy (https://www.w3.org/TR/CSP3/) lets nothing in but its own style sheet, by its digest.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from xml.etree.ElementTree import Element, tostring

from .elements import Child, bullets, element, facts_of, headed, linked, state_word, tone_of
from .report import PASSED, Attested, HookRun, Report, Row
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
    web_address,
)

STYLE = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "report.css")

_ROWS = "line-{}"
_HOOKS = "hook-{}"


def html(report: Report) -> str:
    """The page; the same for the same report, to the byte."""
    anchors = {run.hook: _HOOKS.format(position) for position, run in enumerate(all_runs(report), 1)}
    main = element(
        "main",
        _blockers(report),
        _checklist(report, anchors),
        _hooks(report, anchors),
        _trend(report),
    )
    page = element(
        "html",
        _head(report),
        element("body", _header(report), element("div", _contents(report), main, class_="columns"), _footer()),
        lang="en",
    )
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html")


def _head(report: Report) -> Element:
    from base64 import b64encode
    from hashlib import sha256

    with open(STYLE, encoding="utf-8") as file:
        sheet = file.read()
    style = element("style")
    style.text = sheet
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{verdict(report)[0]}: {title(report)}"),
        style,
    )


def _header(report: Report) -> Element:
    word, sentence = verdict(report)
    return element(
        "header",
        element("p", "Release report", class_="kind"),
        element("h1", title(report)),
        element(
            "div",
            element("p", word, class_="word"),
            element("p", sentence),
            class_=f"verdict {'bad' if report.is_blocked else 'good'}",
        ),
        _bar(report.rows),
        _tiles(report),
        facts_of([("Commit", [element("code", report.commit or "unknown")]), ("Day", [report.day.isoformat()])]),
    )


def _tiles(report: Report) -> Element:
    """How many lines stand in each state that there is."""
    states = in_order([*report.counts, PASSED])
    tiles = [
        element("li", element("b", str(report.counts[s])), " ", element("span", named(s)), class_=tone_of(s))
        for s in states
    ]
    return element("ul", *tiles, class_="tiles", aria_label="Lines in each state")


def _bar(rows: Sequence[Row]) -> Element | None:
    """The shares of the states as a picture of what the tiles say."""
    if not rows:
        return None
    parts, start = [], 0
    states = [row.state for row in rows]
    for state in in_order(states):
        width = states.count(state)
        parts.append(element("rect", x=str(start), y="0", width=str(width), height="1", class_=tone_of(state)))
        start += width
    box = f"0 0 {len(rows)} 1"
    return element("svg", *parts, viewBox=box, preserveAspectRatio="none", class_="bar", aria_hidden="true")


def _contents(report: Report) -> Element:
    """Where to go on this page; where there is little room, the style sheet leaves the sections out."""
    listed = [
        element("li", linked("#blockers", "What keeps it back")),
        element("li", linked("#checklist", "Checklist")),
    ]
    for number, (section, rows) in enumerate(sections(report).items(), 1):
        link = linked(f"#section-{number}", section or "Lines")
        listed.append(element("li", link, " ", _tally([row for _, row in rows]), class_="part"))
    listed.append(element("li", linked("#hooks", "Hooks")))
    if report.earlier:
        listed.append(element("li", linked("#trend", "Since the last release")))
    return element("nav", element("ol", *listed), aria_label="Contents")


def _tally(rows: Sequence[Row]) -> Element:
    """How many lines of a section are open, in words."""
    count = sum(row.is_blocking for row in rows)
    return element("span", f"{count} open" if count else "done", class_="tally open" if count else "tally")


def _blockers(report: Report) -> Element:
    """What has to be done before this release: obstacles, lines, and hooks that no line speaks for."""
    parts: list[Child] = []
    if report.obstacles:
        parts += [
            element("h3", "No line can count yet"),
            bullets(element("li", *_prose(said)) for said in report.obstacles),
        ]
    if rows := blockers(report):
        listed = [_blocker(report, position, row) for position, row in rows]
        parts += [element("h3", counted(len(rows), "line")), bullets(listed, class_="cards")]
    if report.blocking_runs:
        listed = [_blocking_run(report, run) for run in report.blocking_runs]
        parts += [element("h3", "Hooks that decide no line by themselves"), bullets(listed, class_="cards")]
    if not parts:
        parts.append(element("p", verdict(report)[1] if report.is_blocked else "Nothing."))
    return headed("blockers", "What keeps it back", parts)


def _blocker(report: Report, position: int, row: Row) -> Element:
    spots = spots_of_row(row)
    said = [*_prose(row.reason), f" · {row.owner}" if row.owner else None]
    if len(spots) == 1 and spots[0].text == "":  # a place is all that there is to add
        said += [" · ", _place(report, spots[0])]
        spots = []
    return element(
        "li",
        state_word(row.state),
        element("h4", linked(f"#{_ROWS.format(position)}", name_of(row))),
        element("p", *said, class_="reason"),
        _spots(report, spots, FIRST),
        class_=f"card {tone_of(row.state)}",
    )


def _blocking_run(report: Report, run: HookRun) -> Element:
    return element(
        "li",
        state_word(run.state),
        element("h4", element("code", run.hook)),
        element("p", *_prose(summary(run)), class_="reason"),
        _spots(report, list(spots_of_run(run)), FIRST),
        class_=f"card {tone_of(run.state)}",
    )


def _checklist(report: Report, anchors: dict[str, str]) -> Element:
    """Every line, in the order of the checklist."""
    parts: list[Child] = []
    for number, (section, rows) in enumerate(sections(report).items(), 1):
        heading = element("h3", section or "Lines", " ", _tally([row for _, row in rows]))
        listed = [_row(report, position, row, anchors) for position, row in rows]
        parts.append(element("section", heading, bullets(listed, class_="rows"), id=f"section-{number}"))
    return headed("checklist", "Checklist", parts or [element("p", "There is no line in this report.")])


def _row(report: Report, position: int, row: Row, anchors: dict[str, str]) -> Element:
    facts: list[tuple[str, Sequence[Child]]] = [("Owner", [row.owner])] if row.owner else []
    if row.runs:
        facts.append(("Hooks", [bullets(_run_in_short(run, row, anchors) for run in row.runs)]))
    if row.attested:
        facts.append(("Attested", _attested(report, row, row.attested)))
    return element(
        "li",
        element("span", str(row.number) if row.number else "+", class_="number"),
        element("h4", name_of(row), " ", element("code", row.id)),
        state_word(row.state),
        element("p", *_prose(row.reason), class_="reason"),
        facts_of(facts),
        id=_ROWS.format(position),
    )


def _run_in_short(run: HookRun, row: Row, anchors: dict[str, str]) -> Element:
    name = linked(f"#{anchors[run.hook]}", element("code", run.hook))
    return element("li", name, " ", state_word(run.state), " ", *_prose(reason_of(run, row)))


def _attested(report: Report, row: Row, attested: Attested) -> list[Child]:
    """State, reason unless it is the line's, who, when again, on what evidence, and where that is written."""
    parts: list[list[Child]] = [[state_word(attested.state)]]
    if attested.reason and attested.reason != row.reason:
        parts.append(_prose(attested.reason))
    if attested.by:
        parts.append([attested.by])
    if attested.due:
        parts.append(["due ", element("time", attested.due.isoformat())])
    if attested.evidence:
        target = web_address(attested.evidence)
        parts.append(["evidence: ", linked(target, attested.evidence) if target else attested.evidence])
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
    parts: list[Child] = []
    for heading, runs in groups:
        listed = [_run(report, run, anchors[run.hook]) for run in runs]
        parts += [element("h3", heading), bullets(listed, class_="rows") if listed else element("p", "None.")]
    return headed("hooks", "Hooks", parts)


def _run(report: Report, run: HookRun, anchor: str) -> Element:
    missed = [Spot(item.path, 1, "", f"{item.reason}; {item.remedy}") for item in run.missed]
    found = [Spot(item.path, item.line, item.rule, item.message) for item in run.findings]
    advice = [Spot(item.path, item.line, "", item.message) for item in run.advice]
    return element(
        "li",
        element("h4", element("code", run.hook)),
        state_word(run.state),
        element("p", *_prose(summary(run)), class_="reason"),
        _folded(report, "finding", found),
        _folded(report, "thing not checked", missed, "things not checked"),
        _folded(report, "piece of advice", advice, "pieces of advice"),
        id=anchor,
    )


def _folded(report: Report, noun: str, spots: Sequence[Spot], plural: str = "") -> Element | None:
    if not spots:
        return None
    heading = f"{len(spots):,} {plural}" if plural and len(spots) > 1 else counted(len(spots), noun)
    return element("details", element("summary", heading), _spots(report, spots, SHOWN))


def _spots(report: Report, spots: Sequence[Spot], limit: int) -> Element | None:
    """The first of them, and how many more there are."""
    if not spots:
        return None
    listed = [element("li", *_spot(report, spot)) for spot in spots[:limit]]
    if len(spots) > limit:
        listed.append(
            element("li", f"and {len(spots) - limit:,} more, all in the JSON form of this report", class_="more")
        )
    return bullets(listed, class_="spots")


def _spot(report: Report, spot: Spot) -> list[Child]:
    return [_place(report, spot), " ", element("b", spot.rule) if spot.rule else None, " ", *_prose(spot.text)]


def _prose(text: str) -> list[Child]:
    """A sentence in which what stands between backticks is code."""
    return [element("code", piece) if is_code else piece for piece, is_code in pieces(text)]


def _place(report: Report, spot: Spot) -> Element:
    shown, target = element("code", spot.place), address(report.link, spot.path, spot.line)
    return linked(target, shown) if target else shown


def _trend(report: Report) -> Element | None:
    """The states then and now."""
    if report.earlier is None:
        return None
    heads = ("State", f"{report.earlier.tag} ({report.earlier.day.isoformat()})", "Now", "Change")
    rows = [
        element(
            "tr",
            element("th", state_word(s), scope="row"),
            element("td", str(a)),
            element("td", str(b)),
            element("td", _change(b - a)),
        )
        for s, a, b in changes(report)
    ]
    table = element(
        "table",
        element("thead", element("tr", *(element("th", head, scope="col") for head in heads))),
        element("tbody", *rows),
    )
    return headed("trend", "Since the last release", [table])


def _change(by: int) -> str:
    return f"+{by}" if by > 0 else f"\u2212{-by}" if by else "0"


def _footer() -> Element:
    return element("footer", element("p", "Made by flask-upkeep. The JSON form of this report leaves nothing out."))
