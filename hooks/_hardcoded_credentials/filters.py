"""Why a value is no secret although its name announces one: filters with names, asked in their order."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from .._kit.typed import NamedTuple
from .announced import KEY, PASSWORD, SECRET, SIGNING, announced, words_of
from .assignments import Assignment
from .kinds import CODE, MARKUP, SETTINGS, SHELL, YAML
from .lazy import lazy
from .surroundings import CI, DOCUMENTATION, GENERATED, TESTS, surroundings
from .wordlike import looks_like_words

# A line of code that is longer is made by a tool.
_MINIFIED = 1_000


class Filter(NamedTuple):
    """``stops(assignment)`` says whether it is no secret; ``because`` is the reason as --explain-finding gives it."""

    name: str
    because: str
    stops: Callable[[Assignment], bool]


_LOOKED_UP = lazy(
    r"""\$\{|\$\(|\{\{|\}\}|%\(\w+\)|\#\{|<%|%>|^<[^<>]*>?$|^\$\w+$|^%\w+%$|^@\w+@$|^\{[\w.:]*\}$|^\[[\w .-]*\]$
      |^__\w+__$|^&?\w*\$\{?\w+\}?$|^!\w|^\$[A-Z_]+|^'?\$|%\w+%|%[sdvrq]\b|\(\?|\[\^|\{\d?\}|\$\[|^ENC\[|\(\)
      |^[*&][a-zA-Z]|secretKeyRef|valueFrom|\{[A-Za-z_]\w*(?:[.:!][\w.]*)?\}|\]\{\d|\[0-9|\[A-Za-z
      |^(?:arn|vault|ssm|op|aws-sm|secretsmanager|file|env|gopass|keyring|azkv|kv|doppler|projects)[:/]""",
    re.VERBOSE,
    words="$ { } % < @ [ __ ! ( * & secretkeyref valuefrom : /".split(),
)
_PLACEHOLDER = lazy(
    r"""(?i)change[-_ ]?(?:me|it|this)|your|example|dummy|placeholder|fake|redacted|xxx|\*\*\*|\.\.\.|to-?do
      |insert|replace|sample|specify|hidden|removed|censored|enter[-_ ]|put[-_ ]|<.+>|fill[-_ ]?in|lorem|blah
      |notreal|testing|mock|unused|some[-_ ]?(?:pass|secret|token|key|random|value)
      |my[-_ ]?(?:pass|secret|token|key|api|access)|^my[-_]|no[-_ ]?(?:pass|secret|token|key)|goes[-_ ]?here
      |[-_ ]here$|here[-_]|not[-_ ]?(?:set|used|needed|real|a)
      |^foo|foobar|^bar|^baz|^abc|^test(?:[-_]|pass|pwd|user|secret|token|key)|[-_]test$|generate
      |secure[-_ ]?random|random[-_ ]|\u2026""",
    re.VERBOSE,
    words=(
        "change your example placeholder fake redacted xxx *** ... do insert replace sample specify hidden removed "
        "censored enter put < fill lorem blah mock unused some my no here foo bar baz abc test generate \u2026"
    ).split(),
)
_NOTHING = frozenset(
    "none null nil true false yes no on off undefined nan empty blank default unset disabled enabled required "
    "optional string str int integer bool boolean number object text any bytes unknown auto inherit self this void "
    "test function ascii utf utf8 utf-8 latin-1".split()
)
_NAMES_ONLY = frozenset("password passwd pass secret token".split())
_PATH = lazy(
    r"^(?:\.{0,2}/|~/|[A-Za-z]:\\|file:)|^[\w.-]+(?:/[\w.-]+)+\.\w{1,5}$|\.(?:txt|pem|key|crt|json|ya?ml|py|js|html?|env|p12|jks|toml|ini|conf|xml|php|rb)$|^/[\w/-]+$",
    words=r"/ :\ file: .txt .pem .key .crt .y .py .js .htm .env .p12 .jks .toml .ini .conf .xml .php .rb".split(),
)
_URL = lazy(r"^[a-z][a-z+.-]{1,15}://", re.IGNORECASE, words=("://",))
_IDENTIFIER = lazy(r"^[A-Za-z_$][\w$]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*(?:\(.*\)|\[.*\])?[;,]?$")
_CONSTANT = lazy(r"^[A-Z][A-Z]*(?:_[A-Z]+)+$")
_DATE_OR_VERSION = lazy(r"^v?\d+(?:[.:/-]\d+)*(?:[ T][\d:.Z+-]+)?$")
_VERSION = lazy(r"^[~^v]?\d+\.\d+\.\d+\S*$")
_UUID = lazy(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
_HASH = lazy(
    r"^(?:sha(?:1|256|384|512)|md5)[-:]|^\$(?:2[aby]|5|6|1|argon2\w*|pbkdf2\S*|scrypt)\$|^pbkdf2:|^scrypt:|^\{\w+\}|^\$\d\$|^\$[\w-]+\$v?=",
    re.IGNORECASE,
    words="sha md5 $ pbkdf2: scrypt: {".split(),
)
_SPACED = lazy(r"\s")
_PEM = lazy(r"^-----|^ssh-(?:rsa|ed25519)|^AAAA[BC]3|^MII|^ecdsa-")
_MESSAGE = lazy(r"^(?:[a-z]+[._/-]){2,}[a-z]+$|^[A-Za-z]+(?:[ ._:/-][A-Za-z]+)+[:.?!*]?$")


def _is_short(one: Assignment) -> bool:
    return len(one.value) < (4 if one.announced == PASSWORD else 8)


def _is_prose(one: Assignment) -> bool:
    """Has spaces, unless as a generator that uses all characters puts them, or in a key that signs."""
    spaces = len(_SPACED.findall(one.value))
    letters = sum(map(str.isalpha, one.value))
    return spaces > 0 and (len(one.value) < 32 or spaces * 10 > len(one.value) or letters > 0.75 * len(one.value))


def _is_environment(one: Assignment) -> bool:
    """`POSTGRES_PASSWORD: postgres` in a compose file is what opens the database, however poor."""
    return one.kind in (SETTINGS, YAML, SHELL) and one.announced == PASSWORD and one.name.isupper()


def _is_nothing(one: Assignment) -> bool:
    value = one.value.lower()
    return value in _NOTHING or (value in _NAMES_ONLY and not _is_environment(one))


def _repeats_name(one: Assignment) -> bool:
    if _is_environment(one):
        return False
    said = set(words_of(one.value))
    return bool(said) and said <= set(words_of(one.name)) and not re.search(r"\d", one.value)


def _is_date_or_version(one: Assignment) -> bool:
    if one.announced == PASSWORD:
        return _VERSION.match(one.value) is not None
    return _DATE_OR_VERSION.match(one.value) is not None


def _is_monotonous(one: Assignment) -> bool:
    return len(set(one.value)) < 3 or (len(set(one.value)) * 4 < len(one.value) and len(one.value) < 40)


def _is_expression(one: Assignment) -> bool:
    """Bare words of code, and calls, in a file where values need no quotes."""
    if one.quoted:
        return False
    value = one.value
    if "(" in value or "[" in value:
        return True
    return value.startswith(("$", "self.", "this.", "os.", "process.env", "config.", "settings."))


def _is_words(one: Assignment) -> bool:
    """A token is random; a password may be a word, but no identifier."""
    value = one.value
    if _CONSTANT.match(value):
        return True
    if one.announced == SIGNING:
        return not one.quoted and looks_like_words(value) and not value.isalpha()
    if one.announced == PASSWORD:
        if one.name.lower() == "pw":  # a password, and Palau
            return looks_like_words(value)
        return _MESSAGE.match(value) is not None and looks_like_words(value)
    return looks_like_words(value)


def _names_a_secret(one: Assignment) -> bool:
    """`clientSecret`, `db.password`: the name of a secret, and no secret."""
    if _is_environment(one) and one.value.islower() and one.value.isalpha():
        return False
    return not re.search(r"\d", one.value) and _IDENTIFIER.match(one.value) is not None and bool(announced(one.value))


def _is_not_random(one: Assignment) -> bool:
    """What is called just a key has to look like nothing else."""
    if one.announced != KEY:
        return False
    value = one.value
    digits = sum(map(str.isdigit, value))
    return (
        len(value) < 16
        or digits < 3
        or digits > 0.7 * len(value)
        or not re.fullmatch(r"[\w+/=.~-]+", value)
        or re.fullmatch("[0-9a-fA-F]{40}", value) is not None
    )


def _is_minified(one: Assignment) -> bool:
    if one.kind not in (CODE, MARKUP) or one.start < _MINIFIED or one.text.path.endswith((".json", ".py", ".sql")):
        return False
    return one.text.data.find(b"\n", one.start - _MINIFIED, one.start) < 0


def _is_sequence(one: Assignment) -> bool:
    """`12345678`, `abcdef...`: no generator makes them, and whoever types them means none."""
    value = one.value.lower()
    steps = [ord(b) - ord(a) for a, b in pairwise(value)]
    return max(steps.count(1), steps.count(0), steps.count(-1)) >= 0.7 * len(steps)


def _is_placeholder_key(one: Assignment) -> bool:
    return (
        one.announced == SIGNING
        and re.search(r"(?i)your|<|xxx|\.\.\.|example|placeholder|insert|replace", one.value) is not None
    )


def _made_up_in(name: str) -> Callable[[Assignment], bool]:
    return lambda one: surroundings(one.text.path) == name


# The filters that `--everywhere` takes away.
SURROUNDINGS = (
    Filter(TESTS, "a test or fixture", _made_up_in(TESTS)),
    Filter(DOCUMENTATION, "an example in documentation", _made_up_in(DOCUMENTATION)),
    Filter(CI, "a service of continuous integration, which lives for minutes", _made_up_in(CI)),
)
FILTERS = (
    Filter(GENERATED, "a lock file, a translation, or a file that a tool wrote", _made_up_in(GENERATED)),
    Filter("minified", "a line of code too long to be written by hand", _is_minified),
    Filter("short", "too short for what its name announces", _is_short),
    Filter("look-up", "filled in from elsewhere", lambda one: _LOOKED_UP.search(one.value) is not None),
    Filter("nothing", "a word that stands for no value or any", _is_nothing),
    Filter(
        "placeholder",
        "says of itself that it is to be replaced",
        lambda one: _PLACEHOLDER.search(one.value) is not None,
    ),
    Filter("placeholder-key", "says of itself that it is to be replaced", _is_placeholder_key),
    Filter("prose", "has spaces", _is_prose),
    Filter("repeats-name", "says the same as its name", _repeats_name),
    Filter("names-a-secret", "the name of a secret", _names_a_secret),
    Filter("not-ascii", "text in a language of people", lambda one: not one.quoted and not one.value.isascii()),
    Filter("monotonous", "few different characters", _is_monotonous),
    Filter("sequence", "a sequence of keys", _is_sequence),
    Filter("path", "a path or file name", lambda one: _PATH.search(one.value) is not None),
    Filter("url", "an address without user information", lambda one: _URL.search(one.value) is not None),
    Filter("hash", "a hash, which opens nothing", lambda one: _HASH.search(one.value) is not None),
    Filter("public-key", "a certificate or a public key", lambda one: _PEM.search(one.value) is not None),
    Filter(
        "date-or-version",
        "a number, date or version",
        _is_date_or_version,
    ),
    Filter("expression", "an expression, not a literal", _is_expression),
    Filter("not-random", "called just a key, and not random enough for a secret one", _is_not_random),
    Filter("words", "made of words", _is_words),
)


# A poor key of an application is a key all the same, so most filters are not asked about it.
_SIGNING_ASKED = frozenset(
    "test-file documentation continuous-integration generated-file minified look-up nothing placeholder-key url "
    "monotonous expression words path hash".split()
)


def asked(what: str, *, everywhere: bool) -> tuple[Filter, ...]:
    """The filters for values of names that announce ``what``, in their order."""
    every = FILTERS if everywhere else (*FILTERS, *SURROUNDINGS)
    return tuple(each for each in every if each.name in _SIGNING_ASKED) if what == SIGNING else every


_ASKED = {
    (what, everywhere): asked(what, everywhere=everywhere)
    for what in (PASSWORD, SECRET, SIGNING, KEY)
    for everywhere in (False, True)
}


def stopped_by(assignment: Assignment) -> str:
    """The name of the first filter that stops it, or nothing."""
    for each in _ASKED[assignment.announced, assignment.text.everywhere]:
        if each.stops(assignment):
            return each.name
    return ""
