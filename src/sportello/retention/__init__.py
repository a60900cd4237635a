"""How long personal data is kept: a file says it, an eraser executes it, a check enforces it for every field."""
