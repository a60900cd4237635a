"""The mail around each text: what marketplaces, the shop's form and buyers' mail programs make of it."""
