"""``hardcoded-credentials``: near misses both ways, for each syntax and for each filter.

Values that look like live secrets are put together here, so that nothing in this repository trips other scanners.
"""

from __future__ import annotations

from base64 import b64encode

import pytest

from .conftest import Run

WORD = "mG7-qq" + "lpx4vT"  # a password
LONG = "kR8x2mm31kf0aVQ" + "h1tZ7cW9pLs4"  # a token of no provider
SEED = "KRUGKIDR" + "OVUWG2ZA"  # what one-time passwords are made from
PLAIN = "kR8x2mm31kf0aVQ" + "h1tZ"
BASIC = b64encode(b"me:" + WORD.encode()).decode()
HEX = "7a1c6cbbd9efe7fe" + "d5bc0db220b0966f"


def rules(run: Run, path: str, text: str, *options: str) -> list[str]:
    """The rules of the findings in one file, in the order of its lines."""
    _, lines = run("hardcoded-credentials", {path: text + "\n"}, *options)
    return [line.split(": ")[1].split()[0] for line in lines]


# Where a password stands


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", f'requests.get(url, auth=("admin", "{WORD}"))'),
        ("app.py", f'session.auth = HTTPBasicAuth("admin", "{WORD}")'),
        ("app.py", f'smtp.login("me@shop.org", "{WORD}")'),
        ("App.cs", f'new NetworkCredential("admin", "{WORD}")'),
        ("app.py", f'jwt.encode(claims, "{WORD}", algorithm="HS256")'),
        ("app.py", f'psycopg2.connect("dbname=shop user=web password={WORD}")'),
        ("app.py", f'psycopg2.connect("password={WORD} host=db")'),
        ("main.go", f'sql.Open("mysql", "web:{WORD}@tcp(db:3306)/shop")'),
        ("app.py", f'@click.option("--password", default="{WORD}")'),
        ("app.py", f'parser.add_argument("--password", type=str, default="{WORD}")'),
        ("app.py", f'DB_PASSWORD = config("DB_PASSWORD", default="{WORD}")'),
        ("app.py", f'password: str = Field(default="{WORD}")'),
        ("app.py", f'DB_PASSWORD = (\n    "{WORD}"\n)'),
        ("app.py", f'headers = ["X-Api-Key: {LONG}"]'),
        ("app.py", f'tokens = ["{LONG}", "{LONG[::-1]}"]'),
        ("main.go", f'var apiToken string = "{LONG}"'),
        ("build.mk", f'API_TOKEN ::= "{LONG}"'),
        ("dump.sql", f'a:1:{{s:8:"password";s:12:"{WORD}";}}'),
        ("app.js", f"open('/oauth.html#access_token={LONG}&state=7')"),
        ("conf.php", f'$apiToken .= "{LONG}";'),
        ("model.R", f'password <- "{WORD}"'),
        ("build.gradle", f"    storePassword '{WORD}'"),
        ("redis.conf", f"requirepass {WORD}"),
        ("settings.yml", "password: mG7]qq}lpx;4vT"),
        ("settings.ini", "password = mG7]qq}lpx;4vT"),
        ("web.xml", f"<password>\n    {WORD}\n</password>"),
        ("web.plist", f"<key>password</key>\n<string>{WORD}</string>"),
        ("core-site.xml", f"<name>db.password</name>\n<value>{WORD}</value>"),
        ("init.sql", f"\\set POSTGRES_PASS {WORD}"),
        ("init.sql", "CREATE ROLE shop WITH LOGIN PASSWORD 'shop';"),
        ("compose.yml", "- NEO4J_AUTH=neo4j/" + "test"),
        ("compose.yml", "NEO4J_AUTH: neo4j/" + WORD),
        ("compose.yml", "HASURA_GRAPHQL_ADMIN_SECRET: hasura-secret-admin-secret"),
        ("Dockerfile", f"RUN adduser --password {WORD} shop"),
        ("login.csh", f"setenv DB_PASSWORD {WORD}"),
        ("users.sql", f"CREATE USER web IDENTIFIED BY {WORD};"),
        ("notes.log", f'API token - "{LONG}"'),
        ("notes.log", f"the API key {LONG} was revoked"),
        ("deploy.sh", f'sed -i "s/^DB_PASSWORD=.*/DB_PASSWORD={WORD}/" .env'),
        ("views.py", f'password = "{WORD}" if debug else ask()'),
        ("deploy.sh", f"mysql -uroot -p{WORD} shop"),
        ("deploy.sh", f"mysqldump -p{WORD} shop"),
        ("deploy.sh", f"docker login -u web -p {WORD} registry.shop.org"),
        ("deploy.sh", f"redis-cli -h cache -a {WORD} ping"),
        ("deploy.sh", f'echo "root:{WORD}" | chpasswd'),
        ("deploy.sh", f"openssl rsa -passin pass:{WORD} -in key.pem"),
        ("deploy.ps1", f'$login = ConvertTo-SecureString "{WORD}" -AsPlainText -Force'),
        ("deploy.ps1", f'"{WORD}" | ConvertTo-SecureString -AsPlainText -Force'),
        ("deploy.sh", f"curl -X POST \\\n  -u web:{WORD} https://shop.org"),
        ("deploy.sh", f"curl -u '{WORD}:' https://shop.org"),
        ("start.sh", f"mysqlrootpwd={WORD}"),
        ("web.conf", f"pass: {WORD}"),
        ("vars.yml", f"db_password: >-\n  {WORD}\nname: shop"),
        ("vars.yml", f"db_password: |\n  {WORD}"),
        ("app.py", f'smtp.login(sender, "{WORD}")'),
        ("app.py", f'pymysql.connect("db", "web", "{WORD}", "shop")'),
        ("app.py", f'user = User(password=generate_password_hash("{WORD}", "scrypt"))'),
        ("app.py", f'user.password = hash_password("{WORD}")'),
        ("app.py", f'serializer = URLSafeTimedSerializer("{WORD}")'),
        ("app.py", f'signer = TimestampSigner("{WORD}")'),
        ("app.py", f'box = Fernet(b"{LONG}{LONG[:16]}=")'),
        ("app.js", f"jwt.sign({{ id: user.id, name }}, '{WORD}')"),
        ("app.js", f"app.use(cookieParser('{WORD}'))"),
        ("app.py", f'run(["mysql", "--password", "{WORD}"])'),
        ("app.py", f'run("mysql", "--password={WORD}")'),
        ("app.py", f'parser.add_argument("--password", "-p", default="{WORD}", help="of the database")'),
        ("app.py", f'token = settings.get("shop", "token", fallback="{LONG}")'),
        ("app.py", f'body = "access_token={LONG}&state=7"'),
        ("app.py", f'body = "password={WORD}"'),
        ("app.js", f"const secret = process.env.JWT_SECRET || '{LONG}'"),
        ("app.js", f"const key = process.env.API_KEY ?? `{LONG}`"),
        ("app.js", f"const secretKey = createSecretKey(Buffer.from('{LONG}', 'hex'))"),
        ("main.go", f'var jwtSecret = []byte("{LONG}")'),
        ("main.go", f'Tokens: []string{{"{LONG}"}},'),
        ("wifi.h", f'#define WIFI_PASSWORD "{WORD}"'),
        ("Shop.vb", f'Dim password As String = "{WORD}"'),
        ("deploy.sh", f"mongosh -u web -p {WORD} shop"),
        ("deploy.sh", f"htpasswd -bc .htpasswd web {WORD}"),
        ("deploy.sh", f"htpasswd -nb web {WORD}"),
        ("app.py", f'auth = b64encode(b"web:{WORD}")'),
        ("app.js", f"headers.auth = 'Basic ' + btoa('web:{WORD}')"),
        ("app.py", f'code = pyotp.TOTP("{SEED}").now()'),
        ("app.py", f'body = "access_token=166942940015970|{LONG}&state=7"'),
        ("Shop.cs", f'var password = Environment.GetEnvironmentVariable("SHOP") ?? "{WORD}";'),
        ("main.tf", f'variable "db_password" {{\n  type    = string\n  default = "{WORD}"\n}}'),
        ("seed.sql", f"INSERT INTO users (id, name, password) VALUES (1, 'it''s me', '{WORD}');"),
        ("seed.sql", f"insert into `shop`.users (`password`, role)\nvalues ('{WORD}', now());"),
        ("app.py", f"db.execute(\"INSERT INTO users (name, password) VALUES ('me', '{WORD}')\")"),
        ("signup.rb", f'fill_in :signup_password, with: "{WORD}"'),
        ("signup.rb", f'fill_in "Password", with: "{WORD}"'),
        ("signup.js", f'await page.fill("#password", "{WORD}");'),
        ("oauth.rb", f"config.set(:github, :secret, '{LONG}')"),
        ("cookies.rb", f"cookies[:auth_token] = {{ value: '{LONG}', expires: 3600 }}"),
        ("main.go", f'secretData, _ := hex.DecodeString("{HEX}")'),
        ("main.go", f'token, err := base64.StdEncoding.DecodeString("{LONG}")'),
        ("app.py", f"# password: {WORD}"),
        ("bot.py", f'PAGE_ACCESS_TOKEN = "{LONG}"'),
        ("settings.py", "SECRET_KEY = 'put_some_secret_here'"),
        ("seed.sql", f"-- Password: {WORD}"),
        ("oauth.js", f"// access_token={HEX}&scope=repo"),
    ],
)
def test_where_a_password_stands(run: Run, path: str, text: str):
    assert len(rules(run, path, text)) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", 'requests.get(url, auth=("admin", password))'),
        ("app.py", 'requests.get(url, auth=("user", "password"))'),
        ("app.py", "smtp.login(user, password)"),
        ("app.py", 'jwt.encode(claims, key, algorithm="HS256")'),
        ("app.py", 'jwt.decode(token, "{key}")'),
        ("app.py", "ssh.connect(host, username=user, port=port, password=password)"),
        ("app.py", 'psycopg2.connect("dbname=shop user=web password=%s" % password)'),
        ("main.go", 'sql.Open("mysql", "%s:%s@tcp(db:3306)/shop")'),
        ("app.py", '@click.option("--password", prompt=True, default="")'),
        ("app.py", f'print("no such token: {LONG[:9]}")'),
        ("app.py", 'print("X-Api-Key: as told in the documentation")'),
        ("app.py", 'names = ["password", "token", "salt"]'),
        ("settings.yml", "password: !vault |"),
        ("settings.ini", "password = get(password)"),
        ("app.conf", "access token issued by default"),
        ("nginx.conf", "    proxy_pass http:/backend:42/;"),
        ("nginx.conf", "    uwsgi_pass flask;"),
        ("openssl.conf", "# input_password = secret"),
        ("app.ps1", "$password_element = 'passw'"),
        ("app.py", 'tokens = ["TOTP000152D1", "HOTP00012345"]'),
        ("manual.log", "the CA connector to create is identified by NAME."),
        ("manual.log", "revoke the activations that are identified by `--account`"),
        ("notes.log", "the API key will be sent by mail"),
        ("notes.log", "see the token da39a3ee"),
        ("deploy.sh", "mysql -uroot -p$PASSWORD shop"),
        ("deploy.sh", "mysql -u root -p shop"),
        ("deploy.sh", "mysql -u root -protocol=tcp shop"),
        ("deploy.sh", 'echo "root:$PASSWORD" | chpasswd'),
        ("deploy.ps1", "$login = ConvertTo-SecureString $text -AsPlainText -Force"),
        ("deploy.ps1", f'$login = ConvertTo-SecureString "{LONG}"'),
        ("deploy.sh", "curl -u : --negotiate https://shop.org"),
        ("app.js", "const bypassed = 'a7b8c9d0e1'"),
        ("app.py", "config['daypassword.hashlib'] = 'sha1-5f4d'"),
        ("pyproject.toml", '"shop/password_request.py" = ["E501", "S105"]'),
        ("app.py", "smtp.login(sender, password)"),
        ("app.py", f'app.login(browser, "{WORD}")'),
        ("app.py", "generate_password_hash(password)"),
        ("app.py", 'check_password_hash(user.password, "mG7-qq")'),
        ("app.py", 'URLSafeTimedSerializer(app.config["SECRET_KEY"])'),
        ("app.py", 'OrderSerializer("mG7-qqlpx4vT")'),
        ("app.py", 'parser.add_argument("--password", "-p", "--pw")'),
        ("app.py", '@click.option("-p", "--db-token", "db_token", required=True)'),
        ("app.py", 'names = ["--password", "--user"]'),
        ("app.py", 'url = "token=" + token'),
        ("app.js", "type = shown ? 'password' : 'plain'"),
        ("app.js", "const outcome = passed ? 'pass' : 'fail-1'"),
        ("app.test.js", "close(() => t.pass('Closed'))"),
        ("deploy.sh", "DB_PASSWORD=`cat /run/secrets/db`"),
        ("deploy.sh", 'echo "${LOGIN}:${PASS}:5000:5000::/var/mail" > users'),
        ("deploy.sh", "docker run --name mongo -p 27017:27017 mongo"),
        ("deploy.sh", "htpasswd -b .htpasswd $USER $PASSWORD"),
        ("app.py", 'b64encode(f"{user}:{password}".encode())'),
        ("app.py", 'b64encode(b"https://shop.org")'),
        ("app.py", 'b64encode(b"note: nothing")'),
        ("app.py", 'pyotp.TOTP("JBSWY3DP" + user.seed)'),
        ("app.py", "pyotp.TOTP('JBSWY3DPEHPK3PXP')"),
        ("vars.yml", "password: >\n  Word7 of the day\nname: shop"),
        ("vars.yml", "password:\n  name-of-it7: shop"),
        ("run.log", "--- PASS: TestPeek (0.00s)"),
        ("status.py", 'WORDS = {"PASS": "passed", "FAIL": "failed"}'),
        ("values.yml", "## If true, pass --storage.tsdb.max-block-duration=2h to it"),
        ("hash.py", "x = 1  # the function identified by 'hashname7' (see below)"),
        ("dovecot.conf", "default_pass_scheme = plain7"),
        ("api.go", "// Optionally pass GetScheduleV3Options with Include"),
        ("Dockerfile", "ENV ENABLE_SSHD=${root_password:+true7}"),
        ("init.sql", "ALTER USER web WITH PASSWORD :'pgpass7';"),
        ("form.jsx", "status('password') === 'editable7' && show()"),
        ("smoke.sh", "# Pass = exit7 0 + expected output"),
        ("client.py", 'def secret_key(self, secret_key):\n    """Set the key."""'),
        ("tokens.rbi", "class RubyToken::TkIF_MOD < ::RubyToken::TkKW; end"),
        ("delete.ts", "// deletes the keyring credential (`delete.go:46-48`)"),
        ("add.sh", "adduser --disabled-password --no-create-home7 web"),
        ("go.mod", "\tgithub.com/g/go-libsecret v0.0.0-20161001094733-a6f4afe4910c // indirect"),
        ("roles.py", "role.grant('change_own_password', 'search7')"),
        ("ask.py", 'passphrase = prompt_pass("Passphrase7")'),
        ("vault.py", 'password = get_password("billing-db7")'),
        ("l10n/de.json", '{"table_salt": "Tafelsalz7"}'),
        ("nacl.h", '#define crypto_auth_PRIMITIVE "hmacsha512256"'),
        ("github.json", '{"token_last_eight": "0f3a9c21"}'),
        ("ftp.py", 'ftp.login("anonymous", "me@shop.org")'),
        ("main.go", 'sql.Open("mysql", "id:password@tcp(db.shop.org:3306)/shop")'),
        ("dovecot.conf", "password_query = SELECT email, password FROM users"),
        ("main.tf", 'variable "db_password" {\n  type = string\n}\nvariable "size" {\n  default = "mG7-qqlpx4vT"\n}'),
        ("seed.sql", f"INSERT INTO orders (id, note) VALUES (1, '{WORD}');"),
        ("seed.sql", "INSERT INTO users (name, password) VALUES ('me', ?), (%s, :password);"),
        ("seed.sql", f"INSERT INTO users (password, name) VALUES (NULL, '{WORD}');"),
        ("seed.sql", "INSERT INTO users (password) VALUES ('5f4dcc3b5aa765d61d8327deb882cf99');"),
        ("build.gradle", "    compile 'io.jsonwebtoken:jjwt-api:0.11.2'"),
        ("ldap.py", 'AUTH_LDAP_BIND_DN = "cn=web7,dc=shop,dc=org"'),
        ("jwe.js", f"encrypted_key: '{LONG}'"),
        ("page.html", f'<input name="authenticity_token" value="{LONG}">'),
        ("page.html", """<div class="copy-pass" :title="'x' + file.passwd"></div>"""),
        ("roles.yml", "basic_auth_user: shop_web7"),
        ("keys.json", '"customer_master_key_spec": "RSA_2048"'),
        ("readme.log", "the passphrase: should have eight characters"),
        ("run.log", "MYSQL_PASSWORD= MYSQL_PORT=3306 npm test"),
        ("setup.log", "DB_PASSWORD= administrator password of the new database"),
        ("app.py", "# password: str or bytes"),
        ("app.py", "# password: at least 8 signs, 2 digits"),
        ("app.py", "def change(password: sha256):"),
        ("app.py", "# token=token_of_the_request&scope=repo"),
        ("main.go", "token, err := base64.StdEncoding.DecodeString(text)"),
        ("app.py", 'channels_timetoken=["15790288836087530"]'),
        ("client.py", 'Client(dsn="https://public_key:secret_key@sentry.local/7")'),
        ("settings.py", "# SECRET_KEY = 'put_some_secret_here'"),
        ("listing.py", f'next_page_token = "{LONG}"'),
        ("run.py", f"  --set token={HEX}"),
        ("form.rb", "validates :email, :password, 'presence7'.to_sym => true"),
        ("form.rb", 'fill_in :password_hint, with: "mG7-qqlpx4vT"'),
        ("languages/nl/messages.php", "'Password' => 'Wachtwoord',"),
        ("playbook.yml", "update_password: on_create"),
        ("Dockerfile", "RUN adduser --gecos '' --disabled-password webshop7"),
        ("deploy.sh", "ansible-playbook --ask-become-pass webshop7.yml"),
        ("page.html", "// Pre-pass: total rows, then the widest"),
        ("page.html", "<!-- password: eight signs or more -->"),
        ("render.py", 'first_pass = "opaque7"'),
        ("page.html", '<p v-if="password && password !== password2" class="x">'),
        ("page.html", "const same = computed(() => password.value === password2.value)"),
        ("cli.py", 'Option("--ad_password", "-adp7", required=True)'),
        ("config.py", 'CONNECTION = "DRIVER=FreeTDS;DSN=news;UID=???;PWD=???;DATABASE=news"'),
        ("config.py", 'class DocumentationConfig(Config):\n    SECRET_KEY = "dummy-key-of-the-pages"'),
        ("openapi.yml", f"authorization:\n  example: Bearer {LONG}{LONG}"),
        ("openapi.yml", f"login:\n  example:\n    name: web\n    password: {WORD}"),
        ("views.py", f'"""\n    schema:\n      example: {{"token": "{LONG}"}}\n"""'),
        ("compose.yml", "- NEO4J_AUTH=none"),
        ("config.py", f'POSTHOG_API_KEY = "{LONG}"'),
        ("config.py", 'OPENREPLAY_PROJECT_KEY = "kR8x2mm31kf0aVQh1tZ7"'),
        ("secret.yml", "kind: Secret\nstringData:\n  redis.conf: |\n    appendonly ${APPEND}\n    appendfsync always"),
        ("settings.js", '// SHOP_JWT_SECRET: "12345"'),
        ("link.py", r"re.sub(r'(curl -u\s+.*?:.*?)\s+(http://)', join, line)"),
        ("dsn.rb", 'puts "dbname=#{url.path} user=#{url.user} password=#{url.password} sslmode=require"'),
        ("notes.log", "postgres://nu***:6a2**@ec2-23-23-227-188.compute-1.amazonaws.com:5432/d2"),
        ("views.py", "@pass_record('update7')"),
        ("unpack.py", 'archive.read(name, pwd=b"infected")'),
        ("settings.json", '"ShopConnection": "postgresql://postgres:pwdhere@localhost:port/postgres"'),
        ("report.py", 'password_data_items = ["success7", "message7"]'),
        ("names.json", '"KeyPass": ["family:ransomware=\\"KeyPass\\""]'),
        ("parser.js", """raise("at: "+state+", token: "+xe);switch(a[0]){case 1:b.push("u")}"""),
        ("cards.py", 'key = "x509-fingerprint-sha256"'),
        ("dump.sh", "export PGPASSWORD=myPGpass; pg_dump -U myPGuser shop"),
        ("views.py", 'pass_import = "imprt7" in parameters'),
        ("views.py", 'with_password = "mG7-qq" not in form'),
        ("probe.yml", f"- '2:STR:100:../../etc/passwdSTR:4:{WORD}'"),
        ("probe.yml", f'Authorization: \'Digest username="me", realm="shop", nonce="{HEX}"\''),
        ("install.sh", "sed -i \"s|^SECRET_KEY = .*$|SECRET_KEY = '`openssl rand -hex 32`'|\" app.toml"),
        ("Makefile", "\tsed -i \"s/SECRET_KEY = 'super secret key'/SECRET_KEY = $(KEY)/g\" app.toml"),
        ("app.py", "#'sqla+postgresql://scott:tiger@localhost/mydatabase'"),
        ("app.py", "Elasticsearch(http_auth=('myuser', 'mypassword'))"),
    ],
)
def test_where_none_stands(run: Run, path: str, text: str):
    assert rules(run, path, text) == []


# Kubernetes' Secrets


def secret(data: str, *, kind: str = "Secret") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: web\n{data}"


def test_the_entries_of_a_kubernetes_secret(run: Run):
    encoded = b64encode(WORD.encode()).decode()
    assert rules(run, "web.yaml", secret(f"data:\n  license: {encoded}")) == ["hardcoded-secret"]
    assert rules(run, "web.yaml", secret(f"data:\n  .dockercfg: |\n    {encoded}")) == ["hardcoded-secret"]
    assert rules(run, "web.yaml", f"data:\n  license: {encoded}\nkind: 'Secret'") == ["hardcoded-secret"]
    assert rules(run, "web.yaml", secret(f"stringData:\n  license: {WORD}")) == ["hardcoded-secret"]
    webhook = b64encode(f"https://shop.org/hooks/{LONG}".encode()).decode()
    assert rules(run, "web.yaml", secret(f"data:\n  hook: {webhook}")) == ["hardcoded-secret"]


@pytest.mark.parametrize(
    "text",
    [
        secret("data:\n  license: bGljZW5zZQ==", kind="ConfigMap"),
        secret("data:\n  license: bGljZW5zZQ==", kind="SealedSecret"),
        secret("data:\n  license: {{ .Values.license | b64enc }}"),
        secret("data:\n  license: "),
        secret("data:\n  username: bWcgcXE3"),
        secret("data:\n  LLM_PROVIDER: b3BlbmFpLWV1"),
        secret("data:\n  RESULTS: " + b64encode(b"redis://cache.shop:6379/0").decode()),
        secret("stringData:\n  ssh_config: |\n    Host"),
        secret("stringData:\n  POSTGRES_DB: accounts-db"),
        secret("stringData:\n  license: ${LICENSE}"),
        secret("stringData:\n  license: <your license>"),
        secret("data:\n  ca.pem: " + b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB").decode()),
        secret("data:\n  jwt.pem: " + b64encode(b"-----BEGIN PUBLIC KEY-----\nMIIB").decode()),
        secret("type: Opaque") + "\n---\nkind: ConfigMap\ndata:\n  greeting: bGljZW5zZQ==",
    ],
)
def test_what_is_no_kubernetes_secret(run: Run, text: str):
    assert rules(run, "web.yaml", text) == []


# Keys


@pytest.mark.parametrize(
    "text",
    [
        f"{{kty: 'oct', k: '{PLAIN * 2}'}}",
        f'"{{\\"kty\\": \\"EC\\", \\"d\\": \\"{PLAIN * 2}\\"}}"',
        f"kty => 'RSA', d => '{PLAIN * 2}'",
    ],
)
def test_json_web_keys_in_code(run: Run, text: str):
    assert rules(run, "keys.js", text) == ["private-key"]


def test_public_json_web_keys_in_code(run: Run):
    assert rules(run, "keys.js", f"{{kty: 'EC', x: '{PLAIN * 2}', id: '{PLAIN * 2}'}}") == []


def test_a_private_key_without_its_first_line(run: Run):
    body = LONG * 9
    assert rules(run, "app.py", 'PRIVATE_KEY = "MIIEpA' + f'IBAAKCAQEA{body}"') == ["hardcoded-secret"]
    assert rules(run, "app.py", 'PRIVATE_KEY = "MIICWw' + f'IDAQABAoGA{body}"') == []


# What filters stop, and what they let pass


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", 'PASSWORD = "changeme"'),
        ("app.py", 'SECRET_KEY = "AAAAAAAAAAAAAAAAAAAA"'),
        ("app.py", 'KEYSTORE_PASSWORD = "changeit"'),
        ("compose.yml", "password: password"),
        ("compose.yml", "password: dbpassword"),
        ("compose.yml", "MINIO_ROOT_PASSWORD: minio_secret"),
        ("compose.yml", "- POSTGRES_PASSWORD=123456"),
        ("run.log", "docker run -e MYSQL_ROOT_PASSWORD=root db"),
        ("app.py", f'API_TOKEN = "{LONG}$#(!)"'),
        ("app.py", f'API_TOKEN = "{LONG}%2F{LONG}"'),
        ("app.py", 'password = "super$ecret"'),
        ("app.py", 'password = "m{{h}o)p${e]nob(ody[finds>-_$#"'),
        ("app.py", 'AIRTABLE_TOKEN = "pdf1i9puabocdtc7"'),
        ("app.py", 'CLIENT_TOKEN = "674068324936086741"'),
        ("app.py", 'cookie_validation_key = "O1d232trde1x-M97_7QvwPo-5QGdkLMp"'),
        ("app.py", f'login.passwordMock.password = "{WORD}"'),
        ("compose.yml", "POSTGRES_PASSWORD: !ChangeMe!"),
        ("config.py", 'DB_PASSWORD = "password"'),
        ("config.py", 'POSTGRES_PASSWORD = "postgres"'),
        ("compose.yml", "password: 121212"),
        ("forms.py", f'csrf_secret = b"{LONG}"'),
        ("config.py", 'SECRET_KEY = os.environ.get("SHOP_KEY", "missing")'),
        ("app.py", f'if request.form.get("password") == "{WORD}":'),
        ("config.py", f'SECRET_KEY = "*ym{PLAIN[:6]}%s@vr(m0z{PLAIN[6:]}!"'),
        ("Aes.java", 'String PASSWORD = "e!@$%s^&*a)_' + 'm+s.";'),
        (".env", f"SECRET_KEY=&ym{PLAIN[:6]}(m0z{PLAIN[6:]}!+"),
        ("app.py", 'PASSWORD = "my' + 'password"'),
        ("app.py", 'PASSWORD = "supersecret' + 'password"'),
        ("compose.yml", "password: redis-user-password"),
        ("compose.yml", "- GW_SERVER_JWT_SECRET=verysecret"),
        (".env", "SECRET_TOKEN=catswillruletheworld"),
        ("openapi.yml", f"authorization:\n  header: Bearer {LONG}{LONG}"),
        ("openapi.yml", f"login:\n  example:\n    name: web\n  password: {WORD}"),
        ("config.py", 'SECRET_KEY = "CHANGE_ME"'),
        ("compose.yml", "- INVENIO_SECRET_KEY=CHANGE_ME"),
        ("compose.yml", "COOKIE_SECRET_KEY: not-so-secret"),
        ("compose.yml", "SESSION_SECRET: correct-horse-battery"),
        ("config.py", 'app.config["SESSION_SECRET"] = "correct horse battery"'),
        ("compose.yml", "MYSQL_ROOT_PASSWORD: test_db_pass"),
        ("compose.yml", "POSTGRES_PASSWORD: test"),
        ("compose.yml", "POSTGRES_PASSWORD: web"),
        ("config.py", 'SECRET_KEY = os.getenv("SECRET_KEY", "SHOP_DEV_KEY")'),
        ("config.py", '{"user": "web", "password": "password", "host": "db"}'),
        ("config.py", f'POSTHOG_PERSONAL_API_KEY = "{LONG}"'),
        ("Dockerfile", "RUN keytool -keystore web.jks -storepass changeit"),
        ("secret.yml", f"kind: Secret\nstringData:\n  opens: |\n    {WORD}\n"),
        ("config.py", 'password = os.environ.get("SHOP_DB_PASS", "shop")'),
        ("install.sh", f": ${{db_password:={WORD}}} = set"),
        ("login.sh", 'if [ "$PASSWORD" = "' + WORD + '" ]; then'),
        ("app.py", 'URL = "postgresql://shop:password@localhost/shop"'),
        ("app.py", 'URL = "%s:%s" % (getenv("PG_USER"), getenv("PG_PASSWORD", "shoppassword"))'),
        ("app.toml", 'reader-pw = "change_me_reader"'),
        ("app.py", 'SECRET_KEY = "secret"'),
        ("app.py", 'app.config["SECRET_KEY"] = "password"'),
        ("wp-config.php", "define('DB_PASSWORD', 'admin');"),
        ("app.py", "settings.setdefault('password', 'shopkeeper')"),
        ("index.js", "const authPass = 'hardtoguesspassword';"),
        ("app.cfg.docker", "URL = 'postgresql://shop:password@db:5432/shop'"),
        ("compose.yml.j2", "db_password: shop7"),
        ("app.py", 'password = "a{con,fig}b[Word7"'),
        ("app.py", f"# DB_PASSWORD = '{WORD}'"),
        ("wifi.h", '#define WIFI_PASSWORD "password7"'),
        (".npmrc", "//npm.shop.org/:_password=CorrectHorseStaple"),
        ("compose.yml", "POSTGRES_USER: myuser\nPOSTGRES_PASSWORD: mypass"),
        ("values.yaml", "user: web\npassword: mypass"),
        ("app.py", f'CONSUMER_KEY = "{PLAIN}"'),
        ("app.py", f'C = {{"consumer_key": "", "consumer_secret": "{LONG}"}}'),
        ("app.js", f'c = {{ apiKey: "AIza{PLAIN}{LONG[:16]}", project: "shop" }}'),
    ],
)
def test_passes_the_filters(run: Run, path: str, text: str):
    assert len(rules(run, path, text)) == 1


@pytest.mark.parametrize(
    ("path", "text", "stopped_by"),
    [
        ("app.py", 'PASSWORD = "change_me_now"', "placeholder"),
        ("run.py", "echo SHOP_PASSWORD=mypass", "names-a-secret"),
        ("app.py", 'PASSWORD = "login_password"', "names-a-secret"),
        ("app.py", 'PASSWORD = "newpassword"', "names-a-secret"),
        ("app.py", 'SECRET_TOKEN = "catswillruletheworld"', "words"),
        ("app.py", f'TOKEN = "^{PLAIN}[^a](?!b)@$*%s"', "look-up"),
        ("Aes.java", 'String PASSWORD = "$' + '{x}e!@^&*a)_m+s.";', "look-up"),
        ("index.html", f"https://codecov.io/gh/me/app/graph/badge.svg?token={PLAIN[:10]}", "link"),
        ("app.py", f'image = "https://docs.google.com/spreadsheet/ccc?key={HEX}"', "link"),
        ("page.html", f'<textarea placeholder="X-Auth-Token: {LONG}"></textarea>', "placeholder"),
        ("compose.yml", "RECAPTCHA_SECRET: 6LeIxAcTAAAAAGG-vFI1TnRWxMZ" + "NFuojJ4WifJWe", "placeholder"),
        ("deploy.yml", "- key: jwtRS256.key.pub", "path"),
        ("app.exs", f'assert_file "dev.exs", ~r/password: "{WORD}"/', "pattern"),
        ("app.py", 'MINIO_ROOT_PASSWORD = "minio_secret"', "names-a-secret"),
        ("app.py", 'POSTGRES_PASSWORD = "123456"', "sequence"),
        ("app.py", 'PASSWORD = "password"', "nothing"),
        ("app.py", 'API_KEY = "changeme-today"', "placeholder"),
        ("app.py", f'API_TOKEN = "{LONG}?"', "stray-sign"),
        ("app.py", f'API_TOKEN = "{LONG[:14]}${LONG[14:]}"', "stray-sign"),
        ("app.py", 'GITHUB_TOKEN = "ghp_q7W2x9Zk4"', "cut-short"),
        ("app.py", 'SLACK_TOKEN = "xapp-1-q7W2x9Zk4"', "cut-short"),
        ("app.sh", "PASSWORD=super$ecret", "look-up"),
        ("app.php", '$password = "super$ecret";', "look-up"),
        ("app.py", 'password = "{{ vault(x)[0] }}"', "look-up"),
        ("app.py", 'password: "Optional[str]" = None', "look-up"),
        ("app.java", 'password = "ENC(kR8x2mm31kf0aVQ)"', "look-up"),
        ("app.php", "echo 'password = '.$p['a']['b'].'x';", "look-up"),
        ("app.py", 'TOKEN = "access-k8s-token"', "words"),
        ("app.py", 'UPDATE_TOKEN = "1767225600000"', "date-or-version"),
        ("app.py", 'AUTH_SHA256_PASSWORD = "sha256_password"', "repeats-name"),
        ("app.py", 'HEADER_API_KEY = "X-API-KEY"', "names-a-secret"),
        ("app.py", 'KEY = "3998c58db6497dd17d90"', ""),
        ("app.py", 'GRANT_TYPE_PASSWORD = "password"', "nothing"),
        ("app.py", 'password = "invalid"', "nothing"),
        ("app.py", 'CHANGEPASSWORD = "changePassword"', "repeats-name"),
        ("saml.py", 'AC_PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"', "url"),
        ("types.py", '{"LinkPassword": ".types"}', "path"),
        ("api.yaml", "password: '#/components/schemas/Method'", "path"),
        ("arm.json", '{"password": "[parameters(\'mysqlPassword\')]"}', "look-up"),
        ("codes.go", '"PW": `^96940$`,', "look-up"),
        ("usage.yml", "monthly_input_tokens: 40_000_000", "date-or-version"),
        ("versions.ts", 'auth: "2.188.0-rc.15",', "date-or-version"),
        ("models.py", "{'secret_key': 'secretKey'}", "words"),
        ("app.py", 'ADMIN_PASSWORD = "admin_password"', "repeats-name"),
        ("app.py", 'if password == "(null)":', "nothing"),
        ("run.log", "MYSQL_PASSWORD=USER_NAME=web", "nothing"),
        ("app.log", "user.password = hashedPassword;", "expression"),
        ("app.php", "$password = 'phpass:' . shop_hash($random);", "expression"),
        ("users.py", 'password = "pbkdf2_sha256$36000$PnIDqW2Atwye$ZKCDEzn"', "hash"),
        ("names.py", "'pass': '审核通过'", "not-ascii"),
        ("app.py", 'PASSWORD = "yyyyyy"', "monotonous"),
        ("main.go", 'SERVER_AUTH = []byte("1.3.6.1.5.5.7.3.1\\x00")', "date-or-version"),
        ("app.yml", "password: !vault cipher", "look-up"),
        ("app.py", 'DSN = "user:password@tcp(db:3306)/shop"', "placeholder"),
        ("page.html", '<input #password="ngModel">', "expression"),
        ("install.sh", f"if [ ${{db_password:={WORD}}} = {WORD} ]; then", "asked"),
        ("start.sh", 'if [ "$DB_PASSWORD" = "changeme" ]; then', "asked"),
        ("start.sh", 'if [ "$SECRET_KEY" = "of-developers" ]; then', "asked"),
        ("app.py", 'if app.config["SECRET_KEY"] == "of-developers":', "asked"),
        ("app.js", 'if (password === "changeme") warn()', "asked"),
        (
            "config.py",
            'SECRET_KEY = getenv("SECRET_KEY", "uZq8rT2wLx")\n'
            'if (\n    SECRET_KEY == "uZq8rT2wLx"\n    and not DEBUG\n):\n    raise RuntimeError()\n',
            "refused",
        ),
        ("config.py", 'API_SECRET = "uZq8rT2wLx"\nif API_SECRET == "uZq8rT2wLx":\n    sys.exit(1)\n', "refused"),
        ("config.py", 'API_SECRET = "uZq8rT2wLx"\nif API_SECRET == "uZq8rT2wLx":\n    warn("poor")\n', ""),
        ("config.py", 'API_SECRET = "uZq8rT2wLx"\nif sent == "uZq8rT2wLx":\n    raise Denied()\n', ""),
        ("secrets.py", 'hint = "SECRET_KEY=\\"`openssl rand -hex 32`\\""', "look-up"),
        ("config.py", "f\"fas_password='{hide(self.fas_password)}'\"", "look-up"),
        ("feeds.json", '"password": "#ENV_FEED_PASSWORD#"', "look-up"),
        ("values.yml", "secret_key: name-of-its-secret", "words"),
        (".env", "SECRET_KEY_BASE=development_secret", "words"),
        ("compose.yml", "password: test", "nothing"),
        ("page.html", '<b :shop-jwt-secret="settings.SHOP_JWT_SECRET">', "expression"),
        ("forum.js", f"'https://shop.zoom.us/j/98545128980?pwd={LONG}.1'", "link"),
        ("page.vue", f'<b :token="{LONG}">', "expression"),
        ("template.yml", "expose-mysql_password: \"{.data['mysql_password']}\"", "look-up"),
        ("Dockerfile", "RUN keytool -keystore lib/cacerts -storepass changeit", "certificates"),
        ("run.sh", "#   $ORACLE_PWD: The password", "short"),
        ("install.sh", "echo \"MYSQL_PASS='\\$MYSQL_PASS'\" >> state", "look-up"),
        ("app.py", 'lost = [k for k in ("SECRET_KEY", "SECURITY_PASSWORD_SALT") if not app.config[k]]', "words"),
        ("app.py", "mongo.delete('key', '0xA4BB02A75E6AF448')", "argument"),
        ("app.py", 'URL = "postgresql://dbuser:password@localhost/shop"', "nothing"),
        ("app.py", '# URL = "postgresql://shop:password@localhost/shop"', "comment"),
        ("rules.yara", r"$a = /\swpa_passphrase=\S+/ nocase", "pattern"),
        ("app.py", 'SECRET_KEY = "testing-only-not-a-real-secret"', "placeholder-key"),
        ("app.py", "TOKEN = os.getenv('TOKEN', 'aaaa-bbbb-cccc')", "monotonous"),
        ("Pipfile", '#shop-auth = ">=1.0.0rc1"', "date-or-version"),
        ("app.py", "require('wifi_password', 'edit')", "argument"),
        ("sources.min.json", f'[{{"token": "{LONG}"}}]', "generated-file"),
        ("app.toml", 'reader-pw = "change_me_now"', "placeholder"),
        ("app.py", '{"secret_key": "secret"}', "nothing"),
        ("app.py", "password = f\":{config['password']}@\" if config['password'] else ''", "fields"),
        ("app.py", 'password = f"{name[0]:>8}-Word7"', "fields"),
        ("Shop.cs", 'var password = $"{Words[0]}-Word7";', "fields"),
        ("app.py", "# DB_PASSWORD = 'changeme2'", "comment"),
        ("app.py", "# {'user': 'web', 'password': 'pa55w0rd'}", "comment"),
        ("compose.yml", "# first: postgresql://shop:shop@db/shop", "comment"),
        ("values.yaml", "password: mypass  # of user: myuser", "sample-user"),
        ("app.py", f'C = {{"consumer_key": "{PLAIN}", "consumer_secret": os.environ["SECRET"]}}', "client"),
        ("app.py", f'CLIENT_KEY, CLIENT_SECRET = "", ""; CLIENT_KEY = "{PLAIN}"', "client"),
        ("app.js", f'c = {{ apiKey: "AIza{PLAIN}{LONG[:16]}", authDomain: "shop.firebaseapp.com" }}', "published"),
        ("names.py", "{'host': 'host', '_username': 'username', '_password': 'password'}", "nothing"),
    ],
)
def test_stopped_by_a_filter(run: Run, path: str, text: str, stopped_by: str):
    files = {path: text + "\n"}
    _, lines = run("hardcoded-credentials", files, f"--explain-finding={path}:1")
    told = lines[0].rpartition(": stopped by ")[2] if "stopped by" in lines[0] else ""
    assert told == stopped_by, lines[0]


def test_poor_passwords_in_comments_count_where_everything_does(run: Run):
    files = {"app.py": "# DB_PASSWORD = 'changeme2'\n"}
    assert run("hardcoded-credentials", files) == (0, [])
    assert run("hardcoded-credentials", files, "--everywhere")[0] == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f'class TestingConfig(Config):\n    DB_PASSWORD = "{WORD}"', 0),
        ('class TestingConfig(Config):\n    SECRET_KEY = "AAAAAAAAAAAAAAAAAAAA"', 0),
        (f'import os\n\nclass TestConfig(Config):\n    DEBUG = True\n\n    # of tests\n    PASSWORD = "{WORD}"', 0),
        (f'class ShopTest(TestCase):\n    PASSWORD = "{WORD}"', 0),
        (f'class ProductionConfig(Config):\n    DB_PASSWORD = "{WORD}"', 1),
        (f'class TestingConfig(Config):\n    DEBUG = False\n\nDB_PASSWORD = "{WORD}"', 1),
        (f'class TestingConfig(Config):\n    pass\n\nif LIVE:\n    DB_PASSWORD = "{WORD}"', 1),
        (f'class LatestConfig(Config):\n    DB_PASSWORD = "{WORD}"', 1),
        (f'class Contest(Base):\n    DB_PASSWORD = "{WORD}"', 1),
    ],
)
def test_settings_of_tests_have_a_class_of_their_own(run: Run, text: str, count: int):
    assert len(rules(run, "config.py", text)) == count
    assert len(rules(run, "config.py", text, "--everywhere")) == 1
    assert len(rules(run, "config.js", text)) == 1


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("circle.yml", 0),
        ("molecule/default/molecule.yml", 0),
        ("deploy/roles/web/molecule/default/group_vars/all.yml", 0),
        ("molecule.yml", 1),
        ("shop/molecule/settings.yml", 1),
        ("circles.yml", 1),
    ],
)
def test_files_of_tools_that_test(run: Run, path: str, count: int):
    assert len(rules(run, path, f"db_password: {WORD}")) == count
    assert len(rules(run, path, f"db_password: {WORD}", "--everywhere")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f'def login():\n    """Send it.\n\n    {{"password": "{WORD}"}}\n    """', 0),
        (f'# the shop\n\n"""Set it.\n\nSHOP_PASSWORD={WORD}\n"""', 0),
        (
            f'class Login(\n    Base\n):\n    r"""Send it.\n\n    Basic {BASIC}\n    """',
            0,
        ),
        (f'def login():\n    """Send it."""\n    password = "{WORD}"\n    """And that."""', 1),
        (f'SETTINGS = """\npassword = "{WORD}"\n"""', 1),
        (f'BODY = f(\n    """\n{{"password": "{WORD}"}}\n"""\n)', 1),
        (f'class TestConfig:\n    KEY = """\n-----\n"""\n    PASSWORD = "{WORD}"', 0),
    ],
)
def test_what_tells_of_code_shows_examples(run: Run, text: str, count: int):
    assert len(rules(run, "app.py", text)) == count
    assert len(rules(run, "app.py", text, "--everywhere")) == 1


@pytest.mark.parametrize("value", ["password", "top_secret", "unresponsive-server", "correctpassword", "SomePassword"])
def test_poor_passwords_of_tests_count_in_earnest_only(run: Run, value: str):
    text = f'client.post("/login", json={{"password": "{value}"}})'
    assert rules(run, "tests/test_login.py", text) == []
    assert rules(run, "tests/test_login.py", text, "--everywhere") == ["hardcoded-password"]
    assert rules(run, "app.py", text, "--everywhere") == []


def test_poor_secrets_of_clients_likewise(run: Run):
    text = 'OAuth2Session(client_id="shop", client_secret="supersecret")'
    assert rules(run, "tests/test_login.py", text) == []
    assert rules(run, "tests/test_login.py", text, "--everywhere") == ["hardcoded-secret"]
    assert rules(run, "app.py", text, "--everywhere") == []
    assert (
        rules(run, "tests/test_login.py", 'f(client_secret="client_secret", token="supersecret")', "--everywhere") == []
    )


def test_what_a_test_expects_opens_nothing(run: Run):
    text = f'expected_password = "{WORD}"'
    assert rules(run, "tests/test_login.py", text, "--everywhere") == []
    assert rules(run, "app.py", text) == ["hardcoded-password"]


def test_the_short_word_is_no_password_in_a_test(run: Run):
    text = 'client.post("/login", json={"password": "pass"})'
    assert rules(run, "tests/test_login.py", text, "--everywhere") == []


def test_every_row_of_an_insert(run: Run):
    rows = f"INSERT INTO users (name, password) VALUES\n('a', '{WORD}'),  -- the first\n('b', '{WORD[::-1]}');"
    assert rules(run, "seed.sql", rows) == ["hardcoded-password", "hardcoded-password"]


@pytest.mark.parametrize("password", ["pw", "pwd", "pass"])
def test_what_is_short_for_a_password_in_a_url(run: Run, password: str):
    assert rules(run, "tests/test_db.py", f'URL = "postgresql://brian:{password}@db/shop"', "--everywhere") == []


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("run.sh", "export FLASK_SECRET_KEY=super_secret_key", 1),
        ("bin/serve", "export FLASK_SECRET_KEY=super_secret_key", 1),
        ("app.env", "SECRET_KEY=super_secret_key", 1),
        ("compose.yml", "    SECRET_KEY: ${SECRET_KEY:-super_secret_key}", 1),
        ("app.env", "SECRET_KEY=secret_key", 0),
        ("run.sh", "export FLASK_SECRET_KEY=secret_key", 0),
        ("values.yml", "SECRET_KEY: app_secret_key", 0),
    ],
)
def test_a_key_that_says_more_than_its_name_signs(run: Run, path: str, text: str, expected: int):
    assert len(rules(run, path, text)) == expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("add.sh", 'echo "usage: add [user: NAME] [password: OPTIONAL]"', 0),
        ("add.sh", f'echo "usage: add [user: NAME] [password: {WORD}]"', 1),
        ("add.sh", """credentials='{"type":"password","temporary":false}'""", 0),
        ("add.py", """API_CREDENTIALS = '[{"type": "password"}]'""", 0),
        ("add.py", f"""API_CREDENTIALS = '{{"password": "{WORD}"}}'""", 1),
        ("config/unit_testing.yml", f"password: {WORD}", 0),
        ("config/unit_tested.yml", f"password: {WORD}", 1),
    ],
)
def test_what_is_no_value_of_its_own(run: Run, path: str, text: str, expected: int):
    assert len(rules(run, path, text)) == expected


def test_the_salt_beside_a_hash_opens_nothing(run: Run):
    salt, hashed = PLAIN + "bEIA==", "xUnlqGFcEeaK" * 4
    data = rf"{{\"value\":\"{hashed}\",\"salt\":\"{salt}\",\"additionalParameters\":{{}}}}"
    assert rules(run, "realm.json", f'{{"secretData": "{data}"}}') == []
    assert rules(run, "realm.json", f'{{"secret_data": "", "salt": "{salt}"}}') == ["hardcoded-secret"]


def test_a_key_of_words_encrypts_all_the_same(run: Run):
    key = "theKeyOfOurCookiesHas" + "FortyThreeLettersInAll"
    assert rules(run, "app.py", f'COOKIE_ENCRYPTION_KEY = "{key}="') == ["hardcoded-secret"]
    assert rules(run, "app.py", f'COOKIE_ENCRYPTION_KEY = "{key}"') == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('shop_mail_password = "shop"', ["hardcoded-password"]),
        ("options = {'new_admin_password': 'admin'}", ["hardcoded-password"]),
        ('APPLE_ID_PASS = "APPLEIDPASS"', []),
        ('shop_mail_password = "mail_password"', []),
        ('shop_api_token = "shop_api"', []),
    ],
)
def test_a_password_that_is_a_word_of_its_name_counts(run: Run, text: str, expected: list[str]):
    assert rules(run, "app.py", text) == expected
