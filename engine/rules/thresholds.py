"""Shares of a whole, counted in integers.

「以上」 includes the number itself, 「过」 and 「超过」 exclude it (民法典（2020）第一千二百五十九条).
Nothing here divides: two thirds of 31 is decided by 3 × part ≥ 2 × 31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from engine.errors import Invalid
from engine.rules.sources import COUNTING_WORDS, Source

WRITTEN = re.compile(r"(>=|>)\s*(\d{1,3})\s*/\s*(\d{1,3})")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share that a part must reach (`inclusive`) or exceed."""

    numerator: int
    denominator: int
    inclusive: bool
    source: Source = COUNTING_WORDS

    def __post_init__(self) -> None:
        if not 0 < self.numerator <= self.denominator:
            raise ValueError(f"no share of a whole: {self.numerator}/{self.denominator}")
        if self.numerator == self.denominator and not self.inclusive:
            raise ValueError("more than all can't be reached")

    def met_by(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` is enough; of nothing, nothing is."""
        return whole > 0 and part >= self.needed(whole)

    def needed(self, whole: int) -> int:
        """The least part of `whole` that is enough, at least 1."""
        share = self.numerator * whole
        if self.inclusive:
            return max(1, -(-share // self.denominator))
        return share // self.denominator + 1

    def at_least(self, other: Threshold) -> bool:
        """Whether this one is as strict as `other`, or stricter."""
        mine, theirs = self.numerator * other.denominator, other.numerator * self.denominator
        return mine > theirs or (mine == theirs and (other.inclusive or not self.inclusive))

    def under(self, source: Source) -> Threshold:
        """The same share, prescribed by `source`."""
        return replace(self, source=source)


def parse_threshold(text: str, source: Source = COUNTING_WORDS) -> Threshold:
    """Read `>=2/3` or `>1/2`.

    Raises Invalid `threshold_invalid` for anything else, also for a share that nothing can reach.
    """
    match = WRITTEN.fullmatch(text.strip())
    try:
        if match:
            return Threshold(int(match[2]), int(match[3]), match[1] == ">=", source)
    except ValueError:
        pass
    raise Invalid("threshold_invalid", text=text)


HALF_OR_MORE = Threshold(1, 2, inclusive=True)
MORE_THAN_HALF = Threshold(1, 2, inclusive=False)
TWO_THIRDS_OR_MORE = Threshold(2, 3, inclusive=True)
FOUR_FIFTHS_OR_MORE = Threshold(4, 5, inclusive=True)
THIRD_OR_MORE = Threshold(1, 3, inclusive=True)
FIFTH_OR_MORE = Threshold(1, 5, inclusive=True)
TENTH_OR_MORE = Threshold(1, 10, inclusive=True)
