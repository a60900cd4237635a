"""How an account stands with its marketplace, and what is about to tip it."""
