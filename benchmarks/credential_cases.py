"""Cases of our own making for the table of `credentials.py`: what is a credential, and what only looks like one.

Nothing here is a credential, and nothing looks like one to a scanner: braces are filled in when the cases are written
to files, from a generator with a fixed seed. ``{alnum:20}`` is 20 letters and digits, ``{hex:32}`` and ``{base64:40}``
likewise, ``{password}`` a password as people choose them, ``{github}`` a token with GitHub's checksum.
"""

from __future__ import annotations

import random
import re
import string
from binascii import crc32
from typing import NamedTuple

_ALPHABETS = {
    "alnum": string.ascii_letters + string.digits,
    "upper": string.ascii_uppercase + string.digits,
    "base32": string.ascii_uppercase + "234567",
    "hex": "0123456789abcdef",
    "base64": string.ascii_letters + string.digits + "+/",
    "digit": string.digits,
}
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


class Case(NamedTuple):
    """A file, and whether there is a credential in it."""

    name: str
    path: str
    text: str
    is_secret: bool


def cases() -> list[Case]:
    """All cases, their braces filled in, the same in every run."""
    random_ = random.Random(20261123)
    rows = [(*row, True) for row in SECRETS] + [(*row, False) for row in HARMLESS]
    return [Case(name, path, _filled(text, random_), is_secret) for name, path, text, is_secret in rows]


def _filled(text: str, random_: random.Random) -> str:
    def value(match: re.Match[str]) -> str:
        kind, size = match[1], int(match[2] or 0)
        if kind == "password":
            return "".join(random_.choice("bdfgklmnprst") + random_.choice("aeiou") for _ in range(3)).capitalize() + (
                f"{random_.choice('!-+*')}{random_.randint(102, 987)}"
            )
        if kind == "github":
            body = "".join(random_.choices(_BASE62, k=30))
            return f"gh{'p_'}{body}{_base62(crc32(body.encode()))}"
        return "".join(random_.choices(_ALPHABETS[kind], k=size))

    return re.sub(r"\{(password|github|alnum|upper|base32|hex|base64|digit)(?::(\d+))?\}", value, text)


def _base62(number: int) -> str:
    """Six digits: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/."""
    digits = ""
    for _ in range(6):
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits


_KIND = "RSA PRIVATE" + " KEY-----"
# A sequence of 605 bytes that begins with version 0 and a modulus of 1024 bits: https://www.rfc-editor.org/rfc/rfc8017
_KEY = "MIICXQIBAAKBgQ{base64:50}\n" + "{base64:64}\n" * 11 + "{base64:44}\n"
_PEM = f"-----BEGIN {_KIND}\n{_KEY}-----END {_KIND}\n"

SECRETS = (
    ("Python assignment", "config.py", 'DB_PASSWORD = "{password}"\n'),
    ("Flask SECRET_KEY", "app.py", 'app.config["SECRET_KEY"] = "{alnum:24}"\n'),
    ("Python default of a look-up", "settings.py", 'API_TOKEN = os.getenv("API_TOKEN", "{hex:32}")\n'),
    ("Python keyword argument", "db.py", 'connect(host="db", user="shop", password="{password}")\n'),
    ("Python dict", "mail.py", 'MAIL = {"user": "shop", "password": "{password}"}\n'),
    ("Python concatenation", "keys.py", 'SECRET_TOKEN = "{alnum:20}" + "{alnum:20}"\n'),
    ("SQLAlchemy URL", "models.py", 'engine = create_engine("postgresql://shop:{password}@db.shop.io/shop")\n'),
    ("Redis URL", "cache.py", 'CACHE = "redis://:{alnum:18}@cache.shop.io:6379/0"\n'),
    ("MongoDB URL", "mongo.yml", "uri: mongodb+srv://shop:{alnum:16}@cluster0.ab1cd.mongodb.net/shop\n"),
    ("ODBC connection string", "report.py", 'DSN = "Driver=x;Server=db;Uid=shop;Pwd={password};"\n'),
    ("YAML", "config.yml", "database:\n  user: shop\n  password: {password}\n"),
    ("compose", "docker-compose.yml", "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: {password}\n"),
    ("compose list", "compose.yaml", "services:\n  db:\n    environment:\n      - MYSQL_ROOT_PASSWORD={password}\n"),
    ("Kubernetes", "deploy.yaml", "env:\n  - name: DB_PASSWORD\n    value: {password}\n"),
    ("JSON", "config.json", '{"smtp": {"user": "shop", "password": "{password}"}}\n'),
    ("TOML", "settings.toml", '[mail]\npassword = "{password}"\n'),
    ("INI", "app.ini", "[mail]\npassword = {password}\n"),
    ("env file", ".env", "SECRET_KEY={alnum:32}\n"),
    ("properties", "app.properties", "spring.datasource.password={password}\n"),
    ("shell export", "deploy.sh", "export AWS_SECRET_ACCESS_KEY={base64:40}\n"),
    ("shell option", "backup.sh", "mysqldump -ushop -p{password} shop\n"),
    ("curl user", "ping.sh", "curl -u shop:{password} https://api.shop.io/orders\n"),
    ("Authorization header", "call.py", 'headers = {"Authorization": "Bearer {alnum:40}"}\n'),
    ("Dockerfile ENV", "Dockerfile", "FROM python:3.13\nENV DB_PASSWORD={password}\n"),
    ("Dockerfile ARG", "web.dockerfile", "FROM python:3.13\nARG NPM_TOKEN={alnum:36}\n"),
    ("XML", "web.xml", "<server><password>{password}</password></server>\n"),
    ("JavaScript", "app.js", "const apiSecret = '{alnum:32}';\n"),
    ("SQL", "users.sql", "CREATE USER shop IDENTIFIED BY '{password}';\n"),
    ("Markdown code", "SETUP.md", "```sh\nexport STRIPE_KEY=sk_" + "live_{alnum:24}\n```\n"),
    ("PEM private key", "server.pem", _PEM),
    ("PEM in a string", "jwt.py", 'KEY = """' + _PEM + '"""\n'),
    ("PEM with \\n", "google.json", '{"private_key": "' + _PEM.replace("\n", "\\n") + '"}\n'),
    ("JSON Web Token", "token.txt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzaG9wIn0.{alnum:43}\n"),
    ("GitHub token", "ci.py", 'TOKEN = "{github}"\n'),
    ("AWS key id", "aws.cfg", "id = AKIA{base32:16}\n"),
    ("Slack token", "bot.py", 'client = WebClient("xoxb-{digit:12}-{digit:13}-{alnum:24}")\n'),
    ("Slack webhook", "hook.py", 'URL = "https://hooks.slack.com/services/T{upper:10}/B{upper:10}/{alnum:24}"\n'),
    ("GitLab token", "gitlab.sh", "TOKEN=glpat-{alnum:20}\n"),
    ("SendGrid key", "send.py", 'KEY = "SG.{alnum:22}.{alnum:43}"\n'),
    ("Google API key", "maps.js", 'const key = "AIza{alnum:35}";\n'),
    ("npm login", ".npmrc", "//registry.npmjs.org/:_authToken=npm_{alnum:36}\n"),
    ("PyPI login", ".pypirc", "[pypi]\nusername = shop\npassword = {password}\n"),
    ("netrc", ".netrc", "machine shop.io login shop password {password}\n"),
    ("pgpass", ".pgpass", "db.shop.io:5432:shop:shop:{password}\n"),
    ("htpasswd", ".htpasswd", "shop:$apr1${alnum:8}${alnum:22}\n"),
)

HARMLESS = (
    ("look-up in Python", "config.py", 'DB_PASSWORD = os.environ["DB_PASSWORD"]\n'),
    ("look-up with a default", "settings.py", 'API_TOKEN = os.getenv("API_TOKEN", "")\n'),
    ("look-up in a config", "app.py", 'secret = current_app.config["SECRET_KEY"]\n'),
    ("shell variable", "deploy.sh", 'export DB_PASSWORD="$(vault read -field=password shop/db)"\n'),
    (
        "compose variable",
        "docker-compose.yml",
        "services:\n  db:\n    environment:\n      PASSWORD: ${DB_PASSWORD:?}\n",
    ),
    ("CI secret", "ci.yml", "env:\n  TOKEN: ${{ secrets.SHOP_TOKEN }}\n"),
    ("Jinja", "app.conf.j2", "password = {{ shop_db_password }}\n"),
    (
        "Helm",
        "deploy.yaml",
        "env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef: {name: db, key: password}\n",
    ),
    ("placeholder", ".env.example", "SECRET_KEY=change-me\nAPI_TOKEN=<your-token>\n"),
    ("placeholder in a URL", "README.md", "postgresql://user:password@localhost/shop\n"),
    ("asterisks", "log.txt", "password=********\n"),
    ("URL without password", "db.py", 'URL = "postgresql://shop@db.shop.io/shop"\n'),
    ("token URL", "oauth.py", 'TOKEN_URL = "https://shop.io/oauth/token"\n'),
    ("token type", "oauth2.py", 'token_type = "Bearer"\n'),
    ("name of a field", "forms.py", 'password_field = "new_password"\n'),
    ("label", "labels.py", 'PASSWORD_LABEL = "Repeat your password"\n'),
    ("error message", "views.py", 'error = "The password is too short"\n'),
    ("function call", "auth.py", "password = generate_password(length=24)\n"),
    ("type annotation", "types.py", "def login(user: str, password: str, token: Token | None = None): ...\n"),
    ("attribute", "mail.py", "password = self.settings.mail_password\n"),
    ("CSS class", "style.css", ".password-strength-indicator { color: #a94442 }\n"),
    ("translation", "messages.po", 'msgid "Password"\nmsgstr "Kennwort"\n'),
    ("key of a dict", "cache.py", 'key = "shop:orders:by-customer"\n'),
    ("primary key", "models.py", 'id = Column(Integer, primary_key=True, key="order_id")\n'),
    ("public key", "id_rsa.pub", "ssh-rsa AAAAB3NzaC1yc2E{base64:340}== shop@example.org\n"),
    ("certificate", "ca.crt", "-----BEGIN CERTIFICATE-----\n" + "{base64:64}\n" * 12 + "-----END CERTIFICATE-----\n"),
    ("digest", "image.yml", "image: shop@sha256:{hex:64}\n"),
    ("integrity", "package-lock.json", '{"integrity": "sha512-{base64:86}=="}\n'),
    ("pip hash", "requirements.txt", "flask==3.1.3 --hash=sha256:{hex:64}\n"),
    ("git commit", "versions.txt", "commit {hex:40}\n"),
    ("UUID", "ids.py", 'ORDER = "{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}"\n'),
    ("ETag", "response.txt", 'ETag: "{hex:32}"\n'),
    ("base64 image", "logo.html", '<img src="data:image/png;base64,iVBORw0KGgo{base64:400}">\n'),
    ("minified code", "app.min.js", "var a=function(t){return t.token=t.k||e.key,r(t.password)};" * 40 + "\n"),
    ("random identifier", "frontend.js", 'const chunk = "main.{hex:20}.js";\n'),
    ("AWS key of the manual", "aws.md", "AKIA" + "IOSFODNN7EXAMPLE\n"),
    ("regular expression", "scan.py", 'TOKEN = re.compile(r"ghp_[A-Za-z0-9]{36}")\n'),
    ("key file name", "tls.py", 'ssl_key = "/etc/ssl/private/shop.key"\n'),
    ("password hash function", "hash.py", 'PASSWORD_HASH = "pbkdf2:sha256:600000"\n'),
    ("header name", "headers.py", 'API_KEY_HEADER = "X-Api-Key"\n'),
    ("environment name", "names.py", 'PASSWORD_ENV = "SHOP_DB_PASSWORD"\n'),
    ("keyboard", "keys.py", 'KEYWORDS = ["token", "secret", "password"]\n'),
    ("SQL parameter", "query.sql", "SELECT id FROM users WHERE password = :password;\n"),
    ("ARN", "arn.tf", 'secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop"\n'),
    ("ciphertext of ansible", "vault.yml", "password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {digit:80}\n"),
)
