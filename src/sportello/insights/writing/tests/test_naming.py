"""Which product a text names."""

from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.writing.naming import names_of, without

TITLES = {
    1: "Casa Lume Luce, lampada da tavolo",
    2: "Casa Lume Nido, libreria in rovere",
    3: "Casa Lume Moka, caffettiera da 6 tazze",
    4: "Casa Lume Moka Induzione, 4 tazze",
    5: "Casa Lume Guarnizioni per moka, set da 3",
    6: "Casa Lume Bulbo, lampadina smart E27",
}
NAMES = names_of(TITLES)


def named(text: str) -> int | None:
    """The product that a text names."""
    found = NAMES.named_in(text)
    return found.product if found else None


def test_it_knows_a_product_by_the_name_before_the_comma() -> None:
    assert named("Le fond de la Nido ne glisse pas dans la rainure.") == 2
    assert named("Wo bleibt meine Moka?") == 3
    assert named("Mein Induktionsfeld erkennt die Moka Induzione nicht.") == 4
    assert named("Avete di nuovo le Guarnizioni per moka?") == 5
    assert named("Casa Lume hat mir nichts geschickt.") is None


def test_it_takes_no_ordinary_word_for_a_name_nor_one_of_two_products_for_the_other() -> None:
    assert named("non si accende la luce del corridoio") is None
    assert named("Vorrei una Luce e una Nido.") is None
    found = NAMES.named_in("Vorrei una Luce e una Nido.", among={2, 3})
    assert found is not None
    assert found.product == 2


def test_it_takes_the_whole_name_out_and_nothing_else() -> None:
    for text, rest in (
        ("Passt die Bulbo Smart-Lampe E27 in Luce?", "Passt die in Luce?"),
        ("La Bulbo smart E27 sfarfalla", "La sfarfalla"),
        ("Geht die Moka Induzione auf Induktion?", "Geht die auf Induktion?"),
    ):
        found = NAMES.named_in(text, among={4, 6})
        assert found is not None
        assert without(text, found.places) == rest


def test_it_says_whether_a_text_speaks_of_a_product_whatever_else_it_names() -> None:
    text = "Le Luce, la Nido e la Moka si puliscono con un panno."
    assert [product for product in TITLES if NAMES.is_named(product, text)] == [1, 2, 3]
    assert not NAMES.is_named(99, text)


@given(st.text(max_size=60))
def test_it_reads_whatever_was_written(text: str) -> None:
    found = NAMES.named_in(text)
    assert found is None or found.product in TITLES
