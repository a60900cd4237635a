"""The judgement on who is who, on the cases that go wrong elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.customers.blocking import keys_of, pairs
from sportello.customers.facts import Facts, pooled
from sportello.customers.identity import Judgement, Level, judge
from sportello.customers.records import facts_of
from sportello.customers.weights import WEIGHTS, Reason

HOME = {"street": "Via Roma, 12", "postcode": "20121", "city": "Milano", "country": "IT"}
NEXT_DOOR = {**HOME, "street": "V. Roma 12"}


def person(name: str = "", **fields: str) -> Facts:
    return facts_of({"full_name": name, **fields})


def between(one: Facts, other: Facts) -> Judgement:
    """The judgement, which is the same either way round."""
    found, turned = judge(one, other), judge(other, one)
    assert (found.level, round(found.score, 6)) == (turned.level, round(turned.score, 6))
    return found


AUTOMATIC = {
    "same mailbox": (person("Cleo Marino", email="cleo@posta.example"), person(email="CLEO@posta.example")),
    "married name": (
        person("Cleo Marino", email="cleo@posta.example"),
        person("Cleo Neri", email="cleo@posta.example"),
    ),
    "dots at Gmail": (person("Cleo", email="c.leo@gmail.com"), person("Cleo M", email="cleo+shop@gmail.com")),
    "same relay": (person("Cleo", relay="x1@marketplace.amazon.it"), person("Ben", relay="x1@marketplace.amazon.it")),
    "same buyer id": (person("Cleo", buyer_id="ebay:cleo_99"), person("", buyer_id="ebay:cleo_99")),
    "same order": (person("Cleo", order="302-1234567-1234567"), person("", order="302-1234567-1234567")),
}
SUGGESTED = {
    "one door, one name": (person("Jürgen Müller", **HOME), person("MUELLER, Juergen", **NEXT_DOOR)),
    "moved, same mobile": (
        person("Cleo Marino", phone="333 1234567", **HOME),
        person("Cleo Marino", phone="+39 333 1234567", city="Roma", postcode="00100", country="IT"),
    ),
    "a mail that names the order": (
        person("Cleo", order="302-1234567-1234567"),
        person("C. Marino", named_order="302-1234567-1234567", email="cm@posta.example"),
    ),
    "a slip in the address": (
        person("Cleo Marino", email="cleo.marino@posta.example"),
        person("Cleo Marino", email="cleo.marnio@posta.example"),
    ),
    "an initial at one mailbox": (
        person("C. Marino", email="marino@posta.example"),
        person("Cleo Marino", email="marino@posta.example"),
    ),
    "changed places": (person("Marino Cleo", **HOME), person("Cleo Marino", **HOME)),
}
NOT_SUGGESTED = {
    "namesakes far apart": (
        person("Mario Rossi", **HOME),
        person("Mario Rossi", city="Palermo", postcode="90121", street="Via Verdi 3", country="IT"),
    ),
    "a name alone": (person("Mario Rossi"), person("Mario Rossi", email="mr@posta.example")),
    "husband and wife": (person("Marco Rossi", **HOME), person("Giulia Rossi", **HOME)),
    "brother and sister": (person("Paolo Rossi", **HOME), person("Paola Rossi", **HOME)),
    "a recycled number": (
        person("Cleo Marino", phone="333 1234567", **HOME),
        person("Zed Okafor", phone="3331234567", country="IT", city="Roma", postcode="00100"),
    ),
    "colleagues": (
        person("Ada Neri", email="info@neri-srl.example", **HOME),
        person("Zed Okafor", email="info@neri-srl.example", **HOME),
    ),
    "one address for all": (person("", email="office@neri.example"), person("", email="office@neri.example")),
    "nothing known": (person(), person()),
    "a number anybody has": (person("Ada", order="1042"), person("Zed", named_order="1042")),
}


@pytest.mark.parametrize("case", AUTOMATIC)
def test_it_is_certain_on_exact_evidence(case: str) -> None:
    assert between(*AUTOMATIC[case]).level is Level.AUTOMATIC


@pytest.mark.parametrize("case", SUGGESTED)
def test_it_suggests_what_a_person_would_think_of(case: str) -> None:
    assert between(*SUGGESTED[case]).level is Level.SUGGESTION


@pytest.mark.parametrize("case", NOT_SUGGESTED)
def test_it_keeps_apart_whom_little_or_a_household_joins(case: str) -> None:
    assert between(*NOT_SUGGESTED[case]).level is Level.NONE


def test_it_never_links_a_family_that_shares_a_mailbox() -> None:
    one = person("Marco Rossi", email="rossi@posta.example", **HOME)
    other = person("Giulia Rossi", email="rossi@posta.example", **HOME)
    assert between(one, other).level is Level.SUGGESTION
    swapped = person("Rossi Giulia", email="rossi@posta.example", **HOME)
    assert between(one, swapped).level is not Level.AUTOMATIC


def test_it_is_not_blinded_by_half_a_name_among_others() -> None:
    known = pooled((person("Rossi", email="rossi@posta.example"), person("Marco Rossi", email="rossi@posta.example")))
    assert judge(known, person("Giulia Rossi", email="rossi@posta.example")).level is not Level.AUTOMATIC


def test_it_says_the_weightiest_reason_first() -> None:
    reasons = judge(*SUGGESTED["one door, one name"]).reasons
    assert reasons[0] is Reason.NEAR_ADDRESS
    assert [abs(WEIGHTS[reason]) for reason in reasons] == sorted((abs(WEIGHTS[r]) for r in reasons), reverse=True)


FIELDS = ("full_name", "first_name", "surname", "email", "relay", "phone", "buyer_id", "order", "named_order", "street",
          "postcode", "city", "country", "dob")  # fmt: skip
RECORDS = st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=30))


@given(RECORDS, RECORDS)
def test_it_judges_whatever_is_written_the_same_way_round(one: dict[str, str], other: dict[str, str]) -> None:
    assert between(facts_of(one), facts_of(other)) == between(facts_of(other), facts_of(one))


@given(RECORDS)
def test_it_meets_everybody_under_their_own_keys(record: dict[str, str]) -> None:
    known = facts_of(record)
    met = list(pairs({"a": known, "b": known}))
    assert met == ([("a", "b")] if keys_of(known) else [])


def test_it_takes_no_field_that_is_no_text() -> None:
    with pytest.raises(ValueError, match="phone is no text"):
        facts_of({"phone": ["333"]})


@pytest.mark.parametrize("case", [*AUTOMATIC, *SUGGESTED])
def test_it_lets_those_meet_who_belong_together(case: str) -> None:
    one, other = {**AUTOMATIC, **SUGGESTED}[case]
    assert list(pairs({"one": one, "other": other}))
