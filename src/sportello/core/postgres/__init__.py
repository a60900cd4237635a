"""The database that Sportello brings along: starting, adopting, healing and checking PostgreSQL. No Django here."""
