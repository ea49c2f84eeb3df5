"""The README and the pages below ``docs``: what they name exists, and nothing that a reader needs is out of reach."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from flask_upkeep import hook_ids, load, wrapper_ids
from flask_upkeep._kit.checklist import bundled_lines
from flask_upkeep._kit.options import command_line_parser, hook_parser
from flask_upkeep.commit_checks import static_hooks

from .test_hooks import BLOCKS, HOOKS, ROOT, VARIANTS

README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").rglob("*.md"))
HOOK_PAGES = ROOT / "docs" / "hooks"
ALL = [README, *PAGES]

LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,4} (.+)$", re.MULTILINE)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# A first column that names rules, some of which stand for others.
RULES = re.compile(r"^\| ((?:`[a-z-]+`(?:, )?)+)(?:, \.\.\.)? \|", re.MULTILINE)

# The hundreds of one are providers'; the other has those of pip-audit, where its page sends the reader.
WITHOUT_ALL_RULES = {"hardcoded-credentials", "safety"}
# Options of runners, docker, gunicorn, flask and wrapped tools that the pages speak of too.
OF_OTHERS = set("--config --debug --from --hook-stage --mount --no-verify --reload".split())


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    return BLOCK.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """What GitHub makes of headings: small letters, hyphens for spaces, nothing else but words."""
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in HEADING.findall(prose(page))}


@pytest.mark.parametrize("page", ALL, ids=name)
def test_links_lead_somewhere(page: Path):
    for target in LINK.findall(prose(page)):
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.is_file(), target
        assert not anchor or anchor in anchors(there), target


def test_readme_leads_to_every_page():
    linked = {(ROOT / target.partition("#")[0]).resolve() for target in LINK.findall(prose(README))}
    assert [name(page) for page in PAGES if page.resolve() not in linked] == []


def test_first_screen_holds_what_a_newcomer_needs():
    """What it is, the shortest configuration and what happens then; reference matter stands behind it."""
    lines = README.read_text().splitlines()
    screen = "\n".join(lines[:26])
    assert "- id: commit-checks" in screen
    assert "pre-commit install" in screen
    assert "debug-run debug=True" in screen
    assert len(lines) <= 400


def test_every_hook_has_its_page():
    assert sorted(page.stem for page in HOOK_PAGES.iterdir()) == sorted(hook_ids())


@pytest.mark.parametrize("hook_id", hook_ids())
def test_page_opens_with_the_title(hook_id: str):
    page = (HOOK_PAGES / f"{hook_id}.md").read_text()
    assert page.startswith(f"# {hook_id}\n\n{BLOCKS[hook_id]['description']}\n\n")


@pytest.mark.parametrize("hook_id", sorted(HOOKS.keys() - WITHOUT_ALL_RULES))
def test_page_names_every_rule(hook_id: str):
    page = prose(HOOK_PAGES / f"{hook_id}.md")
    assert [rule.id for rule in HOOKS[hook_id].rules if f"`{rule.id}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_tables_list_rules_that_exist(page: Path):
    known = {rule.id for hook in HOOKS.values() for rule in hook.rules}
    tables = re.findall(r"^\| rule \|.*\n((?:\|.*\n)*)", prose(page), re.MULTILINE)
    listed = {rule for table in tables for row in RULES.findall(table) for rule in re.findall(r"`([a-z-]+)`", row)}
    assert listed - known == set()


@pytest.mark.parametrize("page", ALL, ids=name)
def test_examples_can_be_read(page: Path):
    for language, text in BLOCK.findall(page.read_text()):
        match language:
            case "toml":
                tomllib.loads(text)
            case "yaml":
                yaml.safe_load(text)
            case "python":
                compile(text, name(page), "exec")


@pytest.mark.parametrize("page", ALL, ids=name)
def test_settings_in_examples_exist(page: Path):
    for language, text in BLOCK.findall(page.read_text()):
        if language != "toml":
            continue
        table = tomllib.loads(text).get("tool", {}).get("flask-upkeep", {})
        for key, value in table.items():
            if isinstance(value, dict):
                parser = hook_parser(key, load(key).main.arguments)
                assert {f"--{option}" for option in value} <= set(parser._option_string_actions)
            else:
                assert f"--{key}" in hook_parser("debug-flag", None)._option_string_actions


@pytest.mark.parametrize("hook_id", sorted(HOOKS))
def test_page_names_options_that_exist(hook_id: str):
    ours = set(command_line_parser(hook_id, HOOKS[hook_id].arguments)._option_string_actions)
    named = set(OPTION.findall(prose(HOOK_PAGES / f"{hook_id}.md")))
    assert named - ours - OF_OTHERS == set()


@pytest.mark.parametrize("hook_id", BLOCKS)
def test_readme_says_what_commit_checks_runs_and_when(hook_id: str):
    (row,) = (line for line in README.read_text().splitlines() if line.startswith(f"| [`{hook_id}`]"))
    _, told, title, stages, _, static, _ = (cell.strip() for cell in row.split("|"))
    assert told == f"[`{hook_id}`](docs/hooks/{VARIANTS.get(hook_id, hook_id)}.md)"
    assert title == BLOCKS[hook_id]["description"].rstrip(".")
    here = BLOCKS[hook_id]["stages"]
    assert stages == ("all" if len(here) == 4 else ", ".join(here))
    assert static == ("yes" if hook_id in {hook.id for hook in static_hooks()} else "-")


def test_versions_of_the_tools():
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    page = (ROOT / "docs" / "tools.md").read_text()
    for wrapper in wrapper_ids():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{wrapper}`"))
        assert [pin.replace("==", " ") for pin in pins[wrapper]] == row.split("|")[2].strip().split(", ")


@pytest.mark.parametrize("page", ALL, ids=name)
def test_number_of_lines_of_the_checklist(page: Path):
    told = re.findall(r"\b(\d+) lines\b", page.read_text())
    assert set(told) <= {str(len(bundled_lines()))}
