from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carriers.catalogue import CATALOGUE, Carrier
from sportello.carriers.names import carrier, carrier_named, name_of
from sportello.carriers.pages import carrier_at, hosts, tracking_page


@pytest.mark.parametrize("each", CATALOGUE, ids=lambda each: each.code)
def test_it_leads_to_https_pages_of_known_hosts_only(each: Carrier) -> None:
    for page in each.pages.values():
        assert urlsplit(page).scheme == "https"
        assert page.count("{number}") == 1
        assert each.code == "amazon" or carrier_at(urlsplit(page).hostname or "")
    assert not each.pages or "any" in each.pages


@given(
    st.text(max_size=40),
    st.sampled_from([each.code for each in CATALOGUE]),
    st.sampled_from(["it", "de", "fr", "es", "pt"]),
)
def test_it_never_lets_a_number_out_of_its_place(number: str, code: str, language: str) -> None:
    page = tracking_page(code, number, language=language)
    plain = tracking_page(code, "1234567890", language=language)
    assert not page or (urlsplit(page).hostname == urlsplit(plain).hostname and " " not in page and '"' not in page)


def test_it_has_a_page_of_the_readers_language() -> None:
    assert "de_DE" in tracking_page("ups", "1Z999AA10123456784", language="de-AT")
    assert "en_US" in tracking_page("ups", "1Z999AA10123456784", language="nl")


def test_it_sends_german_parcels_of_dhl_to_germany() -> None:
    assert "www.dhl.de/de" in tracking_page("dhl", "00 340433836442636597", language="de")
    assert "www.dhl.com" in tracking_page("dhl", "8487135506", language="de")


@pytest.mark.parametrize(
    ("code", "number"), [("nobody", "123456789"), ("", "123456789"), ("post", "RR123456785JP"), ("gls", " ")]
)
def test_it_has_no_page_for_what_it_does_not_know(code: str, number: str) -> None:
    assert tracking_page(code, number) == ""


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("www.dhl.de", "dhl"),
        ("BRT.it", "brt"),
        ("gls-group.eu", "gls"),
        ("www.poste.it", "poste_italiane"),
        ("www.laposte.fr.", "colissimo"),
        ("ups.com", "ups"),
        ("www.royalmail.com", "royal_mail"),
        ("track.dpd.co.uk", "dpd"),
        ("correos.es", "correos"),
        ("dhl.de.evil.example", ""),
        ("notdhl.de", ""),
        ("co.uk", ""),
        ("amazon.com", ""),
        ("", ""),
    ],
)
def test_it_knows_whose_site_a_host_is(host: str, code: str) -> None:
    assert carrier_at(host) == code
    assert bool(code) is any(
        host.lower().rstrip(".") == each or host.lower().rstrip(".").endswith(f".{each}") for each in hosts()
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        # Amazon's carrier codes and names
        ("AMZN_US", "amazon"),
        ("Poste Italiane", "poste_italiane"),
        ("Correos Express", "correos_express"),
        ("DHL_PAKET", "dhl"),
        ("Hermes UK", "evri"),
        # eBay's ShippingCarrierCodeType
        ("DeutschePost", "deutsche_post"),
        ("ColiposteDomestic", "colissimo"),
        ("BARTOLINI", "brt"),
        ("BELGIANPOST", "bpost"),
        ("Chronoexpres", "correos_express"),
        ("PARCELFORCE", "parcelforce"),
        # Walmart's carrier names
        ("DHL Ecommerce - US", "dhl"),
        ("LS (LaserShip)", "lasership"),
        ("UPSMI (UPS Mail Innovations)", "ups"),
        ("FEDEXSP (FedEx SmartPost)", "fedex"),
        ("FDX", "fedex"),
        # Shopify's tracking companies
        ("Canada Post", "canada_post"),
        ("La Poste", "la_poste"),
        ("Österreichische Post", "austrian_post"),
        ("4PX", "four_px"),
        ("GLS Business Parcel", "gls"),
        ("Royal Mail Tracked 24", "royal_mail"),
        # nobody's
        ("Other", ""),
        ("", ""),
        ("Self Delivery", ""),
        ("UPside Couriers", ""),
    ],
)
def test_it_knows_carriers_by_the_names_of_the_marketplaces(written: str, code: str) -> None:
    assert carrier_named(written) == code


def test_it_gives_back_the_name_of_a_code() -> None:
    assert name_of("poste_italiane") == "Poste Italiane"
    assert name_of("my own van") == "my own van"
    assert carrier("nobody") is None


def test_it_lets_no_name_stand_for_two_carriers() -> None:
    names = [(name, each.code) for each in CATALOGUE for name in (each.code, each.name.lower(), *each.aliases)]
    owners: dict[str, set[str]] = {}
    for name, code in names:
        owners.setdefault(name, set()).add(code)
    assert not {name: codes for name, codes in owners.items() if len(codes) > 1}
