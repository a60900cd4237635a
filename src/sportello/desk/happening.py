"""Events between the messages, as sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from sportello.core.models import Event


def sentence(event: Event, names: Mapping[int, str]) -> str:
    """What happened, in one sentence; `names` are those of the agents by id. Unknown kinds give their own name."""
    who = names.get(event.actor_id or 0, _("Somebody"))
    if event.kind == "ticket.assigned":
        return _assigned(who, event, names)
    if event.kind == "ticket.reopened" and event.actor_id is None:
        return _("Reopened: the buyer wrote again")
    words = {
        "ticket.resolved": _("%(who)s resolved the ticket"),
        "ticket.reopened": _("%(who)s reopened the ticket"),
        "ticket.snoozed": _("%(who)s snoozed the ticket"),
        "ticket.split": _("%(who)s gave part of it to ticket %(ticket)s"),
        "ticket.merged": _("%(who)s merged ticket %(ticket)s into this one"),
        "ticket.parted": _("%(who)s parted it from ticket %(ticket)s again"),
        "ticket.primary_chosen": _("%(who)s chose where the full answer goes"),
        "thread.needs_no_response": _("%(who)s: no response needed"),
        "ticket.returned": _("Came back: who had it is not there in time"),
        "message.returned": _("Our answer came back"),
        "promise.made": _("%(who)s noted a promise"),
        "promise.came_back": _("Came back: the day of a promise is here"),
        "promise.kept": _("%(who)s: the promise was kept"),
        "promise.broken": _("%(who)s: the promise was not kept"),
        "promise.withdrawn": _("%(who)s withdrew a promise"),
        "exception.granted": _("%(who)s noted an exception to policy"),
        "exception.withdrawn": _("%(who)s withdrew an exception"),
    }
    return words.get(event.kind, event.kind) % {"who": who, "ticket": event.data.get("ticket", "")}


def _assigned(who: str, event: Event, names: Mapping[int, str]) -> str:
    to = event.data.get("assignee")
    if not to:
        return _("%(who)s took the assignment back") % {"who": who}
    if event.actor_id is None:
        return _("A rule gave it to %(to)s") % {"to": names.get(to, _("somebody"))}
    if to == event.actor_id:
        return _("%(who)s took the ticket") % {"who": who}
    return _("%(who)s assigned it to %(to)s") % {"who": who, "to": names.get(to, _("somebody"))}
