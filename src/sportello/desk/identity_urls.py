"""Addresses of what agents decide about who is who."""

from django.urls import path

from .views import identity

urlpatterns = [
    path(
        "tickets/<int:ticket_id>/people/<int:suggestion_id>/acceptance", identity.acceptance, name="identity-acceptance"
    ),
    path("tickets/<int:ticket_id>/people/<int:suggestion_id>/refusal", identity.refusal, name="identity-refusal"),
    path("tickets/<int:ticket_id>/people/links/<int:link_id>/removal", identity.removal, name="identity-removal"),
]
