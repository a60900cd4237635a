import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carriers import checks

# Where each number comes from stands beside it; none belongs to a parcel of ours.
RIGHT = [
    (checks.gs1, "00340433836442636597"),  # paketda.de/firmenkunden/paket-pruefziffern.html, DHL Paket
    (checks.gs1, "09133131530724"),  # the same page, Hermes
    (checks.mod10(4, 9), "201298452277"),  # the same page, DHL's Identcode
    (checks.gs1, "4260304620007"),  # ecosio.com/de/blog/gln-pruefziffer-berechnen, a GLN
    (checks.s10, "410342249"),  # the worked example of UPU S10 in many handbooks
    (checks.luhn, "79927398713"),  # the worked example of ISO/IEC 7812
    (checks.mod7, "73891051146"),
]


@pytest.mark.parametrize(("check", "number"), RIGHT)
def test_it_accepts_the_right_check_digit(check: checks.Check, number: str) -> None:
    assert check(number)


@pytest.mark.parametrize(("check", "number"), RIGHT)
def test_it_accepts_no_other_check_digit(check: checks.Check, number: str) -> None:
    others = {f"{number[:-1]}{digit}" for digit in range(10)} - {number}
    # Modulo 7 has seven check digits: 7, 8 and 9 are never right.
    assert not [other for other in others if check(other)]


def test_it_adds_one_for_gls() -> None:
    # 5 stands at an odd place from the right (weight 1): 5 + 1 = 6, so 4 completes the ten.
    assert checks.gs1_plus_one("500000000004")
    assert not checks.gs1_plus_one("500000000005")


def test_it_counts_letters_as_ups_does() -> None:
    # A worked example that UPS gave to developers for years: 1Z 999 AA1 01 2345 6784.
    check = checks.mod10(1, 2)
    assert check("999AA10123456784")
    assert not check("999AA10123456785")


def test_it_uses_letters_as_check_characters() -> None:
    # The worked example of DPD's parcel label specification 2.4.1.
    assert checks.mod37_36("09980000020034D")
    assert not checks.mod37_36("09980000020034E")


@given(st.text(min_size=2, max_size=45))
def test_it_never_raises_on_any_text(text: str) -> None:
    every = (checks.gs1, checks.gs1_plus_one, checks.luhn, checks.mod7, checks.mod37_36, checks.mod10(1, 2))
    assert all(check(text) in {True, False} for check in every)


@given(st.from_regex(r"\A[0-9]{5,30}\Z", fullmatch=True))
def test_it_has_one_right_digit_of_ten(digits: str) -> None:
    for check in (checks.gs1, checks.gs1_plus_one, checks.luhn, checks.mod10(1, 3), checks.mod10(3, 1)):
        assert sum(check(f"{digits}{last}") for last in "0123456789") == 1


@given(st.from_regex(r"\A[0-9]{10,20}\Z", fullmatch=True), st.integers(0, 9))
def test_it_sees_every_single_wrong_digit(digits: str, place: int) -> None:
    right = next(f"{digits}{last}" for last in "0123456789" if checks.gs1(f"{digits}{last}"))
    changed = f"{right[:place]}{(int(right[place]) + 1) % 10}{right[place + 1 :]}"
    assert not checks.gs1(changed)


def test_it_knows_a_row_of_one_digit() -> None:
    assert not checks.is_varied("000000000000")
    assert checks.is_varied("TBA000000000000")
