"""Formats of carriers that are at home everywhere: the postal union, UPS, FedEx, DHL, DPD, Amazon, senders in China."""

from sportello.carriers.checks import gs1, mod7, mod10, mod11_mod10, mod37_36, s10
from sportello.carriers.formats import Format, Shape, make
from sportello.carriers.post import COUNTRIES

_FEDEX = (3, 1, 7)
_COUNTRY = f"(?:{'|'.join(sorted(COUNTRIES))})"

FORMATS: tuple[Format, ...] = (
    # UPU S10: service, eight digits, check digit, country of the post that took it.
    make("s10", "post", rf"[A-Z]{{2}}(?P<checked>\d{{9}}){_COUNTRY}", 13, Shape.DISTINCT, s10, rank=9),
    make("ups_1z", "ups", r"1Z(?P<checked>[0-9A-Z]{15}\d)", 18, Shape.DISTINCT, mod10(1, 2)),
    make("ups_waybill", "ups", r"[AHJKTV](?P<checked>\d{10})", 11, Shape.COMMON, mod10(1, 2), rank=2),
    make("ups_other", "ups", r"\d{9}|\d{12}|MI\d{6}[0-9A-Z]{1,22}", (9, 12, *range(9, 31)), Shape.COMMON,
         only_hinted=True),
    make("fedex_12", "fedex", r"\d{12}", 12, Shape.COMMON, mod11_mod10(_FEDEX * 4), rank=8),
    make("fedex_ground_15", "fedex", r"\d{15}", 15, Shape.COMMON, mod10(1, 3), rank=5),
    # A shipping container's number: the first two digits say what it contains.
    make("fedex_sscc", "fedex", r"0[0-4]\d{16}", 18, Shape.LIKELY, gs1),
    make("fedex_ground_96", "fedex", r"96\d{5}(?P<checked>\d{15})", 22, Shape.LIKELY, mod10(1, 3)),
    make("fedex_astra", "fedex", r"3\d{15}(?P<checked>\d{12})\d{4}", 32, Shape.LIKELY, mod11_mod10(_FEDEX * 4)),
    make("fedex_34", "fedex", r"[0-8]\d{19}(?P<checked>\d{14})", 34, Shape.LIKELY, mod11_mod10((1, 7, 3) * 5)),
    make("fedex_ground_gsn", "fedex", r"96\d{18}(?P<checked>\d{14})", 34, Shape.LIKELY, mod11_mod10((1, 7, 3) * 5),
         rank=1),
    make("fedex_other", "fedex", r"\d{12}|\d{14,15}|\d{20}|\d{22}", (12, 14, 15, 20, 22), Shape.COMMON,
         only_hinted=True),
    make("dhl_express", "dhl", r"\d{10,11}", (10, 11), Shape.COMMON, mod7, rank=4),
    make("dhl_piece", "dhl", r"(?:JJD|J[A-Z]{3})\d{9,10}", range(12, 15), Shape.DISTINCT),
    make("dhl_ecommerce_gm", "dhl", r"GM\d[0-9A-Z]{9,38}", range(12, 42), Shape.DISTINCT, rank=1),
    make("dhl_ecommerce", "dhl", r"(?![A-Z]{2}\d{9}[A-Z]{2}$)(?:LX|RX|UV|CN|SG|TH|IN|HK|MY)\d[0-9A-Z]{9,38}",
         range(12, 42), Shape.COMMON),
    make("dhl_ecommerce_14", "dhl", r"\d{14}", 14, Shape.COMMON, rank=1),
    make("dhl_other", "dhl", r"\d{9,12}|\d{14}|\d{16,20}|[A-Z]{2,4}\d{7,20}|3S[0-9A-Z]{8,14}", range(9, 25),
         Shape.COMMON, only_hinted=True),
    # The last character is ISO 7064's; the parcel's own fourteen digits alone have none.
    make("dpd_28", "dpd", r"\d{27}[0-9A-Z]", 28, Shape.LIKELY, mod37_36),
    make("dpd_15", "dpd", r"\d{14}[0-9A-Z]", 15, Shape.COMMON, mod37_36, rank=6),
    make("dpd_14", "dpd", r"[0-2]\d{13}", 14, Shape.COMMON, rank=3),
    make("dpd_other", "dpd", r"\d{10}|\d{12,15}|\d{13}[A-Z]", (10, 12, 13, 14, 15), Shape.COMMON, only_hinted=True),
    make("amazon_logistics", "amazon", r"TB[ACM]\d{12}", 15, Shape.DISTINCT),
    make("amazon_abroad", "amazon", r"[AFC]\d{10}", 11, Shape.COMMON),
    make("amazon_europe", "amazon", r"(?:DE|IT|FR|ES|UK|GB)\d{10}", 12, Shape.COMMON, only_hinted=True),
    make("yunexpress", "yunexpress", r"YT\d{16}", 18, Shape.DISTINCT),
    make("cainiao", "cainiao", r"LP\d{14,17}", range(16, 20), Shape.DISTINCT),
    make("four_px", "four_px", r"4PX\d{13}CN", 18, Shape.DISTINCT),
    make("gofo", "gofo", r"GFUS\d{14}", 18, Shape.DISTINCT),
    make("tnt", "tnt", r"\d{8,9}|[A-Z]{2}\d{9}|[A-Z]{2}\d{9}[A-Z]{2}", (8, 9, 11, 13), Shape.COMMON, only_hinted=True),
)  # fmt: skip
