"""The contact form: a tree of choices that the owner edits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.knowledge.models import Article
from sportello.reading.vocabulary import CATEGORIES, TOPICS


class Asked(models.TextChoices):
    """What a choice asks for besides the buyer's words and address."""

    ORDER = "order", _("Order number")
    PRODUCT = "product", _("Product")
    FILES = "files", _("Photo or file")


class LiveAnswer(models.TextChoices):
    """What is looked up and shown before anything can be sent."""

    NONE = "", _("nothing")
    PARCEL = "parcel", _("where the parcel is")
    REFUND = "refund", _("how the return or refund stands")


class FormChoice(models.Model):
    """One choice of the contact form: a heading with further choices below it, or what a message is about.

    `labels` has its words by language; without them the name of its topic or category stands. `asks` are fields shown,
    `needs` those of them that must be filled in. `article` is shown first, and so is the `live` answer.
    """

    centre = models.ForeignKey("portal.HelpCentre", models.CASCADE, related_name="choices")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    topic = models.CharField(_("topic"), max_length=32, blank=True)
    category = models.CharField(_("category"), max_length=10, blank=True)
    labels = models.JSONField(default=dict, blank=True)
    asks = ArrayField(models.CharField(max_length=8, choices=Asked), default=list, blank=True)
    needs = ArrayField(models.CharField(max_length=8, choices=Asked), default=list, blank=True)
    live = models.CharField(_("look up first"), max_length=8, choices=LiveAnswer, blank=True, default="")
    article = models.ForeignKey(
        Article, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("article that comes first")
    )

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(topic__in=["", *TOPICS]), name="form_choice_topic"),
            models.CheckConstraint(condition=Q(live__in=LiveAnswer.values), name="form_choice_live"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="form_choice_not_below_itself"),
            models.CheckConstraint(condition=Q(asks__contains=F("needs")), name="form_choice_asks_what_it_needs"),
            models.CheckConstraint(condition=Q(category__in=["", *CATEGORIES]), name="form_choice_category"),
            models.CheckConstraint(condition=~Q(topic="", category="", labels={}), name="form_choice_words"),
        ]

    def __str__(self) -> str:
        return self.topic or self.category or next(iter(self.labels.values()), "")
