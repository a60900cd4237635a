"""Addresses of account health."""

from django.urls import path

from . import views

urlpatterns = [
    path("insights/health", views.health, name="insights-health"),
    path("insights/health/<int:channel_id>", views.history, name="insights-health-history"),
]
