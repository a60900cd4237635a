"""Addresses of articles beside the answer, and of what buyers searched."""

from django.urls import path

from . import searches, views

urlpatterns = [
    path("tickets/<int:ticket_id>/articles", views.articles, name="articles-for"),
    path("tickets/<int:ticket_id>/articles/<int:edition_id>", views.takings, name="article-takings"),
    path("searches", searches.searches, name="searches"),
    path("searches/synonyms", searches.keep_synonym, name="synonyms"),
    path("searches/synonyms/<int:synonym_id>/removal", searches.drop_synonym, name="synonym-removal"),
]
