"""Macros, their editions with every version, and what became of them."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

LONGEST_TOPIC = 32


class MacroAudience(models.TextChoices):
    """For whom an edition is written. `ANY` passes the rules of every audience."""

    ANY = "any", _("everybody")
    AMAZON = "amazon", _("Amazon")
    EBAY = "ebay", _("eBay")
    WALMART = "walmart", _("Walmart")
    SHOP = "shop", _("Shop, mail and contact form")


class MacroQuerySet(models.QuerySet["Macro"]):
    """Sets of macros."""

    def offered(self) -> Self:
        """Not retired."""
        return self.filter(retired_at=None)


class Macro(models.Model):
    """A reusable reply. `topics` are slugs of `reading`; `slug` names it in files; `purpose` says when to take it."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    purpose = models.CharField(_("when to take it"), max_length=300, blank=True)
    topics = ArrayField(models.CharField(max_length=LONGEST_TOPIC), default=list, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar = MacroQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class MacroEdition(models.Model):
    """A macro's text for one audience and language, as the newest version says. `variables` are those it names."""

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="editions")
    audience = models.CharField(_("audience"), max_length=8, choices=MacroAudience.choices)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=8000)
    version = models.PositiveIntegerField(default=1)
    variables = ArrayField(models.CharField(max_length=80), default=list)
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["language", "audience"]
        constraints: ClassVar = [
            models.UniqueConstraint("macro", "audience", "language", name="macro_edition_once"),
            models.CheckConstraint(condition=Q(audience__in=MacroAudience.values), name="macro_edition_audience"),
            models.CheckConstraint(condition=Q(version__gte=1), name="macro_edition_version"),
        ]

    def __str__(self) -> str:
        return f"{self.macro} {self.audience} {self.language}"


class MacroVersion(models.Model):
    """What an edition said from a time on. Rows are only added."""

    edition = models.ForeignKey(MacroEdition, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint("edition", "number", name="macro_version_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} version {self.number}"


class VerificationEnd(models.TextChoices):
    """Why a verification no longer stands."""

    CHANGED = "changed", _("The text was changed")
    BREAKS_A_RULE = "breaks_a_rule", _("A rule changed and the text breaks it")
    WITHDRAWN = "withdrawn", _("Taken back")
    RENEWED = "renewed", _("Verified again")


class MacroVerificationQuerySet(models.QuerySet["MacroVerification"]):
    """Sets of verifications."""

    def standing(self) -> Self:
        """Not ended: their editions may be used."""
        return self.filter(ended_at=None)


class MacroVerification(models.Model):
    """Who read a version of an edition and vouches for it, and by which rules it was proved (`packs`).

    An edition is offered to agents as long as one stands.
    """

    edition = models.ForeignKey(MacroEdition, models.CASCADE, related_name="verifications")
    version = models.PositiveIntegerField()
    packs = models.CharField(max_length=200)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    ended_as = models.CharField(max_length=14, choices=VerificationEnd.choices, blank=True)

    objects: ClassVar = MacroVerificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(ended_at=None), name="macro_verification_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="")
                | Q(ended_at__isnull=False, ended_as__in=VerificationEnd.values),
                name="macro_verification_end_has_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"verification of {self.edition_id}"


class MacroUse(models.Model):
    """An agent put an edition into an answer to a ticket (of the inbox, which this app does not know)."""

    edition = models.ForeignKey(MacroEdition, models.CASCADE, related_name="uses")
    version = models.PositiveIntegerField()
    ticket = models.BigIntegerField()
    agent = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="macro_use_at"),
            models.Index(fields=["ticket"], name="macro_use_ticket"),
        ]

    def __str__(self) -> str:
        return f"edition {self.edition_id} in ticket {self.ticket}"


class MacroFigures(models.Model):
    """How often a macro was used lately, and after how many of those uses the buyer had to write again.

    Counted anew by `figures.count`; kept so that choosing a macro reads a row instead of a season.
    """

    macro = models.OneToOneField(Macro, models.CASCADE, primary_key=True, related_name="figures")
    used = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled__lte=F("used"), repeated__lte=F("settled")), name="macro_figures_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.repeated} of {self.used}"

    @property
    def repeat_rate(self) -> float | None:
        """The share of settled uses after which the buyer wrote again; None while too few are settled to tell."""
        return self.repeated / self.settled if self.settled >= self.ENOUGH else None

    ENOUGH: ClassVar = 5
