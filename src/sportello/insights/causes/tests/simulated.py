"""A small shop whose causes are known: answers, and after which of them the buyer wrote again."""

from collections.abc import Sequence

import numpy as np

from sportello.insights.causes.cases import Candidate, Cases, Codes, Flags

TOPICS = ("where_is_my_order", "refund_status", "defective", "return_request", "invoice")
OFTEN = (0.35, 0.25, 0.15, 0.15, 0.10)
USUAL = np.array([0.10, 0.15, 0.16, 0.06, 0.03])
DATA = ("refund_date", "refund_id", "refund_date+refund_id")
NUMBERS = [str(number) for number in range(61)]
CARRIERS, COUNTRIES = ("brt", "dhl", "gls", "ups"), ("DE", "FR", "IT")

REFUND = Candidate("missing", "refund_status:refund_date+refund_id")
LAMP = Candidate("product", "3")
STUCK = Candidate("lane", "gls:IT")
MACRO = Candidate("macro", "4")
PLANTED = (REFUND, LAMP, STUCK, MACRO)
"""What raises the rate, the costliest first."""

REFUND_AGENT = Candidate("agent", "7")
"""Gets most refund tickets and does nothing wrong."""


def answers(seed: int, *, count: int = 6000, planted: bool = True, an_issue: int = 1) -> Cases:
    """So many answers, `an_issue` to each issue, which share its fate."""
    rng = np.random.default_rng(seed)
    issues = count // an_issue
    topic = rng.choice(len(TOPICS), issues, p=OFTEN)
    channel, agent = rng.integers(0, 4, issues), rng.integers(0, 7, issues)
    refund = topic == 1
    agent[refund & (rng.random(issues) < 0.5)] = 7
    product = np.minimum(rng.exponential(10, issues), 60).astype(np.int64)
    carrier, country = rng.integers(0, 4, issues), rng.integers(0, 3, issues)
    macro = np.where(rng.random(issues) < 0.6, topic * 3 + rng.integers(0, 3, issues), -1)
    macro[macro == 4] = np.where(rng.random((macro == 4).sum()) < 0.7, 4, -1)
    bare = refund & (rng.random(issues) < np.where(agent < 2, 0.8, 0.15))
    rate = USUAL[topic] * (1 + 0.2 * (channel - 1.5))
    if planted:
        stuck = (carrier == 2) & (country == 2)
        rate = rate + 0.32 * bare + 0.16 * (product == 3) + 0.09 * stuck + 0.14 * (macro == 4)
    lanes = [f"{carrier}:{country}" for carrier in CARRIERS for country in COUNTRIES]
    columns: list[tuple[str, Codes, Sequence[str]]] = [
        ("topic", topic, TOPICS),
        ("agent", agent, NUMBERS),
        ("product", product, NUMBERS),
        ("macro", macro, NUMBERS),
        ("carrier", carrier, CARRIERS),
        ("lane", carrier * 3 + country, lanes),
        *(("missing", bare - 1, [f"refund_status:{datum}"]) for datum in DATA),
    ]
    return _repeated(rng.random(issues) < rate, topic * 4 + channel, channel, columns, an_issue)


def _repeated(
    hit: Flags, mix: Codes, channel: Codes, columns: Sequence[tuple[str, Codes, Sequence[str]]], times: int
) -> Cases:
    """Every issue so many times; a code below 0 says that nothing holds."""
    candidates: list[Candidate] = []
    of, which = [], []
    for dimension, codes, keys in columns:
        holds = np.flatnonzero(codes >= 0)
        of += [holds + len(hit) * time for time in range(times)]
        which += [codes[holds] + len(candidates)] * times
        candidates += [Candidate(dimension, key) for key in keys]
    return Cases(
        hit=np.tile(hit, times),
        issue=np.tile(np.arange(len(hit)), times),
        mix=np.tile(mix, times),
        coarse=np.tile(channel, times),
        of=np.concatenate(of),
        which=np.concatenate(which),
        candidates=candidates,
    )
