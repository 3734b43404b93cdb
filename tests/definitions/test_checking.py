"""`weiquan check` over files and folders, procedures as a whole, and what stands beside a diagram."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.definitions.bundle import Bundle, read_bundle, shipped_bundles, shipped_library
from engine.definitions.checking import check_bundle, check_paths
from engine.definitions.findings import CheckFinding, has_error
from engine.definitions.neighbours import Neighbours
from engine.definitions.source import (
    digest_of,
    load_folder,
    procedure_files,
    procedure_folders,
    shipped,
    shipped_root,
)
from tests.definitions.drawing import bpmn, end, flow, node, path, simple, start, user

FORM = (
    """{"type": "default", "components": [{"type": "number", "key": "amount", "label": "金额"}]}""".encode()
)
DECISION = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="n">
<decision id="band" name="band"><variable name="spending"/>
<literalExpression><text>amount * 2</text></literalExpression></decision></definitions>"""
DECIDES = bpmn(
    start(wq_form="village/ask"),
    node("businessRuleTask", "decide", wq_decision="band"),
    node("exclusiveGateway", "x", default="x-f"),
    end(),
    end("f"),
    path("s", "decide", "x", "f"),
    flow("x", "e", "spending > 100"),
)


def rules(findings: tuple[CheckFinding, ...]) -> set[str]:
    """The rules of some findings that stop a diagram from running."""
    return {one.rule for one in findings if one.severity == "error"}


@pytest.fixture
def village(tmp_path: Path) -> Path:
    """A checkout with one procedure of diagram, decision and form."""
    folder, forms = tmp_path / "processes" / "village", tmp_path / "forms" / "village"
    folder.mkdir(parents=True)
    forms.mkdir(parents=True)
    (folder / "village.bpmn").write_bytes(DECIDES)
    (folder / "village.dmn").write_bytes(DECISION)
    (forms / "ask.json").write_bytes(FORM)
    return tmp_path


def test_a_folder_is_checked_file_by_file(village: Path) -> None:
    checked = dict(check_paths([village]))
    assert [Path(file).name for file in checked] == ["ask.json", "village.bpmn", "village.dmn"]
    assert not any(has_error(findings) for findings in checked.values())


def test_decisions_and_forms_beside_a_diagram_are_found(village: Path) -> None:
    diagram = village / "processes" / "village" / "village.bpmn"
    ((name, findings),) = check_paths([diagram])
    assert name == str(diagram)
    assert not rules(findings)
    (diagram.parent / "village.dmn").unlink()
    assert rules(check_paths([diagram])[0][1]) == {"decision-unknown"}


def test_a_form_that_lacks_what_a_decision_reads_is_told(village: Path) -> None:
    form = village / "forms" / "village" / "ask.json"
    form.write_bytes(FORM.replace(b"amount", b"sum"))
    ((_, findings),) = check_paths([village / "processes" / "village" / "village.bpmn"])
    assert rules(findings) == {"decision-input"}


def test_a_called_process_is_found_in_a_file_beside(tmp_path: Path) -> None:
    caller = simple(node("callActivity", "a", calledElement="other"))
    (tmp_path / "caller.bpmn").write_bytes(caller)
    assert rules(check_paths([tmp_path / "caller.bpmn"])[0][1]) == {"called-unknown"}
    other = bpmn(start("os"), user("oa"), end("oe"), path("os", "oa", "oe"), process='id="other"')
    (tmp_path / "any-name.bpmn").write_bytes(other)
    assert not rules(check_paths([tmp_path / "caller.bpmn"])[0][1])


def test_a_shipped_process_can_be_called_from_anywhere(tmp_path: Path) -> None:
    call = node("callActivity", "a", calledElement="archive")
    (tmp_path / "caller.bpmn").write_bytes(simple(call))
    assert "called-unknown" not in rules(check_paths([tmp_path / "caller.bpmn"])[0][1])


def test_a_broken_neighbour_breaks_nothing(tmp_path: Path) -> None:
    (tmp_path / "good.bpmn").write_bytes(simple(node("callActivity", "a", calledElement="other")))
    (tmp_path / "bad.bpmn").write_bytes(b'<a id="other"')
    assert rules(check_paths([tmp_path / "good.bpmn"])[0][1]) == {"called-unknown"}


def test_a_file_of_any_name_is_read_as_a_diagram(tmp_path: Path) -> None:
    (tmp_path / "drawing.xml").write_bytes(simple(user("a")))
    (tmp_path / "notes.txt").write_text("四议两公开", encoding="utf-8")
    assert not rules(check_paths([tmp_path / "drawing.xml"])[0][1])
    assert rules(check_paths([tmp_path / "notes.txt"])[0][1]) == {"xml-unreadable"}


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    assert rules(check_paths([tmp_path / "gone.bpmn"])[0][1]) == {"file-unreadable"}


def test_broken_decisions_and_forms_are_findings_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "a.dmn").write_bytes(b"<!DOCTYPE a><a/>")
    (tmp_path / "b.dmn").write_bytes(DECISION.replace(b"amount *", b"amount * *"))
    (tmp_path / "c.json").write_bytes(b'{"components": [{"type": "iframe"}]}')
    found = [finding for _, findings in check_paths(sorted(tmp_path.iterdir())) for finding in findings]
    assert len(found) >= 3
    assert all(finding.message_zh and finding.message_en for finding in found)


def test_a_procedure_carries_its_key_and_takes_no_ids_of_others() -> None:
    files = procedure_files("village", {"village.bpmn": simple(user("a"))})
    other = read_bundle(procedure_files("p", {"p.bpmn": simple(user("a"))}))
    findings = check_bundle(read_bundle(files), {})["village.bpmn"]
    assert "procedure-process" in rules(findings)
    renamed = read_bundle(procedure_files("q", {"q.bpmn": simple(user("a"), process='id="q"')}))
    taken = check_bundle(renamed, {"p": other})["q.bpmn"]
    assert {(one.rule, one.element) for one in taken if one.severity == "error"} == {
        ("id-of-another-procedure", "s"),
        ("id-of-another-procedure", "a"),
        ("id-of-another-procedure", "e"),
    }
    assert not rules(check_bundle(other, {"p": other})["p.bpmn"])


def test_the_digest_covers_names_and_contents_in_any_order() -> None:
    one = {"a.bpmn": b"x", "b.dmn": b"y"}
    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert len({digest_of(one), digest_of({"a.bpmn": b"xy", "b.dmn": b""}), digest_of({"a.bpmn": b"x"})}) == 3


def test_a_form_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    inner = tmp_path / "p"
    inner.mkdir()
    (tmp_path / "secret.json").write_bytes(FORM)
    (inner / "p.bpmn").write_bytes(simple(user("a", wq_form="p/../../secret")))
    assert not Neighbours().diagram(inner / "p.bpmn").beside.forms


@pytest.mark.parametrize("folder", procedure_folders(shipped_root()), ids=lambda folder: folder.name)
def test_shipped_procedures_may_go_live(folder: Path) -> None:
    bundle = read_bundle(load_folder(folder))
    assert bundle.process is not None
    findings = check_bundle(bundle, shipped_bundles())
    assert {name: found for name, found in findings.items() if has_error(found)} == {}


def test_shipped_procedures_are_read_once() -> None:
    assert shipped().keys() == shipped_bundles().keys()
    assert shipped_bundles()["meeting"] is shipped_bundles()["meeting"]
    assert "meeting" in shipped_library().processes


def procedure(key: str, *inside: str, **files: bytes) -> Bundle:
    """A procedure of one node `<key>_a` between start and end, with files by name without ending."""
    nodes = (start(f"{key}_s"), *inside, end(f"{key}_e"), path(f"{key}_s", f"{key}_a", f"{key}_e"))
    named = {
        f"{name}.dmn" if content is DECISION else f"forms/{name}.json": content
        for name, content in files.items()
    }
    diagram = bpmn(*nodes, process=f'id="{key}" isExecutable="true"')
    return read_bundle(procedure_files(key, {f"{key}.bpmn": diagram, **named}))


def beside(bundle: Bundle, *others: Bundle) -> set[tuple[str, str]]:
    """File and rule of what is wrong when it runs beside the others, as far as they are about names."""
    findings = check_bundle(bundle, {other.key: other for other in others})
    wanted = {"publish-form-unknown", "decision-unknown", "called-unknown", "call-input-missing"}
    return {(name, one.rule) for name, found in findings.items() for one in found if one.rule in wanted}


ASKING = procedure("asking", user("asking_a", wq_form="asking/ask"), ask=FORM)
BORROWING = procedure("borrowing", user("borrowing_a", wq_form="asking/ask"))
CALLING = procedure("calling", node("callActivity", "calling_a", calledElement="asking"))
BORROWING_FROM_CALLED = procedure(
    "calling", node("callActivity", "calling_a", calledElement="asking"), user("b", wq_form="asking/ask")
)
DECIDING = procedure("deciding", node("businessRuleTask", "deciding_a", wq_decision="band"), band=DECISION)
DECIDING_BY_OTHERS = procedure("lending", node("businessRuleTask", "lending_a", wq_decision="band"))
OLDER = procedure("asking", user("asking_a", wq_form="asking/ask"))


@pytest.mark.parametrize(
    ("bundle", "others", "found"),
    [
        pytest.param(ASKING, (), set(), id="own-form"),
        pytest.param(OLDER, (ASKING,), {("asking.bpmn", "publish-form-unknown")}, id="form-of-older-version"),
        pytest.param(BORROWING, (ASKING,), {("borrowing.bpmn", "publish-form-unknown")}, id="form-of-others"),
        pytest.param(BORROWING_FROM_CALLED, (ASKING,), set(), id="form-of-a-called-one"),
        pytest.param(DECIDING, (), set(), id="own-decision"),
        pytest.param(
            DECIDING_BY_OTHERS, (DECIDING,), {("lending.bpmn", "decision-unknown")}, id="decision-of-others"
        ),
        pytest.param(CALLING, (), {("calling.bpmn", "called-unknown")}, id="nothing-to-call"),
        pytest.param(
            OLDER,
            (ASKING, BORROWING_FROM_CALLED),
            {("asking.bpmn", "publish-form-unknown"), ("calling/calling.bpmn", "publish-form-unknown")},
            id="a-caller-that-loses-a-form",
        ),
        pytest.param(ASKING, (ASKING, BORROWING), set(), id="a-fault-that-others-had-before"),
    ],
)
def test_names_are_looked_up_as_a_live_case_would(
    bundle: Bundle, others: tuple[Bundle, ...], found: set[tuple[str, str]]
) -> None:
    assert beside(bundle, *others) == found


def test_another_diagram_does_not_stand_in_for_that_of_the_procedure() -> None:
    files = {"q.bpmn": simple(user("a"), process='id="q"')}
    assert read_bundle(procedure_files("q", files)).process is not None
    stand_in = read_bundle(procedure_files("q", {"z.bpmn": files["q.bpmn"]}))
    assert stand_in.process is None
    assert "procedure-process" in rules(check_bundle(stand_in, {})["q.bpmn"])
