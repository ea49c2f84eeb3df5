"""Files whose assignments are made up: tests, documentation, continuous integration; and files that nobody writes.

A token of a provider's shape or a private key counts everywhere. A plain password in a test does not, unless
``--everywhere`` asks for it.
"""

from __future__ import annotations

from .._kit.light import lru_cache
from .lazy import lazy

_TEST_WORDS = "test molecule/ feature fixture spec mock cypress e2e cassettes replaydata .env.ci".split()
_DOCUMENTATION_WORDS = (
    "doc example sample demo tutorial snippet man/ .md .rst .markdown .textile readme change contributing "
    "install news history default dist tmpl template tpl skel"
).split()
_CI_WORDS = (
    ".github/ ci/ ci. .buildkite/ .gitlab .travis appveyor azure- bitbucket-pipelines .drone "
    "cloudbuild codeship circle. tox noxfile jenkinsfile"
).split()
_GENERATED_WORDS = (
    "lock npm-shrinkwrap.json go.sum baseline .min. .map .svg .po .mo ipynb_checkpoints .snap .pbxproj "
    "node_modules/ bower_components/ locale i18n/ l10n/ translation lang"
).split()
# One of these stands in every name of a file that says what it is; what has a slash stands in folders.
_WORDS = [word for word in _GENERATED_WORDS + _TEST_WORDS + _CI_WORDS + _DOCUMENTATION_WORDS if "/" not in word]

_TESTS = lazy(
    r"""(?ix) (?:^|/)(?:[\w.-]*[_.-])?
          (?:tests?|testing|[a-z]{6,20}testing|testdata|test[-_]?fixtures?|fixtures?|specs?|__tests__|__mocks__|mocks?|cypress|e2e
            |cassettes|replaydata|testutils?|testlib)(?:[_.-][\w-]*)?/
      | (?:^|/)(?:(?:py)?tests?|conftest|e2e)[_.-][^/]*$ | \.feature$ | (?:^|/)features/steps/
      | (?:^|/)run[_-]?tests?\w*\.\w{1,4}$
      | ^(?:(?:[^/]+/){0,6}roles/[^/]+/)?molecule/[^/]+/
      | (?:^|/)(?:(?:config|settings|unit|integration)[_.-]?)?testing\.\w{1,5}$ | (?:^|/)(?:tests|conftest)\.py$
      | [_.-](?:tests?|spec|unittest)s?\.[a-z]{1,4}$ | Tests?\.(?:java|cs|kt|php|scala)$
      | (?:^|/)test[^/]*\.(?:env|ya?ml|json|cfg|ini)$ | \.env\.(?:test|ci)\w*$""",
    words=_TEST_WORDS,
)
_DOCUMENTATION = lazy(
    r"""(?ix) (?:^|/)(?:docs?|documentation|examples?|samples?|demos?|tutorials?|snippets?|man)/
      | \.(?:md|rst|adoc|markdown|textile)$
      | (?:^|/)(?:readme|changelog|changes|contributing|install|news|history)
        (?![^/]*\.(?:py|sh|bash|bat|ps1|[cm]?[jt]sx?|vue|php|rb|go|java|sql|ya?ml|json|toml|ini|cfg|conf|env)$)[^/]*$
      | [_.-](?:examples?|samples?|dist|template|tpl|demo|skel)(?:[_.-]\w+)?$ | \.(?:default|tmpl)$
      | (?:^|/)\.?(?:examples?|samples?|demo)[_.-][^/]*$""",
    words=_DOCUMENTATION_WORDS,
)
_CI = lazy(
    r"(?i)(?:^|/)(?:\.github|\.circleci|\.ci|\.buildkite|\.gitlab|\.azure-pipelines|ci)/|(?:^|/)(?:\.travis|\.gitlab-ci|circle\.yml|appveyor|"
    r"azure-(?:\w+-)?pipelines?|bitbucket-pipelines|\.drone|cloudbuild|\.appveyor|codeship[\w-]*|tox|noxfile|jenkinsfile)[^/]*$"
    r"|[_.-]ci\.(?:ya?ml|env|json|toml|cfg|ini)$",
    words=_CI_WORDS,
)
_GENERATED = lazy(
    r"(?i)(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|poetry\.lock|pipfile\.lock|uv\.lock|pdm\.lock|"
    r"composer\.lock|gemfile\.lock|cargo\.lock|go\.sum|bun\.lock|deno\.lock|flake\.lock|mix\.lock|\.upkeep-baseline\.json|\.secrets\.baseline|packages\.lock\.json)$"
    r"|\.(?:lock|min\.(?:js|css|mjs|json|html)|map|svg|po|pot|mo|ipynb_checkpoints|snap|pbxproj)$|(?:^|/)(?:node_modules|bower_components|locales?|i18n|l10n|translations?|lang|languages?)/",
    words=_GENERATED_WORDS,
)

# `class TestingConfig(Config):` in the settings of an application.
_CLASS = lazy(
    rb"class (?:(?:Unit)?Test(?:s|ing)?|Doc(?:s|umentation)|Example)(?![a-z])"
    rb"|class \w{1,60}[a-z]Test(?:s|ing)?(?:Case|Config\w*|Settings)?[(:]"
)

_DOCSTRING = b'"""'
_EXAMPLE = lazy(rb"""\s*(?:-[ ])?["']?examples?["']?[ ]?:""")
# So far before a value the key that holds it is looked for.
_LINES_OF_EXAMPLE, _LONGEST_EXAMPLE = 30, 3_000

TESTS, DOCUMENTATION, CI, GENERATED = "test-file", "documentation", "continuous-integration", "generated-file"


# What is both is the first of them.
_KINDS = ((GENERATED, _GENERATED), (TESTS, _TESTS), (CI, _CI), (DOCUMENTATION, _DOCUMENTATION))


def surroundings(path: str) -> str:
    """What kind of made-up or generated file ``path`` names, or nothing."""
    folder, slash, name = path.rpartition("/")
    return _of_name(_of_folder(folder + slash), name)


# No expression looks beyond a folder's last slash.
@lru_cache(4096)
def _of_folder(folder: str) -> int:
    return next((at for at, (_, pattern) in enumerate(_KINDS) if pattern.search(folder)), len(_KINDS))


@lru_cache(4096)
def _of_name(most: int, name: str) -> str:
    """The first kind that the name says, where that is not beyond what the folder says."""
    lowered = name.lower()
    for word in _WORDS:
        if word in lowered:
            break
    else:
        if name.isascii():
            return _KINDS[most][0] if most < len(_KINDS) else ""
    for kind, pattern in _KINDS[:most]:
        if pattern.search(name):
            return kind
    return _KINDS[most][0] if most < len(_KINDS) else ""


def is_passed_over(path: str, *, everywhere: bool) -> bool:
    """Is what is assigned in such a file taken for made up, whatever it is?"""
    kind = surroundings(path)
    return kind == GENERATED or (kind != "" and not everywhere)


def is_in_test(path: str, data: bytes, at: int) -> bool:
    """Does what stands at ``at`` belong to a test, by the name of its file or, in Python, of its class?"""
    if surroundings(path) == TESTS:
        return True
    if not path.endswith(".py"):
        return False
    begin = data.rfind(b"\n", 0, at) + 1
    if data[begin : begin + 1] not in (b" ", b"\t"):
        return False
    opened = data.rfind(b"\nclass ", 0, begin) + 1
    return _CLASS.match(data, opened) is not None and not _is_over(data, opened, begin)


def is_in_example(data: bytes, at: int) -> bool:
    """Does a key `example` hold what stands at ``at``? https://spec.openapis.org/oas/v3.1.0#example-object"""
    if data.rfind(b"xample", max(at - _LONGEST_EXAMPLE, 0), at) < 0:
        return False
    end = data.find(b"\n", at)
    lines = data[max(at - _LONGEST_EXAMPLE, 0) : end if end >= 0 else len(data)].split(b"\n")
    indent = len(lines[-1]) + 1
    for line in reversed(lines[-_LINES_OF_EXAMPLE:]):
        here = len(line) - len(line.lstrip())
        if line.strip() and here < indent:
            if _EXAMPLE.match(line):
                return True
            indent = here
    return False


def is_in_docstring(path: str, data: bytes, at: int) -> bool:
    """Does what stands at ``at`` belong to the text that tells what a module, class or function does?

    https://peps.python.org/pep-0257/
    """
    if not path.endswith((".py", ".pyi")) or data.count(_DOCSTRING, 0, at) % 2 == 0:
        return False
    lines = data[: data.rfind(_DOCSTRING, 0, at)].rsplit(b"\n", 2)
    before = b"".join(lines[:-1]).rstrip() if len(lines) > 1 else b""
    if lines[-1].strip() not in (b"", b"r"):
        return False
    return before.endswith(b":") or all(line[:1] in (b"#", b"") for line in before.split(b"\n"))


def _is_over(data: bytes, begin: int, end: int) -> bool:
    """Does a line between begin at its margin, so that the class is over? The lines of a text in it may."""
    lines = b"".join(data[begin:end].split(_DOCSTRING)[::2]).split(b"\n")[1:-1]
    return any(line[:1] not in (b" ", b"\t", b"#", b")", b"\r", b"") for line in lines)
