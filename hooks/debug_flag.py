"""Flask's debugger or a relative of it switched on where production would see it.

The Werkzeug debugger runs any Python that a visitor types into an error page, so a committed
``debug=True`` is one deploy away from a remote shell. Python code, configuration classes and settings
modules are read, and the files that decide what production runs: Dockerfiles, compose and Kubernetes
files, env files, Procfiles, start scripts, systemd units, uWSGI and gunicorn configurations.

Bad::

    app.run(debug=True)

Bad::

    app.config["DEBUG"] = os.getenv("DEBUG", "False")

Bad::

    class Config:
        DEBUG = True

    class ProductionConfig(Config):
        pass

Good::

    app.run()  # and start it with: flask run --debug

Good::

    app.config["DEBUG"] = os.getenv("DEBUG") == "1"

Good::

    class Config:
        DEBUG = False

    class DevelopmentConfig(Config):
        DEBUG = True

Tests, CI files and what is named for developers may switch it on: files, folders, classes, functions,
conditions, build stages and services. `--development WORD` and `--production WORD` extend the words.

Source: https://flask.palletsprojects.com/en/stable/debugging/
Source: https://werkzeug.palletsprojects.com/en/stable/debug/#debugger-pin
Source: https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values
"""

from __future__ import annotations

from ._debug_flag.rules import RULES
from ._kit import deployment
from ._kit.finding import Finding
from ._kit.flask_cfg import FLASK_CFG, is_flask_cfg
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words

FILES = rf"\.pyw?$|{FLASK_CFG}|{deployment.FILES}"

# Where none of these stands, nothing can be found, and the file need not be parsed.
WORDS = Words(
    plain=(
        b"DEBUG TESTING FLASK_ENV PYTHONBREAKPOINT LOGIN_DISABLED PROPAGATE_EXCEPTIONS EXPLAIN_TEMPLATE_LOADING "
        b"TRAP_HTTP TRAP_BAD SQLALCHEMY_ECHO SQLALCHEMY_RECORD TEMPLATES_AUTO_RELOAD debugger DebuggedApplication "
        b"run_simple from_object breakpoint set_trace post_mortem settrace enable_attach debugpy --debug --reload "
        b"autoreload auto-reload DevConfig devConfig DevSettings devSettings evelopmentConfig evelopmentSettings"
    ).split(),
    shapes=(
        (b"debug", rb"debug[\"']?\s*[=:]"),
        (b".testing", rb"\.testing\s*="),
        (b".run", rb"\.run(?<!subprocess\.run)\s*\((?:.{0,200}?,.{0,200}?,|[ \t]*\r?\n)"),
        (b"reload", rb"reload\s*="),
        (b"class ", rb"class\s+\w+\(.*(?:[Cc]onf|[Ss]etting|[Pp]rod)"),
        (b"default", rb"default['\"]: *(?:\w+\.)*[A-Z]"),
    ),
)
# A file that starts another: `web: python app.py`
STARTS_PYTHON = Words(plain=[b"python"])


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what switches debugging on in files that serve production."""
    names = Names.of(options)
    for source in sources:
        if not names.is_served(source.path):
            continue
        if source.mentions(WORDS) or (not source.is_python and source.mentions(STARTS_PYTHON)):
            yield from _findings(source, names)


def _findings(source: Source, names: Names) -> Iterator[Finding]:
    if source.is_python or is_flask_cfg(source):
        from ._debug_flag import in_classes, in_python

        yield from in_python.findings(source, names)
        yield from in_classes.findings(source, names)
    else:
        from ._debug_flag import in_deployment, in_settings_files

        yield from in_deployment.findings(source, names)
        if source.path.endswith((".yml", ".yaml")):
            yield from in_settings_files.findings(source, names)


main = Hook("debug-flag", __doc__, FILES, RULES, check)

if __name__ == "__main__":
    raise SystemExit(main())
