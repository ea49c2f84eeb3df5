"""base-image-age --registry, against a real registry on loopback and services that no registry would be."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flask_upkeep._base_image_age.registry import day_of
from flask_upkeep.base_image_age import main

from .conftest import Run, git, write_files

TODAY = "2026-11-23"
OLD, NEW = "2024-01-02T03:04:05.123456789Z", "2026-10-01T00:00:00Z"
OCI = "application/vnd.oci.image."
DOCKER = "application/vnd.docker."
# Name `wer`, password `wort`, hashed by bcrypt, which the registry asks for.
LOGIN = "d2VyOndvcnQ="
HTPASSWD = "wer:$2b$04$NO.cBD3tRCCZ4uxMIp5Dbu4wFZCPprrgSmAZSM9m52d8XEg0OOC.2\n"

needs_registry = pytest.mark.skipif(
    not shutil.which("docker-registry"), reason="no docker-registry here: apt-get install docker-registry"
)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No login and no cache of the person who starts the tests."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "docker"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def judged(run: Run, image: str, *options: str) -> tuple[int, list[str]]:
    """The exit code, and the lines without the host and the place."""
    host = image.partition("/")[0]
    code, lines = run("base-image-age", {"Dockerfile": f"FROM {image}\n"}, "--registry", "--today", TODAY, *options)
    return code, [line.replace(host, "HOST").removeprefix("Dockerfile:1:6: ") for line in lines]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


class Registry:
    """A registry that runs, and how to put images into it."""

    def __init__(self, host: str, login: str = "") -> None:
        self.host = host
        self.headers = {"Authorization": f"Basic {login}"} if login else {}

    def send(self, method: str, path: str, data: bytes = b"", kind: str = "application/octet-stream") -> Any:
        url = path if path.startswith("http") else f"http://{self.host}/v2/{path}"
        request = urllib.request.Request(url, data, {"Content-Type": kind, **self.headers}, method=method)
        return urllib.request.urlopen(request, timeout=10)

    def blob(self, name: str, data: bytes) -> dict[str, Any]:
        with self.send("POST", f"{name}/blobs/uploads/") as started:
            target = started.headers["Location"]
        self.send("PUT", f"{target}{'&' if '?' in target else '?'}digest={digest_of(data)}", data).close()
        return {"digest": digest_of(data), "size": len(data)}

    def manifest(self, name: str, tag: str, manifest: dict[str, Any]) -> dict[str, Any]:
        data = json.dumps(manifest).encode()
        self.send("PUT", f"{name}/manifests/{tag or digest_of(data)}", data, manifest["mediaType"]).close()
        return {"mediaType": manifest["mediaType"], "digest": digest_of(data), "size": len(data)}

    def image(
        self,
        name: str,
        tag: str,
        config: dict[str, Any],
        *,
        oci: bool = True,
        annotations: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Put an image of one platform there; its descriptor."""
        plain = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}
        kind = f"{OCI}config.v1+json" if oci else f"{DOCKER}container.image.v1+json"
        config_of = {"mediaType": kind, **self.blob(name, json.dumps({**plain, **config}).encode())}
        kind = f"{OCI}manifest.v1+json" if oci else f"{DOCKER}distribution.manifest.v2+json"
        manifest: dict[str, Any] = {"schemaVersion": 2, "mediaType": kind, "config": config_of, "layers": []}
        if annotations:
            manifest["annotations"] = annotations
        return self.manifest(name, tag, manifest)

    def index(self, name: str, tag: str, entries: dict[str, dict[str, Any]], *, oci: bool = True, **more: Any) -> str:
        """Put an index of platforms there; its digest."""
        listed = []
        for platform, entry in entries.items():
            system, machine, *variant = platform.split("/")
            about = {"os": system, "architecture": machine, **({"variant": variant[0]} if variant else {})}
            listed.append({**entry, "platform": about})
        kind = f"{OCI}index.v1+json" if oci else f"{DOCKER}distribution.manifest.list.v2+json"
        index = {"schemaVersion": 2, "mediaType": kind, "manifests": listed, **more}
        return str(self.manifest(name, tag, index)["digest"])


@contextlib.contextmanager
def running_registry(folder: Path, auth: str = "", login: str = "") -> Iterator[Registry]:
    """The registry of Debian's package on a free port."""
    port = free_port()
    write_files(
        folder,
        {
            "htpasswd": HTPASSWD,
            "config.yml": (
                "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\n"
                f"storage: {{filesystem: {{rootdirectory: '{folder}/store'}}}}\n"
                f"http: {{addr: '127.0.0.1:{port}'}}\n{auth.format(folder=folder)}"
            ),
        },
    )
    command = ["docker-registry", "serve", str(folder / "config.yml")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            assert process.poll() is None, "the registry does not start"
            time.sleep(0.05)
        yield Registry(f"127.0.0.1:{port}", login)
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    with running_registry(tmp_path_factory.mktemp("registry")) as found:
        yield found


@needs_registry
@pytest.mark.parametrize("oci", [True, False], ids=["oci", "docker"])
def test_single_manifest(run: Run, registry: Registry, oci: bool):
    registry.image("single", "1.0", {"created": OLD}, oci=oci)
    registry.image("single", "1.1", {"created": NEW}, oci=oci)
    said = (
        "was built 2 years ago (2024-01-02), its registry says; take a newer build, or raise --max-age above 365 days"
    )
    assert judged(run, f"{registry.host}/single:1.0") == (1, [f"image-old HOST/single:1.0 {said}"])
    assert judged(run, f"{registry.host}/single:1.0", "--max-age=2000") == (0, [])
    assert judged(run, f"{registry.host}/single:1.1") == (0, [])


@needs_registry
@pytest.mark.parametrize("oci", [True, False], ids=["oci", "docker"])
def test_index(run: Run, registry: Registry, oci: bool):
    name = f"index-{oci}".lower()
    attestation = registry.image(name, "", {"created": "1980-05-05T00:00:00Z", "architecture": "unknown"})
    new, old = (registry.image(name, "", {"created": created}, oci=oci) for created in (NEW, OLD))
    entries = {"unknown/unknown": attestation, "linux/arm64/v8": old, "linux/amd64": new}
    digest = registry.index(name, "1.0", entries, oci=oci)
    image = f"{registry.host}/{name}:1.0"
    assert judged(run, image) == (0, [])
    assert judged(run, f"{registry.host}/{name}@{digest}") == (0, [])
    assert judged(run, image, "--platform=linux/arm64")[0] == 1
    assert judged(run, f"--platform=linux/arm64 {image}")[0] == 1
    assert judged(run, f"--platform=$BUILDPLATFORM {image}")[0] == 0
    code, lines = judged(run, image, "--platform=windows/amd64")
    assert (code, lines[-1]) == (
        1,
        f"advice: HOST/{name}:1.0 is not offered for windows/amd64; judged by linux/arm64/v8",
    )


@needs_registry
def test_index_of_attestations_only(run: Run, registry: Registry):
    entry = registry.image("attested", "", {"created": OLD})
    registry.index("attested", "1.0", {"unknown/unknown": entry})
    code, lines = judged(run, f"{registry.host}/attested:1.0")
    assert (code, "an index without any image" in lines[0]) == (3, True)


CREATED = "org.opencontainers.image.created"


@needs_registry
@pytest.mark.parametrize("created", ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1980-01-01T00:00:00Z", None, 7])
@pytest.mark.parametrize(
    ("tag", "config", "annotations", "says"),
    [
        ("a", {}, {CREATED: "2024-02-02T00:00:00+02:00"}, "2024-02-01), its label says"),
        ("a", {"config": {"Labels": {CREATED: "2024-03-03T00:00:00Z"}}}, None, "2024-03-03), its label says"),
        ("a", {"config": {"Labels": {"build-date": "2024-04-04"}}}, None, "2024-04-04), its label says"),
        (
            "a",
            {"history": [{"created": "2023-01-01T00:00:00Z"}, {"created": "2024-05-05T00:00:00Z"}, {}, 5]},
            None,
            "2024-05-05), its newest layer says",
        ),
        ("a", {}, None, "age unknown"),
    ],
)
def test_no_usable_day(run: Run, registry: Registry, created: Any, tag: str, config: Any, annotations: Any, says: str):
    name = f"undated-{digest_of(repr((created, config, annotations)).encode())[7:27]}"
    registry.image(name, tag, {**config, **({} if created is None else {"created": created})}, annotations=annotations)
    code, lines = judged(run, f"{registry.host}/{name}:{tag}")
    assert (code, len(lines)) == (0 if says == "age unknown" else 1, 1)
    assert says in lines[0]


@needs_registry
def test_what_a_registry_does_not_have(run: Run, registry: Registry):
    registry.image("have", "1.0", {"created": NEW})
    remedy = "try again, `docker login`, or say --on-unavailable=warn"
    for image in ("nothing:1.0", "have:2.0", f"have@sha256:{'0' * 64}"):
        code, lines = judged(run, f"{registry.host}/{image}")
        shown = image if "@" not in image else f"{image[:19]}..."
        reason = f"age of HOST/{shown} (line 1): HOST has no such image (404)"
        assert (code, lines) == (3, [f"Dockerfile: NOT CHECKED: {reason}; {remedy}"])
    assert judged(run, f"{registry.host}/nothing:1.0", "--on-unavailable=warn") == (
        0,
        ["advice: HOST/nothing:1.0: age unknown, as HOST has no such image (404)"],
    )


@needs_registry
def test_basic_login(run: Run, tmp_path: Path):
    auth = "auth: {{htpasswd: {{realm: test, path: '{folder}/htpasswd'}}}}\n"
    with running_registry(tmp_path / "private", auth, LOGIN) as private:
        private.image("app", "1.0", {"created": OLD})
        image = f"{private.host}/app:1.0"
        code, lines = judged(run, image)
        assert (code, "HOST wants a login" in lines[0]) == (3, True)
        wrong = base64.b64encode(b"wer:geheimnis").decode()
        for entry, expected in (({"auth": wrong}, 3), ({"auth": LOGIN}, 1)):
            write_files(tmp_path, {"docker/config.json": json.dumps({"auths": {private.host: entry}})})
            code, lines = judged(run, image, "--no-cache")
            assert code == expected
            assert "geheimnis" not in "".join(lines)
            assert wrong not in "".join(lines)


@needs_registry
def test_credential_helper(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    helper = tmp_path / "bin" / "docker-credential-try"
    answer = json.dumps({"Username": "wer", "Secret": "wort"})
    write_files(tmp_path, {"bin/docker-credential-try": f"#!/bin/sh\nread host\necho '{answer}'\n"})
    helper.chmod(helper.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{helper.parent}{os.pathsep}{os.environ['PATH']}")
    auth = "auth: {{htpasswd: {{realm: test, path: '{folder}/htpasswd'}}}}\n"
    with running_registry(tmp_path / "private", auth, LOGIN) as private:
        private.image("app", "1.0", {"created": OLD})
        for settings in ({"credHelpers": {private.host: "try"}}, {"credsStore": "try"}, {"credsStore": "../../evil"}):
            write_files(tmp_path, {"docker/config.json": json.dumps(settings)})
            expected = 3 if "evil" in str(settings) else 1
            assert judged(run, f"{private.host}/app:1.0", "--no-cache")[0] == expected


@needs_registry
def test_the_cache(run: Run, tmp_path: Path):
    with running_registry(tmp_path / "one") as one:
        digest = one.image("app", "1.0", {"created": OLD})["digest"]
        tagged, pinned = f"{one.host}/app:1.0", f"{one.host}/app@{digest}"
        assert judged(run, tagged)[0] == 1
    cache = tmp_path / "cache" / "flask-upkeep" / "images"
    assert len(list(cache.iterdir())) == 2
    assert judged(run, tagged)[0] == 1, "the registry is away, the tag's digest is hours old at most"
    assert judged(run, pinned)[0] == 1, "a digest is for ever"
    assert judged(run, tagged, "--no-cache")[0] == 3
    for path in cache.iterdir():
        os.utime(path, (time.time() - 86400, time.time() - 86400))
    code, lines = judged(run, tagged)
    assert (code, len(lines)) == (1, 2)
    assert "its registry does not answer; judged by its answer of 20" in lines[1]
    for path in cache.iterdir():
        path.write_text('{"half')
    assert judged(run, tagged)[0] == 3


@needs_registry
def test_platform_arguments_are_filled_in(run: Run, registry: Registry):
    registry.image("app-amd64", "1.0", {"created": OLD})
    text = f"FROM {registry.host}/app-$TARGETARCH:1.0\n"
    assert run("base-image-age", {"Dockerfile": text}, "--registry", "--today", TODAY)[0] == 1


@needs_registry
def test_many_at_once(run: Run, registry: Registry):
    for number in range(12):
        registry.image(f"many{number}", "1.0", {"created": OLD if number % 2 else NEW})
    text = "".join(f"FROM {registry.host}/many{number}:1.0\n" for number in range(12))
    code, lines = run("base-image-age", {"Dockerfile": text}, "--registry", "--today", TODAY)
    assert (code, [int(line.split(":")[1]) for line in lines]) == (1, [2, 4, 6, 8, 10, 12])


@needs_registry
def test_nobody_is_asked_about_what_is_known_already(run: Run, registry: Registry):
    absent = f"{registry.host}/absent"
    text = f"FROM {absent}:python3.8 AS a\nFROM {absent}:x-20240101 AS b\nFROM a\nFROM scratch\n"
    code, lines = run("base-image-age", {"Dockerfile": text}, "--registry", "--today", TODAY)
    assert (code, len(lines)) == (1, 2)


Answers = Callable[[str, dict[str, str]], tuple[int, dict[str, str], bytes]]


@contextlib.contextmanager
def service(answers: Answers) -> Iterator[str]:
    """An HTTP service on loopback: a path and its headers in, status, headers and body out."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = answers(self.path, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

        do_HEAD = do_POST = do_GET  # noqa: N815 - names that http.server looks for

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


CONFIG = json.dumps({"created": OLD}).encode()
MANIFEST = json.dumps({"schemaVersion": 2, "config": {"digest": digest_of(CONFIG)}}).encode()
OK = {"Docker-Content-Digest": digest_of(MANIFEST)}


def plain(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    """A registry with one old image."""
    return (200, {}, CONFIG) if "/blobs/" in path else (200, OK, MANIFEST)


@pytest.mark.parametrize("field", ["token", "access_token"])
def test_token(run: Run, tmp_path: Path, field: str):
    seen: list[tuple[str, str]] = []

    def answers(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        authorization = headers.get("authorization", "")
        seen.append((path, authorization))
        if path.startswith("/token"):
            return 200, {}, json.dumps({field: "abc"}).encode()
        if authorization != "Bearer abc":
            challenge = f'Bearer realm="http://{headers["host"]}/token",service="s",scope="repository:app:pull"'
            return 401, {"WWW-Authenticate": challenge}, b""
        return plain(path, headers)

    with service(answers) as host:
        assert judged(run, f"{host}/app:1.0", "--no-cache")[0] == 1
        asked = "/token?scope=repository%3Aapp%3Apull&service=s"
        assert [one for one in seen if one[0].startswith("/token")] == [(asked, "")]
        seen.clear()
        write_files(tmp_path, {"docker/config.json": json.dumps({"auths": {host: {"auth": LOGIN}}})})
        assert judged(run, f"{host}/app:1.0", "--no-cache")[0] == 1
        assert (asked, f"Basic {LOGIN}") in seen
        assert all(authorization != f"Basic {LOGIN}" for path, authorization in seen if "/token" not in path)
        cached = b"".join(path.read_bytes() for path in (tmp_path / "cache").rglob("*.json"))
        assert b"abc" not in cached


def test_identity_token_goes_to_the_token_service_only(run: Run, tmp_path: Path):
    seen: list[str] = []

    def answers(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path.startswith("/token"):
            seen.append(path)
            return 200, {}, b'{"access_token": "abc"}'
        if headers.get("authorization") != "Bearer abc":
            return 401, {"WWW-Authenticate": f'Bearer realm="http://{headers["host"]}/token"'}, b""
        return plain(path, headers)

    with service(answers) as host:
        write_files(tmp_path, {"docker/config.json": json.dumps({"auths": {host: {"identitytoken": "i" * 30}}})})
        code, lines = judged(run, f"{host}/app:1.0")
        assert (code, seen) == (1, ["/token"])
        assert "iii" not in "".join(lines)


def test_a_redirect_to_another_host_carries_no_login(run: Run, tmp_path: Path):
    seen: list[dict[str, str]] = []

    def store(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        seen.append(headers)
        return 200, {}, CONFIG

    with service(store) as elsewhere:

        def answers(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            if headers.get("authorization") != f"Basic {LOGIN}":
                return 401, {"WWW-Authenticate": 'Basic realm="x"'}, b""
            return (307, {"Location": f"http://{elsewhere}/x"}, b"") if "/blobs/" in path else plain(path, headers)

        with service(answers) as host:
            write_files(tmp_path, {"docker/config.json": json.dumps({"auths": {host: {"auth": LOGIN}}})})
            assert judged(run, f"{host}/app:1.0")[0] == 1
    assert ["authorization" in headers for headers in seen] == [False]


def loop(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    return 302, {"Location": f"http://{headers['host']}{path}x"}, b""


def slow(path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    time.sleep(1)
    return plain(path, headers)


def challenge(text: str) -> Answers:
    return lambda path, headers: (401, {"WWW-Authenticate": text}, b"")


def fixed(status: int, body: bytes, **headers: str) -> Answers:
    return lambda path, asked: (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("answers", "options", "reason"),
    [
        (fixed(200, b"<html>log in</html>"), (), "answers with something that is no JSON"),
        (fixed(200, b"[]"), (), "answers with something else than an object"),
        (fixed(200, b"[" * 100_000), (), "answers with something that is no JSON"),
        (fixed(200, b'{"schemaVersion": 1}'), (), "has a manifest of schema 1 only"),
        (fixed(200, b'{"schemaVersion": 2}'), (), "has an image without a configuration"),
        (fixed(200, b'{"schemaVersion": 2, "manifests": [5, {}]}'), (), "has an index without any image"),
        (fixed(200, MANIFEST, Docker_Content_Digest=f"sha256:{'0' * 64}"), (), "sends other bytes than those of"),
        (fixed(200, MANIFEST), (), "sends other bytes than those of"),  # for the configuration too
        (fixed(200, b" " * 9_000_000), (), "sends more than 8 MB"),
        (fixed(429, b"", Retry_After="60"), (), "has had too many questions (429, again in 60 s)"),
        (fixed(403, b""), (), "lets nobody see it without a login (403)"),
        (fixed(500, b""), (), "answers with status 500"),
        (fixed(204, b""), (), "answers with status 204"),
        (loop, (), "answers with status 302"),
        (fixed(302, b"", Location="ftp://registry.example/x"), (), "redirects to an address in the clear"),
        (slow, ("--timeout=0.2",), "does not answer within 0.2 s"),
        (challenge("Negotiate"), (), "wants a login"),
        (challenge('Bearer realm="ftp://x/"'), (), "names no address for tokens"),
        (challenge('Bearer realm="http://registry.example/"'), (), "wants tokens to be fetched in the clear"),
        (fixed(401, b""), (), "wants a login"),
    ],
)
def test_services_that_are_no_registry(run: Run, answers: Answers, options: tuple[str, ...], reason: str):
    with service(answers) as host:
        code, lines = judged(run, f"{host}/app:1.0", "--no-cache", *options)
        assert (code, len(lines)) == (3, 1), lines
        assert lines[0].startswith(f"Dockerfile: NOT CHECKED: age of HOST/app:1.0 (line 1): HOST {reason}")


def test_nobody_listens(run: Run):
    code, lines = judged(run, f"127.0.0.1:{free_port()}/app:1.0")
    assert (code, "HOST cannot be reached (Connection refused)" in lines[0]) == (3, True)


def test_another_machine_is_asked_by_https_only(run: Run):
    """A registry of plain HTTP, under a name that is no loopback."""
    with service(plain) as host:
        port = host.partition(":")[2]
        code, _ = judged(run, f"127.1:{port}/app:1.0")
        assert code == 3
        assert judged(run, f"127.1:{port}/app:1.0", "--insecure", f"127.1:{port}")[0] == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (OLD, "2024-01-02"),
        ("2024-01-01T23:30:00-02:00", "2024-01-02"),
        ("2024-01-02", "2024-01-02"),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1980-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_time_stamps(text: object, day: str | None):
    found = day_of(text)
    assert (found.isoformat() if found else None) == day


def commit(folder: Path, day: str, files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(folder, files)
    monkeypatch.setenv("GIT_AUTHOR_DATE", f"{day}T12:00:00Z")
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", day)


def test_the_age_of_a_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    exact = ["python:3.14.0-slim", f"python@sha256:{'0' * 64}", "postgres:18.0", "ghcr.io/astral-sh/uv:0.9.5"]
    moving = ["python:3.14-slim", "postgres:18", "python:3", "ubuntu:24.04"]
    text = "".join(f"FROM {image}\n" for image in (*exact, *moving))
    git(tmp_path, "init", "-q")
    commit(tmp_path, "2025-01-01", {"Dockerfile": text}, monkeypatch)
    text = text.replace("18.0", "18.1")
    commit(tmp_path, "2026-11-01", {"Dockerfile": text}, monkeypatch)
    text = text.replace("0.9.5", "0.9.6")
    code, lines = run("base-image-age", {"Dockerfile": text}, "--line-age", "--today", TODAY)
    assert (code, lines) == (
        1,
        [
            f"Dockerfile:{line}:6: image-unchanged {image} stands here since 2025-01-01, "
            "git says of this line; take a newer release of it"
            for line, image in ((1, exact[0]), (2, "python@sha256:0000000..."))
        ],
    )


def test_lines_without_a_history(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    files = {"Dockerfile": "FROM python:3.14.0\n"}
    assert run("base-image-age", files, "--line-age", "--today", TODAY) == (0, [])
    git(tmp_path, "init", "-q")
    assert run("base-image-age", files, "--line-age", "--today", TODAY) == (0, [])
    commit(tmp_path, "2025-01-01", {"other": "", **files}, monkeypatch)
    commit(tmp_path, "2025-01-02", {"other": "x"}, monkeypatch)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{tmp_path}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert main(["--line-age", "--today", TODAY, "Dockerfile"]) == 3
    assert "the clone is shallow" in capsys.readouterr().out
