"""What the content owner should look after: what changed, what readers tell, what nobody finds."""

from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.business.models.policy_fact import PolicyTask
from sportello.business.policy import stating
from sportello.knowledge.models import Article, Edition, EditionReview, Schedule, ScheduleEnd
from sportello.knowledge.states import with_states

from .readership import searched_in_vain, still_writing

MOST = 50


@requires(Permission.WRITE_ARTICLES)
@require_safe
def alerts(request: SignedInRequest) -> HttpResponse:
    """Texts that a changed fact or rule touches, reviews asked for, plans kept back, and what readers tell."""
    now = timezone.now()
    editions = with_states(Edition.objects.at_work())
    context = {
        "tasks": PolicyTask.objects.open().select_related("fact")[:MOST],
        "failing": editions.filter(Q(published__isnull=False, published_fails=True))[:MOST],
        "refused": _refused(),
        "reviews": EditionReview.objects.standing().select_related("version", "edition__article", "by")[:MOST],
        "due": Article.objects.filter(review_on__lte=timezone.localdate(now)).order_by("review_on")[:MOST],
        "still_writing": still_writing(now=now)[:MOST],
        "searched": searched_in_vain(now=now),
        "now": now,
    }
    return render(request, "desk/knowledge/alerts.html", context)


@requires(Permission.WRITE_ARTICLES)
@require_POST
def done(request: SignedInRequest, task_id: int) -> HttpResponse:
    """Note that a text was looked at after a fact changed."""
    task = get_object_or_404(PolicyTask, pk=task_id)
    stating.settle(task=task, by=request.user, now=timezone.now())
    return redirect("desk:article-alerts")


def _refused() -> list[Schedule]:
    """Plans that a rule kept back on their day, of texts that nobody changed or published since."""
    kept_back = Schedule.objects.filter(ended_as=ScheduleEnd.REFUSED, edition__latest=F("version"))
    still = kept_back.filter(Q(edition__published=None) | ~Q(edition__published=F("version")))
    return list(still.select_related("version", "edition__article")[:MOST])
