"""What looks for breaches: one module for each kind of thing. Pure."""
