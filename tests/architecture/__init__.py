"""What keeps the house in order: each test names the rule that was broken, where, and what to do about it."""
