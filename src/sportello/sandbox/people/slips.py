"""What happens to names and addresses when people write them down."""

from sportello.sandbox.shop.dice import Dice

_TRANSCRIBED = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
_BARE = str.maketrans(
    "àáâäãåçèéêëìíîïñòóôöõùúûüýÿÀÁÂÄÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜ", "aaaaaaceeeeiiiinooooouuuuyyAAAACEEEEIIIINOOOOUUUU"
)
_BESIDE = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip
_SHORT_WORDS = (
    ("Straße", "Str."), ("straße", "str."), ("Via ", "V. "), ("Avenue", "Ave"), ("Road", "Rd"), ("Street", "St"),
    ("avenue", "av."), ("boulevard", "bd"), ("Calle ", "C/ "), ("Avenida", "Avda."), ("Viale", "V.le"),
    ("Corso", "C.so"), ("Piazza", "P.za"), ("Lane", "Ln"), ("place", "pl."),
)  # fmt: skip


def typed(text: str, dice: Dice) -> str:
    """A text with one slip of the hand: a letter left out, doubled or swapped, or the key beside it."""
    places = [at for at, letter in enumerate(text) if letter.isalpha() and at > 0]
    if len(places) < 3:
        return text
    at = dice.choose(places)
    slip = dice.below(4)
    if slip == 0:
        return text[:at] + text[at + 1 :]
    if slip == 1:
        return text[:at] + text[at] + text[at:]
    if slip == 2 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + dice.choose(_BESIDE.get(text[at].lower(), "e")) + text[at + 1 :]


def transcribed(text: str) -> str:
    """A text on a keyboard without umlauts: ä as ae."""
    return "".join(_TRANSCRIBED.get(letter, letter) for letter in text)


def without_accents(text: str) -> str:
    """A text on a keyboard without accents."""
    return text.replace("ß", "ss").translate(_BARE)


def shortened(street: str) -> str:
    """A street with its common word cut short."""
    for long, short in _SHORT_WORDS:
        if long in street:
            return street.replace(long, short)
    return street
