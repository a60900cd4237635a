"""Writing a simulated quarter into a database, as the same rows and events that the real acts leave behind."""

from collections.abc import Callable

from django.db import connection, transaction

from sportello.inbox.models import Ticket
from sportello.orders.models import Order
from sportello.sandbox.quarter.playing import Played

from .quarter_events import Events
from .quarter_ground import NAME, Ground, lay
from .quarter_orders import write_buyers, write_orders
from .quarter_tickets import VERSION, Begun, Tickets, begun
from .quarter_visits import Visits
from .trouble import Trouble


class NotEmpty(Trouble):
    """There is other data in the database; nothing was written."""


def refuse_others(*, beside: bool) -> None:
    """Raises `NotEmpty` in a database that has tickets or orders, unless the quarter shall stand `beside` them; a
    second quarter never does."""
    from sportello.channels.models import Source

    if Source.objects.filter(name__startswith=NAME).exists():
        raise NotEmpty("this database holds a simulated quarter already; use an empty data directory")
    if not beside and (Ticket.objects.exists() or Order.objects.exists()):
        raise NotEmpty("this database holds tickets or orders; use an empty data directory, or --beside")


@transaction.atomic
def write(played: Played, *, step: Callable[[int], None], version: str = VERSION) -> tuple[Ground, Begun]:
    """Write the quarter; returns the ids it got. `version` names the model that is said to have read the messages:
    the running one leaves them alone then."""
    ground = lay(played)
    buyers = write_buyers(played, step=step)
    orders = write_orders(played, ground, buyers, step=step)
    ids = begun(orders=orders)
    Tickets(played, ground, buyers, ids, version=version).write(step=step)
    visits = Visits(played, ground, buyers, ids)
    visits.write(step=step)
    Events(played, ground, ids, visits).write(step=step)
    return ground, ids


def rows_of(played: Played) -> int:
    """About how many rows a quarter takes, for a progress bar."""
    past = played.past
    steps = sum(len(visit.steps) for visit in played.visits)
    around = 4 * len(played.orders) + 4 * len(played.visits) + 2 * steps
    return around + 7 * len(past.tickets) + 5 * len(past.messages) + len(past.happened)


def take_stock() -> None:
    """Let the database look at what it has now, outside of any transaction."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
