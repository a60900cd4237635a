"""Cases as the judgement on causes sees them: what happened, among which others it counts, and what might have led to
it. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Codes = NDArray[np.int64]
type Flags = NDArray[np.bool_]

TOPIC: Final = "topic"


@dataclass(frozen=True, slots=True)
class Case:
    """One answer or issue: whether the bad end came, the issue it belongs to, its topic (one of several is another mix)
    and channel, and its values by dimension (several where several hold, none where none is known). Cases of different
    `part`s of the time are not compared with each other."""

    hit: bool
    issue: int
    topic: str
    channel: int
    values: Mapping[str, Sequence[str]]
    part: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a cause: a value of a dimension. `topic` says which contacts count as bad ends ("": no certain)."""

    dimension: str
    key: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Cases:
    """Many cases as columns. `mix` says which cases are alike in topic, channel and part, `coarse` in channel and part
    alone; pair `i` says that candidate `which[i]` holds of case `of[i]`."""

    hit: Flags
    issue: Codes
    mix: Codes
    coarse: Codes
    of: Codes
    which: Codes
    candidates: Sequence[Candidate]

    def __len__(self) -> int:
        return len(self.hit)

    def exposed(self, candidate: int) -> Flags:
        """Of which cases a candidate holds."""
        found = np.zeros(len(self), bool)
        found[self.of[self.which == candidate]] = True
        return found


@dataclass(slots=True)
class Gathering:
    """Takes cases one by one, so that a million of them need not stand in memory as objects."""

    _hits: list[bool] = field(default_factory=list)
    _issues: list[int] = field(default_factory=list)
    _mixes: list[int] = field(default_factory=list)
    _coarse: list[int] = field(default_factory=list)
    _of: list[int] = field(default_factory=list)
    _which: list[int] = field(default_factory=list)
    _mix_codes: dict[tuple[str, int, int], int] = field(default_factory=dict)
    _coarse_codes: dict[tuple[int, int], int] = field(default_factory=dict)
    _candidates: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, case: Case) -> None:
        """Add one case."""
        place = len(self._hits)
        self._hits.append(case.hit)
        self._issues.append(case.issue)
        alike = (case.topic, case.channel, case.part)
        self._mixes.append(self._mix_codes.setdefault(alike, len(self._mix_codes)))
        self._coarse.append(self._coarse_codes.setdefault(alike[1:], len(self._coarse_codes)))
        for dimension, keys in case.values.items():
            for key in dict.fromkeys(keys):
                self._of.append(place)
                self._which.append(self._candidates.setdefault((dimension, key), len(self._candidates)))

    def cases(self) -> Cases:
        """What was taken so far."""
        return Cases(
            hit=np.array(self._hits, bool),
            issue=renumbered(np.array(self._issues, np.int64)),
            mix=np.array(self._mixes, np.int64),
            coarse=np.array(self._coarse, np.int64),
            of=np.array(self._of, np.int64),
            which=np.array(self._which, np.int64),
            candidates=[Candidate(*one) for one in self._candidates],
        )


def gathered(cases: Iterable[Case]) -> Cases:
    """Cases as columns."""
    found = Gathering()
    for case in cases:
        found.take(case)
    return found.cases()


def renumbered(codes: Codes) -> Codes:
    """The same groups, numbered 0, 1, 2 ..."""
    return np.unique(codes, return_inverse=True)[1].reshape(-1).astype(np.int64)
