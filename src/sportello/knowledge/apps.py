from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "sportello.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Let changed policy facts and rules find the editions they touch."""
        from sportello.business import using
        from sportello.compliance import publishing

        from .texts_in_use import KIND, PROVIDER, texts_in_use, texts_published

        using.register(KIND, texts_in_use)
        publishing.register(PROVIDER, texts_published)
