"""HTTP as registries speak it: logins by challenge, redirects that carry no login, limits on time and size.

Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md and
https://distribution.github.io/distribution/spec/auth/token/ (challenges).
"""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException, HTTPMessage, HTTPResponse
from urllib.parse import urlencode, urlsplit

from .._kit import regex as re
from .._kit.light import Mapping
from .._kit.typed import TYPE_CHECKING, NamedTuple
from .credentials import Login, login_for

if TYPE_CHECKING:
    from typing import IO

_LARGEST = 8_000_000
_CHALLENGE = re.compile(r'(\w+)="([^"]*)"')
_LOOPBACK = re.compile(r"localhost|127(?:\.\d+){3}|::1")


class UnavailableError(Exception):
    """The registry did not answer the question; the text says why, without a login or token."""


class _TooMuchError(OSError):
    pass


class Answer(NamedTuple):
    """An answer: status, headers, body."""

    status: int
    headers: Message
    body: bytes


class Session:
    """The conversation with one registry about one repository; a token that was given is kept."""

    def __init__(self, host: str, path: str, *, api_host: str, timeout: float, insecure: bool) -> None:
        self.host = host
        self.path = path
        self.timeout = timeout
        self.insecure = insecure
        is_plain = insecure or _is_loopback(api_host)
        self.base = f"{'http' if is_plain else 'https'}://{api_host}/v2/{path}"
        self.authorization = ""
        self._opener = urllib.request.build_opener(_Redirects)

    def ask(self, method: str, resource: str, accept: str) -> Answer:
        """The answer to a question below the repository. Raises ``UnavailableError``."""
        url = f"{self.base}/{resource}"
        answer = self._send(method, url, {"Accept": accept, **self._authorized()})
        if answer.status == 401 and not self.authorization:
            self.authorization = self._authorize(answer.headers.get_all("WWW-Authenticate") or [])
            answer = self._send(method, url, {"Accept": accept, **self._authorized()})
        if answer.status != 200:
            raise UnavailableError(_refusal(answer, self.host))
        return answer

    def _authorized(self) -> Mapping[str, str]:
        return {"Authorization": self.authorization} if self.authorization else {}

    def _authorize(self, challenges: list[str]) -> str:
        """The value of the ``Authorization`` header that the registry asks for. Raises ``UnavailableError``."""
        login = login_for(self.host)
        for challenge in challenges:
            scheme, _, rest = challenge.partition(" ")
            if scheme.lower() == "bearer":
                return f"Bearer {self._token(dict(_CHALLENGE.findall(rest)), login)}"
            if scheme.lower() == "basic" and login:
                return login.basic
        raise UnavailableError(f"{self.host} wants a login")

    def _token(self, challenge: Mapping[str, str], login: Login | None) -> str:
        realm = challenge.get("realm", "")
        target = urlsplit(realm)
        if target.scheme not in ("https", "http") or not target.hostname:
            raise UnavailableError(f"{self.host} names no address for tokens")
        is_safe = target.scheme == "https" or _is_loopback(target.netloc) or self.insecure
        if not is_safe:
            raise UnavailableError(f"{self.host} wants tokens to be fetched in the clear")
        query = {"scope": challenge.get("scope") or f"repository:{self.path}:pull"}
        if challenge.get("service"):
            query["service"] = challenge["service"]
        if login and login.identity_token:
            form = {"grant_type": "refresh_token", "refresh_token": login.identity_token, "client_id": "flask-upkeep"}
            answer = self._send("POST", realm, {}, urlencode({**query, **form}).encode())
        else:
            url = f"{realm}{'&' if target.query else '?'}{urlencode(query)}"
            answer = self._send("GET", url, {"Authorization": login.basic} if login else {})
        if answer.status != 200:
            raise UnavailableError(_refusal(answer, f"the token service of {self.host}"))
        given = parsed(answer.body, f"the token service of {self.host}")
        token = given.get("token") or given.get("access_token")
        if not isinstance(token, str) or not token.isprintable():
            raise UnavailableError(f"the token service of {self.host} gives no token")
        return token

    def _send(self, method: str, url: str, headers: Mapping[str, str], data: bytes | None = None) -> Answer:
        own = {"User-Agent": "flask-upkeep", **headers}
        request = urllib.request.Request(url, data, own, method=method)  # noqa: S310 - http and https only, see above
        try:
            try:
                with self._opener.open(request, timeout=self.timeout) as response:
                    return Answer(response.status, response.headers, _read(response, self.timeout))
            except urllib.error.HTTPError as error:
                with error:
                    return Answer(error.code, error.headers, b"")
        except (OSError, HTTPException, ValueError) as error:
            raise UnavailableError(f"{self.host} {_failure(error, self.timeout)}") from error


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow a redirect, but carry a login to its own host only and never from HTTPS to HTTP."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """The request to send instead. Raises ``UnavailableError`` for a step down to HTTP."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if new.scheme not in (old.scheme, "https"):
            raise UnavailableError(f"{old.netloc} redirects to an address in the clear")
        request = super().redirect_request(req, fp, code, msg, headers, newurl)
        if request and (old.scheme, old.netloc) != (new.scheme, new.netloc):
            request.remove_header("Authorization")
        return request


def parsed(body: bytes, where: str) -> dict[str, object]:
    """The JSON object of a body. Raises ``UnavailableError``."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UnavailableError(f"{where} answers with something that is no JSON") from error
    if not isinstance(value, dict):
        raise UnavailableError(f"{where} answers with something else than an object")
    return value


def _read(response: HTTPResponse, timeout: float) -> bytes:
    """The body; one that drips for ever or does not end is given up. Raises ``OSError``."""
    deadline = time.monotonic() + timeout
    found = bytearray()
    while chunk := response.read1(65_536):
        found += chunk
        if len(found) > _LARGEST:
            raise _TooMuchError
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(found)


def _is_loopback(address: str) -> bool:
    host = address.rpartition("@")[2]
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return _LOOPBACK.fullmatch(name) is not None


def _refusal(answer: Answer, who: str) -> str:
    match answer.status:
        case 401 | 403:
            return f"{who} lets nobody see it without a login ({answer.status})"
        case 404:
            return f"{who} has no such image (404)"
        case 429:
            wait = answer.headers.get("Retry-After", "")
            return f"{who} has had too many questions (429{f', again in {wait} s' if wait.isdecimal() else ''})"
        case status:
            return f"{who} answers with status {status}"


def _failure(error: Exception, timeout: float) -> str:
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, _TooMuchError):
        return f"sends more than {_LARGEST // 1_000_000} MB"
    if isinstance(cause, TimeoutError):
        return f"does not answer within {timeout:g} s"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"has a certificate that nobody vouches for ({cause.verify_message})"
    return f"cannot be reached ({getattr(cause, 'strerror', None) or type(cause).__name__})"
