"""What a buyer bought on every channel, as the desk shows it."""
