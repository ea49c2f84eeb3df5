"""The rules of ``rate-limits``."""

from __future__ import annotations

from .._kit.finding import Rule

MISSING = Rule("rate-limit-missing", '{what} has no rate limit{why}; add @limiter.limit("10/minute") below the route')
EXEMPT = Rule("rate-limit-exempt", "{what} is exempt from rate limits, so passwords can be guessed; limit it")
ORDER = Rule("rate-limit-order", "@{limit} above the route limits nothing; put it below the route")
INERT = Rule("rate-limit-inert", "{name} is bound to no app, so it limits nothing; call {name}.init_app(app)")
OFF = Rule("rate-limit-off", "{what} switches every rate limit off; set it in development and tests only")
MEMORY = Rule("rate-limit-memory", "{what} counts in each worker apart; take redis:// or memcached:// in production")

RULES = (MISSING, EXEMPT, ORDER, INERT, OFF, MEMORY)
