"""The mailroom: mail that opened no ticket, mail that could not be read, and what marketplaces announce."""

from collections import Counter
from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.channels import reading
from sportello.channels.mail.letter import Letter, Unreadable
from sportello.channels.mail.markup import to_text
from sportello.channels.mail.parse import parse
from sportello.channels.models import Envelope
from sportello.desk.envelopes import HEAD, KINDS, OURS, ours, page_of, parked, row_of, set_aside
from sportello.inbox import arrival
from sportello.inbox.access import holding_of
from sportello.inbox.models import MarketplaceNotice, Message
from sportello.inbox.rescuing import CannotRescue, rescue

NOTICES = 40
MOST_TEXT = 100_000
RETRIED_AT_ONCE = 500


@require_safe
@requires(Permission.READ_TICKETS)
def aside(request: SignedInRequest) -> HttpResponse:
    """Mail that opened no ticket, newest first; `kind` shows one kind or what we wrote ourselves, `after` goes on."""
    kind = request.GET.get("kind", "")
    rows = set_aside().filter(kind=kind) if kind in KINDS else ours() if kind == OURS else set_aside()
    kinds = [*KINDS.items(), (OURS, _("Our own mail"))]
    context = {"kinds": kinds, "kind": kind if kind in dict(kinds) else "", **_common(request, rows)}
    return render(request, "desk/mailroom/aside.html", context)


@require_safe
@requires(Permission.READ_TICKETS)
def unreadable(request: SignedInRequest) -> HttpResponse:
    """Mail that could not be read, newest first, with the reason."""
    return render(request, "desk/mailroom/parked.html", _common(request, parked()))


def _common(request: HttpRequest, rows: "QuerySet[Envelope]") -> dict[str, object]:
    return {
        "page": page_of(rows, after=_number(request.GET.get("after", ""))),
        "parked": parked().count(),
        "now": timezone.now(),
    }


@require_safe
@requires(Permission.READ_TICKETS)
def envelope(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """One mail as plain text, with what may be done with it. The look at it is written down."""
    found = _envelope(envelope_id)
    _note(request, "envelope.looked_at", found)
    letter, text = _read(found)
    message = Message.objects.filter(envelope=found).first()
    context = {
        "row": row_of(found, _raw(found)[:HEAD]),
        "letter": letter,
        "text": text[:MOST_TEXT],
        "message": message,
        "held": holding_of(message) if message else None,
        "now": timezone.now(),
    }
    return render(request, "desk/mailroom/envelope.html", context)


@require_safe
@requires(Permission.READ_TICKETS)
def raw(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """The bytes of a mail as they arrived, as a download that no browser opens. It is written down."""
    found = _envelope(envelope_id)
    _note(request, "envelope.downloaded", found)
    response = HttpResponse(_raw(found), content_type="application/octet-stream")
    name = content_disposition_header(as_attachment=True, filename=f"mail-{found.pk}.eml")
    response["Content-Disposition"] = name or "attachment"
    return response


@require_POST
@requires(Permission.ANSWER)
def ticket(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """Make a ticket of a mail that was set aside, and open it."""
    found = _envelope(envelope_id)
    try:
        made = rescue(envelope=found, by=request.user, now=timezone.now())
    except CannotRescue as refused:
        messages.error(request, str(refused))
        return _see(redirect("desk:envelope", found.pk))
    messages.success(request, _("This is ticket %(number)s now.") % {"number": made.pk})
    return _see(redirect("desk:ticket", made.pk))


@require_POST
@requires(Permission.ANSWER)
def retry(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """Put one unreadable mail back in line."""
    try:
        arrival.retry(_envelope(envelope_id))
    except arrival.CannotRetry as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It is read again."))
    return _see(redirect("desk:parked"))


@require_POST
@requires(Permission.ANSWER)
def retry_all(request: SignedInRequest) -> HttpResponse:
    """Put all unreadable mails back in line, at most five hundred at once; what cannot be stays, with the reason."""
    found = list(parked().order_by("pk")[:RETRIED_AT_ONCE])
    stay: Counter[str] = Counter()
    for one in found:
        try:
            arrival.retry(one)
        except arrival.CannotRetry as refused:
            stay[str(refused)] += 1
    count = len(found) - stay.total()
    words = ngettext("%(count)s mail is read again.", "%(count)s mails are read again.", count)
    messages.success(request, words % {"count": count})
    for reason, number in stay.items():
        words = ngettext("%(count)s mail stays: %(reason)s", "%(count)s mails stay: %(reason)s", number)
        messages.warning(request, words % {"count": number, "reason": reason})
    return _see(redirect("desk:parked"))


@require_safe
@requires(Permission.READ_TICKETS)
def notices(request: SignedInRequest) -> HttpResponse:
    """What marketplaces announced, newest first; `show=unseen` leaves out what somebody has seen."""
    unseen, after = request.GET.get("show") == "unseen", _number(request.GET.get("after", ""))
    rows = MarketplaceNotice.objects.select_related("channel", "seen_by").order_by("-pk")
    rows = rows.filter(seen_at=None) if unseen else rows
    found = list((rows.filter(pk__lt=after) if after is not None else rows)[: NOTICES + 1])
    context = {
        "notices": found[:NOTICES],
        "after": found[NOTICES - 1].pk if len(found) > NOTICES else None,
        "unseen": unseen,
        "parked": parked().count(),
        "now": timezone.now(),
    }
    return render(request, "desk/mailroom/notices.html", context)


@require_POST
@requires(Permission.ANSWER)
def seen(request: SignedInRequest, notice_id: int) -> HttpResponse:
    """Say that a notice was seen; the first who says so is kept."""
    notice = get_object_or_404(MarketplaceNotice, pk=notice_id)
    rows = MarketplaceNotice.objects.filter(pk=notice.pk, seen_at=None)
    rows.update(seen_at=timezone.now(), seen_by=request.user)
    back = redirect("desk:notices")
    if request.POST.get("show") == "unseen":
        back["Location"] += "?show=unseen"
    return _see(back)


def _envelope(envelope_id: int) -> Envelope:
    return get_object_or_404(Envelope.objects.select_related("source"), pk=envelope_id)


def _raw(found: Envelope) -> bytes:
    try:
        return reading.raw_of(found)
    except Unreadable as gone:
        raise Http404(str(gone)) from gone


def _read(found: Envelope) -> tuple[Letter | None, str]:
    """The mail and its text; of one that cannot be read the bytes as text."""
    data = _raw(found)
    try:
        letter = parse(data)
    except Unreadable:
        return None, data[:MOST_TEXT].decode("utf-8", "replace").replace("\0", "")
    return letter, letter.plain if letter.plain.strip() else to_text(letter.html)


def _note(request: SignedInRequest, act: str, found: Envelope) -> None:
    subject, address = ("envelope", found.pk), audit.address_of(request)
    audit.note(act=act, now=timezone.now(), agent=request.user, subject=subject, address=address)


def _see(response: HttpResponse) -> HttpResponse:
    """After a change: the browser asks for the other page with GET (303)."""
    response.status_code = 303
    return cast("HttpResponseRedirect", response)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
