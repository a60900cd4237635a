"""Shipping confirmations with a link: off until an owner confirmed that it is permitted, then the text to copy."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.links import NoBaseUrlError
from sportello.accounts.roles import Role
from sportello.business import permitting
from sportello.business.models import ConfirmationPermit
from sportello.desk.portal.centres import centre_or_404
from sportello.portal.models import HelpCentre, Road
from sportello.portal.roads import confirming


@dataclass(frozen=True, slots=True)
class Text:
    """A confirmation's text in one language, why it may not be sent (empty: it may), and how often it brought one."""

    road: Road
    language: str
    words: str
    reasons: list[str]
    scans: int


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def confirmations(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """The texts of a help centre for shipping confirmations; a POST makes the one of a `language`."""
    row = centre_or_404(centre_id)
    if request.method == "POST":
        language = request.POST.get("language", "")
        if language not in row.languages or language not in confirming.SENTENCES:
            raise Http404
        confirming.lay(row, language=language, by=request.user, now=timezone.now())
        return redirect("desk:confirmations", row.pk)
    return _page(request, row)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def permit(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """An owner confirms that the marketplace permits the text, by its `grounds`; or takes it back ("as" is "ended")."""
    row, now = centre_or_404(centre_id), timezone.now()
    try:
        if request.POST.get("as") == "ended":
            permitting.take_back(by=request.user, now=now)
        else:
            permitting.confirm(grounds=request.POST.get("grounds", ""), by=request.user, now=now)
    except permitting.CannotPermit as refused:
        return _page(request, row, refusal=str(refused))
    messages.success(request, _("Saved."))
    return redirect("desk:confirmations", row.pk)


def _page(request: SignedInRequest, row: HelpCentre, refusal: str = "") -> HttpResponse:
    roads = list(confirming.roads_of(row).prefetch_related("scans"))
    told = {road.language for road in roads}
    context = {
        "centre": row,
        "permit": permitting.standing(),
        "history": ConfirmationPermit.objects.exclude(ended_at=None).select_related("said_by", "ended_by")[:10],
        "may_confirm": request.user.role == Role.OWNER,
        "texts": [_text(road) for road in roads],
        "further": [(code, _name(code)) for code in row.languages if code in confirming.SENTENCES and code not in told],
        "refusal": refusal,
    }
    return render(request, "desk/roads/confirmations.html", context, status=422 if refusal else 200)


def _text(road: Road) -> Text:
    scans = sum(day.count for day in road.scans.all())
    try:
        words = confirming.text_of(road)
    except NoBaseUrlError:
        why = _("Nobody has said yet at which address this installation is reached.")
        return Text(road, _name(road.language), "", [why], scans)
    found = confirming.problems(words, language=road.language)
    reasons = list(dict.fromkeys(each.explanation(get_language() or "en") for each in found if each.stops))
    return Text(road, _name(road.language), words, reasons, scans)


def _name(language: str) -> str:
    return str(get_language_info(language)["name_translated"])
