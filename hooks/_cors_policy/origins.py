"""What a list of origins admits, wherever it is written."""

from __future__ import annotations

from .._kit import git
from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.finding import Finding, Place
from .._kit.light import Iterator
from .._kit.names import Names
from .._kit.possible_values import Possible, is_configured, possible_values
from .._kit.source import Source
from .._kit.typed import NamedTuple
from .patterns import accepts_all, foreign_origin, is_pattern, remedy_for
from .rules import ANY, CREDENTIALS, NULL, PATTERN

_CREDENTIALS = ("supports_credentials", "CORS_SUPPORTS_CREDENTIALS")
_ARE_SENT = r"supports_credentials['\"]? *[=:] *True|CORS_SUPPORTS_CREDENTIALS['\"]?\]? *[=:] *True"


class Policy(NamedTuple):
    """Origins as the user wrote them: the words to quote, the expression, the node to point at.

    ``credentials`` says how cookies are accepted too, or is empty.
    """

    shown: str
    value: ast.expr
    node: ast.AST
    home: Source
    credentials: str = ""


def policy_findings(source: Source, policy: Policy, names: Names, *, patterns: bool = True) -> Iterator[Finding]:
    """Everything that is wrong with a list of origins, each entry judged by itself."""
    for possible in possible_values(policy.home, policy.value, names):
        text = possible.node.value
        if not isinstance(text, str):
            continue
        is_here = policy.home is source and not isinstance(policy.node, ast.ClassDef)
        where = possible.node if is_here else policy.node
        for origin in _split(text):
            yield from _origin_findings(source, policy, possible, origin, where, patterns)


def any_origin(source: Source, node: ast.AST | Place, what: str, credentials: str) -> Finding:
    """The finding for a policy that admits everybody; with cookies it is the stronger one."""
    if credentials:
        return CREDENTIALS.at(source, node, what=f"{what} with {credentials}")
    return ANY.at(source, node, what=what)


def credentials_elsewhere(source: Source) -> str:
    """Where another file accepts cookies for the whole application, if one does."""
    for path in git.files_with_text(_CREDENTIALS, "*.py", "*.cfg") or ():
        if path == source.path or not Names().is_production(path):
            continue
        other = Source(path)
        for number, line in enumerate(other.lines if re.search(_ARE_SENT, other.text) else (), 1):
            if "upports_credentials" in line or "CORS_SUPPORTS_CREDENTIALS" in line:
                return f"supports_credentials ({path}:{number})"
    return ""


def _split(text: str) -> list[str]:
    """The origins of a text: several are joined by commas, which a pattern holds in braces only."""
    return [text] if "{" in text else [part.strip() for part in text.split(",")]


def _origin_findings(
    source: Source, policy: Policy, possible: Possible, origin: str, where: ast.AST, patterns: bool
) -> Iterator[Finding]:
    if origin == "*" or (patterns and accepts_all(origin)):
        if possible.of_config and possible.variable and is_configured(possible.variable):
            return
        when = f" when {possible.variable} is unset" if possible.variable else ""
        yield any_origin(source, where, f'{policy.shown} = "{origin}"{when}', policy.credentials)
    elif origin.lower() == "null":
        yield NULL.at(source, where, more=", which may then use a user's cookies" if policy.credentials else "")
    elif patterns and is_pattern(origin) and (foreign := foreign_origin(origin)):
        remedy = remedy_for(origin, foreign)
        yield PATTERN.at(source, where, what=_short(origin), foreign=foreign, remedy=remedy)


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:47]}..."
