"""A quarter of Casa Lume whose true figures are known, because the one who makes it up counts while doing so. Pure."""
