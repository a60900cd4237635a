"""Sources, channels, envelopes and what goes out again."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.core.secrets import seal, unseal

from .inbound import ChannelKind


class SourceKind(models.TextChoices):
    MAILBOX = "mailbox", _("Mailbox (IMAP and SMTP)")
    PIPE = "pipe", _("Pipe (command line)")
    HTTP = "http", _("HTTP endpoint")
    IMPORT = "import", _("Import of mail files")


class Source(models.Model):
    """Where raw things come from: a mailbox, the pipe, the signed HTTP endpoint, an import."""

    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=320, blank=True)
    config = models.JSONField(default=dict, blank=True)
    sealed = models.BinaryField(default=b"", blank=True)
    history_before = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    last_good_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> dict[str, str]:
        """The source's passwords and tokens, unsealed; raises `Undecipherable` under another key."""
        return unseal(self.sealed)

    def keep_secrets(self, values: dict[str, str]) -> None:
        """Seal these secrets into the row (the caller saves it)."""
        self.sealed = seal(values)


class Cursor(models.Model):
    """How far a source was read, per folder: an IMAP UIDVALIDITY and UID, or another pager's token."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="cursors")
    name = models.CharField(max_length=200)
    state = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "name"], name="cursor_unique")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.name}"


class Channel(models.Model):
    """One seller account on one marketplace site, one mail address, or the contact form."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ChannelKind])
    name = models.CharField(max_length=120)
    site = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="channels")
    sends_through = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="sends_for")
    brand = models.ForeignKey("business.Brand", null=True, blank=True, on_delete=models.SET_NULL)
    calendar = models.ForeignKey("business.Calendar", null=True, blank=True, on_delete=models.SET_NULL)
    answer_hours = models.PositiveSmallIntegerField()
    round_the_clock = models.BooleanField()
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "kind", "site"], name="channel_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def sender(self) -> Source | None:
        """The mailbox by which its answers leave: the chosen one, else its own; None when it has neither."""
        source = self.sends_through or self.source
        return source if source.kind == SourceKind.MAILBOX else None


class EnvelopeState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    READ = "read", _("Read")
    PARKED = "parked", _("Parked")


class Envelope(models.Model):
    """One raw thing that arrived, kept byte for byte before anybody reads it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="envelopes")
    external_id = models.CharField(max_length=250)
    folder = models.CharField(max_length=200, blank=True)
    arrived_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    outgoing = models.BooleanField(default=False)
    history = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=EnvelopeState.choices, default=EnvelopeState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="envelope_unique")]
        indexes: ClassVar = [
            models.Index(fields=["id"], name="envelope_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-arrived_at"], name="envelope_parked", condition=Q(state="parked")),
            models.Index(fields=["kind", "-arrived_at"], name="envelope_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.external_id}"


class RawContent(models.Model):
    """An envelope's bytes; a table of its own, so that lists of envelopes stay light."""

    envelope = models.OneToOneField(Envelope, primary_key=True, on_delete=models.CASCADE, related_name="content")
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.envelope_id}"


class Blob(models.Model):
    """Bytes an agent attached to an answer, typed by what they are."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("Sending")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    BOUNCED = "bounced", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")


class Outbox(models.Model):
    """One answer on its way out, written in the transaction that wrote the message."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="outbox")
    message_id = models.CharField(max_length=250, unique=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.TextField(blank=True)
    files = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "outbox"
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="outbox_claimed", condition=Q(state="sending")),
            models.Index(fields=["recipient", "created_at"], name="outbox_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class DeliveryAttempt(models.Model):
    """One try at delivering an outbox row, kept for people who ask what happened."""

    outbox = models.ForeignKey(Outbox, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    detail = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.outbox_id} {self.outcome}"
