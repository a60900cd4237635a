"""Addresses of orders, products and buyers' wishes about their data; part of the desk's own, under its name."""

from django.urls import path

from . import departing, privacy, products, views

urlpatterns = [
    path("tickets/<int:ticket_id>/orders", views.panel, name="ticket-orders"),
    path("orders", views.orders, name="orders"),
    path("orders/<int:order_id>", views.order, name="order"),
    path("orders/<int:order_id>/departures", departing.departures, name="order-departures"),
    path("departures/<int:departure_id>/withdrawal", departing.withdrawal, name="departure-withdrawal"),
    path("products", products.products, name="products"),
    path("products/<int:product_id>", products.product, name="product"),
    path("products/<int:product_id>/joining", products.joining, name="product-joining"),
    path("products/codes/<int:code_id>/parting", products.parting, name="product-parting"),
    path("channels/privacy", privacy.requests, name="privacy"),
    path("channels/privacy/<int:request_id>/settlement", privacy.settlement, name="privacy-settlement"),
]
