"""The page of tickets at risk."""
