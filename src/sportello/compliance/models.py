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


class FailingText(models.Model):
    """A published text that breaks rules, as the worker found it last; the fields are those of a `PublishedText`.

    `place` is the address of the page on which it is mended.
    """

    provider = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    audience = models.CharField(max_length=8)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=300)
    used_by = models.CharField(max_length=300, blank=True)
    may_be_switched_off = models.BooleanField(default=False)
    rules = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("provider", "key", name="failing_text_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.key}"


class Recheck(models.Model):
    """When the worker last went through what is published, and how many texts it left for the next time: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="recheck_one_row")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}, {self.waiting} wait"
