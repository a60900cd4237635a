"""A marketplace's account and the mailbox it writes to have one channel, whichever is connected first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sportello.channels.answering import answers_by_api
from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.models import Channel, Source
from sportello.channels.routing import channel_for, channel_of_account

from .vendor import NOON, Vendor, account

pytestmark = pytest.mark.django_db


def mailbox(name: str = "mail", kind: str = "mailbox") -> Source:
    return Source.objects.create(kind=kind, name=name, address=f"{name}@shop.example", created_at=NOON)


def heard(site: str = "ebay.it") -> Inbound:
    return Inbound(MailKind.BUYER, ChannelKind.EBAY, site, Party("buyer_id", "cleo"), "a@b.example", "", "hello")


def test_it_joins_an_account_to_the_channel_of_the_mailbox(market: Vendor) -> None:
    box, shop = mailbox(), account("shop", market)
    by_mail = channel_for(source=box, inbound=heard(), now=NOON)
    by_api = channel_of_account(account=shop, site="ebay.it", now=NOON)
    assert by_mail == by_api
    assert (by_api.source, by_api.account, by_api.sender) == (box, shop, box)
    assert channel_for(source=shop, inbound=heard(), now=NOON) == by_mail


def test_it_joins_a_mailbox_to_the_channel_of_the_account(market: Vendor) -> None:
    shop = account("shop", market)
    by_api = channel_of_account(account=shop, site="ebay.it", now=NOON)
    box = mailbox()
    assert channel_for(source=box, inbound=heard(), now=NOON) == by_api
    assert channel_for(source=box, inbound=heard("ebay.de"), now=NOON) != by_api
    assert channel_of_account(account=shop, site="ebay.it", now=NOON).source == box


def test_it_joins_nothing_that_could_be_two(market: Vendor) -> None:
    first, second = mailbox("one"), mailbox("two")
    channels = {channel_for(source=box, inbound=heard(), now=NOON) for box in (first, second)}
    own = channel_of_account(account=account("shop", market), site="ebay.it", now=NOON)
    assert own not in channels
    old_mails = mailbox("old", kind="import")
    assert channel_for(source=old_mails, inbound=heard(), now=NOON) not in {own, *channels}


def test_it_answers_where_the_conversation_lives(market: Vendor) -> None:
    shop = account("shop", market)
    channel = channel_of_account(account=shop, site="ebay.it", now=NOON)
    assert answers_by_api(channel, "conversation:1") == shop
    assert answers_by_api(channel, "a@members.ebay.it") == shop
    channel = channel_for(source=mailbox(), inbound=heard(), now=NOON)
    assert answers_by_api(channel, "conversation:1") == shop
    assert answers_by_api(channel, "a@members.ebay.it") is None


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_channel_of_a_mail_and_an_order_at_once(market: Vendor) -> None:
    box, shop = mailbox(), account("shop", market)
    start = Barrier(6)

    def routed(number: int) -> int:
        start.wait()
        try:
            if number % 2:
                return channel_for(source=box, inbound=heard(), now=NOON).pk
            return channel_of_account(account=shop, site="ebay.it", now=NOON).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(routed, range(6)))) == 1
    assert Channel.objects.get().account == shop
