"""The contact form: answers before it asks, takes what is sent, and lets its sender find it again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from sportello.channels.models import Envelope
from sportello.inbox.arrival import Became, arrive
from sportello.inbox.models import Message, Ticket
from sportello.inbox.tests.world import mail, said
from sportello.knowledge.models import Audience
from sportello.knowledge.testing import article, published
from sportello.portal.models import Contact, FormChoice, HelpCentre, StepKind, Upload, Visit, VisitStep
from sportello.portal.stamps import stamp
from sportello.portal.testing import help_centre, order, road, visitor

pytestmark = pytest.mark.django_db

HOME = "/help/casa-lume/en"
WEBP = b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 24
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40
TEXT = "The parcel has not moved since Tuesday."


def choice(centre: HelpCentre, topic: str) -> FormChoice:
    return centre.choices.get(topic=topic)


def filled(centre: HelpCentre, **given: Any) -> dict[str, Any]:
    """What a person types, half a minute after the page was given out."""
    earlier = timezone.now() - timedelta(seconds=30)
    return {"stamp": stamp(centre_id=centre.pk, now=earlier), "email": "cleo@posta.example", "text": TEXT} | given


def message_page(chosen: FormChoice) -> str:
    return f"{HOME}/contact/{chosen.pk}/message"


def arrived() -> Message:
    """The message that the newest envelope becomes."""
    envelope = Envelope.objects.latest("pk")
    assert arrive(envelope.pk, now=timezone.now()) is Became.MESSAGE
    return Message.objects.select_related("thread__channel", "thread__customer").get(envelope=envelope)


def send(client: Client, centre: HelpCentre, chosen: FormChoice, **given: Any) -> str:
    """Send a message; the address of its status page."""
    answer = client.post(message_page(chosen), filled(centre, **given))
    assert answer.status_code == 303, answer.text
    return str(answer["Location"])


def test_it_shows_where_the_order_is_before_anything_can_be_sent() -> None:
    centre = help_centre()
    published("where", topic="where_is_my_order", title="Where parcels are")
    chosen = choice(centre, "where_is_my_order")
    client = visitor()
    assert "Delivery" in client.get(f"{HOME}/contact").text
    page = client.get(f"{HOME}/contact/{chosen.pk}").text
    assert 'name="number"' in page
    assert "Where parcels are" in page
    assert "<textarea" not in page
    assert f"/contact/{chosen.pk}/message" in page
    kinds = [*VisitStep.objects.values_list("kind", flat=True)]
    assert kinds == [StepKind.FORM, StepKind.CHOSE, StepKind.SHOWN]


def test_it_puts_the_owners_article_first() -> None:
    centre = help_centre()
    published("first", topic="warranty", title="How long it lasts", body="Two **years**.")
    chosen = choice(centre, "other")
    FormChoice.objects.filter(pk=chosen.pk).update(article=article("first"))
    assert "<strong>years</strong>" in visitor().get(f"{HOME}/contact/{chosen.pk}").text


def test_it_makes_a_ticket_that_carries_what_was_shown() -> None:
    centre = help_centre()
    published("where", topic="where_is_my_order", title="Where parcels are")
    chosen, client = choice(centre, "where_is_my_order"), visitor()
    client.get(f"{HOME}/articles/where")
    status = send(client, centre, chosen, order=" 302 1234567 7654321 ", name="Cleo")
    message = arrived()
    assert message.text == TEXT
    assert message.order_ids == ["302-1234567-7654321"]
    assert (message.thread.channel, message.thread.reply_to) == (centre.channel, "cleo@posta.example")
    ticket = Ticket.objects.get()
    assert ticket.due_at is not None
    contact = Contact.objects.get()
    assert contact.visit is not None
    assert contact.reference in ticket.subject
    assert contact.to == "c•••@posta.example"
    page = visitor().get(status).text
    assert contact.reference in page
    assert "In our queue" in page
    assert "cleo@posta" not in page
    assert Visit.objects.get().steps.filter(kind=StepKind.SENT).count() == 1


def test_it_asks_once_more_when_something_may_answer_and_sends_it_anyway() -> None:
    centre = help_centre()
    published(
        "still", topic="tracking_stuck", title="My parcel has not moved for days", body="Tracking that stands still."
    )
    chosen, client = choice(centre, "where_is_my_order"), visitor()
    asked = client.post(message_page(chosen), filled(centre))
    assert asked.status_code == 200
    assert "My parcel has not moved" in asked.text
    assert TEXT in asked.text
    assert 'name="anyway"' in asked.text
    assert not Envelope.objects.exists()
    send(client, centre, chosen, anyway="1")
    assert arrived().text == TEXT


def test_it_shows_the_plain_form_to_who_is_held_out() -> None:
    centre = help_centre(held_out=50)
    published("where", topic="where_is_my_order", title="Where parcels are")
    chosen = choice(centre, "where_is_my_order")
    arms: set[bool] = set()
    for _try in range(40):
        client = visitor()
        client.get(f"{HOME}/contact")
        held_out = Visit.objects.latest("pk").held_out
        answer = client.get(f"{HOME}/contact/{chosen.pk}")
        assert (answer.status_code == 302) is held_out
        sent = client.post(message_page(chosen), filled(centre)).status_code if len(arms) < 2 else None
        assert sent in ({303, None} if held_out else {200, 303, None})
        arms.add(held_out)
        if len(arms) == 2:
            break
    assert arms == {True, False}


def test_it_takes_photos_of_telephones_and_refuses_programs() -> None:
    centre = help_centre()
    chosen, client = choice(centre, "damaged_or_defective"), visitor()
    program = SimpleUploadedFile("photo.jpg", b"MZ\x90\0" + b"\0" * 60, content_type="image/jpeg")
    refused = client.post(message_page(chosen), filled(centre, order="#1", files=[program]))
    assert refused.status_code == 422
    assert "none of the kinds" in refused.text
    heic = client.post(message_page(chosen), filled(centre, order="#1", files=[SimpleUploadedFile("p.heic", HEIC)]))
    assert heic.status_code == 422
    assert "p.heic is a HEIC photo" in heic.text
    assert "image/jpeg" in heic.text
    assert "image/heic" not in heic.text
    wrong = client.post(message_page(chosen), filled(centre, email="no", files=[SimpleUploadedFile("p.webp", WEBP)]))
    kept = re.findall(r'name="kept" value="([^"]+)"', wrong.text)
    assert len(kept) == Upload.objects.count() == 1
    send(client, centre, chosen, kept=kept)
    assert [(file.name, file.media_type) for file in arrived().attachments.all()] == [("p.webp", "image/webp")]
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": "???"}, "few words"),
        ({"email": "cleo"}, "marked fields"),
        ({"website": "https://spam.example"}, "people do not see"),
        ({"stamp": "nonsense"}, "open for a long time"),
        ({"text": "x" * 10_001}, "marked fields"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_rest(given: dict[str, Any], words: str) -> None:
    centre = help_centre()
    client = visitor()
    client.get(f"{HOME}/contact")
    answer = client.post(message_page(choice(centre, "other")), filled(centre, name="Cleo Marino", **given))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Cleo Marino" in answer.text
    assert not Envelope.objects.exists()


def test_it_asks_who_is_quicker_than_people() -> None:
    centre = help_centre()
    answer = visitor().post(
        message_page(choice(centre, "other")), filled(centre, stamp=stamp(centre_id=centre.pk, now=timezone.now()))
    )
    assert answer.status_code == 422
    assert "very quick" in answer.text


def test_it_brakes_who_sends_too_much_and_says_for_how_long() -> None:
    centre = help_centre()
    chosen, client = choice(centre, "other"), visitor()
    for _message in range(6):
        send(client, centre, chosen)
    answer = client.post(message_page(chosen), filled(centre))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3000
    assert "You can try again in 60 minutes" in answer.text


def test_it_asks_an_amazon_visitor_for_no_address_and_offers_amazon_first() -> None:
    centre = help_centre()
    chosen, client = choice(centre, "where_is_my_order"), visitor()
    client.get(f"{HOME}?via={road(centre, Audience.AMAZON, 'amazon.it').code}")
    for path in (f"{HOME}/contact", f"{HOME}/contact/{chosen.pk}", message_page(chosen), f"{HOME}/order"):
        page = client.get(path).text
        assert 'href="https://www.amazon.it/' in page, path
        assert 'type="email"' not in page
        assert "e-mail or postcode" not in page.lower()
    status = send(client, centre, chosen, order="302-1234567-7654321", email="")
    message = arrived()
    assert (message.thread.reply_to, message.sender) == ("", "amazon.it:302-1234567-7654321")
    page = visitor().get(status).text
    assert "In your messages on Amazon" in page


def test_it_lets_the_sender_add_words_to_the_same_conversation() -> None:
    centre = help_centre()
    client = visitor()
    status = send(client, centre, choice(centre, "other"))
    first = arrived()
    path = status.partition("?")[0]
    answer = client.post(f"{path}/messages", filled(centre, text="It came!"))
    assert answer.status_code == 303
    second = arrived()
    assert second.thread_id == first.thread_id
    assert Ticket.objects.count() == 1


def test_it_goes_on_by_mail_where_the_form_began() -> None:
    from sportello.inbox.replying import send as reply
    from sportello.inbox.tests.world import agent, ticket_of

    centre = help_centre()
    send(visitor(), centre, choice(centre, "other"))
    first = arrived()
    now = timezone.now()
    sent = reply(ticket=ticket_of(first), thread=first.thread, text="We look.", by=agent("Ben"), now=now)
    later = now + timedelta(hours=1)
    back = said(mail("Thanks!", references=[sent.message_id], at=later), at=later)
    assert back.thread_id == first.thread_id


def test_it_tells_nobody_else_of_a_message() -> None:
    help_centre()
    assert visitor().get(f"{HOME}/requests/guessed-secret").status_code == 404


def test_it_leaves_out_what_runs_in_a_circle() -> None:
    centre = help_centre()
    one, other = centre.choices.filter(topic__in=["warranty", "assembly"]).order_by("topic")
    FormChoice.objects.filter(pk=one.pk).update(parent=other)
    FormChoice.objects.filter(pk=other.pk).update(parent=one)
    client = visitor()
    assert client.get(f"{HOME}/contact").status_code == 200
    assert client.get(f"{HOME}/contact/{one.pk}").status_code == 404


def test_it_fills_in_the_order_that_was_looked_up() -> None:
    centre = help_centre()
    order("#1042")
    client = visitor()
    client.post(f"{HOME}/order", filled(centre, number="1042", proof="20121"))
    assert 'value="#1042"' in client.get(message_page(choice(centre, "where_is_my_order"))).text
