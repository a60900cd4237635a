"""What each agreement and difference is worth, in bits, and from where on we suggest. Pure.

A weight is log2(m / u): m, how often one person's two records show it; u, how often two persons' records that share a
blocking key do. They are set by reason and checked on people made by `sportello sandbox people`.
"""

from enum import StrEnum
from types import MappingProxyType


class Reason(StrEnum):
    """Why two customers may be one person, or may not. The desk says it in words."""

    SAME_BUYER_ID = "same_buyer_id"
    SAME_RELAY = "same_relay"
    SAME_ORDER = "same_order"
    SAME_EMAIL = "same_email"
    SHARED_MAILBOX = "shared_mailbox"
    NEAR_EMAIL = "near_email"
    LIKE_EMAIL = "like_email"
    NAME_IN_EMAIL = "name_in_email"
    NAMES_ORDER = "names_order"
    NAMES_SHORT_NUMBER = "names_short_number"
    SAME_PHONE = "same_phone"
    SAME_GIVEN_NAME = "same_given_name"
    NEAR_GIVEN_NAME = "near_given_name"
    SAME_INITIAL = "same_initial"
    HARDLY_GIVEN_NAME = "hardly_given_name"
    HARDLY_FAMILY_NAME = "hardly_family_name"
    SAME_FAMILY_NAME = "same_family_name"
    NEAR_FAMILY_NAME = "near_family_name"
    SWAPPED_NAME = "swapped_name"
    SAME_ADDRESS = "same_address"
    NEAR_ADDRESS = "near_address"
    SAME_POSTCODE = "same_postcode"
    SAME_CITY = "same_city"
    SAME_BIRTH_DATE = "same_birth_date"
    NEAR_BIRTH_DATE = "near_birth_date"
    LIKE_BIRTH_DATE = "like_birth_date"
    OTHER_GIVEN_NAME = "other_given_name"
    OTHER_FAMILY_NAME = "other_family_name"
    OTHER_PLACE = "other_place"
    OTHER_PHONE = "other_phone"
    OTHER_EMAIL = "other_email"
    OTHER_BIRTH_DATE = "other_birth_date"
    OTHER_ACCOUNT = "other_account"


WEIGHTS = MappingProxyType(
    {
        Reason.SAME_BUYER_ID: 20.0,
        Reason.SAME_RELAY: 20.0,
        Reason.SAME_ORDER: 20.0,
        Reason.SAME_EMAIL: 14.0,
        Reason.SHARED_MAILBOX: 4.0,
        Reason.NEAR_EMAIL: 11.0,
        Reason.LIKE_EMAIL: 5.0,
        Reason.NAME_IN_EMAIL: 3.0,
        Reason.NAMES_ORDER: 11.0,
        Reason.NAMES_SHORT_NUMBER: 4.0,
        Reason.SAME_PHONE: 9.0,
        Reason.SAME_GIVEN_NAME: 5.0,
        Reason.NEAR_GIVEN_NAME: 3.5,
        Reason.SAME_INITIAL: 1.5,
        Reason.HARDLY_GIVEN_NAME: -3.0,
        Reason.HARDLY_FAMILY_NAME: 0.0,
        Reason.SAME_FAMILY_NAME: 6.0,
        Reason.NEAR_FAMILY_NAME: 4.5,
        Reason.SWAPPED_NAME: -1.0,
        Reason.SAME_ADDRESS: 9.0,
        Reason.NEAR_ADDRESS: 7.5,
        Reason.SAME_POSTCODE: 5.0,
        Reason.SAME_CITY: 3.0,
        Reason.SAME_BIRTH_DATE: 10.0,
        Reason.NEAR_BIRTH_DATE: 6.0,
        Reason.LIKE_BIRTH_DATE: 4.0,
        Reason.OTHER_GIVEN_NAME: -8.0,
        Reason.OTHER_FAMILY_NAME: -3.0,
        Reason.OTHER_PLACE: -1.5,
        Reason.OTHER_PHONE: -0.5,
        Reason.OTHER_EMAIL: -0.5,
        Reason.OTHER_BIRTH_DATE: -5.0,
        Reason.OTHER_ACCOUNT: -2.0,
    }
)
SUGGEST_FROM = 8.5
# Address, family name and telephone of two people with different given names are what a household shares.
HOUSEHOLD_COUNTS = 0.5
# A name alone suggests nothing: a large shop has many of each. One of these must stand beside it.
BESIDE_THE_NAME = frozenset(
    {
        Reason.SAME_EMAIL,
        Reason.SHARED_MAILBOX,
        Reason.NEAR_EMAIL,
        Reason.LIKE_EMAIL,
        Reason.NAME_IN_EMAIL,
        Reason.NAMES_ORDER,
        Reason.NAMES_SHORT_NUMBER,
        Reason.SAME_PHONE,
        Reason.SAME_ADDRESS,
        Reason.NEAR_ADDRESS,
        Reason.SAME_POSTCODE,
        Reason.SAME_CITY,
        Reason.SAME_BIRTH_DATE,
        Reason.NEAR_BIRTH_DATE,
        Reason.LIKE_BIRTH_DATE,
    }
)
