"""Addresses of articles and their editions; part of the desk's own, under its name."""

from django.urls import path

from . import alerts, answers, articles, editing, images, listing, moving, publishing_many, standing

urlpatterns = [
    path("articles", listing.articles, name="articles"),
    path("articles/matrix", listing.table, name="article-matrix"),
    path("articles/new", articles.new, name="article-new"),
    path("articles/import", moving.taking, name="article-import"),
    path("articles/export", moving.archive, name="article-export"),
    path("articles/publications", publishing_many.publications, name="article-publications"),
    path("articles/starter", moving.starter, name="article-starter"),
    path("articles/places", moving.open_places, name="open-places"),
    path("articles/alerts", alerts.alerts, name="article-alerts"),
    path("articles/alerts/tasks/<int:task_id>/settlement", alerts.done, name="article-task-done"),
    path("articles/images", images.images, name="images"),
    path("articles/<int:article_id>", articles.article, name="article"),
    path("articles/<int:article_id>/editions", articles.editions, name="article-editions"),
    path("editions/<int:edition_id>", editing.edition, name="edition"),
    path("editions/<int:edition_id>/unsaved", editing.unsaved, name="edition-unsaved"),
    path("editions/<int:edition_id>/unsaved/removal", editing.discard, name="edition-discard"),
    path("editions/<int:edition_id>/versions", editing.versions, name="edition-versions"),
    path(
        "editions/<int:edition_id>/versions/<int:number>/restoration", editing.restoration, name="edition-restoration"
    ),
    path("editions/<int:edition_id>/review", standing.review, name="edition-review"),
    path("editions/<int:edition_id>/review/decision", standing.decision, name="edition-decision"),
    path("editions/<int:edition_id>/publication", standing.publication, name="edition-publication"),
    path("editions/<int:edition_id>/publication/removal", standing.withdrawal, name="edition-withdrawal"),
    path("editions/<int:edition_id>/schedule/removal", standing.calling_off, name="edition-calling-off"),
    path("editions/<int:edition_id>/archival", standing.archival, name="edition-archival"),
    path("editions/<int:edition_id>/archival/removal", standing.return_, name="edition-return"),
    path("messages/<int:message_id>/article", answers.from_answer, name="article-from-answer"),
    path("images/<str:name>", images.image, name="image"),
]
