"""How long a test looks for a counter-example."""

import os


def examples(few: int) -> int:
    """How many examples a costly property is tried with: `few` in every run, ten times as many in a long one.

    A long run is one of `make soak`, which draws new examples each time (the profile "roam" of `config/testing.py`).
    """
    return few * 10 if os.environ.get("HYPOTHESIS_PROFILE") == "roam" else few
