"""What stands around a route: the blueprints, APIs and apps it hangs on, and where they are mounted.

From that come its prefixes, and which functions hung before requests stand before it.
"""

from __future__ import annotations

from itertools import tee

from .._kit.light import Collection, Iterator, Sequence
from .._kit.names import Names, Profile, words
from .._kit.source import Words
from .facts import Hung, Made, RouteFacts, Taken
from .texts import holds_once
from .tree import Target, Tree
from .view_classes import lineage

_HOPS = 4
# Of the files that may hang, mount or make something only those are read that may do what is asked for. A blueprint or
# API is mounted by one of these, but not by the definition of `init_app`, nor where that is called with an app.
_HANGS = Words(plain=(b"before_request", b"before_app_request", b"url_value_preprocessor"))
_MOUNTS = Words(
    plain=(b"register_blueprint", b"add_namespace"),
    shapes=((b"init_app", rb"init_app(?<!def init_app)(?!\s*\(\s*[\w.]*app\s*[,)])"),),
)
_MAKES_APP = Words(plain=(), shapes=((b"Flask", rb"Flask[\s\\(]"),))
_APP_WORDS = frozenset("app application flask server webapp api_app".split())


class Surroundings:
    """Answers, for one run, what a route hangs on."""

    def __init__(self, tree: Tree, names: Names) -> None:
        self.tree = tree
        self.names = names
        self._hook_files: list[str] | None = None
        self._before: dict[Target, Iterator[tuple[str, Hung]]] = {}
        self._around: dict[Target, list[tuple[Target, Made | None]]] = {}
        self._mounted_on: dict[Target, list[tuple[Target, str]]] = {}

    def full_rules(self, path: str, route: RouteFacts) -> list[str]:
        """The rule with the prefixes of the blueprints around it; without, where none is known."""
        if route.rule is None:
            return []
        prefixes = [prefix.strip("/") for prefix in self._prefixes(path, route)]
        before = "".join(f"/{prefix}" for prefix in reversed(prefixes) if prefix)
        return [f"{before}/{route.rule.lstrip('/')}" if before and route.rule else before or route.rule]

    def hook_files(self) -> Collection[str]:
        """Files of the repository that may hang a function before requests."""
        if self._hook_files is None:
            found = self.tree.texts.hanging()
            self._hook_files = [path for path in found if self.names.of_path(path) is not Profile.TEST]
        return self._hook_files

    def _hook_files_with(self, words: Words) -> Iterator[str]:
        return (path for path in self.hook_files() if self.tree.texts.may_hold(path, words))

    def hooks_before(self, path: str, name: str) -> Iterator[tuple[str, Hung]]:
        """What stands before the routes that hang on an object, with its file; looked up as far as somebody asks."""
        inmost = Target(path, name)
        kept, given = tee(self._before.get(inmost) or self._hooks_before(inmost))
        self._before[inmost] = kept
        return given

    def _hooks_before(self, inmost: Target) -> Iterator[tuple[str, Hung]]:
        around = self.objects_around(*inmost)
        for target, made in around:
            yield from self._hung_by_class(target.path, made.made_by) if made else ()
        names = {target for target, _ in around}
        for file in {inmost.path: None, **dict.fromkeys(self._hook_files_with(_HANGS))}:
            facts = self.tree.facts(file)
            for hung in facts.hung if facts else ():
                if self._hangs_before(file, hung, names, inmost.path):
                    yield file, hung

    def _hung_by_class(self, path: str, made_by: str) -> Iterator[tuple[str, Hung]]:
        """What the class of a blueprint or app, or one that it inherits from, hangs on each object of it."""
        for file, name, _ in lineage(self.tree, path, made_by):
            facts = self.tree.facts(file)
            yield from ((file, hung) for hung in (facts.hung if facts else ()) if hung.on == f"{name}()")

    def objects_around(self, path: str, name: str) -> list[tuple[Target, Made | None]]:
        """The object a route hangs on, what that is mounted on, and so on outwards; looked up once for all routes."""
        inmost = Target(path, name)
        if inmost not in self._around:
            self._around[inmost] = list(self._outwards(inmost)) if name else []
        return self._around[inmost]

    def _outwards(self, inmost: Target) -> Iterator[tuple[Target, Made | None]]:
        pending = [inmost]
        seen: set[Target] = set()
        while pending and len(seen) < 20:
            written = pending.pop(0)
            target = self.tree.resolve(written.path, written.name) or written
            if target in seen:
                continue
            seen.add(target)
            facts = self.tree.facts(target.path)
            made = facts.made.get(target.name) if facts else None
            yield target, made
            if made and made.on:
                pending.append(Target(target.path, made.on))
            pending += [parent for parent, _ in self._mounts(target)]

    def _hangs_before(self, file: str, hung: Hung, names: set[Target], path: str) -> bool:
        """Does a hook stand before the routes of these objects, or of the whole app that serves the file?"""
        if hung.taken and (handed := self._handed(file, hung.on, hung.taken)) is not None:
            return any(self._reaches(on, hung.app_wide, names, path) for on in handed)
        app_like = hung.app_wide or _is_app_name(hung.on)
        if not app_like and not self._may_be(file, hung.on, {target.name for target in names}):
            return False  # no other file need be read to see that
        on = self.tree.resolve(file, hung.on) or Target(file, hung.on)
        return self._reaches(on, hung.app_wide, names, path, file)

    def _reaches(self, on: Target, app_wide: bool, names: set[Target], path: str, file: str = "") -> bool:
        """Does what is hung on an object, in a file of its own or another, stand before what hangs on these?"""
        if on in names:
            return True
        made = self._made(on)
        if made and made.kind.endswith("Flask") and any(self._is_flask(each) for each in names):
            return False  # another app serves it
        app_wide = app_wide or (made.kind.endswith("Flask") if made else _is_app_name(on.name))
        return app_wide and self._same_app(file or on.path, path)

    def _handed(self, file: str, name: str, taken: Taken, hops: int = 0) -> set[Target] | None:
        """The objects that a function's callers hand over for a parameter; ``None`` where that cannot be told."""
        return self.tree.once((file, taken.by, name), lambda: self._find_handed(file, name, taken, hops))

    def _find_handed(self, file: str, name: str, taken: Taken, hops: int) -> set[Target] | None:
        last = taken.by.rpartition(".")[2]
        callers = self.tree.texts.naming(last)
        if callers is None or hops > _HOPS:
            return None
        function = Target(file, taken.by)
        is_renamed = any(self.tree.texts.may_rename(path, last) for path in callers)
        found: set[Target] = set()
        for path in callers:
            facts = self.tree.facts(path) if self.names.of_path(path) is not Profile.TEST else None
            for passed in facts.passed if facts else ():
                by_place = passed.keyword == name or (not passed.keyword and passed.place == taken.place)
                may_be = by_place and (is_renamed or passed.to.rpartition(".")[2] == last)
                if not may_be or self.tree.resolve(path, passed.to) != function:
                    continue
                further = self._handed(path, passed.on, passed.taken, hops + 1) if passed.taken else None
                found |= further or {self.tree.resolve(path, passed.on) or Target(path, passed.on)}
        return found or (set() if callers == [file] and self._is_named_once(file, last) else None)

    def _is_named_once(self, file: str, name: str) -> bool:
        """Is a name of the file written there just once? Then nobody calls it."""
        return holds_once(self.tree.texts.source(file).data, name.encode())

    def _made(self, target: Target) -> Made | None:
        facts = self.tree.facts(target.path)
        return facts.made.get(target.name) if facts else None

    def _is_flask(self, target: Target) -> bool:
        made = self._made(target)
        return made is not None and made.kind.endswith("Flask")

    def _prefixes(self, path: str, route: RouteFacts) -> Iterator[str]:
        """The prefixes around a route, the innermost first; a registration's own stands for the blueprint's."""
        for target, made in self.objects_around(path, route.hangs_on):
            mounted = next((prefix for _, prefix in self._mounts(target) if prefix), "")
            yield mounted or (made.prefix if made else "")

    def _mounts(self, child: Target) -> list[tuple[Target, str]]:
        """What an object is mounted on, and the prefix it gets there."""
        if child not in self._mounted_on:
            self._mounted_on[child] = list(self._find_mounts(child))
        return self._mounted_on[child]

    def _find_mounts(self, child: Target) -> Iterator[tuple[Target, str]]:
        last = child.name.rpartition(".")[2]
        for file in {child.path: None, **dict.fromkeys(self._hook_files_with(_MOUNTS))}:
            facts = self.tree.facts(file)
            if facts is None:
                continue
            for mounted in facts.mounted:
                if (
                    self._may_be(file, mounted.child, {last})
                    and (self.tree.resolve(file, mounted.child) or Target(file, mounted.child)) == child
                ):
                    yield Target(file, mounted.parent), mounted.prefix

    def _may_be(self, file: str, written: str, names: Collection[str]) -> bool:
        """May a name as written stand for one of these, here or as imported?"""
        facts = self.tree.facts(file)
        root, _, rest = written.partition(".")
        origin = facts.imports.get(root, root) if facts else root
        last = (rest or origin).rpartition(".")[2]
        return any(name.rpartition(".")[2] in (last, written) for name in names)

    def _same_app(self, file: str, path: str) -> bool:
        apps = [each for each in self._hook_files_with(_MAKES_APP) if self._makes_app(each)]
        return len(apps) < 2 or bool(_nearest(apps, file) & _nearest(apps, path))

    def _makes_app(self, path: str) -> bool:
        facts = self.tree.facts(path)
        return facts is not None and any(made.kind.endswith("Flask") for made in facts.made.values())


def _is_app_name(name: str) -> bool:
    last = words(name.rpartition(".")[2])
    return bool(last) and last[-1] in _APP_WORDS


def _nearest(apps: Sequence[str], path: str) -> set[str]:
    """The files that make an app and share the longest folder path with a file."""
    folders = path.split("/")[:-1]

    def shared(app: str) -> int:
        count = 0
        for one, other in zip(app.split("/")[:-1], folders, strict=False):
            if one != other:
                break
            count += 1
        return count

    longest = max(map(shared, apps), default=0)
    return {app for app in apps if shared(app) == longest}
