"""What the rest of the repository says about rate limits, asked on disk through git."""

from __future__ import annotations

from .._kit import regex as re
from .._kit import syntax as ast
from .._kit.git import files_naming, files_with_text
from .._kit.light import Iterator
from .._kit.names import Names
from .._kit.scope import imports
from .._kit.source import Source, Words
from .._kit.truth import last_name
from .._kit.typed import NamedTuple

SETTINGS_FILES = ("*.py", "*.cfg", "*.env", "*.toml", "*.yml", "*.yaml", "*.template", "*.ini")
_USES = r"^\s*(?:from|import)\s+flask_limiter"
_DEFAULTS = r"(?m)(?:default|application)_limits\w*\s*=\s*(?!\[\s*\]|None)|RATELIMIT_(?:DEFAULT|APPLICATION)\b"
_ANYTHING = Words(
    plain=b"flask_limiter default_limits application_limits RATELIMIT_DEFAULT RATELIMIT_APPLICATION".split(),
    shapes=[(b"limit(", rb"imit[A-Za-z_]*\.(?:shared_)?limit\(")],
)
_APPLIED = rb"\)\s*\(\s*\w"  # `limiter.limit(...)(blueprint)`, over any number of lines
# What a limiter does besides being bound to an app.
_USES_OF_LIMITER = frozenset(
    "check current_limit current_limits enabled exempt limit request_filter reset shared_limit".split()
)


class Limits(NamedTuple):
    """Where production code imports Flask-Limiter, whether all routes are limited, and which blueprints are."""

    user: str | None
    is_default: bool
    blueprints: frozenset[str]

    def cover(self, hangs_on: str) -> bool:
        """Does a limit reach every route of this app or blueprint?"""
        return self.is_default or not self.blueprints.isdisjoint({hangs_on.rpartition(".")[2], ANY_BLUEPRINT})


ANY_BLUEPRINT = "*"


def limits_of_project(names: Names) -> Limits:
    """What the files that git tracks say, in one search."""
    user = None
    is_default = False
    blueprints: set[str] = set()
    for path in files_with_text(_ANYTHING.texts, *SETTINGS_FILES) or ():
        source = Source(path)
        if not names.has_live_views(source) or not source.mentions(_ANYTHING):
            continue
        is_default = is_default or re.search(_DEFAULTS, source.text) is not None
        if source.is_python:
            blueprints.update(_limited_blueprints(source) if source.mentions(_APPLIED) else ())
            number = next((number for number, line in enumerate(source.lines, 1) if re.match(_USES, line)), None)
            user = user or (number and f"{path}:{number}")
    return Limits(user or None, is_default, frozenset(blueprints))


def _limited_blueprints(source: Source) -> Iterator[str]:
    """``limiter.limit("10/minute")(blueprint)``; a loop over blueprints may mean any of them."""
    for call in source.walk(ast.Call):
        if isinstance(call.func, ast.Call) and last_name(call.func.func) in ("limit", "shared_limit") and call.args:
            yield ANY_BLUEPRINT if _is_loop_variable(source, call.args[0]) else last_name(call.args[0])


def _is_loop_variable(source: Source, node: ast.expr) -> bool:
    loops = (each.target for each in source.walk(ast.For))
    return isinstance(node, ast.Name) and any(last_name(target) == node.id for target in loops)


def is_bound(name: str, home: Source) -> bool:
    """May anything in the repository give the limiter ``name`` its app? Where nobody can tell, it may."""
    paths = files_naming([name], "*.py")
    return paths is None or any(_may_bind(Source(path), name) for path in sorted({*paths, home.path}))


def _may_bind(source: Source, name: str) -> bool:
    """Is the limiter used for anything but limiting: ``init_app``, an argument, an item of a list, another name?"""
    if any(origin.rpartition(".")[2] == name and alias != name for alias, origin in imports(source).items()):
        return True
    for node in source.walk(ast.Name, ast.Attribute):
        if last_name(node) != name or isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        parent = next(iter(source.ancestors(node)), None)
        if not isinstance(parent, ast.Attribute) or parent.attr not in _USES_OF_LIMITER:
            return True
    return False
