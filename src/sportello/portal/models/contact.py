"""A message that was sent by the contact form, and files that wait to be sent with one."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.reading.vocabulary import TOPICS


class AnswerBy(models.TextChoices):
    """Where the answer to a message comes."""

    MAIL = "mail", _("by e-mail")
    MARKETPLACE = "marketplace", _("in the marketplace's messages")


class Contact(models.Model):
    """A message sent by the contact form. What it says is in its envelope; here is how its sender finds it again.

    `reference` is what people name, `key` the SHA-256 of the secret in the address of its status page. `to` is the
    address the answer goes to, with most of it covered. `promised_at` is when an answer was promised for.
    """

    centre = models.ForeignKey("portal.HelpCentre", models.PROTECT, related_name="contacts")
    visit = models.ForeignKey("portal.Visit", models.SET_NULL, null=True, related_name="contacts")
    envelope = models.OneToOneField("channels.Envelope", models.PROTECT, related_name="contact")
    reference = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=64, unique=True)
    topic = models.CharField(max_length=32, blank=True)
    choice = models.ForeignKey("portal.FormChoice", models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    answer_by = models.CharField(max_length=12, choices=AnswerBy)
    to = models.CharField(max_length=80, blank=True)
    site = models.CharField(max_length=60, blank=True)
    sent_at = models.DateTimeField()
    promised_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-sent_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer_by__in=AnswerBy.values), name="contact_answer_by"),
            models.CheckConstraint(condition=Q(topic__in=["", *TOPICS]), name="contact_topic"),
        ]

    def __str__(self) -> str:
        return self.reference


class Upload(models.Model):
    """A file that a visitor gave and has not sent yet; it is deleted after a day."""

    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=180)
    media_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="upload_at")]

    def __str__(self) -> str:
        return f"upload {self.pk}"
