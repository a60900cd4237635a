"""What follows a sale: refunds, returns, and what buyers open with the marketplace or the bank."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.orders.records import Money

from .parts import Part, both_or_neither


class ReturnStates(models.TextChoices):
    """Where a return stands (`records.ReturnState`), in words."""

    REQUESTED = "requested", _("Return requested")
    AUTHORISED = "authorised", _("Return authorised")
    UNDER_WAY = "under_way", _("On its way back")
    RECEIVED = "received", _("Received back")
    REFUNDED = "refunded", _("Refunded")
    CLOSED = "closed", _("Closed")
    REFUSED = "refused", _("Refused")


class ClaimKinds(models.TextChoices):
    """What a buyer opened (`records.ClaimKind`), in words."""

    A_TO_Z = "a_to_z", _("A-to-z claim")
    INQUIRY = "inquiry", _("Inquiry")
    CASE = "case", _("Case")
    DISPUTE = "dispute", _("Payment dispute")
    FEEDBACK = "feedback", _("Feedback")


class ClaimStates(models.TextChoices):
    """Whose turn it is in a claim, or how it ended (`records.ClaimState`), in words."""

    OPEN = "open", _("Open")
    WAITING_FOR_SELLER = "waiting_for_seller", _("Waiting for you")
    WAITING_FOR_BUYER = "waiting_for_buyer", _("Waiting for the buyer")
    ESCALATED = "escalated", _("Escalated")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    CLOSED = "closed", _("Closed")


class Refund(Part):
    """Money given back."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="refunds")
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    line_ids = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="refund_unique"),
            models.CheckConstraint(name="refund_has_currency", condition=both_or_neither("amount", "currency")),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}".strip()

    @property
    def money(self) -> Money | None:
        """How much; None when a mail told of a refund without saying how much."""
        return Money(self.amount, self.currency) if self.amount is not None else None


class Return(Part):
    """A return, from the buyer's request on; the marketplace steps in at `answer_by`."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="returns")
    state = models.CharField(max_length=12, choices=ReturnStates.choices)
    requested_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    words = models.TextField(blank=True)
    carrier = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    answer_by = models.DateTimeField(null=True)
    line_ids = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="return_unique"),
            models.CheckConstraint(name="return_state", condition=Q(state__in=ReturnStates.values)),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.state}"

    @property
    def awaits_us(self) -> bool:
        """Whether the seller has to answer it."""
        return self.state == ReturnStates.REQUESTED


class Claim(Part):
    """A claim, inquiry, case, dispute or feedback; it is lost at `answer_by` without a word of ours."""

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="claims")
    kind = models.CharField(max_length=12, choices=ClaimKinds.choices)
    state = models.CharField(max_length=20, choices=ClaimStates.choices)
    opened_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    currency = models.CharField(max_length=8, blank=True)
    answer_by = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="claim_unique"),
            models.CheckConstraint(name="claim_kind", condition=Q(kind__in=ClaimKinds.values)),
            models.CheckConstraint(name="claim_state", condition=Q(state__in=ClaimStates.values)),
            models.CheckConstraint(name="claim_has_currency", condition=both_or_neither("amount", "currency")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def money(self) -> Money | None:
        """What is claimed, when the source said so."""
        return Money(self.amount, self.currency) if self.amount is not None else None

    @property
    def awaits_us(self) -> bool:
        """Whether the seller has to answer it."""
        return self.state in {ClaimStates.OPEN, ClaimStates.WAITING_FOR_SELLER}
