"""Keys that deployment files carry: ``ENV SECRET_KEY=...`` in an image, a value in a compose or env file."""

from __future__ import annotations

from .._kit import deployment, git
from .._kit.compiled import compiled
from .._kit.effects import Variable
from .._kit.finding import Finding, Place
from .._kit.light import Iterator
from .._kit.masking import shown
from .._kit.names import Names
from .._kit.source import Source
from .rules import DEPLOYED
from .secrets import is_key_name, is_secret

_NOTHING = ("~", "null")  # as YAML writes it
_OWN_NAME = compiled(r"\w+_SECRET(?:_KEY)?")


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Every key in the file that production would see."""
    for effect in deployment.effects(source, names):
        value = effect.value if isinstance(effect, Variable) else None
        if not value or value.lower() in _NOTHING or not is_secret(value):
            continue
        if isinstance(effect, Variable) and _is_key(effect.name):
            yield DEPLOYED.at(source, _value_place(source, effect.place, value), what=effect.name, secret=shown(value))


def _value_place(source: Source, place: Place, value: str) -> Place:
    """Where the value stands, if it does behind the name."""
    at = source.lines[place.line - 1].find(value, place.col - 1)
    return place if at < 0 else Place(place.line, at + 1)


def _is_key(name: str) -> bool:
    """By its name, or because the code makes it the secret key."""
    if is_key_name(name):
        return True
    if not _OWN_NAME.fullmatch(name):
        return False
    return bool(git.files_with(rf"(SECRET_KEY|secret_key).*['\"]{name}['\"]", "*.py", text=name))
