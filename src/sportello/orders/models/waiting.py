"""News of orders that we do not know yet."""

from typing import ClassVar

from django.db import models


class WaitingNews(models.Model):
    """News that waits for its order. `account` and `channel` are where it was heard, as far as that is known.

    `news` is a `records.AfterSale` as `storing.pack` writes it, `digest` makes the same news one row.
    """

    account = models.ForeignKey("channels.Source", null=True, on_delete=models.CASCADE, related_name="+")
    channel = models.ForeignKey("channels.Channel", null=True, on_delete=models.CASCADE, related_name="+")
    plain = models.CharField(max_length=60)
    news = models.JSONField()
    digest = models.CharField(max_length=64)
    heard_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "channel", "digest"], name="waiting_news_once", nulls_distinct=False
            )
        ]
        indexes: ClassVar = [models.Index(fields=["plain"], name="waiting_news_plain")]

    def __str__(self) -> str:
        return f"news of {self.plain}"
