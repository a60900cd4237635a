"""What visitors type, checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import marketplaces
from .looking_up import shown
from .models import Asked, FormChoice

LONGEST = 10_000


class LookUpForm(forms.Form):
    """An order's number, and a second thing that its buyer knows."""

    number = forms.CharField(
        label=_("Order number"), max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-number": ""}),
    )  # fmt: skip
    proof = forms.CharField(label=_("E-mail or postcode of the order"), max_length=200)

    def __init__(self, *args: Any, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_look_%s", **kwargs})
        if marketplaces.is_marketplace(audience):
            self.fields["proof"].label = _("Postcode of the delivery address")
            self.fields["proof"].widget.attrs["autocomplete"] = "postal-code"

    def clean_number(self) -> str:
        """As its buyer knows it."""
        return shown(str(self.cleaned_data["number"]))


class MessageForm(forms.Form):
    """A message. Which fields there are depends on the choice; a marketplace's buyer is not asked for an address.

    `website` is a trap: people do not see it, and programs that fill in everything do.
    """

    order = forms.CharField(
        label=_("Order number"), max_length=80, required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "data-number": ""}),
    )  # fmt: skip
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    text = forms.CharField(
        label=_("What happened, and what would you like us to do?"), max_length=LONGEST,
        widget=forms.Textarea({"rows": 6, "data-suggest": ""}),
    )  # fmt: skip
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, choice: FormChoice, audience: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for asked in (Asked.ORDER, Asked.PRODUCT):
            if asked not in choice.asks:
                del self.fields[asked.value]
            else:
                self.fields[asked.value].required = asked in choice.needs
        if marketplaces.is_marketplace(audience):
            del self.fields["email"]

    def clean_order(self) -> str:
        """As its buyer knows it."""
        return shown(str(self.cleaned_data["order"]))

    def clean_text(self) -> str:
        """Some words there must be."""
        text = str(self.cleaned_data["text"]).replace("\x00", "").strip()
        if not any(character.isalnum() for character in text):
            raise ValidationError(_("Please say in a few words what it is about."))
        return text

    def clean(self) -> dict[str, Any]:
        """The trap is honest: whoever is caught by mistake learns what to do."""
        cleaned = super().clean() or {}
        if cleaned.get("website"):
            raise ValidationError(
                _("A field that people do not see was filled in, perhaps by your browser. Please send it once more."),
                code="trap",
            )
        return cleaned
