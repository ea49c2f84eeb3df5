"""What kind of file a path names, as far as it decides what a literal looks like there."""

from __future__ import annotations

from .._kit.light import lru_cache
from .._kit.typed import NamedTuple
from .lazy import lazy


class Kind(NamedTuple):
    """``bare``: a value needs no quotes. ``colon``: it may follow a colon. ``code``: bare words are expressions."""

    name: str
    bare: bool
    colon: bool = False


CODE = Kind("code", bare=False)
SETTINGS = Kind("settings", bare=True)
YAML = Kind("yaml", bare=True, colon=True)
SHELL = Kind("shell", bare=True)
PROSE = Kind("prose", bare=True, colon=True)
MARKUP = Kind("markup", bare=True)
OTHER = Kind("other", bare=True, colon=True)

_BY_ENDING = {
    **dict.fromkeys(
        "py pyw pyi ipynb js jsx mjs cjs ts tsx vue svelte java kt kts scala groovy gradle go rs rb erb php "
        "phtml cs vb fs "
        "c h cc cpp cxx hpp m mm swift dart lua pl pm r jl ex exs erl clj hs ml sql json json5 toml tf tfvars hcl "
        "css scss less coffee bicep sol proto graphql".split(),
        CODE,
    ),
    **dict.fromkeys(
        "env ini cfg conf config properties cnf flaskenv envrc prefs desktop service reg inf".split(), SETTINGS
    ),
    **dict.fromkeys("yml yaml".split(), YAML),
    **dict.fromkeys("sh bash zsh ksh fish ps1 psm1 bat cmd dockerfile mk makefile".split(), SHELL),
    **dict.fromkeys("md rst txt adoc markdown textile log".split(), PROSE),
    **dict.fromkeys("xml html htm xhtml plist csproj xaml jsp aspx resx svg".split(), MARKUP),
}
# `app.cfg.docker`, `values.yml.j2`
_PLACES = frozenset("docker dev prod production local staging j2 jinja jinja2 tmpl tpl template in".split())
_BY_NAME = (
    (lazy(r"(?:^|/)\.?env(?:[._-][\w.-]+)?$"), SETTINGS),
    (
        lazy(
            r"(?i:(?:^|/)(?:docker|container)file(?:[._-][^/]*)?$|(?:^|/)(?:makefile|procfile|vagrantfile|jenkinsfile))"
        ),
        SHELL,
    ),
)


@lru_cache(4096)
def kind_of(path: str) -> Kind:
    """The kind of file by its name; what stands behind an ending tells for which place it is."""
    rest, _, ending = path.rpartition("/")[2].lower().rpartition(".")
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    named = next((kind for pattern, kind in _BY_NAME if pattern.search(path)), OTHER)
    if named is OTHER and ending in _PLACES:
        return _BY_ENDING.get(rest.rpartition(".")[2], OTHER)
    return named
