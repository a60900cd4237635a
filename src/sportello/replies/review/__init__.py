"""Is every question answered, and is the data there? Pure judgements on texts."""
