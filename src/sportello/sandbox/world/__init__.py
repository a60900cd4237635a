"""What really happens in the sandbox: buyers, orders, parcels, conversations, and the clock they live by.

The stand-ins of the marketplaces read it and write to it; none of them keeps an order of its own.
"""

from .acts import Impossible
from .buyers import Address, Buyer
from .clock import Clock
from .conversations import Conversation, Message
from .faults import Faults
from .journal import reopen
from .orders import CARRIERS, KINDS, STATES, Claim, Kind, Line, Parcel, Refund, Return, Scan, WorldOrder
from .seeding import arrive, open_world, order_now
from .world import Birth, Change, World

__all__ = [
    "CARRIERS",
    "KINDS",
    "STATES",
    "Address",
    "Birth",
    "Buyer",
    "Change",
    "Claim",
    "Clock",
    "Conversation",
    "Faults",
    "Impossible",
    "Kind",
    "Line",
    "Message",
    "Parcel",
    "Refund",
    "Return",
    "Scan",
    "World",
    "WorldOrder",
    "arrive",
    "open_world",
    "order_now",
    "reopen",
]
