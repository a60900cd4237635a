"""Counts by the hour, waves in them, and what was done about those. Ids, codes and numbers, never words of buyers.

No keys to tickets and messages: what was counted stays when persons are erased.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.models import Agent
from sportello.knowledge.models import Edition


class SeriesKind(models.TextChoices):
    """By what issues are counted. A lane is a carrier in a country, a pair a topic of a product."""

    EVERYTHING = "all", _("All contacts")
    TOPIC = "topic", _("Topic")
    PRODUCT = "product", _("Product")
    CARRIER = "carrier", _("Carrier")
    LANE = "lane", _("Carrier in a country")
    LANGUAGE = "language", _("Language")
    CHANNEL = "channel", _("Channel")
    CLUSTER = "cluster", pgettext_lazy("spike", "New subject")
    PAIR = "pair", _("Topic of a product")


class SeriesCount(models.Model):
    """How many issues of a series began in the hour that begins then. `key` is an id or a code, "" for everything."""

    kind = models.CharField(max_length=8, choices=SeriesKind)
    key = models.CharField(max_length=60, blank=True)
    hour = models.DateTimeField()
    n = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "hour", "key", name="series_count_once"),
            models.CheckConstraint(condition=Q(kind__in=SeriesKind.values), name="series_count_kind"),
            models.CheckConstraint(condition=Q(n__gte=1), name="series_count_is_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["hour"], name="series_count_hour")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.hour}: {self.n}"


class NewSubject(models.Model):
    """Messages that fit no topic and ask the same. `total` is the sum of their unit vectors (single precision)."""

    total = models.BinaryField()
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["last_at"], name="new_subject_last")]

    def __str__(self) -> str:
        return f"new subject {self.pk}"


class SubjectMember(models.Model):
    """A ticket whose first message fits no topic, and what else it is about."""

    ticket = models.BigIntegerField(unique=True)
    subject = models.ForeignKey(NewSubject, models.CASCADE, related_name="members")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="subject_member_at")]

    def __str__(self) -> str:
        return f"ticket {self.ticket} in {self.subject_id}"


class SpikeQuerySet(models.QuerySet["Spike"]):
    """Sets of spikes."""

    def going_on(self) -> Self:
        """Those that have not ended."""
        return self.filter(ended_at=None)


class Spike(models.Model):
    """A wave of contacts above what is usual, from the hour `began_at` on; called at `noticed_at`, once.

    `kind` and `key` name the series that rose the most beyond chance, `observed` and `expected` what came of it in the
    `hours` before it was called. The cause is the narrowest series that explains most of the rise, `cause_share` how
    much of it. `rises` lists all that rose together: kind, key, observed, expected. `tickets` are examples.
    """

    kind = models.CharField(max_length=8, choices=SeriesKind)
    key = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    hours = models.PositiveSmallIntegerField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    cause_kind = models.CharField(max_length=8, choices=SeriesKind)
    cause_key = models.CharField(max_length=60, blank=True)
    cause_share = models.FloatField()
    rises = models.JSONField(default=list)
    tickets = models.JSONField(default=list)

    objects: ClassVar = SpikeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noticed_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "key", condition=Q(ended_at=None), name="spike_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(kind__in=SeriesKind.values, cause_kind__in=SeriesKind.values), name="spike_kinds"
            ),
            models.CheckConstraint(condition=Q(observed__gt=F("expected")), name="spike_is_above"),
            models.CheckConstraint(condition=Q(began_at__lte=F("noticed_at")), name="spike_begins_before"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("noticed_at")), name="spike_ends_after"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-noticed_at"], name="spike_noticed")]

    def __str__(self) -> str:
        return f"spike {self.pk} {self.kind} {self.key}"

    @property
    def extra(self) -> float:
        """How many more came than usual, when it was called."""
        return self.observed - self.expected

    @property
    def times(self) -> float:
        """How many times the usual came."""
        return self.observed / max(self.expected, 0.1)

    @property
    def series(self) -> tuple[tuple[str, str], ...]:
        """Every series that rose in this wave, the one that was called first."""
        others = [(rise["kind"], rise["key"]) for rise in self.rises]
        return tuple(dict.fromkeys([(self.kind, self.key), (self.cause_kind, self.cause_key), *others]))


class SpikeOutcome(models.TextChoices):
    """What a call proved to be."""

    TRUE = "true", pgettext_lazy("spike", "True")
    KNOWN = "known", pgettext_lazy("spike", "True, and known before")
    FALSE_ALARM = "false", pgettext_lazy("spike", "False alarm")


class SpikeVerdict(models.Model):
    """Who said what a spike proved to be; the newest word replaces the one before."""

    spike = models.OneToOneField(Spike, models.CASCADE, related_name="verdict")
    outcome = models.CharField(max_length=5, choices=SpikeOutcome)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(outcome__in=SpikeOutcome.values), name="spike_verdict_outcome")
        ]

    def __str__(self) -> str:
        return f"{self.spike_id}: {self.outcome}"


class SpikeMuteQuerySet(models.QuerySet["SpikeMute"]):
    """Sets of mutes."""

    def standing(self, now: datetime) -> Self:
        """Those that hold now."""
        return self.filter(lifted_at=None, until__gt=now)


class SpikeMute(models.Model):
    """A series of which nobody wants to hear until then, unless it is lifted before."""

    kind = models.CharField(max_length=8, choices=SeriesKind)
    key = models.CharField(max_length=60, blank=True)
    until = models.DateTimeField()
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects: ClassVar = SpikeMuteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("kind", "key", condition=Q(lifted_at=None), name="spike_mute_once"),
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="spike_mute_lasts"),
            models.CheckConstraint(condition=Q(kind__in=SeriesKind.values), name="spike_mute_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} until {self.until}"


class SpikeDraft(models.Model):
    """The edition that was begun because of a spike."""

    spike = models.OneToOneField(Spike, models.CASCADE, related_name="draft")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"edition {self.edition_id} because of spike {self.spike_id}"


class SpikeLetter(models.Model):
    """One agent's mail about one spike: claimed before it is sent, so that it is sent once."""

    spike = models.ForeignKey(Spike, models.CASCADE, related_name="letters")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("spike", "agent", name="spike_letter_once")]

    def __str__(self) -> str:
        return f"letter about {self.spike_id} to {self.agent_id}"


class SpikeHook(models.Model):
    """An address of the owner's that is told of spikes; what goes there is signed with a secret, kept sealed."""

    url = models.URLField(max_length=500)
    secret = models.BinaryField()
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("url", condition=Q(ended_at=None), name="spike_hook_once")]

    def __str__(self) -> str:
        return f"hook {self.pk}"


class SpikePushQuerySet(models.QuerySet["SpikePush"]):
    """Sets of pushes."""

    def due(self, now: datetime) -> Self:
        """Those to be tried now."""
        return self.filter(delivered_at=None, given_up_at=None, next_try_at__lte=now, hook__ended_at=None)


class SpikePush(models.Model):
    """What a hook is to be told of a spike; written with the spike, sent afterwards, tried again until it arrives."""

    hook = models.ForeignKey(SpikeHook, models.CASCADE, related_name="pushes")
    spike = models.ForeignKey(Spike, models.CASCADE, related_name="pushes")
    what = models.CharField(max_length=5, choices=[("began", "began"), ("ended", "ended")])
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=200, blank=True)

    objects: ClassVar = SpikePushQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("hook", "spike", "what", name="spike_push_once"),
            models.CheckConstraint(condition=Q(what__in=["began", "ended"]), name="spike_push_what"),
            models.CheckConstraint(condition=Q(delivered_at=None) | Q(given_up_at=None), name="spike_push_one_end"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], name="spike_push_due", condition=Q(delivered_at=None, given_up_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.spike_id} to {self.hook_id}"
