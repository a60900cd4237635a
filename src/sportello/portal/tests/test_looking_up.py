"""Looking up orders: whose they are, what is shown, and what a guesser learns (nothing)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sportello.portal.looking_up import Asking, TooOften, look_up, shown
from sportello.portal.models import HelpCentre, StepKind, Visit
from sportello.portal.order_state import seen
from sportello.portal.stamps import stamp
from sportello.portal.testing import NOW, help_centre, order, visitor

HOME = "/help/casa-lume/it/order"
AMAZON = "302-1234567-7654321"


def found(number: str, proof: str, centre: HelpCentre, address: str = "192.0.2.1") -> bool:
    return look_up(Asking(number, proof, address), centre=centre, now=NOW) is not None


@pytest.mark.django_db
def test_it_finds_an_order_by_number_and_address_or_postcode() -> None:
    centre = help_centre()
    order("#1042", postcode="EC1A 1BB")
    assert found("1042", " Cleo@Posta.example ", centre)
    assert found("# 1042", "ec1a1bb", centre)
    assert not found("1042", "", centre)
    assert not found("1042", "zed@elsewhere.example", centre)
    assert not found("9999", "cleo@posta.example", centre)
    assert not found("", "cleo@posta.example", centre)


@pytest.mark.django_db
def test_it_takes_the_postcode_alone_for_a_marketplaces_order() -> None:
    centre = help_centre()
    order(AMAZON, kind="amazon", site="amazon.it", email="cleo@posta.example")
    assert found("30212345677654321", "20121", centre)
    assert not found(AMAZON, "cleo@posta.example", centre)


@pytest.mark.django_db
def test_it_shows_no_order_of_another_brand_and_none_without_data() -> None:
    centre = help_centre()
    foreign = order("#7", email="", postcode="")
    assert not found("7", "", centre)
    foreign.channel.brand = type(centre.brand).objects.create(name="Other", languages=["it"])
    foreign.channel.save()
    type(foreign).objects.update(buyer_email="cleo@posta.example")
    assert not found("7", "cleo@posta.example", centre)


@pytest.mark.django_db
def test_it_answers_a_guesser_the_same_whatever_is_wrong() -> None:
    centre = help_centre()
    order("#1042")

    def guess(number: str, proof: str) -> tuple[int, str, int]:
        given = stamp(centre_id=centre.pk, now=datetime.now(UTC))
        with CaptureQueriesContext(connection) as queries:
            answer = visitor().post(HOME, {"number": number, "proof": proof, "stamp": given})
        text = re.sub(r'value="[^"]*"', "", answer.text)
        return answer.status_code, text, len(queries)

    guess("#1", "10115")  # what is the same for all visitors is made once
    assert guess("#1042", "10115") == guess("#4444", "10115")
    assert guess("#1042", "10115")[0] == 422


@pytest.mark.django_db
def test_it_brakes_guessing_from_one_address_and_at_one_number() -> None:
    centre = help_centre()
    order("#1042")
    for guess in range(6):
        assert not found("1042", f"{guess:05}", centre, address=f"192.0.2.{guess}")
    with pytest.raises(TooOften) as often:
        found("1042", "20121", centre, address="192.0.2.99")
    assert timedelta(minutes=50) < often.value.wait <= timedelta(hours=1)
    for guess in range(12):
        found(f"2{guess:03}", "20121", centre, address="198.51.100.7")
    with pytest.raises(TooOften):
        found("2999", "20121", centre, address="198.51.100.7")


@pytest.mark.django_db
def test_it_says_429_with_the_time_to_wait() -> None:
    centre = help_centre()
    client = visitor()
    given = {"number": "1042", "proof": "20121", "stamp": stamp(centre_id=centre.pk, now=datetime.now(UTC))}
    codes = [client.post(HOME, given) for _guess in range(8)]
    assert [answer.status_code for answer in codes] == [422] * 6 + [429] * 2
    assert int(codes[-1]["Retry-After"]) > 0


@pytest.mark.django_db
def test_it_shows_the_parcel_at_once_and_notes_who_it_is() -> None:
    centre = help_centre()
    made = order("#1042", state="available_for_pickup", place="Milano")
    given = {"number": "1042", "proof": "20121", "stamp": stamp(centre_id=centre.pk, now=datetime.now(UTC))}
    page = visitor().post(HOME, given)
    assert page.status_code == 200
    assert "Milano" in page.text
    assert "Cleo" not in page.text
    assert "Via Roma" not in page.text
    visit = Visit.objects.get()
    assert (visit.order, visit.audience) == (made, "shop")
    assert [step.kind for step in visit.steps.all()] == [StepKind.LOOKED_UP, StepKind.SAW_ORDER]


@pytest.mark.django_db
def test_it_leads_an_amazon_buyer_to_amazons_page_and_reads_amazons_texts_from_then_on() -> None:
    centre = help_centre()
    order(AMAZON, kind="amazon", site="amazon.it")
    given = {"number": AMAZON, "proof": "20121", "stamp": stamp(centre_id=centre.pk, now=datetime.now(UTC))}
    page = visitor().post(HOME, given).text
    assert f"https://www.amazon.it/gp/your-account/order-details?orderID={AMAZON}" in page
    assert "vas.brt.it" not in page
    assert Visit.objects.get().audience == "amazon"


@pytest.mark.django_db
def test_it_says_when_a_parcel_is_late() -> None:
    made = order("#1042")
    type(made).objects.update(deliver_by=NOW - timedelta(days=2))
    complete = type(made).objects.complete().get(pk=made.pk)
    parcel = seen(complete, now=NOW).parcels[0]
    assert parcel.is_late
    assert list(parcel.way) == ["held", "held", "ahead", "ahead", "ahead"]


@given(st.text(max_size=60))
def test_it_shows_any_number_as_a_line(number: str) -> None:
    assert "\n" not in shown(number)
    assert len(shown(number)) <= 60


@pytest.mark.parametrize("typed", [AMAZON, "30212345677654321", " 302 1234567 7654321 ", "302.1234567.7654321"])
def test_it_writes_seventeen_digits_as_amazon_does(typed: str) -> None:
    assert shown(typed) == AMAZON
