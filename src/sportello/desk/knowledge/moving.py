"""Articles in and out: Markdown folders, exports of other help centres, the articles to start with, open places."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge import completing, importing, starting
from sportello.knowledge.filling import OPEN
from sportello.knowledge.folders.packing import MOST_PACKED, Refused, pack
from sportello.knowledge.foreign.taking import take_upload
from sportello.knowledge.importing import Outcome
from sportello.knowledge.models import Edition

from .filtering import Filter
from .forms import ImportForm, PlaceForm
from .words import OUTCOMES, REFUSED, why_not


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def taking(request: SignedInRequest) -> HttpResponse:
    """Take articles from a file as drafts, and say of each what became of it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            data = upload.read(MOST_PACKED + 1)
            report = take_upload(name=upload.name or "", data=data, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("file", str(REFUSED[refused.reason]))
    context = {
        "form": form,
        "report": [(each, OUTCOMES[each.outcome], why_not(each.why)) for each in report]
        if report is not None
        else None,
        "taken": sum(each.outcome is not Outcome.REFUSED for each in report or ()),
    }
    return render(request, "desk/knowledge/import.html", context, status=422 if form.errors else 200)


@requires(Permission.WRITE_ARTICLES)
@require_safe
def archive(request: SignedInRequest) -> HttpResponse:
    """The articles of the list as a zip of Markdown files."""
    editions = Filter.of(request.GET).editions().prefetch_related("article__linked", "article__references")
    response = HttpResponse(pack(importing.files_of(editions)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="articles.zip"'
    return response


@requires(Permission.WRITE_ARTICLES)
@require_POST
def starter(request: SignedInRequest) -> HttpResponse:
    """Lay out the articles one starts with, as drafts, in the languages of the brands."""
    report = starting.lay_out(by=request.user, now=timezone.now())
    fresh = sum(each.outcome is Outcome.NEW for each in report)
    words = ngettext("%(n)s draft is there to begin with.", "%(n)s drafts are there to begin with.", fresh)
    messages.success(request, words % {"n": fresh})
    return redirect("desk:open-places")


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def open_places(request: SignedInRequest) -> HttpResponse:
    """The places that wait for the seller's own words; posting fills one in all editions of a language."""
    if request.method == "POST":
        form = PlaceForm(request.POST)
        if not form.is_valid() or not form.cleaned_data["place"].startswith(OPEN):
            messages.error(request, _("Write something for this place."))
        else:
            filled = completing.complete(by=request.user, now=timezone.now(), **form.cleaned_data)
            words = ngettext("Filled in %(n)s edition.", "Filled in %(n)s editions.", filled)
            messages.success(request, words % {"n": filled})
        return redirect("desk:open-places")
    editions = Edition.objects.at_work().with_texts()
    places = sorted(completing.open_places(editions).items())
    context = {"places": [(place, language, times) for (place, language), times in places], "open": OPEN}
    return render(request, "desk/knowledge/places.html", context)
