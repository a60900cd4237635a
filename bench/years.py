"""Years of a shop in a minute: tickets, messages and all that hangs on them, written in bulk by the database."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from sportello.accounts.models import Agent
from sportello.channels.models import Channel, Source

from .letters import texts

PASSWORD = "casa-lume-bench"
EMAIL = "ada@casalume.example"
CHANNELS = (
    ("amazon", "amazon.it", "it", 24),
    ("amazon", "amazon.de", "de", 24),
    ("amazon", "amazon.fr", "fr", 24),
    ("amazon", "amazon.es", "es", 24),
    ("amazon", "amazon.co.uk", "en", 24),
    ("ebay", "ebay.it", "it", 24),
    ("walmart", "walmart.com", "en", 48),
    ("shopify", "casalume.example", "it", 24),
    ("email", "ciao@casalume.example", "de", 24),
)
FIRST = "Giulia,Carmelo,Anna,Bruno,Marta,Dieter,Sabine,Jonas,Claire,Hugo,Camille,Olivia,Harry,Amelia"
LAST = "Ferrante,Sgroi,Bianchi,Esposito,Krüger,Vogt,Lindner,Moreau,Lefèvre,Ortega,Ruiz,Walker"
# Of all tickets these are the ones in work; the others were resolved over the last three years.
OWED, WAITING, SNOOZED = 400, 250, 50
MESSAGES_EACH = 4

_STEPS = (
    """CREATE TEMP TABLE words AS SELECT ordinality - 1 AS id, word
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS t (word)""",
    """CREATE TEMP TABLE place AS SELECT ordinality - 1 AS id, channel, language
    FROM unnest(%(channels)s::bigint[], %(languages)s::text[]) WITH ORDINALITY AS t (channel, language)""",
    """INSERT INTO customers_customer (id, name, language, created_at)
    SELECT g, split_part(%(first)s, ',', 1 + g %% 14) || ' ' || split_part(%(last)s, ',', 1 + g / 14 %% 12)
        || ' ' || g, '', %(now)s
    FROM generate_series(1, %(customers)s) AS g""",
    """INSERT INTO customers_handle (customer_id, kind, value, evidence, first_seen_at)
    SELECT g, 'email', 'buyer' || g || '@posta.example', 'wrote on email', %(now)s
    FROM generate_series(1, %(customers)s) AS g""",
    """CREATE TEMP TABLE told AS SELECT g AS id, 1 + g %% %(customers)s AS customer, channel, language,
        'buyer' || (1 + g %% %(customers)s) || '@posta.example' AS address, 1 + g %% 8 AS agent,
        %(now)s - interval '1 hour' - (%(tickets)s - g) * (interval '3 years' / %(tickets)s) AS begun,
        '406-' || lpad(g::text, 7, '0') || '-1234567' AS order_id, %(tickets)s - g AS age
    FROM generate_series(1, %(tickets)s) AS g JOIN place ON place.id = g %% (SELECT count(*) FROM place)""",
    """INSERT INTO inbox_thread (id, channel_id, customer_id, subject, counterpart, reply_to, order_id, created_at,
        last_message_at)
    SELECT id, channel, customer, 'Ordine ' || order_id, address, address, order_id, begun, begun FROM told""",
    """INSERT INTO inbox_ticket (id, customer_id, subject, primary_id, channel_id, assignee_id, preview, language,
        created_at, last_message_at, due_at, resolved_at, snoozed_until)
    SELECT told.id, customer, 'Ordine ' || order_id, told.id, channel, CASE WHEN told.id %% 3 = 0 THEN agent END,
        left(word, 150), language, begun, begun + interval '40 minutes',
        CASE WHEN age < %(owed)s THEN begun + interval '24 hours' END,
        CASE WHEN age >= %(in_work)s THEN begun + interval '2 days' END,
        CASE WHEN age BETWEEN %(owed)s AND %(owed)s + %(snoozed)s THEN %(now)s + interval '1 day' END
    FROM told JOIN words ON words.id = told.id %% (SELECT count(*) FROM words)""",
    "INSERT INTO inbox_holding (id, thread_id, ticket_id, first_id) SELECT id, id, id, 0 FROM told",
    """INSERT INTO inbox_threadkey (channel_id, thread_id, value, strong)
    SELECT channel, id, 'case:' || id, true FROM told""",
    "INSERT INTO inbox_participant (thread_id, address) SELECT id, address FROM told",
    """INSERT INTO channels_outbox (id, channel_id, message_id, recipient, subject, text, in_reply_to, "references",
        files, state, attempts, created_at, next_try_at, sent_at, reason)
    SELECT id, channel, '<' || id || '@casalume.example>', address, 'Re:', '', '', '', '[]', 'sent', 1, begun, begun,
        begun, '' FROM told""",
    """INSERT INTO inbox_message (id, thread_id, direction, kind, sender_name, sender, agent_id, sent_at, created_at,
        subject, text, quoted, language, message_id, outbox_id, has_html, trusted, history, no_response_url, order_ids)
    SELECT (told.id - 1) * %(each)s + k, told.id, CASE WHEN k %% 2 = 1 THEN 'in' ELSE 'out' END,
        CASE WHEN k %% 2 = 1 THEN 'buyer' ELSE 'answer' END, '', '', CASE WHEN k %% 2 = 0 THEN agent END,
        begun + k * interval '10 minutes', begun + k * interval '10 minutes', '',
        one.word || E'\\n' || other.word || ' ' || told.id, '', language,
        '<' || told.id || '.' || k || '@posta.example>', CASE WHEN k = 2 THEN told.id END, true, true, false, '',
        CASE WHEN k = 1 THEN jsonb_build_array(order_id) ELSE '[]'::jsonb END
    FROM told CROSS JOIN generate_series(1, %(each)s) AS k
    JOIN words AS one ON one.id = (told.id * 7 + k) %% (SELECT count(*) FROM words)
    JOIN words AS other ON other.id = (told.id * 3 + k * 11) %% (SELECT count(*) FROM words)""",
    """INSERT INTO inbox_namednumber (message_id, value) SELECT (id - 1) * %(each)s + 1, order_id FROM told""",
    """INSERT INTO inbox_obligation (holding_id, first_message_id, opened_at, due_at, ended_at, ended_as)
    SELECT id, (id - 1) * %(each)s + 1, begun, begun + interval '24 hours',
        CASE WHEN age >= %(owed)s THEN begun + interval '20 minutes' END,
        CASE WHEN age >= %(owed)s THEN 'answered' ELSE '' END FROM told""",
    """INSERT INTO inbox_resolution (ticket_id, at, reason)
    SELECT id, begun + interval '2 days', '' FROM told WHERE age >= %(in_work)s""",
    """INSERT INTO core_event (at, kind, actor_id, subject_kind, subject_id, data)
    SELECT begun + k * interval '5 minutes', kind, 1, 'ticket', id, '{}' FROM told,
        unnest(ARRAY['ticket.opened', 'obligation.opened', 'message.sent', 'ticket.resolved']) WITH ORDINALITY
        AS happened (kind, k)""",
)


def live_through(tickets: int) -> None:
    """Fill an empty database with that many tickets and four times as many messages, and let it take stock."""
    now = datetime.now(UTC)
    _agents(now)
    values: dict[str, Any] = {
        "now": now,
        "tickets": tickets,
        "customers": max(1, tickets * 3 // 5),
        "first": list(FIRST),
        "last": list(LAST),
        "texts": list(texts()),
        "channels": _channels(now),
        "languages": [language for _, _, language, _ in CHANNELS],
        "each": MESSAGES_EACH,
        "owed": OWED,
        "snoozed": SNOOZED,
        "in_work": OWED + WAITING + SNOOZED,
    }
    with connection.cursor() as cursor:
        for step in _STEPS:
            cursor.execute(step, values)
        cursor.execute("DROP TABLE told, words, place")
        for table in ("customers_customer", "inbox_thread", "inbox_ticket", "inbox_holding", "inbox_message"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("VACUUM ANALYZE")


def _agents(now: datetime) -> None:
    for number in range(8):
        email = EMAIL if not number else f"agent{number}@casalume.example"
        agent = Agent(email=email, name=f"Agent {number}", role="agent" if number else "owner", created_at=now)
        agent.set_password(PASSWORD)
        agent.save()


def _channels(now: datetime) -> list[int]:
    source = Source.objects.create(kind="mailbox", name="Casa Lume", address="ciao@casalume.example", created_at=now)
    made = [
        Channel.objects.create(
            kind=kind,
            site=site,
            name=site,
            source=source,
            answer_hours=hours,
            round_the_clock=kind in {"amazon", "walmart"},
            language=language,
            created_at=now,
        )
        for kind, site, language, hours in CHANNELS
    ]
    return [channel.pk for channel in made]
