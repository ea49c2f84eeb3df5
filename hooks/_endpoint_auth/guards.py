"""Which guard reaches a route: decorators, classes, hooks of its blueprints and its app, the view itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from .._kit.names import Names, Profile, words
from .facts import Applied, ClassFacts, Facts, Hung, Made, RouteFacts, Verdict
from .tree import Target, Tree
from .words import STOPPING, is_guard_name, is_sign_in

# Files that may hang a function before requests, or mount one blueprint on another.
HOOK_PATTERN = (
    r"before_request|before_app_request|url_value_preprocessor|register_blueprint|add_namespace|init_app|Flask\("
)
_HOPS = 6
_APP_WORDS = frozenset("app application flask server webapp api_app".split())
_SAFE_BASE = re.compile(
    r"(?:login|auth|permission|admin)_?(?:required|needed)|authenticated|protected|secured", re.IGNORECASE
)
_CHECK = re.compile(r"_?(?:check|require|ensure|verify|authorize|authenticate)(?:_|$)|dispatch_request$|prepare$")
_VIEW_PACKAGES = re.compile(r"flask|apiflask|quart")


class Guard(NamedTuple):
    """What reaches a route: the kind of guard, its name, and the other place it stands at, if any."""

    kind: str
    name: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.where})" if self.where else "")


class Own(NamedTuple):
    """The project's own words: names that are guards, and names that are none."""

    guards: frozenset[str]
    others: frozenset[str]

    def said(self, name: str) -> bool | None:
        """What the project says of a dotted name."""
        spelt = {name, name.rpartition(".")[2]}
        return False if spelt & self.others else True if spelt & self.guards else None


class Guards:
    """Answers, for one run, what guards a route."""

    def __init__(self, tree: Tree, own: Own, names: Names) -> None:
        self.tree = tree
        self.own = own
        self.names = names
        self._hook_files: list[str] | None = None

    def of(self, path: str, route: RouteFacts) -> Guard | None:
        """The guard that reaches a route of a file, the nearest first; ``None`` where there is none."""
        return (
            self._decorated(path, route.decorators)
            or (self._of_class(path, route) if route.owner else None)
            or (self._registered_view(path, route) if not route.here else None)
            or self._in_view(path, route)
            or self._of_hooks(path, route)
        )

    def guard_above(self, path: str, route: RouteFacts) -> str:
        """The name of a guard that stands above the route, where it takes no effect."""
        return next((applied.name for applied in route.above if self.is_guard(path, applied)), "")

    def is_route(self, path: str, route: RouteFacts) -> bool:
        """Is it a route after all: of Flask, registered, and not shown in another file already?"""
        if route.owner:
            if route.registered:
                return True
            return self.is_flask_view(path, route.owner) and not self._is_only_a_base(path, route.owner)
        if route.here:
            return True
        target = self.tree.resolve(path, route.symbol)
        facts = self.tree.facts(target.path) if target else None
        if target is None or facts is None:
            return True
        return not any(each.owner == target.name for each in facts.routes)

    def full_rules(self, path: str, route: RouteFacts) -> list[str]:
        """The rule with the prefixes of the blueprints around it; without, where none is known."""
        if route.rule is None:
            return []
        prefixes = [prefix.strip("/") for prefix in self._prefixes(path, route)]
        before = "".join(f"/{prefix}" for prefix in reversed(prefixes) if prefix)
        return [f"{before}/{route.rule.lstrip('/')}" if before and route.rule else before or route.rule]

    def _prefixes(self, path: str, route: RouteFacts) -> Iterator[str]:
        """The prefixes around a route, the innermost first; a registration's own stands for the blueprint's."""
        for target, made in self.objects_around(path, route.hangs_on):
            mounted = next((prefix for _, prefix in self._mounts(target) if prefix), "")
            yield mounted or (made.prefix if made else "")

    def _is_only_a_base(self, path: str, name: str) -> bool:
        """Is a view class nowhere registered, but a base of others?"""
        from .._kit.git import files_with

        is_base = False
        for file in {path: None, **dict.fromkeys(files_with(rf"\b{name}\b", "*.py") or ())}:
            facts = self.tree.facts(file)
            if facts is None:
                continue
            if any(each.symbol.rpartition(".")[2] == name and not each.here for each in facts.routes):
                return False
            is_base = is_base or any(
                base.rpartition(".")[2] == name for each in facts.classes.values() for base in each.bases
            )
        return is_base

    def _in_view(self, path: str, route: RouteFacts) -> Guard | None:
        """The view refuses by itself; what a login refuses are bad credentials, and no guard."""
        if is_sign_in(route.hint, route.symbol) or not self.refuses(path, route.verdict, 0):
            return None
        return Guard("in the view", route.symbol)

    # Decorators

    def _decorated(self, path: str, decorators: Sequence[Applied]) -> Guard | None:
        for applied in decorators:
            if self.is_guard(path, applied):
                return Guard("decorator", applied.name)
        return None

    def is_guard(self, path: str, applied: Applied, depth: int = 0) -> bool:
        """Does a decorator admit known callers only? Its body decides where it can be read, else its name."""
        said = self.own.said(applied.name)
        if said is not None or applied.optional or depth > _HOPS:
            return bool(said) and not applied.optional
        target = self.tree.resolve(path, applied.name)
        facts = self.tree.facts(target.path) if target else None
        if target and facts and target.name in facts.aliases and target.name not in facts.functions:
            if self.is_guard(target.path, Applied(facts.aliases[target.name], False), depth + 1):
                return True
        elif target and facts:
            made_of = self._decorator_verdict(target, facts)
            if made_of is not None:
                if self.refuses(target.path, made_of, depth + 1):
                    return True
                return not made_of.empty and is_guard_name(applied.name)
        return is_guard_name(applied.name)

    def _decorator_verdict(self, target: Target, facts: Facts) -> Verdict | None:
        function = facts.functions.get(target.name)
        if function is None and target.name in facts.classes:
            function = facts.functions.get(f"{target.name}.__call__")
        if function is None and "." not in target.name:
            return None
        if function is None:
            return None
        return function.decorator or function.hook

    def refuses(self, path: str, verdict: Verdict, depth: int) -> bool:
        """Does a function turn strangers away, by itself or by a helper that it calls?"""
        if depth > _HOPS:
            return False
        if verdict.refused and not any(self._says_yes(path, name) for name in verdict.hinges):
            return True
        return any(self._asked_refuses(path, name, depth + 1) for name in verdict.asks)

    def _asked_refuses(self, path: str, name: str, depth: int) -> bool:
        sign, bare = (name[0], name[1:]) if name[0] in "=@" else ("", name)
        if sign == "@":
            return self.is_guard(path, Applied(bare, False), depth)
        if (said := self.own.said(bare)) is not None:
            return said
        target = self.tree.resolve(path, bare.removeprefix("self."))
        facts = self.tree.facts(target.path) if target else None
        function = facts.functions.get(target.name) if facts and target else None
        if function is None and facts is None and bare.startswith("self."):
            here = self.tree.facts(path)
            target = Target(path, bare)
            function = (
                next((each for key, each in here.functions.items() if key.endswith(f".{bare[5:]}")), None)
                if here
                else None
            )
        if function is None or target is None:
            return bare.rpartition(".")[2] in STOPPING
        return self.refuses(target.path, function.hook if sign == "=" else function.helper, depth)

    def _says_yes(self, path: str, name: str) -> bool:
        """Is the helper that a refusal rests on one that says yes to everybody?"""
        target = self.tree.resolve(path, name)
        facts = self.tree.facts(target.path) if target else None
        function = facts.functions.get(target.name) if facts and target else None
        return function is not None and function.hook.always

    # Classes

    def _of_class(self, path: str, route: RouteFacts) -> Guard | None:
        method = route.symbol.rpartition(".")[2].lower()
        dropped = False
        for file, name, found in self.lineage(path, route.owner):
            where = "" if name == route.owner else file
            kind = "class" if name == route.owner else "base class"
            for applied in found.by_method.get(method, ()):
                if self.is_guard(file, applied):
                    return Guard(kind, f"{name}.method_decorators", where)
            if found.decorators is not None and not dropped:
                if any(self.is_guard(file, applied) for applied in found.decorators):
                    return Guard(kind, f"{name}.decorators", where)
                dropped = not found.keeps
            if found.dispatch and method != "dispatch_request" and self.refuses(file, found.dispatch, 0):
                return Guard(kind, f"{name}.dispatch_request", where)
        return self._of_outside_base(path, route.owner)

    def _of_outside_base(self, path: str, name: str) -> Guard | None:
        """A base class from a package whose name says that it admits known callers only."""
        for file, _, found in self.lineage(path, name):
            for base in found.bases:
                said = self.own.said(base)
                if said or (
                    said is None and not self.tree.class_of(file, base) and _SAFE_BASE.search(base.rpartition(".")[2])
                ):
                    return Guard("base class", base)
        return None

    def lineage(self, path: str, name: str) -> Iterator[tuple[str, str, ClassFacts]]:
        """A class and its ancestors in the repository, nearest first, with their files and names."""
        pending = [(path, name)]
        seen: set[tuple[str, str]] = set()
        while pending and len(seen) < 30:
            at = pending.pop(0)
            target = self.tree.resolve(*at)
            facts = self.tree.facts(target.path) if target else None
            found = facts.classes.get(target.name) if facts and target else None
            if target is None or found is None or tuple(target) in seen:
                continue
            seen.add((target.path, target.name))
            yield target.path, target.name, found
            pending += [(target.path, base) for base in found.bases]

    def is_flask_view(self, path: str, name: str) -> bool:
        """Do the bases of a class lead to Flask, as far as they can be followed?"""
        open_end = False
        for file, _, found in self.lineage(path, name):
            facts = self.tree.facts(file)
            for base in found.bases:
                origin = facts.imports.get(base.partition(".")[0], "") if facts else ""
                if _VIEW_PACKAGES.match(origin):
                    return True
                open_end = open_end or not origin or origin.startswith(".")
        return open_end

    # Views that stand in another file

    def _registered_view(self, path: str, route: RouteFacts) -> Guard | None:
        target = self.tree.resolve(path, route.symbol)
        facts = self.tree.facts(target.path) if target else None
        if target is None or facts is None:
            return None
        if (function := facts.functions.get(target.name)) is not None:
            return self._decorated(target.path, function.decorators)
        if target.name in facts.classes:
            guard = self._of_class(target.path, route._replace(owner=target.name))
            return guard or self._of_checks(target.path, target.name)
        return None

    def _of_checks(self, path: str, name: str) -> Guard | None:
        """A project's own view class, which Flask calls like a function, checks in a method of that name.

        An override with nothing in it drops the check.
        """
        dropped: set[str] = set()
        for file, owner, _ in self.lineage(path, name):
            facts = self.tree.facts(file)
            for key, function in facts.functions.items() if facts else ():
                of_class, _, method = key.partition(".")
                if of_class != owner or method in dropped or not _CHECK.match(method):
                    continue
                if function.helper.empty:
                    dropped.add(method)
                elif self.refuses(file, function.helper, 0):
                    return Guard("class", key, file)
        return None

    # Hooks

    def _of_hooks(self, path: str, route: RouteFacts) -> Guard | None:
        around = list(self.objects_around(path, route.hangs_on))
        for file, made in ((target.path, made) for target, made in around if made):
            for applied in made.decorators:
                if self.is_guard(file, applied):
                    return Guard("decorators of", made.name or made.kind, file)
        names = {target for target, _ in around}
        for file in {path: None, **dict.fromkeys(self.hook_files())}:
            facts = self.tree.facts(file)
            for hung in facts.hung if facts else ():
                if self._reaches(file, hung, names, path) and self._refuses_route(file, hung, path, route, around):
                    return Guard("before_request", hung.function, f"{file}:{hung.line}")
        return None

    def hook_files(self) -> Collection[str]:
        """Files of the repository that may hang a function before requests."""
        if self._hook_files is None:
            from .._kit.git import files_with

            found = files_with(HOOK_PATTERN, "*.py") or ()
            self._hook_files = [path for path in found if self.names.of_path(path) is not Profile.TEST]
        return self._hook_files

    def objects_around(self, path: str, name: str) -> Iterator[tuple[Target, Made | None]]:
        """The object a route hangs on, what that is mounted on, and so on outwards."""
        pending = [Target(path, name)] if name else []
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

    def _mounts(self, child: Target) -> Iterator[tuple[Target, str]]:
        """What an object is mounted on, and the prefix it gets there."""
        last = child.name.rpartition(".")[2]
        for file in {child.path: None, **dict.fromkeys(self.hook_files())}:
            facts = self.tree.facts(file)
            if facts is None:
                continue
            for mounted in facts.mounted:
                if (
                    self._may_be(file, mounted.child, {last})
                    and (self.tree.resolve(file, mounted.child) or Target(file, mounted.child)) == child
                ):
                    yield Target(file, mounted.parent), mounted.prefix

    def _reaches(self, file: str, hung: Hung, names: set[Target], path: str) -> bool:
        """Does a hook stand before the routes of these objects, or of the whole app that serves the file?"""
        app_like = hung.app_wide or _is_app_name(hung.on)
        if not app_like and not self._may_be(file, hung.on, {target.name for target in names}):
            return False  # no other file need be read to see that
        on = self.tree.resolve(file, hung.on) or Target(file, hung.on)
        if on in names:
            return True
        facts = self.tree.facts(on.path)
        made = facts.made.get(on.name) if facts else None
        app_wide = hung.app_wide or (made.kind.endswith("Flask") if made else _is_app_name(hung.on))
        return app_wide and self._same_app(file, path)

    def _may_be(self, file: str, written: str, names: Collection[str]) -> bool:
        """May a name as written stand for one of these, here or as imported?"""
        facts = self.tree.facts(file)
        root, _, rest = written.partition(".")
        origin = facts.imports.get(root, root) if facts else root
        last = (rest or origin).rpartition(".")[2]
        return any(name.rpartition(".")[2] in (last, written) for name in names)

    def _same_app(self, file: str, path: str) -> bool:
        apps = [each for each in self.hook_files() if self._makes_app(each)]
        return len(apps) < 2 or bool(_nearest(apps, file) & _nearest(apps, path))

    def _makes_app(self, path: str) -> bool:
        facts = self.tree.facts(path)
        return facts is not None and any(made.kind.endswith("Flask") for made in facts.made.values())

    def _refuses_route(
        self, file: str, hung: Hung, path: str, route: RouteFacts, around: Sequence[tuple[Target, Made | None]]
    ) -> bool:
        said = self.own.said(hung.function)
        if said is not None:
            return said
        target = self.tree.resolve(file, hung.function.removeprefix("self."))
        facts = self.tree.facts(target.path) if target else None
        function = facts.functions.get(target.name) if facts and target else None
        if function is None or target is None:
            return is_guard_name(hung.function)
        if function.decorators and any(self.is_guard(target.path, each) for each in function.decorators):
            return True
        verdict = function.hook
        if not self.refuses(target.path, verdict, 0):
            return False
        if not verdict.refused:
            return True  # a helper refuses, and nothing is known of its tests
        outcome = 0
        for number, texts in enumerate(verdict.tests):
            marked = any(self._is_marked(path, route, text) for text in texts)
            if marked or self._names_route(path, texts, route, around):
                outcome |= 1 << number
        return outcome in verdict.refused

    def _names_route(
        self, path: str, texts: Sequence[str], route: RouteFacts, around: Sequence[tuple[Target, Made | None]]
    ) -> bool:
        """Does one of the texts of a hook's test name a route: by endpoint, blueprint or path?"""
        function = route.owner or route.symbol.rpartition(".")[2]
        blueprints = {made.name for _, made in around if made and made.name}
        rules = self.full_rules(path, route)
        for text in texts:
            if text.startswith("/"):
                if any(rule == text or (len(text) > 1 and rule.startswith(text)) for rule in rules):
                    return len(texts) < 2 or text != "/"
                continue
            blueprint, _, endpoint = text.rstrip(".").rpartition(".")
            if text.rstrip(".") in blueprints or any(
                rule.strip("/").partition("/")[0] == text for rule in rules if text
            ):
                return True
            if endpoint == function and (not blueprint or not blueprints or blueprint in blueprints):
                return True
        return False

    def _is_marked(self, path: str, route: RouteFacts, mark: str) -> bool:
        """Does a decorator of the route set the attribute that the hook asks for?"""
        for applied in route.decorators:
            target = self.tree.resolve(path, applied.name)
            facts = self.tree.facts(target.path) if target else None
            function = facts.functions.get(target.name) if facts and target else None
            if function and mark in function.hook.marks + (function.decorator.marks if function.decorator else ()):
                return True
        return False


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
