"""How repeats were found, as a file."""

from datetime import timedelta

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.exporting.answering import download, wanted
from sportello.insights.exporting.tables import Table

from .finding import found_repeats

HEADS = ("agent", "flagged", "merged", "dismissed", "missed", "median_minutes_to_merge")


@require_safe
@requires(Permission.SEE_TEAM)
def table(request: SignedInRequest) -> StreamingHttpResponse:
    """The table of repeats as CSV or JSON (`form`)."""
    form = wanted(request.GET.get("form", "csv"))
    if not form:
        raise Http404
    found = found_repeats(since=timezone.now() - timedelta(days=90))
    rows = [(row.name, row.flagged, row.merged, row.dismissed, row.missed, row.minutes) for row in found.rows]
    return download(Table("repeats-by-agent", HEADS, rows), form)
