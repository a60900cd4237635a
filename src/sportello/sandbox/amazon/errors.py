"""How the interface says no: a status and a list of errors, each with code, message and details."""

from http import HTTPStatus

from sportello.sandbox.vendors import Trouble
from sportello.sandbox.web import Answer, Request

DENIED = "Access to requested resource is denied."


class Problem(Exception):
    """A request that is refused, with what the answer says about it."""

    def __init__(self, status: HTTPStatus, code: str, message: str, details: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details

    def answer(self, headers: dict[str, str] | None = None) -> Answer:
        """The refusal."""
        error = {"code": self.code, "message": self.message, "details": self.details}
        return Answer.json({"errors": [error]}, self.status, headers)


def invalid(details: str = "") -> Problem:
    """A request whose parameters make no sense."""
    return Problem(HTTPStatus.BAD_REQUEST, "InvalidInput", "Invalid Input", details)


def not_found(details: str = "") -> Problem:
    """Something that does not exist."""
    return Problem(HTTPStatus.NOT_FOUND, "NotFound", "The specified resource does not exist.", details)


def unauthorized(details: str) -> Problem:
    """A call without a good token: Amazon answers 403, not 401."""
    return Problem(HTTPStatus.FORBIDDEN, "Unauthorized", DENIED, details)


def quota_exceeded() -> Problem:
    """More calls than the rate allows."""
    message = "You exceeded your quota for the requested resource."
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, "QuotaExceeded", message)


def refuse(trouble: Trouble, _request: Request, retry_after: float | None) -> Answer:
    """The faults "throttle" and "fail" in Amazon's words. Amazon sends no Retry-After of its own."""
    if trouble == "throttled":
        return quota_exceeded().answer({"Retry-After": f"{retry_after:g}"} if retry_after is not None else {})
    message = "We encountered an internal error. Please try again."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "InternalFailure", message).answer()
