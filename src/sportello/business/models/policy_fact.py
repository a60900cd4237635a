"""Policy facts with their history, and the texts to look at after one changed."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind


class PolicyKind(models.TextChoices):
    """What sort of value a fact is (`policy.values.Kind`), in words."""

    DAYS = Kind.DAYS.value, _("days")
    MONTHS = Kind.MONTHS.value, _("months")
    MONEY = Kind.MONEY.value, _("an amount of money")
    TEXT = Kind.TEXT.value, _("a text in each language")
    ADDRESS = Kind.ADDRESS.value, _("an address")


class PolicyFactQuerySet(models.QuerySet["PolicyFact"]):
    """Sets of facts."""

    def stated(self) -> Self:
        """Not withdrawn; those of past and future days among them."""
        return self.filter(withdrawn_at=None)


class PolicyFact(models.Model):
    """What holds from a day on, for a channel (None: all) and a country ("": all). A row is never changed: another
    value is another row, and one that was wrong is withdrawn. `policy.finding.fact_for` says which one holds."""

    key = models.SlugField(_("name"), max_length=40)
    kind = models.CharField(max_length=8, choices=PolicyKind.choices)
    channel = models.ForeignKey(
        "channels.Channel",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policy_facts",
        verbose_name=_("channel"),
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    valid_from = models.DateField(_("valid from"))
    value = models.JSONField()
    reason = models.CharField(_("why"), max_length=200, blank=True)
    stated_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    stated_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar = PolicyFactQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["key", "-valid_from", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "channel", "country", "valid_from"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="policy_fact_once_a_day",
            ),
            models.CheckConstraint(condition=Q(kind__in=PolicyKind.values), name="policy_fact_kind"),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex=r"^[A-Z]{2}$"), name="policy_fact_country"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} from {self.valid_from}"

    @property
    def fact(self) -> Fact:
        """The row as a value."""
        return Fact(
            key=self.key,
            kind=Kind(self.kind),
            value=self.value,
            valid_from=self.valid_from,
            channel=self.channel_id,
            country=self.country,
            stated=self.pk or 0,
        )


class PolicyTaskReason(models.TextChoices):
    """Why a text is to be looked at."""

    USES = "uses", _("uses it")
    CONTRADICTS = "contradicts", _("says something else")


class PolicyTaskQuerySet(models.QuerySet["PolicyTask"]):
    """Sets of tasks."""

    def open(self) -> Self:
        """Nobody looked at them yet."""
        return self.filter(done_at=None)


class PolicyTask(models.Model):
    """A text to look at because a fact changed: `text_kind` and `ref` name it as `using.UsingText` does.

    `words` is the sentence that says something else, of our own texts and so without anything personal.
    """

    fact = models.ForeignKey(PolicyFact, models.CASCADE, related_name="tasks")
    text_kind = models.CharField(max_length=20)
    ref = models.BigIntegerField()
    title = models.CharField(max_length=200)
    href = models.CharField(max_length=300)
    reason = models.CharField(max_length=12, choices=PolicyTaskReason.choices)
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar = PolicyTaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "text_kind", "ref"], name="policy_task_once"),
            models.CheckConstraint(condition=Q(reason__in=PolicyTaskReason.values), name="policy_task_reason"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["text_kind", "ref"], name="policy_task_open", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.reason}"
