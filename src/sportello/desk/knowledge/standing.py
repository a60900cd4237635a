"""What is done with a version: looked at, published, planned, taken down, put away. Each is posted to."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.knowledge import publishing, reviewing
from sportello.knowledge.models import EditionReview, Version
from sportello.knowledge.publishing import CannotPublish

from .editing import edition_or_404, to_editor
from .forms import PublicationForm, WhyForm


@requires(Permission.WRITE_ARTICLES)
@require_POST
def review(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Ask somebody else to look at the latest version."""
    found = edition_or_404(edition_id)
    reviewing.ask(version=_latest(found.latest), by=request.user, now=timezone.now(), note=_why(request))
    messages.success(request, _("Somebody else is asked to look at it."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def decision(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Approve the version under review (`approve`), or send it back."""
    found = edition_or_404(edition_id)
    asked = EditionReview.objects.standing().filter(edition=found).select_related("version").first()
    if asked is None:
        messages.warning(request, _("Nobody asks for a look at this any more."))
        return to_editor(found)
    try:
        approve = "approve" in request.POST
        reviewing.decide(review=asked, approve=approve, by=request.user, now=timezone.now(), words=_why(request))
    except reviewing.OwnText:
        messages.error(request, _("Somebody else has to look at what you wrote."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def publication(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Publish the latest version, now or on a day (`due_at`), and for as long as `until` says."""
    found, now = edition_or_404(edition_id), timezone.now()
    form = PublicationForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a day and a time, or leave them empty."))
        return to_editor(found)
    due_at, until = form.cleaned_data["due_at"], form.cleaned_data["until"]
    version = _latest(found.latest)
    try:
        if due_at:
            publishing.schedule(version=version, due_at=due_at, by=request.user, now=now)
            messages.success(request, _("It will be published by itself."))
        else:
            publishing.publish(version=version, by=request.user, now=now, until=until)
            messages.success(request, _("Published."))
    except CannotPublish as kept_back:
        messages.error(request, _kept_back(kept_back))
    except ValueError:
        messages.error(request, _("This time is over. Choose one to come."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def withdrawal(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Take an edition down."""
    found = edition_or_404(edition_id)
    publishing.withdraw(edition=found, by=request.user, now=timezone.now(), why=_why(request))
    messages.success(request, _("Buyers do not see it any more."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def calling_off(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Call off a planned publication."""
    found = edition_or_404(edition_id)
    publishing.call_off(edition=found, by=request.user, now=timezone.now())
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def archival(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Put an edition away."""
    found = edition_or_404(edition_id)
    publishing.archive(edition=found, by=request.user, now=timezone.now(), why=_why(request))
    messages.success(request, _("Archived. Its versions are kept."))
    return to_editor(found)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def return_(request: SignedInRequest, edition_id: int) -> HttpResponse:
    """Bring an archived edition back as a draft."""
    found = edition_or_404(edition_id)
    publishing.bring_back(edition=found, by=request.user, now=timezone.now())
    return to_editor(found)


def _kept_back(kept_back: CannotPublish) -> str:
    if kept_back.needs_a_lead:
        return _("A rule may be broken here. Ask for a review: a lead or owner can let it pass.")
    return _("A rule keeps it back. See below what is to be mended.")


def _why(request: SignedInRequest) -> str:
    form = WhyForm(request.POST)
    return str(form.cleaned_data["why"]) if form.is_valid() else ""


def _latest(version: Version | None) -> Version:
    assert version is not None
    return version
