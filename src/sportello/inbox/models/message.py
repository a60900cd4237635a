"""A message, its files, and the marketplace's own mails that are no messages."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent


class Direction(models.TextChoices):
    IN = "in", _("From the buyer")
    OUT = "out", _("From us")


class MessageKind(models.TextChoices):
    BUYER = "buyer", _("Message")
    ANSWER = "answer", _("Answer")
    NOTICE = "notice", _("Courtesy notice")
    SELLER_COPY = "seller_copy", _("Answered elsewhere")
    SERVICE_NOTICE = "service_notice", _("Customer service contact")
    AUTO_REPLY = "auto_reply", _("Automatic reply")


class Message(models.Model):
    """What one side said at one time. `text` holds their own words, `quoted` what their program repeated below."""

    thread = models.ForeignKey("inbox.Thread", on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=16, choices=MessageKind.choices)
    sender_name = models.CharField(max_length=200, blank=True)
    sender = models.CharField(max_length=320, blank=True)
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    created_at = models.DateTimeField()
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - several NULLs may stand
    envelope = models.OneToOneField("channels.Envelope", null=True, on_delete=models.PROTECT, related_name="message")
    outbox = models.OneToOneField("channels.Outbox", null=True, on_delete=models.PROTECT, related_name="message")
    has_html = models.BooleanField(default=False)
    trusted = models.BooleanField(default=True)
    history = models.BooleanField(default=False)
    no_response_url = models.CharField(max_length=1000, blank=True)
    order_ids = models.JSONField(default=list)
    search = models.GeneratedField(
        expression=Func("language", "subject", "text", function="sportello_search"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["thread", "id"], name="message_thread"),
            models.Index(fields=["message_id"], name="message_rfc_id", condition=~Q(message_id="")),
            models.Index(fields=["sent_at"], name="message_sent"),
            GinIndex(fields=["search"], name="message_search"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Attachment(models.Model):
    """A file of a message: part of the envelope it came in, or a blob an agent attached."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    part = models.IntegerField(null=True)
    blob = models.ForeignKey("channels.Blob", null=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    content_id = models.CharField(max_length=250, blank=True)
    inline = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attachment_one_home",
                condition=Q(part__isnull=False, blob__isnull=True) | Q(part__isnull=True, blob__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class NamedNumber(models.Model):
    """A number (order, item, parcel) that stands in a message, as people type it into the search field."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="named_numbers")
    value = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["message", "value"], name="named_number_unique")]
        indexes: ClassVar = [
            models.Index(fields=["value"], name="named_number_value"),
            GinIndex(fields=["value"], name="named_number_typo", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.value


class MarketplaceNotice(models.Model):
    """A marketplace's own mail about an order, with its clock: a return asked for, a claim opened, a refund made."""

    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="notices")
    envelope = models.OneToOneField("channels.Envelope", on_delete=models.PROTECT, related_name="notice")
    kind = models.CharField(max_length=16)
    order_id = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-at"], name="notice_at"),
            models.Index(fields=["due_at"], name="notice_due", condition=Q(seen_at=None, due_at__isnull=False)),
            models.Index(fields=["order_id"], name="notice_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.order_id}"
