"""Dockerfiles as BuildKit reads them: words with their variables, instructions, stages."""

from __future__ import annotations

from pathlib import Path

import pytest

from flask_upkeep._kit import dockerfile
from flask_upkeep._kit.dockerfile_words import WordError, expand, expanded
from flask_upkeep._kit.finding import NotChecked
from flask_upkeep._kit.source import Source

KNOWN = {"HOME": "/root", "TAG": "3.13", "EMPTY": "", "WORT": "größe", "P": "a.b.c", "S": "x**y", "Q": "a?b\\c{}"}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        # quotes and escapes
        ("py'th'on", "python"),
        (r"it\'s", "it's"),
        (r"a\\", "a\\"),
        ("a\\", "a"),
        (r"a\tb", "atb"),
        (r'"a\tb"', r"a\tb"),
        (r'"a\\tb"', r"a\tb"),
        (r"'a\tb'", r"a\tb"),
        (r"'a\'", "a\\"),
        ('"it\'s"', "it's"),
        ("'say \"x\"'", 'say "x"'),
        ("\"''\"", "''"),
        ("größe\\", "größe"),
        ("gr'ö'ße", "größe"),
        # a dollar that names nothing is a dollar
        ("$.", "$."),
        ("a$.b", "a$.b"),
        (r"\$TAG", "$TAG"),
        (r"\\$TAG", r"\3.13"),
        (r'"\$TAG"', "$TAG"),
        (r'"\\$TAG"', r"\3.13"),
        ("'$TAG'", "$TAG"),
        (r"'\$TAG'", r"\$TAG"),
        (r"\${}", "${}"),
        (r"a\${}b", "a${}b"),
        # names
        ("python:$TAG-slim", "python:3.13-slim"),
        ("python:${TAG}x", "python:3.13x"),
        ("$tag.", "."),
        ("${tag}x", "x"),
        ('"$TAG"', "3.13"),
        ("\"a'$TAG'\"", "a'3.13'"),
        ("$WORT", "größe"),
        ("${TAG}}", "3.13}"),
        # unset, empty, set
        ("${tag:-1}", "1"),
        ("${tag-1}", "1"),
        ("${EMPTY:-1}", "1"),
        ("${EMPTY-1}", ""),
        ("${TAG:-1}", "3.13"),
        ("${TAG-1}", "3.13"),
        ("${tag:-}", ""),
        ("${tag:+1}", ""),
        ("${tag+1}", ""),
        ("${EMPTY:+1}", ""),
        ("${EMPTY+1}", "1"),
        ("${TAG:+1}", "1"),
        ("${TAG+1}", "1"),
        ("${TAG?no}", "3.13"),
        ("${TAG:?no}", "3.13"),
        ("${EMPTY?no}", ""),
        # nested
        ("a${tag:-$TAG}b", "a3.13b"),
        ("${tag:-${tog:-1}}", "1"),
        ("${tag:-${TAG:-1}}", "3.13"),
        ("${tag:+${TAG}}", ""),
        ("${TAG:+${tag}}", ""),
        ("${TAG:+${HOME}:}", "/root:"),
        (r"${tag:-\$TAG:}", "$TAG:"),
        (r"${tag:-\${TAG}z}", "${TAGz}"),
        ("${tag:-a {b}", "a {b"),
        ("${tag:-1}}", "1}"),
        ("${tag:-'a}b'}", "a}b"),
        # cut off the start and the end, shortest and longest
        ("${P#*.}", "b.c"),
        ("${P##*.}", "c"),
        ("${P%.*}", "a.b"),
        ("${P%%.*}", "a"),
        ("${P#a}", ".b.c"),
        ("${P#b}", "a.b.c"),
        ("${P#}", "a.b.c"),
        ("${P%%}", "a.b.c"),
        ("${P#?}", ".b.c"),
        ("${P#$tag}", "a.b.c"),
        ("${P%${P#?}}", "a"),
        (r"${S#x\*}", "*y"),
        (r"${S%\**}", "x*"),
        (r"${S%%\**}", "x"),
        (r"${Q#a\?b\\}", "c{}"),
        (r"${Q%{\}}", r"a?b\c"),
        ("${tag#*}", ""),
        ("-${P%c}-", "-a.b.-"),
        # replace the first and every match
        ("${P/./-}", "a-b.c"),
        ("${P//./-}", "a-b-c"),
        ("${P/.*/}", "a"),
        ("${P//?/x}", "xxxxx"),
        ("${P/z/-}", "a.b.c"),
        ("${HOME//\\//.}", ".root"),
        ("${P/./${tag:-+}}", "a+b.c"),
        ("${tag/a/b}", ""),
        # what is special in a shell is an unset name here
        *[(form.replace("N", name), "") for name in "0 1 9 999 001 @ * # ? - $ !".split() for form in ("$N", "${N}")],
        *[(f"${{{name}:-d}}x", "dx") for name in "0 1 999 001 @ * # ? - $ !".split()],
        *[(f"${{{name}:+d}}x", "x") for name in "0 1 999 001 @ * # ? - $ !".split()],
        ("$999aaa", "aaa"),
        ("$001aaa", "aaa"),
        ("a$1x", "ax"),
        ("$@@@", "@@"),
    ],
)
def test_word(word: str, text: str):
    assert expanded(word, KNOWN) == text


@pytest.mark.parametrize(
    "word",
    [
        "a'b",
        r"a\\'b",
        '"a',
        r'"a\"',
        "'a",
        "gr'öße",
        *["${}", "${}a", "a${}", "${.}", "${TAG", "${tag", "${{tag}", "${{tag:-1}", "${tag:-1", "${tag:-1 ${TAG}"],
        *["${:}", "${:-1}", "${:+1}", "${tag:x}", "${TAG:=1}", "${TAG=1}", "${TAG!}", "${", "${TAG:"],
        *["${tag?}", "${tag:?}", "${tag?no}", "${EMPTY:?}", "${EMPTY:?no $TAG}"],
        *["${TAG:#1}", "${TAG:%1}", r"${TAG#\x}", r"${TAG%\x}", "${TAG/a", "${TAG/a/b"],
        "${tag:-" * 5000,
    ],
)
def test_no_word(word: str):
    with pytest.raises(WordError):
        expanded(word, KNOWN)


def test_the_escape_character_may_be_a_backtick():
    assert expanded("a`$TAG\\$TAG", KNOWN, "`") == "a$TAG\\3.13"


def test_a_pattern_takes_no_time():
    assert expanded("${V#" + "*a" * 60 + "b}", {"V": "a" * 5000}) == "a" * 5000


def test_what_has_no_value_is_named():
    assert expand("$a${b}${c:-d}$e${TAG}", KNOWN).unset == ("a", "b", "e")


def read(folder: Path, text: str) -> Source:
    path = folder / "Dockerfile"
    path.write_bytes(text.encode())
    return Source(str(path))


def found(folder: Path, text: str) -> list[str]:
    """``line-line keyword flags argument`` of each instruction."""
    instructions = dockerfile.instructions(read(folder, text))
    return [f"{one.first}-{one.last} {one.keyword} {' '.join((*one.flags, one.argument))}" for one in instructions]


@pytest.mark.parametrize(
    ("text", "instructions"),
    {
        "case, tabs, indentation": ("\tfrom\tpython\n  Run\t x", ["1-1 FROM python", "2-2 RUN x"]),
        "byte order mark, CRLF, no final newline": (
            "\ufeffFROM a\r\nRUN x \\\r\n  y\r\nCMD z",
            ["1-1 FROM a", "2-3 RUN x   y", "4-4 CMD z"],
        ),
        "joined without a blank": ("RUN a\\\nb\n", ["1-2 RUN ab"]),
        "blanks after the mark": ("RUN a \\  \nb\n", ["1-2 RUN a b"]),
        "a mark alone on its line": ("RUN a \\\n\\\n \\\nb\n", ["1-4 RUN a  b"]),
        "a doubled mark continues nothing": ("ENV a b\\\\\nRUN x\n", ["1-1 ENV a b\\\\", "2-2 RUN x"]),
        "a mark at the end of the file": ("RUN a \\", ["1-1 RUN a"]),
        "a mark on the last line": ("RUN a \\\n", ["1-2 RUN a"]),
        "remarks and empty lines inside": ("RUN a \\\n# b \\\n\n  # c\n d\nCMD e\n", ["1-5 RUN a  d", "6-6 CMD e"]),
        "a remark is no instruction": ("# FROM a \\\nFROM b # c\n", ["2-2 FROM b # c"]),
        "FROM as text": ("RUN echo \\\nFROM a\nCMD b\n", ["1-2 RUN echo FROM a", "3-3 CMD b"]),
        "escape directive": (
            "# escape = `\nRUN a `\n b\nCOPY c\\\nCMD d",
            ["2-3 RUN a  b", "4-4 COPY c\\", "5-5 CMD d"],
        ),
        "directives in any case": ("# syntax=x\n#ESCAPE=`\nRUN a `\nb\n", ["3-4 RUN a b"]),
        "a remark ends the directives": ("# a remark\n# escape=`\nRUN a \\\nb\n", ["3-4 RUN a b"]),
        "an empty line ends them": ("\n# escape=`\nRUN a \\\nb\n", ["3-4 RUN a b"]),
        "an unknown one ends them": ("# other=x\n# escape=`\nRUN a \\\nb\n", ["3-4 RUN a b"]),
        "flags": (
            "FROM --platform=linux/arm64 a\nCOPY --from=b --chown='c d' -- x y\nRUN --mount=type=bind --x\n",
            ["1-1 FROM --platform=linux/arm64 a", "2-2 COPY --from=b --chown=c d x y",
             "3-3 RUN --mount=type=bind --x "],
        ),
        "here-document": ("RUN <<EOF\nFROM a\n EOF\nEOF\nCMD b\n", ["1-4 RUN <<EOF", "5-5 CMD b"]),
        "tabs before the terminator": ("RUN <<-EOF\nFROM a\n\tEOF\nCMD b\n", ["1-3 RUN <<-EOF", "4-4 CMD b"]),
        "quoted terminators": (
            "RUN <<'a b'\nFROM a\na b\nRUN <<e\"o\"\\'f\neo'f\n",
            ["1-3 RUN <<'a b'", "4-5 RUN <<e\"o\"\\'f"],
        ),
        "several": ("COPY <<X <<Y /d\nY\nX\nX\nY\nCMD z\n", ["1-5 COPY <<X <<Y /d", "6-6 CMD z"]),
        "descriptor, blank, command": ("RUN cat 3<<A && x << B > c\nA\nB\n", ["1-3 RUN cat 3<<A && x << B > c"]),
        "after ONBUILD": ("ONBUILD RUN <<EOF\nFROM a\nEOF\nCMD b\n", ["1-3 ONBUILD RUN <<EOF", "4-4 CMD b"]),
        "opened in a continued line": ("RUN a \\\n <<EOF\nFROM b\nEOF\n", ["1-4 RUN a  <<EOF"]),
        "a variable names itself": ("RUN <<$EOF\n$EOF\nCMD a\n", ["1-2 RUN <<$EOF", "3-3 CMD a"]),
        "no here-documents": (
            'RUN a <<<b\nRUN "<<EOF"\nUSER <<EOF\nRUN $((1<<2))\nRUN ["x", "<<EOF"]\nRUN echo it\'s <<EOF\n',
            ["1-1 RUN a <<<b", '2-2 RUN "<<EOF"', "3-3 USER <<EOF", "4-4 RUN $((1<<2))", '5-5 RUN ["x", "<<EOF"]',
             "6-6 RUN echo it's <<EOF"],
        ),
        "nothing": ("\n# remark\n\n", []),
    }.values(),
)  # fmt: skip
def test_instructions(tmp_path: Path, text: str, instructions: list[str]):
    assert found(tmp_path, text) == instructions


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FROM a\nRUN <<EOF\nx\n", "line 2: the here-document EOF does not end"),
        ("# escape=`\n# escape=`\nFROM a\n", "line 2: the directive escape stands there twice"),
        ("# escape=x\nFROM a\n", "line 1: the escape character is neither a backslash nor a backtick"),
    ],
)
def test_no_dockerfile(tmp_path: Path, text: str, reason: str):
    with pytest.raises(NotChecked, match=reason):
        dockerfile.instructions(read(tmp_path, text))


def test_stages(tmp_path: Path):
    text = "ARG V=1\nFROM --platform=$P a:$V as Base\nRUN x\nFROM base\nCMD y\nFROM b AS\n"
    head, stages = dockerfile.stages(read(tmp_path, text))
    assert [one.argument for one in head] == ["V=1"]
    assert [(stage.base, stage.name, len(stage.instructions)) for stage in stages] == [
        ("a:$V", "Base", 1),
        ("base", "", 1),
        ("b", "", 0),
    ]
    assert dockerfile.chain(stages, 1) == stages[:2]


def test_words_of_arg_keep_their_quotes():
    assert dockerfile.quoted_words("a=\"b c\" d='e \\' f=g\\ h i=\\", "\\") == ['a="b c"', "d='e \\'", "f=g\\ h", "i="]
