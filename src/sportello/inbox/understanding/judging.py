"""What counts of a reading once agents have corrected it. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

MOST_TOPICS = 4
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Corrected:
    """An agent's word on one slug: whether it holds."""

    slug: str
    holds: bool


def topics_that_count(found: Sequence[str], *, sure: bool, corrected: Collection[Corrected]) -> list[str]:
    """The topics of a message: what agents added, then what reading found (nothing when it is not sure) and they let
    stand. `other` stands alone, so any further topic replaces it."""
    kept = _corrected(found if sure else (), corrected)
    real = [slug for slug in kept if slug != OTHER]
    return (real or kept)[:MOST_TOPICS]


def risks_that_count(found: Sequence[str], *, corrected: Collection[Corrected]) -> list[str]:
    """The risks of a message: those that agents added, and those found that nobody took away."""
    return _corrected(found, corrected)


def _corrected(found: Sequence[str], corrected: Collection[Corrected]) -> list[str]:
    said: Mapping[str, bool] = {one.slug: one.holds for one in corrected}
    added = [one.slug for one in corrected if one.holds]
    return [*dict.fromkeys([*added, *(slug for slug in found if said.get(slug, True))])]
