"""What the review said of each answer that was sent, and what agents decided on what was open."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.replies.review.required import DATA

LONGEST_REASON = 300


class AnswerReview(models.Model):
    """What an answer left open when it was sent, as the model `version` said.

    `questions` hold the buyer's message, the place in its text, topic, whether it was answered, how likely that was,
    and the place of the words that answer it in the answer (None when in none). `missing` are the known data that it
    should have stated and did not.
    """

    message = models.OneToOneField("inbox.Message", primary_key=True, on_delete=models.CASCADE, related_name="review")
    at = models.DateTimeField()
    version = models.CharField(max_length=80)
    questions = models.JSONField(default=list)
    missing = ArrayField(models.CharField(max_length=20), default=list)
    open_questions = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-at"], name="answer_review_at")]

    def __str__(self) -> str:
        return f"review of message {self.message_id}"


class DecidedAs(models.TextChoices):
    """What an agent says of a question that the review holds open, or of a datum that is missing."""

    ANSWERED = "answered", _("It is answered")
    LATER = "later", _("Later")
    NOT = "not", _("Not, because")


class OpenDecision(models.Model):
    """What an agent decided on a question (`message` and its place there) or on a datum that the answer lacks.

    The newest decision on a question stands. `promise` is the one that brings it back, `answer` what was sent with the
    decision (None when it was taken at resolving).
    """

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="open_decisions")
    message = models.ForeignKey("inbox.Message", null=True, on_delete=models.CASCADE, related_name="open_decisions")
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)
    topic = models.CharField(max_length=32, blank=True)
    datum = models.CharField(max_length=20, blank=True)
    taken_as = models.CharField(max_length=8, choices=DecidedAs.choices)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    promise = models.ForeignKey("inbox.Promise", null=True, on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey("inbox.Message", null=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="open_decision_on_one_thing",
                condition=Q(message__isnull=False, datum="", end__gt=F("start")) | Q(message=None, datum__in=DATA),
            ),
            models.CheckConstraint(
                name="open_decision_as",
                condition=Q(taken_as="answered")
                | Q(taken_as="later", promise__isnull=False)
                | Q(taken_as="not") & ~Q(reason=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["ticket", "at"], name="open_decision_ticket")]

    def __str__(self) -> str:
        return f"{self.datum or self.topic} {self.taken_as}"


class Attention(models.Model):
    """A stretch of an agent's attention to a ticket: its page had the focus from `since` to `until`.

    `holding` is the conversation that was being answered, so that time follows the conversation when tickets are
    merged or parted. `suggested` says that a suggested text had been put into the answer before the stretch ended.
    """

    holding = models.ForeignKey("inbox.Holding", on_delete=models.CASCADE, related_name="attention")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    suggested = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="attention_in_order", condition=Q(since__lte=F("until"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agent", "-until"], name="attention_agent"),
            models.Index(fields=["holding"], name="attention_holding"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} on {self.holding_id}"
