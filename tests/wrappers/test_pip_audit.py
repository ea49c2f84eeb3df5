"""Audits of dependencies: what is read, what comes back, and services that are not themselves.

`pip-audit` and `safety` read the same files by the same ways, so both are asked here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from flask_upkeep._kit.advisories import Advisory
from flask_upkeep.commands.advisories import main as build
from flask_upkeep.wrappers._pip_audit import service
from flask_upkeep.wrappers._safety import account

from ..conftest import Files, Run, git, write_files
from .osv import PINS, TABLE, build_index, osv_service, record, records, write_records

Audit = Callable[..., tuple[int, list[str]]]

FLASK = "PYSEC-2018-66 flask 0.12 (CVE-2018-1000656, GHSA-562c-5r94-xh97): fixed in 0.12.3"
BY_HAND = "audit it by hand"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_index(tmp_path_factory.mktemp("advisories"))


@pytest.fixture(autouse=True)
def no_account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SAFETY_API_KEY", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def offline(run: Run, index: Path) -> Audit:
    """``offline(files, *options)``: audit by the local index."""

    def audit(files: Files, *options: str) -> tuple[int, list[str]]:
        return run("pip-audit", files, "--service=offline", f"--db={index}", *options)

    return audit


@pytest.fixture
def by_safety(run: Run, index: Path) -> Audit:
    """The same through safety."""

    def audit(files: Files, *options: str) -> tuple[int, list[str]]:
        return run("safety", files, f"--db={index}", *options)

    return audit


def flaws(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[:4]) for line in lines if "NOT CHECKED" not in line]


def missed(lines: list[str]) -> list[str]:
    return [line.replace("NOT CHECKED: ", "").partition(";")[0] for line in lines if "NOT CHECKED" in line]


def test_findings_have_place_names_and_remedy(offline: Audit) -> None:
    code, lines = offline({"requirements.txt": "click==8.1.7\n  Flask == 0.12  # web\n"})
    assert (code, lines[0]) == (1, f"requirements.txt:2:3: {FLASK}")
    assert flaws(lines) == [
        "requirements.txt:2:3: PYSEC-2018-66 flask 0.12",
        "requirements.txt:2:3: PYSEC-2019-179 flask 0.12",
        "requirements.txt:2:3: PYSEC-2023-62 flask 0.12",
    ]


def test_clean_file_passes(offline: Audit) -> None:
    assert offline({"requirements.txt": "click==8.1.7\n"}) == (0, [])


UNCLEAR: list[tuple[str, Files, list[str]]] = [
    ("url", {"requirements.txt": "flask @ https://u:hidden@git.example/flask.whl\n"},
     ["requirements.txt: line 1: flask does not come from an index"]),
    ("wheel", {"requirements.txt": "https://git.example/flask-0.12-py3-none-any.whl\n"},
     ["requirements.txt: line 1: flask does not come from an index"]),
    ("editable", {"requirements.txt": "-e .\n"},
     ["requirements.txt: line 1: a local project or archive does not come from an index"]),
    ("path", {"requirements.txt": "./vendor/ham\n"},
     ["requirements.txt: line 1: a local project or archive does not come from an index"]),
    ("unpinned", {"requirements.txt": "flask\nclick>=8\n"},
     ["requirements.txt: line 1: flask is not pinned to one version",
      "requirements.txt: line 2: click is not pinned to one version"]),
    ("wildcard", {"requirements.txt": "flask==0.12.*\n"},
     ["requirements.txt: line 1: flask is not pinned to one version"]),
    ("two-clauses", {"requirements.txt": "flask>=0.12,==0.12\n"},
     ["requirements.txt: line 1: flask is not pinned to one version"]),
    ("variable", {"requirements.txt": "flask==${FLASK_VERSION}\n"},
     ["requirements.txt: line 1: flask: its version is a variable"]),
    ("invalid", {"requirements.txt": "flask==0.12 and more\n"},
     ["requirements.txt: line 1 (flask ...) is no requirement that pip would take"]),
    ("no-comment", {"requirements.txt": "flask==0.12#old\n"},
     ["requirements.txt: line 1 (flask ...) is no requirement that pip would take"]),
    ("absent-include", {"requirements.txt": "-r other.txt\n"}, ["requirements.txt: line 1: there is no other.txt"]),
    ("include-of-the-network", {"requirements.txt": "-r https://git.example/r.txt\n"},
     ["requirements.txt: line 1: it includes a file of the network, which is not fetched"]),
    ("template", {"requirements.txt": "{% if db %}flask==0.12{% endif %}\n"}, ["requirements.txt: it is a template"]),
    ("dynamic", {"pyproject.toml": "[project]\nname = 'ham'\ndynamic = ['dependencies']\n"},
     ["pyproject.toml: its dependencies are dynamic"]),
    ("only-extras", {"pyproject.toml": "[project]\nname = 'ham'\n[project.optional-dependencies]\nx = ['flask']\n"},
     ["pyproject.toml: line 4: flask is not pinned to one version"]),
    ("only-groups", {"pyproject.toml": "[dependency-groups]\nx = ['flask']\n"},
     ["pyproject.toml: line 2: flask is not pinned to one version"]),
    ("pylock-without-version", {"pylock.toml": 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "ham"\n'
                                '[packages.directory]\npath = "./ham"\n'},
     ["pylock.toml: line 4: ham does not come from an index"]),
    ("not-a-requirement", {"pyproject.toml": "[project]\nname = 'ham'\ndependencies = ['flask 0.12']\n"},
     ["pyproject.toml: line 3: one of its dependencies is no requirement"]),
    ("lock-of-old-uv", {"uv.lock": 'version = 1\n[[distribution]]\nname = "flask"\nversion = "0.12"\n'},
     ["uv.lock: it is no lock file that can be read (KeyError)"]),
    ("empty-lock", {"poetry.lock": ""}, ["poetry.lock: it is no lock file that can be read (KeyError)"]),
    ("other-json", {"Pipfile.lock": "{}"}, ["Pipfile.lock: it is no lock file that can be read (KeyError)"]),
    ("broken-lock", {"uv.lock": "[[package]\n"}, ["uv.lock: it is not valid TOML (Expected ']]' at the end of an "]),
]  # fmt: skip


@pytest.mark.parametrize(("files", "said"), [row[1:] for row in UNCLEAR], ids=[row[0] for row in UNCLEAR])
@pytest.mark.parametrize("audit", ["offline", "by_safety"])
def test_what_cannot_be_asked_about_is_not_checked(
    request: pytest.FixtureRequest, audit: str, files: Files, said: list[str]
) -> None:
    code, lines = request.getfixturevalue(audit)(files)
    assert code == 3
    assert len(lines) == len(said)
    for line, start in zip(missed(lines), said, strict=True):
        assert line.startswith(start)
    assert "hidden" not in "".join(lines)


@pytest.mark.parametrize("audit", ["offline", "by_safety"])
@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": 'flask==0.12 ; sys_platform == "plan9"\n'},
        {"requirements.txt": 'flask==0.12 ; python_version < "3.0"\n'},
        {"requirements.txt": "flask[async]==0.12 --hash=sha256:00\n"},
        {"requirements.txt": "flask==\\\n  0.12\n"},
        {"requirements.txt": "flask==0.12,\n"},
        {"requirements.txt": "\ufeffFLASK==0.12\r\n"},
        {"requirements.txt": "flask==0.12\n".encode("utf-16")},
        {"requirements.txt": "-r requirements/a.txt\n", "requirements/a.txt": "flask==0.12\n-r ../requirements.txt\n"},
        {"pyproject.toml": "[project]\nname = 'ham'\ndependencies = ['flask==0.12']\n"},
        {"uv.lock": 'version = 1\n[[package]]\nname = "flask"\nversion = "0.12"\nsource = { registry = "i" }\n'},
        {"poetry.lock": '[[package]]\nname = "Flask"\nversion = "0.12"\n'},
        {"pdm.lock": '[[package]]\nname = "flask"\nversion = "0.12"\n'},
        {"Pipfile.lock": '{"_meta": {}, "default": {}, "develop": {"flask": {"version": "==0.12"}}}'},
        {"pylock.toml": 'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "flask"\nversion = "0.12"\n'
                        '[packages.sdist]\nname="flask-0.12.tar.gz"\nurl="https://git.example/flask-0.12.tar.gz"\nhashes={sha256="00"}\n'},
    ],
    ids=["platform", "old-python", "extras-and-hash", "continued", "comma", "bom", "utf-16", "nested-in-a-circle",
         "pyproject", "uv", "poetry", "pdm", "pipenv", "pylock"],
)  # fmt: skip
def test_every_pin_is_asked_about(request: pytest.FixtureRequest, audit: str, files: Files) -> None:
    code, lines = request.getfixturevalue(audit)(files)
    assert code == 1, lines
    assert [line.split()[1] for line in lines] == ["PYSEC-2018-66", "PYSEC-2019-179", "PYSEC-2023-62"]


@pytest.mark.parametrize("audit", ["offline", "by_safety"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", ""),
        ("requirements.txt", "# none\n"),
        ("requirements.txt", "-c constraints.txt\n"),  # which is there, with a flaw, and installs nothing
        ("pyproject.toml", "[tool.black]\nline-length = 100\n"),
        ("uv.lock", 'version = 1\n[[package]]\nname = "own"\nversion = "1"\nsource = { editable = "." }\n'),
    ],
)
def test_nothing_to_audit_passes(
    request: pytest.FixtureRequest, tmp_path: Path, audit: str, name: str, text: str
) -> None:
    write_files(tmp_path, {"constraints.txt": "flask==0.12\n"})
    assert request.getfixturevalue(audit)({name: text}) == (0, [])


def test_lock_beside_a_project_answers_for_it(offline: Audit) -> None:
    files = {
        "pyproject.toml": "[project]\nname = 'ham'\ndependencies = ['flask']\n",
        "uv.lock": 'version = 1\n[[package]]\nname = "flask"\nversion = "3.1.2"\nsource = { registry = "i" }\n',
    }
    assert offline(files) == (0, [])


@pytest.mark.parametrize("name", ["base.in", "base", "base.cfg"])
def test_included_file_may_have_any_name(offline: Audit, tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {name: "flask==0.12\n"})
    code, lines = offline({"requirements.txt": f"-r {name}\n"})
    assert (code, lines[0]) == (1, f"{name}:1:1: {FLASK}")


def test_one_name_in_both_sections_of_a_lock_has_two_lines(offline: Audit) -> None:
    sections = {
        name: {"click": {"version": "==8.1.7"}, "flask": {"version": "==0.12"}} for name in ("default", "develop")
    }
    lines = offline({"Pipfile.lock": json.dumps({"_meta": {}, **sections}, indent=4)})[1]
    assert [line.partition(":1: ")[0] for line in lines] == ["Pipfile.lock:7"] * 3 + ["Pipfile.lock:15"] * 3


@pytest.mark.parametrize("project", ["pyproject.toml", "packages/eggs/pyproject.toml"])
def test_lock_is_read_for_its_project_although_only_the_project_is_named(
    offline: Audit, tmp_path: Path, project: str
) -> None:
    lock = (
        'version = 1\n[manifest]\nmembers = ["eggs"]\n'
        '[[package]]\nname = "eggs"\nversion = "1"\nsource = { editable = "packages/eggs" }\n'
        '[[package]]\nname = "flask"\nversion = "0.12"\nsource = { registry = "i" }\n'
    )
    write_files(tmp_path, {"uv.lock": lock})
    code, lines = offline({project: "[project]\nname = 'eggs'\ndependencies = ['flask']\n"}, "--internal=eggs")
    assert (code, lines[0]) == (1, f"uv.lock:9:1: {FLASK}")


def test_two_versions_of_one_package_are_two_questions(offline: Audit, by_safety: Audit) -> None:
    files = {"requirements.txt": "jinja2==2.10\n", "requirements/old.txt": "jinja2==2.7\n"}
    expected = [
        "requirements.txt:1:1: PYSEC-2019-217 jinja2 2.10",
        "requirements.txt:1:1: PYSEC-2021-66 jinja2 2.10",
        "requirements/old.txt:1:1: PYSEC-2014-8 jinja2 2.7",
        "requirements/old.txt:1:1: PYSEC-2014-82 jinja2 2.7",
        "requirements/old.txt:1:1: PYSEC-2019-217 jinja2 2.7",
        "requirements/old.txt:1:1: PYSEC-2019-220 jinja2 2.7",
        "requirements/old.txt:1:1: PYSEC-2021-66 jinja2 2.7",
    ]
    assert flaws(offline(files)[1]) == expected
    assert flaws(by_safety(files)[1]) == expected


def test_packages_of_your_own(offline: Audit) -> None:
    files = {"requirements.txt": "acme-auth\n-e .\nacme-billing @ https://git.example/b.whl\n"}
    assert offline(files, "--internal=acme-*", "--internal=.") == (0, [])


def test_policies(offline: Audit, run: Run, tmp_path: Path) -> None:
    assert offline({"requirements.txt": "flask\n"}, "--unpinned=warn")[0] == 0
    code, lines = offline({"requirements.txt": "flask\njinja2==2.10\n"}, "--unpinned=warn")
    assert code == 1
    assert any("advice: not checked: line 1: flask is not pinned" in line for line in lines)
    files = {"requirements.txt": "click==8.1.7\n"}
    closed = ("--service=osv", "--osv-url=http://127.0.0.1:9/v1/query")
    assert run("pip-audit", files, *closed)[0] == 3
    assert run("pip-audit", files, *closed, "--on-unavailable=warn")[0] == 0
    assert run("safety", files)[0] == 3
    assert run("safety", files, "--on-unavailable=warn")[0] == 0


# The allow-list


def allowed(**entry: str) -> Files:
    lines = [f"{key} = {value if key == 'expires' else json.dumps(value)}" for key, value in entry.items()]
    return {"upkeep/allowed-flaws.toml": "\n".join(["[[ignore]]", *lines, ""])}


WHY = {"reason": "no sessions here", "expires": "2026-12-31"}


@pytest.mark.parametrize("name", ["PYSEC-2019-217", "CVE-2019-10906", "GHSA-462w-v97r-4m45", "cve-2019-10906"])
def test_allowed_flaw_by_any_name(offline: Audit, tmp_path: Path, name: str) -> None:
    write_files(tmp_path, allowed(id=name, **WHY))
    code, lines = offline({"requirements.txt": "jinja2==2.10\n"}, "--today=2026-12-31")
    assert (code, flaws(lines)) == (1, ["requirements.txt:1:1: PYSEC-2021-66 jinja2 2.10"])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"id": "CVE-2019-10906", **WHY, "expires": "2026-11-22"},
         "upkeep/allowed-flaws.toml:1:1: allowed-flaw-expired CVE-2019-10906 was allowed until 2026-11-22"),
        ({"id": "CVE-2019-10906", "expires": "2026-12-31"},
         "upkeep/allowed-flaws.toml:1:1: allowed-flaw-incomplete CVE-2019-10906: say why"),
        ({"id": "CVE-2019-10906", "reason": "no sessions here"},
         "upkeep/allowed-flaws.toml:1:1: allowed-flaw-incomplete CVE-2019-10906: say why"),
    ],
)  # fmt: skip
def test_entry_that_is_not_whole_allows_nothing(
    offline: Audit, tmp_path: Path, entry: dict[str, str], said: str
) -> None:
    write_files(tmp_path, allowed(**entry))
    code, lines = offline({"requirements.txt": "jinja2==2.10\n"}, "--today=2026-11-23")
    assert code == 1
    assert "requirements.txt:1:1: PYSEC-2019-217 jinja2 2.10" in flaws(lines)
    assert any(line.startswith(said) for line in lines)


@pytest.mark.parametrize("text", ["[[ ignore ]]\nid = 'PYSEC-1'\n", "ignore = [{ id = 'PYSEC-1' }]\n"])
def test_entry_may_be_written_in_every_way_of_toml(offline: Audit, tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {"upkeep/allowed-flaws.toml": text})
    code, lines = offline({"requirements.txt": "click==8.1.7\n"})
    assert (code, lines[0].split()[:2]) == (1, ["upkeep/allowed-flaws.toml:1:1:", "allowed-flaw-incomplete"])


def test_entry_for_one_package_only(offline: Audit, tmp_path: Path) -> None:
    write_files(tmp_path, allowed(id="CVE-2019-10906", package="other", **WHY))
    lines = offline({"requirements.txt": "jinja2==2.10\n"}, "--today=2026-11-23")[1]
    assert "requirements.txt:1:1: PYSEC-2019-217 jinja2 2.10" in flaws(lines)


def test_entry_that_matches_nothing_is_told_when_all_files_are_in_view(offline: Audit, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    files = {"requirements.txt": "click==8.1.7\n", "api/requirements.txt": "click==8.1.7\n"}
    write_files(tmp_path, {**files, **allowed(id="CVE-2019-10906", **WHY)})
    git(tmp_path, "add", ".")
    one = {"requirements.txt": "click==8.1.7\n"}
    assert offline(one, "--today=2026-11-23") == (0, [])
    code, lines = offline(files, "--today=2026-11-23")
    assert (code, flaws(lines)) == (1, ["upkeep/allowed-flaws.toml:1:1: allowed-flaw-unused CVE-2019-10906 is"])


@pytest.mark.parametrize(
    "text",
    ["[[ignore]", "ignore = 1", "[[ignore]]\nid = 1\n", "[[ignore]]\nid = 'X-1'\nexpires = '2026-12-31'\n",
     "[[ignore]]\nid = 'X-1'\nuntil = 2026-12-31\n", "[[ignore]]\nreason = 'x'\n", "other = 1\n"],
)  # fmt: skip
def test_broken_allow_list_is_one_line(offline: Audit, tmp_path: Path, text: str) -> None:
    write_files(tmp_path, {"upkeep/allowed-flaws.toml": text})
    code, lines = offline({"requirements.txt": "click==8.1.7\n"})
    assert (code, len(lines)) == (2, 1)
    assert "upkeep/allowed-flaws.toml" in lines[0]


def test_inline_ignore_counts(offline: Audit) -> None:
    text = "jinja2==2.10  # upkeep: ignore[PYSEC-2019-217, PYSEC-2021-66] templates are ours\n"
    assert offline({"requirements.txt": text}) == (0, [])


# The index


def test_index_that_is_missing_or_old(run: Run, index: Path) -> None:
    files = {"requirements.txt": "click==8.1.7\n"}
    code, lines = run("pip-audit", files, "--service=offline", "--db=none.sqlite")
    assert (code, lines) == (
        2,
        ["flask-upkeep pip-audit: none.sqlite: no such index of advisories; build it with "
         "`flask-upkeep advisories build`"],
    )  # fmt: skip
    day = TABLE["checked"]
    for hook_id, options in (("pip-audit", ["--service=offline"]), ("safety", [])):
        dated = [*options, f"--db={index}", "--max-db-age=30"]
        assert run(hook_id, files, *dated, f"--today={day.replace(month=11, day=9)}") == (0, [])
        code, lines = run(hook_id, files, *dated, f"--today={day.replace(month=11, day=10)}")
        assert code == 3
        assert f"{day}, 31 days ago, and --max-db-age is 30" in lines[0]


# Services


def test_service_is_asked_for_each_pin_and_its_verdict_is_kept(run: Run) -> None:
    with osv_service() as (url, service):
        options = ("--service=osv", f"--osv-url={url}")
        files = {"requirements.txt": "click==8.1.7\nrequests==2.32.4\n"}
        assert run("pip-audit", files, *options) == (0, [])
        assert sorted(set(service.asked)) == [("click", "8.1.7"), ("jinja2", "2.10"), ("requests", "2.32.4")]
        service.asked.clear()
        reordered = {"requirements.txt": "requests==2.32.4\nclick == 8.1.7 # same\n"}
        assert run("pip-audit", reordered, *options) == (0, [])
        assert service.asked == []
        assert run("pip-audit", files, *options, "--cache-hours=0") == (0, [])
        assert service.asked
        service.asked.clear()
        assert run("pip-audit", {"requirements.txt": "click==8.1.8\n"}, *options) == (0, [])
        assert service.asked


def test_verdict_with_a_flaw_is_not_kept_and_a_day_is_judged_anew(run: Run, tmp_path: Path) -> None:
    with osv_service() as (url, service):
        options = ("--service=osv", f"--osv-url={url}")
        files = {"requirements.txt": "flask==2.2.4\n"}
        assert run("pip-audit", files, *options)[0] == 1
        service.asked.clear()
        write_files(tmp_path, allowed(id="PYSEC-2023-62", **WHY))
        assert run("pip-audit", files, *options, "--today=2026-12-31") == (0, [])
        assert service.asked
        assert run("pip-audit", files, *options, "--today=2027-01-01")[0] == 1


def test_verdict_that_cannot_be_kept_counts_all_the_same(run: Run, tmp_path: Path) -> None:
    write_files(tmp_path / "cache", {"flask-upkeep": "a file where the folder would be"})
    with osv_service() as (url, _):
        assert run("pip-audit", {"requirements.txt": "click==8.1.7\n"}, "--service=osv", f"--osv-url={url}") == (0, [])


def test_every_control_is_pinned_by_the_user(run: Run) -> None:
    """Then one of his pins is asked about in a portion of its own, so that a control is free for each."""
    names = ("jinja2==3.1.6", "requests==2.32.4", "flask==3.1.2", "werkzeug==3.1.3", "babel==2.17.0", "bottle==0.13.4")
    with osv_service() as (url, service):
        options = ("--service=osv", f"--osv-url={url}")
        assert run("pip-audit", {"requirements.txt": "\n".join(names)}, *options) == (0, [])
        assert {f"{name}=={version}" for name, version in service.asked} >= set(names)
    with osv_service("knows-nothing") as (url, _):
        options = ("--service=osv", f"--osv-url={url}")
        assert run("pip-audit", {"requirements.txt": "\n".join([*names, "click==1"])}, *options)[0] == 3


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ("knows-nothing", "it calls jinja2 2.10 free of known flaws"),
        ("redirect", "it calls jinja2 2.10 free of known flaws"),
        ("html", "JSONDecodeError"),
        ("empty", "JSONDecodeError"),
        ("500", "500 Server Error"),
        ("403", "403 Client Error"),
        ("429", "429 Client Error"),
        ("hangs", ""),
    ],
)
def test_service_that_is_not_itself_is_not_believed(run: Run, behaviour: str, said: str) -> None:
    # Only what hangs may be cut off: on a busy machine the start of pip-audit alone takes seconds.
    limit = ("--timeout=2",) if behaviour == "hangs" else ("--timeout=60",)
    with osv_service(behaviour) as (url, _):
        options = ("--service=osv", f"--osv-url={url}", *limit)
        code, lines = run("pip-audit", {"requirements.txt": "click==8.1.7\n"}, *options)
    assert code == 3
    (line,) = lines
    if behaviour == "hangs":  # on a slow machine it is pip-audit that is out of time
        assert line.startswith(".: NOT CHECKED: ")
        return
    assert line.startswith(".: NOT CHECKED: the service osv gave no usable answer (")
    assert said in line
    assert line.endswith("; try again later, or ask a local index with --service=offline")


def test_password_in_an_address_is_not_shown(run: Run) -> None:
    with osv_service("500") as (url, _):
        secret = url.replace("127.0.0.1", "me:hidden@127.0.0.1")
        code, lines = run("pip-audit", {"requirements.txt": "click==8.1.7\n"}, "--service=osv", f"--osv-url={secret}")
    assert code == 3
    assert "hidden" not in "".join(lines)


# All three, over the same pins


def test_verdicts_of_service_index_and_safety_agree(run: Run, offline: Audit, by_safety: Audit) -> None:
    """They differ where one of them cannot judge, and say so: pre-releases (safety), versions of before PEP 440."""
    assert len(PINS) >= 140
    files = {"requirements.txt": "\n".join([*PINS, ""])}
    lines = {pin: f"requirements.txt:{number}:1:" for number, pin in enumerate(PINS, 1)}
    with osv_service() as (url, _):
        by_service = run("pip-audit", files, "--service=osv", f"--osv-url={url}", "--timeout=60")
    by_index = offline(files)
    of_safety = by_safety(files)
    assert (by_service[0], by_index[0], of_safety[0]) == (3, 1, 3)

    legacy = {"cherrypy==2.0.0-final"}
    assert missed(by_service[1]) == [
        f"requirements.txt: line {PINS.index('cherrypy==2.0.0-final') + 1}: cherrypy 2.0.0-final: "
        "its version is not of PEP 440, so no service is asked"
    ]
    assert set(flaws(by_index[1])) - set(flaws(by_service[1])) == {
        f"{lines[pin]} {number} cherrypy 2.0.0-final" for pin in legacy for number in ("PYSEC-2006-1", "PYSEC-2008-3")
    }
    assert set(flaws(by_service[1])) <= set(flaws(by_index[1]))

    passed_over = {line.split(": ")[1].split()[1] for line in missed(of_safety[1])}
    unknown_to_safety = {line for line in flaws(by_index[1]) if line.split(":")[1] in passed_over}
    assert set(flaws(by_index[1])) - set(flaws(of_safety[1])) == unknown_to_safety
    assert set(flaws(of_safety[1])) <= set(flaws(by_index[1]))
    assert len(passed_over) == sum(
        any(mark in pin.partition("==")[2] for mark in ("a", "b", "rc", "dev", "-")) for pin in PINS
    )


# safety


def test_safety_without_account_and_database_says_what_is_missing(run: Run) -> None:
    assert run("safety", {"requirements.txt": "click==8.1.7\n"}) == (
        3,
        [".: NOT CHECKED: safety needs an account (SAFETY_API_KEY) or a local database (--db PATH); "
         "give it one, or use pip-audit, which needs neither"],
    )  # fmt: skip


def test_safety_has_its_own_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with a key in the environment, which would switch a database off in safety's own command."""
    monkeypatch.setenv("SAFETY_API_KEY", "made-up")
    meta = {"schema_version": "2.0.0", "timestamp": "2026-11-01"}
    full = {"ids": [{"type": "pyup", "id": "25851"}, {"type": "cve", "id": "CVE-2018-1000656"}], "specs": ["<0.12.3"]}
    packages = {"insecure.json": {"flask": ["<0.12.3"]}, "insecure_full.json": {"flask": [full]}}
    database = {
        f"db/{name}": json.dumps({"meta": meta, "vulnerable_packages": item}) for name, item in packages.items()
    }
    write_files(tmp_path, database)
    assert run("safety", {"requirements.txt": "flask==0.12\nclick==8\n"}, "--db=db") == (
        1,
        ["requirements.txt:1:1: SAFETY-25851 flask 0.12 (CVE-2018-1000656): fixed in 0.12.3"],
    )
    assert run("safety", {"requirements.txt": "flask==1.0\n"}, "--db=db") == (0, [])


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, 2),
        ({"db/insecure.json": "{}"}, 2),
        ({"db/insecure.json": "["}, 2),
        ({"db/insecure.json": '{"meta": {"schema_version": "1.0"}, "vulnerable_packages": {"flask": ["<1"]}}'}, 2),
        ({"db/insecure.json": '{"meta": {"schema_version": "2.0.0"}, "vulnerable_packages": {}}'}, 2),
        ({"db/insecure.json": '{"meta": {"schema_version": "2.0.0"}, "vulnerable_packages": {"flask": ["<1"]}}'}, 3),
    ],
)
def test_broken_database_of_safety_is_one_line(run: Run, tmp_path: Path, files: Files, code: int) -> None:
    write_files(tmp_path, {"db/readme": "", **files})
    found = run("safety", {"requirements.txt": "click==8.1.7\n"}, "--db=db")
    assert (found[0], len(found[1])) == (code, 1), found


def test_safety_with_a_key_and_no_network(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAFETY_API_KEY", "made-up")
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    code, lines = run("safety", {"requirements.txt": "click==8.1.7\n"}, "--timeout=30")
    assert (code, len(lines)) == (3, 1), lines
    assert "made-up" not in lines[0]


# As safety 3.8.1 writes it: https://docs.safetycli.com/safety-docs/output/json-output
def test_report_of_safety_is_read_by_name_and_version() -> None:
    flaw = {"id": "25853", "ignored": None}
    held = [
        {"raw": "Flask==0.12", "vulnerabilities": {"known_vulnerabilities": [flaw]}},
        {
            "raw": "ruamel.yaml==0.18",
            "vulnerabilities": {"known_vulnerabilities": [{"id": "1", "ignored": {"why": 1}}]},
        },
    ]
    report = {"scan_results": {"projects": [{"files": [{"results": {"dependencies": [{"specifications": held}]}}]}]}}
    assert account.answered(report) == {
        ("flask", "0.12"): (Advisory("SAFETY-25853", (), ()),),
        ("ruamel-yaml", "0.18"): (),
    }


# As pip-audit 2.10.1 writes it.
def test_report_of_pip_audit_is_accounted_for() -> None:
    why = "Dependency not found on PyPI and could not be audited: acme (1.0)"
    report = {
        "dependencies": [
            {"name": "acme", "skip_reason": why},
            {"name": "click", "version": "8.1.7", "vulns": []},
            {"name": "flask", "version": "3.1.2", "vulns": []},
        ]
    }
    assert service.answered(report, [("acme", "1.0"), ("click", "8.1.7"), ("flask", "0.12"), ("ham", "1")]) == {
        ("acme", "1.0"): f"pip-audit skipped it ({why})",
        ("click", "8.1.7"): (),
        ("flask", "0.12"): "pip-audit gave no answer for it",
        ("ham", "1"): "pip-audit gave no answer for it",
    }


@pytest.mark.parametrize(
    ("versions", "code", "said"),
    [
        ([], 3, "ham 1.5: an advisory speaks of version 'two', which is not of PEP 440"),
        (["1.5"], 1, "PYSEC-2024-1 ham 1.5"),
        (["1.4"], 0, ""),
    ],
)
@pytest.mark.parametrize("hook", ["pip-audit", "safety"])
def test_advisory_whose_range_cannot_be_read(
    run: Run, tmp_path: Path, hook: str, versions: list[str], code: int, said: str
) -> None:
    item = record("ham", "PYSEC-2024-1 - 0..two 3..4")
    item["affected"][0]["versions"] = versions
    write_files(tmp_path, {"mirror/ham.json": json.dumps(item), "mirror/flask.json": json.dumps(records()[0])})
    assert build(["build", str(tmp_path / "mirror"), "--file", str(tmp_path / "index.sqlite")]) == 0
    options = ("--service=offline",) if hook == "pip-audit" else ()
    found = run(hook, {"requirements.txt": "ham==1.5\n"}, "--db=index.sqlite", *options)
    assert (found[0], said in "".join(found[1])) == (code, True), found


def test_verdicts_are_not_kept_in_the_working_folder(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "cache-of-the-repository")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with osv_service() as (url, _):
        assert run("pip-audit", {"requirements.txt": "click==8.1.7\n"}, "--service=osv", f"--osv-url={url}") == (0, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "requirements.txt"]


@pytest.mark.filterwarnings("ignore")
def test_names_of_safetys_core_that_the_driver_uses() -> None:
    """safety promises none of them, so another version has to be looked at before it is pinned."""
    from safety.errors import SafetyError
    from safety.models import Package, SafetyRequirement, Vulnerability
    from safety.safety import check

    assert callable(check)
    assert Package(name="flask", version="0.12", requirements=[]).name == "flask"
    assert str(SafetyRequirement("flask==0.12").specifier) == "==0.12"
    assert {"package_name", "analyzed_version", "vulnerability_id", "CVE", "vulnerable_spec"} <= set(
        Vulnerability._fields
    )
    assert issubclass(SafetyError, Exception)


def test_modules_of_the_user_do_not_run_in_place_of_the_tools(
    run: Run, offline: Audit, by_safety: Audit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = "raise SystemExit(0)\n"
    names = ("pip_audit", "safety", "packaging", "sqlite3")
    write_files(tmp_path, {f"{name}/{part}.py": trap for name in names for part in ("__init__", "__main__")})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with osv_service() as (url, _):
        options = ("--service=osv", f"--osv-url={url}")
        assert run("pip-audit", {"requirements.txt": "flask==0.12\n"}, *options)[0] == 1
    assert by_safety({"requirements.txt": "flask==0.12\n"})[0] == 1


def test_records_of_the_tests_are_what_a_mirror_holds(tmp_path: Path) -> None:
    assert len(list(write_records(tmp_path).rglob("*.json"))) == len(records())
