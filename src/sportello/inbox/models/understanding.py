"""What reading found in a message, what agents corrected, and the endpoint that may refine it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

LONGEST_SLUG = 32


class MessageReadingQuerySet(models.QuerySet["MessageReading"]):
    """Sets of readings."""

    def stale(self, version: str, *, attempts: int) -> "MessageReadingQuerySet":
        """Made by another version (or not at all), and not given up: `version` failed on them fewer times."""
        # Two ranges instead of "unequal": an index finds them, also when almost every row is fresh.
        other = Q(version__lt=version) | Q(version__gt=version)
        return self.filter(other).exclude(attempted=version, attempts__gte=attempts)


class MessageReading(models.Model):
    """What reading says of one buyer's message. Places are offsets into `Message.text`.

    `version` names the model that said it, "" when the message was not read yet. `topics` hold slug and confidence,
    `questions` start, end, topic and confidence, `risks` slug, confidence, start and end, `numbers` what
    `reading.Number` holds; `embedding` is a row of float16. `topic_slugs` and `risk_slugs` are what counts: the
    reading with the agents' corrections; the first is empty when reading does not know.
    """

    message = models.OneToOneField("inbox.Message", primary_key=True, on_delete=models.CASCADE, related_name="reading")
    version = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    language_confidence = models.FloatField(default=0)
    topics = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    risks = models.JSONField(default=list)
    numbers = models.JSONField(default=list)
    complexity = models.CharField(max_length=4, blank=True)
    sure = models.BooleanField(default=False)
    embedding = models.BinaryField(null=True)
    topic_slugs = ArrayField(models.CharField(max_length=LONGEST_SLUG), default=list)
    risk_slugs = ArrayField(models.CharField(max_length=LONGEST_SLUG), default=list)
    refined_by = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True)
    attempted = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = MessageReadingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "message"], name="reading_version")]

    def __str__(self) -> str:
        return f"reading of message {self.message_id}"


class CorrectedKind(models.TextChoices):
    TOPIC = "topic", _("Topic")
    RISK = "risk", _("Risk")


class Correction(models.Model):
    """An agent says that a message is, or is not, about a topic or a risk. It outlives every later reading.

    `version` is what had read the message then, so that figures can say how often which model was corrected.
    """

    message = models.ForeignKey("inbox.Message", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=5, choices=CorrectedKind.choices)
    slug = models.CharField(max_length=LONGEST_SLUG)
    holds = models.BooleanField()
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    version = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "kind", "slug"], name="correction_once")]

    def __str__(self) -> str:
        return f"{self.slug}{'' if self.holds else ' not'} in message {self.message_id}"


class Refiner(models.Model):
    """The owner's own language model, which may refine readings on the channels chosen here: one row, number 1.

    `key` is sealed (`core.secrets`). No channel is chosen by default, and nothing leaves without one.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    url = models.CharField(max_length=300, blank=True)
    model = models.CharField(max_length=120, blank=True)
    key = models.BinaryField(default=bytes)
    seconds = models.PositiveSmallIntegerField(default=10)
    channels = models.ManyToManyField("channels.Channel", blank=True, related_name="+")
    failed_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="refiner_one_row"),
            models.CheckConstraint(condition=Q(seconds__gte=1, seconds__lte=60), name="refiner_seconds"),
        ]

    def __str__(self) -> str:
        return self.model or "no refiner"


class Spread(models.TextChoices):
    """How a rule shares tickets out among those who are present."""

    TURNS = "turns", _("in turns")
    LOAD = "load", _("to whoever has the fewest open tickets")


class AssignmentRule(models.Model):
    """Who gets a ticket that nobody has: the first active rule, by position, that fits it and has somebody present.

    An empty list of languages, channels or topics fits all; no agents means everybody on duty who may answer. With
    `most`, nobody gets a ticket by this rule while holding that many open ones.
    """

    name = models.CharField(max_length=80)
    position = models.PositiveIntegerField()
    active = models.BooleanField(default=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=LONGEST_SLUG), default=list, blank=True)
    channels = models.ManyToManyField("channels.Channel", blank=True, related_name="+")
    only_at_risk = models.BooleanField(default=False)
    agents = models.ManyToManyField(Agent, blank=True, related_name="+")
    spread = models.CharField(max_length=5, choices=Spread.choices, default=Spread.TURNS)
    most = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(most=None) | Q(most__gte=1), name="assignment_rule_most")
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """A ticket that a rule gave to an agent, and when it came back because they are not there to answer in time."""

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="assignments")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(AssignmentRule, null=True, on_delete=models.SET_NULL, related_name="given")
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["rule", "agent", "-at"], name="assignment_turn")]

    def __str__(self) -> str:
        return f"{self.ticket_id} to {self.agent_id}"
