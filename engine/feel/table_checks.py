"""What can be said to be wrong with a decision table before it ever runs: gaps, overlaps, dead rules, types.

Only what is certain is said: of a cell that compares with a variable nothing is known, so it neither makes
nor closes a gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.feel import syntax
from engine.feel.checking import FeelProblem, check_cell, check_types, result_type
from engine.feel.comparing import same
from engine.feel.errors import sentence
from engine.feel.table_columns import Column, column_of
from engine.feel.tables import DecisionTable, Rule
from engine.feel.types import ANY, Type
from engine.messages import DEFAULT_LANGUAGE

Severity = Literal["error", "warning"]
_MAX_VISITS = 20_000


@dataclass(frozen=True, slots=True)
class TableFinding:
    """A finding about a table or some of its rules (by id); its sentence is `feel.<code>`."""

    code: str
    severity: Severity
    rules: tuple[str, ...]
    facts: Mapping[str, object]

    def sentence(self, language: str = DEFAULT_LANGUAGE) -> str:
        """What is wrong, for whoever wrote the table."""
        return sentence(self.code, self.facts, language)


def check_table(
    table: DecisionTable,
    declared: Mapping[str, Type] | None = None,
    functions: Mapping[str, Type] | None = None,
) -> list[TableFinding]:
    """Everything that is certainly wrong with a table.

    `declared` are the types of the variables that its expressions may use, None when they aren't known;
    `functions` as in `check_types`.
    """
    columns = [
        column_of(column, [rule.tests[place] for rule in table.rules])
        for place, column in enumerate(table.inputs)
    ]
    return [
        *_type_errors(table, declared, functions),
        *_never(table, columns),
        *_overlaps(table, columns),
        *_shadowed(table, columns),
        *_gaps(table, columns),
    ]


def _type_errors(
    table: DecisionTable, declared: Mapping[str, Type] | None, functions: Mapping[str, Type] | None
) -> Iterator[TableFinding]:
    known = dict.fromkeys(table.needs().names, ANY) if declared is None else declared
    types = []
    for column in table.inputs:
        yield from _typed((), check_types(column.expression, known, functions))
        types.append(column.type if column.type != ANY else result_type(column.expression, known, functions))
    for rule in table.rules:
        for cell, tested in zip(rule.tests, types, strict=True):
            yield from _typed((rule.id,), check_cell(cell, tested, known, functions))
        for expression in rule.outputs:
            yield from _typed((rule.id,), check_types(expression, known, functions))
        yield from _outputs_fit(table, rule, known)


def _typed(rules: tuple[str, ...], problems: Sequence[FeelProblem]) -> Iterator[TableFinding]:
    return (TableFinding(problem.code, "error", rules, problem.facts) for problem in problems)


def _outputs_fit(table: DecisionTable, rule: Rule, known: Mapping[str, Type]) -> Iterator[TableFinding]:
    for column, expression in zip(table.outputs, rule.outputs, strict=True):
        found = result_type(expression, known)
        if found.name not in (column.type.name, "any", "null") and column.type != ANY:
            facts = {"name": column.name or column.id, "expected": column.type.name, "type": found.name}
            yield TableFinding("wrong_output", "error", (rule.id,), facts)


def _never(table: DecisionTable, columns: Sequence[Column]) -> Iterator[TableFinding]:
    for place, rule in enumerate(table.rules):
        if any(column.covers[place].may == 0 for column in columns):
            yield TableFinding("rule_never", "warning", (rule.id,), {"table": table.id, "rule": rule.id})


def _overlaps(table: DecisionTable, columns: Sequence[Column]) -> Iterator[TableFinding]:
    if table.hit_policy not in ("UNIQUE", "ANY"):
        return
    for later in range(len(table.rules)):
        for earlier in range(later):
            if all(column.covers[earlier].must & column.covers[later].must for column in columns):
                yield from _conflict(table, table.rules[earlier], table.rules[later])


def _conflict(table: DecisionTable, earlier: Rule, later: Rule) -> Iterator[TableFinding]:
    if table.hit_policy == "ANY" and not _disagree(earlier, later):
        return
    code = "rules_overlap" if table.hit_policy == "UNIQUE" else "rules_disagree"
    rules = (earlier.id, later.id)
    yield TableFinding(code, "error", rules, {"table": table.id, "rules": ", ".join(rules)})


def _disagree(earlier: Rule, later: Rule) -> bool:
    pairs = ((one.node, other.node) for one, other in zip(earlier.outputs, later.outputs, strict=True))
    return any(
        isinstance(one, syntax.Constant)
        and isinstance(other, syntax.Constant)
        and not same(one.value, other.value)
        for one, other in pairs
    )


def _shadowed(table: DecisionTable, columns: Sequence[Column]) -> Iterator[TableFinding]:
    """Rules of a FIRST table that earlier rules leave nothing to."""
    if table.hit_policy != "FIRST":
        return
    for place, rule in enumerate(table.rules):
        reachable = all(column.covers[place].may for column in columns)
        if reachable and not _Search(columns).leaves_something(place):
            yield TableFinding("rule_shadowed", "warning", (rule.id,), {"table": table.id, "rule": rule.id})


def _gaps(table: DecisionTable, columns: Sequence[Column]) -> Iterator[TableFinding]:
    listing = table.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER")
    if listing or any(column.default for column in table.outputs):
        return
    parts = _Search(columns).gap(len(table.rules))
    if parts is not None:
        where = [
            f"{column.expression.text} {words.parts[part]}"
            for column, words, part in zip(table.inputs, columns, parts, strict=True)
            if part is not None and words.parts[part]
        ]
        yield TableFinding("rules_gap", "warning", (), {"table": table.id, "where": ", ".join(where) or "…"})


class _Search:
    """Walks the columns from left to right, part by part, with the set of rules that are still in
    question."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._may = [_by_part(column, [cover.may for cover in column.covers]) for column in columns]
        self._must = [_by_part(column, [cover.must for cover in column.covers]) for column in columns]
        self._seen: set[tuple[int, int]] = set()

    def leaves_something(self, rule: int) -> bool:
        """Whether a rule may fire where no earlier one must; True also when it would take too long to find
        out."""
        return self._free(0, rule, (1 << rule) - 1)

    def _free(self, depth: int, rule: int, earlier: int) -> bool:
        if earlier == 0 or len(self._seen) > _MAX_VISITS:
            return True
        if depth == len(self._columns) or (depth, earlier) in self._seen:
            return False
        self._seen.add((depth, earlier))
        parts = zip(self._may[depth], self._must[depth], strict=True)
        return any(self._free(depth + 1, rule, earlier & must) for may, must in parts if may >> rule & 1)

    def gap(self, rules: int) -> tuple[int | None, ...] | None:
        """A part of every column (None: any) where no rule may fire; None when there is none or none was
        found soon."""
        return self._hole(0, (1 << rules) - 1)

    def _hole(self, depth: int, alive: int) -> tuple[int | None, ...] | None:
        if alive == 0:
            return (None,) * (len(self._columns) - depth)
        if depth == len(self._columns) or (depth, alive) in self._seen or len(self._seen) > _MAX_VISITS:
            return None
        self._seen.add((depth, alive))
        for part, may in enumerate(self._may[depth]):
            rest = self._hole(depth + 1, alive & may)
            if rest is not None:
                return (part, *rest)
        return None


def _by_part(column: Column, masks: Sequence[int]) -> list[int]:
    """For each part the set of rules whose cells cover it."""
    return [
        sum(1 << rule for rule, mask in enumerate(masks) if mask >> part & 1)
        for part in range(len(column.parts))
    ]
