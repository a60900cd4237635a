"""The page on which a lead says how long tickets can be repeated, and whether certain ones are merged by themselves."""

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, requires
from sportello.inbox.models import RepeatRule
from sportello.inbox.repeats import looking

if TYPE_CHECKING:
    RuleModelForm = forms.ModelForm[RepeatRule]
else:
    RuleModelForm = forms.ModelForm


class RepeatRuleForm(RuleModelForm):
    """What is decided about repeats."""

    class Meta:
        model = RepeatRule
        fields: ClassVar = ["days", "join", "join_days"]


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_BUSINESS)
def repeat_rule(request: SignedInRequest) -> HttpResponse:
    """How long a ticket can be repeated, and the automatic merging, which is off at first."""
    form = RepeatRuleForm(request.POST or None, instance=looking.rule())
    if request.method == "POST" and form.is_valid():
        row = form.save()
        subject = ("repeat_rule", row.pk)
        audit.note(
            act="repeat_rule.saved",
            now=timezone.now(),
            agent=request.user,
            subject=subject,
            address=audit.address_of(request),
        )
        messages.success(request, _("Saved."))
        return redirect("desk:repeat-rule")
    return render(request, "desk/repeat_rule.html", {"form": form}, status=422 if form.errors else 200)
