"""What arrived, byte for byte."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .source import Source


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
