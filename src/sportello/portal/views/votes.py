"""What visitors say: this helped, this did not and why, my question is answered."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import public
from sportello.portal import articles
from sportello.portal.entrance import braked, from_own_page, in_centre
from sportello.portal.models import StepKind, VoteReason
from sportello.portal.place import Place
from sportello.portal.showing import page
from sportello.portal.voting import vote


@require_POST
@public
@from_own_page
@in_centre
@braked
def votes(request: HttpRequest, place: Place, article: str) -> HttpResponse:
    """Say whether an article helped, or why it did not; the last word counts."""
    found = articles.page(place, article, place.mark)
    helpful, reason = request.POST.get("helpful", ""), request.POST.get("reason", "")
    if found is None or helpful not in {"yes", "no"} or reason not in {"", *VoteReason.values}:
        raise Http404
    reason = reason if helpful == "no" else ""
    vote(place.visiting, edition=found.line.edition, helpful=helpful == "yes", reason=reason)
    said = "said" if reason else helpful
    return HttpResponseRedirect(f"{place.to(f'articles/{article}')}?voted={said}#helped", status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@from_own_page
@in_centre
@braked
def solutions(request: HttpRequest, place: Place) -> HttpResponse:
    """Say that the question is answered; the page thanks and leads on."""
    if request.method == "POST":
        place.visiting.note(StepKind.SOLVED)
        return HttpResponseRedirect(place.to("solutions"), status=303)
    return page(request, place, "portal/solved.html", {}, path="solutions")
