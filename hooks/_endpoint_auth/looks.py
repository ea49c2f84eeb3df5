"""What a run asks of a body before it goes on: whom a test is about, whether an arm refuses, what has an effect."""

from __future__ import annotations

from .._kit import syntax as ast
from .._kit.light import Iterator, Sequence
from .._kit.names import words
from .._kit.nodes import walk, words_in
from .._kit.truth import last_name
from .caller import Caller
from .chosen import is_chosen
from .expressions import lets_strangers_in
from .facts import Kind
from .refusals import (
    KEYS,
    TOKENS,
    ends_request,
    leaves,
    refuses_strongly,
    says_bad_token,
    says_not_found,
    shows_nothing,
)
from .route_tests import RouteTests
from .senders import before_opening, brings_setting, decodes_jwt, is_of_token, may_open_token
from .words import OTHER_REASONS, STRICT

# Of what is returned where a request is no good
_FAULTS = frozenset("error errors bad invalid missing required fail failed failure fault problem wrong found".split())
# What a thing may be to everybody
_SHOWN = frozenset("visible viewable readable public published shown".split())
_EFFECTS = frozenset("commit execute delete save create insert send post put patch".split())


class Look:
    """A body that is looked at for a request; ``views`` are what it may call.

    As far as it has been gone through, ``asked`` counts the tests around that asked who is calling, ``clear`` tells
    that a refusal said so itself, ``rest`` are the statements that follow, and ``depth`` is that of the tests around.
    """

    def __init__(self, kind: Kind, route: RouteTests, views: frozenset[str]) -> None:
        self.kind = kind
        self.route = route
        self.views = views
        self.caller = Caller(kind, route)
        self.asked = 0
        self.depth = 0
        self.clear = False
        self.rest: Sequence[ast.stmt] = ()

    def turns_down(self, arm: Sequence[ast.stmt]) -> bool:
        """Does an arm end the request, whatever it says: ``return error("no such page")``?"""
        said = [each.value for each in arm if isinstance(each, ast.Return) and each.value is not None]
        if self.kind is Kind.VIEW and any(not any(map(_is_called, walk(value))) for value in said):
            return True  # ``return "OK"``, which shows nothing
        return self.refuses_weakly(arm) or any(not _FAULTS.isdisjoint(words_in(value)) for value in said)

    def is_returned(self, targets: Sequence[ast.expr]) -> bool:
        """Does the view return what is assigned to one of these later on?"""
        names = {each.id for each in targets if isinstance(each, ast.Name)}
        returned = (node.value for each in self.rest for node in walk(each) if isinstance(node, ast.Return))
        return any(isinstance(part, ast.Name) and part.id in names for each in returned if each for part in walk(each))

    def is_of_some(self, test: ast.expr) -> bool:
        """Is it ``order.is_private and not current_user.is_staff``? Then the view refuses some things only."""
        return isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and self.caller.is_of_some(test.values)

    def refuses_unknown(self, statement: ast.If) -> bool:
        """``if not node: return ...`` of ``node = Node.by_key(sent_key)``: who has no key reaches no view.

        In a view itself a token or secret has to be what is looked up, and the refusal has to say so.
        """
        match statement.test:
            case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
                value = self.route.values.get(name)
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
                value = self.route.values.get(name)
            case _:
                return False
        if not isinstance(value, ast.Call):
            return False
        given = {word for part in walk(value) if isinstance(part, ast.keyword) for word in words(part.arg or "")}
        given |= {word for each in value.args for word in words_in(each)}
        if self.kind is Kind.VIEW:
            return not TOKENS.isdisjoint(given) and (
                refuses_strongly(statement.body)
                or (self.refuses_weakly(statement.body) and any(map(says_bad_token, statement.body)))
            )
        return not KEYS.isdisjoint(given) and self.refuses_weakly(statement.body)

    def gives_nothing(self, arm: Sequence[ast.stmt], others: Sequence[ast.stmt]) -> bool:
        """Does a view answer known callers only, and whomever else with nothing: wholly below a test of who calls?"""
        is_whole = self.kind is Kind.VIEW and not (self.depth or self.caller.is_step) and leaves(others)
        return is_whole and shows_nothing([*arm, *self.rest])

    def refuses_sender(self, statement: ast.If) -> bool:
        """``if request.headers.get("X-Internal") != settings.CRON: abort(403)``: who does not know it is refused."""
        test = statement.test
        parts = test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]
        differing = (each for each in parts if isinstance(each, ast.Compare) and isinstance(each.ops[0], ast.NotEq))
        brings = any(brings_setting(each, self.route.values) for each in differing)
        return brings and self.refuses_weakly(statement.body) and refuses_strongly(statement.body)

    def refuses_failed(self, statement: ast.If) -> bool:
        """``if problem: return problem`` of ``user, problem = authenticate(request)``, before the view is called."""
        named = {part.id for part in walk(statement.test) if isinstance(part, ast.Name)}
        return not named.isdisjoint(self.caller.failing) and self.refuses_weakly(statement.body)

    def is_about_caller(self, test: ast.expr) -> bool:
        """May an open test be one of the caller? It says so, or the refusal does; in a view it has to."""
        if self.is_picked(test):
            return False
        if self.asked:
            return True
        if self.kind is Kind.VIEW:
            return self.caller.asks_who(test) and not self.is_of_what_is_shown(test)
        open_parts = [part for part in getattr(test, "values", [test]) if self.caller.truth(part) is None]
        said = {word for part in open_parts for word in words_in(part)}
        if said & OTHER_REASONS and not said & STRICT:
            return False
        if self.clear or any(self.caller.asks_who(part) for part in open_parts):
            return True
        return any(map(self.caller.may_be_named, open_parts))

    def is_of_what_is_shown(self, test: ast.expr) -> bool:
        """``not order.is_visible_to(current_user)``: is it asked whom a thing is shown to, which may be everybody?"""
        asked = test.operand if isinstance(test, ast.UnaryOp) else test
        match asked:
            case ast.Call(func=ast.Attribute(value=on, attr=name)):
                return not _SHOWN.isdisjoint(words(name)) and not self.caller.is_identity(on)
        return False

    def is_picked(self, test: ast.expr) -> bool:
        """Does a stranger pick how a test comes out: ``request.is_json and not current_user.is_authenticated``?"""
        if is_chosen(test, self.route.values):
            return True
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self.is_picked(test.operand)
        if not isinstance(test, ast.BoolOp) or not any(map(self.is_picked, test.values)):
            return False
        decides_nothing = isinstance(test.op, ast.And)
        return all(self.is_picked(each) or self.caller.truth(each) is decides_nothing for each in test.values)

    def refuses_weakly(self, arm: Sequence[ast.stmt]) -> bool:
        """Does an arm end the request? Only after a test that asked who is calling."""
        return ends_request(arm, self.kind, self.views)

    def reached(self, body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
        """The nodes of a body that a stranger may come to: not those of ``if current_user.is_authenticated: ...``."""
        for statement in body:
            told = self.caller.truth(statement.test) if isinstance(statement, ast.If) else None
            if not isinstance(statement, ast.If) or told is None:
                yield from walk(statement)
            elif told:
                yield from (*walk(statement.test), *self.reached(statement.body))
            else:
                yield from self.reached(statement.orelse)

    def verifies(self, node: ast.AST) -> bool:
        """Does a part of what is tried find out who calls, and fail for those whom nobody knows?"""
        is_given = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        is_lenient = isinstance(node, ast.Call) and lets_strangers_in(node)
        return not is_given and not is_lenient and self.caller.is_identity(node)

    def opens_token(self, statement: ast.Try) -> bool:
        """Does a view refuse whoever sends a token that no key opens, before it does anything?"""
        body = statement.body
        decodes = decodes_jwt(body)
        if not (decodes or may_open_token(body)) or any(map(self.does_something, before_opening(body))):
            return False
        return any((decodes or is_of_token(each)) and self.refuses_weakly(each.body) for each in statement.handlers)

    def does_something(self, statement: ast.stmt) -> bool:
        """Is there an effect anywhere in a statement?"""
        return any(isinstance(node, ast.Call) and self.has_effect(node) for node in walk(statement))

    def refuses_in_handler(self, body: Sequence[ast.stmt], strict: bool) -> bool:
        """Does a handler refuse who could not be verified? ``strict`` where what was tried says so by itself."""
        if not self.refuses_weakly(body) or not (strict or not says_not_found(body)):
            return False
        return self.kind is not Kind.VIEW or refuses_strongly(body)

    def has_effect(self, call: ast.Call) -> bool:
        """Does a view change something with a call? A refusal after it comes too late."""
        of_cache = isinstance(call.func, ast.Attribute) and "cache" in words(last_name(call.func.value))
        return self.kind is Kind.VIEW and last_name(call.func) in _EFFECTS and not of_cache


def _is_called(node: ast.AST) -> bool:
    return isinstance(node, ast.Call | ast.Name)
