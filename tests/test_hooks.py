"""The laws that hold for every hook, today's and tomorrow's."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import flask_upkeep
from flask_upkeep import hook_ids, load, own_ids, wrapper_ids
from flask_upkeep.__main__ import COMMANDS
from flask_upkeep.__main__ import main as start
from flask_upkeep._kit import suppression
from flask_upkeep._kit.finding import Rule, UsageError
from flask_upkeep._kit.hook import Hook
from flask_upkeep._kit.options import command_line_parser, hook_parser, typed_options
from flask_upkeep._kit.run_records import VARIANTS as KNOWN_VARIANTS
from flask_upkeep._kit.runner_configuration import ALWAYS_RUN

from .conftest import Run, git, write_files
from .drift_cases import CLICK, FLASK, write_environment
from .wrappers.osv import build_index

ROOT = Path(__file__).parent.parent
PACKAGE = Path(flask_upkeep.__file__).parent
MANIFEST: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
BLOCKS = {block["id"]: block for block in MANIFEST}
# A block of another id is a variant: the module of its entry, with arguments of its own.
VARIANTS = {
    block_id: shlex.split(block["entry"])[4] for block_id, block in BLOCKS.items() if block_id not in hook_ids()
}
HOOKS: dict[str, Hook] = {hook_id: load(hook_id).main for hook_id in hook_ids() if isinstance(load(hook_id).main, Hook)}
STAGES = {"pre-commit", "pre-merge-commit", "pre-push", "manual"}

# What a manifest block may hold; both runners pass over a misspelt key in silence.
# https://pre-commit.com/#creating-new-hooks
KEYS = {
    "id", "name", "description", "entry", "language", "files", "exclude", "types", "types_or", "exclude_types",
    "stages", "minimum_pre_commit_version", "pass_filenames", "always_run", "require_serial",
    "additional_dependencies", "args",
}  # fmt: skip

# A tool without processes of its own gets them from the runner.
SHARDED = {"detect-secrets"}
# Variants that answer by themselves what their tool would ask a service.
WITHOUT_TOOL = {"pip-audit-offline"}

# Modules whose import a plain commit must not pay for, each with its reason.
HEAVY = {
    "asyncio", "bz2", "concurrent", "dataclasses", "email", "hashlib", "http", "importlib.metadata", "inspect",
    "json", "logging", "lzma", "multiprocessing", "pathlib", "shutil", "socket", "ssl", "subprocess", "tempfile",
    "tomllib", "typing_extensions", "unittest", "urllib.request", "yaml",
}  # fmt: skip


# What is clean on a day may not be on another.
TODAY = ("--today", "2026-11-23")


def test_manifest_and_modules_name_each_other():
    assert sorted(set(BLOCKS) - set(VARIANTS)) == sorted(hook_ids())
    assert set(VARIANTS.values()) <= set(hook_ids())
    assert len(BLOCKS) == len(MANIFEST)


def test_records_tell_variants_by_their_arguments():
    arguments = {block_id: tuple(shlex.split(BLOCKS[block_id]["entry"])[5:]) for block_id in VARIANTS}
    assert {block_id: (VARIANTS[block_id], given) for block_id, given in arguments.items()} == dict(KNOWN_VARIANTS)


@pytest.mark.parametrize("hook_id", BLOCKS)
def test_the_command_line_knows_every_id_of_the_manifest(hook_id: str, capsys: pytest.CaptureFixture[str]):
    assert start([hook_id, "--explain"]) == 0
    title = (load(VARIANTS.get(hook_id, hook_id)).__doc__ or "").partition("\n")[0]
    assert capsys.readouterr().out.startswith(title)


def test_what_runs_on_every_change_takes_names_and_says_once_what_concerns_them_all():
    always = {name for name, block in BLOCKS.items() if block.get("always_run") and block.get("pass_filenames", True)}
    assert set(ALWAYS_RUN) == always
    assert all(BLOCKS[name].get("require_serial") for name in always)


def test_manifest_is_sorted():
    assert list(BLOCKS) == sorted(BLOCKS)


@pytest.mark.parametrize("hook_id", BLOCKS)
def test_manifest_block(hook_id: str):
    block = BLOCKS[hook_id]
    assert set(block) <= KEYS
    assert block["name"] == hook_id
    start = ["python", "-I", "-c", "from flask_upkeep.__main__ import run; run()", VARIANTS.get(hook_id, hook_id)]
    entry = shlex.split(block["entry"])
    assert entry[:5] == start
    assert (len(entry) > 5) is (hook_id in VARIANTS)
    assert block["language"] == "python"
    assert set(block["stages"]) <= STAGES
    assert block["minimum_pre_commit_version"] == "3.2.0"
    assert "files" in block
    assert "args" not in block, "a user's args replace them: what must hold belongs into entry"


@pytest.mark.parametrize(
    "hook_id",
    sorted({block_id for block_id in BLOCKS if VARIANTS.get(block_id, block_id) in wrapper_ids()} - WITHOUT_TOOL),
)
def test_manifest_block_of_a_wrapper_brings_its_tool(hook_id: str):
    """In an environment of its own, and one call for all files where the tool has processes of its own."""
    block, module = BLOCKS[hook_id], VARIANTS.get(hook_id, hook_id)
    assert block["additional_dependencies"] == [f".[{module}]"]
    assert block.get("require_serial", False) is (module not in SHARDED)
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"][module]
    assert all(re.fullmatch(r"[\w.-]+(\[\w+\])?==[\d.]+", pin) for pin in pins)


@pytest.mark.parametrize("hook_id", BLOCKS)
def test_description_is_the_title_of_the_manual(hook_id: str):
    description = BLOCKS[hook_id]["description"]
    assert description.endswith(".")
    if hook_id not in VARIANTS:
        assert description == (load(hook_id).__doc__ or "").partition("\n")[0]


@pytest.mark.parametrize("hook_id", hook_ids())
def test_manual_names_its_sources(hook_id: str):
    assert re.search(r"^Source: https://\S+", load(hook_id).__doc__ or "", re.MULTILINE)


@pytest.mark.parametrize("hook_id", HOOKS)
def test_hook_value(hook_id: str):
    hook = HOOKS[hook_id]
    assert hook.id == hook_id
    assert hook.files == BLOCKS[hook_id]["files"]
    assert hook.whole_tree is (BLOCKS[hook_id].get("pass_filenames") is False)
    assert hook.rules or hook.foreign_rules
    for rule in hook.rules:
        assert re.fullmatch(r"[a-z]+(-[a-z]+){1,3}", rule.id)


def test_rule_ids_are_unique():
    """Two hooks may share a rule, but not an id."""
    rules = {rule for hook in HOOKS.values() for rule in hook.rules} | set(suppression.RULES)
    assert len(rules) == len({rule.id for rule in rules})


@pytest.mark.parametrize("rule", [rule for hook in HOOKS.values() for rule in hook.rules], ids=lambda rule: rule.id)
def test_rule_says_what_to_do(rule: Rule):
    assert ";" in rule.message or "," in rule.message, "what is wrong; what to write instead"
    assert not rule.message.endswith(".")


def examples(hook_id: str, word: str) -> list[str]:
    """The indented blocks below each ``Bad::`` or ``Good::`` of a manual."""
    found = re.findall(rf"^{word}::\n\n((?:    .*\n|\n)+)", load(hook_id).__doc__ or "", re.MULTILINE)
    return ["\n".join(line[4:] for line in block.splitlines()).strip("\n") + "\n" for block in found]


def example_file(text: str) -> str:
    """Where an example stands: its first line may say so, as in ``# pyproject.toml``."""
    named = re.match(r"# (\S*[/.]\S+|Dockerfile)\n", text)
    return named[1] if named else "app.py"


@pytest.fixture(autouse=True)
def environment_of_examples(request: pytest.FixtureRequest) -> None:
    """What the examples of some hooks are judged by: an environment with two packages, an index of advisories."""
    case = request.node.name.partition("[")[2]
    if "tmp_path" not in request.fixturenames:
        return
    if case.startswith(("pip-audit", "safety")):
        index = build_index(request.getfixturevalue("tmp_path"))
        settings = f'[tool.flask-upkeep.pip-audit]\nservice = "offline"\ndb = "{index}"\n'
        write_files(index.parent, {"pyproject.toml": f'{settings}[tool.flask-upkeep.safety]\ndb = "{index}"\n'})
    if case.startswith("requirements-drift"):
        prefix = request.getfixturevalue("tmp_path") / ".venv"
        write_environment(prefix, [FLASK, CLICK])
        request.getfixturevalue("monkeypatch").setenv("UV_PROJECT_ENVIRONMENT", str(prefix))


def example_cases(word: str) -> list[Any]:
    return [
        pytest.param(hook_id, text, id=f"{hook_id}-{number}")
        for hook_id in HOOKS
        for number, text in enumerate(examples(hook_id, word))
    ]


@pytest.fixture
def run_example(tmp_path: Path, run: Run) -> Run:
    """``run``; a hook that looks at commits gets one with the file."""

    def run_hook(hook_id: str, text: str) -> tuple[int, list[str]]:
        if HOOKS[hook_id].final:
            (tmp_path / example_file(text)).write_text(text)
            git(tmp_path, "init", "-q")
            git(tmp_path, "add", "-A")
            git(tmp_path, "commit", "-q", "-m", "All of it")
        return run(hook_id, {example_file(text): text}, *TODAY)

    return run_hook


@pytest.mark.parametrize(("hook_id", "text"), example_cases("Bad"))
def test_bad_example_is_found(run_example: Run, hook_id: str, text: str):
    code, lines = run_example(hook_id, text)
    assert code == 1, lines


@pytest.mark.parametrize(("hook_id", "text"), example_cases("Good"))
def test_good_example_passes(run_example: Run, hook_id: str, text: str):
    assert run_example(hook_id, text) == (0, [])


def test_every_hook_shows_bad_and_good():
    assert {case.values[0] for case in example_cases("Bad")} == set(HOOKS)
    assert {case.values[0] for case in example_cases("Good")} == set(HOOKS)


def modules_after(program: str, folder: Path, *arguments: str) -> set[str]:
    """What a fresh interpreter has imported after a program ran."""
    program += "\nimport sys\nprint(*sorted(sys.modules))"
    command = [sys.executable, "-I", "-c", program, *arguments]
    # Measuring coverage imports half the standard library before anything runs.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("hook_id", [hook_id for hook_id in own_ids() if BLOCKS[hook_id]["stages"] != ["manual"]])
def test_start_is_light(hook_id: str, tmp_path: Path):
    """A clean file: what a commit pays for a hook before it has found anything."""
    clean = {
        "app.py": "from flask import Flask\n\napp = Flask(__name__)\n",
        "requirements.txt": "Flask==3.1.0\nclick==8.1.7\n",
        "Dockerfile": "FROM scratch\n",
    }
    write_files(tmp_path, clean)
    read = [name for name in clean if hook_id not in HOOKS or HOOKS[hook_id].reads(name)][:1]
    program = "from flask_upkeep.__main__ import main\nimport sys\nassert main(sys.argv[1:]) == 0"
    imported = modules_after(program, tmp_path, hook_id, *read, *TODAY) - modules_after("", tmp_path)
    assert "flask_upkeep._kit.hook" in imported
    assert HEAVY.isdisjoint(imported), HEAVY & imported


@pytest.mark.parametrize("hook_id", wrapper_ids())
def test_import_of_a_wrapper_is_light(hook_id: str, tmp_path: Path):
    """Other hooks ask every module for its rules."""
    program = "import sys, flask_upkeep\nflask_upkeep.load(sys.argv[1])"
    imported = modules_after(program, tmp_path, hook_id) - modules_after("", tmp_path)
    assert HEAVY.isdisjoint(imported), HEAVY & imported


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_downwards(path: Path):
    """A hook imports the ground floor, its own parts, and those of the hook or command its own name begins with.

    The ground floor imports no hook.
    """
    module = path.relative_to(PACKAGE).with_suffix("").parts
    hooks = {hook_id.replace("-", "_") for hook_id in hook_ids()}
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = module[: len(module) - node.level]
        target = (*base, *(node.module or "").split(".")) if node.module else base
        named = {target[0]} if target else {alias.name for alias in node.names}
        if module[0] == "_kit":
            assert named.isdisjoint(hooks | {"commands"}), f"{path}: the ground floor imports {named}"
        elif module[0] == "wrappers":
            assert named <= {"_kit", "data", "wrappers"}, f"{path} imports {named}"
            assert target[0] != "wrappers" or target[1] == f"_{module[1].lstrip('_')}", f"{path} imports {target}"
        elif module[0] in hooks:
            kin = {f"_{name}" for name in (*hooks, *COMMANDS) if f"{module[0]}_".startswith(f"{name}_")}
            assert named <= {"_kit", *kin, "data", "hook_ids", "own_ids", "load", ""}, f"{path} imports {named}"


@pytest.mark.parametrize("table", sorted((PACKAGE / "data").rglob("*.toml")), ids=lambda path: path.name)
def test_data_table_has_source_and_date(table: Path):
    content = tomllib.loads(table.read_text())
    assert content["source"]
    assert content["checked"].isoformat() >= "2026-01-01"


@pytest.mark.parametrize("hook_id", HOOKS)
def test_options_explain_themselves(hook_id: str):
    parser = hook_parser(hook_id, HOOKS[hook_id].arguments)
    assert all(action.help for action in parser._actions)


@pytest.mark.parametrize("hook_id", HOOKS)
def test_defaults_are_the_same_with_and_without_a_parser(hook_id: str):
    """A run that is given file names only does not build the parser."""
    hook = HOOKS[hook_id]
    parser = command_line_parser(hook_id, hook.arguments)
    assert vars(typed_options(hook_id, hook.arguments, ["a.py"])[1]) == {**parser.defaults, "files": ["a.py"]}


GIVEN = "a.py|--strict a.py b.py|--list-routes|--guard a --guard=b --format json|--format=json --debug|--baseline= a.py"
ODD = "a.py --strict|--today 2026-01-01|a.py --strict b.py|--strict=1|--guard|--guard -x|--format xml|--nothing|-- a.py"


@pytest.mark.parametrize("line", [*GIVEN.split("|"), *ODD.split("|")])
def test_what_is_typed_is_read_as_argparse_reads_it(line: str):
    """Few options are read without it."""
    own = HOOKS["endpoint-auth"].arguments
    said: list[object] = []
    for read in (command_line_parser("endpoint-auth", own).parsed, lambda argv: typed_options("x", own, argv)[0]):
        try:
            said.append(vars(read(line.split(" "))))
        except UsageError as error:
            said.append(str(error))
    assert said[0] == said[1]


@pytest.mark.parametrize("hook_id", HOOKS)
def test_whole_tree_hooks_take_no_file_names(hook_id: str):
    assert HOOKS[hook_id].whole_tree is (BLOCKS[hook_id].get("pass_filenames") is False)


def test_no_published_id_is_missing():
    """``autoupdate`` refuses a version in which an id in use is gone."""
    try:
        tags = git(ROOT, "tag", "--list", "v*").split()
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("no git checkout")
    for tag in tags:
        published = yaml.safe_load(git(ROOT, "show", f"{tag}:.pre-commit-hooks.yaml"))
        assert {block["id"] for block in published} <= set(BLOCKS), tag


SETTINGS_FILES = (
    "app.py wsgi.py a/b/config.py Dockerfile docker/Dockerfile.web web.dockerfile dockerfile Dockerfile-src "
    "SlimDockerfile Containerfile docker-compose.yml compose.prod.yaml k8s/web.yaml .env .env.production "
    "deploy/prod.env .envrc Procfile Procfile.web boot.sh bin/start scripts/serve docker-entrypoint "
    "web.service uwsgi.ini etc/supervisord.conf supervisor/conf.d/web.conf app.json config.cfg settings.cfg fly.toml",
    "README.md app.pyc setup.cfg tox.ini pytest.ini package.json package-lock.json poetry.lock Makefile app.js "
    "static/app.css dockerfile.md environment.txt procfile.txt requirements.txt data.csv",
)
PYTHON_FILES = (
    "app.py a/b/tool.pyw bin/manage script",
    "README.md app.pyc app.html Dockerfile.web .env requirements.txt pyproject.toml",
)
DEPENDENCIES = (
    "requirements.txt requirements-dev.txt dev_requirements.txt requirements/prod.txt api/requirements.txt uv.lock "
    "poetry.lock pdm.lock Pipfile.lock pylock.toml pylock.api.toml pyproject.toml",
    "requirements.in constraints.txt notes.txt Pipfile package-lock.json README.md app.py",
)
FILES = {
    "attestations": (
        "upkeep/checklist.toml upkeep/attestations/restore-test.toml upkeep/attestations/notes.md",
        "checklist.toml upkeep/public-routes.toml service/upkeep/checklist.toml upkeep/attestations.toml app.py",
    ),
    "bandit": PYTHON_FILES,
    "base-image-age": (
        "Dockerfile docker/Dockerfile-src prod.dockerfile dockerfile Dockerfile.worker worker.Dockerfile Containerfile "
        "docker/SlimDockerfile api-dockerfile "
        "Dockerfile.j2 compose.yaml docker-compose.prod.yml .gitlab-ci.yml .github/workflows/ci.yml k8s/web.yml",
        "README.md Dockerfile.dockerignore dockerfile.md Dockerfile.txt dockerfile.py requirements.txt app.py "
        "mydockerfile docs/_dockerfile.md",
    ),
    "black": (f"{PYTHON_FILES[0]} stubs.pyi", PYTHON_FILES[1]),
    "cache-config": ("app.py a/b/config.py", "README.md app.pyc config.cfg"),
    "cors-policy": SETTINGS_FILES,
    "debug-flag": SETTINGS_FILES,
    "detect-secrets": (
        "app.py .env config/settings.yaml README.md Dockerfile a.lock.py",
        "poetry.lock static/app.css logo.svg package-lock.json web/package-lock.json .secrets.baseline a/b.jpeg",
    ),
    "endpoint-auth": (
        "app.py a/views.py wsgi.pyw upkeep/public-routes.toml service/upkeep/public-routes.toml",
        "public-routes.toml upkeep/other.toml pyproject.toml app.pyc app.pyi README.md",
    ),
    "error-exposure": ("app.py a/views.py tool.pyw", "README.md app.pyc app.html stubs.pyi Dockerfile .env"),
    "flake8": PYTHON_FILES,
    "hardcoded-credentials": ("app.py .env README.md Dockerfile id_rsa a/b.sql web.js .npmrc docker-compose.yml", ""),
    "hardcoded-credentials-history": ("app.py .env README.md a/b.sql", ""),
    "input-validation": ("app.py a/b/views.py", "README.md app.pyc templates/a.html"),
    "logging-config": (
        "app.py logging.ini conf/production.ini setup.cfg gunicorn/logging.conf logging.yaml log_config.yml "
        "Logging.json",
        "README.md app.pyc config.yaml package.json logging.md app.log",
    ),
    "pip-audit": DEPENDENCIES,
    "python-version": (
        ".python-version pyproject.toml setup.py setup.cfg Pipfile Pipfile.lock uv.lock a/poetry.lock pylock.toml "
        "pylock.web.toml runtime.txt .tool-versions mise.toml .mise.toml mise.local.toml .config/mise.toml tox.ini "
        "tox.toml noxfile.py environment.yml app.yaml serverless.yml .readthedocs.yaml .pre-commit-config.yaml "
        ".github/workflows/ci.yaml .gitlab-ci.yml compose.yaml k8s/web.yaml Dockerfile docker/web.dockerfile",
        "app.py a/views.py README.md requirements.txt package.json package-lock.json Cargo.toml my.python-version "
        "settings.toml app.ini setup.pyc test_setup.py",
    ),
    "rate-limits": ("app.py a/b/views.py", "README.md app.pyc config.cfg"),
    "safety": DEPENDENCIES,
    "sensitive-logging": ("app.py a/views.py tool.pyw", "README.md app.pyc app.html stubs.pyi Dockerfile .env"),
    "requirements-drift": (
        "requirements.txt requirements-dev.txt requirements/dev.txt requirements/a/b.in dev_requirements.txt reqs.txt "
        "req-dev.txt requirements.in constraints.txt uv.lock poetry.lock Pipfile Pipfile.lock pylock.toml "
        "pylock.dev.toml pyproject.toml a/b/requirements.txt",
        "app.py README.md prerequisites.txt frequency.txt request.txt package-lock.json yarn.lock Cargo.lock "
        "pylock.md requirements.md requirements.py setup.cfg data.txt",
    ),
    "session-security": SETTINGS_FILES,
}


@pytest.mark.parametrize("hook_id", HOOKS)
def test_file_names(hook_id: str):
    read, passed_over = (names.split() for names in FILES[hook_id])
    assert [name for name in read if not HOOKS[hook_id].reads(name)] == []
    assert [name for name in passed_over if HOOKS[hook_id].reads(name)] == []
