"""Which guard reaches a route: decorators, classes, the view itself, hooks of its blueprints and its app."""

from __future__ import annotations

from .._kit import regex as re
from .._kit.light import Sequence
from .._kit.names import Names
from .._kit.typed import NamedTuple
from .facts import REGISTERS, REGISTERS_AS_IT_IS, Applied, Hung, Made, RouteFacts, Verdict, signed
from .judge import Judge, Own
from .outcomes import METHODS, Outcomes
from .surroundings import Surroundings
from .tree import Target, Tree
from .view_classes import is_flask_view, is_only_a_base, lineage
from .words import is_guard_name, is_sign_in, is_usually_public

_SAFE_BASE = r"(?i)(?:login|auth|permission|admin)_?(?:required|needed)|authenticated|protected|secured"
_CHECK = r"_?(?:check|require|ensure|verify|authorize|authenticate)(?:_|$)|dispatch_request$|prepare$"


class Guard(NamedTuple):
    """What reaches a route: the kind of guard, its name, and the other place it stands at, if any."""

    kind: str
    name: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" ({self.where})" if self.where else "")


class Guards:
    """Answers, for one run, what guards a route."""

    def __init__(self, tree: Tree, own: Own, names: Names) -> None:
        self.tree = tree
        self.judge = Judge(tree, own)
        self.surroundings = Surroundings(tree, names)
        self.outcomes = Outcomes(tree, self.surroundings)

    def of(self, path: str, route: RouteFacts) -> Guard | None:
        """The guard that reaches a route of a file, the nearest first; ``None`` where there is none."""
        return (
            self._decorated(path, route.decorators, path, route)
            or (self._of_class(path, route) if route.owner else None)
            or (self._of_methods(Target(path, route.owner), route) if route.owner == route.symbol else None)
            or (self._registered_view(path, route) if not route.here else None)
            or self._in_view(path, route)
            or self._of_hooks(path, route)
            or self._of_steps(path, route)
        )

    def guard_above(self, path: str, route: RouteFacts) -> str:
        """The name of a guard that stands above the route, where it takes no effect."""
        return next((applied.name for applied in route.above if self.judge.is_guard(path, applied)), "")

    def is_route(self, path: str, route: RouteFacts) -> bool:
        """Is it a route after all: of Flask, registered, and not shown in another file already?"""
        if route.by:
            return self._made_by(path, route) in (REGISTERS, REGISTERS_AS_IT_IS)
        if route.owner:
            if route.registered:
                return True
            return is_flask_view(self.tree, path, route.owner) and not is_only_a_base(self.tree, path, route.owner)
        if route.here:
            return True
        if (found := self.tree.defined(path, route.symbol)) is None:
            return True
        target, facts = found
        return not any(each.owner == target.name for each in facts.routes)

    def _made_by(self, path: str, route: RouteFacts) -> str:
        """As what the project's own decorator is made that makes a route."""
        found = self.tree.defined(path, route.by) if route.by else None
        made = found[1].made.get(found[0].name) if found else None
        return made.kind if made else ""

    def _decorated(self, file: str, decorators: Sequence[Applied], path: str, route: RouteFacts) -> Guard | None:
        if route.by and self._made_by(path, route) == REGISTERS_AS_IT_IS:
            decorators = [applied for applied in decorators if applied.name != route.by]
        found = self._first_guard(file, decorators, path, route, route.methods)
        return Guard("decorator", found.name) if found else None

    def _first_guard(
        self, file: str, decorators: Sequence[Applied], path: str, route: RouteFacts, methods: Sequence[str]
    ) -> Applied | None:
        """The first decorator that guards a route, or the last of those that do so at all methods together."""
        left = set(methods or METHODS)
        for applied in decorators:
            if self._guards(file, applied, path, route):
                left -= set(applied.methods)
                if not left or not applied.methods:
                    return applied
        return None

    def _guards(self, file: str, applied: Applied, path: str, route: RouteFacts) -> bool:
        """Does a decorator, as applied in a file, guard a route, which may bear a mark that lets everybody in?"""
        if not self.judge.is_guard(file, applied):
            return False
        found = self.tree.function_of(file, applied.name)
        verdict = self.tree.verdicts(found).decorator if found else None
        if not found or not verdict:
            return True
        if not verdict.tests:
            return not self._rests_on_tests(found.path, applied, verdict) or self._stops_at(
                found.path, verdict, path, route, self.surroundings.objects_around(path, route.hangs_on), 0
            )
        said = {text for texts in verdict.tests for text in texts}
        by_method = any(text.startswith("%") for text in said) and self.judge.refuses(found.path, verdict, 0)
        marks = {sign + text.lstrip("!") for text in said for sign in ("", "!")}
        if not by_method and not any(self.outcomes.is_marked(path, route, mark) for mark in marks):
            return True
        return self._stops_at(found.path, verdict, path, route, [], 0)

    def _rests_on_tests(self, where: str, applied: Applied, verdict: Verdict) -> bool:
        """Does a decorator refuse only by helpers that ask for the route first: ``if request.path in OPEN: return``?"""
        if self.judge.own.said(applied.name) is not None or self.judge.refuses_itself(where, verdict):
            return False
        asked = (self.judge.asked(where, name, verdict.awaits) for name in verdict.asks)
        return any(each[1].tests for each in asked if each) and self.judge.refuses(where, verdict, 0)

    def _of_class(self, path: str, route: RouteFacts) -> Guard | None:
        method = route.symbol.rpartition(".")[2].lower()
        dropped = False
        opened: set[str] = set()
        for file, name, found in lineage(self.tree, path, route.owner):
            where = "" if name == route.owner else file
            kind = "class" if name == route.owner else "base class"
            for applied in found.by_method.get(method, ()):
                if self._guards(file, applied, path, route):
                    return Guard(kind, f"{name}.method_decorators", where)
            if found.decorators is not None and not dropped:
                if self._first_guard(file, found.decorators, path, route, route.methods or found.answers):
                    return Guard(kind, f"{name}.decorators", where)
                dropped = not found.keeps
            if found.dispatch and found.gate not in (method, *opened) and self.judge.refuses(file, found.dispatch, 0):
                return Guard(kind, f"{name}.{found.gate}", where)
            if found.hides:
                opened.add(found.gate)
        return self._of_outside_base(path, route.owner)

    def _of_outside_base(self, path: str, name: str) -> Guard | None:
        """A base class from a package whose name says that it admits known callers only."""
        for file, _, found in lineage(self.tree, path, name):
            for base in found.bases:
                said = self.judge.own.said(base)
                if said or (
                    said is None
                    and not self.tree.class_of(file, base)
                    and re.search(_SAFE_BASE, base.rpartition(".")[2])
                ):
                    return Guard("base class", base)
        return None

    def _registered_view(self, path: str, route: RouteFacts) -> Guard | None:
        if (found := self.tree.defined(path, route.symbol)) is None:
            return None
        target, facts = found
        if target.name in facts.functions:
            return self._decorated(target.path, facts.functions[target.name], path, route)
        if target.name in facts.classes:
            guard = self._of_class(target.path, route._replace(owner=target.name))
            return guard or self._of_checks(target.path, target.name) or self._of_methods(target, route)
        return None

    def _of_methods(self, view: Target, route: RouteFacts) -> Guard | None:
        """Each method of a view class that answers, own or inherited, is guarded by itself."""
        found: dict[str, Target] = {}
        for file, name, of_class in lineage(self.tree, *view):
            for verb in of_class.verbs:
                found.setdefault(verb, Target(file, f"{name}.{verb}"))
        asked = [method for verb, method in found.items() if not route.methods or verb.upper() in route.methods]
        guards = [self._of_method(method, route) for method in asked]
        return None if None in guards else next(iter(guards), None)

    def _of_method(self, method: Target, route: RouteFacts) -> Guard | None:
        decorators = self.tree.decorators_of(method)
        as_applied = route._replace(symbol=method.name, decorators=decorators)
        if guard := self._decorated(method.path, decorators, method.path, as_applied):
            return guard
        verdict = self.tree.cache.verdict_of_named_view(method.path, method.name)
        if self.judge.refuses(method.path, verdict, 0):
            return Guard("in the view", method.name, method.path)
        owner = Target(method.path, method.name.partition(".")[0])
        return self._of_base_method(owner, verdict, route)

    def _of_base_method(self, owner: Target, verdict: Verdict, route: RouteFacts) -> Guard | None:
        """The method of a base class that a view calls by ``super()``."""
        for asked in verdict.asks:
            sign, called = signed(asked)
            of_base, _, name = called.partition(".")
            if of_base != "super" or sign not in ("", "-"):
                continue
            for file, base, _ in lineage(self.tree, *owner)[1:]:
                facts = self.tree.facts(file)
                if facts and f"{base}.{name}" in facts.functions:
                    method = Target(file, f"{base}.{name}")
                    if guard := self._of_lost(method, route) if sign else self._of_method(method, route):
                        return guard._replace(where=file)
                    break
        return None

    def _of_lost(self, method: Target, route: RouteFacts) -> Guard | None:
        """A method whose answer is lost refuses where it raises, as most decorators do; Flask-Login's redirects."""
        decorators = self.tree.decorators_of(method)
        raising = [each for each in decorators if "jwt" in each.name or self.tree.function_of(method.path, each.name)]
        if guard := self._decorated(method.path, raising, method.path, route._replace(symbol=method.name)):
            return guard
        verdict = self.tree.cache.verdict_of_step(*method)
        return Guard("in the view", method.name) if self.judge.refuses(method.path, verdict, 0) else None

    def _of_checks(self, path: str, name: str) -> Guard | None:
        """A project's own view class, which Flask calls like a function, checks in a method of that name.

        An override with nothing in it drops the check.
        """
        dropped: set[str] = set()
        for file, owner, _ in lineage(self.tree, path, name):
            facts = self.tree.facts(file)
            for key in facts.functions if facts else ():
                of_class, _, method = key.partition(".")
                if of_class != owner or method in dropped or not re.match(_CHECK, method):
                    continue
                helper = self.tree.verdicts(Target(file, key)).helper
                if helper.empty:
                    dropped.add(method)
                elif self.judge.refuses(file, helper, 0):
                    return Guard("class", key, file)
        return None

    def _in_view(self, path: str, route: RouteFacts) -> Guard | None:
        """The view refuses by itself; what a login refuses are bad credentials, and no guard."""
        if _becomes_known(route):
            return None
        found = None if route.here or route.owner else self.tree.function_of(path, route.symbol)
        if found is None:
            verdict = self._with_own_methods(path, route.owner, self.tree.cache.verdict_of_view(path, route))
            if self._view_refuses(path, verdict, path, route):
                return Guard("in the view", route.symbol)
            return self._of_base_method(Target(path, route.owner), verdict, route) if route.owner else None
        verdict = self.tree.cache.verdict_of_named_view(found.path, found.name)
        refuses = self._view_refuses(found.path, verdict, path, route)
        return Guard("in the view", route.symbol, found.path) if refuses else None

    def _view_refuses(self, where: str, verdict: Verdict, path: str, route: RouteFacts) -> bool:
        """Does a view refuse at this route? It may test that: ``if request.path == "/open": return page()``."""
        if verdict.tests and verdict.refused:
            around = self.surroundings.objects_around(path, route.hangs_on)
            if not self.outcomes.of(where, path, route, verdict.tests, around).issubset(verdict.refused):
                verdict = verdict._replace(refused=())
        return self.judge.refuses(where, verdict, 0)

    def _with_own_methods(self, path: str, owner: str, verdict: Verdict) -> Verdict:
        """What a view asks of ``self.load`` as asked of ``Orders.load``, where its class or a base there has that."""
        asked = [*verdict.asks, *verdict.steps] if owner else []
        if not any("self." in name for name in asked):
            return verdict
        facts = self.tree.facts(path)
        classes = [name for file, name, _ in lineage(self.tree, path, owner) if file == path]

        def named(name: str) -> str:
            sign, called = signed(name)
            if not called.startswith("self."):
                return name
            method = called.removeprefix("self.")
            own = (f"{each}.{method}" for each in classes if facts and f"{each}.{method}" in facts.functions)
            return sign + next(own, called)

        return verdict._replace(asks=tuple(map(named, verdict.asks)), steps=tuple(map(named, verdict.steps)))

    def _of_steps(self, path: str, route: RouteFacts) -> Guard | None:
        """The view refuses by what it calls in any case: asked last, as what it calls may stand anywhere.

        A login under any name calls what refuses bad credentials, and users that may not log in.
        """
        if _becomes_known(route) or route.credentials == "checked":
            return None
        found = None if route.here or route.owner else self.tree.function_of(path, route.symbol)
        if found:
            verdict = self.tree.cache.verdict_of_named_view(*found)
        else:
            verdict = self._with_own_methods(path, route.owner, self.tree.cache.verdict_of_view(path, route))
        step = self.judge.step_that_refuses(found.path if found else path, verdict)
        return Guard("called by the view", step.name, step.path) if step else None

    def _of_hooks(self, path: str, route: RouteFacts) -> Guard | None:
        around = self.surroundings.objects_around(path, route.hangs_on)
        for file, made in ((target.path, made) for target, made in around if made):
            for applied in made.decorators:
                if self.judge.is_guard(file, applied):
                    return Guard("decorators of", made.name or made.kind, file)
        for file, hung in self.surroundings.hooks_before(path, route.hangs_on):
            if self._refuses_route(file, hung, path, route, around):
                return Guard("before_request", hung.function, f"{file}:{hung.line}")
        return None

    def _refuses_route(
        self, file: str, hung: Hung, path: str, route: RouteFacts, around: Sequence[tuple[Target, Made | None]]
    ) -> bool:
        said = self.judge.own.said(hung.function)
        if said is not None:
            return said
        found = self.judge.helper(file, hung.function)
        if found is None:
            return is_guard_name(hung.function)
        if any(self.judge.is_guard(found.path, each) for each in self.tree.decorators_of(found)):
            return True
        return self._stops_at(found.path, self.tree.verdicts(found).hook, path, route, around, 0)

    def _stops_at(
        self, where: str, verdict: Verdict, path: str, route: RouteFacts, around: Sequence[tuple[Target, Made | None]],
        depth: int,
    ) -> bool:  # fmt: skip
        """Does a hook, or a helper that it calls, refuse strangers at this route?"""
        if not self.judge.refuses(where, verdict, depth):
            return False
        itself = self.judge.refuses_itself(where, verdict)
        asks_path = any(text.startswith(("/", "$")) for texts in verdict.tests for text in texts)
        if itself and asks_path and not self.surroundings.full_rules(path, route):
            return True  # where the address is not known, as of a class that another file registers
        outcomes = self.outcomes.of(where, path, route, verdict.tests, around)
        left = outcomes.difference(verdict.refused) if itself else outcomes
        for number, name in enumerate(verdict.asks):
            at = left.intersection(verdict.when[number]) if number < len(verdict.when) else left
            if not at:
                continue
            found = self.judge.asked(where, name, verdict.awaits)
            if found is None:
                if self.judge.asked_refuses(where, name, depth + 1):
                    left = left - at
            elif self._stops_at(*found, path, route, around, depth + 1):
                left = left - at
        return not left


def _becomes_known(route: RouteFacts) -> bool:
    """Is it a login or its like, which refuses bad credentials only?"""
    said = route.hint, route.symbol
    return is_sign_in(*said) and is_usually_public(*said, route.methods, route.credentials)
