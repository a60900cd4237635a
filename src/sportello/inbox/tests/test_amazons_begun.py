"""Whatever anybody begins, for whatever reason: this holds of all that is handed over to Amazon."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sportello.accounts.roles import Role
from sportello.channels import begun
from sportello.channels.beginning import Allowed, Beginning, BeginsMessages, Purpose, Takes
from sportello.channels.contract import Account
from sportello.channels.models import BegunMessage, Blob, Source
from sportello.channels.registry import connector_named
from sportello.inbox import beginning
from sportello.inbox.circumstances import WORDLESS
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import AnswerFile
from sportello.orders.models import Order
from sportello.orders.records import OrderState
from sportello.orders.tests import world as orders

from .amazons_texts import TEXTS, may_stand
from .world import NOW, agent


@dataclass
class Listening:
    """Amazon as the account's runner sees it: keeps what is handed over."""

    takes: Mapping[Purpose, Takes]
    heard: list[Beginning] = field(default_factory=list)

    def allowed(self, _account: Account, _number: str, *, site: str, now: datetime) -> Allowed:
        return Allowed(frozenset(self.takes))

    def send(self, _account: Account, message: Beginning, *, now: datetime, handed_over: Callable[[], None]) -> None:
        handed_over()
        self.heard.append(message)


@dataclass(frozen=True)
class Try:
    """What somebody wants to begin, twice; `days` since the order was completed, None while it is under way."""

    purpose: Purpose
    text: str
    by_lead: bool
    days: int | None


NEEDED = st.sampled_from(
    [
        "Quale colore preferisce?",
        "Per il montaggio ci serve il piano.",
        "Un vetro manca: parte giovedì.",
        "Che nome va inciso?",
    ]
)
FOLLOWED = st.builds(lambda needed, more: f"{needed} {more}", NEEDED, TEXTS)
WORDED = st.one_of(
    NEEDED.map(lambda text: f"{orders.NUMBER}\n\n{text}"),
    FOLLOWED.map(lambda text: f"{orders.NUMBER}\n\n{text}"),
    TEXTS.map(lambda text: f"{orders.NUMBER}\n\n{text}"),
    FOLLOWED,
)
TRIES = st.builds(
    lambda purpose, wordless, worded, by_lead, days: Try(
        purpose, wordless if purpose in WORDLESS else worded, by_lead, days
    ),
    st.sampled_from(Purpose),
    st.one_of(st.just(""), st.just(""), TEXTS),
    WORDED,
    st.booleans(),
    st.sampled_from([None, 0, 29, 31]),
)


def _takes() -> Mapping[Purpose, Takes]:
    amazon_is = connector_named("amazon")
    assert amazon_is is not None
    assert amazon_is.begins is not None
    return amazon_is.begins.takes


def handed_over(tried: Try, order: Order, blob: Blob) -> list[Beginning]:
    """What Amazon got after somebody tried to begin it, and again; nothing of it is kept."""
    listening = Listening(_takes())
    takes = listening.takes[tried.purpose]
    done = None if tried.days is None else NOW - timedelta(days=tried.days)
    by = agent("Lea", role=Role.LEAD) if tried.by_lead else agent("Ben")
    with transaction.atomic():
        if done:
            Order.objects.filter(pk=order.pk).update(state=OrderState.DELIVERED, deliver_by=done, changed_at=done)
        for _again in range(2):
            try:
                made = beginning.begin(
                    order=order, purpose=tried.purpose, text=tried.text, by=by, now=NOW,
                    files=[AnswerFile(blob, "documento.pdf")] * takes.fewest,
                    cover=(NOW.date(), NOW.date()) if takes.cover else None,
                )  # fmt: skip
            except CannotSend:
                continue
            _carry(made, listening)
        transaction.set_rollback(True)
    return listening.heard


def _carry(message: BegunMessage, listening: BeginsMessages) -> None:
    amazon_is = connector_named("amazon")
    assert amazon_is is not None
    source = Source.objects.get(pk=message.order.account_id)
    begun.carry(source, replace(amazon_is, begins=listening), message.pk, clock=lambda: NOW)


@pytest.mark.django_db
def test_it_hands_over_nothing_begun_that_no_rule_allows() -> None:
    order = orders.kept(orders.order(), orders.channel())
    blob = Blob.objects.create(sha256="0" * 64, media_type="application/pdf", size=4, data=b"%PDF", created_at=NOW)
    tried, sent = Counter[Purpose](), Counter[Purpose]()

    @settings(max_examples=30, deadline=None, derandomize=True, database=None)
    @given(one=TRIES)
    def whatever_is_begun(one: Try) -> None:
        heard = handed_over(one, order, blob)
        tried[one.purpose] += 1
        sent[one.purpose] += len(heard)
        assert len(heard) <= 1, one
        for message in heard:
            assert one.days != 31, one
            assert message.number == orders.NUMBER
            if message.purpose in WORDLESS:
                assert message.text == "", one
            else:
                assert orders.NUMBER in message.text, one
                assert may_stand(message.text), one

    for purpose in Purpose:
        words = "" if purpose in WORDLESS else f"{orders.NUMBER}\n\nQuale colore preferisce?"
        whatever_is_begun = example(one=Try(purpose, words, False, None))(whatever_is_begun)
    whatever_is_begun()
    assert all(sent[purpose] for purpose in Purpose), sent
    assert sum(sent.values()) >= sum(tried.values()) / 4, (sent, tried)
