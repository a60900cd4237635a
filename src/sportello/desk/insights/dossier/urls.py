"""Addresses of an order's correspondence; part of the desk's own, under its name."""

from django.urls import path

from . import views

urlpatterns = [
    path("orders/<int:order_id>/correspondence.pdf", views.correspondence, name="order-correspondence"),
]
