"""The true figures of a played quarter, counted from what happened in the game: no record was read."""
