"""Keeping a view of a page under a name, for oneself or for everybody, and letting go of it."""

from urllib.parse import parse_qs

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.models import SavedView

from .asked import asked
from .frame import today_at
from .navigation import SECTIONS


@require_POST
@requires(Permission.SEE_REPORTS)
def views(request: SignedInRequest) -> HttpResponse:
    """Keep what is asked of a page; one of the same name is replaced."""
    now, page = timezone.now(), request.POST.get("page", "")
    name = " ".join(request.POST.get("name", "").split())[:60]
    if not _is_page(page) or not name:
        messages.error(request, _("A view needs a name."))
        return redirect("desk:insights")
    said = parse_qs(request.POST.get("query", "")[:600])
    kept = {"query": asked(said, today=today_at(now)).query, "created_at": now}
    shared = now if request.POST.get("shared") else None
    SavedView.objects.update_or_create(agent=request.user, page=page, name=name, defaults={**kept, "shared_at": shared})
    messages.success(request, _("Kept: %(name)s") % {"name": name})
    return redirect(f"{reverse(f'desk:{page}')}?{kept['query']}")


@require_POST
@requires(Permission.SEE_REPORTS)
def removal(request: SignedInRequest, view_id: int) -> HttpResponse:
    """Let go of a view of one's own."""
    view = get_object_or_404(SavedView, pk=view_id, agent=request.user)
    view.delete()
    messages.success(request, _("Removed: %(name)s") % {"name": view.name})
    return redirect(f"desk:{view.page}" if _is_page(view.page) else "desk:insights")


def _is_page(page: str) -> bool:
    """Whether a page of the insights has this name and is there."""
    if not any(target == f"desk:{page}" for target, _name, _permission in SECTIONS):
        return False
    try:
        return bool(reverse(f"desk:{page}"))
    except NoReverseMatch:
        return False
