"""The mail about a spike, in the words of whom it is for."""

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sportello.accounts.links import NoBaseUrlError, base_url
from sportello.accounts.models import Agent
from sportello.insights.models import Spike

from .naming import named


def letter_to(agent: Agent, spike: Spike) -> EmailMessage:
    """What an agent reads of a spike, in their language and time zone: figures and a link, and no words of buyers."""
    with translation.override(agent.language), timezone.override(agent.zone):
        names = named(spike.series)
        name = names[spike.cause_kind, spike.cause_key]
        first = names[spike.kind, spike.key]
        said = {"name": name, "first": first, "observed": spike.observed, "expected": round(spike.expected)}
        subject = _("Spike: %(name)s (%(first)s: %(observed)s instead of about %(expected)s)") % said
        rises = [(names[rise["kind"], rise["key"]], rise) for rise in spike.rises]
        context = {
            "agent": agent,
            "spike": spike,
            "name": name,
            "first": first,
            "rises": rises,
            "link": _link_to(spike),
        }
        text = render_to_string("desk/insights/spikes/letter.txt", context)
    return EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[agent.email])


def _link_to(spike: Spike) -> str:
    """The full address of a spike's page, "" when nobody said where this installation lives."""
    try:
        return base_url() + reverse("desk:insights-spike", args=[spike.pk])
    except NoBaseUrlError:
        return ""
