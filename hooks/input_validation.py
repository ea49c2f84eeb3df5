"""What a client sends used as SQL, shell, code, template, file name, redirect target or pickle.

Followed inside one function, from ``request`` and the text parts of the URL to the call that must not get
them, through text operations, containers and decoders. Only what is certain is found: a comparison, a
search, a conversion to a number and any function of the project end the trail. For data flow across
functions use CodeQL or semgrep; this hook does not replace them.

Bad::

    from flask import request

    @app.route("/users")
    def users():
        name = request.args["name"]
        return db.session.execute(f"SELECT * FROM users WHERE name = '{name}'").all()

Bad::

    from flask import request

    @app.post("/upload")
    def upload():
        file = request.files["file"]
        file.save(os.path.join("uploads", file.filename))
        return "ok"

Good::

    from flask import request

    @app.route("/users")
    def users():
        statement = text("SELECT * FROM users WHERE name = :name")
        return db.session.execute(statement, {"name": request.args["name"]}).all()

Good::

    from flask import request
    from werkzeug.utils import secure_filename

    @app.post("/upload")
    def upload():
        file = request.files["file"]
        file.save(os.path.join("uploads", secure_filename(file.filename)))
        return "ok"

Options::

    --advice    also what deserves a look: JSON without a schema, models made of a whole request, uploads
                without MAX_CONTENT_LENGTH

Source: https://flask.palletsprojects.com/en/stable/patterns/fileuploads/
Source: https://flask.palletsprojects.com/en/stable/web-security/
Source: https://cheatsheetseries.owasp.org/cheatsheets/Input_Validation_Cheat_Sheet.html
"""

from __future__ import annotations

from ._input_validation.rules import ADVICE, CERTAIN
from ._kit.finding import Finding
from ._kit.flask_app import is_for_developers
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words, word
from ._kit.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser

FILES = r"\.pyw?$"

# Where none of these stands, nothing can be found, and the file need not be parsed.
WORDS = Words(
    plain=(
        b"execute exec_driver_sql read_sql os.system os.popen os.remove os.unlink subprocess commands. "
        b"render_template_string send_file redirect pickle marshal yaml dill joblib"
    ).split(),
    shapes=[
        word(b"text", rb"\s*\("),
        word(b"eval", rb"\s*\("),
        word(b"exec", rb"\s*\("),
        *(word(begin, rb"\s*\(") for begin in (b"open", b"popen")),
        word(b"system", rb"\s*\("),
        word(b"remove", rb"\s*\("),
        word(b"unlink", rb"\s*\("),
        word(b"Template", rb"\s*\("),
        (b".save", rb"\.save\s*\("),
    ],
)
CLIENT_WORDS = Words(plain=[b"request"], shapes=[(b"<", rb"<\w+[:>]")])


def arguments(parser: ArgumentParser) -> None:
    """Add the option for what is not certain."""
    parser.add_argument("--advice", action="store_true", default=False, help="also find what deserves a look")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield the client data that reaches where it must not, in files that serve production."""
    names = Names.of(options)
    for source in sources:
        if names.has_live_views(source) and source.mentions(CLIENT_WORDS):
            if source.mentions(WORDS):
                yield from _certain_findings(source, names)
            if options.advice:
                from ._input_validation import advice

                yield from advice.findings(source)


def _certain_findings(source: Source, names: Names) -> Iterator[Finding]:
    from ._input_validation.dangers import danger, is_asked_about
    from ._input_validation.flow import calls_of, functions_around
    from ._kit import syntax as ast
    from ._kit.routes import functions_of

    asked = {call for call in source.walk(ast.Call) if is_asked_about(source, call)}
    worth_reading = functions_around(source, asked)
    for function in functions_of(source):
        for call, known in calls_of(source, function) if function in worth_reading else ():
            found = danger(source, call, known) if call in asked else None
            if found is not None and not is_for_developers(source, call, names, works=True):
                rule, client = found
                yield rule.at(source, call, read=_shown(client.read, client.line, call.lineno))


def _shown(read: str, line: int, here: int) -> str:
    """The expression that read the data, and its line where that is another one."""
    short = read if len(read) <= 50 else f"{read[:47]}..."
    return short if line == here else f"{short} (line {line})"


main = Hook("input-validation", __doc__, FILES, (*CERTAIN, *ADVICE), check, arguments)

if __name__ == "__main__":
    raise SystemExit(main())
