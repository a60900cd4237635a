"""What the parts of an order have in common."""

from django.db import models
from django.db.models import Q


class Part(models.Model):
    """A part of an order, known by the source's own id.

    `changed_at` is the newest that told of it, by the source's clock; `told` says when what the newest left out was
    told last. `listed_at` is the newest complete list that names it (None when only news did), `withdrawn` that a newer
    complete list does not.
    """

    external_id = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    told = models.JSONField(default=dict)
    listed_at = models.DateTimeField(null=True)
    by_news = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        abstract = True


def both_or_neither(amount: str, currency: str) -> Q:
    """An amount has a currency, and the other way round."""
    some = Q(**{f"{amount}__isnull": False}) & ~Q(**{currency: ""})
    return some | Q(**{f"{amount}__isnull": True, currency: ""})
