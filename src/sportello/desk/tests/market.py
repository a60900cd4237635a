"""A marketplace that answers at once what a test wants it to, and the connector that speaks to it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from sportello.channels import registry
from sportello.channels.contract import (
    Account,
    ApiTrouble,
    Audience,
    ConnectForm,
    Connector,
    Field,
    Heard,
    Pace,
    PushRequest,
    Standing,
)
from sportello.channels.inbound import ChannelKind
from sportello.desk.connecting import views


@dataclass
class Market:
    """What it says when it is checked, and with what it was checked."""

    standing: Standing = field(default_factory=lambda: Standing(orders=3, may_send=True))
    trouble: ApiTrouble | None = None
    checked: list[tuple[dict[str, str], dict[str, str]]] = field(default_factory=list)

    def check(self, account: Account, *, now: datetime) -> Standing:
        """Answer as wanted."""
        self.checked.append((dict(account.config), dict(account.secrets)))
        if self.trouble:
            raise self.trouble
        return self.standing

    def hear(self, account: Account, request: PushRequest, *, now: datetime) -> Heard:
        """Nothing is ever pushed here."""
        return Heard(id="")

    def subscribe(self, account: Account, endpoint: str, *, now: datetime) -> None:
        """Nothing is ever pushed here."""

    def connector(self) -> Connector:
        """Shopify's place is taken by it."""
        form = ConnectForm(
            fields=(
                Field("shop", "Shop", pattern="[a-z-]+"),
                Field("region", "Region", choices=(("eu", "Europe"), ("na", "America")), required=False),
                Field("api_key", "Key", secret=True),
                Field("extra", "Extra", secret=True, required=False),
            ),
            steps=("Press the button.",),
            help_url="https://help.example/keys",
        )
        return Connector(
            kind=ChannelKind.SHOPIFY,
            name="Market",
            audience=Audience.SHOP,
            form=form,
            pace=Pace(
                orders_every=timedelta(minutes=5),
                orders_every_when_pushed=timedelta(hours=1),
                back_fill=timedelta(days=400),
                secret_lives=timedelta(days=180),
            ),
            check=self.check,
            pull_orders=lambda account, cursor, *, since, now: iter(()),
            webhooks=self,
        )


def open_market(monkeypatch: pytest.MonkeyPatch) -> Market:
    """A market that is the only connector while the test runs."""
    market = Market()
    found = (market.connector(),)
    monkeypatch.setattr(registry, "connectors", lambda: found)
    monkeypatch.setattr(views, "connectors", lambda: found)
    return market
