"""By which way an answer leaves: the marketplace's API where the conversation lives there, else the mailbox."""

from collections.abc import Callable

from .accounts import account_of
from .models import Channel, Outbox, Source
from .registry import connector_of
from .sending import Transport

type TransportFor = Callable[[Outbox], Transport]


def answers_by_api(channel: Channel, recipient: str) -> Source | None:
    """The account that answers this recipient; None when a mail goes there.

    A conversation of an API is no mail address. Where the marketplace also sends mails about it, their address is
    answered by mail, unless the channel has no mailbox.
    """
    account = channel.account
    connector = connector_of(account) if account is not None else None
    if account is None or connector is None or connector.sends is None:
        return None
    return account if "@" not in recipient or channel.sender is None else None


def transports(by_mail: TransportFor) -> TransportFor:
    """The transport for each outbox row, given the one for those that leave by mail."""

    def transport_for(outbox: Outbox) -> Transport:
        account = answers_by_api(outbox.channel, outbox.recipient)
        connector = connector_of(account) if account is not None else None
        if account is None or connector is None or connector.sends is None:
            return by_mail(outbox)
        return connector.sends(account_of(account))

    return transport_for
