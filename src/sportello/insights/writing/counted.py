"""What a gap's factors are estimated from, as it is kept in `Gap.counted`. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from .valuing import Counted, Cover, Estimate, minutes_a_ticket, share_not_writing

_NONE: Final = Counted(0, 0)
_COUNTS: Final = ("visits", "visits_on_topic", "minutes", "minutes_on_topic", "minutes_of_gap")


@dataclass(frozen=True, slots=True)
class Basis:
    """Counts behind a gap's value: settled visits that ended without a message, and handling minutes of tickets.

    `cover` is the edition that answers it best in its language, `elsewhere` one that answers it in another language.
    """

    visits: Counted = _NONE
    visits_on_topic: Counted = _NONE
    minutes: Counted = _NONE
    minutes_on_topic: Counted = _NONE
    minutes_of_gap: Counted = _NONE
    cover: Cover | None = None
    elsewhere: int | None = None

    @property
    def share(self) -> Estimate:
        """The share of readers who do not write."""
        return share_not_writing(self.visits, self.visits_on_topic)

    @property
    def handling(self) -> Estimate:
        """The handling minutes of a ticket."""
        return minutes_a_ticket(self.minutes, self.minutes_on_topic, self.minutes_of_gap)

    def stored(self) -> dict[str, Any]:
        """As plain JSON."""
        found: dict[str, Any] = {name: [getattr(self, name).total, getattr(self, name).cases] for name in _COUNTS}
        cover = self.cover
        if cover:
            found["cover"] = [cover.edition, cover.answered, cover.asked, cover.readers, cover.wrote]
        return found | ({"elsewhere": self.elsewhere} if self.elsewhere else {})


def basis_of(stored: Mapping[str, Any]) -> Basis:
    """What was kept. Raises KeyError when it is not what `stored` wrote."""
    counts = {name: Counted(float(stored[name][0]), int(stored[name][1])) for name in _COUNTS}
    cover = Cover(*stored["cover"]) if "cover" in stored else None
    return Basis(**counts, cover=cover, elsewhere=stored.get("elsewhere"))
