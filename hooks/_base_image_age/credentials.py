"""Who we are to a registry, as `docker login` has left it.

Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores
"""

from __future__ import annotations

import base64
import binascii
import json
import os

from .._kit import regex as re
from .._kit.image_claims import DOCKER_HUB
from .._kit.light import Mapping
from .._kit.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any

# Docker Hub has three names: in references, for its API, and in this file.
_HUB_ENTRIES = ("https://index.docker.io/v1/", "index.docker.io", DOCKER_HUB, "registry-1.docker.io")
_HELPER = re.compile(r"[\w.-]+")
_HELPER_SECONDS = 5
# What helpers give in the place of a name when the secret is an identity token.
_TOKEN_NAME = "<token>"  # noqa: S105 - a marker, no password


class Login(NamedTuple):
    """A name and its secret, or an identity token. Its text never shows them."""

    name: str
    secret: str
    identity_token: str = ""

    def __repr__(self) -> str:
        return "Login(...)"

    @property
    def basic(self) -> str:
        """The value of an ``Authorization`` header."""
        return "Basic " + base64.b64encode(f"{self.name}:{self.secret}".encode()).decode()


def login_for(host: str) -> Login | None:
    """The login for a registry from docker's configuration, or from the credential helper named there."""
    settings = _settings()
    entries = _HUB_ENTRIES if host == DOCKER_HUB else (host, f"https://{host}", f"https://{host}/")
    helpers = settings.get("credHelpers")
    for entry in entries:
        helper = helpers.get(entry) if isinstance(helpers, dict) else None
        if helper and (login := _of_helper(str(helper), entry)):
            return login
    store = settings.get("credsStore")
    for entry in entries:
        if store and (login := _of_helper(str(store), entry)):
            return login
    listed = settings.get("auths")
    found = (listed.get(entry) for entry in entries) if isinstance(listed, dict) else ()
    return next((login for entry in found if isinstance(entry, dict) and (login := _of_entry(entry))), None)


def _settings() -> Mapping[str, Any]:
    """Docker's ``config.json``; nothing where it is missing or broken."""
    folder = os.environ.get("DOCKER_CONFIG") or os.path.join(os.path.expanduser("~"), ".docker")
    try:
        with open(os.path.join(folder, "config.json"), "rb") as file:
            settings = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def _of_entry(entry: Mapping[str, Any]) -> Login | None:
    token = str(entry.get("identitytoken") or "")
    try:
        name, colon, secret = base64.b64decode(str(entry.get("auth") or "")).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name = colon = secret = ""
    if not colon and entry.get("username") and entry.get("password"):
        name, colon, secret = str(entry["username"]), ":", str(entry["password"])
    return Login(name, secret, token) if colon or token else None


def _of_helper(helper: str, entry: str) -> Login | None:
    """What the program ``docker-credential-HELPER get`` answers for an entry; nothing where it fails."""
    import subprocess

    if not _HELPER.fullmatch(helper):
        return None
    command = (f"docker-credential-{helper}", "get")
    try:
        done = subprocess.run(  # noqa: S603 - docker starts the same program
            command, input=entry.encode(), capture_output=True, timeout=_HELPER_SECONDS, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    name, secret = str(answer.get("Username") or ""), str(answer.get("Secret") or "")
    if not secret:
        return None
    return Login("", "", secret) if name == _TOKEN_NAME else Login(name, secret)
