"""The forms of leads: a rule that gives tickets, and the language model that may refine readings."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.channels.models import Channel
from sportello.inbox.models import AssignmentRule, Refiner
from sportello.inbox.queue import UNKNOWN

from . import words

if TYPE_CHECKING:
    RuleModelForm = forms.ModelForm[AssignmentRule]
    RefinerModelForm = forms.ModelForm[Refiner]
else:
    RuleModelForm = RefinerModelForm = forms.ModelForm


class RuleForm(RuleModelForm):
    """One rule; what is left empty narrows nothing."""

    languages = forms.MultipleChoiceField(label=_("Languages"), required=False, choices=words.languages)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False)
    channels = forms.ModelMultipleChoiceField(
        label=_("Channels"), required=False, queryset=Channel.objects.order_by("name")
    )
    agents = forms.ModelMultipleChoiceField(
        label=_("Agents (none: everybody on duty)"), required=False, queryset=Agent.objects.none()
    )

    class Meta:
        model = AssignmentRule
        fields: ClassVar = (
            "name",
            "languages",
            "channels",
            "topics",
            "only_at_risk",
            "agents",
            "spread",
            "most",
            "active",
        )
        labels: ClassVar = {
            "name": _("Name"),
            "only_at_risk": _("Only tickets at risk"),
            "spread": _("Shared out"),
            "most": _("At most so many open tickets each"),
            "active": _("In force"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = [(slug, name) for slug, name in words.TOPICS.items() if slug != UNKNOWN]  # type: ignore[attr-defined]
        answering = Agent.objects.active().who_may(Permission.ANSWER).order_by("name")
        self.fields["agents"].queryset = answering  # type: ignore[attr-defined]


class RefinerForm(RefinerModelForm):
    """The owner's language model. The key is never shown again; left empty it stays as it is."""

    key = forms.CharField(
        label=_("Key"), required=False, max_length=400, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    channels = forms.ModelMultipleChoiceField(
        label=_("Channels whose messages may be sent there"),
        required=False,
        queryset=Channel.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Refiner
        fields: ClassVar = ("url", "model", "seconds", "channels")
        labels: ClassVar = {
            "url": _("Address, such as https://models.example.com/v1"),
            "model": _("Model"),
            "seconds": _("Wait at most (seconds)"),
        }

    def clean_url(self) -> str:
        """An address of http or https without a question, or nothing."""
        url = str(self.cleaned_data["url"]).strip().rstrip("/")
        if url and (not url.startswith(("https://", "http://")) or "?" in url or "#" in url or " " in url):
            raise forms.ValidationError(_("Enter an address that begins with https:// and holds no question mark."))
        return url
