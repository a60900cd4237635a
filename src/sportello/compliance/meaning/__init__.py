"""What a sentence means for the rules: a trained head on concepts, letters and vectors of sentences. Pure."""
