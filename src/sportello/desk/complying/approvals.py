"""Asking a lead to let an answer through, and deciding it, with the clocks that run meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.compliance.catalogue import rule
from sportello.core.moments import Left, left
from sportello.desk.views.pages import is_part, ticket_or_404
from sportello.inbox import approving
from sportello.inbox.models import Approval, BegunApproval, Holding, Obligation, Thread

from .checking import problems

DECIDED_SHOWN = 20
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits for a lead: why each rule holds it back, and how long the thread's buyer still waits."""

    approval: Approval
    explanations: Sequence[tuple[str, str]]
    due_at: datetime | None
    left: Left | None


@dataclass(frozen=True, slots=True)
class WaitingToBegin:
    """A message about an order that waits for a lead, and why each rule holds it back."""

    approval: BegunApproval
    explanations: Sequence[tuple[str, str]]


@require_safe
@requires(Permission.READ_TICKETS)
def approvals(request: SignedInRequest) -> HttpResponse:
    """What waits for approval, the nearest deadline first, and what was decided lately."""
    now = timezone.now()
    related = Approval.objects.select_related("ticket__customer", "thread__channel", "asked_by", "decided_by")
    context = {
        "waiting": _waiting(list(related.waiting()[:MOST_SHOWN]), now),
        "begun": _begun(),
        "decided": related.exclude(decided_by=None).order_by("-decided_at")[:DECIDED_SHOWN],
        "may_decide": request.user.may(Permission.APPROVE),
    }
    return render(request, "desk/complying/approvals.html", context)


@require_POST
@requires(Permission.ANSWER)
def ask(request: SignedInRequest, ticket_id: int) -> HttpResponse:
    """Ask the leads to let `text` through in `thread`, for the reason `why`; the words stay in the composer."""
    ticket, thread = ticket_or_404(request, ticket_id), _thread(request)
    if not Holding.objects.filter(ticket=ticket, thread=thread).exists():
        raise Http404
    text = request.POST.get("text", "").replace("\r\n", "\n")
    status = 200
    try:
        approving.ask(
            ticket=ticket,
            thread=thread,
            text=text,
            why=request.POST.get("why", ""),
            by=request.user,
            now=timezone.now(),
        )
    except approving.CannotApprove as refused:
        status = 422
        messages.error(request, str(refused))
    if not is_part(request):
        return redirect("desk:ticket", ticket.pk)
    context = {"verdict": problems(thread=thread, text=text), "ticket": ticket}
    return render(request, "desk/complying/problems.html", context, status=status)


@require_POST
@requires(Permission.APPROVE)
def grant(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Let the words through, for the reason given."""
    approval = get_object_or_404(Approval, pk=approval_id)
    try:
        approving.grant(approval=approval, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
        messages.success(request, _("Approved. The agent can send these very words."))
    except approving.CannotApprove as refused:
        messages.error(request, str(refused))
    return redirect("desk:approvals")


@require_POST
@requires(Permission.APPROVE)
def refusal(request: SignedInRequest, approval_id: int) -> HttpResponse:
    """Keep the words back."""
    approval = get_object_or_404(Approval, pk=approval_id)
    try:
        approving.refuse(approval=approval, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
        messages.success(request, _("Not approved. The agent sees your words beside the draft."))
    except approving.CannotApprove as refused:
        messages.error(request, str(refused))
    return redirect("desk:approvals")


def _begun() -> list[WaitingToBegin]:
    """Messages that wait to be begun; one query."""
    rows = BegunApproval.objects.waiting().select_related("order__channel", "asked_by")[:MOST_SHOWN]
    return [WaitingToBegin(row, _explained(row.rules)) for row in rows]


def _explained(rules: Sequence[str]) -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(each, rule(each).explained(language)) for each in rules]


def _waiting(rows: Sequence[Approval], now: datetime) -> list[Waiting]:
    """The rows with their clocks, the nearest deadline first; one query."""
    threads = [row.thread_id for row in rows]
    owed = Obligation.objects.filter(holding__thread__in=threads, ended_at=None)
    due = dict(owed.values_list("holding__thread", "due_at"))
    found = []
    for row in rows:
        due_at = due.get(row.thread_id)
        found.append(Waiting(row, _explained(row.rules), due_at, left(due_at, now) if due_at else None))
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.approval.asked_at))


def _thread(request: SignedInRequest) -> Thread:
    given = request.POST.get("thread", "")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    return get_object_or_404(Thread.objects.select_related("channel"), pk=int(given))
