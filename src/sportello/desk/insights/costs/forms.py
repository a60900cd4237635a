"""What the owner types about costs, checked."""

from decimal import Decimal

from babel.numbers import list_currencies
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CostForm(forms.Form):
    """What an hour costs from a day on."""

    since = forms.DateField(label=_("From this day on"), widget=DayInput)
    amount = forms.DecimalField(
        label=_("An hour of an agent costs"),
        max_digits=10,
        decimal_places=2,
        min_value=Decimal("0.01"),
        help_text=_("All of it: wage, charges, place and tools."),
    )
    currency = forms.CharField(
        label=_("Currency"), max_length=3, min_length=3, help_text=_("Three letters, such as EUR.")
    )

    def clean_currency(self) -> str:
        """A currency that there is, in capitals."""
        currency = str(self.cleaned_data["currency"]).upper()
        if currency not in list_currencies("en"):
            raise ValidationError(_("This currency is not known."))
        return currency
