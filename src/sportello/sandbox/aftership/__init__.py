"""AfterShip's Tracking API as a stand-in: registering and reading parcels."""

from .api import VENDOR

__all__ = ["VENDOR"]
