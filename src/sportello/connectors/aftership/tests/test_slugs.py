import pytest

from sportello.carriers.catalogue import CATALOGUE
from sportello.connectors.aftership.slugs import carrier_of, slug_of


@pytest.mark.parametrize("carrier", [each.code for each in CATALOGUE])
def test_it_comes_back_to_a_carrier_of_the_same_house(carrier: str) -> None:
    slug = slug_of(carrier, "1234567890")
    assert not slug or carrier_of(slug) in {carrier, "colissimo"}


def test_it_knows_dhls_german_parcels() -> None:
    assert slug_of("dhl", "00340433836442636597") == "dhl-germany"
    assert slug_of("dhl", "8487135506") == "dhl"
    assert carrier_of("dhl-germany") == "dhl"


def test_it_has_no_slug_for_a_carrier_it_does_not_know() -> None:
    assert slug_of("my own van", "1") == ""
    assert carrier_of("unheard-of") == ""
