"""Writing an edition: the editor, what is typed and not saved yet, and the versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge import writing
from sportello.knowledge.checking import readers_of
from sportello.knowledge.comparing import differences
from sportello.knowledge.models import Edition, UnsavedText, Version
from sportello.knowledge.states import with_states
from sportello.knowledge.texts import BODY_MOST, Text
from sportello.knowledge.verdicts import text_of

from .forms import EditionForm, as_typed
from .listing import chips
from .previewing import Preview

KEEP = 409


@requires(Permission.WRITE_ARTICLES)
@require_http_methods(["GET", "HEAD", "POST"])
def edition(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """The editor. Posting saves a version; when somebody else saved one meanwhile, both are shown (409)."""
    found = edition_or_404(edition_id)
    if request.method != "POST":
        return _editor(request, found, _begun(request, found))
    form = EditionForm(request.POST, edition=found)
    if not form.is_valid():
        return _editor(request, found, form, status=422)
    try:
        writing.save(
            edition=found,
            text=form.text,
            base=form.cleaned_data["base"],
            by=request.user,
            now=timezone.now(),
            note=form.cleaned_data["note"],
            is_up_to_date=form.cleaned_data.get("is_up_to_date", False),
        )
    except writing.Overtaken as met:
        return _met(request, found, form, met.latest)
    messages.success(request, _("Saved."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def unsaved(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Keep what is typed and show it as a reader sees it, with what the rules say; without htmx the whole editor."""
    found, now = edition_or_404(edition_id), timezone.now()
    form = EditionForm(request.POST, edition=found)
    base = found.versions.filter(number=_number(request.POST.get("base", ""))).first()
    if base is None or len(request.POST.get("body", "")) > BODY_MOST:
        return _editor(request, found, form, status=422)
    writing.keep_unsaved(
        edition=found,
        base=base,
        text=form.text,
        keywords=request.POST.get("keywords", "")[:6000],
        questions=request.POST.get("questions", "")[:14_000],
        by=request.user,
        now=now,
    )
    if request.htmx:  # type: ignore[attr-defined]
        context = {"preview": _preview(request, found, form), "kept_at": now, "now": now}
        return render(request, "desk/knowledge/edition.html#preview", context)
    return _editor(request, found, form)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def discard(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Forget what the agent typed and did not save."""
    found = edition_or_404(edition_id)
    UnsavedText.objects.filter(edition=found, agent=request.user).delete()
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_safe
def versions(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """All versions; `older` and `newer` (numbers) choose two to compare, else the last two."""
    found = edition_or_404(edition_id)
    every = list(found.versions.select_related("by", "restored"))
    chosen = {version.number: version for version in every}
    last = every[0].number if every else 0
    newer = chosen.get(_number(request.GET.get("newer", ""))) or chosen.get(last)
    older = chosen.get(_number(request.GET.get("older", ""))) or (chosen.get(newer.number - 1) if newer else None)
    context = {
        "edition": found,
        "versions": every,
        "older": older,
        "newer": newer,
        "pieces": differences(older.whole, newer.whole) if older and newer else [],
        "now": timezone.now(),
    }
    return render(request, "desk/knowledge/versions.html", context)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def restoration(request: SignedInRequest, edition_id: int, number: int) -> HttpResponse:
    """Make an older version's text the latest again."""
    version = get_object_or_404(Version.objects.select_related("edition"), edition=edition_id, number=number)
    writing.restore(version=version, by=request.user, now=timezone.now())
    messages.success(request, _("The text of version %(number)s is the latest again.") % {"number": number})
    return to_editor(version.edition)


def edition_or_404(edition_id: int) -> Edition:
    """An edition with its texts and state, which has a text."""
    found = with_states(Edition.objects.all()).filter(pk=edition_id, latest__isnull=False).first()
    if found is None:
        raise Http404(_("There is no such article."))
    return found


def to_editor(edition: Edition) -> HttpResponseRedirect:
    """Back to the editor."""
    return redirect("desk:edition", edition.pk)


def _begun(request: SignedInRequest, found: Edition) -> EditionForm:
    """The form with what the agent had typed and not saved, else with the latest text."""
    assert found.latest is not None
    kept = UnsavedText.objects.filter(edition=found, agent=request.user).select_related("base").first()
    if kept is None:
        return EditionForm(initial=as_typed(found.latest), edition=found)
    typed = {name: getattr(kept, name) for name in ("title", "summary", "body", "keywords", "questions")}
    return EditionForm(initial=typed | {"base": kept.base.number}, edition=found)


def _met(request: SignedInRequest, found: Edition, form: EditionForm, theirs: Version) -> HttpResponse:
    """Somebody saved meanwhile: show what they changed; saving once more puts this text above theirs, knowingly."""
    again = request.POST.copy()
    again["base"] = str(theirs.number)
    pieces = differences("\n\n".join((form.text.title, form.text.summary, form.text.body)), theirs.whole)
    found.latest = theirs
    return _editor(
        request, found, EditionForm(again, edition=found), status=KEEP, met={"theirs": theirs, "pieces": pieces}
    )


def _editor(
    request: SignedInRequest,
    found: Edition,
    form: EditionForm,
    *,
    status: int = 200,
    met: dict[str, object] | None = None,
) -> HttpResponse:
    now = timezone.now()
    assert found.latest is not None
    kept = UnsavedText.objects.filter(edition=found, agent=request.user).first()
    context = {
        "edition": found,
        "form": form,
        "preview": _preview(request, found, form),
        "chips": chips(found),
        "review": found.reviews.select_related("by", "ended_by", "version").first(),
        "publication": found.publications.select_related("by").first(),
        "schedule": found.schedules.filter(ended_at=None).select_related("by").first(),
        "siblings": with_states(Edition.objects.filter(article=found.article_id)).order_by("language", "audience"),
        "unsaved": kept if request.method != "POST" else None,
        "met": met,
        "original": writing.original_of(found),
        "now": now,
        "kept_at": None,
        "may_approve": found.latest.by_id != request.user.pk,
    }
    return render(request, "desk/knowledge/edition.html", context, status=status)


def _preview(request: SignedInRequest, found: Edition, form: EditionForm) -> Preview:
    assert found.latest is not None
    reader = request.POST.get("reader", "") or request.GET.get("reader", "")
    readers = readers_of(found.audience)
    text = form.text if form.is_bound else _initial(form) or text_of(found.latest)
    return Preview(found, text, reader if reader in readers else readers[0], timezone.now())


def _initial(form: EditionForm) -> Text | None:
    if not form.initial:
        return None
    return Text(title=str(form.initial["title"]), body=str(form.initial["body"]), summary=str(form.initial["summary"]))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
