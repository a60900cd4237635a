"""What an agent said of open questions and missing data, as the composer and the resolving form send it."""

from datetime import date

from django.http import HttpRequest

from sportello.inbox.deciding_open import Decisions, Said
from sportello.inbox.models import DecidedAs
from sportello.replies.review.required import DATA

MOST = 60


def decisions_of(request: HttpRequest) -> Decisions:
    """The decisions of a form: `decide-<key>` with `day-<key>` or `reason-<key>`, for each `asked` key or datum.

    What is not whole is left out, so that it is asked again.
    """
    keys = request.POST.getlist("asked")[:MOST]
    said = {key: one for key in keys if (one := _said(request, key)) is not None}
    return Decisions(
        questions={key: one for key, one in said.items() if key not in DATA},
        data={key: one for key, one in said.items() if key in DATA},
    )


def _said(request: HttpRequest, key: str) -> Said | None:
    as_ = request.POST.get(f"decide-{key}", "")
    if as_ not in DecidedAs.values:
        return None
    reason = request.POST.get(f"reason-{key}", "").replace("\0", "")
    return Said(DecidedAs(as_), _day(request.POST.get(f"day-{key}", "")), reason)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
