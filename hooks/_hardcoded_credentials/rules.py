"""What each finding says: rotate first, then how to load the secret instead."""

from __future__ import annotations

from .._kit.finding import Rule
from .._kit.light import Iterator, Sequence, cache

_LOAD = "load it from the environment"

PASSWORD = Rule(
    "hardcoded-password", "{name} holds a password, {secret}; change it where it opens something, then " + _LOAD
)
SECRET = Rule("hardcoded-secret", "{name} holds a secret, {secret}; make a new one first, then " + _LOAD)
STORED = Rule(
    "stored-password", "a password that a tool stored here, {secret}; change it, and keep this file out of git"
)
HASH = Rule(
    "password-hash", "the hash of somebody's password, {secret}; keep it out of git, as it can be guessed at leisure"
)
KEY_FILE = Rule("key-file", "a file that holds a key, {secret}; make a new one, and keep it out of git")
ENV_FILE = Rule(
    "tracked-env-file", "{name} is in git with what it keeps; `git rm --cached` it, ignore it, and change its secrets"
)
KEY_STORE = Rule("tracked-key-store", "{name} is a store of keys in git; make new keys, and keep them out of git")
PRIVATE_KEY = Rule("private-key", "a private key; make a new pair first, and keep the key out of git")
URL_PASSWORD = Rule("url-password", "a password in a URL, {secret}; change it where it opens something, then " + _LOAD)
CONNECTION_STRING = Rule(
    "connection-string", "a password in a connection string, {secret}; change it first, then " + _LOAD
)
JSON_WEB_TOKEN = Rule("json-web-token", "a JSON Web Token, {secret}; revoke it first, then " + _LOAD)
BASIC_AUTH = Rule("basic-auth", "a user with its password, {secret}; change it first, then " + _LOAD)
BEARER_TOKEN = Rule("bearer-token", "a token that a client sends, {secret}; revoke it first, then " + _LOAD)
SHAPE_RULES = (PRIVATE_KEY, URL_PASSWORD, CONNECTION_STRING, JSON_WEB_TOKEN, BASIC_AUTH, BEARER_TOKEN)
PLAIN_RULES = (PASSWORD, SECRET)
FILE_RULES = (STORED, HASH, KEY_FILE, ENV_FILE, KEY_STORE)

_WRITTEN = (*PLAIN_RULES, *FILE_RULES, *SHAPE_RULES)


@cache
def by_id() -> dict[str, Rule]:
    """All rules by their ids."""
    from .table import ROWS

    rows = (Rule(row[0], f"{row[1]}, {{secret}}; revoke it at {row[2]} first, then {_LOAD}") for row in ROWS)
    return {rule.id: rule for rule in (*_WRITTEN, *rows)}


class _Rules(Sequence[Rule]):
    """All rules, made when somebody asks for one: they are many, and most commits ask for none."""

    def __len__(self) -> int:
        return len(by_id())

    def __getitem__(self, index: int) -> Rule:  # type: ignore[override]
        return tuple(by_id().values())[index]

    def __iter__(self) -> Iterator[Rule]:
        return iter(by_id().values())


RULES = _Rules()
