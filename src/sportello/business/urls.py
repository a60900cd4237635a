"""Addresses of the business settings."""

app_name = "business"
urlpatterns: list[object] = []
