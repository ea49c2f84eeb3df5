"""Does a text consist of words, or of letters as a generator or a keyboard throws them?

No dictionary is carried along: pairs of letters tell well enough, as the words of programs share theirs.
"""

from __future__ import annotations

from itertools import pairwise

from .._kit.light import lru_cache
from .lazy import lazy

# How often the second letter (a to z across) follows the first in the identifiers and comments of CPython 3.11's
# standard library, tests left out: the logarithm to base 2 of 1 + the number of different words.
_PAIRS = (
    "68884573726989283989666663"  # a
    "75547333752844751664722262"  # b
    "84658438708754943768743151"  # c
    "75569543933645753676643340"  # d
    "86997874635889576999577863"  # e
    "63457742801634842766622240"  # f
    "63449356601646540775633022"  # g
    "83348312702544730546522141"  # h
    "77887782324889973799370607"  # i
    "40214100302101410221501010"  # j
    "53448342601514432364324030"  # k
    "84579533924845951477643281"  # l
    "96459422714564880365622050"  # m
    "84899794836656853489764242"  # n
    "66884663626889781987867533"  # o
    "93559535704844872867634160"  # p
    "20121101110212110232711000"  # q
    "95779563916676960788655361"  # r
    "74859557826655784589845262"  # s
    "95769638924765863987755474"  # t
    "67657652602778571878212211"  # u
    "73318321701233531432112111"  # v
    "73446415712425631663123201"  # w
    "43546513501442361347222442"  # x
    "34445432500456471466234213"  # y
    "41227201500211410222101021"  # z
)
_ROWS = tuple(_PAIRS[at : at + 26] for at in range(0, 26 * 26, 26))
_LETTERS = lazy(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Digits between letters twice without a separator, as no abbreviation has them.
_STREWN = lazy(r"(?i)[a-z]\d+[a-z]{1,40}\d+[a-z]")
# 95 % of words of 5 letters and more have a mean above 6.6, 95 % of random letters one below 6.6 (12 letters: 6.1).
_LIKELY = 6.2
_SEPARATORS = " _-./:,'"
_SHORT = frozenset("by id in to of at on is no my db ui ip os io as it be or we do go up us".split())


@lru_cache(4096)
def looks_like_words(text: str) -> bool:
    """Is all of the text words, digits at the end of one aside?"""
    parts = _LETTERS.findall(text)
    letters = sum(map(len, parts))
    digits = sum(char.isdigit() for char in text)
    if letters < 3 or digits * 4 > len(text) or _STREWN.search(text):
        return False
    signs = sum(not (char.isalnum() or char in _SEPARATORS) for char in text)
    if letters / len(parts) < 2.5 or signs * 4 > len(text):
        return False
    long = [part.lower() for part in parts if len(part) > 2 or part.lower() in _SHORT]
    if sum(map(len, long)) < 0.7 * letters:
        return False
    pairs = [int(_ROWS[ord(a) - 97][ord(b) - 97]) for part in long for a, b in pairwise(part)]
    return sum(pairs) / len(pairs) >= _LIKELY
