"""Why a value is no secret although its name announces one: filters with names, asked in their order."""

from __future__ import annotations

from itertools import pairwise

from .._kit import regex as re
from .._kit.light import Callable, cache
from .._kit.typed import NamedTuple
from . import patterns
from .announced import KEY, PASSWORD, SECRET, SERVICES, SIGNING, announced, words_of
from .assignments import Assignment
from .kinds import CODE, MARKUP, OTHER, PROSE, SETTINGS, SHELL, YAML
from .placeholders import is_published
from .poor import (
    is_argument,
    is_asked_for,
    is_commented,
    is_environment,
    is_expected,
    is_filled_in,
    is_in_quotes,
    is_object,
    is_of_a_sample_user,
    is_of_certificates,
    is_outcome,
    is_pattern,
    is_placeholder,
    is_placeholder_key,
    is_poor_password,
    is_poor_secret,
    is_refused,
    is_salt_of_a_hash,
    is_shared,
    is_shown_in_comment,
    is_variable,
    names_a_client,
    opens_a_service,
    says_more_than_its_name,
)
from .surroundings import CI, DOCUMENTATION, GENERATED, TESTS, is_in_docstring, is_in_example, is_in_test, surroundings
from .wordlike import looks_like_words

# A line of code that is longer is made by a tool.
_MINIFIED = 1_000
# Times in milliseconds have 13 digits.
_LONG_NUMBER = 15


class Filter(NamedTuple):
    """``stops(assignment)`` says whether it is no secret; ``because`` is the reason as --explain-finding gives it."""

    name: str
    because: str
    stops: Callable[[Assignment], bool]


def _is_short(one: Assignment) -> bool:
    opens = is_variable(one) and not SERVICES.isdisjoint(words_of(one.name)) and not is_commented(one)
    least = 3 if opens or (one.operator == b" " and one.quoted) else 4  # CREATE ROLE web PASSWORD 'web'
    return len(one.value) < (least if one.announced == PASSWORD else 8)


def _is_looked_up(one: Assignment) -> bool:
    if one.value[:1] == "`" and (one.kind is SHELL or " " in one.value):  # what a command says
        return True
    if patterns.LOOKED_UP.search(one.value) is not None:
        return not _has_crossed_brackets(one.value) and not _is_drawn_from_all_signs(one)
    may_interpolate = one.kind is SHELL or one.text.path.endswith(patterns.INTERPOLATES)
    return may_interpolate and patterns.INTERPOLATED.search(one.value) is not None


def _has_crossed_brackets(value: str) -> bool:
    """`{{a}b)c]`: no language closes its brackets like that, but a generator that uses all signs does."""
    opened: list[str] = []
    for sign in value:
        if sign in "([{":
            opened.append(sign)
        elif sign in patterns.CLOSES and opened and opened.pop() != patterns.CLOSES[sign]:
            return True
    return False


def _is_drawn_from_all_signs(one: Assignment) -> bool:
    """`*ym(b-zn8p%s@vrm0z`: a generator put signs there that no template needs; a regular expression has reasons."""
    value = one.value
    is_literal = one.quoted or one.kind is SETTINGS
    if not is_literal or len(value) < 12 or len(patterns.OF_GENERATORS.intersection(value)) < 3:
        return False
    return any(map(str.isalpha, value)) and patterns.BRACED.search(value) is None


def _is_prose(one: Assignment) -> bool:
    """Has spaces, unless as a generator that uses all characters puts them, or in a key that signs."""
    spaces = len(patterns.SPACED.findall(one.value))
    letters = sum(map(str.isalpha, one.value))
    if spaces == 0:
        return _begins_a_sentence(one)
    return len(one.value) < 32 or spaces * 10 > len(one.value) or letters > 0.75 * len(one.value)


def _begins_a_sentence(one: Assignment) -> bool:
    """`the passphrase: should have eight characters`, `DB_PASSWORD= what the database asks for`"""
    if one.quoted or not one.value.isalpha():
        return False
    is_spaced = one.operator == b"=" and one.text.data[one.start - 2 : one.start] == b"= "
    if one.operator != b":" and not is_spaced:
        return False
    is_text = one.kind in (PROSE, MARKUP) or is_commented(one) or is_in_quotes(one)
    return is_text and patterns.NEXT_WORD.match(one.text.data, one.end) is not None


def _has_stray_sign(one: Assignment) -> bool:
    """One sign that tokens do not have amid many that they have; generators that use all signs use more."""
    if (
        one.announced not in (SECRET, KEY)
        or len(one.value) < 16
        or not patterns.TOKEN_NAME.search(" ".join(words_of(one.name)))
    ):
        return False
    value = patterns.ESCAPED.sub("", one.value).rstrip("\\=")
    return 0 < len(patterns.STRAY.sub("", value)) < 3


def _is_cut_short(one: Assignment) -> bool:
    from .providers import shortest

    return one.announced in (SECRET, KEY) and len(one.value) < 0.75 * shortest(one.value)


def _is_nothing(one: Assignment) -> bool:
    value = one.value.lower().rstrip(".!")
    opens = (is_environment(one) or opens_a_service(one)) and not is_commented(one)
    if value in patterns.SHORT_NAMES and surroundings(one.text.path) == TESTS:
        return True
    if value == "test":
        return not (is_variable(one) or opens_a_service(one)) or is_commented(one)
    is_left_out = not one.quoted and patterns.NEXT_VARIABLE.match(one.value) is not None
    if one.announced == SIGNING and value in patterns.NAMES_ONLY and one.quoted and _is_setting(one):
        return False
    if value in patterns.STAND_INS:
        return one.announced != SIGNING
    return value in patterns.NOTHING or (value in patterns.NAMES_ONLY and not opens) or is_left_out


def _is_setting(one: Assignment) -> bool:
    """`SECRET_KEY = "secret"` signs with that word, however poor."""
    return one.operator == b"=" and one.name.rpartition(".")[2].isupper()


def _repeats_name(one: Assignment) -> bool:
    if is_environment(one) or opens_a_service(one):
        return False
    if re.search(r"\d", one.value):
        return _squeezed(one.value) in _squeezed(one.name)
    said = set(words_of(one.value))
    is_poor = one.announced == PASSWORD and one.value.isalpha() and not any(map(announced, said))  # "shop" of a shop
    is_same = _squeezed(one.value) == _squeezed(one.name)
    return bool(said) and (is_same or (not is_poor and said <= set(words_of(one.name))))


def _squeezed(text: str) -> str:
    return patterns.SIGNS.sub("", text).lower()


def _is_date_or_version(one: Assignment) -> bool:
    if one.announced == PASSWORD or patterns.VERSION.match(one.value):
        return patterns.VERSION.match(one.value) is not None
    is_long = one.value.isdigit() and len(one.value) >= _LONG_NUMBER
    return patterns.DATE_OR_VERSION.match(one.value) is not None and not is_long


def _is_monotonous(one: Assignment) -> bool:
    if one.announced == PASSWORD and len(set(filter(str.isalnum, one.value))) == 2 and len(one.value) < 8:
        return False  # `121212` is a password, `yyyyyy` stands for one
    if one.announced != PASSWORD and one.value[:3] == one.value[:1] * 3 and patterns.REPEATED.match(one.value):
        return True
    return len(set(one.value)) < 3 or (len(set(one.value)) * 4 < len(one.value) and len(one.value) < 40)


def _is_expression(one: Assignment) -> bool:
    """Bare words of code, and calls, in a file where values need no quotes; and the begin of a longer expression."""
    value = one.value
    is_page = one.kind is MARKUP or one.text.path.endswith((".vue", ".svelte"))
    if is_page and patterns.REFERENCE.search(one.text.data, max(one.start - 100, 0), one.start):
        return True
    if one.quoted:
        goes_on = patterns.JOINED if value.endswith((":", "=")) else patterns.COMPARED
        is_more = goes_on.match(one.text.data, one.end) is not None and (goes_on is patterns.JOINED or one.kind is CODE)
        return is_more or patterns.ASSIGNS.match(value) is not None
    if "(" in value or "[" in value:
        return not _has_crossed_brackets(value) and not _is_drawn_from_all_signs(one)
    if one.kind is PROSE and value.isalpha() and one.text.data[one.start - 2 : one.start] == b"= ":
        return one.text.data[one.end : one.end + 1] == b";"
    if one.kind is MARKUP and patterns.ATTRIBUTE.match(value):
        return True
    return value.startswith(("$", "self.", "this.", "os.", "process.env", "config.", "settings."))


def _is_words(one: Assignment) -> bool:
    """A token is random; a password may be a word, but no identifier."""
    value = one.value
    if patterns.CONSTANT.match(value):
        is_default = patterns.DEFAULT.search(one.text.data, max(one.start - 100, 0), one.start) is not None
        return one.announced != SIGNING or (patterns.INITIAL.match(value) is None and not is_default)
    if one.announced == SIGNING and patterns.CAMEL.match(value):  # {"secret_key": "secretKey"}: what a field is called
        return _squeezed(value) == _squeezed(one.name)
    if one.announced == SIGNING:
        is_script = one.kind is OTHER and one.operator == b"="  # a file without an ending
        is_set = one.name.isupper() and (one.kind in (SETTINGS, YAML, SHELL) or is_script)
        is_name = announced(value) != "" and not (is_set and says_more_than_its_name(one))
        return not one.quoted and looks_like_words(value) and not value.isalpha() and (not is_set or is_name)
    if is_poor_secret(one) or patterns.FERNET.match(value):
        return False
    if one.announced == PASSWORD:
        if one.name.lower() == "pw":  # a password, and Palau
            return looks_like_words(value)
        return patterns.MESSAGE.match(value) is not None and looks_like_words(value) and not is_poor_password(one)
    return looks_like_words(value)


def _names_a_secret(one: Assignment) -> bool:
    """`clientSecret`, `db.password`: the name of a secret, and no secret."""
    if is_poor_password(one) or opens_a_service(one) or is_poor_secret(one):
        return False
    return (
        not re.search(r"\d", one.value)
        and patterns.IDENTIFIER.match(one.value) is not None
        and bool(announced(one.value))
    )


def _is_not_random(one: Assignment) -> bool:
    """What is called just a key has to look like nothing else."""
    if one.announced != KEY:
        return False
    value = one.value
    digits = sum(map(str.isdigit, value))
    return (
        len(value) < 16
        or digits < 3
        or digits > 0.9 * len(value)
        or not re.fullmatch(r"[\w+/=.~-]+", value)
        or re.fullmatch("[0-9a-fA-F]{40}", value) is not None
        or patterns.DASHED.match(value) is not None
    )


def _is_of_people(one: Assignment) -> bool:
    """Text in a language of people that is not written in ASCII's letters."""
    return not one.value.isascii() and (not one.quoted or not any(map(str.isascii, one.value)))


def _is_minified(one: Assignment) -> bool:
    if one.kind not in (CODE, MARKUP) or one.start < _MINIFIED or one.text.path.endswith((".json", ".py", ".sql")):
        return False
    return one.text.data.find(b"\n", one.start - _MINIFIED, one.start) < 0


def _is_of_a_hash(one: Assignment) -> bool:
    return patterns.HASH.search(one.value) is not None or is_salt_of_a_hash(one)


def _is_sequence(one: Assignment) -> bool:
    """`12345678`, `abcdef...`: no generator makes them, and whoever types them means none."""
    if is_variable(one):
        return False
    value = one.value.lower()
    steps = [ord(b) - ord(a) for a, b in pairwise(value)]
    return max(steps.count(1), steps.count(0), steps.count(-1)) >= 0.7 * len(steps)


def _is_example(one: Assignment) -> bool:
    path, data = one.text.path, one.text.data
    return (
        surroundings(path) == DOCUMENTATION or is_in_example(data, one.start) or is_in_docstring(path, data, one.start)
    )


def _made_up_in(name: str) -> Callable[[Assignment], bool]:
    return lambda one: surroundings(one.text.path) == name


# The filters that `--everywhere` takes away.
SURROUNDINGS = (
    Filter(TESTS, "a test or fixture", lambda one: is_in_test(one.text.path, one.text.data, one.start)),
    Filter(DOCUMENTATION, "an example in documentation", _is_example),
    Filter(CI, "a service of continuous integration, which lives for minutes", _made_up_in(CI)),
    Filter("comment", "shows in a comment how it would be set", is_shown_in_comment),
)
FILTERS = (
    Filter(GENERATED, "a lock file, a translation, or a file that a tool wrote", _made_up_in(GENERATED)),
    Filter("minified", "a line of code too long to be written by hand", _is_minified),
    Filter("short", "too short for what its name announces", _is_short),
    Filter("look-up", "filled in from elsewhere", _is_looked_up),
    Filter("outcome", "what became of a test", is_outcome),
    Filter("link", "names a badge or a document that is shown to everybody", is_shared),
    Filter("pattern", "what a regular expression looks for", is_pattern),
    Filter("certificates", "what Java's own certificates open with", is_of_certificates),
    Filter("asked", "a script asks whether it is still there", is_asked_for),
    Filter("expected", "what a test compares with", is_expected),
    Filter("nothing", "a word that stands for no value or any", _is_nothing),
    Filter("placeholder", "says of itself that it is to be replaced", is_placeholder),
    Filter("placeholder-key", "says of itself that it is to be replaced", is_placeholder_key),
    Filter("prose", "has spaces", _is_prose),
    Filter("repeats-name", "says the same as its name", _repeats_name),
    Filter("names-a-secret", "the name of a secret", _names_a_secret),
    Filter("not-ascii", "text in a language of people", _is_of_people),
    Filter("monotonous", "few different characters", _is_monotonous),
    Filter("sequence", "a sequence of keys", _is_sequence),
    Filter("path", "a path or file name", lambda one: patterns.PATH.search(one.value) is not None),
    Filter("url", "an address without user information", lambda one: patterns.URL.search(one.value) is not None),
    Filter("hash", "a hash, which opens nothing, or its salt", _is_of_a_hash),
    Filter("object", "an object, whose members are asked by their own names", is_object),
    Filter("public-key", "a certificate or a public key", lambda one: patterns.PEM.search(one.value) is not None),
    Filter("date-or-version", "a number, date or version", _is_date_or_version),
    Filter("expression", "an expression, not a literal", _is_expression),
    Filter("not-random", "called just a key, and not random enough for a secret one", _is_not_random),
    Filter("words", "made of words", _is_words),
    Filter("stray-sign", "has a sign that no token has", _has_stray_sign),
    Filter("fields", "a text with fields that are filled in", is_filled_in),
    Filter("sample-user", "stands beside a user that is to be replaced", is_of_a_sample_user),
    Filter("published", "meant for whoever opens a page", lambda one: is_published(one.text.data, one.start)),
    Filter("argument", "handed to what sets nothing, beside the name of a secret", is_argument),
    Filter("client", "says whose the secret beside it is", names_a_client),
    Filter("cut-short", "begins as the tokens of a provider do, and is shorter than they are", _is_cut_short),
    Filter("refused", "the file stops where it is still there", is_refused),
)


# A poor key of an application is a key all the same, so most filters are not asked about it.
_SIGNING_ASKED = frozenset(
    "test-file documentation continuous-integration generated-file minified look-up pattern asked nothing "
    "placeholder-key url expression words path hash refused fields".split()
)


@cache
def asked(what: str, *, everywhere: bool) -> tuple[Filter, ...]:
    """The filters for values of names that announce ``what``, in their order."""
    every = FILTERS if everywhere else (*FILTERS, *SURROUNDINGS)
    return tuple(each for each in every if each.name in _SIGNING_ASKED) if what == SIGNING else every


def stopped_by(assignment: Assignment) -> str:
    """The name of the first filter that stops it, or nothing."""
    for each in asked(assignment.announced, everywhere=assignment.text.everywhere):
        if each.stops(assignment):
            return each.name
    return ""
