"""Planting and uprooting choices of the contact form; what would not be a tree is refused."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent

from . import founding
from .choices import node_of
from .models import FormChoice, HelpCentre
from .tree import Fault, Node, faults


class Misgrown(ValueError):
    """With this choice the form would be no tree; `fault` says what is wrong."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@transaction.atomic
def plant(choice: FormChoice, *, by: Agent, now: datetime) -> FormChoice:
    """Keep a new or changed choice. Raises `Misgrown` when it would stand in a circle, too deep, or be one too many.

    The help centre is locked meanwhile, so that two owners cannot make a circle between them. A heading may be kept
    before anything stands below it.
    """
    centre = HelpCentre.objects.select_for_update().get(pk=choice.centre_id)
    others = [node_of(row) for row in centre.choices.exclude(pk=choice.pk or 0).order_by("position", "pk")]
    mine = Node(choice.pk or 0, choice.parent_id, choice.topic)
    was_wrong = set(faults(others))
    for node, fault in faults([*others, mine]).items():
        if fault is not Fault.NO_TOPIC and node not in was_wrong:
            raise Misgrown(fault)
    choice.save()
    founding.changed(centre, what="form", by=by, now=now)
    return choice


@transaction.atomic
def uproot(choice: FormChoice, *, by: Agent, now: datetime) -> None:
    """Take a choice out, with everything below it."""
    centre = HelpCentre.objects.select_for_update().get(pk=choice.centre_id)
    choice.delete()
    founding.changed(centre, what="form", by=by, now=now)
