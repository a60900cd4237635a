"""eBay's interfaces as a stand-in: OAuth, messages, orders, after-sales, analytics, notifications."""

from .routes import VENDOR

__all__ = ["VENDOR"]
