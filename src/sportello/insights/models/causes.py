"""What was found to make buyers write, and write again, issues take long and orders end in claims."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.insights.causes.judging import Verdict

from .facts import LONGEST_CODE


class Trouble(models.TextChoices):
    """The bad ends whose causes are looked for."""

    REPEAT = "repeat", _("The buyer writes again")
    LONG = "long", _("The issue takes long")
    CLAIM = "claim", _("The order ends in a claim")
    CONTACT = "contact", _("The order brings a contact")


class Dimension(models.TextChoices):
    """In which respects answers, issues and orders are compared. A lane is a carrier in a country."""

    TOPIC = "topic", _("Topic")
    MISSING = "missing", _("Missing datum")
    MACRO = "macro", _("Macro")
    ARTICLE = "article", _("Article")
    AGENT = "agent", _("Agent")
    PRODUCT = "product", _("Product")
    CARRIER = "carrier", _("Carrier")
    COUNTRY = "country", _("Country")
    LANE = "lane", pgettext_lazy("insights", "Carrier in a country")


class CauseStudy(models.Model):
    """One look for causes: which trouble, over which days (both included), in how many cases. A newer one of as many
    days takes its place.

    `inflation` says how far cases of one issue share their fate (1: not at all), `longer_than` above how many seconds
    an issue was called long, `version` which judgement it was.
    """

    trouble = models.CharField(max_length=7, choices=Trouble.choices)
    days = models.PositiveSmallIntegerField()
    first = models.DateField()
    last = models.DateField()
    at = models.DateTimeField()
    cases = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    inflation = models.FloatField()
    longer_than = models.PositiveIntegerField(null=True)
    version = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["trouble", "days"], name="cause_study_newest"),
            models.CheckConstraint(
                condition=Q(first__lte=F("last"), hits__lte=F("cases")), name="cause_study_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trouble} in {self.days} days"


class CauseLine(models.Model):
    """A value of a dimension against the rest with the same mix of topics and channels; see `causes.judging.Judged`.

    `because` is the line that explains an explained one. `topic` says which contacts with orders were counted
    ("": all, and of all other troubles).
    """

    study = models.ForeignKey(CauseStudy, models.CASCADE, related_name="lines")
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    key = models.CharField(max_length=120)
    topic = models.CharField(max_length=LONGEST_CODE, blank=True)
    cases = models.PositiveIntegerField()
    hits = models.PositiveIntegerField()
    others = models.FloatField()
    difference = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    p = models.FloatField()
    q = models.FloatField()
    surplus = models.FloatField()
    verdict = models.CharField(max_length=9, choices=[(one.value, one.value) for one in Verdict])
    rank = models.PositiveSmallIntegerField(default=0)
    because = models.ForeignKey("self", models.CASCADE, null=True, related_name="explains")

    class Meta:
        ordering: ClassVar = ["-surplus", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "dimension", "key", "topic"], name="cause_line_once"),
            models.CheckConstraint(condition=Q(hits__lte=F("cases"), cases__gt=0), name="cause_line_in_order"),
            models.CheckConstraint(
                condition=Q(verdict="cause", rank__gt=0) | ~Q(verdict="cause") & Q(rank=0), name="cause_line_ranked"
            ),
            models.CheckConstraint(
                condition=Q(verdict="explained", because__isnull=False) | ~Q(verdict="explained") & Q(because=None),
                name="cause_line_explained_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}"

    @property
    def rate(self) -> float:
        """The share of hits, 0 to 1."""
        return self.hits / self.cases
