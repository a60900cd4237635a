"""Live updates: what one transaction publishes, every open page hears of after its commit."""

from sportello.core.live.publishing import PayloadError, publish

__all__ = ["PayloadError", "publish"]
