"""Writing an article because of a gap, and following it up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sportello.accounts.testing import ada, ben, cora
from sportello.business.models.policy_fact import PolicyFact
from sportello.channels.models import Channel
from sportello.core.models import Event
from sportello.insights.models import Gap, WrittenArticle
from sportello.insights.writing import drafting, following, sifting, weighing
from sportello.insights.writing.telling import said_in
from sportello.knowledge import publishing
from sportello.knowledge.models import Article, Edition, Verdict
from sportello.knowledge.testing import without_rules
from sportello.orders.models import Order

from . import world
from .world import DAY, NOW

pytestmark = pytest.mark.django_db

ANSWER = (
    "Gentile Cleo,\n\nla lampada si monta senza attrezzi: svita il paralume e premi l'anello. Il suo pacco"
    " 1Z999AA10123456784 è da Giulia Conti in via Roma 12. Se preferisce, il reso è possibile entro 14 giorni.\n\n"
    "Cordiali saluti\nBen"
)


def gap_of(*texts: str, on: Channel | None = None, order: str = "") -> Gap:
    """A gap of these questions, the first of which was answered and resolved."""
    asked = [world.asked(text, on=on or world.channel(), at=NOW - 25 * DAY, order=order) for text in texts]
    world.answered(asked[0], ANSWER, by=ben())
    sifting.take_in(now=NOW, encode=world.by_first_word)
    weighing.weigh(now=NOW, encode=world.by_first_word, search=world.nothing_found)
    return Gap.objects.get(tickets=len(texts))


QUESTIONS = ("Come si monta la lampada?", "Come si monta questa lampada Aurora?", "Come la monto la lampada?")


def test_it_begins_a_draft_from_the_words_of_buyers_and_the_best_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    PolicyFact.objects.create(
        key="return_window", kind="days", valid_from=date(2026, 1, 1), value={"count": 14}, stated_at=NOW
    )
    gap = gap_of(*QUESTIONS)
    made = drafting.write_article(gap=gap, title="Assembly", by=cora(), now=NOW)
    edition = Edition.objects.with_texts().get(pk=made.edition_id)
    text = edition.latest
    assert text is not None
    assert (edition.audience, edition.language, edition.article.topic) == ("amazon", "it", "assembly")
    assert edition.published is None
    assert text.title == "Come si monta la lampada?"
    assert "Come la monto la lampada?" in text.questions
    assert "svita il paralume" in text.body
    assert "entro {{ policy.return_window_number }} giorni" in text.body
    for secret in ("Cleo", "Ben", "1Z999", "Giulia", "Conti", "Roma", "saluti"):
        assert secret not in text.whole
    assert Verdict.objects.filter(version=text).exists()
    assert made.minutes > 0
    assert Event.objects.get(kind="gap.written").data["edition"] == edition.pk


def test_it_writes_a_gap_once(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    gap = gap_of(*QUESTIONS)
    first = drafting.write_article(gap=gap, title="", by=cora(), now=NOW)
    assert drafting.write_article(gap=gap, title="", by=ada(), now=NOW) == first
    assert Article.objects.count() == 1


def test_it_begins_another_language_in_the_same_article(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    gap = gap_of(*QUESTIONS)
    first = drafting.write_article(gap=gap, title="", by=cora(), now=NOW)
    other = Gap.objects.create(
        group=gap.group, audience="amazon", language="de", topic=gap.topic, days=28, tickets=5, cells=gap.cells,
        counted=gap.counted, weighed_at=NOW,
    )  # fmt: skip
    second = drafting.write_article(gap=other, title="Aufbau", by=cora(), now=NOW)
    assert second.edition.article_id == first.edition.article_id
    assert (second.edition.language, second.edition.latest and second.edition.latest.title) == ("de", "Aufbau")


def test_it_says_nothing_of_messages_that_are_gone() -> None:
    assert said_in([999]) == {}
    gap = gap_of(*QUESTIONS)
    gap.examples, gap.answers = [998], [999]
    assert drafting.text_for(gap, "Assembly").title == "Assembly"


def ordered(on: Channel, *, days: int, first: datetime) -> None:
    """An order on each of so many days."""
    Order.objects.bulk_create(
        Order(
            account=on.source, channel=on, external_id=f"{first}-{day}", number=f"{first:%j}-{day}",
            plain=f"{first:%j}{day}", placed_at=first + day * DAY, changed_at=NOW, seen_at=NOW, state="shipped",
            fulfilled_by="seller",
        )
        for day in range(days)
    )  # fmt: skip


def test_it_counts_contacts_for_each_order_before_and_after(monkeypatch: pytest.MonkeyPatch) -> None:
    without_rules(monkeypatch)
    on = world.channel()
    gap = gap_of(*QUESTIONS, on=on)
    made = drafting.write_article(gap=gap, title="", by=cora(), now=NOW)
    assert following.follow(now=NOW) == 0
    assert following.followed(made) is None
    edition = Edition.objects.with_texts().get(pk=made.edition_id)
    Edition.objects.filter(pk=edition.pk).update(latest=edition.latest)
    assert edition.latest is not None
    monkeypatch.setattr(publishing, "_check", lambda *_: None)
    publishing.publish(version=edition.latest, by=ada(), now=NOW)
    for days, times in ((-20, 8), (10, 2)):
        for _ in range(times):
            world.asked("Come si monta?", on=on, at=NOW + days * DAY)
            world.asked("Fattura?", on=on, topic="invoice", at=NOW + days * DAY)
    sifting.take_in(now=NOW + 60 * DAY, encode=world.by_first_word)
    ordered(on, days=25, first=NOW - 29 * DAY)
    ordered(on, days=25, first=NOW + 2 * DAY)
    assert following.follow(now=NOW + 11 * DAY) == 1
    assert following.follow(now=NOW + 45 * DAY) == 1
    assert following.follow(now=NOW + 60 * DAY) == 0
    found = following.followed(WrittenArticle.objects.get())
    assert found is not None
    assert found.is_over
    assert (found.compared.before.contacts, found.compared.after.contacts) == (11, 2)
    assert (found.compared.before.orders, found.compared.after.orders) == (25, 25)
    assert found.compared.ratio.value == pytest.approx(2 / 11)
    assert found.compared.others.value == pytest.approx(2 / 8)


def test_it_knows_the_order_whose_numbers_and_address_go() -> None:
    on = world.channel()
    ordered(on, days=1, first=NOW - 40 * DAY)
    order = Order.objects.get()
    order.address = {"name": "Ines Vega", "line1": "Calle Larga 8", "city": "Toledo", "country_code": "ES"}
    order.save(update_fields=["address"])
    message = world.asked("ines vega abita a toledo, calle larga 8", on=on, order=order.number)
    said = said_in([message.pk])[message.pk]
    for secret in ("ines", "vega", "toledo", "larga"):
        assert secret not in said.text
    assert said.sent_at == datetime(2026, 10, 31, 3, 0, tzinfo=UTC) == NOW - timedelta(days=20)
