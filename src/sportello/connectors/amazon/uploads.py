"""Files for messages: a place to put them by the Uploads API, then the file itself."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sportello.channels.calling import Caller
from sportello.channels.contract import ApiTrouble, TroubleKind

from .client import Client, Params, foreign
from .operations import UPLOAD_DESTINATION
from .values import needed, nonsense, part

# What Amazon's schema of the actions accepts.
TYPES = {
    "text/plain",
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/jpeg",
    "image/gif",
    "image/png",
}
MOST_TOGETHER = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file to send."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that Amazon holds."""

    upload_id: str
    name: str

    def body(self) -> dict[str, str]:
        """As the model's `Attachment`."""
        return {"uploadDestinationId": self.upload_id, "fileName": self.name}


def upload(client: Client, file: File, *, resource: str, marketplace_id: str) -> Attachment:
    """Bring a file to Amazon for `resource`, the path of the operation that will name it. Raises `ApiTrouble`."""
    digest = base64.b64encode(hashlib.md5(file.data, usedforsecurity=False).digest()).decode()
    params: Params = {"marketplaceIds": (marketplace_id,), "contentMD5": digest, "contentType": file.content_type}
    answer = client.call(UPLOAD_DESTINATION, path={"resource": resource.strip("/")}, params=params)
    if not isinstance(answer, Mapping):
        raise nonsense("the upload destination is no object")
    place = part(answer, "payload")
    _put(client, needed(place, "url"), file, {str(k): str(v) for k, v in part(place, "headers").items()})
    return Attachment(needed(place, "uploadDestinationId"), file.name)


def _put(client: Client, url: str, file: File, headers: Mapping[str, str]) -> None:
    host, path = foreign(client.account, url)
    named = {name.lower() for name in headers}
    typed = {} if "content-type" in named else {"Content-Type": file.content_type}
    with Caller(host) as caller:
        try:
            caller.call("PUT", path, now=client.now, content=file.data, headers={**typed, **headers})
        except ApiTrouble as trouble:
            if trouble.kind in (TroubleKind.CREDENTIALS, TroubleKind.PERMISSION):
                # The address was signed for this one file: it has ended, the account's credentials have not.
                raise ApiTrouble(TroubleKind.REFUSED, trouble.words) from trouble
            raise
