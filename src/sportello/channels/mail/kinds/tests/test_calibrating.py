"""Where the bar lies, and that nobody is judged by a scorer that has seen him."""

import random

from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.mail.kinds.calibrating import Judge, fold_of, held_out, margin_for
from sportello.channels.mail.kinds.corpora import Example


@given(st.lists(st.floats(-9, 9), max_size=300), st.floats(0.0001, 0.5))
def test_it_lets_no_more_than_the_rare_ones_over_the_bar(weights: list[float], rarity: float) -> None:
    bar = margin_for(weights, rarity)
    assert sum(weight > bar for weight in weights) <= max(1, len(weights) * rarity)


def test_it_lays_the_bar_above_all_it_has_seen_when_it_has_seen_few() -> None:
    chance = random.Random(3)
    seen = [chance.expovariate(1.0) - 5 for _ in range(400)]
    assert margin_for(seen, 1 / 20_000) > max(seen)


def test_it_holds_out_what_it_judges() -> None:
    examples = [Example("buyer", "en", "", str(at), f"en/{at:02}.txt:{at}") for at in range(1, 12)]

    def trained(rest: list[Example]) -> Judge:
        known = {each.body for each in rest}
        return lambda example: ("bulk", float(example.body in known))

    judged = held_out(examples, trained)
    assert len(judged) == len(examples)
    assert all(each.weight == 0 for each in judged)


def test_it_holds_out_whole_files_of_messages_and_the_same_line_of_every_language() -> None:
    assert fold_of(Example("buyer", "it", "", "", "it/07.txt:1")) == fold_of(
        Example("buyer", "de", "", "", "de/07.txt:9")
    )
    assert fold_of(Example("bulk", "it", "", "", "people.it.txt:8")) == fold_of(
        Example("bulk", "fr", "", "", "people.fr.txt:8")
    )
