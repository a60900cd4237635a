"""Addresses of the costs, below those of the insights."""

from django.urls import path

from . import views

urlpatterns = [
    path("insights/costs", views.costs, name="insights-costs"),
    path("insights/costs/<int:cost_id>/removal", views.removal, name="insights-cost-removal"),
]
