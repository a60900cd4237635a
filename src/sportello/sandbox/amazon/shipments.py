"""Orders v0: confirmShipment, the one call of the old version that has no successor."""

from sportello.sandbox.world import CARRIERS, Impossible

from .calls import Call
from .contract import Items, Number, Object, Text, body_of
from .errors import invalid
from .sites import BY_SITE

ITEM = Object({"orderItemId": Text(1), "quantity": Number(1)}, {"transparencyCodes": Items(Text(1))})
PACKAGE = Object(
    {
        "packageReferenceId": Text(1, 10),
        "carrierCode": Text(1),
        "trackingNumber": Text(1),
        "shipDate": Text(time=True),
        "orderItems": Items(ITEM, 1),
    },
    {"carrierName": Text(), "shippingMethod": Text(), "shipFromSupplySourceId": Text()},
)
BODY = Object({"marketplaceId": Text(1), "packageDetail": PACKAGE}, {"codCollectionMethod": Text()})
CODES = {name.lower(): code for code, name in CARRIERS.items()}


def confirm_shipment(call: Call) -> None:
    """The seller says that a package left; the same package told again is taken and changes nothing. Raises Problem."""
    body = body_of(call.request.body, BODY)
    order, package = call.order(), body["packageDetail"]
    if body["marketplaceId"] != _marketplace_of(call):
        raise invalid("marketplaceId is not that of the order.")
    if order.fulfilled_by == "marketplace":
        raise invalid("The order is fulfilled by Amazon.")
    told = f"{order.id}/{package['packageReferenceId']}"
    if call.state.packages.get(told) == package:
        return
    ordered = {line.id: line.quantity for line in order.lines}
    items = package["orderItems"]
    if any(item["quantity"] > ordered.get(item["orderItemId"], 0) for item in items):
        raise invalid("orderItems has an item or a quantity that was not ordered.")
    carrier = CODES.get(package["carrierCode"].lower(), package.get("carrierName") or package["carrierCode"])
    lines = ",".join(item["orderItemId"] for item in items)
    try:
        call.world.act("ship", "amazon", order.id, carrier=carrier, tracking=package["trackingNumber"], lines=lines)
    except Impossible as error:
        raise invalid(str(error)) from error
    call.state.packages[told] = package


def _marketplace_of(call: Call) -> str:
    return BY_SITE[call.order().site].id
