"""Products that are asked about far more often than others."""

from sportello.insights.writing.counting import THINGS, Asking, Key, tallied
from sportello.insights.writing.covering import Answer, covered
from sportello.insights.writing.singling import About, singled_out
from sportello.insights.writing.tests.world import NOW


def mail(times: int, topic: str, product: int | None, language: str = "fr") -> list[About]:
    """So many issues."""
    return [About(topic, language, product)] * times


def test_it_singles_out_what_chance_does_not_explain_and_only_where_the_answer_lies_in_the_thing() -> None:
    usual = [one for product in range(1, 11) for one in mail(40, "where_is_my_order", product)]
    asked = [one for product in range(2, 11) for one in mail(3, "assembly", product)]
    crowd = mail(12, "assembly", 1) + mail(30, "refund_status", 2) + mail(50, "assembly", None)
    assert singled_out(usual + asked + crowd, THINGS) == {About("assembly", "fr", 1)}


def test_it_takes_what_is_bought_most_for_nothing_special() -> None:
    usual = mail(400, "where_is_my_order", 1) + mail(40, "where_is_my_order", 2)
    assert singled_out(usual + mail(30, "assembly", 1) + mail(3, "assembly", 2), THINGS) == set()
    assert singled_out([], THINGS) == set()


def asking(number: int, group: int, product: int | None, topic: str = "assembly") -> Asking:
    """A question in a ticket of its own."""
    return Asking(number, number, group, topic, "amazon", "fr", 1, product, 0.9, NOW)


def test_it_gives_such_a_product_a_gap_of_its_own_with_what_is_asked_too_seldom_alone() -> None:
    asked = [asking(n, 7, 1) for n in range(8)] + [asking(n, 8, 1) for n in range(8, 10)]
    asked += [asking(n, 7, n % 9 + 2) for n in range(10, 30)]
    asked += [asking(n, 9, n % 10 + 1, "refund_status") for n in range(30, 230)]
    found = {key: len(tally.questions) for key, tally in tallied(asked, {}).items()}
    assert found == {
        Key(7, "amazon", "fr", 1): 10,
        Key(7, "amazon", "fr", None): 20,
        Key(9, "amazon", "fr", None): 200,
    }


def answer(edition: int, topic: str, score: float, text: str = "") -> Answer:
    """An edition in the reader's language."""
    return Answer(edition, topic, score, in_other_language=False, text=text)


def test_it_takes_no_edition_for_the_answer_that_does_not_speak_of_the_product() -> None:
    shown = [[answer(1, "assembly", 0.9, "Luce"), answer(2, "assembly", 0.6, "Nido")]] * 2
    cover, _elsewhere = covered(shown, topic="assembly")
    assert cover is not None
    assert (cover.edition, cover.answered) == (1, 2)
    cover, _elsewhere = covered(shown, topic="assembly", speaks=lambda text: "Nido" in text)
    assert cover is not None
    assert cover.edition == 2
    assert covered(shown, topic="assembly", speaks=lambda text: "Arco" in text) == (None, None)


def test_it_asks_more_of_an_edition_on_a_thing_than_of_one_on_what_the_house_does() -> None:
    second = [answer(1, "warranty", 0.3), answer(2, "assembly", 0.3), answer(3, "return_request", 0.02)]
    assert covered([second], topic="assembly") == (None, None)
    assert covered([second], topic="other") == (None, None)
    cover, _elsewhere = covered([second], topic="return_request")
    assert cover is not None
    assert cover.edition == 3
