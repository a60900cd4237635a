"""What the Amazon connector offers. Buyers' messages come and go by mail (`mail.py`): no API reads or answers them."""

from datetime import timedelta

from django.utils.translation import gettext_noop

from sportello.channels.contract import Audience, Connector, Pace
from sportello.channels.inbound import ChannelKind

from .beginning import Begins
from .checking import check
from .departing import confirms_shipment
from .form import FORM
from .nudging import pull_nudges
from .pulling import fetch_order, pull_orders
from .reading_health import reads_health
from .settings import ORDER_NUMBER
from .sites import order_url

# One search in 178 seconds is Amazon's rate; a little slower leaves tokens for pages and checks.
POLLS = timedelta(minutes=4)

CONNECTOR = Connector(
    kind=ChannelKind.AMAZON,
    name="Amazon",
    audience=Audience.AMAZON,
    form=FORM,
    pace=Pace(
        orders_every=POLLS,
        orders_every_when_pushed=timedelta(hours=1),
        back_fill=timedelta(days=730),
        secret_lives=timedelta(days=180),
    ),
    check=check,
    pull_orders=pull_orders,
    fetch_order=fetch_order,
    pull_nudges=pull_nudges,
    begins=Begins(),
    confirms_shipment=confirms_shipment,
    reads_health=reads_health,
    order_url=order_url,
    needs_mail=True,
    gives_no_buyer=gettext_noop(
        "Amazon ships this order (FBA) and tells sellers neither the buyer nor where the parcel is. "
        "The buyer follows it and starts a return on Amazon's own pages."
    ),
    order_number=ORDER_NUMBER,
    acts_at_marketplace={
        "refund": "{page}",
        "return": (
            "https://sellercentral.{site}/gp/returns/list?searchType=orderId&keywordSearch={number}&preSelectedRange=365"
        ),
        "cancel": "{page}",
        "buyer_tracking": "https://www.{site}/gp/your-account/order-details?orderID={number}",
        "buyer_return": "https://www.{site}/spr/returns/cart?orderId={number}",
    },
)
