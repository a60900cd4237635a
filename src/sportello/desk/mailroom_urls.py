"""Addresses of the mailroom and of originals; part of the desk's own, under its name."""

from django.urls import path

from . import mailroom, originals

urlpatterns = [
    path("set-aside", mailroom.aside, name="set-aside"),
    path("parked", mailroom.unreadable, name="parked"),
    path("parked/retry", mailroom.retry_all, name="retry-all"),
    path("envelopes/<int:envelope_id>", mailroom.envelope, name="envelope"),
    path("envelopes/<int:envelope_id>/raw", mailroom.raw, name="envelope-raw"),
    path("envelopes/<int:envelope_id>/original", originals.envelope_original, name="envelope-original"),
    path("envelopes/<int:envelope_id>/ticket", mailroom.ticket, name="envelope-ticket"),
    path("envelopes/<int:envelope_id>/retry", mailroom.retry, name="envelope-retry"),
    path("notices", mailroom.notices, name="notices"),
    path("notices/<int:notice_id>/seen", mailroom.seen, name="notice-seen"),
    path("messages/<int:message_id>/original", originals.original, name="original"),
    path("attachments/<int:attachment_id>", originals.attachment, name="attachment"),
    path("files/<str:token>", originals.file, name="file"),
]
