"""The steps in words, in the order in which they are taken."""

from __future__ import annotations

import pytest

from engine.definitions.diagram import text_alternative
from tests.definitions.diagram.paper import Paper
from tests.definitions.diagram.sample import MARKS, sample


def straight(*pairs: tuple[str, str], nodes: str) -> Paper:
    paper = Paper()
    for place, name in enumerate(nodes.split()):
        kind = "exclusiveGateway" if name.startswith("G") else "userTask"
        paper.node(kind, name, (place * 150, 0), name)
    for source, target in pairs:
        paper.flow(source, target)
    return paper


def test_a_step_says_who_is_asked_and_how_far_it_is() -> None:
    steps = text_alternative(sample().read(), "sample", MARKS)
    assert steps[:4] == (
        "提出申请（村党组织）：已办",
        "村党组织提出初步意见（村党组织）：已办",
        "召开两委会议商议（村党组织）：正在办",
        "确定表决机构（村党组织）",
    )
    assert "报账员补齐票据：超期" in steps
    assert "初次评议：已作废" in steps
    assert "打开公示" in steps


def test_forks_and_nameless_elements_are_no_steps() -> None:
    steps = text_alternative(sample().read(), "sample", {})
    assert not any("是否需要" in step or not step for step in steps)


def test_the_inside_of_a_sub_process_follows_it() -> None:
    steps = text_alternative(sample().read(), "sample", {})
    at = steps.index("公示期")
    assert steps[at + 1 : at + 3] == ("答复异议", "异议成立")


JOIN = straight(("A", "G"), ("G", "B"), ("G", "C"), ("B", "D"), ("C", "D"), nodes="D C B G A")


@pytest.mark.parametrize(
    ("paper", "steps"),
    [
        pytest.param(straight(("B", "A"), ("C", "B"), nodes="A B C"), "C B A", id="as-the-flows-go"),
        pytest.param(JOIN, "A B C D", id="the-first-branch-first-and-the-join-after-both"),
        pytest.param(straight(("A", "G"), ("G", "B"), ("G", "A"), nodes="A G B"), "A B", id="a-way-back"),
        pytest.param(
            straight(("A", "B"), ("X", "Y"), ("Y", "X"), nodes="X Y A B"), "A B X Y", id="the-unreached-last"
        ),
        pytest.param(straight(("A", "A"), nodes="A"), "A", id="a-flow-to-itself"),
    ],
)
def test_steps_stand_in_the_order_in_which_they_are_taken(paper: Paper, steps: str) -> None:
    assert text_alternative(paper.read(), "sample", {}) == tuple(steps.split())


def test_every_named_step_is_told_once() -> None:
    steps = text_alternative(sample().read(), "sample", {})
    process = sample().read().processes["sample"]
    named = [node for node in process.nodes.values() if node.name and not node.kind.endswith("Gateway")]
    assert len(steps) == len(named)
