"""What the configuration of a runner lists, as a release reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from flask_upkeep._release.configuration import read_configuration

MANIFEST = yaml.safe_load((Path(__file__).parent.parent / ".pre-commit-hooks.yaml").read_text())


def listed(path: Path, repo: str, **hook: object) -> str:
    path.write_text(json.dumps({"repos": [{"repo": repo, "hooks": [{"id": "x", **hook}]}]}))
    return read_configuration([str(path)]).hooks[0].hook


@pytest.mark.parametrize(
    ("entry", "args", "hook"),
    [
        ("flask-upkeep debug-flag", [], "debug-flag"),
        ("python -I -m flask_upkeep debug-flag", [], "debug-flag"),
        (".venv/bin/flask-upkeep", ["black", "--check"], "black-check"),
        ("echo flask-upkeep-debug-flag", [], ""),
        ("flask-upkeep due", [], ""),
        ("python -c 'from flask_upkeep.__main__ import main' debug-flag", [], ""),
        ("true", [], ""),
    ],
)
def test_what_a_local_hook_starts(tmp_path: Path, entry: str, args: list[str], hook: str):
    assert listed(tmp_path / "a.yaml", "local", entry=entry, args=args) == hook


@pytest.mark.parametrize("block", MANIFEST, ids=lambda block: block["id"])
def test_the_entries_of_the_manifest_may_be_taken_over(tmp_path: Path, block: dict[str, str]):
    assert listed(tmp_path / "a.yaml", "local", entry=block["entry"]) == block["id"]
