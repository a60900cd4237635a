"""Addresses of help centres, below this installation; on a domain of its own the same without `/help/<name>`."""

from django.urls import path

from .views import assets, contact, legal, order, reading, requests, scans, searching, votes

app_name = "portal"
urlpatterns = [
    path("r/<str:code>", scans.scanned, name="scan"),
    path("help/<slug:slug>/r/<str:code>", scans.scanned, name="scan-there"),
    path("help/<slug:slug>", reading.root, name="root"),
    path("help/<slug:slug>/style/<slug:fingerprint>.css", assets.style, name="style"),
    path("help/<slug:slug>/logo/<slug:fingerprint>", assets.logo, name="logo"),
    path("help/<slug:slug>/sitemap.xml", assets.sitemap, name="sitemap"),
    path("help/<slug:slug>/robots.txt", assets.robots, name="robots"),
    path("help/<slug:slug>/<slug:language>", reading.home, name="home"),
    path("help/<slug:slug>/<slug:language>/topics/<slug:category>", reading.category, name="category"),
    path("help/<slug:slug>/<slug:language>/articles/<slug:article>", reading.article, name="article"),
    path("help/<slug:slug>/<slug:language>/articles/<slug:article>/votes", votes.votes, name="votes"),
    path("help/<slug:slug>/<slug:language>/solutions", votes.solutions, name="solutions"),
    path("help/<slug:slug>/<slug:language>/search", searching.search, name="search"),
    path("help/<slug:slug>/<slug:language>/suggestions", searching.suggestions, name="suggestions"),
    path("help/<slug:slug>/<slug:language>/order", order.order, name="order"),
    path("help/<slug:slug>/<slug:language>/contact", contact.contact, name="contact"),
    path("help/<slug:slug>/<slug:language>/contact/<int:choice_id>", contact.about, name="about"),
    path("help/<slug:slug>/<slug:language>/contact/<int:choice_id>/message", contact.message, name="message"),
    path("help/<slug:slug>/<slug:language>/requests/<slug:secret>", requests.request_page, name="request"),
    path("help/<slug:slug>/<slug:language>/requests/<slug:secret>/messages", requests.further, name="further"),
    path("help/<slug:slug>/<slug:language>/legal", legal.legal, name="legal"),
    path("help/<slug:slug>/<slug:language>/privacy", legal.privacy, name="privacy"),
    path("help/<slug:slug>/<slug:language>/<path:rest>", reading.nothing, name="nothing"),
]
