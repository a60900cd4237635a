"""What was found when published texts were checked, so that a page need not check them again."""

from typing import ClassVar

from django.db import models


class PackSeen(models.Model):
    """A version of a rule pack, and when this installation first ran with it."""

    pack = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "packs seen"
        constraints: ClassVar = [models.UniqueConstraint(name="pack_version_once", fields=["pack", "version"])]

    def __str__(self) -> str:
        return f"{self.pack} {self.version}"


class TextCheck(models.Model):
    """What the rules of certain versions found in a text. `mark` is a digest of text, place and versions."""

    mark = models.CharField(max_length=64, unique=True)
    rules = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.mark[:12]} {len(self.rules)}"
