"""A ticket: one issue of one customer, and what agents did with it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sportello.accounts.models import Agent

SOON = timedelta(hours=4)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Sets of tickets, named as an agent would name them."""

    def standing(self) -> Self:
        """Not merged into another one: what agents see."""
        return self.filter(merged_into=None)

    def unresolved(self) -> Self:
        """Not resolved."""
        return self.filter(resolved_at__isnull=True)

    def resolved(self) -> Self:
        """Resolved and not reopened."""
        return self.filter(resolved_at__isnull=False)

    def owed_an_answer(self, now: datetime) -> Self:
        """With a running clock, and not put off; a deadline within four hours brings a snoozed one back."""
        awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now) | Q(due_at__lte=now + SOON)
        return self.unresolved().filter(awake, due_at__isnull=False)

    def late_soon(self, now: datetime) -> Self:
        """Overdue, or due within four hours."""
        return self.unresolved().filter(due_at__lte=now + SOON)

    def waiting(self, now: datetime) -> Self:
        """Nothing is owed: the buyer has the word."""
        awake = Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)
        return self.unresolved().filter(awake, due_at__isnull=True)

    def snoozed(self, now: datetime) -> Self:
        """Put off to a later day."""
        return self.unresolved().filter(snoozed_until__gt=now)

    def by_deadline(self) -> Self:
        """Earliest deadline first; without one, the latest message first."""
        return self.order_by(F("due_at").asc(nulls_last=True), "-last_message_at", "-id")


class Tag(models.Model):
    """A word that agents hang on tickets."""

    name = models.CharField(max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """One issue of one customer. It holds one or more threads; one of them is primary.

    `due_at`, `resolved_at`, `snoozed_until`, `merged_into`, `channel`, `preview`, `language`, `topics`, `risks` and the
    times repeat what rows of their own say (obligations, resolutions, snoozes, merges, threads, messages, readings), so
    that the queue reads one table; `inbox.standing` is the only place that writes them. Topics and risks stand in the
    order in which the buyer came to them, the latest first; `at_risk` says that there is any risk.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="tickets")
    subject = models.CharField(max_length=300, blank=True)
    primary = models.ForeignKey("inbox.Thread", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey("channels.Channel", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.SET_NULL, related_name="tickets")
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets")
    preview = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    topics = ArrayField(models.CharField(max_length=32), default=list)
    risks = ArrayField(models.CharField(max_length=32), default=list)
    at_risk = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    snoozed_until = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged", db_index=False)

    objects: ClassVar = TicketQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ticket_resolved_owes_nothing", condition=Q(resolved_at__isnull=True) | Q(due_at__isnull=True)
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="ticket_due", condition=Q(resolved_at=None, due_at__isnull=False)),
            models.Index(fields=["assignee", "due_at"], name="ticket_mine", condition=Q(resolved_at=None)),
            models.Index(fields=["channel", "due_at"], name="ticket_channel", condition=Q(resolved_at=None)),
            models.Index(
                fields=["-last_message_at"], name="ticket_waiting", condition=Q(resolved_at=None, due_at__isnull=True)
            ),
            models.Index(fields=["snoozed_until"], name="ticket_snoozed", condition=Q(snoozed_until__isnull=False)),
            models.Index(fields=["-resolved_at"], name="ticket_resolved", condition=Q(resolved_at__isnull=False)),
            models.Index(fields=["customer", "-last_message_at"], name="ticket_customer"),
            models.Index(fields=["-last_message_at", "-id"], name="ticket_latest"),
            models.Index(
                fields=["due_at"],
                name="ticket_at_risk",
                condition=Q(resolved_at=None, due_at__isnull=False, at_risk=True),
            ),
            models.Index(fields=["language", "due_at"], name="ticket_language", condition=Q(resolved_at=None)),
            GinIndex(fields=["topics"], name="ticket_topics"),
            GinIndex(fields=["risks"], name="ticket_risks"),
            models.Index(fields=["merged_into"], name="ticket_merged", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"


class Resolution(models.Model):
    """Who resolved a ticket, when and why; ended when the ticket was opened again."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="resolutions")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="resolution_one_standing")
        ]

    def __str__(self) -> str:
        return f"resolution of {self.ticket_id}"


class Snooze(models.Model):
    """Who put a ticket off, and until when."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="snoozes")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="snooze_one_standing")
        ]

    def __str__(self) -> str:
        return f"snooze of {self.ticket_id}"


class Note(models.Model):
    """What agents tell each other inside a ticket. Nothing that sends mail to buyers ever reads this table."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="notes")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    mentions = models.ManyToManyField(Agent, blank=True, related_name="mentioned_in")

    def __str__(self) -> str:
        return f"note on {self.ticket_id}"


class Draft(models.Model):
    """A reply being written; one for each thread of a ticket, shared by the agents who look at it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    thread = models.ForeignKey("inbox.Thread", on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True)
    files = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "thread"], name="draft_unique")]

    def __str__(self) -> str:
        return f"draft for {self.ticket_id}"


class Presence(models.Model):
    """Who is looking at a ticket now, and whether they are writing. Rows older than half a minute mean nothing."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()
    writing = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["ticket", "agent"], name="presence_unique")]

    def __str__(self) -> str:
        return f"{self.agent_id} at {self.ticket_id}"
