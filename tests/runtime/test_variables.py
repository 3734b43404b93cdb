"""Variables are undone exactly: a model that remembers everything gives the same values as the small
journal.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from engine.runtime.variables import Variables

NAMES = st.sampled_from(["x", "y"])
STEPS = st.frozensets(st.integers(1, 5), max_size=3)


@dataclass
class Journal:
    """Every write that was ever made, in order; undoing one removes it, the last that is left holds."""

    writes: list[tuple[str, object, frozenset[int]]] = field(default_factory=list)

    def values(self) -> dict[str, object]:
        return {name: value for name, value, _ in self.writes}

    def undo(self, step: int) -> None:
        self.writes = [write for write in self.writes if step not in write[2]]


@dataclass
class Write:
    name: str
    value: int
    because: frozenset[int]


@dataclass
class Undo:
    step: int


@dataclass
class Forget:
    """From now on only these steps can be undone or lead to a write."""

    steps: frozenset[int]


COMMANDS = st.lists(
    st.one_of(
        st.builds(Write, NAMES, st.integers(0, 99), STEPS),
        st.builds(Undo, st.integers(1, 5)),
        st.builds(Forget, st.frozensets(st.integers(1, 5), min_size=2)),
    ),
    max_size=40,
)


@given(st.dictionaries(NAMES, st.integers(0, 99)), COMMANDS)
def test_undoing_steps_gives_what_would_be_there_had_their_writes_never_been_made(
    initial: dict[str, int], commands: list[Write | Undo | Forget]
) -> None:
    variables, journal = Variables.given(initial), Journal([(n, v, frozenset()) for n, v in initial.items()])
    possible = frozenset(range(1, 6))
    for command in commands:
        match command:
            case Write(name, value, because):
                variables.write(name, value, because & possible)
                journal.writes.append((name, value, because & possible))
            case Undo(step) if step in possible:
                variables.undo(step)
                journal.undo(step)
            case Forget(steps):
                possible &= steps
                variables.forget_all_but(possible)
        assert dict(variables) == journal.values()


@given(COMMANDS)
def test_no_variable_keeps_more_writes_than_there_are_different_ways_to_undo_it(
    commands: list[Write | Undo | Forget],
) -> None:
    variables = Variables()
    for command in commands:
        if isinstance(command, Write):
            variables.write(command.name, command.value, command.because)
    for pile in variables.piles.values():
        reasons = [write.because for write in pile]
        assert len(reasons) == len(set(reasons))


def test_a_variable_that_was_not_there_before_is_gone_when_its_write_is_undone() -> None:
    variables = Variables()
    variables.write("x", 1, frozenset({7}))
    variables.undo(7)
    assert dict(variables) == {}
    assert len(variables) == 0


def test_a_write_without_a_returnable_step_hides_everything_before_it_for_good() -> None:
    variables = Variables()
    variables.write("x", 1, frozenset({7}))
    variables.write("x", 2)
    variables.undo(7)
    assert variables["x"] == 2
    assert len(variables.piles["x"]) == 1
