"""The seller's faces towards buyers."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Brand(models.Model):
    """One face towards buyers."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    languages = ArrayField(models.CharField(max_length=10, choices=settings.LANGUAGES), verbose_name=_("languages"))

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(languages__len__gte=1), name="brand_speaks_a_language")
        ]

    def __str__(self) -> str:
        return self.name

    def signature_in(self, language: str) -> str:
        """What closes an answer in a language; in the brand's first one when there is none; "" when it has none."""
        texts = {signature.language: signature.text for signature in self.signatures.all()}
        return texts.get(language) or texts.get(self.languages[0]) or ""


class BrandSignature(models.Model):
    """What closes a brand's answers in one language."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="signatures")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField(max_length=1000)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("brand", "language", name="brand_signature_once")]

    def __str__(self) -> str:
        return f"{self.brand} {self.language}"
