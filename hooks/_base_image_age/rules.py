"""The rules of base-image-age."""

from __future__ import annotations

from .._kit.finding import Rule

ENDED = Rule("image-ended", "{image}: {ended}; take {instead} [{table}]")
LTS_ONLY = Rule(
    "image-lts-only", "{image}: {product} gets long term support only, until {end}; take {instead} [{table}]"
)
ABANDONED = Rule("image-abandoned", "{image} gets no updates since {day}; take {successor}")
DATED = Rule(
    "image-old", "{image} was built {when}, {says}; take a newer build, or raise --max-age above {max_age} days"
)
FLOATING = Rule("image-floating", "{image} names no version, so any build may bring another; write {example}")
UNCHANGED = Rule("image-unchanged", "{image} stands here since {when}, {says}; take a newer release of it")
VARIABLE = Rule(
    "image-variable", "{image}: docker expands no variable in `from=`; name a stage: FROM {image} AS name, from=name"
)

# A message of the image names all that ended in it, Python too.
COVERED = {ENDED.id: ("python-ended",)}

RULES = (ENDED, LTS_ONLY, ABANDONED, DATED, FLOATING, UNCHANGED, VARIABLE)
