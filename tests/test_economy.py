"""What a commit does not pay for: counted, as a stopwatch tells of the machine."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
import typing
from collections import Counter
from pathlib import Path

import pytest

import flask_upkeep
from flask_upkeep import own_ids
from flask_upkeep._kit import git as kit_git
from flask_upkeep._kit import typed
from flask_upkeep._kit.flask_app import config_items
from flask_upkeep._kit.nodes import below, walk
from flask_upkeep._kit.source import Source

from .conftest import git, write_files

# Something for every static hook that reads Python.
BUSY = """
import os
from flask import Flask, request, session
from flask_caching import Cache
from flask_cors import CORS
from flask_limiter import Limiter
from functools import wraps

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config.update(CACHE_TYPE="redis", SESSION_COOKIE_SECURE=True)
CORS(app, origins=["https://shop.example.com"])
cache, limiter = Cache(app), Limiter(app)


def member(view):
    @wraps(view)
    def checked(*given):
        if not session.get("user"):
            abort(401)
        return view(*given)
    return checked


@app.post("/login")
@limiter.limit("5/minute")
def login():
    try:
        password = request.form["password"]
    except KeyError as error:
        app.logger.warning("no password in %s", request.path)
        return "no", 400
    return sign_in(password)


@app.route("/orders")
@member
def orders():
    return db.execute("select * from orders where id = %s", request.args["id"])
"""

# Prints what the run opened, compiled and started, and the modules it imported.
COUNTED = """
import sys
seen = []
# Another package's start-up file may have imported them; they have to be imported anew by whoever needs them.
for name in ("ast", "collections", "contextlib", "enum", "functools", "re", "runpy"):
    sys.modules.pop(name, None)
def hear(event, given):
    if event == "compile" and isinstance(given[1], str):
        seen.append(f"compile {given[1]}")
    elif event == "open" and isinstance(given[0], str):
        seen.append(f"open {given[0]}")
    elif event == "os.posix_spawn":
        seen.append(f"git {given[1][1]}")
sys.addaudithook(hear)
from flask_upkeep.__main__ import main
code = main(sys.argv[1:])
seen += [f"import {name}" for name in sys.modules]
print(f"exit {code}", *seen, sep="\\n")
"""


def counted(folder: Path, *arguments: str) -> Counter[str]:
    """What a fresh interpreter did in one run."""
    # Measuring coverage imports half the standard library before anything runs.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    command = [sys.executable, "-I", "-c", COUNTED, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return Counter(done.stdout.splitlines())


def test_each_file_is_read_and_parsed_once_for_all_hooks(tmp_path: Path):
    write_files(tmp_path, {"shop.py": BUSY, "other.py": BUSY.replace("orders", "invoices")})
    seen = counted(tmp_path, "commit-checks", "shop.py", "other.py")
    assert [seen[f"{what} {name}"] for what in ("open", "compile") for name in ("shop.py", "other.py")] == [1, 1, 1, 1]


STATIC = [hook_id for hook_id in own_ids() if hook_id not in ("hardcoded-credentials-history", "release-report")]


@pytest.mark.parametrize("hook_id", STATIC)
def test_names_of_files_alone_need_no_parser_of_options(hook_id: str, tmp_path: Path):
    write_files(tmp_path, {"app.py": "from flask import Flask\n\napp = Flask(__name__)\n", "upkeep/checklist.toml": ""})
    seen = counted(tmp_path, hook_id, "app.py")
    for module in ("argparse", "json", "copy"):
        assert f"import {module}" not in seen


@pytest.mark.parametrize("given", ["--skip debug-flag app.py", "--format json app.py"])
def test_few_options_need_no_parser_of_options(given: str, tmp_path: Path):
    write_files(tmp_path, {"app.py": "from flask import Flask\n\napp = Flask(__name__)\n"})
    assert "import argparse" not in counted(tmp_path, "commit-checks", *given.split(" "))


def test_a_commit_of_python_imports_nothing_that_reads_other_files(tmp_path: Path):
    write_files(tmp_path, {"shop.py": BUSY, "requirements.txt": "Flask==3.1.0\n"})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    counted(tmp_path, "commit-checks", "shop.py")  # which keeps expressions compiled
    seen = counted(tmp_path, "commit-checks", "shop.py")
    for module in (
        "typing", "re", "ast", "enum", "functools", "contextlib", "collections", "runpy",
        "packaging", "flask_upkeep._kit.requirements", "flask_upkeep._requirements_drift.project",
        "flask_upkeep._python_version.versions", "flask_upkeep._base_image_age.judgement",
    ):  # fmt: skip
        assert f"import {module}" not in seen


def test_git_is_asked_once_what_guards_said_before(tmp_path: Path):
    guards = {f"guard_{number}.py": BUSY for number in range(5)}
    write_files(tmp_path, guards)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "guards")):
        git(tmp_path, *command)
    write_files(tmp_path, {name: f"{text}\n# changed\n" for name, text in guards.items()})
    seen = counted(tmp_path, "endpoint-auth", *guards)
    assert (seen["git cat-file"], seen["git show"]) == (1, 0)


def test_a_census_asks_git_for_names_only_and_reads_each_file_once(tmp_path: Path):
    files = {"shop.py": BUSY, "views.py": "from shop import app\n", "empty.py": ""}
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    for _ in ("nothing is known", "all is known"):
        seen = counted(tmp_path, "endpoint-auth", "--list-routes")
        assert {name: count for name, count in seen.items() if name.startswith("git ")} == {"git ls-files": 1}
        assert [seen[f"open {name}"] for name in files] == [1, 1, 1]
    assert not any(name.startswith("compile ") and name.endswith(".py") for name in seen)


SYNTAX = """
@decorated(1)
class A[T](B, metaclass=M):
    x: int = 1
    def f(self, a, /, b=1, *c, d, e=2, **f) -> int:
        global g
        return {**a, 'k': [i async for i in b if i], **c}[1:2, ...]
match point:
    case {"x": 0, **rest} | [1, *others] | Point(x=0) if rest:
        print(f"{point!r:>{width}}", not -x and y or z < 1 <= 2)
    case None | 3.5 as whole:
        pass
try:
    with open(p) as q, r: q += (yield)
except* E as error:
    raise X from error
lambda *, k=1: (k := 2)
import a.b as c, d
type Alias[*Ts, **P] = list[int]
"""


def trees() -> list[ast.Module]:
    syntax = SYNTAX if sys.version_info >= (3, 12) else SYNTAX.replace("A[T]", "A").rpartition("type ")[0]
    texts = [path.read_text() for path in sorted(Path(__file__).parent.glob("test_[a-e]*.py"))]
    return [ast.parse(text) for text in (syntax, *texts)]


def is_asked_for(node: ast.AST) -> bool:
    return not isinstance(node, ast.expr_context | ast.boolop | ast.operator | ast.unaryop | ast.cmpop)


def test_walk_is_that_of_the_standard_library_but_for_what_nobody_asks_for():
    for tree in trees():
        assert walk(tree) == list(filter(is_asked_for, ast.walk(tree)))
        for node in walk(tree):
            assert below(node) == list(filter(is_asked_for, ast.iter_child_nodes(node)))


def test_the_index_of_a_file_knows_every_node_and_what_is_around_it(tmp_path: Path):
    path = tmp_path / "app.py"
    path.write_text(BUSY)
    source = Source(str(path))
    nodes = walk(source.tree)
    assert set(source.walk(*{type(node) for node in nodes})) == set(nodes)
    around = {child: node for node in nodes for child in below(node)}
    assert all(next(source.ancestors(node), None) is around.get(node) for node in nodes)


def test_settings_of_a_file_are_gathered_once(tmp_path: Path):
    path = tmp_path / "app.py"
    path.write_text(BUSY)
    source = Source(str(path))
    assert [item.key for item in config_items(source)] == ["SECRET_KEY", "CACHE_TYPE", "SESSION_COOKIE_SECURE"]
    assert config_items(source) is config_items(source)


def test_the_library_is_asked_for_what_is_light():
    """Commands and wrappers start something heavier anyway."""
    package = Path(flask_upkeep.__file__).parent
    others = ("commands", "wrappers", "_release", "_hardcoded_credentials_history")
    paths = [path for path in sorted(package.rglob("*.py")) if path.relative_to(package).parts[0] not in others]
    heavy = {"ast", "collections.abc", "contextlib", "enum", "functools", "importlib", "re", "types", "typing"}
    found = {
        (path.name, name)
        for path in paths
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        for name in (
            [node.module]
            if isinstance(node, ast.ImportFrom)
            else [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else []
        )
        if name in heavy
    }
    assert found == set()


def test_only_expressions_of_the_source_are_kept_compiled():
    """Those that are made of a name that some file has would fill the store, and be compiled anew all the same."""
    keeping = {"compiled", "findall", "finditer", "fullmatch", "match", "search", "split", "sub"}
    for path in sorted(Path(flask_upkeep.__file__).parent.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in keeping:
                made = [ast.unparse(part) for part in call.args[:1]]
                assert not any("escape(" in each for each in made), f"{path.name}:{call.lineno}"


class Slow(typing.NamedTuple):
    """A row."""

    name: str
    count: int = 1
    parts: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """It as text."""
        return f"{self.name} {self.count}"


class Quick(typed.NamedTuple):
    """A row."""

    name: str
    count: int = 1
    parts: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """It as text."""
        return f"{self.name} {self.count}"


def test_a_record_is_what_typing_makes_of_it():
    for name in ("_fields", "_field_defaults", "__match_args__", "__doc__", "__module__"):
        assert getattr(Quick, name) == getattr(Slow, name)
    row = Quick("a", parts=("x",))
    assert row == ("a", 1, ("x",)) == Slow("a", parts=("x",))
    assert (row.shown, row._replace(count=2).shown, row._asdict()) == (
        "a 1",
        "a 2",
        dict(zip(row._fields, row, strict=True)),
    )
    assert repr(row) == repr(Slow(*row)).replace("Slow", "Quick")
    assert pickle.loads(pickle.dumps(row)) == row
    assert not hasattr(row, "__dict__")
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'name'"):
        Quick(count=2)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'size'"):
        Quick("a", size=2)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="size"):
        row._replace(size=2)  # type: ignore[call-arg]
    assert Quick._make(["a", 1, ()]) == Quick("a")
    with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
        Quick._make(["a"])


def test_a_text_spares_git_the_regular_expression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = {
        "a.py": "def sent(error):\n",
        "b.py": "# def sent(\n",
        "c.py": "  def sent(x): pass\n",
        "d.txt": "def sent(",
    }
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    pattern = r"^\s*def sent\("
    assert (
        kit_git.files_with(pattern, "*.py", text="def sent(") == kit_git.files_with(pattern, "*.py") == ["a.py", "c.py"]
    )
    kit_git.forget()
    monkeypatch.chdir("/")
    assert kit_git.files_with(pattern, "*.py", text="def sent(") is None


def test_what_was_committed_of_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    names = ["app.py", "in/a b.py", "in/ü.py", "in/empty.py", "in/two\nlines.py"]
    write_files(tmp_path, {name: "" if "empty" in name else f"# {name!r}\n" for name in names})
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "all")):
        git(tmp_path, *command)
    monkeypatch.chdir(tmp_path)
    for beside in ([], names, [*names, "in", "new.py", "a blob 5"], [f"{number}.py" for number in range(999)]):
        kit_git.forget()
        said = [kit_git.committed(name, beside) for name in (*names, "new.py")]
        assert said == [*(None if "empty" in name else f"# {name!r}\n".encode() for name in names), None]
    kit_git.forget()
    monkeypatch.chdir(tmp_path / "in")
    assert kit_git.committed("a b.py", ["ü.py", "../app.py"]) == b"# 'in/a b.py'\n"
    assert kit_git.committed("../app.py") == b"# 'app.py'\n"
    kit_git.forget()


def test_a_file_that_contradicts_nothing_is_not_parsed_for_others(tmp_path: Path):
    tools = "default_language_version:\n  python: python3.11\n"
    project = '[project]\nrequires-python = ">=3.12"\n'
    write_files(tmp_path, {"pyproject.toml": project, ".pre-commit-config.yaml": tools})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    assert counted(tmp_path, "python-version", "pyproject.toml")["import yaml"] == 0
    assert counted(tmp_path, "python-version", ".pre-commit-config.yaml")["import yaml"] == 1
