"""Texts to try on Amazon, fine and forbidden, and which of them may stand."""

import re

from hypothesis import strategies as st

from sportello.carriers.pages import carrier_at

PLACEHOLDERS = st.sampled_from(["{{ buyer.name }}", "{name}", "[ORDER ID]", "%tracking%", "XXXXXX", "Dear ,"])
HOSTS = st.sampled_from(["lumi.com", "amazon-lumi.de", "shop.example.net", "dhl-paket.info", "lumi.it"])
LINKS = st.builds(lambda scheme, host: f"{scheme}{host}/x", st.sampled_from(["http://", "https://", "www."]), HOSTS)
PLAIN = st.sampled_from(["http://www.dhl.de/track", "http://www.amazon.it/orders"])
MAILS = st.builds(lambda local, host: f"{local}@{host}", st.sampled_from(["info", "a.b", "help+1"]), HOSTS)
ALLOWED = st.sampled_from(["https://www.dhl.de/de/track?piececode=1", "https://www.amazon.it/gp/css/order-history"])
WORDS = st.sampled_from(["Il pacco arriva domani", "Grazie per la domanda", "La lampada è in arrivo", "Va bene così"])
FINE = st.lists(st.one_of(WORDS, WORDS, ALLOWED), min_size=1, max_size=3).map(". ".join)
ANY = st.one_of(WORDS, PLACEHOLDERS, LINKS, PLAIN, MAILS, ALLOWED)
TEXTS = st.one_of(FINE, st.lists(ANY, min_size=1, max_size=4).map(" ".join))
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}")
LINK = re.compile(r"(?:https?://|www\.)(?P<host>[^\s/]+)\S*")
PLACE = re.compile(r"\{\{|\{\w+\}|\[ORDER ID\]|%\w+%|X{4,}|^Dear ,")


def may_stand(text: str) -> bool:
    """Whether a text keeps what the outbox promises; told in other words than the linter's."""
    for match in LINK.finditer(text):
        host = match["host"].lower()
        if not match[0].startswith("https://") or not (host == "www.amazon.it" or carrier_at(host)):
            return False
    return not ADDRESS.search(text) and not PLACE.search(text)
