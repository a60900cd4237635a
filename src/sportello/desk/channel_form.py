"""What an owner decides about a channel, checked."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sportello.business.defaults import default_calendar
from sportello.business.models import Brand, Calendar
from sportello.channels import clock
from sportello.channels.models import Channel, Source, SourceKind
from sportello.inbox.rescheduling import LONGEST, SHORTEST

if TYPE_CHECKING:
    ChannelModelForm = forms.ModelForm[Channel]
else:
    ChannelModelForm = forms.ModelForm


class ChannelForm(ChannelModelForm):
    """A channel's name, its clock, its language and brand, and the mailbox its answers leave by."""

    answer_hours = forms.IntegerField(label=_("Hours until an answer is due"), min_value=SHORTEST, max_value=LONGEST)
    round_the_clock = forms.BooleanField(
        label=_("Round the clock"),
        required=False,
        help_text=_("Nights, weekends and holidays count too. Without it only the opening hours of the calendar do."),
    )
    calendar = forms.ModelChoiceField(Calendar.objects.none(), label=_("Calendar"), required=False)
    language = forms.ChoiceField(
        choices=[("", _("not said")), *settings.LANGUAGES],
        label=_("Language"),
        required=False,
        help_text=_("The language in which buyers write here. Search and prepared texts go by it."),
    )
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Brand"), required=False, empty_label=_("no brand"))
    sends_through = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Sends through"),
        required=False,
        help_text=_("Marketplaces take answers only from an address that is registered with them."),
    )

    class Meta:
        model = Channel
        fields = ("name", "answer_hours", "round_the_clock", "calendar", "language", "brand", "sends_through")
        labels: ClassVar = {"name": _("Name")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("calendar", Calendar.objects.order_by("name"))
        self._offer("brand", Brand.objects.order_by("name"))
        self._field("calendar").empty_label = gettext("default: %(name)s") % {"name": default_calendar().name}
        self._offer_mailboxes()

    def clean(self) -> dict[str, Any]:
        """A marketplace's own clock may be shortened, never lengthened."""
        cleaned = super().clean() or {}
        hours = cleaned.get("answer_hours")
        if hours is not None:
            always = bool(cleaned.get("round_the_clock"))
            for name, words in clock.refusals(kind=self.instance.kind, hours=hours, round_the_clock=always).items():
                self.add_error(name, words)
        return cleaned

    def _offer_mailboxes(self) -> None:
        """Its own mailbox, where it comes from one, is what an empty choice means; otherwise one must be chosen."""
        channel, field = self.instance, self._field("sends_through")
        others = Source.objects.filter(kind=SourceKind.MAILBOX).exclude(pk=channel.source_id)
        connected = ~Q(config__has_key="disconnected_at") | Q(pk=channel.sends_through_id)
        self._offer("sends_through", others.filter(connected).order_by("name"))
        if channel.source.kind == SourceKind.MAILBOX:
            field.empty_label = gettext("its own mailbox: %(address)s") % {"address": channel.source.address}
            return
        field.empty_label = gettext("no mailbox: answers cannot leave")
        field.required = field.queryset is not None and field.queryset.exists()

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        self._field(name).queryset = rows

    def _field(self, name: str) -> "forms.ModelChoiceField[Any]":
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        return field
