"""The tables of causes as files."""

from collections.abc import Iterator

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.causes.studying import SPANS
from sportello.insights.exporting.answering import download, wanted
from sportello.insights.exporting.tables import Cell, Table
from sportello.insights.models import CauseStudy, Trouble

from .naming import names

HEADS = (
    "dimension",
    "key",
    "name",
    "topic",
    "cases",
    "hits",
    "rate",
    "others",
    "difference",
    "low",
    "high",
    "p",
    "q",
    "surplus",
    "verdict",
    "rank",
)


@require_safe
@requires(Permission.SEE_TEAM)
def table(request: SignedInRequest) -> StreamingHttpResponse:
    """Every line of a study as CSV or JSON (`form`)."""
    form, days = wanted(request.GET.get("form", "csv")), request.GET.get("days", "")
    trouble = request.GET.get("trouble", Trouble.REPEAT)
    if not form or days not in {str(span) for span in SPANS} or trouble not in Trouble.values:
        raise Http404
    study = get_object_or_404(CauseStudy, trouble=trouble, days=int(days))
    about: dict[str, Cell] = {"trouble": trouble, "first": study.first, "last": study.last, "counted": study.at}
    return download(Table(f"causes-{trouble}-{study.last.isoformat()}", HEADS, _rows(study), about), form)


def _rows(study: CauseStudy) -> Iterator[list[Cell]]:
    lines = list(study.lines.all())
    called = names(lines)
    for line in lines:
        figures = (line.cases, line.hits, line.rate, line.others, line.difference, line.low, line.high)
        told = (line.p, line.q, line.surplus, line.verdict, line.rank)
        yield [line.dimension, line.key, called[line.dimension, line.key], line.topic, *figures, *told]
