"""How eBay says no: REST, Post-Order and OAuth each have a shape of their own."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from sportello.sandbox.web import Answer


class EbayError(Exception):
    """A request that is refused: the status, eBay's number of the error, whose it is, and the words."""

    def __init__(self, status: HTTPStatus, number: int, domain: str, words: str) -> None:
        super().__init__(words)
        self.status, self.number, self.domain = status, number, domain


class OAuthError(Exception):
    """A request for a token that is refused, by the word of RFC 6749 5.2."""

    def __init__(self, status: HTTPStatus, word: str, words: str) -> None:
        super().__init__(words)
        self.status, self.word = status, word


def bad(number: int, domain: str, words: str) -> EbayError:
    """A request with something wrong in it."""
    return EbayError(HTTPStatus.BAD_REQUEST, number, domain, words)


def missing(number: int, domain: str, words: str) -> EbayError:
    """Something that there is not."""
    return EbayError(HTTPStatus.NOT_FOUND, number, domain, words)


def conflict(number: int, domain: str, words: str) -> EbayError:
    """Something that cannot be because of what there is."""
    return EbayError(HTTPStatus.CONFLICT, number, domain, words)


TOKEN_WRONG = EbayError(HTTPStatus.UNAUTHORIZED, 1001, "OAuth", "Invalid access token")
NOT_ALLOWED = EbayError(HTTPStatus.FORBIDDEN, 1100, "ACCESS", "Insufficient permissions to fulfill the request.")
TOO_MANY = EbayError(HTTPStatus.TOO_MANY_REQUESTS, 2001, "ACCESS", "The request limit has been reached.")
FAILED = EbayError(HTTPStatus.INTERNAL_SERVER_ERROR, 2003, "ACCESS", "Internal error. Please try again later.")
NO_SUCH = EbayError(HTTPStatus.NOT_FOUND, 2002, "ACCESS", "Resource not found")


def refusal(error: EbayError, path: str, headers: Mapping[str, str] | None = None) -> Answer:
    """The answer in the shape of the interface that was asked."""
    category = "APPLICATION" if error.status >= 500 else "REQUEST"
    said: dict[str, Any] = {
        "errorId": error.number,
        "domain": error.domain,
        "category": category,
        "message": str(error),
        "longMessage": str(error),
    }
    if path.startswith("/post-order/"):
        said = {"error": [{**said, "severity": "ERROR", "parameter": [], "subdomain": ""}]}
    else:
        said = {"errors": [said]}
    return Answer.json(said, error.status, headers)


def oauth_refusal(error: OAuthError) -> Answer:
    """The answer of the token endpoint."""
    return Answer.json({"error": error.word, "error_description": str(error)}, error.status)
