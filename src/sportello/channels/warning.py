"""Letters to the owners: a source has been failing for a while, or one of its secrets is about to end."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sportello.accounts.links import base_url
from sportello.accounts.models import Agent
from sportello.core import events

from .models import Source, SourceKind, SourceWarning
from .registry import connector_of
from .standing import wrong_with

log = logging.getLogger(__name__)

FAILING_FOR = timedelta(minutes=15)
SECRET_ENDS_WITHIN = timedelta(days=14)
FAILING, EXPIRING = "failing", "expiring"
# The advisory lock under which letters are written, so that two workers do not write the same one.
WARNING = 0x53504F58

type Send = Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that the owners have to know of a source: what, since when, and what the letter says of it."""

    source: Source
    what: str
    since: datetime
    context: Mapping[str, object]


def warn_owners(*, now: datetime, send: Send) -> int:
    """Write to every owner once for each incident; returns how many incidents were told.

    `send(to, subject, text)` raises OSError when a letter cannot be sent; then the incident is tried again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [WARNING])
        if not cursor.fetchone()[0]:
            return 0
        try:
            return sum(_tell(incident, now, send) for incident in _incidents(now))
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [WARNING])


def secret_ends_at(source: Source) -> datetime | None:
    """When the account's secret ends at the marketplace; None when it has no end."""
    connector = connector_of(source)
    if connector is None or connector.pace.secret_lives is None or source.secrets_set_at is None:
        return None
    return source.secrets_set_at + connector.pace.secret_lives


def mail(to: str, subject: str, text: str) -> None:
    """Mail a letter. Raises OSError (SMTPException too) when it cannot be sent now."""
    EmailMessage(subject, text, to=[to]).send()


def _incidents(now: datetime) -> Iterator[Incident]:
    """What nobody was told of yet."""
    told = set(SourceWarning.objects.values_list("source", "what", "since"))
    for incident in (*_failing(now), *_expiring(now)):
        if (incident.source.pk, incident.what, incident.since) not in told:
            yield incident


def _failing(now: datetime) -> Iterator[Incident]:
    for source in Source.objects.filter(paused_at=None, failing_since__lte=now - FAILING_FOR).order_by("id"):
        if source.failing_since is not None:
            wrong = wrong_with(source) if source.kind == SourceKind.API else None
            words = wrong.words if wrong else source.last_error.partition(": ")[2] or source.last_error
            context = {"words": words, "wrong": wrong, "next_try_at": source.next_try_at}
            yield Incident(source, FAILING, source.failing_since, context)


def _expiring(now: datetime) -> Iterator[Incident]:
    for source in Source.objects.filter(kind=SourceKind.API, paused_at=None).order_by("id"):
        ends_at = secret_ends_at(source)
        if ends_at is not None and source.secrets_set_at is not None and ends_at - now <= SECRET_ENDS_WITHIN:
            yield Incident(source, EXPIRING, source.secrets_set_at, {"ends_at": ends_at, "over": ends_at <= now})


def _tell(incident: Incident, now: datetime, send: Send) -> bool:
    owners = list(Agent.objects.active().owners())
    if not owners:
        return False
    try:
        for owner in owners:
            send(owner.email, *_letter(owner, incident))
    except OSError as failed:
        log.warning("the letter about source %s could not be sent (%s)", incident.source.pk, failed)
        return False
    SourceWarning.objects.create(source=incident.source, what=incident.what, since=incident.since, sent_at=now)
    events.record(kind=f"source.warned_{incident.what}", now=now, subject=("source", incident.source.pk))
    return True


def _letter(owner: Agent, incident: Incident) -> tuple[str, str]:
    """Subject and text, in the owner's language and time zone."""
    with translation.override(owner.language), timezone.override(owner.zone):
        name = incident.source.name
        subject = (
            _("%(name)s cannot be read") % {"name": name}
            if incident.what == FAILING
            else _("%(name)s needs a new secret soon") % {"name": name}
        )
        context = {"owner": owner, "name": name, "since": incident.since, **incident.context}
        context["link"] = base_url() + reverse("desk:channels")
        text = render_to_string(f"channels/letters/{incident.what}.txt", context)
        return " ".join(subject.split()), text.strip() + "\n"
