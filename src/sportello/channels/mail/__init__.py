"""Reading mail: pure functions from bytes to values; nothing here knows Django, a clock or a database."""
