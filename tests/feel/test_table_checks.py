"""Gaps, overlaps, dead rules and type errors of decision tables, found before they run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.decisions import read_decisions
from engine.feel import FeelError
from engine.feel.decisions import DecisionTable
from engine.feel.frame import Frame
from engine.feel.table_checks import TableFinding, check_table
from engine.feel.types import NUMBER, STRING
from tests.feel.decision_files import decision, definitions, table

PROCESSES = Path(__file__).parents[2] / "processes"


def read(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]], policy: str, outputs: tuple[str, ...]
) -> DecisionTable:
    inputs = ["x", "y"][: len(rules[0][0])]
    model = read_decisions(
        definitions(decision("d", table(inputs, rules, outputs=outputs, policy=f'hitPolicy="{policy}"')))
    )
    logic = model.decisions["d"].logic
    assert isinstance(logic, DecisionTable)
    return logic


def findings(cells: Sequence[str], policy: str = "UNIQUE", results: Sequence[str] = ()) -> list[TableFinding]:
    """Of a table whose rules have these cells, split at blanks-and-bars into columns."""
    rules = [(cell.split(" | "), [results[n] if results else str(n)]) for n, cell in enumerate(cells)]
    return check_table(read(rules, policy, ("<output/>",)))


def codes(found: Sequence[TableFinding]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.code, finding.rules) for finding in found]


CLEAN = [
    ["< 5", "[5..10]", "> 10"],
    ["<= 5", ">= 6"],  # nothing lies between neighbouring whole numbers
    ['<= @"2026-01-01"', '>= @"2026-01-02"'],
    ['"a"', 'not("a")'],
    ["true", "false"],
    ["-"],
    ['"a" | < 5', '"a" | >= 5', 'not("a") | -'],
    ["> limit", "<= limit"],
    ["null", "not(null)"],
]


@pytest.mark.parametrize("cells", CLEAN)
def test_a_table_without_fault_has_no_findings(cells: list[str]) -> None:
    assert findings(cells) == []


GAPS = [
    (["< 5", "> 5"], "x = 5"),
    (["< 5", "> 10"], "x = 5"),
    (["[0..5]", "(6..10]"], "x < 0"),
    (['"a"', '"b"'], ""),
    (["true"], "x = false"),
    (['"a" | < 5', '"a" | > 5', 'not("a") | -'], 'x = "a", y = 5'),
]


@pytest.mark.parametrize(("cells", "where"), GAPS)
def test_a_case_without_a_rule_is_a_gap_with_an_example(cells: list[str], where: str) -> None:
    (gap,) = findings(cells)
    assert (gap.code, gap.severity) == ("rules_gap", "warning")
    assert where in str(gap.facts["where"])
    assert gap.sentence()


def test_a_table_that_lists_or_has_a_default_may_have_gaps() -> None:
    assert findings(["< 5"], "COLLECT") == []
    default = "<output><defaultOutputEntry><text>1</text></defaultOutputEntry></output>"
    assert check_table(read([(["< 5"], ["1"])], "UNIQUE", (default,))) == []


def test_unique_rules_that_can_fire_together_are_an_error() -> None:
    found = findings(["<= 5", ">= 5"])
    assert codes(found) == [("rules_overlap", ("r1", "r2"))]
    assert found[0].severity == "error"


def test_any_rules_may_overlap_when_they_agree() -> None:
    assert findings(["<= 5", ">= 5"], "ANY", ["1", "1"]) == []
    assert codes(findings(["<= 5", ">= 5"], "ANY", ["1", "2"])) == [("rules_disagree", ("r1", "r2"))]
    assert findings(["<= 5", ">= 5"], "ANY", ["1", "x"]) == []


def test_a_rule_that_can_never_fire_is_found() -> None:
    assert codes(findings(["[9..5]", "-"])) == [("rule_never", ("r1",))]


def test_a_first_rule_to_which_earlier_ones_leave_nothing_is_found() -> None:
    assert codes(findings(["< 10", ">= 10", "5"], "FIRST")) == [("rule_shadowed", ("r3",))]
    assert codes(findings(['"a" | -', "- | < 5", '"a" | > 9', "- | -"], "FIRST")) == [
        ("rule_shadowed", ("r3",))
    ]
    assert findings(["< limit", "< 5", "-"], "FIRST") == []


def test_types_are_checked_in_every_cell() -> None:
    logic = read([(['"a"'], ["1"]), (["-"], ['"b" + 1'])], "UNIQUE", ('<output typeRef="string"/>',))
    found = check_table(logic, {"x": NUMBER}, {})
    assert codes(found)[:3] == [
        ("different_types", ("r1",)),
        ("wrong_output", ("r1",)),
        ("text_plus_other", ("r2",)),
    ]
    assert codes(check_table(logic, {"y": STRING}, {}))[0] == ("unknown_name", ())


CELLS = st.sampled_from(
    ["-", "< 3", "<= 3", "3", "> 3", ">= 4", "[2..5)", "(2..5]", "not(3)", "1, 5", "not(1, [4..5])", "!= 2"]
)
RULES = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5)


@settings(max_examples=60)
@given(RULES)
def test_findings_agree_with_running_the_table_on_every_value(cells: list[tuple[str, str]]) -> None:
    rules = [([x, y], [str(place)]) for place, (x, y) in enumerate(cells)]
    unique, first = read(rules, "UNIQUE", ("<output/>",)), read(rules, "FIRST", ("<output/>",))
    together, silent, fired = False, False, set()
    for x in range(7):
        for y in range(7):
            try:
                silent |= not decide(unique, x, y)
            except FeelError:
                together = True
            fired |= set(decide(first, x, y))
    found = {finding.code for finding in check_table(unique)}
    assert ("rules_overlap" in found) is together
    assert ("rules_gap" in found) is silent
    dead = {rule for finding in check_table(first) if finding.code != "rules_gap" for rule in finding.rules}
    assert dead == {rule.id for rule in first.rules} - fired


def decide(logic: DecisionTable, x: int, y: int) -> tuple[str, ...]:
    return logic.evaluate(Frame({"x": x, "y": y}, {})).rules


@pytest.mark.parametrize("path", sorted(PROCESSES.rglob("*.dmn")), ids=lambda path: path.name)
def test_the_shipped_tables_have_no_findings(path: Path) -> None:
    for shipped in read_decisions(path.read_bytes()).decisions.values():
        if isinstance(shipped.logic, DecisionTable):
            assert [finding.sentence() for finding in check_table(shipped.logic)] == []
