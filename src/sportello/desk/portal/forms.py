"""What owners type about help centres, checked."""

import io
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from sportello.business.models import Brand, Calendar
from sportello.knowledge.models import Article
from sportello.knowledge.rendering import TooMuch
from sportello.portal import words
from sportello.portal.models import (
    Asked,
    Block,
    CentreLink,
    FormChoice,
    HelpCentre,
    LiveAnswer,
    TextKind,
)
from sportello.portal.models.centre import MOST_HELD_OUT
from sportello.portal.seller_texts import as_html, problems
from sportello.reading.vocabulary import CATEGORIES

if TYPE_CHECKING:
    CentreModelForm = forms.ModelForm[HelpCentre]
    LinkModelForm = forms.ModelForm[CentreLink]
else:
    CentreModelForm = LinkModelForm = forms.ModelForm

LOGO_BYTES, LOGO_WIDTH, LOGO_HEIGHT = 2_000_000, 800, 200
Image.MAX_IMAGE_PIXELS = 40_000_000


class NewCentreForm(forms.Form):
    """A help centre to begin with."""

    brand = forms.ModelChoiceField(Brand.objects.order_by("name"), label=_("Brand"), empty_label=None)
    name = forms.CharField(label=_("Name that buyers see"), max_length=60)
    slug = forms.SlugField(
        label=_("Short name in addresses"), max_length=40, help_text=_("Such as casa-lume: /help/casa-lume")
    )


class LookForm(CentreModelForm):
    """How a help centre looks, where it lives, what is on its home page."""

    colour = forms.CharField(label=_("Brand colour"), widget=forms.TextInput({"type": "color"}))
    blocks = forms.MultipleChoiceField(
        label=_("On the home page"), choices=Block.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    picture = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP, up to 2 MB."))
    held_out = forms.IntegerField(
        label=_("Visitors who see the plain form, per cent"),
        min_value=0,
        max_value=MOST_HELD_OUT,
        help_text=_("Ten per cent for some weeks tell what the answers really save. 0 switches it off."),
    )
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"),
        label=_("Opening hours"),
        required=False,
        empty_label=_("the default calendar"),
    )

    class Meta:
        model = HelpCentre
        fields = ("name", "colour", "font", "blocks", "calendar", "domain", "held_out")
        help_texts: ClassVar = {
            "domain": _("Such as help.example.com. Let its DNS point to this installation; empty: none."),
        }

    def clean_colour(self) -> str:
        """As it is compared."""
        return str(self.cleaned_data["colour"]).lower()

    def clean_domain(self) -> str:
        """One domain leads to one help centre."""
        domain = str(self.cleaned_data["domain"]).lower()
        others = HelpCentre.objects.annotate(lower=Lower("domain")).exclude(pk=self.instance.pk)
        if domain and others.filter(lower=domain).exists():
            raise ValidationError(_("Another help centre has this domain."))
        return domain

    def clean_picture(self) -> bytes:
        """The logo drawn anew from its pixels: nothing else of the file is kept."""
        given: UploadedFile[Any] | None = self.cleaned_data["picture"]
        if given is None:
            return b""
        if (given.size or 0) > LOGO_BYTES:
            raise ValidationError(_("This picture is larger than 2 MB."))
        try:
            return _drawn(given.read())
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as broken:
            raise ValidationError(_("This is no picture that we can read.")) from broken


def _drawn(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP"]) as given:
        given.thumbnail((LOGO_WIDTH, LOGO_HEIGHT))
        out = io.BytesIO()
        given.convert("RGBA").save(out, "PNG", optimize=True)
        return out.getvalue()


class TextsForm(forms.Form):
    """The seller's own texts in one language."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.doubts: list[tuple[str, str]] = []
        for kind in TextKind:
            self.fields[kind.value] = forms.CharField(
                label=kind.label, required=False, max_length=50_000, widget=forms.Textarea({"rows": 8})
            )

    def clean(self) -> dict[str, Any]:
        """What could not be shown, or what a marketplace forbids, is not kept; what it doubts is said (`doubts`)."""
        cleaned = super().clean() or {}
        for kind in TextKind:
            try:
                as_html(cleaned.get(kind.value) or "", brand="")
            except TooMuch:
                self.add_error(kind.value, _("This text is too long to be shown."))
                continue
            self._judge(kind, cleaned.get(kind.value) or "")
        return cleaned

    def _judge(self, kind: TextKind, text: str) -> None:
        reader = get_language() or "en"
        for found in problems(text, kind=kind, language=self.language):
            words = text[found.start : found.end][:80]
            said = _("“%(words)s”: %(why)s") % {"words": words, "why": found.explanation(reader)}
            if found.stops:
                self.add_error(kind.value, said)
            else:
                self.doubts.append((str(kind.label), said))


class LinkForm(LinkModelForm):
    """A link at the top or the bottom of every page."""

    class Meta:
        model = CentreLink
        fields = ("place", "language", "label", "url", "position")

    def clean_url(self) -> str:
        """Buyers are led to protected pages alone."""
        url = str(self.cleaned_data["url"])
        if not url.startswith("https://"):
            raise ValidationError(_("The address must begin with https://."))
        return url


class ChoiceForm(forms.Form):
    """One choice of the contact form."""

    parent = forms.ModelChoiceField(
        FormChoice.objects.none(), label=_("Below"), required=False, empty_label=_("at the top")
    )
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    asks = forms.MultipleChoiceField(
        label=_("Asks for"), choices=Asked.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    needs = forms.MultipleChoiceField(
        label=_("Must be filled in"),
        choices=[choice for choice in Asked.choices if choice[0] != Asked.FILES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    live = forms.ChoiceField(label=_("Look up first"), choices=LiveAnswer.choices, required=False)
    article = forms.ModelChoiceField(
        Article.objects.order_by("slug"), label=_("Article that comes first"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, centre: HelpCentre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.queryset = centre.choices.order_by("position", "pk")
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ChoiceField)
        groups = [
            (words.category(category), [(each, words.topic(each)) for each in topics])
            for category, topics in CATEGORIES.items()
        ]
        topic.choices = [("", _("none: a heading with choices below it")), *groups]
        names = dict(settings.LANGUAGES)
        for language in centre.languages:
            self.fields[f"label_{language}"] = forms.CharField(
                label=_("Words in %(language)s") % {"language": names[language]}, required=False, max_length=120
            )

    @property
    def labels(self) -> dict[str, str]:
        """The owner's words by language."""
        given = {name.removeprefix("label_"): text for name, text in self.cleaned_data.items() if "label_" in name}
        return {language: text for language, text in given.items() if text}

    def clean(self) -> dict[str, Any]:
        """What must be filled in is asked for; a choice has words."""
        cleaned = super().clean() or {}
        cleaned["asks"] = list(dict.fromkeys([*cleaned.get("asks", []), *cleaned.get("needs", [])]))
        if not cleaned.get("topic") and not any(cleaned.get(name) for name in self.fields if "label_" in name):
            raise ValidationError(_("Choose a topic, or write words for it."))
        return cleaned
