from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "sportello.knowledge"
    label = "knowledge"
