"""What owners type about inserts, checked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sportello.knowledge.models import Article, Audience, Edition
from sportello.orders.models import Product
from sportello.portal.models import HelpCentre
from sportello.portal.roads.laying import has_address

if TYPE_CHECKING:
    ArticleField = forms.ModelChoiceField[Article]
else:
    ArticleField = forms.ModelChoiceField


class TitledArticles(ArticleField):
    """A choice of published articles, each named by its title in the first of the languages that it has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Article.objects.none(), **kwargs)
        self._titles: dict[int, str] = {}

    def offer(self, languages: Sequence[str], *, also: int | None = None) -> None:
        """Offer what is published, and the one that is chosen already."""
        rows = Edition.objects.filter(Q(published__isnull=False) | Q(article=also)).order_by("pk")
        told = rows.values_list("article", "language", Coalesce("published__title", "latest__title"))
        place = {language: number for number, language in enumerate(languages)}
        by_wish = sorted(told, key=lambda row: place.get(row[1], len(place)), reverse=True)
        self._titles = {article: title or "" for article, _language, title in by_wish}
        self.queryset = Article.objects.filter(pk__in=self._titles).order_by("slug")

    def label_from_instance(self, obj: Article) -> str:
        """Its title; its slug where it has none yet."""
        return self._titles.get(obj.pk) or str(obj)


class WordsForm(forms.Form):
    """The words on an insert, and where its code leads."""

    article = TitledArticles(
        label=_("Leads to"), required=False, empty_label=_("what buyers ask most about it"),
        help_text=_("When the article is taken down, the code leads to the nearest one that stands."),
    )  # fmt: skip
    headline = forms.CharField(label=_("Headline"), max_length=80)
    words = forms.CharField(label=_("A line below it"), max_length=160, required=False)

    field_order: Sequence[str] = ("headline", "words", "article")

    def __init__(self, *args: Any, languages: Sequence[str], chosen: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        article = self.fields["article"]
        assert isinstance(article, TitledArticles)
        article.offer(languages, also=chosen)

    def clean(self) -> dict[str, Any]:
        """No address in the words: only the short link stands on the paper."""
        given = super().clean() or {}
        for field in ("headline", "words"):
            if has_address(given.get(field, "")):
                self.add_error(field, ValidationError(_("Only the help centre's own short link stands on an insert.")))
        return given


class NewInsertForm(WordsForm):
    """A new insert."""

    field_order = ("name", "audience", "site", "language", "product", "batch", "headline", "words", "article")
    name = forms.CharField(label=_("Name"), max_length=80)
    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices)
    site = forms.RegexField(
        r"^[a-z0-9.-]+$", label=_("Marketplace site"), max_length=60, required=False,
        help_text=_("Such as amazon.it, where the parcels are sold on one site only."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"))
    product = forms.ModelChoiceField(
        Product.objects.order_by("title", "pk"), label=_("Product"), required=False, empty_label=_("any product")
    )
    batch = forms.CharField(
        label=_("Batch"), max_length=40, required=False,
        help_text=_("Your own name of the print run, such as 2026-11: scans are counted for each."),
    )  # fmt: skip
    headline = forms.CharField(
        label=_("Headline"), max_length=80, required=False,
        help_text=_("Leave it empty to take what buyers of the product ask most."),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: HelpCentre, **kwargs: Any) -> None:
        super().__init__(*args, languages=centre.languages, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        language.choices = [(code, get_language_info(code)["name_local"].capitalize()) for code in centre.languages]
