"""Which data the answer to each topic must state, where the lead departs from what we begin with."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent
from sportello.replies.review.required import DATA


class RequiredDatum(models.Model):
    """Whether answers on a topic must state a datum, by who fulfils the order. Without a row our own table holds."""

    topic = models.CharField(max_length=32)
    datum = models.CharField(max_length=20)
    by_seller = models.BooleanField()
    by_marketplace = models.BooleanField()
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "datum"], name="required_datum_once"),
            models.CheckConstraint(name="required_datum_known", condition=Q(datum__in=DATA)),
        ]

    def __str__(self) -> str:
        return f"{self.datum} for {self.topic}"
