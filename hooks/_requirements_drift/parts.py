"""What is installed in one go, and which of it is installed here."""

from __future__ import annotations

from .._kit.light import Collection, Sequence
from .._kit.requirements import MAIN, Entry, canonical
from .._kit.typed import NamedTuple
from .comparison import Witness
from .listing import Closure, Home
from .target import applies, satisfies

# A side file, or a group, counts as installed where so much of what only it lists is there.
ENOUGH = 0.5


class Part(NamedTuple):
    """A requirements file with what it includes, a part of a lock, or a part of a project's declaration.

    ``home`` is its folder. One that ``is_main`` is installed by everybody; the others may be absent, as a whole.
    """

    home: str
    path: str
    name: str
    entries: tuple[Entry, ...]
    closure: Closure | None
    is_main: bool
    is_exact: bool = False


def parts_of(homes: Sequence[Home], witness: Witness, named: Collection[str], groups: Collection[str]) -> list[Part]:
    """All parts of the folders that share an environment; those that are ``named`` are main ones."""

    def holds(marker: str, extras: Sequence[str]) -> bool:
        return applies(marker, witness.target, extras) is not False

    top = min((home.folder.count("/") + (home.folder != ".") for home in homes), default=0)
    highest = [home for home in homes if home.folder.count("/") + (home.folder != ".") == top]
    main_home = highest[0].folder if len(highest) == 1 else None
    found: list[Part] = []
    for home in homes:
        is_main_home = home.folder == main_home
        main = home.main()
        for closure in home.closures:
            is_main = closure.path in named or (is_main_home and main is closure)
            entries = tuple(entry for entry in closure.entries if holds(entry.marker, ()))
            found.append(Part(home.folder, closure.path, "", entries, closure, is_main))
        for lock in home.locks:
            for part in lock.parts:
                is_main = (is_main_home or lock.path in named) and (part == MAIN or _is_asked(part, groups))
                entries = tuple(lock.entries(part, holds))
                found.append(Part(home.folder, lock.path, part, entries, None, is_main, is_exact=True))
        if not home.closures and not home.locks:
            for declared in home.declared:
                for part, listed in declared.parts.items():
                    is_main = (is_main_home or declared.path in named) and (part == MAIN or _is_asked(part, groups))
                    entries = tuple(entry for entry in listed if holds(entry.marker, ()))
                    found.append(Part(home.folder, declared.path, part, entries, None, is_main))
    return found


def _is_asked(part: str, groups: Collection[str]) -> bool:
    """``--group dev`` means the part ``group dev`` or ``extra dev``."""
    return part.partition(" ")[2] in map(canonical, groups)


def installed_parts(parts: Sequence[Part], witness: Witness) -> list[Part]:
    """The parts that are to be judged: the main ones, and those of which most is installed.

    Where there is no main part, the one of which most is installed is it.
    """
    mains = [part for part in parts if part.is_main]
    keys = {entry.key for part in mains for entry in part.entries if entry.name}
    homes = {part.home for part in mains}
    shares = [(_share(part, witness, keys, homes), part) for part in parts if not part.is_main]
    chosen = mains + [part for share, part in shares if share >= ENOUGH]
    if not chosen and shares:
        best = max(share for share, _ in shares)
        chosen = [next(part for share, part in shares if share == best)]
    return chosen


def _share(part: Part, witness: Witness, listed: Collection[str], homes: Collection[str]) -> float:
    """How much is installed of what only this part lists; in another folder it has to satisfy the file, too."""
    own = [entry for entry in part.entries if entry.key not in listed]
    is_beside = part.home in homes or not homes
    if not own:
        return 1.0 if is_beside and part.entries else 0.0
    found = [(entry, witness.of(entry)) for entry in own]
    held = [
        entry
        for entry, installed in found
        if installed and (is_beside or satisfies(entry.specifier, installed.version))
    ]
    return len(held) / len(own)
