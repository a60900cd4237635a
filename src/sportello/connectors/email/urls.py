"""Addresses of the mail connector."""

from django.urls import path

from . import consent, endpoints, inbound, views

app_name = "email"
urlpatterns = [
    path("mailboxes", views.sources, name="sources"),
    path("mailboxes/new", views.connect, name="connect"),
    path("mailboxes/consent", consent.consented, name="consented"),
    path("mailboxes/<int:source_id>", views.mailbox, name="mailbox"),
    path("mailboxes/<int:source_id>/test", views.test, name="test"),
    path("mailboxes/<int:source_id>/try", views.try_now, name="try"),
    path("mailboxes/<int:source_id>/pause", views.pause, name="pause"),
    path("mailboxes/<int:source_id>/resume", views.resume, name="resume"),
    path("mailboxes/<int:source_id>/disconnect", views.disconnect, name="disconnect"),
    path("mailboxes/<int:source_id>/consent", consent.consent, name="consent"),
    path("endpoints/new", endpoints.new_endpoint, name="new-endpoint"),
    path("inbound/<int:source_id>", inbound.inbound, name="inbound"),
]
