"""Build the local index of advisories from which packages are audited without a network.

``flask-upkeep advisories build SOURCE``  makes the index of a folder or archive (.zip, .tar.gz) of OSV records
``flask-upkeep advisories show``          says of which day its data are, and how many records it holds

A record is a YAML or JSON file, as in https://github.com/pypa/advisory-database (CC-BY 4.0) or in the archive that
https://google.github.io/osv.dev/data/ offers for PyPI. Records of other ecosystems and withdrawn ones are left out.
The index is ``upkeep/advisories.sqlite`` unless ``--file`` names another.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tarfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from .._kit.advisories import INDEX, SCHEMA, TABLES, Index
from .._kit.command import run_command
from .._kit.files import write_atomically
from .._kit.finding import NotChecked, UsageError
from .._kit.namespace import Namespace
from .._kit.parsing import Parser
from .._kit.pep440 import parsed_version
from .._kit.requirements import canonical

ENDINGS = (".yaml", ".yml", ".json")
ECOSYSTEM = "PyPI"
# A record is a page of text; what is larger is none, and no memory is spent on it.
SIZE_LIMIT = 5_000_000


class Row(NamedTuple):
    """A row of the index: the package's name in its normal form, the record's id, what it says as JSON."""

    name: str
    id: str
    record: str


class Built(NamedTuple):
    """What a build came to: rows, the newest day, and the files that hold a record nobody can read."""

    rows: dict[tuple[str, str], Row]
    newest: str
    broken: list[str]


def main(argv: Sequence[str]) -> int:
    """Build or show; returns 0, 1 where records could not be read, 2 usage, 3 nothing could be built."""
    parser = Parser("flask-upkeep advisories")
    parser.add_argument("action", choices=("build", "show"), help="make the index, or say what it holds")
    parser.add_argument("source", nargs="?", help="folder or archive of OSV records")
    parser.add_argument("--file", metavar="FILE", default=INDEX, help=f"the index (default: {INDEX})")
    parser.add_argument("-h", "--help", action="help", help="print this page")
    return run_command(parser, argv, _act)


def _act(options: Namespace) -> int:
    return _build(options) if options.action == "build" else _show(options.file)


def _build(options: Namespace) -> int:
    if not options.source:
        raise UsageError("name a folder or archive of OSV records")
    built = Built({}, "", [])
    for name, data in _files(options.source):
        built = _with(built, name, data)
    if not built.rows:
        remedy = "name a folder or archive with OSV records of the ecosystem PyPI"
        raise NotChecked(options.source, "no record was found in it", remedy)
    write_atomically(_ready(options.file), _database(built))
    for name in built.broken:
        print(f"{name}: NOT CHECKED: the record cannot be read; report it to its source")
    print(f"{options.file}: {len(built.rows)} records of packages, newest of {built.newest}")
    return 1 if built.broken else 0


def _show(path: str) -> int:
    index = Index(path)
    print(f"{path}: {index.count} records of packages, newest of {index.date}")
    return 0


def _ready(path: str) -> str:
    if folder := os.path.dirname(path):
        os.makedirs(folder, exist_ok=True)
    return path


def _files(source: str) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of all files of a folder or archive that may hold a record, sorted by name."""
    if os.path.isdir(source):
        yield from _files_of_folder(source)
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            members = [item for item in archive.infolist() if _may_hold_a_record(item.filename, item.file_size)]
            for item in sorted(members, key=lambda item: item.filename):
                yield item.filename, archive.read(item)
    elif os.path.isfile(source) and tarfile.is_tarfile(source):
        with tarfile.open(source) as archive:
            for member in archive:
                if (
                    member.isfile()
                    and _may_hold_a_record(member.name, member.size)
                    and (file := archive.extractfile(member))
                ):
                    yield member.name, file.read()
    else:
        raise UsageError(f"{source}: neither a folder nor a .zip or .tar archive")


def _files_of_folder(source: str) -> Iterator[tuple[str, bytes]]:
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and _may_hold_a_record(path, os.path.getsize(path)):
                with open(path, "rb") as file:
                    yield path, file.read()


def _may_hold_a_record(name: str, size: int) -> bool:
    return name.endswith(ENDINGS) and size <= SIZE_LIMIT


def _with(built: Built, name: str, data: bytes) -> Built:
    """One more file: its rows, or its name among the broken ones."""
    if b"affected" not in data and b"withdrawn" not in data:
        return built
    try:
        record = _loaded(name, data)
        if not isinstance(record, dict) or "id" not in record:
            return built
        newest = max(built.newest, _day(record.get("modified")))
        rows = {(row.name, row.id): row for row in _rows(record)} if not record.get("withdrawn") else {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return built._replace(broken=[*built.broken, name])
    built.rows.update(rows)
    return built._replace(newest=newest)


def _loaded(name: str, data: bytes) -> object:
    if name.endswith(".json"):
        return json.loads(data)
    import yaml

    try:
        return yaml.load(data, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe, the one of C is fast
    except yaml.YAMLError as error:
        raise ValueError from error


def _day(value: object) -> str:
    """The day of a time in the form of RFC 3339, or of YAML's own."""
    if isinstance(value, date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    return date.fromisoformat(str(value)[:10]).isoformat() if value else ""


def _rows(record: Mapping[str, Any]) -> Iterator[Row]:
    """What a record says of each package: one record may speak of several, and of one more than once."""
    said: dict[str, dict[str, list[Any]]] = {}
    for affected in record["affected"]:
        if affected["package"]["ecosystem"] != ECOSYSTEM:
            continue
        held = said.setdefault(canonical(affected["package"]["name"]), {"ranges": [], "versions": []})
        held["ranges"] += [_events(item) for item in affected.get("ranges") or [] if item["type"] == "ECOSYSTEM"]
        held["versions"] += [spelling for version in affected.get("versions") or [] for spelling in _spellings(version)]
    for name, held in said.items():
        aliases = sorted(map(str, record.get("aliases") or []))
        held["versions"] = sorted(set(held["versions"]))
        yield Row(name, str(record["id"]), json.dumps({"aliases": aliases, **held}, separators=(",", ":")))


def _events(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    events = [(kind, str(version)) for event in item["events"] for kind, version in event.items()]
    return [event for event in events if event[0] in ("introduced", "fixed", "last_affected")]


def _spellings(version: object) -> set[str]:
    """A version as it is written, and in the normal form of PEP 440."""
    text = str(version)
    parsed = parsed_version(text)
    return {text.lower(), str(parsed)} if parsed else {text.lower()}


def _database(built: Built) -> bytes:
    """The bytes of the SQLite file; equal records make an equal stamp."""
    rows = sorted(built.rows.values())
    stamp = sha256("\n".join("\t".join(row) for row in rows).encode()).hexdigest()
    meta = {"schema": SCHEMA, "date": built.newest, "stamp": stamp, "records": str(len(rows))}
    with TemporaryDirectory() as folder:
        path = os.path.join(folder, "index.sqlite")
        database = sqlite3.connect(path)
        database.executescript(TABLES)
        database.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        database.executemany("INSERT INTO advisory VALUES (?, ?, ?)", rows)
        database.commit()
        database.close()
        with open(path, "rb") as file:
            return file.read()
