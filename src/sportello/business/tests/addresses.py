"""The addresses of the business and of the accounts beneath it."""

from django.urls import include, path

urlpatterns = [
    path("", include("sportello.accounts.urls")),
    path("", include("sportello.business.urls")),
]
