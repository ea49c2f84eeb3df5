"""Secrets, whole request bodies and settings written to logs, prints and exception texts.

Logs are read by more people than the database, kept for longer and sent to other companies. A token in a
log is a login for each of them. What counts is the value that is written, not a word in the message:
names, attributes and keys that hold a password, token or key, the whole body, headers or cookies of a
request, all settings or variables at once, a decoded JWT, also by way of local variables.

Bad::

    def login():
        content = request.json
        logger.info("login: %s", content)

Bad::

    def verify(token):
        current_app.logger.warning(f"bad token {token}")

Bad::

    app = Flask(__name__)
    print(os.environ)

Good::

    def login():
        content = request.json
        logger.info("login: %s", content["username"])

Good::

    def verify(token):
        current_app.logger.warning("a bad token of %d characters", len(token))

Silent: constant texts, ids, names, counts, lengths and paths (``api_key_id``, ``token_count``), what is masked,
hashed or cut off, a body with keys taken out of it, a CSRF or page token, tests, and what a command or script
prints for its user.

Source: https://owasp.org/www-project-top-ten/2017/A3_2017-Sensitive_Data_Exposure
Source: https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude
Source: https://cwe.mitre.org/data/definitions/532.html
"""

from __future__ import annotations

from ._kit.finding import Finding, Rule
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words, word

LOG_SECRET = Rule("log-secret", "{what} goes into the log; leave it out, or log an id")
PRINT_SECRET = Rule("print-secret", "{what} is printed, and so ends in the server's log; delete the line")
REQUEST = Rule("log-request-body", "{what} goes into the log, passwords and all; log the fields you need by name")
ENVIRONMENT = Rule("log-environment", "{what} goes into the log, every secret in it; log the keys you need by name")
EXCEPTION = Rule("exception-secret", "{what} becomes part of an exception's text, which is logged; leave it out")

RULES = (LOG_SECRET, PRINT_SECRET, REQUEST, ENVIRONMENT, EXCEPTION)
FILES = r"\.pyw?$"

# Where none of these stands, nothing can be found, and the file need not be parsed.
SECRETS = Words(
    plain=(
        b"passw passp passc pwd pword secret token jwt otp cookie authoriz authdata environ .config __dict__ vars( "
        b"locals( form.data request.json request.form request.values request.data request.headers request.get_ "
        b"get_last_response"
    ).split(),
    shapes=[
        (b"key", rb"(?:api|secret|private|access|auth|encryption|signing|session|master|shared|service)[^a-z]{0,3}key"),
        (b"code", rb"(?:verification|verify|confirmation|recovery|backup|reset|login|mfa|sms|auth)[^a-z]{0,3}code"),
        (b"header", rb"auth[^a-z]{0,3}header"),
        (b"string", rb"connection[^a-z]{0,3}string"),
        (b"db", rb"db[^a-z]{0,3}(?:uri|url|dsn)"),
        (b"mongo", rb"mongo(?:db)?[^a-z]{0,3}(?:uri|url|dsn)"),
        (b"mysql", rb"mysql[^a-z]{0,3}(?:uri|url|dsn)"),
        (b"postgres", rb"postgres(?:ql)?[^a-z]{0,3}(?:uri|url|dsn)"),
        (b"database", rb"database[^a-z]{0,3}(?:uri|url|dsn)"),
        (b"pin", rb"(?<![a-z])pin(?![a-z])"),
        (b"pw", rb"(?<![a-z])pw(?![a-z])"),
    ],
    any_case=True,
)
SINKS = Words(
    plain=b"print stdout stderr capture_message syslog echo".split(),
    shapes=[
        (b"log", rb"log(?:(?:ger|ging)?[\w()]*\.|(?<!\wlog)(?:_\w+|(?:ger)?)\()"),
        # An exception whose text is put together, on this line or on those below.
        word(b"raise", rb"\b[^\n]*(?:fr?[\"']|[%+]|format|[(\[{,\\][ \t]*(?:#[^\n]*)?(?:\n|\Z)|\)\s*\n\s*[+%.])"),
    ],
    any_case=True,
)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what writes a secret down."""
    names = Names.of(options)
    for source in sources:
        if names.has_live_views(source) and source.mentions(SECRETS) and source.mentions(SINKS):
            yield from _findings(source, names)


def _findings(source: Source, names: Names) -> Iterator[Finding]:
    from ._kit.flask_app import is_for_developers
    from ._sensitive_logging.secret_values import Kind, is_one_of_many, leak_in
    from ._sensitive_logging.writes import Way, writes

    rules = {Way.LOG: LOG_SECRET, Way.PRINT: PRINT_SECRET, Way.EXCEPTION: EXCEPTION}
    others = {Kind.REQUEST: REQUEST, Kind.ENVIRONMENT: ENVIRONMENT}
    for write in writes(source):
        leaks = ((leak, value) for value in write.values if (leak := leak_in(source, value)) is not None)
        leak, value = next(leaks, (None, None))
        if leak and value and write.way is Way.EXCEPTION and leak.kind is not Kind.SECRET:
            leak = None if is_one_of_many(source, value) else leak  # an exception ends the loop
        if leak is not None and not is_for_developers(source, write.node, names, works=True):
            yield others.get(leak.kind, rules[write.way]).at(source, write.node, what=leak.shown)


main = Hook("sensitive-logging", __doc__, FILES, RULES, check, is_long=True)

if __name__ == "__main__":
    raise SystemExit(main())
