"""English for sellers all over Europe."""
