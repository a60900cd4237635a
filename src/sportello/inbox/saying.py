"""What the event of an answer says: ids, codes and moments, from which figures are made."""

from sportello.core.epoch import epoch
from sportello.core.events import Plain

from .models import Message, RepeatRule


def of_answer(message: Message, *, channel: int) -> dict[str, Plain]:
    """The data of an answer's event; `window` is for how many days a buyer who writes again repeats."""
    days = RepeatRule.objects.filter(pk=1).values_list("days", flat=True).first()
    return {
        "message": message.pk,
        "thread": message.thread_id,
        "channel": channel,
        "sent": epoch(message.sent_at),
        "language": message.language,
        "window": days or RepeatRule().days,
    }
