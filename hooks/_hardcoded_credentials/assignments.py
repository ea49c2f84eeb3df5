"""Secrets by the name that they are assigned to, in the syntaxes that a repository holds.

    DB_PASSWORD = "..."    password: ...    "token": "..."    --password ...    <password>...</password>
    ENV PASSWORD ...       {"name": "TOKEN", "value": "..."}    setPassword("...")    ${PASSWORD:-...}
    variable "password" { default = "..." }
    "PASSWORD", default="..."    "password";s:12:"..."    tokens = ["..."]    "X-Api-Key: ..."

A name is read around each keyword, then what stands between it and its value, then the value; the first step
that fails ends it, as nearly all hits of a keyword are no assignments.
"""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Iterator, Sequence
from .._kit.typed import NamedTuple
from .announced import KEY, PASSWORD, announced
from .candidate import Candidate, Text
from .kinds import MARKUP, OTHER, SETTINGS, SHELL, YAML, Kind, kind_of
from .lazy import lazy
from .operators import LAST_WORD, LONGEST_NAME, OPTION, is_drawn, is_first, may_assign, opens_element

_NAME = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."
_LONGEST_VALUE = 4096
# Lists hold the ids of tokens more often than tokens.
_SHORTEST_OF_A_LIST = 16
# So much of a value decides whether it is a secret.
_JUDGED = 300

_QUOTE = rb"""\\{0,3}["'`]{3}|\\{0,3}["'`]|&(?:quot|\#34|\#39|\#x27);"""
# From the keyword to where the value begins: the rest of the name, what closes it, the operator, the opening quote.
_REST = rb"(?P<rest>[\w.-]{0,60}+)"
_HEAD = (
    rb"""
    (?P<close> (?:\\{0,3}["'`]|&(?:quot|\#34|\#39|\#x27);)?+ [\])]? | \}\}? | \*\* )
    (?:
        (?P<pair>
            , [ ] with: [ ] (?=["'])
          | [ \t]{0,9}+ (?:[,;]|["']?>)? \s{0,60}+ <? ["']? [vV]alue ["']? [ \t]{0,9}+ (?:[:=]>?|>)
          | </(?:key|name)> \s{0,60}+ <(?:string|value)>
          | [ ]\{ \s{1,60}+
            (?: (?:type|description|sensitive) [ ]{1,9}= [^\n]{0,200}+ \s{1,60}+ ){0,3} default [ ]{1,9}=
        )
      | (?P<by> (?<=(?i:identified)) [ \t]++ (?: (?i:with) [ \t]++ [\w']++ [ \t]++ )? (?i:by) [ \t]++ (?=[^\s;]) )
      | [ \t]{0,40}+
        (?P<op>
            => | -> | <- | :{1,3}= | :- | [!=]==? | \?\?= | \|\|= | [+?.]= | =
          | ;s:\d{1,5}+: (?= \\{0,3} " )
          | (?<=[ \t]) (?: (?:string | As [ ] String) [ \t]++ = (?!=) | - (?= [ \t]++ ["'] ) )
          | (?<=[ \t]) (?: \|\| | \?\? | \?: ) (?= [ \t]++ ["'`] )
          | : (?: [ \t]*+ [A-Za-z_] [\w.\[\]|" ]{0,40}? [ \t]++ = (?![=>]) )?
          | (?<=["'`]) , (?:
                (?: \s{0,40}+ (?: \w{1,20} \s? = \s? [\w.]{1,40}+ | ["'] -{1,2} [\w-]{1,20}+ ["'] ) , ){0,3}
                \s{0,40}+ (?:default|fallback) \s? = )?
            (?= \s{0,40}+ [rRbBuU]? ["'`\\] )
          | , (?: (?<=\w,) (?= [ ] ["'] ) | [ ] (?:_|err|ok) [ ] := (?= [ ] [\w.]{1,50}+ \( ) )
          | \( (?= \s{0,40}+ (?: [A-Za-z_][\w.]{0,40}+ \( )? [rRbBuUfF@$LN]{0,2} ["'`\\] )
          | (?: (?<=[)\]]) | (?<=[)\]][ \t]) ) (?:or|\|\||\?\?) (?=[ \t])
          | (?: (?<=[ \t]) [\w:]{1,20} = ["'][^"'<>\n]{0,40}["'] )? >
        )
      | (?P<space> [ \t]{1,20}+ (?=[^\s=:]) )
    )
    (?P<gap> \s{0,40}+
        (?: (?<=[:=\s]) \[ (?: \]string\{ )? \s{0,40}+ (?=["']) | \[\]byte\( (?=["`]) | [|>][+-]?\n[ ]{1,40}
          | (?<=[=:][ ]) \{ \s{0,20}+ ["']? value ["']? [ ]? (?: : | => ) [ ]? (?=["']) )? )
    (?P<prefix> (?:[rRbBuUfF@$LN]{1,2}(?=["'`]))? )
    (?P<quote> %s )?
    """
    % _QUOTE
)
_IN_SETTINGS = lazy(_REST + _HEAD, re.VERBOSE)
# What stands behind most keywords of code, and begins nothing of the above: to try all of that takes its time.
_DEAD_END = rb"""
    (?! [)\]]?+ [,\r\n] \s{0,60}+
        (?: [^\s<"'vVweo_] | [vV](?!alue["']?[ \t]{0,9}+[:=>]) | w(?!ith:) | [eo_](?!\w{0,2}[ ]:=) )
      | [)\]]?+ [ ] = [ ] (?: [A-Za-z_][\w.]{0,40}+ [^\w.(\["'`\\] | \{ (?! \s{0,20}+ ["']? value ) )
      | : [ ] [A-Za-z_]\w{0,14}+ [,)]
      | ["'`]?+ [)\]]?+ : [ \t]*+ \r?\n \s{0,60}+ [A-Za-z_][\w.]{0,40}+ [^\w.(\["'`\\&]
      | \( (?! \s{0,40}+ (?: [A-Za-z_][\w.]{0,40}+ \( )? [rRbBuUfF@$LN]{0,2} ["'`\\] )
      | ["'`] (?: [)\]] [)\]}] | [)\]]?+ \r?\n \s{0,60}+ [^\s<"'vV] | `)
      | [ ] (?!by) [a-z]{1,2} [ ] )
"""
# In code what is assigned without quotes is no literal, unless in a call, an address or a command.
# A word of a text, which only an option and an instruction would assign.
_PROSE = rb"""
    (?! (?<=[^\w.-]) (?<!(?i:env|arg|set)[ ]) [\w.-]{0,60}+
        [ ] (?!by|with|string|value) [a-z]{1,12}+ (?:[ ,\r\n]|[.][ \r\n]) )
"""
_IN_CODE = lazy(
    _PROSE
    + _REST
    + _DEAD_END
    + _HEAD
    + rb"""
    (?(quote) | (?(space) | (?(by) | (?(prefix)
        (?= [A-Za-z_][\w.]{0,40}+ [(\[] | \( \s{0,40}+ ["'] | (?<==) \S
          | (?<=:[ ]) (?: (?: [A-Za-z]{3,12} [ ] )? [\w.~+/-]{16} | [^\s"'`(),;]{6,40}+ [ \t]{0,9}+ (?:[\r\n]|\Z) ) )
      | (?!)
    ) ) ) )
    """,
    re.VERBOSE,
)
# A call that returns what it is given in another form: `SecretStr("...")`, `Base64.decode("...")`.
_WRAPPER = lazy(
    rb"(?P<callee>(?:[A-Za-z_][\w.]{0,40}+)?)\(\s{0,20}(?:default\s?=\s?)?[rbu]?(?P<quote>%s)" % _QUOTE, re.VERBOSE
)
_WRAPPERS = frozenset(
    b"string str secretstr secret bytes b64decode decode decodestring decodehex decodebase64 unhexlify fromhex fernet "
    b"from encode text password field".split()
) | {b""}
_SCHEME = lazy(rb"(?i:(?:bearer|token|basic|apikey|bot)[ ]+(?=\S{8})|pass:(?=\S))")
_BARE = lazy(rb"[^\s\"'`,;<>(){}\[\]|]{1,500}")
# Where a value ends with its word, whatever signs it has.
_PLAIN_SCALARS = (SETTINGS, YAML, OTHER)
_SCALAR = lazy(rb"(?:[^\s,;]|,(?=\S)|;(?=\S)(?![\w ]{1,40}=)){0,500}")
_JOINED = lazy(rb"\|[^\s\"'`&;<>]{1,200}")  # the id of an application and its token
_CLOSED = lazy(rb"\s{0,40}</")
_ENDS_ARGUMENT = lazy(rb"\s{0,3}(?:\)|,\s{0,3}[\"'](?:hex|base64|utf-?8|ascii|latin1|binary)[\"']\s{0,3}\))")
# What somebody noted in a comment has a digit; words there explain what a password is.
_COMMENT = lazy(rb"(?:\A|\n)[ \t]{0,40}(?:#|//|--[ ]|/?\*[ ]|;)[^\n]{0,60}\Z")
_NOTED = lazy(rb"(?=[^\s\d]{0,40}\d)(?=[^\sA-Za-z]{0,40}[A-Za-z])[^\s\"'`(),;]{6,40}[ \t]{0,9}(?:[\r\n]|\Z)")
_ENDS_ITEM = lazy(rb"\s{0,40}[\]),]")
_CAPITALS = lazy(rb"[A-Z][A-Z0-9_]+")


_LOOK_UPS = (b"env", b"Env", b"get", b"config", b"setting")
# The name of a setting that is looked up, and what takes its place where it is not set.
_DEFAULT = lazy(
    rb"""(?:[\w.]{0,40}(?:env|getenv|environ\.get|environ|config|get|setting|settings|GetEnvironmentVariable)[(\[]\s{0,20}["'][\w.-]{1,60}["']
         \s{0,20}(?:,\s{0,20}(?:default\s?=\s?)?|[)\]]\s{0,9}(?:or|\?\?|\|\|)\s{1,9})[rbu]?(?P<quote>["']))""",
    re.VERBOSE,
)


# In a page two of its variables are compared, where none is in quotes.
_CALL = frozenset((b"(", b","))
_COMPARE = _CALL | {b"==", b"===", b"!=", b"!=="}
# What assigns, whatever stands around it.
_ASSIGN = frozenset((b"=", b":=", b"==", b"===", b"!=", b"=>"))


class Assignment(NamedTuple):
    """A name that announces a secret, and what it is given."""

    name: str
    announced: str
    operator: bytes
    value: str
    quoted: bool
    kind: Kind
    text: Text
    start: int
    end: int


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """What is assigned to a name that holds one of the keywords."""
    for assignment in assignments(text, starts):
        from .filters import stopped_by  # most files end without one, and the filters take their time to load

        rule = "hardcoded-password" if assignment.announced == PASSWORD else "hardcoded-secret"
        yield Candidate(assignment.start, assignment.end, rule, stopped_by(assignment), assignment.name)


def assignments(text: Text, starts: Sequence[int]) -> Iterator[Assignment]:
    """Names that announce a secret, with their values.

    Of `NEO4J_AUTH=neo4j/...` the value is behind the user:
    https://neo4j.com/docs/operations-manual/current/docker/introduction/
    """
    data = text.data
    kind = kind_of(text.path)
    begins_value = (_IN_SETTINGS if kind.bare else _IN_CODE).match
    done = -1
    for at in starts:
        if at < done:
            continue
        head = begins_value(data, at)
        if head is None or (kind is SHELL and head["quote"] == b"`"):  # a command whose output is taken
            continue
        begin = _name_begin(data, at)
        done = head.end("rest")
        if done - begin > LONGEST_NAME or not may_assign(data, head, begin, kind):
            continue
        name = data[begin:done].decode("latin-1")
        what = announced(name.rpartition(".")[2] if head["op"] == b"(" else name)
        if not what:
            continue
        span = _quoted_span(data, head, begin) or _bare_span(data, head, begin, kind)
        if span is None or span[1] - span[0] < 3:
            continue
        if not (b"[" in head["gap"] and what != PASSWORD and span[1] - span[0] < _SHORTEST_OF_A_LIST):
            start, end, quoted = span
            if name.endswith("NEO4J_AUTH") and data[start : start + 6] == b"neo4j/":
                start, what = start + 6, PASSWORD
            value = data[start : min(end, start + _JUDGED)].decode("utf-8", "replace")
            if not quoted and what != KEY:  # <key>password</key><string>...</string>
                done = max(done, end)
            operator = head["op"] or head["pair"] or b" "
            yield Assignment(name, what, operator, value, quoted, kind, text, start, end)


def _name_begin(data: bytes, at: int) -> int:
    lowest = max(at - LONGEST_NAME, 0)
    begin = lowest + len(data[lowest:at].rstrip(_NAME))
    while data[begin] in b"-.":
        begin += 1
    return begin


def _quoted_span(data: bytes, head: re.Match[bytes], begin: int) -> tuple[int, int, bool] | None:
    """Begin and end of a value in quotes."""
    opened = head if head["quote"] else _called(data, head.end())
    if opened is None:
        return None
    quote, start = opened["quote"], opened.end()
    end = _closing(data, quote, start)
    if end < 0:
        return None
    if head["op"] in (b",", b"("):
        ends = _ENDS_ITEM if data[begin - 3 : begin] in OPTION else _ENDS_ARGUMENT
        if not ends.match(data, end + len(quote)):
            return None
    scheme = _SCHEME.match(data, start, end)
    return (scheme.end() if scheme else start), end, True


def _called(data: bytes, at: int) -> re.Match[bytes] | None:
    """The quote in `os.environ.get("NAME", "...")`, `SecretStr("...")`, and their like."""
    ahead = data[at : at + LONGEST_NAME]
    if (b"(" not in ahead and b"[" not in ahead) or (b'"' not in ahead and b"'" not in ahead and b"`" not in ahead):
        return None
    if any(word in ahead for word in _LOOK_UPS) and (default := _DEFAULT.match(data, at)):
        return default
    if b"(" not in ahead or not any(
        quote in ahead for quote in (b'("', b"('", b"(b'", b'(b"', b"(`", b'(\\"', b"(\n", b"default")
    ):
        return None
    call = _WRAPPER.match(data, at)
    return call if call and call["callee"].rpartition(b".")[2].lower() in _WRAPPERS else None


def _bare_span(data: bytes, head: re.Match[bytes], begin: int, kind: Kind) -> tuple[int, int, bool] | None:
    """Begin and end of a value without quotes, where such a value is a literal."""
    in_element = opens_element(head["op"])
    is_block = kind is YAML and head["op"] == b":" and head["gap"].lstrip()[:1] in (b"|", b">")
    if head["quote"] or head["prefix"] or head["op"] in (_COMPARE if kind is MARKUP else _CALL):
        return None
    if b"\n" in head["gap"] and not in_element and not (is_block and LAST_WORD.match(data, head.end())):
        return None
    is_query = data[begin - 1 : begin] in (b"?", b"&", b";", b"#") and begin > 0
    is_header = head["op"] == b":" and data[begin - 1 : begin] in (b'"', b"'", b"`") and not head["close"]
    opened = _opened(data, head, begin)
    if not (
        kind.bare
        or is_query
        or is_header
        or opened
        or head["space"]
        or head["by"]
        or _is_variable(data, head, begin)
        or _is_noted(data, head, begin)
    ):
        return None
    scheme = _SCHEME.match(data, head.end())
    value = _BARE.match(data, scheme.end() if scheme else head.end())
    if value is None:
        return None
    end = value.end()
    if is_header and not kind.bare and data[end : end + 1] != data[begin - 1 : begin]:  # "X-Api-Key: ..."
        return None
    if in_element and _CLOSED.match(data, end) is None:
        return None
    is_scalar = kind in _PLAIN_SCALARS and not in_element and data[value.start()] != 0x24  # $
    if is_scalar and is_first(data, begin):
        end += len(_scalar(data, end))
    if data[end : end + 1] in (b"(", b"[") or (data[end : end + 1] == b"]" and data[end + 1 : end + 2].isalnum()):
        return None  # a call, or an item
    if (is_query or opened) and (more := data.find(b"&", value.start(), end)) >= 0:
        end = more
    if opened and (joined := _JOINED.match(data, end)):
        end = joined.end()
    if opened and not kind.bare and data[end : end + 1] not in (opened, b"&", b";"):
        return None
    return value.start(), end, False


def _opened(data: bytes, head: re.Match[bytes], begin: int) -> bytes:
    """The quote of `"access_token=..."` and `"--password=..."`, where the text consists of names and values."""
    at = begin - 2 if data[begin - 2 : begin] == b"--" else begin
    before = data[at - 1 : at] if at else b""
    return before if head["op"] == b"=" and not head["gap"] and before in (b'"', b"'", b"`") else b""


def _scalar(data: bytes, at: int) -> bytes:
    """The rest of a word of a settings file, whatever its signs."""
    rest = _SCALAR.match(data, at)
    return rest[0] if rest else b""


def _is_variable(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`PASSWORD=...` in a comment, or in a text."""
    return head["op"] == b"=" and not head["gap"] and _CAPITALS.fullmatch(data, begin, head.end("rest")) is not None


def _is_noted(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`# password: ...` and `// access_token=...&scope=...` in a comment of code."""
    if head["op"] == b":":
        is_value = not head["close"] and _NOTED.match(data, head.end()) is not None
    else:
        is_value = head["op"] == b"=" and not head["gap"] and is_drawn(data, head.end())
    return is_value and _COMMENT.search(data, max(begin - 120, 0), begin) is not None


def _closing(data: bytes, quote: bytes, start: int) -> int:
    """Where the text that ``quote`` opened ends, or -1; one quote ends on its line."""
    limit = start + _LONGEST_VALUE
    at = data.find(quote, start, limit)
    while at >= 0:
        behind = at
        while behind > start and data[behind - 1] == 0x5C:
            behind -= 1
        if (at - behind) % 2 == 0:
            break
        at = data.find(quote, at + 1, limit)
    if len(quote.strip(b"\\")) != 3 and at >= 0 and data.find(b"\n", start, at) >= 0:
        return -1
    return at
