from collections import Counter

import pytest

from sportello.carriers.recognising import recognise

from .contracts import FOLDER, contracts

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the contracts of the carriers are not beside the repository"
)


def test_it_recognises_every_valid_number_of_the_contracts() -> None:
    missed = [number for each in contracts() for number in each["test_numbers"]["valid"] if not recognise(number)]
    assert not missed


def test_it_names_the_carrier_of_the_contracts() -> None:
    counts: Counter[bool] = Counter()
    for each in contracts():
        for number in each["test_numbers"]["valid"]:
            best = recognise(number)[0]
            counts[each["courier"] in {best.carrier, best.format}] += 1
    assert counts[True] / counts.total() > 0.98


def test_it_takes_no_invalid_number_that_is_not_another_carriers() -> None:
    valid = {number for each in contracts() for number in each["test_numbers"]["valid"]}
    invalid = {number for each in contracts() for number in each["test_numbers"]["invalid"]} - valid
    taken = [number for number in sorted(invalid) if recognise(number)]
    assert not taken


def test_it_puts_a_hinted_carrier_first() -> None:
    hinted = [
        (each["courier"], number)
        for each in contracts()
        if each["courier"] != "s10"
        for number in each["test_numbers"]["valid"]
    ]
    wrong = [(code, number) for code, number in hinted if recognise(number, hint=code)[0].carrier != code]
    assert not wrong
