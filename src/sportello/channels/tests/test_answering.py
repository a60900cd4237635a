"""Answers to conversations of an API leave by it, and are tried and settled like those that leave by mail."""

import pytest
from django.utils import timezone

from sportello.channels.answering import transports
from sportello.channels.delivery import deliver_due
from sportello.channels.models import Outbox, OutboxState
from sportello.channels.routing import channel_of_account
from sportello.channels.sending import Transport

from .vendor import NOON, Vendor, account

pytestmark = pytest.mark.django_db(transaction=True)


def by_mail(outbox: Outbox) -> Transport:
    pytest.fail(f"{outbox} was to leave by the API")


def written(market: Vendor) -> Outbox:
    channel = channel_of_account(account=account("shop", market), site="ebay.it", now=NOON)
    return Outbox.objects.create(
        channel=channel, message_id="<1@x>", recipient="conversation:7", text="Hello", created_at=NOON, next_try_at=NOON
    )


@pytest.mark.parametrize(("fault", "state"), [(None, OutboxState.SENT), ((500, {}, b"maybe"), OutboxState.UNCERTAIN)])
def test_it_sends_by_the_account(
    market: Vendor, fault: tuple[int, dict[str, str], bytes] | None, state: OutboxState
) -> None:
    row = written(market)
    market.faults = [fault] if fault else []
    given = {"clock": timezone.now, "transport_for": transports(by_mail), "on_undelivered": lambda _row, _now: None}
    deliver_due(**given)  # type: ignore[arg-type]
    row.refresh_from_db()
    assert row.state == state
    assert market.sent == ([] if fault else [{"to": "conversation:7", "text": "Hello"}])
