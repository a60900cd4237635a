"""Mails as they were written and the files in them, shown so that nothing in them can act."""

from collections.abc import Mapping

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from sportello.accounts import audit
from sportello.accounts.access import Permission, SignedInRequest, public, requires
from sportello.channels import reading
from sportello.channels.mail.files import extract, safe_name, sniff
from sportello.channels.mail.letter import Letter, Unreadable
from sportello.channels.mail.markup import has_remote, sanitise
from sportello.channels.mail.parse import parse
from sportello.channels.models import Envelope
from sportello.inbox.access import holding_of, ticket_for
from sportello.inbox.models import Attachment, Message, Ticket

# A link to a file works for so many seconds; it carries no cookie and is worth nothing afterwards.
LINK_LIVES = 900
_SALT = "sportello.desk.file"
_PICTURES = frozenset(["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif", "image/heic"])
# What a browser might run is handed out as bytes without a type.
_ACTIVE = ("html", "svg", "xml", "javascript", "ecmascript", "shockwave", "mhtml", "message/", "multipart/")

_SHUT: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
_OPEN: dict[str, list[str]] = {**_SHUT, "img-src": [CSP.SELF, "data:", "https:", "http:"]}
_FILE: dict[str, list[str]] = {"default-src": [CSP.NONE], "sandbox": [""], "frame-ancestors": [CSP.NONE]}


@require_safe
@requires(Permission.READ_TICKETS)
def original(request: SignedInRequest, message_id: int) -> HttpResponse:
    """A message's mail as it was written; pictures from elsewhere are loaded with `images=1` only."""
    message = get_object_or_404(Message.objects.select_related("envelope"), pk=message_id)
    _check(request, message)
    if message.envelope is None:
        raise Http404(_("This message did not come by mail."))
    _note(request, "original.looked_at", ("message", message.pk))
    pictures = message.attachments.exclude(content_id="").filter(media_type__in=_PICTURES)
    return _show(request, message.envelope, {one.content_id: _link(one) for one in pictures})


@require_safe
@requires(Permission.READ_TICKETS)
def envelope_original(request: SignedInRequest, envelope_id: int) -> HttpResponse:
    """A mail of the mailroom as it was written; pictures from elsewhere are loaded with `images=1` only."""
    envelope = get_object_or_404(Envelope, pk=envelope_id)
    if message := Message.objects.filter(envelope=envelope).first():
        _check(request, message)
    _note(request, "original.looked_at", ("envelope", envelope.pk))
    return _show(request, envelope, {})


@require_safe
@requires(Permission.READ_TICKETS)
def attachment(request: SignedInRequest, attachment_id: int) -> HttpResponse:
    """Lead to a file of a message, at an address that needs no cookie and lives for a quarter of an hour."""
    found = get_object_or_404(Attachment.objects.select_related("message"), pk=attachment_id)
    _check(request, found.message)
    _note(request, "attachment.downloaded", ("attachment", found.pk))
    return HttpResponseRedirect(_link(found))


@require_safe
@public
@csp_override(_FILE)
def file(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 (the token alone opens it)
    """The bytes of a file, always a download, typed by what they are. Without a fresh token there is none."""
    try:
        number = int(signing.loads(token, salt=_SALT, max_age=LINK_LIVES))
    except (signing.BadSignature, ValueError, TypeError) as stale:
        raise Http404(_("This link is no longer valid. Open the file from its ticket again.")) from stale
    found = get_object_or_404(Attachment.objects.select_related("message__envelope", "blob"), pk=number)
    data = _bytes(found)
    response = HttpResponse(data, content_type=harmless(sniff(data, found.media_type, found.name)))
    name = safe_name(found.name, found.media_type, found.pk)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def harmless(media_type: str) -> str:
    """The media type under which a file may be handed to a browser: one it could run becomes plain bytes."""
    return "application/octet-stream" if any(word in media_type.lower() for word in _ACTIVE) else media_type


def _link(found: Attachment) -> str:
    return reverse("desk:file", args=[signing.dumps(found.pk, salt=_SALT)])


def _bytes(found: Attachment) -> bytes:
    if found.blob is not None:
        return bytes(found.blob.data)
    envelope = found.message.envelope
    if envelope is None or found.part is None:
        raise Http404(_("This file is no longer kept."))
    try:
        return extract(reading.raw_of(envelope), found.part)
    except Unreadable as gone:
        raise Http404(_("This file is no longer kept.")) from gone


def _show(request: HttpRequest, envelope: Envelope, pictures: Mapping[str, str]) -> HttpResponse:
    try:
        letter = parse(reading.raw_of(envelope))
    except Unreadable as broken:
        raise Http404(str(broken)) from broken
    if request.GET.get("images") == "1":
        return _with_pictures(request, letter, pictures)
    return _without_pictures(request, letter, pictures)


@xframe_options_sameorigin
@csp_override(_SHUT)
def _without_pictures(request: HttpRequest, letter: Letter, pictures: Mapping[str, str]) -> HttpResponse:
    return _document(request, letter, sanitise(letter.html, files=pictures, remote=False), has_remote(letter.html))


@xframe_options_sameorigin
@csp_override(_OPEN)
def _with_pictures(request: HttpRequest, letter: Letter, pictures: Mapping[str, str]) -> HttpResponse:
    return _document(request, letter, sanitise(letter.html, files=pictures, remote=True), more=False)


def _document(request: HttpRequest, letter: Letter, html: str, more: bool) -> HttpResponse:
    # What the sanitiser let through is markup by design, in a sandboxed document of its own.
    shown = {"letter": letter, "html": SafeString(html), "more": more}
    return render(request, "desk/mailroom/original.html", shown)


def _check(request: SignedInRequest, message: Message) -> None:
    """Let only those on whose tickets the message stands. Raises Http404."""
    try:
        ticket_for(request.user, holding_of(message).ticket_id)
    except Ticket.DoesNotExist as gone:
        raise Http404 from gone


def _note(request: SignedInRequest, act: str, subject: tuple[str, int]) -> None:
    address = audit.address_of(request)
    audit.note(act=act, now=timezone.now(), agent=request.user, subject=subject, address=address)
