"""Files an agent attaches: stored at once, so that an answer that has to be confirmed does not lose them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from sportello.channels.mail.files import safe_name, sniff
from sportello.channels.models import Blob
from sportello.inbox.replying import AnswerFile, CannotSend

type Upload = UploadedFile[IO[bytes]]

MOST_FILES = 20
SALT = "desk.attachment"
KEPT_FOR_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file of an answer not yet sent; `token` brings it along in the form and is worthless if changed."""

    file: AnswerFile
    token: str


def kept(uploads: Sequence[Upload], tokens: Iterable[str], now: datetime) -> list[KeptFile]:
    """The files of an answer: those kept from an earlier try, then those uploaded now.

    Raises `CannotSend` when they are too many or too big together (MAX_ATTACHMENTS_BYTES); then nothing is stored.
    """
    before = [known for token in tokens if (known := _of_token(token))]
    size = sum(known.file.blob.size for known in before) + sum(upload.size or 0 for upload in uploads)
    if size > settings.MAX_ATTACHMENTS_BYTES:
        most = filesizeformat(settings.MAX_ATTACHMENTS_BYTES)
        raise CannotSend(_("The files are larger than %(most)s together.") % {"most": most})
    if len(before) + len(uploads) > MOST_FILES:
        raise CannotSend(_("At most %(most)s files fit into one answer.") % {"most": MOST_FILES})
    return before + [_keep(upload, now) for upload in uploads]


def _keep(upload: Upload, now: datetime) -> KeptFile:
    data = upload.read()
    media_type = sniff(data, upload.content_type or "", upload.name or "")
    blob, _made = Blob.objects.get_or_create(
        sha256=hashlib.sha256(data).hexdigest(),
        defaults={"media_type": media_type, "size": len(data), "data": data, "created_at": now},
    )
    name = safe_name(upload.name or "", blob.media_type)
    return KeptFile(AnswerFile(blob, name), signing.dumps([blob.pk, name], salt=SALT))


def _of_token(token: str) -> KeptFile | None:
    """The file of a token we gave out; a forged or stale one counts as absent."""
    try:
        pk, name = signing.loads(token, salt=SALT, max_age=KEPT_FOR_SECONDS)
    except signing.BadSignature:
        return None
    blob = Blob.objects.filter(pk=pk).first()
    return KeptFile(AnswerFile(blob, name), token) if blob else None
