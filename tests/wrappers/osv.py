"""Advisories for the tests: as records on disk, and behind a server that speaks the query of OSV."""

from __future__ import annotations

import json
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.version import InvalidVersion, Version

from flask_upkeep.commands.advisories import main

TABLE = tomllib.loads((Path(__file__).parent / "advisories.toml").read_text())
PINS = TABLE["pins"].split()
Record = dict[str, Any]


def records() -> list[Record]:
    """The table as records of https://ossf.github.io/osv-schema/, one for each flaw of a package."""
    return [record(package, row) for package, rows in TABLE["advisories"].items() for row in rows.splitlines()]


def record(package: str, row: str) -> Record:
    number, aliases, *spans = row.split()
    affected = {
        "package": {"name": package, "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": events(span)} for span in spans if ".." in span],
        "versions": [span[1:] for span in spans if span.startswith("=")],
    }
    return {
        "schema_version": "1.6.0",
        "id": number,
        "aliases": [] if aliases == "-" else aliases.split(","),
        "summary": f"A flaw of {package}",
        "published": "2024-01-01T00:00:00Z",
        "modified": f"{TABLE['checked']}T00:00:00Z",
        "affected": [affected],
    }


def events(span: str) -> list[dict[str, str]]:
    start, _, end = span.partition("..")
    close = [{"last_affected": end[1:]}] if end.startswith("=") else [{"fixed": end}] if end else []
    return [{"introduced": start}, *close]


def write_records(folder: Path) -> Path:
    """A folder of records, as a mirror would hold them."""
    for item in records():
        path = folder / item["affected"][0]["package"]["name"] / f"{item['id']}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(item))
    return folder


def affects(item: Record, version: str) -> bool:
    """Does a record speak of that version? By specifiers, so not by the way the hooks go."""
    (affected,) = item["affected"]
    if version in affected["versions"]:
        return True
    try:
        parsed = Version(version)
    except InvalidVersion:
        return False
    for span in affected["ranges"]:
        first, *last = [next(iter(event.items())) for event in span["events"]]
        begins = first[1] == "0" or parsed >= Version(first[1])
        ends = [parsed < Version(bound) if kind == "fixed" else parsed <= Version(bound) for kind, bound in last]
        if begins and all(ends):
            return True
    return False


class Service:
    """A server on loopback: its address, and the questions it was asked."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.asked: list[tuple[str, str]] = []
        self.known = records()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer as the behaviour says: properly, or as services do when they are not themselves."""
        length = int(handler.headers.get("Content-Length") or 0)
        body = json.loads(handler.rfile.read(length) or b"{}")
        self.asked.append((body.get("package", {}).get("name", ""), body.get("version", "")))
        name, version = self.asked[-1]
        found = [item for item in self.known if item["affected"][0]["package"]["name"] == name]
        flaws = [item for item in found if affects(item, version)]
        match self.behaviour:
            case "proper":
                respond(handler, 200, json.dumps({"vulns": flaws} if flaws else {}))
            case "knows-nothing":
                respond(handler, 200, "{}")
            case "html":
                respond(handler, 200, "<html>Welcome to our hotel</html>")
            case "empty":
                respond(handler, 200, "")
            case "hangs":
                time.sleep(8)
            case "redirect" if handler.path != "/portal":
                respond(handler, 302, "", {"Location": "/portal"})
            case "redirect":
                respond(handler, 200, "{}")
            case code:
                respond(handler, int(code), "no")


def respond(handler: BaseHTTPRequestHandler, code: int, text: str, headers: Mapping[str, str] | None = None) -> None:
    handler.send_response(code)
    for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(text.encode())


@contextmanager
def osv_service(behaviour: str = "proper") -> Iterator[tuple[str, Service]]:
    """Serve until the block ends; yields the address to ask, and what was asked."""
    service = Service(behaviour)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.answer(self)

        def do_GET(self) -> None:
            service.answer(self)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", service
    finally:
        server.shutdown()
        server.server_close()


def build_index(folder: Path) -> Path:
    """An index of the table's advisories, as the command builds it."""
    index = folder / "advisories.sqlite"
    assert main(["build", str(write_records(folder / "records")), f"--file={index}"]) == 0
    return index
