"""Whatever structured diagram is drawn and whatever people do: a case ends, and a restart changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from engine.runtime import Instance
from engine.runtime.bounds import Bounds
from engine.runtime.expressions import Expressions
from engine.runtime.play import Script, play
from engine.runtime.script import Answer
from engine.runtime.snapshot import dump, restore
from tests.runtime.random_diagrams import Drawn, diagrams, graphs
from tests.runtime.running import NOW, RefusedError, Shelf, Surroundings, ran, shelf

THOROUGH = settings(
    max_examples=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@st.composite
def scripts(draw: st.DrawFn, drawn: Drawn) -> Mapping[str, Sequence[Answer]]:
    """Answers for the tasks of a diagram: some late, some never, loops that end."""
    late = st.integers(0, 12).map(lambda hours: {"$after": f"PT{hours}H"} if hours else {})
    never: st.SearchStrategy[Answer] = st.none()
    answers: dict[str, Sequence[Answer]] = {}
    for task in drawn.tasks:
        rounds: list[Answer] = list(
            draw(st.lists(late | never if draw(st.integers(0, 9)) == 0 else late, max_size=2))
        )
        if task in drawn.loops:
            rounds = [{**(one or {}), "more": True} for one in rounds] + [{"more": False}] * 30
        answers[task] = [{**one, "n": draw(st.integers(0, 3))} if one is not None else None for one in rounds]
    return answers


@given(st.data())
@THOROUGH
def test_a_random_case_plays_the_same_with_restarts_and_ends_or_waits_for_somebody(
    data: st.DataObject,
) -> None:
    drawn = data.draw(diagrams())
    answers = data.draw(scripts(drawn))
    played = ran(drawn.library, answers, n=data.draw(st.integers(0, 3)), more=False)
    assert played.status in ("completed", "waiting"), played.error
    if played.status == "waiting":
        silent = {task for task, given_ in answers.items() if None in given_}
        assert silent & set(played.waiting)
    else:
        assert played.end == "e"


@dataclass
class Twins:
    """One case twice: stored and restored between any two commands, and never stored."""

    drawn: Drawn
    hours: int = 0
    host: Surroundings = field(default_factory=Surroundings)

    def __post_init__(self) -> None:
        values = {"n": 2, "more": False}
        library = self.drawn.library
        self.stored = dump(Instance.begin(library, self.host, NOW, process="p", values=values))
        self.kept = Instance.begin(library, self.host, NOW, process="p", values=values)

    def do(self, command: Callable[[Instance], object]) -> None:
        """Carry out a command on both; they must stay the same."""
        now = NOW + timedelta(hours=self.hours)
        restored = restore(self.drawn.library, self.host, now, self.stored)
        command(restored)
        self.stored = dump(restored)
        self.kept.now, self.kept.bounds = now, Bounds()
        self.kept.expressions = Expressions(self.host, now, self.kept.returns)
        self.kept.voided, self.kept.trace = set(), []
        command(self.kept)
        assert dump(self.kept) == self.stored
        assert (self.kept.voided, self.kept.trace) == (restored.voided, restored.trace)
        assert self.kept.ended == restored.ended
        assert self.kept.ended or self.open or self.timers, "nothing can ever happen again"

    @property
    def open(self) -> list[int]:
        """The tasks that somebody can do."""
        return [token.id for token in self.kept.tokens() if token.kind == "user" and not token.aside]

    @property
    def timers(self) -> list[int]:
        """The timers that run, the one due first at first."""
        running = [(one.due, one.id) for one in self.kept.tokens() if one.due is not None]
        return [token for _, token in sorted(running)]

    def answer(self, token: int, *, more: bool) -> None:
        """Complete a task."""
        self.do(
            lambda instance: instance.complete(token, {"n": token % 4, "more": more, f"by{token}": token})
        )

    def act(self, data: st.DataObject) -> None:
        """Do something at random that can be done."""
        self.hours += 1
        what = data.draw(st.sampled_from(["complete", "complete", "amend", "reconsider", "time"]))
        if what == "time" and self.timers:
            token = self.timers[0]
            self.do(lambda instance: instance.fire(token))
        elif self.open:
            token = data.draw(st.sampled_from(self.open))
            ways = self.kept.ways_back(token)
            if what in ("complete", "time") or not ways:
                self.answer(token, more=data.draw(st.booleans()))
            else:
                target = data.draw(st.sampled_from(sorted(ways)))
                self.do(lambda instance: instance.give_back(token, to=target, mode=what))


@given(st.data())
@THOROUGH
def test_whatever_is_returned_and_amended_a_case_comes_to_its_end_when_everybody_does_his_task(
    data: st.DataObject,
) -> None:
    twins = Twins(data.draw(diagrams()))
    for _ in range(data.draw(st.integers(2, 15))):
        if twins.kept.ended is None:
            twins.act(data)
    for _ in range(300):
        if twins.kept.ended is not None:
            break
        if twins.open:
            twins.answer(twins.open[0], more=False)
        else:
            token = twins.timers[0]
            twins.do(lambda instance, token=token: instance.fire(token))
    assert twins.kept.ended is not None
    assert twins.kept.ended.element == "e"


@given(graphs(), st.lists(st.integers(0, 3), min_size=60, max_size=60))
@THOROUGH
def test_what_the_check_calls_sound_comes_to_its_end_whatever_is_answered(
    diagram: bytes, numbers: list[int]
) -> None:
    library = _sound(diagram)
    answers: Mapping[str, Sequence[Answer]] = {f"n{k}": [{"n": n} for n in numbers[k:]] for k in range(10)}
    played = play(library, "p", script=Script(answers), data={"n": 2}, now=NOW, max_steps=300)
    round_and_round = played.error is not None and played.error.code == "bound_steps"
    assert played.status == "completed" or round_and_round, (played.waiting, played.error)


def _sound(diagram: bytes) -> Shelf:
    try:
        return shelf(diagram)
    except RefusedError:
        reject()
