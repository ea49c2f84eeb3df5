"""The release report in a real browser: wide and narrow, light and dark, on paper."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from flask_upkeep._release.in_html import html
from flask_upkeep._release.report import Report

from .sample_reports import HOSTILE, all_of, each_state, empty, full, many_findings, ready

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (BROWSER and DRIVER), reason="Chromium and its driver are not installed (Debian: chromium, chromium-driver)"
)

AXE = files("axe_core_python") / "axe.min.js"
# Large letters are let off more lightly by the rule (WCAG 2.2, 1.4.3), but not here.
AXE_RUN = """
const done = arguments[arguments.length - 1], all = {expected: 4.5};
axe.configure({checks: [{id: 'color-contrast', options: {contrastRatio: {normal: all, large: all}}}]});
axe.run(document, {resultTypes: ['violations', 'incomplete']}).then(done);
"""
OPEN_DETAILS = "document.querySelectorAll('details').forEach(item => item.open = true)"
TOO_WIDE = """
return [...document.querySelectorAll('body, body *')]
  .filter(item => item.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5 ||
                  item.scrollWidth > Math.ceil(item.clientWidth) && getComputedStyle(item).display === 'block')
  .map(item => item.outerHTML.slice(0, 200));
"""
DEAD_LINKS = """
return [...document.querySelectorAll('a[href^="#"]')].map(link => link.getAttribute('href'))
  .filter(target => !document.getElementById(target.slice(1)));
"""


def said_by_all(texts: tuple[str, ...]) -> Report:
    """One report in which each of the texts stands everywhere."""
    parts = [all_of(text) for text in texts]
    hooks = {run.hook: run for part in parts for run in part.runs}
    return parts[0]._replace(
        rows=tuple(row for part in parts for row in part.rows), runs=tuple(hooks[hook] for hook in sorted(hooks))
    )


SAMPLES: dict[str, Callable[[], Report]] = {
    "full": full,
    "ready": ready,
    "hostile": lambda: said_by_all(HOSTILE),
    "many findings": many_findings,
    "empty": empty,
}
WIDTHS = (1200, 380)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = BROWSER or ""
    profile = tmp_path_factory.mktemp("profile")
    # Without a sandbox, as in a container: the pages are ours.
    for argument in ("--headless", "--no-sandbox", "--disable-dev-shm-usage", f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, Service(DRIVER))
    driver.set_script_timeout(300)  # a busy machine
    yield driver
    driver.quit()


@pytest.fixture
def opened(browser: Chrome, tmp_path: Path) -> Callable[..., Chrome]:
    """``opened(report, width, scheme)``: the page in the browser, with all that is folded unfolded."""

    def show(report: Report, width: int, scheme: str = "light", media: str = "") -> Chrome:
        page = tmp_path / "report.html"
        page.write_text(html(report), encoding="utf-8")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [feature]})
        browser.get_log("performance")
        browser.get(page.as_uri())
        browser.execute_script(OPEN_DETAILS)
        return browser

    return show


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("sample", SAMPLES)
def test_page_fits_and_asks_for_nothing(opened: Callable[..., Chrome], sample: str, width: int):
    """Nothing is wider than the window, links lead somewhere, nothing is fetched, and nothing to complain of.

    A style sheet that the page's policy refuses would be a complaint.
    """
    page = opened(SAMPLES[sample](), width)
    assert page.execute_script("return innerWidth") == width
    assert page.execute_script("return document.documentElement.scrollWidth") <= width
    assert page.execute_script(TOO_WIDE) == []
    assert page.execute_script(DEAD_LINKS) == []
    assert page.execute_script("return document.scripts.length") == 0
    assert requests(page) == [page.current_url]
    assert page.get_log("browser") == []


def requests(page: Chrome) -> list[str]:
    """What the page has asked for; what the browser does of its own accord is not its doing."""
    events = [json.loads(entry["message"])["message"] for entry in page.get_log("performance")]
    sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [request["request"]["url"] for request in sent if request["documentURL"] == page.current_url]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_page_is_accessible(opened: Callable[..., Chrome], width: int, scheme: str):
    """Contrasts, landmarks, headings in order, names of links: the rules of axe-core, none of them left out."""
    page = opened(each_state(), width, scheme)
    page.execute_script(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.execute_async_script(AXE_RUN)
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:5]) for rule in result["violations"]] == []
    assert [(rule["id"], [node["html"] for node in rule["nodes"]][:5]) for rule in result["incomplete"]] == []
    assert "color-contrast" in {rule["id"] for rule in result["passes"]}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_schemes_differ(opened: Callable[..., Chrome], scheme: str):
    page = opened(full(), 1200, scheme)
    colour = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    red = int(colour.removeprefix("rgb(").partition(",")[0])
    assert (red > 200) is (scheme == "light")


def test_paper_has_no_contents_and_no_dark_ground(opened: Callable[..., Chrome]):
    page = opened(full(), 700, "dark", "print")
    assert page.execute_script("return getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.execute_script("return document.documentElement.scrollWidth") <= 700


def test_paper_shows_what_is_folded(opened: Callable[..., Chrome]):
    page = opened(full(), 700, "light", "print")
    page.execute_script(OPEN_DETAILS.replace("true", "false"))
    height = "return document.querySelector('details .spots').getBoundingClientRect().height"
    assert page.execute_script(height) > 0
