"""One order's whole correspondence as a PDF, from every channel and nothing of another order."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pypdfium2
import pytest
from django.test import Client

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, cora
from sportello.channels.models import Blob
from sportello.inbox.models import Attachment, Direction, Message, MessageKind, NamedNumber, Note, Thread

from . import world
from .orders import NUMBER, bought, parcel

pytestmark = pytest.mark.django_db

FILE = b"a photograph"


def words_of(client: Client, order_id: int) -> str:
    response = client.get(f"/orders/{order_id}/correspondence.pdf")
    assert response.headers["Content-Type"] == "application/pdf"
    pages = pypdfium2.PdfDocument(response.content)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)


def answered(thread: Thread, text: str, *, at: datetime) -> Message:
    values = {"direction": Direction.OUT, "kind": MessageKind.ANSWER, "agent": ada(), "sender": "shop@casalume.example"}
    return Message.objects.create(thread=thread, text=text, sent_at=at, created_at=at, **values)


def test_it_tells_everything_in_order_of_time(client: Client, now: datetime) -> None:
    order = bought(now=now, shipments=(parcel(now=now),))
    about = world.ticket("Dov'è il mio pacco?", now=now)
    Thread.objects.filter(pk=world.thread_of(about).pk).update(order_id=NUMBER)
    answer = answered(world.thread_of(about), "È partito ieri.", at=now - timedelta(hours=1))
    blob = Blob.objects.create(
        sha256=hashlib.sha256(FILE).hexdigest(), media_type="image/jpeg", size=len(FILE), data=FILE, created_at=now
    )
    Attachment.objects.create(message=answer, blob=blob, name="foto.jpg", media_type="image/jpeg", size=len(FILE))
    Note.objects.create(ticket=about, agent=ada(), at=now, text="un furbo")
    words = words_of(client, order.pk)
    told = (NUMBER, "Cleo Marino (buyer)", "Dov'è il mio pacco?", "Ada (seller)", "È partito ieri.", "foto.jpg")
    assert [each for each in (*told, "BRT", "Milano", blob.sha256, "Page 1 of 1") if each not in words] == []
    assert words.index("Dov'è il mio pacco?") < words.index("È partito ieri.")
    assert "un furbo" not in words
    seen = AuditEntry.objects.get(act="order.correspondence_looked_at")
    assert (seen.agent, seen.subject_kind, seen.subject_id) == (ada(), "order", order.pk)


def test_it_takes_in_other_channels_and_leaves_out_other_orders(client: Client, now: datetime) -> None:
    order = bought(now=now)
    about = world.ticket("Il numero è 302-5519384-2204417", now=now, on=world.channel("email", "Mail"))
    order.customer = about.customer
    order.save()
    NamedNumber.objects.create(message=Message.objects.get(thread=about.primary_id), value=NUMBER)
    other = world.ticket("Altra lampada rotta", now=now)
    Thread.objects.filter(pk=world.thread_of(other).pk).update(order_id="302-0000000-0000001")
    stranger = world.ticket("Anche io ho quel numero", by="Zed Zeta", now=now, on=world.channel("email", "Mail"))
    NamedNumber.objects.create(message=Message.objects.get(thread=stranger.primary_id), value=NUMBER)
    words = words_of(client, order.pk)
    assert "Il numero è" in words
    assert "Mail" in words
    assert "Altra lampada" not in words
    assert "Anche io" not in words


def test_it_is_for_who_reads_tickets(enter: Callable[[Agent], Client], now: datetime) -> None:
    order = bought(now=now)
    assert enter(cora()).get(f"/orders/{order.pk}/correspondence.pdf").status_code == 403
    assert enter(ada()).get("/orders/999999/correspondence.pdf").status_code == 404
    assert "Nobody wrote about this order." in words_of(enter(ada()), order.pk)
