"""Macros on the desk: offered, put into the answer, written, proved, put away, carried in and out."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, rio
from sportello.core.models import Event
from sportello.desk.macros import background, refreshing
from sportello.inbox.complying import RulesBroken, must_comply
from sportello.inbox.models import Draft, Ticket
from sportello.replies.macros import keeping
from sportello.replies.macros.keeping import About
from sportello.replies.macros.ranking import Candidate, rank
from sportello.replies.macros.starting import starter_set, take
from sportello.replies.models import Macro, MacroEdition, MacroFigures, MacroUse, MacroVerification

from . import world
from .orders import NUMBER, bought, parcel

pytestmark = pytest.mark.django_db
TRACKING = (
    "Il pacco{% if shipment.scanned %} {{ shipment.tracking_number }} è {{ shipment.status }}"
    "{% else %} parte appena è pronto e le scriviamo il numero{% endif %}."
)


def edition(
    text: str = TRACKING, *, slug: str = "where", audience: str = "amazon", language: str = "it", verified: bool = True,
    topics: tuple[str, ...] = ("where_is_my_order",), now: datetime,
) -> MacroEdition:  # fmt: skip
    """An edition of a macro, in use."""
    macro = Macro.objects.filter(slug=slug).first() or keeping.save_macro(
        macro=None, about=About(slug, slug.capitalize(), "When somebody waits", topics), by=cora(), now=now
    )
    made = keeping.save_edition(
        macro=macro, audience=audience, language=language, title=f"{slug} {language}", text=text, by=cora(), now=now
    )
    if verified:
        keeping.verify(edition=made, by=cora(), now=now)
    return made


def waiting(now: datetime) -> Ticket:
    """A ticket about an order whose parcel is on its way."""
    bought(now=now, shipments=(parcel(now=now),))
    made = world.ticket("Dov'è il mio pacco?", now=now)
    world.says(world.thread_of(made), f"Ordine {NUMBER}", at=now - timedelta(hours=1), order_ids=[NUMBER])
    Ticket.objects.filter(pk=made.pk).update(topics=["where_is_my_order"])
    return made


def offered(client: Client, ticket: Ticket, find: str = "") -> str:
    answer = client.get(f"/tickets/{ticket.pk}/macros", {"find": find}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def insert(client: Client, ticket: Ticket, row: MacroEdition, *, part: bool = True) -> tuple[int, str]:
    headers = {"HX-Request": "true"} if part else {}
    answer = client.post(
        f"/tickets/{ticket.pk}/macros/{row.pk}", {"thread": world.thread_of(ticket).pk}, headers=headers
    )
    return answer.status_code, answer.content.decode()


def test_it_offers_what_fits_as_it_would_read_now(client: Client, now: datetime) -> None:
    edition(now=now)
    edition("Ecco la fattura che ci ha chiesto, in allegato.", slug="invoice", topics=("invoice",), now=now)
    edition("Il suo pacco parte domani mattina da Torino.", slug="elsewhere", audience="ebay", now=now)
    edition("Il pacco è partito questa mattina.", slug="draft", verified=False, now=now)
    edition("Ihr Paket ist heute Morgen auf die Reise gegangen.", slug="german", language="de", now=now)
    page = offered(client, waiting(now))
    assert "084120533718 è in viaggio" in page
    assert page.index("Where") < page.index("Invoice")
    assert not [word for word in ("Elsewhere", "Draft", "German") if word in page]
    assert "verified by Cora" in page
    assert "Where" in offered(client, waiting(now), "pàcco pron")
    assert "No macro for “xyz”" in offered(client, waiting(now), "xyz")


def test_it_says_where_macros_come_from_when_there_are_none(
    client: Client, enter: Callable[[Agent], Client], now: datetime
) -> None:
    made = waiting(now)
    assert "Start with ours" in offered(client, made)
    assert "Ask whoever" in offered(enter(ben()), made)


def test_it_puts_a_macro_into_the_answer_and_records_it(client: Client, now: datetime) -> None:
    made, row = waiting(now), edition(now=now)
    status, text = insert(client, made, row)
    assert status == 200
    assert "084120533718 è in viaggio." in text
    assert "data-note" not in text
    used = MacroUse.objects.get()
    assert (used.edition, used.ticket, used.version, used.agent) == (row, made.pk, 1, ada())
    assert Event.objects.get(kind="macro.inserted").subject_id == made.pk


def test_it_marks_gaps_and_tells_the_age_of_what_nobody_renewed(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refreshing, "PATIENCE", 0)
    made = waiting(now)
    from sportello.orders.models import Order

    Order.objects.update(seen_at=now - timedelta(hours=3))
    _, text = insert(client, made, edition(f"{TRACKING} {{{{ fill.answer }}}}", now=now))
    assert "{{ fill.answer }}" in text
    assert "Fill the marked places" in text
    assert "3 hours ago" in text


def test_it_fills_the_draft_without_javascript(client: Client, now: datetime) -> None:
    made, row = waiting(now), edition(now=now)
    thread = world.thread_of(made).pk
    kept = client.post(f"/tickets/{made.pk}/macros", {"thread": thread, "text": "Buongiorno Cleo,"})
    assert kept.status_code == 303
    page = client.get(kept["Location"]).content.decode()
    assert "in viaggio" in page
    assert insert(client, made, row, part=False)[0] == 303
    assert Draft.objects.get().text == "Buongiorno Cleo,\n\nIl pacco 084120533718 è in viaggio."


def test_it_inserts_only_what_is_in_use_there(client: Client, now: datetime) -> None:
    made = waiting(now)
    foreign = edition("Ciao dal nostro negozio, a presto.", slug="shop", audience="shop", now=now)
    draft = edition("Una bozza che nessuno ha letto.", slug="draft", verified=False, now=now)
    retired = edition("Questo testo non si usa più da noi.", slug="old", now=now)
    keeping.retire(macro=retired.macro, by=ada(), now=now)
    assert [insert(client, made, row)[0] for row in (foreign, draft, retired)] == [404, 404, 404]
    other = world.ticket(by="Zoe Rossi", now=now)
    address = f"/tickets/{made.pk}/macros/{edition(now=now).pk}"
    assert client.post(address, {"thread": world.thread_of(other).pk}).status_code == 404


def test_it_lets_in_only_those_who_may(enter: Callable[[Agent], Client], now: datetime) -> None:
    made = waiting(now)
    picker = [enter(who).get(f"/tickets/{made.pk}/macros").status_code for who in (ben(), rio(), cora())]
    pages = [enter(who).get("/macros").status_code for who in (cora(), ada(), ben())]
    assert (picker, pages) == ([200, 403, 403], [200, 200, 403])


def test_it_asks_the_same_number_of_queries_for_many_macros(
    client: Client, now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = waiting(now)
    for number in range(8):
        edition(f"Risposta pronta numero {number} per chi aspetta.", slug=f"m{number}", now=now)
    with django_assert_max_num_queries(36):
        assert offered(client, made).count('class="pick"') == 8
    with django_assert_max_num_queries(16):
        client.get("/macros")


def test_it_ranks_by_topic_then_by_what_helps() -> None:
    def candidate(key: int, **more: object) -> Candidate:
        values: dict[str, object] = {"title": "T", "words": "w", "topics": ["invoice"], "own_audience": True}
        return Candidate(key, **{**values, **more})  # type: ignore[arg-type]

    every = [
        candidate(1, topics=["warranty"]),
        candidate(2, used=50, repeat_rate=0.6),
        candidate(3, used=50, repeat_rate=0.02),
        candidate(4, gaps=2),
        candidate(5, topics=["refund_status"]),
    ]
    order = [each.candidate.key for each in rank(every, topics=["invoice", "refund_status"])]
    assert order == [3, 2, 4, 5, 1]
    named = rank([candidate(1, title="Fattura"), candidate(2, words="la fàttura è qui")], topics=[], query="fattu")
    assert [each.candidate.key for each in named] == [1, 2]


def write(client: Client, path: str, text: str, then: str = "verify", seen: int = 0) -> int:
    told = {"title": "Grazie", "text": text, "seen": str(seen), "then": then}
    return client.post(path, told).status_code


def test_it_writes_verifies_and_says_what_speaks_against_a_text(enter: Callable[[Agent], Client]) -> None:
    client = enter(cora())
    made = client.post("/macros", {"title": "Grazie mille", "purpose": "", "topics": ["other"]})
    path = f"{made['Location']}/any/it"
    assert write(client, path, "Il numero è {{ shipment.tracking_number }}.") == 302
    page = client.get(path).content.decode()
    assert "Without a value in the case" in page
    assert not MacroVerification.objects.exists()
    assert (
        write(client, path, "Grazie a lei{% if buyer.name %}, {{ buyer.name }}{% endif %}: è stato un piacere.", seen=1)
        == 302
    )
    assert MacroVerification.objects.get().by == cora()
    page = client.get(path).content.decode()
    assert "Nothing speaks against it" in page
    assert "Grazie a lei, Cleo Marino" in page
    assert write(client, path, "Un altro testo, di chi non ha visto.", seen=1) == 422
    assert write(client, path, " ", seen=2) == 422
    edition_id = MacroEdition.objects.get().pk
    client.post(f"/macros/editions/{edition_id}/verification/removal")
    assert MacroVerification.objects.get().ended_as == "withdrawn"


def test_it_shows_how_a_text_reads_in_a_case_or_a_real_ticket(enter: Callable[[Agent], Client], now: datetime) -> None:
    ticket, told = waiting(now), {"audience": "amazon", "language": "it", "text": TRACKING}
    lead = enter(ada())
    assert "00340434161094042557" in lead.post("/macros/preview", told).content.decode()
    assert "parte appena" in lead.post("/macros/preview", told | {"case": "nothing"}).content.decode()
    assert "084120533718" in lead.post("/macros/preview", told | {"ticket": str(ticket.pk)}).content.decode()
    assert "no such ticket" in lead.post("/macros/preview", told | {"ticket": "999"}).content.decode()
    assert "084120533718" not in enter(cora()).post("/macros/preview", told | {"ticket": ticket.pk}).content.decode()
    broken = lead.post("/macros/preview", told | {"text": "{% if %}"}).content.decode()
    assert "This cannot be read" in broken


def test_it_takes_in_ours_once_and_shows_them_by_category(enter: Callable[[Agent], Client], now: datetime) -> None:
    client = enter(cora())
    assert "come with Sportello" in client.get("/macros").content.decode()
    take(macros=starter_set()[:2], by=None, now=now, trusted=True)
    page = client.get("/macros").content.decode()
    assert starter_set()[0].title in page
    assert (
        "as delivered"
        in client.get(f"/macros/{Macro.objects.get(slug=starter_set()[0].slug).pk}/any/it").content.decode()
    )


def test_it_puts_away_and_brings_back(enter: Callable[[Agent], Client], now: datetime) -> None:
    client, row = enter(cora()), edition(now=now)
    client.post(f"/macros/{row.macro_id}/retirement")
    link = f'href="/macros/{row.macro_id}"'
    assert link not in client.get("/macros").content.decode()
    assert link in client.get("/macros?retired").content.decode()
    client.post(f"/macros/{row.macro_id}/retirement/removal")
    assert Macro.objects.offered().exists()


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return SimpleUploadedFile("macros.zip", made.getvalue())


def test_it_carries_macros_out_and_in(enter: Callable[[Agent], Client], now: datetime) -> None:
    client, row = enter(cora()), edition(now=now)
    packed = client.get("/macros/export").content
    Macro.objects.all().delete()
    client.post("/macros/imports", {"file": SimpleUploadedFile("m.zip", packed)})
    back = MacroEdition.objects.get()
    assert (back.text, back.audience, back.macro.slug) == (row.text, "amazon", "where")
    assert MacroVerification.objects.standing().get().by == cora()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"macros.toml": b"x" * 600_000}, "too large"),
        ({"macros.toml": b"\xff\xfe"}, "UTF-8"),
        ({"../../etc.toml": b""}, "missing"),
        ({f"{n}.txt": b"" for n in range(2001)}, "more than 2000"),
    ],
)
def test_it_takes_nothing_in_from_a_bad_zip(
    enter: Callable[[Agent], Client], files: dict[str, bytes], words: str
) -> None:
    answer = enter(cora()).post("/macros/imports", {"file": zipped(files)}, follow=True)
    assert words in answer.content.decode()
    assert not Macro.objects.exists()


def test_it_says_what_the_likely_article_says(client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"article.title": "Dove si segue il pacco", "article.text": "Su «I miei ordini».", "article.link": ""}
    asked: list[str] = []

    def article(_thread: object, *, language: str, now: datetime) -> dict[str, str]:
        asked.append(language)
        return told

    monkeypatch.setattr(background, "of_article", article)
    made = waiting(now)
    edition(now=now)
    offered(client, made)
    assert asked == []
    text = "Buongiorno{% if article.text %}, ecco: {{ article.text }}{% else %}, le scriviamo domani{% endif %}"
    row = edition(text, slug="article", now=now)
    assert "ecco: Su «I miei ordini»." in insert(client, made, row)[1]
    assert asked == ["it"]


def test_it_lets_no_gap_leave_the_house(client: Client, now: datetime) -> None:
    made = waiting(now)
    row = edition(f"{TRACKING} {{{{ fill.answer }}}}, buona giornata.", now=now)
    insert(client, made, row, part=False)
    text = Draft.objects.get().text
    with pytest.raises(RulesBroken):
        must_comply(thread=world.thread_of(made), text=text)
    must_comply(thread=world.thread_of(made), text=text.replace("{{ fill.answer }}", "Grazie"))


def test_it_shows_what_was_counted(client: Client, now: datetime) -> None:
    row = edition(now=now)
    MacroFigures.objects.create(macro=row.macro, used=20, settled=10, repeated=1, at=now)
    page = offered(client, waiting(now))
    assert "used 20 times lately" in page
    assert "10% wrote again" in page
