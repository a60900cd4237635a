"""The control page's HTML."""

from collections.abc import Iterable
from html import escape
from typing import Any

FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Casa Lume: the world outside</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><h1>The world outside</h1><p>{folders}</p></header>
<main>
<section aria-labelledby="buyers"><h2 id="buyers">Buyers</h2>{buyers}</section>
{world}
<section aria-labelledby="received"><h2 id="received">What the shop sent ({count})</h2>{received}</section>
<section aria-labelledby="faults"><h2 id="faults">Faults of the mail servers</h2>{faults}</section>
</main>
<footer><p>For programs: <a href="/manifest">manifest</a>, <a href="/received">received</a>,
<a href="/mailboxes">mailboxes</a>, <a href="/faults">faults</a>, <a href="/orders">orders</a>,
<a href="/ledger">ledger</a>, <a href="/interfaces">interfaces</a>.</p></footer>
</body>
</html>
"""


def page(
    *,
    received: list[dict[str, Any]],
    waiting: dict[str, str],
    faults: dict[str, Any],
    folders: dict[str, dict[str, int]],
    paused: bool,
    world: str,
) -> str:
    """The whole page as HTML; every value is escaped. `world` is HTML already."""
    held = ", ".join(f"{name}: {folder['mails']} mails" for name, folder in folders.items())
    return FRAME.format(
        folders=escape(held),
        buyers=_buyers(waiting, paused),
        count=len(received),
        received=_received(received),
        faults=_faults(faults),
        world=world,
    )


def _buyers(waiting: dict[str, str], paused: bool) -> str:
    label, value = ("Let the clock run", "false") if paused else ("Stop the clock", "true")
    clock = f'<form method="post" action="/settings"><button name="paused" value="{value}">{label}</button></form>'
    if not waiting:
        return f"<p>All stories have arrived.</p>{clock}"
    options = "".join(f'<option value="{escape(key)}">{escape(line)}</option>' for key, line in waiting.items())
    return (
        f"<p>{len(waiting)} stories are waiting.</p>"
        '<form method="post" action="/drop"><button>A buyer writes</button></form>'
        '<form method="post" action="/drop"><label for="story">Story</label> '
        f'<select id="story" name="story">{options}</select> <button>This one writes</button></form>{clock}'
    )


def _received(mails: list[dict[str, Any]]) -> str:
    if not mails:
        return "<p>Nothing yet. Answer a ticket at the desk, and the mail stands here.</p>"
    head = "".join(f'<th scope="col">{name}</th>' for name in ("No.", "When (UTC)", "To", "Subject"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(_rows(mails))}</tbody></table>"


def _rows(mails: list[dict[str, Any]]) -> Iterable[str]:
    for mail in mails:
        subject = escape(mail["headers"].get("Subject", "")) or "(no subject)"
        yield (
            f"<tr><td>{mail['number']}</td><td>{escape(mail['at'][:19].replace('T', ' '))}</td>"
            f"<td>{escape(', '.join(mail['recipients']))}</td>"
            f'<td><a href="{escape(mail["raw"])}">{subject}</a></td></tr>'
        )


def _faults(faults: dict[str, Any]) -> str:
    switches = "".join(
        _field(name, label, f'type="checkbox" value="true"{" checked" if faults[name] else ""}')
        for name, label in (
            ("imap_deny_login", "IMAP refuses to sign in"),
            ("smtp_deny_login", "SMTP refuses to sign in"),
        )
    )
    numbers = "".join(
        _field(name, label, f'type="number" min="0" max="600" step="{step}" value="{faults[name]}"')
        for name, label, step in (
            ("imap_delay", "IMAP waits, seconds", "0.1"),
            ("smtp_delay", "SMTP waits, seconds", "0.1"),
            ("smtp_drop_stored", "Mails kept but never confirmed", "1"),
            ("smtp_drop_lost", "Mails lost and never confirmed", "1"),
        )
    )
    replies = "".join(
        f"<li>{escape(who)}: {escape(reply)}</li>" for who, reply in sorted(faults["smtp_replies"].items())
    )
    return (
        f'<form method="post" action="/faults">{switches}{numbers}'
        + _field("recipient", "Recipient (empty: all)", 'type="text" autocomplete="off"')
        + _field("reply", "gets this SMTP reply", 'type="text" autocomplete="off" placeholder="450 4.2.1 Mailbox busy"')
        + f"<p><button>Set</button></p></form><ul>{replies}</ul>"
        '<form method="post" action="/faults/clear"><button>Behave again</button></form>'
    )


def _field(name: str, label: str, attributes: str) -> str:
    return f'<p><label for="{name}">{escape(label)}</label> <input id="{name}" name="{name}" {attributes}></p>'
