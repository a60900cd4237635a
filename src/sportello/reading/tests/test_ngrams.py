import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading.ngrams import KEY_BITS, Bags, letter_bags, word_bags


def bag(bags: Bags, at: int) -> dict[int, float]:
    inside = slice(bags.starts[at], bags.starts[at + 1])
    return dict(zip(bags.keys[inside].tolist(), bags.weights[inside].tolist(), strict=True))


def test_it_folds_case_and_digits() -> None:
    bags = letter_bags(["Paket 17", "PAKET 42"])
    assert bag(bags, 0) == bag(bags, 1) != {}


def test_it_counts_runs_inside_words_only() -> None:
    whole, apart = letter_bags(["ab", "a b"]), letter_bags(["a", "b"])
    assert bag(whole, 1).keys() == bag(apart, 0).keys() | bag(apart, 1).keys()
    assert bag(whole, 0).keys() - bag(whole, 1).keys()


def test_it_counts_runs_of_words() -> None:
    bags = word_bags(["where is it", "it is where"], 2)
    assert len(bag(bags, 0)) == len(bag(bags, 1)) == 5
    assert len(bag(bags, 0).keys() & bag(bags, 1).keys()) == 3


def test_it_weighs_what_stands_there_twice() -> None:
    [twice] = bag(word_bags(["no no"], 1), 0).values()
    assert twice == np.float32(1 + np.log(2))


@given(st.lists(st.text(max_size=40), max_size=5))
def test_it_bags_each_text_as_if_it_were_alone(texts: list[str]) -> None:
    for make in (letter_bags, lambda given: word_bags(given, 3)):
        together = make(texts)
        assert len(together) == len(texts)
        for at, text in enumerate(texts):
            assert bag(together, at) == bag(make([text]), 0)
            assert all(0 <= key < 2**KEY_BITS for key in bag(together, at))
