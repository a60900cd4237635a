"""Formats of Europe's own carriers. Many are plain digits: those count only where the carrier is named."""

from sportello.carriers.checks import gs1, gs1_plus_one, mod10
from sportello.carriers.formats import Format, Shape, make

FORMATS: tuple[Format, ...] = (
    # Germany. Check digits: paketda.de/firmenkunden/paket-pruefziffern.html.
    make("dhl_paket_20", "dhl", r"00340\d{15}", 20, Shape.DISTINCT, gs1, rank=9),
    make("dhl_paket_jjd", "dhl", r"JJD(?:\d{13}|\d{17,20})|JD01\d{16}|JVGL\d{11,20}", range(15, 25), Shape.DISTINCT),
    make("dhl_paket_jjd_16", "dhl", r"JJD(?!0002)\d{16}", 19, Shape.DISTINCT, rank=1),
    make("dhl_paket_12", "dhl", r"\d{12}", 12, Shape.COMMON, mod10(4, 9), only_hinted=True, rank=3),
    make("hermes_14", "hermes", r"\d{14}", 14, Shape.COMMON, gs1, rank=2),
    make("hermes_20", "hermes", r"H\d{19}", 20, Shape.DISTINCT),
    make("gls_12", "gls", r"\d{12}", 12, Shape.COMMON, gs1_plus_one, only_hinted=True, rank=1),
    # The Track-ID (XHAX4HDA): eight characters, some of them letters; and the Italian and Spanish shipment numbers.
    make("gls_track_id", "gls", r"(?=[0-9A-Z]*[A-Z])(?=[0-9A-Z]*\d)[0-9A-Z]{8}", 8, Shape.COMMON, only_hinted=True),
    make("gls_other", "gls", r"\d{8,14}|\d{20}|[A-Z]\d{10}|[A-Z][0-9A-Z]\d{9,10}", (*range(8, 15), 20), Shape.COMMON,
         only_hinted=True),
    # Italy.
    make("brt", "brt", r"\d{12}|\d{14,15}|\d{19}", (12, 14, 15, 19), Shape.COMMON, only_hinted=True),
    make("poste_italiane_parcel", "poste_italiane", r"[1-9]UW[0-9A-Z]{10}", 13, Shape.DISTINCT),
    make("poste_italiane", "poste_italiane", r"\d{11,14}|\d{6}[A-Z]\d{6}|[A-Z]\d{3}[A-Z]\d{8}|\d[A-Z][0-9A-Z]{11}",
         range(11, 15), Shape.COMMON, only_hinted=True),
    make("sda", "sda", r"\d{3}[0-9A-Z]{7,10}", range(10, 14), Shape.COMMON, only_hinted=True),
    # Great Britain. Parcelforce: parcelforce.com/help-and-advice/sending-worldwide/tracking-number-formats.
    make("yodel", "yodel", r"JJ?D\d{16}", (18, 19), Shape.DISTINCT),
    make("evri", "evri", r"[HTCP]0[0-9A-Z]{2}[A-Z][0-9A-Z]{2}\d{9}|H0[0-9A-Z]{14}", 16, Shape.DISTINCT),
    make("evri_other", "evri", r"\d{16}|\d{8}|[A-Z]\d{2}[0-9A-Z]{13}", (8, 16), Shape.COMMON, only_hinted=True),
    make("royal_mail_other", "royal_mail", r"\d{16}|[0-9A-F]{21}|[A-Z]{2}\d{9}", (11, 16, 21), Shape.COMMON,
         only_hinted=True),
    make("parcelforce", "parcelforce", r"[A-Z]{2}\d{7}|[A-Z]{4}\d{10}|\d{12}", (9, 12, 14), Shape.COMMON,
         only_hinted=True),
    # France. Colissimo: a digit, a letter, eleven digits (laposte.fr: 8D00432154798).
    make("colissimo", "colissimo", r"[5-9][A-Z]\d{11}", 13, Shape.DISTINCT),
    make("colissimo_other", "colissimo", r"\d[A-Z]\d{11}|\d{11,15}", range(11, 16), Shape.COMMON, only_hinted=True),
    make("chronopost", "chronopost", r"\d{13,14}|[A-Z]{2}[0-9A-Z]{13}|\d{14}[0-9A-Z]", (13, 14, 15), Shape.COMMON,
         only_hinted=True),
    make("mondial_relay", "mondial_relay", r"\d{8}|\d{10}|\d{12}", (8, 10, 12), Shape.COMMON, only_hinted=True),
    make("colis_prive", "colis_prive", r"\d{12,17}|[A-Z]{1,2}\d{10,15}", range(11, 18), Shape.COMMON,
         only_hinted=True),
    make("relais_colis", "relais_colis", r"\d{10,14}|[0-9A-Z]{12,16}", range(10, 17), Shape.COMMON, only_hinted=True),
    # Spain. Correos: product, client, channel, sequence, piece, postcode, control letter (its pre-registration's
    # annex XI).
    make("correos", "correos", r"[A-Z]{2}[0-9A-Z]{4}\d{9}\d{2}(?:\d{5}|AD\d{3})[A-Z]", 23, Shape.DISTINCT),
    make("correos_other", "correos", r"[A-Z]{2}[0-9A-Z]{11,21}|\d{12,16}", range(12, 24), Shape.COMMON,
         only_hinted=True),
    make("correos_express", "correos_express", r"\d{16}|\d{23}", (16, 23), Shape.COMMON, only_hinted=True),
    make("seur", "seur", r"\d{8,14}|\d{17,18}", (*range(8, 15), 17, 18), Shape.COMMON, only_hinted=True),
    make("mrw", "mrw", r"\d{12}|\d{5}[A-Z]\d{6}", 12, Shape.COMMON, only_hinted=True),
    make("nacex", "nacex", r"\d{8}|\d{11,12}", (8, 11, 12), Shape.COMMON, only_hinted=True),
    make("ctt", "ctt", r"\d{12,22}|[A-Z]{2}\d{9}PT", range(12, 23), Shape.COMMON, only_hinted=True),
    # The Netherlands, Belgium, Poland, Switzerland, Austria.
    make("postnl", "postnl", r"3S[A-Z]{3}[0-9A-Z]{1,3}\d{7,9}", range(13, 18), Shape.DISTINCT),
    make("bpost", "bpost", r"3232\d{20}", 24, Shape.LIKELY, rank=1),
    make("inpost", "inpost", r"\d{24}", 24, Shape.LIKELY),
    make("packeta", "packeta", r"Z\d{10}", 11, Shape.LIKELY),
    make("swiss_post", "swiss_post", r"9[89]\d{16}", 18, Shape.LIKELY),
    make("austrian_post", "austrian_post", r"10\d{20}", 22, Shape.LIKELY),
    make("austrian_post_other", "austrian_post", r"\d{16}|\d{22}", (16, 22), Shape.COMMON, only_hinted=True),
    make("postnord", "postnord", r"00[37]7[0-4]\d{15}", 20, Shape.DISTINCT, gs1, rank=8),
)  # fmt: skip
