"""Macros: what they render, where they leave a gap, and that no unknown thing ever looks like a value."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.accounts.testing import ada, cora
from sportello.core.models import Event
from sportello.orders.records import Money
from sportello.replies.macros import keeping
from sportello.replies.macros.cases import cases
from sportello.replies.macros.checking import Trouble, defects, names_in
from sportello.replies.macros.choosing import fitting
from sportello.replies.macros.formatting import in_words, locale_of
from sportello.replies.macros.keeping import About
from sportello.replies.macros.proving import prove
from sportello.replies.macros.rendering import Situation, Unreadable, render
from sportello.replies.macros.variables import VARIABLES
from sportello.replies.models import Macro, MacroEdition, MacroVerification, VerificationEnd

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ENGLISH, GERMAN = locale_of("en"), locale_of("de")
GREETING = "Hello{% if buyer.first_name %} {{ buyer.first_name }}{% endif %},"


def said(source: str, **values: object) -> str:
    """A source in English; double underscores stand for dots."""
    known = {key.replace("__", "."): value for key, value in values.items()}
    return render(source, Situation(known, {"return_window": "30 days"}), ENGLISH).text  # type: ignore[arg-type]


def test_it_leaves_branches_out_for_what_is_not_known() -> None:
    assert said(GREETING) == "Hello,"
    assert said(GREETING, buyer__first_name="Cleo") == "Hello Cleo,"
    assert said(GREETING, buyer__first_name="") == "Hello,"
    branch = "{% if order.by_marketplace %}Amazon ships it.{% else %}We ship it.{% endif %}"
    assert said(branch, order__by_marketplace=True) == "Amazon ships it."
    assert said(branch, order__by_marketplace=False) == "We ship it."
    assert said("{% if shipment.state == 'delivered' %}It is there.{% endif %}", shipment__state="delivered")
    assert said("{% if shipment.quiet_days > 3 %}Quiet.{% endif %}", shipment__quiet_days=4) == "Quiet."


@pytest.mark.parametrize(
    ("source", "gap"),
    [
        ("Your number: {{ shipment.tracking_number }}.", "shipment.tracking_number"),
        ("{{ shipment.tracking_number | upcase }}", "shipment.tracking_number"),
        ("{{ nobody.knows }}", "nobody"),
        ("{{ order }}", "order"),
        ("{{ order.by_seller }}", "order.by_seller"),
        ("{{ shipment.state }}", "shipment.state"),
        ("{{ fill.amount }}", "fill.amount"),
        ("{{ policy.warranty }}", "policy.warranty"),
    ],
)
def test_it_marks_what_is_missing_and_prints_no_flags(source: str, gap: str) -> None:
    rendered = render(source, Situation({"order.by_seller": True, "shipment.state": "delivered"}), ENGLISH)
    assert [one.key for one in rendered.gaps] == [gap]
    assert rendered.text[rendered.gaps[0].start : rendered.gaps[0].end].startswith("{{")
    assert not rendered.is_sendable


def test_it_writes_dates_and_amounts_as_the_edition_does() -> None:
    day, price = date(2026, 3, 1), Money(Decimal("1064.9"), "EUR")
    written = {name: (in_words(day, locale_of(name)), in_words(price, locale_of(name))) for name in ("it", "de", "fr")}
    assert written == {
        "it": ("1 marzo 2026", "1.064,90\xa0€"),
        "de": ("1. März 2026", "1.064,90\xa0€"),
        "fr": ("1 mars 2026", "1\u202f064,90\xa0€"),
    }
    assert in_words(day, ENGLISH) == "1 March 2026"
    assert in_words(day, locale_of("en", "US")) == "March 1, 2026"
    assert in_words(Money(Decimal(7), "LIRE"), GERMAN) == "7 LIRE"
    assert locale_of("xx", "ZZ") == ENGLISH


def test_it_tidies_what_branches_leave_behind() -> None:
    assert said("A \n\n{% if buyer.name %}B{% endif %}\n\n\n C  D") == "A\n\n C D"


@pytest.mark.parametrize(
    "source",
    [
        "{% for x in order %}{{ x }}{% endfor %}",
        "{% assign a = 'b' %}",
        "{% include 'x' %}",
        "{{ buyer.name | append: 'x' }}",
        "{% if %}",
        "{{",
        "{% if shipment.quiet_days > 'x' %}{% endif %}",
    ],
)
def test_it_refuses_what_loops_grows_or_makes_no_sense(source: str) -> None:
    with pytest.raises(Unreadable):
        render(source, Situation({"shipment.quiet_days": 3}), ENGLISH)


_PIECES = ["{{", "}}", "{%", "%}", "if", "endif", "else", "buyer.name", "order", ".", "|", "upcase", "=="]
_SOURCES = st.lists(st.sampled_from([*_PIECES, "{{ order.number }}", " ", "x"]), max_size=14)


@given(_SOURCES, st.dictionaries(st.sampled_from(sorted(VARIABLES)), st.text(max_size=12), max_size=4))
def test_it_renders_or_refuses_and_marks_every_gap(pieces: list[str], values: dict[str, str]) -> None:
    try:
        rendered = render("".join(pieces), Situation(values), ENGLISH)
    except Unreadable:
        return
    braces = re.findall(r"\{\{.*?\}\}", rendered.text)
    assert len(braces) == len(rendered.gaps)


def test_it_takes_no_braces_from_a_buyer() -> None:
    assert said("{{ buyer.name }}", buyer__name="{{ agent.name }}\x00\u202e") == "(( agent.name ))"


def test_it_finds_what_is_wrong_with_a_source_and_where() -> None:
    assert defects(GREETING) == []
    source = "Hi {{ buyer.nmae }}, {{ order.by_seller }}"
    found = [(one.trouble, source[one.start : one.end]) for one in defects(source)]
    assert found == [(Trouble.UNKNOWN, "buyer.nmae"), (Trouble.NOT_PRINTABLE, "{{ order.by_seller")]
    assert [one.trouble for one in defects("{% for x in y %}{% endfor %}")] == [Trouble.SYNTAX]
    assert [one.trouble for one in defects(" \n")] == [Trouble.EMPTY]
    assert [one.trouble for one in defects("x" * 8001)] == [Trouble.TOO_LONG]
    assert [one.what for one in defects("{{ policy.engraving }}")] == ["policy.engraving"]
    assert defects("{{ policy.engraving }}", frozenset({"engraving"})) == []
    assert names_in("{{ policy.return_window_number }} {% if order.number %}{% endif %}") == [
        "order.number",
        "policy.return_window_number",
    ]


def test_it_proves_an_edition_in_every_case_and_for_everybody_who_may_see_it() -> None:
    bare = prove("Your parcel is {{ shipment.status }}.", audience="amazon", language="en")
    assert [(gap.key, gap.case) for gap in bare.gaps] == [("shipment.status", "by_marketplace")]
    assert bare.stops
    ready = "Hello, we have a message for you and will write again with the details you asked for today."
    assert not prove(ready, audience="any", language="en").stops
    mail = f"{ready} Write to info@casalume.example."
    assert prove(mail, audience="any", language="en").stops
    assert not prove(mail, audience="shop", language="en").stops
    asking = prove(f"{ready} We can give you {{{{ fill.amount }}}} back.", audience="shop", language="en")
    assert not asking.gaps


def test_it_knows_every_case_by_name_once() -> None:
    names = [case.name for case in cases("amazon", "it")]
    assert len(names) == len(set(names)) == 8
    assert {key for case in cases("shop", "de") for key in case.situation.values} <= set(VARIABLES)


def test_it_chooses_the_edition_of_the_audience_then_that_for_everybody_and_no_other() -> None:
    def edition(audience: str, language: str) -> MacroEdition:
        return MacroEdition(audience=audience, language=language)

    any_it, shop_it, amazon_en = edition("any", "it"), edition("shop", "it"), edition("amazon", "en")
    every = [any_it, shop_it, amazon_en]
    assert fitting(every, audience="amazon", languages=["it", "en"]) is any_it
    assert fitting(every, audience="shop", languages=["it"]) is shop_it
    assert fitting(every, audience="amazon", languages=["en"]) is amazon_en
    assert fitting([shop_it], audience="ebay", languages=["it"]) is None
    assert fitting(every, audience="amazon", languages=["de"]) is None


def macro() -> Macro:
    return keeping.save_macro(macro=None, about=About("thanks", "Thanks"), by=cora(), now=NOW)


def edition_of(row: Macro, text: str, seen: int | None = None) -> MacroEdition:
    return keeping.save_edition(
        macro=row, audience="shop", language="en", title="Thanks", text=text, by=cora(), now=NOW, seen=seen
    )


@pytest.mark.django_db
def test_it_keeps_every_version_and_unverifies_what_changed() -> None:
    row = macro()
    first = edition_of(row, "Thank you for telling us; everything you need is on its way today.")
    keeping.verify(edition=first, by=ada(), now=NOW)
    assert edition_of(row, first.text).version == 1
    second = edition_of(row, "Thank you, {{ buyer.name | default: 'dear reader' }}. All is on its way.", seen=1)
    assert (second.version, second.variables) == (2, ["buyer.name"])
    ended = MacroVerification.objects.get()
    assert (ended.ended_as, ended.ended_by, ended.version) == (VerificationEnd.CHANGED, cora(), 1)
    assert [version.number for version in second.versions.all()] == [2, 1]
    with pytest.raises(keeping.ChangedMeanwhile):
        edition_of(row, "Another text.", seen=1)


@pytest.mark.django_db
def test_it_verifies_only_what_is_clean() -> None:
    broken = edition_of(macro(), "Your number is {{ shipment.tracking_number }}.")
    with pytest.raises(keeping.NotClean) as refused:
        keeping.verify(edition=broken, by=ada(), now=NOW)
    assert refused.value.proof.gaps
    assert not MacroVerification.objects.exists()


@pytest.mark.django_db
def test_it_records_who_used_what_and_retires() -> None:
    row = macro()
    used = edition_of(row, "Thank you for your patience with us.")
    keeping.use(edition=used, ticket=7, by=ada(), now=NOW)
    keeping.retire(macro=row, by=ada(), now=NOW)
    keeping.retire(macro=row, by=ada(), now=NOW)
    assert not Macro.objects.offered().exists()
    keeping.bring_back(macro=row, by=ada(), now=NOW)
    kinds = [event.kind for event in Event.objects.order_by("pk")]
    assert kinds == ["macro.saved", "macro_edition.saved", "macro.inserted", "macro.retired", "macro.brought_back"]
    inserted = Event.objects.get(kind="macro.inserted")
    assert inserted.subject_id == 7
    assert inserted.data == {"macro": row.pk, "edition": used.pk, "version": 1}
