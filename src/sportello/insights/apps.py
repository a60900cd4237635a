from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "sportello.insights"
    label = "insights"
