"""People as a shop meets them: records from several channels, with the truth about who is who."""
