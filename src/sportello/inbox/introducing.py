"""What a buyer's own words tell of who they are goes to what we know of the customer."""

import re
from datetime import datetime
from itertools import takewhile

from sportello.customers.facts import Facts, name_in_full, number_of, tidied
from sportello.customers.learning import MESSAGE, consider_again, learn
from sportello.customers.signatures import signature_of

from .models import Message, MessageKind, Thread

MOST_TEXT, MOST_LINES = 20_000, 4
_QUOTES = re.compile(r"^\s*[>|]|:\s*$|^\s*[-_]{3,}|^\s*\w+:\s")


def learn_who_wrote(message: Message, thread: Thread, *, now: datetime) -> None:
    """Keep name, signature, telephone, address and order numbers of a buyer's message with the customer who wrote it.

    Only what the thread's own buyer wrote counts, and nothing of a mail that may not be from where it says.
    """
    if message.kind != MessageKind.BUYER or not message.trusted or message.sender != thread.counterpart:
        return
    words = f"{str(message.text)[-MOST_TEXT:]}\n{_end_of_signature(str(message.quoted))}"
    signed = signature_of(words, str(message.language))
    told = Facts(
        names=signed.names | {name_in_full(str(message.sender_name))},
        phones=signed.phones,
        places=signed.places,
        named_orders=frozenset(number_of(str(order)) for order in message.order_ids),
    )
    if not learn(thread.customer_id, tidied(told), source=MESSAGE, now=now) and _is_first(message, thread):
        consider_again(thread.customer_id, now=now)


def _end_of_signature(quoted: str) -> str:
    """The lines of a signature that were cut off with what is quoted: those before anybody else's words begin."""
    lines = takewhile(lambda line: line.strip() and not _QUOTES.search(line), quoted.splitlines()[:MOST_LINES])
    return "\n".join(lines)


def _is_first(message: Message, thread: Thread) -> bool:
    return bool(thread.created_at == message.created_at)
