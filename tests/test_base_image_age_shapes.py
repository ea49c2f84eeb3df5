"""base-image-age on files of the shapes that public Flask applications have; each excerpt is our own."""

from __future__ import annotations

import pytest

from .conftest import Run

TODAY = "2026-11-23"
DIGEST = "sha256:" + "0123456789abcdef" * 4

# Path, text, and what is found: line, rule and image.
SHAPES = {
    "stages with a front end, a tool copied in, and a continued RUN": (
        "Dockerfile",
        """\
FROM node:24-trixie AS frontend-builder
RUN npm install --global pnpm && \\
    pnpm config set x y
FROM python:3.13-slim-trixie
COPY --from=ghcr.io/astral-sh/uv:0.11.6 /uv /usr/local/bin/uv
COPY --from=frontend-builder --chown=app /frontend/dist /app/client/dist
ARG BUILD_DATE
ENV PATH="/app/.venv/bin:$PATH"
""",
        [],
    ),
    "a team's image with the day of its build, behind an ARG that is used later": (
        "Dockerfile",
        """\
ARG PYTHON_BASE_IMAGE_VERSION=3.13-20250313
ARG NODE_VERSION=20-alpine
FROM team/python:$PYTHON_BASE_IMAGE_VERSION AS base
FROM node:$NODE_VERSION AS frontend
FROM base AS dev
COPY --from=frontend /code /static
""",
        ["3 image-old team/python:3.13-20250313", "4 image-ended node:20-alpine"],
    ),
    "a template that a generator fills in": (
        "{{cookiecutter.name}}/Dockerfile",
        """\
# ============ base
ARG INSTALL_PYTHON_VERSION=${INSTALL_PYTHON_VERSION:-PYTHON_VERSION_NOT_SET}
FROM python:${INSTALL_PYTHON_VERSION}-slim-bullseye AS builder
{%- if cookiecutter.use_pipenv == "True" %}
RUN pip install pipenv
{%- endif %}
FROM python:{{ cookiecutter.python }} AS production
""",
        ["3 image-ended python:PYTHON_VERSION_NOT_SET-slim-bullseye"],
    ),
    "images of Red Hat by digest, with remarks between": (
        "Dockerfile.downstream",
        f"""\
# 9.8-1782
FROM registry.access.redhat.com/ubi9/ubi-minimal:9.8@{DIGEST} AS base
FROM registry.access.redhat.com/ubi9/nodejs-24-minimal:latest AS build-static
FROM registry.access.redhat.com/ubi8/python-38:1-117 AS config
FROM base
COPY --from=build-static /opt /opt
""",
        ["4 image-ended registry.access.redhat.com/ubi8/python-38:1-117"],
    ),
    "a distribution by an ancient name, two stages": (
        "docker-test/Dockerfile",
        "FROM debian:stretch-slim\nLABEL maintainer=me\nFROM debian:stretch-slim\n",
        ["1 image-ended debian:stretch-slim", "3 image-ended debian:stretch-slim"],
    ),
    "a context of another tool's name": ("web/playwright/Dockerfile", "FROM src\nRUN x\n", []),
    "compose for developers: own images, databases by a variable or none": (
        "docker-compose.yml",
        """\
services:
  web: &web
    build: .
    image: team/web:latest
    env_file: .env
  worker:
    <<: *web
    command: celery
  broker:
    image: rabbitmq:3.8.16-management
  db:
    image: postgres:${POSTGRES_VERSION}
  search:
    image: opensearchproject/opensearch:2.19.5
  cache:
    image: redis:4
  proxy:
    image: nginx:stable
  store:
    image: minio/minio
  mail:
    image: axllent/mailpit
""",
        [
            "10 image-ended rabbitmq:3.8.16-management",
            "16 image-ended redis:4",
            "18 image-floating nginx:stable",
            "20 image-abandoned minio/minio",
        ],
    ),
    "a workflow with services and a container per distribution": (
        ".github/workflows/ci.yml",
        """\
jobs:
  lint:
    runs-on: ubuntu-20.04
    container: ubuntu:focal
  test:
    strategy:
      matrix:
        python-version: ["3.8", "3.13"]
        distro: [bullseye, trixie]
    container: debian:${{ matrix.distro }}
    services:
      postgres:
        image: postgres:18
        env: {POSTGRES_IMAGE: postgres:9}
      redis: {image: redis}
    steps:
      - uses: docker/build-push-action@v6
        with: {tags: "ghcr.io/team/app:latest", image: team/app}
""",
        ["4 image-ended ubuntu:focal", "9 image-ended debian:bullseye", "15 image-floating redis"],
    ),
    "a pipeline with parameters": (
        ".circleci/config.yml",
        """\
version: 2.1
jobs:
  python:
    docker:
      - image: ghcr.io/astral-sh/uv:python<< parameters.python-version >>-trixie
      - image: mongo:<< parameters.mongo-version >>
      - image: redis:alpine
    machine: {image: ubuntu-2004:202201-01}
  base: {docker: [{image: cimg/base:stable}]}
""",
        ["7 image-floating redis:alpine"],
    ),
    "values of a chart": (
        "helm/values-prod.yaml",
        """\
image:
  repository: python
  tag: "3.8-slim"
rabbitmq: {image: rabbitmq, tag: 3-management-alpine}
postgres: {image: "postgres:12"}
cache:
  image: {registry: docker.io, repository: library/redis, tag: latest}
pinned:
  image:
    {repository: redis, tag: latest, digest: "sha256:0123456789012345678901234567890123456789012345678901234567890123"}
web: {image: {repository: ghcr.io/team/web, tag: latest}, tag: 1}
chart: {image: {repository: python, tag: ""}, other: {image: redis}}
""",
        [
            "3 image-ended python:3.8-slim",
            "4 image-ended rabbitmq:3-management-alpine",
            "5 image-ended postgres:12",
            "7 image-floating docker.io/library/redis:latest",
        ],
    ),
    "a chart": (
        "helm/templates/api.yaml",
        """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ include "app.fullname" . }}}
spec:
  template:
    spec:
      {{- with .Values.pullSecrets }}
      imagePullSecrets: {{ toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: api
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        - name: cache
          image: redis:6.0-alpine
""",
        ["14 image-ended redis:6.0-alpine"],
    ),
    "manifests with parameters": (
        "deploy/app.yaml",
        """\
apiVersion: template.openshift.io/v1
kind: Template
objects:
- apiVersion: apps/v1
  kind: Deployment
  spec: {template: {spec: {containers: [{name: a, image: "${IMAGE}:${IMAGE_TAG}"}]}}}
parameters:
- {name: IMAGE, value: quay.io/team/app}
""",
        [],
    ),
    "an old course": (
        "Dockerfile",
        "FROM python:2.7.14-jessie\nRUN pip install flask\nWORKDIR /app\n",
        ["1 image-ended python:2.7.14-jessie"],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shape(run: Run, shape: str):
    path, text, expected = SHAPES[shape]
    code, lines = run("base-image-age", {path: text}, "--today", TODAY)
    found = [line.removeprefix(f"{path}:").split(":", 1) for line in lines if "advice" not in line]
    assert [f"{line} {' '.join(rest.split(' ', 3)[1:3]).rstrip(':')}" for line, rest in found] == expected
    assert code == bool(expected)
