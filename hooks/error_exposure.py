"""The text of unexpected exceptions, or a traceback, sent to the client.

What a database, a library or Python itself says of a failure names tables, statements, files, addresses and
versions: notes for whoever attacks. It belongs into the log; the client gets a sentence of yours.

Bad::

    @app.get("/jobs")
    def jobs():
        try:
            return jsonify(load())
        except Exception as error:
            return jsonify(error=str(error)), 500

Bad::

    @app.errorhandler(Exception)
    def failed(error):
        return {"error": str(error)}, 500

Bad::

    @app.errorhandler(500)
    def failed(error):
        return render_template("500.html", trace=traceback.format_exc()), 500

Good::

    @app.get("/jobs")
    def jobs():
        try:
            return jsonify(load())
        except Exception:
            app.logger.exception("jobs cannot be loaded")
            return jsonify(error="jobs cannot be loaded"), 500

Good::

    class QuotaReached(Exception):
        pass

    @app.errorhandler(QuotaReached)
    def refused(error):
        return {"error": str(error)}, 403

Found is what ``except Exception``, a database's or a library's class catches and a route, an error handler,
a resource, ``abort``, ``flash``, a template or an API error sends. Silent: exceptions that the repository
defines itself, those about the client's own input (``ValueError``, marshmallow, jsonschema, ...), the
description of an HTTP exception, what is only logged, and what ``if app.debug:`` guards.

Source: https://owasp.org/www-community/Improper_Error_Handling
Source: https://flask.palletsprojects.com/en/stable/errorhandling/#generic-exception-handlers
Source: https://cwe.mitre.org/data/definitions/209.html
"""

from __future__ import annotations

from ._kit.finding import Finding, Rule
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words, word

TEXT = Rule("error-text-to-client", "{what} goes to the client{sent}; log it, and answer with a sentence of your own")
HANDLER = Rule(
    "error-handler-text", "the text of {what} goes to the client{sent}; log it, and send a constant sentence"
)
TRACEBACK = Rule("traceback-to-client", "{what} goes to the client{sent}; log it with logger.exception instead")
SETTINGS = Rule(
    "settings-to-client", "{what} goes to the client{sent} with every secret; send the keys it needs by name"
)

RULES = (TEXT, HANDLER, TRACEBACK, SETTINGS)
FILES = r"\.pyw?$"

# Where none of these stands, nothing can be found, and the file need not be parsed.
_ONE_KEY = rb"(?!\s*(?:\[|\.\s*(?:get|setdefault|update|pop|from_\w+)\b))"
CAUGHT = Words(
    plain=[
        b"errorhandler",
        b"error_handler",
        b"format_exc",
        b"format_tb",
        b"exc_info",
        b".exception()",
        b"__dict__",
        b"vars(",
    ],
    shapes=[
        word(b"except", rb"\b[^:]*\bas\s+\w+\s*:"),
        (b"Exception", rb"\(\s*\w+\s*:\s*(?:\w+\.){0,5}\w*Exception\b"),
        (b"Error", rb"\(\s*\w+\s*:\s*(?:\w+\.){0,5}\w*Error\b"),
        (b"environ", rb"environ\b" + _ONE_KEY),
        (b".config", rb"\.config\b" + _ONE_KEY),
        (b"def ", rb"def \w*(?:error|exception|handle)"),
    ],
)
SENT = Words(
    plain=[b"response", b"Response", b"jsonify"],
    shapes=[
        *(word(begin, rb"\b") for begin in (b"return", b"abort", b"flash", b"raise")),
        *((end, rb"(?i:api|http)\w*" + end + rb"\b") for end in (b"Error", b"Exception")),
    ],
)
# Functions whose name says that they send something.
HELPERS = Words(
    plain=(), shapes=[(verb, verb + rb"(?:_\w+|(?<=\w_" + verb + rb"))\(") for verb in (b"flash", b"abort")]
)

# What fills a list that a caller may have given with an error, by the names that errors are caught under.
_CAUGHT_AS = rb"\((?:[^\n]{0,200}\W)?(?:e|ex|exc|exx|err|error|exception|format_exc)\b"
FILLED = Words(
    plain=(), shapes=[(verb, rb"\%s%s" % (verb, _CAUGHT_AS)) for verb in (b".append", b".extend", b".add", b".insert")]
)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what tells the client more than the application means to say."""
    names = Names.of(options)
    for source in sources:
        if names.has_live_views(source) and source.mentions(CAUGHT) and source.mentions(SENT):
            yield from _findings(source, names)


def _findings(source: Source, names: Names) -> Iterator[Finding]:
    from ._error_exposure.exposed import Kind, exposed, raised
    from ._error_exposure.handed_on import handed_on
    from ._kit.flask_app import is_for_developers

    rules = {Kind.TEXT: TEXT, Kind.HANDLER: HANDLER, Kind.TRACEBACK: TRACEBACK, Kind.SETTINGS: SETTINGS}
    found = [*exposed(source)]
    if source.mentions(HELPERS):
        from ._error_exposure.given_on import given_on

        found += given_on(source, {each.node for each in found})
    if source.mentions(FILLED):
        from ._error_exposure.filled_in import filled_in

        found += filled_in(source, {each.node for each in found})
    if raised(source):
        from ._error_exposure.raised_on import raised_on

        found += raised_on(source, {each.node for each in found})
    for each in (*found, *handed_on(source, {each.node for each in found})):
        places, named = (each.node, each.response), not each.where
        if any(is_for_developers(source, place, names, works=True, named=named) for place in places):
            continue
        line = each.response.lineno
        place = each.where or (f"line {line}" if line != each.node.lineno and each.response is not each.node else "")
        sent = f" ({place})" if place else ""
        yield rules[each.kind].at(source, each.node, what=each.shown, sent=sent)


main = Hook("error-exposure", __doc__, FILES, RULES, check, is_long=True)

if __name__ == "__main__":
    raise SystemExit(main())
