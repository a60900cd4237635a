"""Putting two tickets together, as the desk does it: conversations move, a resting survivor may come back."""

from .catalogue import Person
from .entities import Happening, Merge, Suggestion, Ticket
from .past import Past


def merge(past: Past, suggestion: Suggestion, by: Person, now: int) -> Ticket:
    """Let the older ticket of a suggestion hold the conversations of the newer one; returns the survivor."""
    ticket, into = suggestion.ticket.survivor, suggestion.of.survivor
    done = Merge(past.numbers.merge(), ticket, into, by, now)
    resting = into.is_resolved
    into.threads += ticket.threads
    ticket.threads, ticket.into = [], into
    owes = any(thread.owed for thread in into.threads)
    if resting and (owes or not ticket.is_resolved):
        done.reopened = into.resolved[-1]
        wake(past, into, now, by)
    past.merges.append(done)
    past.tell(Happening(now, "ticket.merged", into, by, done))
    return into


def wake(past: Past, ticket: Ticket, now: int, by: Person | None = None) -> None:
    """Let a resting ticket come back."""
    if ticket.is_resolved:
        ticket.resolved[-1].until = now
        past.tell(Happening(now, "ticket.reopened", ticket, by))
