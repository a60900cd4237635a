"""Reports over several visits, and what the two we read say."""

import gzip
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon import reports
from sportello.connectors.amazon.awaiting import Wanted, visit
from sportello.connectors.amazon.client import Client
from sportello.connectors.amazon.feedback import REPORT, as_news, read_feedback
from sportello.connectors.amazon.health import Measure, read_health
from sportello.connectors.amazon.reading_health import NAMES, reads_health
from sportello.orders.records import ClaimKind, ClaimState

from .api import NOW, Asked, Said, account, answering
from .test_replaying import FOLDER

FIXTURES = Path(__file__).parent.parent / "fixtures" / "api"
IT = "APJ6JRA9NG5V4"
WANTED = Wanted(REPORT, IT, NOW - timedelta(days=30))


def test_it_reads_feedback_whatever_the_columns_are_called() -> None:
    first, second = read_feedback((FIXTURES / "feedback-it.tsv").read_bytes(), site="amazon.it")
    assert (first.number, first.stars, first.answer) == ("402-1180337-5521907", 2, "")
    assert first.words == "Arrivata rotta, città sbagliata"
    assert first.at == datetime(2026, 11, 17, tzinfo=UTC)
    assert (second.stars, second.answer) == (3, "Ci dispiace")


def test_it_makes_feedback_a_claim_of_its_order_without_the_rater() -> None:
    first, second = read_feedback((FIXTURES / "feedback-it.tsv").read_bytes(), site="amazon.it")
    (claim,) = as_news(first, site="amazon.it").claims
    assert (claim.kind, claim.state, claim.reason) == (
        ClaimKind.FEEDBACK,
        ClaimState.OPEN,
        "2/5 Arrivata rotta, città sbagliata",
    )
    (answered,) = as_news(second, site="amazon.it").claims
    assert answered.state is ClaimState.CLOSED
    assert answered.changed_at > answered.opened_at
    assert "@" not in repr((first, second))


@pytest.mark.parametrize(
    ("site", "written", "day"),
    [
        ("amazon.com", "3/4/26", (2026, 3, 4)),
        ("amazon.de", "04.03.26", (2026, 3, 4)),
        ("amazon.co.jp", "2026/03/04", (2026, 3, 4)),
        ("amazon.co.uk", "04/03/2026", (2026, 3, 4)),
        ("amazon.fr", "2026-03-04", (2026, 3, 4)),
    ],
)
def test_it_reads_days_as_each_site_writes_them(site: str, written: str, day: tuple[int, int, int]) -> None:
    row = f"{written}\t1\twords\t\tYes\tYes\tYes\t402-1180337-5521907\tx@y.example\tBuyer"
    (found,) = read_feedback(row.encode(), site=site)
    assert found.at == datetime(*day, tzinfo=UTC)


def test_it_reads_reports_in_old_character_sets() -> None:
    row = "04.03.26\t1\tgrößer\t\t402-1180337-5521907"
    assert read_feedback(row.encode("cp1252"), site="amazon.de")[0].words == "größer"
    (japanese,) = read_feedback("26/3/4\t1\t遅い\t\t402-1180337-5521907".encode("cp932"), site="amazon.co.jp")
    assert (japanese.words, japanese.at) == ("遅い", datetime(2026, 3, 4, tzinfo=UTC))


@given(data=st.binary(max_size=200))
def test_it_never_fails_on_a_broken_feedback_report(data: bytes) -> None:
    assert isinstance(read_feedback(data, site="amazon.it"), tuple)


def test_it_reads_the_accounts_health() -> None:
    (site,) = read_health((FIXTURES / "health.json").read_bytes())
    assert (site.marketplace_id, site.status, site.rating) == (IT, "AT_RISK", "WARNED")
    assert (site.claims, site.negative_feedback, site.chargebacks) == (2, 3, 1)
    rates = {rate.measure: rate for rate in site.rates}
    assert rates[Measure.LATE_SHIPMENTS].rate == Decimal("0.0461")
    assert rates[Measure.LATE_SHIPMENTS].target == Decimal("0.04")
    assert (rates[Measure.LATE_SHIPMENTS].count, rates[Measure.LATE_SHIPMENTS].of) == (19, 412)
    assert rates[Measure.ORDER_DEFECTS_SELLER].count == 6
    assert site.defects == {"listingPolicyViolations": 2}
    assert site.warnings == ("spammingSellerMessaging",)


def test_it_reads_amazons_own_example_of_health() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"Amazon's models are not in {FOLDER}")
    schema = json.loads((FOLDER / "reports" / "accountHealthReport-2020-11-18.json").read_text())
    (example,) = schema["examples"]
    american, *others = read_health(json.dumps(example).encode())
    assert {rate.measure for rate in american.rates} == set(Measure)
    assert american.rating == "WARNED"
    assert american.warnings == ("spammingSellerMessaging",)
    assert [site.status for site in others] == ["NORMAL", "SUSPENDED"]


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"performanceMetrics": 5}', b"\xff"])
def test_it_takes_no_nonsense_for_health(data: bytes) -> None:
    with pytest.raises(ApiTrouble) as trouble:
        read_health(data)
    assert trouble.value.kind is TroubleKind.NONSENSE


class Press:
    """Amazon's reports: the first is in progress until it was looked at so often."""

    def __init__(self, *, looks: int = 1, end: str = "DONE", file: bytes = b"plain", gzipped: bool = False) -> None:
        self.looks, self.end, self.file, self.gzipped = looks, end, file, gzipped
        self.bodies: list[Any] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/file":
            assert "x-amz-access-token" not in asked.headers
            return Said(200, self.file)
        if asked.method == "POST":
            self.bodies.append(asked.body)
            return Said(202, {"reportId": "R1"})
        if asked.path.endswith("/documents/D1"):
            pressed = {"compressionAlgorithm": "GZIP"} if self.gzipped else {}
            return Said(200, {"reportDocumentId": "D1", "url": f"http://{asked.headers['host']}/file?x=1", **pressed})
        self.looks -= 1
        status = "IN_PROGRESS" if self.looks >= 0 else self.end
        known = {
            "reportId": "R1",
            "reportType": REPORT,
            "createdTime": "2026-11-20T09:00:00Z",
            "reportDocumentId": "D1",
        }
        return Said(200, {**known, "processingStatus": status})


def _visits(press: Press, times: int = 4) -> tuple[list[bytes | None], Any]:
    progress: Any = {}
    came: list[bytes | None] = []
    with answering(press) as api:
        shop = account(api.url)
        for step in range(times):
            with Client(shop, now=NOW + timedelta(minutes=4 * step)) as client:
                progress, data = visit(client, WANTED, progress)
            came.append(data)
    return came, progress


def test_it_brings_a_report_once_it_is_done_and_not_again_that_day() -> None:
    press = Press(file=gzip.compress(b"packed"), gzipped=True)
    came, progress = _visits(press, 6)
    assert came == [None, None, b"packed", None, None, None]
    assert progress == {"due": "2026-11-21T09:00:00Z", "status": "DONE"}
    assert press.bodies == [{"reportType": REPORT, "marketplaceIds": [IT], "dataStartTime": "2026-10-21T09:00:00Z"}]


@pytest.mark.parametrize("end", ["CANCELLED", "FATAL"])
def test_it_gives_a_report_up_that_amazon_gave_up(end: str) -> None:
    came, progress = _visits(Press(end=end))
    assert came == [None] * 4
    assert progress["status"] == end


@pytest.mark.parametrize(
    "file",
    [gzip.compress(b"x" * 100)[:-12], b"no gzip", gzip.compress(b"\0" * (33 * 1024 * 1024))],
    ids=["cut", "no", "bomb"],
)
def test_it_puts_a_report_off_that_does_not_unpack(file: bytes) -> None:
    came, progress = _visits(Press(looks=0, file=file, gzipped=True), 3)
    assert came == [None] * 3
    assert progress["trouble"].startswith("nonsense")
    assert progress["due"] == "2026-11-21T09:04:00Z"


def test_it_keeps_a_report_under_way_through_passing_trouble() -> None:
    with answering(lambda _asked: Said(500, b"oh")) as api, Client(account(api.url), now=NOW) as client:
        progress, data = visit(client, WANTED, {"report": "R1", "asked": "2026-11-20T08:50:00Z"})
    assert data is None
    assert progress["report"] == "R1"
    assert progress["due"] == "2026-11-20T10:00:00Z"


def test_it_says_that_credentials_ended_also_for_a_report() -> None:
    said = Said(401, {"error": "invalid_client"})
    with (
        answering(lambda _asked: said, tokens=False) as api,
        Client(account(api.url), now=NOW) as client,
        pytest.raises(ApiTrouble) as trouble,
    ):
        visit(client, WANTED, {})
    assert trouble.value.kind is TroubleKind.CREDENTIALS


def test_it_takes_an_unknown_state_of_a_report_for_nonsense() -> None:
    with (
        answering(Press(looks=0, end="MELTED")) as api,
        Client(account(api.url), now=NOW) as client,
        pytest.raises(ApiTrouble) as trouble,
    ):
        reports.get(client, "R1")
    assert trouble.value.kind is TroubleKind.NONSENSE


def test_it_names_a_missing_role_for_each_site() -> None:
    refused = Said(403, {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied."}]})
    with answering(lambda _asked: refused) as api:
        kept, told = reads_health(account(api.url), {}, sites=("amazon.it", "amazon.de"), now=NOW)
    assert [(one.site, one.missing) for one in told] == [
        ("amazon.it", ("Selling Partner Insights",)), ("amazon.de", ("Selling Partner Insights",)),
    ]  # fmt: skip
    assert all(progress["due"] for progress in kept.values())
    assert set(NAMES) == set(Measure)
