"""What is counted of macros, what makes them doubtful, and how others find them."""

from datetime import datetime, timedelta

import pytest

from sportello.accounts.testing import ada, ben
from sportello.business import using
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.compliance import publishing
from sportello.desk.macros.counting import count
from sportello.desk.macros.doubts import DoubtKind, doubts_about
from sportello.inbox.models import RepeatContact, Ticket
from sportello.replies.macros import keeping
from sportello.replies.models import MacroEdition, MacroFigures, MacroUse, MacroVerification

from . import world
from .test_macros import edition

pytestmark = pytest.mark.django_db
RETURNS = "Può rendere l'articolo{% if policy.return_window %} entro {{ policy.return_window }}{% endif %}."


def used(row: MacroEdition, ticket: Ticket, at: datetime) -> None:
    MacroUse.objects.create(edition=row, version=1, ticket=ticket.pk, agent=ben(), at=at)


def writes_again(ticket: Ticket, at: datetime, of: Ticket | None = None) -> None:
    message = world.says(world.thread_of(ticket), "Ancora niente?", at=at)
    RepeatContact.objects.create(message=message, of=of, reason="no_answer", suggested="no_answer", at=at)


def test_it_counts_uses_and_the_buyers_who_wrote_again(now: datetime) -> None:
    row, idle = edition(now=now), edition(slug="idle", now=now)
    here, there, old, quiet = (world.ticket(by=name, now=now) for name in ("A B", "C D", "E F", "G H"))
    elsewhere = world.ticket(by="C Other", now=now)
    long_ago, lately = now - timedelta(days=20), now - timedelta(days=3)
    used(row, here, long_ago)
    writes_again(here, long_ago + timedelta(days=2))
    used(row, there, lately)
    writes_again(elsewhere, lately + timedelta(days=1), of=there)
    used(row, old, long_ago)
    writes_again(old, now)
    used(row, quiet, lately)
    used(row, quiet, now - timedelta(days=120))
    count(now=now)
    count(now=now)
    figures = MacroFigures.objects.get(macro=row.macro)
    assert (figures.used, figures.settled, figures.repeated) == (4, 3, 2)
    assert figures.repeat_rate is None
    assert MacroFigures.objects.get(macro=idle.macro).used == 0


def test_it_doubts_what_names_a_changed_fact_or_was_proved_by_other_rules(now: datetime) -> None:
    uses, wrong = (
        edition(RETURNS, now=now),
        edition("Può restituire l'articolo entro 14 giorni.", slug="wrong", now=now),
    )
    assert doubts_about([uses, wrong]) == {}
    fact = Fact("return_window", Kind.DAYS, {"count": 30}, now.date())
    stating.state(fact=fact, by=ada(), now=now)
    kinds = {pk: [doubt.kind for doubt in found] for pk, found in doubts_about([uses, wrong]).items()}
    assert kinds == {uses.pk: [DoubtKind.FACT], wrong.pk: [DoubtKind.CONTRADICTED]}
    MacroVerification.objects.update(packs="older")
    assert DoubtKind.RULES in [doubt.kind for doubt in doubts_about([uses])[uses.pk]]
    keeping.verify(edition=uses, by=ada(), now=now)
    assert DoubtKind.RULES not in [doubt.kind for doubt in doubts_about([uses])[uses.pk]]


def test_it_is_found_by_facts_and_by_rules_and_can_be_switched_off(now: datetime) -> None:
    row = edition(RETURNS, now=now)
    edition("Una bozza{% if order.number %} per {{ order.number }}{% endif %}.", slug="draft", verified=False, now=now)
    found = [text for text in using.texts() if text.kind == "macro"]
    assert (found[0].ref, found[0].text) == (row.pk, RETURNS)
    assert len(found) == 2
    published = [text for name, text in publishing.published(now) if name == "replies.macros"]
    assert [text.key for text in published] == [str(row.pk)]
    assert "entro 30 giorni" in published[0].text
    assert published[0].where == f"/macros/{row.macro_id}/amazon/it"
    assert published[0].switch_off is not None
    published[0].switch_off(ada(), now)
    assert MacroVerification.objects.get().ended_as == "breaks_a_rule"
