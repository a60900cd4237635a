"""Rules beside a draft, what waits for a lead, which rules there are and where links may stand."""
