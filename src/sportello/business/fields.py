"""Form fields for opening hours."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sportello.business.week import Interval, InvalidHoursError

_REASONS = {
    "unreadable": _("“%(text)s” is not readable. Write hours such as 09:00-13:00, 14:00-18:00."),
    "impossible": _("“%(text)s” is not possible. Write hours such as 09:00-13:00, or 22:00-06:00 past midnight."),
    "overlapping": _("These hours overlap: %(text)s."),
}


def refusal(error: InvalidHoursError) -> ValidationError:
    """The words for hours that cannot be meant."""
    return ValidationError(_REASONS[error.reason], code=error.reason, params={"text": error.text})


class HoursField(forms.CharField):
    """Several intervals of one day, as people write them: "9-13, 14:00-18:30". Empty is closed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.TextInput(attrs={"inputmode": "text", "spellcheck": "false", "size": 24})
        super().__init__(max_length=200, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        """A tuple of intervals."""
        text = super().clean(value)
        try:
            return tuple(Interval.parse(part) for part in re.split(r"[,;]", text) if part.strip())
        except InvalidHoursError as error:
            raise refusal(error) from None

    def prepare_value(self, value: Any) -> Any:
        """Stored texts as one line; what was typed stays as it is."""
        return ", ".join(value) if isinstance(value, list) else value


class IntervalField(HoursField):
    """One interval of one day; None when empty."""

    def clean(self, value: Any) -> Any:
        """An interval, or None."""
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(_("Please write one interval, such as 09:00-13:00."), code="several")
        return found[0] if found else None
