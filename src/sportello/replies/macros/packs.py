"""By which version of the rules an edition was proved. Pure."""

from sportello.compliance.catalogue import versions


def standing_packs() -> str:
    """The versions of all rule packs in one line, the same as long as no rule changes."""
    return " ".join(f"{name}:{version}" for name, version in sorted(versions().items()))
