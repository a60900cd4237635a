"""Walmart's Marketplace API as a stand-in: the token, orders and returns."""

from .api import VENDOR

__all__ = ["VENDOR"]
