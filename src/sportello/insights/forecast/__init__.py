"""What the backlog will be."""
