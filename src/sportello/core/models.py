"""The append-only record of who did what when."""

from typing import Any, ClassVar, Never

from django.db import models


class Event(models.Model):
    """Something that happened. It holds ids, never names or text; every figure in a report comes from these rows."""

    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="event_subject"),
            models.Index(fields=["kind", "at"], name="event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the event once; a second save raises TypeError, because history is not edited."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Events are not deleted: raises TypeError."""
        self._refuse()

    @staticmethod
    def _refuse() -> Never:
        raise TypeError("an event is never changed or deleted")
