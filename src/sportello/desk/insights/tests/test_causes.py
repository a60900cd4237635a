"""The page of causes and what a lead does from it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, lea
from sportello.insights.causes import studying
from sportello.insights.causes.tests.facts import answer_facts, issue_fact, order_fact, repeat_fact
from sportello.insights.models import CauseLine, Dimension, Remedy, TrainingNote, Trouble
from sportello.replies.models import Macro, MacroEdition
from sportello.replies.required_data import table

pytestmark = pytest.mark.django_db
DAYS_AGO = timedelta(days=20)


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def studied(*, products: int = 0, topic: str = "refund_status", datum: str = "refund_date") -> CauseLine:
    """The line of refund answers of Ben's without the day, of which 38 % write again."""
    now = timezone.now()
    about = {"at": now - DAYS_AGO, "agent": ben().pk, "topics": [topic]}
    answer_facts(100, 38, missing=[datum], **about)
    answer_facts(300, 27, **about)
    for product in range(1, products + 1):
        answer_facts(12, 1, product=product, **about)
    study = studying.study(trouble=Trouble.REPEAT, days=28, now=now)
    return study.lines.get(rank=1)


def text(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_the_training_line_in_words() -> None:
    studied()
    page = text(browser(lea()), "desk:insights-causes")
    assert "Answers on “Refund” without the day of the refund" in page
    assert "38% write again; of the others 9%" in page
    assert "38 of 100" in page


def test_it_is_for_leads_and_owners() -> None:
    line = studied()
    for agent in (ben(), cora()):
        for address in (reverse("desk:insights-causes"), reverse("desk:insights-cause", args=[line.pk])):
            assert browser(agent).get(address).status_code == 403


def test_it_says_what_to_do_while_there_is_nothing() -> None:
    page = text(browser(lea()), "desk:insights-causes", query="?trouble=claim&days=90")
    assert "Causes have not been looked for yet" in page
    posted = browser(lea()).post(reverse("desk:insights-studies"), {"trouble": "claim", "days": "90"}, follow=True)
    assert "There is nothing to compare yet" in posted.content.decode()


def test_it_asks_as_much_of_the_database_for_many_lines_as_for_few() -> None:
    studied()
    client = browser(lea())
    counts = []
    for products in (1, 20):
        studied(products=products)
        text(client, "desk:insights-causes")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text(client, "desk:insights-causes")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 25


def test_it_shows_a_line_with_the_tickets_behind_it() -> None:
    line = studied()
    page = text(browser(lea()), "desk:insights-cause", line.pk)
    assert page.count("A detail was missing") == 38
    assert text(browser(lea()), "desk:insights-cause", line.pk, query="?all=1").count(f">{ben().name}</td>") == 50
    assert "Answers must state this already" in page


def test_it_makes_data_required_from_a_line() -> None:
    line = studied(topic="exchange", datum="tracking_number")
    client = browser(lea())
    assert "Make it required" in text(client, "desk:insights-cause", line.pk)
    client.post(reverse("desk:insights-requirement", args=[line.pk]))
    assert table()["exchange"].by_seller == {"tracking_number"}
    page = text(client, "desk:insights-cause", line.pk)
    assert "Make it required" not in page
    assert "Too early to tell" in page


def test_it_makes_data_required_for_which_buyers_wrote_again() -> None:
    studied()
    at = timezone.now() - DAYS_AGO
    for _ in range(3):
        repeat_fact(at=at, reason="datum_missing", about="tracking_number", topic="exchange")
    repeat_fact(at=at, reason="datum_missing", about="refund_date")
    client = browser(lea())
    page = text(client, "desk:insights-causes")
    assert "A detail was missing: the tracking number" in page
    assert page.count("Make it required") == 1
    data = {"topic": "exchange", "datum": "tracking_number", "days": "28"}
    client.post(reverse("desk:insights-requirements"), data)
    assert table()["exchange"].by_seller == {"tracking_number"}
    assert Remedy.objects.get().key == "exchange:tracking_number"
    for wrong in ({}, {"topic": "exchange", "datum": "colour"}, {"topic": "weather", "datum": "refund_id"}, data):
        client.post(reverse("desk:insights-requirements"), wrong)
    assert Remedy.objects.count() == 1


def test_it_opens_the_macro_concerned() -> None:
    now = timezone.now()
    macro = Macro.objects.create(slug="refund", title="Refund", created_at=now)
    edition = MacroEdition.objects.create(
        macro=macro, audience="any", language="en", title="Refund", text="Soon.", changed_at=now
    )
    answer_facts(100, 40, at=now - DAYS_AGO, macros=[edition.pk])
    answer_facts(300, 27, at=now - DAYS_AGO)
    line = studying.study(trouble=Trouble.REPEAT, days=28, now=now).lines.get(rank=1)
    answer = browser(lea()).post(reverse("desk:insights-text", args=[line.pk]))
    assert answer.headers["Location"] == reverse("desk:macro-edition", args=[macro.pk, "any", "en"])
    assert Remedy.objects.get().dimension == Dimension.MACRO
    assert "Answers with the macro “Refund (EN, everybody)”" in text(browser(lea()), "desk:insights-causes")


def test_it_sends_a_note_and_says_who_acknowledged_it() -> None:
    line, client = studied(), browser(lea())
    address = reverse("desk:insights-note-new", args=[line.pk])
    refused = client.post(address, {"text": "Name the day.", "agent": []})
    assert refused.status_code == 422
    assert "Name the day." in refused.content.decode()
    client.post(address, {"text": "Name the day.", "agent": [ben().pk, ada().pk]})
    note = TrainingNote.objects.get()
    mine = browser(ben())
    assert "1 new note from your lead" in text(mine, "desk:queue")
    assert "Name the day." in text(mine, "desk:training")
    mine.post(reverse("desk:training-acknowledgement", args=[note.pk]))
    assert "from your lead" not in text(mine, "desk:queue")
    page = text(client, "desk:insights-causes")
    acknowledged, _, waiting = page.partition("Not yet:")
    assert "Ben" in acknowledged.partition("Acknowledged:")[2]
    assert "Ada" in waiting.partition("</p>")[0]


def test_it_lets_agents_acknowledge_only_their_own_notes() -> None:
    client = browser(lea())
    client.post(reverse("desk:insights-note-new", args=[studied().pk]), {"text": "Hello.", "agent": [ben().pk]})
    note = TrainingNote.objects.get()
    address = reverse("desk:training-acknowledgement", args=[note.pk])
    assert browser(ada()).post(address).status_code == 404
    client.post(reverse("desk:insights-note-removal", args=[note.pk]))
    assert "from your lead" not in text(browser(ben()), "desk:queue")


def test_it_tells_the_rate_before_and_after_honestly() -> None:
    line, now = studied(), timezone.now()
    Remedy.objects.create(
        trouble="repeat", dimension=line.dimension, key=line.key, act="datum", by=lea(), at=now - DAYS_AGO,
        chance_hits=8, counted_at=now, before_cases=400, before_hits=152, after_cases=200, after_hits=20,
        others_before=0.09, others_after=0.1,
    )  # fmt: skip
    page = text(browser(lea()), "desk:insights-cause", line.pk)
    assert "Before: 38% of 400. Since then: 10% of 200." in page
    assert "−28 points (−34 to −21)" in page
    assert "About −2 points would have come by themselves" in page
    assert "All others meanwhile: 9%, then 10%." in page


def test_it_hands_out_the_table() -> None:
    studied()
    client, address = browser(lea()), reverse("desk:insights-causes-table")
    answer = client.get(f"{address}?trouble=repeat&days=28&form=csv")
    rows = b"".join(answer).decode().splitlines()
    assert rows[0].endswith("surplus,verdict,rank")
    assert any(row.startswith("missing,refund_status:refund_date,") for row in rows)
    assert client.get(f"{address}?trouble=repeat&days=29&form=csv").status_code == 404
    assert client.get(f"{address}?trouble=repeat&days=90&form=csv").status_code == 404


def test_it_says_which_orders_bring_contacts_and_about_what() -> None:
    now = timezone.now()
    for order in range(1, 601):
        country = "FR" if order % 2 else "DE"
        order_fact(order, placed=now - DAYS_AGO, carrier="gls" if order % 3 else "dhl", country=country)
        if order % 3 and country == "FR" and order % 5 == 0:
            issue_fact(order=order, opened=now - DAYS_AGO / 2, topics=["tracking_stuck"], carrier="gls", country="FR")
    study = studying.study(trouble=Trouble.CONTACT, days=28, now=now)
    line = study.lines.get(rank=1)
    assert (line.dimension, line.key, line.topic) == ("lane", "gls:FR", "tracking_stuck")
    page = text(browser(lea()), "desk:insights-causes", query="?trouble=contact")
    assert "Orders sent with GLS in FR" in page
    assert "20% bring a contact about “Tracking stuck”; of the others 0%" in page
    behind = text(browser(lea()), "desk:insights-cause", line.pk)
    assert behind.count(">Tracking stuck</td>") == 40
    assert "All cases" not in behind
