"""Which open tickets are most likely to become a claim or bad feedback, and why."""
