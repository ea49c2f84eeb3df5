"""How ``requirements-drift`` finds an environment, and what it reads there."""

from __future__ import annotations

import os
import sys
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from flask_upkeep import load

from .conftest import git, write_files
from .drift_cases import CLICK, FLASK, Package, package, write_environment, write_package

FILES = {"requirements.txt": "Flask==3.1.0\nclick==8.1.7\n"}
WRONG = [package("Flask", "2.0.0"), CLICK]
RIGHT = [FLASK, CLICK]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a requirements file, and a machine without any environment."""
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX", "UV_PROJECT_ENVIRONMENT", "WORKON_HOME", "PYENV_ROOT"):
        monkeypatch.delenv(name, raising=False)
    for name in ("POETRY_CACHE_DIR", "POETRY_VIRTUALENVS_PATH", "POETRY_CONFIG_DIR", "PRE_COMMIT_HOME", "PREK_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    write_files(folder, FILES)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    monkeypatch.chdir(folder)
    return folder


def drift(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    capsys.readouterr()
    code = load("requirements-drift").main(list(options))
    captured = capsys.readouterr()
    return code, captured.out.splitlines() + captured.err.splitlines()


def found_by(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """What the message says of how the environment was found: its Flask is the wrong one."""
    code, lines = drift(capsys, *options)
    assert code == 1, lines
    assert len(lines) == 1, lines
    assert "version-differs Flask 2.0.0 is installed in " in lines[0]
    return lines[0].partition(" is installed in ")[2].partition(", not ")[0]


def test_none_is_not_checked(project: Path, capsys: pytest.CaptureFixture[str]):
    code, lines = drift(capsys)
    assert code == 3
    assert len(lines) == 1
    assert lines[0].startswith(
        "requirements.txt: NOT CHECKED: no environment of this project was found (looked at $VIR"
    )
    assert lines[0].endswith(
        '; name it with env = "PATH", or pass with on-no-environment = "skip", '
        "in [tool.flask-upkeep.requirements-drift]"
    )


def test_none_passes_if_asked(project: Path, capsys: pytest.CaptureFixture[str]):
    code, lines = drift(capsys, "--on-no-environment=skip")
    assert code == 0
    assert [line.partition(" no environment")[0] for line in lines] == ["requirements.txt:1:1: advice: not checked:"]


@pytest.mark.parametrize("options", [(), ("--all-files",), ("requirements.txt", "svc/requirements.txt")])
def test_each_project_has_its_own_settings(project: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]):
    skips = '[tool.flask-upkeep.requirements-drift]\non-no-environment = "skip"\n'
    write_files(project, {"svc/requirements.txt": "flask==3.0.0\n", "svc/pyproject.toml": skips})
    git(project, "add", "-A")
    code, lines = drift(capsys, *options)
    assert (code, [line.partition(": no environment")[0] for line in lines]) == (
        3,
        ["requirements.txt: NOT CHECKED", "svc/requirements.txt:1:1: advice: not checked"],
    )


def test_what_needs_no_environment_is_found_without(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "requirements.txt").write_text("click==1.0\nclick==2.0\n")
    code, lines = drift(capsys, "--on-no-environment=skip")
    assert (code, [line.split()[1] for line in lines]) == (1, ["pins-conflict", "advice:"])


@pytest.mark.parametrize("name", [".venv", "venv", "env", ".env", "virtualenv"])
def test_folder_of_the_project(name: str, project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / name, WRONG)
    assert found_by(capsys) == f"{name} (in the project)"


def test_dotenv_file_is_no_environment(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / ".env").write_text("SECRET=1\n")
    assert drift(capsys)[0] == 3


def test_folder_without_pyvenv_cfg_is_no_environment(project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / ".venv", WRONG)
    (project / ".venv/pyvenv.cfg").unlink()
    assert drift(capsys)[0] == 3


def test_venv_file_names_a_folder(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(tmp_path / "elsewhere", WRONG)
    (project / ".venv").write_text(f"{tmp_path / 'elsewhere'}\n")
    assert found_by(capsys) == f"{tmp_path / 'elsewhere'} (by the .venv file)"


def test_option_names_folder_interpreter_or_site_packages(project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / "odd", WRONG)
    (project / "odd/bin").mkdir()
    (project / "odd/bin/python").touch()
    for path in ("odd", "odd/bin/python", str(site)):
        assert found_by(capsys, "--env", path) == "odd (--env)"


def test_option_without_an_environment_is_usage(project: Path, capsys: pytest.CaptureFixture[str]):
    code, lines = drift(capsys, "--env", "nowhere")
    assert code == 2
    assert lines == [
        "flask-upkeep requirements-drift: --env nowhere: no environment is there; name its folder, such as .venv"
    ]


def test_activated_behind_the_runners_own(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """pre-commit and prek set ``VIRTUAL_ENV`` to the hook's environment, and put it first on ``PATH``."""
    runners, users = tmp_path / "cache/repo1/py_env-python3", tmp_path / "pre-commit/mine"
    write_environment(runners, RIGHT)
    write_environment(users, WRONG)
    (runners / ".install_state_v2").touch()
    monkeypatch.setenv("VIRTUAL_ENV", str(runners))
    monkeypatch.setenv("PATH", os.pathsep.join([f"{runners}/bin", f"{users}/bin", "/usr/bin"]))
    assert found_by(capsys) == f"{users} (activated)"


@pytest.mark.parametrize("variable", ["PRE_COMMIT_HOME", "PREK_HOME"])
def test_environments_in_a_runners_cache_are_left_out(
    variable: str, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "store/repo/py_env", WRONG)
    monkeypatch.setenv(variable, str(tmp_path / "store"))
    monkeypatch.setenv("PATH", f"{tmp_path}/store/repo/py_env/bin")
    assert drift(capsys)[0] == 3


def test_another_projects_activated_environment_stands_back(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "other", [CLICK])
    write_environment(project / ".venv", WRONG)
    monkeypatch.setenv("PATH", f"{tmp_path}/other/bin")
    assert found_by(capsys) == ".venv (in the project)"


@pytest.mark.parametrize("held", [package("black", "1.0"), CLICK])
def test_an_activated_environment_with_little_of_what_is_listed_is_not_taken(
    held: Package,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    (project / "requirements.txt").write_text("Flask==3.1.0\nclick==8.1.7\nrequests==2.32.0\n")
    write_environment(tmp_path / "tool", [held])
    monkeypatch.setenv("PATH", f"{tmp_path}/tool/bin")
    assert drift(capsys)[0] == 3


ALONE = {"url": "file://{root}/project", "dir_info": {"editable": True}}
OF_ANOTHER = {"url": "file://{root}/project-2", "dir_info": {"editable": True}}


@pytest.mark.parametrize(("text", "origin"), [("-e .\n", None), ("-e .\n", OF_ANOTHER), ("", None)])
def test_an_activated_environment_without_the_project_is_not_its_own_where_nothing_is_listed(
    text: str,
    origin: Mapping[str, object] | None,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    (project / "requirements.txt").write_text(text)
    own = [package("shop", "0.1", origin=origin)] if origin else []
    write_environment(tmp_path / "other", [*WRONG, package("black", "1.0"), *own])
    monkeypatch.setenv("PATH", f"{tmp_path}/other/bin")
    code, lines = drift(capsys)
    assert code == 3
    assert "no environment of this project was found" in lines[0]


def test_an_activated_environment_with_the_project_is_its_own(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (project / "requirements.txt").write_text("-e .\n")
    shop = package("shop", "0.1", "click", origin=ALONE)
    write_environment(tmp_path / "users", [shop, CLICK, package("black", "1.0")])
    monkeypatch.setenv("PATH", f"{tmp_path}/users/bin")
    code, lines = drift(capsys)
    assert (code, [line.split()[1:3] for line in lines]) == (1, [["not-needed", "black"]])


def test_a_bound_environment_with_nothing_listed_is_one_line(project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / ".venv", [package("pip", "24.0")])
    code, lines = drift(capsys)
    assert (code, len(lines)) == (3, 1)
    assert "NOT CHECKED: .venv (in the project) holds none of the packages that are listed; install them" in lines[0]


def test_uv_project_environment(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "uv", WRONG)
    write_environment(project / ".venv", RIGHT)
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path / "uv"))
    assert found_by(capsys) == f"{tmp_path / 'uv'} (UV_PROJECT_ENVIRONMENT)"


def test_poetry_by_the_digest_of_the_path(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "shop"\n')
    digest = urlsafe_b64encode(sha256(os.path.realpath(project).encode()).digest()).decode()[:8]
    name = f"a-name-poetry-made-{digest}"
    caches = {"win32": "AppData", "darwin": "Library/Caches"}
    store = tmp_path / "home" / caches.get(sys.platform, ".cache") / "pypoetry/virtualenvs"
    write_environment(store / f"{name}-py3.10", [CLICK, package("Flask", "1.0")])
    write_environment(store / f"{name}-py3.12", WRONG)
    (store / "envs.toml").write_text(f'[{name}]\nminor = "3.12"\npatch = "3.12.1"\n')
    assert found_by(capsys).endswith(f"{name}-py3.12 (Poetry)")


def test_poetry_where_its_settings_say(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (project / "poetry.toml").write_text(f'[virtualenvs]\npath = "{(tmp_path / "envs").as_posix()}"\n')
    (project / "pyproject.toml").write_text('[tool.poetry]\nname = "shop"\n')
    digest = urlsafe_b64encode(sha256(os.path.realpath(project).encode()).digest()).decode()[:8]
    write_environment(tmp_path / f"envs/shop-{digest}-py3.12", WRONG)
    assert found_by(capsys).endswith("(Poetry)")


def test_pipenv_by_the_project_file(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (project / "Pipfile").write_text("")
    monkeypatch.setenv("WORKON_HOME", str(tmp_path / "workon"))
    write_environment(tmp_path / "workon/other-1", RIGHT)
    (tmp_path / "workon/other-1/.project").write_text(str(tmp_path))
    write_environment(tmp_path / "workon/shop-2", WRONG)
    (tmp_path / "workon/shop-2/.project").write_text(str(project))
    assert found_by(capsys) == f"{tmp_path / 'workon/shop-2'} (Pipenv)"


def test_pdm_by_its_file(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(tmp_path / "pdm", WRONG)
    (project / ".pdm-python").write_text(f"{tmp_path}/pdm/bin/python")
    assert found_by(capsys) == f"{tmp_path / 'pdm'} (the .pdm-python file)"


@pytest.mark.parametrize("place", [".tox/py312", ".nox/tests", ".direnv/python-3.12"])
def test_environments_of_tools_in_the_project(place: str, project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / place, WRONG)
    if not place.startswith(".direnv"):
        write_environment(project / place, [package("pytest", "8.0")])  # as tox.ini says, and not the files
    assert found_by(capsys) == f"{place} ({place.partition('/')[0]})"


def test_pyenv_virtualenv_and_not_a_bare_version(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    (project / ".python-version").write_text("shop-3.12\n")
    write_environment(tmp_path / "pyenv/versions/shop-3.12", WRONG)
    assert found_by(capsys) == f"{tmp_path / 'pyenv/versions/shop-3.12'} (pyenv)"
    (tmp_path / "pyenv/versions/shop-3.12/pyvenv.cfg").unlink()
    assert drift(capsys)[0] == 3


def test_conda_and_not_its_base(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    prefix = tmp_path / "conda/envs/shop"
    write_environment(prefix, WRONG)
    (prefix / "pyvenv.cfg").unlink()
    (prefix / "conda-meta").mkdir()
    monkeypatch.setenv("CONDA_PREFIX", str(prefix))
    assert found_by(capsys) == f"{prefix} (CONDA_PREFIX)"
    (prefix / "condabin").mkdir()
    assert drift(capsys)[0] == 3


def test_runner_installed_in_the_project_is_the_last_hint(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "mine", WRONG)
    hook = project / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nINSTALL_PYTHON='{tmp_path}/mine/bin/python'\n")
    assert found_by(capsys) == f"{tmp_path / 'mine'} (the environment of pre-commit)"


def test_environment_of_each_service(project: Path, capsys: pytest.CaptureFixture[str]):
    for service, flask in (("a", "2.0.0"), ("b", "3.1.0")):
        write_files(project, {f"{service}/requirements.txt": FILES["requirements.txt"]})
        write_environment(project / service / ".venv", [package("Flask", flask), CLICK])
    git(project, "rm", "-q", "-f", "requirements.txt")
    git(project, "add", "a/requirements.txt", "b/requirements.txt")
    assert found_by(capsys) == "a/.venv (in the project)"


# What stands in an environment ---------------------------------------------------------------------------


def judged(project: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Rules found with ``.venv``."""
    code, lines = drift(capsys)
    assert code in (0, 1), lines
    return [line.split()[1] for line in lines]


@pytest.mark.parametrize(
    "library", ["Lib/site-packages", "lib/pypy3.10/site-packages", "lib64/python3.12/site-packages"]
)
def test_layouts(library: str, project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / ".venv", RIGHT, library=library)
    assert judged(project, capsys) == []


def test_windows_activated(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "win", WRONG, library="Lib/site-packages")
    monkeypatch.setenv("PATH", f"{tmp_path}/win/Scripts")
    assert found_by(capsys) == f"{tmp_path / 'win'} (activated)"


def test_linked_library_is_read_once(project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / ".venv", RIGHT)
    (project / ".venv/lib64").symlink_to("lib")
    assert judged(project, capsys) == []


def test_python_upgrade_leaves_two_folders(project: Path, capsys: pytest.CaptureFixture[str]):
    write_environment(project / ".venv", WRONG, python="3.10.1")
    write_environment(project / ".venv", RIGHT, python="3.12.1")
    assert judged(project, capsys) == []


def test_version_info_of_virtualenv(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "requirements.txt").write_text("Flask\nclick\ntomli; python_version < '3.11'\n")
    write_environment(project / ".venv", RIGHT, python="3.10.4")
    settings = "home = /nowhere\ninclude-system-site-packages = false\nversion_info = 3.10.4.final.0\n"
    (project / ".venv/pyvenv.cfg").write_text(settings)
    assert judged(project, capsys) == ["not-installed"]


def test_packages_of_the_base_count_where_they_are_seen(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    write_environment(tmp_path / "base", [CLICK, package("numpy", "2.0"), package("Flask", "1.0")])
    write_environment(project / ".venv", [FLASK])
    settings = project / ".venv/pyvenv.cfg"
    text = settings.read_text().replace("false", "true").splitlines()[1:]
    settings.write_text("\n".join([f"home = {tmp_path}/base/bin", *text]))
    assert judged(project, capsys) == [], "and numpy of the base is nobody's business"


def old_style(site: Path, name: str) -> None:
    """The same package in one of the older ways to say so."""
    text = "Metadata-Version: 1.1\nName: click\nVersion: 8.1.7\n\nbody\n"
    if name.endswith(".egg-link"):
        write_files(site, {"src/click.egg-info/PKG-INFO": text, name: f"{site / 'src'}\n."})
    elif name == "click-file.egg-info":
        write_files(site, {name: text})
    elif name.endswith(".egg"):
        write_files(site, {f"{name}/EGG-INFO/PKG-INFO": text})
    else:
        write_files(
            site,
            {f"{name}/PKG-INFO": text, f"{name}/requires.txt": "\n[extra]\nabsent\n[:python_version < '3']\nold\n"},
        )


@pytest.mark.parametrize(
    "name", ["click-8.1.7.egg-info", "click-file.egg-info", "click.egg-link", "click-8.1.7-py3.12.egg"]
)
def test_older_kinds_of_metadata(name: str, project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / ".venv", [FLASK])
    old_style(site, name)
    assert judged(project, capsys) == []


def test_leftovers_are_passed_over(project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / ".venv", RIGHT)
    write_files(
        site, {"~lask-2.0.0.dist-info/METADATA": "Name: Flask\nVersion: 2.0.0\n", "half-1.0.dist-info/RECORD": ""}
    )
    assert judged(project, capsys) == []


def test_metadata_twice(project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / ".venv", RIGHT)
    write_package(site, Package("Flask", "3.0.0", (), None), project)
    assert "metadata-twice" in judged(project, capsys)


def test_name_stands_in_the_metadata_and_not_in_the_folder(project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / ".venv", [FLASK])
    write_files(
        site, {"odd-1.dist-info/METADATA": b"Name: click\r\nVersion: 8.1.7\r\nSummary: \xff\r\n\r\nName: other\r\n"}
    )
    assert judged(project, capsys) == []


def test_broken_direct_url_counts_as_absent(project: Path, capsys: pytest.CaptureFixture[str]):
    site = write_environment(project / ".venv", RIGHT)
    for content in ("{", "[]", '{"url": 5}', "null"):
        write_files(site, {"click-8.1.7.dist-info/direct_url.json": content})
        assert judged(project, capsys) == []


def test_the_project_itself_is_no_extra(project: Path, capsys: pytest.CaptureFixture[str]):
    own = package("shop", "0.1", origin={"url": f"file://{project}", "dir_info": {"editable": True}})
    write_environment(project / ".venv", [*RIGHT, own])
    assert judged(project, capsys) == []
