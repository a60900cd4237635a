"""Writing to a buyer first: what the marketplace allows now, and what was begun before."""
