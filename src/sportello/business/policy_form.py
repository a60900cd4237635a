"""The form in which somebody states a policy fact."""

from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.numbers import list_currencies
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sportello.business.models import PolicyFact, PolicyKind
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import (
    LONGEST_TEXT,
    MOST_DAYS,
    MOST_LINES,
    MOST_MONTHS,
    Kind,
    NotAValue,
    Stored,
    check,
)

if TYPE_CHECKING:
    PolicyModelForm = forms.ModelForm[PolicyFact]
else:
    PolicyModelForm = forms.ModelForm

# Where marketplaces sell; a country that is none of them is an address we have not seen yet.
COUNTRIES = ("IT", "DE", "FR", "ES", "GB", "US", "AT", "BE", "CH", "IE", "NL", "PL", "PT", "SE", "CA", "MX")


class PolicyForm(PolicyModelForm):
    """A value of one kind, for a channel and a country or everywhere, from a day on."""

    class Meta:
        model = PolicyFact
        fields = ("channel", "country", "valid_from", "reason")

    def __init__(self, *args: Any, key: str, kind: Kind, standing: Stored | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.kind = key, kind
        for name, field in _value_fields(kind, standing or {}).items():
            self.fields[name] = field
        self.fields["channel"].empty_label = str(_("everywhere"))  # type: ignore[attr-defined]
        self.fields["channel"].required = False
        self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
        self.fields["valid_from"].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        self.order_fields([*(name for name in self.fields if name.startswith("value")), *self.Meta.fields])

    def clean(self) -> dict[str, Any]:
        """The value is one of its kind."""
        cleaned = super().clean() or {}
        try:
            self.value = _value(self.kind, cleaned)
            check(self.kind, self.value)
        except NotAValue:
            raise ValidationError(_("Please give a value."), code="value") from None
        return cleaned

    def fact(self) -> Fact:
        """What was entered."""
        given = self.cleaned_data
        channel = given["channel"].pk if given["channel"] else None
        return Fact(self.key, self.kind, self.value, given["valid_from"], channel, given["country"])


class OwnFactForm(forms.Form):
    """A name for a fact that the catalogue does not have."""

    name = forms.SlugField(
        label=_("Name"),
        max_length=40,
        help_text=_("As texts will name it: letters, digits and _, such as engraving_days."),
    )
    kind = forms.ChoiceField(label=_("Sort of value"), choices=PolicyKind.choices)

    def clean_name(self) -> str:
        """A name that Liquid can read."""
        name = str(self.cleaned_data["name"]).lower().replace("-", "_")
        if not name[0].isalpha() or name.endswith("_number"):
            raise ValidationError(_("Begin with a letter; “_number” at the end means something else."), code="name")
        return name


def country_choices() -> list[tuple[str, str]]:
    """The countries by their names in the reader's language, everywhere first."""
    names = Locale.parse((get_language() or "en").partition("-")[0]).territories
    return [("", str(_("everywhere"))), *sorted(((code, names[code]) for code in COUNTRIES), key=lambda pair: pair[1])]


def _value_fields(kind: Kind, standing: Stored) -> dict[str, forms.Field]:
    match kind:
        case Kind.DAYS | Kind.MONTHS:
            label, most = (_("Days"), MOST_DAYS) if kind is Kind.DAYS else (_("Months"), MOST_MONTHS)
            return {
                "value": forms.IntegerField(label=label, min_value=0, max_value=most, initial=standing.get("count"))
            }
        case Kind.MONEY:
            currency = forms.CharField(label=_("Currency"), max_length=3, initial=standing.get("currency", "EUR"))
            amount = forms.DecimalField(
                label=_("Amount"), min_value=0, max_digits=8, decimal_places=2, initial=standing.get("amount")
            )
            return {"value": amount, "value_currency": currency}
        case Kind.ADDRESS:
            lines = "\n".join(standing.get("lines", []))
            area = forms.Textarea(attrs={"rows": 5, "autocomplete": "off"})
            return {"value": forms.CharField(label=_("Address, line by line"), widget=area, initial=lines)}
        case Kind.TEXT:
            return {f"value_{code}": _text_field(code, str(name), standing) for code, name in settings.LANGUAGES}


def _text_field(code: str, name: str, standing: Stored) -> forms.Field:
    area = forms.Textarea(attrs={"rows": 2, "lang": code})
    initial = standing.get(code, "")
    return forms.CharField(label=name, widget=area, required=False, max_length=LONGEST_TEXT, initial=initial)


def _value(kind: Kind, given: dict[str, Any]) -> Stored:
    match kind:
        case Kind.DAYS | Kind.MONTHS:
            return {"count": given.get("value")}
        case Kind.MONEY:
            currency = str(given.get("value_currency", "")).upper()
            return {"amount": str(given.get("value")), "currency": currency if currency in list_currencies() else ""}
        case Kind.ADDRESS:
            lines = [line.strip() for line in str(given.get("value", "")).splitlines() if line.strip()]
            return {"lines": lines[: MOST_LINES + 1]}
        case Kind.TEXT:
            texts = {code: str(given.get(f"value_{code}", "")).strip() for code, _name in settings.LANGUAGES}
            return {code: text for code, text in texts.items() if text}
