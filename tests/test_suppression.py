"""Inline ignores: source in, lines out."""

from __future__ import annotations

import pytest

from .conftest import Run

RUN = "app.run(debug=True)"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.py", f"{RUN}  # upkeep: ignore[debug-run] started by hand only\n"),
        ("app.py", f"# upkeep: ignore[debug-run] started by hand only\n{RUN}\n"),
        ("app.py", f"# upkeep: ignore[debug-run] started by hand only\n# a remark\n{RUN}\n"),
        ("app.py", "# upkeep: ignore[debug-env, debug-run] both\napp.run(debug=os.getenv('D'), use_debugger=True)\n"),
        ("app.py", f"{RUN}  #upkeep:ignore[debug-run] no blanks\n"),
        ("app.py", f"{RUN}  # noqa: S201  # upkeep: ignore[debug-run] behind another tool's\n"),
        ("app.py", f"{RUN}  # upkeep: ignore[debug-run] Windows\r\n"),
        (
            "app.py",
            "app.run(\n    debug=True,\n    port=1,\n)  # upkeep: ignore[debug-run] at the end of the statement\n",
        ),
        (
            "app.py",
            "def f():\n    x = 1  # one\n    app.run(\n        debug=True,\n    )  # upkeep: ignore[debug-run] a\n",
        ),
        ("Dockerfile", "FROM a\n# upkeep: ignore[debug-deployment] a training image\nENV FLASK_DEBUG=1\n"),
        (
            "compose.yml",
            "services:\n  web:\n    environment:\n      FLASK_DEBUG: 1  # upkeep: ignore[debug-deployment] x\n",
        ),
        ("uwsgi.ini", "[uwsgi]\n; upkeep: ignore[debug-deployment] a lab\npy-autoreload = 1\n"),
    ],
)
def test_a_comment_silences_its_line(run: Run, name: str, text: str):
    assert run("debug-flag", {name: text}) == (0, [])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (f"{RUN}  # upkeep: ignore[debug-run]\n", ["ignore-without-reason"]),
        (
            "app.run(\n    debug=True,\n    port=1,  # upkeep: ignore[debug-run] of another line\n)\n",
            ["debug-run", "ignore-unused"],
        ),
        ("app.run(\n    port=1,\n)  # upkeep: ignore[debug-run] once needed\n", ["ignore-unused"]),
        ("app.run()  # upkeep: ignore[debug-run] once needed\n", ["ignore-unused"]),
        (f"{RUN}\n\n# upkeep: ignore[debug-run] too late\n", ["debug-run", "ignore-unused"]),
        (f"{RUN}  # upkeep: ignore[debug-rnu] misspelt\n", ["debug-run", "ignore-unknown"]),
        (f"{RUN}  # upkeep: ignore everything\n", ["debug-run", "ignore-unknown"]),
        (f"{RUN}  # upkeep: ignore[] nothing\n", ["debug-run", "ignore-unknown"]),
        (f'{RUN}; x = "# upkeep: ignore[debug-run] in a text"\n', ["debug-run"]),
        (f'"""\n# upkeep: ignore[debug-run] in a text\n"""\n{RUN}\n', ["debug-run"]),
    ],
)
def test_a_comment_that_does_not_do_what_it_says(run: Run, text: str, rules: list[str]):
    code, lines = run("debug-flag", {"app.py": text})
    assert code == 1
    assert sorted(line.split()[1] for line in lines) == rules


def test_messages(run: Run):
    text = (
        f"{RUN}  # upkeep: ignore[debug-run]\nx = 1  # upkeep: ignore[debug-run] old\ny = 1  # upkeep: ignore[nope] z\n"
    )
    assert run("debug-flag", {"app.py": text})[1] == [
        "app.py:1:22: ignore-without-reason say why after the bracket: # upkeep: ignore[debug-run] reason",
        "app.py:2:8: ignore-unused debug-run finds nothing here any more; delete this comment",
        "app.py:3:8: ignore-unknown no rule is named 'nope', so this comment ignores nothing; mend the id",
    ]


def test_a_file_that_is_not_checked_has_no_unused_comments(run: Run):
    code, lines = run("debug-flag", {"app.py": "app.run(debug=  # upkeep: ignore[debug-run] x\n"})
    assert (code, len(lines)) == (3, 1)
    assert "NOT CHECKED" in lines[0]


def test_a_comment_in_a_test_silences_nothing(run: Run):
    lines = run("debug-flag", {"tests/test_app.py": f"{RUN}  # upkeep: ignore[debug-run] x\n"})[1]
    assert [line.split()[1] for line in lines] == ["ignore-unused"]
