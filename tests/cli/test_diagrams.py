"""`check` and `play`: what they print, and how they end."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Weiquan

MODEL, FEEL = "http://www.omg.org/spec/BPMN/20100524/MODEL", "http://www.omg.org/spec/FEEL/20140401"


def diagram(last: str = "finish", end: str = "", roots: str = "") -> str:
    """A start, a user task, an end; `last` is where the task's flow leads."""
    return (
        f'<definitions xmlns="{MODEL}" id="d" targetNamespace="urn:test" expressionLanguage="{FEEL}">{roots}'
        '<process id="p" name="试" isExecutable="true">'
        '<startEvent id="begin" name="开始"><outgoing>f1</outgoing></startEvent>'
        '<userTask id="ask" name="填写"><incoming>f1</incoming><outgoing>f2</outgoing></userTask>'
        f'<endEvent id="finish" name="结束"><incoming>f2</incoming>{end}</endEvent>'
        '<sequenceFlow id="f1" sourceRef="begin" targetRef="ask"/>'
        f'<sequenceFlow id="f2" sourceRef="ask" targetRef="{last}"/>'
        "</process></definitions>"
    )


CALLER = (
    '<process id="top" name="总" isExecutable="true">'
    '<startEvent id="go" name="开始"><outgoing>g1</outgoing></startEvent>'
    '<callActivity id="call" name="调用" calledElement="p"><incoming>g1</incoming><outgoing>g2</outgoing>'
    '</callActivity><endEvent id="done" name="结束"><incoming>g2</incoming></endEvent>'
    '<sequenceFlow id="g1" sourceRef="go" targetRef="call"/>'
    '<sequenceFlow id="g2" sourceRef="call" targetRef="done"/></process>'
)
ERROR = '<errorEventDefinition id="e" errorRef="trouble"/>'
TROUBLE = '<error id="trouble" name="出错" errorCode="E42"/>'


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.bpmn"
    path.write_text(diagram(), "utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.bpmn"
    path.write_text(diagram(last="nowhere"), "utf-8")
    return path


def answers(folder: Path, given: object) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(given), "utf-8")
    return path


# check


def test_shipped_procedures_have_no_error(weiquan: Weiquan) -> None:
    assert weiquan("check", Path(__file__).parents[2] / "processes").status == 0


def test_findings_of_all_files_come_in_one_document(
    weiquan: Weiquan, good: Path, bad: Path, tmp_path: Path
) -> None:
    unreadable = tmp_path / "not.bpmn"
    unreadable.write_bytes(b"\x00\x01")
    said = weiquan("check", good, bad, unreadable, "--format", "json")
    files = {Path(one["file"]).name: one["findings"] for one in json.loads(said.out)["files"]}
    assert said.status == 1
    assert [finding for finding in files["good.bpmn"] if finding["severity"] == "error"] == []
    for name in ("bad.bpmn", "not.bpmn"):
        assert {"rule", "severity", "element", "message_zh", "message_en", "path"} <= set(files[name][0])


def test_findings_are_also_lines_of_text(weiquan: Weiquan, bad: Path) -> None:
    said = weiquan("check", bad)
    assert said.status == 1
    assert "bad.bpmn: error" in said.out


@pytest.mark.parametrize(
    "arguments", [["check"], ["check", "--no-such-option", "a.bpmn"], ["no-such-command"], []]
)
def test_wrong_usage_ends_with_two(weiquan: Weiquan, arguments: list[str]) -> None:
    assert weiquan(*arguments).status == 2


# play


def test_a_play_that_ends_prints_what_happened(weiquan: Weiquan, good: Path, tmp_path: Path) -> None:
    file = answers(tmp_path, {"ask": [{"amount": 12.5, "place": "东村"}]})
    said = weiquan("play", good, "--answers", file, "--now", "2026-03-02T09:00:00+08:00", "--format", "json")
    assert said.status == 0
    assert json.loads(said.out) == {
        "status": "completed",
        "trace": ["begin", "ask", "finish"],
        "waiting": [],
        "data": {"amount": 12.5, "place": "东村"},
        "clock": "2026-03-02T01:00:00Z",
    }


def test_a_play_that_waits_ends_with_three(weiquan: Weiquan, good: Path, tmp_path: Path) -> None:
    said = weiquan("play", good, "--answers", answers(tmp_path, {"ask": [None]}))
    assert said.status == 3
    assert json.loads(said.out)["waiting"] == ["ask"]


def test_a_play_that_fails_names_code_and_element(weiquan: Weiquan, tmp_path: Path) -> None:
    path = tmp_path / "fails.bpmn"
    path.write_text(diagram(end=ERROR, roots=TROUBLE), "utf-8")
    said = weiquan("play", path)
    error = json.loads(said.out)["error"]
    assert said.status == 1
    assert (error["code"], error["element"]) == ("E42", "finish")


def test_a_refused_diagram_is_not_played(weiquan: Weiquan, bad: Path) -> None:
    said = weiquan("play", bad)
    assert said.status == 2
    assert json.loads(said.out)["status"] == "refused"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param([], id="no-object"),
        pytest.param({"ask": {"amount": 1}}, id="no-list"),
        pytest.param({"ask": [1]}, id="no-answer"),
        pytest.param({"messages": {"letter": 1}}, id="no-list-of-messages"),
    ],
)
def test_answers_of_another_shape_are_wrong_usage(
    weiquan: Weiquan, good: Path, tmp_path: Path, given: object
) -> None:
    said = weiquan("play", good, "--answers", answers(tmp_path, given))
    assert said.status == 2
    assert "Traceback" not in said.err


def test_a_file_is_played_from_the_process_that_no_other_one_calls(weiquan: Weiquan, tmp_path: Path) -> None:
    file = tmp_path / "calls.bpmn"
    file.write_text(diagram().replace("</definitions>", f"{CALLER}</definitions>"), "utf-8")
    said = weiquan("play", file, "--answers", answers(tmp_path, {"ask": [{}]}), "--format", "json")
    assert said.status == 0, said.out
    assert json.loads(said.out)["trace"][:2] == ["go", "begin"]
