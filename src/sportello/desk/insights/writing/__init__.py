"""The page of those who write: what an article would save, and what became of those that were written."""
