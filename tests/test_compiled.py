"""Regular expressions that are kept compiled from run to run."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flask_upkeep._kit import compiled as room
from flask_upkeep._kit.compiled import compiled, keep

AnyPattern = str | bytes

EXPRESSIONS: list[tuple[AnyPattern, int, AnyPattern]] = [
    (r"debug\s*=", 0, "debug ="),
    (rb"debug\s*=", 0, b"x debug="),
    (r"(?P<name>[a-z]+)=(?P<value>\d{1,3})", 0, "port=443"),
    (r"(a)|(?P<last>b)", 0, "b"),
    (r"(?i:ÄRGER)|straße", re.IGNORECASE, "ärger"),
    ("(?x) (?: a  # one\n) b", 0, "ab"),
    (r"^b$", re.MULTILINE, "a\nb\nc"),
    (r"a.c", re.DOTALL, "a\nc"),
    (r"\w+", re.ASCII, "é_x"),
    (rb"(?=[^\s\d]{0,40}\d)[\w.~]{4,}+", 0, b"abc9"),
    (r"[^\W\dA-Za-z_]+|[\u4e00-\u9fff]", 0, "日本"),
    ("", 0, "x"),
]


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a run reads and writes here, and none of an earlier run's expressions in memory."""
    where = tmp_path / "compiled.expressions"
    monkeypatch.setattr(room, "_file", lambda: str(where))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    forget(monkeypatch)
    return where


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, nothing in (("_made", {}), ("_new", []), ("_loaded", [])):
        monkeypatch.setattr(room, name, nothing)


def no_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(re, "compile", refuse)


def found(pattern: re.Pattern[str] | re.Pattern[bytes], text: AnyPattern) -> object:
    match = pattern.search(text)  # type: ignore[arg-type]
    return match and (match.span(), match.groups(), match.groupdict(), match.lastgroup)


@pytest.mark.parametrize(("pattern", "flags", "text"), EXPRESSIONS)
def test_what_is_kept_is_what_would_be_compiled(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch, pattern: AnyPattern, flags: int, text: AnyPattern
):
    made: re.Pattern[str] | re.Pattern[bytes] = re.compile(pattern, flags)
    compiled(pattern, flags)
    keep()
    forget(monkeypatch)
    no_compiling(monkeypatch)
    again = compiled(pattern, flags)
    assert (again.pattern, again.flags, again.groups, dict(again.groupindex)) == (
        made.pattern,
        made.flags,
        made.groups,
        dict(made.groupindex),
    )
    assert found(again, text) == found(made, text)


def test_a_second_run_adds_to_what_the_first_has_kept(kept_in: Path, monkeypatch: pytest.MonkeyPatch):
    for pattern in ("first", "second"):
        compiled(pattern)
        keep()
        forget(monkeypatch)
    no_compiling(monkeypatch)
    assert [compiled(pattern).pattern for pattern in ("first", "second")] == ["first", "second"]


def test_nothing_is_written_where_nothing_is_new(kept_in: Path, monkeypatch: pytest.MonkeyPatch):
    compiled("first")
    keep()
    before = kept_in.stat().st_ino
    forget(monkeypatch)
    compiled("first")
    keep()
    assert kept_in.stat().st_ino == before


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="half written"),
        pytest.param(lambda data: data[:-1] + b"\0", id="another end"),
        pytest.param(lambda data: b"3.10" + data[4:], id="another Python"),
        pytest.param(lambda data: b"\xff" * 100_000, id="noise"),
    ],
)
def test_a_broken_file_is_as_good_as_none(
    kept_in: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[bytes], bytes]
):
    compiled("a(b)c")
    keep()
    kept_in.write_bytes(spoil(kept_in.read_bytes()))
    forget(monkeypatch)
    assert compiled("a(b)c").search("xabc")
    keep()
    forget(monkeypatch)
    no_compiling(monkeypatch)
    assert compiled("a(b)c").search("xabc")


def test_code_that_re_refuses_is_compiled_anew(kept_in: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(room, "_code_of", lambda key: room.marshal.dumps((0, [1, 2, 3], 0, {}, (None,))))
    compiled("abc")
    keep()
    forget(monkeypatch)
    assert compiled("abc").search("xabc")


def test_a_python_whose_re_is_made_otherwise_keeps_nothing(kept_in: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AttributeError("_code")

    monkeypatch.setattr(sys.modules["re._compiler"], "_code", refuse)
    monkeypatch.setattr(re, "compile", lambda pattern, flags: f"made of {pattern}")
    assert str(compiled("abc")) == "made of abc"
    keep()
    assert not kept_in.exists()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    forget(monkeypatch)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(room, "_file", lambda: str(tmp_path / "missing" / "compiled.expressions"))
    assert compiled("abc").search("xabc")
    keep()


def test_what_cannot_be_kept_is_not_compiled_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise AssertionError("compiled again")

    forget(monkeypatch)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(room, "_file", lambda: str(tmp_path / "compiled.expressions"))
    monkeypatch.setattr(room.os, "access", lambda path, mode: False)
    monkeypatch.setattr(room, "_code_of", refuse)
    assert compiled("abc").search("xabc")
    keep()
    assert list(tmp_path.iterdir()) == []


def test_who_wants_no_bytecode_gets_no_file(kept_in: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    compiled("abc")
    keep()
    assert not kept_in.exists()


def test_a_wrong_expression_is_the_error_of_re(kept_in: Path):
    with pytest.raises(re.error):
        compiled("(")
