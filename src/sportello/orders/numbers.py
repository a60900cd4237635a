"""Numbers as people type them: an order is found with and without hyphens, `#` and blanks. Pure."""

LONGEST = 60


def plain(number: str) -> str:
    """An order's or parcel's number as it is compared: letters and digits alone, in lower case, at most 60 of them."""
    return "".join(character for character in number.casefold() if character.isalnum())[:LONGEST]
