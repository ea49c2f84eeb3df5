"""What each finding says: rotate first, then how to load the secret instead."""

from __future__ import annotations

from .._kit.finding import Rule
from .table import RULES as PROVIDER_RULES

_LOAD = "load it from the environment"

PASSWORD = Rule(
    "hardcoded-password", "{name} is a password in clear, {secret}; change it where it opens, then " + _LOAD
)
SECRET = Rule("hardcoded-secret", "{name} is a secret in clear, {secret}; make a new one, then " + _LOAD)
STORED = Rule(
    "stored-password", "a password that a tool stored here, {secret}; change it, and keep this file out of git"
)
HASH = Rule(
    "password-hash", "the hash of somebody's password, {secret}; keep it out of git, as it can be guessed at leisure"
)
KEY_FILE = Rule("key-file", "a file that holds a key, {secret}; make a new one, and keep it out of git")
PLAIN_RULES = (PASSWORD, SECRET, STORED, HASH, KEY_FILE)

RULES = (
    *PLAIN_RULES,
    *(
        Rule(rule.id, f"{rule.what}, {{secret}}; revoke it at {rule.provider} first, then {_LOAD}")
        for rule in PROVIDER_RULES
    ),
)
BY_ID = {rule.id: rule for rule in RULES}
