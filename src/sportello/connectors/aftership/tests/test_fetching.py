import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sportello.carriers.states import State
from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.aftership.fetching import check, fetch
from sportello.connectors.aftership.parcels import Followed
from sportello.sandbox.aftership.api import API_KEY
from sportello.sandbox.testing import Apis, apis

from .answers import Answers, answering

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FIXTURE = (Path(__file__).parent.parent / "fixtures" / "trackings.json").read_bytes()
NONE_YET: dict[str, Any] = {"meta": {"code": 200}, "data": {"pagination": {}, "trackings": []}}


@pytest.fixture
def world() -> Iterator[Apis]:
    with apis(vendors=("aftership",)) as running:
        running.faults("aftership", no_limits=True)
        yield running


@pytest.fixture
def answers() -> Iterator[Answers]:
    with answering() as running:
        yield running


def _ask(world: Apis, number: str, carrier: str = "", key: str = API_KEY) -> Followed:
    return fetch(number, carrier, key=key, base_url=world.base("aftership"), now=world.world.now())


def _parcels(world: Apis) -> list[tuple[str, str]]:
    return [(parcel.tracking, parcel.carrier) for order in world.world.orders() for parcel in order.parcels]


def _trouble(call: Any) -> ApiTrouble:
    with pytest.raises(ApiTrouble) as caught:
        call()
    return caught.value


def test_it_registers_a_parcel_and_then_sees_what_the_carrier_noted(world: Apis) -> None:
    number, carrier = _parcels(world)[0]
    first = _ask(world, number, carrier)
    assert first.is_new
    assert first.state is State.UNKNOWN
    second = _ask(world, f" {number.lower()} ", carrier)
    assert not second.is_new
    assert second.number == number
    assert [each.method for each in world.asked("aftership")] == ["GET", "POST", "GET"]


def test_it_agrees_with_the_world_on_every_parcel(world: Apis) -> None:
    for number, carrier in _parcels(world)[:40]:
        _ask(world, number, carrier)
        followed = _ask(world, number, carrier)
        found = world.world.parcel(number)
        assert found is not None
        parcel = found[0].parcels[found[1]]
        told = [(scan.at, scan.state, scan.place, scan.words) for scan in followed.scans]
        assert followed.carrier == carrier
        assert told == [(scan.at.replace(microsecond=0), scan.state, scan.place, scan.words) for scan in parcel.scans]
        assert followed.state in {parcel.state, State.EXPIRED}
        assert followed.page.startswith("https://")


def test_it_sees_a_parcel_move(world: Apis) -> None:
    order = next(order for order in world.world.orders() if order.state == "unshipped" and order.kind == "shopify")
    world.world.act("ship", order.kind, order.id, carrier="ups", tracking="1Z999AA10123456784")
    _ask(world, "1Z999AA10123456784", "ups")
    world.world.act("scan", order.kind, order.id, parcel="0", state="attempt_failed", place="Roma", words="Assente")
    followed = _ask(world, "1Z999AA10123456784", "ups")
    assert followed.state is State.ATTEMPT_FAILED
    assert followed.scans[-1].words == "Assente"
    shipment = followed.as_shipment("gid://1", changed_at=NOW)
    assert (shipment.tracking_number, shipment.state, shipment.scans) == (
        followed.number,
        "attempt_failed",
        followed.scans,
    )


def test_it_lets_aftership_find_the_carrier_where_we_do_not_know_it(world: Apis) -> None:
    number, carrier = next(each for each in _parcels(world) if each[1] == "gls")
    assert _ask(world, number).carrier == carrier


def test_it_says_that_nobody_knows_the_number(world: Apis) -> None:
    assert _trouble(lambda: _ask(world, "123")).kind is TroubleKind.REFUSED
    assert _trouble(lambda: _ask(world, "99999999999999")).kind is TroubleKind.REFUSED


def test_it_says_that_the_key_is_bad(world: Apis) -> None:
    assert _trouble(lambda: _ask(world, "1Z999AA10123456784", key="stolen")).kind is TroubleKind.CREDENTIALS
    bad = _trouble(lambda: check(key="stolen", base_url=world.base("aftership"), now=NOW))
    assert bad.kind is TroubleKind.CREDENTIALS


def test_it_checks_a_key_without_changing_anything(world: Apis) -> None:
    check(key=API_KEY, base_url=world.base("aftership"), now=NOW)
    assert [each.method for each in world.asked("aftership")] == ["GET"]


@pytest.mark.parametrize(
    ("fault", "kind", "wait"),
    [
        ({"throttle": -1, "retry_after": 7}, TroubleKind.THROTTLED, timedelta(seconds=7)),
        ({"throttle": -1}, TroubleKind.THROTTLED, None),
        ({"fail": -1}, TroubleKind.SERVER, None),
        ({"truncate": -1}, TroubleKind.NONSENSE, None),
        ({"drop": -1}, TroubleKind.LOST, None),
        ({"revoked": True}, TroubleKind.CREDENTIALS, None),
    ],
)
def test_it_tells_troubles_apart_and_tries_once(
    world: Apis, fault: dict[str, Any], kind: TroubleKind, wait: timedelta | None
) -> None:
    number, carrier = _parcels(world)[0]
    world.faults("aftership", **fault)
    trouble = _trouble(lambda: _ask(world, number, carrier))
    assert (trouble.kind, trouble.retry_after) == (kind, wait)
    assert len(world.asked("aftership")) <= 1


def test_it_waits_until_the_rate_begins_anew(world: Apis) -> None:
    world.faults("aftership")
    for _ in range(10):
        check(key=API_KEY, base_url=world.base("aftership"), now=world.world.now())
    trouble = _trouble(lambda: check(key=API_KEY, base_url=world.base("aftership"), now=world.world.now()))
    assert trouble.kind is TroubleKind.THROTTLED
    assert trouble.retry_after is not None
    assert timedelta(0) < trouble.retry_after <= timedelta(seconds=1)


def test_it_takes_the_parcel_of_the_right_carrier(answers: Answers) -> None:
    answers.say(200, FIXTURE)
    followed = fetch("00340433836442636597", "dhl", key="k", base_url=answers.url, now=NOW)
    assert followed.carrier == "dhl"
    assert followed.state is State.ATTEMPT_FAILED
    assert followed.due_at == datetime(2026, 11, 21, tzinfo=UTC)
    assert answers.asked == ["GET /aftership/tracking/2026-07/trackings?limit=50&tracking_numbers=00340433836442636597"]


def test_it_reads_scans_with_and_without_a_zone_and_leaves_doubles_out(answers: Answers) -> None:
    answers.say(200, FIXTURE)
    scans = fetch("00340433836442636597", "dhl", key="k", base_url=answers.url, now=NOW).scans
    assert [(scan.at, scan.state, scan.place) for scan in scans] == [
        (datetime(2026, 11, 18, 5, 2, tzinfo=UTC), State.IN_TRANSIT, "Rüdersdorf, Deutschland"),
        (datetime(2026, 11, 20, 11, 20, tzinfo=UTC), State.ATTEMPT_FAILED, "Lörrach"),
        (NOW, State.UNKNOWN, ""),
    ]


def test_it_goes_on_when_somebody_else_registered_the_parcel_meanwhile(answers: Answers) -> None:
    answers.say(200, NONE_YET)
    answers.say(400, {"meta": {"code": 4003, "type": "BadRequest", "message": "Tracking already exists."}, "data": {}})
    answers.say(200, FIXTURE)
    assert fetch("00340433836442636597", "dhl", key="k", base_url=answers.url, now=NOW).scans


def test_it_leaves_the_carrier_to_aftership_when_it_does_not_know_ours(answers: Answers) -> None:
    answers.say(200, NONE_YET)
    answers.say(400, {"meta": {"code": 4010, "type": "BadRequest", "message": "slug"}, "data": {}})
    answers.say(201, {"meta": {"code": 201}, "data": {"tracking_number": "1", "slug": "ups", "tag": "Pending"}})
    followed = fetch("1Z999AA10123456784", "dpd", key="k", base_url=answers.url, now=NOW)
    assert (followed.carrier, followed.is_new) == ("ups", True)


@pytest.mark.parametrize("status", [401, 402, 403, 404, 418, 500, 502, 503])
def test_it_takes_pages_of_gateways_for_what_their_status_says(answers: Answers, status: int) -> None:
    answers.say(status, "<html>Bad Gateway</html>")
    trouble = _trouble(lambda: fetch("1Z999AA10123456784", "ups", key="k", base_url=answers.url, now=NOW))
    assert trouble.kind is not TroubleKind.NONSENSE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"7",
        b'{"data": 7}',
        b'{"data": {"trackings": 7}}',
        b'{"data": {"trackings": [[]]}}',
        b"\xff\xfe",
    ],
)
def test_it_calls_nonsense_nonsense(answers: Answers, body: bytes) -> None:
    answers.say(200, body)
    trouble = _trouble(lambda: fetch("1Z999AA10123456784", "ups", key="k", base_url=answers.url, now=NOW))
    assert trouble.kind is TroubleKind.NONSENSE


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry_after": "30"}, timedelta(seconds=30)),
        ({"retry_after": "Sat, 21 Nov 2026 12:01:00 GMT"}, timedelta(minutes=1)),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, timedelta(0)),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "1e300"}, None),
        ({"x_ratelimit_reset": str(int(NOW.timestamp()) + 3)}, timedelta(seconds=3)),
        ({"x_ratelimit_reset": "1"}, timedelta(0)),
        ({"x_ratelimit_reset": "99999999999"}, timedelta(days=1)),
        ({}, None),
    ],
)
def test_it_understands_every_way_of_saying_when(
    answers: Answers, headers: dict[str, str], wait: timedelta | None
) -> None:
    answers.say(429, {"meta": {"code": 429, "type": "TooManyRequests", "message": "slow"}, "data": {}}, **headers)
    trouble = _trouble(lambda: fetch("1Z999AA10123456784", "ups", key="k", base_url=answers.url, now=NOW))
    assert (trouble.kind, trouble.retry_after) == (TroubleKind.THROTTLED, wait)


def test_it_says_when_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    trouble = _trouble(lambda: check(key="k", base_url=f"http://127.0.0.1:{port}", now=NOW))
    assert trouble.kind is TroubleKind.LOST


def test_it_shows_no_link_but_a_carriers_own(answers: Answers) -> None:
    for link in (
        "http://www.ups.com/x",
        "https://evil.example/ups.com",
        "https://www.ups.com@evil.example/",
        "javascript:1",
    ):
        answers.waiting = []
        tracking = {
            "tracking_number": "1Z999AA10123456784",
            "slug": "ups",
            "tag": "InTransit",
            "courier_tracking_link": link,
        }
        answers.say(200, {"meta": {"code": 200}, "data": {"trackings": [tracking]}})
        page = fetch("1Z999AA10123456784", "ups", key="k", base_url=answers.url, now=NOW).page
        assert page == "https://www.ups.com/track?loc=en_US&tracknum=1Z999AA10123456784"


def test_it_reads_a_parcel_on_its_way_back(answers: Answers) -> None:
    tracking = {"slug": "ups", "tag": "Exception", "subtag": "Exception_001", "return_to_sender": True}
    answers.say(200, {"meta": {"code": 200}, "data": {"trackings": [tracking]}})
    assert fetch("1Z999AA10123456784", "ups", key="k", base_url=answers.url, now=NOW).state is State.RETURNING
