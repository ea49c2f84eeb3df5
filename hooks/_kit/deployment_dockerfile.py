"""What a Dockerfile puts into force: of all its stages, only what the one that ships is built upon."""

from __future__ import annotations

from . import dockerfile, shell
from .deployment_shell import effects_of_line
from .effects import Command, Effect, Variable
from .finding import Place
from .light import Iterator, Sequence
from .names import Names, Profile
from .source import Source


def effects_of_dockerfile(source: Source, names: Names) -> Iterator[Effect]:
    """The ``ENV``, ``CMD`` and ``ENTRYPOINT`` in force in the stage that ships; the last of each counts."""
    head, stages = dockerfile.stages(source)
    number = _production_stage(stages, names)
    if number is None:
        return
    outer = {name: value for instruction in head for name, value in dockerfile.pairs(instruction)}
    stages = [stage._replace(base=shell.expanded(stage.base, outer) or stage.base) for stage in stages]
    known: dict[str, str] = {}
    variables: dict[str, Variable] = {}
    starts: dict[str, dockerfile.Instruction] = {}
    for stage in dockerfile.chain(stages, number):
        inherited = starts.get("CMD")
        for instruction in stage.instructions:
            match instruction.keyword:
                case "ARG":
                    known |= _arguments(instruction, outer, known)
                case "ENV":
                    for name, value in dockerfile.pairs(instruction):
                        filled = shell.expanded(value, known)
                        variables[name] = Variable(name, filled, instruction.place_of(source, name))
                        known[name] = filled or ""
                case "CMD" | "ENTRYPOINT" as keyword:
                    starts[keyword] = instruction
                    if keyword == "ENTRYPOINT" and starts.get("CMD") is inherited:
                        starts.pop("CMD", None)  # a new ENTRYPOINT drops the CMD of the image below
    yield from variables.values()
    yield from _started(starts)


def _production_stage(stages: Sequence[dockerfile.Stage], names: Names) -> int | None:
    """The stage that ships: the last one, unless it is for developers and an earlier one is not."""
    for number in range(len(stages) - 1, -1, -1):
        if not stages[number].name or names.of_name(stages[number].name) is Profile.PRODUCTION:
            return number
    return None


def _arguments(instruction: dockerfile.Instruction, outer: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Defaults of ``ARG``; one without a default takes that of the global ``ARG``."""
    found = {name: shell.expanded(value, known) or "" for name, value in dockerfile.pairs(instruction)}
    bare = instruction.argument.split()
    return found | {name: outer[name] for name in bare if name in outer}


def _started(starts: dict[str, dockerfile.Instruction]) -> Iterator[Effect]:
    """``ENTRYPOINT`` and ``CMD``; where both are lists, the second holds the arguments of the first."""
    lists = {keyword: dockerfile.words(instruction) for keyword, instruction in starts.items()}
    entry, command = lists.get("ENTRYPOINT"), lists.get("CMD")
    if entry and command:
        yield Command([*entry, *command], Place(starts["CMD"].first, 1))
        return
    for keyword, instruction in sorted(starts.items()):
        place = Place(instruction.first, 1)
        listed = lists[keyword]
        if listed:
            yield Command(listed, place)
        else:
            yield from effects_of_line(instruction.argument, place)
