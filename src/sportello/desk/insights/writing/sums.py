"""A gap's value in words: each factor, its figure, and where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sportello.desk.understanding.words import topic as topic_name
from sportello.insights.writing.showing import Line
from sportello.insights.writing.valuing import (
    MONTH,
    READERS_COUNTED,
    TICKETS_COUNTED,
    USUALLY_HELPED,
    VISITS_COUNTED,
    Estimate,
    Level,
)


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of the sum: what it is, its figure, and where that comes from."""

    name: str
    figure: str
    source: str


@dataclass(frozen=True, slots=True)
class Names:
    """What channels, products and editions are called, by id."""

    channels: Mapping[int, str]
    products: Mapping[int, str]
    editions: Mapping[int, str]


def figure(value: float, places: int) -> str:
    """A number rounded to so many places, as the language writes it."""
    return str(number_format(round(value, places), places))


def span_of_time(minutes: float) -> str:
    """Minutes of a month as people say them."""
    if minutes < 90:
        return _("%(n)s min") % {"n": figure(minutes, 0)}
    return _("%(n)s h") % {"n": figure(minutes / 60, 1)}


def percent(share: float) -> str:
    """A share as a whole per cent."""
    return pgettext("figure", "%(n)s%%") % {"n": figure(100 * share, 0)}


def in_short(line: Line) -> str:
    """The sum on one line, factor by factor, in the order in which the page explains them."""
    value = line.value
    figures = {
        "tickets": figure(value.a_month, 1),
        "share": percent(value.share.value),
        "minutes": figure(value.handling.value, 1),
        "weight": figure(value.weight, 2),
        "uncovered": percent(value.uncovered),
        "value": span_of_time(value.minutes),
    }
    return (
        _(
            "%(tickets)s tickets a month × %(share)s do not write × %(minutes)s min × weight %(weight)s"
            " × %(uncovered)s not answered yet = %(value)s"
        )
        % figures
    )


def factors(line: Line, names: Names) -> list[Factor]:
    """The sum with the source of every factor."""
    value = line.value
    return [
        Factor(_("Tickets a month"), figure(value.a_month, 1), _tickets(line, names)),
        Factor(_("Readers who do not write"), percent(value.share.value), _readers(value.share, line.gap.topic)),
        Factor(_("Minutes of handling a ticket"), figure(value.handling.value, 1), _minutes(value.handling)),
        Factor(_("Weight of the channel"), figure(value.weight, 2), _weight(line, names)),
        Factor(_("Not answered by an edition yet"), percent(value.uncovered), _cover(line, names)),
    ]


def _tickets(line: Line, names: Names) -> str:
    said = ngettext(
        "%(n)s ticket in the last %(days)s days, taken to a month of %(month)s days.",
        "%(n)s tickets in the last %(days)s days, taken to a month of %(month)s days.",
        line.value.tickets,
    )
    counted = said % {"n": line.value.tickets, "days": line.gap.days, "month": figure(MONTH, 1)}
    if line.gap.product is None:
        return counted
    alone = _(
        "“%(product)s” is asked about more than twice as often as its share of all other mail, so it counts alone."
    )
    return f"{counted} {alone % {'product': names.products.get(line.gap.product, '')}}"


def _readers(share: Estimate, topic: str) -> str:
    step = share.narrowest
    wider = percent(_wider(share, step.level))
    counts = {"cases": step.cases, "n": round(step.total), "wider": wider, "more": VISITS_COUNTED}
    if step.level is Level.TOPIC:
        return _(
            "Of %(cases)s visits that read about “%(topic)s”, %(n)s ended without a message; what holds for the whole"
            " house (%(wider)s) counts as %(more)s more."
        ) % (counts | {"topic": topic_name(topic)})
    if step.level is Level.HOUSE:
        return (
            _(
                "Nobody has read about this topic yet. Of all %(cases)s visits whose end is known, %(n)s ended without"
                " a message; what is published (%(wider)s) counts as %(more)s more."
            )
            % counts
        )
    return _(
        "No visit is measured here yet. %(wider)s is published: so many customers solve their issue fully by themselves"
        " (Gartner, over 8,000 customer journeys, 2019)."
    ) % {"wider": percent(step.estimate)}


def _minutes(handling: Estimate) -> str:
    step = handling.narrowest
    counts = {
        "cases": step.cases,
        "mean": figure(step.total / step.cases, 1) if step.cases else "",
        "wider": figure(_wider(handling, step.level), 1),
        "more": TICKETS_COUNTED,
    }
    match step.level:
        case Level.GAP:
            said = _(
                "Measured on %(cases)s of these tickets: %(mean)s min on average; that of the topic (%(wider)s min)"
                " counts as %(more)s more."
            )
        case Level.TOPIC:
            said = _(
                "None of these tickets was measured. On %(cases)s others of the topic: %(mean)s min on average; that of"
                " the house (%(wider)s min) counts as %(more)s more."
            )
        case Level.HOUSE:
            said = _(
                "No ticket of this topic was measured. On %(cases)s others: %(mean)s min on average; an assumed"
                " %(wider)s min counts as %(more)s more."
            )
        case _:
            return _("No handling time is measured yet, so every ticket is taken to need as long.")
    return said % counts


def _wider(estimate: Estimate, level: Level) -> float:
    """What stood before a level counted."""
    levels = [step.level for step in estimate.steps]
    return estimate.steps[max(levels.index(level) - 1, 0)].estimate


def _weight(line: Line, names: Names) -> str:
    tickets: dict[int, int] = {}
    for cell in line.cells:
        tickets[cell.channel] = tickets.get(cell.channel, 0) + cell.tickets
    listed = [
        ngettext("%(channel)s: %(n)s ticket", "%(channel)s: %(n)s tickets", count)
        % {"channel": names.channels.get(channel, _("a channel that is gone")), "n": count}
        for channel, count in sorted(tickets.items(), key=lambda pair: -pair[1])
    ]
    return _("%(channels)s. The owner says at the end of the list what a minute on each is worth.") % {
        "channels": ", ".join(listed)
    }


def _cover(line: Line, names: Names) -> str:
    cover = line.basis.cover
    if cover is None:
        title = names.editions.get(line.basis.elsewhere or 0)
        if title:
            return _("Answered in another language only: “%(title)s”.") % {"title": title}
        if line.gap.product is None:
            return _("No edition answers it.")
        return _("No edition that answers it speaks of “%(product)s”.") % {
            "product": names.products.get(line.gap.product, "")
        }
    said = _("“%(title)s” answers %(answered)s of %(asked)s examples.") % {
        "title": names.editions.get(cover.edition, _("An edition that is gone")),
        "answered": cover.answered,
        "asked": cover.asked,
    }
    return said + " " + _helped(cover.readers, cover.wrote, cover.helped)


def _helped(readers: int, wrote: int, helped: float) -> str:
    said = ngettext(
        "Of %(readers)s reader whose visit is over %(wrote)s wrote all the same; with %(more)s usual ones (%(usual)s"
        " helped) it helps %(helped)s.",
        "Of %(readers)s readers whose visit is over %(wrote)s wrote all the same; with %(more)s usual ones (%(usual)s"
        " helped) it helps %(helped)s.",
        readers,
    )
    counts = {"readers": readers, "wrote": wrote, "more": READERS_COUNTED, "helped": percent(helped)}
    return said % (counts | {"usual": percent(USUALLY_HELPED)})


def languages_of(terms: Sequence[tuple[str, str, int]]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """Terms (words, language, times) by language with the sum of each, the largest first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for words, language, times in terms:
        found.setdefault(language, []).append((words, times))
    return sorted(
        ((language, sum(times for _words, times in rows), rows) for language, rows in found.items()),
        key=lambda row: -row[1],
    )
