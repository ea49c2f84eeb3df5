"""The files of the repository as facts, looked up by module and name; only what is asked for is read."""

from __future__ import annotations

import os

from .._kit.compiled import compiled
from .._kit.git import files_naming
from .._kit.light import Callable, Collection, Sequence, lru_cache
from .._kit.modules import module_files
from .._kit.source import Source
from .._kit.typed import TYPE_CHECKING, NamedTuple, cast
from .cache import Cache
from .facts import Applied, ClassFacts, Facts, Verdicts

if TYPE_CHECKING:
    from typing import TypeVar

    Value = TypeVar("Value")


_HOPS = 6
# One of these stands in every text that asks who calls; a session with a database is nobody's.
_TELLING = (
    rb"(?i)auth|login|logged|permission|current_|identity|jwt|principal|signed|bearer|acl|credential|\bg\.|access|"
    rb"signature|secret|token|(?<!db\.)\bsession\b(?!\.(?:query|add|commit|execute|get\(|scalar|merge|delete|flush))"
)


class Target(NamedTuple):
    """A dotted name below a file; an empty name is the module itself."""

    path: str
    name: str


class Uses(NamedTuple):
    """The names of classes that are registered as views elsewhere than where they stand, and those of bases."""

    registered: frozenset[str]
    bases: frozenset[str]


class Tree:
    """Facts by file, and what a dotted name of a file stands for.

    The cache knows those that are ``deleted``, and of those that are ``changed`` what they said before.
    """

    def __init__(self, cache: Cache, deleted: Collection[str] = (), changed: Collection[str] = ()) -> None:
        self.changed = changed
        self.cache = cache
        self.texts = cache.texts
        self._answers: dict[tuple[str, str, str], object] = {}
        self._naming: dict[str, list[str]] = {}
        self._using_any: list[str] | None = None
        self._modules: dict[tuple[str, str], str | None] = {}
        self._is_file = lru_cache(maxsize=None)(lambda path: path in deleted or os.path.isfile(path))
        self._resolved: dict[tuple[str, str], Target | None] = {}

    def facts(self, path: str) -> Facts | None:
        """The facts of a file; ``None`` for one that cannot be judged, which is said where it is checked."""
        return self.cache.facts(path)

    def once(self, question: tuple[str, str, str], answer: Callable[[], Value]) -> Value:
        """The answer to a question about the tree, found once."""
        if question not in self._answers:
            self._answers[question] = answer()
        return cast("Value", self._answers[question])

    def expect_views(self, names: Collection[str], registering: Sequence[str]) -> None:
        """Find at once what may use these view classes, where git would be asked for those of each file.

        That are the files which may be ``registering`` some, and those where others inherit from them.
        """
        self._using_any = list(dict.fromkeys([*registering, *self.texts.inheriting(names)]))

    def uses_of_views(self, path: str) -> Uses:
        """How the files are used that may name a view class of this file."""
        files = self._files_naming_views(path) if self._using_any is None else self._using_any
        return self.once(("uses", path if self._using_any is None else "", ""), lambda: self._uses(files))

    def _uses(self, files: Sequence[str]) -> Uses:
        known = [facts for facts in map(self.facts, files) if facts]
        routes = (route for facts in known for route in facts.routes if not route.here)
        bases = (base for facts in known for each in facts.classes.values() for base in each.bases)
        return Uses(
            frozenset(route.symbol.rpartition(".")[2] for route in routes),
            frozenset(base.rpartition(".")[2] for base in bases),
        )

    def _files_naming_views(self, path: str) -> list[str]:
        """A file and the others that may name one of its unregistered view classes; git is asked once for them all."""
        if path not in self._naming:
            facts = self.facts(path)
            routes = facts.routes if facts else ()
            owners = {route.owner.rpartition(".")[2] for route in routes if route.owner and not route.registered}
            self._naming[path] = list(dict.fromkeys([path, *(files_naming(sorted(owners), "*.py") or ())]))
        return self._naming[path]

    def resolve(self, path: str, name: str) -> Target | None:
        """Where a dotted name of a file is defined, through imports; ``None`` outside the repository."""
        key = (path, name)
        if key not in self._resolved:
            self._resolved[key] = None  # a circle of imports leads nowhere
            self._resolved[key] = self._resolve(path, name, 0)
        return self._resolved[key]

    def defined(self, path: str, name: str) -> tuple[Target, Facts] | None:
        """Where a dotted name of a file is defined, with the facts of that file."""
        target = self.resolve(path, name)
        facts = self.facts(target.path) if target else None
        return (target, facts) if target and facts else None

    def function_of(self, path: str, name: str) -> Target | None:
        """The function that a dotted name of a file stands for."""
        found = self.defined(path, name)
        return found[0] if found and found[0].name in found[1].functions else None

    def module(self, path: str, module: str) -> str | None:
        """The file of a module as a file sees it; ``None`` outside the repository."""
        return self._module(path, module)

    def imports_from(self, path: str, other: str) -> bool:
        """Does a file import anything from another?"""
        facts = self.facts(path)
        origins = [*facts.imports.values(), *facts.stars] if facts else []
        return any((found := self._imported(path, each, 0)) is not None and found.path == other for each in origins)

    def decorators_of(self, function: Target) -> tuple[Applied, ...]:
        """What is applied to a function, outermost first."""
        facts = self.facts(function.path)
        return facts.functions[function.name] if facts else ()

    def verdicts(self, function: Target) -> Verdicts:
        """What the body of a function says."""
        return self.cache.verdicts(function.path, function.name)

    def may_tell_callers(self, path: str) -> bool:
        """By its text alone: may something in a file ask who calls?"""

        def asked() -> bool:
            return path in self.changed or compiled(_TELLING).search(self.texts.source(path).data) is not None

        return self.once(("telling", path, ""), asked)

    def class_of(self, path: str, name: str) -> tuple[str, ClassFacts] | None:
        """The class a dotted name stands for, with its file."""
        if (found := self.defined(path, name)) is None:
            return None
        target, facts = found
        return (target.path, facts.classes[target.name]) if target.name in facts.classes else None

    def _resolve(self, path: str, name: str, hops: int) -> Target | None:
        facts = self.facts(path)
        if facts is None or hops > _HOPS or not name:
            return None
        root, _, rest = name.partition(".")
        if root in facts.imports:
            return self._imported(path, f"{facts.imports[root]}.{rest}".rstrip("."), hops)
        if (
            root in facts.functions
            or root in facts.classes
            or root in facts.made
            or name in facts.made
            or name in facts.aliases
        ):
            return Target(path, name)
        if rest and root in facts.aliases:  # a method of an object: `registry.resource` of `registry = Registry()`
            found = self._resolve(path, f"{facts.aliases[root]}.{rest}", hops + 1)
            if found and (made_of := self.facts(found.path)) and found.name in made_of.functions:
                return found
        for module in facts.stars:
            found = self._imported(path, f"{module}.{name}" if module.strip(".") else f"{module}{name}", hops)
            if found:
                return found
        return None

    def _imported(self, path: str, full: str, hops: int) -> Target | None:
        """``package.module.name`` as seen from a file: the longest module that exists, then the name in it."""
        dots = len(full) - len(full.lstrip("."))
        parts = full[dots:].split(".")
        if not dots and not self._is_own_package(path, parts[0]):
            return None
        for count in range(len(parts), -1, -1):
            if not count and not dots:
                break
            file = self._module(path, "." * dots + ".".join(parts[:count]))
            if file is None or file == path:
                continue
            rest = ".".join(parts[count:])
            if not rest:
                return Target(file, "")
            return self._resolve(file, rest, hops + 1) or Target(file, rest)
        return None

    def _is_own_package(self, path: str, name: str) -> bool:
        """Does a module or a folder of that name stand where a file would import it from?"""

        def found() -> bool:
            files = module_files(Source(path), name)
            return any(
                os.path.isdir(os.path.dirname(file)) if file.endswith("__init__.py") else self._is_file(file)
                for file in files
            )

        return self.once(("package", os.path.dirname(path), name), found)

    def _module(self, path: str, module: str) -> str | None:
        key = (os.path.dirname(path), module)
        if key not in self._modules:
            files = (os.path.normpath(file) for file in module_files(Source(path), module))
            self._modules[key] = next((file for file in files if self._is_file(file)), None)
        return self._modules[key]
