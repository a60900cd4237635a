"""Addresses of a buyer's history, of promises and of exceptions; part of the desk's own, under its name."""

from django.urls import path

from . import acts, views

urlpatterns = [
    path("tickets/<int:ticket_id>/history", views.history, name="history"),
    path("messages/<int:message_id>", views.message, name="history-message"),
    path("tickets/<int:ticket_id>/promises", acts.promises, name="promises"),
    path("promises/<int:promise_id>/settlement", acts.settlement, name="promise-settlement"),
    path("tickets/<int:ticket_id>/exceptions", acts.exceptions, name="exceptions"),
    path("exceptions/<int:exception_id>/withdrawal", acts.withdrawal, name="exception-withdrawal"),
]
