"""The desk's addresses together with those of the mailroom, whoever else includes them."""

from django.urls import include, path

from sportello.desk import mailroom_urls, urls

urlpatterns = [
    path("", include(([*urls.urlpatterns, *mailroom_urls.urlpatterns], "desk"))),
    path("", include("sportello.accounts.urls")),
    path("", include("sportello.business.urls")),
]
