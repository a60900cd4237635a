"""Addresses of what stands beside an answer."""

from django.urls import path

from . import attending, needs, resolving, views

urlpatterns = [
    path("tickets/<int:ticket_id>/check", views.check, name="check"),
    path("tickets/<int:ticket_id>/open", resolving.open_questions, name="open-questions"),
    path("tickets/<int:ticket_id>/attention", attending.attention, name="attention"),
    path("review/data", needs.data, name="required-data"),
]
