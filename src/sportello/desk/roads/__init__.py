"""The owner's pages about printed inserts."""
