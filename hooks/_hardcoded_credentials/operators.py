"""Does what stands between a name and a value assign? Nearly all that stands behind a keyword does not."""

from __future__ import annotations

from .._kit import regex as re
from .kinds import SETTINGS, Kind
from .lazy import lazy

# Said of in a text: `the API key 0f3a...`. Nothing else than a secret looks like that.
_DRAWN = lazy(rb"(?=[^\s\d]{0,40}\d)(?=[^\sA-Za-z]{0,40}[A-Za-z])[\w.~+/=][\w.~+/=-]{19,300}(?![\w.~+/=-])")
_LINE_BEGIN = lazy(rb"(?:^|\n)[ \t]{0,40}(?:- )?(?:export |set |#define )?$")
LONGEST_NAME = 60
_INSTRUCTION = lazy(rb"(?:^|\n)(?i:env|arg|setenv|\\set) $")
_INSTRUCTIONS = (b"env ", b"arg ", b"set ")
LAST_WORD = lazy(rb"[^\s;]{1,200};?[ \t]*(?=\r?\n|$)")
_GRANT = lazy(rb"(?i:\b(?:create|alter) user\b|\bgrant\b)[^\n;]{1,180}$")
OPTION = (b'"--', b"'--")
_GETTERS = (b"get", b"read", b"fetch", b"load", b"find", b"ask", b"prompt", b"lookup", b"has", b"is")
# What reads a value by its name, so that it is compared: `form.get("password") == "..."`.
_READS = lazy(rb"(?i:get\w{0,20}|param\w{0,20}|field|header|env|fetch|value)[(]\s{0,9}[\"'`]?$")
_FIRST = lazy(rb"\(\s{0,40}[rbu]?[\"'`](?:--?|\#)?$")


def may_assign(data: bytes, head: re.Match[bytes], begin: int, kind: Kind) -> bool:
    """Does what stands between the name and the value assign?"""
    close, operator, space = head.group("close", "op", "space")
    if space:  # of most hits, and nearly none of them assigns
        return not close and _assigns_without_sign(data, head, begin, kind)
    if operator and operator[:1] == b"," and operator[-1:] != b"=":
        return bool(head["quote"]) and _comes_next(data, head, begin)
    if operator == b"<-":
        return bool(head["quote"])
    if operator == b"(":
        return not close and _is_setter(data, head, begin)
    if operator == b":" and _is_colon_of_else(data, head, begin):
        return False
    if operator and operator[-1:] == b"=" and close[-1:] == b")" and not _READS.search(data, max(begin - 60, 0), begin):
        return False
    if opens_element(operator):  # <password>...</password>, <string name="password">...</string>
        return data[begin - 1 : begin] == b"<" or data[max(begin - 6, 0) : begin - 1].endswith((b"name=", b"key="))
    if operator == b":-":
        return data[begin - 2 : begin] == b"${"
    if head["by"]:
        quote = head["quote"]
        return quote != b"`" and (
            _GRANT.search(data, max(begin - 200, 0), begin) is not None
            or (bool(quote) and data[begin : head.end("rest")].isupper())
        )
    return True


def _assigns_without_sign(data: bytes, head: re.Match[bytes], begin: int, kind: Kind) -> bool:
    """`--password ...`, `ENV PASSWORD ...`, `ALTER ROLE web PASSWORD '...'`, and Gradle's and nginx's way."""
    if head["quote"]:
        if head["quote"] == b"`":  # code in a text
            return False
        return is_first(data, begin) or data[begin : head.end("rest")].lower() == b"password"
    return (
        _takes_an_argument(data, head, begin)
        or (is_drawn(data, head.end()) and data[begin : head.end("rest")].lower() != b"pass")
        or (kind is SETTINGS and _is_directive(data, head, begin))
    )


def _comes_next(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`setdefault("PASSWORD", "...")`, `option("--password", default="...")`, `get("db", "pwd", fallback="...")`"""
    if head["close"][-1:] not in (b'"', b"'", b"`"):  # set(:github, :secret, "...")
        return not head["close"] and data[begin - 1 : begin] == b":"
    if data[begin - 3 : begin] in OPTION and data[head.end() : head.end() + 1] == b"-":  # "--password", "-p"
        return False
    is_first = _FIRST.search(data, max(begin - 44, 0), begin) is not None
    return is_first or b"fallback" in head["op"] or _is_option(data, head, begin)


def _is_option(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`["mysql", "--password", "..."]`, where no other option comes next, nor the option's own name."""
    name = data[begin : head.end("rest")].replace(b"_", b"-")
    behind = data[head.end() : head.end() + len(name)].replace(b"_", b"-")
    return data[begin - 3 : begin] in OPTION and behind[:1] != b"-" and behind != name


def _is_colon_of_else(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """Is the colon no operator?

    `"${USER}:${PASSWORD}:..."`, `passed ? "pass" : "fail"`, `def change(password): "..."`, `Token::Value`,
    `${PASSWORD:+...}`, `/etc/passwd:...`, and psql's `PASSWORD :'variable'`
    """
    close, behind = head["close"], data[head.end("op") : head.end("op") + 1]
    is_choice = close != b"" and data[max(begin - 12, 0) : begin - 1].rstrip().endswith(b"?")
    is_variable = not close and behind == b"'" and data[head.end("rest") : head.end("rest") + 2] == b" :"
    is_alternative = behind == b"+" and data[begin - 2 : begin] == b"${"
    is_path = data[begin - 4 : begin] == b"etc/"
    never = is_choice or is_variable or is_alternative or is_path
    return close[:1] == b"}" or close[-1:] == b")" or behind == b":" or never


def _is_setter(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`setPassword("...")`, but not `pass("the test")`, `get_password("of it")`, `@pass_record("of it")`, nor
    ``the token (`x`)``.
    """
    called = data[begin : head.end("rest")].rpartition(b".")[2].lower()
    is_prose = head["quote"] == b"`" and data[head.end("rest") : head.end("rest") + 1] == b" "
    is_decorator = data[begin - 1 : begin] == b"@"
    return called != b"pass" and not called.startswith(_GETTERS) and not is_prose and not is_decorator


def _is_directive(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`requirepass ...` is all of its line; nginx's `proxy_pass` hands something on."""
    is_password = data[begin : head.end("rest")].lower().endswith((b"password", b"passwd", b"requirepass"))
    return is_password and is_first(data, begin) and LAST_WORD.match(data, head.end()) is not None


def is_first(data: bytes, begin: int) -> bool:
    """Does a line begin there?"""
    return _LINE_BEGIN.search(data, max(begin - LONGEST_NAME, 0), begin) is not None


def is_drawn(data: bytes, at: int) -> bool:
    """Does a long word of letters and digits begin there?"""
    return _DRAWN.match(data, at) is not None


def opens_element(operator: bytes | None) -> bool:
    return operator is not None and operator.endswith(b">") and operator not in (b"=>", b"->")


def _takes_an_argument(data: bytes, head: re.Match[bytes], begin: int) -> bool:
    """`--password ...`, `ENV PASSWORD ...`, `setenv PASSWORD ...`"""
    if data[begin - 2 : begin] in (b"--", b" -"):
        return data[head.end() : head.end() + 1] != b"-"
    is_likely = data[begin - 4 : begin].lower() in _INSTRUCTIONS
    return is_likely and _INSTRUCTION.search(data, max(begin - 8, 0), begin) is not None
