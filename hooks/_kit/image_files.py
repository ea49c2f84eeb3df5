"""Which files name container images, and by which words: known without importing what reads them."""

from __future__ import annotations

from .source import Words

DOCKERFILE = (
    r"(?i:(?:^|/)(?:docker|container)file(?:[._-][^/]*)?(?<!\.md)(?<!\.txt)(?<!\.rst)(?<!\.dockerignore)"
    r"(?<!\.sh)(?<!\.py)(?<!\.yml)(?<!\.yaml)$|\.(?:docker|container)file$)"
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
