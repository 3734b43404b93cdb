"""What a diagram leans on: called processes, decisions and forms, by the names that it uses for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definitions.model import Process
from engine.feel.types import ANY, Type


@dataclass(frozen=True, slots=True)
class Decision:
    """What a diagram must know of a decision: the variable that it writes and those that it reads."""

    id: str
    variable: str
    inputs: frozenset[str] = frozenset()
    type: Type = ANY


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that the elements of a diagram may name.

    `forms` gives the variables that the answers of a form become, by its name (`expenditure/vouchers`), with
    their types; any of them may be null. `form_reads` gives what its conditions read besides.
    """

    processes: Mapping[str, Process] = field(default_factory=dict)
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    form_reads: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __or__(self, other: Library) -> Library:
        """Both together; what `other` has wins."""
        return Library(
            {**self.processes, **other.processes},
            {**self.decisions, **other.decisions},
            {**self.forms, **other.forms},
            {**self.form_reads, **other.form_reads},
        )
