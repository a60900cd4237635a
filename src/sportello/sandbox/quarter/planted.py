"""What was planted in the quarter, to be found again, and what looks planted and is chance."""

from dataclasses import dataclass
from typing import Final

from .catalogue import LANGUAGES, TOPICS, Text


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that makes buyers write again, or break things: `rate` in place of `usual`, of a thousand."""

    what: str
    dimension: str
    topic: str
    key: str
    rate: int
    usual: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A subject that many ask about and no edition covers; `times` is how much more of them ask."""

    topic: str
    product: str
    language: str
    times: float


@dataclass(frozen=True, slots=True)
class Spike:
    """A wave of contacts: from `day` (of the quarter) and `hour` on for so many hours, `times` the usual number of all
    contacts at that hour comes on top. `words` names texts that fit no topic."""

    what: str
    day: int
    hour: int
    hours: int
    times: float
    topic: str
    carrier: str = ""
    country: str = ""
    product: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Decoy:
    """Something that a hasty eye may take for a cause: nothing was planted there."""

    what: str
    dimension: str
    key: str


CONFUSING: Final = ("where_is_my_order", "de")
MISLEADING: Final = ("return_request", "fr")
BRITTLE: Final = "macina"
STUCK: Final = ("gls", "FR")

# In the order of how much they cost: excess repeats or contacts of the whole quarter.
CAUSES: Final = (
    Cause("refund answers of two agents lack date and number", "agent", "refund_status", "terse", 380, 90),
    Cause("the German macro on late orders confuses", "macro", "where_is_my_order", "de", 300, 80),
    Cause("the French article on returns sends buyers the wrong way", "article", "return_request", "fr", 260, 70),
    Cause("the crank of the Macina breaks", "product", "damaged_or_defective", BRITTLE, 6, 1),
    Cause("parcels of GLS get stuck in France", "carrier", "tracking_stuck", "gls FR", 8, 1),
)
GAPS: Final = (
    Gap("product_question", "moka-induzione", "de", 9.0),
    Gap("assembly", "nido", "fr", 9.0),
    Gap("invoice", "", "es", 4.0),
)
SPIKES: Final = (
    Spike("DHL stands still in Germany", 31, 7, 30, 0.9, "tracking_stuck", carrier="dhl", country="DE"),
    Spike("a batch of Bulbo fails", 52, 9, 56, 0.5, "damaged_or_defective", product="bulbo"),
    Spike("swindlers send text messages about customs", 73, 10, 44, 0.5, "other", words="customs_text"),
)
DECOYS: Final = (
    Decoy("the quickest agent gives the most answers, not more that are asked about again", "agent", "2"),
    Decoy("the busiest product has the most contacts, not more for each order", "product", "moka"),
    Decoy("a busy carrier has many stuck parcels, not more for each order", "carrier", "poste_italiane"),
    Decoy("Mondays are busy every week", "weekday", "monday"),
)


def articles() -> list[Text]:
    """The editions of the help centre: every topic in every language, but for `other` and the gaps."""
    gaps = {(gap.topic, gap.language) for gap in GAPS if not gap.product}
    pairs = [(topic, language) for topic in TOPICS if topic != "other" for language in LANGUAGES]
    return [Text(place, *pair) for place, pair in enumerate(pair for pair in pairs if pair not in gaps)]


def is_gap(topic: str, product: str, language: str) -> bool:
    """Whether somebody who asks this finds nothing in the help centre."""
    return any(gap.topic == topic and gap.language == language and gap.product in {"", product} for gap in GAPS)
