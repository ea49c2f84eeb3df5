"""A process of its own that asks safety's core about versions, with a local database and without an account.

``python -m flask_upkeep.wrappers._safety.driver QUESTIONS ANSWERS``: both are JSON files. safety's commands look up an
account before they do anything else, also those that could do without; its core does not. It is no public interface, so
safety is pinned exactly, and a test holds the names that are used here.
"""

from __future__ import annotations

import json
import sys
from typing import Any


class NoAccount:
    """What safety's core asks of an account, by one that has none. It is its own platform."""

    http_client = None
    api_key = None

    @property
    def platform(self) -> NoAccount:
        """The client of the platform, where an account would have one."""
        return self

    def is_using_auth_credentials(self) -> bool:
        """Nobody is logged in."""
        return False

    def get_authentication_type(self) -> None:
        """There is none."""


def main() -> int:
    """Answer the questions of the first file into the second; 1 where safety has no database to answer from."""
    asked, answered = sys.argv[1:]
    with open(asked, encoding="utf-8") as file:
        request = json.load(file)
    from safety.errors import SafetyError
    from safety.models import Package, SafetyRequirement
    from safety.safety import check

    packages = [
        Package(name=name, version=version, requirements=[SafetyRequirement(f"{name}=={version}")])
        for name, version in request["questions"]
    ]
    try:
        flaws, _ = check(
            auth=NoAccount(),
            packages=packages,
            db_mirror=request["database"],
            ignore_vulns={},
            is_env_scan=False,
            telemetry=False,
        )
    except SafetyError as error:
        print(f"SafetyError: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    with open(answered, "w", encoding="utf-8") as file:
        json.dump([_plain(flaw) for flaw in flaws], file)
    return 0


def _plain(flaw: Any) -> dict[str, Any]:  # noqa: ANN401 - safety's own class
    cve = flaw.CVE
    return {
        "name": flaw.package_name,
        "version": flaw.analyzed_version,
        "id": flaw.vulnerability_id,
        "cve": cve.name if cve else "",
        "specifiers": sorted(flaw.vulnerable_spec),
    }


if __name__ == "__main__":
    raise SystemExit(main())
