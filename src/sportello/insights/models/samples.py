"""Answers drawn by lot to look at, and what leads said of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent

LONGEST_COMMENT = 2000


class SampleDraw(models.Model):
    """One lottery over the answers that an agent sent in a week (from the Monday `first` on).

    There is one for each agent and week and its `seed` never changes, so that nobody can draw until they like what they
    see: `size` answers with the lowest lots are looked at, and more of them are the next ones.
    """

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    first = models.DateField()
    seed = models.BigIntegerField()
    size = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first", "agent"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "first"], name="sample_draw_once"),
            models.CheckConstraint(condition=Q(size__gt=0), name="sample_draw_size"),
            models.CheckConstraint(condition=Q(first__iso_week_day=1), name="sample_draw_from_monday"),
        ]

    def __str__(self) -> str:
        return f"sample of {self.agent_id} from {self.first}"


class SampledAnswer(models.Model):
    """An answer that was drawn; `place` counts from 1 by its lot. It goes when its message is erased."""

    draw = models.ForeignKey(SampleDraw, models.CASCADE, related_name="answers")
    message = models.ForeignKey("inbox.Message", models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "message"], name="sampled_answer_once"),
            models.UniqueConstraint(fields=["draw", "place"], name="sampled_answer_place"),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id} in sample {self.draw_id}"


class SampleComment(models.Model):
    """What a lead says of an answer to its agent, and when the agent saw it."""

    answer = models.ForeignKey(SampledAnswer, models.CASCADE, related_name="comments")
    text = models.TextField(max_length=LONGEST_COMMENT)
    by = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(text=""), name="sample_comment_says_something")]

    def __str__(self) -> str:
        return f"comment on {self.answer_id}"
