"""What is served on a help centre's own domain: its pages and the pictures of its articles, nothing of the desk."""

from .urls import urlpatterns as help_centre_urls

urlpatterns = [*help_centre_urls]
