from sportello.insights.spikes.explaining import Key, Risen, waves
from sportello.insights.spikes.series import Issue, series_of

STUCK = range(100, 130)
USUAL: dict[Key, float] = {
    ("topic", "damaged_or_defective"): 3,
    ("all", ""): 20,
    ("topic", "tracking_stuck"): 4,
    ("carrier", "gls"): 6,
    ("lane", "gls:IT"): 2,
}


def usual(key: Key, _hours: int) -> float:
    return USUAL.get(key, 1.0)


def rise(kind: str, key: str, tickets: range, more: range = range(0), beyond: float = 3) -> Risen:
    seen = dict.fromkeys([*tickets, *more], 1.0)
    return Risen((kind, key), 8, len(seen), usual((kind, key), 8), beyond, seen)


def test_it_names_the_narrowest_series_that_explains_most() -> None:
    everything = rise("all", "", STUCK, range(20), beyond=5)
    topic, carrier, lane = (
        rise("topic", "tracking_stuck", STUCK, range(4), beyond=9),
        rise("carrier", "gls", STUCK, range(4)),
        rise("lane", "gls:IT", STUCK, range(2)),
    )
    (wave,) = waves([everything, topic, carrier, lane], usual)
    assert wave.first is topic
    assert wave.cause.key == ("lane", "gls:IT")
    assert wave.share > 0.9
    assert len(wave.members) == 4


def test_it_takes_no_narrow_series_for_the_cause_that_holds_a_part_only() -> None:
    topic = rise("topic", "tracking_stuck", STUCK, beyond=9)
    part = rise("product", "7", range(100, 112), beyond=-1)
    (wave,) = waves([topic, part], usual)
    assert wave.cause is topic


def test_it_parts_two_things_at_once_into_two_waves() -> None:
    broken = range(500, 520)
    found = waves([rise("lane", "gls:IT", STUCK), rise("product", "7", broken), rise("carrier", "gls", STUCK)], usual)
    assert {wave.cause.key for wave in found} == {("lane", "gls:IT"), ("product", "7")}


def test_it_lets_what_could_be_chance_explain_and_call_nothing() -> None:
    pair = rise("pair", "damaged_or_defective:7", STUCK, beyond=-2)
    assert waves([pair], usual) == []
    (wave,) = waves([rise("topic", "damaged_or_defective", STUCK, range(3)), pair], usual)
    assert wave.cause is pair


def test_it_counts_an_issue_in_every_series_it_is_about() -> None:
    issue = Issue(1, 3, "it", ["tracking_stuck", "other"], 7, "gls", "IT", subject=9)
    assert list(series_of(issue)) == [
        ("all", ""),
        ("channel", "3"),
        ("language", "it"),
        ("topic", "tracking_stuck"),
        ("pair", "tracking_stuck:7"),
        ("topic", "other"),
        ("pair", "other:7"),
        ("product", "7"),
        ("carrier", "gls"),
        ("lane", "gls:IT"),
        ("cluster", "9"),
    ]
    assert list(series_of(Issue(1, 3, "", [], 0, "", "IT"))) == [("all", ""), ("channel", "3")]
