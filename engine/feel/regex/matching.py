"""Runs the program of a pattern over a text: all threads abreast, the preferred one first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.feel.errors import FeelBoundError, FeelTypeError
from engine.feel.regex.parsing import Flags, Parser
from engine.feel.regex.program import AtEdge, Done, Instruction, Jump, Save, Step, program_of

MAX_WORK = 2_000_000
_Slots = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched; `slots` are starts and ends of the whole and of its groups."""

    slots: _Slots

    @property
    def start(self) -> int:
        """Index of the first character."""
        return self.slots[0] or 0

    @property
    def end(self) -> int:
        """Index behind the last character."""
        return self.slots[1] or 0

    def group(self, text: str, number: int) -> str:
        """What a group matched, empty when it took no part."""
        start, end = self.slots[2 * number : 2 * number + 2]
        return "" if start is None or end is None else text[start:end]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    program: tuple[Instruction, ...]
    groups: int
    lines: bool

    def search(self, text: str, start: int = 0) -> Match | None:
        """The leftmost match at or after `start`."""
        if len(self.program) * (len(text) + 1 - start) > MAX_WORK:
            raise FeelBoundError("pattern_too_slow")
        best: Match | None = None
        threads: dict[int, _Slots] = {}
        for position in range(start, len(text) + 1):
            if best is None:
                self._add(threads, 0, (None,) * (2 * self.groups + 2), text, position)
            elif not threads:
                break
            threads, found = self._advance(threads, text, position)
            best = found or best
        return best

    def all(self, text: str) -> Iterator[Match]:
        """Matches from left to right that don't overlap."""
        start = 0
        while start <= len(text) and (match := self.search(text, start)) is not None:
            yield match
            start = match.end + (match.end == match.start)

    def _advance(
        self, threads: dict[int, _Slots], text: str, position: int
    ) -> tuple[dict[int, _Slots], Match | None]:
        following: dict[int, _Slots] = {}
        for place, slots in threads.items():
            instruction = self.program[place]
            if isinstance(instruction, Done):
                # Threads behind this one are less preferred than the match it has found.
                return following, Match(slots)
            if isinstance(instruction, Step) and position < len(text) and instruction.accepts(text[position]):
                self._add(following, place + 1, slots, text, position + 1)
        return following, None

    def _add(self, threads: dict[int, _Slots], place: int, slots: _Slots, text: str, position: int) -> None:
        pending, seen = [(place, slots)], set()
        while pending:
            here, known = pending.pop()
            if here in seen or here in threads:
                continue
            seen.add(here)
            instruction = self.program[here]
            if isinstance(instruction, Jump):
                pending.extend((target, known) for target in reversed(instruction.targets))
            elif isinstance(instruction, Save):
                pending.append(
                    (here + 1, (*known[: instruction.slot], position, *known[instruction.slot + 1 :]))
                )
            elif isinstance(instruction, AtEdge):
                if self._at_edge(instruction.end, text, position):
                    pending.append((here + 1, known))
            else:
                threads[here] = known

    def _at_edge(self, end: bool, text: str, position: int) -> bool:
        if position == (len(text) if end else 0):
            return True
        return self.lines and text[position if end else position - 1] == "\n"


@lru_cache(maxsize=256)
def compile_pattern(text: str, flags: str = "") -> Pattern:
    """Read a pattern; raises FeelTypeError `bad_pattern` with the position where it can't be read."""
    parser = Parser("".join(text.split()) if "x" in flags else text, Flags.parse(flags))
    try:
        program = program_of(parser.parse())
    except RecursionError:
        raise FeelTypeError("pattern_too_large") from None
    return Pattern(program, parser.groups, "m" in flags)
