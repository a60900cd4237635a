"""The control page's part about orders, time and interfaces."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

ACTS = (
    ("write", "The buyer writes"),
    ("ship", "The order ships"),
    ("deliver", "The parcel is delivered"),
    ("lose", "The parcel is lost"),
    ("open_return", "The buyer returns it"),
    ("open_claim", "The buyer claims"),
    ("wish", "The buyer wants to cancel"),
    ("refund", "All is refunded"),
)
MARKETPLACES = ("amazon", "ebay", "walmart", "shopify")
SWITCHES = (
    ("revoked", "Access is revoked"),
    ("double_pushes", "Everything is pushed twice"),
    ("reorder_pushes", "Pushes come out of order"),
    ("moving_pages", "Pages change under the reader"),
    ("no_limits", "No rate is enforced"),
)
NUMBERS = (
    ("throttle", "Throttle so many requests (-1: all)"),
    ("retry_after", "... and say to try again after, seconds"),
    ("fail", "Fail with 500 so often"),
    ("truncate", "Cut the JSON so often"),
    ("drop", "Close the connection so often"),
    ("slow", "Wait before each answer, seconds"),
)
REAL = {"retry_after", "slow"}


def world_sections(orders: Sequence[dict[str, Any]], interfaces: Mapping[str, Any], now: datetime) -> str:
    """Both sections as HTML; every value is escaped."""
    return (
        f'<section aria-labelledby="orders"><h2 id="orders">Orders</h2>{_orders(orders, now)}</section>'
        f'<section aria-labelledby="interfaces"><h2 id="interfaces">Interfaces</h2>{_interfaces(interfaces)}</section>'
    )


def fault_fields(form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The fault form of one interface. Raises ValueError for what is no number."""
    fields: dict[str, Any] = {name: form.get(name, [""])[0] == "true" for name, _ in SWITCHES}
    for name, _ in NUMBERS:
        text = form.get(name, [""])[0]
        fields[name] = (
            (None if name == "retry_after" else 0) if not text else float(text) if name in REAL else int(text)
        )
    return fields


def _orders(orders: Sequence[dict[str, Any]], now: datetime) -> str:
    options = "".join(
        f'<option value="{escape(order["kind"])}/{escape(order["id"])}">{escape(_line(order))}</option>'
        for order in orders
    )
    acts = "".join(f'<button name="what" value="{what}">{label}</button> ' for what, label in ACTS)
    kinds = "".join(f'<button name="kind" value="{kind}">{kind.capitalize()}</button> ' for kind in MARKETPLACES)
    return (
        f"<p>In this world it is {escape(now.strftime('%Y-%m-%d %H:%M'))} UTC.</p>"
        '<form method="post" action="/time"><button name="days" value="1">A day passes</button> '
        '<button name="days" value="7">A week passes</button></form>'
        f'<form method="post" action="/orders"><p><label for="order">Order</label> <select id="order" name="order">'
        f"{options}</select></p><p>{acts}</p></form>"
        f'<form method="post" action="/orders"><p>Somebody orders on {kinds}</p></form>'
    )


def _line(order: Mapping[str, Any]) -> str:
    parcels = ", ".join(state for _, _, state in order["parcels"])
    where = "" if order["fulfilled_by"] == "seller" else ", by the marketplace"
    return f"{order['number']} {order['site']}: {order['buyer']}, {order['state']}{where} {parcels}"


def _interfaces(interfaces: Mapping[str, Any]) -> str:
    return "".join(_interface(name, about) for name, about in interfaces.items())


def _interface(name: str, about: Mapping[str, Any]) -> str:
    faults, asked = about["faults"], about["asked"]
    switches = "".join(
        _field(name, field, label, f'type="checkbox" value="true"{" checked" if faults[field] else ""}')
        for field, label in SWITCHES
    )
    numbers = "".join(
        _field(
            name,
            field,
            label,
            f'type="number" step="{"0.1" if field in REAL else "1"}" value="{_shown(faults[field])}"',
        )
        for field, label in NUMBERS
    )
    last = "".join(f"<li>{escape(method)} {escape(path)}: {status}</li>" for method, path, status in asked[-5:])
    return (
        f"<details><summary>{escape(name.capitalize())} ({len(asked)} last requests)</summary><ul>{last}</ul>"
        f'<form method="post" action="/interfaces/{escape(name)}">{switches}{numbers}<p><button>Set</button></p></form>'
        f'<form method="post" action="/interfaces/{escape(name)}/expire"><button>Expire all tokens</button></form>'
        f'<form method="post" action="/interfaces/{escape(name)}/clear"><button>Behave again</button></form></details>'
    )


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _field(vendor: str, name: str, label: str, attributes: str) -> str:
    field = f"{vendor}-{name}"
    return f'<p><label for="{field}">{escape(label)}</label> <input id="{field}" name="{name}" {attributes}></p>'
