"""The page of account health."""
