"""What counts as production, development or test: one table of words, judged by names.

A name is split into words at punctuation, digits and capitals (``DevConfig`` is *dev config*,
``run_locally.sh`` is *run locally sh*). The table, which ``--development`` and ``--production`` extend:

=========== ============================= =========================================================
profile     where the word stands         words
=========== ============================= =========================================================
test        file, folder, class, ...      test tests testing tester unittest unittests pytest conftest
                                          fixture fixtures mock mocks e2e
ci          folder or file                .github .gitlab .ci .circleci .travis.yml and the like
ci          file                          ci
development file, folder, class, ...      dev devel develop development developer devcontainer local
                                          locally localhost sandbox playground
development file, settings class, stage,  example examples sample samples template tmpl dist; of an ``.env`` also
            ... (no folder)               model tpl skeleton blank reference
development class, stage, service, and    debug debugging override
            files that are not Python
development file                          written as one: devserver, devtest, rundev, a shell script ``tsdev.sh``
development folder                        written as one: devenv, devservices, devserver, devstack
test        file                          written as one: ``runfrontendtests.sh``
production  file, folder, class, ...      prod production prd live staging
=========== ============================= =========================================================

The word nearest to the file decides: ``dev/Dockerfile.prod`` is production. An example wins over what it is one of:
``example_production.py``. A test folder wins over everything below it. Of a module with views, words of places,
templates and samples say what the views deal with. What no word names is production: unknown never means harmless.
"""

from __future__ import annotations

from . import regex as re
from .compiled import compiled
from .light import Enum, lru_cache
from .namespace import Namespace
from .typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .source import Source


class Profile(Enum):
    """Whom a file, class, stage or service serves."""

    PRODUCTION = "production"
    DEVELOPMENT = "development"
    TEST = "test"
    CI = "ci"


TEST_WORDS = frozenset(
    "test tests testing tester unittest unittests pytest conftest fixture fixtures mock mocks e2e".split()
)
DEVELOPMENT_WORDS = frozenset(
    "dev devel develop development developer devcontainer local locally localhost sandbox playground".split()
)
# In a file's own name only: `.env.example` is no setting of anybody, an application below `examples/` is one.
EXAMPLE_WORDS = frozenset("example examples sample samples template tmpl dist".split())
# Not for Python files: `docker-compose.debug.yml` is for developers, `debug.py` may be anything.
DEBUG_WORDS = frozenset(["debug", "debugging", "override"])
PRODUCTION_WORDS = frozenset(["prod", "production", "prd", "live", "staging"])
CI_NAMES = frozenset(
    (
        ".github .gitlab .ci ci .circleci .buildkite .azure-pipelines .woodpecker .drone .travis.yml .gitlab-ci.yml "
        ".drone.yml .appveyor.yml appveyor.yml azure-pipelines.yml bitbucket-pipelines.yml .cirrus.yml "
        ".woodpecker.yml buildspec.yml cloudbuild.yaml jenkinsfile tox.ini pytest.ini noxfile.py"
    ).split()
)

# Of a function they say what it deals with: local users, the sandbox of a bank.
_PLACES = frozenset("local locally localhost sandbox playground".split())
# Of a module with views they do too, beside the pages for those who program against the application.
_DEALT_WITH = _PLACES | {"developer"}
_VIEWS = compiled(rb"\brequest\b|Blueprint|MethodView|\bResource\b|\.route\(|\bexpose\(")
_OWN_APP = compiled(rb"\b(?:Flask|APIFlask|Quart)\(|__main__")

_DOCUMENTATION = frozenset(["doc", "docs", "documentation"])

# Written as one word. `device`, `contests` and a Python module `netdev` are none.
_DEVELOPER_WORDS = frozenset(
    "devserver devserve devrun devstart devshell devenv devsetup devtest devtests devup devbase devconf devconfig "
    "devsettings rundev startdev servedev".split()
)
# Folders of tools that start an application for those who write it; `devtools` and `devices` may be anything.
_DEVELOPER_FOLDERS = frozenset("devservices devenv devserver devstack devsetup".split())
_SCRIPTS = (".sh", ".bash", ".bat", ".cmd", ".ps1")
# From which somebody makes an `.env`; `model.py` is none.
_ENV_MODEL = r"\.env[._-](?:model|tpl|skeleton|blank|reference)|(?:model|tpl|blank)\.env"

_WORD = compiled(r"(?<![A-Za-z])e2e|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\dA-Za-z_]+")


def words(name: str) -> list[str]:
    """The lower-case words of a name.

    >>> words("DevConfig"), words("run_locally-2.sh"), words("HTTPServer")
    (['dev', 'config'], ['run', 'locally', 'sh'], ['http', 'server'])
    """
    return list(_words(name))


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(name))


class Names(NamedTuple):
    """The table with the project's own words."""

    development: frozenset[str] = DEVELOPMENT_WORDS
    production: frozenset[str] = PRODUCTION_WORDS
    test: frozenset[str] = TEST_WORDS
    example: frozenset[str] = EXAMPLE_WORDS
    debug: frozenset[str] = DEBUG_WORDS

    @classmethod
    def of(cls, options: Namespace) -> Names:
        """The table as ``--development WORD`` and ``--production WORD`` extend it; the latter wins."""
        live = {word.lower() for word in options.production}
        return cls(
            development=(DEVELOPMENT_WORDS | {word.lower() for word in options.development}) - live,
            production=PRODUCTION_WORDS | live,
            test=TEST_WORDS - live,
            example=EXAMPLE_WORDS - live,
            debug=DEBUG_WORDS - live,
        )

    def of_path(self, path: str) -> Profile:
        """The profile of a file by its path; of a path outside the working folder, by the file's name."""
        return _profile_of_path(self, path)

    def of_name(self, name: str) -> Profile:
        """The profile of a class, function, build stage or service by its name."""
        return self._named(name, self.example | self.debug) or Profile.PRODUCTION

    def of_function(self, name: str) -> Profile:
        """The profile of a function; a template or sample may be what it deals with."""
        return self._named(name, self.debug) or Profile.PRODUCTION

    def of_data(self) -> Names:
        """The table for what does something with data: ``login_local_user`` deals with one."""
        return self._replace(development=self.development - _PLACES)

    def _of_views(self) -> Names:
        """The table for modules of views, whose names say what the views deal with."""
        return self._replace(development=self.development - _DEALT_WITH, example=frozenset())

    def of_work(self, name: str) -> Profile:
        """The profile of a function that works with data: ``post_system_test`` makes a test, ``test_system`` is one."""
        first, *others = words(name) or [""]
        return self.of_data().of_function("_".join([first, *(each for each in others if each not in self.test)]))

    def of_class(self, name: str) -> Profile:
        """The profile of a class that is no configuration: ``DebugView`` may show anything to anybody."""
        return self._named(name, frozenset()) or Profile.PRODUCTION

    def is_production(self, path: str) -> bool:
        """Does the file serve production, as far as its path tells?"""
        return self.of_path(path) is Profile.PRODUCTION

    def has_live_views(self, source: Source) -> bool:
        """Is it a file of production, or a module of views whose own name says what they deal with?

        ``post_template.py`` and ``developer/keys.py`` hang on the application of others; a ``playground.py`` that makes
        its own, or is started by hand, is what its name says.
        """
        if self.is_production(source.path):
            return True
        return self._of_views().is_production(source.path) and source.mentions(_VIEWS) and not source.mentions(_OWN_APP)

    def is_served(self, path: str) -> bool:
        """Is the file read where production is served?

        ``.flaskenv`` is by the ``flask`` command only, and what documentation shows is not at all.
        """
        shown = not path.endswith(".py") and not _DOCUMENTATION.isdisjoint(path.lower().split("/")[:-1])
        return not shown and not path.endswith(".flaskenv") and self.is_production(path)

    def is_live(self, name: str) -> bool:
        """Does a name say production, and not merely leave it open?"""
        return self._named(name, frozenset()) is Profile.PRODUCTION

    def _of_script(self, name: str) -> Profile | None:
        """The profile of a file by words that are written as one, where the table knows none of its words."""
        said = set(words(name))
        if said & (self.production | self.test):
            return None
        if any(word.startswith("run") and word.endswith(("test", "tests")) for word in said):
            return Profile.TEST
        for_developers = not _DEVELOPER_WORDS.isdisjoint(said)
        if name.endswith(_SCRIPTS):
            for_developers = for_developers or any(word.endswith("dev") and len(word) > 4 for word in said)
        return Profile.DEVELOPMENT if for_developers and "dev" in self.development else None

    def _named(self, name: str, more: frozenset[str]) -> Profile | None:
        found = set(words(name))
        if found & self.test:
            return Profile.TEST
        if found & self.production:
            return Profile.PRODUCTION
        if found & (self.development | more):
            return Profile.DEVELOPMENT
        return None


@lru_cache(maxsize=1024)
def _profile_of_path(names: Names, path: str) -> Profile:
    *folders, name = path.rpartition("/")[2:] if path.startswith("/") else path.split("/")
    if any(part.lower() in CI_NAMES for part in (*folders, name)) or "ci" in words(name):
        return Profile.CI
    if any(names.test.intersection(words(folder)) for folder in folders):
        return Profile.TEST
    if (profile := names._of_script(name)) is not None:
        return profile
    if names.example.intersection(words(name)) - names.test or _is_env_model(name):
        return Profile.DEVELOPMENT  # also `example_production.py`, from which somebody makes one
    extra = frozenset[str]() if name.endswith(".py") else names.debug
    for part, more in [(name, extra), *((folder, frozenset[str]()) for folder in reversed(folders))]:
        if (profile := names._named(part, more)) is not None:
            return profile
        if part is not name and part.lower() in _DEVELOPER_FOLDERS and "dev" in names.development:
            return Profile.DEVELOPMENT
    return Profile.PRODUCTION


def _is_env_model(name: str) -> bool:
    return ".env" in name and re.fullmatch(_ENV_MODEL, name) is not None
