"""What people type into the pages of the business, checked."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.accounts.zones import zone_choices
from sportello.business.fields import HoursField, IntervalField, refusal
from sportello.business.models import Brand, Calendar, OwnDay, Settings, Shift, ShiftChange, Weekday
from sportello.business.week import WEEKDAYS, InvalidHoursError, Week

if TYPE_CHECKING:
    BrandModelForm = forms.ModelForm[Brand]
    CalendarModelForm = forms.ModelForm[Calendar]
    OwnDayModelForm = forms.ModelForm[OwnDay]
    SettingsModelForm = forms.ModelForm[Settings]
    ShiftModelForm = forms.ModelForm[Shift]
    ShiftChangeModelForm = forms.ModelForm[ShiftChange]
else:
    BrandModelForm = CalendarModelForm = OwnDayModelForm = forms.ModelForm
    SettingsModelForm = ShiftModelForm = ShiftChangeModelForm = forms.ModelForm


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SettingsForm(SettingsModelForm):
    """The owner's settings."""

    class Meta:
        model = Settings
        fields = ("base_url", "default_calendar", "first_warning_minutes", "last_warning_minutes")

    def clean(self) -> dict[str, Any]:
        """The first warning comes before the last."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_warning_minutes"), cleaned.get("last_warning_minutes")
        if first is not None and last is not None and not first > last > 0:
            self.add_error("last_warning_minutes", _("The last warning must come after the first."))
        return cleaned


class CalendarForm(CalendarModelForm):
    """A calendar with a line of hours for each weekday."""

    class Meta:
        model = Calendar
        fields = ("name", "time_zone", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
        self.initial.setdefault("time_zone", settings.TIME_ZONE)
        for key, label in zip(WEEKDAYS, Weekday.labels, strict=True):
            self.fields[key] = HoursField(label=label)
            self.initial[key] = self.instance.week.get(key, [])

    def clean(self) -> dict[str, Any]:
        """The days together make a week with at least one open minute."""
        cleaned = super().clean() or {}
        if all(key in cleaned for key in WEEKDAYS):
            try:
                week = Week(tuple(cleaned[key] for key in WEEKDAYS))
            except InvalidHoursError as error:
                raise refusal(error) from None
            if week.is_closed:
                raise ValidationError(_("There must be an open hour in the week."), code="closed")
            self.instance.week = week.texts()
        return cleaned


class OwnDayForm(OwnDayModelForm):
    """A day or a range that a calendar takes off or works."""

    class Meta:
        model = OwnDay
        fields = ("name", "first_day", "last_day", "closed", "every_year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_day", "last_day"):
            self.fields[name].widget = DayInput()
        self.fields["last_day"].required = False

    def clean_last_day(self) -> date | None:
        """One day is the common case."""
        return self.cleaned_data["last_day"] or self.cleaned_data.get("first_day")

    def clean(self) -> dict[str, Any]:
        """The range runs forwards, over three months at most; only days off come every year."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and not 0 <= (last - first).days < OwnDay.LONGEST:
            self.add_error("last_day", _("The last day must follow the first within three months."))
        if cleaned.get("every_year") and not cleaned.get("closed"):
            self.add_error("every_year", _("Only days off can come every year."))
        return cleaned


class _RotaForm(forms.Form):
    """What weekly shifts and single days have in common: an agent who may answer, and a calendar."""

    def choose_people(self) -> None:
        """Offer those who can be on duty, and start with the first calendar."""
        answering = Agent.objects.active().who_may(Permission.ANSWER).order_by("name", "pk")
        self.fields["agent"] = forms.ModelChoiceField(answering, label=_("Agent"), empty_label=_("Choose"))
        self.fields["calendar"] = forms.ModelChoiceField(
            Calendar.objects.order_by("pk"), label=_("Calendar"), empty_label=None
        )


class ShiftForm(ShiftModelForm, _RotaForm):
    """Weekly hours of one agent."""

    hours = IntervalField(label=_("Hours"), required=True, help_text=_("Such as 09:00-13:00, or 22:00-06:00."))

    class Meta:
        model = Shift
        fields = ("agent", "weekday", "calendar")

    field_order = ("agent", "weekday", "hours", "calendar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_people()
        self.fields["weekday"] = forms.TypedChoiceField(
            label=_("Weekday"), choices=[("", _("Choose")), *Weekday.choices], coerce=int
        )
        self.order_fields(self.field_order)

    def clean_hours(self) -> object:
        """The instance carries the hours, so that its constraints are checked with them."""
        interval = self.cleaned_data["hours"]
        self.instance.start, self.instance.end = interval.start, interval.end
        return interval


class ShiftChangeForm(ShiftChangeModelForm, _RotaForm):
    """Other hours of one agent on one date; no hours: away."""

    hours = IntervalField(label=_("Hours"), help_text=_("Empty: away for the whole day."))

    class Meta:
        model = ShiftChange
        fields = ("agent", "day", "calendar")

    field_order = ("agent", "day", "hours", "calendar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_people()
        self.fields["day"].widget = DayInput()
        self.order_fields(self.field_order)

    def clean_hours(self) -> object:
        """The instance carries the hours, so that its constraints are checked with them."""
        interval = self.cleaned_data["hours"]
        if interval:
            self.instance.start, self.instance.end = interval.start, interval.end
        return interval


class BrandForm(BrandModelForm):
    """A brand, its languages with the first one apart, and a signature for each language."""

    main_language = forms.ChoiceField(label=_("First language"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Brand
        fields = ("name", "main_language", "languages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        written = {row.language: row.text for row in self.instance.signatures.all()} if self.instance.pk else {}
        self.initial["main_language"] = (self.instance.languages or [settings.LANGUAGE_CODE])[0]
        for code, name in settings.LANGUAGES:
            label = _("Signature in %(language)s") % {"language": name}
            widget = forms.Textarea(attrs={"rows": 3, "lang": code})
            self.fields[f"signature_{code}"] = forms.CharField(
                label=label, widget=widget, required=False, max_length=1000, initial=written.get(code, "")
            )

    def clean_languages(self) -> list[str]:
        """The first language comes first, once."""
        first = self.cleaned_data.get("main_language", settings.LANGUAGE_CODE)
        return [first, *(code for code in self.cleaned_data["languages"] if code != first)]

    def signatures(self) -> dict[str, str]:
        """The texts that were written, by language."""
        texts = {code: self.cleaned_data[f"signature_{code}"].strip() for code, _name in settings.LANGUAGES}
        return {code: text for code, text in texts.items() if text}
