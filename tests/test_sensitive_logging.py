"""``sensitive-logging``: what is written down, judged by the value that flows."""

from __future__ import annotations

import pytest

from .conftest import Run

FOUND = [
    ("logger.info('bad %s', token)", "log-secret"),
    ("logging.getLogger(__name__).warning(f'key {user.api_key}')", "log-secret"),
    ("current_app.logger.debug('pw: ' + password)", "log-secret"),
    ("app.logger.error('pw: {}'.format(form.password.data))", "log-secret"),
    ("log.info('x', extra={'token': access_token})", "log-secret"),
    ("log.info('x', token=reset_token)", "log-secret"),
    ("logger.log(10, 'secret %s', settings.SECRET_KEY)", "log-secret"),
    ("logger.info(request.headers['Authorization'])", "log-secret"),
    ("logger.info(request.headers['Authorization'].split(' ')[1])", "log-secret"),
    ("logger.info(request.headers['Authorization'].split(':')[0])", "log-secret"),
    ("logger.info(password.split(' ')[0])", "log-secret"),
    ("logger.info(request.form.get('password'))", "log-secret"),
    ("logger.info(current_app.config['SQLALCHEMY_DATABASE_URI'])", "log-secret"),
    ("logger.info(current_app.config[Key.SQLALCHEMY_DATABASE_URI])", "log-secret"),
    ("logger.info(app.config.get(SECRET_KEY))", "log-secret"),
    ("logger.info('database %s', config.get('MONGO_URL'))", "log-secret"),
    ("logger.info('database %s', settings.POSTGRES_DSN)", "log-secret"),
    ("logger.info('link', url=site.reset_password_url(email))", "log-secret"),
    ("logger.info(request.headers.to_wsgi_list())", "log-request-body"),
    ("logger.info('%s %s', user_pin, user)", "log-secret"),
    ("self.log_debug('used ' + password)", "log-secret"),
    ("logger(logging.INFO, 'used %s', password)", "log-secret"),
    ("logger.info('%s %d', pin, otp_length)", "log-secret"),
    ("logger.info(an_otp_val)", "log-secret"),
    ("logger.info(authdata)", "log-secret"),
    ("logger.info(auth_key)", "log-secret"),
    ("logger.info('link %s', url_for('reset', token=token, _external=True))", "log-secret"),
    ("logger.info(jwt.decode(raw, key))", "log-secret"),
    ("logger.info(id_token.verify_oauth2_token(raw, transport))", "log-secret"),
    ("logger.info(g.jwt_oidc_token_info)", "log-secret"),
    ("logger.info(auth.get_last_response_xml())", "log-secret"),
    ("logger.info(user.get_reset_token())", "log-secret"),
    ("logger.info(generate_token())", "log-secret"),
    ("logger.info(self.build_db_uri(mode, hide_password=False))", "log-secret"),
    ("logger.info(Config.SECRET_KEY)", "log-secret"),
    ("logger.info(token_for_user)", "log-secret"),
    ("print(secret)", "print-secret"),
    ("pprint.pprint(client_secret)", "print-secret"),
    ("sys.stdout.write(otp)", "print-secret"),
    ("logger.info(request.json)", "log-request-body"),
    ("LOG.d('got %s', request.form)", "log-request-body"),
    ("log.e('bad %s', api_key)", "log-secret"),
    ("print(request.get_json())", "log-request-body"),
    ("logger.info('body %s', request.get_data().decode())", "log-request-body"),
    ("logger.info('body %s', json.loads(request.data))", "log-request-body"),
    ("logger.info(dict(request.headers))", "log-request-body"),
    ("logger.info({k: v for k, v in request.headers.items()})", "log-request-body"),
    ("logger.info(form.data)", "log-request-body"),
    ("logger.info(os.environ)", "log-environment"),
    ("logger.info('config %s', app.config)", "log-environment"),
    ("print(user.__dict__)", "log-environment"),
    ("raise ValueError(f'bad key {api_key}')", "exception-secret"),
]

PASSES = [
    "logger.info(self.build_db_uri(mode, hide_password=True))",
    "self.log_debug('no password')",
    "logger(password, 'x')",
    "login(logging.INFO, password)",
    "logger.info(token_info)",
    "logger.info(jwt_claims_valid)",
    "logger.info(auth.get_last_request_xml())",
    "logger.info(settings['SORT_KEY'])",
    "logger.info('%s', space_token)",
    "logger.info('pin %s is high', pin)",  # of a board
    "logger.info(LABELS[SECRET_KEY])",
    "logger.info(app.config[Key.SERVER_NAME])",
    "logger.info('Using password')",
    "logger.info('the token is too stale')",
    "logger.info('key %s', api_key_id)",
    "logger.info('no payment with %s', payment_token)",
    "logger.info('set %s', auth_key)\n    auths.update({auth_key: entry})",
    "auths[auth_key] = entry\n    logger.info('set %s', auth_key)",
    "sent = {'Authorization': token}\n    sent.pop('Authorization', None)\n    logger.info(sent)",
    "sent = {'Authorization': token}\n    del sent['Authorization']\n    logger.info(sent)",
    "logger.error('lost %s', session_key)",
    "logger.info('%s', credential.id)",
    "logger.info('way %s', request.headers['Authorization'].split(' ')[0])",
    "way = request.headers.get('Authorization').split()[0]\n    logger.info('way %s', way)",
    "logger.info('way %s', auth_header.partition(' ')[0])",
    "logger.info('%d tokens', token_count)",
    "logger.info('%s', len(token))",
    "logger.info('%s', token[:4])",
    "logger.info('%s', mask(token))",
    "logger.info('set' if token else 'unset')",
    "logger.info('%s', bool(password))",
    "logger.info('password_hash set for %s', user.id)",
    "logger.info(password_hash)",
    "logger.info('read from %s', token_path)",
    "logger.info(request.headers.get('User-Agent'))",
    "logger.info(request.json['username'])",
    "logger.info(request.method, request.path)",
    "logger.info('%s', csrf_token)",
    "logger.info('next %s', next_page_token)",
    "logger.info(TokenType.ACCESS_TOKEN)",
    "logger.info(requests.get('https://idp.example/token'))",
    "logger.info(url.replace(api_key, '***'))",
    "logger.info(app.config['DEBUG'])",
    "logger.info(ConfigKey.SECRET_KEY)",
    "logger.info(serial_from_token(request))",
    "logger.info('cannot read %s', path_to_private_key)",
    "logger.info('found %s', get_one_token(serial))",
    "raise InvalidToken(token)",
    "math.log(password)",
    "math.e(password)",
    "catalog.d(password)",
    "store(token)",
]

SENT = "def f(token):\n    sent = {'Authorization': token}\n    safe = sent.copy()\n"

FLOWS_FOUND = [
    "import psycopg\ndef f():\n    logger.debug('opened %s', self.db_url)\n",
    f"{SENT}    safe.pop('Accept')\n    logger.info(safe)\n",
    f"{SENT}    safe.pop('Authorization')\n    logger.info(sent)\n",
    f"{SENT}    logger.info(safe)\n    safe.pop('Authorization')\n",
    "from .values import DATABASE_URL\ndef f():\n    load(address=DATABASE_URL)\n    logger.info(DATABASE_URL)\n",
    "class A:\n    def f(self):\n        self.url = f'https://maps?key={self.api_key}'\n"
    "        logger.info(self.url)\n",
    "class A:\n    def f(self):\n        logger.info(self.seen())\n\n"
    "    def seen(self):\n        return request.form.copy()\n",
    "def f():\n    found = seen()\n    logger.info(found)\n\ndef seen():\n    return {'body': request.form}\n",
    "def f():\n    found = {'body': []}\n    found['body'].append(request.json)\n    logger.info(found['body'])\n",
    "def f():\n    found = {'key': api_key, 'user': user}\n    logger.info(found['key'])\n",
    "def f():\n    bodies = []\n    bodies.append(request.json)\n    for body in bodies:\n        logger.info(body)\n",
    "def f():\n    maps.set_api_key(config['MAPS_KEY'])\n    logger.info(config['MAPS_KEY'])\n",
    "def f():\n    maps.load(api_key=config['MAPS_KEY'])\n    logger.info(config['MAPS_KEY'])\n",
    "def f():\n    if log.isEnabledFor(logging.DEBUG):\n        logger.debug(token)\n",
    "def f(tokens):\n    for token in tokens:\n        logger.info(token)\n",
    "def f():\n    data = request.json\n    data['time'] = now()\n    logger.info(data)\n",
    "def f(c):\n    if not os.path.isfile(c['name']):\n        logger.info('no %s', c['private_key'])\n",
    "def f():\n    for k, v in {'Authorization': token}.items():\n        logger.info('%s: %s', k, v)\n",
    "def f(api_key):\n    log_api_key = api_key if api_key else '*' * 8\n    logger.info(log_api_key)\n",
    "def f(access_key):\n    logger.info('deleted %s', access_key)\n    find(key=access_key)\n",
    "def post_system_test():\n    logger.info(password)\n",
    "def login_local_user():\n    logger.info(password)\n",
    "def f():\n    for key, value in request.json.items():\n        logger.info('%s: %s', key, value)\n",
    "def f():\n    token = str(db.get(token_key))\n    logger.info(token)\n",
    "def run_debounced(access_token):\n    logger.info(access_token)\n",
    "def f():\n    path = Path(token)\n    logger.info(token)\n",
    "def f():\n    sign(private_key)\n    logger.info(private_key)\n",
    "def f(token_address, access_token):\n    logger.info('node says %s', access_token)\n",
    "def f(token_address, api_secret):\n    logger.info('node says %s', api_secret)\n",
    "def f():\n    data = request.get_json() or {}\n    logger.info('got %s', data)\n",
    "def f():\n    data = request.json\n    message = f'got {data}'\n    logger.info(message)\n",
    "def f():\n    text = ''\n    for k, v in request.headers.items():\n        text += v\n    logger.info(text)\n",
    "def f():\n    parts = []\n    parts.append(password)\n    logger.info(parts)\n",
    "def f():\n    token = 'Bearer ' + make()\n    logger.info(token)\n",
    "def f():\n    data = request.json\n    logger.info(data)\n    data.pop('password')\n",
    "def f():\n    if new:\n        data = {}\n    else:\n        data = request.json\n    logger.info(data)\n",
]

FLOWS_PASS = [
    "def f():\n    logger.info('database %s', mongo_collection_url)\n    logger.info(config['MAPS_URL'])\n",
    "def f():\n    logger.info('page %s', site.reset_password_url())  # password\n",
    "def f(filters):\n    logger.info('page %s', site.reset_filters_url(filters))  # password\n",
    "from flask import request\ndef f():\n    logger.info('cookies %s', request.headers.keys())\n",
    "import sqlite3\ndef f():\n    logger.debug('opened %s', self.db_url)\n",
    "from .names import DATABASE_URL\ndef f():\n    load(setting_name=DATABASE_URL)\n    logger.info(DATABASE_URL)\n",
    "from .names import DATABASE_URL\ndef f():\n    make(os.getenv(DATABASE_URL))\n    logger.info(DATABASE_URL)\n",
    "class A:\n    def f(self):\n        logger.info(self.url)\n        self.url = f'https://maps?key={self.api_key}'\n",
    "class A:\n    def f(self):\n        self.url = f'https://maps?key={self.api_key}'\n\n"
    "    def g(self):\n        logger.info(self.url)\n",
    "class A:\n    def f(self):\n        logger.info(other.seen())\n\n"
    "    def seen(self):\n        return request.form.copy()\n",
    "def f():\n    logger.info(seen(request.form))\n\ndef seen(form):\n    return request.form[form]\n",
    "def f():\n    found = {'key': api_key, 'user': user}\n    logger.info(found['user'])\n",
    "def f():\n    found = {'body': [], 'user': []}\n    found['body'].append(request.json)\n"
    "    logger.info(found['user'])\n",
    "def f():\n    bodies = {}\n    bodies[1] = request.json\n    for body in bodies:\n        logger.info(body)\n",
    "def f():\n    maps.set_cache_key(config['MAPS_KEY'])\n    logger.info(config['MAPS_KEY'])\n",
    "def f(text):\n    for part in text.split(','):\n        token = part.strip()\n        logger.info(token)\n",
    "def f(text):\n    for token in re.findall(PART, text):\n        raise ValueError(f'odd {token}')\n",
    "def f():\n    data = request.json\n    data['card'] = '***'\n    logger.info(data)\n",
    "def f(key):\n    shown = f'{key[:4]}***' if len(key) > 8 else '*' * 8\n    logger.info(shown)\n",
    "def f(api_key):\n    log_api_key = f'{api_key[:4]}**' if api_key else '*' * 8\n    logger.info(log_api_key)\n",
    "def f(c):\n    if not os.path.isfile(c['private_key']):\n        raise Missing('no %s' % c['private_key'])\n",
    "def f(c):\n    key_path = c['private_key']\n    logger.info(key_path)\n",
    "def f():\n    for k, v in {'Authorization': token}.items():\n        if k == 'Authorization':\n"
    "            v = 'hidden'\n        logger.info('%s: %s', k, v)\n",
    "def f():\n    token_type = request.args.get('token')\n    logger.info(token_type)\n",
    "def f(access_key):\n    logger.info('deleted %s', access_key)\n    find(key_id=access_key)\n",
    "def test_f():\n    logger.info(password)\n",
    "def f():\n    for key, value in request.json.items():\n        raise Refused(f'bad {key}: {value}')\n",
    "def f():\n    token = int(db.incr(token_key))\n    logger.info(token)\n",
    "def run_debounced(expected_token):\n    logger.info(expected_token)\n",
    "if not Path(f'keys/{PRIVATE_KEY}').is_file():\n    log.error(f'cannot read keys/{PRIVATE_KEY}')\n",
    "def f():\n    context.load_cert_chain(cert, ssl_key)\n    logger.info(ssl_key)\n",
    "def f():\n    data = request.json\n    data = clean(data)\n    logger.info(data)\n",
    "def f():\n    data = request.json\n    data.pop('password')\n    logger.info(data)\n",
    "def f():\n    data = request.json\n    data['password'] = '***'\n    logger.info(data)\n",
    "def f():\n    data = request.json\n    filter_secrets(data)\n    logger.info(data)\n",
    "def f():\n    token = mask(token_of(user))\n    logger.info(token)\n",
    "def f():\n    password = None\n    logger.info(password)\n",
    "def f():\n    if bad:\n        data = request.json\n        raise Bad\n    logger.info(data)\n",
    "def f(token):\n    logger.info('no ERC-20 contract at %s', token)\n",
    "def f():\n    underlying_token = pool(token_address)\n    logger.info('odd %s', underlying_token)\n",
    "def f():\n    a = call('token0')['token0']\n    logger.info('%s is no erc20 contract', a)\n",
    "def f():\n    if bad:\n        data = request.json\n        abort(400)\n    logger.info(data)\n",
    "def f():\n    logger.info(data)\n    data = request.json\n",
    "def f():\n    for name in request.headers:\n        logger.info(name)\n",
    "TOKEN_KEY = 'token'\nSECRET = 'api.secret'\nlogger.info('no %s', SECRET)\n",
    "def f(token: PersonalToken):\n    logger.info('revoked %r', token)\n",
    "def f():\n    token = PersonalToken.query.first()\n    logger.info('revoked %r', token)\n",
    "def f(token):\n    db.session.delete(token)\n    logger.info('revoked %r', token)\n",
    "def f(token):\n    logger.info('%s %s', token, token.user)\n",
    "import sqlparse\ndef f(token):\n    logger.info('odd %s', token)\n",
    "from urllib import request\nlogger.info(request.data)\n",
    "def f():\n    request = Request(url)\n    logger.info(request.data)\n",
    "def f():\n    if app.debug:\n        logger.info(token)\n",
    "@app.cli.command()\ndef new():\n    print(token)\n",
    "import argparse\nprint(token)\n",
    "if __name__ == '__main__':\n    print(token)\n",
]


@pytest.mark.parametrize(("line", "rule"), FOUND)
def test_finds(run: Run, line: str, rule: str):
    source = f"import os\nfrom flask import current_app, request\n\ndef view():\n    {line}\n"
    code, lines = run("sensitive-logging", {"app.py": source})
    assert (code, [text.split()[:2] for text in lines]) == (1, [["app.py:5:5:", rule]])


@pytest.mark.parametrize("line", PASSES)
def test_passes(run: Run, line: str):
    source = f"import os\nfrom flask import current_app, request\n\ndef view():\n    {line}\n"
    assert run("sensitive-logging", {"app.py": source}) == (0, [])


@pytest.mark.parametrize("source", FLOWS_FOUND)
def test_follows_local_values(run: Run, source: str):
    code, lines = run("sensitive-logging", {"app.py": source})
    assert (code, len(lines)) == (1, 1), lines
    assert lines[0].startswith(
        f"app.py:{next(n for n, text in enumerate(source.splitlines(), 1) if 'logger' in text)}:"
    )


@pytest.mark.parametrize("source", FLOWS_PASS)
def test_passes_what_does_not_arrive(run: Run, source: str):
    assert run("sensitive-logging", {"app.py": source}) == (0, [])


def test_names_the_line_that_gave_the_value(run: Run):
    source = "def login():\n    content = request.json\n    logger.info(content)\n"
    assert run("sensitive-logging", {"app.py": source})[1] == [
        "app.py:3:5: log-request-body the request's body (request.json) (line 2) goes into the log, passwords and all; "
        "log the fields you need by name"
    ]


@pytest.mark.parametrize("path", ["tests/test_app.py", "conftest.py", "dev/app.py"])
def test_tests_and_development_are_silent(run: Run, path: str):
    assert run("sensitive-logging", {path: "logger.info(token)"}) == (0, [])


@pytest.mark.parametrize(
    "path", ["scripts/new_user.py", "manage.py", "shop/scripting/users.py", "app/commands/users.py"]
)
def test_scripts_print_for_their_user_but_log_for_everybody(run: Run, path: str):
    code, lines = run("sensitive-logging", {path: "def f():\n    print(password)\n    logger.info(password)\n"})
    assert (code, [line.split()[1] for line in lines]) == (1, ["log-secret"])


def test_does_not_repeat_a_secret(run: Run):
    source = "def f():\n    print(jwt.decode('eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0', key))\n"
    code, lines = run("sensitive-logging", {"app.py": source})
    assert code == 1
    assert "eyJ" not in lines[0]


def test_what_cannot_be_parsed_is_not_checked(run: Run):
    code, lines = run("sensitive-logging", {"app.py": "logger.info(token\n"})
    assert code == 3
    assert "NOT CHECKED" in lines[0]


@pytest.mark.parametrize(
    ("name", "code"), [("check_rate_limit", 0), ("throttled", 0), ("limit", 1), ("reset_password", 1)]
)
def test_tokens_of_a_limiter(run: Run, name: str, code: int) -> None:
    text = f"import logging\n\ndef {name}(token):\n    logging.info('one more for %s', token)\n"
    assert run("sensitive-logging", {"app.py": text})[0] == code


def test_credential_in_a_limiter(run: Run) -> None:
    text = "import logging\n\ndef rate_limit(access_token):\n    logging.info('one more for %s', access_token)\n"
    assert run("sensitive-logging", {"app.py": text})[0] == 1
