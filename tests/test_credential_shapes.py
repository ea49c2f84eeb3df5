"""Credentials that are known by their shape alone, whoever issued them: keys, URLs, tokens, logins."""

from __future__ import annotations

import random
import string
from base64 import b64encode, urlsafe_b64encode

import pytest

CHOSEN = random.Random(5)
BASE_64 = string.ascii_letters + string.digits + "+/"
DASHES = "-" * 5


def drawn(length, alphabet=BASE_64):
    """Characters as a generator draws them, always the same ones, with a digit near the begin."""
    return "a7" + "".join(CHOSEN.choices(alphabet, k=length - 2))


LINES = ["MII" + drawn(61), drawn(64), drawn(64)]  # as a sequence of ASN.1 begins
PLAIN = drawn(14, string.ascii_letters + string.digits)


def pem(kind="RSA PRIVATE KEY", between="\n", lines=LINES):
    """A PEM block, put together here so that no other scanner takes this file for one."""
    return between.join([f"{DASHES}BEGIN {kind}{DASHES}", *lines, f"{DASHES}END {kind}{DASHES}"])


def part(text):
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


TOKEN = ".".join(
    [
        part('{"alg":"HS256","typ":"JWT"}'),
        part('{"sub":"17","iat":1767225600}'),
        "q7" + drawn(41).replace("+", "-").replace("/", "_"),
    ]
)


def rules(run, path, text, *arguments):
    """The rules of the findings in one file, in the order of its lines."""
    _, lines = run("hardcoded-credentials", {path: text}, *arguments)
    return [line.split(": ")[1].split()[0] for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        pem(),
        pem("PRIVATE KEY"),
        pem("EC PRIVATE KEY"),
        pem("DSA PRIVATE KEY"),
        pem("OPENSSH PRIVATE KEY"),
        pem("ENCRYPTED PRIVATE KEY"),
        pem("PGP PRIVATE KEY BLOCK", lines=["Version: GnuPG v2", "", *LINES]),
        pem(lines=["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0A1B2C3D", "", *LINES]),
        pem(between="\r\n"),
        pem(between="\n    "),
        f'KEY = "{pem(between=chr(92) + "n")}"',
        f'{{"private_key": "{pem(between=chr(92) * 2 + "n")}"}}',
        "KEY = (\n" + "".join(f'    "{line}\\n"\n' for line in pem().split("\n")) + ")",
        "key = " + " +\n".join(f"'{line}\\n'" for line in pem().split("\n")),
        f"KEY={pem(between=' ')}",
        f"client-key-data: {b64encode(pem().encode()).decode()}",
        f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n{LINES[0]}\n",
        f'{{"kty": "EC", "crv": "P-256", "d": "{part(PLAIN * 3)}", "x": "{part("x" * 32)}"}}',
        f'{{"d": "{part(PLAIN * 3)}", "kty": "RSA"}}',
        f'{{"kty": "oct", "k": "{part(PLAIN * 3)}"}}',
    ],
)
def test_private_key(run, text):
    assert rules(run, "settings.py", text) == ["private-key"]


def test_private_key_in_a_test_is_one(run):
    assert rules(run, "tests/key.py", pem()) == ["private-key"]


# The begin of OpenSSH's format: its name, the cipher and how a passphrase comes to the key of that.
PLAIN_OPENSSH = pem(
    "OPENSSH PRIVATE KEY", lines=["b3BlbnNzaC1rZXktdjEAAAAA" + "BG5vbmUAAAAEbm9uZQ" + drawn(22), drawn(70)]
)
OPENSSH = pem(
    "OPENSSH PRIVATE KEY", lines=["b3BlbnNzaC1rZXktdjEAAAAA" + "CmFlczI1Ni1jdHIAAAAGYmNyeXB0" + drawn(22), drawn(70)]
)
PROTECTED = [
    OPENSSH,
    OPENSSH.replace("\n", "\\n"),
    pem("ENCRYPTED PRIVATE KEY"),
    pem(lines=["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0A1B2C3D", "", *LINES]),
]


@pytest.mark.parametrize("text", PROTECTED)
def test_private_key_with_a_passphrase_counts_outside_of_tests(run, text):
    assert rules(run, "deploy/id.key", text) == ["private-key"]
    assert rules(run, "tests/id.key", text) == []


def test_private_key_without_a_passphrase_counts_in_tests(run):
    assert rules(run, "tests/id.key", PLAIN_OPENSSH) == ["private-key"]


@pytest.mark.parametrize(
    "text",
    [
        pem("PUBLIC KEY"),
        pem("CERTIFICATE"),
        f'assert key.startswith("{DASHES}BEGIN RSA PRIVATE KEY{DASHES}")\nassertThatItIsAsLongAsItShould(key)\n',
        f"PEM = re.compile('{DASHES}BEGIN (RSA )?PRIVATE KEY{DASHES}')",
        pem(lines=["..."]),
        pem(lines=["your private key goes here"]),
        pem(lines=["x" * 64]),
        pem(lines=[*LINES, "..."]),
        pem(lines=["l" + LINES[1], LINES[2]]),  # no sequence of ASN.1
        pem("EC PRIVATE KEY", lines=["l" + LINES[1], LINES[2]]),
        f"{DASHES}BEGIN RSA PRIVATE KEY{DASHES}",
        f'{{"kty": "EC", "crv": "P-256", "x": "{part(PLAIN * 3)}"}}',
        f"client-certificate-data: {b64encode(pem('CERTIFICATE').encode()).decode()}",
    ],
)
def test_no_private_key(run, text):
    assert rules(run, "settings.py", text) == []


@pytest.mark.parametrize(
    "line",
    [
        f"postgresql://app:{PLAIN}@db/app",
        f"postgresql+psycopg2://app:{PLAIN}@db.a.org:5432/app?sslmode=require",
        f"redis://:{PLAIN}@cache:6379/0",
        f"https://deploy:{PLAIN}@git.a.org/app.git",
        "mysql://app:app@db/app",
        "postgresql://postgres:postgres@host.docker.internal:5432/app",
        "amqp://app:s3cr3t%21@mq/",
        f"jdbc:oracle:thin:app/{PLAIN}@db:1521/app",
    ],
)
def test_password_in_a_url(run, line):
    assert rules(run, "settings.py", f'ADDRESS = "{line}"\n') == ["url-password"]


@pytest.mark.parametrize(
    "line",
    [
        "https://a.org/login:me@b",
        "https://a.org:8080/x@y",
        "postgresql://app@db/app",
        "postgresql://app:@db/app",
        "postgresql://{user}:{password}@{host}/app",
        "postgresql://${USER}:${PASSWORD}@db/app",
        "postgresql://%s:%s@db/app",
        "postgresql://<user>:<password>@db/app",
        "postgresql://user:password@localhost/app",
        "postgresql://db_user:db_password@localhost/app",
        "https://USER:TOKEN@git.a.org/app.git",
        "https://user:pass@example.com",
        "https://me:hunter22@example.com",
        "ftp://me:hunter22@host",
        "mysql://it:hunter22@myhost:3306/shop",
        "amqp://it:hunter22@host2/",
        "https://mailto:support@shop.io",
        "redis://:****@cache",
        "otpauth://totp/App:me@a.org?issuer=App",
        "git@github.com:a/b.git",
    ],
)
def test_no_password_in_a_url(run, line):
    assert rules(run, "settings.py", f'ADDRESS = "{line}"\n') == []


@pytest.mark.parametrize("path", ["tests/test_db.py", "docs/setup.md", ".github/workflows/ci.yml"])
def test_a_made_up_password_counts_in_earnest_only(run, path):
    made_up = "postgresql://app:apppw@db/app\n"
    assert rules(run, path, made_up) == []
    assert rules(run, path, made_up, "--everywhere") == ["url-password"]
    assert rules(run, path, f"postgresql://app:{PLAIN}@db/app\n") == ["url-password"]


def test_stored_by_git(run):
    assert rules(run, ".git-credentials", "https://me@a.org:pass!#@w0rd@git.a.org\n") == ["url-password"]


def test_connection_string(run):
    line = f'CONNECTION = "Server=db;Database=app;User Id=app;Password={PLAIN};Encrypt=yes"\n'
    assert rules(run, "settings.py", line) == ["connection-string"]
    assert rules(run, "settings.py", 'CONNECTION = "Server=db;Database=app;User Id=app;Password={0};"\n') == []


def test_json_web_token(run):
    assert rules(run, "app.js", f'fetch(url, "{TOKEN}")\n') == ["json-web-token"]
    assert rules(run, "app.js", f'fetch(url, "{b64encode(TOKEN.encode()).decode()}")\n') == ["json-web-token"]
    assert rules(run, "tests/test_login.py", f'SENT = "{TOKEN}"\n') == []
    header, _, signature = TOKEN.split(".")
    front_page = ".".join([header, part('{"sub":"1234567890","name":"John Doe"}'), signature])
    assert rules(run, "app.js", f'fetch(url, "{front_page}")\n') == []
    assert rules(run, "app.js", f'fetch(url, "{".".join([part("{]"), part("{}"), signature])}")\n') == []
    not_signed = ".".join([part('{"alg":"none"}'), part('{"sub":"17"}'), ""])
    assert rules(run, "app.js", f'fetch(url, "{not_signed}")\n') == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"Authorization: Basic {b64encode(f'me:{PLAIN}'.encode()).decode()}", ["basic-auth"]),
        ("Basic dXNlcjpwYXNz", []),  # user:pass
        ("Basic eyJhbGciOiJIUzI1NiJ9", []),  # the header of a token
        ("for basic information", []),
        ("Basic c29tZXRoaW5n", []),
        (f"curl -u me:{PLAIN} https://a.org/api", ["basic-auth"]),
        (f"curl -sS --user 'me:{PLAIN}' https://a.org/api", ["basic-auth"]),
        ("curl -u $LOGIN:$PASSWORD https://a.org/api", []),
        ("curl -u user:password https://a.org/api", []),
        ("the bearer certificate-of-the-holder is checked", []),
        ("Authorization: Bearer <your-token>", []),
    ],
)
def test_login_of_a_client(run, line, found):
    assert rules(run, "requests.log", line + "\n") == found


def test_bearer_token(run):
    assert rules(run, "call.js", f'send({{"headers": ["Bearer {drawn(40, BASE_64[:62])}"]}})\n') == ["bearer-token"]
