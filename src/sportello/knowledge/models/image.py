"""Pictures in articles."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent


class ImageType(models.TextChoices):
    """What pictures are kept as, whatever they came as; the value is the ending of their address."""

    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"


class Image(models.Model):
    """A picture, drawn anew from its pixels, so that nothing else that came in its file is kept."""

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4, choices=ImageType)
    name = models.CharField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=ImageType.values), name="image_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]}.{self.kind}"

    @property
    def address(self) -> str:
        """Where it is served, without the host."""
        return f"/images/{self.sha256}.{self.kind}"

    @property
    def media_type(self) -> str:
        """Its type for a browser."""
        return "image/png" if self.kind == ImageType.PNG else "image/jpeg"
