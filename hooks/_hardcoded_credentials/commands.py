"""Passwords on the command lines of clients that name no option for them in full.

mysql -uroot -p...    docker login -u me -p ...    redis-cli -a ...    echo "root:..." | chpasswd
mongosh -u me -p ...    htpasswd -b file me ...
"""

from __future__ import annotations

from .._kit.light import Iterator, Sequence
from .candidate import Candidate, Text
from .lazy import lazy
from .logins import stopped_by

_SECRET = rb"""["']?(?P<secret>[^\s"'|;&<>`]{3,200})"""
_OPTIONS = (
    # https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html
    (b"mysql", lazy(rb"mysql(?:dump|admin)? (?:[^\n|;]{0,200}? )?-p(?!assword|ort|rotocol)%s" % _SECRET)),
    # https://docs.docker.com/reference/cli/docker/login/
    (b"docker", lazy(rb"docker login [^\n|;]{0,200}?(?<= )-p[ =]%s" % _SECRET)),
    # https://www.mongodb.com/docs/mongodb-shell/reference/options/
    (b"mongo", lazy(rb"mongo[a-z]{0,8} [^\n|;]{0,200}?-u[ =]?[^\s|;]{1,80} -p[ =]?%s" % _SECRET)),
    # https://httpd.apache.org/docs/2.4/programs/htpasswd.html
    (
        b"htpasswd",
        lazy(rb"htpasswd -(?:\w{0,3}nb\w{0,3}|\w{0,4}b\w{0,4} [^\s|;]{1,200}) (?P<user>[\w.@-]{1,80}) %s" % _SECRET),
    ),
    # https://redis.io/docs/latest/develop/tools/cli/
    (b"redis", lazy(rb"redis-cli [^\n|;]{0,200}?(?<= )-a %s" % _SECRET)),
)
# https://manpages.debian.org/bookworm/passwd/chpasswd.8.en.html
_CHPASSWD = lazy(
    rb"""echo (?:-e )?["']?(?P<user>[\w.-]{1,40}):(?P<secret>[^\s"'|]{3,200})["']? {0,3}\| {0,3}(?:sudo )?\Z"""
)


def find(text: Text, starts: Sequence[int]) -> Iterator[Candidate]:
    """The passwords of a file's commands."""
    for at in starts:
        head = text.data[at : at + 8].lower()
        if head == b"chpasswd":
            match = _CHPASSWD.search(text.data, max(at - 300, 0), at)
        else:
            match = next((option.match(text.data, at) for name, option in _OPTIONS if head.startswith(name)), None)
        if match:
            user = match["user"].decode() if "user" in match.groupdict() else ""
            start, end = match.span("secret")
            yield Candidate(start, end, "hardcoded-password", stopped_by(text, user, start, end), "the command")
