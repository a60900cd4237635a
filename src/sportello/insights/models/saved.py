"""Views of the insights that somebody keeps: a page with its days and channels, under a name."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Saved views, as one agent sees them."""

    def open_to(self, agent: Agent) -> Self:
        """The agent's own, and those that others share."""
        return self.filter(Q(agent=agent) | Q(shared_at__isnull=False))


class SavedView(models.Model):
    """What one agent keeps of a page: `page` is the name of its address, `query` what is asked of it.

    Since `shared_at` everybody who may open the page finds it there, too.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600, blank=True)
    created_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    objects: ClassVar = SavedViewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "page", "name"], name="saved_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
