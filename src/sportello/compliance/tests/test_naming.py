"""Names of files: what leads a buyer away, and what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.compliance.judgements import Audience, Context, Kind
from sportello.compliance.naming import lint_name

AMAZON = Context(Audience.AMAZON, Kind.REPLY, "en")
BREAKING = [
    ("visit-myshop.com-10off.pdf", "external_link"),
    ("www.lumi-lampen.de.png", "external_link"),
    ("info@lumi.it.pdf", "email_address"),
    ("call-us-0171-555-0129.pdf", "phone_number"),
    ("order {order.number}.pdf", "unfilled_placeholder"),
    ("20_percent_off_your_next_order.pdf", "promotion"),
]
INNOCENT = [
    "anleitung.de.pdf",
    "garanzia.fr.pdf",
    "Rechnung_305-1234567-7654321.pdf",
    "label_00340434161094028815.pdf",
    "IMG_20261120_123456.jpg",
    "WhatsApp Image 2026-11-20 at 10.12.33.jpeg",
    "Screenshot 2026-11-02 at 11.03.22.png",
    "manual v2.1.pdf",
    "parts list - frame v3.pdf",
    "",
]


@pytest.mark.parametrize(("name", "slug"), BREAKING)
def test_it_finds_what_a_name_says(name: str, slug: str) -> None:
    assert slug in {problem.slug for problem in lint_name(name, AMAZON)}


@pytest.mark.parametrize("name", INNOCENT)
def test_it_leaves_ordinary_names_alone(name: str) -> None:
    assert lint_name(name, AMAZON) == []


def test_it_lets_a_shop_name_itself() -> None:
    assert lint_name("lumi-lampen.de.pdf", Context(Audience.SHOP, Kind.REPLY, "de")) == []


@given(st.text(alphabet="abc.de-_@0123 {}(%", max_size=60))
def test_it_points_inside_any_name(name: str) -> None:
    for problem in lint_name(name, AMAZON):
        assert 0 <= problem.start <= problem.end <= len(name)
