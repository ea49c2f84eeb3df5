"""What YAML and JSON deployment files put into force: compose, Kubernetes, and the manifests of platforms.

The shapes are read wherever they stand, since every platform nests them differently: ``NAME: value``,
``- NAME=value``, ``{name: NAME, value: value}``, ``NAME: {value: value}``, and ``command`` with ``args``.
"""

from __future__ import annotations

from yaml import MappingNode, Node, ScalarNode

from . import shell
from .effects import Command, Effect, Variable
from .light import Iterator, Sequence
from .names import Names, Profile
from .source import Source
from .yaml_nodes import documents, items, pairs, place_of, scalar

Pair = tuple[ScalarNode, Node]

_NAME_KEYS = ("name", "key", "option_name")
_VALUE_KEYS = ("value", "default")
# Under these keys every pair is a variable; elsewhere only names that cannot be anything else are taken for one.
_ENVIRONMENT_KEYS = frozenset(
    (
        "environment env envs env_vars envvars env_variables environment_variables environmentvariables "
        "variables data stringdata"
    ).split()
)
_CERTAIN_PREFIXES = ("FLASK_", "WERKZEUG_", "PYTHON")
_COMMAND_KEYS = ("command", "entrypoint", "cmd", "startcommand", "start_command")


def effects_of_yaml(source: Source, names: Names) -> Iterator[Effect]:
    """Everything the documents of a file set or start, services for developers left out."""
    # In YAML `template` is a key of Kubernetes and no example.
    names = names._replace(example=frozenset())
    for document in documents(source):
        if not _is_object_for_developers(document, names):
            yield from _of_document(document, names)


def _is_object_for_developers(document: Node, names: Names) -> bool:
    """Does the name or namespace of a Kubernetes object say so?"""
    if not isinstance(document, MappingNode):
        return False
    metadata = next((value for key, value in pairs(document) if key.value == "metadata"), None)
    if not isinstance(metadata, MappingNode):
        return False
    said = [scalar(value) or "" for key, value in pairs(metadata) if key.value in ("name", "namespace")]
    return any(names.of_name(name) is not Profile.PRODUCTION for name in said)


def _of_document(document: Node, names: Names) -> Iterator[Effect]:
    """Visit each node once as an environment and once as anything else: an anchor may be used a million times."""
    seen: set[tuple[int, bool]] = set()
    pending: list[tuple[str, Node]] = [("", document)]
    while pending:
        key, node = pending.pop()
        is_environment = key.lower() in _ENVIRONMENT_KEYS
        if (id(node), is_environment) in seen:
            continue
        seen.add((id(node), is_environment))
        if isinstance(node, MappingNode):
            mapping = list(pairs(node))
            yield from _of_mapping(mapping, is_environment=is_environment)
            # Compose fragments (`x-...`) count where they are used.
            fragments = node is document
            pending += [
                (name.value, value)
                for name, value in mapping
                if not (fragments and name.value.startswith("x-")) and not _serves_developers(name.value, value, names)
            ]
        for item in items(node):
            name, equals, value = (scalar(item) or "").partition("=")
            if equals:
                yield Variable(name.strip(), shell.expanded(value, {}), place_of(item))
            pending.append((key, item))


def _serves_developers(key: str, value: Node, names: Names) -> bool:
    """Is a service or environment for developers or tests: by its name, its compose profiles, or what it builds?

    That is a stage of a Dockerfile, ``target: backend-dev``, or a Dockerfile of theirs, ``dockerfile: Dockerfile.dev``.
    """
    if not isinstance(value, MappingNode):
        return False
    built = [
        scalar(part) or ""
        for name, build in pairs(value)
        if name.value == "build" and isinstance(build, MappingNode)
        for given, part in pairs(build)
        if given.value in ("target", "dockerfile")
    ]
    if any(names.of_name(each.rpartition("/")[2]) is not Profile.PRODUCTION for each in (key, *built)):
        return True
    profiles = [
        scalar(item) or "" for name, listed in pairs(value) if name.value == "profiles" for item in items(listed)
    ]
    return bool(profiles) and all(names.of_name(profile) is not Profile.PRODUCTION for profile in profiles)


def _of_mapping(mapping: Sequence[Pair], *, is_environment: bool) -> Iterator[Effect]:
    by_key = {str(key.value).lower(): (key, value) for key, value in mapping}
    named = next((by_key[key] for key in _NAME_KEYS if key in by_key), None)
    valued = next((by_key[key][1] for key in _VALUE_KEYS if key in by_key), None)
    if named and valued and (name := scalar(named[1])):
        yield Variable(name, _value(valued), place_of(named[0]))
    for key, value in mapping:
        if is_environment or key.value.startswith(_CERTAIN_PREFIXES):
            yield Variable(str(key.value), _value(_nested_value(value) or value), place_of(key))
    yield from _commands(by_key)


def _nested_value(node: Node) -> Node | None:
    """``{value: x}`` as app.json has it."""
    if not isinstance(node, MappingNode):
        return None
    return next((value for key, value in pairs(node) if key.value in _VALUE_KEYS), None)


def _value(node: Node) -> str | None:
    text = scalar(node)
    return None if text is None else shell.expanded(text, {})


def _commands(by_key: dict[str, Pair]) -> Iterator[Command]:
    """``command`` in any spelling; ``args`` of a container go behind its ``command``."""
    arguments = [scalar(item) or "" for item in items(by_key["args"][1])] if "args" in by_key else []
    for key in _COMMAND_KEYS:
        if key in by_key:
            node = by_key[key][1]
            listed = [scalar(item) or "" for item in items(node)]
            if listed:
                yield Command([*listed, *arguments], place_of(node))
            elif text := scalar(node):
                yield from (Command(words, place_of(node)) for words in shell.commands(text))
    if arguments and not any(key in by_key for key in _COMMAND_KEYS):
        yield Command(arguments, place_of(by_key["args"][1]))
