"""Which decorators and functions turn strangers away.

The project's own word comes first, then the body where it can be read, with the helpers that it asks, and
last the name.
"""

from __future__ import annotations

from itertools import chain

from .._kit.light import Iterator, Sequence
from .._kit.names import words
from .._kit.typed import NamedTuple
from .facts import Applied, Facts, Verdict, names_asked, signed
from .tree import Target, Tree
from .view_classes import lineage
from .words import STOPPING, STRICT, VERIFIERS, is_guard_name, says_optional

_HOPS = 6
_AUTH = frozenset("auth authentication authorization authz security permissions oauth jwt acl rbac".split())
# What of a permission of Flask-Principal refuses: https://pythonhosted.org/Flask-Principal/#api
_OF_PERMISSIONS = ("require", "test")
# How far a check may stand behind the view that relies on it.
_STEPS_DOWN = 2


class Own(NamedTuple):
    """The project's own words: names that are guards, and names that are none."""

    guards: frozenset[str]
    others: frozenset[str]

    def said(self, name: str) -> bool | None:
        """What the project says of a dotted name."""
        spelt = {name, name.rpartition(".")[2]}
        return False if spelt & self.others else True if spelt & self.guards else None


class Judge:
    """Answers, for one run, what a name of a file does to strangers."""

    def __init__(self, tree: Tree, own: Own) -> None:
        self.tree = tree
        self.own = own

    def is_guard(self, path: str, applied: Applied, depth: int = 0) -> bool:
        """Does a decorator admit known callers only? Its body decides where it can be read, else its name."""
        said = self.own.said(applied.name)
        optional = applied.optional or says_optional(applied.name)
        if said is not None or optional or depth > _HOPS:
            return bool(said) and not applied.optional
        if (defined := self.tree.defined(path, applied.name)) is None:
            named = self._is_named_guard(path, applied.name) or (applied.right and self._is_of_auth(path, applied.name))
            return named and not self._verifies_nobody(path, applied.name)
        target, facts = defined
        if target.name in facts.aliases and target.name not in facts.functions:
            if self.is_guard(target.path, Applied(facts.aliases[target.name], False), depth + 1):
                return True
            if (other := self.tree.defined(target.path, facts.aliases[target.name])) is not None:
                of_other = self._decorator_verdict(*other)
                return (of_other is None or not of_other.empty) and is_guard_name(applied.name)
        elif (made_of := self._decorator_verdict(target, facts)) is not None:
            if applied.bare and made_of.off:
                return False
            if self.refuses(target.path, made_of, depth + 1) or self._is_made_a_guard(target, facts, depth):
                return True
            return not made_of.empty and is_guard_name(applied.name) and self._may_check(target.path, made_of)
        return self._is_named_guard(path, applied.name) and not self._verifies_nobody(path, applied.name)

    def _is_named_guard(self, path: str, name: str) -> bool:
        """By its own name, or that of its object's class: ``admin.require`` of ``admin = Permission(need)``."""
        on, _, method = name.rpartition(".")
        if is_guard_name(name) or method not in _OF_PERMISSIONS or not on:
            return is_guard_name(name)
        defined = self.tree.defined(path, on)
        maker = defined[1].aliases.get(defined[0].name, "") if defined else ""
        return words(maker.rpartition(".")[2])[-1:] in (["permission"], ["permissions"])

    def _verifies_nobody(self, path: str, name: str) -> bool:
        """``auth.login_required`` of Flask-HTTPAuth, where ``@auth.verify_token`` says yes to every token."""
        on, dot, _ = name.rpartition(".")
        if not dot or (defined := self.tree.defined(path, on)) is None:
            return False
        target = defined[0]
        return self.tree.once(("verifies nobody", *target), lambda: self._lets_all_in(target))

    def _lets_all_in(self, auth: Target) -> bool:
        """Do all verifiers of an object of Flask-HTTPAuth, also those of other files, check nothing?"""
        facts = self.tree.facts(auth.path)
        maker = facts.aliases.get(auth.name, "") if facts else ""
        verifiers = list(self._verifiers(auth.path, auth))
        if not verifiers and maker.rpartition(".")[2].startswith("HTTP"):
            naming = (self.tree.texts.naming(verifier) or () for verifier in VERIFIERS)
            verifiers = [each for path in sorted({*chain(*naming)}) for each in self._verifiers(path, auth)]
        return bool(verifiers) and all(self.tree.cache.verifier(*each).always for each in verifiers)

    def _verifiers(self, path: str, auth: Target) -> Iterator[Target]:
        """The functions of a file that verify for an object: ``@auth.verify_password``."""
        facts = self.tree.facts(path)
        for name, listed in facts.functions.items() if facts else ():
            for on, _, verifier in (each.name.rpartition(".") for each in listed):
                if verifier in VERIFIERS and self.tree.resolve(path, on) == auth:
                    yield Target(path, name)

    def _may_check(self, path: str, verdict: Verdict) -> bool:
        """May a body that is not seen to refuse do so all the same, by something that cannot be read, or is no loader?

        ``tenant = Tenant.by_name(g.tenant)`` and a 404 without one are all that ``ensure_tenant_access`` does.
        """
        asked = [each for name in verdict.asks for each in names_asked(name)]
        return not asked or any(
            is_guard_name(name) or not STRICT.isdisjoint(words(name)) or self.helper(path, name) is None
            for name in asked
        )

    def _is_of_auth(self, path: str, name: str) -> bool:
        """Does a name come from a package for who may do what: ``auth.decorators.scoped``?"""
        facts = self.tree.facts(path)
        root, _, rest = name.partition(".")
        origin = facts.imports.get(root, "") if facts else ""
        return not _AUTH.isdisjoint(words(f"{origin}.{rest}"))

    def refuses(self, path: str, verdict: Verdict, depth: int) -> bool:
        """Does a function turn strangers away, by itself or by a helper that it calls?"""
        if depth > _HOPS:
            return False
        if self.refuses_itself(path, verdict):
            return True
        return any(self.asked_refuses(path, name, depth + 1, verdict.awaits) for name in verdict.asks)

    def refuses_itself(self, path: str, verdict: Verdict) -> bool:
        """Does a function turn strangers away for some outcome of its tests, without a helper that it asks?"""
        return bool(verdict.refused) and not any(self._is_vain(path, name, verdict.awaits) for name in verdict.hinges)

    def _is_made_a_guard(self, target: Target, facts: Facts, depth: int) -> bool:
        """``@makes_guard def staff(): ...``: is a plain function turned into a decorator that refuses strangers?"""
        if target.name not in facts.functions or self.tree.verdicts(target).decorator is not None:
            return False
        for applied in self.tree.decorators_of(target):
            maker = self.tree.function_of(target.path, applied.name)
            made_of = self.tree.verdicts(maker).decorator if maker else None
            if maker and made_of and self.refuses(maker.path, made_of, depth + 1):
                return True
        return False

    def _decorator_verdict(self, target: Target, facts: Facts) -> Verdict | None:
        if target.name not in facts.functions:
            target = Target(target.path, f"{target.name}.__call__" if target.name in facts.classes else "")
        if target.name not in facts.functions:
            return None
        said = self.tree.verdicts(target)
        return said.decorator or said.hook

    def asked_refuses(self, path: str, name: str, depth: int, awaits: Sequence[str] = ()) -> bool:
        """Does a helper that a body asks turn strangers away?"""
        if (found := self.asked(path, name, awaits)) is not None:
            return self.refuses(*found, depth)
        sign, bare = signed(name)
        match sign:
            case "@":
                return self.is_guard(path, Applied(bare, False), depth)
            case "&":
                return self._is_named_guard(path, bare) and self.own.said(bare) is not False
            case "?":
                return all(self.says_no(path, each) for each in bare.split("|"))
            case "^":
                return self.helper(path, bare) is None and self.own.said(bare) is not False
            case "%":
                told = self.helper(path, bare)
                return told is not None and bool(self.tree.cache.verdict_when_told_no(*told).refused)
            case "!":
                ending = self.helper(path, bare)
                return ending is not None and self.tree.verdicts(ending).hook.ends
            case "~" | "-":
                return False
        said = self.own.said(bare)
        return bare.rpartition(".")[2] in STOPPING if said is None else said

    def asked(self, path: str, name: str, awaits: Sequence[str] = ()) -> tuple[str, Verdict] | None:
        """The verdict on a helper that a body asks, with its file; ``None`` where its name has to decide.

        A coroutine that is not among those which the body ``awaits`` does nothing.
        """
        sign, bare = signed(name)
        if (
            sign in ("@", "!", "?", "%", "^", "-", "&")
            or self.own.said(bare) is not None
            or (found := self.helper(path, bare)) is None
        ):
            return None
        if sign == "~":
            return (path, self.tree.cache.verdict_of_named_view(path, found.name)) if found.path == path else None
        said_there = self.tree.verdicts(found)
        said = said_there.hook if sign == "=" else said_there.helper
        return found.path, Verdict() if said.later and bare.rpartition(".")[2] not in awaits else said

    def says_no(self, path: str, name: str, depth: int = 0) -> bool:
        """Does a predicate of the project say no to every stranger?"""
        found = self.helper(path, name) if depth < _HOPS else None
        if found is None:
            return False
        said = self.tree.cache.predicate(*found)
        return bool(said.refused) and all(self.says_no(found.path, each, depth + 1) for each in said.steps)

    def helper(self, path: str, name: str) -> Target | None:
        """The function that a call asks; a method of ``self`` is any of the file with that name."""
        bare = name.removeprefix("self.").removeprefix("cls.")
        if bare == name or self.tree.defined(path, bare) is not None:
            return self.tree.function_of(path, bare)
        facts = self.tree.facts(path)
        methods = facts.functions if facts else ()
        own = next((Target(path, each) for each in methods if each.endswith(f".{bare}")), None)
        return own or next(self._inherited(path, bare), None)

    def _inherited(self, path: str, method: str) -> Iterator[Target]:
        """The methods of that name which the classes of a file inherit from others."""
        facts = self.tree.facts(path)
        for name in facts.classes if facts and "." not in method else ():
            for file, base, _ in lineage(self.tree, path, name):
                there = self.tree.facts(file)
                if there and f"{base}.{method}" in there.functions:
                    yield Target(file, f"{base}.{method}")

    def step_that_refuses(self, path: str, verdict: Verdict, depth: int = 0) -> Target | None:
        """What a view calls in any case, itself or by way of others, and what turns strangers away there."""
        if depth > _STEPS_DOWN:
            return None
        for name in verdict.steps:
            bare = name.removeprefix("~")
            found = self.helper(path, bare) if self.own.said(bare) is None else None
            if not found or not self.tree.may_tell_callers(found.path):
                continue
            if self.tree.cache.verdict_of_step(*found).later and bare.rpartition(".")[2] not in verdict.awaits:
                continue
            if refusing := self._refusing(found, bare != name, depth):
                return refusing
        return None

    def _refusing(self, step: Target, answers: bool, depth: int) -> Target | None:
        cache = self.tree.cache
        if answers and any(self.is_guard(step.path, each) for each in self.tree.decorators_of(step)):
            return step  # another view, with all that stands around it
        verdict = cache.verdict_of_named_view(*step) if answers else cache.verdict_of_step(*step)
        if self.tree.once(("answer" if answers else "step", *step), lambda: self.refuses(step.path, verdict, 0)):
            return step
        return self.step_that_refuses(step.path, verdict, depth + 1)

    def _is_vain(self, path: str, name: str, awaits: Sequence[str]) -> bool:
        """Is the helper that a refusal rests on one that says yes to everybody, or an ``abort`` that ends nothing?

        A coroutine that nobody awaits is true of everybody.
        """
        if name.startswith("!"):
            facts = self.tree.facts(path)
            ending = self.helper(path, name[1:])
            if ending is None:
                return facts is not None and "abort" not in facts.aliases.get(name[1:], "abort")
            return not self.tree.verdicts(ending).hook.ends
        found = self.tree.function_of(path, name)
        said = self.tree.verdicts(found).hook if found else Verdict()
        return said.always or (said.later and name.rpartition(".")[2] not in awaits)
