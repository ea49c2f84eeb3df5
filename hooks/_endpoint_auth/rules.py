"""The rules of the hook ``endpoint-auth``."""

from __future__ import annotations

from .._kit.finding import Rule

NO_GUARD = Rule("route-no-guard", "no guard reaches {what}; {remedy}")
OPEN_BY_NAME = Rule("route-open-by-name", "no guard reaches {what}, as its name suggests; list it in {list}")
SPECIFIED = Rule("specification-no-guard", "{what}; {remedy}")
GONE = Rule("public-route-gone", "{what} is listed but no longer declared; take the row away, or mend its {key}")
NO_REASON = Rule("public-route-unclear", "{what}; {remedy}")

# Where a repository keeps the routes that are open on purpose.
LIST = "upkeep/public-routes.toml"

RULES = (NO_GUARD, OPEN_BY_NAME, SPECIFIED, GONE, NO_REASON)
