"""Scoring every open ticket, and settling what became of the ones that were scored."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Final

from django.db import transaction
from django.db.models import F, Max, Q

from sportello.insights.models import OrderFact, RiskModel, RiskScore

from .knowing import LOT, Known, open_tickets
from .scoring import PRIOR_BASE, PRIORS, Outcome, Sign, Weights, learn, score, signs

LISTED: Final = 0.05
"""From this chance on a ticket stands on the list: five times that of a ticket without any sign."""

OUTCOME_WITHIN: Final = timedelta(days=45)
"""So long after a ticket ended a claim or feedback is counted as its outcome; most come within six weeks."""

LEARN_FROM: Final = timedelta(days=365)
FEWEST_CAME: Final = 20
"""Before so many claims and bad feedbacks the prior weights say more than a model of these few would."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How the list did among settled tickets: of `listed` ones `hits` came; of all that `came`, `hits` stood on it."""

    listed: int
    hits: int
    came: int

    @property
    def missed(self) -> int:
        """What came and had not stood on the list."""
        return self.came - self.hits


def weights_now() -> tuple[int, Weights]:
    """The newest model with its number; 0 and the prior weights as long as nothing was learnt."""
    newest = RiskModel.objects.order_by("-pk").first()
    if newest is None:
        return 0, Weights()
    of = {sign: float(newest.weights.get(sign, PRIORS[sign])) for sign in Sign}
    return newest.pk, Weights(float(newest.weights.get("base", PRIOR_BASE)), of, newest.examples, newest.came)


def score_all(*, now: datetime) -> int:
    """Score every open ticket, end those that are open no more, and settle what came; returns how many are open."""
    version, weights = weights_now()
    count = 0
    for lot in batched(open_tickets(now), LOT, strict=False):
        _keep(lot, version, weights, now)
        count += len(lot)
    RiskScore.objects.standing().filter(scored_at__lt=now).update(ended_at=now)
    _settle(now)
    return count


def _keep(lot: Iterable[Known], version: int, weights: Weights, now: datetime) -> None:
    rows = []
    for ticket, order, known in lot:
        chance = score(known, now, weights).chance
        shown: dict[str, float] = {sign.value: round(strength, 3) for sign, strength in signs(known, now).items()}
        rows.append(
            RiskScore(
                ticket=ticket.pk,
                channel=ticket.channel_id or 0,
                order=order,
                opened_at=ticket.created_at,
                chance=chance,
                signs=shown,
                version=version,
                scored_at=now,
                listed_at=now if chance >= LISTED else None,
            )
        )
    with transaction.atomic():
        already = set(
            RiskScore.objects.filter(ticket__in=[row.ticket for row in rows], came_at__isnull=False).values_list(
                "ticket", flat=True
            )
        )
        _upsert([row for row in rows if row.ticket not in already])
        # What came keeps the signs it had before; that it is still open is all there is to say.
        RiskScore.objects.filter(ticket__in=already).update(scored_at=now, ended_at=None)


def _upsert(rows: list[RiskScore]) -> None:
    known = dict(RiskScore.objects.filter(ticket__in=[row.ticket for row in rows]).values_list("ticket", "listed_at"))
    for row in rows:
        row.listed_at = known.get(row.ticket) or row.listed_at
    RiskScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["ticket"],
        update_fields=[
            "channel", "order", "opened_at", "chance", "signs", "version", "scored_at", "listed_at", "ended_at",
        ],
    )  # fmt: skip


def _settle(now: datetime) -> None:
    """Note claims and bad feedback that came after a ticket was opened, and close those whose time is over."""
    waiting = RiskScore.objects.filter(settled_at=None, came_at=None).exclude(order=0)
    orders = OrderFact.objects.filter(Q(claimed_at__isnull=False) | Q(bad_feedback_at__isnull=False))
    facts = {fact.order: fact for fact in orders.filter(order__in=waiting.values("order"))}
    for row in waiting.filter(order__in=list(facts)):
        fact = facts[row.order]
        came = [
            (at, kind)
            for at, kind in ((fact.claimed_at, fact.claim or "claim"), (fact.bad_feedback_at, "feedback"))
            if at is not None and at > row.opened_at
        ]
        if came:
            row.came_at, row.came = min(came)
            row.settled_at = now
            row.save(update_fields=["came_at", "came", "settled_at"])
    RiskScore.objects.filter(settled_at=None, ended_at__lt=now - OUTCOME_WITHIN).update(settled_at=now)


def learn_anew(*, now: datetime) -> RiskModel | None:
    """Learn from the settled tickets of a year; None as long as too few came."""
    rows = RiskScore.objects.filter(settled_at__gte=now - LEARN_FROM)
    outcomes = [_outcome(signs, came_at) for signs, came_at in rows.values_list("signs", "came_at").iterator()]
    if sum(one.came for one in outcomes) < FEWEST_CAME:
        return None
    found = learn(outcomes)
    kept = {"base": found.base, **{sign.value: weight for sign, weight in found.of.items()}}
    return RiskModel.objects.create(learnt_at=now, weights=kept, examples=found.examples, came=found.came)


def _outcome(kept: dict[str, float], came_at: datetime | None) -> Outcome:
    known = set(Sign)
    return Outcome({Sign(name): strength for name, strength in kept.items() if name in known}, came_at is not None)


def checked(*, since: datetime) -> Checked:
    """How the list did among the tickets settled since then. A ticket counts as listed when it was before it came."""
    rows = RiskScore.objects.filter(settled_at__gte=since)
    before = Q(listed_at__isnull=False) & (Q(came_at=None) | Q(listed_at__lt=F("came_at")))
    listed = rows.filter(before)
    return Checked(
        listed=listed.count(),
        hits=listed.filter(came_at__isnull=False).count(),
        came=rows.filter(came_at__isnull=False).count(),
    )


def scored_at() -> datetime | None:
    """When the list was made; None before the first time."""
    newest: datetime | None = RiskScore.objects.aggregate(newest=Max("scored_at"))["newest"]
    return newest
