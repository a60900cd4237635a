"""What an agent is told: notes to acknowledge, and comments on answers of theirs that were drawn by lot."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.insights.causes import noting, sampling
from sportello.insights.models import Acknowledgement, SampleComment, TrainingNote

NOTES_SHOWN = 50
COMMENTS_SHOWN = 50


@require_safe
@requires(Permission.ANSWER)
def training(request: SignedInRequest) -> HttpResponse:
    """The agent's own notes, those to acknowledge first, and comments on their answers, those not seen first."""
    me = request.user
    read = Acknowledgement.objects.filter(agent=me).select_related("note__by").order_by("-at")
    comments = SampleComment.objects.filter(answer__draw__agent=me).select_related("by", "answer__message")
    context = {
        "unread": TrainingNote.objects.unread_by(me).select_related("by")[:NOTES_SHOWN],
        "read": read[:NOTES_SHOWN],
        "fresh": comments.filter(seen_at=None).order_by("-at")[:COMMENTS_SHOWN],
        "seen": comments.exclude(seen_at=None).order_by("-at")[:COMMENTS_SHOWN],
    }
    return render(request, "desk/insights/samples/training.html", context)


@require_POST
@requires(Permission.ANSWER)
def acknowledgement(request: SignedInRequest, note_id: int) -> HttpResponse:
    """Say that one read a note that is for oneself."""
    row = get_object_or_404(TrainingNote, pk=note_id)
    try:
        noting.acknowledge(note=row, by=request.user, now=timezone.now())
    except TrainingNote.DoesNotExist as others:
        raise Http404 from others
    messages.success(request, _("Thank you. The note stays readable here."))
    return redirect("desk:training")


@require_POST
@requires(Permission.ANSWER)
def sight(request: SignedInRequest, comment_id: int) -> HttpResponse:
    """Say that one saw a comment on an answer of one's own."""
    row = get_object_or_404(SampleComment, pk=comment_id)
    if row.answer.draw.agent_id != request.user.pk:
        raise Http404
    sampling.see(comment=row, by=request.user, now=timezone.now())
    return redirect("desk:training")
