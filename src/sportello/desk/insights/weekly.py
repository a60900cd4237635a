"""The weekly letter in the words of whom it is for: last week's figures beside the week before, and two charts."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sportello.accounts.links import base_url
from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.insights import asking
from sportello.insights.charts.chart import Chart
from sportello.insights.charts.drawing import standalone
from sportello.insights.charts.picturing import NoPictureError, pictures
from sportello.insights.mailing.letter import Letter, Picture
from sportello.insights.mailing.subscribing import token_of

from .asked import Asked, Days, Stretch
from .charting import chart_of
from .frame import days_in_words, span_of
from .plans import SELF_SERVICE
from .sheets import sheet_of
from .tiles import Tile, tiles

log = logging.getLogger(__name__)

WIDTH = 640
FIGURES = (
    "deadline_hit", "first_response_median", "issues", "contact_rate", "repeat_rate", "first_contact", "handling",
    "backlog", "deflection", "deflection_effect", "cost_per_contact", "saved",
)  # fmt: skip
CHARTS = (("deadline_hit", 0.95), ("issues", None))


def letter_to(agent: Agent, week: date) -> Letter:
    """The letter about the week that begins on this Monday. Raises NoBaseUrlError when nobody said where we live.

    Who may not see the desk's figures (content owners) reads those of self-service.
    """
    with translation.override(agent.language), timezone.override(agent.zone):
        asked = Asked(Days(week, week + timedelta(days=6)), Stretch.OWN)
        everything = agent.may(Permission.SEE_FIGURES)
        slugs = FIGURES if everything else SELF_SERVICE.figures
        sheet, currency = sheet_of(slugs, asked), asking.currency(span_of(asked.days))
        shown = [tile for tile in tiles(slugs, asked, sheet, currency=currency) if tile.is_known]
        charts = [chart_of(slug, asked, sheet, goal=goal, links=False) for slug, goal in CHARTS] if everything else []
        return _letter(agent, asked, shown, [chart for chart in charts if chart.is_known])


def _letter(agent: Agent, asked: Asked, shown: Sequence[Tile], charts: Sequence[Chart]) -> Letter:
    page = "desk:insights-today" if agent.may(Permission.SEE_FIGURES) else "desk:insights-self-service"
    stop = base_url() + reverse("desk:letter-stop", args=[token_of(agent)])
    subject = _("The week of %(days)s") % {"days": days_in_words(asked.days)}
    drawn = _drawn(charts)
    context = {
        "agent": agent,
        "subject": subject,
        "days": days_in_words(asked.days),
        "tiles": shown,
        "charts": charts,
        "pictures": bool(drawn),
        "link": f"{base_url()}{reverse(page)}?{asked.query}",
        "stop": stop,
    }
    text = render_to_string("desk/insights/letters/weekly.txt", context).strip() + "\n"
    html = render_to_string("desk/insights/letters/weekly.html", context).strip() + "\n"
    return Letter(agent.email, subject, text, html, stop, drawn)


def _drawn(charts: Sequence[Chart]) -> list[Picture]:
    """The charts as pictures; without the converter the letter goes with their words alone."""
    try:
        made = pictures([standalone(chart, width=WIDTH) for chart in charts])
    except NoPictureError as failed:
        log.warning("the weekly letter goes without its pictures (%s)", failed)
        return []
    return [Picture(chart.key, png) for chart, png in zip(charts, made, strict=True)]
