"""Small interfaces: restricted data tokens, uploads, the seller's marketplaces."""

import base64
import hashlib
import re
import secrets
import uuid
from http import HTTPStatus
from typing import Any

from sportello.sandbox.shop.sites import SHOP_NAME
from sportello.sandbox.web import Answer

from .calls import Call
from .contract import Items, Object, Text, body_of
from .errors import Problem, invalid
from .sites import OURS, Marketplace
from .state import TOKEN_LIFE, Upload

ELEMENTS = ("buyerInfo", "shippingAddress", "buyerTaxInformation")
RESOURCE = Object(
    {"method": Text(), "path": Text(1)},
    {"dataElements": Items(Text(one_of=ELEMENTS))},
)
RESTRICTED = Object({"restrictedResources": Items(RESOURCE, 1, 50)}, {"targetApplication": Text(1)})
METHODS = {"GET", "PUT", "POST", "DELETE"}
RESTRICTED_PATH = re.compile(r"/(orders/v0/orders|mfn/v0/shipments|reports/2021-06-30/documents|shipping/v[12])(/.*)?")
MOST_BYTES = 10_000_000
FILES = {"text/plain", "application/pdf", "application/msword", "image/jpeg", "image/gif", "image/png",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}  # fmt: skip


def restricted_token(call: Call) -> dict[str, Any]:
    """createRestrictedDataToken. Raises Problem."""
    body = body_of(call.request.body, RESTRICTED)
    for resource in body["restrictedResources"]:
        if resource["method"] not in METHODS or not RESTRICTED_PATH.fullmatch(resource["path"]):
            message = "Request is missing or has invalid parameters"
            raise Problem(HTTPStatus.BAD_REQUEST, "InvalidRequest", message, "Resource not provided.")
    text = f"Atz.sprdt|{secrets.token_urlsafe(32)}"
    return {"restrictedDataToken": text, "expiresIn": int(TOKEN_LIFE.total_seconds())}


def create_upload(call: Call) -> dict[str, Any]:
    """createUploadDestinationForResource, for messages. Raises Problem."""
    call.marketplace()
    md5, content_type = call.request.query.get("contentMD5", ""), call.request.query.get("contentType", "")
    if not call.names["resource"].startswith("messaging/v1/orders/"):
        raise invalid("resource is not known.")
    if not _is_md5(md5) or (content_type and content_type not in FILES):
        raise invalid("contentMD5 is no digest, or contentType is not accepted.")
    name = str(uuid.uuid4())
    call.state.uploads[name] = Upload(call.names["resource"], md5, content_type)
    headers = {"Content-MD5": md5} | ({"Content-Type": content_type} if content_type else {})
    return {"payload": {"uploadDestinationId": name, "url": f"{call.request.base}/uploaded/{name}", "headers": headers}}


def upload(call: Call) -> Answer:
    """The file itself, as the destination asked for it. Raises Problem."""
    place = call.state.uploads.get(call.names["upload"])
    body = call.request.body
    digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    if place is None or place.md5 != digest or len(body) > MOST_BYTES:
        return Answer(HTTPStatus.BAD_REQUEST, "application/xml", b"<Error><Code>BadDigest</Code></Error>")
    if place.content_type and call.request.headers.get("content-type") != place.content_type:
        return Answer(HTTPStatus.FORBIDDEN, "application/xml", b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
    place.size, place.filled = len(body), True
    return Answer(HTTPStatus.OK, "application/xml")


def participations(_call: Call) -> dict[str, Any]:
    """getMarketplaceParticipations."""
    return {"payload": [_participation(marketplace) for marketplace in OURS]}


def _participation(marketplace: Marketplace) -> dict[str, Any]:
    return {
        "marketplace": {
            "id": marketplace.id,
            "name": marketplace.name,
            "countryCode": marketplace.country,
            "defaultCurrencyCode": marketplace.currency,
            "defaultLanguageCode": marketplace.locale.replace("-", "_"),
            "domainName": f"www.{marketplace.site}",
        },
        "storeName": SHOP_NAME,
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }


def _is_md5(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 16
    except ValueError:
        return False
