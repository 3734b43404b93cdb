"""The variables of a case or of a called process: one set for all its branches.

Tokens carry no data. A branch writes only what it wrote itself, so old values can't come back at a join, and
of two writers the later wins. Each write remembers the steps because of which it was made: 退回重议 voids
every variable that was written after, and because of, the step to which the case returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Write:
    """One value of a variable, and the returnable steps (token ids) without which it would not be there."""

    value: object
    because: frozenset[int] = NOTHING


class Variables(Mapping[str, object]):
    """A mutable set of variables that remembers how to undo.

    Every variable is a pile of writes, the one that holds on top.
    """

    def __init__(self, piles: Mapping[str, tuple[Write, ...]] | None = None) -> None:
        self._piles: dict[str, tuple[Write, ...]] = dict(piles or {})

    @classmethod
    def given(cls, values: Mapping[str, object]) -> Variables:
        """Variables with values that no return takes back."""
        return cls({name: (Write(value),) for name, value in values.items()})

    def __getitem__(self, name: str) -> object:
        return self._piles[name][-1].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._piles)

    def __len__(self) -> int:
        return len(self._piles)

    @property
    def piles(self) -> Mapping[str, tuple[Write, ...]]:
        """All writes that may still be needed, by name, oldest first."""
        return self._piles

    def write(self, name: str, value: object, because: frozenset[int] = NOTHING) -> None:
        """Set a variable; `because` are the returnable steps that led to this write, the writer included."""
        self._piles[name] = _needed((*self._piles.get(name, ()), Write(value, because)))

    def replace(self, name: str, value: object) -> None:
        """Correct the value that holds; it goes where the old one would have gone. Raises KeyError."""
        *below, held = self._piles[name]
        self._piles[name] = (*below, Write(value, held.because))

    def undo(self, step: int) -> None:
        """Take back all writes that depend on a step; what another branch wrote stays, in its order."""
        for name, pile in list(self._piles.items()):
            kept = tuple(write for write in pile if step not in write.because)
            if kept:
                self._piles[name] = kept
            else:
                del self._piles[name]

    def forget_all_but(self, steps: frozenset[int]) -> None:
        """Drop what no return can need any more; only the steps named here will ever be undone.

        So a loop of 600 rounds leaves no more behind than a loop of two.
        """
        for name, pile in self._piles.items():
            self._piles[name] = _needed(tuple(Write(one.value, one.because & steps) for one in pile))


def _needed(pile: tuple[Write, ...]) -> tuple[Write, ...]:
    """The pile without writes that can't come to light again.

    One that is undone whenever a later one is undone stays hidden below it, or goes with it.
    """
    kept: list[Write] = []
    for write in reversed(pile):
        if not any(later.because <= write.because for later in kept):
            kept.append(write)
    return tuple(reversed(kept))
