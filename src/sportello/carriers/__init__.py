"""Carriers: whose number this is, where its parcel can be followed, and one vocabulary of states. Pure."""
