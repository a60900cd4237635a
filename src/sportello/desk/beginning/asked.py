"""What a form about a message to begin says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict

from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from sportello.channels.beginning import Purpose
from sportello.desk.attaching import kept
from sportello.inbox.circumstances import WORDLESS
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import AnswerFile


class Told(TypedDict):
    """A message as it was posted."""

    purpose: Purpose
    text: str
    files: Sequence[AnswerFile]
    cover: tuple[date, date] | None


def told(request: HttpRequest, now: datetime) -> Told:
    """The message that a form posted; its files are kept. Raises `CannotSend` when it says not what it is about."""
    try:
        purpose = Purpose(request.POST.get("purpose", ""))
    except ValueError as unknown:
        raise CannotSend(_("Choose what the message is about.")) from unknown
    return Told(
        purpose=purpose,
        text="" if purpose in WORDLESS else request.POST.get("text", "").replace("\0", ""),
        files=[each.file for each in kept(request.FILES.getlist("files"), request.POST.getlist("kept"), now)],
        cover=_cover(request) if purpose is Purpose.WARRANTY else None,
    )


def _cover(request: HttpRequest) -> tuple[date, date] | None:
    first, last = (_day(request.POST.get(name, "")) for name in ("cover_from", "cover_to"))
    return (first, last) if first and last else None


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
