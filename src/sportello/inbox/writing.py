"""Keeping a message with its words, files and numbers."""

from .context import Arrival
from .models import Attachment, Message, NamedNumber

MOST_FILES = 200
MOST_NUMBERS = 50
LONGEST_TEXT = 400_000


def keep(message: Message, arrival: Arrival) -> Message:
    """Fill a message from what arrived, and store it with its attachments and the numbers it names."""
    inbound = arrival.inbound
    message.envelope = arrival.envelope
    message.subject = inbound.subject[:300]
    message.text = inbound.text[:LONGEST_TEXT]
    message.quoted = inbound.quoted[:LONGEST_TEXT]
    message.message_id = inbound.message_id[:500]
    message.has_html = inbound.has_html
    message.trusted = inbound.trusted
    message.history = arrival.envelope.history
    message.order_ids = list(inbound.order_ids[:MOST_NUMBERS])
    message.save(force_insert=True)
    _keep_files(message, arrival)
    _keep_numbers(message, (*inbound.order_ids, *inbound.item_ids))
    return message


def _keep_files(message: Message, arrival: Arrival) -> None:
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            part=file.part,
            name=file.name[:255],
            media_type=file.media_type[:120],
            size=file.size,
            content_id=file.content_id[:250],
            inline=file.inline,
        )
        for file in arrival.inbound.files[:MOST_FILES]
    )


def _keep_numbers(message: Message, numbers: tuple[str, ...]) -> None:
    values = dict.fromkeys(number.strip().lstrip("#").lower()[:60] for number in numbers)
    NamedNumber.objects.bulk_create(
        NamedNumber(message=message, value=value) for value in [*values][:MOST_NUMBERS] if value
    )
