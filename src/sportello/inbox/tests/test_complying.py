"""Nothing leaves that breaks a rule, whichever way it comes; what may break one leaves once a lead approved it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.carriers.pages import carrier_at
from sportello.channels.models import Outbox
from sportello.core.models import Event
from sportello.inbox import approval_warning, approving
from sportello.inbox.answering_all import Part, send_all
from sportello.inbox.approving import CannotApprove
from sportello.inbox.complying import NeedsApproval, RulesBroken
from sportello.inbox.courtesy import Way
from sportello.inbox.letters import Letter
from sportello.inbox.models import Approval, ApprovalState, Message, Obligation
from sportello.inbox.refusing import CannotSend
from sportello.inbox.replying import send

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


PLACEHOLDERS = st.sampled_from(["{{ buyer.name }}", "{name}", "[ORDER ID]", "%tracking%", "XXXXXX", "Dear ,"])
HOSTS = st.sampled_from(["lumi.com", "amazon-lumi.de", "shop.example.net", "dhl-paket.info", "lumi.it"])
LINKS = st.builds(lambda scheme, host: f"{scheme}{host}/x", st.sampled_from(["http://", "https://", "www."]), HOSTS)
PLAIN = st.sampled_from(["http://www.dhl.de/track", "http://www.amazon.it/orders"])
MAILS = st.builds(lambda local, host: f"{local}@{host}", st.sampled_from(["info", "a.b", "help+1"]), HOSTS)
FINE = st.sampled_from(["https://www.dhl.de/de/track?piececode=1", "https://www.amazon.it/gp/css/order-history", ""])
WORDS = st.sampled_from(["Il pacco arriva domani", "Grazie per la domanda", "La lampada è in arrivo", "Va bene così"])
TEXTS = st.lists(st.one_of(WORDS, PLACEHOLDERS, LINKS, PLAIN, MAILS, FINE), min_size=1, max_size=4).map(" ".join)
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}")
LINK = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/]+)\S*")
PLACE = re.compile(r"\{\{|\{\w+\}|\[ORDER ID\]|%\w+%|X{4,}|^Dear ,")


def _may_stand(text: str) -> bool:
    for match in LINK.finditer(text):
        host = match["host"].lower()
        is_amazon = host == "www.amazon.it"
        if not match[0].startswith("https://") or not (is_amazon or carrier_at(host)):
            return False
    return not ADDRESS.search(text) and not PLACE.search(text)


class AmazonsOutbox(TestCase):
    """Whatever anybody writes, and by whichever way, this holds of every row that was written."""

    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(text=TEXTS, way=st.sampled_from(["composer", "all", "notice"]))
    def test_it_holds_nothing_that_no_rule_allows(self, text: str, way: str) -> None:
        message = said(amazon("Dov'è il mio pacco?"))
        _by(way, message, text)
        for row in Outbox.objects.all():
            assert _may_stand(row.text), row.text


def _by(way: str, message: Message, text: str) -> None:
    ticket, ben = ticket_of(message), agent("Ben")
    try:
        if way == "composer":
            send(ticket=ticket, thread=message.thread, text=text, by=ben, now=NOW)
        else:
            kind = Way.NOTICE if way == "notice" else Way.FULL
            part = Part(message.thread_id, kind, text)
            send_all(ticket=ticket, parts=[part], by=ben, now=NOW, decisions=None)
    except CannotSend:
        return


def test_it_writes_to_the_outbox_in_one_place_only() -> None:
    from pathlib import Path

    root = Path(__file__).parents[2]
    writers = [
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if "tests" not in file.parts
        and re.search(r"Outbox\.objects\.(?:bulk_)?create|Outbox\(\s*channel", file.read_text())
    ]
    assert writers == ["inbox/replying.py"]
