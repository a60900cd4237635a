"""Numbers said in words: runs of number words in five languages, and how many digits they stand for. Pure."""

import re
from collections.abc import Iterator
from typing import Final

_ONES: Final = (
    "zero oh nought one two three four five six seven eight nine"
    " null eins zwei zwo drei vier fünf sechs sieben acht neun"
    " zero uno due tre quattro cinque sei sette otto nove"
    " zéro un deux trois quatre cinq six sept huit neuf"
    " cero uno dos tres cuatro cinco seis siete ocho nueve"
)
_TENS: Final = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty"
    " fifty sixty seventy"
    " eighty ninety zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig"
    " dreißig vierzig"
    " fünfzig sechzig siebzig achtzig neunzig dieci undici dodici tredici quattordici quindici sedici"
    " diciassette diciotto"
    " diciannove venti trenta quaranta cinquanta sessanta settanta ottanta novanta dix onze douze treize"
    " quatorze quinze seize"
    " vingt trente quarante cinquante soixante septante huitante nonante quatre-vingt quatre-vingts diez"
    " once doce trece catorce"
    " quince veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa dieciséis diecisiete"
    " dieciocho diecinueve"
)
_DOUBLES: Final = frozenset(["double", "doppel", "doppio", "doppia", "doble"])
_BETWEEN_WORDS: Final = "e y et und and then poi dann puis luego ensuite dopo hundred cento cien cent"
_BETWEEN: Final = frozenset(_BETWEEN_WORDS.split())
_DIGITS_OF: Final = dict.fromkeys(_ONES.split(), 1) | dict.fromkeys(_TENS.split(), 2)
_WORD: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_COMPOUND: Final = re.compile(
    r"(?:ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(?:zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig"
    r"|achtzig|neunzig)"
    r"|(?:vent|trent|quarant|cinquant|sessant|settant|ottant|novant)[aio]?(?:uno|due|tr[eé]|quattro|cinque"
    r"|sei|sette|otto|nove)"
    r"|veinti\w+|quatre-vingt-?\w*|soixante-et-onze|\w+-et-un"
)
_WIDEST_GAP: Final = 4
_FEWEST_WORDS: Final = 4


def spelled(text: str) -> Iterator[tuple[int, int, int]]:
    """Runs of number words, bare digits among them: where each begins and ends, and how many digits it says."""
    run: list[tuple[int, int, int]] = []
    words = doubled = joined = 0
    for match in _WORD.finditer(text):
        word = match[0].lower()
        count = _digits(word)
        if run and match.start() - run[-1][1] > _WIDEST_GAP and not joined:
            yield from _run(run, words)
            run, words = [], 0
        if count:
            # "cuarenta y cuatro" is one number of two digits.
            is_rest = joined and bool(run) and run[-1][2] == 2
            run.append((match.start(), match.end(), 0 if is_rest else count * (2 if doubled else 1)))
            words += not word.isdigit()
        elif word not in _BETWEEN | _DOUBLES:
            yield from _run(run, words)
            run, words = [], 0
        joined, doubled = word in _BETWEEN, word in _DOUBLES
    yield from _run(run, words)


def _run(run: list[tuple[int, int, int]], words: int) -> Iterator[tuple[int, int, int]]:
    if words >= _FEWEST_WORDS:
        yield run[0][0], run[-1][1], sum(count for _start, _end, count in run)


def _digits(word: str) -> int:
    """How many digits a word says; 0 when it is no number."""
    if word.isdigit():
        return len(word) if len(word) <= 4 else 0
    if word in _DIGITS_OF:
        return _DIGITS_OF[word]
    if _COMPOUND.fullmatch(word):
        return 2
    first, _, second = word.partition("-")
    if second not in _DIGITS_OF:
        return 0
    if first in _DOUBLES:
        return 2 * _DIGITS_OF[second]
    return max(_DIGITS_OF.get(first, 0), 2 if first in {"soixante", "quatre"} else 0)
