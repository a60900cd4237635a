"""A thread: a conversation inside one channel, as the marketplace sees it, and which ticket holds it from where."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Thread(models.Model):
    """A conversation inside one channel. Nothing in it is cut or copied; tickets hold it by pointer.

    `reply_to` is the complete address an answer goes to, `counterpart` the handle that must have written.
    """

    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="threads")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="threads")
    subject = models.CharField(max_length=300, blank=True)
    counterpart = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320)
    order_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    last_message_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["customer", "-last_message_at"], name="thread_customer"),
            models.Index(fields=["channel", "order_id"], name="thread_order", condition=~Q(order_id="")),
            models.Index(fields=["reply_to"], name="thread_reply_to"),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"


class ThreadKey(models.Model):
    """A name under which the channel knows a thread. Only one thread has a strong one: that makes one thread of two
    first mails that are taken in at the same time. Weak ones (buyer and order) may fit several."""

    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="keys")
    value = models.CharField(max_length=300)
    strong = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "value"], condition=Q(strong=True), name="thread_key_strong"),
            models.UniqueConstraint(fields=["thread", "value"], name="thread_key_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["channel", "value"], name="thread_key_value")]

    def __str__(self) -> str:
        return self.value


class Participant(models.Model):
    """An address that belongs to a thread: who wrote in it or was put in copy. It is no customer."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="participants")
    address = models.CharField(max_length=320)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thread", "address"], name="participant_unique")]

    def __str__(self) -> str:
        return self.address


class Holding(models.Model):
    """A ticket holds a thread from a message on (`first_id`), until another ticket's holding begins (`until_id`).

    `home` is the ticket that holds it again when the merges that brought it to `ticket` are undone; None when it never
    was in another one.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="holdings")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.PROTECT, related_name="holdings")
    home = models.ForeignKey("inbox.Ticket", null=True, on_delete=models.PROTECT, related_name="homes")
    first_id = models.BigIntegerField(default=0)
    until_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["thread"], condition=Q(until_id=None), name="holding_one_current"),
            models.UniqueConstraint(fields=["thread", "first_id"], name="holding_starts_once"),
            models.CheckConstraint(name="holding_in_order", condition=Q(until_id=None) | Q(until_id__gt=F("first_id"))),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ticket"], name="holding_ticket"),
            models.Index(fields=["home"], name="holding_home", condition=Q(home__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} holds thread {self.thread_id}"

    def covers(self, message_id: int) -> bool:
        """Whether a message of the thread belongs to this holding's ticket."""
        return self.first_id <= message_id and (self.until_id is None or message_id < self.until_id)
