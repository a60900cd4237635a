"""Courtesy notices as the seller words them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeAudience(models.TextChoices):
    """For whom a notice is worded: the buyers of a marketplace, or those of the seller's own channels."""

    AMAZON = "amazon", _("Amazon")
    EBAY = "ebay", _("eBay")
    WALMART = "walmart", _("Walmart")
    SHOP = "shop", _("Shop, mail and contact form")


class NoticeEdition(models.Model):
    """The courtesy notice for one audience in one language, where the seller worded it anew (see `wording`)."""

    audience = models.CharField(max_length=8, choices=NoticeAudience.choices)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(max_length=2000)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("audience", "language", name="notice_edition_once")]

    def __str__(self) -> str:
        return f"{self.audience} {self.language}"
