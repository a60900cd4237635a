"""What to write next: what buyers ask, what an article on it would save, and what became of it."""
