"""What the acts write is what figures read."""

import pytest

from sportello.insights.vocabulary import KINDS, faults, fits


def test_it_finds_nothing_wrong_with_kinds_that_figures_do_not_read() -> None:
    assert faults("macro.saved", "macro", {"anything": object()}) == []


def test_it_names_what_is_missing_what_is_unknown_and_what_is_of_another_kind() -> None:
    assert faults("visit.form", "ticket", {"center": 1}) == [
        "the subject is a ticket, not a visit",
        "centre is missing",
        "center is not known",
    ]
    assert faults("visit.form", "visit", {"centre": True}) == ["centre is True"]


@pytest.mark.parametrize(("value", "kind"), [(True, int), (1, bool), ([1, "a"], (list, int)), ("1", float)])
def test_it_takes_no_value_for_another(value: object, kind: object) -> None:
    assert not fits(value, kind)  # type: ignore[arg-type]


def test_it_names_every_kind_after_its_subject_or_what_is_done_with_it() -> None:
    assert all(kind.subject in {"ticket", "visit", "order"} for kind in KINDS.values())
