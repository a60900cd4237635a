"""Files that visitors add: typed by their bytes, bounded, and kept for a day until they are sent."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from sportello.channels.mail.entered import GivenFile
from sportello.channels.mail.files import safe_name, sniff

from .models import Upload

type Uploaded = UploadedFile[IO[bytes]]

MOST_FILES, MOST_BYTES = 5, 10_000_000
TAKEN = frozenset(
    {
        *("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"),
        *("application/pdf", "text/plain", "video/mp4", "video/quicktime"),
    }
)
"""Pictures, PDF, text and short films; typed by content, whatever the name says.

Not HEIC: browsers do not show it, and no decoder of it is free of copyleft. The form does not name it among the kinds
it takes, and telephones then hand over their photos as JPEG by themselves.
"""


class NotTaken(ValueError):
    """A file that is not taken; the message says why, for the visitor."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that waits to be sent: the secret that brings it along in the form, its name and size."""

    secret: str
    name: str
    size: int


def keep(uploads: Sequence[Uploaded], secrets_before: Iterable[str], *, now: datetime) -> list[KeptFile]:
    """The files of a message: those kept with an earlier try, then those uploaded now. Raises `NotTaken`."""
    before = [KeptFile(secret, row.name, row.size) for secret, row in _rows(secrets_before)]
    if len(before) + len(uploads) > MOST_FILES:
        raise NotTaken(_("At most %(most)s files fit into one message.") % {"most": MOST_FILES})
    if sum(one.size for one in before) + sum(one.size or 0 for one in uploads) > MOST_BYTES:
        raise NotTaken(_("The files are larger than %(most)s MB together.") % {"most": MOST_BYTES // 1_000_000})
    return before + [_keep(one, now) for one in uploads]


def taken_out(given: Iterable[str]) -> list[GivenFile]:
    """The files of these secrets, which are forgotten with it. For the transaction that sends them."""
    rows = [row for _secret, row in _rows(given)]
    files = [GivenFile(row.name, row.media_type, bytes(row.data)) for row in rows]
    Upload.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return files


def _keep(upload: Uploaded, now: datetime) -> KeptFile:
    data = upload.read()
    media_type = sniff(data, upload.content_type or "", upload.name or "")
    name = safe_name(upload.name or "", media_type)
    if media_type == "image/heic":
        raise NotTaken(
            _("%(name)s is a HEIC photo, which other devices cannot show. Send it as JPEG, or send a screenshot of it.")
            % {"name": name}
        )
    if media_type not in TAKEN:
        raise NotTaken(_("%(name)s is none of the kinds of file we take: photos, short films, PDF.") % {"name": name})
    secret = secrets.token_urlsafe(24)
    Upload.objects.create(key=_key(secret), name=name, media_type=media_type, size=len(data), data=data, at=now)
    return KeptFile(secret, name, len(data))


def _rows(given: Iterable[str]) -> list[tuple[str, Upload]]:
    by_key = {_key(secret): secret for secret in list(given)[:MOST_FILES]}
    return [(by_key[row.key], row) for row in Upload.objects.filter(key__in=by_key).order_by("pk")]


def _key(secret: str) -> str:
    return sha256(secret[:100].encode("utf-8", "replace")).hexdigest()
