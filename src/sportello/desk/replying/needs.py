"""The page on which a lead says which data the answers on each topic must state."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.desk.understanding.words import topic as topic_name
from sportello.reading.vocabulary import OTHER, TOPICS
from sportello.replies.required_data import NONE, require, table
from sportello.replies.review.required import DATA, Needs

from .words import NAMES

SELLER, MARKETPLACE = "seller", "marketplace"


@dataclass(frozen=True, slots=True)
class Cell:
    """Whether a datum is required: the names of its two boxes, and whether they are ticked."""

    datum: str
    name: str
    by_seller: bool
    by_marketplace: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A topic with its data."""

    topic: str
    name: str
    cells: Sequence[Cell]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def data(request: SignedInRequest) -> HttpResponse:
    """The table of required data; a POST saves it: a box `<topic>-<datum>-seller` or `-marketplace` for each."""
    if request.method == "POST":
        now = timezone.now()
        changed = sum(
            require(topic=topic, needs=_given(request, topic), by=request.user, now=now) for topic in _topics()
        )
        said = ngettext("Saved: %(n)s change.", "Saved: %(n)s changes.", changed) % {"n": changed}
        messages.success(request, said if changed else _("Nothing changed."))
        return HttpResponseRedirect(reverse("desk:required-data"), status=303)
    known = table()
    lines = [_line(topic, known.get(topic, NONE)) for topic in _topics()]
    return render(request, "desk/replying/required.html", {"lines": lines, "names": [NAMES[d] for d in DATA]})


def _line(topic: str, needs: Needs) -> Line:
    cells = [Cell(datum, str(NAMES[datum]), datum in needs.by_seller, datum in needs.by_marketplace) for datum in DATA]
    return Line(topic, topic_name(topic), cells)


def _topics() -> list[str]:
    return [topic for topic in TOPICS if topic != OTHER]


def _given(request: SignedInRequest, topic: str) -> Needs:
    ticked = {
        side: frozenset(datum for datum in DATA if f"{topic}-{datum}-{side}" in request.POST)
        for side in (SELLER, MARKETPLACE)
    }
    return Needs(ticked[SELLER], ticked[MARKETPLACE])
