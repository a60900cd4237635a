"""Where is this parcel now? One question to AfterShip, which is told to follow the parcel when it does not yet."""

from datetime import datetime
from typing import Any

from sportello.carriers.recognising import normal
from sportello.channels.contract import TroubleKind

from .client import ADDRESS, ALREADY_THERE, NO_SUCH_SLUG, Refusal, Trackings
from .parcels import Followed, read
from .slugs import slug_of


def fetch(number: str, carrier: str, *, key: str, base_url: str = ADDRESS, now: datetime) -> Followed:
    """The parcel's state and scans as AfterShip knows them now.

    `carrier` is our code, "" when unknown. A parcel that AfterShip does not follow is given to it (which the account
    pays for) and comes back with `is_new` and, as a rule, without scans; ask again after some minutes. At most four
    requests, each tried once and waited for 15 seconds.

    Raises `ApiTrouble`: CREDENTIALS (bad key), PERMISSION (the plan does not allow it), THROTTLED with `retry_after`
    (ten requests a second), REFUSED (no number of a carrier), SERVER, LOST, NONSENSE.
    """
    plain = normal(number)
    with Trackings(key, base_url, now) as trackings:
        slug = slug_of(carrier, plain)
        known = _known(trackings, plain, slug)
        if known is not None:
            return read(known, number=plain, carrier=carrier, now=now)
        added = _added(trackings, plain, slug)
        if added is not None:
            return read(added, number=plain, carrier=carrier, now=now, is_new=True)
        raise Refusal(TroubleKind.NONSENSE, "AfterShip says that it has the parcel and that it has it not", 0)


def check(*, key: str, base_url: str = ADDRESS, now: datetime) -> None:
    """Whether the key is good: one question that changes nothing. Raises `ApiTrouble`."""
    with Trackings(key, base_url, now) as trackings:
        trackings.any()


def _known(trackings: Trackings, number: str, slug: str) -> Any:
    """The parcel as AfterShip has it, that of this carrier first, then the one it heard of last."""
    try:
        found = trackings.with_number(number)
    except Refusal as refused:
        if refused.kind is TroubleKind.NOT_FOUND:
            return None
        raise
    return max(found, key=lambda each: (each.slug == slug, each.updated_at or ""), default=None)


def _added(trackings: Trackings, number: str, slug: str) -> Any:
    try:
        return trackings.add(number, slug)
    except Refusal as refused:
        if refused.code == ALREADY_THERE:
            return _known(trackings, number, slug)
        if refused.code in NO_SUCH_SLUG and slug:
            return trackings.add(number, "")
        raise
