"""Colours that can be read, whatever the brand's own is."""

from hypothesis import given
from hypothesis import strategies as st

from sportello.portal.theming import FONTS, READABLE, contrast, properties, theme

_colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(_colours)
def test_it_keeps_every_text_readable(colour: str) -> None:
    used = theme(colour=colour, font="system")
    assert contrast(used.ground, used.on_ground) >= READABLE
    assert contrast(used.link_light, "#ffffff") >= READABLE
    assert contrast(used.link_dark, "#181613") >= READABLE


def test_it_knows_the_contrast_of_known_pairs() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#a3431f", "#a3431f") == 1


def test_it_leaves_a_dark_colour_as_it_is_and_darkens_a_light_one() -> None:
    assert not theme(colour="#7a3b1d", font="serif").was_changed
    assert theme(colour="#f2c14e", font="serif").was_changed


def test_it_writes_no_more_than_properties() -> None:
    text = properties(theme(colour="#7a3b1d", font="unheard of"))
    assert text.startswith(":root{--brand:#7a3b1d;")
    assert FONTS["system"] in text
    assert text.count("{") == text.count("}") == 1
