"""Casa Lume's 60 days: what lies in the mailbox before anybody looks."""

import difflib
import email
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from sportello.sandbox.mail.shelf import Letter
from sportello.sandbox.run import Options, Sandbox
from sportello.sandbox.shop.calendar import timeline
from sportello.sandbox.shop.casa_lume import in_turns
from sportello.sandbox.shop.office import is_open
from sportello.sandbox.shop.stories import Story, load

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)
PRE = re.compile(r"<pre[^>]*white-space: -o-pre-wrap[^>]*>(.*?)</pre>", re.DOTALL)


@pytest.fixture(scope="module")
def shop() -> Sandbox:
    return Sandbox(Options(seed=3, now=NOW))


@pytest.fixture(scope="module")
def manifest(shop: Sandbox) -> dict[str, Any]:
    return shop.shop.manifest()


def parsed(letter: Letter) -> EmailMessage:
    return email.message_from_bytes(letter.raw, policy=default)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body is not None else ""


def letters(shop: Sandbox, entry: dict[str, Any]) -> list[EmailMessage]:
    shelves = {"INBOX": {x.uid: x for x in shop.servers.inbox}, "Sent": {x.uid: x for x in shop.servers.sent}}
    return [parsed(shelves[mail["folder"]][mail["uid"]]) for mail in entry["mails"]]


def waiting_hours(entry: dict[str, Any]) -> float:
    """Since when the buyer has been waiting for an answer."""
    since = None
    for mail in entry["mails"]:
        since = (since or mail["at"]) if mail["sender"] == "buyer" else None
    return (NOW - datetime.fromisoformat(since)).total_seconds() / 3600 if since else -1.0


def test_it_makes_the_same_bytes_from_the_same_seed(shop: Sandbox) -> None:
    again = Sandbox(Options(seed=3, now=NOW))
    assert list(again.servers.inbox) == list(shop.servers.inbox)
    assert list(again.servers.sent) == list(shop.servers.sent)
    assert again.shop.manifest() == shop.shop.manifest()
    other = Sandbox(Options(seed=4, now=NOW))
    assert {x.raw for x in other.servers.inbox}.isdisjoint({x.raw for x in shop.servers.inbox})


def test_it_has_about_three_hundred_stories_in_sixty_days(manifest: dict[str, Any]) -> None:
    assert 280 <= len(manifest["stories"]) <= 360
    times = [datetime.fromisoformat(mail["at"]) for entry in manifest["stories"] for mail in entry["mails"]]
    assert NOW - timedelta(days=61) < min(times) < NOW - timedelta(days=50)
    assert max(times) < NOW


def test_it_uses_every_language_channel_and_state(manifest: dict[str, Any]) -> None:
    for field, least in (("language", 5), ("channel", 9), ("state", 5), ("topic", 18)):
        assert len({entry[field] for entry in manifest["stories"]}) == least


def test_it_has_overdue_soon_and_later_answers(manifest: dict[str, Any]) -> None:
    amazon = [
        waiting_hours(entry) for entry in manifest["stories"] if entry["kind"] == "amazon" and entry["state"] == "open"
    ]
    late, soon = [h for h in amazon if h > 24], [h for h in amazon if 20 < h <= 24]
    later = [h for h in amazon if 0 <= h <= 20]
    assert len(late) >= 3
    assert len(soon) >= 5
    assert len(later) > len(late) + len(soon)


@pytest.mark.parametrize("day", range(16, 23))
def test_it_fills_the_queue_on_any_day_of_the_week(day: int) -> None:
    now = datetime(2026, 11, day, 10, 30, tzinfo=UTC)
    stories = [story for story in load() if not story.reserve and story.channel in {"email", "ebay", "shopify"}]
    opened = [story for story in stories if story.state == "open"]
    told = timeline(stories, now, 3)
    waits = [_office_hours(next(m.at for m in told[story.key] if m.part is story.owed), now) for story in opened]
    assert 3 <= sum(wait > 24 for wait in waits) <= 20
    assert sum(wait <= 20 for wait in waits) > len(waits) / 2


def _office_hours(since: datetime, now: datetime) -> float:
    steps = int((now - since) / timedelta(minutes=10))
    return sum(is_open(since + step * timedelta(minutes=10)) for step in range(steps)) / 6


def test_it_leaves_answered_stories_with_the_shop_having_the_last_word(manifest: dict[str, Any]) -> None:
    last = {entry["mails"][-1]["sender"] for entry in manifest["stories"] if entry["state"] in {"answered", "waiting"}}
    assert last <= {"agent", "copy"}


def test_it_gives_every_mail_a_message_id_of_its_own(shop: Sandbox) -> None:
    kept = [*shop.servers.inbox, *shop.servers.sent]
    ids = Counter(str(parsed(letter)["Message-ID"]) for letter in kept)
    assert max(ids.values()) == 1


def test_it_lays_mail_on_the_shelf_in_the_order_of_time(shop: Sandbox) -> None:
    times = [letter.at for letter in shop.servers.inbox]
    assert times == sorted(times)


def test_it_finds_every_mail_of_the_manifest_where_it_says(shop: Sandbox, manifest: dict[str, Any]) -> None:
    for entry in [*manifest["stories"], *manifest["others"]]:
        for mail, message in zip(entry["mails"], letters(shop, entry), strict=True):
            assert str(message["Message-ID"]) == mail["message_id"]


def test_it_writes_amazon_mail_as_the_relay_does(shop: Sandbox, manifest: dict[str, Any]) -> None:
    address = re.compile(r"[a-z0-9]{8,32}\+[0-9a-f]{8}@marketplace\.amazon\.(it|de|fr|es|co\.uk)")
    entries = [entry for entry in manifest["stories"] if entry["kind"] == "amazon"]
    assert len(entries) > 100
    for entry in entries:
        mail = letters(shop, entry)[0]
        assert address.fullmatch(mail["From"].addresses[0].addr_spec)
        assert mail["From"].addresses[0].addr_spec == entry["handle"]
        assert mail["X-Space-Notification-Type"] == "BBC_MESSAGE_SENT_TO_MERCHANT"
        assert len(PRE.findall(part(mail, "html"))) == 1
        assert "[commMgrTok:" in part(mail, "plain")
        assert "/messaging/no-response-needed?" in part(mail, "plain")
        assert (entry["order"] in str(mail["Subject"])) if entry["order"] else ("Order:" not in str(mail["Subject"]))


def test_it_keeps_one_case_for_all_mails_of_an_amazon_story(shop: Sandbox, manifest: dict[str, Any]) -> None:
    for entry in manifest["stories"]:
        if entry["kind"] == "amazon":
            froms = {
                str(mail["From"].addresses[0].addr_spec)
                for sent, mail in zip(entry["mails"], letters(shop, entry), strict=True)
                if sent["sender"] == "buyer"
            }
            assert froms == {entry["handle"]}


def test_it_answers_to_the_address_that_the_buyer_wrote_from(shop: Sandbox, manifest: dict[str, Any]) -> None:
    for entry in manifest["stories"]:
        for sent, mail in zip(entry["mails"], letters(shop, entry), strict=True):
            if sent["sender"] == "agent":
                assert mail["To"].addresses[0].addr_spec == entry["handle"]
                assert mail["From"].addresses[0].addr_spec == manifest["shop"]["address"]


def test_it_puts_the_buyer_into_reply_to_of_the_contact_form(shop: Sandbox, manifest: dict[str, Any]) -> None:
    for entry in manifest["stories"]:
        if entry["kind"] == "shopify":
            mail = letters(shop, entry)[0]
            assert mail["From"].addresses[0].addr_spec == "mailer@shopify.com"
            assert mail["Reply-To"].addresses[0].addr_spec == entry["handle"]


def test_it_threads_mail_by_references(shop: Sandbox, manifest: dict[str, Any]) -> None:
    for entry in manifest["stories"]:
        known: set[str] = set()
        for mail in letters(shop, entry):
            if entry["kind"] == "email" and known:
                assert str(mail["In-Reply-To"]) in known
            known.add(str(mail["Message-ID"]))


def test_it_attaches_real_pictures(shop: Sandbox) -> None:
    files = [file for letter in shop.servers.inbox for file in parsed(letter).iter_attachments()]
    pictures = [file.get_content() for file in files if file.get_content_maintype() == "image"]
    assert len(pictures) > 30
    assert len(set(pictures)) == len(pictures)
    assert all(picture.startswith(b"\x89PNG\r\n\x1a\n") for picture in pictures)


def test_it_mixes_other_mail_in(manifest: dict[str, Any]) -> None:
    kinds = Counter(entry["kind"] for entry in manifest["others"])
    assert sum(kinds.values()) >= 55
    notices = {"marketplace_mail", "return_request", "service_notice", "refund_notice", "claim"}
    assert set(kinds) == notices | {"auto_reply", "bulk", "bounce"}


def test_it_leaves_no_placeholder_unfilled(shop: Sandbox) -> None:
    for letter in shop.servers.inbox:
        message = parsed(letter)
        assert not re.search(r"\{\w+\}", part(message, "plain") + str(message["Subject"]))


def test_it_never_tells_the_same_text_twice() -> None:
    texts = Counter(_folded(said.text) for story in load() for said in story.parts)
    assert [text for text, count in texts.items() if count > 1] == []


@pytest.mark.parametrize("language", ["it", "en", "de", "fr", "es"])
def test_it_never_tells_nearly_the_same_text_twice(language: str) -> None:
    stories = [story for story in load() if story.language == language]
    firsts = [(story.key, _words(story)) for story in stories]
    for place, (key, words) in enumerate(firsts):
        for other, others in firsts[place + 1 :]:
            if len(words & others) > 0.6 * min(len(words), len(others)) and min(len(words), len(others)) > 8:
                ratio = difflib.SequenceMatcher(None, sorted(words), sorted(others)).ratio()
                assert ratio < 0.7, f"{key} and {other} say the same"


def _folded(text: str) -> str:
    return " ".join(text.lower().split())


def _words(story: Story) -> set[str]:
    return set(re.findall(r"\w+", story.parts[0].text.lower()))


def test_it_lets_the_languages_take_turns_in_writing() -> None:
    """Forty new mails in one language within the hour would be a wave of it."""
    languages = [story.language for story in in_turns(load())]
    known = len({*languages})
    assert known == 5
    assert all(len({*languages[place : place + known]}) == known for place in range(0, 4 * known, known))
