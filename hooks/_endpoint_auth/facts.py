"""What one file tells about routes and guards, as plain values that a cache can hold."""

from __future__ import annotations

from .._kit.light import Enum
from .._kit.typed import NamedTuple

# What may stand before the names in ``Verdict.asks``.
_SIGNS = "=@!~?%^-&"


class Kind(Enum):
    """How a function is asked: around a view, before it, or being the view itself."""

    DECORATOR = "decorator"
    HOOK = "hook"
    HELPER = "helper"  # called for its effect: what it returns is lost
    GATE = "gate"  # a hook that says yes or no
    VIEW = "view"
    STEP = "step"  # called by a view, whose words have to be as plain; what it returns is lost


def signed(name: str) -> tuple[str, str]:
    """One of ``Verdict.asks`` as its sign, empty for what is called for its effect, and the name behind it."""
    return (name[0], name[1:]) if name[:1] and name[0] in _SIGNS else ("", name)


def names_asked(name: str) -> list[str]:
    """The helpers of one of ``Verdict.asks``: ``one`` and ``other`` of ``?one|other``."""
    return signed(name)[1].split("|")


class Verdict(NamedTuple):
    """What a function does to strangers.

    It asks the route ``tests``, each the endpoints, paths or blueprints it names; ``refused`` are the outcomes of the
    tests, as bits, for which it refuses by itself: ``(0,)`` without a test. That rests on the truth of the helpers in
    ``hinges``. Where it does not refuse by itself, the helpers in ``asks`` may: ``=name`` where its returned value
    counts, ``@name`` for a decorator, ``~name`` for one that answers in place of the view, ``!name`` for one that
    refuses if it always ends the request, ``?name`` for one that has to say yes for the request to go on and
    ``?one|other`` where either may, ``%name`` for one that is told no, ``^name`` for one that stops strangers by its
    name, where it cannot be read, ``&name`` for the method of an object that does so where it is a permission of
    Flask-Principal, and ``-super.post`` for a method of a base class whose answer is lost. Of those that
    are coroutines only the ones in ``awaits`` are run; ``later`` tells that it is one itself. ``when`` are the outcomes
    of the tests for which the first of ``asks`` are asked, the rest for all. ``steps`` are all that a view calls
    whatever the request says: the project may have put its check there; ``~name`` is what answers in its place.
    ``always`` tells that it returns yes to everybody, ``marks`` are the attributes that it sets on a view, ``empty``
    tells that there is nothing in it, ``ends`` that it always ends the request, ``off`` that a decorator which is made
    with nothing refuses nobody: one of ``def secured(required=False)``.
    """

    tests: tuple[tuple[str, ...], ...] = ()
    refused: tuple[int, ...] = ()
    hinges: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    always: bool = False
    marks: tuple[str, ...] = ()
    empty: bool = False
    ends: bool = False
    steps: tuple[str, ...] = ()
    later: bool = False
    awaits: tuple[str, ...] = ()
    when: tuple[tuple[int, ...], ...] = ()
    off: bool = False


class Applied(NamedTuple):
    """A decorator as applied: its dotted name, and whether it lets strangers in by ``optional=True``.

    ``right`` tells that it is given a right that the project has a name for: ``@scoped(scopes.EDIT)``, ``bare`` that it
    is made with nothing: ``@secured()``. ``methods`` are those that it is told to ask at, empty for all.
    """

    name: str
    optional: bool
    right: bool = False
    bare: bool = False
    methods: tuple[str, ...] = ()


class RouteFacts(NamedTuple):
    """A route of the file; ``credentials`` tells how its view takes name and password, ``by`` is as of ``Route``.

    ``body`` is the digest of the view's text, empty where no function stands here.
    """

    rule: str | None
    methods: tuple[str, ...]
    symbol: str
    line: int
    col: int
    here: bool
    owner: str
    decorators: tuple[Applied, ...]
    above: tuple[Applied, ...]
    hangs_on: str
    registered: bool
    hint: str
    credentials: str
    by: str
    body: bytes

    @property
    def place(self) -> str:
        """By what the cache knows the view."""
        return f"{self.line}:{self.col}"


class ClassFacts(NamedTuple):
    """A class: its bases, and the decorators its views get: of all methods, or by method; ``keeps`` the inherited.

    ``gate`` is the method that its views pass first, ``dispatch`` what that does to strangers; ``hides`` tells that it
    calls none that is inherited. ``answers`` are the methods of requests that it lists, or those of its base, where a
    decorator is told some.
    """

    bases: tuple[str, ...]
    decorators: tuple[Applied, ...] | None
    by_method: dict[str, tuple[Applied, ...]]
    keeps: bool
    gate: str
    dispatch: Verdict | None
    hides: bool
    verbs: tuple[str, ...]
    answers: tuple[str, ...]
    line: int


class Verdicts(NamedTuple):
    """What is said of a function as a hook, as a helper that is called for its effect, and as a decorator."""

    hook: Verdict
    helper: Verdict
    decorator: Verdict | None


class Taken(NamedTuple):
    """A name that is a parameter: of which function, and at which place, ``self`` not counted."""

    by: str
    place: int


class Hung(NamedTuple):
    """A function hung before requests: on which object, which function, for the whole app, and where.

    ``taken`` tells whose parameter the object is, as in ``def init(app): app.before_request(check)``. What a class
    hangs on ``self`` hangs on all objects of it: on ``Staff()``.
    """

    on: str
    function: str
    app_wide: bool
    line: int
    taken: Taken | None


class Passed(NamedTuple):
    """An app or blueprint handed to a function: by place, or by ``keyword``; ``taken`` as of ``Hung``."""

    to: str
    place: int
    keyword: str
    on: str
    taken: Taken | None


class Mounted(NamedTuple):
    """One object mounted on another: a blueprint on an app, a namespace on an API."""

    parent: str
    child: str
    prefix: str


# What a decorator of the project's own is made as: what it decorates hangs on what it registers with.
REGISTERS = "registers"
# One that registers the view as it is: what it returns, checked or not, is not what Flask calls.
REGISTERS_AS_IT_IS = "registers as it is"


class Made(NamedTuple):
    """A blueprint, API or namespace: its class, name, prefix, decorators for all its views, what it stands on.

    ``kind`` is the last part of the class's name, ``made_by`` the whole.
    """

    kind: str
    name: str
    prefix: str
    decorators: tuple[Applied, ...]
    on: str
    made_by: str


class Facts(NamedTuple):
    """What one file tells at a glance; of its functions the decorators, as few bodies are ever asked.

    ``bodies`` are the digests of the functions' texts, ``outside`` is that of what stands outside of them.
    """

    imports: dict[str, str]
    stars: tuple[str, ...]
    routes: tuple[RouteFacts, ...]
    classes: dict[str, ClassFacts]
    functions: dict[str, tuple[Applied, ...]]
    hung: tuple[Hung, ...]
    mounted: tuple[Mounted, ...]
    made: dict[str, Made]
    aliases: dict[str, str]
    passed: tuple[Passed, ...]
    marked: dict[str, tuple[str, ...]]
    bodies: dict[str, bytes]
    outside: bytes
