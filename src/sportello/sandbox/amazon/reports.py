"""Reports 2021-06-30: asking for a report, waiting for it, fetching its document."""

import gzip
import secrets
import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from sportello.sandbox.web import Answer

from .calls import Call, written
from .contract import Items, Object, Text, body_of, time_of
from .errors import Problem
from .report_texts import TEXTS
from .sites import MARKETPLACES
from .state import Report

TYPES = {*TEXTS, "GET_MERCHANT_LISTINGS_ALL_DATA", "GET_AFN_INVENTORY_DATA", "FEE_DISCOUNTS_REPORT",
         "GET_FBA_FULFILLMENT_CUSTOMER_TAXES_DATA"}  # fmt: skip
STATUSES = {"CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"}
READY_AFTER, POLLS = timedelta(seconds=20), 2
PERIODS = ("PT5M", "PT15M", "PT30M", "PT1H", "PT2H", "PT4H", "PT8H", "PT12H", "P1D", "P2D", "P3D", "PT84H", "P7D",
           "P14D", "P15D", "P18D", "P30D", "P1M")  # fmt: skip
MARKETS = Items(Text(one_of=tuple(MARKETPLACES)), 1, 25)
WANTED = Object(
    {"reportType": Text(1), "marketplaceIds": MARKETS},
    {"dataStartTime": Text(time=True), "dataEndTime": Text(time=True), "reportOptions": Object()},
)
SCHEDULE = Object(
    {"reportType": Text(1), "period": Text(one_of=PERIODS), "marketplaceIds": MARKETS},
    {"nextReportCreationTime": Text(time=True), "reportOptions": Object()},
)


def wrong(details: str = "Invalid input") -> Problem:
    """This interface says 400 where others say InvalidInput."""
    return Problem(HTTPStatus.BAD_REQUEST, "400", "Invalid input", details)


def create(call: Call) -> dict[str, Any]:
    """createReport. Raises Problem."""
    body = _body(call, WANTED)
    until = time_of(body.get("dataEndTime", "")) or call.now
    since = time_of(body.get("dataStartTime", "")) or until - timedelta(days=30)
    name = str(secrets.randbelow(9 * 10**9) + 10**9)
    call.state.reports[name] = Report(body["reportType"], body["marketplaceIds"], call.now, since, until)
    return {"reportId": name}


def one(call: Call) -> dict[str, Any]:
    """getReport. Raises Problem."""
    report = _known(call)
    report.polls += 1
    return _shown(call, call.names["report"], report)


def several(call: Call) -> dict[str, Any]:
    """getReports, newest first, by type and status. Raises Problem."""
    types, statuses = call.values("reportTypes"), call.values("processingStatuses")
    if not types and not call.values("nextToken"):
        raise wrong("Invalid input in report type")
    if not set(types) <= TYPES or not set(statuses) <= STATUSES:
        raise wrong("Invalid input in processing status" if set(types) <= TYPES else "Invalid input in report type")
    newest = sorted(call.state.reports.items(), key=lambda item: item[1].created_at, reverse=True)
    shown = [_shown(call, name, report) for name, report in newest if report.type in types]
    return {"reports": [one for one in shown if not statuses or one["processingStatus"] in statuses]}


def cancel(call: Call) -> dict[str, Any]:
    """cancelReport, while it waits. Raises Problem."""
    report = _known(call)
    if _status(call, report) != "IN_QUEUE":
        raise wrong()
    report.cancelled = True
    return {}


def document(call: Call) -> dict[str, Any]:
    """getReportDocument: where it lies for the next five minutes. Raises Problem."""
    name = call.names["document"]
    report = call.state.reports.get(name.removeprefix("amzn1.spdoc.1."))
    if report is None or _status(call, report) != "DONE":
        raise wrong()
    said = {"reportDocumentId": name, "url": f"{call.request.base}/documents/{name}"}
    return said | ({"compressionAlgorithm": "GZIP"} if TEXTS[report.type].packed else {})


def fetch(call: Call) -> Answer:
    """The document itself. Raises Problem."""
    report = call.state.reports.get(call.names["document"].removeprefix("amzn1.spdoc.1."))
    if report is None or _status(call, report) != "DONE":
        raise wrong()
    text = TEXTS[report.type]
    raw = text.write(call.world, report, call.now).encode("utf-8")
    return Answer(HTTPStatus.OK, text.content_type, gzip.compress(raw) if text.packed else raw)


def create_schedule(call: Call) -> dict[str, Any]:
    """createReportSchedule. Raises Problem."""
    body = _body(call, SCHEDULE)
    name = str(uuid.uuid4())
    body.setdefault("nextReportCreationTime", written(call.now))
    call.state.schedules[name] = {"reportScheduleId": name, **body}
    return {"reportScheduleId": name}


def schedules(call: Call) -> dict[str, Any]:
    """getReportSchedules by type. Raises Problem."""
    types = call.values("reportTypes")
    if not types or not set(types) <= TYPES:
        raise wrong()
    return {"reportSchedules": [one for one in call.state.schedules.values() if one["reportType"] in types]}


def schedule(call: Call) -> dict[str, Any]:
    """getReportSchedule. Raises Problem."""
    if call.names["schedule"] not in call.state.schedules:
        raise wrong()
    return call.state.schedules[call.names["schedule"]]


def cancel_schedule(call: Call) -> dict[str, Any]:
    """cancelReportSchedule. Raises Problem."""
    schedule(call)
    del call.state.schedules[call.names["schedule"]]
    return {}


def _body(call: Call, shape: Object) -> dict[str, Any]:
    try:
        body = body_of(call.request.body, shape)
    except Problem as problem:
        raise wrong(problem.details) from problem
    if body["reportType"] not in TYPES:
        raise wrong()
    return body


def _known(call: Call) -> Report:
    report = call.state.reports.get(call.names["report"])
    if report is None:
        raise wrong()
    return report


def _status(call: Call, report: Report) -> str:
    """A report is made within seconds, or by the second time one asks; without data it ends cancelled."""
    ready = call.now >= report.created_at + READY_AFTER or report.polls >= POLLS
    if report.cancelled or (ready and report.type not in TEXTS):
        return "CANCELLED"
    if ready:
        return "DONE"
    return "IN_PROGRESS" if report.polls else "IN_QUEUE"


def _shown(call: Call, name: str, report: Report) -> dict[str, Any]:
    status = _status(call, report)
    said: dict[str, Any] = {
        "reportId": name,
        "reportType": report.type,
        "dataStartTime": written(report.since),
        "dataEndTime": written(report.until),
        "marketplaceIds": report.marketplaces,
        "createdTime": written(report.created_at),
        "processingStatus": status,
    }
    if status == "DONE":
        said |= {"processingEndTime": written(call.now), "reportDocumentId": f"amzn1.spdoc.1.{name}"}
    return said
