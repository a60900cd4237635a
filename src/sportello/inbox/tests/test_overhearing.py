"""Answers given elsewhere count, and only they."""

from datetime import timedelta

import pytest

from sportello.channels.models import Outbox, OutboxState
from sportello.channels.ours import HEADER, mark_of
from sportello.inbox.arrival import Became
from sportello.inbox.failing import undelivered
from sportello.inbox.models import Direction, Message, ObligationEnd
from sportello.inbox.replying import send

from .world import CLEO, DESK, HOUR, NOW, agent, amazon, comes, mail, owed, said, ticket_of

pytestmark = pytest.mark.django_db

FIRST = "<cleo.1@posta.example>"


def sent(text: str = "It was sent today.", *, to: str = CLEO, subject: str = "Re: My lamp", **more: object) -> bytes:
    return mail(text, sender=DESK, name="Casa Lume", to=to, subject=subject, **more)  # type: ignore[arg-type]


def test_it_ends_what_an_answer_from_another_program_answered() -> None:
    message = said(mail(message_id=FIRST))
    became, _ = comes(sent(references=[FIRST], at=NOW + HOUR), at=NOW + 2 * HOUR, outgoing=True)
    assert became is Became.MESSAGE
    assert owed(message.thread) is None
    assert ticket_of(message).due_at is None
    assert Message.objects.get(direction=Direction.OUT).answered_obligations.get().ended_as == (
        ObligationEnd.ANSWERED_ELSEWHERE
    )


def test_it_takes_passing_a_mail_on_to_a_colleague_for_no_answer() -> None:
    message = said(mail(message_id=FIRST))
    passed_on = sent("Can you look into this?", to="store@casalume.example", subject="Fwd: My lamp", references=[FIRST])
    assert comes(passed_on, at=NOW + HOUR, outgoing=True)[0] is Became.SET_ASIDE
    assert owed(message.thread) is not None


@pytest.mark.parametrize("outgoing", [True, False])
def test_it_knows_the_desks_own_notices_wherever_they_lie(outgoing: bool) -> None:
    marked = [(HEADER, mark_of("<notice.1@desk.example>")), ("Auto-Submitted", "auto-generated")]
    raw = sent(
        "Ticket 1 is due.",
        to=DESK,
        subject="1 answer is due soon",
        message_id="<notice.1@desk.example>",
        headers=marked,
    )
    became, envelope = comes(raw, outgoing=outgoing)
    assert (became, envelope.reason, envelope.kind) == (Became.SET_ASIDE, "our own notice", "seller_copy")


def test_it_keeps_no_buyer_from_the_desk_who_makes_our_mark_up() -> None:
    message = said(mail(headers=[(HEADER, "0" * 64)]))
    assert owed(message.thread) is not None


def test_it_takes_a_letter_on_another_matter_for_no_answer() -> None:
    message = said(mail(message_id=FIRST))
    other = sent("Our new lamps are here.", subject="Season's greetings", at=NOW + HOUR)
    assert comes(other, at=NOW + HOUR, outgoing=True)[0] is Became.SET_ASIDE
    assert owed(message.thread) is not None


def test_it_knows_an_answer_without_references_by_its_subject() -> None:
    message = said(mail(message_id=FIRST))
    comes(sent(at=NOW + HOUR), at=NOW + HOUR, outgoing=True)
    assert owed(message.thread) is None


def test_it_owes_anew_what_the_buyer_wrote_after_the_answer() -> None:
    said(mail(message_id=FIRST))
    later = said(mail("And the bulb?", subject="Re: My lamp", references=[FIRST], at=NOW + 2 * HOUR), at=NOW + 2 * HOUR)
    comes(sent(references=[FIRST], at=NOW + HOUR), at=NOW + 3 * HOUR, outgoing=True)
    obligation = owed(later.thread)
    assert obligation is not None
    assert obligation.first_message == later
    assert obligation.opened_at == NOW + 2 * HOUR


def test_it_owes_nothing_for_a_mail_that_was_answered_elsewhere_before_it_reached_us() -> None:
    said(mail(message_id=FIRST))
    comes(sent(references=[FIRST], at=NOW + 2 * HOUR), at=NOW + 2 * HOUR, outgoing=True)
    late = said(mail("And the bulb?", subject="Re: My lamp", references=[FIRST], at=NOW + HOUR), at=NOW + 3 * HOUR)
    assert owed(late.thread) is None


def test_it_takes_amazons_copy_of_our_own_answer_for_no_second_one() -> None:
    message = said(amazon(case="9f21c3d0"))
    send(ticket=ticket_of(message), thread=message.thread, text="Es kommt morgen an.", by=agent("Ben"), now=NOW + HOUR)
    body = "Begin message\n\nEs  kommt morgen an.\n\nEnd message\n"
    copy = mail(
        body,
        sender="donotreply@amazon.de",
        subject="Ihre E-Mail an Kim",
        headers=[("X-Space-Notification-Type", "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT")],
        at=NOW + HOUR,
    )
    comes(copy, at=NOW + timedelta(hours=2))
    assert Message.objects.filter(thread=message.thread, direction=Direction.OUT).count() == 1


def test_it_finds_an_uncertain_answer_in_the_sent_folder() -> None:
    message = said(mail(message_id=FIRST))
    answer = send(ticket=ticket_of(message), thread=message.thread, text="Tomorrow.", by=agent("Ben"), now=NOW + HOUR)
    outbox = Outbox.objects.get()
    outbox.state = OutboxState.UNCERTAIN
    outbox.save()
    undelivered(outbox, NOW + 2 * HOUR)
    assert owed(message.thread) is not None
    found = sent("Tomorrow.", references=[FIRST], message_id=answer.message_id)
    comes(found, at=NOW + 3 * HOUR, outgoing=True)
    outbox.refresh_from_db()
    assert outbox.state == OutboxState.SENT
    assert owed(message.thread) is None
    assert Message.objects.filter(direction=Direction.OUT).count() == 1


def test_it_takes_a_letter_on_another_matter_to_who_wrote_by_the_shops_form_for_no_answer() -> None:
    body = "You received a new message from your online store's contact form.\n\nName:\nCleo\n\nEmail:\n"
    raw = mail(
        f"{body}{CLEO}\n\nBody:\nDoes the lamp come with a bulb?\n",
        sender="mailer@shopify.com",
        subject="New customer message on November 20, 2026 at 9:30 am",
        headers=[("Reply-To", CLEO)],
    )
    message = said(raw)
    comes(sent("Our new lamps are here.", subject="Season's greetings", at=NOW + HOUR), at=NOW + HOUR, outgoing=True)
    assert owed(message.thread) is not None
