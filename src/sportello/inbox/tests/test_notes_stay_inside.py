"""What agents tell each other never leaves the house."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sportello.channels.models import Outbox
from sportello.core.testing import examples
from sportello.inbox import handling, resolving
from sportello.inbox.models import Message, Note
from sportello.inbox.replying import send

from .world import HOUR, NOW, agent, mail, said, ticket_of

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip)


@pytest.mark.django_db
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(WORDS, min_size=1, max_size=4), answers=st.lists(WORDS, max_size=2), drafted=WORDS)
def test_it_never_puts_a_note_into_the_outbox(notes: list[str], answers: list[str], drafted: str) -> None:
    with transaction.atomic():
        message, ben = said(mail()), agent("Ben")
        ticket, thread = ticket_of(message), message.thread
        secrets = [f"note {number}: {text} @ben" for number, text in enumerate(notes)]
        for number, secret in enumerate(secrets):
            now = NOW + timedelta(minutes=number)
            handling.note(ticket=ticket, text=secret, by=ben, now=now)
            handling.save_draft(ticket=ticket, thread=thread, text=drafted, version=number, by=ben, now=now)
            for text in answers:
                send(ticket=ticket, thread=thread, text=text, by=ben, now=now)
        resolving.need_no_response(ticket=ticket, holding=thread.holdings.get(), by=ben, now=NOW + HOUR)
        leaving = [
            "\n".join((row.text, row.subject, row.recipient, row.references, row.in_reply_to, str(row.files)))
            for row in Outbox.objects.all()
        ]
        kept = [*leaving, *Message.objects.values_list("text", flat=True)]
        assert Note.objects.count() == len(secrets)
        assert not [secret for secret in secrets if any(secret.strip() in text for text in kept)]
        transaction.set_rollback(True)
