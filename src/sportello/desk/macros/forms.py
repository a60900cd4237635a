"""Forms for macros."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from sportello.desk.understanding.words import topics_by_category
from sportello.replies.macros.files import LONGEST_SLUG
from sportello.replies.macros.keeping import About
from sportello.replies.macros.liquid import LONGEST_SOURCE
from sportello.replies.models import Macro, MacroEdition

if TYPE_CHECKING:
    MacroModelForm = forms.ModelForm[Macro]
else:
    MacroModelForm = forms.ModelForm

LARGEST_FILE = 4 * 1024 * 1024


class MacroForm(MacroModelForm):
    """What a macro is called, when to take it, and what it answers."""

    topics = forms.MultipleChoiceField(
        label=_("Answers questions about"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Macro
        fields = ("title", "purpose", "topics")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("Answers questions about"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[choice for _category, topics in topics_by_category() for choice in topics],
        )

    def about(self) -> About:
        """What was entered; a macro keeps the slug it once got."""
        given = self.cleaned_data
        slug = self.instance.slug or _free_slug(given["title"])
        return About(slug, given["title"], given["purpose"], given["topics"])


class EditionForm(forms.Form):
    """The text of an edition. `seen` is the version that the writer saw, 0 for a new one."""

    title = forms.CharField(label=_("Title in this language"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_SOURCE,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: MacroEdition | None, language: str, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language
        self.initial = {
            "title": edition.title if edition else title,
            "text": edition.text if edition else "",
            "seen": edition.version if edition else 0,
        }

    def put(self, name: str, value: object) -> None:
        """Show another value than was sent in."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[name] = str(value)
        self.data = data

    def clean_text(self) -> str:
        """The line ends that every program of ours expects."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class ImportForm(forms.Form):
    """A zip of macros, as the export makes it."""

    file = forms.FileField(label=_("Zip file of macros"))

    def clean_file(self) -> Any:
        """Refuse what is too large to be macros."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST_FILE:
            raise ValidationError(_("This file is too large for macros."), code="large")
        return given


def _free_slug(title: str) -> str:
    base = slugify(title)[: LONGEST_SLUG - 4] or "macro"
    taken = set(Macro.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return base if base not in taken else next(f"{base}-{n}" for n in range(2, 1000) if f"{base}-{n}" not in taken)
