"""A report over several visits: asked for, looked after, read. What is under way is a small JSON value."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sportello.channels.contract import ApiTrouble, TroubleKind

from . import reports
from .client import Client
from .reports import Status
from .values import moment, stamp, text

AGAIN = timedelta(hours=24)
SOON = timedelta(hours=1)
# Amazon makes most reports within minutes; one that is not done after so long is asked for anew.
GIVEN_UP = timedelta(hours=6)
_PASSING = {TroubleKind.THROTTLED, TroubleKind.SERVER, TroubleKind.LOST}

type Progress = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report for one marketplace, from `since` on."""

    kind: str
    marketplace_id: str
    since: datetime


def visit(client: Client, wanted: Wanted, progress: Progress) -> tuple[Progress, bytes | None]:
    """Go one step: ask for the report when it is due, look after it, or bring it; the new progress and the report.

    A report comes once a day. Trouble with it is written into the progress ("trouble") and puts it off by an hour or
    a day instead of being raised, because a report must not hold up anything else; only CREDENTIALS is raised.
    """
    due = moment(progress, "due")
    if due and client.now < due:
        return progress, None
    try:
        return _step(client, wanted, progress)
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.CREDENTIALS:
            raise
        wait = SOON if trouble.kind in _PASSING else AGAIN
        kept = {"report": text(progress, "report"), "asked": text(progress, "asked")} if wait == SOON else {}
        return {**kept, "due": stamp(client.now + wait), "trouble": str(trouble)[:200]}, None


def _step(client: Client, wanted: Wanted, progress: Progress) -> tuple[Progress, bytes | None]:
    report_id, asked = text(progress, "report"), moment(progress, "asked")
    if not report_id or asked is None or client.now - asked > GIVEN_UP:
        made = reports.create(client, wanted.kind, marketplace_ids=(wanted.marketplace_id,), since=stamp(wanted.since))
        return {"report": made, "asked": stamp(client.now)}, None
    found = reports.get(client, report_id)
    if found.status in (Status.IN_QUEUE, Status.IN_PROGRESS):
        return progress, None
    data = None
    if found.status is Status.DONE and found.document_id:
        data = reports.download(client, reports.document(client, found.document_id))
    return {"due": stamp(asked + AGAIN), "status": found.status.value}, data
