"""Visits: which one a request belongs to, and noting what is done in it.

A visit begins with the first thing that counts (a search, an article, the form), not with a look at the home page, and
never for a robot. Its cookie is random, goes back to this help centre alone, and is forgotten after a day. A browser
without cookies sees every page; only its steps are not joined, and its audience is "any".
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpRequest

from sportello.core import events
from sportello.core.events import Plain
from sportello.knowledge.models import Audience

from .models import HelpCentre, Road, StepKind, Visit

COOKIE = "visit"
COOKIE_SECONDS = 24 * 3600
IDLE = timedelta(hours=2)
LONGEST_WORDS = 200
_ROBOT = re.compile(r"bot\b|bot[/;]|crawl|spider|slurp|preview|monitor|curl|wget|python-|lighthouse", re.IGNORECASE)

# A step and the visit that goes on by it, in one round trip: it stands on the way of every page.
_STEP = """
WITH step AS (
    INSERT INTO portal_visitstep (visit_id, at, kind, edition_id, choice_id, words, found)
    VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
)
UPDATE portal_visit SET last_at = greatest(last_at, %s), outcome = '', settled_at = NULL WHERE id = %s
"""


@dataclass(slots=True)
class Visiting:
    """The visit of one request. `visit` is None until something counts; `cookie` is what the answer has to set."""

    centre: HelpCentre
    language: str
    now: datetime
    visit: Visit | None = None
    cookie: str = ""
    is_robot: bool = False

    @property
    def audience(self) -> str:
        """For whom pages are written in this visit."""
        return str(self.visit.audience) if self.visit else Audience.ANY.value

    @property
    def site(self) -> str:
        """The marketplace's site, where it is known."""
        return str(self.visit.site) if self.visit else ""

    def begin(self) -> Visit | None:
        """This request's visit, begun if it was not yet; None for a robot."""
        if self.visit is None and not self.is_robot:
            self.visit, self.cookie = _begun(self.centre, self.language, self.now, before=None)
        return self.visit

    def note(
        self, kind: StepKind, *, edition: int | None = None, choice: int | None = None, words: str = "", found: int = 0
    ) -> None:
        """Note a step; ids go to the record of events, words only to the visit. Words must hold nothing personal."""
        visit = self.begin()
        if visit is None:
            return
        counted = found if kind in {StepKind.SEARCHED, StepKind.SHOWN} else None
        told: dict[str, Plain] = {"centre": self.centre.pk}
        told |= {name: value for name, value in (("edition", edition), ("choice", choice), ("found", counted)) if value}
        known = min(counted, 1000) if counted is not None else None
        with transaction.atomic(), connection.cursor() as cursor:
            text = words[:LONGEST_WORDS]
            cursor.execute(_STEP, [visit.pk, self.now, kind.value, edition, choice, text, known, self.now, visit.pk])
            events.record(kind=f"visit.{kind.value}", now=self.now, subject=("visit", visit.pk), data=told)


def visiting(request: HttpRequest, *, centre: HelpCentre, language: str, now: datetime) -> Visiting:
    """The visit that a request's cookie names. After two hours of rest a new one begins, for the same audience."""
    found = Visiting(centre, language, now, is_robot=_is_robot(request))
    if (value := request.COOKIES.get(COOKIE, "")) and not found.is_robot:
        known = Visit.objects.filter(key=_key(value), centre=centre).first()
        if known is not None and now - known.last_at > IDLE:
            found.visit, found.cookie = _begun(centre, language, now, before=known)
        else:
            found.visit = known
    return found


def come_by(visiting: Visiting, road: Road) -> None:
    """Let a visit come by a road: it decides for whom the pages are written, and stays known for the figures."""
    visit = visiting.begin()
    if visit is not None:
        visit.road, visit.audience, visit.site = road, road.audience, road.site
        visit.save(update_fields=["road", "audience", "site"])
        data: dict[str, Plain] = {"road": road.pk, "centre": road.centre_id}
        events.record(kind="visit.came", now=visiting.now, subject=("visit", visit.pk), data=data)


def learn_order(visiting: Visiting, *, order_id: int, customer_id: int | None, audience: str, site: str) -> None:
    """Let a visit know whose order it is about. Who bought at a marketplace reads its editions from now on."""
    visit = visiting.begin()
    if visit is not None:
        visit.order_id, visit.customer_id = order_id, customer_id or visit.customer_id
        visit.audience, visit.site = audience, site
        visit.save(update_fields=["order", "customer", "audience", "site"])


def _begun(centre: HelpCentre, language: str, now: datetime, *, before: Visit | None) -> tuple[Visit, str]:
    value = secrets.token_urlsafe(24)
    visit = Visit(
        centre=centre, key=_key(value), language=language, began_at=now, last_at=now,
        held_out=secrets.randbelow(100) < centre.held_out,
    )  # fmt: skip
    if before is not None:
        visit.audience, visit.site, visit.road_id = before.audience, before.site, before.road_id
    with transaction.atomic():
        visit.save(force_insert=True)
        data: dict[str, Plain] = {"centre": centre.pk, "channel": centre.channel_id or 0, "held_out": visit.held_out}
        data["language"] = language
        events.record(kind="visit.began", now=now, subject=("visit", visit.pk), data=data)
    return visit, value


def _key(value: str) -> str:
    return sha256(value[:100].encode("utf-8", "replace")).hexdigest()


def _is_robot(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    return not agent or _ROBOT.search(agent) is not None
