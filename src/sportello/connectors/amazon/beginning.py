"""Messages that the seller begins on Amazon: Messaging's nine kinds, and Solicitations' one request for reviews."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sportello.channels.beginning import Allowed, Beginning, Purpose, Takes
from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from . import messaging, soliciting
from .client import Client
from .messaging import LIMITS, Kind, Proactive, Unfit
from .settings import ORDER_NUMBER_FULL
from .sites import marketplace_of
from .uploads import File

KINDS: Mapping[Purpose, Kind] = {
    Purpose.QUESTION: Kind.ORDER,
    Purpose.PROBLEM: Kind.PROBLEM,
    Purpose.DELIVERY: Kind.DELIVERY,
    Purpose.DESIGN: Kind.CUSTOMIZATION,
    Purpose.SERVICE: Kind.SERVICE,
    Purpose.ACCESS_KEY: Kind.ACCESS_KEY,
    Purpose.INVOICE: Kind.INVOICE,
    Purpose.WARRANTY: Kind.WARRANTY,
    Purpose.LEGAL: Kind.LEGAL,
}


def _takes(kind: Kind) -> Takes:
    limits = LIMITS[kind]
    return Takes(limits.longest, limits.fewest, limits.most, limits.cover)


class Begins:
    """See `channels.beginning.BeginsMessages`. Answers do not go this way: Amazon takes them by mail alone."""

    takes: Mapping[Purpose, Takes] = {purpose: _takes(kind) for purpose, kind in KINDS.items()} | {
        Purpose.REVIEW: Takes()
    }

    def allowed(self, account: Account, number: str, *, site: str, now: datetime) -> Allowed:
        """What Messaging and Solicitations list for the order, and the language that the buyer prefers."""
        marketplace = _marketplace(number, site)
        with Client(account, now=now) as client:
            listed = messaging.possible(client, number, marketplace_id=marketplace)
            asks = soliciting.may_solicit(client, number, marketplace_id=marketplace)
            language = messaging.language(client, number, marketplace_id=marketplace)
        purposes = {purpose for purpose, kind in KINDS.items() if kind in listed}
        return Allowed(frozenset(purposes | ({Purpose.REVIEW} if asks else set())), language)

    def send(self, account: Account, message: Beginning, *, now: datetime, handed_over: Callable[[], None]) -> None:
        """See the protocol. A message that its kind does not allow is REFUSED before anything is sent."""
        marketplace = _marketplace(message.number, message.site)
        with Client(account, now=now) as client:
            if message.purpose is Purpose.REVIEW:
                soliciting.solicit(client, message.number, marketplace_id=marketplace, handed_over=handed_over)
                return
            try:
                worded = _proactive(message)
                messaging.send(client, message.number, worded, marketplace_id=marketplace, handed_over=handed_over)
            except Unfit as unfit:
                raise ApiTrouble(TroubleKind.REFUSED, str(unfit)) from unfit


def _marketplace(number: str, site: str) -> str:
    found = marketplace_of(site)
    if not found or not ORDER_NUMBER_FULL.fullmatch(number):
        raise ApiTrouble(TroubleKind.REFUSED, f"{number} on {site or 'no site'} is no order of Amazon's")
    return found


def _proactive(message: Beginning) -> Proactive:
    files = tuple(File(file.name, file.media_type, file.data) for file in message.files)
    return Proactive(KINDS[message.purpose], message.text, files, message.cover_from, message.cover_to)
