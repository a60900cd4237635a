from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sportello.portal"
    label = "portal"

    def ready(self) -> None:
        """Let rules that change find the seller's texts in help centres and in shipping confirmations."""
        from sportello.compliance import publishing

        from . import seller_texts
        from .roads import confirming

        publishing.register(seller_texts.PROVIDER, seller_texts.texts_published)
        publishing.register(confirming.PROVIDER, confirming.texts_published)
