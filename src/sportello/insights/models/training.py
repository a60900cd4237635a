"""What leads do about causes: notes that agents acknowledge, and what became of the rate afterwards."""

from typing import ClassVar

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

from .causes import Dimension, Trouble
from .facts import LONGEST_CODE

LONGEST_NOTE = 2000


class TrainingNoteQuerySet(models.QuerySet["TrainingNote"]):
    """Sets of notes."""

    def standing(self) -> "TrainingNoteQuerySet":
        """Not taken back."""
        return self.filter(withdrawn_at=None)

    def unread_by(self, agent: Agent) -> "TrainingNoteQuerySet":
        """Standing notes for an agent who has not acknowledged them."""
        said = Acknowledgement.objects.filter(note=OuterRef("pk"), agent=agent)
        return self.standing().filter(Q(agents=agent) & ~Exists(said))


class TrainingNote(models.Model):
    """What a lead asks agents to do differently. It stands on their desk until they acknowledge it."""

    text = models.TextField(max_length=LONGEST_NOTE)
    agents = models.ManyToManyField(Agent, related_name="training_notes")
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    objects: ClassVar = TrainingNoteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="training_note_says_something"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="training_note_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"training note {self.pk}"


class Acknowledgement(models.Model):
    """An agent says that they read a note; once."""

    note = models.ForeignKey(TrainingNote, models.CASCADE, related_name="acknowledgements")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["note", "agent"], name="acknowledgement_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} read {self.note_id}"


class RemedyAct(models.TextChoices):
    """What a lead did from a line of causes."""

    DATUM = "datum", _("Made the data required")
    TEXT = "text", _("Opened the text")
    NOTE = "note", _("Sent a note")


class Remedy(models.Model):
    """What a lead did about a value that raises a trouble, and the counts before and after.

    `before_…` are the `days` before the act, `after_…` as many after it, in so far as they can be judged yet;
    `others_…` the rate of all others in the same times. `chance_hits` are those hits of the line that were chance as
    far as one can tell: what is picked for being high falls by so many by itself. Counts are None until they are first
    made.
    """

    trouble = models.CharField(max_length=7, choices=Trouble.choices)
    dimension = models.CharField(max_length=8, choices=Dimension.choices)
    key = models.CharField(max_length=120)
    topic = models.CharField(max_length=LONGEST_CODE, blank=True)
    act = models.CharField(max_length=5, choices=RemedyAct.choices)
    note = models.OneToOneField(TrainingNote, models.CASCADE, null=True, related_name="remedy")
    days = models.PositiveSmallIntegerField(default=28)
    chance_hits = models.FloatField(default=0)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    before_cases = models.PositiveIntegerField(null=True)
    before_hits = models.PositiveIntegerField(null=True)
    after_cases = models.PositiveIntegerField(null=True)
    after_hits = models.PositiveIntegerField(null=True)
    others_before = models.FloatField(null=True)
    others_after = models.FloatField(null=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["trouble", "dimension", "key", "topic"], name="remedy_line")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(act="note", note__isnull=False) | ~Q(act="note") & Q(note=None), name="remedy_note"
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None)
                | Q(before_hits__lte=F("before_cases"), after_hits__lte=F("after_cases"), counted_at__isnull=False),
                name="remedy_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} for {self.dimension} {self.key}"
