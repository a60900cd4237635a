"""Address of the risk list."""

from django.urls import path

from . import views

urlpatterns = [path("insights/risk", views.risk, name="insights-risk")]
