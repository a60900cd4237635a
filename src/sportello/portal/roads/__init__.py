"""Roads that begin on paper: where a code leads, what is printed with it, what came of it."""
