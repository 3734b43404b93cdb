"""Hit policies, listed values, defaults."""

from __future__ import annotations

import pytest

from engine.definitions.decisions import read_decisions
from engine.feel import FeelError
from engine.feel.decisions import Outcome
from tests.feel.decision_files import decision, definitions, listed, table, text

LISTED = listed('"高", "中", "低"')
RULES = [(["> 10"], ['"低"']), (["> 20"], ['"高"']), (["> 20"], ['"高"']), (["< 0"], ['"中"'])]
AMOUNTS = [(["> 10"], ["3"]), (["> 20"], ["1"]), (["> 20"], ["4"])]


def decide(
    x: object, rules: object = RULES, outputs: tuple[str, ...] = (LISTED,), policy: str = "UNIQUE"
) -> Outcome:
    logic = table(["x"], rules, outputs=outputs, policy=f'hitPolicy="{policy}"')  # type: ignore[arg-type]
    return read_decisions(definitions(decision("d", logic))).evaluate("d", {"x": x})


@pytest.mark.parametrize(
    ("policy", "x", "value", "rules"),
    [
        ("UNIQUE", 15, "低", ("r1",)),
        ("UNIQUE", -1, "中", ("r4",)),
        ("UNIQUE", 5, None, ()),
        ("FIRST", 25, "低", ("r1",)),
        ("ANY", 15, "低", ("r1",)),
        ("PRIORITY", 25, "高", ("r2",)),
        ("RULE ORDER", 25, ["低", "高", "高"], ("r1", "r2", "r3")),
        ("OUTPUT ORDER", 25, ["高", "高", "低"], ("r2", "r3", "r1")),
        ("COLLECT", 25, ["低", "高", "高"], ("r1", "r2", "r3")),
        ("COLLECT", 5, [], ()),
        ("RULE ORDER", 5, [], ()),
        ("PRIORITY", 5, None, ()),
    ],
)
def test_a_hit_policy_picks_the_result_and_the_rules_that_count(
    policy: str, x: int, value: object, rules: tuple[str, ...]
) -> None:
    outcome = decide(x, policy=policy)
    assert (outcome.value, outcome.rules) == (value, rules)


@pytest.mark.parametrize(
    ("aggregation", "x", "value"),
    [("SUM", 25, 8), ("MIN", 25, 1), ("MAX", 25, 4), ("COUNT", 25, 3), ("SUM", 5, None), ("COUNT", 5, 0)],
)
def test_collect_aggregates(aggregation: str, x: int, value: object) -> None:
    policy = f'COLLECT" aggregation="{aggregation}'
    assert decide(x, AMOUNTS, ("<output/>",), policy).value == value


def test_two_unique_rules_together_are_an_error_that_names_both() -> None:
    with pytest.raises(FeelError) as caught:
        decide(25)
    assert (caught.value.code, caught.value.facts["rules"]) == ("rules_overlap", "r1, r2, r3")


def test_any_rules_must_agree() -> None:
    assert decide(25, RULES[1:], policy="ANY").rules == ("r1", "r2")
    with pytest.raises(FeelError) as caught:
        decide(25, policy="ANY")
    assert caught.value.code == "rules_disagree"


def test_without_a_hit_the_default_output_counts() -> None:
    written = text('"无"')
    default = f"<output><defaultOutputEntry>{written}</defaultOutputEntry></output>"
    assert decide(5, outputs=(default,)).value == "无"
    assert decide(-1, outputs=(default,)).value == "中"


def test_several_outputs_make_a_context_and_priority_goes_by_the_first_column_first() -> None:
    outputs = (LISTED.replace("<output>", '<output name="level">'), '<output name="fee" typeRef="number"/>')
    rules = [(["> 10"], ['"低"', "1"]), (["> 20"], ['"高"', "x * 2"])]
    outcome = decide(25, rules, outputs, "PRIORITY")
    assert outcome.value == {"level": "高", "fee": 50}


def test_the_outcome_tells_what_the_table_saw() -> None:
    assert decide(15).inputs == {"x": 15}


@pytest.mark.parametrize(
    ("x", "outputs", "code"),
    [
        ("a", (LISTED,), "wrong_operands"),
        (None, (LISTED,), "null_operand"),
        (15, (listed('"高"'),), "output_not_listed"),
        (15, ('<output typeRef="number"/>',), "wrong_output"),
    ],
)
def test_a_value_that_does_not_fit_is_an_error(x: object, outputs: tuple[str, ...], code: str) -> None:
    with pytest.raises(FeelError) as caught:
        decide(x, outputs=outputs)
    assert caught.value.code == code


INPUT = '<input><inputExpression typeRef="string">{}</inputExpression><inputValues>{}</inputValues></input>'


@pytest.mark.parametrize(("x", "code"), [("c", "input_not_listed"), (5, "wrong_input")])
def test_an_input_outside_of_its_listed_values_or_type_is_an_error(x: object, code: str) -> None:
    column = INPUT.format(text("x"), text('"a", "b"'))
    rule = f"<rule><inputEntry>{text('-')}</inputEntry><outputEntry>{text('1')}</outputEntry></rule>"
    logic = f"<decisionTable>{column}<output/>{rule}</decisionTable>"
    model = read_decisions(definitions(decision("d", logic)))
    assert model.evaluate("d", {"x": "a"}).value == 1
    with pytest.raises(FeelError) as caught:
        model.evaluate("d", {"x": x})
    assert caught.value.code == code


def test_listed_outputs_are_what_a_decision_can_give() -> None:
    with_list = read_decisions(definitions(decision("d", table(["x"], RULES, outputs=[LISTED]))))
    assert with_list.output_values("d") == ("高", "中", "低")
    constants = read_decisions(definitions(decision("d", table(["x"], RULES))))
    assert constants.output_values("d") == ("低", "高", "中")
    free = read_decisions(definitions(decision("d", table(["x"], [(["-"], ["x + 1"])]))))
    assert free.output_values("d") == ()
