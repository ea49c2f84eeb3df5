"""What stands for modules of the standard library says what these say."""

from __future__ import annotations

import ast
import contextlib
import enum
import functools
import pickle
import re
from pathlib import Path

import pytest

from flask_upkeep._kit import light, regex, syntax

AnyText = str | bytes


class Slow(enum.Enum):
    """A colour."""

    RED = "red"
    GREEN = "green"

    @property
    def shown(self) -> str:
        """It as text."""
        return f"{self.name} {self.value}"


class Quick(light.Enum):
    """A colour."""

    RED = "red"
    GREEN = "green"

    @property
    def shown(self) -> str:
        """It as text."""
        return f"{self.name} {self.value}"


def test_an_enumeration_is_what_the_library_makes_of_it():
    assert [(each.name, each.value, each.shown, str(each)) for each in Quick] == [
        (each.name, each.value, each.shown, str(each).replace("Slow", "Quick")) for each in Slow
    ]
    assert repr(Quick.RED) == repr(Slow.RED).replace("Slow", "Quick")
    assert (Quick("red"), len(Quick), Quick.__doc__) == (Quick.RED, len(Slow), Slow.__doc__)
    assert (Quick.RED is Quick.RED, Quick.RED == Quick.GREEN, Quick.RED == "red") == (True, False, False)
    assert isinstance(Quick.RED, Quick)
    assert {Quick.RED: 1}[Quick("red")] == 1
    assert pickle.loads(pickle.dumps(Quick.RED)) is Quick.RED
    match Quick.GREEN:
        case Quick.RED:
            pytest.fail("it is the other one")
        case Quick.GREEN:
            pass
    with pytest.raises(ValueError, match="'blue' is not a valid Quick"):
        Quick("blue")


def test_a_cached_property_is_asked_for_once():
    asked = []

    class Shop:
        @light.cached_property
        def orders(self) -> int:
            """How many."""
            asked.append(self)
            return len(asked)

    shop, other = Shop(), Shop()
    assert [shop.orders, shop.orders, other.orders, shop.orders] == [1, 1, 2, 1]
    assert (Shop.orders.__doc__, isinstance(Shop.orders, light.cached_property)) == ("How many.", True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("suppress", [light.suppress, contextlib.suppress])
def test_only_the_named_exceptions_end_a_block_in_silence(suppress: type[contextlib.suppress]):
    with suppress(KeyError, ValueError):
        raise UnicodeError
    with suppress(KeyError):
        pass
    with pytest.raises(IndexError), suppress(KeyError):
        raise IndexError


@pytest.mark.parametrize("kind", [light, functools])
def test_answers_are_remembered(kind: type[light]):  # type: ignore[valid-type]
    asked = []

    @kind.cache  # type: ignore[attr-defined]
    def square(number: int) -> int:
        asked.append(number)
        return number * number

    @kind.lru_cache(maxsize=1)  # type: ignore[attr-defined]
    def half(number: int) -> int:
        asked.append(number)
        return number // 2

    assert [square(2), square(3), square(2), half(8), half(8), half(6), half(8)] == [4, 9, 4, 4, 4, 3, 4]
    assert asked == [2, 3, 8, 6, 8]
    square.cache_clear()
    assert (square(2), asked[-1]) == (4, 2)


TEXTS: list[tuple[AnyText, AnyText, AnyText]] = [
    (r"(\w)(\d)", r"\2\1", "a1 b2 c3"),
    (rb"(\w)(\d)", rb"\2\1", b"a1 b2 c3"),
    (r"\s*,\s*", ";", "a , b,c"),
    (r"^b$", "x", "a\nb\nb"),
    ("none", "x", "a1"),
]


@pytest.mark.parametrize(("pattern", "other", "text"), TEXTS)
def test_expressions_find_what_those_of_the_library_find(pattern: AnyText, other: AnyText, text: AnyText):
    for flags in (0, re.MULTILINE, re.IGNORECASE | re.DOTALL):
        for function in ("search", "match", "fullmatch"):
            own, known = (getattr(room, function)(pattern, text, flags) for room in (regex, re))
            assert (own and own.span()) == (known and known.span())
        for function in ("findall", "split"):
            assert getattr(regex, function)(pattern, text, flags=flags) == getattr(re, function)(
                pattern, text, flags=flags
            )
        assert regex.sub(pattern, other, text, flags=flags) == re.sub(pattern, other, text, flags=flags)  # type: ignore[type-var]
        own, known = (room.finditer(pattern, text, flags) for room in (regex, re))  # type: ignore[type-var]
        assert [each.span() for each in own] == [each.span() for each in known]


def test_the_names_of_the_library_are_its_own():
    every = "".join(map(chr, range(300)))
    assert regex.escape(every) == re.escape(every)
    assert regex.escape(bytes(range(256))) == re.escape(bytes(range(256)))
    for name in ("ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "VERBOSE"):
        assert getattr(regex, name) == getattr(re, name)
    assert (regex.compile, regex.Pattern, regex.error) == (re.compile, re.Pattern, re.error)
    assert (syntax.Call, syntax.literal_eval, syntax.dump) == (ast.Call, ast.literal_eval, ast.dump)
    for room in (regex, syntax):
        with pytest.raises(AttributeError):
            room.no_such_name  # type: ignore[attr-defined] # noqa: B018


ODD = """
a.b, a.b(), a[0].b, (1).real, 'x'.join(y), f"{a}", a(b, *c), a(b, c=1, **d), a(x for x in y), u'x', b'x', None, True,
-1, ..., 'it\\'s', "a\\nb", a(yield_=(lambda: 1)), a.b(c.d('e')).f, {'a': 1}, a if b else c, "é\\ud800", '', a(*b)(c)
"""


def test_code_is_written_as_by_the_library():
    texts = [path.read_text() for path in sorted(Path(__file__).parent.glob("test_[a-e]*.py"))]
    nodes = [node for text in (ODD, *texts) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.expr)]
    assert [syntax.unparse(node) for node in nodes] == [ast.unparse(node) for node in nodes]
    tower = ast.parse("a" + ".a" * 200, mode="eval").body
    assert syntax.unparse(tower) == ast.unparse(tower)
