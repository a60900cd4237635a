"""The pages on which macros are written, proved, verified and put away."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business.models import PolicyTask
from sportello.business.policy import stating
from sportello.replies.macros import keeping
from sportello.replies.macros.files import NotMacros
from sportello.replies.macros.keeping import NotClean
from sportello.replies.macros.starting import Taken, starter_set, take
from sportello.replies.models import Macro, MacroAudience, MacroEdition, VerificationEnd

from . import packing
from .doubts import MACRO
from .forms import EditionForm, ImportForm, MacroForm
from .proofs import help_on_variables, own_facts, preview_of
from .shelf import categories, rows_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_ARTICLES)
def macros(request: SignedInRequest) -> HttpResponse:
    """All macros by category; a POST makes a new one, and leads to it."""
    form = MacroForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = keeping.save_macro(macro=None, about=form.about(), by=request.user, now=timezone.now())
        return redirect("desk:macro", made.pk)
    retired = "retired" in request.GET
    context = {
        "categories": categories(retired=retired),
        "retired": retired,
        "form": form,
        "importing": ImportForm(),
        "starters": _new_starters(),
    }
    return render(request, "desk/macros/list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_ARTICLES)
def macro(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """One macro: what is said of it, and its editions."""
    rows = rows_of(pk=macro_id)
    if not rows:
        raise Http404
    form = MacroForm(request.POST or None, instance=rows[0].macro)
    if request.method == "POST" and form.is_valid():
        keeping.save_macro(macro=rows[0].macro, about=form.about(), by=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk:macro", macro_id)
    context = {
        "row": rows[0], "macro": rows[0].macro, "form": form,
        "audiences": MacroAudience.choices, "languages": settings.LANGUAGES,
    }  # fmt: skip
    return render(request, "desk/macros/macro.html", context, status=422 if form.errors else 200)


@require_safe
@requires(Permission.WRITE_ARTICLES)
def new_edition(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """Leads to the page of the edition for `audience` and `language`."""
    audience, language = request.GET.get("audience", ""), request.GET.get("language", "")
    if audience not in MacroAudience.values or language not in dict(settings.LANGUAGES):
        raise Http404
    return redirect("desk:macro-edition", macro_id, audience, language)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_ARTICLES)
def edition(request: SignedInRequest, macro_id: int, audience: str, language: str) -> HttpResponse:
    """One edition: its text, what it says in a case or a real ticket, what speaks against it. A POST saves another
    version, and with `then=verify` vouches for it."""
    row = get_object_or_404(Macro, pk=macro_id)
    if audience not in MacroAudience.values or language not in dict(settings.LANGUAGES):
        raise Http404
    known = MacroEdition.objects.filter(macro=row, audience=audience, language=language).first()
    form = EditionForm(request.POST or None, edition=known, language=language, title=row.title)
    if request.method == "POST" and form.is_valid() and _save(request, row, audience, language, form):
        return redirect("desk:macro-edition", macro_id, audience, language)
    text = request.POST.get("text", "") if request.method == "POST" else str(form.initial["text"])
    context = {
        "macro": row,
        "edition": known,
        "form": form,
        "audience": MacroAudience(audience),
        "language": language,
        "preview": preview_of(request, text=text, audience=audience, language=language),
        "groups": help_on_variables(),
        "history": known.versions.select_related("by")[:20] if known else [],
        "vouched": known.verifications.filter(ended_at=None).select_related("by").first() if known else None,
    }
    return render(request, "desk/macros/edition.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def preview(request: SignedInRequest) -> HttpResponse:
    """How a text reads in a case or a real ticket, and what speaks against it; nothing is kept."""
    audience, language = request.POST.get("audience", ""), request.POST.get("language", "")
    if audience not in MacroAudience.values or language not in dict(settings.LANGUAGES):
        raise Http404
    text = request.POST.get("text", "").replace("\r\n", "\n")
    found = preview_of(request, text=text, audience=audience, language=language)
    return render(request, "desk/macros/preview.html", {"preview": found, "language": language})


@require_POST
@requires(Permission.WRITE_ARTICLES)
def withdrawal(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Take an edition out of use until somebody verifies it again."""
    row = get_object_or_404(MacroEdition, pk=edition_id)
    keeping.withdraw(edition=row, why=VerificationEnd.WITHDRAWN, by=request.user, now=timezone.now())
    return redirect("desk:macro-edition", row.macro_id, row.audience, row.language)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def retirement(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """Offer a macro no longer."""
    keeping.retire(macro=get_object_or_404(Macro, pk=macro_id), by=request.user, now=timezone.now())
    messages.success(request, _("The macro is archived. You find it under “Archive”."))
    return redirect("desk:macro-list")


@require_POST
@requires(Permission.WRITE_ARTICLES)
def return_to_use(request: SignedInRequest, macro_id: int) -> HttpResponse:
    """Offer a macro again."""
    keeping.bring_back(macro=get_object_or_404(Macro, pk=macro_id), by=request.user, now=timezone.now())
    return redirect("desk:macro", macro_id)


@require_POST
@requires(Permission.WRITE_ARTICLES)
def starters(request: SignedInRequest) -> HttpResponse:
    """Take in the macros that come with Sportello and are not here yet."""
    return _taken(request, take(macros=starter_set(), by=None, now=timezone.now(), trusted=True))


@require_POST
@requires(Permission.WRITE_ARTICLES)
def imports(request: SignedInRequest) -> HttpResponse:
    """Take in macros from a zip."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("desk:macro-list")
    try:
        told = packing.unpack(form.cleaned_data["file"].file)
    except NotMacros as refused:
        messages.error(request, _("Nothing was taken in: %(why)s") % {"why": refused})
        return redirect("desk:macro-list")
    return _taken(request, take(macros=told, by=request.user, now=timezone.now()))


@require_safe
@requires(Permission.WRITE_ARTICLES)
def export(request: SignedInRequest) -> HttpResponse:  # noqa: ARG001 - every view is given it
    """All macros as a zip."""
    name = {"Content-Disposition": 'attachment; filename="macros.zip"'}
    return HttpResponse(packing.export(), content_type="application/zip", headers=name)


def _save(request: SignedInRequest, row: Macro, audience: str, language: str, form: EditionForm) -> bool:
    """Keep what was entered, and verify it when that was asked for; whether the page may be shown anew."""
    given, now = form.cleaned_data, timezone.now()
    try:
        kept = keeping.save_edition(
            macro=row, audience=audience, language=language, title=given["title"], text=given["text"],
            by=request.user, now=now, seen=given["seen"] or None,
        )  # fmt: skip
    except keeping.ChangedMeanwhile as other:
        words = _("Somebody else saved version %(number)d meanwhile. Yours stands here; saving again puts it on top.")
        form.add_error("text", words % {"number": other.edition.version})
        form.put("seen", other.edition.version)
        return False
    if request.POST.get("then") != "verify":
        messages.success(request, _("Saved as a draft. Agents get it once it is verified."))
        return True
    try:
        keeping.verify(edition=kept, by=request.user, now=now, policy_keys=own_facts())
    except NotClean:
        messages.error(request, _("Saved, but it cannot be used yet: see what speaks against it."))
        return True
    for task in PolicyTask.objects.open().filter(text_kind=MACRO, ref=kept.pk):
        stating.settle(task=task, by=request.user, now=now)
    messages.success(request, _("Verified. Agents can use it now."))
    return True


def _new_starters() -> int:
    known = set(Macro.objects.values_list("slug", flat=True))
    return sum(told.slug not in known for told in starter_set())


def _taken(request: SignedInRequest, taken: Taken) -> HttpResponse:
    words = _("%(made)d macros taken in, %(left)d were here already.")
    messages.success(request, words % {"made": taken.made, "left": taken.left})
    if taken.unclean:
        shown = ", ".join(taken.unclean[:8])
        messages.warning(
            request, _("Not in use yet, because something speaks against them: %(which)s") % {"which": shown}
        )
    return HttpResponseRedirect(reverse("desk:macro-list"), status=303)
