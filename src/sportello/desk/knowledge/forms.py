"""What content owners type, checked."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.desk.understanding.words import topics_by_category
from sportello.knowledge.models import Article, Audience, Edition, Version
from sportello.knowledge.texts import BODY_MOST, SUMMARY_MOST, TITLE_MOST, Text, Unfit
from sportello.knowledge.writing import words_of

if TYPE_CHECKING:
    ArticleModelForm = forms.ModelForm[Article]
else:
    ArticleModelForm = forms.ModelForm


class EditionForm(forms.Form):
    """The text of an edition. `base` is the number of the version it was begun from."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(label=_("Title"), max_length=TITLE_MOST)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for lists and search results."),
    )
    body = forms.CharField(
        label=_("Text"),
        max_length=BODY_MOST,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22, "class": "article-text"}),
    )
    keywords = forms.CharField(
        label=_("Keywords"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Separated by commas."),
    )
    questions = forms.CharField(
        label=_("What buyers ask"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One to a line, in their own words. The search learns from them."),
    )
    is_up_to_date = forms.BooleanField(label=_("Says the same as the original now"), required=False)
    note = forms.CharField(label=_("What changed"), max_length=200, required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "summary", "body", "keywords", "questions"):
            self.fields[name].widget.attrs |= {"lang": edition.language}
        if edition.language == edition.article.original_language:
            del self.fields["is_up_to_date"]

    @property
    def text(self) -> Text:
        """What was typed, as it is; only after `is_valid` within bounds."""
        typed = self.data if not hasattr(self, "cleaned_data") else self.cleaned_data
        return Text(
            title=str(typed.get("title", "")),
            body=str(typed.get("body", "")),
            summary=str(typed.get("summary", "")),
            keywords=words_of(str(typed.get("keywords", ""))),
            questions=words_of(str(typed.get("questions", "")), ["\n"]),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse too many or too long keywords and questions."""
        if not self.errors:
            try:
                self.text.tidied()
            except Unfit as unfit:
                raise ValidationError({unfit.part: _("There are too many, or one is too long.")}) from unfit
        return self.cleaned_data


def as_typed(version: Version) -> dict[str, str | int]:
    """A version as the form shows it."""
    return {
        "base": version.number,
        "title": version.title,
        "summary": version.summary,
        "body": version.body,
        "keywords": ", ".join(version.keywords),
        "questions": "\n".join(version.questions),
    }


class ArticleForm(ArticleModelForm):
    """What holds for all editions of an article."""

    class Meta:
        model = Article
        fields: ClassVar = ("slug", "topic", "original_language", "owner", "review_on", "brands", "linked")
        widgets: ClassVar = {"review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"] = forms.ChoiceField(label=_("Topic"), choices=[("", "—"), *topics_by_category()])
        writers = Agent.objects.active().who_may(Permission.WRITE_ARTICLES).order_by("name")
        self.fields["owner"].queryset = writers  # type: ignore[attr-defined]
        others = Article.objects.exclude(pk=self.instance.pk).order_by("slug")
        self.fields["linked"].queryset = others  # type: ignore[attr-defined]


class NewArticleForm(forms.Form):
    """A first edition and the article it belongs to."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_MOST)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=80,
        help_text=_("Such as late-parcel. It stays the same in every language."),
    )
    topic = forms.ChoiceField(label=_("Topic"))
    audience = forms.ChoiceField(label=_("For"), choices=Audience.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = topics_by_category()  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """A name that no other article has."""
        slug = str(self.cleaned_data["slug"]).lower()
        if Article.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is an article with this name."))
        return slug


class NewEditionForm(forms.Form):
    """An edition to begin: for whom, in which language."""

    audience = forms.ChoiceField(label=_("For"), choices=Audience.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class WhyForm(forms.Form):
    """A reason, kept with what was done."""

    why = forms.CharField(max_length=300, required=False)


class PublicationForm(forms.Form):
    """When a version is to be read: now or on a day, and perhaps not for ever. Times are the agent's own."""

    due_at = forms.DateTimeField(required=False)
    until = forms.DateTimeField(required=False)


class ImportForm(forms.Form):
    """A file to take articles from."""

    file = forms.FileField(
        label=_("File"), help_text=_("A zip of Markdown files, or an export of Zendesk, Freshdesk or Gorgias.")
    )


class PlaceForm(forms.Form):
    """Words for an open place in one language."""

    place = forms.CharField(max_length=64)
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    words = forms.CharField(max_length=400)
