"""The pages of help centres."""
