"""``error-exposure``: whose words go to the client."""

from __future__ import annotations

import pytest

from .conftest import Run, git, write_files

ROUTE = """\
import psycopg2, requests, traceback
from flask import abort, flash, jsonify
from sqlalchemy.exc import IntegrityError
from marshmallow import ValidationError
from werkzeug.exceptions import BadRequest, HTTPException

class OwnError(Exception):
    pass

class ApiError(Exception):
    pass

@app.route("/")
def view():
    try:
        work()
    except {kind} as e:
        {line}
"""

SENT = [
    "return str(e)",
    "return jsonify(error=str(e)), 500",
    "return {'error': f'failed: {e}'}, 500",
    "return dict(message='failed: %s' % e), 400",
    "return 'failed: {}'.format(e)[:100]",
    "return make_response(jsonify({'errors': [repr(e)]}), 500)",
    "return Response(json.dumps({'error': str(e)}), status=500)",
    "return render_template('error.html', error=e)",
    "return error_response(500, str(e))",
    "return failed(problem(str(e)))",
    "abort(500, str(e))",
    "abort(500, description=e)",
    "raise BadRequest(e)",
    "self.results['error'] = str(e); return jsonify(self.results)",
    "api.abort(500, message=str(e))",
    "flash(str(e))",
    "flash(_('Failed: %(error)s', error=e))",
    "raise ApiError(str(e), 500)",
    "ApiError(str(e), 500)",
    "raise BadRequest(str(e))",
    "raise Refused(f'refused: {e}', status_code=502)",
    "return str(e.message)",
    "return e.args[0]",
    "return getattr(e, 'message', str(e))",
    "response.data = str(e)",
    "return False, bad_request(str(e))",
    "return unauthorized(str(e))",
    "socketio.emit('failed', str(e), to=request.sid)",
    "text = str(e); return failed(500, text)",
    "return redirect(url_for('failed', error=str(e)))",
    "answer = redirect('/failed?why=' + str(e)[:300]); return answer",
    "return jsonify(error=e.response.text), 502",
    "return jsonify(error=e.response.json()), 502",
    "abort(502, repr(e.read()))",
    "raise Refused(f'refused: {e.response.content}', status_code=502)",
]

NOT_SENT = [
    "return 'failed', 500",
    "log.error(e); return 'failed', 500",
    "log.error(str(e)); abort(500)",
    "return jsonify(code=e.code), 500",
    "return jsonify(code=e.response.status_code), 500",
    "return jsonify(error=response.text), 500",
    "return e.description, e.code",
    "return type(e).__name__, 500",
    "send(render_template('shop/email/failed.html', error=str(e)))",
    "return e",
    "return handled(e)",
    "answer = redirect('/failed'); log.error(e); return answer",
    "error = e; return handled(error)",
    "bus.emit('failed', str(e))",
    "raise BadRequest('failed', e)",
    "raise OwnError(e)",
    "self.results['error'] = str(e); return jsonify(self.answer)",
    "raise OwnError(str(e))",
    "raise ValueError(str(e))",
    "raise",
    "errors.append(str(e))",
    "return str(e) if app.debug else 'failed'",
]

TELLING = ["Exception", "BaseException", "OSError", "(ValueError, Exception)", "IntegrityError", "psycopg2.Error",
           "requests.RequestException", "psycopg2.errors.SyntaxError", "(OwnError, IntegrityError)"]  # fmt: skip
HARMLESS = ["OwnError", "ApiError", "ValueError", "(KeyError, ValueError)", "ValidationError", "HTTPException",
            "BadRequest", "jinja2.TemplateSyntaxError", "(OwnError, ValidationError)",
            "flask_limiter.RateLimitExceeded", "flask_jwt_oidc.AuthError"]  # fmt: skip


def of_route(run: Run, kind: str, line: str) -> tuple[int, list[str]]:
    code, lines = run("error-exposure", {"app.py": ROUTE.replace("{kind}", kind).replace("{line}", line)})
    return code, [" ".join(text.split()[:2]).partition(":")[2] for text in lines]


@pytest.mark.parametrize("line", SENT)
def test_finds_what_is_sent(run: Run, line: str):
    code, lines = of_route(run, "Exception", line)
    assert code == 1
    assert [text.partition(":")[0] for text in lines] == ["18"]
    assert lines[0].endswith("error-text-to-client")


@pytest.mark.parametrize("line", NOT_SENT)
def test_passes_what_is_not_sent(run: Run, line: str):
    assert of_route(run, "Exception", line) == (0, [])


@pytest.mark.parametrize("kind", TELLING)
def test_finds_what_nobody_wrote_for_the_client(run: Run, kind: str):
    assert of_route(run, kind, "return str(e)") == (1, ["18:20: error-text-to-client"])


@pytest.mark.parametrize("kind", HARMLESS)
def test_passes_the_words_of_the_application_and_about_the_input(run: Run, kind: str):
    assert of_route(run, kind, "return str(e)") == (0, [])


FOUND = [
    (
        "def f():\n    try:\n        work()\n    except Exception as e:\n        told = told_of(e)\n"
        "        return [told], 500\n\ndef told_of(e):\n    text = str(e)\n    log.error(text)\n    return text\n",
        "5 error-text-to-client",
    ),
    (
        "@app.errorhandler(Exception)\ndef f(e):\n    return answer(e)\n\ndef answer(e):\n"
        "    return {'error': str(e)}\n",
        "3 error-handler-text",
    ),
    ("@app.errorhandler(Exception)\ndef f(e):\n    return jsonify(error=str(e)), 500\n", "3 error-handler-text"),
    ("@api.errorhandler\ndef f(e):\n    return {'message': str(e)}, 500\n", "3 error-handler-text"),
    ("def f(e):\n    return str(e)\n\napp.register_error_handler(Exception, f)\n", "2 error-handler-text"),
    ("def f(e):\n    return str(e)\n\napp.errorhandler(Exception)(f)\n", "2 error-handler-text"),
    (
        "@app.errorhandler(Exception)\ndef f(e):\n    if isinstance(e, HTTPException):\n        return e.description\n"
        "    return str(e), 500\n",
        "5 error-handler-text",
    ),
    (
        "@app.errorhandler(404)\n@app.errorhandler(OSError)\ndef f(e):\n    return str(e), 500\n",
        "4 error-handler-text",
    ),
    ("@app.errorhandler(500)\ndef f(e):\n    return str(e.original_exception)\n", "3 error-handler-text"),
    ("def f(e):\n    return str(e), 500\n\napp.error_handler_spec[None][None][Exception] = f\n",
     "2 error-handler-text"),
    ("@app.route('/')\ndef f():\n    try:\n        work()\n    except Exception:\n"
     "        kind, error, trace = sys.exc_info()\n        return jsonify(error=str(error))\n",
     "6 traceback-to-client"),
    ("@app.route('/')\ndef f():\n    future = pool.submit(work)\n    error = future.exception()\n"
     "    return jsonify(error=repr(error)), 500\n", "4 error-text-to-client"),
    ("def save():\n    told = {'failed': {}}\n    try:\n        work()\n    except Exception as e:\n"
     "        told['failed'][name] = {'error': str(e)}\n    return told\n\n@app.route('/')\ndef f():\n"
     "    return jsonify(save())\n", "6 error-text-to-client"),
    ("@app.route('/')\ndef f():\n    try:\n        try:\n            work()\n        except Exception as e:\n"
     "            raise ValueError(f'no: {e}')\n    except ValueError as e:\n        return str(e), 400\n",
     "7 error-text-to-client"),
    ("@app.errorhandler(500)\ndef f(e):\n    return traceback.format_exc()\n", "3 traceback-to-client"),
    ("@app.route('/')\ndef f():\n    lines = traceback.format_exc()\n    return lines\n", "3 traceback-to-client"),
    ("class A(Resource):\n    def get(self):\n        try:\n            work()\n        except Exception as e:\n"
     "            return {'error': str(e)}\n", "6 error-text-to-client"),
    ("def f():\n    try:\n        work()\n    except Exception as e:\n        message = str(e)\n"
     "    return jsonify(message)\n", "5 error-text-to-client"),
    ("def f():\n    errors = []\n    try:\n        work()\n    except Exception as e:\n        errors.append(str(e))\n"
     "    return jsonify(errors=errors)\n", "6 error-text-to-client"),
    ("def f():\n    told = {'error': []}\n    try:\n        work()\n    except Exception as e:\n"
     "        told['error'].append(str(e))\n    return jsonify(told)\n", "6 error-text-to-client"),
    ("def f():\n    told = {'error': []}\n    try:\n        work()\n    except Exception as e:\n"
     "        told['error'].append(str(e))\n    for each in told['error']:\n        flash(each)\n",
     "6 error-text-to-client"),
    ("def f():\n    errors = []\n    try:\n        work()\n    except Exception as e:\n        errors.append(e)\n"
     "    flash_all(errors, 'failed')\n\ndef flash_all(errors, why):\n    for error in errors:\n"
     "        flash(f'{why}: {error}')\n", "6 error-text-to-client"),
    ("from flask_healthz import HealthError\ndef ready():\n    try:\n        work()\n    except Exception as e:\n"
     "        raise HealthError(f'not ready: {e}') from e\n", "6 error-text-to-client"),
    ("def f():\n    try:\n        work()\n    except Exception as e:\n"
     "        raise ProblemDetailException(FAILED.detailed(f'not now: {e}'))\n", "5 error-text-to-client"),
    ("def f():\n    try:\n        work()\n    except Exception as e:\n        return problem(500, 'failed', str(e))\n",
     "5 error-text-to-client"),
    ("@app.errorhandler(elasticsearch.TransportError)\ndef f(e):\n    return {'error': e.info}, 500\n",
     "3 error-handler-text"),
    ("def view():\n    try:\n        work()\n    except Exception as e:\n        return str(e)\n\n"
     "app.add_url_rule('/', view_func=view)\n", "5 error-text-to-client"),
    ("def answer(e, status):\n    return jsonify(error=str(e)), status\n\n@app.route('/')\ndef f():\n    try:\n"
     "        work()\n    except Exception as e:\n        return answer(e, 500)\n", "9 error-text-to-client"),
    ("class Errors:\n    def format_exception(self, e, message=None):\n        if message is None:\n"
     "            message = str(e)\n        return Response(json.dumps({'message': str(message)}))\n\n"
     "errors = Errors()\n\n@app.route('/')\ndef f():\n    try:\n        work()\n    except Exception as e:\n"
     "        return errors.format_exception(e=e)\n", "14 error-text-to-client"),
    ("def shown(name, error):\n    return {'name': name, 'error': error}\n\n@app.route('/')\ndef f():\n    found = []\n"
     "    try:\n        work()\n    except Exception as e:\n        found.append(shown('x', error=str(e)))\n"
     "    return jsonify(found)\n", "10 error-text-to-client"),
    ("class Answer:\n    def failed(self, message):\n        self.data['status']['why'] = str(message)\n"
     "        return self.data\n\nanswers = Answer()\n\n@app.route('/')\ndef f():\n    try:\n        work()\n"
     "    except Exception as e:\n        return answers.failed(message=e)\n", "13 error-text-to-client"),
    ("class V(BaseView):\n    @expose('/a')\n    def f(self):\n        try:\n            work()\n"
     "        except Exception as e:\n            return str(e)\n", "7 error-text-to-client"),
    ("import os\n@app.route('/')\ndef f():\n    return jsonify(dict(os.environ))\n", "4 settings-to-client"),
    ("@app.route('/')\ndef f():\n    return str(app.config)\n", "3 settings-to-client"),
]  # fmt: skip

PASSES = [
    "def shown(name, error):\n    log(error)\n    return {'name': name}\n\n@app.route('/')\ndef f():\n    found = []\n"
    "    try:\n        work()\n    except Exception as e:\n        found.append(shown('x', error=str(e)))\n"
    "    return jsonify(found)\n",
    "import csv\n@app.route('/')\ndef f():\n    try:\n        work()\n    except csv.Error as e:\n"
    "        return str(e), 400\n",
    "def answer(e):\n    log(e)\n    return jsonify(error='failed')\n\n@app.route('/')\ndef f():\n    try:\n"
    "        work()\n    except Exception as e:\n        return answer(e)\n",
    "def answer(e):\n    return jsonify(error=str(e))\n\n@app.route('/')\ndef f():\n    try:\n"
    "        work()\n    except ValueError as e:\n        return answer(e)\n",
    "@app.route('/')\ndef f():\n    try:\n        work()\n    except MethodNotAllowed as e:\n"
    "        return errors.format_exception(e, message='not here')\n",
    "def f():\n    s = 'x'\n    try:\n        work()\n    except Exception as e:\n        if e:\n"
    "            s = str(e)\n        raise\n    return jsonify(s)\n",
    "def f():\n    try:\n        work()\n    except Exception as e:\n        s = str(e)\n    s = 'x'\n"
    "    return jsonify(s)\n",
    "@app.route('/')\ndef f():\n    try:\n        raise PermissionError('not yours')\n"
    "    except PermissionError as e:\n        return str(e), 403\n",
    "@app.route('/')\ndef f():\n    try:\n        work()\n    except UserWarning as e:\n        return str(e), 400\n",
    "@app.route('/')\ndef f():\n    seen = {'config': app.config}\n    return render_template('a.html', seen=seen)\n",
    "@app.errorhandler(404)\ndef f(e):\n    return str(e), 404\n",
    "class Own(Exception):\n    pass\n\ndef f(e):\n    return str(e), 409\n\n"
    "app.error_handler_spec[None][None][Own] = f\n",
    "@app.route('/')\ndef f():\n    try:\n        work()\n    except Exception:\n"
    "        kind, error, trace = sys.exc_info()\n        return jsonify(error=kind.__name__)\n",
    "@app.route('/')\ndef f():\n    future = pool.submit(work)\n    log.error(future.exception())\n"
    "    return jsonify(done=future.done())\n",
    "def save():\n    told = {'failed': {}}\n    try:\n        work()\n    except Exception as e:\n"
    "        told['failed'][name] = {'error': str(e)}\n    return told['done']\n\n@app.route('/')\ndef f():\n"
    "    return jsonify(save())\n",
    "@app.route('/')\ndef f():\n    try:\n        try:\n            work()\n        except Exception as e:\n"
    "            raise ValueError(f'no: {e}')\n    except ValueError as e:\n        return 'no', 400\n",
    "from lib import Refused\n@app.route('/')\ndef f():\n    try:\n        work()\n    except Refused as e:\n"
    "        abort(403, e.description or str(e))\n",
    "from lib import RequiredParameterError\n@app.route('/')\ndef f():\n    try:\n        work()\n"
    "    except RequiredParameterError as e:\n        abort(400, str(e))\n",
    "from kubernetes.client.rest import ApiException\ndef f():\n    try:\n        work()\n"
    "    except ApiException as e:\n        raise ApiException(f'not now: {e}')\n",
    "@app.errorhandler(HTTPException)\ndef f(e):\n    return jsonify(error=str(e)), e.code\n",
    "@app.errorhandler(Exception)\ndef f(e):\n    app.logger.exception(e)\n    return 'failed', 500\n",
    "class Own(Exception):\n    pass\n\n@app.errorhandler(Own)\ndef f(e):\n    return str(e), 409\n",
    "@app.errorhandler(Exception)\ndef f(e):\n    if isinstance(e, HTTPException):\n        return str(e)\n    raise\n",
    "@app.errorhandler(Exception)\ndef f(e):\n    if app.debug:\n        return str(e)\n    return 'failed'\n",
    "for code in default_exceptions:\n    app.register_error_handler(code, f)\n\ndef f(e):\n    return str(e)\n",
    "def helper():\n    try:\n        work()\n    except Exception as e:\n        return False, str(e)\n",
    "def f():\n    told = {'error': [], 'fine': []}\n    try:\n        work()\n    except Exception as e:\n"
    "        told['error'].append(str(e))\n    for each in told['fine']:\n        flash(each)\n",
    "def f():\n    try:\n        work()\n    except Exception as e:\n        flash_memory(e)\n\n"
    "def flash_memory(image):\n    board.write(image)\n",
    "def f():\n    try:\n        work()\n    except Exception as e:\n        flash_all(e)\n\n"
    "def flash_all(error):\n    log.error(error)\n    flash('failed')\n",
    "def f():\n    try:\n        work()\n    except Exception as e:\n        flash_elsewhere(e)\n",
    "from health import HealthError\ndef ready():\n    try:\n        work()\n    except Exception as e:\n"
    "        raise HealthError(f'not ready: {e}') from e\n",
    "def get_response():\n    try:\n        work()\n    except Exception as e:\n        return None, str(e)\n\n"
    "class B(A):\n    def get_response(self):\n        return super().get_response()\n",
    "def helper():\n    try:\n        work()\n    except Exception as e:\n        return False, 503, str(e)\n",
    "def helper():\n    try:\n        work()\n    except Exception as e:\n        return {'error': str(e)}\n",
    "class Client(Base):\n    def get(self):\n        try:\n            work()\n        except Exception as e:\n"
    "            return {'error': str(e)}\n",
    "@app.route('/')\ndef f():\n    return render_template('a.html', config=app.config)\n",
    "@app.route('/')\ndef f():\n    return jsonify(app.config['TITLE'])\n",
    "def f():\n    message = 'x'\n    try:\n        work()\n    except Exception as e:\n        message = str(e)\n"
    "        raise\n    return jsonify(message)\n",
]


@pytest.mark.parametrize(("source", "expected"), FOUND)
def test_finds(run: Run, source: str, expected: str):
    code, lines = run("error-exposure", {"app.py": source})
    assert (code, [f"{text.split(':')[1]} {text.split()[1]}" for text in lines]) == (1, [expected])


@pytest.mark.parametrize("source", PASSES)
def test_passes(run: Run, source: str):
    assert run("error-exposure", {"app.py": source}) == (0, [])


VIEW = """\
from {module} import {name}

def f():
    try:
        work()
    except {name} as e:
        abort(400, str(e))
"""


@pytest.mark.parametrize(
    ("module", "name", "files", "code"),
    [
        ("shop.errors", "Declined", {"shop/errors.py": "class Declined(Exception):\n    pass\n"}, 0),
        (".errors", "Declined", {"shop/errors.py": "class Declined(Exception):\n    pass\n"}, 0),
        ("stripe.error", "CardError", {}, 1),
        ("stripe.error", "CardError", {"shop/errors.py": "class CardError(Exception):\n    pass\n"}, 1),
        (".errors", "DataError", {"shop/errors.py": "from psycopg2 import DataError\n"}, 1),
        (".errors", "Denied", {"shop/errors.py": "class Refused(Exception):\n    pass\n\nDenied = Refused\n"}, 0),
        (".errors", "DataError", {"shop/errors.py": "import psycopg2\nDataError = psycopg2.DataError\n"}, 1),
    ],
)
def test_own_is_what_the_repository_defines(run_in_repository: Run, module, name, files, code):
    view = VIEW.replace("{module}", module).replace("{name}", name)
    assert run_in_repository("error-exposure", {"shop/__init__.py": "", "shop/views.py": view, **files})[0] == code


def test_a_handler_that_another_file_registers(run_in_repository: Run):
    handler = "def handle_any(error):\n    return jsonify(error=str(error)), 500\n"
    registration = "app.register_error_handler(Exception, errors.handle_any)\n"
    code, lines = run_in_repository("error-exposure", {"errors.py": handler, "app.py": registration})
    assert (code, [line.split()[0] for line in lines]) == (1, ["errors.py:2:30:"])


@pytest.mark.parametrize(
    ("path", "code"), [("src/shop_api/views.py", 0), ("src/flask_shop/views.py", 1), ("src/store/views.py", 1)]
)
@pytest.mark.parametrize("package", ["shop_core", "flask_core"])
def test_a_package_of_the_same_project_writes_for_its_clients(run: Run, path: str, package: str, code: int):
    view = VIEW.replace("{module}", f"{package}.errors").replace("{name}", "NotInStock")
    assert run("error-exposure", {path: view})[0] == (code if package == "shop_core" else 1)


@pytest.mark.parametrize("name", ["add_template", "sample", "test", "example_of", "local_login"])
def test_what_a_route_is_called_hides_nothing(run: Run, name: str):
    text = (
        f"@app.post('/x')\ndef {name}():\n    try:\n        work()\n    except Exception as e:\n        return str(e)\n"
    )
    assert run("error-exposure", {"app.py": text})[0] == 1


def test_a_function_for_debugging_that_is_no_route_passes(run: Run):
    body = "    try:\n        work()\n    except Exception as e:\n        return jsonify(str(e))\n"
    assert run("error-exposure", {"app.py": f"def debug_answer():\n{body}"})[0] == 0
    assert run("error-exposure", {"app.py": f"def template_answer():\n{body}"})[0] == 1


def test_a_class_that_deals_with_samples_is_no_sample(run: Run):
    get = "    def get(self):\n      try:\n        work()\n      except Exception as e:\n        return str(e)\n"
    assert run("error-exposure", {"app.py": f"class SampleResource(Resource):\n{get}"})[0] == 1
    assert run("error-exposure", {"app.py": f"class TestResource(Resource):\n{get}"})[0] == 0


@pytest.mark.parametrize(
    ("replaced", "code"),
    [
        ("if not isinstance(e, HTTPException):\n        e = InternalServerError()", 0),
        ("if not isinstance(e, HTTPException):\n        f = InternalServerError()", 1),
        ("if isinstance(e, HTTPException):\n        e = InternalServerError()", 1),
    ],
)
def test_an_exception_that_is_replaced_before_it_is_sent(run: Run, replaced: str, code: int):
    text = f"@app.errorhandler(Exception)\ndef f(e):\n    {replaced}\n    return render_template('e.html', error=e)\n"
    assert run("error-exposure", {"app.py": text})[0] == code


@pytest.mark.parametrize(("answer", "code"), [("str(error)", 1), ("'cannot be sent'", 0)])
def test_an_error_raised_anew_counts_if_its_handler_sends_the_text(run_in_repository: Run, answer: str, code: int):
    files = {
        "mail.py": "def f():\n    try:\n        work()\n    except Exception as e:\n        raise NotSent(str(e))\n",
        "app.py": f"@app.errorhandler(NotSent)\ndef f(error):\n    return {answer}, 500\n",
        "errors.py": "class NotSent(Exception):\n    pass\n",
    }
    assert run_in_repository("error-exposure", files)[0] == code


HELPER = """\
def deliver():
    try:
        work()
    except Exception as e:
        return False, str(e)
    return True, "sent"
"""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("return jsonify(deliver())", 1),
        ("return jsonify(error=deliver()[1])", 1),
        ("fine, text = deliver(); return jsonify(text)", 1),
        ("fine, text = deliver(); return jsonify(fine)", 0),
        ("text = deliver(); log.info(text); return 'failed', 500", 0),
        ("text = other.deliver(); return jsonify(text)", 0),
    ],
)
def test_a_text_that_a_helper_returns_counts_if_its_caller_sends_it(run: Run, line: str, code: int):
    view = f"\n@app.post('/mails')\ndef view():\n    {line}\n"
    assert run("error-exposure", {"app.py": HELPER + view})[0] == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("if not fine:\n        abort(400, text)\n    return 'sent'", 1),
        ("if not fine:\n        return 'failed', 500\n    return jsonify(text)", 0),
        ("if fine:\n        return jsonify(text)\n    return 'failed', 500", 0),
        ("if fine:\n        return 'sent'\n    return jsonify(text), 500", 1),
    ],
)
def test_a_text_is_sent_only_where_the_helper_failed(run: Run, lines: str, code: int):
    view = f"\n@app.post('/mails')\ndef view():\n    fine, text = deliver()\n    {lines}\n"
    assert run("error-exposure", {"app.py": HELPER + view})[0] == code


@pytest.mark.parametrize(("hops", "code"), [(1, 1), (2, 1), (3, 0)])
@pytest.mark.parametrize("result", ["deliver()", "False, deliver()[1]"])
def test_a_text_that_takes_several_helpers_to_its_answer(run: Run, hops: int, result: str, code: int):
    chain = "".join(
        f"\ndef step{number}():\n    return {result if number == 1 else f'step{number - 1}()'}\n"
        for number in range(1, hops + 1)
    )
    view = f"\n@app.post('/mails')\ndef view():\n    fine, text = step{hops}()\n    return jsonify(text)\n"
    assert run("error-exposure", {"app.py": HELPER + chain + view})[0] == code


@pytest.mark.parametrize(
    ("imap", "code"),
    [
        ("class Imap(Mails):\n    def test_login(self):\n        pass\n", 1),
        ("class Door:\n    def test_login(self):\n        pass\n", 0),
        ("class Door:\n    def test_login(self, key):\n        pass\n", 1),
        ("def test_login():\n    pass\n", 1),
    ],
)
def test_a_method_of_a_family_of_classes(run_in_repository: Run, imap: str, code: int):
    login = "class Smtp(Mails):\n    def test_login(self):\n        try:\n            work()\n"
    files = {
        "smtp.py": f"{login}        except Exception as e:\n            return str(e)\n",
        "imap.py": imap,
        "app.py": "@app.post('/mails')\ndef view():\n    return jsonify(chosen.test_login())\n",
    }
    assert run_in_repository("error-exposure", files)[0] == code


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("app.errorhandler(Exception)(errors.handle_any)", 1),
        ("app.errorhandler(404)(errors.handle_any)", 0),
        ("app.errorhandler(Exception)(errors.handle_all)", 0),
    ],
)
def test_a_handler_whose_shape_says_nothing(run_in_repository: Run, call: str, code: int):
    handler = "def handle_any(error):\n    return shown(text=str(error))\n"
    assert run_in_repository("error-exposure", {"errors.py": handler, "app.py": f"{call}\n"})[0] == code


@pytest.mark.parametrize(
    ("module", "imported", "code"),
    [
        ("mails.py", "from .mails import deliver", 1),
        ("mails/__init__.py", "from . import mails", 1),
        ("mails.py", "from .letters import deliver", 0),
    ],
)
def test_a_helper_of_another_file(run_in_repository: Run, module: str, imported: str, code: int):
    call = "mails.deliver()" if imported.endswith("import mails") else "deliver()"
    view = f"{imported}\n\n@app.post('/mails')\ndef view():\n    fine, text = {call}\n    return jsonify(text)\n"
    found, lines = run_in_repository("error-exposure", {f"shop/{module}": HELPER, "shop/views.py": view})
    assert (found, [line.split()[0] for line in lines]) == (code, [f"shop/{module}:5:27:"] * code)
    assert all("(shop/views.py:6)" in line for line in lines)


def test_a_generator_that_is_streamed_answers(run: Run):
    lines = (
        "    def lines():\n        try:\n            work()\n        except Exception as e:\n            yield str(e)\n"
    )
    view = f"@app.get('/')\ndef view():\n{lines}    return %s\n"
    assert run("error-exposure", {"app.py": view % "Response(stream_with_context(lines()))"})[0] == 1
    assert run("error-exposure", {"app.py": view % "jsonify(len(lines()))"})[0] == 0


@pytest.mark.parametrize(("module", "code"), [("urllib3", 0), ("boto3", 1)])
def test_the_error_of_an_api_that_a_client_meets_is_no_answer(run: Run, module: str, code: int):
    text = f"import {module}\ndef f():\n    try:\n        work()\n    except Exception as e:\n"
    assert run("error-exposure", {"rest.py": f"{text}        raise ApiException(reason=str(e))\n"})[0] == code


@pytest.mark.parametrize(
    ("base", "body", "other", "code"),
    [
        ("Exception", "pass", "", 0),
        ("Exception", "status_code = 502", "", 1),
        ("Exception", "def to_dict(self):\n        pass", "", 1),
        ("HTTPException", "pass", "", 1),
        ("Known", "pass", "class Known(Exception):\n    pass\n", 0),
        ("Known", "pass", "class Known(Exception):\n    code = 500\n", 1),
        ("Exception", "pass", "@app.errorhandler(StoreApiError)\ndef failed(error):\n    return 'failed'\n", 1),
    ],
)
def test_an_api_error_of_which_nothing_makes_an_answer(run_in_repository: Run, base, body, other, code):
    text = f"{other}\nclass StoreApiError({base}):\n    {body}\n\ndef f():\n    try:\n        work()\n"
    text += "    except OSError as e:\n        raise StoreApiError(str(e))\n"
    assert run_in_repository("error-exposure", {"store.py": text})[0] == code


@pytest.mark.parametrize(
    ("imported", "code"), [("from flask import Response", 1), ("from .handlers import HandlerResponse as Response", 0)]
)
def test_another_class_under_the_name_of_a_response_is_none(run: Run, imported: str, code: int):
    text = (
        f"{imported}\ndef f():\n    try:\n        work()\n    except Exception as e:\n        return Response(str(e))\n"
    )
    assert run("error-exposure", {"app.py": text})[0] == code


@pytest.mark.parametrize(("base", "code"), [("MethodView", 1), ("Storage", 0)])
def test_a_resource_by_way_of_a_class_of_the_project(run: Run, base: str, code: int):
    get = "    def get(self):\n      try:\n        work()\n      except Exception as e:\n        return str(e)\n"
    text = f"class Base({base}):\n    pass\n\nclass Favorites(Base):\n{get}"
    assert run("error-exposure", {"app.py": text})[0] == code


@pytest.mark.parametrize(
    ("given", "method", "code"),
    [
        ("'failed', data={'why': e}", "return {'message': self.message}", 0),
        ("'failed', [e]", "return {'message': self.message}", 0),
        ("str(e), data=None", "return {'message': self.message}", 1),
        ("'failed', data={'why': e}", "return {'message': self.message, 'data': self.data}", 1),
        ("'failed', data={'why': e}", "return {'code': 500}", 1),
    ],
)
def test_what_an_error_keeps_for_itself_is_not_sent(run_in_repository: Run, given: str, method: str, code: int):
    errors = (
        "class NotSent(Exception):\n    def __init__(self, message, data=None):\n        self.message = message\n"
        f"        self.data = data\n\n    def to_dict(self):\n        {method}\n"
    )
    files = {
        "mail.py": "from errors import NotSent\ndef f():\n    try:\n        work()\n    except Exception as e:\n"
        f"        raise NotSent({given})\n",
        "app.py": "@app.errorhandler(NotSent)\ndef f(error):\n    return jsonify(error.to_dict()), 500\n",
        "errors.py": errors,
    }
    assert run_in_repository("error-exposure", files)[0] == code


PLAIN = "class NotSaved(Exception):\n    pass\n\nclass NotFound(Exception):\n    pass\n"
WRAPS = """\
class NotStored(Exception):
    def __init__(self, wrapped=None, message="failed"):
        self.wrapped = wrapped
        {line}

class NotSaved(NotStored):
    def __init__(self, wrapped=None, message="not saved"):
        super().__init__(wrapped, message)
"""
TELLS = WRAPS.format(line='self.message = f"{message}: {wrapped}"')
KEEPS = WRAPS.format(line="self.message = message; super().__init__(message)")


@pytest.mark.parametrize(
    ("errors", "raised", "caught", "code"),
    [
        (PLAIN, "NotSaved(str(e))", "except NotSaved as error:\n        return str(error), 500", 1),
        (PLAIN, "NotSaved(e)", "except (NotFound, NotSaved) as error:\n        return error.args[0], 500", 1),
        (PLAIN, "NotSaved(str(e))", "except NotSaved as error:\n        return 'failed', 500", 0),
        (PLAIN, "NotSaved(str(e))", "except NotFound as error:\n        return str(error), 500", 0),
        (PLAIN, "NotSaved('failed')", "except NotSaved as error:\n        return str(error), 500", 0),
        (TELLS, "NotSaved(e)", "except NotStored as error:\n        return error.message, 500", 1),
        (TELLS, "NotSaved(e)", "except NotStored as error:\n        return error.code, 500", 0),
        (KEEPS, "NotSaved(e)", "except NotStored as error:\n        return error.message, 500", 0),
        (KEEPS, "NotSaved(e)", "except NotStored as error:\n        return str(error), 500", 0),
        (KEEPS, "NotSaved(message=str(e))", "except NotStored as error:\n        return str(error), 500", 1),
        (KEEPS, "NotSaved(e)", "except NotStored as error:\n        return str(error.wrapped), 500", 0),
    ],
)
def test_an_error_raised_anew_counts_if_who_catches_it_sends_the_text(
    run_in_repository: Run, errors, raised, caught, code
):
    files = {
        "errors.py": errors,
        "store.py": "from errors import NotSaved\ndef save():\n    try:\n        work()\n    except Exception as e:\n"
        f"        raise {raised}\n",
        "app.py": f"from errors import *\n@app.post('/')\ndef view():\n    try:\n        save()\n    {caught}\n",
    }
    found, lines = run_in_repository("error-exposure", files)
    assert (found, [line.split()[0].rpartition(":")[0].rpartition(":")[0] for line in lines]) == (
        code,
        ["store.py:6"] * code,
    )
    assert all("(app.py:7)" in line for line in lines)


@pytest.mark.parametrize(
    ("middle", "answer", "code"),
    [
        ("raise NotDone(str(e))", "str(error)", 1),
        ("raise NotDone(str(e))", "'failed'", 0),
        ("raise NotDone('not done')", "str(error)", 0),
    ],
)
def test_an_error_that_is_made_of_another_counts_if_its_text_is_sent(run_in_repository: Run, middle, answer, code):
    files = {
        "errors.py": "class NotSaved(Exception):\n    pass\n\nclass NotDone(Exception):\n    pass\n",
        "store.py": "from errors import NotSaved\ndef save():\n    try:\n        work()\n    except Exception as e:\n"
        "        raise NotSaved(str(e))\n",
        "jobs.py": "from errors import NotDone, NotSaved\ndef job():\n    try:\n        save()\n"
        f"    except NotSaved as e:\n        {middle}\n",
        "app.py": "from errors import *\n@app.post('/')\ndef view():\n    try:\n        job()\n"
        f"    except NotDone as error:\n        return {answer}, 500\n",
    }
    found, lines = run_in_repository("error-exposure", files)
    assert (found, [line.split()[:2] for line in lines]) == (code, [["store.py:6:28:", "error-text-to-client"]] * code)
    assert all("(app.py:7)" in line for line in lines)


@pytest.mark.parametrize(
    ("call", "code"), [("Mails.send()", 1), ("Mails().send()", 1), ("Letters.send()", 0), ("mails.send()", 0)]
)
def test_a_method_of_a_common_name_that_is_called_by_its_class(run_in_repository: Run, call: str, code: int):
    mails = "class Mails:\n    def send(self):\n        try:\n            work()\n        except Exception as e:\n"
    files = {f"other{number}.py": "class A:\n    def send(self):\n        pass\n\nsend()\n" for number in range(30)}
    files["mails.py"] = f"{mails}            return str(e)\n"
    files["app.py"] = f"@app.post('/')\ndef view():\n    return jsonify({call})\n"
    assert run_in_repository("error-exposure", files)[0] == code


FAILED = "def failed(error):\n    return {'error': str(error)}, 500\n"


@pytest.mark.parametrize(
    ("imported", "called", "code"),
    [
        ("from answers import failed as problem", "problem(e)", 1),
        ("from answers import failed", "failed(e)", 1),
        ("from answers import refused as failed", "failed(e)", 0),
    ],
)
def test_a_helper_that_is_imported_under_another_name(run_in_repository: Run, imported: str, called: str, code: int):
    refused = "def refused(error):\n    return {'error': 'failed'}, 500\n"
    view = f"{imported}\n{ROUTE.format(kind='Exception', line=f'return {called}')}"
    assert run_in_repository("error-exposure", {"answers.py": FAILED + refused, "app.py": view})[0] == code


@pytest.mark.parametrize(
    ("imported", "code"), [("from store import load as fetch", 1), ("from other import load as fetch", 0)]
)
def test_a_text_that_a_helper_returns_which_is_imported_under_another_name(run_in_repository: Run, imported, code):
    store = "def load():\n    try:\n        work()\n    except Exception as e:\n        return str(e)\n"
    view = f"{imported}\n@app.get('/')\ndef view():\n    return jsonify(fetch())\n"
    files = {"store.py": store, "other.py": "def load():\n    return 1\n", "app.py": view}
    assert run_in_repository("error-exposure", files)[0] == code


@pytest.mark.parametrize(
    ("put", "sent", "code"),
    [
        ("errors.append(str(e))", "jsonify(errors=errors)", 1),
        ("errors.append(f'not saved: {e}')", "jsonify(errors=errors)", 1),
        ("errors.append('not saved')", "jsonify(errors=errors)", 0),
        ("errors.append(str(e))", "jsonify(done=len(done))", 0),
        ("log.append(str(e))", "jsonify(errors=errors)", 0),
    ],
)
@pytest.mark.parametrize("home", ["app.py", "store.py"])
def test_a_list_that_a_caller_gives_to_be_filled(run_in_repository: Run, home: str, put: str, sent: str, code: int):
    save = (
        "def save(rows, errors, log):\n    try:\n        work(rows)\n    except Exception as e:\n"
        f"        {put}\n    return rows\n"
    )
    view = f"@app.post('/')\ndef view():\n    errors = []\n    done = save(1, errors, log=[])\n    return {sent}\n"
    files = {"app.py": save + view} if home == "app.py" else {home: save, "app.py": "from store import save\n" + view}
    assert run_in_repository("error-exposure", files)[0] == code


@pytest.mark.parametrize(
    ("made", "kind", "tried", "code"),
    [
        ("RuntimeError(str(e))", "RuntimeError", "load()", 1),
        ("ValueError(f'not read: {e}')", "ValueError", "load()", 1),
        ("ValueError('not read')", "ValueError", "load()", 0),
        ("ValueError(str(e))", "KeyError", "load()", 0),
        ("ValueError(str(e))", "ValueError", "int(request.args['n'])", 0),
    ],
)
@pytest.mark.parametrize("home", ["app.py", "store.py"])
def test_a_builtin_error_that_another_function_sends(run_in_repository: Run, home, made, kind, tried, code):
    load = f"def load():\n    try:\n        open('rows')\n    except OSError as e:\n        raise {made}\n"
    view = (
        f"@app.get('/')\ndef view():\n    try:\n        return {tried}\n"
        f"    except {kind} as error:\n        return jsonify(error=str(error)), 400\n"
    )
    files = {"app.py": load + view} if home == "app.py" else {home: load, "app.py": "from store import load\n" + view}
    assert run_in_repository("error-exposure", files)[0] == code


@pytest.mark.parametrize(
    ("made", "sent", "code"),
    [
        ("NotSaved('not saved', e)", "error.get_data()", 1),
        ("NotSaved('not saved', data=e)", "error.get_data()", 1),
        ("NotSaved('not saved', str(e))", "error.get_data()", 1),
        ("NotSaved('not saved', e)", "error.get_message()", 0),
        ("NotSaved('not saved')", "error.get_data()", 0),
    ],
)
def test_what_a_method_of_the_error_gives_back(run_in_repository: Run, made: str, sent: str, code: int):
    errors = (
        "class Failure(Exception):\n    def __init__(self, message, data=None):\n        self._message = message\n"
        "        self._data = data\n    def get_message(self):\n        return self._message\n"
        "    def get_data(self):\n        return self._data\nclass NotSaved(Failure):\n    pass\n"
    )
    store = (
        "from errors import NotSaved\ndef save():\n    try:\n        work()\n    except Exception as e:\n"
        f"        raise {made}\n"
    )
    view = (
        "from errors import Failure\n@app.post('/')\ndef view():\n    try:\n        save()\n"
        f"    except Failure as error:\n        return jsonify({sent}), 400\n"
    )
    assert run_in_repository("error-exposure", {"errors.py": errors, "store.py": store, "app.py": view})[0] == code


def test_the_answer_does_not_depend_on_the_other_files_named(run: Run, tmp_path):
    files = {"shop/errors.py": "class Declined(Exception):\n    pass\n", "shop/__init__.py": ""}
    write_files(tmp_path, files)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    view = VIEW.replace("{module}", ".errors").replace("{name}", "Declined")
    assert run("error-exposure", {"shop/views.py": view}) == (0, [])


def test_names_the_line_of_the_response(run: Run):
    source = (
        "def f():\n    try:\n        work()\n    except Exception as e:\n        s = str(e)\n    return jsonify(s)\n"
    )
    assert run("error-exposure", {"app.py": source})[1] == [
        "app.py:5:17: error-text-to-client the text of `e` (except Exception) goes to the client (line 6); log it, and "
        "answer with a sentence of your own"
    ]


def test_tests_are_silent(run: Run):
    assert run("error-exposure", {"tests/app.py": ROUTE.format(kind="Exception", line="return str(e)")}) == (0, [])


def test_what_cannot_be_parsed_is_not_checked(run: Run):
    code, lines = run("error-exposure", {"app.py": "try: pass\nexcept E as e: return (\n"})
    assert code == 3
    assert "NOT CHECKED" in lines[0]
