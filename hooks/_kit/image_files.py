"""Files that may name container images, by their names and words: the question before anything is parsed."""

from __future__ import annotations

from . import regex as re
from .source import Source, Words

DOCKERFILE = (
    r"(?i:(?:^|/)(?:docker|container)file(?:[._-][^/]*)?(?<!\.md)(?<!\.txt)(?<!\.rst)(?<!\.dockerignore)"
    r"(?<!\.sh)(?<!\.py)(?<!\.yml)(?<!\.yaml)$|[._-](?:docker|container)file$|(?-i:[a-z]Dockerfile)$)"
)
FILES = rf"{DOCKERFILE}|\.ya?ml$"

# Where images are named in YAML.
WORDS = Words(
    plain=[b"docker://", b"docker-image://"],
    shapes=[
        (b"image", rb"(?:^|[\s{,\"'])image[\"']?[ \t]*:"),
        (b"container", rb"(?:^|[\s{,\"'])container[\"']?[ \t]*:"),
        (b"services", rb"(?:^|[\s{,\"'])services[\"']?[ \t]*:"),
        (b"dockerfile_inline", rb"dockerfile_inline[\"']?[ \t]*:"),
    ],
)


def may_name_images(source: Source) -> bool:
    """Is it a Dockerfile, or YAML with one of the words? Raises ``NotChecked``."""
    return re.search(DOCKERFILE, source.path) is not None or source.mentions(WORDS)
