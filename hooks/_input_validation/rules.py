"""The rules of ``input-validation``: the certain ones, and the advice."""

from __future__ import annotations

from .._kit.finding import Rule

SQL = Rule("input-in-sql", '{read} becomes SQL text; bind it: execute(text("... = :x"), {{"x": value}})')
SHELL = Rule("input-in-shell", "{read} becomes a shell command; pass a list without a shell: run([program, value])")
CODE = Rule("input-in-code", "{read} runs as Python; use ast.literal_eval or json.loads for data")
TEMPLATE = Rule("input-in-template", "{read} runs as a template; use render_template and pass it as a variable")
PATH = Rule("input-in-path", "{read} chooses the file; use secure_filename, or send_from_directory")
REDIRECT = Rule("input-in-redirect", "{read} chooses where to go; allow only paths of your own, or names for url_for")
UNPICKLE = Rule("input-unpickled", "{read} runs code while it is loaded; use json.loads or yaml.safe_load")

UNCHECKED = Rule("input-unchecked", "{read} is used as the client sends it, a missing key is a 500; use a schema")
MASS = Rule("input-mass-assignment", "{read} sets whatever the client names; pick the fields, or use a schema")
UPLOAD = Rule("input-upload-size", "an upload of any size is saved; set MAX_CONTENT_LENGTH in the configuration")

CERTAIN = (SQL, SHELL, CODE, TEMPLATE, PATH, REDIRECT, UNPICKLE)
ADVICE = (UNCHECKED, MASS, UPLOAD)
