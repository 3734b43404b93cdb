"""The variables of a case or of a called process: one set for all its branches.

Tokens carry no data. A branch writes only what it wrote itself, so old values can't come back at a join, and of two
writers the later wins. Each write leaves what is needed to take it back: 退回重议 voids every variable that was written after,
and because of, the step to which the case returns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Write:
    """One write that may have to be undone: the value before, and the returnable steps it depends on (token ids)."""

    name: str
    before: object
    existed: bool
    because: frozenset[int]


class Variables(Mapping[str, object]):
    """A mutable set of variables that remembers how to undo."""

    def __init__(self, values: Mapping[str, object] | None = None, journal: Iterable[Write] = ()) -> None:
        self._values: dict[str, object] = dict(values or {})
        self.journal: list[Write] = list(journal)

    def __getitem__(self, name: str) -> object:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def write(self, name: str, value: object, because: frozenset[int]) -> None:
        """Set a variable; `because` are the tokens of the returnable steps that led to this write, the writer included."""
        before = self._values.get(name, _ABSENT)
        if because:
            existed = before is not _ABSENT
            self.journal.append(Write(name, before if existed else None, existed, because))
        self._values[name] = value

    def undo(self, step: int) -> None:
        """Take back all writes that depend on a step; what another branch wrote later stays."""
        kept: list[Write] = []
        later: dict[str, int] = {}
        for write in reversed(self.journal):
            if step not in write.because:
                later[write.name] = len(kept)
                kept.append(write)
            elif write.name in later:
                survivor = kept[later[write.name]]
                kept[later[write.name]] = replace(survivor, before=write.before, existed=write.existed)
            else:
                self._restore(write)
        self.journal = kept[::-1]

    def _restore(self, write: Write) -> None:
        if write.existed:
            self._values[write.name] = write.before
        else:
            self._values.pop(write.name, None)

    def forget_all_but(self, steps: frozenset[int]) -> None:
        """Drop what no return can need any more, so that a loop of 600 rounds leaves no more than a loop of two.

        Only steps still named in `steps` can be returned to. A write is kept only when some such step undoes it but not an older
        write of the same variable.
        """
        kept: list[Write] = []
        covered: dict[str, set[int]] = {}
        for write in self.journal:
            relevant = write.because & steps
            seen = covered.setdefault(write.name, set())
            if relevant <= seen:
                continue
            seen |= relevant
            kept.append(Write(write.name, write.before, write.existed, relevant))
        self.journal = kept
