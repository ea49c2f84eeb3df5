"""Attestations: honest in real repositories, one line for everything that is wrong."""

from __future__ import annotations

import calendar
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from flask_upkeep.__main__ import main
from flask_upkeep._kit.attestation_history import watched_digests

from .conftest import Run, git, write_files

POLICY = """\
[line.restore-test]
owner = "@platform"
every = "1 month"
watch = ["ops/restore.sh"]
approvals = 1

[line.watsonx]
not_applicable = "no IBM service in use"
confirmed = 2026-06-01
"""
ITEM = "upkeep/attestations/restore-test.toml"
Shell = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """``shell("due", ...)`` in a repository with a policy, committed on 1 June 2026."""
    for name, value in {"NAME": "Ann", "EMAIL": "ann@example.invalid"}.items():
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    write_files(
        tmp_path, {"upkeep/checklist.toml": POLICY, "ops/restore.sh": "pg_restore\n", "app.py": "import flask\n"}
    )
    git(tmp_path, "init", "-q")
    commit(tmp_path, "2026-06-01")
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> tuple[int, list[str]]:
        capsys.readouterr()
        code = main(arguments)
        captured = capsys.readouterr()
        return code, captured.out.splitlines() + captured.err.splitlines()

    return run_command


def commit(folder: Path, day: str, *options: str, message: str = "work", who: str = "ann") -> None:
    """Commit all there is, on a day."""
    git(folder, "add", "-A")
    environment = os.environ | {
        "GIT_AUTHOR_DATE": f"{day}T12:00:00+00:00",
        "GIT_COMMITTER_DATE": f"{day}T12:00:00+00:00",
        "GIT_AUTHOR_NAME": who.title(),
        "GIT_AUTHOR_EMAIL": f"{who}@example.invalid",
        "GIT_COMMITTER_NAME": who.title(),
        "GIT_COMMITTER_EMAIL": f"{who}@example.invalid",
    }
    subprocess.run(["git", "commit", "-qm", message, *options], cwd=folder, env=environment, check=True)


def attested(shell: Shell, folder: Path, day: str, *options: str, message: str = "work", who: str = "ann") -> None:
    """Attest the restore test and commit the record on that day."""
    code, lines = shell("attest", "restore-test", "--evidence", f"job {day}", "--today", day, *options)
    assert code == 0, lines
    commit(folder, day, message=message, who=who)


def standing(shell: Shell, day: str, item: str = "restore-test") -> tuple[int, str, str]:
    """Exit code of `due`, and the state and the reason of an item."""
    code, lines = shell("due", "--all", "--today", day)
    (row,) = [line for line in lines if f"  {item}  " in f"{line}  "]
    cells = [cell for cell in row.split("  ") if cell]
    return code, cells[1].strip(), cells[-1].partition(": ")[2]


def finding(shell: Shell, day: str) -> list[str]:
    """Rules that the hook gives for the restore test."""
    _, lines = shell("attestations", "--due", "--today", day)
    return [line.split()[1] for line in lines if line.split()[2].startswith("restore-test")]


def test_a_life(shell: Shell, tmp_path: Path):
    """Missing, not committed, in order, due soon, overdue."""
    assert standing(shell, "2026-06-02")[1] == "missing"
    assert shell("attest", "restore-test", "--evidence", "job 1", "--note", "fine", "--today", "2026-06-02") == (
        0,
        [f"{ITEM}: recorded and staged; commit it, and look at `flask-upkeep due`"],
    )
    assert git(tmp_path, "status", "--short") == f"A  {ITEM}\n"
    assert standing(shell, "2026-06-02")[1] == "not committed"
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-02")[1:] == ("ok", "attested on 2026-06-02 by Ann")
    assert standing(shell, "2026-06-24")[1] == "ok"
    assert standing(shell, "2026-06-25")[1:] == ("due soon", "due on 2026-07-02")
    assert standing(shell, "2026-07-02")[1] == "due soon"
    assert standing(shell, "2026-07-03")[1:] == ("overdue", "1 day overdue; `flask-upkeep attest restore-test`")


def test_the_newest_record_counts(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    attested(shell, tmp_path, "2026-07-20")
    assert (tmp_path / ITEM).read_text().count("[[record]]") == 2
    assert standing(shell, "2026-07-21")[1] == "ok"


def test_rules_of_the_hook(shell: Shell, tmp_path: Path):
    assert finding(shell, "2026-06-02") == ["attestation-missing"]
    attested(shell, tmp_path, "2026-06-02")
    assert finding(shell, "2026-06-03") == []
    assert finding(shell, "2026-06-27") == ["advice:"]
    assert finding(shell, "2026-08-01") == ["attestation-overdue"]
    assert shell("attestations", "--today", "2099-01-01") == (0, [])


def test_changed_watched_file(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    write_files(tmp_path, {"ops/restore.sh": "rm -rf /\n"})
    commit(tmp_path, "2026-06-03")
    code, state, reason = standing(shell, "2026-06-04")
    assert (code, state) == (1, "stale")
    assert reason.startswith("ops/restore.sh changed since 2026-06-02")
    assert finding(shell, "2026-06-04") == ["attestation-stale"]
    write_files(tmp_path, {"ops/restore.sh": "pg_restore\n"})
    commit(tmp_path, "2026-06-04")
    assert standing(shell, "2026-06-04")[1] == "ok"


def test_watched_file_changed_on_another_branch(shell: Shell, tmp_path: Path):
    """The change is older than the record, and came with a later merge."""
    git(tmp_path, "switch", "-qc", "side")
    write_files(tmp_path, {"ops/restore.sh": "other\n"})
    commit(tmp_path, "2026-06-01")
    git(tmp_path, "switch", "-q", "main")
    attested(shell, tmp_path, "2026-06-02")
    git(tmp_path, "merge", "-q", "--no-edit", "side")
    assert standing(shell, "2026-06-04")[1] == "stale"


@pytest.mark.parametrize(("spec", "name"), [("ops", "ops/new.sh"), ("ops/*.sh", "ops/b.sh"), ("**/*.sh", "a/b/c.sh")])
def test_new_file_of_a_watched_folder(shell: Shell, tmp_path: Path, spec: str, name: str):
    write_files(tmp_path, {"upkeep/checklist.toml": POLICY.replace("ops/restore.sh", spec)})
    attested(shell, tmp_path, "2026-06-02")
    write_files(tmp_path, {"ops/notes/a.txt" if spec == "ops/*.sh" else "b.txt": "x\n"})
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-04")[1] == "ok"
    write_files(tmp_path, {name: "x\n"})
    commit(tmp_path, "2026-06-03")
    assert standing(shell, "2026-06-04")[1] == "stale"


@pytest.mark.parametrize(
    "spec", ["ops/*", "*", "**/*.sh", "ops/**", "ops/[a-r]*", "ops/re?tore.sh", "**", "o**s/*", "."]
)
def test_what_others_watch_does_not_matter(shell: Shell, tmp_path: Path, spec: str):
    """The digest of a pattern is of the files that git finds for it alone."""
    others = '[line.own]\ntitle = "Own"\nevery = "1 year"\nwatch = [".", "ops", "**/*.py"]\n'
    write_files(
        tmp_path,
        {
            "upkeep/checklist.toml": f"{POLICY.replace('ops/restore.sh', spec)}\n{others}",
            "ops/deep/a.sh": "a\n",
            "ops/deep/deeper/b.py": "b\n",
            ITEM: "",
        },
    )
    commit(tmp_path, "2026-06-02")
    git(tmp_path, "rm", "-q", ITEM)
    code, lines = shell("attest", "restore-test", "--evidence", "job", "--today", "2026-06-02")
    assert code == 0, lines
    found = watched_digests([spec])
    assert found == {name: digest for name, digest in watched_digests([spec, "."]).items() if name == spec}
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-03")[1] == "ok"


def test_a_record_that_git_ignores_is_told(shell: Shell, tmp_path: Path):
    write_files(tmp_path, {".gitignore": "upkeep/attestations\n"})
    code, lines = shell("attest", "restore-test", "--evidence", "job", "--today", "2026-06-02")
    assert code == 3
    assert lines[0].startswith(f"{ITEM}: NOT CHECKED: written, but not staged: ")


def test_watch_that_names_no_file(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    git(tmp_path, "rm", "-q", "ops/restore.sh")
    commit(tmp_path, "2026-06-03")
    assert standing(shell, "2026-06-04")[1] == "invalid"


def test_shallow_clone(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A record from before the clone's first commit has no witness; one after it has."""
    attested(shell, tmp_path, "2026-06-02")
    write_files(tmp_path, {"app.py": "import os\n"})
    commit(tmp_path, "2026-06-03")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}", "clone")
    monkeypatch.chdir(tmp_path / "clone")
    code, state, reason = standing(shell, "2026-06-04")
    assert (code, state) == (3, "unproven")
    assert "fetch-depth: 0" in reason
    code, lines = shell("attestations", "--due", "--today", "2026-06-04")
    assert code == 3
    assert any(line.startswith(f"{ITEM}: NOT CHECKED: ") for line in lines)
    attested(shell, tmp_path / "clone", "2026-06-05")
    assert standing(shell, "2026-06-05")[1] == "ok"


def test_backdated_record(shell: Shell, tmp_path: Path):
    code, _ = shell("attest", "restore-test", "--evidence", "job 1", "--today", "2026-06-02")
    assert code == 0
    commit(tmp_path, "2026-06-17")
    code, state, reason = standing(shell, "2026-06-17")
    assert (code, state) == (1, "invalid")
    assert reason.startswith("the record is dated 2026-06-02 and was committed on 2026-06-17")


def test_author_date_does_not_help(shell: Shell, tmp_path: Path):
    shell("attest", "restore-test", "--evidence", "job 1", "--today", "2026-06-02")
    commit(tmp_path, "2026-07-20", "--date=2026-06-02T12:00:00")
    assert standing(shell, "2026-07-20")[1] == "invalid"


def test_future_date(shell: Shell, tmp_path: Path):
    assert shell("attest", "restore-test", "--evidence", "j", "--date", "2026-06-03", "--today", "2026-06-02") == (
        2,
        ["flask-upkeep attest: 2026-06-03 is in the future; attest what has been done"],
    )
    shell("attest", "restore-test", "--evidence", "job 1", "--today", "2026-06-09")
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-03")[1:] == (
        "invalid",
        "the record is dated 2026-06-09, in the future; write the day it was done",
    )


def test_dated_after_its_commit(shell: Shell, tmp_path: Path):
    """What was the future when it was committed proves nothing later either."""
    shell("attest", "restore-test", "--evidence", "job 1", "--today", "2026-06-09")
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-20")[1:] == (
        "invalid",
        "the record is dated 2026-06-09 and was committed before, on 2026-06-02; `flask-upkeep attest restore-test`",
    )


def test_tomorrow_in_the_east(shell: Shell, tmp_path: Path):
    """Where the committer lives it is the next day already."""
    attested(shell, tmp_path, "2026-06-03")
    assert standing(shell, "2026-06-02")[1] == "ok"
    assert standing(shell, "2026-06-01")[1] == "invalid"


def test_record_changed_in_the_work_tree(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02", "--failed")
    (tmp_path / ITEM).write_text((tmp_path / ITEM).read_text().replace("fail", "pass"))
    assert standing(shell, "2026-06-03")[1] == "not committed"
    assert finding(shell, "2026-06-03") == ["attestation-uncommitted"]


def test_record_changed_by_a_commit(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02", "--failed")
    (tmp_path / ITEM).write_text((tmp_path / ITEM).read_text().replace("fail", "pass"))
    commit(tmp_path, "2026-06-03")
    code, state, reason = standing(shell, "2026-06-03")
    assert (code, state) == (1, "invalid")
    assert "changed what an older one recorded" in reason
    attested(shell, tmp_path, "2026-06-04")
    assert standing(shell, "2026-06-04")[1] == "ok"


def test_failed_stays_red(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    attested(shell, tmp_path, "2026-06-05", "--failed")
    assert standing(shell, "2026-06-05")[:2] == (1, "failed")
    assert finding(shell, "2026-06-05") == ["attestation-failed"]


def test_evidence_is_new(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    code, lines = shell("attest", "restore-test", "--evidence", "job 2026-06-02", "--today", "2026-06-20")
    assert (code, "same evidence" in lines[0]) == (2, True)
    code, lines = shell("attest", "restore-test", "--today", "2026-06-20")
    assert (code, "needs evidence" in lines[0]) == (2, True)


def test_evidence_in_the_repository(shell: Shell, tmp_path: Path):
    """The same file may serve again only with another content, and others have to see it."""
    write_files(tmp_path, {"restore.log": "one\n"})
    command = ("attest", "restore-test", "--evidence", "restore.log", "--today")
    assert "does not track" in shell(*command, "2026-06-02")[1][0]
    commit(tmp_path, "2026-06-02")
    assert shell(*command, "2026-06-02")[0] == 0
    commit(tmp_path, "2026-06-02")
    assert shell(*command, "2026-06-20")[0] == 2
    write_files(tmp_path, {"restore.log": "two\n"})
    commit(tmp_path, "2026-06-20")
    assert shell(*command, "2026-06-20")[0] == 0


def test_unstaged_watched_file(shell: Shell, tmp_path: Path):
    write_files(tmp_path, {"ops/restore.sh": "other\n"})
    code, lines = shell("attest", "restore-test", "--evidence", "j", "--today", "2026-06-02")
    assert (code, "not staged" in lines[0]) == (2, True)


def test_two_people(shell: Shell, tmp_path: Path):
    approvers = 'approvals = 2\napprovers = ["ann@example.invalid", "Bob"]'
    write_files(tmp_path, {"upkeep/checklist.toml": POLICY.replace("approvals = 1", approvers)})
    attested(shell, tmp_path, "2026-06-02")
    assert "1 of 2 people" in standing(shell, "2026-06-02")[2]
    attested(shell, tmp_path, "2026-06-03", message="x\n\nReviewed-by: Eve <eve@example.invalid>")
    assert standing(shell, "2026-06-03")[1] == "invalid"
    attested(shell, tmp_path, "2026-06-04", message="x\n\nCo-authored-by: Ann <ANN@example.invalid>")
    assert standing(shell, "2026-06-04")[1] == "invalid", "one person is not two"
    attested(shell, tmp_path, "2026-06-05", message="x\n\nReviewed-by: Bob <bob@example.invalid>")
    assert standing(shell, "2026-06-05")[1] == "ok"
    attested(shell, tmp_path, "2026-06-06", who="eve")
    assert "0 of 2 people" in standing(shell, "2026-06-06")[2]


def test_conflict_resolved_in_a_merge(shell: Shell, tmp_path: Path):
    """Two branches attest the same item: both records stay, and the merge is where the file is from."""
    git(tmp_path, "switch", "-qc", "side")
    attested(shell, tmp_path, "2026-06-02", "--note", "side", who="bob")
    git(tmp_path, "switch", "-q", "main")
    attested(shell, tmp_path, "2026-06-03", "--note", "main")
    ours = (tmp_path / ITEM).read_text()
    subprocess.run(["git", "merge", "-q", "side"], cwd=tmp_path, check=False, capture_output=True)
    theirs = git(tmp_path, "show", f"side:{ITEM}")
    (tmp_path / ITEM).write_text(f"{ours}\n{theirs}")
    commit(tmp_path, "2026-06-04")
    assert standing(shell, "2026-06-04")[1] == "ok"


@pytest.mark.skipif(os.name == "nt", reason="ssh-keygen may be missing")
def test_signed(shell: Shell, tmp_path: Path):
    write_files(tmp_path, {"upkeep/checklist.toml": POLICY.replace("approvals = 1", "approvals = 1\nsigned = true")})
    attested(shell, tmp_path, "2026-06-02")
    assert "no signature" in standing(shell, "2026-06-02")[2]
    key = tmp_path / ".git" / "key"
    try:
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    except FileNotFoundError:
        pytest.skip("no ssh-keygen")
    (tmp_path / ".git" / "signers").write_text(f"ann@example.invalid {(key.with_suffix('.pub')).read_text()}")
    settings = {"gpg.format": "ssh", "user.signingkey": str(key), "commit.gpgsign": "true"}
    for name, value in settings.items():
        git(tmp_path, "config", name, value)
    attested(shell, tmp_path, "2026-06-03")
    assert "no signature" in standing(shell, "2026-06-03")[2], "signed by a key that nobody vouches for"
    git(tmp_path, "config", "gpg.ssh.allowedSignersFile", str(tmp_path / ".git" / "signers"))
    assert standing(shell, "2026-06-03")[1] == "ok"


def test_not_applicable_for_a_year(shell: Shell, tmp_path: Path):
    assert standing(shell, "2027-06-01", "watsonx")[1:] == ("not applicable", "no IBM service in use")
    assert standing(shell, "2027-06-02", "watsonx")[1] == "overdue"
    write_files(tmp_path, {"upkeep/checklist.toml": POLICY.replace("2026-06-01", "2027-06-02")})
    assert standing(shell, "2027-06-02", "watsonx")[1] == "not committed"
    commit(tmp_path, "2027-06-02")
    assert standing(shell, "2027-06-02", "watsonx")[1] == "not applicable"
    assert standing(shell, "2027-05-01", "watsonx")[1] == "invalid"
    assert shell("attest", "watsonx", "--evidence", "x")[0] == 2


def test_own_line(shell: Shell, tmp_path: Path):
    own = '[line.fire-drill]\ntitle = "Fire drill"\nevery = "1 year"\nevidence = false\n'
    write_files(tmp_path, {"upkeep/checklist.toml": f"{POLICY}\n{own}"})
    assert shell("attest", "fire-drill", "--note", "fine", "--today", "2026-06-02")[0] == 0
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2027-01-02", "fire-drill")[1] == "ok"


def test_line_ends_and_a_mark_do_not_matter(shell: Shell, tmp_path: Path):
    attested(shell, tmp_path, "2026-06-02")
    text = (tmp_path / ITEM).read_bytes()
    (tmp_path / ITEM).write_bytes(text.replace(b"\n", b"\r\n"))
    assert standing(shell, "2026-06-03")[1] == "ok"
    attested(shell, tmp_path, "2026-06-20")
    assert (tmp_path / ITEM).read_bytes().count(b"\r\n") == (tmp_path / ITEM).read_bytes().count(b"\n")


def test_without_repository_or_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["due"]) == 2
    assert main(["attestations", "--due"]) == 2
    assert main(["attest", "restore-test"]) == 2
    assert main(["attestations"]) == 0
    write_files(tmp_path, {"upkeep/checklist.toml": POLICY})
    capsys.readouterr()
    assert main(["due"]) == 3
    assert "no git repository" in capsys.readouterr().out
    git(tmp_path, "init", "-q")
    assert main(["due"]) == 1


@pytest.mark.parametrize("is_tracked", [True, False])
def test_init_detects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], is_tracked: bool
):
    files = {
        "app.py": "from flask import Flask\nimport ibm_watsonx_ai\n",
        "migrations/alembic.ini": "",
        "docker/Dockerfile.web": "",
        ".gitlab-ci.yml": "",
        "docs/api.yaml": "openapi: 3.1.0\n",
    }
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    if is_tracked:
        git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--today", "2026-06-01"]) == 0
    assert "none found" not in capsys.readouterr().out
    assert "not_applicable" not in (tmp_path / "upkeep/checklist.toml").read_text()
    before = (tmp_path / "upkeep/checklist.toml").read_bytes()
    assert main(["init"]) == 2
    assert (tmp_path / "upkeep/checklist.toml").read_bytes() == before


def test_init_looks_at_what_is_not_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_files(tmp_path, {"env/lib/app.py": "import flask\n", "env/Dockerfile": "", "env/.gitignore": "*\n"})
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    assert main(["init"]) == 2
    assert "nothing says what applies" in capsys.readouterr().err
    write_files(tmp_path, {"app.py": "x = 1\n"})
    assert main(["init"]) == 0
    assert capsys.readouterr().out.count("none found") == 6


def test_init_declares_what_does_not_apply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_files(tmp_path, {"tool.py": "print(1)\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    assert main(["init", "--today", "2026-06-01"]) == 0
    assert capsys.readouterr().out.count("none found") == 6
    text = (tmp_path / "upkeep/checklist.toml").read_text()
    assert text.count("not_applicable = ") == text.count("confirmed = 2026-06-01") == 9
    assert main(["attestations"]) == 0


BAD_RECORDS = [
    ("", 1, "it holds [[record]] tables"),
    ("[[record]]\ndate = \n", 2, "no valid TOML"),
    ("\n[[record]]\ndate = 2026-06-01T10:00:00Z\nresult = 'pass'\n", 2, "needs a date"),
    ("[[record]]\ndate = '2026-06-01'\nresult = 'pass'\n", 1, "needs a date"),
    ("[[record]]\ndate = 2026-06-01\nresult = 'ok'\n", 1, "result ="),
    ("[[record]]\ndate = 2026-06-01\nresult = 'pass'\n", 1, "needs evidence"),
    ("[[record]]\ndate = 2026-06-01\nresult = 'pass'\nevidence = 7\n", 1, "evidence has to be a text"),
    ("[[record]]\ndate = 2026-06-01\nresult = 'pass'\nevidence = 'x'\nwatched = 3\n", 1, "watched has to be"),
    ("[[record]]\ndate = 2026-06-01\nresult = 'pass'\nwho = 'x'\n", 1, "knows no 'who'"),
    ("[record]\ndate = 2026-06-01\n", 1, "it holds [[record]] tables"),
    ("record = 3\n", 1, "it holds [[record]] tables"),
    ("record = [3]\n", 1, "a record has to be a table"),
    ("a = 1\n", 1, "it holds [[record]] tables"),
    ("a = " + "[" * 5000, 1, ""),
    ("[[record]]\n\x1b[31m = 1\n", 2, "no valid TOML"),
    ("[[record]]\ndate = 2026-06-01\nresult = 'pass'\n\"\\u001b[31m\" = 1\n", 1, "knows no"),
    (b"\xff\xfe\x00a", 1, "not UTF-8"),
    (
        "[[record]]\ndate = 2026-06-01\nresult = 'pass'\nevidence = 'a'\n"
        "[[record]]\ndate = 2026-06-02\nresult = 'pass'\nevidence = 'b'\n",
        5,
        "newest first",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "line", "said"), BAD_RECORDS)
def test_form_of_records(run: Run, content: str | bytes, line: int, said: str):
    code, lines = run("attestations", {ITEM: content})
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"{ITEM}:{line}:1: attestation-form ")
    assert said in lines[0]
    assert lines[0].isprintable()


BAD_POLICIES = [
    ("owner = 3\n", 1, "owner has to be a text"),
    ("every = '1 month'\n", 1, "no key 'every'"),
    ("line = 3\n", 1, "`line` has to be a table"),
    ("[line]\nrestore-test = 3\n", 1, "it has to be a table"),
    ("\n[line.restore-test]\nevery = 'quarterly'\n", 2, "every is a number and"),
    ("[line.restore-test]\nevery = 3\n", 1, "every has to be a text"),
    ("[line.restore-test]\nwatch = 'a'\n", 1, "watch has to be a list"),
    ("[line.restore-test]\nwatch = ['../a']\n", 1, "watch names '../a'"),
    ("[line.restore-test]\nwatch = ['/etc/passwd']\n", 1, "watch names '/etc/passwd'"),
    ('[line.restore-test]\nwatch = ["a\\u0000b"]\n', 1, "watch names"),
    ("[line.restore-test]\napprovals = true\n", 1, "approvals has to be a number"),
    ("[line.restore-test]\napprovals = 0\n", 1, "from 1 to 9"),
    ("[line.restore-tset]\nevery = '1 day'\n", 1, "no line of the checklist"),
    ("[line.own]\ntitle = 'Own'\n", 1, "needs a time"),
    ("[line.'../x']\ntitle = 'Own'\nevery = '1 day'\n", 1, "small letters"),
    ("[line.watsonx]\nnot_applicable = 'x'\n", 1, "go together"),
    ("[line.watsonx]\nnot_applicable = ' '\nconfirmed = 2026-06-01\n", 1, "needs a reason"),
    ("[line.watsonx]\nnot_applicable = 'x'\nconfirmed = '2026-06-01'\n", 1, "confirmed has to be a date"),
    ("[line.watsonx\n", 1, "no valid TOML"),
]


@pytest.mark.parametrize(("content", "line", "said"), BAD_POLICIES)
def test_form_of_the_policy(run: Run, content: str, line: int, said: str):
    code, lines = run("attestations", {"upkeep/checklist.toml": content})
    assert code == 1
    assert len(lines) == 1
    assert lines[0].startswith(f"upkeep/checklist.toml:{line}:1: attestation-form ")
    assert said in lines[0]
    assert lines[0].isprintable()


@pytest.mark.parametrize(("content", "line", "said"), BAD_POLICIES)
def test_no_item_is_in_order_under_a_bad_policy(shell: Shell, tmp_path: Path, content: str, line: int, said: str):
    attested(shell, tmp_path, "2026-06-02")
    write_files(tmp_path, {"upkeep/checklist.toml": content})
    commit(tmp_path, "2026-06-03")
    code, lines = shell("due", "--today", "2026-06-03")
    assert code == 1
    assert any(said in row for row in lines)
    assert shell("attest", "restore-test", "--evidence", "z", "--today", "2026-06-03")[0] == 2


def test_stray_files_among_the_records(run: Run):
    good = "[[record]]\ndate = 2026-06-01\nresult = 'pass'\nevidence = 'a'\n"
    code, lines = run("attestations", {"upkeep/attestations/nobody.toml": good, "upkeep/attestations/notes.md": "x"})
    assert code == 1
    assert [line.split()[1] for line in lines] == ["attestation-form"] * len(lines)
    assert {line.partition(":")[0].rpartition("/")[2] for line in lines} == {"nobody.toml", "notes.md"}


def test_ten_thousand_records(shell: Shell, tmp_path: Path):
    rows = [f"[[record]]\ndate = 2026-06-01\nresult = 'pass'\nevidence = 'job {number}'\n" for number in range(10_000)]
    write_files(
        tmp_path, {ITEM: "\n".join(rows), "upkeep/checklist.toml": POLICY.replace('watch = ["ops/restore.sh"]\n', "")}
    )
    commit(tmp_path, "2026-06-02")
    assert standing(shell, "2026-06-03")[1] == "ok"
    write_files(tmp_path, {f"upkeep/attestations/x-{number}.toml": "?" for number in range(300)})
    code, lines = shell("attestations")
    assert (code, len(lines)) == (1, 600)


def test_a_folder_and_a_link_in_place_of_a_record(shell: Shell, tmp_path: Path):
    (tmp_path / ITEM).mkdir(parents=True)
    code, lines = shell("due", "--today", "2026-06-03")
    assert code == 3
    assert lines == [
        f"{ITEM}: NOT CHECKED: cannot be read (no regular file); make it readable or leave it out with `exclude:`"
    ]


def test_fits_a_commit_of_other_files(run: Run):
    """In `commit-checks` the files are looked at where one of them is in the commit."""
    assert run("commit-checks", {"upkeep/checklist.toml": "?"}, "--only", "attestations")[0] == 1
    code, lines = run("commit-checks", {"app.py": "x = 1\n"}, "--only", "attestations", "--only", "debug-flag")
    assert (code, lines) == (0, [])


def test_many_commits(shell: Shell, tmp_path: Path):
    """History comes by one question, however many records there are."""
    attested(shell, tmp_path, "2026-06-02")
    start = calendar.timegm((2026, 6, 3, 12, 0, 0))
    stream = [b"reset refs/heads/main\nfrom refs/heads/main^0\n\n"]
    stream += [
        b"commit refs/heads/main\ncommitter A <a@example.invalid> %d +0000\ndata 1\nx\n" % (start + number)
        + b"M 100644 inline app.py\ndata 4\n%04d\n\n" % number
        for number in range(300)
    ]
    subprocess.run(["git", "fast-import", "--quiet", "--force"], cwd=tmp_path, input=b"".join(stream), check=True)
    git(tmp_path, "reset", "-q", "--hard")
    assert standing(shell, "2026-06-03")[1] == "ok"
