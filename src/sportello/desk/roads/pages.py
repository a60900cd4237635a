"""The inserts of a help centre: which there are, what each says and brought, printing it, putting it away."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.links import NoBaseUrlError
from sportello.compliance.lint import Problem
from sportello.desk.portal.centres import centre_or_404
from sportello.portal.models import HelpCentre, Outcome, Road, Scans, Visit
from sportello.portal.roads import drawing, laying
from sportello.portal.roads.paper import Sheet, TooLongError

from .forms import NewInsertForm, WordsForm

DAYS_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def inserts(request: SignedInRequest, centre_id: int) -> HttpResponse:
    """The inserts with their figures; a POST makes one."""
    row, now = centre_or_404(centre_id), timezone.now()
    form = NewInsertForm(request.POST if request.method == "POST" else None, centre=row)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wording = laying.Wording(
            **{name: given[name] for name in ("name", "language", "headline", "words", "product", "batch", "article")}
        )
        road = laying.lay(
            row, audience=given["audience"], site=given["site"], wording=wording, by=request.user, now=now
        )
        return redirect("desk:insert", row.pk, road.pk)
    every = list(_with_figures(row))
    context = {
        "centre": row, "form": form, "now": now,
        "roads": [road for road in every if not hasattr(road, "end")],
        "put_away": [road for road in every if hasattr(road, "end")],
    }  # fmt: skip
    return render(request, "desk/roads/inserts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def insert(request: SignedInRequest, centre_id: int, road_id: int) -> HttpResponse:
    """One insert: its words, what the rules say of them, its code and figures; a POST words it anew."""
    row, road = centre_or_404(centre_id), _road_or_404(centre_id, road_id)
    form = _words_form(road, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        laying.reword(road, **form.cleaned_data, by=request.user, now=timezone.now())
        return redirect("desk:insert", row.pk, road.pk)
    return _page(request, row, road, form, status=422 if form.errors else 200)


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def sheet(request: SignedInRequest, centre_id: int, road_id: int, size: str) -> HttpResponse:
    """The insert as a PDF to print; 422 with the reason when the rules forbid it or the words do not fit."""
    road = _road_or_404(centre_id, road_id)
    try:
        printed = laying.printed(road)
        if any(each.stops for each in _problems(road, printed)):
            return _refused(request, road, _("This cannot be printed: the marketplace's rules forbid its words."))
        data = drawing.pdf(printed, Sheet(size))
    except NoBaseUrlError:
        return _refused(request, road, _("Nobody has said yet at which address this installation is reached."))
    except TooLongError:
        return _refused(request, road, _("The words are too long for this size."))
    except drawing.NoSuchLetterError as missing:
        return _refused(request, road, _("%(letter)s cannot be printed.") % {"letter": missing.letter})
    name = f"insert-{road.code}-{size}.pdf"
    return HttpResponse(
        data, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def preview(request: SignedInRequest, centre_id: int, road_id: int, size: str) -> HttpResponse:
    """A sheet as a picture, for the screen; 404 when it cannot be drawn, which the page itself explains."""
    del request
    try:
        made = drawing.picture(laying.printed(_road_or_404(centre_id, road_id)), Sheet(size))
    except (NoBaseUrlError, ValueError) as impossible:
        raise Http404 from impossible
    return HttpResponse(made, content_type="image/svg+xml")


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def code(request: SignedInRequest, centre_id: int, road_id: int) -> HttpResponse:
    """The code alone as an SVG; 422 when nobody said where this installation lives, or a rule forbids its insert."""
    road = _road_or_404(centre_id, road_id)
    try:
        made = drawing.svg(laying.short_link(road))
    except NoBaseUrlError:
        return _refused(request, road, _("Nobody has said yet at which address this installation is reached."))
    return HttpResponse(made, content_type="image/svg+xml")


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def putting_away(request: SignedInRequest, centre_id: int, road_id: int) -> HttpResponse:
    """Take an insert from the list; its code lives on."""
    laying.put_away(_road_or_404(centre_id, road_id), by=request.user, now=timezone.now())
    return redirect("desk:inserts", centre_id)


def _road_or_404(centre_id: int, road_id: int) -> Road:
    rows = Road.objects.filter(centre=centre_id, insert__isnull=False)
    return get_object_or_404(rows.select_related("centre__brand", "insert__product", "end"), pk=road_id)


def _with_figures(row: HelpCentre) -> QuerySet[Road]:
    scans = Scans.objects.filter(road=OuterRef("pk")).order_by().values("road").annotate(all=Sum("count"))
    visits = Visit.objects.filter(road=OuterRef("pk")).order_by().values("road").annotate(all=Count("pk"))
    return row.roads.filter(insert__isnull=False).select_related("insert__product", "end__by").annotate(
        scanned=Coalesce(Subquery(scans.values("all"), output_field=IntegerField()), 0),
        visited=Coalesce(Subquery(visits.values("all"), output_field=IntegerField()), 0),
    )  # fmt: skip


def _page(
    request: SignedInRequest, row: HelpCentre, road: Road, form: WordsForm, *, status: int, refusal: str = ""
) -> HttpResponse:
    try:
        printed = laying.printed(road)
    except NoBaseUrlError:
        printed, refusal = None, _("Nobody has said yet at which address this installation is reached.")
    language = translation.get_language() or "en"
    said = [(each.stops, each.explanation(language)) for each in _problems(road, printed)] if printed else []
    ends = dict(road.visits.exclude(outcome="").values_list("outcome").annotate(Count("pk")))
    context = {
        "centre": row, "road": road, "form": form, "printed": printed, "refusal": refusal, "said": said,
        "sheets": _drawable(printed), "may_print": printed and not any(stops for stops, _why in said),
        "days": road.scans.all()[:DAYS_SHOWN], "visits": road.visits.count(),
        "ends": [(outcome.label, ends[outcome]) for outcome in Outcome if outcome in ends],
    }  # fmt: skip
    return render(request, "desk/roads/insert.html", context, status=status)


def _drawable(printed: drawing.Printed | None) -> list[tuple[str, bool]]:
    """The sizes, and whether the words fit on each."""
    return [(each.value, _fits(printed, each)) for each in Sheet] if printed else []


def _fits(printed: drawing.Printed, size: Sheet) -> bool:
    try:
        drawing.arranged(printed, size)
    except (TooLongError, drawing.NoSuchLetterError):
        return False
    return True


def _refused(request: SignedInRequest, road: Road, why: str) -> HttpResponse:
    return _page(request, centre_or_404(road.centre_id), road, _words_form(road), status=422, refusal=why)


def _words_form(road: Road, given: QueryDict | None = None) -> WordsForm:
    known = {"headline": road.insert.headline, "words": road.insert.words, "article": road.article_id}
    languages = [each for each in (road.language, *road.centre.languages) if each]
    return WordsForm(given, initial=known, languages=languages, chosen=road.article_id)


def _problems(road: Road, printed: drawing.Printed) -> list[Problem]:
    return list(laying.problems(printed, audience=road.audience, language=road.language))
