"""Formats of carriers in North America."""

from sportello.carriers.checks import gs1, luhn, mod10
from sportello.carriers.formats import Format, Shape, make

# Where a barcode carries the postcode too, it stands in front: 420, five digits, perhaps four more.
_ZIP = r"(?:420\d{5}(?:\d{4})?)?"
# The five-digit mailer, type and service of the barcodes 92 (nine-digit mailers) and 93 (six-digit ones), and of 95.
_IMPB = r"92\d{3}9(?:\d{20}|\d{16})|93\d{3}[0-8](?:\d{20}|\d{16})|95(?:\d{24}|\d{20})"
_IMPB_ONLINE = r"94\d{3}9\d{24}|94(?:\d{24}|\d{20})"


def _legacy(number: str) -> bool:
    """The check digit counts the identifier 91, also where it is not printed."""
    return gs1(number if number.startswith("91") else f"91{number}")


FORMATS: tuple[Format, ...] = (
    make("usps_impb", "usps", rf"{_ZIP}(?P<checked>{_IMPB}|{_IMPB_ONLINE})", (22, 26, 30, 34, 35, 38, 39),
         Shape.DISTINCT, gs1, rank=5),
    make("usps_legacy", "usps", rf"{_ZIP}(?P<checked>91\d{{20}})", (22, 30, 34), Shape.DISTINCT, gs1, rank=4),
    make("usps_20", "usps", r"(?:[02]\d|13|7[01])\d{18}", 20, Shape.LIKELY, gs1, rank=3),
    make("usps_20_short", "usps", r"(?:[02]\d|13|7[01])\d{18}", 20, Shape.LIKELY, _legacy, rank=2),
    make("usps_other", "usps", r"\d{20}|\d{22}|\d{26}|\d{30}|82\d{8}", (10, 20, 22, 26, 30), Shape.COMMON,
         only_hinted=True),
    make("canada_post", "canada_post", r"\d{16}", 16, Shape.COMMON, gs1, rank=4),
    make("canpar", "canpar", r"[CDKLSUXZ]\d{21}", 22, Shape.DISTINCT),
    make("purolator", "purolator", r"[0-5]\d{11}", 12, Shape.COMMON, luhn, rank=6),
    make("purolator_letters", "purolator", r"[A-Z]{3}\d{9}", 12, Shape.COMMON),
    make("ontrac", "ontrac", r"[CD]\d{14}", 15, Shape.LIKELY, mod10(1, 2)),
    make("lasership", "lasership", r"L[AIEHNX][1-3]\d{7}", 10, Shape.LIKELY),
    make("lasership_1ls7", "lasership", r"1LS7[12]\d{10}|1LS7[12]\d{2}01[1-4]\d{6}1", (15, 17), Shape.DISTINCT),
    make("lasership_1lscx", "lasership", r"1LSCX[0-9A-Z]{10}", 15, Shape.DISTINCT),
    make("landmark", "landmark", r"LTN\d{8}N1", 13, Shape.DISTINCT),
    make("speedee", "speedee", r"SP\d{18}", 20, Shape.DISTINCT),
    make("old_dominion", "old_dominion", r"(?:77[78]|072|780|80\d)\d{8}", 11, Shape.COMMON, luhn, rank=7),
)  # fmt: skip
