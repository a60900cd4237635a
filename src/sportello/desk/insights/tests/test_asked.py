"""What an address asks for, and that it can be written into one again."""

from datetime import date, timedelta
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from sportello.desk.insights.asked import LONGEST, Against, Asked, Days, Stretch, asked

TODAY = date(2026, 11, 22)


def of(query: str) -> Asked:
    return asked(parse_qs(query), today=TODAY)


def test_it_shows_four_weeks_beside_the_four_before() -> None:
    usual = of("")
    assert usual.days == Days(date(2026, 10, 26), TODAY)
    assert usual.compared == Days(date(2026, 9, 28), date(2026, 10, 25))
    assert usual.query == ""


def test_it_knows_months_and_years() -> None:
    assert of("days=month").days == Days(date(2026, 11, 1), TODAY)
    assert of("days=last-month").days == Days(date(2026, 10, 1), date(2026, 10, 31))
    year_ago = of("from=2026-11-16&to=2026-11-22&against=year").compared
    assert year_ago == Days(date(2025, 11, 17), date(2025, 11, 23))
    assert of("days=7&against=nothing").compared is None


def test_it_takes_days_as_typed_and_no_nonsense() -> None:
    assert of("from=2026-11-20&to=2026-11-02").days == Days(date(2026, 11, 2), date(2026, 11, 20))
    assert of("from=2026-11-20").days == Days(date(2026, 11, 20), TODAY)
    assert of("to=2030-01-01").days == Days(TODAY, TODAY)
    assert of("from=2001-01-01").days.count == LONGEST
    assert of("from=0001-01-01&to=x&days=99&against=?&channel=x&channel=²") == of("")
    assert of("days=7&from=2026-11-02&to=2026-11-03") == of("days=7")
    assert of("channel=7&channel=3&channel=7").channels == (3, 7)


@given(
    st.dictionaries(
        st.sampled_from(["from", "to", "days", "against", "channel"]),
        st.lists(
            st.one_of(
                st.dates(date(1990, 1, 1), date(2040, 1, 1)).map(date.isoformat),
                st.sampled_from([*Stretch, *Against, "1", "12", ""]),
                st.text(max_size=6),
            ),
            max_size=3,
        ),
    )
)
def test_it_reads_what_it_writes(said: dict[str, list[str]]) -> None:
    found = asked(said, today=TODAY)
    assert of(found.query) == found or found.stretch is Stretch.OWN
    assert of(found.query).days == found.days
    assert found.days.first <= found.days.last <= TODAY
    if found.compared:
        assert found.compared.count == found.days.count
        assert found.compared.last < found.days.last


def test_it_leads_to_a_single_day() -> None:
    day = TODAY - timedelta(days=3)
    assert of(of("days=7&channel=3").on(day).query) == Asked(Days(day, day), Stretch.OWN, Against.BEFORE, (3,))
