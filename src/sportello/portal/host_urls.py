"""What is served on a help centre's own domain: its pages and the pictures of its articles, nothing of the desk."""

from django.urls import path

from .urls import urlpatterns as help_centre_urls
from .views import assets

urlpatterns = [*help_centre_urls, path("images/<str:name>", assets.image)]
