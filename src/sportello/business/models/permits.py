"""What the owner confirmed that a marketplace permits."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent


class PermitQuerySet(models.QuerySet["ConfirmationPermit"]):
    """Sets of permits."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(ended_at=None)


class ConfirmationPermit(models.Model):
    """The owner's word that a marketplace permits the one sentence with a link in shipping confirmations.

    `grounds` says where the marketplace says so. A row is never changed but to end it; who said it anew makes another.
    """

    grounds = models.CharField(_("where the marketplace says so"), max_length=500)
    said_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = PermitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-said_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(ended_at=None), name="confirmation_permit_one_standing"
            ),
            models.CheckConstraint(condition=~Q(grounds=""), name="confirmation_permit_has_grounds"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("said_at")), name="confirmation_permit_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said_at:%Y-%m-%d}"
