"""Addresses of connecting; part of the desk's own, under its name."""

from django.urls import path

from . import acts, views

urlpatterns = [
    path("channels/connect", views.choose, name="connect"),
    path("channels/connect/<slug:kind>", views.connect, name="connect-account"),
    path("channels/connected", views.connected, name="connected"),
    path("channels/accounts/<int:source_id>", views.account, name="account"),
    path("channels/accounts/<int:source_id>/state", views.state, name="account-state"),
    path("channels/accounts/<int:source_id>/test", acts.test, name="account-test"),
    path("channels/accounts/<int:source_id>/sync", acts.sync, name="account-sync"),
    path("channels/accounts/<int:source_id>/pause", acts.pause, name="account-pause"),
    path("channels/accounts/<int:source_id>/resume", acts.resume, name="account-resume"),
    path("channels/accounts/<int:source_id>/disconnect", acts.disconnect, name="account-disconnect"),
]
