"""Where an installed package came from, against where a requirement says it comes from."""

from __future__ import annotations

import os

from .._kit import regex as re
from .._kit.compiled import compiled
from .._kit.requirements import Entry, resolved
from .site_packages import Origin

_VCS = compiled(r"(git|hg|svn|bzr)\+")


def is_vcs(url: str) -> bool:
    """Is it an address of a version control system?"""
    return _VCS.match(url) is not None


def revision_of(url: str) -> str:
    """The part after ``@``: a commit, a branch, a tag; empty where the address names none."""
    path = url.partition("#")[0].partition("://")[2]
    after_host = path.partition("/")[2]
    return after_host.rpartition("@")[2] if "@" in after_host else ""


def is_same_repository(stated: str, installed: str) -> bool:
    """Do two addresses lead to one repository, whatever the protocol and the credentials?"""
    return _repository(stated) == _repository(installed)


def is_same_revision(stated: str, origin: Origin) -> bool:
    """Is the commit, branch or tag that is stated the one that is installed?"""
    if not stated or stated == origin.requested:
        return True
    is_commit = re.fullmatch(r"[0-9a-f]{7,64}", stated) is not None
    return is_commit and origin.revision.startswith(stated)


def is_same_path(entry: Entry, origin: Origin) -> bool:
    """Does the requirement name the folder or archive that is installed?"""
    return os.path.realpath(resolved(entry)) == os.path.realpath(local_path(origin.url))


def local_path(url: str) -> str:
    """The path of a ``file:`` URL, else an empty string."""
    if not url.startswith("file:"):
        return ""
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(url)
    path = unquote(parts.path)
    return path[1:] if re.match(r"/[A-Za-z]:", path) else path


def is_of_this_machine(origin: Origin) -> bool:
    """Is it a folder that is still there? What conda builds names the folder of its build machine."""
    return origin.kind == "dir" and os.path.isdir(local_path(origin.url))


def is_same_archive(stated: str, installed: str) -> bool:
    """Do two URLs name one archive?"""
    return _bare(stated) == _bare(installed)


def shown(url: str) -> str:
    """A URL without credentials, query and fragment, as messages may show it."""
    bare = re.sub(r"//[^/@]*@", "//", url.partition("#")[0].partition("?")[0])
    return bare if len(bare) <= 60 else f"{bare[:28]}...{bare[-28:]}"


def _repository(url: str) -> str:
    address = _VCS.sub("", url.partition("#")[0].partition("?")[0])
    scp = re.fullmatch(r"(?:[\w.-]+@)?([\w.-]+):(?!//)(.+)", address)
    host_and_path = f"{scp[1]}/{scp[2]}" if scp else re.sub(r"^\w+://(?:[^/@]*@)?", "", address)
    host, _, path = host_and_path.partition("/")
    path = path.partition("@")[0].removesuffix("/").removesuffix(".git")
    return f"{host.partition(':')[0].lower()}/{path.lower()}"


def _bare(url: str) -> str:
    from urllib.parse import unquote

    return unquote(re.sub(r"//[^/@]*@", "//", url.partition("#")[0]))
