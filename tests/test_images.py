"""The images that files name, and what their names claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from flask_upkeep._kit.finding import NotChecked
from flask_upkeep._kit.image_claims import UNKNOWN, claims, parse
from flask_upkeep._kit.image_references import images
from flask_upkeep._kit.source import Source

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("python", ("docker.io", "library/python", "", "")),
        ("python:3.8", ("docker.io", "library/python", "3.8", "")),
        ("docker.io/python:3.8", ("docker.io", "library/python", "3.8", "")),
        ("index.docker.io/library/python", ("docker.io", "library/python", "", "")),
        ("a/b", ("docker.io", "a/b", "", "")),
        (f"python@{DIGEST}", ("docker.io", "library/python", "", DIGEST)),
        (f"python:3.8@{DIGEST}", ("docker.io", "library/python", "3.8", DIGEST)),
        ("localhost/x", ("localhost", "x", "", "")),
        ("host:5000/x", ("host:5000", "x", "", "")),
        ("host:5000/a/b_c__d--e.f:1", ("host:5000", "a/b_c__d--e.f", "1", "")),
        ("[::1]:5000/x:1", ("[::1]:5000", "x", "1", "")),
        ("${BASE}", ("docker.io", UNKNOWN, "", "")),
        ("python:${TAG}", ("docker.io", "library/python", UNKNOWN, "")),
        ("python:3.8-$X", ("docker.io", "library/python", f"3.8-{UNKNOWN}", "")),
        ("$REGISTRY/python:3.8", ("docker.io", f"{UNKNOWN}/python", "3.8", "")),
        ("${REGISTRY}python:3.8", ("docker.io", f"{UNKNOWN}/python", "3.8", "")),
        ("cimg/node:<< parameters.v >>", ("docker.io", "cimg/node", UNKNOWN, "")),
        ("ghcr.io/a/b:${{ github.sha }}", ("ghcr.io", "a/b", UNKNOWN, "")),
    ],
)
def test_reference(text: str, parts: tuple[str, ...]):
    assert parse(text) == parts


@pytest.mark.parametrize(
    "text", ["", ":1", "python:", "python@", "Python:3.8", "a//b", "python:-1", "a/", "/python:1", "python@sha256:12"]
)
def test_no_reference(text: str):
    assert parse(text) is None
    assert claims(text) == ()


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("python:3", "python 3"),
        ("python:2", "python 2"),
        ("python:3.13-slim-bullseye", "python 3.13, debian 11"),
        ("python:3.8.20-alpine3.12", "python 3.8.20, alpine-linux 3.12"),
        ("python:3.15", "python 3.15"),
        ("python:3.15.0rc1-slim", ""),
        ("python:slim", ""),
        ("python", ""),
        (f"python:3.9@{DIGEST}", "python 3.9"),
        ("debian:10", "debian 10"),
        ("debian:buster", "debian 10"),
        ("debian:buster-20230109-slim", "debian 10"),
        ("debian:stable", ""),
        ("ubuntu:focal", "ubuntu 20.04"),
        ("ubuntu:24.04", "ubuntu 24.04"),
        ("redis:4", "redis 4"),
        ("redis:alpine3.12", "alpine-linux 3.12"),
        ("traefik:v2.10", "traefik 2.10"),
        ("centos:stream8", "centos-stream 8"),
        ("quay.io/centos/centos:stream9", "centos-stream 9"),
        ("centos:7.9.2009", "centos 7.9.2009"),
        ("amazonlinux:2023.12.20260817.0", "amazon-linux 2023.12.20260817.0"),
        ("registry.access.redhat.com/ubi8/python-38:1-123.1726694542", "rhel 8, python 3.8"),
        ("rhscl/python-36-rhel7", "python 3.6, rhel 7"),
        ("registry.access.redhat.com/ubi8:8.10-1234567", "rhel 8"),
        ("ubi9/nodejs-20", "rhel 9, nodejs 20"),
        ("ubi8/ruby-27", "rhel 8, ruby 2.7"),
        ("rhscl/postgresql-12-rhel7", "postgresql 12, rhel 7"),
        ("gcr.io/distroless/python3-debian11", "python 3, debian 11"),
        ("public.ecr.aws/lambda/python:3.8", "python 3.8"),
        ("public.ecr.aws/docker/library/node:18-bullseye", "nodejs 18, debian 11"),
        ("public.ecr.aws/sam/build-python3.9", "python 3.9"),
        ("tiangolo/uwsgi-nginx-flask:python3.8-alpine", "python 3.8"),
        ("mcr.microsoft.com/devcontainers/python:1-3.9-bullseye", "python 3.9, debian 11"),
        ("mcr.microsoft.com/vscode/devcontainers/python:0-3.9", "python 3.9"),
        ("mcr.microsoft.com/devcontainers/python:3.12", "python 3.12"),
        ("ghcr.io/astral-sh/uv:0.4-python3.9-bookworm-slim", "python 3.9, debian 12"),
        ("ghcr.io/astral-sh/uv:0.4.30", ""),
        ("nikolaik/python-nodejs:python3.8-nodejs16", "python 3.8, nodejs 16"),
        ("nvidia/cuda:11.3.0-cudnn8-devel-ubuntu18.04", "ubuntu 18.04"),
        ("bitnami/postgresql:14.5.0-debian-11-r3", "postgresql 14.5.0, debian 11"),
        ("postgis/postgis:12-3.4", "postgresql 12"),
        ("timescale/timescaledb:2.10-pg14", "postgresql 14"),
        ("arm64v8/python:3.8", "python 3.8"),
        ("amazon/aws-lambda-python:3.8", "python 3.8"),
        ("registry.example/python3-buster:latest", "python 3, debian 10"),
        ("team/debian-buster", "debian 10"),
        ("team/buster:1", ""),
        ("team/noble-api:2", ""),
        ("registry.fedoraproject.org/fedora:38", "fedora 38"),
        ("tester:py310", "python 3.10"),
        ("tester:py27-el7", "python 2.7, rhel 7"),
        # what nobody knows yet
        ("python:${V}-slim-buster", "debian 10"),
        ("python:3.8-${X}", "python 3.8"),
        ("python:3.${X}", ""),
        ("python:3${X}", ""),
        ("app:python3.${X}", ""),
        ("${BASE}", ""),
        # an official image's name elsewhere: a mirror by its tag, or somebody's own image
        ("registry.example/python:3.8", "python 3.8"),
        ("registry.example/team/python:3.8-slim", "python 3.8"),
        ("registry.example/team/python:3.8-bookworm", "python 3.8, debian 12"),
        ("registry.example/team/python:3.8", ""),
        ("registry.example/python:1.40", ""),
        ("${PROXY}/python:3.8", "python 3.8"),
        ("team/nginx:1.2", ""),
        ("mcr.microsoft.com/playwright/python:v1.40.0-jammy", "ubuntu 22.04"),
        ("prom/node-exporter:v1.3", ""),
        ("team/node-2", ""),
        ("team/focal-service:1", ""),
        ("team/woody:woody", ""),
    ],
)
def test_claims(text: str, claimed: str):
    assert ", ".join(f"{claim.product} {claim.version}" for claim in claims(text)) == claimed


def test_a_claim_names_the_part_that_makes_it():
    parts = [claim.part for claim in claims("ubi8/python-38:3-alpine3.12-buster")]
    assert parts == ["ubi8", "python-38", "alpine3.12", "buster"]


def named(folder: Path, path: str, text: str, arguments: dict[str, str] | None = None) -> list[str]:
    """``line:col kind text`` of each image of a file."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return [f"{one.place.line}:{one.place.col} {one.kind} {one.text}" for one in images(Source(str(file)), arguments)]


@pytest.mark.parametrize(
    ("text", "images_named"),
    {
        "one": ("FROM python:3.8\n", ["1:6 from python:3.8"]),
        "scratch": ("FROM scratch\nCOPY a b\n", []),
        "case, tab, platform": ("\tfrom\t--platform=$BUILDPLATFORM python:3.8 as x\n", ["1:33 from python:3.8"]),
        "quotes": ('FROM "python:3.8"\n', ["1:6 from python:3.8"]),
        "continued": ("FROM --platform=linux/amd64 \\\n  # remark\n\n  python:3.8 \\\n AS x", ["4:3 from python:3.8"]),
        "stages": (
            "FROM node:20 AS node\nFROM node:18\nFROM Node AS b\nFROM later\nFROM a AS Later\nFROM LATER",
            ["1:6 from node:20", "2:6 from node:18", "4:6 from later", "5:6 from a"],
        ),
        "COPY --from": (
            "FROM a AS nginx\nCOPY --from=nginx x y\nCOPY --link --from=0 x y\nCOPY --from=nginx:1.25 x y\n"
            "COPY --chown=node --from=node x y\nONBUILD COPY --from=b x y\nCOPY --from=$V x y\nCOPY --from=scratch x y",
            ["1:6 from a", "4:13 copy nginx:1.25", "5:26 copy node", "6:21 copy b", "7:13 copy $V"],
        ),
        "mounts": (
            "FROM a\nRUN --mount=type=bind,from=b:1,target=/x --mount=type=cache,target=/y --mount=FROM=c d\n"
            "ONBUILD RUN --mount=from=e x\n",
            ["1:6 from a", "2:28 mount b:1", "2:1 mount c", "3:26 mount e"],
        ),
        "syntax": ("# syntax = docker/dockerfile:1.7 x\nFROM a\n", ["1:12 syntax docker/dockerfile:1.7", "2:6 from a"]),
        "here-documents": ("FROM a\nRUN <<EOF\nFROM b\nEOF\nCOPY <<X <<Y /d\nFROM c\nX\nFROM d\nY\n", ["1:6 from a"]),
        "remarks and text": ("# FROM a\nRUN echo \\\nFROM b\nFROM c\n", ["4:6 from c"]),
        # ARG
        "default": ("ARG V=3.8\nFROM python:$V\n", ["2:6 from python:3.8"]),
        "chain": ("ARG A=3 B=${A}.8 C='x'\nARG D=\"python:$B\"\nFROM ${D}-slim\n", ["3:6 from python:3.8-slim"]),
        "escape": ("# escape=`\nARG V=a`$b\nFROM x:${V#a}\n", ["3:6 from x:$b"]),
        "after the first FROM": ("FROM a\nARG V=3.8\nFROM python:${V:-3.9}\n", ["1:6 from a", "3:6 from python:3.9"]),
        "redefined": ("ARG V=3.8\nARG V=${V}-slim\nFROM python:$V\n", ["3:6 from python:3.8-slim"]),
        "unset is empty": ("ARG X\nFROM python:3.8$X\nFROM a-${X}${X}1\n", ["2:6 from python:3.8", "3:6 from a-1"]),
        "unset and no reference": ("ARG V\nFROM python:$V\nFROM $X\n", ["2:6 from python:${V}", "3:6 from ${X}"]),
        "platform": ("FROM img-$TARGETARCH:${TARGETVARIANT:-x}\n", ["1:6 from img-${TARGETARCH}:${TARGETVARIANT}"]),
        "stage by ARG": ("ARG T=dev\nFROM a AS dev\nFROM b AS prod\nFROM $T\n", ["2:6 from a", "3:6 from b"]),
        "nothing": ("", []),
        "FROM without an image": ("FROM\n", ["1:1 from "]),
    }.values(),
)
def test_dockerfile(tmp_path: Path, text: str, images_named: list[str]):
    assert named(tmp_path, "Dockerfile", text) == images_named


def test_build_arguments_override_defaults(tmp_path: Path):
    text = "ARG V=3.8 W\nARG X=$V\nFROM python:$V-$W-$X\n"
    assert named(tmp_path, "Dockerfile", text, {"V": "3.9", "W": "slim", "Z": "1"}) == ["3:6 from python:3.9-slim-3.9"]


def test_unset_arguments_are_named(tmp_path: Path):
    (tmp_path / "Dockerfile").write_text("FROM --platform=linux/arm64 $A/x:${B:-1}${C}\n")
    (reference,) = images(Source(str(tmp_path / "Dockerfile")))
    assert reference.unset == ("A", "C")
    assert reference.platform == "linux/arm64"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("FROM a:${V:x}\n", "BuildKit refuses a:${V:x} (line 1: unsupported modifier in ${V...})"),
        ("ARG V=${W?no}\nFROM a:$V\n", "BuildKit refuses ${W?no} (line 1: W: no)"),
        ("FROM 'a\n", "BuildKit refuses 'a (line 1: a single quote is left open)"),
    ],
)
def test_expansions_that_fail(tmp_path: Path, text: str, reason: str):
    with pytest.raises(NotChecked) as caught:
        named(tmp_path, "Dockerfile", text)
    assert caught.value.reason == reason


COMPOSE = """\
x-db: &db
  image: "postgres:12"
services:
  db: *db
  db2: {<<: *db}
  web:
    build: .
    image: team/web:1
  cache: {image: 'redis:${REDIS:-6.0}-alpine'}
  own: {image: "team/own:$TAG$$x"}
  env: {image: "${NAME}:${VERSION:-1}"}
  inline:
    build:
      args: {V: "3.8"}
      additional_contexts:
        base: docker-image://debian:10
        other: ./folder
      dockerfile_inline: |
        ARG V
        FROM python:$V
        COPY --from=node:18 a b
"""
WORKFLOW = """\
on: push
jobs:
  test:
    container: python:3.8
    strategy:
      matrix: {node: [18, "20"], db: [postgres:12], include: [{node: 16}]}
    services:
      db: {image: "${{ matrix.db }}"}
      node: {image: "node:${{ matrix.node }}-slim"}
      own: {image: "ghcr.io/a/b:${{ github.sha }}"}
    steps:
      - uses: docker://alpine:3.12
      - uses: actions/checkout@v4
      - with: {node: "${{ matrix.node }}"}
  other:
    container: {image: node:18, options: x}
"""
GITLAB = """\
image: python:3.8
variables: {V: "12"}
services: ["postgres:$V", {name: "redis:6.0", alias: r}]
.base: &base {image: {name: "node:$X", entrypoint: [""]}}
test:
  <<: *base
  script: !reference [.base, script]
  services: [docker:dind]
"""
CIRCLECI = """\
version: 2.1
executors: {e: {docker: [{image: cimg/python:3.8}]}}
jobs: {a: {docker: [{image: "cimg/node:<< parameters.v >>"}], machine: {image: "ubuntu-2004:2022"}}}
"""
AZURE = """\
resources: {containers: [{container: python, image: "python:3.8"}]}
jobs: [{job: a, container: python}, {job: b, container: "node:18"}]
"""
KUBERNETES = """\
apiVersion: v1
kind: List
items:
- spec: {template: {spec: {initContainers: [{name: a, image: "busybox:1"}], containers: [{image: python:3.8}]}}}
---
apiVersion: v1
kind: ConfigMap
data: {image: "python:2"}
---
"""
HELM = """\
apiVersion: apps/v1
kind: Deployment
spec:
{{- if .Values.a }}
  containers: [{{ include "x" . }}
{{- end }}
    - image: redis:6.0 # x
    - image: "{{ .Values.image }}:1"
"""


@pytest.mark.parametrize(
    ("path", "text", "images_named"),
    [
        (
            "compose.yaml",
            COMPOSE,
            [
                "2:11 compose postgres:12",
                "9:19 compose redis:6.0-alpine",
                "10:17 compose team/own:${TAG}$x",
                "11:17 compose ${NAME}:1",
                "20:14 from python:3.8",
                "21:21 copy node:18",
                "16:30 compose debian:10",
            ],
        ),
        (
            ".github/workflows/ci.yml",
            WORKFLOW,
            [
                "6:39 ci postgres:12",
                "4:16 ci python:3.8",
                "6:23 ci node:18-slim",
                "6:28 ci node:20-slim",
                "6:70 ci node:16-slim",
                "10:21 ci ghcr.io/a/b:${{ github.sha }}",
                "12:24 ci alpine:3.12",
                "16:24 ci node:18",
            ],
        ),
        (
            ".gitlab-ci.yml",
            GITLAB,
            [
                "1:8 ci python:3.8",
                "3:13 ci postgres:12",
                "3:35 ci redis:6.0",
                "4:30 ci node:${X}",
                "8:14 ci docker:dind",
            ],
        ),
        (
            ".circleci/config.yml",
            CIRCLECI,
            [
                "2:34 ci cimg/python:3.8",
                "3:30 ci cimg/node:<< parameters.v >>",
            ],
        ),
        ("azure-pipelines.yml", AZURE, ["1:54 ci python:3.8", "2:58 ci node:18"]),
        ("k8s/web.yml", KUBERNETES, ["4:63 kubernetes busybox:1", "4:98 kubernetes python:3.8"]),
        ("chart/templates/web.yaml", HELM, ["7:14 kubernetes redis:6.0"]),
        (
            "workflow.yaml",
            "apiVersion: argoproj.io/v1\nkind: X\nspec: {container: {image: 'python:3.8'}, steps: [{image: x:1}]}\n",
            ["3:28 kubernetes python:3.8", "3:58 kubernetes x:1"],
        ),
        ("docs.yml", "image: python:3.8\nnested: {image: x}\n", []),
        ("services.yaml", "services:\n  - image\n", []),
        ("empty.yaml", "", []),
    ],
)
def test_yaml(tmp_path: Path, path: str, text: str, images_named: list[str]):
    assert sorted(named(tmp_path, path, text)) == sorted(images_named)


def test_a_compose_file_takes_values_from_the_env_file_beside_it(tmp_path: Path):
    (tmp_path / ".env").write_text("# remark\nexport NAME=python\nVERSION='3.8' # remark\nOTHER=$X\n")
    text = "services: {a: {image: '$NAME:${VERSION:-1}'}, b: {image: 'x:$OTHER'}}\n"
    assert named(tmp_path, "compose.yml", text) == ["1:24 compose python:3.8", "1:59 compose x:${OTHER}"]


def test_broken_yaml_is_not_checked(tmp_path: Path):
    with pytest.raises(NotChecked, match="not valid YAML"):
        named(tmp_path, "compose.yml", "services: [\nimage: x\n")
