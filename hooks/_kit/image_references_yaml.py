"""The container images that YAML files name, told apart by what the files hold.

Sources: https://docs.docker.com/reference/compose-file/services/ (image, build),
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (container, services, uses),
https://docs.gitlab.com/ci/yaml/ (image, services), https://circleci.com/docs/configuration-reference/ (docker),
https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/ (container, resources.containers),
https://kubernetes.io/docs/concepts/containers/images/ (image),
https://helm.sh/docs/chart_best_practices/values/ (values of a chart).
"""

from __future__ import annotations

import os

from yaml import MappingNode, Node, ScalarNode

from . import dockerfile_words
from .compiled import compiled
from .finding import NotChecked, Place
from .image_references import ImageReference, images_as_built, images_of_dockerfile
from .light import Callable, Iterator, Mapping
from .source import Source
from .yaml_nodes import documents, items, pairs, place_of, scalar

_GITLAB = compiled(r"(?:^|/)[^/]*gitlab-ci[^/]*\.ya?ml$|(?:^|/)\.gitlab/.*\.ya?ml$")
_GITHUB = compiled(r"(?:^|/)\.(?:github|gitea|forgejo)/workflows/[^/]+$|(?:^|/)action\.ya?ml$")
_CIRCLECI = compiled(r"(?:^|/)\.circleci/[^/]+$")
_OTHER_CI = compiled(
    r"(?:^|/)[^/]*azure[._-]?pipelines?[^/]*$|(?:^|/)[^/]*bitbucket-pipelines[^/]*$"
    r"|(?:^|/)\.(?:drone|woodpecker|travis|cirrus)[^/]*$|(?:^|/)\.woodpecker/[^/]+$|(?:^|/)(?:azure|pipelines)/.*$"
    r"|(?:^|/)(?:cloudbuild|buildspec)[^/]*$"
)
_CONTAINER_KEYS = ("containers", "initContainers", "ephemeralContainers", "container", "sidecars", "steps")
# Under these keys a scalar is an image, or a mapping has it as `image` or `name`.
_GITLAB_KEYS = ("image", "services")
_CI_KEYS = ("image", "container")
_MATRIX_KEY = compiled(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}")
_HELM_VALUES = compiled(r"(?:^|/)(?:[\w.-]+[_-])?values(?:[._-][\w.-]+)?\.ya?ml$")
_COMPOSE = compiled(r"^(?:docker-)?compose[\w.-]*\.ya?ml$")
_FOLDERS_UP = 6
# A template is YAML only when it has been filled in; until then its lines are read.
_TEMPLATE = compiled(r"\{\{|\{%")
_IMAGE_LINE = compiled(r"""^[ \t]*(?:-[ \t]+)?image:[ \t]*["']?([^\s"'{}#$]+)["']?[ \t]*(?:#.*)?$""")
_ENV_LINE = compiled(r"""^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(["']?)(.*?)\2[ \t]*(?:\s#.*)?$""")

Reader = Callable[[Source, MappingNode], Iterator[ImageReference]]


def images_of_yaml(source: Source) -> Iterator[ImageReference]:
    """The images that the documents of a file name; an anchor's image counts once. Raises ``NotChecked``."""
    try:
        roots = documents(source)
    except NotChecked:
        if not _TEMPLATE.search(source.text):
            raise
        yield from _image_lines(source)
        return
    mappings = [root for root in roots if isinstance(root, MappingNode)]
    found = (reference for root in mappings for reference in _reader(source.path, root)(source, root))
    yield from dict.fromkeys(found)


def build_arguments(path: str) -> dict[str, str]:
    """What compose files in the folders above a Dockerfile build it with. Broken ones say nothing."""
    found: dict[str, str] = {}
    folder = os.path.dirname(os.path.abspath(path))
    for _ in range(_FOLDERS_UP):
        for compose in _compose_files(folder):
            found = {**_arguments_for(path, compose), **found}
        if os.path.lexists(os.path.join(folder, ".git")) or folder == os.path.dirname(folder):
            break
        folder = os.path.dirname(folder)
    return found


def _compose_files(folder: str) -> list[Source]:
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if _COMPOSE.search(entry.name))
    return [Source(os.path.relpath(os.path.join(folder, name))) for name in names]


def _arguments_for(path: str, compose: Source) -> dict[str, str]:
    try:
        roots = documents(compose) if b"args" in compose.data else []
    except NotChecked:
        return {}
    builds = [_child(service, "build") for root in roots for service in _services(root)]
    built = (build for build in builds if _dockerfile_of(compose, build) == os.path.normpath(path))
    return {name: value for build in built for name, value in _arguments(compose, build).items()}


def _services(root: Node) -> list[Node]:
    services = _child(root, "services")
    return [service for _, service in pairs(services)] if isinstance(services, MappingNode) else []


def _dockerfile_of(compose: Source, build: Node | None) -> str | None:
    """The path of the Dockerfile that a service is built from."""
    folder = scalar(build) or scalar(_child(build, "context")) or "."
    name = scalar(_child(build, "dockerfile")) or "Dockerfile"
    return os.path.normpath(os.path.join(os.path.dirname(compose.path), folder, name)) if build else None


def _arguments(compose: Source, build: Node | None) -> dict[str, str]:
    return _literal_values(_child(build, "args"), _env_file(compose))


def _reader(path: str, root: MappingNode) -> Reader:
    keys = {key.value for key, _ in pairs(root)}
    if {"apiVersion", "kind"} <= keys:
        return _of_kubernetes
    if _HELM_VALUES.search(path) and "services" not in keys:
        return _of_helm_values
    if _GITLAB.search(path):
        return _of_gitlab
    if _CIRCLECI.search(path):
        return _of_circleci
    if _GITHUB.search(path) or _OTHER_CI.search(path):
        return _of_ci
    return _of_compose


def _of_kubernetes(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    """Pods, whatever holds them, and the steps of workflows."""
    for key, node in _walk(root):
        if key in _CONTAINER_KEYS:
            for item in items(node) or [node]:
                yield from _reference(_child(item, "image"), "kubernetes")


def _of_helm_values(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    """An image is a text, perhaps with a ``tag`` beside it, or a mapping; where no tag stands, the chart decides."""
    for key, node in _walk(root):
        if (text := scalar(node)) and key == "image" and ":" in text.rpartition("/")[2]:
            yield from _reference(node, "kubernetes")
        elif isinstance(node, MappingNode):
            name = _child(node, "repository") or _child(node, "image")
            tag = _child(node, "tag")
            if (path := scalar(name)) and (version := scalar(tag)) and tag is not None and ":" not in path:
                host, digest = scalar(_child(node, "registry")), scalar(_child(node, "digest"))
                text = f"{f'{host}/' if host else ''}{path}:{version}{f'@{digest}' if digest else ''}"
                yield ImageReference(text, _start(tag), "kubernetes")


def _of_gitlab(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    variables = _literal_values(_child(root, "variables"))
    for key, node in _walk(root):
        if key in _GITLAB_KEYS:
            for item in items(node) or [node]:
                yield from _reference(_child(item, "name") or item, "ci", variables)


def _of_circleci(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    """Containers only: the image of a ``machine`` is that of a virtual machine."""
    for key, node in _walk(root):
        for item in items(node) if key == "docker" else ():
            yield from _reference(_child(item, "image"), "ci")


def _of_ci(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    """GitHub, Azure, Bitbucket and others: the same few keys, wherever they stand."""
    listed = [item for key, node in _walk(root) if key == "containers" for item in items(node)]
    aliases = {scalar(_child(item, "container")) for item in listed}
    for key, node in _walk(root):
        if key in _CI_KEYS and not items(node) and scalar(node) not in aliases - {None}:
            image = _child(node, "image") or _child(node, "name")
            yield from _matrix_filled(root, image or node)
        elif key == "uses" and (text := scalar(node)) and text.startswith("docker://"):
            yield from _reference(node, "ci", prefix="docker://")


def _of_compose(source: Source, root: MappingNode) -> Iterator[ImageReference]:
    """The image of a service, which only names the result where the service is built."""
    variables = _env_file(source)
    for service in _services(root):
        build = _child(service, "build")
        if build is None:
            yield from _reference(_child(service, "image"), "compose", variables, is_compose=True)
        inline = _child(build, "dockerfile_inline")
        if isinstance(inline, ScalarNode):
            yield from _inline(source, inline, _literal_values(_child(build, "args")))
        yield from _built_otherwise(source, build)
        contexts = _child(build, "additional_contexts")
        for _, context in pairs(contexts) if isinstance(contexts, MappingNode) else ():
            if (scalar(context) or "").startswith("docker-image://"):
                yield from _reference(context, "compose", variables, prefix="docker-image://", is_compose=True)


def _built_otherwise(source: Source, build: Node | None) -> Iterator[ImageReference]:
    """The images that a Dockerfile names only with the arguments of this file, which are to be mended here."""
    arguments, path = _arguments(source, build), _dockerfile_of(source, build)
    node = _child(build, "args")
    if not arguments or not path or node is None or not os.path.isfile(path):
        return
    dockerfile = Source(path)
    try:
        own = {reference.text for reference in images_as_built(dockerfile, {})}
        built = list(images_of_dockerfile(dockerfile, arguments))
    except NotChecked:  # which is said of the Dockerfile itself
        return
    yield from (one._replace(place=place_of(node)) for one in built if one.text not in own and one.kind == "from")


def _walk(root: Node) -> Iterator[tuple[str, Node]]:
    """Every pair of every mapping below, each node once: an anchor may be used a million times."""
    seen: set[int] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        pending += items(node)
        if isinstance(node, MappingNode):
            for key, value in pairs(node):
                yield key.value, value
                pending.append(value)


def _child(node: Node | None, key: str) -> Node | None:
    if not isinstance(node, MappingNode):
        return None
    return next((value for name, value in pairs(node) if name.value == key), None)


def _reference(
    node: Node | None,
    kind: str,
    variables: Mapping[str, str] | None = None,
    *,
    prefix: str = "",
    is_compose: bool = False,
) -> Iterator[ImageReference]:
    text = scalar(node)
    if node is None or not text:
        return
    offset = len(prefix) * text.startswith(prefix)
    text = text.strip().removeprefix(prefix)
    if "$" in text and "${{" not in text:
        text = _interpolated(text, variables or {}, is_compose=is_compose)
    start = _start(node)
    yield ImageReference(text, Place(start.line, start.col + offset), kind)


def _start(node: Node) -> Place:
    """Where the text of a scalar begins, behind its quote."""
    place = place_of(node)
    return Place(place.line, place.col + (isinstance(node, ScalarNode) and node.style in ("'", '"')))


def _interpolated(text: str, variables: Mapping[str, str], *, is_compose: bool) -> str:
    """The text with what the file says of its variables; the others stay."""
    plain = text.replace("\\", "\\\\").replace("$$", "\\$" if is_compose else "$$")
    try:
        unset = dockerfile_words.expand(plain, variables).unset
        return dockerfile_words.expanded(plain, {**variables, **{name: f"${{{name}}}" for name in unset}})
    except dockerfile_words.WordError:
        return text


def _matrix_filled(root: MappingNode, node: Node) -> Iterator[ImageReference]:
    """The reference; one that takes a word from the matrix, once for each value that stands there."""
    text = scalar(node) or ""
    match = _MATRIX_KEY.search(text)
    if not match:
        yield from _reference(node, "ci", prefix="docker://")
        return
    matrices = [value for key, value in _walk(root) if key == "matrix"]
    values = [value for matrix in matrices for key, value in _walk(matrix) if key == match[1]]
    for value in values:
        for item in items(value) or [value]:
            if (word := scalar(item)) and "$" not in word:
                yield ImageReference(text.replace(match[0], word), _start(item), "ci")


def _literal_values(node: Node | None, variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The scalars of a mapping, or the ``NAME=value`` of a list, as far as they are known."""
    if isinstance(node, MappingNode):
        found = {key.value: scalar(value) or "" for key, value in pairs(node)}
    else:
        listed = ((scalar(item) or "").partition("=") for item in items(node))
        found = {name: value for name, equals, value in listed if equals}
    filled = {name: _interpolated(value, variables or {}, is_compose=True) for name, value in found.items()}
    return {name: value for name, value in filled.items() if value and "${" not in value}


def _env_file(source: Source) -> dict[str, str]:
    """What the ``.env`` beside a compose file sets."""
    path = os.path.join(os.path.dirname(source.path), ".env")
    if not os.path.isfile(path):
        return {}
    matches = map(_ENV_LINE.match, Source(path).lines)
    return {match[1]: match[3] for match in matches if match and "$" not in match[3]}


def _inline(source: Source, node: ScalarNode, arguments: Mapping[str, str]) -> Iterator[ImageReference]:
    """The images of a Dockerfile inside a compose file, at their place in it."""
    inner = Source(source.path)
    inner.__dict__["text"] = node.value  # a file within the file: its text is known already
    first = node.start_mark.line + (1 if node.style in ("|", ">") else 0)
    for reference in images_of_dockerfile(inner, arguments):
        line = min(first + reference.place.line, len(source.lines))
        indent = len(source.lines[line - 1]) - len(source.lines[line - 1].lstrip())
        yield reference._replace(place=Place(line, reference.place.col + indent))


def _image_lines(source: Source) -> Iterator[ImageReference]:
    for number, line in enumerate(source.lines, 1):
        if match := _IMAGE_LINE.match(line):
            yield ImageReference(match[1], Place(number, match.start(1) + 1), "kubernetes")
