"""Secret keys, session cookies and CSRF protection that leave sessions open to others.

Flask signs its session with `SECRET_KEY`: whoever knows the key is whoever they like. A key in the code, as a
default of an environment read too, is known to every reader of the repository. Cookies need `Secure`, `HttpOnly`
and `SameSite`, and forms need the CSRF check. Python code, configuration classes, settings modules and deployment
files are read; a key is never printed, only its first characters and its length.

Bad::

    app.config["SECRET_KEY"] = "changeme"

Bad::

    class Config:
        SECRET_KEY = os.environ.get("SECRET_KEY") or "you-will-never-guess"

Bad::

    response.set_cookie("token", token)

Bad::

    app.config.update(SESSION_COOKIE_HTTPONLY=False, WTF_CSRF_ENABLED=False)

Bad::

    from flask_login import login_required

    @app.post("/account/close")
    @csrf.exempt
    @login_required
    def close():
        current_user.close()

Good::

    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_SAMESITE="Lax")

Good::

    response.set_cookie("token", token, secure=True, httponly=True, samesite="Lax")

Good::

    class TestingConfig:
        SECRET_KEY = "test"
        WTF_CSRF_ENABLED = False

Tests and what is named for developers may do all of this, and so may a configuration class whose every production
subclass does better, and a placeholder that the same file refuses to start with.

Source: https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY
Source: https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options
Source: https://flask-wtf.readthedocs.io/en/1.2.x/csrf/
"""

from __future__ import annotations

from ._kit import deployment
from ._kit.compiled import compiled
from ._kit.finding import Finding
from ._kit.flask_cfg import FLASK_CFG, is_flask_cfg
from ._kit.hook import Hook
from ._kit.light import Iterator, Sequence
from ._kit.names import Names
from ._kit.namespace import Namespace
from ._kit.source import Source, Words
from ._session_security.rules import COVERED, RULES

FILES = rf"\.pyw?$|{FLASK_CFG}|{deployment.FILES}"

# Where none of these stands, nothing can be found, and the file need not be parsed.
PYTHON_WORDS = Words(
    plain=(
        b".exempt request.form SECRET secret_key DANGEROUS _COOKIE_ set_cookie WTF_CSRF itsdangerous Fernet "
        b"DevelopmentConfig DevelopmentSettings developmentConfig developmentSettings DevConfig devConfig "
        b"DevSettings devSettings"
    ).split(),
    shapes=[
        (b"_KEY", rb"_KEYS?\b"),
        (b"_SALT", rb"_SALT\b"),
        (b"jwt", rb"\bjwt\b"),
        (b"jose", rb"\bjose\b"),
        (b"hmac", rb"\bhmac\b"),
    ],
)
DEPLOYMENT_WORDS = compiled(rb"SECRET|DANGEROUS|_KEYS?\b|_SALT\b")


def check(sources: Sequence[Source], options: Namespace) -> Iterator[Finding]:
    """Yield what weakens sessions in files that serve production."""
    names = Names.of(options)
    for source in sources:
        if not names.is_served(source.path):
            continue
        if source.is_python or is_flask_cfg(source):
            if source.mentions(PYTHON_WORDS):
                from ._session_security import cookies, csrf, secrets

                yield from secrets.findings(source, names)
                yield from cookies.findings(source, names)
                yield from csrf.findings(source, names)
        elif source.mentions(DEPLOYMENT_WORDS):
            from ._session_security import in_deployment

            yield from in_deployment.findings(source, names)


main = Hook("session-security", __doc__, FILES, RULES, check, covers=COVERED)

if __name__ == "__main__":
    raise SystemExit(main())
