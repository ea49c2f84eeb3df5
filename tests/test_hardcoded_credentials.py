"""``hardcoded-credentials``: what is found, and above all what is not.

Values that look like live secrets are put together here, so that nothing in this repository trips other scanners.
"""

from __future__ import annotations

import base64
import importlib.util
import itertools
import json
import pkgutil
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from flask_upkeep import _hardcoded_credentials as package
from flask_upkeep._hardcoded_credentials import assignments, encoded, engine, surroundings
from flask_upkeep._hardcoded_credentials.candidate import Text
from flask_upkeep._hardcoded_credentials.scan import Scan

from .conftest import Run, git, write_files

ROOT = Path(__file__).parent.parent
WORD = "mG7-qq" + "lpx4vT"  # a password
LONG = "kR8x2mm31kf0aVQ" + "h1tZ7cW9pLs4"  # a token of no provider
AWS = "AKIA" + "Q3EGW5ZB7DKLMN2X"


def found(run: Run, path: str, text: str | bytes, *options: str) -> list[str]:
    """Rule and line of each finding in one file."""
    code, lines = run("hardcoded-credentials", {path: text}, *options)
    assert code == bool(lines), lines
    return [f"{line.split(': ', 1)[1].split(' ')[0]} {line.split(':')[1]}" for line in lines]


def test_table_is_up_to_date():
    """Else run `python scripts/build_credentials_table.py`."""
    spec = importlib.util.spec_from_file_location("build", ROOT / "scripts" / "build_credentials_table.py")
    assert spec
    assert spec.loader
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    for path, text in build.modules(tomllib.loads(build.RULES.read_text())).items():
        assert path.read_text() == text


# The engine


def test_a_dead_end_begins_no_assignment():
    """What stands behind a keyword is passed over in code where all of the expression would come to nothing as well."""
    pattern, flags = assignments._IN_CODE._made_of
    pattern = pattern.replace(assignments._PROSE, b"")
    quick, full = re.compile(pattern, flags), re.compile(pattern.replace(assignments._DEAD_END, b""), flags)
    first = [b"", b")", b"]", b'"', b"=", b":", b",", b"\n", b" ", b"\r\n", b"),", b"{", b"}", b"(", b" \t"]
    then = [
        *first,
        b" = ",
        b": ",
        b"value",
        b"'value' :",
        b"vale",
        b" with: ",
        b" err := ",
        b"_ := ",
        b"|| ",
        b"default =",
    ]
    last = [
        *then,
        b'"abcdef',
        b"'abcdef'",
        b"get(",
        b"a[0]",
        b'r"x"',
        b"x" * 17,
        b"x9" * 9 + b"\n",
        b"x\n",
        b"x;",
        b"x,",
    ]
    for name in (b"key", b"key.of_it", b"k" + b"ey" * 30):
        for one in first:
            for two in then:
                for three in last:
                    text = name + one + two + three
                    expected, got = full.match(text), quick.match(text)
                    assert (got and got.groups()) == (expected and expected.groups()), text


def _keywords(text: Text) -> list[int]:
    lists = engine._lists_by_owner(text.data, 0).get("assignments", [])
    return engine._merged(lists)


def test_prose_assigns_nothing(monkeypatch: pytest.MonkeyPatch):
    """What is taken for words of a text would be no assignment otherwise, either."""
    before = [
        b"",
        b" ",
        b"the ",
        b"(",
        b'"',
        b"--",
        b" -",
        b"--x-",
        b"\nENV ",
        b"arg ",
        b"\n  set ",
        b"setenv ",
        b"- ",
        b".",
    ]
    names = [b"password", b"PASSWORD", b"api_key", b"token.key", b"identified", b"requirepass", b"X" * 50 + b"_key"]
    words = [b"by", b"with", b"value", b"values", b"string", b"is", b"or", b"As String", b"r", LONG.encode(), b"abc"]
    behind = [
        b" ",
        b".",
        b". ",
        b", ",
        b"\n",
        b"",
        b" = ",
        b" by 'x9y8z7w6'",
        b"." + LONG.encode(),
        b"'" + WORD.encode() + b"'",
    ]
    texts = [
        Text("app.py", b"%b%b %b%b" % parts + rest)
        for parts in itertools.product(before, names, words, behind)
        for rest in (b"", WORD.encode(), b'"' + WORD.encode() + b'"\n')
    ]

    def assigned() -> list[object]:
        return [list(assignments.assignments(text, _keywords(text))) for text in texts]

    quick = assigned()
    pattern, flags = assignments._IN_CODE._made_of
    monkeypatch.setattr(assignments, "_IN_CODE", re.compile(pattern.replace(assignments._PROSE, b""), flags))
    assert quick == assigned()
    assert any(quick)


def test_statements_without_a_joint_are_not_put_together():
    """The quick question before that says yes wherever the expression finds something."""
    between = [b"", b" ", b"+", b" + ", b".", b"\\", b"\\\n", b"\r\n", b"\n+", b" r", b"b", b",", b"x", b" + x + "]
    for quote in (b'"', b"'"):
        for one in between:
            for two in between:
                statement = b"a = " + quote + b"ab" + quote + one + two + quote + b"cd" + quote
                assert encoded._joined(statement) == encoded._JOINT.sub(b"", statement)


def test_every_way_of_searching_comes_to_the_same_hits():
    searches = [engine.automaton(), engine.automaton(fast=True), engine.by_trigrams]
    assert all(searches), "ahocorasick-rs belongs to the extra `test`"
    chosen = random.Random(7)
    texts = [b"", b"a", b"ab", b"".join(engine.LITERALS)]
    texts += [b"".join(chosen.choices([*engine.LITERALS, b" ", b"x", b"\n", b"\xff"], k=200)) for _ in range(100)]
    for text in texts:
        first, *others = [sorted(search(text)) for search in searches if search]
        assert all(other == first for other in others)


def lazy_patterns() -> Iterator[object]:
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if getattr(value, "_words", None):
                yield pytest.param(value, id=f"{module.name.rpartition('.')[2]}.{name}")


@pytest.mark.parametrize("pattern", [*lazy_patterns()])
def test_all_that_a_pattern_matches_has_one_of_its_words(pattern):
    written, flags = pattern._made_of
    texts = shapes_of(re._parser.parse(written, flags))  # type: ignore[attr-defined]
    assert [text for text in texts if not any(word in text.lower() for word in pattern._words)] == []


def shapes_of(pattern) -> set[str]:
    """The texts that a pattern matches, as far as they are certain; the rest is a NUL."""
    texts = {""}
    for name, argument in pattern:
        match str(name):
            case "LITERAL":
                following = {chr(argument)}
            case "BRANCH":
                following = {text for branch in argument[1] for text in shapes_of(branch)}
            case "SUBPATTERN":
                following = shapes_of(argument[-1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                following = {text + "\0" for text in shapes_of(argument[2])} if argument[0] else {"\0"}
                if argument[:2] == (1, 1):
                    following = shapes_of(argument[2])
            case "IN" if len(argument) < 5 and all(str(kind) == "LITERAL" for kind, _ in argument):
                following = {chr(code) for _, code in argument}
            case "AT" | "ASSERT_NOT":
                following = {""}
            case _:
                following = {"\0"}
        texts = {text + more for text in texts for more in following}
    return texts


def test_pictures_in_base64_are_checked(run: Run):
    """Their blank areas are thousands of the same letter, with which tokens of providers begin."""
    picture = base64.b64encode(bytes(30_000) + bytes(range(256)) * 40 + bytes(30_000)).decode()
    assert found(run, "logo.svg", f'<image href="data:image/png;base64,{picture}"/>') == []


def test_what_looks_like_a_token_within_base64_is_none(run: Run):
    token = "ABSK" + LONG * 5
    text = base64.b64encode(b"shop" * 30).decode()
    assert found(run, "page.html", f'<a href="data:application/pdf;base64,{text}/{token}">') == []
    assert found(run, "page.html", f'<a href="https://shop.org/{token}">') == ["aws-bedrock-key 1"]


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch):
    line = f'DB_PASSWORD = "{WORD}"\nx = "{AWS}"\n'.encode()
    text = Text("app.py", b"# nothing\n" * 50 + line * 40)
    whole = engine.candidates(text)
    for size in (7, 64, 1000):
        monkeypatch.setattr(engine, "BLOCK", size)
        assert engine.candidates(text) == whole


def test_without_the_library_the_same_is_found(run: Run, tmp_path: Path):
    """A fresh interpreter that cannot import it, on more than enough bytes for it to be wanted."""
    write_files(tmp_path, {"app.py": f'DB_PASSWORD = "{WORD}"\n' + "x = 1  # a token, a key\n" * 4_000})
    here = "from flask_upkeep.__main__ import main\nmain(['hardcoded-credentials', 'app.py'])\n"
    without = "import sys\nsys.modules['ahocorasick_rs'] = None\n" + here
    outputs = {
        subprocess.run([sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True).stdout
        for program in (here, without)
    }
    assert len(outputs) == 1
    assert "app.py:1:16: hardcoded-password" in outputs.pop()


# What is assigned to a name


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", f'DB_PASSWORD = "{WORD}"'),
        ("app.py", f"db_password: str = '{WORD}'"),
        ("app.py", f'connect(host="db", password="{WORD}")'),
        ("app.py", f'app.config["MAIL_PASSWORD"] = "{WORD}"'),
        ("app.py", f'config = {{"password": "{WORD}"}}'),
        ("app.py", f'os.environ.get("DB_PASSWORD", "{WORD}")'),
        ("app.py", f'os.environ.get("DB_PASSWORD") or "{WORD}"'),
        ("app.py", f'password = os.getenv("DATABASE", "{WORD}")'),
        ("app.py", f'if password == "{WORD}":'),
        ("app.py", f'user.set_password("{WORD}")'),
        ("app.py", f'PASSWORD = SecretStr("{WORD}")'),
        ("app.py", f'QUERY = "/login?user=web&password={WORD}"'),
        ("app.py", f"\"CREATE USER web PASSWORD '{WORD}'\""),
        ("app.py", 'password = "hu7-" + "qq9Zk2"'),
        ("app.py", f'API_TOKEN = "{LONG}"'),
        ("app.py", f'headers = {{"X-Api-Key": "{LONG}"}}'),
        ("compose.yml", f"      POSTGRES_PASSWORD: {WORD}"),
        ("compose.yml", "      POSTGRES_PASSWORD: postgres"),
        ("compose.yml", f"      - MARIADB_PASSWORD={WORD}"),
        ("compose.yml", f"      PASSWORD: ${{DB_PASSWORD:-{WORD}}}"),
        ("k8s/web.yaml", f"  - name: DB_PASSWORD\n    value: {WORD}"),
        ("settings.json", f'{{"db": {{"password": "{WORD}"}}}}'),
        ("settings.json", f'{{"name": "DB_PASSWORD", "value": "{WORD}"}}'),
        ("settings.toml", f'db_password = "{WORD}"'),
        ("settings.ini", f"db_password = {WORD}"),
        ("app.properties", f"spring.datasource.password={WORD}"),
        ("prod.env", f"DB_PASSWORD={WORD}"),
        ("deploy.sh", f"export DB_PASSWORD={WORD}"),
        ("deploy.sh", f"mysql --password={WORD} shop"),
        ("deploy.sh", f"mysql --password {WORD} shop"),
        ("Dockerfile", f"ENV DB_PASSWORD={WORD}"),
        ("Dockerfile", f"ENV DB_PASSWORD {WORD}"),
        ("web.xml", f"<password>{WORD}</password>"),
        ("web.xml", f'<property name="password">{WORD}</property>'),
        ("web.xml", f'<add password="{WORD}" />'),
        ("users.sql", f"ALTER USER web IDENTIFIED BY '{WORD}';"),
        ("app.js", f"const dbPassword = '{WORD}';"),
        ("app.ts", f"const password: string = `{WORD}`;"),
        ("Main.java", f'props.setPassword("{WORD}");'),
        ("conf.php", f"define('DB_PASSWORD', '{WORD}');"),
        ("main.go", f'Token: String("{LONG}"),'),
        ("page.html", f"{{&#34;password&#34;: &#34;{WORD}&#34;}}"),
    ],
)
def test_assigned(run: Run, path: str, text: str):
    assert len(found(run, path, text + "\n")) == 1


@pytest.mark.parametrize("value", ["dev", "changeme", "secret key", "you-will-never-guess", "reallyhardtoguess"])
def test_a_key_that_signs_counts_however_poor_it_is(run: Run, value: str):
    assert found(run, "config.py", f'SECRET_KEY = "{value}"\n') == ["hardcoded-secret 1"]
    assert found(run, "config.py", f'app.secret_key = os.getenv("KEY", "{value}")\n') == ["hardcoded-secret 1"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", 'DB_PASSWORD = os.environ["DB_PASSWORD"]'),
        ("app.py", 'password = request.form["password"]'),
        ("app.py", 'password = getpass.getpass("Password: ")'),
        ("app.py", 'DB_PASSWORD = ""'),
        ("app.py", 'DB_PASSWORD = "<password>"'),
        ("app.py", 'DB_PASSWORD = "change-this-password"'),
        ("app.py", 'DB_PASSWORD = "your-password-here"'),
        ("app.py", 'DB_PASSWORD = "xxxxxxxx"'),
        ("app.py", 'DB_PASSWORD = "${DB_PASSWORD}"'),
        ("app.py", 'DB_PASSWORD = "{{ db_password }}"'),
        ("app.py", 'DB_PASSWORD = "vault:secret/data/db#password"'),
        ("app.py", 'password = "password"'),
        ("app.py", 'PASSWORD_FIELD = "user_password"'),
        ("app.py", 'TOKEN_URL = "https://example.org/oauth/token"'),
        ("app.py", 'password_hash = "$2b$12$" + salt'),
        ("app.py", f'SECRET_KEY_FILE = "{WORD}"'),
        ("app.py", "password = db.Column(db.String(128))"),
        ("app.py", 'token = "access_token"'),
        ("app.py", 'password.encode("utf-8")'),
        ("app.py", 'names = ["username", "password", "hostname"]'),
        ("app.py", 'HashPassword("password", "aFr56HjK3DrB8t3S", 16)'),
        ("app.py", 'raise ValueError("Wrong password: try it again, Sam")'),
        ("app.py", f'cache_key = "{WORD}"'),
        ("app.py", f'RECAPTCHA_SITE_KEY = "6L{LONG}{LONG[:11]}"'),
        ("login.html", f'<div class="g-recaptcha" data-sitekey="6L{LONG}{LONG[:11]}"></div>'),
        ("app.py", 'compass = "north-7west"'),
        ("app.py", 'passed = "a7b8c9d0"'),
        ("app.py", 'TOKEN = f"{prefix}-a7b8c9d0e1f2"'),
        ("app.py", 'TOKEN_SHAPE = "ghx_[0-9A-Za-z]{36}"'),
        ("countries.py", '    ("PW", "Palau"),'),
        ("app.py", "SECRET_KEY = os.urandom(24)"),
        ("app.py", 'SECRET_KEY = "{secret_key}"'),
        ("pnpm-lock.yaml", f"password: {WORD}"),
        ("settings.yml", "minipass: 7.1.3"),
        ("settings.yml", "password: !vault |"),
        ("settings.yml", 'password: "{{ lookup(vault) }}"'),
        ("locales/de.yml", "password: Passwort-1"),
        ("app.js", "password: process.env.DB_PASSWORD,"),
        ("deploy.sh", "DB_PASSWORD=$(cat /run/secrets/db)"),
        ("deploy.sh", 'DB_PASSWORD="$1"'),
        ("reset.html", '<label for="password">Enter your new password:</label>'),
    ],
)
def test_not_assigned(run: Run, path: str, text: str):
    assert found(run, path, text + "\n") == []


@pytest.mark.parametrize(
    "path",
    "tests/test_app.py test_app.py app/tests.py spec/login_spec.rb docs/setup.md README.md examples/app.py "
    ".env.example .github/workflows/ci.yml config.sample.ini .sample.env config.toml.default e2e_config.ini "
    "shoparchivetesting/settings.py features/login.feature pytest.ini features/steps/login.py "
    "instance/testing.py runtestserver.py settings.cfg.tmpl".split(),
)
def test_what_is_assigned_in_tests_documentation_and_ci_is_made_up(run: Run, path: str):
    line = f'DB_PASSWORD = "{WORD}"\n'
    assert found(run, path, line) == []
    assert found(run, path, line, "--everywhere") == ["hardcoded-password 1"]
    assert len(found(run, path, f'x = "{AWS}"\n')) == 1, "a provider's token counts everywhere"


@pytest.mark.parametrize("path", "install.sh news.py app/history_views.py backtestings.py contest.py".split())
def test_what_only_begins_like_documentation_counts(run: Run, path: str):
    assert found(run, path, f'DB_PASSWORD="{WORD}"\n') == ["hardcoded-password 1"]


MADE_UP = "tests/test_app.py docs/setup.py ci/app.py locale/app.py app.lock a/b.md app.py".split()


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("path", MADE_UP)
def test_what_is_passed_over_would_have_been_stopped(path: str, everywhere: bool):
    """Whoever asks for all sees it, and no one else misses it."""
    lines = f'DB_PASSWORD = "{WORD}"\nSECRET_KEY = "{LONG}"\nAPI_KEY = "{LONG}"\napi_token = "{LONG}"\nx = "{AWS}"\n'
    text = Text(path, lines.encode(), everywhere)
    full, quick = engine.search(text, in_full=True), engine.search(text)
    assert [each for each in quick.candidates if not each.stopped_by] == [
        each for each in full.candidates if not each.stopped_by
    ]
    assert len(full.candidates) == 5
    assert len(quick.candidates) in (1, 5)


@pytest.mark.parametrize(
    "path", [*MADE_UP, ".env.example", "a.b/test/c.py", "test", "lang/x", "a/b-ci.yml", "docs", "a.default"]
)
def test_a_path_says_the_same_whole_as_in_parts(path: str):
    whole = (name for name, pattern in surroundings._KINDS if pattern.search(path))
    assert surroundings.surroundings(path) == next(whole, "")


# Where it stands, and in what encoding


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (f'a = 1\r\nDB_PASSWORD = "{WORD}"\r\n'.encode(), "2:16"),
        (f'a = 1\rDB_PASSWORD = "{WORD}"\r'.encode(), "2:16"),
        (f'\ufeffDB_PASSWORD = "{WORD}"\n'.encode(), "1:16"),
        (f'# \u00e9\u00e9\nx = "\u00e9", DB_PASSWORD = "{WORD}"\n'.encode(), "2:25"),
        (f'# \u00e9\nDB_PASSWORD = "{WORD}"\n'.encode("latin-1"), "2:16"),
        (f'a = 1\nDB_PASSWORD = "{WORD}"\n'.encode("utf-16"), "2:16"),
        (f'DB_PASSWORD = "{WORD}"'.encode(), "1:16"),
    ],
)
def test_place(run: Run, data: bytes, place: str):
    code, lines = run("hardcoded-credentials", {"settings.ini": data})
    assert code == 1
    assert lines[0].startswith(f"settings.ini:{place}: hardcoded-password DB_PASSWORD holds a password")


def test_binary_files_are_passed_over(run: Run):
    assert found(run, "photo.png", b"\x89PNG\0" + f'DB_PASSWORD = "{WORD}"'.encode()) == []


def test_each_line_is_told_so_that_a_mend_is_complete(run: Run):
    lines = f'DB_PASSWORD = "{WORD}"\nMAIL_PASSWORD = "{WORD}"\n'
    assert found(run, "config.py", lines) == ["hardcoded-password 1", "hardcoded-password 2"]


def test_one_finding_for_what_two_rules_see(run: Run):
    assert found(run, "config.py", f'AWS_ACCESS_KEY = "{AWS}"\n') == ["aws-access-key-id 1"]


# Other forms


@pytest.mark.parametrize(
    "line",
    [
        f'x = "{AWS[:9]}" + "{AWS[9:]}"',
        f"x = '{AWS[:9]}' + '{AWS[9:]}'",
        f'x = "\\u0041{AWS[1:]}"',
        f'x = "\\x41{AWS[1:]}"',
        f'x = b64decode("{base64.b64encode(AWS.encode()).decode()}")',
    ],
)
def test_other_forms(run: Run, line: str):
    assert found(run, "app.py", line + "\n") == ["aws-access-key-id 1"]


# Files of their own


@pytest.mark.parametrize(
    ("path", "text", "rules"),
    [
        (".netrc", f"machine example.org login web password {WORD}\n", ["stored-password 1"]),
        (".pgpass", f"# comment\nlocalhost:5432:shop:web:{WORD}\n", ["stored-password 2"]),
        (
            "etc/shadow",
            "root:*:19000\nweb:$6$" + "LnUhhUi45srUKt9i$" + "4Hp6VRTOB2mxvs" * 6 + ":1\n",
            ["password-hash 2"],
        ),
        ("web/.htpasswd", "web:$apr1$" + "tp8glkbm$fjg65tI1eipoBh62aEjIy0\n", ["password-hash 1"]),
        ("dump.sql", "INSERT INTO u VALUES (1, '$2y$12$" + "s.YfVZdfvAuO" * 4 + "');\n", ["password-hash 1"]),
        ("config/master.key", "3ebf21f8e5d1ab86" + "b27a720842c3bb56\n", ["key-file 1"]),
    ],
)
def test_stores(run: Run, path: str, text: str, rules: list[str]):
    assert found(run, path, text) == rules


def test_env_files_that_are_tracked(run: Run, run_in_repository: Run, tmp_path: Path):
    env = f"DB_PASSWORD={WORD}\n"
    assert found(run, ".env", env) == ["hardcoded-password 1"], "nobody tracks it"
    assert run_in_repository("hardcoded-credentials", {"tests/.env": env}, "tests/.env")[0] == 1
    code, lines = run_in_repository("hardcoded-credentials", {".env": env, ".flaskenv": "FLASK_APP=shop\n"})
    assert code == 1
    assert [line.split(" ")[1] for line in lines] == ["tracked-env-file", "hardcoded-password"]


def test_env_files_without_a_secret_may_be_tracked(run_in_repository: Run):
    assert run_in_repository("hardcoded-credentials", {".env": "FLASK_APP=shop\nPORT=8000\n"}) == (0, [])
    filled_in = 'DB_PASSWORD="<password>"\nAPI_TOKEN=${TOKEN}\n'
    assert run_in_repository("hardcoded-credentials", {".env": filled_in}) == (0, [])


def test_key_stores_that_are_tracked(run_in_repository: Run):
    code, lines = run_in_repository("hardcoded-credentials", {"web.jks": b"\xfe\xed\xfe\xed\0\0\0\2"})
    assert code == 1
    assert lines[0].startswith("web.jks:1:1: tracked-key-store web.jks is a store of keys in git")


# No output tells a secret


@pytest.mark.parametrize("output", ["text", "github", "gitlab", "json", "sarif"])
def test_no_format_tells_a_secret(run: Run, output: str):
    text = f'DB_PASSWORD = "{WORD}"\nx = "{AWS}"\nURL = "postgresql://web:{WORD}@db/shop"\n'
    code, lines = run("hardcoded-credentials", {"app.py": text}, f"--format={output}")
    assert code == 1
    told = "\n".join(lines)
    assert WORD[:4] not in told or WORD[:5] not in told
    assert WORD[:6] not in told
    assert AWS[:6] not in told


def test_no_short_secret_is_told(run: Run):
    _, lines = run("hardcoded-credentials", {"app.py": 'PASSWORD = "hu7q"\n'})
    assert '"h..." (4 characters)' in lines[0]


def test_a_baseline_knows_a_secret_by_its_digest(run_in_repository: Run, tmp_path: Path):
    files = {"app.py": f'DB_PASSWORD = "{WORD}"\n'}
    assert run_in_repository("hardcoded-credentials", files)[0] == 1
    done = subprocess.run(
        [sys.executable, "-I", "-m", "flask_upkeep", "baseline", "write"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout
    recorded = (tmp_path / ".upkeep-baseline.json").read_text()
    assert WORD not in recorded
    assert [entry["rule"] for entry in json.loads(recorded)["findings"]] == ["hardcoded-password"]
    baseline = "--baseline=.upkeep-baseline.json"
    moved = f'# moved\nDB_PASSWORD = "{WORD}"  # and remarked on\n'
    assert run_in_repository("hardcoded-credentials", {"app.py": moved}, baseline) == (0, [])
    new = f'DB_PASSWORD = "{WORD[::-1]}"\n'
    assert run_in_repository("hardcoded-credentials", {"app.py": new}, baseline)[0] == 1


def test_a_baseline_of_everywhere_knows_secrets_of_tests(run_in_repository: Run, tmp_path: Path):
    settings = "[tool.flask-upkeep.hardcoded-credentials]\neverywhere = true\n"
    files = {"tests/app.py": f'DB_PASSWORD = "{WORD}"\n', "pyproject.toml": settings}
    assert run_in_repository("hardcoded-credentials", files, "tests/app.py")[0] == 1
    write = [sys.executable, "-I", "-m", "flask_upkeep", "baseline", "write"]
    assert subprocess.run(write, cwd=tmp_path, capture_output=True).returncode == 0
    moved = {**files, "tests/app.py": f'x = 1\nADMIN_PASSWORD = "{WORD}"\n'}
    baseline = ("--baseline=.upkeep-baseline.json", "tests/app.py")
    assert run_in_repository("hardcoded-credentials", moved, *baseline) == (0, [])
    new = {**files, "tests/app.py": f'DB_PASSWORD = "{WORD[::-1]}"\n'}
    assert run_in_repository("hardcoded-credentials", new, *baseline)[0] == 1


# What a team allows


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('path = "app.py"\nreason = "a demonstration"', 0),
        ('path = "demo/*"\nreason = "a demonstration"', 1),
        ('rule = "hardcoded-password"\nreason = "a demonstration"', 0),
        ('rule = "aws-access-key-id"\nreason = "a demonstration"', 1),
        ('regex = "^mG7"\nreason = "a demonstration"', 0),
        ('regex = "^mG8"\nreason = "a demonstration"', 1),
        ('path = "app.py"\nregex = "^mG8"\nreason = "a demonstration"', 1),
        ('path = "app.py"', 2),
        ('reason = "nothing is named"', 2),
        ('regex = "("\nreason = "no expression"', 2),
        ('file = "app.py"\nreason = "no such key"', 2),
    ],
)
def test_allow(run: Run, tmp_path: Path, entry: str, code: int):
    table = f"[[tool.flask-upkeep.hardcoded-credentials.allow]]\n{entry}\n"
    write_files(tmp_path, {"pyproject.toml": table})
    result, lines = run("hardcoded-credentials", {"app.py": f'DB_PASSWORD = "{WORD}"\n'})
    assert result == code, lines


@pytest.mark.parametrize(
    "comment",
    ["pragma: allowlist secret", "pragma: whitelist secret", "gitleaks:allow", "nosec", "nosec B105", "noqa: S105"],
)
def test_markers_of_others(run: Run, comment: str):
    text = f'DB_PASSWORD = "{WORD}"  # {comment}\n'
    assert found(run, "app.py", text) == ["hardcoded-password 1"]
    assert found(run, "app.py", text, "--heed-markers") == []


def test_the_next_line_may_be_marked(run: Run):
    text = f'# pragma: allowlist nextline secret\nDB_PASSWORD = "{WORD}"\n'
    assert found(run, "app.py", text, "--heed-markers") == []


def test_ignored_with_a_reason(run: Run):
    text = f'DB_PASSWORD = "{WORD}"  # upkeep: ignore[hardcoded-password] a demonstration\n'
    assert found(run, "app.py", text) == []


# Explanations


def test_explain_finding(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    files = {"app.py": f'DB_PASSWORD = "{WORD}"\nMAIL_PASSWORD = "placeholder"\nx = 1\n'}
    run("hardcoded-credentials", files)
    code, lines = run("hardcoded-credentials", files, "--explain-finding=app.py:1")
    assert code == 0
    assert lines[0] == 'app.py:1: hardcoded-password: "mG7..." (12 characters), assigned to DB_PASSWORD: a finding'
    assert "    placeholder: not says of itself that it is to be replaced" in lines
    code, lines = run("hardcoded-credentials", files, "--explain-finding=app.py:2")
    assert lines[0].endswith("assigned to MAIL_PASSWORD: stopped by placeholder")
    assert lines[-1] == "    placeholder: yes, says of itself that it is to be replaced"
    assert run("hardcoded-credentials", files, "--explain-finding=app.py:3") == (
        0,
        ["app.py:3: no rule sees anything here"],
    )
    assert run("hardcoded-credentials", files, "--explain-finding=app.py")[0] == 2
    code, lines = run("hardcoded-credentials", {"tests/app.py": files["app.py"]}, "--explain-finding=tests/app.py:1")
    assert lines[0].endswith("assigned to DB_PASSWORD: stopped by test-file")


# Hostile input


@pytest.mark.parametrize("unit", [b"password=", b'password = "', b"'password': ", b"-", b'" + "', b"\\u0041", b"://a:"])
def test_repetitions_come_to_an_end(unit: bytes):
    text = Text("app.py", unit * (200_000 // len(unit)))
    assert isinstance(engine.candidates(text), list)


def test_a_file_that_goes_on_and_on_is_not_checked_to_its_end(run: Run):
    code, lines = run("hardcoded-credentials", {"app.py": f'DB_PASSWORD = "{WORD}"\n' * 10_100})
    assert code == 3
    assert lines[0].startswith("app.py:1:16: hardcoded-password")
    assert lines[-1].startswith("app.py: NOT CHECKED: only its first 10000 places that look like secrets were judged; ")


def test_many_findings_are_placed_in_one_pass():
    line = f'DB_PASSWORD = "{WORD}"; '.encode()
    text = Text("app.py", line * 3_000)
    placed = Scan(text.data, tuple(engine.candidates(text))).secrets()
    assert len(placed) == 3_000
    assert placed[-1][1] == (1, 2_999 * len(line) + 16)


def test_large_trees_are_shared_out_and_come_to_the_same(run_in_repository: Run, tmp_path: Path):
    filler = "x = 1\n" * 12_000
    files = {f"app_{number}.py": f'{filler}DB_PASSWORD = "{WORD}"\n' for number in range(110)}
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    outputs = set()
    for pinned in ("0", "0,1"):
        program = (
            f"import os\nos.sched_setaffinity(0, {{{pinned}}})\n"
            if hasattr(__import__("os"), "sched_setaffinity")
            else ""
        )
        program += "from flask_upkeep.__main__ import main\nmain(['hardcoded-credentials', '--all-files'])\n"
        done = subprocess.run([sys.executable, "-I", "-c", program], cwd=tmp_path, capture_output=True, text=True)
        assert done.stderr == ""
        outputs.add(done.stdout)
    assert len(outputs) == 1
    assert outputs.pop().count("hardcoded-password") == 110
