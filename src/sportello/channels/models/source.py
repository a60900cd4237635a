"""Sources: where raw things come from, and how far each was read."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.core.secrets import seal, unseal


class SourceKind(models.TextChoices):
    MAILBOX = "mailbox", _("Mailbox (IMAP and SMTP)")
    PIPE = "pipe", _("Pipe (command line)")
    HTTP = "http", _("HTTP endpoint")
    IMPORT = "import", _("Import of mail files")
    API = "api", _("Account (API)")
    FORM = "form", _("Contact form")


class Source(models.Model):
    """Where raw things come from: a mailbox, the pipe, the signed HTTP endpoint, an import, an account by API.

    `connector` is the kind of marketplace of an API account. `orders_since` is how far back its orders are fetched,
    `back_fill_done` of `back_fill_total` how far that has come, `caught_up_at` when everything that had changed was
    last here. `last_push_at` is the last genuine push, `pushes_refused` counts the others.
    """

    kind = models.CharField(max_length=12, choices=SourceKind.choices)
    connector = models.CharField(max_length=12, blank=True)
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
    throttled_until = models.DateTimeField(null=True, blank=True)
    secrets_set_at = models.DateTimeField(null=True, blank=True)
    orders_since = models.DateTimeField(null=True, blank=True)
    back_fill_done = models.PositiveIntegerField(default=0)
    back_fill_total = models.PositiveIntegerField(null=True, blank=True)
    caught_up_at = models.DateTimeField(null=True, blank=True)
    messages_at = models.DateTimeField(null=True, blank=True)
    last_push_at = models.DateTimeField(null=True, blank=True)
    pushes_refused = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="source_connector_of_accounts", condition=Q(kind="api") & ~Q(connector="") | ~Q(kind="api")
            )
        ]

    def __str__(self) -> str:
        return self.name

    def lag(self, now: datetime) -> timedelta | None:
        """How long ago everything that had changed was here; None before the first time."""
        return now - self.caught_up_at if self.caught_up_at else None

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
