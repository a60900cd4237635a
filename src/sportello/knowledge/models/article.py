"""One subject of the help centre, and the policies it rests on."""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.models import Agent
from sportello.business.models import Brand
from sportello.reading.vocabulary import CATEGORIES, TOPICS, category_of


class Audience(models.TextChoices):
    """For whom an edition is written. `any` must pass the rules of every audience that may see it."""

    ANY = "any", pgettext_lazy("audience", "Everybody")
    AMAZON = "amazon", _("Amazon")
    EBAY = "ebay", _("eBay")
    WALMART = "walmart", _("Walmart")
    SHOP = "shop", _("Shop, mail and contact form")


def validate_topic(value: str) -> None:
    """Refuse what is none of the 18 topics."""
    if value not in TOPICS:
        raise ValidationError(_("This topic is not known."), code="topic")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Sets of articles."""

    def of_category(self, category: str) -> Self:
        """Those of one category: delivery, returns or policy. Raises KeyError for another word."""
        return self.filter(topic__in=CATEGORIES[category])

    def for_brand(self, brand: Brand | int | None) -> Self:
        """Those that a brand may show: its own, and those of no brand in particular (None: only these)."""
        own = Q(brands=None) if brand is None else Q(brands=None) | Q(brands=brand)
        return self.filter(own).distinct()


class Article(models.Model):
    """One subject, known by its slug; its text stands in editions.

    Without brands it belongs to all of them. `original_language` is the one it is written in first: editions in other
    languages are translations of it. `review_on` is the day on which its owner looks at it again.
    """

    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    topic = models.CharField(_("topic"), max_length=32, validators=[validate_topic])
    original_language = models.CharField(
        _("language it is written in first"), max_length=10, choices=settings.LANGUAGES, default="en"
    )
    owner = models.ForeignKey(
        Agent, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who answers for it")
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    brands = models.ManyToManyField(Brand, blank=True, related_name="articles", verbose_name=_("brands"))
    linked = models.ManyToManyField("self", blank=True, verbose_name=_("articles to read next"))
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(topic__in=TOPICS), name="article_topic_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["topic"], name="article_topic")]

    def __str__(self) -> str:
        return self.slug

    @property
    def category(self) -> str:
        """Delivery, returns or policy."""
        return category_of(self.topic)


class PolicyReference(models.Model):
    """A published policy that an article rests on, and the day on which somebody last compared them."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    name = models.CharField(_("policy"), max_length=120)
    url = models.URLField(_("address"), max_length=400, blank=True)
    compared_on = models.DateField(_("compared on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint("article", "name", name="policy_reference_once")]

    def __str__(self) -> str:
        return self.name
