"""Messages read, recognised and sent by the Message API, over HTTP."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sportello.channels.contract import Account, ApiTrouble, RawMessage, TroubleKind
from sportello.channels.inbound import Inbound, MailKind
from sportello.channels.mail.letter import Unreadable
from sportello.channels.mail.reading import read_mail
from sportello.channels.models import Outbox
from sportello.channels.sending import Lost, Refused
from sportello.connectors.ebay import messages, sending
from sportello.connectors.ebay.copies import copy_key
from sportello.connectors.ebay.mail import recognise
from sportello.connectors.ebay.messages import pull_messages
from sportello.connectors.ebay.reading import conversation_of, reads
from sportello.connectors.ebay.sending import sends
from sportello.sandbox.testing import Apis

from .conftest import a_little_later, account_at

LONG = timedelta(days=400)
FIXTURES = Path(__file__).parents[1] / "fixtures"


def pulled(account: Account, ebay: Apis, cursor: dict[str, object] | None = None) -> tuple[list[RawMessage], object]:
    """All messages of one reading, and the last cursor."""
    now = ebay.world.now()
    pages = list(pull_messages(account, cursor or {}, since=now - LONG, now=now))
    return [message for page in pages for message in page.messages], pages[-1].cursor


def answer(recipient: str, text: str = "Ciao, arriva domani.", **more: object) -> Outbox:
    """An answer as the outbox has it."""
    return Outbox(recipient=recipient, text=text, message_id="<a@casalume.example>", **more)


def buyers_conversation(ebay: Apis) -> tuple[str, str]:
    """The newest conversation in which a buyer wrote: its id and the buyer's user name."""
    talk = next(talk for talk in ebay.world.conversations() if any(m.by_buyer for m in talk.messages))
    return talk.id, talk.buyer_user


def test_it_reads_every_message_once_with_its_direction(ebay: Apis, account: Account) -> None:
    raw, _ = pulled(account, ebay)
    real = {message.id: (message, talk) for talk in ebay.world.conversations() for message in talk.messages}
    assert len(raw) == len({message.external_id for message in raw})
    assert {message.external_id for message in raw} == set(real)
    for one in raw:
        message, talk = real[one.external_id]
        inbound = reads(one.data)
        assert one.outgoing is not message.by_buyer
        assert inbound.kind is (MailKind.BUYER if message.by_buyer else MailKind.SELLER_COPY)
        assert inbound.text == message.text.strip()
        assert inbound.sender.value == talk.buyer_user
        assert inbound.thread_key == talk.id
        assert inbound.also_keys[0] == f"{talk.buyer_user}:{talk.item}"
        assert inbound.item_ids == ((talk.item,) if talk.item else ())
        assert inbound.sent_at is not None
        assert abs(inbound.sent_at - message.at) < timedelta(seconds=1)


def test_it_goes_on_from_its_cursor_and_hears_what_is_new(ebay: Apis, account: Account) -> None:
    _, cursor = pulled(account, ebay)
    assert isinstance(cursor, dict)
    again, _ = pulled(account, ebay, cursor)
    assert len(again) < 5
    key, _ = buyers_conversation(ebay)
    a_little_later(ebay)
    sends(account).deliver(answer(f"conversation:{key}"), now=ebay.world.now(), handed_over=lambda: None)
    newer, _ = pulled(account, ebay, cursor)
    talk = ebay.world.conversation(key)
    assert talk is not None
    assert talk.messages[-1].id in {message.external_id for message in newer}


def test_it_reads_long_conversations_page_by_page(
    ebay: Apis, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = pulled(account, ebay)
    monkeypatch.setattr(messages, "LIMIT", 1)
    by_one, _ = pulled(account, ebay)
    assert {message.external_id for message in by_one} == {message.external_id for message in whole}
    assert {message.data for message in by_one} == {message.data for message in whole}


def test_it_keeps_the_same_bytes_when_a_message_was_read(ebay: Apis, account: Account) -> None:
    before = {message.external_id: message.data for message in pulled(account, ebay)[0]}
    key, _ = buyers_conversation(ebay)
    sends(account).deliver(answer(f"conversation:{key}"), now=ebay.world.now(), handed_over=lambda: None)
    after = {message.external_id: message.data for message in pulled(account, ebay)[0]}
    assert {name: after[name] for name in before} == before


def test_it_knows_its_own_messages_by_the_immutable_id(ebay: Apis) -> None:
    account = account_at(ebay, user_name="CASALUME_SHOP")
    raw, _ = pulled(account, ebay)
    assert any(message.outgoing for message in raw)
    whole = json.loads(raw[0].data)
    whole["message"]["senderUsername"] = "k3nq8wlr2tb"
    assert reads(json.dumps(whole).encode()).outgoing


def inbound_of(mail: Inbound, words: str, at: datetime) -> Inbound:
    """The API's copy of a member's message that came as a mail."""
    item = next(iter(mail.item_ids), "175630201990")
    whole = {
        "site": "ebay.it",
        "seller": ["casalume_shop"],
        "conversation": {"conversationId": "77", "referenceType": "LISTING", "referenceId": item},
        "message": {
            "messageId": "1",
            "senderUsername": mail.sender.value,
            "recipientUsername": "casalume_shop",
            "messageBody": words,
            "createdDate": at.isoformat(),
        },
    }
    return reads(json.dumps(whole).encode())


@pytest.mark.parametrize("name", ["buyer-it", "buyer-de", "buyer-en", "buyer-fr", "buyer-es", "buyer-html-only"])
def test_it_meets_the_mail_copy_in_thread_sender_and_key(name: str) -> None:
    mail = read_mail((FIXTURES / f"{name}.eml").read_bytes(), (recognise,))
    assert mail.sent_at is not None
    api = inbound_of(mail, f"  {mail.text.replace(' ', '  ')}\n", mail.sent_at)
    assert mail.thread_key in api.also_keys
    assert api.sender.value == mail.sender.value
    assert api.sender.kind == mail.sender.kind
    assert api.copy_key == mail.copy_key != ""


def test_it_tells_two_messages_apart() -> None:
    assert copy_key("cleo", "Where is it?", outgoing=False) != copy_key("cleo", "Where is he?", outgoing=False)
    assert copy_key("cleo", "Ok", outgoing=False) != copy_key("cleo", "Ok", outgoing=True)
    assert copy_key("cleo", " ?! ", outgoing=False) == ""


def test_it_shows_markup_as_text_and_names_the_pictures() -> None:
    mail = read_mail((FIXTURES / "buyer-it.eml").read_bytes(), (recognise,))
    whole = json.loads('{"conversation": {"conversationId": "7"}, "message": {"messageId": "1"}, "seller": []}')
    whole["message"] |= {
        "messageBody": "Hallo<br/>die Vase ist <b>kaputt</b>",
        "senderUsername": mail.sender.value,
        "messageMedia": [
            {"mediaName": "vase.jpg", "mediaType": "IMAGE", "mediaUrl": "https://i.ebayimg.example/vase.jpg"},
            {"mediaName": "x", "mediaType": "IMAGE", "mediaUrl": "javascript:alert(1)"},
        ],
    }
    text = reads(json.dumps(whole).encode()).text
    assert "<" not in text
    assert "kaputt" in text
    assert "vase.jpg: https://i.ebayimg.example/vase.jpg" in text
    assert "javascript" not in text


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b'{"message": {}}', b"\xff\xfe", b'{"conversation": 3}'])
def test_it_parks_what_is_no_message(data: bytes) -> None:
    with pytest.raises(Unreadable):
        reads(data)


def test_it_sends_into_the_conversation_and_marks_it_read(ebay: Apis, account: Account) -> None:
    key, _ = buyers_conversation(ebay)
    steps: list[str] = []

    def handed_over() -> None:
        assert not [asked for asked in ebay.asked() if asked.path.endswith("/send_message")]
        steps.append("over")

    words = sends(account).deliver(answer(f"conversation:{key}"), now=ebay.world.now(), handed_over=handed_over)
    talk = ebay.world.conversation(key)
    assert talk is not None
    assert steps == ["over"]
    assert talk.messages[-1].text == "Ciao, arriva domani."
    assert words == f"201 {talk.messages[-1].id}"
    assert talk.unread == 0


def test_it_finds_the_conversation_though_a_mail_copy_changed_the_address(ebay: Apis, account: Account) -> None:
    raw, _ = pulled(account, ebay)
    first = reads(raw[0].data)
    outbox = answer("63ae59ac280fe0fa69@members.ebay.it", references=f"<mail@x> {first.message_id}")
    sends(account).deliver(outbox, now=ebay.world.now(), handed_over=lambda: None)
    talk = ebay.world.conversation(first.thread_key)
    assert talk is not None
    assert talk.messages[-1].text == outbox.text
    assert conversation_of("x@members.ebay.it", "<mail@x>") == ""


@pytest.mark.parametrize(
    ("outbox", "word"),
    [
        (answer("conversation:1", text="a" * 2_001), "2001"),
        (answer("conversation:1", files=[{"blob": 1, "name": "a.pdf"}]), "https"),
        (answer("conversation:1", text="  \n"), "without words"),
        (answer("someone@members.ebay.it"), "which conversation"),
    ],
)
def test_it_refuses_before_sending_what_ebay_would_not_take(
    ebay: Apis, account: Account, outbox: Outbox, word: str
) -> None:
    handed: list[bool] = []
    with pytest.raises(Refused, match=word) as refused:
        sends(account).deliver(outbox, now=ebay.world.now(), handed_over=lambda: handed.append(True))
    assert refused.value.permanent
    assert not handed
    assert ebay.asked() == []


def test_it_sends_two_thousand_characters(ebay: Apis, account: Account) -> None:
    key, _ = buyers_conversation(ebay)
    sends(account).deliver(
        answer(f"conversation:{key}", text="à" * 2_000), now=ebay.world.now(), handed_over=lambda: None
    )
    talk = ebay.world.conversation(key)
    assert talk is not None
    assert len(talk.messages[-1].text) == 2_000


@pytest.mark.parametrize(
    ("fault", "error", "permanent"),
    [("throttle", Refused, False), ("fail", Lost, None), ("drop", Lost, None)],
)
def test_it_says_whether_a_failed_sending_may_be_tried_again(
    ebay: Apis, account: Account, fault: str, error: type[Exception], permanent: bool | None
) -> None:
    key, _ = buyers_conversation(ebay)
    handed: list[bool] = []

    def handed_over() -> None:
        handed.append(True)
        ebay.faults("ebay", **{fault: 1})

    with pytest.raises(error) as failed:
        sends(account).deliver(answer(f"conversation:{key}"), now=ebay.world.now(), handed_over=handed_over)
    assert handed
    assert getattr(failed.value, "permanent", None) is permanent


def test_it_refuses_for_good_an_unknown_conversation(ebay: Apis, account: Account) -> None:
    with pytest.raises(Refused, match="355007") as refused:
        sends(account).deliver(answer("conversation:404"), now=ebay.world.now(), handed_over=lambda: None)
    assert refused.value.permanent


def test_it_is_sent_even_when_marking_as_read_fails(
    ebay: Apis, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, _ = buyers_conversation(ebay)
    monkeypatch.setattr(sending, "FROM_MEMBERS", "FROM_NOBODY")
    words = sends(account).deliver(answer(f"conversation:{key}"), now=ebay.world.now(), handed_over=lambda: None)
    assert words.startswith("201")
    assert ebay.asked()[-1].status == 400


def test_it_hands_nothing_over_without_a_token(ebay: Apis, account: Account) -> None:
    ebay.faults("ebay", revoked=True)
    handed: list[bool] = []
    with pytest.raises(Refused) as refused:
        sends(account).deliver(answer("conversation:1"), now=ebay.world.now(), handed_over=lambda: handed.append(True))
    assert not refused.value.permanent
    assert not handed


def test_it_says_when_messages_are_not_allowed(ebay: Apis) -> None:
    ebay.hosting.state("ebay").granted -= {"https://api.ebay.com/oauth/api_scope/commerce.message"}
    with pytest.raises(ApiTrouble) as trouble:
        pulled(account_at(ebay), ebay)
    assert trouble.value.kind is TroubleKind.PERMISSION
