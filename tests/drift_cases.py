"""Cases for ``requirements-drift``: what is listed, what is installed, what is wrong.

The tests and ``benchmarks/requirements_drift.py`` share this table. An environment is made of folders written
by hand, which installers and their rivals read like installed packages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Content = str | bytes
MINOR = ".".join(map(str, sys.version_info[:2]))
FULL = ".".join(map(str, sys.version_info[:3]))


class Package(NamedTuple):
    """An installed package; ``origin`` is the content of ``direct_url.json``, where ``{root}`` is the case's folder."""

    name: str
    version: str
    requires: tuple[str, ...] = ()
    origin: Mapping[str, Any] | None = None


class Case(NamedTuple):
    """One situation.

    ``found`` holds ``path:line rule`` for each finding, or ``path NOT CHECKED``; nothing, where all is well.
    ``python`` is an invented version of the environment's interpreter, which only a reader of folders can see.
    """

    id: str
    files: Mapping[str, Content]
    packages: Sequence[Package]
    found: Sequence[str] = ()
    options: Sequence[str] = ()
    python: str = ""
    after: Mapping[str, Content] | None = None

    @property
    def is_drift(self) -> bool:
        """Is there anything to say?"""
        return bool(self.found)


def package(name: str, version: str, *requires: str, origin: Mapping[str, Any] | None = None) -> Package:
    """An installed package and what it requires."""
    return Package(name, version, requires, origin)


def write_environment(
    prefix: Path, packages: Sequence[Package], python: str = "", library: str = "", root: Path | None = None
) -> Path:
    """Write an environment below ``prefix`` and return its site-packages."""
    version = python or FULL
    minor = ".".join(version.split(".")[:2])
    site = prefix / (library or f"lib/python{minor}/site-packages")
    site.mkdir(parents=True, exist_ok=True)
    home = Path(sys.base_prefix) / "bin"
    (prefix / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\nversion = {version}\n")
    for each in packages:
        write_package(site, each, root or prefix.parent)
    return site


def write_package(site: Path, each: Package, root: Path) -> Path:
    """Write the metadata of an installed package."""
    folder = site / f"{each.name.replace('-', '_')}-{each.version}.dist-info"
    folder.mkdir(exist_ok=True)
    extras = sorted({part.split("'")[0] for line in each.requires for part in line.split("extra == '")[1:]})
    lines = ["Metadata-Version: 2.1", f"Name: {each.name}", f"Version: {each.version}"]
    lines += [f"Requires-Dist: {line}" for line in each.requires] + [f"Provides-Extra: {extra}" for extra in extras]
    (folder / "METADATA").write_text("\n".join([*lines, "", "A description.", "Name: not-a-header", ""]))
    (folder / "RECORD").write_text("")
    (folder / "INSTALLER").write_text("pip\n")
    if each.origin is not None:
        (folder / "direct_url.json").write_text(json.dumps(each.origin).replace("{root}", root.as_posix()))
    return folder


CLICK = package("click", "8.1.7")
REQUESTS = package("requests", "2.32.0")
WHEEL = {"url": "file://{root}/wheels/click-8.1.7-py3-none-any.whl", "archive_info": {}}
FROM_WHEEL = package("click", "8.1.7", origin=WHEEL)
INSTALLERS = [package("pip", "24.0"), package("setuptools", "70"), package("wheel", "0.43")]
FLASK = package("Flask", "3.1.0", "click>=8.1.3", "asgiref>=3.2; extra == 'async'")
ASGIREF = package("asgiref", "3.8.1")
SQLALCHEMY = package("Flask-SQLAlchemy", "3.1.1", "flask>=2.2.5")
COMMIT = "4f0e3a1c9b7d2e6f8a0b1c2d3e4f5a6b7c8d9e0f"
GIT = {
    "url": "https://github.com/shop/tools.git",
    "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
}
TOOLS = package("tools", "1.0", origin=GIT)
CONDA = package("wcwidth", "0.2.5", origin={"url": "file:///croot/wcwidth_1/work", "dir_info": {}})
LOCAL = package("local", "0.1", origin={"url": "file://{root}/local", "dir_info": {"editable": True}})
LOCAL_FILES = {"local/pyproject.toml": '[project]\nname = "local"\nversion = "0.1"\n'}
HASH = "sha256:" + "ab" * 32
TXT = "requirements.txt"


def one(name: str, text: Content, packages: Sequence[Package], *found: str, **more: Any) -> Case:
    """A case of a single requirements file; ``found`` without the file's name."""
    files = {TXT: text, **more.pop("files", {})}
    return Case(name, files, packages, [f"{TXT}{item if item[0] == ' ' else ':' + item}" for item in found], **more)


PLAIN = [FLASK, CLICK]
WRONG_FLASK = [package("Flask", "2.0.0", "click>=8"), CLICK]

SETS = [
    one("equal", "click==8.1.7\nFlask==3.1.0\n", PLAIN),
    one("listed, not installed", "click==8.1.7\nFlask==3.1.0\nrequests==2.32.0\n", PLAIN, "3 not-installed"),
    one("installed, not listed", "click==8.1.7\nFlask==3.1.0\n", [*PLAIN, REQUESTS], "1 not-needed"),
    one("version differs", "click==8.1.7\nFlask==3.0.0\n", PLAIN, "2 version-differs"),
    one("newer in the file", "click==8.2.0\nFlask==3.1.0\n", PLAIN, "1 version-differs"),
    one(
        "all three",
        "click==8.1.6\nrequests==2.0\n",
        [*PLAIN, ASGIREF],
        "1 not-needed",
        "1 version-differs",
        "2 not-installed",
        "1 not-needed",
    ),
]

SPELLINGS = [
    one("underscore", "flask_sqlalchemy==3.1.1\nflask==3.1.0\nclick==8.1.7\n", [SQLALCHEMY, *PLAIN]),
    one("Zope-Interface", "Zope-Interface==6.0\n", [package("zope.interface", "6.0")]),
    one("ruamel", "ruamel-yaml==0.18.6\n", [package("ruamel.yaml", "0.18.6")]),
    one("wildcard", "click==8.1.*\n", [CLICK]),
    one("wildcard not met", "click==8.0.*\n", [CLICK], "1 version-differs"),
    one("triple", "click===8.1.7\n", [CLICK]),
    one("triple is text", "click===8.1.7.0\n", [CLICK], "1 version-differs"),
    one("compatible", "click~=8.1\n", [CLICK]),
    one("compatible not met", "click~=8.2\n", [CLICK], "1 version-differs"),
    one("excluded", "click!=8.1.7\n", [CLICK], "1 version-differs"),
    one("range", "click>=8,<9\n", [CLICK]),
    one("range not met", "click>=8.2,<9\n", [CLICK], "1 version-differs"),
    one("bare name", "click\n", [CLICK]),
    one("zeros", "click==8.1.7.0\n", [CLICK]),
    one("pre-release", "click>=8\n", [package("click", "8.2.0rc1")]),
    one("local version", "torch==2.0.1\n", [package("torch", "2.0.1+cpu")]),
    one("legacy version", "pytz==2004d-final\n", [package("pytz", "2004d-final")]),
]

MARKERS = [
    one("other platform", "click==8.1.7\npywin32==306; sys_platform == 'none'\n", [CLICK]),
    one("marker true, absent", "click==8.1.7\ntomli==2.0; python_version >= '3.8'\n", [CLICK], "2 not-installed"),
    one("exclusive", "click==7.0; python_version < '3.8'\nclick==8.1.7; python_version >= '3.8'\n", [CLICK]),
    one(
        "exclusive, wrong",
        "click==8.1.7; python_version < '3.8'\nclick==7.0; python_version >= '3.8'\n",
        [CLICK],
        "2 version-differs",
    ),
    one("or", "click==8.1.7\npywin32==306; sys_platform == 'none' or os_name == 'none'\n", [CLICK]),
    one(
        "older target",
        "click==8.1.7\ntomli==2.0; python_version < '3.11'\n",
        [CLICK],
        "2 not-installed",
        python="3.10.4",
    ),
    one("newer target", "click==8.1.7\ntomli==2.0; python_version < '3.11'\n", [CLICK], python="3.13.1"),
    one(
        "full version",
        "click==8.1.7\ntomli==2.0; python_full_version < '3.11.0a7'\n",
        [CLICK],
        "2 not-installed",
        python="3.10.4",
    ),
    one("dependency for another Python", "Flask\n", [package("Flask", "3.1.0", "tomli>=2; python_version < '3'")]),
]

EXTRAS = [
    one("extra there", "Flask[async]==3.1.0\n", [*PLAIN, ASGIREF]),
    one("extra incomplete", "Flask[async]==3.1.0\n", PLAIN, "1 extra-incomplete"),
    one("extra not asked for", "Flask==3.1.0\n", [*PLAIN, ASGIREF], "1 not-needed"),
    one(
        "extra of itself",
        "Flask[all]\n",
        [package("Flask", "3.1.0", "Flask[async]; extra == 'all'", "asgiref; extra == 'async'"), ASGIREF],
    ),
    one("dependency missing", "Flask==3.1.0\n", [FLASK], "1 dependency-missing"),
]

INCLUDES = [
    one(
        "nested",
        "-r base.txt\nFlask==3.1.0\n",
        PLAIN,
        files={"base.txt": "-r deep/er.txt\n", "deep/er.txt": "click==8.1.7\n"},
    ),
    one("long form", "--requirement=base.txt\n", [CLICK], files={"base.txt": "click==8.1.7\n"}),
    Case(
        "included file differs",
        {"requirements/dev.txt": "-r base.txt\nclick==8.1.7\n", "requirements/base.txt": "Flask==3.0.0\n"},
        PLAIN,
        ["requirements/base.txt:1 version-differs"],
    ),
    Case(
        "side file not installed",
        {
            TXT: "Flask==3.1.0\n",
            "requirements-dev.txt": "pytest==8.0\ncoverage==7.0\n",
            "docs/requirements.txt": "sphinx\n",
        },
        PLAIN,
    ),
    Case(
        "side file installed",
        {TXT: "Flask==3.1.0\n", "requirements-dev.txt": "pytest==8.0\ncoverage==7.0\n"},
        [*PLAIN, package("pytest", "8.1"), package("coverage", "7.0")],
        ["requirements-dev.txt:1 version-differs"],
    ),
    one("constraint violated", "-c limits.txt\nclick\n", [CLICK], files={"limits.txt": "click<8\n"})._replace(
        found=["limits.txt:1 constraint-broken"]
    ),
    one("constraint of something absent", "-c limits.txt\nclick\n", [CLICK], files={"limits.txt": "absent<8\n"}),
    one("cycle", "-r b.txt\nclick==8.1.7\n", [CLICK], files={"b.txt": f"-r {TXT}\n"})._replace(
        found=["b.txt NOT CHECKED"]
    ),
    one("absent include", "-r gone.txt\nclick==8.1.6\n", [CLICK], "2 version-differs", " NOT CHECKED"),
]

FORMS = [
    one("hashes", f"click==8.1.7 \\\n    --hash={HASH} \\\n    --hash={HASH}\n", [CLICK]),
    one("hashes, version differs", f"click==8.1.6 \\\n    --hash={HASH}\n", [CLICK], "1 version-differs"),
    one("options of a line", 'click==8.1.7 --config-settings "--build-option=x"\n', [CLICK]),
    one(
        "options of a file",
        "-i https://${USER}:${TOKEN}@example.invalid/simple\n--pre\n--find-links ./wheels\n--trusted-host x\nclick\n",
        [CLICK],
    ),
    one("name split by a backslash", "click\\\n==8.1.7\n", [CLICK]),
    one("via comments", "click==8.1.7\n    # via flask\nflask==3.1.0\n    # via -r requirements.in\n", PLAIN),
    one("spaces", "click == 8.1.7  # pinned\n", [CLICK]),
    one("no final newline", "click==8.1.7", [CLICK]),
    one("CRLF", "click==8.1.7\r\nflask==3.1.0\r\n", PLAIN),
    one("UTF-8 mark", b"\xef\xbb\xbfclick==8.1.7\n", [CLICK]),
    one("UTF-16", "click==8.1.7\r\nflask==3.1.0\r\n".encode("utf-16"), PLAIN),
    one("UTF-16, version differs", "click==8.1.6\r\nflask==3.1.0\r\n".encode("utf-16"), PLAIN, "1 version-differs"),
    one("UTF-16 asked for", "click==8.1.7\n".encode("utf-16"), [CLICK], "1 file-encoding", options=["--encoding=fail"]),
    one("Latin-1 cookie", "# coding: latin-1\nclick==8.1.7  # gr\u00fc\u00dfe\n".encode("latin-1"), [CLICK]),
    one("non-breaking space", "click\u00a0==8.1.7\nflask==3.1.0\n", PLAIN, " NOT CHECKED"),
    one("no requirement", "click==8.1.6\nthis is no requirement\n", [CLICK], "1 version-differs", " NOT CHECKED"),
]

SOURCES = [
    one("editable", "-e ./local\n", [LOCAL], files=LOCAL_FILES),
    one("editable with equals", "--editable=./local\n", [LOCAL], files=LOCAL_FILES),
    one("folder", "./local\n", [LOCAL], files=LOCAL_FILES),
    one("folder not installed", "./local\nclick\n", [CLICK], "1 not-installed", files=LOCAL_FILES),
    one("git", "tools@git+https://github.com/shop/tools.git@main\n", [TOOLS]),
    one("git, egg", f"git+https://github.com/shop/tools@{COMMIT}#egg=tools\n", [TOOLS]),
    one("git, short commit", f"tools @ git+https://github.com/shop/tools@{COMMIT[:8]}\n", [TOOLS]),
    one("git, ssh", "tools @ git+ssh://git@github.com/shop/tools.git@main\n", [TOOLS]),
    one("git, wrong commit", f"tools @ git+https://github.com/shop/tools@{'0' * 40}\n", [TOOLS], "1 revision-differs"),
    one("git, other branch", "tools @ git+https://github.com/shop/tools@v2\n", [TOOLS], "1 revision-differs"),
    one("git, other repository", "tools @ git+https://github.com/fork/tools@main\n", [TOOLS], "1 source-differs"),
    one("git, from an index", "click @ git+https://github.com/pallets/click@8.1.7\n", [CLICK], "1 source-differs"),
    one("pinned, from git", "tools==1.0\n", [TOOLS], "1 source-differs"),
    one("conda path", "wcwidth @ file:///croot/wcwidth_1/work\n", [CONDA], "1 path-unportable"),
    one("conda, pinned", "wcwidth==0.2.5\n", [CONDA]),
    one("wheel path", "./wheels/click-8.1.7-py3-none-any.whl\n", [FROM_WHEEL]),
    one("wheel path, other version", "./wheels/click-8.1.6-py3-none-any.whl\n", [FROM_WHEEL], "1 version-differs"),
]

# A small application with more below it than it lists.
DEEP = [
    package("Flask", "3.1.0", "Werkzeug>=3.1", "Jinja2>=3.1.2", "click>=8.1.3", "blinker>=1.9"),
    package("Werkzeug", "3.1.3", "MarkupSafe>=2.1.1"),
    package("Jinja2", "3.1.5", "MarkupSafe>=2.0"),
    package("MarkupSafe", "3.0.2"),
    package("click", "8.1.7"),
    package("blinker", "1.9.0"),
]
FROZEN = "blinker==1.9.0\nclick==8.1.7\nFlask==3.1.0\nJinja2==3.1.5\nMarkupSafe==3.0.2\nWerkzeug==3.1.3\n"

MODES = [
    one("frozen", FROZEN, DEEP),
    one("frozen, lost pin", FROZEN.replace("MarkupSafe==3.0.2\n", ""), DEEP, "4 pin-lost"),
    one("frozen, unpinned", FROZEN.replace("Jinja2==3.1.5", "Jinja2"), DEEP, "4 not-pinned"),
    one("top level", "Flask\n", DEEP),
    one("top level, pinned", "Flask==3.1.0\n", DEEP),
    one("top level, not reached", "Flask\n", [*DEEP, REQUESTS], "1 not-needed"),
    one(
        "top level, forced",
        "Flask==3.1.0\nWerkzeug==3.1.3\n",
        DEEP,
        "1 pin-lost",
        "1 pin-lost",
        "1 pin-lost",
        "2 pin-lost",
        options=["--mode=frozen"],
    ),
    one("frozen, forced open", FROZEN.replace("click==8.1.7\n", ""), DEEP, options=["--mode=top-level"]),
    one("empty", "", [CLICK], "1 not-needed"),
    one("conflict", "click==8.1.7\nclick==8.1.6\n", [CLICK], "2 pins-conflict"),
    one("pip listed", "pip==1.0\nclick==8.1.7\n", [CLICK, package("pip", "24.0")], "1 version-differs"),
    one("pip listed, absent", "pip==1.0\nclick==8.1.7\n", [CLICK]),
    one("installers not listed", "click==8.1.7\n", [CLICK, *INSTALLERS]),
    one("not listed, allowed", "click\n", [CLICK, package("ipython", "8.0")], options=["--allow", "ipython"]),
]

TEMPLATES = [
    Case(
        "template folder", {TXT: "click==8.1.7\n", "{{cookiecutter.app}}/Pipfile": "[packages]\n{% if x %}\n"}, [CLICK]
    ),
    Case(
        "template",
        {TXT: "click==8.1.7\n", "skeleton/requirements.txt": "{% if x %}\nflask\n{% endif %}\n{{ more }}\n"},
        [CLICK],
    ),
]

PYPROJECT = """\
[project]
name = "shop"
version = "0.1"
dependencies = ["Flask>=3"]

[project.optional-dependencies]
db = ["Flask-SQLAlchemy>=3"]

[dependency-groups]
dev = ["requests>=2"]
"""
UV_LOCK = """\
version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "click"
version = "8.1.7"
source = { registry = "https://index.invalid/simple" }
dependencies = [
    { name = "colorama", marker = "sys_platform == 'none'" },
]
sdist = { url = "https://files.invalid/click-8.1.7.tar.gz", hash = "sha256:00" }
wheels = [
    { url = "https://files.invalid/click-8.1.7-py3-none-any.whl", hash = "sha256:00" },
]

[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "flask"
version = "3.1.0"
source = { registry = "https://index.invalid/simple" }
dependencies = [
    { name = "click" },
]

[[package]]
name = "flask-sqlalchemy"
version = "3.1.1"
source = { registry = "https://index.invalid/simple" }
dependencies = [
    { name = "flask" },
]

[[package]]
name = "requests"
version = "2.32.0"
source = { registry = "https://index.invalid/simple" }

[[package]]
name = "shop"
version = "0.1"
source = { virtual = "." }
dependencies = [
    { name = "flask" },
]

[package.optional-dependencies]
db = [
    { name = "flask-sqlalchemy" },
]

[package.dev-dependencies]
dev = [
    { name = "requests" },
]

[package.metadata]
requires-dist = [
    { name = "flask", specifier = ">=3" },
    { name = "flask-sqlalchemy", marker = "extra == 'db'", specifier = ">=3" },
]
provides-extras = ["db"]

[package.metadata.requires-dev]
dev = [{ name = "requests", specifier = ">=2" }]
"""
UV = {"pyproject.toml": PYPROJECT, "uv.lock": UV_LOCK}

POETRY_PROJECT = """\
[tool.poetry]
name = "shop"
version = "0.1"

[tool.poetry.dependencies]
python = "^3.9"
Flask = {version = "^3.0", extras = ["async"]}

[tool.poetry.group.dev.dependencies]
requests = "~2.32"
"""
POETRY_LOCK = """\
[[package]]
name = "asgiref"
version = "3.8.1"
optional = false
python-versions = ">=3.8"
files = [
    {file = "asgiref-3.8.1.tar.gz", hash = "sha256:00"},
]

[[package]]
name = "click"
version = "8.1.7"
optional = false
python-versions = ">=3.7"
files = []

[package.dependencies]
colorama = {version = "*", markers = "platform_system == 'None'"}

[[package]]
name = "colorama"
version = "0.4.6"
optional = false
python-versions = "*"
files = []

[[package]]
name = "flask"
version = "3.1.0"
optional = false
python-versions = ">=3.9"
files = []

[package.dependencies]
asgiref = {version = ">=3.2", optional = true, markers = "extra == 'async'"}
click = ">=8.1.3"

[package.extras]
async = ["asgiref (>=3.2)"]
dotenv = ["python-dotenv"]

[[package]]
name = "requests"
version = "2.32.0"
optional = false
python-versions = ">=3.8"
files = []

[metadata]
lock-version = "2.0"
python-versions = "^3.9"
content-hash = "00"
"""
# The same packages as Poetry 2 writes them: with groups, and markers on the packages.
POETRY_2_LOCK = """\
[[package]]
name = "click"
version = "8.1.7"
optional = false
python-versions = ">=3.7"
groups = ["main"]
files = []

[[package]]
name = "colorama"
version = "0.4.6"
optional = false
python-versions = "*"
groups = ["main", "dev"]
files = []
markers = {main = "platform_system == 'None'", dev = "sys_platform == 'none'"}

[[package]]
name = "flask"
version = "3.1.0"
optional = false
python-versions = ">=3.9"
groups = ["main"]
files = []

[[package]]
name = "requests"
version = "2.32.0"
optional = false
python-versions = ">=3.8"
groups = ["dev"]
files = []

[metadata]
lock-version = "2.1"
python-versions = "^3.9"
content-hash = "00"
"""
POETRY = {"pyproject.toml": POETRY_PROJECT, "poetry.lock": POETRY_LOCK}
POETRY_2 = {"pyproject.toml": POETRY_PROJECT.replace(', extras = ["async"]', ""), "poetry.lock": POETRY_2_LOCK}

PIPFILE = """\
[[source]]
url = "https://index.invalid/simple"
verify_ssl = true
name = "index"

[packages]
flask = "*"

[dev-packages]
requests = "*"

[requires]
python_version = "3.11"
"""
PIPFILE_LOCK = """\
{
    "_meta": {
        "hash": {
            "sha256": "9d1bf3d4cba4ad4af7e3a3ff1ed5c1ff36ab5a5b8c0ec8c7f6f65a80a4d2a4a5"
        },
        "pipfile-spec": 6
    },
    "default": {
        "click": {
            "hashes": [
                "sha256:00"
            ],
            "markers": "python_version >= '3.7'",
            "version": "==8.1.7"
        },
        "colorama": {
            "markers": "sys_platform == 'none'",
            "version": "==0.4.6"
        },
        "flask": {
            "index": "index",
            "version": "==3.1.0"
        }
    },
    "develop": {
        "requests": {
            "version": "==2.32.0"
        }
    }
}
"""
PIPENV = {"Pipfile.lock": PIPFILE_LOCK}

PYLOCK = """\
lock-version = "1.0"
created-by = "uv"
dependency-groups = ["dev"]

[[packages]]
name = "click"
version = "8.1.7"
wheels = [{ url = "https://files.invalid/click-8.1.7-py3-none-any.whl", hashes = { sha256 = "00" } }]

[[packages]]
name = "colorama"
version = "0.4.6"
marker = "sys_platform == 'none'"
wheels = [{ url = "https://files.invalid/colorama-0.4.6-py3-none-any.whl", hashes = { sha256 = "00" } }]

[[packages]]
name = "flask"
version = "3.1.0"
wheels = [{ url = "https://files.invalid/flask-3.1.0-py3-none-any.whl", hashes = { sha256 = "00" } }]

[[packages]]
name = "requests"
version = "2.32.0"
marker = "'dev' in dependency_groups"
wheels = [{ url = "https://files.invalid/requests-2.32.0-py3-none-any.whl", hashes = { sha256 = "00" } }]
"""

OLD_CLICK = [FLASK, package("click", "8.1.6")]
COMPILED = """\
# This file is autogenerated by pip-compile with Python 3.11
#    pip-compile requirements.in
click==8.1.7
    # via flask
flask==3.1.0
    # via -r requirements.in
"""

LOCKS = [
    Case("uv", UV, PLAIN),
    Case("uv, version differs", UV, OLD_CLICK, ["uv.lock:6 version-differs"]),
    Case("uv, not installed", UV, [FLASK, SQLALCHEMY], ["uv.lock:6 not-installed"]),
    Case("uv, not needed", UV, [*PLAIN, package("urllib3", "2.0")], ["uv.lock:1 not-needed"]),
    Case("uv, group installed", UV, [*PLAIN, package("requests", "2.31")], ["uv.lock:39 version-differs"]),
    Case("uv, group asked for", UV, PLAIN, ["uv.lock:39 not-installed"], options=["--group=dev"]),
    Case("uv, extra asked for", UV, PLAIN, ["uv.lock:31 not-installed"], options=["--extra=db"]),
    Case(
        "uv, outdated",
        {**UV, "pyproject.toml": PYPROJECT.replace("Flask>=3", "Flask>=3.1")},
        PLAIN,
        ["pyproject.toml:4 lock-outdated"],
    ),
    Case(
        "uv, dependency taken away",
        {**UV, "pyproject.toml": PYPROJECT.replace('"requests>=2"', "")},
        PLAIN,
        ["uv.lock:44 lock-outdated"],
    ),
    Case(
        "uv, group added",
        {**UV, "pyproject.toml": PYPROJECT + 'lint = ["ruff"]\n'},
        PLAIN,
        ["pyproject.toml:11 lock-outdated"],
    ),
    Case(
        "uv, a name twice",
        {
            "pyproject.toml": PYPROJECT.replace('"Flask>=3"', '"Flask>=3", "flask<4"'),
            "uv.lock": UV_LOCK.replace(
                '{ name = "flask", specifier = ">=3" },',
                '{ name = "flask", specifier = ">=3" },\n    { name = "flask", specifier = "<4" },',
            ),
        },
        PLAIN,
    ),
    Case("Poetry", POETRY, [*PLAIN, ASGIREF]),
    Case("Poetry, extra not there", POETRY, PLAIN, ["poetry.lock:2 not-installed"]),
    Case("Poetry, version differs", POETRY, [*OLD_CLICK, ASGIREF], ["poetry.lock:11 version-differs"]),
    Case(
        "Poetry, outdated",
        {**POETRY, "pyproject.toml": POETRY_PROJECT.replace("^3.0", "^4.0")},
        [*PLAIN, ASGIREF],
        ["pyproject.toml:7 lock-outdated"],
    ),
    Case("Poetry 2", POETRY_2, PLAIN),
    Case("Poetry 2, version differs", POETRY_2, OLD_CLICK, ["poetry.lock:2 version-differs"]),
    Case(
        "Poetry 2, group installed", POETRY_2, [*PLAIN, package("requests", "2.31")], ["poetry.lock:27 version-differs"]
    ),
    Case(
        "uv beside what Poetry left",
        {**UV, "poetry.lock": POETRY_2_LOCK.replace('"3.1.0"', '"2.0.0"').replace('"8.1.7"', '"7.0"')},
        PLAIN,
        ["poetry.lock:1 lock-left-over"],
    ),
    Case(
        "uv and Poetry, neither up to date",
        {
            **UV,
            "pyproject.toml": PYPROJECT.replace("Flask>=3", "Flask>=3.1"),
            "poetry.lock": POETRY_2_LOCK.replace('"3.1.0"', '"3.0.0"'),
        },
        PLAIN,
        [
            "poetry.lock:19 version-differs",
            "pyproject.toml:4 lock-outdated",
            "pyproject.toml:4 lock-outdated",
            "pyproject.toml:7 lock-outdated",
        ],
    ),
    Case("Pipenv", PIPENV, PLAIN),
    Case("Pipenv, version differs", PIPENV, OLD_CLICK, ["Pipfile.lock:9 version-differs"]),
    Case("Pipenv, outdated", {**PIPENV, "Pipfile": PIPFILE}, PLAIN, ["Pipfile.lock:1 lock-outdated"]),
    Case("pylock", {"pylock.toml": PYLOCK}, PLAIN),
    Case("pylock, version differs", {"pylock.toml": PYLOCK}, OLD_CLICK, ["pylock.toml:6 version-differs"]),
    Case(
        "pylock, group installed",
        {"pylock.toml": PYLOCK},
        [*PLAIN, package("requests", "2.31")],
        ["pylock.toml:22 version-differs"],
    ),
    Case("compiled", {"requirements.in": "flask\n", TXT: COMPILED}, PLAIN),
    Case(
        "compiled, added to the source",
        {"requirements.in": "flask\nrequests\n", TXT: COMPILED},
        PLAIN,
        ["requirements.in:2 lock-outdated"],
    ),
    Case(
        "compiled, raised in the source",
        {"requirements.in": "flask>=3.2\n", TXT: COMPILED},
        PLAIN,
        ["requirements.in:1 lock-outdated"],
    ),
    Case(
        "compiled, taken from the source",
        {"requirements.in": "click\n", TXT: COMPILED},
        PLAIN,
        [f"{TXT}:5 lock-outdated"],
    ),
    Case(
        "compiled from the project",
        {
            "pyproject.toml": PYPROJECT.replace("Flask>=3", "Flask<3"),
            TXT: COMPILED.replace("requirements.in", "pyproject.toml"),
        },
        PLAIN,
        ["pyproject.toml:4 lock-outdated"],
    ),
    Case("project only", {"pyproject.toml": PYPROJECT}, PLAIN),
    Case("project only, not met", {"pyproject.toml": PYPROJECT}, WRONG_FLASK, ["pyproject.toml:4 version-differs"]),
    Case("project only, tools beside it", {"pyproject.toml": PYPROJECT}, [*PLAIN, package("ipython", "8.0")]),
    Case("broken lock", {"uv.lock": "[[package]\n", TXT: "click==8.1.7\n"}, [CLICK], ["uv.lock NOT CHECKED"]),
    Case(
        "lock without packages of its own",
        {"uv.lock": "version = 1\n[[package]]\nname = 5\n", TXT: "click==8.1.7\n"},
        [CLICK],
        ["uv.lock NOT CHECKED"],
    ),
]

PYTEST = package("pytest", "8.3.4", "pluggy>=1.5", "iniconfig")
TESTS = [PYTEST, package("pluggy", "1.5.0"), package("iniconfig", "2.0.0")]
WITH_TESTS = [*DEEP, *TESTS]
LAYERED = {
    TXT: "-r requirements/heroku.txt\n",
    "requirements/common.txt": FROZEN,
    "requirements/dev.txt": "-r common.txt\niniconfig==2.0.0\npluggy==1.5.0\npytest==8.3.4\n",
    "requirements/docker.txt": "-r common.txt\ngunicorn==23.0.0\npymysql==1.1.1\n",
    "requirements/heroku.txt": "-r prod.txt\n",
    "requirements/prod.txt": "-r common.txt\n",
}
# As pip-compile writes it, with what it adds around the pins.
PIP_COMPILED = """\
#
# This file is autogenerated by pip-compile with Python 3.11
# by the following command:
#
#    pip-compile --no-emit-index-url --output-file=requirements.txt requirements.in
#
--extra-index-url https://wheels.invalid/simple

blinker==1.9.0
    # via flask
click==8.1.7
    # via
    #   -r requirements.in
    #   flask
flask==3.1.0
    # via -r requirements.in
jinja2==3.1.5
    # via flask
markupsafe==3.0.2
    # via
    #   jinja2
    #   werkzeug
werkzeug==3.1.3
    # via flask

# The following packages are considered to be unsafe in a requirements file:
# setuptools
"""
TESTS_COMPILED = """\
iniconfig==2.0.0
    # via pytest
pluggy==1.5.0
    # via pytest
pytest==8.3.4
    # via -r requirements-tests.in
"""
COMPILED_TREE = {
    "requirements.in": "# what we use ourselves\nFlask>=3,<4\nclick  # commands\n",
    TXT: PIP_COMPILED,
    "requirements-tests.in": "-c requirements.txt\npytest\n",
    "requirements-tests.txt": TESTS_COMPILED,
}

# The shape of public projects, in files of our own.
SHAPES = [
    Case("layered, development installed", LAYERED, WITH_TESTS),
    Case("layered, production only", LAYERED, DEEP),
    Case(
        "layered, lost pin",
        {**LAYERED, "requirements/common.txt": FROZEN.replace("click==8.1.7\n", "")},
        WITH_TESTS,
        ["requirements/common.txt:2 pin-lost"],
    ),
    Case(
        "layered, development differs",
        LAYERED,
        [*DEEP, package("pytest", "8.2.0"), *TESTS[1:]],
        ["requirements/dev.txt:4 version-differs"],
    ),
    Case("compiled in pairs", COMPILED_TREE, WITH_TESTS),
    Case("compiled in pairs, tests not installed", COMPILED_TREE, DEEP),
    Case(
        "compiled in pairs, upgraded by hand",
        COMPILED_TREE,
        [*WITH_TESTS[:-1], package("iniconfig", "2.1.0")],
        ["requirements-tests.txt:1 version-differs"],
    ),
    Case(
        "pinned top level beside files for developers and CI",
        {
            TXT: "Flask==3.1.0\n",
            "requirements-dev.txt": "mypy==1.11\npylint==3.1\npytest>=5\npytest-cov\n",
            "requirements-ci.txt": "lxml==5.2.1\npython-ldap==3.4.5\n",
        },
        DEEP,
    ),
    Case(
        "ranges, a branch, and the project itself",
        {
            TXT: "Flask>=2\ntools @ git+https://github.com/shop/tools.git@main#egg=tools\n-e .\n",
            "pyproject.toml": '[project]\nname = "shop"\ndynamic = ["dependencies"]\n',
        },
        [
            *DEEP,
            TOOLS,
            package("shop", "1.0", "Flask>=2", origin={"url": "file://{root}", "dir_info": {"editable": True}}),
        ],
    ),
    Case(
        "documentation and examples beside the main project",
        {
            TXT: "Flask==3.1.0\n",
            "docs/requirements.txt": "sphinx==7\nclick==7.0\n",
            "examples/a/requirements.txt": "flask==1.0\n",
        },
        DEEP,
    ),
    Case(
        "services that are installed elsewhere",
        {TXT: "Flask==3.1.0\n", "mail/requirements.txt": "celery==5\nredis==5\n", "web/reqs.txt": "Flask==1.0\n"},
        DEEP,
        ["mail/requirements.txt NOT CHECKED", "web/reqs.txt NOT CHECKED"],
    ),
    Case(
        "services that share the environment",
        {TXT: "Flask==3.1.0\n", "web/requirements.txt": "click==8.1.7\nJinja2==3.1.5\nblinker==1.8.0\n"},
        DEEP,
        ["web/requirements.txt:3 version-differs"],
    ),
]

CASES: tuple[Case, ...] = (
    *SETS, *SPELLINGS, *MARKERS, *EXTRAS, *INCLUDES, *FORMS, *SOURCES, *MODES, *TEMPLATES, *LOCKS, *SHAPES
)  # fmt: skip
