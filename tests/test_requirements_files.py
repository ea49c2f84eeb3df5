"""Requirements files by pip's rules: what each line says, and where it says it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flask_upkeep._kit.requirements import Entry, RequirementsFile, canonical, read_requirements
from flask_upkeep._kit.source import Source


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(content: str | bytes) -> RequirementsFile:
    Path("r.txt").write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_requirements(Source("r.txt"))


def entry(content: str) -> Entry:
    (found,) = read(content).entries
    return found


@pytest.mark.parametrize(
    ("line", "name", "extras", "specifier", "marker"),
    [
        ("flask", "flask", (), "", ""),
        ("Flask==3.1.0", "Flask", (), "==3.1.0", ""),
        ("  Flask  ==  3.1.0  # why", "Flask", (), "==  3.1.0", ""),
        (
            "flask[async, dotenv]>=2,<3;python_version<'3.9'",
            "flask",
            ("async", "dotenv"),
            ">=2,<3",
            "python_version<'3.9'",
        ),
        ("flask (>=2)", "flask", (), ">=2", ""),
        ("zope.interface ~= 6.0", "zope.interface", (), "~= 6.0", ""),
        ("pytz===2004d", "pytz", (), "===2004d", ""),
        ("a1", "a1", (), "", ""),
        ("flask==3.* ; extra == 'x'", "flask", (), "==3.*", "extra == 'x'"),
        ('flask==1 --config-settings "a=b" --hash=sha256:00', "flask", (), "==1", ""),
        ("fla\\\nsk\\\n==1", "flask", (), "==1", ""),
    ],
)
def test_named(line: str, name: str, extras: tuple[str, ...], specifier: str, marker: str):
    found = entry(line)
    assert (found.name, found.extras, found.specifier, found.marker) == (name, extras, specifier, marker)
    assert not found.url


@pytest.mark.parametrize(
    ("line", "name", "url"),
    [
        ("flask @ https://x.invalid/flask.zip", "flask", "https://x.invalid/flask.zip"),
        ("flask@git+https://x.invalid/flask@main", "flask", "git+https://x.invalid/flask@main"),
        ("flask[async] @ file:///srv/flask ; os_name == 'nt'", "flask", "file:///srv/flask"),
        ("git+https://x.invalid/f.git@v1#egg=flask&subdirectory=a", "flask", "git+https://x.invalid/f.git@v1#egg=flask&subdirectory=a"),
        ("-e git+ssh://git@x.invalid/f.git#egg=flask[async]", "flask", "git+ssh://git@x.invalid/f.git#egg=flask[async]"),
        ("-e .", "", "."),
        ("--editable=./shop[dev]", "", "./shop"),
        ("-e/abs/path", "", "/abs/path"),
        ("-e 'with blank/shop'", "", "with blank/shop"),
        ("./wheels/flask-3.1.0-py3-none-any.whl", "flask", "./wheels/flask-3.1.0-py3-none-any.whl"),
        ("C:\\shop\\tools", "", "C:\\shop\\tools"),
        ("https://x.invalid/some.tar.gz", "", "https://x.invalid/some.tar.gz"),
        ("../tools ; python_version > '3'", "", "../tools"),
    ],
)  # fmt: skip
def test_located(line: str, name: str, url: str):
    found = entry(line)
    assert (found.name, found.url) == (name, url)
    assert found.editable is line.startswith(("-e", "--e"))


@pytest.mark.parametrize(
    "line",
    ["flask==1#egg", "flask 3", "flask = 3", "flask==", "flask\u00a0==1", "- flask", "flask, werkzeug", "==1", "? https://x.invalid/y",
     "flask[async", "<html>", "-x flask", "-e", "import flask"],
)  # fmt: skip
def test_refused(line: str):
    found = read(f"click\n{line}\nwerkzeug\n")
    assert [each.name for each in found.entries] == ["click", "werkzeug"]
    assert [str(item).partition("line ")[2][:1] for item in found.not_checked] == ["2"]


def test_options_that_need_no_reading():
    options = ["-i https://x", "--index-url https://x", "--extra-index-url=https://x", "--no-index", "-f ./w", "--pre",
               "--find-links ./w", "--no-binary :all:", "--only-binary=:all:", "--prefer-binary", "--require-hashes",
               "--trusted-host x", "--use-feature=fast-deps", "--something-new x"]  # fmt: skip
    found = read("\n".join(options))
    assert (found.entries, found.includes, found.not_checked) == ((), (), ())


@pytest.mark.parametrize(
    ("line", "path", "constraint"),
    [
        ("-r base.txt", "base.txt", False),
        ("-rbase.txt", "base.txt", False),
        ("-r=base.txt", "base.txt", False),
        ("--requirement base.txt", "base.txt", False),
        ("--requirement=sub/../base.txt  # why", "base.txt", False),
        ("-r 'my base.txt'", "my base.txt", False),
        ("-c limits.txt", "limits.txt", True),
        ("--constraint=limits.txt", "limits.txt", True),
        ("-r ${UPKEEP_TEST_DIR}/base.txt", "some/base.txt", False),
        ("-r ${UPKEEP_TEST_UNSET}/base.txt", "${UPKEEP_TEST_UNSET}/base.txt", False),
    ],
)
def test_includes(line: str, path: str, constraint: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UPKEEP_TEST_DIR", "some")
    (found,) = read(f"\n{line}\n").includes
    assert (found.path, found.line, found.constraint) == (path, 2, constraint)


def test_includes_are_relative_to_the_file():
    os.mkdir("sub")
    Path("sub/r.txt").write_text("-r ../base.txt\n-r more.txt\n")
    assert [each.path for each in read_requirements(Source("sub/r.txt")).includes] == ["base.txt", "sub/more.txt"]


def test_a_file_of_the_network_is_not_fetched():
    (item,) = read("-r https://me:secret@x.invalid/r.txt\n").not_checked
    assert "line 1: it includes a file of the network" in str(item)
    assert "secret" not in str(item)


def test_continuations_comments_and_places():
    text = "# first\n\nflask==1 \\\n    --hash=sha256:00 \\\n    # a comment ends it\n  click==2\nlast\\\n"
    assert [(each.name, each.line, each.col, each.hashed) for each in read(text).entries] == [
        ("flask", 3, 1, True), ("click", 6, 3, False), ("last", 7, 1, False)
    ]  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_pin_is_where_it_stands(newline: str):
    found = read(newline.join(["# \u00e9", "Flask [async] == 3.1.0 ; os_name == '3.1.0'", "click>=8", "a===b-1"]))
    pins = [found.text[each.pin.begin : each.pin.end] if each.pin else None for each in found.entries]
    assert pins == ["3.1.0", None, "b-1"]
    assert [each.version for each in found.entries] == ["3.1.0", "", "b-1"]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_by_their_mark(codec: str):
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    found = read(marks.get(codec, b"") + "flask==1\r\n# \u00e9\u4e2d\r\n".encode(codec))
    assert [each.name for each in found.entries] == ["flask"]
    assert found.encoding.is_wide is ("utf-8" not in codec)
    assert found.encoding.mark + found.text.encode(found.encoding.codec) == Path("r.txt").read_bytes()


def test_encodings_without_a_mark():
    assert read("# -*- coding: cp1252 -*-\nflask # \u20ac\n".encode("cp1252")).encoding.codec == "cp1252"
    assert read("flask # \u00e9\n".encode("latin-1")).encoding.codec == "latin-1"


@pytest.mark.parametrize("text", ["{{ x }}\nflask\n", "{% if x %}\nflask\n{% endif %}\n"])
def test_templates(text: str):
    assert read(text).is_template


def test_names_compare_in_their_normal_form():
    names = ["Flask-SQLAlchemy", "flask_sqlalchemy", "flask.SQLAlchemy", "flask-_.sqlalchemy"]
    assert {canonical(name) for name in names} == {"flask-sqlalchemy"}
