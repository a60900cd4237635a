"""Casa Lume, an invented shop for lamps, small furniture and coffee gear, its buyers and their mail."""
