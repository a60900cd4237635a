"""What a check found, in sentences for the owner."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.channels.contract import Connector, Standing


def found(standing: Standing, connector: Connector) -> list[str]:
    """What a check found, sentence by sentence, the most welcome first."""
    said = [_read(standing)]
    if standing.account_name:
        said.append(_("The account is called %(name)s.") % {"name": standing.account_name})
    if standing.sites:
        said.append(_("Sites: %(sites)s.") % {"sites": ", ".join(standing.sites)})
    if connector.needs_mail:
        said.append(_("Buyers' messages come and go by your mailbox."))
    return [sentence for sentence in said if sentence]


def missing(standing: Standing) -> list[str]:
    """What the account may not do although the desk needs it, one thing in each."""
    return [_(one) for one in standing.missing if one]


def _read(standing: Standing) -> str:
    orders = _orders(standing.orders) if standing.orders is not None else ""
    messages = _messages(standing.messages) if standing.messages is not None else ""
    if not orders and not messages:
        return _("The keys work, and we may send messages.") if standing.may_send else _("The keys work.")
    things = _("%(orders)s and %(messages)s") % {"orders": orders, "messages": messages} if orders and messages else ""
    words = {"things": things or orders or messages}
    return (_("We read %(things)s and may send messages.") if standing.may_send else _("We read %(things)s.")) % words


def _orders(number: int) -> str:
    return ngettext("%(n)s order", "%(n)s orders", number) % {"n": number}


def _messages(number: int) -> str:
    return ngettext("%(n)s message", "%(n)s messages", number) % {"n": number}
