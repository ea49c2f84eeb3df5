"""When was an image built? The registry knows, by way of its manifest and its configuration.

Source: https://github.com/opencontainers/image-spec/blob/main/config.md (created),
https://github.com/opencontainers/image-spec/blob/main/annotations.md and
https://docs.docker.com/docker-hub/usage/pulls/ (what counts as a pull: a GET of a manifest, and no HEAD).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from .._kit import regex as re
from .._kit.image_claims import DOCKER_HUB, Reference
from .._kit.light import Iterator, Mapping
from .._kit.typed import NamedTuple
from .image_cache import Cache
from .transport import Session, UnavailableError, parsed

_INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")
_MANIFESTS = ("application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json")
_ACCEPT = ", ".join((*_INDEXES, *_MANIFESTS))
_HUB_API = "registry-1.docker.io"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
# Reproducible builds carry no day, or the first one that a zip file can have.
_FIRST = date(1980, 1, 2)
_CREATED = "org.opencontainers.image.created"


class Built(NamedTuple):
    """The day of a build, ``None`` where nothing tells it; who says so; the platform it is of; is it an old answer?"""

    day: date | None
    says: str
    platform: str
    stale: str = ""


class Settings(NamedTuple):
    """How to ask: seconds to wait, plain HTTP or not, the cache or none."""

    timeout: float
    insecure: bool
    cache: Cache | None


def built(reference: Reference, platform: str, settings: Settings) -> Built:
    """When the image of a platform was built. Raises ``UnavailableError``."""
    name = f"{reference.host}/{reference.path}"
    label = f"{name}:{reference.tag or 'latest'}"
    cache = settings.cache
    digest = reference.digest or (cache.digest_of(label) if cache else None)
    if cache and digest and (known := cache.build_of(name, digest, platform)):
        return Built(*known)
    try:
        return _asked(reference, platform, settings, label)
    except UnavailableError:
        old = cache.old_digest_of(label) if cache and not reference.digest else None
        if cache and old and (known := cache.build_of(name, old.digest, platform)):
            return Built(*known, stale=old.day)
        raise


def _asked(reference: Reference, platform: str, settings: Settings, label: str) -> Built:
    session = Session(
        reference.host,
        reference.path,
        api_host=_HUB_API if reference.host == DOCKER_HUB else reference.host,
        timeout=settings.timeout,
        insecure=settings.insecure,
    )
    cache, name = settings.cache, f"{reference.host}/{reference.path}"
    wanted = reference.digest or reference.tag or "latest"
    if cache and not reference.digest:
        digest = session.ask("HEAD", f"manifests/{wanted}", _ACCEPT).headers.get("Docker-Content-Digest", "")
        if _DIGEST.fullmatch(digest):
            cache.keep_digest(label, digest)
            if known := cache.build_of(name, digest, platform):
                return Built(*known)
    answer = session.ask("GET", f"manifests/{wanted}", _ACCEPT)
    digest = _checked(answer.body, reference.digest or answer.headers.get("Docker-Content-Digest", ""), session.host)
    found = _build(session, parsed(answer.body, session.host), platform)
    if cache:
        cache.keep_digest(label, digest)
        cache.keep_build(name, digest, platform, found[:3])
    return found


def _build(session: Session, manifest: Mapping[str, object], platform: str) -> Built:
    """What a manifest, or the one of the platform in an index, says of its build."""
    annotations = [_mapping(manifest, "annotations")]
    if isinstance(manifest.get("manifests"), list):
        digest, platform = _of_platform(manifest, platform, session.host)
        manifest = _fetched(session, f"manifests/{digest}", _ACCEPT, digest)
        annotations.insert(0, _mapping(manifest, "annotations"))
    if manifest.get("schemaVersion") != 2:
        raise UnavailableError(
            f"{session.host} has a manifest of schema 1 only, which tells no day that can be trusted"
        )
    digest = str(_mapping(manifest, "config").get("digest") or "")
    if not _DIGEST.fullmatch(digest):
        raise UnavailableError(f"{session.host} has an image without a configuration")
    config = _fetched(session, f"blobs/{digest}", "*/*", digest)
    for says, text in _evidence(config, annotations):
        if day := day_of(text):
            return Built(day, says, platform)
    return Built(None, "", platform)


def _of_platform(index: Mapping[str, object], platform: str, host: str) -> tuple[str, str]:
    """The digest of the platform's manifest, or of the first other one; attestations are no images."""
    listed = index["manifests"] if isinstance(index["manifests"], list) else []
    offered: dict[str, str] = {}
    for entry in listed:
        about = _mapping(entry, "platform") if isinstance(entry, dict) else {}
        parts = [str(about.get(key) or "") for key in ("os", "architecture", "variant")]
        name = "/".join(part for part in parts if part)
        if about and "unknown" not in parts and _DIGEST.fullmatch(str(entry.get("digest"))):
            offered.setdefault(name, str(entry["digest"]))
    for name, digest in offered.items():
        if name == platform or name.startswith(f"{platform}/") or platform.startswith(f"{name}/"):
            return digest, name
    if not offered:
        raise UnavailableError(f"{host} has an index without any image")
    return next((digest, name) for name, digest in offered.items())


def _fetched(session: Session, resource: str, accept: str, digest: str) -> dict[str, object]:
    body = session.ask("GET", resource, accept).body
    _checked(body, digest, session.host)
    return parsed(body, session.host)


def _checked(body: bytes, digest: str, host: str) -> str:
    """The digest of a body, which has to be the one that was asked for. Raises ``UnavailableError``."""
    own = f"sha256:{hashlib.sha256(body).hexdigest()}"
    if digest.startswith("sha256:") and digest != own:
        raise UnavailableError(f"{host} sends other bytes than those of {digest[:19]}...")
    return own


def _evidence(config: Mapping[str, object], annotations: list[Mapping[str, object]]) -> Iterator[tuple[str, object]]:
    """What may tell the day, the most direct first."""
    yield "its registry says", config.get("created")
    labels = _mapping(_mapping(config, "config"), "Labels")
    for mapping in (*annotations, labels):
        yield "its label says", mapping.get(_CREATED)
    yield "its label says", labels.get("build-date")
    history = config.get("history")
    entries = [entry for entry in history if isinstance(entry, dict)] if isinstance(history, list) else []
    days = [day for entry in entries if (day := day_of(entry.get("created")))]
    yield "its newest layer says", max(days).isoformat() if days else None


def day_of(text: object) -> date | None:
    """The day of a time stamp in UTC; ``None`` for none, and for the epochs of reproducible builds."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(_FRACTION.sub(r"\1", text.strip(), count=1))
        day = (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
    return day if day >= _FIRST else None


def _mapping(value: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
