"""What values look like that are no secrets; the filters ask for it."""

from .._kit import regex as re
from .lazy import lazy

LOOKED_UP = lazy(
    r"""\$\{|\$\(|\{\{|\}\}|%\(\w+\)|\#\{|<%|%>|^<[^<>]*>?$|^\$\w+$|^%\w+%$|^@\w+@$|^\{[\w.:]*\}$|^\[[\w .-]*\]$
      |^\{\.[^{}]*\}$|^__\w+__$|^\#\w+\#$|^&?\$?\$\{?\w+\}?$|^!\w[^\s!]*(?:\s|$)|^\$[A-Z_]+|^\\\$\{?[A-Z_]+\}?$|^'?\$|%\w+%|%[sdvrq]\b|\(\?|\[\^|\{\d?(?:![rsa])?\}|\$\[
      |^[A-Z]\w+\[[\w.,\[\] ]+\]$ # a type
      |^ENC[\[(]|\(\)|^\[\w+\(|^\^.*\$$|^credentialsJSON:
      |^\s*(?:\.\s*\$|[+&]\s*\w+\s*(?:[+&(.\[]|\)\s?;)|,\s*\w+\s*[:=]|\)\s*[;,.]) # the code between two strings
      |^[*&][a-zA-Z]|secretKeyRef|valueFrom|\{[A-Za-z_]\w*(?:[.:!][\w.]*)?(?:\([\w., ]*\))?\}|\]\{\d|\[0-9|\[A-Za-z
      |^(?:arn|vault|ssm|op|aws-sm|secretsmanager|file|env|gopass|keyring|azkv|kv|doppler|projects)[:/]""",
    re.VERBOSE,
    words="$ { } % < @ [ __ # ! ( * & ^ credentialsjson: secretkeyref valuefrom : / + , )".split(),
)
# What is filled in between two signs, and what a regular expression looks like.
BRACED = lazy(
    r"\$[({]|\{\{|\}\}|\#\{|<%|%>|%\(\w+\)|\(\?|\[\^|\\[dwsSWDb]|\.[*+]|\)[*+]|\]\{\d|\s|^[\^/]|\(\)|^ENC|\w\["
)
OF_GENERATORS = frozenset("!@#^&*()+~;|")
# https://docs.codecov.com/docs/status-badges, and what names a shared document or invites to a meeting
LINK = lazy(
    rb"(?:(?i:badge|shield)[^\s\"'<>]{0,120}[?&]token|docs\.google\.com/[^\s\"'<>]{0,120}[?&]key"
    rb"|zoom\.us/[jw]/\d{9,11}\?pwd)=\Z"
)
# https://angular.dev/guide/templates/variables#template-reference-variables: `<input #password="ngModel">`
# and what a page evaluates: `:key="..."`, `[key]="..."` (https://vuejs.org/guide/essentials/template-syntax.html)
REFERENCE = lazy(rb"(?:\A|\s)(?:\#|:|v-bind:|\[)[\w.-]{1,80}\]?=[\"']\Z")
# A script asks whether what is still there is what it came with: `[ ${PASSWORD:=changeme} = changeme ]`.
ASKED = lazy(rb"\}?[\"']?[ ]{1,3}[=!]?=[ ]")
OPENS_PATTERN = lazy(rb"(?:~r|=~[ ]?|[(,][ ]?)/[^/\n]{0,60}\Z")
# Where a string of code, or a word of a shell, takes the value of a variable without braces.
INTERPOLATED = lazy(r"\w\$[A-Za-z_]\w*$")
INTERPOLATES = (".php", ".phtml", ".pl", ".pm", ".kt", ".kts", ".groovy", ".gradle", ".dart", ".scala", ".jl", ".tcl")
SUBSTITUTED = lazy(rb"\bsed[ ][^\n]{0,60}[\"' ]s(?P<by>[/|#,@])[^/|#,@\n]{0,60}\Z")
CLOSES = {")": "(", "]": "[", "}": "{"}
PLACEHOLDER = lazy(
    r"""(?i)change[-_ ]?(?:me|it|this)|your|example|dummy|placeholder|fake|redacted|xxx|\*\*\*|\.\.\.|to-?do
      |insert|replace|sample|specify|hidden|removed|censored|enter[-_ ]|put[-_ ]|<.+>|fill[-_ ]?in|lorem|blah
      |^6LeIxAcTAAAAA|^[123]x0{10} # keys of captchas that let everybody pass
      |notreal|testing|mock|unused|some[-_ ]?(?:pass|secret|token|key|random|value)
      |my[-_ ]?(?:pass|secret|token|key|api|access)|^my(?:[-_]|(?-i:[A-Z])\w*pass)
      |no[-_ ]?(?:pass|secret|token|key)|goes[-_ ]?here
      |(?:[-_ ]|pass(?:word)?|pwd|token|key|secret)here$|here[-_]|not[-_ ]?(?:set|used|needed|real|a)
      |^foo|foobar|^bar|^baz|^abc|^test(?:[-_]|pass|pwd|user|secret|token|key)|[-_]test$|generate
      |secure[-_ ]?random|random[-_ ]|\u2026|^user(?:name)?:pass(?:word|wd)?@""",
    re.VERBOSE,
    words=(
        "change your example placeholder fake redacted xxx *** ... do insert replace sample specify hidden removed "
        "user 6leixac 1x0 2x0 3x0 censored enter put < fill lorem blah mock unused some my no here foo bar baz "
        "abc test generate \u2026"
    ).split(),
)
# A key that signs is poor and yet a key, unless it says that it is none.
TO_REPLACE = lazy(
    r"(?i)your|<|xxx|\.\.\.|\*\*|example|placeholder|insert|replace|not-an?-real-|tests?-only|testing-only",
    words="your < xxx ... ** example placeholder insert replace not-a test".split(),
)
# What a regular expression has where a login would stand.
EXPRESSION = lazy(r"\.[*+]|\\[sSwd][*+]|\[\^|\(\?")
# Beside these a password opens something: {"user": "web", "password": "password", "host": "db"}
CONNECTS = lazy(rb"""["'](host|hostname|server)["'][ ]?:[ ]?["'](?!\1["'])""")
# The second of two arguments, where the first is in quotes; not of two names in a row: `key in ("A_KEY", "A_SALT")`.
DEFAULT = lazy(rb"""\w\(\s{0,9}["'][\w.-]{1,60}["'],\s{0,9}(?:default[ ]?=[ ]?)?["']\Z""")
# https://helm.sh/docs/chart_best_practices/values/: a user with such a name is nobody's.
SAMPLE_USER = lazy(rb"""(?i)user(?:_?name)?["']?[ ]?[:=][ ]?["']?(?:my|some|your)[-_]?user(?:name)?\b""")
INITIAL = lazy(r"(?i)^!?(?:change[-_]?(?:me|it)|(?:this[-_]?is)?(?:my|some)(?-i:[a-z]*)pass(?:word|wd)?)[-_!.]?\d*$")
NOTHING = frozenset(
    "(null) none null nil true false yes no on off undefined nan empty blank default unset disabled enabled required "
    "optional string str int integer bool boolean number object text any bytes unknown auto inherit self this void "
    "on_create always test function ascii utf utf8 utf-8 latin-1 "
    "infected".split()  # what whoever collects malware locks its archives with
)
# What stands where a password would; a key that signs it may be all the same.
STAND_INS = frozenset("argument option parameter flag missing invalid updated other --empty--".split())
NAMES_ONLY = frozenset("password passwd pass secret token".split())
CAMEL = lazy(r"^[a-z]+(?:[A-Z][a-z]+)+$")
GLUED = lazy(
    r"(?:my|super|top|very|some|the|admin|root|secret|secure|strong|hard|weak|default|initial|temp)"
    r"(?:[a-z]{0,20})(?:pass|passwd|password|passphrase|pwd|secret)$"
)
SHORT_NAMES = frozenset("pass passwd".split())  # in a test nobody means one by it
PATH = lazy(
    r"^(?:[.#]{0,2}/|\.{1,2}[a-z]\w+$|~/|[A-Za-z]:\\|file:)|^[\w.-]+(?:/[\w.-]+)+\.\w{1,5}$|\.(?:txt|pem|key|pub|crt|json|ya?ml|py|js|html?|env|p12|jks|toml|ini|conf|xml|php|rb)$|^/[\w/-]+$",
    words=(
        r"/ . :\ file: .txt .pem .key .pub .crt .y .py .js .htm .env .p12 .jks .toml .ini .conf .xml .php .rb"
    ).split(),
)
URL = lazy(r"^[a-z][a-z+.-]{1,15}://|^urn:", re.IGNORECASE, words=("://", "urn:"))
IDENTIFIER = lazy(r"^[A-Za-z_$][\w$-]*(?:(?:\.|::|->)[A-Za-z_$][\w$]*)*(?:\(.*\)|\[.*\])?[;,]?$")
CONSTANT = lazy(r"^[A-Z][A-Z]*(?:_[A-Z]+)+$")
DATE_OR_VERSION = lazy(r"^v?\d+(?:[._:/-]\d+)*(?:[ T][\d:.Z+-]+)?(?:\\x00)?$")
VERSION = lazy(r"^(?:[~^v]?|[<>=!~]=?\s?v?)\d+\.\d+\.\d+\S*$")
UUID = lazy(r"^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
HASH = lazy(
    r"^(?:sha(?:1|256|384|512)|md5)[-:]|^(?:pbkdf2_sha\d+|bcrypt(?:_sha256)?|argon2|scrypt|sha1|md5)\$|^\$(?:2[aby]|5|6|1|argon2\w*|pbkdf2\S*|scrypt)\$|^pbkdf2:|^scrypt:|^\{\w+\}|^\$\d\$|^\$[\w-]+\$v?="
    r"|^digest [a-z]+=",
    re.IGNORECASE,
    words="sha md5 $ pbkdf2: scrypt: { digest".split(),
)
# What stands where a value is missing: `DB_PASSWORD= DB_HOST=db flask run`.
NEXT_VARIABLE = lazy(r"^[A-Z][A-Z0-9_]+=")
NEXT_WORD = lazy(rb"[ ][a-z']+[ \"'.,]")
JOINED = lazy(rb"[\"'][ ]?[.+][ ]?[A-Za-z_$]")
# `family:ransomware="KeyPass"`, in quotes.
ASSIGNS = lazy(r"^[A-Za-z][\w:.-]*=\\?\"[^\"]*\"$")
DASHED = lazy(r"^[a-z]+\d{0,4}(?:[-_.][a-z]+\d{0,4})+$")
# `pass_on = "name" in options` is true or false.
COMPARED = lazy(rb"[\"'][ ](?:(?:not[ ])?in|is|[=!]==?)[ ]")
ATTRIBUTE = lazy(r"^[a-z:-]+=$")
SIGNS = lazy(r"[\W_]")
# `aaaa-bbbb-cccc`
REPEATED = lazy(r"^(?:([A-Za-z])\1{2,}[-_.]){2,}([A-Za-z0-9])\2{2,}$")
# Functions that give something a value under a name.
SETS = lazy(
    r"(?i)(?:set|get|put|add|fill|type|insert|append|update|with|define|env|environ|config|default|option|argument"
    r"|field|header|var\w{0,9}|params?|secrets?)$"
)
SPACED = lazy(r"\s")
# A private key that lost its first line is one all the same: a sequence that begins with the version 0
# (https://datatracker.ietf.org/doc/html/rfc5208#section-5, https://datatracker.ietf.org/doc/html/rfc8017#appendix-A.1.2).
# 32 bytes, whatever they say: https://cryptography.io/en/latest/fernet/#cryptography.fernet.Fernet
FERNET = lazy(r"^[A-Za-z0-9_-]{43}=$")
# An object of JSON, alone or in a list, as a text.
OBJECT = lazy(r"\[?\{\s*\\{0,3}[\"'][\w-]+\\{0,3}[\"']\s*:")
PEM = lazy(r"^-----|^LS0tLS1CRUdJTi(?:BQVUJMSUMg|BDRVJU)|^ssh-(?:rsa|ed25519)|^AAAA[BC]3|^MII(?!..[AQgw]IBA)|^ecdsa-")
TOKEN_NAME = lazy(r"\b(?:\w*tokens?|\w*apikeys?|access keys?|credentials?)$|\bapi")
ESCAPED = lazy(r"%[0-9A-Fa-f]{2}|&(?:amp;)?\w+=")
STRAY = lazy(r"[\w.~+/:|\\=-]|%|&")
MESSAGE = lazy(r"^(?:[a-z]+[._/-]){2,}[a-z]+$|^[A-Za-z]+(?:[ ._:/-][A-Za-z]+)+[:.?!*]?$")
