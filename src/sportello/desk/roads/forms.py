"""What owners type about inserts, checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sportello.knowledge.models import Audience
from sportello.orders.models import Product
from sportello.portal.models import HelpCentre
from sportello.portal.roads.laying import has_address


class WordsForm(forms.Form):
    """The words on an insert."""

    headline = forms.CharField(label=_("Headline"), max_length=80)
    words = forms.CharField(label=_("A line below it"), max_length=160, required=False)

    def clean(self) -> dict[str, Any]:
        """No address in the words: only the short link stands on the paper."""
        given = super().clean() or {}
        for field in ("headline", "words"):
            if has_address(given.get(field, "")):
                self.add_error(field, ValidationError(_("Only the help centre's own short link stands on an insert.")))
        return given


class NewInsertForm(WordsForm):
    """A new insert."""

    field_order = ("name", "audience", "site", "language", "product", "batch", "headline", "words")
    name = forms.CharField(label=_("Name"), max_length=80)
    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices)
    site = forms.RegexField(r"^[a-z0-9.-]+$", label=_("Marketplace site"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language"))
    product = forms.ModelChoiceField(Product.objects.order_by("title", "pk"), label=_("Product"), required=False)
    batch = forms.CharField(label=_("Batch"), max_length=40, required=False)
    headline = forms.CharField(
        label=_("Headline"), max_length=80, required=False,
        help_text=_("Leave it empty to take what buyers of the product ask most."),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: HelpCentre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(code, get_language_info(code)["name_local"].capitalize()) for code in centre.languages]
