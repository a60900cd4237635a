"""Shopify's Admin API as a stand-in: the token, GraphQL with its costs, and signed webhooks."""

from .api import VENDOR

__all__ = ["VENDOR"]
