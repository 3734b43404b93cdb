"""What has happened in a scope as far as a return (退回) may need it: completed steps and fired joins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.runtime.tokens import Steps

MOST_ROUNDS = 20
"""How often a step may be done in a drawn loop before its oldest round is forgotten."""
MOST_AMENDMENTS = 100
"""The same for the tokens by which one step was done again."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A completed step: the token that completed it, and the lineage that led there.

    `instances` are the tokens of the instances that it had, `amendments` those by which it was done again.
    """

    token: int
    steps: Steps
    instances: tuple[int, ...] = ()
    amendments: tuple[int, ...] = ()

    @property
    def tokens(self) -> frozenset[int]:
        """All tokens that did it or part of it."""
        return frozenset((self.token, *self.instances, *self.amendments))

    def amended(self, tokens: tuple[int, ...]) -> Passage:
        """The same step, done again by these tokens."""
        return replace(self, amendments=(*self.amendments, *tokens)[-MOST_AMENDMENTS:])

    def depends_on(self, step: int) -> bool:
        """Whether it is that step or came because of it."""
        return step == self.token or step in self.steps.values()


@dataclass(frozen=True, slots=True)
class Input:
    """A token that a join has consumed: the flow by which it came, and its lineage."""

    flow: str
    steps: Steps


@dataclass(frozen=True, slots=True)
class Joining:
    """A join that has fired."""

    element: str
    inputs: tuple[Input, ...]

    def left_by(self, step: int) -> tuple[Input, ...]:
        """What stays when a step is voided: the tokens of other branches; nothing when it isn't touched."""
        kept = tuple(token for token in self.inputs if step not in token.steps.values())
        return kept if len(kept) < len(self.inputs) else ()

    def depends_on(self, step: int) -> bool:
        """Whether one of its tokens came because of that step."""
        return any(step in token.steps.values() for token in self.inputs)


class Lineage:
    """The steps completed in one scope, by element, the latest last; and its joins."""

    def __init__(self) -> None:
        self.passages: dict[str, tuple[Passage, ...]] = {}
        self.joinings: list[Joining] = []

    def latest(self, element: str) -> Passage | None:
        """The last time that a step was completed."""
        return next(reversed(self.passages.get(element, ())), None)

    def latest_steps(self) -> frozenset[int]:
        """The tokens of all steps to which the scope could be returned."""
        return frozenset(passages[-1].token for passages in self.passages.values())

    def record(self, element: str, passage: Passage) -> None:
        """A step is completed."""
        self.passages[element] = (*self.passages.get(element, ()), passage)[-MOST_ROUNDS:]

    def amend(self, element: str, step: int, tokens: tuple[int, ...]) -> None:
        """A step was done again by these tokens; it stays the step that it was."""
        self.passages[element] = tuple(
            one.amended(tokens) if one.token == step else one for one in self.passages.get(element, ())
        )

    def void(self, step: int) -> set[int]:
        """Forget all that came because of a step; the tokens of what was completed."""
        voided: set[int] = set()
        for element, passages in list(self.passages.items()):
            gone = [passage for passage in passages if passage.depends_on(step)]
            voided.update(*(passage.tokens for passage in gone))
            kept = tuple(passage for passage in passages if passage not in gone)
            if kept:
                self.passages[element] = kept
            else:
                del self.passages[element]
        self.joinings = [joining for joining in self.joinings if not joining.depends_on(step)]
        return voided

    def undone_joins(self, step: int) -> Iterator[tuple[str, Input]]:
        """Joins that must wait again when a step is voided, with each token that goes on waiting there."""
        for joining in self.joinings:
            yield from ((joining.element, token) for token in joining.left_by(step))

    def forget_all_but(self, steps: frozenset[int]) -> None:
        """Drop what no return can need any more; only the steps named here will ever be voided."""
        for element, passages in self.passages.items():
            self.passages[element] = tuple(replace(one, steps=_only(one.steps, steps)) for one in passages)
        shortened = (
            replace(
                joining, inputs=tuple(replace(one, steps=_only(one.steps, steps)) for one in joining.inputs)
            )
            for joining in self.joinings
        )
        self.joinings = [joining for joining in shortened if _divides(joining)]


def _only(steps: Steps, kept: frozenset[int]) -> Steps:
    return {element: step for element, step in steps.items() if step in kept}


def _divides(joining: Joining) -> bool:
    """Whether there is a step that only some of its tokens depend on."""
    lineages = [set(token.steps.values()) for token in joining.inputs]
    return set.union(*lineages) != set.intersection(*lineages)
