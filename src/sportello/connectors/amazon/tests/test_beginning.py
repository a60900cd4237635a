"""What the seller begins reaches Amazon once; where nobody can know, an agent decides."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sportello.channels import begun, running
from sportello.channels.beginning import Purpose
from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.channels.models import Allowance, BegunMessage, BegunState, Errand, Source
from sportello.connectors.amazon.connector import CONNECTOR
from sportello.core.models import Event
from sportello.orders.models import Order
from sportello.orders.tests.world import NUMBER, channel, kept, order

from .api import NOW, Answers, Asked, Said, answering

pytestmark = pytest.mark.django_db
REVIEW = "/solicitations/productReviewAndSellerFeedback"


def offering(*names: str, answer: Said | None = None) -> Answers:
    """Amazon lists these actions, and answers so to what is sent."""

    def answers(asked: Asked) -> Said:
        if asked.path.endswith("/attributes"):
            return Said(200, {"buyer": {"locale": "it-IT"}})
        if asked.method == "POST":
            return answer or Said(201, {})
        listed = [{"href": f"{asked.path}/x/{name}", "name": name} for name in names]
        return Said(200, {"_links": {"actions": listed}})

    return answers


def connected(url: str) -> tuple[Source, Order]:
    """An account whose API is there, and its order."""
    where = channel()
    source = Source.objects.get(pk=where.account_id)
    source.config = {"base_url": url, "region": "eu"}
    source.keep_secrets({"client_id": "c", "client_secret": "s", "refresh_token": "r"})
    source.save()
    return source, kept(order(), where)


def writes(about: Order, purpose: Purpose = Purpose.QUESTION, **more: Any) -> BegunMessage:
    """A message that waits to be sent."""
    words = "" if purpose is Purpose.REVIEW else f"Ordine {NUMBER}: quale colore preferisce?"
    values = {"text": words, "content_hash": words[:20], "reason": "x", "created_at": NOW}
    made = BegunMessage.objects.create(order=about, purpose=purpose, **(values | more))
    begun.wanted(message=made, now=NOW)
    return made


def run(source: Source) -> TroubleKind | None:
    """What the account's runner does now; which trouble it meets."""
    try:
        running.run_due(source, CONNECTOR, clock=lambda: NOW)
    except ApiTrouble as trouble:
        return trouble.kind
    return None


def state(message: BegunMessage) -> str:
    message.refresh_from_db()
    return str(message.state)


def test_it_sends_a_message_once() -> None:
    with answering(offering("confirmOrderDetails")) as api:
        source, about = connected(api.url)
        message = writes(about)
        begun.wanted(message=message, now=NOW)
        assert run(source) is None
        begun.wanted(message=message, now=NOW)
        assert run(source) is None
    assert state(message) == "sent"
    assert message.handed_over_at == message.settled_at == NOW
    (post,) = [asked for asked in api.asked if asked.method == "POST"]
    assert post.path == f"/messaging/v1/orders/{NUMBER}/messages/confirmOrderDetails"
    assert post.body == {"text": message.text}
    assert Event.objects.filter(kind="begun.sent", subject_kind="order", subject_id=about.pk).count() == 1


def test_it_lets_no_second_request_for_a_review_be_written() -> None:
    with answering(offering("productReviewAndSellerFeedback")) as api:
        source, about = connected(api.url)
        first = writes(about, Purpose.REVIEW)
        with pytest.raises(IntegrityError), transaction.atomic():
            writes(about, Purpose.REVIEW)
        run(source)
        assert state(first) == "sent"
        with pytest.raises(IntegrityError), transaction.atomic():
            writes(about, Purpose.REVIEW)
    assert [asked.path for asked in api.asked if asked.method == "POST"] == [
        f"/solicitations/v1/orders/{NUMBER}{REVIEW}"
    ]


@pytest.mark.parametrize(
    ("answer", "becomes", "tried_again"),
    [
        (Said(500), "uncertain", False),
        (Said(429), "waiting", True),
        (Said(403, {"errors": [{"code": "Unauthorized", "message": "You can't use it."}]}), "failed", False),
        (Said(400, {"errors": [{"code": "InvalidInput", "message": "text"}]}), "failed", False),
    ],
)
def test_it_knows_what_an_answer_leaves_open(answer: Said, becomes: str, tried_again: bool) -> None:
    with answering(offering("confirmOrderDetails", answer=answer)) as api:
        source, about = connected(api.url)
        message = writes(about)
        run(source)
    assert state(message) == becomes
    assert Errand.objects.filter(kind="begun", done_at=None).exists() == tried_again


def test_it_sends_nothing_that_is_not_offered_and_waits_while_amazon_is_away() -> None:
    with answering(offering("invoice")) as api:
        source, about = connected(api.url)
        message = writes(about)
        assert run(source) is None
    assert (state(message), "does not offer" in message.said) == ("failed", True)
    again = writes(about)
    assert run(source) is TroubleKind.LOST
    assert state(again) == "waiting"
    late = writes(about, text="Altro", content_hash="b", created_at=NOW - timedelta(days=2))
    Errand.objects.exclude(ref=str(late.pk)).delete()
    run(source)
    assert state(late) == "failed"
    assert not [asked for asked in api.asked if asked.method == "POST"]


def test_it_calls_uncertain_what_a_killed_runner_left_and_sends_it_not_again() -> None:
    with answering(offering("productReviewAndSellerFeedback")) as api:
        source, about = connected(api.url)
        message = writes(about, Purpose.REVIEW, state=BegunState.SENDING, handed_over_at=NOW)
        assert run(source) is None
    assert state(message) == "uncertain"
    assert api.asked == []
    assert BegunMessage.objects.requests().count() == 1


def test_it_keeps_what_amazon_allows_now_and_why_it_does_not_say() -> None:
    with answering(offering("confirmOrderDetails", "sendInvoice")) as api:
        source, about = connected(api.url)
        begun.ask(source, CONNECTOR, about.pk, clock=lambda: NOW)
        told = Allowance.objects.get(order=about)
        assert (told.purposes, told.language, told.trouble) == (["invoice", "question"], "it-IT", "")
    with answering(lambda _asked: Said(403)) as api:
        Source.objects.filter(pk=source.pk).update(config={"base_url": api.url})
        begun.ask(Source.objects.get(pk=source.pk), CONNECTOR, about.pk, clock=lambda: NOW)
    told.refresh_from_db()
    assert told.purposes == []
    assert told.trouble.startswith("403")
