"""Solicitations v1: asking once for a product review and seller feedback, in Amazon's own words and language."""

from collections.abc import Callable

from sportello.channels.contract import ApiTrouble, TroubleKind

from .actions import actions
from .client import Client
from .operations import SOLICIT, SOLICITATION_ACTIONS

ACTION = "productReviewAndSellerFeedback"


def may_solicit(client: Client, number: str, *, marketplace_id: str) -> bool:
    """Whether Amazon allows it now: from 5 days after delivery to 30 days after it, and once. Raises `ApiTrouble`."""
    params = {"marketplaceIds": (marketplace_id,)}
    return ACTION in actions(client.call(SOLICITATION_ACTIONS, path={"amazonOrderId": number}, params=params))


def solicit(
    client: Client, number: str, *, marketplace_id: str, handed_over: Callable[[], None] = lambda: None
) -> None:
    """Ask for them; `handed_over()` is called just before.

    Raises `ApiTrouble`: REFUSED when Amazon does not offer it for this order.
    """
    if not may_solicit(client, number, marketplace_id=marketplace_id):
        raise ApiTrouble(TroubleKind.REFUSED, f"Amazon does not offer a request for reviews for order {number}")
    handed_over()
    ask(client, number, marketplace_id=marketplace_id)


def ask(client: Client, number: str, *, marketplace_id: str) -> None:
    """The request itself. Raises `ApiTrouble`."""
    client.call(SOLICIT, path={"amazonOrderId": number}, params={"marketplaceIds": (marketplace_id,)})
