"""What reading found, on the desk: its words, its chips, its marks in the message."""
