"""One answer for all conversations of a ticket: each gets its part once, or none gets any."""

from datetime import timedelta
from functools import partial

import pytest

from sportello.business.models import NoticeEdition
from sportello.business.notices import notices
from sportello.channels.models import Channel, Outbox, Source
from sportello.core.models import Event
from sportello.inbox import failing, resolving
from sportello.inbox.answering_all import Part, PartsRefused, send_all
from sportello.inbox.courtesy import Offer, Way, default_way, main_of, offers, sides_of
from sportello.inbox.merging import merge
from sportello.inbox.models import Draft, Message, Obligation, Thread, Ticket
from sportello.inbox.replying import AnswerFile, CannotSend, NewerMessage

from .world import HOUR, NOW, ORDER, agent, amazon, at_once, mail, said, ticket_of

pytestmark = pytest.mark.django_db
EBAY_ORDER = "12-34567-89012"


def on_ebay(text: str = "Where is it?") -> Message:
    """A message of an eBay buyer: its conversation moved to a channel of eBay, which has a mailbox here."""
    message = said(mail(text, sender="kim@members.ebay.example", name="Kim", subject="eBay"))
    channel = Channel.objects.create(
        kind="ebay", name="eBay.de", site="ebay.de", source=message.thread.channel.source,
        answer_hours=24, round_the_clock=True, created_at=NOW,
    )  # fmt: skip
    Thread.objects.filter(pk=message.thread_id).update(channel=channel, order_id=EBAY_ORDER)
    message.thread.refresh_from_db()
    return message


def one_of(*messages: Message) -> Ticket:
    """The ticket that holds the threads of all these messages, in which nothing is answered."""
    first, *rest = (ticket_of(message) for message in messages)
    for other in rest:
        merge(ticket=other, into=first, by=agent("Ben"), now=NOW)
    return Ticket.objects.get(pk=first.pk)


def planned(ticket: Ticket) -> list[Offer]:
    sides = sides_of([ticket.pk])[ticket.pk]
    main = main_of(sides, ticket.primary_id)
    assert main is not None
    numbers = [side.thread.order_id for side in sides]
    return offers(main=main, others=sides, notices=notices(), foreign=numbers)


def ends(ticket: Ticket) -> dict[str, str]:
    rows = Obligation.objects.filter(holding__ticket=ticket).values_list("holding__thread__channel__kind", "ended_as")
    return {str(kind): str(end) for kind, end in rows}


@pytest.mark.parametrize(
    ("main", "other", "breaks", "way"),
    [
        ("amazon", "amazon", False, Way.NOTICE),
        ("amazon", "shop", False, Way.NOTICE),
        ("amazon", "shop", True, Way.FULL),
        ("amazon", "ebay", False, Way.FULL),
        ("shop", "amazon", False, Way.FULL),
        ("shop", "shop", False, Way.NOTICE),
    ],
)
def test_it_gives_a_notice_only_where_it_need_not_name_another_marketplace(
    main: str, other: str, breaks: bool, way: Way
) -> None:
    assert default_way(main=main, other=other, breaks=breaks) is way


def test_it_offers_a_notice_with_the_order_only_where_its_channel_knows_it() -> None:
    first = said(amazon(case="77aa0001", at=NOW - HOUR))
    second = said(amazon("Noch einmal!", case="77aa0002"))
    by_mail = said(mail(f"My order {ORDER} is late", name="Kim Muster"))
    Thread.objects.filter(pk=by_mail.thread_id).update(order_id=ORDER)
    ticket = one_of(first, second, by_mail)
    assert ticket.primary_id == first.thread_id
    on_amazon, on_mail = sorted(planned(ticket), key=lambda offer: offer.side.thread.channel.kind)
    assert (on_amazon.way, on_mail.way) == (Way.NOTICE, Way.NOTICE)
    assert ORDER in on_amazon.notice
    assert ORDER not in on_mail.notice
    assert "Amazon" not in on_mail.notice
    assert "Kim Muster" in on_mail.notice


def test_it_sends_the_full_answer_to_both_marketplaces() -> None:
    ticket = one_of(said(amazon(case="77aa0001", at=NOW - HOUR)), on_ebay())
    assert [offer.way for offer in planned(ticket)] == [Way.FULL]


def test_it_gives_the_full_answer_where_the_sellers_own_wording_names_a_marketplace() -> None:
    NoticeEdition.objects.create(audience="shop", language="en", text="We answered you on Amazon.")
    by_mail = said(mail())
    Message.objects.filter(pk=by_mail.pk).update(language="en")
    ticket = one_of(said(amazon(case="77aa0001", at=NOW - HOUR)), by_mail)
    assert [offer.way for offer in planned(ticket)] == [Way.FULL]


def test_it_sends_each_part_once_and_ends_what_each_was_owed() -> None:
    ben, relay, again, by_mail = (
        agent("Ben"),
        said(amazon(case="77aa0001")),
        said(amazon(case="77aa0002")),
        said(mail()),
    )
    ticket = one_of(relay, again, by_mail)
    for message in (relay, by_mail):
        Draft.objects.create(ticket=ticket, thread=message.thread, agent=ben, text="Lieb", updated_at=NOW)
    parts = [
        Part(relay.thread_id, Way.FULL, "Es kommt morgen."),
        Part(again.thread_id, Way.NOTICE, "Wir haben geantwortet."),
        Part(by_mail.thread_id, Way.NOTICE, "We answered you."),
    ]
    sent = send_all(ticket=ticket, parts=parts, by=ben, now=NOW)
    assert [(m.kind, m.text) for m in sent] == [
        ("answer", "Es kommt morgen."), ("notice", "Wir haben geantwortet."), ("notice", "We answered you."),
    ]  # fmt: skip
    assert Outbox.objects.count() == 3
    assert not Draft.objects.exists()
    ended = Obligation.objects.order_by("pk").values_list("ended_as", flat=True)
    assert list(ended) == ["answered", "noticed", "noticed"]
    kinds = Event.objects.filter(kind__startswith="message.", actor_id=ben.pk).values_list("kind", flat=True)
    assert sorted(kinds) == ["message.noticed", "message.noticed", "message.sent"]
    assert Ticket.objects.get(pk=ticket.pk).due_at is None
    resolving.resolve(ticket=ticket, by=ben, now=NOW)


def test_it_leaves_open_what_gets_nothing_and_says_where() -> None:
    ben, relay, again, by_mail = (
        agent("Ben"),
        said(amazon(case="77aa0001")),
        said(amazon(case="77aa0002")),
        said(mail()),
    )
    ticket = one_of(relay, again, by_mail)
    parts = [Part(relay.thread_id, Way.FULL, "Es kommt."), Part(by_mail.thread_id, Way.NOTHING, "no")]
    assert len(send_all(ticket=ticket, parts=parts, by=ben, now=NOW)) == 1
    with pytest.raises(resolving.StillOwed, match="2 conversations: "):
        resolving.resolve(ticket=ticket, by=ben, now=NOW)


def test_it_sends_nothing_when_one_part_cannot_leave_and_says_which() -> None:
    ben, relay, ebay = agent("Ben"), said(amazon(case="77aa0001")), on_ebay()
    ticket = one_of(relay, ebay)
    Thread.objects.filter(pk=ebay.thread_id).update(reply_to="")
    parts = [Part(relay.thread_id, Way.FULL, "Es kommt."), Part(ebay.thread_id, Way.FULL, "It comes.")]
    with pytest.raises(PartsRefused, match=r"Nothing was sent. eBay.de: The marketplace gives no address") as refused:
        send_all(ticket=ticket, parts=parts, by=ben, now=NOW)
    assert [refusal.thread_id for refusal in refused.value.refusals] == [ebay.thread_id]
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    ("way", "text"),
    [
        (Way.NOTICE, "See https://casalume.example"),
        (Way.NOTICE, "We answered you on Amazon"),
        (Way.NOTICE, f"About {ORDER}"),
        (Way.FULL, f"Your order {ORDER} comes tomorrow"),
        (Way.FULL, "As we told you on Amazon, it comes tomorrow"),
    ],
)
def test_it_never_names_another_marketplace_or_its_order(way: Way, text: str) -> None:
    ben, relay, ebay = agent("Ben"), said(amazon(case="77aa0001")), on_ebay()
    ticket = one_of(relay, ebay)
    parts = [Part(relay.thread_id, Way.FULL, f"Order {ORDER} comes."), Part(ebay.thread_id, way, text)]
    with pytest.raises(PartsRefused):
        send_all(ticket=ticket, parts=parts, by=ben, now=NOW)
    own = Part(ebay.thread_id, way, f"Your order {EBAY_ORDER} comes tomorrow")
    assert len(send_all(ticket=ticket, parts=[parts[0], own], by=ben, now=NOW)) == 2


def test_it_asks_when_the_buyer_wrote_in_any_of_the_conversations() -> None:
    ben, relay, by_mail = agent("Ben"), said(amazon(case="77aa0001")), said(mail(message_id="<1@posta.example>"))
    ticket = one_of(relay, by_mail)
    later = said(mail("Hello?", references=["<1@posta.example>"], at=NOW + HOUR), at=NOW + HOUR)
    assert later.thread_id == by_mail.thread_id
    parts = [Part(relay.thread_id, Way.FULL, "Es kommt."), Part(by_mail.thread_id, Way.NOTICE, "We answered.")]
    with pytest.raises(NewerMessage):
        send_all(ticket=ticket, parts=parts, by=ben, now=NOW + HOUR, seen_up_to=by_mail.pk)
    assert not Outbox.objects.exists()


def test_it_refuses_files_where_an_interface_takes_words_only(monkeypatch: pytest.MonkeyPatch) -> None:
    from sportello.channels.models import Blob

    ben, ebay = agent("Ben"), on_ebay()
    account = Source.objects.create(name="eBay", kind="api", connector="ebay", created_at=NOW)
    Channel.objects.filter(kind="ebay").update(account=account)
    Thread.objects.filter(pk=ebay.thread_id).update(reply_to="conversation:1")
    blob = Blob.objects.create(sha256="0" * 64, media_type="image/png", size=3, data=b"png", created_at=NOW)
    part = Part(ebay.thread_id, Way.FULL, "Here it is.", [AnswerFile(blob, "a.png")])
    with pytest.raises(CannotSend, match=r"eBay.de takes words only"):
        send_all(ticket=ticket_of(ebay), parts=[part], by=ben, now=NOW)
    send_all(ticket=ticket_of(ebay), parts=[Part(ebay.thread_id, Way.FULL, "Here.")], by=ben, now=NOW)
    assert Outbox.objects.get().recipient == "conversation:1"


def test_it_owes_the_notice_again_that_did_not_arrive() -> None:
    ben, relay, by_mail = agent("Ben"), said(amazon(case="77aa0001")), said(mail())
    ticket = one_of(relay, by_mail)
    parts = [Part(relay.thread_id, Way.FULL, "Es kommt."), Part(by_mail.thread_id, Way.NOTICE, "We answered.")]
    outbox = send_all(ticket=ticket, parts=parts, by=ben, now=NOW)[1].outbox
    assert outbox is not None
    failing.undelivered(outbox, NOW + HOUR)
    assert Ticket.objects.get(pk=ticket.pk).due_at is not None
    failing.reached(outbox, now=NOW + HOUR)
    assert ends(ticket) == {"amazon": "answered", "email": "noticed"}


@pytest.mark.django_db(transaction=True)
def test_it_sends_no_part_twice_when_two_agents_answer_while_mails_come() -> None:
    relay, by_mail = said(amazon(case="77aa0001")), said(mail(message_id="<1@posta.example>"))
    ticket = one_of(relay, by_mail)
    seen = max(relay.pk, by_mail.pk)
    parts = [Part(relay.thread_id, Way.FULL, "Es kommt."), Part(by_mail.thread_id, Way.NOTICE, "We answered.")]
    agents = [agent(name) for name in ("Ada", "Ben", "Cara")]

    def answer(by: int) -> None:
        try:
            send_all(ticket=ticket, parts=parts, by=agents[by], now=NOW + timedelta(minutes=by), seen_up_to=seen)
        except NewerMessage:
            return

    def write() -> None:
        for number in range(3):
            said(mail(f"Hello {number}?", references=["<1@posta.example>"], at=NOW + HOUR), at=NOW + HOUR)

    at_once(write, *(partial(answer, by) for by in range(3)))
    said_out = Message.objects.filter(direction="out").values_list("thread", "agent")
    assert len({agent_id for _thread, agent_id in said_out}) * 2 == len(said_out)
