"""How often something was tried lately: by whom or at what is known by a keyed hash alone."""

from typing import ClassVar

from django.db import models


class Brake(models.Model):
    """A count of one kind of attempt under one key since `since`; the row is used again when its time is over."""

    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=64)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("kind", "key", name="brake_once")]
        indexes: ClassVar = [models.Index(fields=["since"], name="brake_since")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
