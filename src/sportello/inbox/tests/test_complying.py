"""Nothing leaves that breaks a rule, whichever way it comes; what may break one leaves once a lead approved it."""

import pytest

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.channels.models import Blob, Outbox
from sportello.core.models import Event
from sportello.inbox import approval_warning, approving
from sportello.inbox.approving import CannotApprove
from sportello.inbox.complying import NeedsApproval, RulesBroken
from sportello.inbox.letters import Letter
from sportello.inbox.models import Approval, ApprovalState, Obligation
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import AnswerFile, send

from .world import HOUR, NOW, agent, amazon, said, ticket_of

pytestmark = pytest.mark.django_db
CALL = "Gern erklären wir es: rufen Sie uns unter 040/3344 5566 an."


def lead() -> Agent:
    return agent("Ada", role=Role.LEAD)


def test_it_stops_an_address_for_everybody() -> None:
    message = said(amazon("Wo ist mein Paket?"))
    with pytest.raises(RulesBroken):
        send(ticket=ticket_of(message), thread=message.thread, text="Mail an hilfe@laden.de bitte.", by=lead(), now=NOW)
    assert not Outbox.objects.exists()


def test_it_lets_words_leave_once_a_lead_approved_them() -> None:
    message, ben, ada = said(amazon("Wie geht das?")), agent("Ben"), lead()
    ticket = ticket_of(message)
    with pytest.raises(NeedsApproval):
        send(ticket=ticket, thread=message.thread, text=CALL, by=ben, now=NOW)
    asked = approving.ask(ticket=ticket, thread=message.thread, text=CALL, why="Only way to help", by=ben, now=NOW)
    again = approving.ask(ticket=ticket, thread=message.thread, text=CALL, why="Only way to help", by=ben, now=NOW)
    assert again.pk == asked.pk
    with pytest.raises(CannotApprove):
        approving.grant(approval=asked, reason="Fine", by=ben, now=NOW)
    with pytest.raises(CannotApprove):
        approving.grant(approval=asked, reason=" ", by=ada, now=NOW)
    approving.grant(approval=asked, reason="The buyer cannot read", by=ada, now=NOW)
    with pytest.raises(NeedsApproval):
        send(ticket=ticket, thread=message.thread, text=CALL + " Danke.", by=ben, now=NOW)
    assert send(ticket=ticket, thread=message.thread, text=f" {CALL}\r\n", by=ben, now=NOW).pk
    kinds = list(Event.objects.filter(kind__startswith="approval.").order_by("id").values_list("kind", flat=True))
    assert kinds == ["approval.asked", "approval.granted"]


def test_it_reads_the_names_of_files_as_it_reads_the_text() -> None:
    message = said(amazon("Wo ist die Anleitung?"))
    ticket, text = ticket_of(message), "Die Anleitung liegt bei."
    blob = Blob.objects.create(sha256="0" * 64, media_type="application/pdf", size=4, data=b"%PDF", created_at=NOW)
    led_astray = [AnswerFile(blob, "besuchen-lumi-lampen.de-10-rabatt.pdf")]
    with pytest.raises(CannotSend, match=r"lumi-lampen\.de"):
        send(ticket=ticket, thread=message.thread, text=text, by=lead(), now=NOW, files=led_astray)
    fine = [AnswerFile(blob, "anleitung.de.pdf")]
    assert send(ticket=ticket, thread=message.thread, text=text, by=lead(), now=NOW, files=fine).pk


def test_it_asks_no_lead_for_what_nobody_may_waive_nor_for_what_is_fine() -> None:
    message, ben = said(amazon("Wie geht das?")), agent("Ben")
    for text in ("Mail an hilfe@laden.de bitte.", "Das Paket kommt morgen."):
        with pytest.raises(CannotApprove):
            approving.ask(ticket=ticket_of(message), thread=message.thread, text=text, why="x", by=ben, now=NOW)


def test_it_withdraws_what_was_asked_for_other_words() -> None:
    message, ben = said(amazon("Wie geht das?")), agent("Ben")
    ticket = ticket_of(message)
    first = approving.ask(ticket=ticket, thread=message.thread, text=CALL, why="x", by=ben, now=NOW)
    approving.ask(ticket=ticket, thread=message.thread, text=CALL + " Danke.", why="x", by=ben, now=NOW)
    first.refresh_from_db()
    assert first.state == ApprovalState.WITHDRAWN
    with pytest.raises(CannotApprove):
        approving.refuse(approval=first, reason="", by=lead(), now=NOW)


def test_it_warns_the_leads_once_before_the_deadline(settings: object) -> None:
    settings.BASE_URL = "https://desk.example"  # type: ignore[attr-defined]
    message, ben, _ada = said(amazon("Wie geht das?")), agent("Ben"), lead()
    approving.ask(ticket=ticket_of(message), thread=message.thread, text=CALL, why="x", by=ben, now=NOW)
    letters: list[Letter] = []
    due = Obligation.objects.get(ended_at=None).due_at
    assert approval_warning.warn_leads(now=due - 5 * HOUR, send=letters.append) == 0
    assert approval_warning.warn_leads(now=due - 3 * HOUR, send=letters.append) == 1
    assert approval_warning.warn_leads(now=due - 2 * HOUR, send=letters.append) == 0
    assert [letter.to for letter in letters] == ["ada@casalume.example"]
    assert CALL not in letters[0].text


def _fails(_letter: Letter) -> None:
    raise OSError("no server")


def test_it_tries_a_warning_again_that_could_not_be_sent(settings: object) -> None:
    settings.BASE_URL = "https://desk.example"  # type: ignore[attr-defined]
    message, ben, _ada = said(amazon("Wie geht das?")), agent("Ben"), lead()
    approving.ask(ticket=ticket_of(message), thread=message.thread, text=CALL, why="x", by=ben, now=NOW)
    due = Obligation.objects.get(ended_at=None).due_at
    approval_warning.warn_leads(now=due - HOUR, send=_fails)
    assert Approval.objects.get().warned_at is None
