"""The pages on which leads say who gets which tickets, and which language model may refine readings."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.core import secrets
from sportello.desk.understanding.forms import RefinerForm, RuleForm
from sportello.inbox import assigning
from sportello.inbox.models import AssignmentRule, Refiner


@require_safe
@requires(Permission.MANAGE_BUSINESS)
def rules(request: SignedInRequest) -> HttpResponse:
    """Every rule in its order, and who would get what now."""
    rows = AssignmentRule.objects.prefetch_related("channels", "agents")
    context = {"rules": rows, "preview": assigning.preview(now=timezone.now()), "now": timezone.now()}
    return render(request, "desk/understanding/rules.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def rule(request: SignedInRequest, rule_id: int | None = None) -> HttpResponse:
    """A rule to be made or changed; a new one comes last."""
    row = get_object_or_404(AssignmentRule, pk=rule_id) if rule_id is not None else AssignmentRule(position=_last())
    form = RuleForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        _note(request, "assignment_rule.saved", saved.pk)
        messages.success(request, _("The rule is saved."))
        return redirect("desk:rules")
    context = {"form": form, "rule": row}
    return render(request, "desk/understanding/rule.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def move(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """Let a rule be asked before the one above it."""
    order = list(AssignmentRule.objects.values_list("pk", flat=True))
    if rule_id in order[1:]:
        place = order.index(rule_id)
        order[place - 1], order[place] = order[place], order[place - 1]
        for position, pk in enumerate(order):
            AssignmentRule.objects.filter(pk=pk).update(position=position)
        _note(request, "assignment_rule.moved", rule_id)
    return redirect("desk:rules")


@require_POST
@requires(Permission.MANAGE_BUSINESS)
def remove(request: SignedInRequest, rule_id: int) -> HttpResponse:
    """Take a rule away; what it gave stays given."""
    get_object_or_404(AssignmentRule, pk=rule_id).delete()
    _note(request, "assignment_rule.removed", rule_id)
    messages.success(request, _("The rule is removed."))
    return redirect("desk:rules")


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_CHANNELS)
def refiner(request: SignedInRequest) -> HttpResponse:
    """The owner's language model, and the channels whose messages may be sent there (none at first)."""
    row = Refiner.objects.get_or_create(pk=1)[0]
    form = RefinerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        if key := form.cleaned_data["key"]:
            form.instance.key = secrets.seal({"key": key})
        form.save()
        _note(request, "refiner.saved", row.pk)
        messages.success(request, _("Saved."))
        return redirect("desk:refiner")
    context = {"form": form, "refiner": row, "has_key": bool(row.key)}
    return render(request, "desk/understanding/refiner.html", context, status=422 if form.errors else 200)


def _last() -> int:
    found = AssignmentRule.objects.aggregate(last=Max("position"))["last"]
    return 0 if found is None else int(found) + 1


def _note(request: SignedInRequest, act: str, pk: int) -> None:
    subject = (act.partition(".")[0], pk)
    audit.note(act=act, now=timezone.now(), agent=request.user, subject=subject, address=audit.address_of(request))
