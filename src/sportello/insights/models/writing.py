"""What buyers ask, put together by meaning; where no edition answers it; and what was written because of that.

No keys to tickets and messages: figures stay when persons are erased. Their words stay where they are, never here.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.channels.models import Channel
from sportello.knowledge.models import Audience, Edition
from sportello.reading.vocabulary import TOPICS


class QuestionGroupQuerySet(models.QuerySet["QuestionGroup"]):
    """Sets of groups."""

    def standing(self) -> Self:
        """Those that did not go into another one."""
        return self.filter(joined=None)


class QuestionGroup(models.Model):
    """Questions of one topic that ask the same, in any language.

    `total` is the sum of the unit vectors of its questions (single precision); its direction is what the group is
    about. `joined` is the group it went into when both had grown together.
    """

    topic = models.CharField(max_length=32)
    total = models.BinaryField()
    joined = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    begun_at = models.DateTimeField()

    objects: ClassVar = QuestionGroupQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(topic__in=TOPICS), name="question_group_topic"),
            models.CheckConstraint(condition=~Q(joined=F("id")), name="question_group_not_into_itself"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["topic"], name="question_group_standing", condition=Q(joined=None)),
        ]

    def __str__(self) -> str:
        return f"group {self.pk} {self.topic}"


class AskedQuestion(models.Model):
    """What the first message of a conversation asks: ids, codes and where the words stand in that message.

    `vector` (half precision) lets it choose again among the groups; it is dropped after some weeks.
    """

    message = models.BigIntegerField(unique=True)
    ticket = models.BigIntegerField()
    group = models.ForeignKey(QuestionGroup, models.CASCADE, related_name="questions")
    asked_at = models.DateTimeField()
    channel = models.BigIntegerField()
    audience = models.CharField(max_length=8, choices=Audience)
    language = models.CharField(max_length=10)
    product = models.BigIntegerField(null=True)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    nearness = models.FloatField()
    vector = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="asked_question_audience"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="asked_question_place"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="asked_question_at"),
            models.Index(fields=["group", "audience", "language", "asked_at"], name="asked_question_gap"),
            models.Index(fields=["asked_at"], name="asked_question_vector", condition=Q(vector__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"question of message {self.message}"


class Sifting(models.Model):
    """How far buyers' questions were sifted: one row, number 1. `up_to` is the last message looked at."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    up_to = models.BigIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    weighed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="sifting_one_row")]

    def __str__(self) -> str:
        return f"sifted up to {self.up_to}"


class Gap(models.Model):
    """A group of questions of one audience in one language: what an edition would answer. Weighed anew every night.

    `product` is the one product it is about, where buyers ask this about it more often than about others; null: it is
    not about one product. `cells` are lists of channel, product (null: none known) and tickets of the last `days`;
    `counted` holds what share, minutes and cover are estimated from (see `writing.counted`). `examples` and `answers`
    are messages, the best first; `terms` what was searched in vain that asks the same, each with how often. A gap that
    no longer has tickets has none in `cells`; the row stays for what was written because of it.
    """

    group = models.ForeignKey(QuestionGroup, models.CASCADE, related_name="gaps")
    audience = models.CharField(max_length=8, choices=Audience)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    product = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=32)
    days = models.PositiveSmallIntegerField()
    tickets = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    counted = models.JSONField(default=dict)
    examples = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    terms = models.JSONField(default=list)
    weighed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "audience", "language", "product"], name="gap_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(topic__in=TOPICS), name="gap_topic"),
            models.CheckConstraint(condition=Q(days__gte=1), name="gap_days"),
        ]
        indexes: ClassVar = [models.Index(fields=["-tickets"], name="gap_tickets")]

    def __str__(self) -> str:
        return f"gap {self.group_id} {self.audience} {self.language}"


class GapMuteQuerySet(models.QuerySet["GapMute"]):
    """Sets of mutes."""

    def standing(self, now: datetime) -> Self:
        """Those that hold now."""
        return self.filter(Q(until=None) | Q(until__gt=now), lifted_at=None)


class GapMute(models.Model):
    """A gap that nobody wants to see until then (null: for good), unless the mute is lifted before."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="mutes")
    until = models.DateTimeField(null=True)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects: ClassVar = GapMuteQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("gap", condition=Q(lifted_at=None), name="gap_mute_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("at")), name="gap_mute_lasts"),
        ]

    def __str__(self) -> str:
        return f"gap {self.gap_id} until {self.until}"


class WrittenArticle(models.Model):
    """An edition begun because of a gap, and what the gap was worth on that day (tickets and minutes a month).

    `followed` holds contacts and orders before and after its first publication (see `writing.following`); it grows for
    30 days and then stands. {} while nothing was published.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="written_because")
    gap = models.ForeignKey(Gap, models.CASCADE, related_name="written")
    tickets = models.FloatField()
    minutes = models.FloatField()
    followed = models.JSONField(default=dict)
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"edition {self.edition_id} for gap {self.gap_id}"


class ChannelWeight(models.Model):
    """How much a saved minute on a channel is worth to the owner; a channel without a row has 1."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="writing_weight")
    weight = models.DecimalField(
        _("weight"), max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(10)]
    )
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weight__gte=0, weight__lte=10), name="channel_weight_bounds")
        ]

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.weight}"
