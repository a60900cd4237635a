"""Channels: one seller account on one marketplace site, one mail address, or the contact form."""

from typing import ClassVar

from django.db import models

from sportello.channels.inbound import ChannelKind

from .source import Source, SourceKind


class Channel(models.Model):
    """One seller account on one marketplace site, one mail address, or the contact form.

    `source` is where its messages come from (a mailbox where the marketplace sends mail), `account` the API account
    that serves it, if any.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ChannelKind])
    name = models.CharField(max_length=120)
    site = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="channels")
    account = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="serves")
    sends_through = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="sends_for")
    brand = models.ForeignKey("business.Brand", null=True, blank=True, on_delete=models.SET_NULL)
    calendar = models.ForeignKey("business.Calendar", null=True, blank=True, on_delete=models.SET_NULL)
    answer_hours = models.PositiveSmallIntegerField()
    round_the_clock = models.BooleanField()
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "kind", "site"], name="channel_unique"),
            models.UniqueConstraint(fields=["account", "kind", "site"], name="channel_account_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sender(self) -> Source | None:
        """The mailbox by which its answers leave: the chosen one, else its own; None when it has neither."""
        source = self.sends_through or self.source
        return source if source.kind == SourceKind.MAILBOX else None
