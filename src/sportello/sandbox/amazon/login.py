"""Login with Amazon: access tokens for a refresh token, or for a grantless scope."""

from http import HTTPStatus

from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World

from .state import TOKEN_LIFE, State

CLIENT_ID = "amzn1.application-oa2-client.casalume"
CLIENT_SECRET = "amzn1.oa2-cs.v1.sandbox"  # noqa: S105 - the stand-in's, printed in its README
REFRESH_TOKEN = "Atzr|casalume-sandbox"  # noqa: S105
SCOPES = {"sellingpartnerapi::notifications", "sellingpartnerapi::migration"}
NO_CACHE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def token(request: Request, world: World, state: State) -> Answer:
    """POST /auth/o2/token, a form."""
    fields = {name: values[0] for name, values in request.form.items()}
    grant = fields.get("grant_type", "")
    if not request.is_form or not grant:
        return _error("invalid_request", "The request is missing a required parameter : grant_type")
    if (fields.get("client_id"), fields.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return _error("invalid_client", "Client authentication failed", HTTPStatus.UNAUTHORIZED)
    if world.faults("amazon").revoked:
        return _error(
            "invalid_grant", "The request has an invalid grant parameter : refresh_token. User may have revoked"
        )
    if grant == "refresh_token":
        if fields.get("refresh_token") != REFRESH_TOKEN:
            return _error("invalid_grant", "The request has an invalid grant parameter : refresh_token")
        return _granted(state, world, "", {"refresh_token": REFRESH_TOKEN})
    if grant == "client_credentials":
        if fields.get("scope") not in SCOPES:
            return _error("invalid_scope", "The requested scope is invalid")
        return _granted(state, world, fields["scope"], {"scope": fields["scope"]})
    return _error("unsupported_grant_type", "The authorization grant type is not supported by the authorization server")


def _granted(state: State, world: World, scope: str, more: dict[str, str]) -> Answer:
    text = state.new_token(scope, world.now())
    life = int(TOKEN_LIFE.total_seconds())
    said = {"access_token": text, "token_type": "bearer", "expires_in": life, **more}
    return Answer.json(said, headers=NO_CACHE)


def _error(code: str, description: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> Answer:
    return Answer.json({"error": code, "error_description": description}, status, NO_CACHE)
