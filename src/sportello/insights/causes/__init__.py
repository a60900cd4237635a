"""What makes buyers write again, issues take long and orders end in claims: judged, kept, and followed up."""
