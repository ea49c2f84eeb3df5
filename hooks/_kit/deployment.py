"""What deployment files put into force: environment variables and start commands.

Dockerfiles, compose files, Kubernetes manifests and other YAML, JSON manifests of platforms, env files,
Procfiles, shell scripts, systemd units, uWSGI and supervisor files. Only what production sees: of a
Dockerfile the last stage and the stages it is built upon, of a compose file no service for developers.
"""

from __future__ import annotations

from . import regex as re
from .effects import Effect
from .finding import NotChecked
from .light import Callable, Iterator
from .names import Names
from .source import Source

Reader = Callable[[Source, Names], Iterator[Effect]]

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "dockerfile",
        r"(?i:(?:^|/)(?:docker|container)file(?:[._-][^/]*)?(?<!\.md)(?<!\.txt)(?<!\.rst)$"
        r"|[._-](?:docker|container)file$|(?-i:[a-z]Dockerfile)$)",
    ),
    ("procfile", r"(?:^|/)Procfile(?:\.[\w-]+)?$"),
    ("env", r"(?:^|/)(?:\.env(?:[.-][\w.-]+)?|[\w.-]+\.env|\.envrc|\.flaskenv|fly\.toml)$"),
    ("yaml", r"\.ya?ml$|(?:^|/)(?:app|vercel|now|zappa_settings|task-?definition[\w.-]*|ecs[\w.-]*)\.json$"),
    ("unit", r"\.service$"),
    ("ini", r"(?:^|/)[^/]*(?:uwsgi|supervisor|circus)[^/]*\.(?:ini|conf|cfg)$|(?:^|/)supervisor/.*\.conf$"),
    (
        "shell",
        r"\.(?:sh|bash|zsh|ksh)$|(?:^|/)(?:bin|scripts)/[^/.]+$|(?:^|/)[^/.]*(?:entrypoint|start|boot|run)[^/.]*$",
    ),
)
FILES = "|".join(pattern for _, pattern in _KINDS)


def kind_of(path: str) -> str | None:
    """The kind of a deployment file by its name, or ``None``."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, path)), None)


def effects(source: Source, names: Names) -> Iterator[Effect]:
    """Everything the file sets or starts in production."""
    kind = kind_of(source.path) or _kind_by_first_line(source)
    if not kind:
        return
    try:
        reader = _reader(kind)
    except ImportError as error:
        remedy = "`additional_dependencies` replaced this hook's own: add PyYAML to it"
        raise NotChecked(source.path, "PyYAML is missing from the hook's environment", remedy) from error
    yield from reader(source, names)


def _kind_by_first_line(source: Source) -> str | None:
    first = source.data[:128].partition(b"\n")[0]
    return "shell" if re.match(rb"#!.*\b(?:ba|z|k|da)?sh\b", first) else None


def _reader(kind: str) -> Reader:
    """The reader of a kind; its module is imported for the first file of that kind only."""
    match kind:
        case "dockerfile":
            from .deployment_dockerfile import effects_of_dockerfile as reader
        case "shell":
            from .deployment_shell import effects_of_shell as reader
        case "env":
            from .deployment_lines import effects_of_env_file as reader
        case "ini":
            from .deployment_lines import effects_of_ini as reader
        case "procfile":
            from .deployment_lines import effects_of_procfile as reader
        case "unit":
            from .deployment_lines import effects_of_unit as reader
        case _:
            from .deployment_yaml import effects_of_yaml as reader
    return reader
