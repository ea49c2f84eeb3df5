"""Poor passwords that open something all the same, however much they look like the name of one; and texts that open
nothing: what something is compared with, what came of it, what everybody knows, fields that are filled in, comments,
and what stands beside a user or a secret that says so.
"""

from __future__ import annotations

from .._kit import regex as re
from . import patterns
from .announced import KEY, PASSWORD, SECRET, SERVICES, SIGNING, announced, words_of
from .assignments import Assignment
from .kinds import CODE, PROSE, SETTINGS, SHELL, YAML
from .surroundings import TESTS, surroundings
from .wordlike import looks_like_words

# So far from a key or a password its company is looked for.
_COMPANY = 300
_QUOTES = b"\"'"
# Who signs requests with a secret tells by his key who he is: https://datatracker.ietf.org/doc/html/rfc5849#section-1.1
_CLIENTS = frozenset("consumer client oauth app application".split())
# How words are written in signs, so that they pass for passwords: `pa55w0rd`.
_AS_LETTERS = str.maketrans("0134578@$!", "oleastbasi")
_COMPARE = frozenset((b"==", b"===", b"!=", b"!=="))
# A condition that ends with its colon, and the statement that stops.
_REFUSED = (
    rb"""(?m)^[ \t]*(?:el)?if\b[^#:]{0,200}\b%s["']?[\])]?\s{1,9}==\s{1,9}[rbu]?["']%s["']"""
    rb"""(?:[^:#\n]|\n(?!\n)){0,300}:[ \t]*(?:#[^\n]*)?\n\s{1,40}(?:raise\b|(?:sys\.|os\._)?exit\()"""
)
# The longest hash of a password and what it stands in.
_SECRET_DATA = 400
# Between the sign and the literal stand blanks, a prefix and a quote.
_TO_EQUALS = 13
# Here is no code that a name could belong to.
_DATA = (SETTINGS, YAML)


def is_environment(one: Assignment) -> bool:
    """`POSTGRES_PASSWORD: postgres` in a compose file is what opens the database, however poor."""
    opens = is_variable(one) or one.kind in (SETTINGS, YAML, SHELL) or surroundings(one.text.path) == TESTS
    return opens and one.announced == PASSWORD


def is_commented(one: Assignment) -> bool:
    """`# output_password = secret` shows how it would be set; `#define` does set it."""
    before = one.text.data[max(one.start - 120, 0) : one.start].rpartition(b"\n")[2].lstrip()
    if before.startswith(b"//"):  # .npmrc: //registry.npmjs.org/:_password=...
        return one.kind in (CODE, PROSE)
    return before.startswith((b"#", b";")) and not before.startswith(b"#define ")


def is_variable(one: Assignment) -> bool:
    """What the environment holds is a value, and no name of one."""
    if not one.name.isupper() or one.announced != PASSWORD:
        return False
    return one.kind in (SETTINGS, YAML, SHELL) or (one.operator == b"=" and not one.quoted and one.kind != CODE)


def opens_a_service(one: Assignment) -> bool:
    """`DB_PASSWORD = "password"`, `postgres_password = "postgres"`: poor, and yet what opens a database."""
    if one.announced == PASSWORD and one.kind is CODE and one.quoted and one.operator == b":":
        around = one.text.data[max(one.start - 200, 0) : one.end + 200]
        return one.value.lower() in patterns.NAMES_ONLY and patterns.CONNECTS.search(around) is not None
    is_set = one.operator == b"=" or (one.operator == b"," and one.name.isupper())  # getenv("DB_PASS", "shop")
    if one.announced != PASSWORD or not is_set or SERVICES.isdisjoint(words_of(one.name)):
        return False
    return one.value.lower() in patterns.NAMES_ONLY or not announced(one.value)


def is_poor_password(one: Assignment) -> bool:
    """`top_secret`: in code it may be the name of one, in quotes of a test it is what somebody logs in with."""
    joints = "_-" if surroundings(one.text.path) == TESTS else "_"
    return (
        _is_glued(one)
        or (_is_initial(one) and one.value.lower().startswith("change"))
        or (
            is_environment(one)
            and (one.value.islower() or (one.quoted and one.value.isalpha()))
            and (
                one.value.isalpha()
                or (one.quoted and all(sign.isalpha() or sign in joints for sign in one.value))
                or ((is_variable(one) or one.kind in _DATA) and one.value.replace("_", "").replace("-", "").isalnum())
            )
        )
    )


def _is_glued(one: Assignment) -> bool:
    """`mypassword`, `supersecretpassword`: a name would have a sign or a capital between its words."""
    if one.announced != PASSWORD or not one.value.isalpha() or not one.value.islower():
        return False
    if one.kind is CODE and not one.quoted:
        return False
    # getenv("SHOP_DB_PASSWORD", "shopdbpassword"): no name of one, where the variable stands before it
    is_default = one.operator == b"," and one.name.isupper() and not SERVICES.isdisjoint(words_of(one.name))
    return is_default or patterns.GLUED.match(one.value) is not None


def is_poor_secret(one: Assignment) -> bool:
    """`client_secret="supersecret"` in a test, likewise; the name of one has an underscore or a capital."""
    is_typed = one.quoted and one.value.isalpha() and one.value.islower() and surroundings(one.text.path) == TESTS
    is_set = one.kind in (*_DATA, SHELL) and one.name.isupper() and one.value.isalpha() and one.value.islower()
    names_one = one.announced == SECRET and "secret" in words_of(one.name)[-2:]
    return names_one and ((is_typed and words_of(one.name)[-1] == "secret") or (is_set and len(one.value) > 9))


def is_asked_for(one: Assignment) -> bool:
    """`if SECRET_KEY == "dev"` and `[ ${PASSWORD:=changeme} = changeme ]` ask whether it is still the first one."""
    if one.kind is SHELL and one.operator in (b":=", b":-"):
        match = patterns.ASKED.match(one.text.data, one.end)
        return match is not None and one.text.data[match.end() :].lstrip(b"\"'").startswith(one.value.encode())
    is_first = patterns.INITIAL.match(one.value) is not None or one.value.lower() in patterns.NAMES_ONLY
    return (one.announced == SIGNING or is_first) and _is_compared(one)


def is_refused(one: Assignment) -> bool:
    """`if SECRET_KEY == "of-developers": raise ...`: the file stops where its default is still there."""
    if one.kind is not CODE or not one.quoted or not _stands_behind_equals(one.text.data, one.value.encode()):
        return False
    name, value = (re.escape(each.encode()) for each in (one.name.rpartition(".")[2], one.value))
    return re.search(_REFUSED % (name, value), one.text.data) is not None


def _stands_behind_equals(data: bytes, value: bytes) -> bool:
    """Is something compared with such a literal? An expression with its name would be compiled for each."""
    at = data.find(value)
    while at >= 0:
        if b"==" in data[max(at - _TO_EQUALS, 0) : at]:
            return True
        at = data.find(value, at + 1)
    return False


def _is_compared(one: Assignment) -> bool:
    """In a shell `"$PASSWORD" = "..."`, too."""
    if one.operator in _COMPARE:
        return True
    if one.kind is not SHELL or one.operator != b"=":
        return False
    before = one.text.data[max(one.start - 80, 0) : one.start].rpartition(one.name.encode())[0]
    return before.endswith((b"$", b"${"))


def is_outcome(one: Assignment) -> bool:
    """`--- PASS: test_of_login`, `{"pass": "passed", "fail": "failed"}`"""
    name = one.name.rpartition(".")[2]
    if name.lower() != "pass":
        return False
    is_result = one.operator == b":" or (one.operator == b"=" and name == "Pass")
    if not one.quoted and is_result and name != "pass" and one.kind not in (YAML, SETTINGS):
        return True
    return b"fail" in one.text.data[max(one.start - 200, 0) : one.end + 200].lower()


def is_expected(one: Assignment) -> bool:
    return surroundings(one.text.path) == TESTS and "expected" in words_of(one.name)


def is_pattern(one: Assignment) -> bool:
    """`assert_file path, ~r/password: "postgres"/`, `sed "s/SECRET_KEY = '.*'/.../"`: what another file says."""
    before = one.text.data[max(one.start - 120, 0) : one.start]
    if b"sed" in before and (opened := patterns.SUBSTITUTED.search(before)):
        return opened["by"].decode() not in one.value  # else what replaces it belongs to the value
    if not one.quoted:
        return patterns.EXPRESSION.match(one.value) is not None  # /password=\S+/
    if one.text.data[one.end + 1 : one.end + 2] != b"/":
        return False
    return patterns.OPENS_PATTERN.search(before[-80:]) is not None


def is_of_certificates(one: Assignment) -> bool:
    """`keytool -keystore .../cacerts -storepass changeit`: everybody reads what authorities Java trusts.

    https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html
    """
    return one.value == "changeit" and b"cacerts" in one.text.data[max(one.start - 300, 0) : one.end + 300]


def is_placeholder(one: Assignment) -> bool:
    """`changeit` is what every Java key store opens with: such a password works until somebody heeds it."""
    if _is_initial(one):
        return False
    opens = is_variable(one) and not SERVICES.isdisjoint(words_of(one.name))
    value = one.value.removeprefix("test") if opens else one.value  # `test_db_pass` opens the database of tests
    return patterns.PLACEHOLDER.search(value) is not None or _is_in_placeholder(one)


def _is_initial(one: Assignment) -> bool:
    """`reader_password = "change_me_reader"`: the first one that each user is given."""
    if one.announced != PASSWORD:
        return False
    value, _, last = one.value.rpartition("_")
    return patterns.INITIAL.match(value if last.lower() in words_of(one.name) else one.value) is not None


def is_placeholder_key(one: Assignment) -> bool:
    """What is put into a comment to be replaced is no default, either."""
    if one.announced != SIGNING:
        return False
    is_sample = is_commented(one) and (len(one.value) < 8 or is_placeholder(one))
    return is_sample or patterns.TO_REPLACE.search(one.value) is not None


def _is_in_placeholder(one: Assignment) -> bool:
    """`<input placeholder="X-Auth-Token: ...">` and `usage: add [password: OPTIONAL]` show how a field is filled in."""
    if one.quoted or one.operator != b":":
        return False
    before = one.text.data[max(one.start - 80, 0) : one.start]
    is_argument = one.value.isupper() and one.value.isalpha() and one.text.data[one.end : one.end + 1] == b"]"
    is_usage = is_argument and before.rpartition(one.name.encode())[0].endswith(b"[")
    return is_usage or before.rpartition(b"=")[0].endswith(b"placeholder")


def says_more_than_its_name(one: Assignment) -> bool:
    """`SECRET_KEY=super_secret_key` signs with that; in YAML a key of `secret_key` may be where it is looked up."""
    is_literal = one.kind is not YAML or one.operator != b":"
    name, value = words_of(one.name), words_of(one.value)
    return is_literal and value[-2:] == name[-2:] and not set(value) <= set(name)


def is_object(one: Assignment) -> bool:
    """`credentials = '{"type": "password", ...}'`: https://www.rfc-editor.org/rfc/rfc8259#section-4"""
    has_digit = any(map(str.isdigit, one.value))  # as what a generator drew has
    return one.quoted and not has_digit and patterns.OBJECT.match(one.value) is not None


def is_salt_of_a_hash(one: Assignment) -> bool:
    """The salt in Keycloak's `"secretData": "..."`: whoever has it has the hash beside it, and no password.

    https://www.keycloak.org/docs-api/latest/rest-api/index.html#CredentialRepresentation
    """
    if words_of(one.name)[-1:] != ("salt",):
        return False
    before = one.text.data[max(one.start - _SECRET_DATA, 0) : one.start]
    return b'"secretData"' in before[before.rfind(b"\n") + 1 :]


def is_filled_in(one: Assignment) -> bool:
    """`f":{config['password']}@"`: https://docs.python.org/3/reference/lexical_analysis.html#f-strings"""
    if "{" not in one.value or not one.quoted or one.kind is not CODE or "{" not in one.value.replace("{{", ""):
        return False
    before = one.text.data[max(one.start - 6, 0) : one.start].rstrip(_QUOTES)
    return before.endswith((b"f", b"F", b"$")) and before[-2:-1] not in _QUOTES + b"\\"


def is_shown_in_comment(one: Assignment) -> bool:
    """`# DB_PASSWORD = 'changeme2'` shows how it would be set; what a generator drew was in use."""
    if one.announced != PASSWORD or not is_commented(one):
        return False
    value = one.value.strip("0123456789!?*.-_")
    return len(set(one.value)) < 5 or value.isalpha() or looks_like_words(value.translate(_AS_LETTERS))


def is_in_quotes(one: Assignment) -> bool:
    """`"password:..."`: name and value stand in one text."""
    before = one.text.data[max(one.start - 70, 0) : one.start].rpartition(b":")[0]
    return before[: -len(one.name)][-1:] in (b'"', b"'")


def is_shared(one: Assignment) -> bool:
    """`https://codecov.io/gh/me/app/graph/badge.svg?token=...` shows a picture to everybody."""
    if one.operator != b"=" or one.quoted:
        return False
    before = one.text.data[max(one.start - 200, 0) : one.start]
    return patterns.LINK.search(before) is not None


def is_argument(one: Assignment) -> bool:
    """`require("wifi_password", "edit")`: the name of a secret and a plain word, handed to what sets nothing.

    What is called just a key is looked up, moved or deleted by it.
    """
    if one.operator != b",":
        return False
    if one.announced != KEY and (one.name.isupper() or not (one.value.isalpha() and one.value.islower())):
        return False
    called, opened, _ = one.text.data[max(one.start - 120, 0) : one.start].rpartition(b"(")
    return bool(opened) and patterns.SETS.search(called.decode("latin-1")) is None


def names_a_client(one: Assignment) -> bool:
    """`consumer_key` beside `consumer_secret`: the one says who signs, the other is what he signs with."""
    if one.name[-3:].lower() != "key" or not _CLIENTS.intersection(words_of(one.name)[-2:-1]):
        return False
    lowered = one.text.data[max(one.start - _COMPANY, 0) : one.end + _COMPANY].lower()
    return (one.name[:-3] + "secret").lower().encode() in lowered


def is_of_a_sample_user(one: Assignment) -> bool:
    """`user: myuser` beside `password: mypass`: who sets the one sets the other. An environment is set already."""
    if one.announced != PASSWORD or not one.value.lower().startswith(("my", "some", "your")) or is_variable(one):
        return False
    around = one.text.data[max(one.start - _COMPANY, 0) : one.end + _COMPANY]
    return patterns.SAMPLE_USER.search(around) is not None
