"""Which literals bring which detector into play.

A detector is a module of this package that is imported only where one of its literals stands in a file. It has
``find(text, starts)``: given a file and where its literals begin (ascending), it yields each ``Candidate``.
Literals are in lower case, as they are looked for without regard to case.
"""

from __future__ import annotations

# Runs the others over what it puts together.
ENCODED = "encoded"
# Asks files for surroundings first.
ASSIGNMENTS = "assignments"
# Of no detector: where it stands a comment may ignore something, so who found none need not search for it again.
IGNORES = "ignores"

# In the name of every file whose whole content is credentials.
STORE_NAMES = ("pass", "key", "cookie")

DETECTORS: dict[str, tuple[bytes, ...]] = {
    IGNORES: (b"upkeep:",),
    ASSIGNMENTS: (
        *b"pass pwd pswd pword secret token key cred auth salt dsn bearer identified".split(),
        *(b"pw=", b"pw =", b"pw:", b'pw"', b"pw'", b"_pw"),
    ),
    "private_keys": (
        *(b"private key-----", b"private key block-----", b"private key ----", b"static key v1-----"),
        *(b"putty-user-key-file-", b"kty", b"ls0tls1crudjti", b"ci0tls0tqkvhsu4g"),
    ),
    "urls": (b"://", b"password=", b"pwd=", b"jdbc:oracle:", b"@tcp(", b"@unix("),
    "jwt": (b"eyj", b"ewog", b"zxlk"),
    "basic_auth": (b"basic ", b"bearer ", b"curl ", b"convertto-securestring"),
    ENCODED: (
        *(b'" + "', b"' + '", b'" \\\n', b"' \\\n", b'" +\n', b"' +\n"),
        *(
            b"\\u00",
            b"\\x4",
            b"\\x5",
            b"\\x6",
            b"\\x7",
            b"b64decode(",
            b"atob(",
            b"base64_decode(",
            b"base64 -d",
        ),
    ),
    "calls": (
        *b"auth=( basicauth( basic_auth( digestauth( networkcredential( passwordcredentials( .login(".split(),
        *b"passwordauthentication( jwt.encode( jwt.decode( jwt.sign( jwt.verify( cookieparser( fernet(".split(),
        *b"urlsafeserializer( timedserializer( websignatureserializer( timestampsigner(".split(),
        *b"generate_password_hash( hash_password( pymysql.connect( mysqldb.connect( b64encode( btoa(".split(),
        *b"totp( hotp( authenticator.generate( authenticator.check(".split(),
    ),
    "commands": (
        *(b"mysql -", b"mysqldump -", b"mysqladmin -", b"docker login", b"redis-cli -", b"chpasswd"),
        *(b"mongo ", b"mongosh ", b"mongodump ", b"mongorestore ", b"mongoimport ", b"mongoexport ", b"htpasswd -"),
    ),
    "sql_rows": (b"insert into ",),
    "kubernetes": (b"kind: secret", b'kind: "secret"', b"kind: 'secret'"),
    "stores": (
        *b":$1$ :$2a$ :$2b$ :$2y$ :$5$ :$6$ :$7$ :$y$ :$gy$ :$apr1$ '$2a$ '$2b$ '$2y$ '$6$ '$5$".split(),
        b"machine ",
    ),
}

# What the tokens and shapes of providers are made of: most of the first signs alone, all of the second ones.
_MOST_SIGNS = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"
ALPHABETS = (_MOST_SIGNS, _MOST_SIGNS + b"+/=.~:%$?&|!@#*")
