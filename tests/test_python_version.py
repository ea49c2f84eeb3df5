"""``python-version``: what each file claims, how it is read, and what contradicts what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from flask_upkeep._python_version.versions import known_minors, of_constraint, of_name, of_range, of_specifier

from .conftest import Run, write_files

TODAY = "--today=2026-11-23"
DATA = "(endoflife.date, 2026-08-22)"
OLD = f"ended on 2024-10-07, 2 years ago; write 3.11 or later {DATA}"  # Python 3.8


def places(lines: Sequence[str]) -> list[str]:
    """``path:line:col: rule`` of each line, without the message."""
    return [" ".join(line.split(" ")[:2]) if "NOT CHECKED" not in line else line for line in lines]


def found(run: Run, files: dict[str, str | bytes], *options: str) -> list[str]:
    """Places and rules; of a clean run none. The exit code fits them."""
    code, lines = run("python-version", files, TODAY, *options)
    assert code == (3 if any("NOT CHECKED" in line for line in lines) else 1 if lines else 0), lines
    return places(lines)


# Reading versions


@pytest.mark.parametrize(
    ("text", "minors"),
    [
        (">=3.8,<3.10", "3.8 3.9"),
        ("==3.8.*", "3.8"),
        ("~=3.9.0", "3.9"),
        ("~= 3.9", "3.9 3.10 3.11 3.12 3.13 3.14"),
        (">3.10", "3.10 3.11 3.12 3.13 3.14"),
        (">=3.10.5", "3.10 3.11 3.12 3.13 3.14"),
        ("<3", "2.6 2.7"),
        ("<=3.0", "2.6 2.7 3.0"),
        (">=2.7, !=3.0.*, !=3.1.*, !=3.2.*, !=3.3.*, <3.6", "2.7 3.4 3.5"),
        (">=3.9,!=3.9.*,!=3.10.*", "3.11 3.12 3.13 3.14"),
        ("==3.8", "3.8"),
        ("===3.8.1", "3.8"),
        (">=3.12rc1", "3.12 3.13 3.14"),
        (">=3.13,", "3.13 3.14"),
        (">=3.16", ""),
    ],
)
def test_specifier(text: str, minors: str):
    """Only the versions of the table are named here; what is above it is admitted as well."""
    versions = of_specifier(text)
    admitted = sorted({version[:2] for version in versions} & set(known_minors()))
    assert " ".join(f"{major}.{minor}" for major, minor in admitted) == minors
    library = SpecifierSet(text)
    every = of_specifier("")
    assert versions == {each for each in every if library.contains(".".join(map(str, each)), prereleases=True)}


@pytest.mark.parametrize("text", ["three", ">=3.8.*", "~=3", ">=3.8 <4", ">=3.9,<3.9", "=3.8", "^3.8", ">=3.8,>"])
def test_specifier_that_is_none(text: str):
    with pytest.raises(ValueError, match=r"pecifier|satisfies"):
        of_specifier(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("^3.8", (3, 8), (3, 23)),
        ("^3.8.1,<3.12", (3, 8), (3, 11)),
        ("~3.7", (3, 7), (3, 7)),
        ("~3.7.2", (3, 7), (3, 7)),
        ("~3", (3, 0), (3, 23)),
        ("3.8.*", (3, 8), (3, 8)),
        ("3.8", (3, 8), (3, 8)),
        ("~2.7 || ^3.8", (2, 7), (3, 23)),
        ("~2.7|^3.8", (2, 7), (3, 23)),
        (">=3.8 <3.10", (3, 8), (3, 9)),
        (">=3.9,<3.9.7 || >3.9.7,<3.12", (3, 9), (3, 11)),
        ("~=3.8.0", (3, 8), (3, 8)),
        ("!=3.8.*,>=3.8,<3.10", (3, 9), (3, 9)),
        ("*", (2, 6), (4, 1)),
    ],
)
def test_constraint_of_poetry(text: str, first: tuple[int, int], last: tuple[int, int]):
    versions = of_constraint(text)
    assert (min(versions)[:2], max(versions)[:2]) == (first, last)


def test_union_is_the_union_of_all_its_alternatives():
    assert {version[:2] for version in of_constraint("~2.7 || ~3.8 || ~3.12")} == {(2, 7), (3, 8), (3, 12)}


@pytest.mark.parametrize("text", ["", "||", "latest", "^", "^3.8 || later", "~=3", ">=3.9 <3.8"])
def test_constraint_that_is_none(text: str):
    with pytest.raises(ValueError, match=r"constraint|satisfies|needs"):
        of_constraint(text)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("3.8", (3, 8)),
        ("3.8.12", (3, 8)),
        ("3.8.x", (3, 8)),
        ("3.10.*", (3, 10)),
        ("3.14-dev", (3, 14)),
        ("3.14.0rc2", (3, 14)),
        ("3.13t", (3, 13)),
        ("3.13t-dev", (3, 13)),
        ("python-3.7.17", (3, 7)),
        ("python-3.9.x", (3, 9)),
        ("python3.8", (3, 8)),
        ("python38", (3, 8)),
        ("python310", (3, 10)),
        ("py39", (3, 9)),
        ("py3.12", (3, 12)),
        ("cpython-3.9.18-linux-x86_64-gnu", (3, 9)),
        ("cpython-3.14.0rc2+freethreaded-linux-x86_64-gnu", (3, 14)),
        ("cpython@3.9", (3, 9)),
        ("3.8.1/envs/shop", (3, 8)),
        ("latest:3.8", (3, 8)),
    ],
)
def test_name(text: str, version: tuple[int, int]):
    assert {each[:2] for each in of_name(text)} == {version}


@pytest.mark.parametrize(
    "text",
    "3 python3 py pypy3.9 pypy-3.9 pypy3.9-7.3.9 graalpy-23 shop shop-3.8 system latest nightly 3.8-slim "
    "miniconda3-4.7 mambaforge-4.10 stackless-3.7.5 jython-2.7 ironpython 18.3.8 v20 3.8.1.2 3..8 .".split(),
)
def test_name_that_is_no_cpython(text: str):
    assert not of_name(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("3.8 - 3.10", (3, 8), (3, 10)),
        (">=3.9 <3.12", (3, 9), (3, 11)),
        ("~3.9.0", (3, 9), (3, 9)),
        ("3.x", (3, 0), (3, 23)),
        ("3", (3, 0), (3, 23)),
        ("3.13.0-alpha.1 - 3.13", (3, 13), (3, 13)),
        ("3.8 || 3.9", (3, 8), (3, 9)),
    ],
)
def test_range_of_a_ci_system(text: str, first: tuple[int, int], last: tuple[int, int]):
    versions = of_range(text)
    assert (min(versions)[:2], max(versions)[:2]) == (first, last)


# What each file claims: the ended version is found, the supported one passes

PROJECT = '[project]\nname = "shop"\n'
WORKFLOW = "on: push\njobs:\n  tests:\n    runs-on: ubuntu-latest\n"

FILES: list[tuple[str, str, list[str]]] = [
    (".python-version", "3.N\n", ["1:1 ended"]),
    (".python-version", "# the server's\n\n3.N.12\r\n", ["3:1 ended"]),
    (".python-version", "cpython-3.N.18-linux-x86_64-gnu\n", ["1:1 ended"]),
    (".python-version", "==3.N.*\n", ["1:1 ended"]),
    (".python-versions", "3.14\n3.N\n", ["2:1 ended"]),
    ("runtime.txt", "python-3.N.17\n", ["1:1 ended"]),
    ("runtime.txt", "\npython-3.N.x", ["2:1 ended"]),
    ("pyproject.toml", f'{PROJECT}requires-python = "==3.N.*"\n', ["3:20 ended"]),
    ("pyproject.toml", f"{PROJECT}requires-python='>=3.N'\n", ["3:18 admits-ended"]),
    ("pyproject.toml", 'project.name = "shop"\nproject.requires-python = ">=3.N"\n', ["2:28 admits-ended"]),
    ("pyproject.toml", 'project = {name = "shop", requires-python = ">=3.N"}\n', ["1:46 admits-ended"]),
    (
        "pyproject.toml",
        '[tool.other]\nrequires-python = ">=3.N"\n[project] # here\nrequires-python = ">=3.N"\n',
        ["4:20 admits-ended"],
    ),
    (
        "pyproject.toml",
        f'{PROJECT}classifiers = [\n  "Framework :: Flask",\n  "Programming Language :: Python :: 3.N",\n]\n',
        ["5:4 admits-ended"],
    ),
    ("pyproject.toml", '[tool.poetry.dependencies]\npython = "~3.N"\n', ["2:11 ended"]),
    ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.N"\n', ["2:11 admits-ended"]),
    ("pyproject.toml", '[tool.poetry.dependencies.python]\nversion = "^3.N"\n', ["2:12 admits-ended"]),
    ("pyproject.toml", '[tool.poetry.dependencies]\npython = { version = "^3.N" }\n', ["2:23 admits-ended"]),
    ("pyproject.toml", '[tool.flit.metadata]\nrequires-python = ">=3.N"\n', ["2:20 admits-ended"]),
    ("pyproject.toml", '[tool.hatch.envs.default]\npython = "3.N"\n', ["2:11 ended"]),
    ("pyproject.toml", '[[tool.hatch.envs.test.matrix]]\npython = ["3.14", "3.N"]\n', ["2:20 ended"]),
    ("pyproject.toml", '[tool.tox]\nenv_list = [\n  "lint", "py3.N",\n]\n', ["3:12 ended"]),
    ("pyproject.toml", '[tool.tox]\nlegacy_tox_ini = """\n[tox]\nenvlist = py3.N, lint\n"""\n', ["4:11 ended"]),
    ("setup.py", "from setuptools import setup\nsetup(python_requires='>=3.N')\n", ["2:23 admits-ended"]),
    (
        "setup.py",
        'import setuptools\nNEEDS = "==3.N.*"\nsetuptools.setup(\n    python_requires=NEEDS,\n)\n',
        ["2:9 ended"],
    ),
    (
        "setup.py",
        'from setuptools import setup\nsetup(classifiers=[\n    "Programming Language :: Python :: 3.N",\n])\n',
        ["3:5 admits-ended"],
    ),
    ("setup.cfg", "[options]\npython_requires = >=3.N\n", ["2:19 admits-ended"]),
    ("setup.cfg", "[options]\npython_requires =\n    ==3.N.*\n", ["3:5 ended"]),
    (
        "setup.cfg",
        "[metadata]\nname = shop\nclassifiers =\n    Framework :: Flask\n    Programming Language :: Python :: 3.N\n",
        ["5:5 admits-ended"],
    ),
    ("setup.cfg", "[tox:tox]\nenvlist = py3.N\n", ["2:11 ended"]),
    ("Pipfile", '[requires]\npython_version = "3.N"\n', ["2:19 ended"]),
    ("Pipfile", '[requires]\npython_full_version = "3.N.4"\n', ["2:24 ended"]),
    ("Pipfile.lock", '{"_meta": {"requires": {"python_version": "3.N"}}}\n', ["1:44 ended"]),
    ("uv.lock", 'version = 1\nrequires-python = ">=3.N"\n\n[[package]]\nname = "flask"\n', ["2:20 admits-ended"]),
    ("uv.lock", 'version = 1\r\nrequires-python = "==3.N.*"\r\n', ["2:20 ended"]),
    (
        "poetry.lock",
        '[[package]]\nname = "a"\npython-versions = ">=2.7"\n\n[metadata]\npython-versions = "^3.N"\n',
        ["6:20 admits-ended"],
    ),
    ("pylock.toml", 'lock-version = "1.0"\nrequires-python = ">=3.N"\n', ["2:20 admits-ended"]),
    ("pylock.server.toml", 'lock-version = "1.0"\nrequires-python = ">=3.N"\n', ["2:20 admits-ended"]),
    ("tox.ini", "[tox]\nenvlist = lint, py3.N\n", ["2:17 ended"]),
    ("tox.ini", "[tox]\nenv_list =\n    py314\n    # older\n    py3.N-flask{2,3}\n", ["5:5 ended"]),
    ("tox.ini", "[tox]\nenvlist = {py3.N,py314}-django\n", ["2:11 ended"]),
    ("tox.ini", "[testenv]\nbasepython = python3.N\n", ["2:14 ended"]),
    (
        "tox.ini",
        "[tox]\nenvlist = py\n[gh-actions]\npython =\n    3.N: py3.N\n    3.14: py314\n",
        ["5:5 ended"],
    ),
    ("tox.toml", 'env_list = ["3.14", "3.N"]\n', ["1:22 ended"]),
    ("tox.toml", '[env_run_base]\nbase_python = ["python3.N"]\n', ["2:17 ended"]),
    ("tox.toml", '[env.old]\nbase_python = "python3.N"\n', ["2:16 ended"]),
    ("noxfile.py", '@nox.session(python="3.N")\ndef tests(session): ...\n', ["1:21 ended"]),
    ("noxfile.py", '@nox.session(python=["3.14", "3.N"])\ndef tests(session): ...\n', ["1:30 ended"]),
    ("noxfile.py", 'ALL = ("3.14", "3.N")\n\n@session(python=ALL)\ndef tests(session): ...\n', ["1:16 ended"]),
    (".tool-versions", "nodejs 20.1.0\npython 3.N.4 # ours\n", ["2:8 ended"]),
    (".tool-versions", "python 3.14.0 3.N.10 system\n", ["1:15 ended"]),
    ("mise.toml", '[tools]\nnode = "20"\npython = "3.N"\n', ["3:11 ended"]),
    (".mise.toml", '[tools]\npython = ["3.14", "3.N"]\n', ["2:20 ended"]),
    ("mise.toml", '[tools]\npython = {version = "3.N", virtualenv = ".venv"}\n', ["2:22 ended"]),
    ("environment.yml", "dependencies:\n  - python=3.N\n  - flask\n", ["2:5 ended"]),
    ("environment.yml", "dependencies:\n  - python==3.N.*\n", ["2:5 ended"]),
    ("environment.yaml", "dependencies:\n  - conda-forge::python=3.N.5=h1234_0\n", ["2:5 ended"]),
    ("environment-dev.yml", "dependencies:\n  - 'python >=3.N,<=3.N.99'\n  - pip: [x]\n", ["2:5 ended"]),
    ("app.yaml", "runtime: python3.N\nservice: default\n", ["1:10 ended"]),
    (
        "app.yaml",
        'runtime: python\nenv: flex\nruntime_config:\n  operating_system: ubuntu22\n  runtime_version: "3.N"\n',
        ["5:20 ended"],
    ),
    ("serverless.yml", "provider:\n  name: aws\n  runtime: python3.N\n", ["3:12 ended"]),
    ("serverless.yml", "functions:\n  hello:\n    runtime: python3.N\n", ["3:14 ended"]),
    ("template.yaml", "Globals:\n  Function:\n    Runtime: python3.N\n", ["3:14 ended"]),
    ("render.yaml", 'envVars:\n  - key: PYTHON_VERSION\n    value: "3.N.12"\n', ["3:12 ended"]),
    (".platform.app.yaml", "type: 'python:3.N'\n", ["1:7 ended"]),
    ("compose.yml", 'services:\n  web:\n    build:\n      args:\n        PYTHON_VERSION: "3.N"\n', ["5:25 ended"]),
    ("docker-compose.yml", "services:\n  web:\n    environment:\n      - PYTHON_VERSION=3.N\n", ["4:9 ended"]),
    (".readthedocs.yaml", 'build:\n  tools:\n    python: "3.N"\n', ["3:13 ended"]),
    (".readthedocs.yml", 'python:\n  version: "3.N"\n', ["2:12 ended"]),
    (".pre-commit-config.yaml", "default_language_version:\n  python: python3.N\n", ["2:11 ended"]),
    (
        ".pre-commit-config.yaml",
        "repos:\n  - repo: x\n    hooks:\n      - id: black\n        language_version: python3.N\n",
        ["5:27 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    steps:\n      - uses: actions/setup-python@v6\n        with: {{python-version: "3.N"}}\n',
        ["7:32 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    strategy:\n      matrix:\n        python-version: ["3.14", "3.N"]\n',
        ["7:34 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    strategy:\n      matrix:\n        python-version:\n          - "3.14"\n          - "3.N"\n',
        ["9:13 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f"{WORKFLOW}    steps:\n      - with:\n          python-version: |\n            3.14\n            3.N\n",
        ["9:13 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    strategy:\n      matrix:\n        include:\n          - {{python: "3.N", tox: py}}\n',
        ["8:22 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    strategy:\n      matrix:\n        interpreter: ["3.N"]\n    steps:\n'
        "      - with:\n          python-version: ${{ matrix.interpreter }}\n",
        ["7:23 ended"],
    ),
    (".github/workflows/ci.yml", 'env:\n  PYTHON_VERSION: "3.N"\njobs: {}\n', ["2:19 ended"]),
    (
        ".github/workflows/ci.yml",
        'on:\n  workflow_call:\n    inputs:\n      python-version:\n        type: string\n        default: "3.N"\n',
        ["6:18 ended"],
    ),
    (
        ".github/workflows/ci.yml",
        f"{WORKFLOW}    steps:\n      - with:\n          python-version: ${{{{ inputs.python || '3.N' }}}}\n",
        ["7:27 ended"],
    ),
    (
        ".github/actions/setup/action.yml",
        'runs:\n  steps:\n    - uses: actions/setup-python@v6\n      with:\n        python-version: "3.N"\n',
        ["5:25 ended"],
    ),
    (
        "azure-pipelines.yml",
        "steps:\n- task: UsePythonVersion@0\n  inputs:\n    versionSpec: '3.N'\n",
        ["4:18 ended"],
    ),
    (
        "azure-pipelines.yml",
        "strategy:\n  matrix:\n    Old:\n      python.version: '3.N'\nsteps:\n- task: UsePythonVersion@0\n"
        "  inputs:\n    versionSpec: '$(python.version)'\n",
        ["4:23 ended"],
    ),
    ("azure-pipelines.yml", "variables:\n- name: pythonVersion\n  value: '3.N'\n", ["3:10 ended"]),
    (".travis.yml", 'language: python\npython:\n  - "3.14"\n  - "3.N"\n', ["4:5 ended"]),
    (".travis.yml", "language: python\npython: 3.N\n", ["2:9 ended"]),
    (".travis.yml", 'jobs:\n  include:\n    - python: "3.N"\n', ["3:15 ended"]),
    (".gitlab-ci.yml", 'variables:\n  PYTHON_VERSION: "3.N"\n', ["2:19 ended"]),
    (
        ".gitlab-ci.yml",
        'test:\n  parallel:\n    matrix:\n      - PYTHON_VERSION: ["3.N", "3.14"]\n',
        ["4:26 ended"],
    ),
    (
        ".circleci/config.yml",
        "workflows:\n  all:\n    jobs:\n      - test:\n          matrix:\n            parameters:\n"
        '              python-version: ["3.N"]\n',
        ["7:32 ended"],
    ),
    ("buildspec.yml", "phases:\n  install:\n    runtime-versions:\n      python: 3.N\n", ["4:15 ended"]),
    ("Dockerfile", "FROM debian:13\nENV PYTHON_VERSION=3.N.12\n", ["2:20 ended"]),
    (
        "Dockerfile",
        "FROM debian:13\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends \\\n"
        "    curl python3.N python3.N-dev\n",
        ["4:10 ended"],
    ),
    ("web.dockerfile", "FROM debian:13\nRUN apt-get install -y libpython3.N-dev\n", ["2:24 ended"]),
    ("Dockerfile", "FROM python:3.N-slim-trixie AS base\nFROM base\n", ["1:6 ended"]),
    ("docker/Dockerfile.web", "ARG PYTHON=3.N\nFROM docker.io/python:${PYTHON}-slim\n", ["2:6 ended"]),
    (
        "Dockerfile",
        "FROM debian:13\nCOPY --from=ghcr.io/astral-sh/uv:python3.N-trixie-slim /uv /bin/\n",
        ["2:13 ended"],
    ),
    ("Dockerfile", "FROM tiangolo/uwsgi-nginx-flask:python3.N\n", ["1:6 ended"]),
    ("docker-compose.yml", "services:\n  job:\n    image: python:3.N-alpine\n", ["3:12 ended"]),
    (
        "k8s/job.yaml",
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      image: python:3.N\n",
        ["6:14 ended"],
    ),
    (".github/workflows/ci.yml", f"{WORKFLOW}    container: python:3.N-bookworm\n", ["5:16 ended"]),
    (".gitlab-ci.yml", "test:\n  image: python:3.N-slim\n  script: pytest\n", ["2:10 ended"]),
    (".circleci/config.yml", "jobs:\n  test:\n    docker:\n      - image: python:3.N.0\n", ["4:16 ended"]),
]


@pytest.mark.parametrize(("path", "text", "expected"), FILES)
def test_ended_version(run: Run, path: str, text: str, expected: list[str]):
    lines = [f"{path}:{place.replace(' ', ': python-')}" for place in expected]
    assert found(run, {path: text.replace("3.N", "3.8")}) == lines


@pytest.mark.parametrize(("path", "text"), [case[:2] for case in FILES])
def test_supported_version(run: Run, path: str, text: str):
    assert found(run, {path: text.replace("3.N", "3.12")}) == []


@pytest.mark.parametrize(("path", "text"), [case[:2] for case in FILES])
def test_version_above_the_table(run: Run, path: str, text: str):
    assert found(run, {path: text.replace("3.N", "3.15")}) == []


NO_CLAIMS: list[tuple[str, str]] = [
    (".python-version", ""),
    (".python-version", "shop\n"),
    (".python-version", "pypy3.9-7.3.9\nsystem\n"),
    (".python-version", "3\n"),
    ("runtime.txt", "ruby-3.1.0\n"),
    ("runtime.txt", "nothing of python 3.8 here\n"),
    ("pyproject.toml", ""),
    ("pyproject.toml", '[tool.ruff]\ntarget-version = "py38"\n[tool.mypy]\npython_version = "3.8"\n'),
    ("pyproject.toml", '[tool.black]\ntarget-version = ["py38"]\n# requires-python = ">=3.6"\n'),
    ("pyproject.toml", f"{PROJECT}dependencies = [\"x; python_version < '3.9'\"]\n"),
    ("pyproject.toml", f'{PROJECT}requires-python = ">=3.9,!=3.9.*,!=3.10.*"\n'),
    ("pyproject.toml", f'{PROJECT}requires-python = ">=3.16"\n'),
    ("pyproject.toml", f'{PROJECT}requires-python = "{{{{ cookiecutter.python }}}}"\n'),
    ("pyproject.toml", f'{PROJECT}classifiers = ["Programming Language :: Python :: 3", "Topic :: 3.8"]\n'),
    ("pyproject.toml", '[tool.poetry.group.dev.dependencies]\nnumpy = {version = "1", python = "<3.9"}\n'),
    ("setup.py", "from setuptools import setup\nsetup(python_requires=computed())\n"),
    ("setup.py", 'if sys.version_info < (3, 8):\n    raise SystemExit("python_requires 3.8")\n'),
    ("setup.py", "from shop import install\ninstall(python_requires='>=3.6')\n"),
    ("setup.cfg", "[mypy]\npython_version = 3.8\n[bdist_wheel]\nuniversal = 1\n"),
    ("Pipfile", '[packages]\nflask = "*"\n[requires]\npython_version = "*"\n'),
    ("Pipfile.lock", '{"_meta": {"requires": {}}, "default": {"x": {"markers": "python_version >= \'3.6\'"}}}\n'),
    ("uv.lock", 'version = 1\n\n[[package]]\nname = "a"\nrequires-python = ">=3.6"\n'),
    ("poetry.lock", '[[package]]\nname = "a"\npython-versions = ">=2.7"\n'),
    ("tox.ini", "[tox]\nenvlist = lint, py, py3, docs38, django32, flask3.1\n"),
    ("tox.ini", "[tox]\nenvlist = py314\n[testenv:py38]\ndeps = x\n[testenv]\ndeps =\n    py38: old\n"),
    ("tox.ini", "[tox]\nenvlist = pypy38, pypy3.9\n"),
    (
        "noxfile.py",
        '@nox.session(python=False)\ndef a(s): ...\n\n@nox.session\ndef b(s):\n    s.run("python3.8")\n',
    ),
    ("noxfile.py", '@nox.session(python="pypy3.9")\ndef a(s): ...\n'),
    (".tool-versions", "# python 3.8\nnodejs 3.8.0\npython system\npython-build 3.8\n"),
    ("mise.toml", '[tools]\nnode = "3.8"\npython = "latest"\n[env]\nPY = "3.8"\n'),
    ("environment.yml", "name: python=3.8\ndependencies:\n  - python\n  - python>=3.8\n  - python-dateutil=2.8\n"),
    ("environment.yml", "dependencies:\n  - ipython=3.8\n  - pip:\n      - python-dotenv==0.3.8\n"),
    ("app.yaml", "runtime: nodejs20\nruntime_config:\n  runtime_version: 3.8\n"),
    ("serverless.yml", "custom:\n  pythonBin: python3\nprovider:\n  runtime: nodejs20.x\n"),
    (
        "compose.yml",
        "services:\n  web:\n    environment:\n      NODE: 3.8\n      NUMPY_VERSION: 3.8\n      # python 3.8\n",
    ),
    (".readthedocs.yaml", 'build:\n  tools:\n    python: "mambaforge-4.10"\n    nodejs: "3.8"\n'),
    (".readthedocs.yaml", "build:\n  tools:\n    python: latest\nsphinx:\n  configuration: python/3.8/conf.py\n"),
    (
        ".pre-commit-config.yaml",
        "repos:\n  - rev: 3.8.1\n    hooks:\n      - id: a # python\n        language_version: 3.8.0\n",
    ),
    (".github/workflows/ci.yml", f"{WORKFLOW}    env:\n      NODE: 3.8\n      PYTEST_VERSION: 3.8\n"),
    (".github/workflows/ci.yml", f"{WORKFLOW}    steps:\n      - run: python3.8 -m pytest # python-version: 3.8\n"),
    (".github/workflows/ci.yml", f"{WORKFLOW}    steps:\n      - with:\n          python-version: 3.x\n"),
    (".github/workflows/ci.yml", f'{WORKFLOW}    steps:\n      - with:\n          python-version: ">=3.8 <3.15"\n'),
    (".github/workflows/ci.yml", f"{WORKFLOW}    steps:\n      - with:\n          python-version: pypy3.9\n"),
    (
        ".github/workflows/ci.yml",
        f"{WORKFLOW}    steps:\n      - with:\n          python-version-file: python38.txt\n",
    ),
    (
        ".github/workflows/ci.yml",
        f"{WORKFLOW}    strategy:\n      matrix: ${{{{ fromJSON(needs.a.outputs.python) }}}}\n",
    ),
    (
        ".github/workflows/ci.yml",
        f'{WORKFLOW}    strategy:\n      matrix:\n        python-version: ["3.14"]\n        exclude:\n'
        '          - python-version: "3.8"\n',
    ),
    (
        ".github/workflows/ci.yml",
        f"{WORKFLOW}    steps:\n      - if: matrix.python-version == '3.8'\n        with:\n"
        "          python-version: ${{ matrix.os == '3.8' && matrix.python }}\n",
    ),
    ("azure-pipelines.yml", "steps:\n- task: NodeTool@0 # python\n  inputs:\n    versionSpec: '3.8'\n"),
    (".travis.yml", "language: python\nnode_js: 3.8\npython: [nightly, pypy3]\n"),
    (".gitlab-ci.yml", 'variables:\n  PIP_VERSION: "3.8"\n  PYTHON_IMAGE: shop\n  PYTHON_VERSION: "$OTHER"\n'),
    ("Dockerfile", "# python3.8\nFROM debian:13\nRUN apt-get install -y python3 python3-pip && echo python3.8\n"),
    ("Dockerfile", "FROM debian:13\nENV PYTHON_PIP_VERSION=3.8 OTHER=python3.8\nRUN rm -rf /usr/lib/python3.8\n"),
    ("tests/data/pyproject.toml", f'{PROJECT}requires-python = ">=3.6"\n'),
]


@pytest.mark.parametrize(("path", "text"), NO_CLAIMS)
def test_no_claim(run: Run, path: str, text: str):
    assert found(run, {path: text}) == []


# Messages


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (".python-version", "3.8\n", f".python-version:1:1: python-ended Python 3.8 {OLD}"),
        (
            ".python-version",
            "3.10.4\n",
            ".python-version:1:1: python-ended Python 3.10 ended on 2026-10-31, 23 days ago; write 3.11 or later "
            "(endoflife.date, 2026-08-22)",
        ),
        (
            ".python-version",
            "2.4\n",
            ".python-version:1:1: python-ended Python 2.4 ended long ago; write 3.11 or later "
            "(endoflife.date, 2026-08-22)",
        ),
        (
            "pyproject.toml",
            '[project]\nrequires-python = ">=3.8,<3.10"\n',
            'pyproject.toml:2:20: python-ended requires-python ">=3.8,<3.10" leaves Python 3.8 and 3.9 ended, the last '
            'on 2025-10-31, 12 months ago; write ">=3.11" (endoflife.date, 2026-08-22)',
        ),
        (
            "pyproject.toml",
            '[project]\nrequires-python = ">=3.9"\n',
            'pyproject.toml:2:20: python-admits-ended requires-python ">=3.9" admits Python 3.9 and 3.10, which ended, '
            'the last on 2026-10-31, 23 days ago; write ">=3.11" (endoflife.date, 2026-08-22)',
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npython = "^2.7 || ^3.8"\n',
            'pyproject.toml:2:11: python-admits-ended python "^2.7 || ^3.8" admits Python 2.7, 3.8, 3.9 and 3.10, '
            'which ended, the last on 2026-10-31, 23 days ago; write "^3.11" (endoflife.date, 2026-08-22)',
        ),
        (
            "setup.cfg",
            "[metadata]\nclassifiers =\n  Programming Language :: Python :: 3.8\n"
            "  Programming Language :: Python :: 3.9\n  Programming Language :: Python :: 3.14\n",
            "setup.cfg:3:3: python-admits-ended classifiers list Python 3.8 and 3.9, which ended, "
            "the last on 2025-10-31, 12 months ago; delete them (endoflife.date, 2026-08-22)",
        ),
        (
            "tox.ini",
            "[tox]\nenvlist = py{37,38,39}-flask{2,3}, py312\n",
            "tox.ini:2:11: python-ended Python 3.7, 3.8 and 3.9 ended, the last on 2025-10-31, 12 months ago; "
            "write 3.11 or later (endoflife.date, 2026-08-22)",
        ),
        (
            ".travis.yml",
            "python: [3.20]\n",
            '.travis.yml:1:10: python-unquoted python: 3.20 is the number 3.2 to YAML; write "3.20"',
        ),
        (
            ".travis.yml",
            "python: 3.1\n",
            ".travis.yml:1:9: python-ended Python 3.1 ended on 2012-04-09, 14 years ago; write 3.11 or later "
            "(endoflife.date, 2026-08-22)",
        ),
    ],
)
def test_message(run: Run, path: str, text: str, line: str):
    assert run("python-version", {path: text}, TODAY) == (1, [line])


def test_an_old_table_is_said(run: Run):
    code, lines = run("python-version", {".python-version": "3.8\n"}, "--today=2027-05-01")
    assert code == 1
    assert lines[0].endswith("(endoflife.date, 2026-08-22, old by now: update this hook)")


# 3.10 and YAML


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (".github/workflows/ci.yml", f"{WORKFLOW}    with:\n      python-version: 3.10\n", "6:23"),
        (".github/workflows/ci.yml", f"{WORKFLOW}    with:\n      python-version: [3.9, 3.10, 3.11]\n", "6:29"),
        (".github/workflows/ci.yml", f"{WORKFLOW}    with:\n      python-version:\n        - 3.10\n", "7:11"),
        (".github/workflows/ci.yml", "env:\n  PYTHON_VERSION: 3.10\n", "2:19"),
        (".travis.yml", "python:\n- 3.10\n", "2:3"),
        ("azure-pipelines.yml", "- task: UsePythonVersion@0\n  inputs:\n    versionSpec: 3.10\n", "3:18"),
        (".gitlab-ci.yml", "variables:\n  PYTHON_VERSION: 3.10\n", "2:19"),
        (".readthedocs.yaml", "build:\n  tools:\n    python: 3.10\n", "3:13"),
        ("compose.yml", "services:\n  web:\n    build:\n      args:\n        PYTHON_VERSION: 3.10\n", "5:25"),
    ],
)
def test_3_10_without_quotes(run: Run, path: str, text: str, place: str):
    """The day before the end of Python 3.10, so that nothing else is wrong with it."""
    code, lines = run("python-version", {path: text}, "--today=2025-10-01", "--soon=0")
    assert (code, places(lines)) == (1, [f"{path}:{place}: python-unquoted"])


@pytest.mark.parametrize("written", ['"3.10"', "'3.10'", "3.10.4", "!!str 3.10", "3.10-dev"])
def test_3_10_that_is_a_text(run: Run, written: str):
    files = {".travis.yml": f"python: {written}\n"}
    assert run("python-version", files, "--today=2025-10-01") == (0, [])


# The calendar


@pytest.mark.parametrize(
    ("today", "options", "code"),
    [
        ("2026-10-31", [], 0),
        ("2026-11-01", [], 1),
        ("2026-11-20", ["--grace-days=20"], 0),
        ("2026-11-21", ["--grace-days=20"], 1),
    ],
)
def test_day(run: Run, today: str, options: list[str], code: int):
    files = {".python-version": "3.10\n", "pyproject.toml": '[project]\nrequires-python = ">=3.10"\n'}
    result, lines = run("python-version", files, f"--today={today}", "--soon=0", *options)
    assert (result, len(lines)) == (code, 2 * code)


def test_grace_days_in_settings(run: Run, tmp_path: Path):
    write_files(tmp_path, {"pyproject.toml": "[tool.flask-upkeep.python-version]\ngrace-days = 60\n"})
    assert found(run, {".python-version": "3.10\n"}) == []


@pytest.mark.parametrize(
    ("today", "options", "lines"),
    [
        ("2026-05-04", [], []),
        (
            "2026-05-05",
            [],
            [
                ".python-version:1:1: advice: Python 3.10 ends on 2026-10-31, in 179 days; plan the move "
                "(endoflife.date, 2026-08-22)"
            ],
        ),
        ("2026-05-05", ["--soon=30"], []),
    ],
)
def test_an_end_that_is_near_is_advice(run: Run, today: str, options: list[str], lines: list[str]):
    assert run("python-version", {".python-version": "3.10\n"}, f"--today={today}", *options) == (0, lines)


# Libraries


def test_a_library_admits_and_tests_old_versions_on_purpose(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n'
        'classifiers = ["Programming Language :: Python :: 3.9"]\n',
        "tox.ini": "[tox]\nenvlist = py38, py39, py314\n",
        ".github/workflows/ci.yml": f'{WORKFLOW}    with:\n      python-version: ["3.9"]\n',
        "uv.lock": 'version = 1\nrequires-python = ">=3.9"\n',
        ".python-version": "3.9\n",
    }
    assert found(run_in_repository, files) == [
        ".github/workflows/ci.yml:6:24: python-ended",
        ".python-version:1:1: python-ended",
        "pyproject.toml:2:20: python-admits-ended",
        "pyproject.toml:3:17: python-admits-ended",
        "tox.ini:2:11: python-ended",
    ]
    assert found(run_in_repository, files, "--kind=library") == [
        ".python-version:1:1: python-ended",
        "tox.ini:2:11: python-ended",
    ]


def test_a_library_that_admits_only_ended_versions(run: Run):
    files: dict[str, str | bytes] = {"pyproject.toml": '[project]\nrequires-python = "<3.9"\n'}
    assert found(run, files, "--kind=library") == ["pyproject.toml:2:20: python-ended"]


# Contradictions

NEW = '[project]\nname = "shop"\nrequires-python = ">=3.12"\n'


def contradictions(run_in_repository: Run, files: dict[str, str | bytes], *options: str) -> list[str]:
    """On a day when no version has ended that these tests name."""
    code, lines = run_in_repository("python-version", files, "--today=2020-01-01", *options)
    assert code == (1 if lines else 0)
    return lines


def test_what_runs_is_not_admitted(run_in_repository: Run):
    files: dict[str, str | bytes] = {"pyproject.toml": NEW, "runtime.txt": "python-3.11.4\n"}
    assert contradictions(run_in_repository, files) == [
        "runtime.txt:1:1: python-not-admitted Python 3.11 is outside requires-python '>=3.12' (pyproject.toml:3); "
        "make them agree",
    ]


def test_a_patch_that_is_not_admitted(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[project]\nrequires-python = ">=3.12.4"\n',
        ".python-version": "3.12.3\n",
        "runtime.txt": "python-3.12.x\n",
    }
    assert places(contradictions(run_in_repository, files)) == [".python-version:1:1: python-not-admitted"]


def test_a_classifier_that_is_not_admitted(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": f'{NEW}classifiers = ["Programming Language :: Python :: 3.11"]\n'
    }
    assert places(contradictions(run_in_repository, files)) == ["pyproject.toml:4:17: python-not-admitted"]


def test_what_runs_differs(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "Dockerfile": "FROM debian:13\nRUN apt-get install -y python3.12\n",
        ".python-version": "3.13\n",
        "runtime.txt": "python-3.12.1\n",
    }
    assert contradictions(run_in_repository, files) == [
        ".python-version:1:1: python-differs Python 3.13 here, but 3.12 in Dockerfile:2; make them agree",
    ]


def test_pythons_installed_side_by_side_are_there_to_test_with(run_in_repository: Run):
    """As for tox: neither is *the* Python that runs, and the list says nothing of what else is tested."""
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[project]\nrequires-python = ">=3.12"\n',
        "Containerfile.dev": "FROM debian:13\nRUN dnf install -y python3-tox python3.11 python3.12 python3.12-devel\n",
        ".python-version": "3.13\n",
    }
    assert contradictions(run_in_repository, files) == []


def test_what_runs_is_not_tested(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        ".python-version": "3.13\n",
        ".github/workflows/tests.yml": f'{WORKFLOW}    with:\n      python-version: ["3.11", "3.12"]\n',
    }
    assert contradictions(run_in_repository, files) == [
        ".python-version:1:1: python-not-tested Python 3.13 is tested nowhere "
        "(.github/workflows/tests.yml:6 tests 3.11 and 3.12); add it there",
    ]


@pytest.mark.parametrize(
    "tests",
    [
        {"tox.ini": "[tox]\nenvlist = py313\n"},
        {".tool-versions": "python 3.13.1 3.12.4\n"},
        {"tox.ini": "[tox]\nenvlist = lint\n"},
        {".github/workflows/lint.yml": "jobs:\n  lint:\n    with:\n      python-version: '3.11'\n"},
        {".github/workflows/tests.yml": f"{WORKFLOW}    with:\n      python-version: 3.x\n"},
        {".github/workflows/tests.yml": f"{WORKFLOW}    with:\n      python-version-file: .python-version\n"},
        {".github/workflows/tests.yml": f"{WORKFLOW}    with:\n      python-version: ${{{{ inputs.version }}}}\n"},
        {
            ".github/workflows/tests.yml": f"{WORKFLOW}    steps:\n      - with:\n          python-version: '3.11'\n"
            "      - run: docker compose run web pytest\n"
        },
    ],
)
def test_what_may_be_tested(run_in_repository: Run, tests: dict[str, str | bytes]):
    assert contradictions(run_in_repository, {".python-version": "3.13\n", **tests}) == []


def test_a_lock_that_is_stale(run_in_repository: Run):
    files: dict[str, str | bytes] = {"pyproject.toml": NEW, "uv.lock": 'version = 1\nrequires-python = ">=3.11"\n'}
    assert contradictions(run_in_repository, files) == [
        "uv.lock:2:20: python-lock-stale made for '>=3.11', but pyproject.toml:3 says '>=3.12'; lock again",
    ]


def test_a_lock_of_the_same(run_in_repository: Run):
    """A lock is a copy: what is wrong with the original is said there only."""
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.8"\n',
        "poetry.lock": '[metadata]\npython-versions = ">=3.8,<4.0"\n',
        "Pipfile": '[requires]\npython_version = "3.8"\n',
        "Pipfile.lock": '{"_meta": {"requires": {"python_version": "3.8"}}}\n',
    }
    assert found(run_in_repository, files) == ["Pipfile:2:19: python-ended", "pyproject.toml:2:11: python-admits-ended"]


def test_projects_of_one_repository_are_apart(run_in_repository: Run, tmp_path: Path):
    files: dict[str, str | bytes] = {
        "pyproject.toml": NEW,
        "services/old/requirements.txt": "flask\n",
        "services/old/.python-version": "3.11\n",
        "services/old/runtime.txt": "python-3.11.2\n",
        "plain/Dockerfile": "FROM debian:13\nENV PYTHON_VERSION=3.11\n",
        "shop/setup.py": "def setup(): ...\n",
        "shop/__init__.py": "",
        "shop/deploy/runtime.txt": "python-3.13.0\n",
    }
    checked = {path: text for path, text in files.items() if not path.endswith(("requirements.txt", "__init__.py"))}
    write_files(tmp_path, files)
    lines = contradictions(run_in_repository, checked)
    assert places(lines) == ["plain/Dockerfile:2:20: python-not-admitted"]


@pytest.mark.parametrize("checked", ["pyproject.toml", "runtime.txt"])
def test_each_file_of_a_contradiction_brings_it_up(run_in_repository: Run, run: Run, tmp_path: Path, checked: str):
    """Whichever is in the commit; and the tests that say so in CI as well."""
    files: dict[str, str | bytes] = {"pyproject.toml": NEW, "runtime.txt": "python-3.11.4\n"}
    whole = contradictions(run_in_repository, files)
    assert contradictions(run, {checked: files[checked]}) == whole


def test_an_ignore_silences_a_contradiction(run_in_repository: Run, run: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": NEW,
        "runtime.txt": "python-3.11.4 # upkeep: ignore[python-not-admitted] moved next week\n",
    }
    assert contradictions(run_in_repository, files) == []
    assert contradictions(run, {"pyproject.toml": files["pyproject.toml"]}) == []


# Shapes of public projects


def test_a_matrix_of_pairs(run: Run):
    pairs = '[\n          ["3.9", "39"],\n          ["3.13", "313"],\n        ]\n'
    text = f"{WORKFLOW}    strategy:\n      matrix:\n        python: {pairs}"
    assert found(run, {".github/workflows/tests.yml": text}) == [".github/workflows/tests.yml:8:12: python-ended"]


def test_an_image_that_was_forgotten_when_the_project_moved_on(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[project]\nname = "certs"\nrequires-python = ">=3.11"\n',
        "Dockerfile": "FROM python:3.8\n",
        "docker/Dockerfile": "FROM python:3.7.9-alpine3.12\n",
        "tox.ini": "[tox]\nenvlist = py311,py312\n",
    }
    assert found(run_in_repository, files) == [
        "Dockerfile:1:6: python-ended",
        "Dockerfile:1:6: python-not-admitted",
        "docker/Dockerfile:1:6: python-ended",
        "docker/Dockerfile:1:6: python-not-admitted",
    ]


def test_two_ways_to_deploy_that_differ(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "requirements.txt": "flask\n",
        "Dockerfile": "FROM python:3.13-alpine\n",
        "Dockerfile.worker": "FROM python:3.13-alpine\n",
        "runtime.txt": "python-3.12.0\n",
    }
    lines = run_in_repository(
        "python-version", {name: text for name, text in files.items() if "req" not in name}, TODAY
    )
    assert places(lines[1]) == ["runtime.txt:1:1: python-differs"]


def test_a_lock_of_a_tool_that_was_left(run_in_repository: Run):
    files: dict[str, str | bytes] = {
        "pyproject.toml": '[project]\nname = "mail"\nrequires-python = "~=3.12.0"\n',
        "uv.lock": 'version = 1\nrequires-python = "==3.12.*"\n',
        "poetry.lock": '[metadata]\nlock-version = "2.0"\npython-versions = "^3.11"\n',
        ".python-version": "3.12.8\n",
    }
    assert found(run_in_repository, files) == ["poetry.lock:3:20: python-lock-stale"]


# Bad input


@pytest.mark.parametrize(
    ("path", "content", "reason"),
    [
        ("pyproject.toml", '[project\nrequires-python = ">=3.8"\n', "it is not valid TOML (Expected"),
        (
            "pyproject.toml",
            '[project]\nrequires-python = "python 3"\n',
            'requires-python "python 3" in line 2 cannot be',
        ),
        (
            "pyproject.toml",
            '[project]\nrequires-python = ">=3.9,<3.9"\n',
            'requires-python ">=3.9,<3.9" in line 2 cannot',
        ),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "new"\n', 'python "new" in line 2 cannot be read'),
        ("setup.py", "setup(python_requires=\n", "Python 3."),
        ("setup.cfg", "[options]\npython_requires = 3.8\n", 'python_requires "3.8" in line 2 cannot be read'),
        ("setup.cfg", "python_requires = >=3.8\n", "it is not valid INI (line 1)"),
        ("tox.ini", "[tox]\nenvlist = py38\npython\n", "it is not valid INI (line 3)"),
        ("tox.toml", 'env_list = ["py38"\n', "it is not valid TOML ("),
        ("Pipfile", "[requires]\npython_version = 3.8.1\n", "it is not valid TOML ("),
        ("Pipfile.lock", '{"_meta": {"requires": {"python_version": "3.8"}}\n', "it is not valid JSON ("),
        ("uv.lock", "<<<<<<< ours\nversion = 1\n# requires-python\n", "it is not valid TOML ("),
        ("poetry.lock", "[metadata]\npython-versions = \n", "it is not valid TOML ("),
        ("mise.toml", "[tools]\npython = 3.8.1\n", "it is not valid TOML ("),
        ("noxfile.py", '@nox.session(python="3.8"\n', "Python 3."),
        (".github/workflows/ci.yml", "python-version: [3.8\n", "it is not valid YAML (line"),
        ("environment.yml", "dependencies:\n  - python=3.8\n - x\n", "it is not valid YAML (line"),
        ("serverless.yml", "provider: {runtime: python3.8\n", "it is not valid YAML (line"),
        ("pyproject.toml", b"\xff\xfe[\x00p\x00y", "it is not utf-16"),
        (".python-version", b"3.8\x00", "it is a binary file"),
        ("pyproject.toml", "python = " + "[" * 3000 + "\n", "it is not valid TOML ("),
    ],
)
def test_broken_file_is_not_checked_and_the_rest_is(run: Run, path: str, content: str | bytes, reason: str):
    code, lines = run("python-version", {path: content, "a/.python-version": "3.8\n"}, TODAY)
    assert code == 3
    assert [line for line in lines if "NOT CHECKED" not in line] == [
        f"a/.python-version:1:1: python-ended Python 3.8 {OLD}"
    ]
    (missed,) = (line for line in lines if "NOT CHECKED" in line)
    assert missed.startswith(f"{path}: NOT CHECKED: {reason}")


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        (".python-version", "3.8\n", "1:1"),
        ("pyproject.toml", '[project]\nname = "größe"\nrequires-python = "==3.8.*"\n', "3:20"),
        ("tox.ini", "[tox]\nenvlist = py38\n", "2:11"),
        (".travis.yml", 'python:\n  - "3.8"\n', "2:5"),
        ("Dockerfile", "FROM debian:13\nENV PYTHON_VERSION=3.8\n", "2:20"),
        ("uv.lock", 'version = 1\nrequires-python = "==3.8.*"\n', "2:20"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_newlines(run: Run, path: str, text: str, place: str, encoding: str, newline: str):
    assert found(run, {path: text.replace("\n", newline).encode(encoding)}) == [f"{path}:{place}: python-ended"]


def test_broken_template_of_a_project_is_passed_over(run: Run):
    files: dict[str, str | bytes] = {"{{cookiecutter.app}}/Pipfile": "{% if x %}\n[requires]\npython_version = '3.8'\n"}
    assert found(run, files) == []


def test_broken_file_beside_is_judged_when_it_is_checked(run_in_repository: Run, run: Run):
    files: dict[str, str | bytes] = {"pyproject.toml": "[project\npython\n", "runtime.txt": "python-3.14.0\n"}
    code, _ = run_in_repository("python-version", files, TODAY)
    assert code == 3
    assert run("python-version", {"runtime.txt": files["runtime.txt"]}, TODAY) == (0, [])


def test_many_aliases_and_environments_take_no_time(run: Run):
    bomb = "a0: &a0 [python, python]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60))
    files: dict[str, str | bytes] = {
        ".travis.yml": f"{bomb}python: *a59\n",
        "tox.ini": "[tox]\nenvlist = py{36,37}" + "-{a,b,c,d}" * 40 + "\n",
        "pyproject.toml": '[project]\nrequires-python = "' + ">=3.8," * 2000 + '"\n',
    }
    code, lines = run("python-version", files, TODAY)
    assert code == 3
    assert places(lines[:-1]) == ["tox.ini:2:11: python-ended"]
    assert lines[-1].endswith("in line 2 cannot be read (it has more than 1000 characters); write it as in >=3.12")
