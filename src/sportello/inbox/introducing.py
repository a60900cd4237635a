"""What a buyer's own words tell of who they are goes to what we know of the customer."""

from datetime import datetime

from sportello.customers.facts import Facts, name_in_full, number_of, tidied
from sportello.customers.learning import MESSAGE, consider_again, learn
from sportello.customers.signatures import signature_of

from .models import Message, MessageKind, Thread

MOST_TEXT = 20_000


def learn_who_wrote(message: Message, thread: Thread, *, now: datetime) -> None:
    """Keep name, signature, telephone, address and order numbers of a buyer's message with the customer who wrote it.

    Only what the thread's own buyer wrote counts, and nothing of a mail that may not be from where it says.
    """
    if message.kind != MessageKind.BUYER or not message.trusted or message.sender != thread.counterpart:
        return
    signed = signature_of(str(message.text)[:MOST_TEXT], str(message.language))
    told = Facts(
        names=signed.names | {name_in_full(str(message.sender_name))},
        phones=signed.phones,
        places=signed.places,
        named_orders=frozenset(number_of(str(order)) for order in message.order_ids),
    )
    if not learn(thread.customer_id, tidied(told), source=MESSAGE, now=now) and _is_first(message, thread):
        consider_again(thread.customer_id, now=now)


def _is_first(message: Message, thread: Thread) -> bool:
    return bool(thread.created_at == message.created_at)
