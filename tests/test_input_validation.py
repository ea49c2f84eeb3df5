"""What a client sends, and the calls it must not reach as it is."""

from __future__ import annotations

import pytest

from .conftest import Run

HEAD = """import base64, io, json, os, pickle, subprocess, yaml
from flask import redirect, render_template_string, request, send_file
from sqlalchemy import text

def view(known):
"""


def found(run: Run, body: str, *options: str) -> list[str]:
    """The rules found in the body of a function, with what was read."""
    source = HEAD + "".join(f"    {line}\n" for line in body.splitlines())
    code, lines = run("input-validation", {"app.py": source}, *options)
    assert code == (1 if lines else 0)
    return [" ".join(line.split(" ")[1:3]) for line in lines]


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        # SQL
        ("db.session.execute(f\"SELECT * FROM t WHERE a = '{request.args['q']}'\")", "input-in-sql request.args['q']"),
        (
            "db.session.execute(text('SELECT a FROM t WHERE b = ' + request.form['q']))",
            "input-in-sql request.form['q']",
        ),
        ("q = request.json['q']\ncursor.execute('DELETE FROM t WHERE a = %s' % q)", "input-in-sql request.json['q']"),
        ("cur.execute('SELECT a FROM t ORDER BY {}'.format(request.args.get('s')))", "input-in-sql request.args['s']"),
        ("cursor.execute(request.get_json()['sql'])", "input-in-sql request.get_json()['sql']"),
        (
            "sql = 'SELECT a FROM t WHERE 1=1'\nsql += request.args['more']\nconn.execute(sql)",
            "input-in-sql request.args['more']",
        ),
        # shell
        ("os.system('ping ' + request.args['host'])", "input-in-shell request.args['host']"),
        ("subprocess.run(f\"ls {request.args['d']}\", shell=True)", "input-in-shell request.args['d']"),
        ("subprocess.check_output(['sh', '-c', request.args['c']])", "input-in-shell request.args['c']"),
        # code and templates
        ("eval(request.data)", "input-in-code request.data"),
        ("render_template_string('Hi ' + request.args['name'])", "input-in-template request.args['name']"),
        ("render_template_string('No page %s' % request.url)", "input-in-template request.url"),
        # files
        ("open(os.path.join('d', request.args['f']))", "input-in-path request.args['f']"),
        ("send_file('reports/' + request.args['f'])", "input-in-path request.args['f']"),
        ("f = request.files['f']\nf.save('up/' + f.filename)", "input-in-path request.files['f'].filename"),
        (
            "f = request.files['f']\nif f and allowed_file(f.filename):\n    f.save(os.path.join(UP, f.filename))",
            "input-in-path request.files['f'].filename",
        ),
        (
            "for f in request.files.getlist('f'):\n    f.save(f'up/{f.filename}')",
            "input-in-path request.files.filename",
        ),
        # redirects
        ("return redirect(request.args['next'])", "input-in-redirect request.args['next']"),
        ("return redirect(request.args.get('next') or '/')", "input-in-redirect request.args['next']"),
        ("to = request.args.get('next')\nif to:\n    return redirect(to)", "input-in-redirect request.args['next']"),
        (
            "if (to := request.args.get('next')) is not None:\n    return redirect(to)",
            "input-in-redirect request.args['next']",
        ),
        # deserialisers
        ("pickle.loads(base64.b64decode(request.cookies['s']))", "input-unpickled request.cookies['s']"),
        ("yaml.load(request.data, Loader=yaml.Loader)", "input-unpickled request.data"),
        ("pickle.load(request.files['f'])", "input-unpickled request.files['f']"),
    ],
)
def test_finds(run: Run, body: str, finding: str):
    assert found(run, body) == [finding]


@pytest.mark.parametrize(
    "body",
    [
        # bound, converted, constant
        "db.session.execute(text('SELECT a FROM t WHERE b = :b'), {'b': request.args['b']})",
        "cursor.execute('SELECT a FROM t WHERE b = %s', (request.args['b'],))",
        "cursor.execute('SELECT a FROM t WHERE b = %d' % request.args['b'])",
        "cursor.execute(f\"SELECT a FROM t WHERE b = {int(request.args['b'])}\")",
        "n = request.args.get('n', type=int)\ncursor.execute(f'SELECT a FROM t LIMIT {n}')",
        "cursor.execute(f'SELECT a FROM {TABLE}')",
        "q = request.args['q']\nq = 'a'\ncursor.execute(f'SELECT a FROM t WHERE b = {q}')",
        # another execute, another data
        "workflow.execute(request.json)",
        "cursor.execute(f'SELECT a FROM t WHERE b = {known}')",
        "cursor.execute(f\"SELECT a FROM t WHERE b = {other.args['x']}\")",
        # looked at closely
        "s = request.args['s']\nif s not in NAMES:\n    abort(400)\ncursor.execute(f'SELECT a FROM t ORDER BY {s}')",
        "s = request.args['s']\nassert s.isdigit()\ncursor.execute(f'SELECT a FROM t ORDER BY {s}')",
        "s = request.args['s']\nvalidate_name(s)\ncursor.execute(f'SELECT a FROM t ORDER BY {s}')",
        "s = COLUMNS[request.args['s']]\ncursor.execute(f'SELECT a FROM t ORDER BY {s}')",
        "s = clean(request.args['s'])\ncursor.execute(f'SELECT a FROM t ORDER BY {s}')",
        "if request.args['s'] in NAMES:\n    cursor.execute(f\"SELECT a FROM t ORDER BY {request.args['s']}\")",
        "cursor.execute('SELECT a FROM t ORDER BY ' + (s if (s := request.args['s']) == 'a' else 'b'))",
        # lists without a shell, quoted
        "subprocess.run(['ls', request.args['d']])",
        "subprocess.run('ls ' + shlex.quote(request.args['d']), shell=True)",
        # variables of a template
        "render_template_string('Hi {{ name }}', name=request.args['name'])",
        # files
        "f = request.files['f']\nf.save(os.path.join('up', secure_filename(f.filename)))",
        "f = request.files['f']\nf.save(f\"up/{uuid4()}.{f.filename.rsplit('.', 1)[1]}\")",
        "f = request.files['f']\nf.save(stream)",
        "model.save(request.json)",
        "send_file(io.BytesIO(request.data))",
        "json.load(open(PATH))",
        "ast.literal_eval(request.args['x'])",
        # redirects of one's own
        "return redirect(request.url)",
        "return redirect(request.cookies['next'])",
        "return redirect(request.cookies.get('next'))",
        "return redirect(request.referrer or '/')",
        "return redirect('/users/' + request.form['id'])",
        "return redirect(f\"/users/{request.form['id']}\")",
        "return redirect(url_for('index', next=request.args['next']))",
        "to = request.args.get('next')\nif not to or not is_safe(to):\n    to = '/'\nreturn redirect(to)",
        "to = request.args.get('next')\nif not to or urlsplit(to).netloc != '':\n    to = '/'\nreturn redirect(to)",
        # loaders of plain data
        "yaml.safe_load(request.data)",
        "yaml.load(request.data, Loader=yaml.SafeLoader)",
        "json.loads(request.data)",
        "'eval(request.data)'",
    ],
)
def test_passes(run: Run, body: str):
    assert found(run, body) == []


def test_text_of_the_url(run: Run):
    view = '@app.route("/u/<name>/<int:number>/<path:file>")\ndef view(name, number, file):\n'
    body = (
        "    cursor.execute(f'SELECT a FROM t WHERE b = {name}')\n"
        "    cursor.execute(f'SELECT a FROM t WHERE b = {number}')\n"
        "    open(name)\n"
        "    open(file)\n"
    )
    code, lines = run("input-validation", {"app.py": view + body})
    assert code == 1
    assert lines == [
        "app.py:3:5: input-in-sql the URL's <name> (line 2) becomes SQL text; "
        'bind it: execute(text("... = :x"), {"x": value})',
        "app.py:6:5: input-in-path the URL's <file> (line 2) chooses the file; "
        "use secure_filename, or send_from_directory",
    ]


@pytest.mark.parametrize("path", ["tests/views.py", "dev/views.py"])
def test_files_for_developers_pass(run: Run, path: str):
    assert run("input-validation", {path: HEAD + "    eval(request.data)\n"}) == (0, [])


def test_request_of_another_framework_passes(run: Run):
    text = "from other import request\n\ndef view():\n    eval(request.data)\n"
    assert run("input-validation", {"app.py": text}) == (0, [])


VIEW = "from flask import request\n\n@app.post('/a')\ndef view():\n"


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ("return str(request.json['a'])", "input-unchecked request.json['a']"),
        ("data = request.get_json()\n    return str(data['a'])", "input-unchecked data['a']"),
        ("user = User(**request.json)", "input-mass-assignment request.json"),
        (
            "for key, value in request.json.items():\n        setattr(user, key, value)",
            "input-mass-assignment request.json",
        ),
        ("request.files['f'].save(place)", "input-upload-size an"),
    ],
)
def test_advice(run_in_repository: Run, body: str, rule: str):
    files = {"app.py": f"{VIEW}    {body}\n"}
    assert run_in_repository("input-validation", files) == (0, [])
    code, lines = run_in_repository("input-validation", files, "--advice")
    assert (code, [" ".join(line.split(" ")[1:3]) for line in lines]) == (1, [rule])


@pytest.mark.parametrize(
    "body",
    [
        "data = UserSchema().load(request.json)\n    return data['a']",
        "validate(request.json, RULES)\n    return request.json['a']",
        "return request.json.get('a')",
        "try:\n        return request.json['a']\n    except KeyError:\n        abort(400)",
        "User(name=request.json.get('name'))",
        "UserForm(**request.json)",
        "MAX_CONTENT_LENGTH\n    request.files['f'].save(place)",
    ],
)
def test_advice_that_is_not_needed(run_in_repository: Run, body: str):
    assert run_in_repository("input-validation", {"app.py": f"{VIEW}    {body}\n"}, "--advice") == (0, [])
