"""What an hour of an agent costs."""
