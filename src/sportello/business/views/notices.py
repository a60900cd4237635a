"""The courtesy notices, by audience and language."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.accounts.models import Agent
from sportello.business import keeping
from sportello.business.models import NoticeAudience, NoticeEdition
from sportello.business.notice_form import NoticeForm


@requires(Permission.MANAGE_BUSINESS)
@require_safe
def notices(request: SignedInRequest) -> HttpResponse:
    """The audiences, each with the languages that the seller worded anew."""
    worded: dict[str, list[str]] = {}
    for audience, language in NoticeEdition.objects.order_by("language").values_list("audience", "language"):
        worded.setdefault(audience, []).append(language)
    rows = [(one, worded.get(one.value, [])) for one in NoticeAudience]
    return render(request, "business/notices.html", {"audiences": rows})


@requires(Permission.MANAGE_BUSINESS)
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: SignedInRequest, audience: str) -> HttpResponse:
    """The notice of one audience in every language; a text that breaks a rule comes back with the reason (422)."""
    if audience not in NoticeAudience.values:
        raise Http404
    form = NoticeForm(request.POST or None, audience=audience)
    if request.method == "POST" and form.is_valid():
        _save(form, request.user)
        messages.success(request, _("The notices are saved."))
        return redirect("business:notices")
    context = {"audience": NoticeAudience(audience), "form": form}
    return render(request, "business/notice.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(form: NoticeForm, by: Agent) -> None:
    texts, now = form.texts(), timezone.now()
    standing = {row.language: row for row in NoticeEdition.objects.filter(audience=form.audience)}
    for language, row in standing.items():
        if language not in texts:
            keeping.drop(row=row, by=by, now=now)
    for language, text in texts.items():
        row = standing.get(language) or NoticeEdition(audience=form.audience, language=language)
        if row.text != text:
            row.text = text
            keeping.keep(row=row, by=by, now=now)
