"""Reading files as Python and the tools read them: encodings, newlines, places."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest

from flask_upkeep._kit.finding import NotChecked, Place
from flask_upkeep._kit.source import Source, Words, word

from .conftest import Run

RUN = "app.run(debug=True)"
WORD = re.compile(rb"debug")


def source(folder: Path, name: str, data: bytes) -> Source:
    (folder / name).write_bytes(data)
    return Source(str(folder / name))


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (RUN.encode(), ["1:9"]),
        (b"\xef\xbb\xbf" + RUN.encode(), ["1:9"]),
        (f"# coding: latin-1\ns = 'é'; {RUN}\n".encode("latin-1"), ["2:18"]),
        (f"#!/usr/bin/python\n# -*- coding: cp1252 -*-\ns = '€'; {RUN}\n".encode("cp1252"), ["3:18"]),
        (f"s = 'éü'; {RUN}\n".encode(), ["1:19"]),
        (f"x = 1\r\n{RUN}\r\n".encode(), ["2:9"]),
        (f"x = 1\r{RUN}\r".encode(), ["2:9"]),
        (f"s = 'a\u2028b\x0c'\n{RUN}\n".encode(), ["2:9"]),
        (f"# coding: utf-7\n{RUN}\n".encode(), ["2:9"]),
        (b"", []),
        (b"\xef\xbb\xbf", []),
    ],
    ids=["utf-8", "mark", "latin-1", "cp1252", "wide", "crlf", "cr", "separators", "utf-7", "empty", "only a mark"],
)
def test_python_is_read_as_python_reads_it(run: Run, data: bytes, lines: list[str]):
    printed = run("debug-flag", {"app.py": data})[1]
    assert [":".join(line.split(":")[1:3]) for line in printed] == lines


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"s = 'é'; {RUN}".encode("latin-1"), "it is not utf-8; save it as UTF-8 or declare its encoding"),
        (RUN.encode("utf-16"), "it is utf-16, which Python does not read; save it as UTF-8"),
        (RUN.encode() + b"\0", "it holds NUL bytes; save it as UTF-8 text"),
        (f"# coding: klingon\n{RUN}".encode(), "unknown encoding 'klingon'; name a known one"),
        (RUN.encode() + b"(" * 300, "cannot parse it"),
        (b"debug = " + b"-" * 20_000 + b"1", "its syntax tree cannot be built"),
    ],
    ids=["undeclared", "utf-16", "nul", "unknown", "brackets", "depth"],
)
def test_python_that_cannot_be_read_is_not_checked(run: Run, data: bytes, reason: str):
    code, lines = run("debug-flag", {"app.py": data})
    assert (code, len(lines)) == (3, 1), lines
    assert lines[0].startswith("app.py: NOT CHECKED: ")
    assert reason in lines[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_settings_are_read_in_any_encoding_with_a_mark(run: Run, encoding: str):
    text = "# für alle\nFLASK_DEBUG=1\n"
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    code, lines = run("debug-flag", {"prod.env": data})
    assert (code, [line.split(" ")[0] for line in lines]) == (1, ["prod.env:2:1:"])


def test_a_binary_file_is_not_checked(run: Run):
    code, lines = run("debug-flag", {"prod.env": b"FLASK_DEBUG=1\0\0"})
    assert (code, lines) == (3, ["prod.env: NOT CHECKED: it is a binary file; leave it out with `exclude:`"])


@pytest.mark.parametrize("name", ["prod.env", "app.py", "compose.yaml", "Dockerfile"])
def test_what_git_crypt_encrypts_is_left_out(run: Run, name: str):
    """Whoever has no key, as CI, could never mend it; a runner takes such files for binary, too."""
    locked = {name: b"\0GITCRYPT\0\x9a\xb7\x13\0FLASK_DEBUG=1"}
    assert run("commit-checks", locked) == (0, [])
    assert run("commit-checks", {**locked, "wsgi.py": RUN})[0] == 1


def test_python_without_an_ending(run: Run):
    script = f"#!/usr/bin/env python3\n{RUN}\n"
    assert run("debug-flag", {"bin/serve": script})[0] == 1


def test_a_large_file_is_not_parsed(run: Run):
    code, lines = run("debug-flag", {"app.py": f"{RUN}\n" + "#" * 10_000_001})
    assert (code, len(lines)) == (3, 1)
    assert "it is larger than 10 MB; leave it out with `exclude:`" in lines[0]


def test_a_large_file_without_the_words_is_clean(run: Run):
    assert run("debug-flag", {"data.py": "x = 1\n" * 2_000_000}) == (0, [])


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_not_checked(tmp_path: Path):
    (tmp_path / "app.py").touch(mode=0o000)
    with pytest.raises(NotChecked, match="cannot be read"):
        _ = Source(str(tmp_path / "app.py")).data


def test_mentions_looks_through_encodings(tmp_path: Path):
    assert source(tmp_path, "a.env", "debug".encode("utf-16")).mentions(WORD)
    assert source(tmp_path, "b.py", b"# coding: utf-7\n+AGQAZQBiAHUAZw-\n").mentions(WORD)
    assert not source(tmp_path, "c.py", b"# coding: utf-8\nx = 1\n").mentions(WORD)


def test_nodes_come_in_source_order_and_once(tmp_path: Path):
    found = source(tmp_path, "a.py", b"f(g(1), h(2))\nclass A:\n    k()\n")
    names = [node.func.id for node in found.walk(ast.Call) if isinstance(node.func, ast.Name)]
    assert names == ["f", "g", "h", "k"]
    assert list(found.walk(ast.Call)) == list(found.walk(ast.Call))
    assert [type(node).__name__ for node in found.ancestors(next(found.walk(ast.Constant)))] == [
        "Call",
        "Call",
        "Expr",
        "Module",
    ]


def test_places_count_characters(tmp_path: Path):
    found = source(tmp_path, "a.py", "s = '😀é'; f()\n".encode())
    assert found.place(next(found.walk(ast.Call))) == Place(1, 11)


def test_a_crash_of_reading_names_the_file():
    with pytest.raises(NotChecked, match=r"^no/such\.py: NOT CHECKED: cannot be read"):
        _ = Source("no/such.py").data


def test_a_file_is_read_whole_whatever_size_it_is_said_to_have(tmp_path: Path):
    growing = source(tmp_path, "log.txt", b"one\n")
    assert growing.size == 4
    with open(growing.path, "ab") as file:
        file.write(b"two\n")
    assert growing.data == b"one\ntwo\n"
    shrinking = source(tmp_path, "other.txt", b"one\ntwo\n")
    assert shrinking.size == 8
    Path(shrinking.path).write_bytes(b"one\n")
    assert shrinking.data == b"one\n"


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="files without a size are Linux's")
def test_a_file_that_tells_no_size_is_read():
    told = Source("/proc/self/status")
    assert told.size == 0
    assert told.data.startswith(b"Name:")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"text('x')", True),
        (b"db.text ('x')", True),
        (b"\ntext(", True),
        (b"context('x')", False),
        (b"_text('x')", False),
        (b"texts('x')", False),
        (b"context(text('x'))", True),
    ],
)
def test_a_shape_that_begins_with_a_word_of_its_own(text: bytes, expected: bool):
    words = Words(plain=(), shapes=[word(b"text", rb"\s*\(")])
    assert words.search(text) is expected
    assert (re.search(rb"\btext\s*\(", text) is not None) is expected
