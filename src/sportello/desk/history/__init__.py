"""One history of a buyer over every channel: its first line, its timeline, promises, exceptions."""
