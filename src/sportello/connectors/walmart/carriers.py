"""Walmart's names of carriers (the enumeration of `carrierName.carrier`) as our codes. Pure."""

_CODES = {
    "ups": "ups",
    "upsmi": "ups",
    "usps": "usps",
    "fedex": "fedex",
    "fdx": "fedex",
    "fedexsp": "fedex",
    "ontrac": "ontrac",
    "dhl": "dhl",
    "dhl ecommerce - us": "dhl",
    "ls": "lasership",
    "yunexpress": "yunexpress",
    "landmark global": "landmark",
}


def code_of(name: str) -> str:
    """Our code for a carrier as Walmart writes it, or "" for one we do not know."""
    return _CODES.get(name.strip().lower(), "")
