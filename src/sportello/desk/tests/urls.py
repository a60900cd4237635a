"""The addresses that the desk's tests visit, whatever else the house has."""

from django.urls import include, path

urlpatterns = [
    path("", include("sportello.desk.urls")),
    path("", include("sportello.accounts.urls")),
    path("", include("sportello.business.urls")),
]
