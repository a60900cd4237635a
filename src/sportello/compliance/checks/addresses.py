"""Mail addresses and hosts in running text, also spelled out, spaced, or with other signs for dot and at. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_ENDINGS_WORDS: Final = (
    "com net org info biz eu it de fr es uk at ch be nl pt ie us ca pl se dk shop store online site "
    "website app io me co gl ly tv cc link page club xyz top boutique shopping deals sale market tienda "
    "gmbh berlin koeln paris cat srl web space fun click email support center world life gift"
)
ENDINGS: Final = frozenset(_ENDINGS_WORDS.split())
"""What a host ends in where it stands without `https://` or `www.` before it."""

_PLAIN_ENDINGS_WORDS: Final = "sale market center world life gift fun space support email click page link web"
_PLAIN_ENDINGS: Final = ENDINGS - set(_PLAIN_ENDINGS_WORDS.split())
_PROVIDERS: Final = (
    r"gmail|googlemail|hotmail|outlook|yahoo|libero|virgilio|tiscali|gmx|web\.de|t-online|icloud|orange|wanadoo"
    r"|laposte|protonmail|proton|aol|live"
)

_LABEL: Final = r"[a-z0-9à-öø-ÿ](?:[a-z0-9à-öø-ÿ_-]{0,60}[a-z0-9à-öø-ÿ])?"
_DOT: Final = r"(?:\s?[\[({<]\s?(?:\.|dot|punto|punkt|point|pt)\s?[\])}>]\s?|\s\.\s?|\.|\s(?:dot|punto|punkt|point)\s)"
_SURE_AT: Final = (
    r"(?:\s?@\s?|\s?[\[({<]\s?(?:@|at|a|ät|aet|chiocciola|arroba|arobase|klammeraffe)\s?[\])}>]\s?"
    r"|\s(?:arroba|arobase|arobas|klammeraffe|chiocciolina|ät)\s)"
)
_AT: Final = rf"(?:{_SURE_AT}|\s(?:at|chiocciola|bei)\s)"
_DASH: Final = r"\s(?:dash|hyphen|trattino|bindestrich|minus|tiret|gui[oó]n)\s"
_LABELS: Final = rf"{_LABEL}(?:{_DASH}{_LABEL}){{0,3}}"
_ENDING: Final = "(?:" + "|".join(sorted(ENDINGS, key=len, reverse=True)) + r")(?![\w@])"
_LOCAL: Final = rf"[a-z0-9à-öø-ÿ][\w.+-]{{0,40}}(?:{_DOT}[a-z0-9à-öø-ÿ][\w+-]{{0,40}}){{0,2}}"
_MAIL: Final = re.compile(rf"(?<![\w@/]){_LOCAL}{_AT}{_LABELS}(?:{_DOT}{_LABEL}){{0,3}}{_DOT}{_ENDING}", re.IGNORECASE)
_LOOSE_MAIL: Final = re.compile(
    rf"(?<![\w@/]){_LOCAL}{_SURE_AT}(?:[^\s.!?@]+[\s,]+){{0,7}}?[^\s.!?@]+?,?{_DOT}{_ENDING}", re.IGNORECASE
)
_BARE_MAIL: Final = re.compile(
    rf"(?<![\w@/])[a-z0-9][\w.+-]{{1,60}}@{_LABEL}(?:\.{_LABEL}){{0,4}}(?![\w@])", re.IGNORECASE
)
_PROVIDED: Final = re.compile(rf"(?<![\w@/])[a-z0-9][\w.+-]{{2,60}}{_AT}(?:{_PROVIDERS})(?!\w)", re.IGNORECASE)

_URL: Final = re.compile(r"(?:h(?:tt|xx)ps?\s?:\s?/\s?/\s?|ftp://|www\s?\.\s?)[^\s<>\"'»“”„)\]}]{3,500}", re.IGNORECASE)
_BOXED: Final = r"\s?[\[(]\s?\.\s?[\])]\s?"
_HOST: Final = re.compile(
    rf"(?<![\w@.&/-]){_LABEL}(?:(?:\.|{_BOXED}){_LABEL}){{0,3}}(?:\.|{_BOXED})(?P<end>[a-z]{{2,9}})(?![\w@]|\.[a-z])"
    r"(?:/[^\s<>\"'»“”)\]]{0,300})?",
    re.IGNORECASE,
)
_SPACED_HOST: Final = re.compile(
    rf"(?<![\w@.]){_LABEL}(?:\s-\s{_LABEL}){{0,3}}(?:\s\.\s{_LABEL}){{0,2}}\s\.\s?(?P<end>[a-z]{{2,6}})(?![\w@])",
    re.IGNORECASE,
)
_SPELLED_HOST: Final = re.compile(
    rf"(?<![\w@.])(?:{_LABEL}[\s.]+(?P<first>dot|punto|punkt|point)\s)?{_LABEL}(?:\s-\s{_LABEL}){{0,2}}"
    rf"\s?[\[({{]?(?P<dot>dot|punto|punkt|point)[\])}}]?\s?(?P<end>[a-z]{{2,8}})(?![\w@])"
    rf"(?P<more>\s(?:dot|punto|punkt|point)\s[a-z]{{2,3}}(?!\w))?",
    re.IGNORECASE,
)
_NO_HOST_WORDS: Final = "asp.net vb.net ado.net p.es z.de e.it u.at s.it ml.net paint.net"
_NO_HOST: Final = frozenset(_NO_HOST_WORDS.split())
_ENDS_CLAUSE: Final = re.compile(r"\s*(?:[.,;:!?)\]»”\"]|$|\n|/)")
# Where a spelled dot and an ending are also ordinary words: "au point de", "el punto es", "il punto me lo".
_WORDS_TOO: Final = {
    "point": {"de", "it", "at", "es", "me", "us", "ca", "ie", "se", "top", "site", "page", "club", "fun", "info"},
    "punto": {"de", "me", "se", "at", "site", "top", "club", "info", "co", "cat"},
    "punkt": {"at", "es", "me", "us", "ca", "ie", "se", "info", "web"},
    "dot": {"it", "at", "me", "us", "es", "be", "ie", "top", "site", "page", "club", "fun", "info", "online"},
}
_ARTICLES_WORDS: Final = (
    "el un este ese cada al primer segundo il al del le un ce au du der den dem am the a this each que"
)
_ARTICLES: Final = frozenset(_ARTICLES_WORDS.split())


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address or the address of a page at `text[start:end]`; `host` as far as one can tell, in lower case.

    `scheme` is "https", "http" or "" where none was written.
    """

    start: int
    end: int
    is_mail: bool
    host: str = ""
    scheme: str = ""
    path: str = ""


@lru_cache(maxsize=64)
def addresses(text: str) -> tuple[Address, ...]:
    """Every mail address and every address of a page, by place; none overlaps another. The text is in one spelling."""
    if not _may_hold(text):
        return ()
    found: list[Address] = []
    shown, joined = _despaced(text)
    for each in (*_mails(shown), *_pages(shown)):
        place = Address(joined[each.start], joined[each.end - 1] + 1, each.is_mail, each.host, each.scheme, each.path)
        if not any(other.start < place.end and place.start < other.end for other in found):
            found.append(place)
    return tuple(sorted(found, key=lambda each: each.start))


_HINTS: Final = re.compile(
    r"[@/]|\w\s?[\[({]?\s?\.\s?[\])}]?\s?\w|(?:\s|[\[(])(?:at|dot|punto|punkt|point|chiocciol\w+|arroba\w*|arobas\w*"
    r"|klammeraffe|ät)(?:\s|[\])])",
    re.IGNORECASE,
)


def _may_hold(text: str) -> bool:
    return bool(_HINTS.search(text))


_SPACED: Final = re.compile(r"(?<![^\s(])(?:[\w@.-] ){4,80}[\w@](?![^\s.,;:!?)])")


def _despaced(text: str) -> tuple[str, list[int]]:
    """The text with letters that stand apart put together, and where each came from."""
    kept = [True] * len(text)
    for match in _SPACED.finditer(text):
        if "." in match[0] or "@" in match[0]:
            for at in range(match.start(), match.end()):
                kept[at] = text[at] != " "
    places = [at for at, keep in enumerate(kept) if keep]
    return "".join(text[at] for at in places), places


def _mails(text: str) -> Iterator[Address]:
    for pattern in (_MAIL, _LOOSE_MAIL, _PROVIDED, _BARE_MAIL):
        for match in pattern.finditer(text):
            if pattern is _MAIL and not _is_mail(match[0]):
                continue
            yield Address(match.start(), match.end(), is_mail=True)


_WORD_AT: Final = re.compile(r"\s(at|chiocciola|bei)\s", re.IGNORECASE)
_ORDINARY: Final = re.compile(
    r"\.\s|\s(?:at|bei)\s.*[^\w](?:me|it|us|at|es|be|info|top|page|site|shop|store|club)$", re.IGNORECASE
)


def _is_mail(text: str) -> bool:
    """Whether words around an ordinary "at" are an address: "look at shop.de" is none, "info at shop dot"
    " de" is one."""
    at = _WORD_AT.search(text)
    if at is None:
        return True
    local, host = text[: at.start()], text[at.end() :]
    if local.lower().split()[-1:] and local.lower().split()[-1] in _BEFORE_PLACES:
        return False
    is_spelled = re.search(r"\s(?:dot|punto|punkt)\s|[\[(]", host, re.IGNORECASE) is not None
    return is_spelled or at[1].lower() == "chiocciola"


_BEFORE_PLACES_WORDS: Final = (
    "look looking available online us it them me everything more details find found shop order buy visit "
    "is are register registered returns-page page here see and or website site products sold directly"
)
_BEFORE_PLACES: Final = frozenset(_BEFORE_PLACES_WORDS.split())


def _pages(text: str) -> Iterator[Address]:
    for match in _URL.finditer(text):
        yield _address(match[0].rstrip(".,;:!?"), match.start())
    for match in _HOST.finditer(text):
        if _is_host(match):
            yield _address(match[0].rstrip(".,;:!?"), match.start())
    for match in _SPACED_HOST.finditer(text):
        if match["end"].lower() in _PLAIN_ENDINGS and not match["end"].istitle():
            yield _address(re.sub(r"\s", "", match[0]), match.start(), match.end())
    for match in _SPELLED_HOST.finditer(text):
        if _is_spelled(match, text):
            said = re.sub(r"\s?[\[({]?\b(?:dot|punto|punkt|point)\b[\])}]?\s?", ".", match[0], flags=re.IGNORECASE)
            yield _address(re.sub(r"\s", "", said), match.start(), match.end())


def _is_host(match: re.Match[str]) -> bool:
    host = re.sub(r"[\[\]()\s]", "", match[0].partition("/")[0])
    ending = match["end"]
    if ending.lower() not in _PLAIN_ENDINGS or host.lower() in _NO_HOST:
        return False
    labels = host.split(".")
    if ending[0].isupper() and not (host.isupper() and len(labels[0]) > 3):
        return False  # a missing blank after a full stop
    return any(letter.isalpha() for letter in labels[-2]) and (len(labels) > 2 or len(labels[0]) > 1)


def _is_spelled(match: re.Match[str], text: str) -> bool:
    dot, ending = match["dot"].lower(), match["end"].lower()
    if match["more"]:
        return match["more"].split()[-1].lower() in ENDINGS
    if ending not in _PLAIN_ENDINGS:
        return False
    word = match[0].split()[0].lower()
    if ending in _WORDS_TOO[dot] or (dot == "punto" and ending in {"es", "it"}) or word in _ARTICLES:
        return word not in _ARTICLES and _ENDS_CLAUSE.match(text, match.end()) is not None
    return True


def _address(shown: str, start: int, end: int | None = None) -> Address:
    tidy = re.sub(r"\s|[\[\]()]", "", shown)
    scheme = "https" if tidy.lower().startswith("https:") else "http" if "://" in tidy else ""
    rest = tidy.partition("://")[2] if "://" in tidy else tidy
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    host = authority.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    return Address(start, start + len(shown) if end is None else end, False, host, scheme, rest[len(authority) :])
