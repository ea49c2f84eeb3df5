"""Real repositories in, commits that brought a credential out."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from flask_upkeep import load
from flask_upkeep._hardcoded_credentials_history import walk
from flask_upkeep._kit.baseline import DEFAULT_NAME
from flask_upkeep.commands import baseline

from .conftest import git, write_files

HOOK = "hardcoded-credentials-history"
# Put together here, so that no scanner takes this file for a leak.
PASSWORD = "mG7-" + "qqlpx4vT"
OTHER = "zK3!" + "wwrty9Lm"
BAD = f'DB_PASSWORD = "{PASSWORD}"\n'
ALSO_BAD = f'MAIL_PASSWORD = "{OTHER}"\n'
GOOD = 'DB_PASSWORD = os.environ["DB_PASSWORD"]\n'

posix = pytest.mark.skipif(os.name != "posix", reason="needs a shell, signals or modes")


class History:
    """A repository to commit to, and to look through."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        git(folder, "init", "-q")

    def commit(self, files: Mapping[str, str | bytes | None], message: str = "Change") -> str:
        """Write files, or delete those that are ``None``; the id of the commit as findings abbreviate it."""
        write_files(self.folder, {name: text for name, text in files.items() if text is not None})
        for name, text in files.items():
            if text is None:
                (self.folder / name).unlink()
        git(self.folder, "add", "-A")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", message)
        return git(self.folder, "rev-parse", "HEAD").strip()[:12]

    def run(self, *options: str) -> tuple[int, list[str]]:
        """The exit code and the lines of stdout and stderr."""
        self._capsys.readouterr()
        code = load(HOOK).main(options)
        shown = self._capsys.readouterr()
        assert "Traceback" not in shown.err
        assert PASSWORD not in shown.out + shown.err
        assert OTHER not in shown.out + shown.err
        return code, (shown.out + shown.err).splitlines()

    def places(self, *options: str) -> list[str]:
        """``COMMIT:path:line`` of each finding."""
        return [":".join(line.split(":")[:3]) for line in self.run(*options)[1]]


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> History:
    monkeypatch.chdir(tmp_path)
    return History(tmp_path, capsys)


def test_a_deleted_secret_is_found_at_the_commit_that_brought_it(history: History) -> None:
    history.commit({"app.py": GOOD})
    first = history.commit({"config.py": "DEBUG = False\n" + BAD})
    history.commit({"config.py": "DEBUG = True\n# moved\n" + BAD})
    history.commit({"config.py": None})

    code, lines = history.run()
    assert (code, len(lines)) == (1, 1)
    assert re.fullmatch(
        rf"{first}:config\.py:2:\d+: credential-in-history hardcoded-password: "
        r'DB_PASSWORD holds a password, "mG7\.\.\." \(12 characters\); .+',
        lines[0],
    )
    assert PASSWORD in git(history.folder, "show", f"{first}:config.py")


def test_a_clean_history_passes(history: History) -> None:
    history.commit({"app.py": GOOD, "README.md": "# Shop\n"})
    assert history.run() == (0, [])


def test_a_repository_without_commits_passes(history: History) -> None:
    assert history.run() == (0, [])


def test_renamed_or_copied_it_is_one_secret(history: History) -> None:
    first = history.commit({"config.py": BAD})
    history.commit({"config.py": None, "settings.py": BAD})
    history.commit({"copy.py": "# a copy\n" + BAD})
    assert history.places() == [f"{first}:config.py:1"]


def test_two_keys_that_begin_alike_are_two_secrets(history: History) -> None:
    keys = [
        f"-----BEGIN RSA {'PRIVATE'} KEY-----\n"
        + f"MIIEpAIBAAKCAQEA{letter * 8}7bq{letter}98xPzLw\n" * 12
        + "-----END\n"
        for letter in "Ab"
    ]
    first = history.commit({"a.pem": keys[0]})
    second = history.commit({"a.pem": keys[1]})
    assert history.places() == sorted([f"{first}:a.pem:1", f"{second}:a.pem:1"])


def test_branches_tags_stashes_and_notes_are_looked_at(history: History) -> None:
    history.commit({"app.py": GOOD})
    git(history.folder, "checkout", "-q", "-b", "side")
    side = history.commit({"side.py": BAD})
    git(history.folder, "checkout", "-q", "main")
    tagged = history.commit({"tagged.py": ALSO_BAD})
    git(history.folder, "tag", "-a", "-m", "One", "v1")
    git(history.folder, "reset", "-q", "--hard", "HEAD~")
    (history.folder / "app.py").write_text('SMTP_PASSWORD = "Tb8%' + 'ooqwe2Zx"\n')
    git(history.folder, "stash")
    found = history.places()
    assert {f"{side}:side.py:1", f"{tagged}:tagged.py:1"} < set(found)
    assert any(place.endswith(":app.py:1") for place in found)
    assert len(found) == 3


def test_what_only_a_merge_brought_is_found(history: History) -> None:
    history.commit({"app.py": GOOD})
    git(history.folder, "checkout", "-q", "-b", "side")
    history.commit({"b.py": "B = 1\n"})
    git(history.folder, "checkout", "-q", "main")
    history.commit({"c.py": "C = 1\n"})
    git(history.folder, "merge", "-q", "--no-commit", "side")
    merge = history.commit({"evil.py": BAD})
    assert history.places() == [f"{merge}:evil.py:1"]


def test_a_blob_that_only_a_tag_names_is_found_by_its_own_id(history: History) -> None:
    history.commit({"app.py": GOOD})
    (history.folder / "key.txt").write_text(BAD)
    blob = git(history.folder, "hash-object", "-w", "key.txt").strip()
    git(history.folder, "tag", "key", blob)
    code, lines = history.run()
    assert code == 1
    assert lines[0].startswith(f"{blob[:12]}:")


def test_since_leaves_out_what_was_there_before(history: History) -> None:
    history.commit({"old.py": BAD})
    git(history.folder, "tag", "v1")
    new = history.commit({"new.py": ALSO_BAD})
    assert history.places("--since", "v1") == [f"{new}:new.py:1"]
    assert history.places("--since", "HEAD") == []


@pytest.mark.parametrize("ref", ["nowhere", "--all", "", "HEAD:app.py"])
def test_since_needs_a_commit(history: History, ref: str) -> None:
    history.commit({"app.py": GOOD})
    code, lines = history.run(f"--since={ref}")
    assert code == 2
    assert "no commit" in lines[0]


def test_shards_are_disjoint_and_together_complete(history: History) -> None:
    for number in range(12):
        history.commit({f"c{number}.py": f'DB_PASSWORD = "mG7-{number}{"qqlpx4vT"}"\n'})
    whole = history.places()
    parts = [place for part in range(1, 4) for place in history.places("--shard", f"{part}/3")]
    assert len(whole) == 12
    assert sorted(parts) == whole


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b", "-1/2", "1/0", "\u00b2/3"])
def test_a_shard_that_is_none(history: History, shard: str) -> None:
    code, lines = history.run(f"--shard={shard}")
    assert code == 2
    assert "--shard" in lines[0]


def test_settings_of_the_sibling_count(history: History) -> None:
    table = '[[tool.flask-upkeep.hardcoded-credentials.allow]]\npath = "demo/*"\nreason = "reset each night"\n'
    history.commit({"demo/config.py": BAD, "app.py": ALSO_BAD, "pyproject.toml": table})
    (place,) = history.places()
    assert place.endswith(":app.py:1")


def test_a_comment_in_the_old_file_counts(history: History) -> None:
    ignored = BAD.rstrip() + "  # upkeep: ignore[hardcoded-password] a throw-away database\n"
    history.commit({"config.py": ignored})
    history.commit({"config.py": None})
    assert history.run() == (0, [])


def test_an_unused_comment_in_an_old_file_is_nobodys_concern(history: History) -> None:
    history.commit({"config.py": BAD + "DEBUG = False  # upkeep: ignore[hardcoded-password]\n"})
    assert [line.split()[1] for line in history.run()[1]] == ["credential-in-history"]


def test_the_baseline_speaks_for_a_secret_in_every_commit(history: History) -> None:
    history.commit({"config.py": BAD})
    assert baseline.main(["write"]) == 0
    history.commit({"config.py": "# moved\n" + BAD.replace(" = ", "=")})
    history.commit({"config.py": None})
    assert history.run("--baseline", DEFAULT_NAME) == (0, [])
    other = history.commit({"other.py": "# new\n" + BAD})
    changed = history.commit({"config.py": ALSO_BAD.replace("MAIL", "DB")})
    places = {f"{other}:other.py:2", f"{changed}:config.py:1"}
    assert set(history.places("--baseline", DEFAULT_NAME)) == places


def test_it_works_from_a_folder_below_the_root(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    first = history.commit({"web/config.py": BAD})
    monkeypatch.chdir(history.folder / "web")
    assert history.places() == [f"{first}:web/config.py:1"]


def test_it_works_in_a_bare_repository_and_in_a_second_work_tree(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = history.commit({"config.py": BAD})
    git(history.folder, "clone", "-q", "--bare", ".", "bare.git")
    git(history.folder, "worktree", "add", "-q", "second", "-b", "second")
    for folder in ("bare.git", "second"):
        monkeypatch.chdir(history.folder / folder)
        assert history.places() == [f"{first}:config.py:1"]


def test_submodules_are_repositories_of_their_own(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    part = history.folder.parent / (history.folder.name + "-part")
    part.mkdir()
    write_files(part, {"config.py": BAD})
    git(part, "init", "-q")
    git(part, "add", "-A")
    git(part, "commit", "-q", "-m", "Part")
    history.commit({"app.py": GOOD})
    git(history.folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part), "part")
    history.commit({})
    assert history.run() == (0, [])
    monkeypatch.chdir(history.folder / "part")
    assert len(history.places()) == 1


def test_outside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.chdir(tmp_path)
    assert load(HOOK).main([]) == 2
    assert "run this in one" in capsys.readouterr().err


def test_a_shallow_clone_is_not_checked(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.commit({"config.py": BAD})
    last = history.commit({"config.py": ALSO_BAD})
    git(history.folder, "clone", "-q", "--depth", "1", f"file://{history.folder}", "shallow")
    monkeypatch.chdir(history.folder / "shallow")
    code, lines = history.run()
    assert code == 3
    assert lines[0].startswith(f"{last}:config.py:1:")
    assert lines[1].startswith(".: NOT CHECKED: a shallow clone")


def test_missing_objects_are_not_checked(history: History) -> None:
    history.commit({"config.py": BAD, "app.py": GOOD})
    blob = git(history.folder, "rev-parse", "HEAD:config.py").strip()
    (history.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    code, lines = history.run()
    assert (code, len(lines)) == (3, 1)
    assert "1 objects of the history are not in this clone" in lines[0]


@posix
def test_damaged_objects_are_not_checked_and_the_rest_is(history: History) -> None:
    first = history.commit({"config.py": BAD, **{f"b{number}.py": f"B = {number}\n" for number in range(9)}})
    for number in (2, 5):
        blob = git(history.folder, "rev-parse", f"HEAD:b{number}.py").strip()
        path = history.folder / ".git/objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-6] + b"broken")
    code, lines = history.run()
    assert code == 3
    assert lines[0].startswith(f"{first}:config.py:1:")
    assert all(" NOT CHECKED: git cannot read blob " in line for line in lines[1:])
    assert len(lines) >= 2


def test_a_damaged_commit_is_not_checked(history: History) -> None:
    history.commit({"config.py": GOOD})
    history.commit({"config.py": BAD})
    commit = git(history.folder, "rev-parse", "HEAD~").strip()
    (history.folder / ".git/objects" / commit[:2] / commit[2:]).unlink()
    code, lines = history.run()
    assert code == 3
    assert any("NOT CHECKED" in line for line in lines)


def test_binary_contents_links_and_strange_names(history: History) -> None:
    os.symlink("nowhere", history.folder / "link")
    first = history.commit(
        {
            "logo.png": b"\x89PNG\r\n\x1a\n\0\0" + BAD.encode() * 100,
            "a b\tc.py": BAD,
            "empty.py": "",
            "wide.py": ALSO_BAD.encode("utf-16"),
        }
    )
    code, lines = history.run()
    assert code == 1
    assert [line.split(" credential-in-history")[0] for line in lines] == [
        f"{first}:a b\\tc.py:1:16:",
        f"{first}:wide.py:1:18:",
    ]


def test_contents_that_are_too_large_are_not_checked(history: History) -> None:
    with open(history.folder / "dump.txt", "wb") as file:
        file.write(b"x" * 101_000_000)
    history.commit({})
    code, lines = history.run()
    assert code == 3
    assert "dump.txt: NOT CHECKED: it is larger than 100 MB" in lines[0]


def requests(folder: Path) -> int:
    """How many blobs the git of ``counting_git`` was asked for."""
    log = folder / "requests"
    return len(log.read_text().split()) if log.exists() else 0


def counting_git(folder: Path, then: str = "") -> None:
    """A ``git`` before the real one that notes the blobs it is asked for; ``then`` is shell code run at each."""
    real = shutil.which("git")
    script = folder / "bin" / "git"
    script.parent.mkdir(exist_ok=True)
    script.write_text(
        "#!/bin/sh\n"
        'if [ "$*" = "cat-file --batch" ]; then\n'
        f'  while read -r id; do echo "$id" >> {folder}/requests; {then} echo "$id"; done | {real} cat-file --batch\n'
        f'else exec {real} "$@"; fi\n'
    )
    script.chmod(0o755)


def process(folder: Path, *options: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = dict(os.environ)
    if path:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    command = [sys.executable, "-I", "-m", "flask_upkeep", HOOK, *options]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


@posix
def test_a_second_run_looks_at_new_contents_only(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    beside = tmp_path_factory.mktemp("beside")
    counting_git(beside)
    history.commit({f"c{number}.py": f"C = {number}\n" for number in range(20)} | {"bad.py": BAD})
    assert process(history.folder, path=beside / "bin").returncode == 1
    assert requests(beside) == 21

    history.commit({"new.py": "NEW = 1\n"})
    (beside / "requests").unlink()
    assert process(history.folder, path=beside / "bin").returncode == 1
    assert requests(beside) == 2  # the new content, and the one that is not clean


@posix
def test_an_interrupted_run_goes_on_where_it_was(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    history.commit({f"c{number:03}.py": f"C = {number}\n" for number in range(walk._BLOBS + 50)} | {"z.py": BAD})
    beside = tmp_path_factory.mktemp("beside")
    # $PPID of the script is the hook.
    counting_git(beside, f"n=$((n + 1)); [ $n -eq {walk._BLOBS + 20} ] && kill -INT $PPID;")
    stopped = process(history.folder, path=beside / "bin")
    assert stopped.returncode == 3
    assert ".: NOT CHECKED: it was interrupted; run it again" in stopped.stdout
    assert stopped.stderr == ""

    (beside / "requests").unlink()
    counting_git(beside)
    done = process(history.folder, path=beside / "bin")
    assert done.returncode == 1
    assert 1 <= requests(beside) <= 51


def test_what_is_remembered_holds_nothing_secret_and_may_be_damaged(history: History) -> None:
    history.commit({"config.py": BAD, "app.py": GOOD})
    before = history.run()
    (remembered,) = (history.folder / ".git/flask-upkeep").rglob("*.ids")
    content = remembered.read_bytes()
    assert PASSWORD.encode() not in content
    assert len(content) < 100  # one clean blob
    for damaged in (b"", content[:-1], content.replace(b"clean", b"dirty"), content + b"x" * 16):
        remembered.write_bytes(damaged)
        assert history.run() == before


@posix
def test_where_git_keeps_its_files_nothing_has_to_be_writable(history: History) -> None:
    history.commit({"config.py": BAD})
    (history.folder / ".git/flask-upkeep").write_text("a file where the folder would be")
    assert history.run()[0] == 1


def test_many_remembered_files_become_one(history: History) -> None:
    for number in range(25):
        history.commit({"a.py": f"A = {number}\n"})
        history.run()
    assert len(list((history.folder / ".git/flask-upkeep").rglob("*.ids"))) < 25
    assert history.run() == (0, [])


@posix
def test_two_runs_at_a_time_disturb_nobody(history: History) -> None:
    history.commit({f"c{number}.py": f"C = {number}\n" for number in range(300)} | {"bad.py": BAD})
    command = [sys.executable, "-I", "-m", "flask_upkeep", HOOK]
    runs = [subprocess.Popen(command, cwd=history.folder, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    outputs = [run.communicate(timeout=120)[0] for run in runs]
    assert [run.returncode for run in runs] == [1, 1, 1]
    assert len(set(outputs)) == 1


def test_several_processes_come_to_the_same_as_one(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        history.commit(
            {f"d{number}/c{i}.py": f"C = {i}\n# {number}\n" for i in range(40)} | {"bad.py": f"#{number}\n{BAD}"}
        )
    history.commit({"other.py": ALSO_BAD})
    alone = history.run()
    shutil.rmtree(history.folder / ".git/flask-upkeep")
    monkeypatch.setattr(walk, "_BLOBS", 5)
    monkeypatch.setattr(walk, "_ALONE", 1)
    monkeypatch.setattr(walk, "processors", lambda: 2)
    assert history.run() == alone
    assert len(alone[1]) == 2


@posix
def test_progress_is_for_terminals(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    history.commit({f"c{number}.py": f"C = {number}\n" for number in range(900)})
    assert process(history.folder).stderr == ""
    shutil.rmtree(history.folder / ".git/flask-upkeep")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-I", "-m", "flask_upkeep", HOOK]
    done = subprocess.run(command, cwd=history.folder, stdout=subprocess.PIPE, stderr=theirs, timeout=120)
    os.close(theirs)
    assert done.returncode == 0
    assert "file contents looked through" in os.read(ours, 10_000).decode()
    os.close(ours)


@pytest.mark.parametrize("name", ["github", "gitlab", "json", "sarif"])
def test_formats_name_the_commit_and_keep_the_secret(history: History, name: str) -> None:
    first = history.commit({"config.py": BAD})
    code, lines = history.run("--format", name)
    assert code == 1
    assert first in "\n".join(lines)


def test_replaced_objects_and_configuration_change_nothing(history: History) -> None:
    first = history.commit({"config.py": BAD})
    clean = history.commit({"config.py": GOOD})
    git(history.folder, "replace", first, clean)
    git(history.folder, "config", "core.quotePath", "true")
    git(history.folder, "config", "diff.renames", "copies")
    git(history.folder, "config", "log.showSignature", "true")
    assert f"{first}:config.py:1" in history.places()
