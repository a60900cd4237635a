"""What stands beside an answer while it is written."""
