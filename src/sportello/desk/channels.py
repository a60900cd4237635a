"""The channels: how long an answer may take on each, in which language, and through which mailbox it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business.defaults import default_calendar
from sportello.business.models import Calendar
from sportello.channels import routing
from sportello.channels.inbound import ChannelKind
from sportello.channels.models import Channel, Source
from sportello.inbox import queue, rescheduling
from sportello.inbox.queue import View

from .channel_form import ChannelForm
from .connecting.lines import lines
from .place import Place

KINDS: Mapping[str, str | Promise] = {
    **{kind.value: name for kind, name in routing.NAMES.items()},
    ChannelKind.EMAIL.value: gettext_lazy("Mail"),
    ChannelKind.FORM.value: gettext_lazy("Contact form"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One channel: its kind in words, its calendar (None: round the clock), who sends for it (None: nobody yet), and
    how many tickets are owed an answer there."""

    channel: Channel
    kind: str | Promise
    calendar: Calendar | None
    sender: Source | None
    owed: int

    @property
    def queue(self) -> str:
        """Where those tickets are, as the query string of the queue's address."""
        return Place(view=View.OWED, channel=self.channel.pk).string


@require_safe
@requires(Permission.MANAGE_CHANNELS)
def channels(request: SignedInRequest) -> HttpResponse:
    """Everything that is connected and how it stands, and every channel by name."""
    now = timezone.now()
    context = {
        "lines": _lines(request),
        "sources": lines(now=now),
        "may_settle": request.user.may(Permission.MANAGE_PEOPLE),
        "now": now,
    }
    return render(request, "desk/channels/channels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CHANNELS)
def channel(request: SignedInRequest, channel_id: int) -> HttpResponse:
    """One channel's settings; a POST saves them, and a new clock moves what is owed there (422: see the fields)."""
    row = get_object_or_404(Channel.objects.select_related("source", "calendar"), pk=channel_id)
    context = {"channel_id": row.pk, "name": row.name, "kind": KINDS[row.kind], "site": row.site, "source": row.source}
    form = ChannelForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        moved = rescheduling.save(channel=form.instance, by=request.user, now=timezone.now())
        messages.success(request, _said(form.instance, moved))
        return redirect("desk:channels")
    return render(request, "desk/channels/channel.html", {"form": form, **context}, status=422 if form.errors else 200)


def _said(row: Channel, moved: int) -> str:
    saved = _("%(name)s is saved.") % {"name": row.name}
    if not moved:
        return saved
    words = ngettext("%(count)s open deadline has moved.", "%(count)s open deadlines have moved.", moved)
    return f"{saved} {words % {'count': moved}}"


def _lines(request: SignedInRequest) -> Sequence[Line]:
    owed = {row.pk: count for row, count in queue.counts_by_channel(agent=request.user, now=timezone.now())}
    rows = Channel.objects.select_related("source", "account", "sends_through", "brand", "calendar").order_by(
        "name", "pk"
    )
    default = default_calendar()
    return [
        Line(
            channel=row,
            kind=KINDS[row.kind],
            calendar=None if row.round_the_clock else row.calendar or default,
            sender=row.sender,
            owed=owed.get(row.pk, 0),
        )
        for row in rows
    ]
