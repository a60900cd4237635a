"""Messages that we begin about orders, and what a marketplace allows of them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.channels.beginning import Purpose


class BegunState(models.TextChoices):
    """Where a message that we begin stands."""

    WAITING = "waiting", _("Sending")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNCERTAIN = "uncertain", _("Uncertain")


PURPOSES = [
    (Purpose.QUESTION.value, _("A question to complete the order")),
    (Purpose.PROBLEM.value, _("A problem with the order")),
    (Purpose.DELIVERY.value, _("When and how to deliver")),
    (Purpose.DESIGN.value, _("What the buyer had made to order")),
    (Purpose.SERVICE.value, _("An appointment for a service")),
    (Purpose.ACCESS_KEY.value, _("The key to something digital")),
    (Purpose.INVOICE.value, _("The invoice")),
    (Purpose.WARRANTY.value, _("The warranty")),
    (Purpose.LEGAL.value, _("A document that the law demands")),
    (Purpose.REVIEW.value, pgettext_lazy("message", "Request for a review")),
]


class BegunQuerySet(models.QuerySet["BegunMessage"]):
    """Messages that we began, by what became of them."""

    def counting(self) -> "BegunQuerySet":
        """Those that reached the buyer, may have reached them, or still will."""
        return self.exclude(state=BegunState.FAILED)

    def requests(self) -> "BegunQuerySet":
        """Requests for a review that count."""
        return self.counting().filter(purpose=Purpose.REVIEW)


class BegunMessage(models.Model):
    """A message about an order that nobody asked for; written by an agent, sent by the account's runner, once.

    `reason` is the permitted reason by the marketplace's rules. `content_hash` is the SHA-256 of what the buyer gets:
    the same words and files are sent about an order once, and a review is asked for once, however often it is tried.
    `handed_over_at` is written before the marketplace may have the message: a crash after it leaves it uncertain.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="begun")
    purpose = models.CharField(max_length=12, choices=PURPOSES)
    reason = models.CharField(max_length=24)
    text = models.TextField(blank=True)
    files = models.JSONField(default=list)
    cover_from = models.DateField(null=True)
    cover_to = models.DateField(null=True)
    content_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=BegunState.choices, default=BegunState.WAITING)
    said = models.CharField(max_length=500, blank=True)
    agent = models.ForeignKey("accounts.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    objects = BegunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(purpose="review") & ~Q(state="failed"), name="begun_review_once"
            ),
            models.UniqueConstraint(
                fields=["order", "purpose", "content_hash"], condition=~Q(state="failed"), name="begun_same_once"
            ),
            models.CheckConstraint(
                name="begun_settled_with_its_time",
                condition=Q(state__in=["waiting", "sending"], settled_at=None)
                | Q(state__in=["sent", "failed", "uncertain"], settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="begun_sending_handed_over",
                condition=~Q(state__in=["sending", "uncertain"]) | Q(handed_over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="begun_cover_has_both_days",
                condition=Q(cover_from=None, cover_to=None)
                | Q(cover_from__isnull=False, cover_to__isnull=False, cover_from__lte=models.F("cover_to")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"

    @property
    def is_under_way(self) -> bool:
        """Whether it is neither sent nor refused yet."""
        return self.state in {BegunState.WAITING, BegunState.SENDING}


class Allowance(models.Model):
    """What a marketplace allowed to begin about an order when asked last; `trouble` says why it did not answer."""

    order = models.OneToOneField("orders.Order", on_delete=models.CASCADE, related_name="allowance")
    purposes = models.JSONField(default=list)
    language = models.CharField(max_length=16, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id}: {', '.join(self.purposes)}"
