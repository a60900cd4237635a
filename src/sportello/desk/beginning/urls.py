"""Addresses of messages that we begin about orders."""

from django.urls import path

from . import views

urlpatterns = [
    path("orders/<int:order_id>/begun", views.begun, name="order-begun"),
    path("orders/begun/<int:message_id>/settlement", views.settlement, name="begun-settlement"),
]
