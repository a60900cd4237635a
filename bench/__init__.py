"""The speed suite: each module measures one piece of work and prints a small table (README.md)."""
