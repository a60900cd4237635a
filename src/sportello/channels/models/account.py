"""What an API account is told to do, was told, and what its owners were told of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .source import Source


class ErrandKind(models.TextChoices):
    """What an account is to do out of turn (`contract.NudgeKind`; and by our own ids a parcel to ask for, a message to
    begin, an order of which to ask what may be begun, a parcel that left)."""

    ORDER = "order"
    ORDERS = "orders"
    MESSAGES = "messages"
    PARCEL = "parcel"
    BEGUN = "begun"
    ALLOWANCE = "allowance"
    DEPARTURE = "departure"
    PRIVACY_REQUEST = "privacy_request"
    PRIVACY_ERASE = "privacy_erase"
    REVOKED = "revoked"


class Found(models.TextChoices):
    """How an errand ended."""

    OPEN = ""
    DONE = "done"
    NOT_FOUND = "not_found"


class Errand(models.Model):
    """Something an account is to do out of turn: fetch one order, look for messages, obey a privacy request.

    One of a kind about the same `ref` is open at a time. `asked` counts how often it was asked for: an errand that was
    asked for again while it ran is run again.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="errands")
    kind = models.CharField(max_length=16, choices=ErrandKind.choices)
    ref = models.CharField(max_length=200, blank=True)
    plain = models.CharField(max_length=60, blank=True)
    site = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveIntegerField(default=1)
    last_error = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Found.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "ref"], condition=Q(done_at=None), name="errand_one_open")
        ]
        indexes: ClassVar = [
            models.Index(fields=["source", "due_at"], name="errand_due", condition=Q(done_at=None)),
            models.Index(fields=["plain", "-created_at"], name="errand_plain", condition=~Q(plain="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class PushSeen(models.Model):
    """A push that was taken, so that the same one is not taken twice."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="pushes")
    external_id = models.CharField(max_length=250)
    topic = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="push_unique")]
        indexes: ClassVar = [models.Index(fields=["at"], name="push_at")]

    def __str__(self) -> str:
        return f"{self.topic} {self.external_id}"


class PrivacyKind(models.TextChoices):
    REQUEST = "request", _("Wants to know what is stored")
    ERASE = "erase", _("Wants to be erased")


class PrivacyRequest(models.Model):
    """What a buyer asked of their data through a marketplace. An erasure is done at once; `done_at` says when."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="privacy_requests")
    kind = models.CharField(max_length=8, choices=PrivacyKind.choices)
    ref = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("accounts.Agent", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["-received_at"], name="privacy_received")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class SourceWarning(models.Model):
    """A letter that the owners got about a source, once for each incident: what, and since when."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="warnings")
    what = models.CharField(max_length=16)
    since = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "what", "since"], name="source_warning_once")
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.source_id}"
