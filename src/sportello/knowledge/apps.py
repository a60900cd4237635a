from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "sportello.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Let changed policy facts find the editions that use them."""
        from sportello.business import using

        from .texts_in_use import KIND, texts_in_use

        using.register(KIND, texts_in_use)
