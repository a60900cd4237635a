"""Articles for a message that a shelf in the database offers."""

from datetime import datetime

from sportello.business.models import Brand
from sportello.knowledge.search.artefact import load
from sportello.knowledge.search.finding import Hit, readable, shelf_for

from .choosing import LIMIT, Wanted, suggested


def offered(
    wanted: Wanted, audience: str, language: str, brand: Brand | int | None, now: datetime, limit: int = LIMIT
) -> list[Hit]:
    """Published editions that may answer a message, the likeliest first; what the buyer may not read is never among
    them. Their score is the chance of being the best answer; `why` is "need" for those of the message's own topic."""
    shelf = shelf_for(audience, language, brand, now)
    found = suggested(wanted, shelf, load(), limit=limit)
    known = readable([one.text.key for one in found], audience, brand, now)
    return [
        Hit(
            known[one.text.key],
            one.confidence,
            "need" if one.by_topic else "meaning",
            one.text.language != language,
        )
        for one in found
        if one.text.key in known
    ]
