"""Addresses of messages that we begin about orders."""

from django.urls import path

from . import approving, views

urlpatterns = [
    path("orders/<int:order_id>/begun", views.begun, name="order-begun"),
    path("orders/<int:order_id>/begun/approvals", approving.ask, name="begun-approval-new"),
    path("orders/begun/approvals/<int:approval_id>/grant", approving.grant, name="begun-approval-grant"),
    path("orders/begun/approvals/<int:approval_id>/refusal", approving.refusal, name="begun-approval-refusal"),
    path("orders/begun/<int:message_id>/settlement", views.settlement, name="begun-settlement"),
]
