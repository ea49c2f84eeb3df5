"""Cross-origin rules that let websites of strangers in.

A browser keeps one website from reading another's answers until CORS headers lift that. `CORS(app)` without origins
lifts it for every website, with `supports_credentials=True` in the name of whoever is logged in. Flask-CORS calls
and their `CORS_*` settings are read, `cors_allowed_origins` of Flask-SocketIO, and headers written by hand.

Bad::

    from flask_cors import CORS

    CORS(app)

Bad::

    from flask_cors import CORS

    CORS(app, origins=[r"https://.*example\\.com"])  # https://evilexample.com matches

Bad::

    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin")

Good::

    from flask_cors import CORS

    CORS(app, origins=["https://app.example.com"], supports_credentials=True)

Good::

    from flask_cors import CORS

    CORS(app, origins=[r"^https://[a-z0-9-]+\\.example\\.com$"])

Good::

    if request.headers.get("Origin") in ALLOWED_ORIGINS:
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]

A pattern is judged by making origins that match it. An API that everybody may read, without cookies, says so once::

    [tool.flask-upkeep.cors-policy]
    any-origin = "a public read-only API, no cookies"

With credentials any origin stays a finding, and so do patterns, `null` and settings that come too late.
Origins that only the running application knows, such as `origins=settings.ORIGINS`, are not judged.

Source: https://corydolphin.com/flask-cors/extension/
Source: https://flask-socketio.readthedocs.io/en/latest/api.html
Source: https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
"""

from __future__ import annotations

from ._cors_policy.rules import ANY, CREDENTIALS, REFLECTED, RULES
from ._kit import deployment
from ._kit.compiled import compiled
from ._kit.finding import Finding
from ._kit.flask_cfg import FLASK_CFG, is_flask_cfg
from ._kit.hook import Hook
from ._kit.light import Iterable, Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

FILES = rf"\.pyw?$|{FLASK_CFG}|{deployment.FILES}"

# Where none of these stands, nothing can be found, and the file need not be parsed.
PYTHON_WORDS = Words(
    plain=b"flask_cors flask.ext.cors CORS_RESOURCES ALLOWED_ORIGINS cors_allowed_origins crossdomain".split(),
    shapes=[
        (b"init_app", rb"cors\w*\.init_app"),
        (b"CORS_", rb"CORS_\w*ORIGIN"),
        (b"rigin", rb"(?i:access[-_]control[-_]allow[-_]origin)"),
        (b"RIGIN", rb"(?i:access[-_]control[-_]allow[-_]origin)"),
    ],
)
DEPLOYMENT_WORDS = compiled(rb"ORIGINS?\b")


def arguments(parser: ArgumentParser) -> None:
    """Add the policy for APIs that everybody may read."""
    said = "any website may read the answers, without cookies, for this reason"
    parser.add_argument("--any-origin", type=_reason, metavar="REASON", help=said)


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what lets strangers in, less what the project says it means."""
    names = Names.of(options)
    meant = {ANY.id, REFLECTED.id} if options.any_origin else set()
    for source in sources:
        if names.is_production(source.path):
            found = _strongest(_findings(source, names))
            yield from (finding for finding in found if finding.rule not in meant)


def _findings(source: Source, names: Names) -> Iterator[Finding]:
    if source.is_python or is_flask_cfg(source):
        if source.mentions(PYTHON_WORDS):
            from ._cors_policy import in_calls, in_headers, in_settings

            for part in (in_calls, in_settings, in_headers):
                yield from part.findings(source, names)
    elif source.mentions(DEPLOYMENT_WORDS):
        from ._cors_policy import in_settings

        yield from in_settings.deployment_findings(source, names)


def _strongest(findings: Iterable[Finding]) -> Iterable[Finding]:
    """One finding for a place: a setting and the call that is given it may both speak of the same text."""
    found: dict[tuple[int, int], Finding] = {}
    for finding in findings:
        place = (finding.line, finding.col)
        if place not in found or finding.rule == CREDENTIALS.id:
            found[place] = finding
    return found.values()


def _reason(text: str) -> str:
    if not text.strip():
        from argparse import ArgumentTypeError

        raise ArgumentTypeError("a reason is missing")
    return text


main = Hook("cors-policy", __doc__, FILES, RULES, check, arguments)

if __name__ == "__main__":
    raise SystemExit(main())
