"""Names that nobody told us: words with a capital where an ordinary word has none. Pure.

In English, Italian, French and Spanish only names have a capital inside a sentence; in German every noun has one, but
two such words side by side are mostly a name. Months and days are taken out before.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from sportello.carriers.catalogue import CATALOGUE

_WORD = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'’]+(?:-[A-ZÀ-ÖØ-Þ]?[a-zß-öø-ÿ'’]+)*"
_SEQUENCE = re.compile(rf"(?<![\w{{\[])(?:{_WORD})(?:(?:\s(?:de|di|da|del|della|von|van))?\s(?:{_WORD}))*(?![\w}}\]])")
_BEGINS = re.compile(
    r"(?:^|[.!?:…•*>\n\]\"“”«»„(–-])[\s\"“”«»„(*•-]*$|\n[ \t]*(?:\d{1,2}[.)]|\ue010[a-j]+\ue011[.)])[ \t]*$"
)
_QUOTED = re.compile(r"“[^”\n]{1,60}”|«[^»\n]{1,60}»|„[^“”\n]{1,60}[“”]|\"[^\"\n]{1,60}\"|\*\*[^*\n]{1,60}\*\*")
_KIN: Final = re.compile(
    rf"\b((?i:neighbou?rs?|colleague|vicin[oa]|collega|moglie|marito|portier[ea]|nachbar(?:i?n)?|kolleg(?:e|en|in)|ehemann"
    rf"|ehefrau|voisine?|collègue|vecin[oa]|compañer[oa]|signor[ae]?|frau|herrn?)\s)({_WORD}(?:\s{_WORD}){{0,2}})",
)


def _plain(name: str) -> list[str]:
    return [word for word in re.split(r"[\s,.]+", name.lower()) if word]


_WORDS = (
    # Marketplaces, their menus, ways to pay, and the courtesy of languages that write it large.
    "amazon ebay walmart shopify paypal klarna visa mastercard prime marketplace android iphone apple google internet"
    " wi-fi bluetooth europe europa eu italy italia italie germany deutschland france spain españa english"
    " your orders order my account customer service contact seller messages help return returns refund track package"
    " tracking problem center centre guarantee miei ordini ordine il mio servizio clienti contatta venditore resi reso"
    " meine bestellungen bestellung konto kundenservice rücksendung mes commandes commande compte retours mis pedidos"
    " pedido cuenta devoluciones sie ihr ihre ihrem ihren ihrer ihres ihnen lei la le suo sua suoi sue vi vostro vostra"
    " voi loro usted ustedes ud uds vous votre vos i'm i'll i've i'd i’m i’ll i’ve i’d thank thanks please grazie bitte"
    " danke merci gracias monday tuesday wednesday thursday friday saturday sunday"
)
_CARRIERS = {word for carrier in CATALOGUE for name in (carrier.name, *carrier.aliases) for word in _plain(name)}
_ORDINARY: Final = frozenset(_WORDS.split()) | _CARRIERS


def without_proper_names(text: str, *, public: Collection[str], language: str, mark: str) -> str:
    """A text with a mark for each word or group of words that has the look of a name, but those that are `public`.

    What stands in quotation marks or bold is the label of a button and stays; so does a word that begins a sentence,
    unless another such word follows it.
    """
    known = _ORDINARY | {word for name in public for word in _plain(name)}
    text = _KIN.sub(lambda match: match[0] if _are_known(match[2], known) else match[1] + mark, text)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for start, end in reversed([*_names(text, known, language)]):
        if not any(first <= start and end <= last for first, last in quoted):
            text = text[:start] + mark + text[end:]
    return text


def _names(text: str, known: Collection[str], language: str) -> Iterator[tuple[int, int]]:
    least = 2 if language == "de" else 1
    for match in _SEQUENCE.finditer(text):
        begins = match.start() == 0 or _BEGINS.search(text[max(0, match.start() - 12) : match.start()]) is not None
        for run in _runs(match[0], known):
            opens = begins and run[0].start() == 0
            if len(run) >= max(least, 2 if opens else 1) and not (opens and language == "de"):
                yield match.start() + run[0].start(), match.start() + run[-1].end()


def _runs(words: str, known: Collection[str]) -> Iterator[list[re.Match[str]]]:
    """The stretches of words with a capital between those that everybody knows."""
    run: list[re.Match[str]] = []
    for word in re.finditer(_WORD, words):
        if _are_known(word[0], known):
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _are_known(words: str, known: Collection[str]) -> bool:
    return any(word in known for word in _plain(words))
