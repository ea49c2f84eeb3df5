"""The rules of ``debug-flag``, and what each configuration key does when it is on."""

from __future__ import annotations

from .._kit.finding import Rule

RUN = Rule("debug-run", "{what} {does}; leave it out and start with `flask run --debug`")
SETTING = Rule("debug-setting", "{what} switches debug mode on; leave it out and start with `flask run --debug`")
ENV = Rule("debug-env", '{what} is on {when}; compare with one word, as in os.getenv("{name}") == "1"')
CONFIG_CLASS = Rule("debug-config-class", "{what}; set DEBUG = True in a development class only")
DEPLOYMENT = Rule("debug-deployment", "{what} switches debugging on in production; delete it")
FAMILY = Rule("debug-family", "{key} is on outside development and tests: {effect}; set it there only")
LEFT = Rule("debugger-left", "{what}; delete it")

RULES = (RUN, SETTING, ENV, CONFIG_CLASS, DEPLOYMENT, FAMILY, LEFT)

# Sources: https://flask.palletsprojects.com/en/stable/config/#builtin-configuration-values
# https://flask-login.readthedocs.io/ https://flask-sqlalchemy.readthedocs.io/en/stable/config/
# https://flask-debugtoolbar.readthedocs.io/
FAMILY_EFFECTS = {
    "DEBUG_TB_ENABLED": "the toolbar shows settings, headers and SQL to everybody",
    "EXPLAIN_TEMPLATE_LOADING": "every template look-up is logged",
    "LOGIN_DISABLED": "everybody passes @login_required",
    "PROPAGATE_EXCEPTIONS": "exceptions pass through instead of becoming the 500 page",
    "SQLALCHEMY_ECHO": "every SQL statement is logged with its values",
    "SQLALCHEMY_RECORD_QUERIES": "every query is kept in memory",
    "TEMPLATES_AUTO_RELOAD": "every template is looked up anew on each request",
    "TESTING": "exceptions pass through instead of becoming the 500 page",
    "TRAP_BAD_REQUEST_ERRORS": "a missing form field becomes a 500",
    "TRAP_HTTP_EXCEPTIONS": "abort(403) becomes a 500",
}
