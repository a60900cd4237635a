"""Help centres of other programs, as their exports and interfaces tell them."""
