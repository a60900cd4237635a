"""eBay's interfaces as a stand-in: OAuth, messages, orders, returns, inquiries, cases, disputes, notifications."""

from .routes import VENDOR

__all__ = ["VENDOR"]
