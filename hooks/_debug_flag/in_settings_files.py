"""Debugging switched on in a YAML file that ``app.config`` is filled from.

Sources: https://flask.palletsprojects.com/en/stable/config/#configuring-from-data-files (``from_file``)
https://yaml.org/type/bool.html
"""

from __future__ import annotations

from .._kit import git
from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.finding import Finding, NotChecked, Place
from .._kit.light import Iterator
from .._kit.names import Names
from .._kit.source import Source
from .rules import FAMILY, FAMILY_EFFECTS, SETTING

_MULTILINE = 8
# At the left edge: a key of the whole file, as `from_file` takes them over.
_SWITCH = compiled(
    rf"^({'|'.join(('DEBUG', *FAMILY_EFFECTS))}):[ \t]+(?:[Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON)[ \t]*(?:#[^\n]*)?\r?$",
    _MULTILINE,
)
_FILLS = compiled(rb"\bconfig\.(?:from_file|from_mapping|update)\(")


def findings(source: Source, names: Names) -> Iterator[Finding]:
    """Switches of a file that Python of production names and fills its configuration from."""
    switches = list(_SWITCH.finditer(source.text))
    loader = _loader(source.path.rpartition("/")[2], names) if switches else None
    if loader is None:
        return
    for switch in switches:
        key = switch[1]
        place = Place(source.text.count("\n", 0, switch.start()) + 1, 1)
        if key == "DEBUG":
            yield SETTING.at(source, place, what=f"DEBUG, with which {loader} fills app.config,")
        else:
            yield FAMILY.at(source, place, key=key, effect=FAMILY_EFFECTS[key])


def _loader(name: str, names: Names) -> str | None:
    """The first file of production that names the file and fills a configuration."""
    named = re.compile(rb"(?<![\w.-])" + re.escape(name.encode("utf-8", "replace")) + rb"['\"]")
    for path in git.files_with_text([f"{name}'", f'{name}"'], "*.py") or ():
        try:
            source = Source(path)
            if names.is_production(path) and source.mentions(named) and source.mentions(_FILLS):
                return path
        except NotChecked:
            continue  # it is said to be so where it is checked itself
    return None
