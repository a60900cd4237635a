"""What the judgement on causes has to find in a simulated quarter, may find, and must not take for a cause."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from sportello.cli.quarter_ground import Ground
from sportello.insights.models import CauseStudy, Dimension, Trouble
from sportello.sandbox.quarter.buying import COUNTRY_OF
from sportello.sandbox.quarter.catalogue import macros
from sportello.sandbox.quarter.planted import (
    BRITTLE,
    CAUSES,
    CONFUSING,
    DECOYS,
    GAPS,
    MISLEADING,
    SPIKES,
    STUCK,
    articles,
)
from sportello.sandbox.quarter.playing import Played
from sportello.sandbox.quarter.truth.counting import issues_of
from sportello.sandbox.quarter.truth.planted import CauseFound, planted

type Place = tuple[str, str, str]

PLAIN = 6.0
"""What stands out by so many deviations has to be found, whatever else is looked at."""

LACKING: Place = (Dimension.MISSING, "refund_status:refund_date+refund_id", "")
TROUBLES = (Trouble.REPEAT, Trouble.REPEAT, Trouble.REPEAT, Trouble.CONTACT, Trouble.CONTACT)
"""Where each of `planted.CAUSES` shows."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A planted cause: where it shows, as what, what it cost in truth, and whether it is plain enough to be found."""

    what: str
    trouble: Trouble
    place: Place
    cost: float
    is_plain: bool


def sought(played: Played, ground: Ground) -> list[Sought]:
    """Every planted cause, the costliest first."""
    found = planted(played, issues_of(played)).causes
    places = _places(ground)
    told = [_sought(one, trouble, place) for one, trouble, place in zip(found, TROUBLES, places, strict=True)]
    return sorted(told, key=lambda one: -one.cost)


def found(study: CauseStudy) -> list[Place]:
    """What a study calls a cause, by rank."""
    return list(study.lines.filter(verdict="cause").order_by("rank").values_list("dimension", "key", "topic"))


def unplanted(trouble: Trouble, places: list[Place], played: Played, ground: Ground) -> list[Place]:
    """What was found and neither planted nor follows from what was: data left out are asked for, agents who are slower
    than others take long, waves and gaps bring contacts."""
    known = {*_places(ground), *_waves(ground), *_gaps(ground)}
    if trouble is Trouble.LONG:
        slow = (person.place for person in played.people if person.pace > 1)
        known |= {(Dimension.AGENT, str(ground.agents[place]), "") for place in slow}
    return [place for place in places if place not in known and place[0] != Dimension.MISSING]


def decoys(places: list[Place], ground: Ground) -> list[Place]:
    """Which of the causes that were found are lookalikes."""
    lookalikes = {(decoy.dimension, decoy.key) for decoy in DECOYS}
    products = {str(number): key for key, number in ground.products.items()}
    agents: Mapping[str, str] = {str(number): str(place) for place, number in ground.agents.items()}
    names = {Dimension.PRODUCT: products, Dimension.AGENT: agents}

    def lookalike(place: Place) -> tuple[str, str]:
        dimension = Dimension.CARRIER if place[0] == Dimension.LANE else Dimension(place[0])
        key = place[1].partition(":")[0]
        return dimension.value, names.get(dimension, {}).get(key, key)

    return [place for place in places if lookalike(place) in lookalikes]


def _sought(one: CauseFound, trouble: Trouble, place: Place) -> Sought:
    usual = one.without.part / one.without.whole
    cost = one.with_it.part - one.with_it.whole * usual
    chance = sqrt(max(one.with_it.whole * usual * (1 - usual), 1e-9))
    return Sought(one.cause.what, trouble, place, cost, is_plain=cost >= PLAIN * chance)


def _places(ground: Ground) -> list[Place]:
    """Where the causes show, in the order of `planted.CAUSES`."""
    macro = next(text.place for text in macros() if (text.topic, text.language) == CONFUSING)
    article = next(text.place for text in articles() if (text.topic, text.language) == MISLEADING)
    return [
        LACKING,
        (Dimension.MACRO, str(ground.macros[macro].edition), ""),
        (Dimension.ARTICLE, str(ground.articles[article].edition), ""),
        (Dimension.PRODUCT, str(ground.products[BRITTLE]), CAUSES[3].topic),
        (Dimension.LANE, ":".join(STUCK), CAUSES[4].topic),
    ]


def _waves(ground: Ground) -> Iterator[Place]:
    for spike in SPIKES:
        if spike.product:
            yield Dimension.PRODUCT, str(ground.products[spike.product]), spike.topic
        if spike.carrier:
            yield Dimension.LANE, f"{spike.carrier}:{spike.country}", spike.topic


def _gaps(ground: Ground) -> Iterator[Place]:
    for gap in GAPS:
        yield Dimension.COUNTRY, COUNTRY_OF[gap.language], gap.topic
        if gap.product:
            yield Dimension.PRODUCT, str(ground.products[gap.product]), gap.topic
