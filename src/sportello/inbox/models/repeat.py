"""Repeat contacts: which ticket a new one repeats, what became of the suggestion, and why the buyer wrote again."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

from .message import Message
from .ticket import Ticket


class RepeatCheck(models.Model):
    """A buyer's message that is to be looked at for repeats, since the transaction that took it in.

    `opens` says that it began a conversation. `looked_at` is None until somebody looked; `attempts` counts tries.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    opens = models.BooleanField()
    at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="repeat_check_waiting", condition=Q(looked_at=None))]

    def __str__(self) -> str:
        return f"check of message {self.message_id}"


class MessageTrace(models.Model):
    """What a message left behind for comparing, along the axes of the model named `model`; see `repeats.keeping`."""

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=40)
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"trace of message {self.message_id}"


class RepeatState(models.TextChoices):
    """What became of a suggestion."""

    STANDING = "standing", _("Standing")
    MERGED = "merged", _("Merged")
    DISMISSED = "dismissed", _("Not a repeat")
    MISSED = "missed", _("Merged only after an answer")


class RepeatSuggestion(models.Model):
    """The conversation that began `ticket` seems to repeat the issue of `of`.

    `reasons` is a list of objects with `code` and data, said in words when shown. A pair is judged once: a dismissed
    one never comes back. `score` is None and `version` empty for tickets that agents put together on their own.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="repeat_suggestions")
    of = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="repeated_by")
    score = models.FloatField(null=True)
    version = models.CharField(max_length=40, blank=True)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=RepeatState.choices, default=RepeatState.STANDING)
    at = models.DateTimeField()
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "of"], name="repeat_pair"),
            models.CheckConstraint(condition=~Q(ticket=F("of")), name="repeat_of_another"),
            models.CheckConstraint(
                name="repeat_decided",
                condition=Q(state="standing", decided_at=None) | ~Q(state="standing") & Q(decided_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket"], name="repeat_standing", condition=Q(state="standing")),
            models.Index(fields=["of"], name="repeat_standing_of", condition=Q(state="standing")),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} repeats {self.of_id}"


class RepeatReason(models.TextChoices):
    """Why a buyer had to write again."""

    NO_ANSWER = "no_answer", _("No answer yet")
    QUESTION_OPEN = "question_open", _("A question was left open")
    DATUM_MISSING = "datum_missing", _("A detail was missing")
    PROMISE_BROKEN = "promise_broken", _("A promise was not kept")
    NOT_UNDERSTOOD = "not_understood", _("The answer was not understood or did not help")
    SITUATION_CHANGED = "situation_changed", _("The situation changed")
    OTHER = "other", _("Another reason")


class RepeatContact(models.Model):
    """A buyer's message on an issue that awaited our answer, or was answered or resolved a short time before.

    It hangs on the message; `of` is the ticket of the issue when it came by a new conversation. `detail` names the
    topic of the open question or the missing datum. `suggested` is the rules' reason, `reason` the one that counts.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="repeat_contact")
    of = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="repeat_contacts")
    reason = models.CharField(max_length=17, choices=RepeatReason.choices)
    detail = models.CharField(max_length=32, blank=True)
    suggested = models.CharField(max_length=17, choices=RepeatReason.choices)
    at = models.DateTimeField()
    corrected_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="repeat_contact_at")]

    def __str__(self) -> str:
        return f"message {self.message_id}: {self.reason}"


class RepeatRule(models.Model):
    """What the owner decided about repeats: one row, number 1.

    Tickets resolved up to `days` ago can be repeated. With `join`, a new ticket that names an order and a topic of
    another one begun or answered up to `join_days` ago is merged into it at once.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    days = models.PositiveSmallIntegerField(
        _("A resolved ticket can be repeated for so many days"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    join = models.BooleanField(_("Merge by itself: same order and same topic"), default=False)
    join_days = models.PositiveSmallIntegerField(
        _("within so many days"), default=7, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="repeat_rule_one_row"),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=90, join_days__gte=1, join_days__lte=30), name="repeat_rule_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days"
