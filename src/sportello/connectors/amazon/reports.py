"""Reports 2021-06-30: ask for one, see whether it is done, read its document."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sportello.channels.calling import MOST_BYTES, Caller
from sportello.channels.contract import ApiTrouble, TroubleKind

from . import operations
from .client import Client, Params, foreign
from .values import moment, needed, nonsense, parts, text


class Status(StrEnum):
    """How far a report is."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"
    FATAL = "FATAL"


@dataclass(frozen=True, slots=True)
class Report:
    """A report as Amazon describes it; CANCELLED also when there was nothing to report."""

    id: str
    kind: str
    status: Status
    created_at: datetime | None = None
    document_id: str = ""
    schedule_id: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Where a finished report lies; the address ends after 5 minutes."""

    id: str
    url: str
    gzipped: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """A report that Amazon makes by itself; `period` is an ISO 8601 duration of its list."""

    id: str
    kind: str
    period: str
    next_at: datetime | None = None


def create(client: Client, kind: str, *, marketplace_ids: tuple[str, ...], since: str = "", until: str = "") -> str:
    """Ask for a report; its id. `since` and `until` are ISO 8601. Raises `ApiTrouble`."""
    wishes = {name: value for name, value in (("dataStartTime", since), ("dataEndTime", until)) if value}
    body = {"reportType": kind, "marketplaceIds": list(marketplace_ids), **wishes}
    return needed(_object(client.call(operations.CREATE_REPORT, body=body)), "reportId")


def get(client: Client, report_id: str) -> Report:
    """How far a report is. Raises `ApiTrouble`."""
    return _report(_object(client.call(operations.GET_REPORT, path={"reportId": report_id})))


def listed(
    client: Client, kinds: tuple[str, ...], *, statuses: tuple[str, ...] = (), page_size: int = 0
) -> tuple[tuple[Report, ...], str]:
    """The newest reports of these kinds, and the token of the next page or "". Raises `ApiTrouble`."""
    wishes: dict[str, str | int | bool | tuple[str, ...]] = {"reportTypes": kinds}
    if statuses:
        wishes["processingStatuses"] = statuses
    if page_size:
        wishes["pageSize"] = page_size
    answer = _object(client.call(operations.GET_REPORTS, params=wishes))
    return tuple(_report(one) for one in parts(answer, "reports")), text(answer, "nextToken")


def cancel(client: Client, report_id: str) -> None:
    """Take a report back that has not begun. Raises `ApiTrouble`."""
    client.call(operations.CANCEL_REPORT, path={"reportId": report_id})


def document(client: Client, document_id: str) -> Document:
    """Where a finished report lies. Raises `ApiTrouble`."""
    answer = _object(client.call(operations.GET_REPORT_DOCUMENT, path={"reportDocumentId": document_id}))
    gzipped = text(answer, "compressionAlgorithm") == "GZIP"
    return Document(needed(answer, "reportDocumentId"), needed(answer, "url"), gzipped)


def download(client: Client, found: Document) -> bytes:
    """The report itself. Raises `ApiTrouble`: NONSENSE when it does not unpack or is too large."""
    host, path = foreign(client.account, found.url)
    with Caller(host) as caller:
        try:
            data = caller.call("GET", path, now=client.now).content
        except ApiTrouble as trouble:
            if trouble.kind in (TroubleKind.CREDENTIALS, TroubleKind.PERMISSION):
                # The address was signed for five minutes: it has ended, the account's credentials have not.
                raise ApiTrouble(TroubleKind.REFUSED, trouble.words, retry_after=timedelta(minutes=5)) from trouble
            raise
    return _unpacked(data) if found.gzipped else data


def schedules(client: Client, kinds: tuple[str, ...]) -> tuple[Schedule, ...]:
    """What Amazon makes by itself. Raises `ApiTrouble`."""
    params: Params = {"reportTypes": kinds}
    answer = _object(client.call(operations.GET_SCHEDULES, params=params))
    return tuple(_schedule(one) for one in parts(answer, "reportSchedules"))


def schedule(client: Client, schedule_id: str) -> Schedule:
    """One schedule. Raises `ApiTrouble`."""
    return _schedule(_object(client.call(operations.GET_SCHEDULE, path={"reportScheduleId": schedule_id})))


def create_schedule(
    client: Client, kind: str, *, period: str, marketplace_ids: tuple[str, ...], next_at: str = ""
) -> str:
    """Let Amazon make a report by itself; the schedule's id. Raises `ApiTrouble`."""
    wishes: dict[str, Any] = {"marketplaceIds": list(marketplace_ids), "nextReportCreationTime": next_at}
    body = {"reportType": kind, "period": period, **{name: value for name, value in wishes.items() if value}}
    return needed(_object(client.call(operations.CREATE_SCHEDULE, body=body)), "reportScheduleId")


def cancel_schedule(client: Client, schedule_id: str) -> None:
    """End a schedule. Raises `ApiTrouble`."""
    client.call(operations.CANCEL_SCHEDULE, path={"reportScheduleId": schedule_id})


def _object(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise nonsense("the answer is no object")
    return answer


def _report(found: Mapping[str, Any]) -> Report:
    try:
        status = Status(needed(found, "processingStatus"))
    except ValueError as unknown:
        raise nonsense(f"a report is {text(found, 'processingStatus')}") from unknown
    return Report(
        id=needed(found, "reportId"),
        kind=needed(found, "reportType"),
        status=status,
        created_at=moment(found, "createdTime"),
        document_id=text(found, "reportDocumentId"),
        schedule_id=text(found, "reportScheduleId"),
    )


def _schedule(found: Mapping[str, Any]) -> Schedule:
    return Schedule(
        needed(found, "reportScheduleId"),
        needed(found, "reportType"),
        needed(found, "period"),
        moment(found, "nextReportCreationTime"),
    )


def _unpacked(data: bytes) -> bytes:
    """The unpacked bytes, at most as many as an answer may have: a small file can unpack to a full disk."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacker.decompress(data, MOST_BYTES)
    except zlib.error as broken:
        raise nonsense(f"the report does not unpack: {broken}") from broken
    if not unpacker.eof:
        raise nonsense("the report is cut short or too large")
    return plain
