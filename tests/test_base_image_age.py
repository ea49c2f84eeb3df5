"""base-image-age: which image is told from its name to have ended, to float, to be old or abandoned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flask_upkeep._base_image_age.wording import ago
from flask_upkeep._kit.image_dates import built_on
from flask_upkeep._kit.options import _date as day
from flask_upkeep.base_image_age import main

from .conftest import Run, git, write_files

TODAY = "2026-11-23"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def judged(run: Run, image: str, *options: str, path: str = "Dockerfile") -> tuple[int, list[str]]:
    """The exit code, and for each line what stands behind the place and in front of the remedy."""
    text = f"FROM {image}\n" if "ockerfile" in path else f"services: {{web: {{image: '{image}'}}}}\n"
    code, lines = run("base-image-age", {path: text}, "--today", TODAY, *options)
    return code, [line.split(": ", 1)[1].partition("; ")[0] for line in lines]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("python:3.8", "Python 3.8 ended 2 years ago (2024-10-07)"),
        ("python:3.10.16-slim", "Python 3.10 ended 23 days ago (2026-10-31)"),
        ("python:2", "Python 2 ended 6 years ago (2020-01-01)"),
        ("python:3.13-slim-bullseye", "Debian 11 (bullseye) ended 2 months ago (2026-08-31)"),
        ("python:3.13-alpine3.12", "Alpine 3.12 ended 4 years ago (2022-05-01)"),
        (
            "python:3.8-slim-buster",
            "Debian 10 (buster) ended 2 years ago (2024-06-30), Python 3.8 2 years ago (2024-10-07)",
        ),
        ("debian:10", "Debian 10 ended 2 years ago (2024-06-30)"),
        ("debian:buster-20230109-slim", "Debian 10 (buster) ended 2 years ago (2024-06-30)"),
        ("ubuntu:focal", "Ubuntu 20.04 (focal) ended 18 months ago (2025-05-31)"),
        ("redis:4", "Redis 4 ended long ago"),
        ("redis:alpine3.12", "Alpine 3.12 ended 4 years ago (2022-05-01)"),
        ("postgres:9", "PostgreSQL 9 ended 5 years ago (2021-11-11)"),
        ("elasticsearch:7.17.28", "Elasticsearch 7 ended 10 months ago (2026-01-15)"),
        ("registry.access.redhat.com/ubi8/python-38:1", "Python 3.8 ended 2 years ago (2024-10-07)"),
        ("gcr.io/distroless/python3-debian11", "Debian 11 ended 2 months ago (2026-08-31)"),
        ("public.ecr.aws/lambda/python:3.8", "Python 3.8 ended 2 years ago (2024-10-07)"),
        ("tiangolo/uwsgi-nginx-flask:python3.8", "Python 3.8 ended 2 years ago (2024-10-07)"),
        (
            "mcr.microsoft.com/devcontainers/python:1-3.9-bullseye",
            "Python 3.9 ended 12 months ago (2025-10-31), Debian 11 (bullseye) 2 months ago (2026-08-31)",
        ),
        ("amazonlinux:2", "Amazon Linux 2 ended 4 months ago (2026-06-30)"),
        ("centos:stream8", "CentOS Stream 8 ended 2 years ago (2024-05-31)"),
        ("rhel7/rhel", "RHEL 7 ended 2 years ago (2024-06-30)"),
        ("node:0.12", "Node.js 0.12 ended long ago"),
    ],
)
def test_ended(run: Run, image: str, said: str):
    assert judged(run, image) == (1, [f"image-ended {image}: {said}"])


@pytest.mark.parametrize(
    "image",
    [
        "scratch",
        "python:3",
        "python:3.14-slim-trixie",
        "python:3.15",
        "python:3.15.0rc1-slim",
        "ubuntu:24.04",
        "nginx:1.17",  # no row: an unknown version is never an ended one
        "nginx:stable-alpine3.24@" + DIGEST,
        f"python@{DIGEST}",
        "amazonlinux:2023.12.20260817.0",
        "registry.access.redhat.com/ubi9:9.4-1227.1786694542",
        "registry.access.redhat.com/ubi9/python-312:latest",
        "registry.access.redhat.com/ubi8:8.10-1234567",
        "quay.io/centos/centos:stream10",
        "node:hydrogen",
        "mcr.microsoft.com/vscode/devcontainers/python:3",
        "registry.example/team/base:2026.7",
        "registry.example/team/nginx:1.2",
        "mcr.microsoft.com/playwright/python:v1.40.0-noble",
        "base",  # a stage of another file, a named build context or an image built here
        "timescale/timescaledb:latest-pg18",
        "{{ cookiecutter.image }}",
        "python:{{ cookiecutter.python }}-slim",
        "debian:trixie-20260803",
        "team/tool:20261399",
    ],
)
def test_passes(run: Run, image: str):
    assert judged(run, image) == (0, [])


@pytest.mark.parametrize(
    ("image", "example"),
    [
        ("python", "python:3.14"),
        ("python:latest", "python:3.14"),
        ("python:slim", "python:3.14-slim"),
        ("python:slim-trixie", "python:3.14-slim-trixie"),
        ("python:alpine3.24", "python:3.14-alpine3.24"),
        ("node:lts-slim", "node:26-slim"),
        ("debian:stable-slim", "debian:13-slim"),
        ("ubuntu:latest", "ubuntu:26.04"),
        ("nginx:mainline", "nginx:1.31"),
        ("nginx:stable-alpine", "nginx:1.30-alpine"),
        ("mariadb:lts", "mariadb:12.3"),
        ("registry.example:5000/library/redis", "registry.example:5000/library/redis:8.10"),
        ("ghcr.io/astral-sh/uv:latest", "ghcr.io/astral-sh/uv:VERSION, or a digest"),
        ("team/base", "team/base:VERSION, or a digest"),
        ("alpine:edge", "alpine:3.24"),
    ],
)
def test_floating(run: Run, image: str, example: str):
    said = f"image-floating {image} names no version, so any build may bring another"
    assert judged(run, image) == (1, [said])
    assert run("base-image-age", {"Dockerfile": f"FROM {image}\n"})[1][0].endswith(f"; write {example}")
    assert judged(run, image, "--floating=advise") == (0, [said.replace("image-floating", "advice:")])


@pytest.mark.parametrize("image", ["team/app:latest", "team/app", "app", "registry.example/app:edge"])
def test_what_a_team_deploys_may_float(run: Run, image: str):
    assert judged(run, image, path="compose.yml") == (0, [])


def test_what_is_known_may_not(run: Run):
    assert judged(run, "postgres", path="compose.yml")[0] == 1


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("openjdk:11", "openjdk:11 gets no updates since 2022-07-01"),
        ("centos:7", "centos:7 gets no updates since 2024-06-30"),
        ("circleci/python:3.14", "circleci/python:3.14 gets no updates since 2021-12-31"),
        ("k8s.gcr.io/a/b:1", "k8s.gcr.io/a/b:1 gets no updates since 2023-04-03"),
        ("bitnami/redis:8.2", "bitnami/redis:8.2 gets no updates since 2025-08-28"),
        ("minio/minio", "minio/minio gets no updates since 2025-10-15"),
    ],
)
def test_abandoned(run: Run, image: str, said: str):
    assert judged(run, image) == (1, [f"image-abandoned {said}"])


def test_abandoned_at_a_mirror(run: Run):
    assert judged(run, "public.ecr.aws/docker/library/openjdk:11")[0] == 1


@pytest.mark.parametrize("image", ["team/openjdk:11", "registry.example/centos-tools:1", "cimg/python:3.14"])
def test_not_abandoned(run: Run, image: str):
    assert judged(run, image) == (0, [])


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("debian:trixie-20251020", "debian:trixie-20251020 was built 13 months ago (2025-10-20), its tag says"),
        ("team/python:3.13-20250313", "team/python:3.13-20250313 was built 20 months ago (2025-03-13), its tag says"),
        ("team/tool:2024.03.15", "team/tool:2024.03.15 was built 2 years ago (2024-03-15), its tag says"),
        (
            "registry.access.redhat.com/ubi9:9.4-1227.1726694542",
            "registry.access.redhat.com/ubi9:9.4-1227.1726694542 was built 2 years ago (2024-09-18), its tag says",
        ),
    ],
)
def test_old_builds(run: Run, image: str, said: str):
    assert judged(run, image) == (1, [f"image-old {said}"])
    assert judged(run, image, "--max-age=2000") == (0, [])


@pytest.mark.parametrize(
    ("tag", "built"),
    [
        ("buster-20230109", "2023-01-09"),
        ("2024.03.15", "2024-03-15"),
        ("python3.7-2019-10-14", "2019-10-14"),
        ("RELEASE.2024-08-17T01-24-54Z", "2024-08-17"),
        ("2023.12.20260817.0", "2026-08-17"),
        ("9.4-1227.1726694542", "2024-09-18"),
        ("20240101-20250101", "2025-01-01"),
        *[
            (tag, None)
            for tag in ("8.10-1234567", "20261399", "20270101", "1726694542", "2021.3.4", "sha-12345678", "")
        ],
    ],
)
def test_date_in_a_tag(tag: str, built: str | None):
    assert built_on(tag, day(TODAY)) == (day(built) if built else None)


# Debian 12: regular support until 2026-07-11, long term support until 2028-06-30.
LTS = "debian:12: Debian 12 gets long term support only, until 2028-06-30"


@pytest.mark.parametrize(
    ("today", "options", "code", "said"),
    [
        ("2025-06-01", (), 0, []),
        ("2026-07-11", (), 0, []),
        ("2026-07-12", (), 0, [f"advice: {LTS}"]),
        ("2026-07-12", ("--grace-days=1",), 0, []),
        (TODAY, ("--lts-only=fail",), 1, [f"image-lts-only {LTS}"]),
        ("2028-06-30", ("--lts-only=fail",), 1, [f"image-lts-only {LTS}"]),
        ("2028-07-01", (), 1, ["image-ended debian:12: Debian 12 ended 1 day ago (2028-06-30)"]),
        ("2028-07-01", ("--grace-days=1",), 0, [f"advice: {LTS}"]),
    ],
)
def test_debian_has_two_ends(run: Run, today: str, options: tuple[str, ...], code: int, said: list[str]):
    found, lines = judged(run, "debian:12", "--today", today, *options)
    assert (found, [line for line in lines if "table" not in line]) == (code, said)


@pytest.mark.parametrize(
    ("today", "options", "said"),
    [
        ("2027-05-03", (), []),
        ("2027-05-05", (), ["advice: python:3.11: Python 3.11 ends in 179 days, on 2027-10-31"]),
        ("2027-10-31", (), ["advice: python:3.11: Python 3.11 ends in 0 days, on 2027-10-31"]),
        ("2027-10-30", ("--soon=0",), []),
        ("2027-11-01", (), ["image-ended python:3.11: Python 3.11 ended 1 day ago (2027-10-31)"]),
        ("2027-11-30", ("--grace-days=30",), ["advice: python:3.11: Python 3.11 ended 30 days ago, on 2027-10-31"]),
        ("2027-12-01", ("--grace-days=30",), ["image-ended python:3.11: Python 3.11 ended 31 days ago (2027-10-31)"]),
    ],
)
def test_the_day_decides(run: Run, today: str, options: tuple[str, ...], said: list[str]):
    lines = judged(run, "python:3.11", "--today", today, *options)[1]
    assert [line.partition(" [")[0] for line in lines if "table" not in line] == said


def test_an_old_table_says_so_once(run: Run):
    text = "FROM python:3.14 AS a\nFROM python:3.13\n"
    line = "Dockerfile:1:6: advice: the table of release cycles is 181 days old (2026-08-22); update flask-upkeep"
    assert run("base-image-age", {"Dockerfile": text}, "--today", "2027-02-19") == (0, [line])
    assert run("base-image-age", {"Dockerfile": text}, "--today", "2027-02-18") == (0, [])
    assert run("base-image-age", {"Dockerfile": "FROM scratch\n"}, "--today", "2030-01-01") == (0, [])


def test_the_line(run: Run):
    assert run("base-image-age", {"Dockerfile": "ARG V=3.8\nFROM python:$V-slim\n"}, "--today", TODAY) == (
        1,
        [
            "Dockerfile:2:6: image-ended python:3.8-slim: Python 3.8 ended 2 years ago (2024-10-07); "
            "take Python 3.14, 3.13, 3.12 or 3.11 [endoflife.date, 2026-08-22]"
        ],
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "ARG BASE\nFROM $BASE\n",
            "FROM ${BASE} has no value for BASE (line 2); "
            "give the ARG a default before FROM, or say "
            'build-arg = ["BASE=VALUE"] in [tool.flask-upkeep.base-image-age]',
        ),
        (
            "FROM a AS b\nARG V\nFROM python:${V}\n",
            "FROM python:${V} has no value for V (line 3); "
            "give the ARG a default before FROM, or say "
            'build-arg = ["V=VALUE"] in [tool.flask-upkeep.base-image-age]',
        ),
        ("FROM Python:3.8\n", "FROM Python:3.8 is no image (line 1); mend the name; docker refuses it"),
        ("FROM\n", "FROM  is no image (line 1); mend the name; docker refuses it"),
    ],
)
def test_not_checked(run: Run, text: str, line: str):
    code, lines = run("base-image-age", {"Dockerfile": text}, "--today", TODAY)
    assert (code, lines[-1]) == (3, f"Dockerfile: NOT CHECKED: {line}")


@pytest.mark.parametrize("text", ["FROM $R/python:3.8\n", "FROM python:${V}-slim-buster\n", "FROM python:3.8-$X\n"])
def test_what_is_literal_settles_it(run: Run, text: str):
    assert run("base-image-age", {"Dockerfile": text}, "--today", TODAY)[0] == 1


def test_build_arguments(run: Run):
    files = {"Dockerfile": "ARG V\nFROM python:$V\n"}
    assert run("base-image-age", files, "--build-arg", "V=3.8", "--today", TODAY)[0] == 1
    assert run("base-image-age", files, "--build-arg", "V=3.14", "--today", TODAY)[0] == 0
    assert run("base-image-age", files, "--build-arg", "V") == (
        2,
        ["flask-upkeep base-image-age: --build-arg V: write NAME=VALUE"],
    )


@pytest.mark.parametrize(
    ("compose", "context"),
    [
        ("services: {web: {build: {context: ., args: {V: '3.8'}}}}\n", "."),
        ("services: {web: {build: {context: ./web, dockerfile: Dockerfile, args: [V=3.8]}}}\n", "web"),
        ("services: {web: {build: {context: web, args: {V: '${PYTHON:-3.8}'}}}}\n", "web"),
    ],
)
def test_a_compose_file_knows_the_build_arguments(tmp_path: Path, run: Run, compose: str, context: str):
    write_files(tmp_path, {"compose.yaml": compose, ".git/config": ""})
    path = f"{context}/Dockerfile".removeprefix("./")
    code, lines = run("base-image-age", {path: "ARG V\nFROM python:$V\n"}, "--today", TODAY)
    assert (code, lines[0][: len(path) + 16]) == (1, f"{path}:2:6: image-ende")


@pytest.mark.parametrize(
    "compose",
    ["services: {web: {build: {context: other, args: {V: '3.8'}}}}\n", "services: [args\n", "args: {V: '3.8'}\n"],
)
def test_another_compose_file_knows_nothing(tmp_path: Path, run: Run, compose: str):
    write_files(tmp_path, {"compose.yaml": compose, ".git/config": ""})
    assert run("base-image-age", {"Dockerfile": "ARG V\nFROM python:$V\n"}, "--today", TODAY)[0] == 3


@pytest.mark.parametrize(
    ("compose", "found"),
    [
        ("services: {web: {build: {context: web, args: {V: '3.8'}}}}\n", True),
        ("services: {web: {build: {context: ./web, args: [V=3.8, W=1]}}}\n", True),
        ("services: {web: {build: {context: ., dockerfile: web/Dockerfile, args: {V: '3.8'}}}}\n", True),
        ("services: {web: {build: {context: web, args: {V: '3.14'}}}}\n", False),
        ("services: {web: {build: {context: web, args: {V: '$OTHER'}}}}\n", False),
        ("services: {web: {build: {context: elsewhere, args: {V: '3.8'}}}}\n", False),
        ("services: {web: {build: {context: 'https://example.org/x.git', args: {V: '3.8'}}}}\n", False),
        ("services: {web: {build: web}}\n", False),
    ],
)
def test_build_arguments_that_choose_another_image(tmp_path: Path, run: Run, compose: str, found: bool):
    write_files(tmp_path, {"web/Dockerfile": "ARG V=3.13\nFROM python:$V\nCOPY --from=node:24 a b\n"})
    code, lines = run("base-image-age", {"compose.yaml": compose}, "--today", TODAY)
    assert code is int(found)
    assert [line.split(": ")[1] for line in lines] == ["image-ended python:3.8"] * found


def test_variables_in_copy_from(run: Run):
    text = "ARG V=1\nFROM python:3.14 AS a\nCOPY --from=node:$V a b\nRUN --mount=type=bind,from=$X,target=/x y\n"
    code, lines = run("base-image-age", {"Dockerfile": text}, "--today", TODAY)
    assert code == 1
    assert [line.partition(";")[0] for line in lines] == [
        "Dockerfile:3:13: image-variable node:$V: docker expands no variable in `from=`",
        "Dockerfile:4:28: image-variable $X: docker expands no variable in `from=`",
    ]


def test_a_syntax_image_floats_by_intention(run: Run):
    files = {"Dockerfile": "# syntax=docker/dockerfile:latest\nFROM python:3.14\n"}
    assert run("base-image-age", files, "--today", TODAY) == (0, [])


def test_ignores(run: Run):
    text = "# upkeep: ignore[image-ended] until the rewrite\nFROM python:3.8\nFROM python:3.7\n"
    code, lines = run("base-image-age", {"Dockerfile": text}, "--today", TODAY)
    assert (code, len(lines)) == (1, 1)
    assert "python:3.7" in lines[0]


def test_settings(run: Run, tmp_path: Path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.flask-upkeep.base-image-age]\ngrace-days = 1000\nsoon = 0\nbuild-arg = ["V=3.8"]\nfloating = "advise"\n'
    )
    text = "ARG V\nFROM python:$V\nFROM python\n"
    code, lines = run("base-image-age", {"Dockerfile": text}, "--today", TODAY)
    assert (code, [line.split(": ")[1] for line in lines]) == (0, ["advice"] * 2)


@pytest.mark.parametrize("option", ["--soon=x", "--soon=-1", "--grace-days=99999999", "--max-age=1.5", "--lts-only=x"])
def test_wrong_options(run: Run, option: str):
    assert run("base-image-age", {"Dockerfile": "FROM a\n"}, option)[0] == 2


def test_advice_in_json(run: Run):
    text = "FROM debian:12\n"
    code, lines = run("base-image-age", {"Dockerfile": text}, "--today", TODAY, "--format=json")
    (advice,) = json.loads("\n".join(lines))["advice"]
    assert (code, advice["path"], advice["line"], advice["col"]) == (0, "Dockerfile", 1, 6)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", 0),
        (b"\xff\xfe\x00", 3),
        (b"FROM python:3.8 # \xe9\n", 1),
        ("\ufeffFROM python:3.8\r\n".encode(), 1),
        ("FROM python:3.8\n".encode("utf-16"), 1),
        (b"FROM python:" + b"9" * 5000 + b"\n", 3),
        (b"FROM python:${" + b"${" * 5000 + b"\n", 3),
        (b"ARG A=a\n" + b"".join(b"ARG A=${A}${A}\n" for _ in range(60)) + b"FROM $A\n", 3),
        (b"\n" * 100_000 + b"FROM python:3.8", 1),
        (b"FROM a \\\n" * 20_000, 0),
    ],
)
def test_hostile_dockerfiles(run: Run, text: bytes, code: int):
    assert run("base-image-age", {"Dockerfile": text}, "--today", TODAY)[0] == code


def test_ago():
    assert [ago(day(text), day(TODAY)) for text in ("2026-11-23", "2026-11-22", "2026-09-24", "2026-09-23")] == [
        "0 days ago",
        "1 day ago",
        "2 months ago",
        "2 months ago",
    ]


def test_in_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """All files of a small application, as a release would judge them."""
    write_files(
        tmp_path,
        {
            "Dockerfile": "FROM python:3.9-slim AS base\nFROM base\n",
            "compose.yaml": "services: {db: {image: postgres:13}, web: {build: .}}\n",
            ".github/workflows/ci.yml": "jobs: {a: {container: 'python:3.9', services: {r: {image: 'redis:7'}}}}\n",
            "app.py": "",
        },
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    monkeypatch.chdir(tmp_path)
    assert main(["--all-files", "--today", TODAY]) == 1
    assert [line.partition(" ")[0] for line in capsys.readouterr().out.splitlines()] == [
        ".github/workflows/ci.yml:1:24:",
        "Dockerfile:1:6:",
        "compose.yaml:1:24:",
    ]
