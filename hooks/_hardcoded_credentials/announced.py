"""What a name announces: a password, another secret, or something about one.

The last word of a name says what it is (`password field` is a field), the words before it what kind.
"""

from __future__ import annotations

from .._kit.light import lru_cache
from .lazy import lazy

PASSWORD, SECRET, SIGNING, KEY, NOTHING = "password", "secret", "signing key", "key", ""

# What signs the sessions and tokens of an application: any text that is known serves a forger.
# https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY
_SIGNING = lazy(
    r"^(?:(?:app|flask|wtf|csrf|jwt|session|cookie|config|dangerous|self|server|application|invenio|superset|quart"
    r"|webserver) )*"
    r"secret key(?: fallback)?$"
    r"|^(?:\w+ ){0,3}jwt secret(?: key)?$|^csrf secret$|^(?:security )?password salt$|^dangerous salt$",
    words=("secret key", "jwt secret", "csrf secret", "password salt", "dangerous salt"),
)
# As a setting, of which an application has one: a field of that name holds anything.
_SESSIONS = (("session", "secret"), ("cookie", "secret"))
_WORD = lazy(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_PASSWORDS = frozenset(
    "password passwords passwd passphrase passphrases pwd pwds pass passcode passwort pword pswd pw psw passw "
    "identified passin passout".split()
)
_SECRETS = frozenset(
    "secret secrets token tokens apikey apikeys credential credentials creds cred bearer authtoken accesstoken "
    "secretkey privatekey accesskey authkey apitoken clientsecret apisecret appsecret salt oauth auth authorization "
    "authentication signature dsn".split()
)
# Who has a password: `dbpass` is one, `compass` and `minipass` are none.
_SHORT = ("pass", "pwd", "pw")
_OWNERS = tuple(
    "require bind db user usr my admin root mysql pg postgre postgres smtp mail email ftp sftp ssh ldap redis rabbit "
    "rabbitmq mongo sudo "
    "web test login auth http proxy key trust store keystore truststore account master client server api app".split()
)
# `key` is a secret only in the company of one of these.
_KEY_KINDS = frozenset(
    "api access secret private auth encryption encrypt encrypted decryption crypt crypto cipher signing sign master "
    "service account client consumer app application license licence hmac aes des jwt jwe jws fernet session storage "
    "admin deploy ssh rsa shared subscription webhook sdk oauth authentication authorization hash csrf cookie "
    "integration server write read write merchant partner developer dev developers user customer security token "
    "password google aws azure stripe github gitlab slack twilio sendgrid mailgun mapbox maps map openai algolia "
    "datadog firebase recaptcha captcha facebook twitter heroku cloudinary pusher sentry segment newrelic relic "
    "instrumentation insights ingest ingestion vapid push fcm gcm bot telegram discord weather dsn bugsnag rollbar "
    "amplitude mixpanel nonce validation in ".split()
)
# What opens with a password of its own, however poor that is.
SERVICES = frozenset(
    "db database mysql mariadb pg postgres postgresql mssql oracle mongo mongodb redis rabbit rabbitmq amqp neo ldap "
    "smtp imap ftp sftp minio store keystore truststore admin root".split()
)
# What a name may end in without saying anything else.
_TRAILERS = frozenset(
    "value val string str text raw plain plaintext default prod production dev development test testing live staging "
    "stage base b hex v env new old current root user admin local db database main primary secondary first second one "
    "two a c d e f x y z const constant fallback here private data bytes".split()
)
# What the last part of a dotted name may say where a part before it tells of the secret.
_CONTEXTUAL = _TRAILERS | {"key", "keys", "id", "sid"}
# A name that ends in one of these tells something about a secret, and holds none.
_ABOUT = frozenset(
    "id ids name names path paths file files filename folder dir directory location url urls uri endpoint host "
    "hostname port type types field fields label labels title hint hints help length len size count counter num "
    "number max min regex regexp pattern patterns format formats expiry expire expires expiration expired ttl timeout "
    "age date time timestamp interval header headers param params parameter parameters placeholder prefix suffix "
    "class classes error errors message messages msg column columns index policy policies enabled enable disable "
    "disabled required optional valid invalid validation validator validators verify verified verification check "
    "checker reset change changed changes update updated link page form input output view button dialog modal icon "
    "color style rule rules scope scopes status state mode method methods flow provider providers service services "
    "manager handler factory helper util utils store storage cache list array map dict set table model schema "
    "generator generate encoder decoder parser reader writer client server request response callback event events "
    "action actions strategy backend module plugin version strength score level description desc comment doc docs "
    "example examples info metadata attribute attributes attr attrs property properties prop props option options "
    "setting settings config configuration conf usage limit limits quota rate alias source target reference ref "
    "algorithm alg algo bits hash hashed hasher digest sha md bcrypt argon pbkdf scrypt checksum "
    "fingerprint thumbprint cert certificate public "
    "variable var vars arg args flag flags prompt mask masked char chars character characters symbol separator "
    "group groups role roles permission permissions audience issuer owner admins users entropy complexity "
    "confirm confirmation confirmed mismatch match matches incorrect wrong missing expected forgot "
    "forgotten lost recover "
    "recovery callbacks exception test tests testing case lifetime duration period window rotation strategy "
    "language lang locale region zone country code codes "
    "encoding encrypted encryption decrypt encrypt ciphertext object instance builder type instance space "
    "bucket address email mail realm domain domains username login logout keyid guid uuid kid context "
    "resolver resolvers hashlib element elements selector selectors locator xpath "
    "spec specs template templates filter filters query queries dn basedn aliases eight four scheme schemes "
    "thru through protection primitive primitives enum "
    "py js ts html json txt yml yaml item items entries ".split()
)
# A name with one of these anywhere is about something else.
_ELSEWHERE = frozenset(
    "public pub forgot reset placeholder primary foreign sort partition cache hash hashed csrf xsrf bypass is has show "
    "hide toggle no not invalid missing wrong keyword keyboard translation i18n msg message error label hint title "
    "tooltip lexer parser tokenizer tokenize syntax ast grammar max min num count length pagination page continuation "
    "mock mocked fake dummy sample invalid wrong bad nopasswd gpg pgp spreadsheet sheet document "
    "pubkey cancellation next sync idempotency dedup cursor author authors encrypted wrapped authenticity "
    "jsonwebtoken prompt change timetoken timetokens ".split()
)
# `page_token` is where a listing goes on; a page of Facebook has a token that speaks in its name:
# https://developers.facebook.com/docs/facebook-login/guides/access-tokens/#pagetokens
_OF_A_PAGE = ("page", "access", "token")
# What a page sends events with stands in the page: https://posthog.com/docs/api#project-api-key-vs-personal-api-key,
# https://docs.openreplay.com/en/sdk/constructor/
_OF_PAGES = frozenset("posthog openreplay".split())
# How often something is gone over: `first pass`, `pre-pass`.
_PASSES = frozenset("pre first second third single multi low high band".split())
# https://manpages.debian.org/bookworm/adduser/adduser.8.en.html (--disabled-password), and `--ask-become-pass`
_WITHOUT = frozenset("disabled ask".split())
# Whose the login is: the user of `basic_auth_user`. Elsewhere they end a name without saying more.
_WHO = frozenset("user root admin".split())
_LOGINS = frozenset("auth oauth authentication authorization".split())


@lru_cache(8192)
def announced(name: str) -> str:
    """``PASSWORD``, ``SECRET``, ``SIGNING``, ``KEY`` (perhaps of a dictionary, perhaps a secret) or ``NOTHING``."""
    words = words_of(name)
    if words[-1:] and words[-1] in _WHO and not _LOGINS.isdisjoint(words[-2:-1]):
        return NOTHING
    if words[-1:] == ("pass",) and not _PASSES.isdisjoint(words[-2:-1]):
        return NOTHING
    if words[-1:] == ("key",) and not _OF_PAGES.isdisjoint(words) and "personal" not in words:
        return NOTHING
    if words[:1] and words[0] in _WITHOUT:
        return NOTHING
    while words and words[-1] in _TRAILERS and len(words) > 1:
        words = words[:-1]
    if _SIGNING.search(" ".join(words)) or (words[-2:] in _SESSIONS and name.rpartition(".")[2].isupper()):
        return SIGNING
    own = words_of(name.rpartition(".")[2])
    if own[-3:] == _OF_A_PAGE:
        return SECRET
    kind = _kind(words) if _kind(own) or _CONTEXTUAL.issuperset(own) else NOTHING
    last = words[-1] if words else ""
    if not kind or last in _ABOUT or last.removesuffix("s") in _ABOUT or not _ELSEWHERE.isdisjoint(own):
        return NOTHING
    return kind


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case: `DB_PASSWORD`, `dbPassword` and `db-password` are two each."""
    return tuple(word.lower() for word in _WORD.findall(name))


def _kind(words: tuple[str, ...]) -> str:
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if (
            word in _PASSWORDS
            or word.endswith(("password", "passwd", "passphrase", "passwort"))
            or any(word.endswith(short) and word.removesuffix(short).endswith(_OWNERS) for short in _SHORT)
        ):
            return PASSWORD
        # https://hasura.io/docs/2.0/deployment/graphql-engine-flags/reference/#admin-secret-key
        if word == "secret" and words[at - 1 : at] == ("admin",):
            return PASSWORD
        if word in _SECRETS or word.endswith(
            ("secret", "token", "apikey", "secretkey", "accesskey", "privatekey", "authkey", "encryptionkey", "salt")
        ):
            return SECRET
        if word in ("key", "keys") and at and words[at - 1] in _KEY_KINDS:
            return SECRET
        if word.endswith("key") and at == len(words) - 1:
            # The site key of a CAPTCHA stands in the page: https://developers.google.com/recaptcha/docs/display
            return NOTHING if "".join(words[-2:]).endswith("sitekey") else KEY
    return NOTHING
