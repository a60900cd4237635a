"""Addresses of suggested repeats; part of the desk's own, under its name."""

from django.urls import path

from .views import repeat_rule, repeats

urlpatterns = [
    path("assignment/repeats", repeat_rule.repeat_rule, name="repeat-rule"),
    path("tickets/<int:ticket_id>/repeats/<int:suggestion_id>/merge", repeats.merge, name="repeat-merge"),
    path("tickets/<int:ticket_id>/repeats/<int:suggestion_id>/dismissal", repeats.dismissal, name="repeat-dismissal"),
    path("tickets/<int:ticket_id>/repeat-contacts/<int:message_id>/reason", repeats.reason, name="repeat-reason"),
]
